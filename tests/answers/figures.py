#!/usr/bin/env python3
"""The weights of the article's scenarios follow from the reasons beside them: usage: figures.py PROGRAM SCENARIOS FIGURES

A branch either has its arithmetic in FIGURES, which is then worked out anew and must be the weight, or names `judgement`
among its reasons: nobody but the scenario's author stands for the number. Both, where the arithmetic holds a judged part.
Each question says why it has its confidence, and which range of 90% that leaves of one branch: the quantiles of the beta law
that a share of a Dirichlet law has, worked out here. Needs PyYAML."""
import json
import math
import pathlib
import re
import sys

import yaml

from hold import Holder, by_id

FILES = ["alliance", "kazakhstan", "crossroads"]
# nothing in their arithmetic is the author's own
FREE = {"western_war.none", "members_response.freeze_or_exit", "unrest.nationwide", "extremist_attack.none"}


NUMBERS = "none one two three four five six seven".split()


def laplace(seen, cases):
    """Laplace's rule of succession."""
    return (seen + 1) / (cases + 2)


def any_event(events, years, window):
    """At least one event of a Poisson process in a window of years."""
    return 1 - math.exp(-events * window / years)


def longer(p, spans):
    """What is p in one span, over more of them."""
    return 1 - (1 - p) ** spans


def shorter(p, years, fewer):
    """What is p in so many years, over fewer of them."""
    return 1 - (1 - p) ** (fewer / years)


def below(x, median, spread):
    """A log-normal law."""
    return (1 + math.erf(math.log(x / median) / spread / math.sqrt(2))) / 2


RULES = {f.__name__: f for f in (laplace, any_event, longer, shorter, below)}


def continued(a, b, x):
    """The continued fraction of the incomplete beta function, by Lentz's way."""
    small, c, d = 1e-300, 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or 1e-300)
    h = d
    for m in range(1, 300):
        for step in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / ((1 + step * d) or small)
            c = (1 + step / c) or small
            h *= c * d
    return h


def beta_below(x, a, b):
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * continued(a, b, x) / a
    return 1 - front * continued(b, a, 1 - x) / b


def beta_quantile(q, a, b):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_below(middle, a, b) < q else (low, middle)
    return low


def self_test():
    assert abs(beta_quantile(0.05, 1, 3) - (1 - 0.95 ** (1 / 3))) < 1e-12  # 1 - x has the law of a minimum's mirror: (1 - x)^3
    assert abs(beta_quantile(0.95, 3, 1) - 0.95 ** (1 / 3)) < 1e-12
    assert abs(beta_below(0.3, 2, 2) - (3 * 0.09 - 2 * 0.027)) < 1e-12


def branches(node):
    return {name: item for kind in ("chance", "options") for name, item in node.get(kind, {}).items()}


def percent(text):
    return float(str(text).rstrip("%")) / 100


def check_confidence(hold, file, name, node):
    words = " ".join(node["about"].split())
    found = re.search(r"Confidence (\d+): .{20,}?\. That leaves '(\w+)' anywhere from (\d+)% to (\d+)%\.", words)
    hold.equal(f"{file} {name}: its confidence is argued", bool(found) and int(found.group(1)), node["confidence"])
    if not found:
        return
    cases, share = node["confidence"], percent(branches(node)[found.group(2)]["weight"])
    for q, said in ((0.05, found.group(3)), (0.95, found.group(4))):
        hold.near(f"{file} {name} {found.group(2)} {q}", int(said), 100 * beta_quantile(q, cases * share, cases * (1 - share)), 0.5)


def main():
    self_test()
    hold, folder = Holder(sys.argv[1]), pathlib.Path(sys.argv[2])
    table = json.loads(pathlib.Path(sys.argv[3]).read_text(encoding="utf-8"))["figures"]
    known = {file: yaml.safe_load((folder / f"{file}.yaml").read_text(encoding="utf-8")) for file in FILES}
    counted = {(file, row["branch"]) for row in table for file in row["files"]}
    for row in table:
        node, branch = row["branch"].split(".")
        figure = eval(row["figure"], {"__builtins__": {}}, RULES)  # of this repository's own table
        for file in row["files"]:
            question = known[file]["nodes"][node]
            item = branches(question)[branch]
            words = " ".join((question["about"] + " " + item["about"]).split())
            for said in row["says"]:
                hold.equal(f"{file} {row['branch']} says {said}", said in words, True)
            if "result" in row:
                solved = hold.run("solve", file, "--choose", "as-written")
                got = by_id(solved["outcomes"], "probability").get(row["result"]) if solved else None
            else:
                got = percent(item["weight"])
            hold.near(f"{file} {row['branch']}", got, figure, 0.005)
    for file in FILES:
        judged = 0
        shown = hold.run("show", file, "--runs", "1000") or {"nodes": []}
        for node in shown["nodes"]:
            for branch in node["branches"]:
                item = branches(known[file]["nodes"][node["node"]]).get(branch["branch"])
                hold.equal(f"show {file} {node['node']}.{branch['branch']}: its label", "judgement" in branch["because"], bool(item) and "judgement" in item["because"])
        for name, node in known[file]["nodes"].items():
            if "confidence" in node:
                check_confidence(hold, file, name, node)
            for branch, item in branches(node).items():
                full, labelled = f"{name}.{branch}", "judgement" in item["because"]
                judged += labelled
                hold.equal(f"{file} {full}: arithmetic or labelled", labelled or (file, full) in counted, True)
                hold.equal(f"{file} {full}: labelled unless all of it is counted", labelled, full not in FREE)
            hold.near(f"{file} {name}: the weights make 100%", sum(percent(i["weight"]) for i in branches(node).values()),
                      1 if branches(node) else 0, 1e-9)
        every = sum(len(branches(node)) for node in known[file]["nodes"].values())
        if file == "crossroads":
            limits = " ".join((folder.parent / "docs" / "explanation" / "limits.md").read_text(encoding="utf-8").split())
            hold.equal("limits.md counts them", f"Of the {every} weights in `crossroads` {NUMBERS[every - judged]} follow" in limits, True)
        print(f"{file}: {every} weights, {judged} labelled judgement, {sum(f == file for f, _ in counted)} with their arithmetic")
    hold.finish()


main()
