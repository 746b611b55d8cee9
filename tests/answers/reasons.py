#!/usr/bin/env python3
"""Who stands for what in the article's scenarios: usage: reasons.py PROGRAM SCENARIOS

Every multiplier of a lens is marked: said and implied name a source of the file, ours is admitted in the lens's own
text. Every reader says something in a file: the ends move. A source later than the day of the judgement that is used as a
reason says so in its words; a page that nobody has looked at has no address. Prints the counts."""
import collections
import pathlib
import re
import sys

import yaml

from hold import Holder, by_id

FILES = ["alliance", "kazakhstan", "crossroads"]
WEIGHT = re.compile(r"^      (\w+\.\w+): \{weight: (x[\d.]+), basis: (said|implied|ours)(?:, because: \[([\w, ]+)\])?\}$", re.MULTILINE)
LENS = re.compile(r"^  (\w+):\n((?:    .*\n|\n)+)", re.MULTILINE)


def lenses(text):
    """{lens: (its about, its lines of weights, the marked ones)}"""
    part = re.split(r"^(?:sources|observations|lesson):$", text.split("\nlenses:")[1], maxsplit=1, flags=re.MULTILINE)[0]
    found = {}
    for name, body in LENS.findall(part.split("\n", 1)[1] + "\n"):
        about = " ".join(body.split("about:")[1].split("because:")[0].split())
        under = body.split("    weights:\n")[1].split("\n    start:")[0] if "    weights:\n" in body else ""
        found[name] = about, [line for line in under.split("\n") if re.match(r"      \w", line)], WEIGHT.findall(under)
    return found


def sources(text):
    """{source: the lines of its entry}"""
    part = text.split("\nsources:\n")[1].split("\nlesson:\n")[0]
    return dict(re.findall(r"^  (\w+):((?:.*\n(?!  \w))*.*)$", part, re.MULTILINE))


def moved(hold, file, lens):
    """Whether the reader changes any end's probability by more than rounding (crossroads: of the same runs)."""
    args = ["solve", file, "--choose", "as-written"] if file != "crossroads" else ["run", file, "--runs", "20000", "--worlds", "100"]
    key = "probability" if file != "crossroads" else "share"
    with_it, without = hold.run(*args, "--lens", lens), hold.run(*args)
    if not with_it or not without:
        return False
    before = by_id(without["outcomes"], key)
    return max(abs(p - before[end]) for end, p in by_id(with_it["outcomes"], key).items()) > 1e-4


def main():
    hold, folder = Holder(sys.argv[1]), pathlib.Path(sys.argv[2])
    for file in FILES:
        text, counts = (folder / f"{file}.yaml").read_text(encoding="utf-8"), collections.Counter()
        known = sources(text)
        for name, (about, lines, marked) in lenses(text).items():
            hold.equal(f"{file}: marked weights of {name}", len(marked), len(lines))
            for branch, _, basis, because in marked:
                counts[basis] += 1
                named = [word for word in because.split(", ") if word]
                hold.equal(f"{file}: {name} {branch}: its reasons are sources", [word for word in named if word not in known], [])
                hold.equal(f"{file}: {name} {branch}: {basis} has a reason", bool(named), basis != "ours")
            hold.equal(f"{file}: {name} admits what is ours", "our inference" in about, any(row[2] == "ours" for row in marked))
            hold.equal(f"{file}: {name} moves the ends", moved(hold, file, name), True)
        hold.equal(f"{file}: few are ours", 20 * counts["ours"] <= sum(counts.values()), True)
        day = re.search(r"^as_of: (\S+)$", text, re.MULTILINE).group(1)
        review = hold.warnings("check", "--strict", str(folder / f"{file}.yaml"))
        late = re.findall(r"W019\]: '(\w+)' is of", review)
        for name in late:
            hold.equal(f"{file}: {name} says that it is later than {day}", "later than the forecast" in known[name], True)
        for name, entry in known.items():
            hold.equal(f"{file}: {name}: no address of a page that was not checked", "page not checked" in entry and "\n    url: " in entry, False)
        unread = sum("page not checked" in entry for entry in known.values())
        others = {name: entry for name, entry in known.items() if not re.fullmatch(r"A\d+|article|memory|judgement", name)}
        cited = yaml.safe_load(text)["sources"]
        cites = [cited[name]["cite"] for name in others]
        titled = sum('"' in cite for cite in cites)
        dated = sum("\n    date: " in entry for entry in known.values())
        print(f"{file}: {dict(counts)}; {len(others)} sources beside the article, {titled} with their title, {dated} dated, {len(late)} later reasons, {unread} pages not checked")
    hold.finish()


main()
