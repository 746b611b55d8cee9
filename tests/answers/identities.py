#!/usr/bin/env python3
"""The ends of the article's scenarios obey their own words: usage: identities.py PROGRAM SCENARIOS

What an end's text demands is certain, and what it excludes is impossible, given what happened: conditional probabilities
of 1 and 0, asked of the program. A question asks about nothing later than the date of its stage. And whose future an end
is, the article's or the scenario's author's, is said wherever ends are listed: in labels, tags, texts and tables."""
import pathlib
import re
import subprocess
import sys

import yaml

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

# the ends that are the article's; of crossroads the answers, one of each pair
ARTICLE = {"alliance": {"warsaw_pact_ii", "shanghai_fusion"}, "kazakhstan": {"vouchsafed", "new_kazakhstan"}}
TAGS = {"west", "east", "neither", "insurance", "hollow", "tradeoff", "reform", "managed", "fragile", "article"}
ANSWERS = [{"west", "east"}, {"tradeoff", "reform"}]


def check_whose(hold, file, ends):
    """Labels begin with whose future it is, the tag `article` says it, and the two small files say it in the text."""
    for name, end in ends.items():
        tags = set(end["tags"])
        ours = sum(bool(tags & answers) for answers in ANSWERS) if file == "crossroads" else 2 * (name in ARTICLE[file])
        hold.equal(f"{file} {name}: its label says whose it is", re.match(r"\w+", end["label"]).group(), ("Added", "Half", "Article")[ours])
        hold.equal(f"{file} {name}: the tag", "article" in tags, ours == 2)
        if file != "crossroads":
            hold.equal(f"{file} {name}: its text", end["about"].startswith("Added." if ours == 0 else "The article's "), True)


def check_dates(hold, file, known):
    """The last year of a question, in `ask` and at the head of its `about`, is within its stage."""
    for name, node in known["nodes"].items():
        head = re.match(r"[^.:]*", " ".join(node.get("about", "").split())).group()
        years = [int(a[:2] + b) if b else int(a) for a, b in re.findall(r"\b(20\d\d)(?:-(\d\d))?\b", node["ask"] + " " + head)]
        limit = int(str(known["stages"][node["stage"]]["date"])[:4])
        hold.equal(f"{file} {name}: asks about nothing after {limit}", max(years, default=0) <= limit, True)


def main():
    hold, folder = Holder(sys.argv[1]), pathlib.Path(sys.argv[2])
    for name, evidence, want in IDENTITIES:
        given = [word for branch in evidence for word in ("--given", branch)]
        result = hold.run("run", name, "--runs", "20000", "--worlds", "100", *given)
        if result:
            got = {**by_id(result["outcomes"], "share"), **by_id(result["tags"], "share")}
            for item, probability in want.items():
                hold.near(f"{name} {item} given {' and '.join(evidence)}", got.get(item), probability, 1e-9)
    for file in ("alliance", "kazakhstan", "crossroads"):
        known = yaml.safe_load((folder / f"{file}.yaml").read_text(encoding="utf-8"))
        check_whose(hold, file, known["outcomes"])
        check_dates(hold, file, known)
        hold.equal(f"{file}: one vocabulary of tags", {tag for end in known["outcomes"].values() for tag in end["tags"]} - TAGS, set())
        listed = subprocess.run([sys.argv[1], "show", file], capture_output=True, text=True, timeout=300).stdout
        rows = re.findall(r"^ *▲ \w+ +(\w+)", listed, re.MULTILINE)
        hold.equal(f"show {file} tells them apart", len(rows) == len(known["outcomes"]) and set(rows) <= {"Added", "Half", "Article"}, True)
    for page in (folder.parent / "README.md", folder / "README.md"):
        table = page.read_text(encoding="utf-8")
        hold.equal(f"{page}: the two futures and what was added are columns", "| its two futures | what the scenario's author added |" in table, True)
        hold.equal(f"{page}: early", table.index("| its two futures |") < 2500, True)
    hold.finish()


main()
