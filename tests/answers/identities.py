#!/usr/bin/env python3
"""The ends of the article's scenarios obey their own words: usage: identities.py PROGRAM SCENARIOS

What an end's text demands is certain, and what it excludes is impossible, given what happened: conditional probabilities
of 1 and 0, asked of the program. And a weight whose reason gives a count or a rate is the figure which that gives."""
import math
import pathlib
import re
import sys

from hold import Holder, by_id

# scenario, evidence, and the probability of ends (or of tags) that the texts then leave no choice about
IDENTITIES = [
    ("alliance", ["members_response.comply"], {"hollow_shell": 0}),
    ("alliance", ["members_response.selective"], {"hollow_shell": 0}),
    ("kazakhstan", ["unrest.nationwide"], {"second_january": 1}),
    ("kazakhstan", ["unrest.contained"], {"second_january": 0}),
    ("kazakhstan", ["unrest.none"], {"second_january": 0}),
    ("crossroads", ["unrest.nationwide"], {"fragile": 1}),
    ("crossroads", ["succession.sudden_exit"], {"fragile": 1}),
    ("crossroads", ["unrest.contained", "succession.managed_handover"], {"fragile": 0}),
    ("crossroads", ["members_response.comply"], {"hollow": 0}),
    ("crossroads", ["members_response.selective"], {"hollow": 0}),
    ("crossroads", ["csto_again.comes_and_leaves"], {"hollow": 0}),
    ("crossroads", ["csto_again.comes_and_stays"], {"hollow": 0}),
    ("crossroads", ["members_response.freeze_or_exit", "unrest.none"], {"insurance": 0}),
]

# scenario, node.branch, the figure of its reason
FIGURES = [
    ("alliance", "western_war.none", 1 - 0.55),                          # a crowd's "over 50%", read as 55%
    ("alliance", "members_response.freeze_or_exit", 1 - math.exp(-2 * 3 / 30)),  # 2 occasions in 30 years, over 3
    ("kazakhstan", "unrest.nationwide", 1 - (1 - 1 / 5) ** (3 / 5)),     # 0 of 3 over five years by Laplace, over three
    ("kazakhstan", "csto_again.refuses", 1 - (2 / 5 + 0.20)),            # 1 of 3 by Laplace and 20 points
    ("kazakhstan", "csto_again.comes_and_leaves", 0.7 * (2 / 5 + 0.20)),
    ("crossroads", "western_war.none", 1 - 0.55),
    ("crossroads", "members_response.freeze_or_exit", 1 - math.exp(-2 * 3 / 30)),
    ("crossroads", "unrest.nationwide", 1 - (1 - 1 / 5) ** (3 / 5)),
    ("crossroads", "csto_again.refuses", 1 - (2 / 5 + 0.20)),
    ("crossroads", "csto_again.comes_and_leaves", 0.7 * (2 / 5 + 0.20)),
    ("crossroads", "extremist_attack.none", math.exp(-6 / 11)),          # 2 clusters in 11 years, over 3
    ("crossroads", "extremist_attack.major", (1 - math.exp(-6 / 11)) / 7),
    ("crossroads", "succession.sudden_exit", 0.6 * (1 - 0.955 ** 5)),    # 4.5% a year over five, and a judgement
]


def weight(text, name):
    """The weight of node.branch in a scenario's text."""
    node, branch = name.split(".")
    part = re.split(rf"^  {node}:$", text.split("\nnodes:\n")[1], maxsplit=1, flags=re.MULTILINE)[1]
    part = re.split(rf"^      {branch}:$", part, maxsplit=1, flags=re.MULTILINE)[1]
    return float(re.search(r"^        weight: ([\d.]+)%$", part, re.MULTILINE).group(1)) / 100


def main():
    hold, folder = Holder(sys.argv[1]), pathlib.Path(sys.argv[2])
    for name, evidence, want in IDENTITIES:
        given = [word for branch in evidence for word in ("--given", branch)]
        result = hold.run("run", name, "--runs", "20000", "--worlds", "100", *given)
        if result:
            got = {**by_id(result["outcomes"], "share"), **by_id(result["tags"], "share")}
            for item, probability in want.items():
                hold.near(f"{name} {item} given {' and '.join(evidence)}", got.get(item), probability, 1e-9)
    for name, branch, figure in FIGURES:
        text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
        hold.near(f"{name} {branch}", weight(text, branch), figure, 0.005)
    hold.finish()


main()
