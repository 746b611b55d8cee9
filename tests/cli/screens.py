#!/usr/bin/env python3
"""Pages at 60, 80 and 120 columns, over all shipped scenarios and the commands that have pages: no line is wider than asked, no name is
cut, every number stands whole; and pages that are read aloud have neither bars nor frames.

usage: screens.py CROSSROADS SCENARIOS"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

X, SCENARIOS = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
WIDTHS = (60, 80, 120)
FEW = ["-n", "1000", "-w", "20"]
DRAWN = "█▓░▁▂▃▄▅▆▇│├└─●■◆▲▼→·±…"
bad, pages = [], 0


def run(*words, folder=None):
    return subprocess.run([X, *words], capture_output=True, text=True, cwd=folder, timeout=300, env={**os.environ, "LC_ALL": "C.UTF-8"})


def columns(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def look(words, folder=None):
    """A page at every width; its words are those of the widest, and none is cut."""
    global pages
    seen = {}
    for width in WIDTHS:
        ended = run(*words, "--width", str(width), folder=folder)
        if ended.returncode == 5:
            return None # too large to be solved: said, and tested elsewhere
        if ended.returncode:
            bad.append(f"{words}: exit {ended.returncode}: {ended.stderr[:200]}")
            return None
        pages += 1
        for line in ended.stdout.splitlines():
            if columns(line) > width and not re.match(r"again: |next: |\s*because .*https?://", line):
                bad.append(f"{words} at {width}: {columns(line)} columns: {line}")
            if "…" in line or "~" in line.replace("~ ", ""):
                bad.append(f"{words} at {width}: cut: {line}")
        seen[width] = ended.stdout
    # What a table says does not depend on the page: every id and number of the widest is on the narrowest.
    whole = re.sub(r"\s+", "", seen[60])
    for word in re.findall(r"\d[\d,.]*%|[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:\.[a-z0-9_]+)?", re.sub(r"0% ─+ \d+%", "", seen[120])): # but for the scale of bars
        if word not in whole and words[0] not in ("run", "show"): # names may be broken beside another column
            parts = re.split(r"(?<=[_.])", word)
            if not all(part in whole for part in parts):
                bad.append(f"{words}: '{word}' is on the page of 120 columns and not on that of 60")
    return seen[80]


def aloud(words, folder=None):
    global pages
    ended = run(*words, "--plain", folder=folder)
    if ended.returncode == 5:
        return
    pages += 1
    if ended.returncode:
        bad.append(f"{words} --plain: exit {ended.returncode}: {ended.stderr[:200]}")
    for line in ended.stdout.splitlines():
        if any(c in line for c in DRAWN) or "\x1b" in line or re.search(r"\S   +\S", line.split("next:")[0].rstrip()):
            bad.append(f"{words} --plain: {line}")


def commands(path, everything):
    listed = json.loads(run("list", path, "--json").stdout)["nodes"]
    nodes = [node["node"] for node in listed]
    branches = [f"{node['node']}.{branch}" for node in listed for branch in node["branches"]]
    yield ["list", path]
    yield ["run", path, *FEW]
    yield ["show", path, *FEW]
    yield ["solve", path]
    if not everything:
        return
    yield ["show", path, nodes[-1], *FEW]
    yield ["show", path, "--run", "3", *FEW]
    yield ["show", path, "--paths", "3", *FEW]
    yield ["show", path, "--lesson"]
    yield ["sensitivity", path]
    yield ["observe", path, branches[0], *FEW]
    text = pathlib.Path(path).read_text(encoding="utf-8")
    if "\nlenses:" in text:
        yield ["compare", path, "--lenses", "--pool", "log", *FEW]
    if "decision:" in text:
        decided = [node["node"] for node in listed if node["kind"] == "decision"]
        yield ["compare", path, "--choices", decided[0], *FEW]
        yield ["solve", path, "-v"]
        yield ["sensitivity", path, "--threshold"]
    if "\nobservations:" in text:
        yield ["observe", path, "--score", *FEW]


LONG = """crossroads: 1
title: A title that is so long that it cannot stand on a line of sixty columns, nor on one of eighty, however one turns it
start: first_question_with_a_long_name
actors: {who: {label: The ministry of finance and of whatever else there is to be counted, goal: min}}
parameters: {share: 10% to 40%, cost: {value: '1e9 to 3e9', label: What the whole undertaking costs in the end}}
nodes:
  first_question_with_a_long_name:
    ask: Which of the two undertakings that have been discussed for so long is begun before the end of the year?
    decision: who
    options:
      the one that everybody has always wanted: {payoff: {who: 1234567890}, then: luck}
      the other one: {payoff: {who: cost}, then: luck}
  luck:
    ask: Luck?
    chance:
      a_branch_with_a_name_of_many_parts_that_goes_on: {weight: share, then: good}
      no: {weight: rest, then: bad}
outcomes: {good: A good end that takes many words to tell of and then some more of them, bad: Ein Donaudampfschifffahrtsgesellschaftskapitänsende}
"""


def main():
    paths = sorted([*SCENARIOS.glob("*.yaml"), *SCENARIOS.glob("classics/*.yaml")])
    big = {"alliance", "kazakhstan", "sanctions_ladder", "oil_wildcatter", "harvest"}
    with tempfile.TemporaryDirectory() as there:
        long = os.path.join(there, "long.yaml")
        pathlib.Path(long).write_text(LONG, encoding="utf-8")
        for path in [*map(str, paths), long]:
            everything = pathlib.Path(path).stem in big or path == long
            for words in commands(path, everything):
                look(words)
                if everything:
                    aloud(words)
        # Numbers of any size stand whole, in the author's unit.
        page = look(["solve", long])
        if page and "1,234,567,890" not in page:
            bad.append(f"a cost of 1,234,567,890: {page}")
        page = look(["sensitivity", long, "--target", "good"])
        if page and not re.search(r"share +10% . 40%|share +\d+\.?\d*% . \d+\.?\d*%", page):
            bad.append(f"10% to 40% comes back in another unit: {page}")
        # The endings of both questions are the four by four, and its totals are those of the tags.
        page = look(["run", str(SCENARIOS / "crossroads.yaml"), *FEW])
        if page and "BY TWO TAGS" not in page:
            bad.append("no grid of the sixteen endings")
        if page:
            grid = page[page.index("BY TWO TAGS"):page.index("OUTCOME")]
            for tag in ("tradeoff", "managed", "reform", "fragile", "west", "east", "insurance", "hollow"):
                total = re.search(rf"^  {tag} +(\d+\.\d%)", page[page.index("  TAG "):], re.MULTILINE)
                if tag not in grid or not total or total.group(1) not in grid:
                    bad.append(f"the grid and the tag {tag} disagree: {grid}")
        if "BY TWO TAGS" in run("run", "alliance", *FEW).stdout:
            bad.append("a grid where the outcomes are none")
        # Bars of a page have one scale, which stands over each of its tables.
        page = run("run", str(SCENARIOS / "alliance.yaml"), *FEW).stdout
        scales = re.findall(r"PROBABILITY.* (0% ─+ \d+%)$", page, re.MULTILINE)
        if len(scales) != 2 or len(set(scales)) != 1:
            bad.append(f"bars of one page have scales {scales}")


main()
for problem in bad[:60]:
    print(problem)
print(f"screens: {pages} pages, {len(bad)} problems")
sys.exit(bool(bad) or pages < 250)
