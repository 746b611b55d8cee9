#!/usr/bin/env python3
"""Tables for other programs and for readers: -o DIR/, the names that --table knows, md against md-data, and the lines of the how-to page
for gnuplot, R, Python and duckdb, each where its program is installed.

usage: tables.py CROSSROADS docs/how-to/data-for-other-programs.md"""
import csv
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM, PAGE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
bad, skipped = [], []
TAGS = """crossroads: 1
title: Tags
start: a
stages: {now: Now}
state: {s: 5}
actors: {me: Me}
nodes: {a: {stage: now, ask: Q, chance: {x: {weight: 25%, change: {s: 1}, payoff: {me: 4}, then: o}, y: {weight: rest, then: p}}}}
outcomes: {o: {label: "O | x", tags: [east, fusion, all]}, p: {label: P, tags: [west, all]}}
"""


def check(what, right):
    if not right:
        bad.append(what)


def run(*words, code=0):
    ended = subprocess.run([PROGRAM, *words], capture_output=True, encoding="utf-8")
    check(f"{words}: exit {ended.returncode}, not {code}: {ended.stderr[:300]}", ended.returncode == code)
    return ended.stdout if code == 0 else ended.stderr


def rows(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def folders():
    run("run", "tags.yaml", "-o", "deep/er/")
    names = {p.name for p in pathlib.Path("deep/er").iterdir()}
    check(f"files of a run: {names}", names == {f"{t}.csv" for t in ("outcomes", "tags", "payoffs", "measures", "nodes", "s", "provenance")})
    result = json.loads(run("run", "tags.yaml", "--json"))
    for table in "outcomes", "tags":
        check(table, [(r["id"], float(r["share"])) for r in rows(f"deep/er/{table}.csv")] == [(r["id"], r["share"]) for r in result[table]])
    facts = {r["id"]: r["label"] for r in rows("deep/er/provenance.csv")}
    check(f"provenance: {facts}", facts["file"] == "tags.yaml" and facts["program"].startswith("crossroads") and len(facts["sha256"]) == 64)
    check("a table alone", run("run", "tags.yaml", "-f", "csv", "--table", "outcomes") == pathlib.Path("deep/er/outcomes.csv").read_text())
    run("run", "tags.yaml", "-o", "deep/er/")  # ours are replaced
    os.mkdir("other")
    pathlib.Path("other/outcomes.csv").write_text("mine")
    check("a foreign file", "other/outcomes.csv exists" in run("run", "tags.yaml", "-o", "other/", code=3))
    check("a foreign file stays", pathlib.Path("other/outcomes.csv").read_text() == "mine")
    run("run", "tags.yaml", "-o", "other/", "--force")
    check("--force", "mine" not in pathlib.Path("other/outcomes.csv").read_text())
    run("compare", "tags.yaml", "coin", "-o", "dats/", "-f", "dat")
    check("dat", {p.suffix for p in pathlib.Path("dats").iterdir() if p.name != "provenance.csv"} == {".dat"})
    run("export", "csv", "tags.yaml", "-o", "exported/")
    check("export", rows("exported/outcomes.csv") == rows("deep/er/outcomes.csv"))
    run("run", "tags.yaml", "-o", "json/", "--json", code=2)
    run("run", "tags.yaml", "-o", "one/", "--table", "tags", code=2)
    pathlib.Path("file").write_text("x")
    run("run", "tags.yaml", "-o", "file/", code=3)


def names():
    said = run("run", "tags.yaml", "-f", "csv", "--table", "outcome", code=2)
    check(f"names of a run: {said}", "did you mean 'outcomes'?" in said)
    said = run("run", "tags.yaml", "-f", "csv", "--table", "nosuch", code=2)
    check(f"names of a run: {said}", "there are outcomes, tags, payoffs, measures, nodes" in said)
    said = run("compare", "tags.yaml", "coin", "-f", "csv", "--table", "nosuch", code=2)
    check(f"names of compare: {said}", "there are columns, of_tags.yaml, of_coin" in said)
    check("names in the help", "outcomes, tags, payoffs" in " ".join(run("run", "--help").split()))


def pages():
    """25 in 100, and a mean of 4 * 0.25 = 1; fusion and east are one row for a reader, two for a program."""
    page, data = run("run", "tags.yaml", "-f", "md"), run("run", "tags.yaml", "-f", "md-data")
    check(f"md: {page}", "| O \\| x | 25.0% |" in page and "| Me | 1" in page and "| east, fusion | 25.0% |" in page and "| se |" not in page)
    check(f"md-data: {data}", "| id | share | se |" in data and re.search(r"^\| east \| 0.25 \|", data, re.M) and re.search(r"^\| fusion \| 0.25 \|", data, re.M))
    check("the page for a terminal", re.search(r"^  east, fusion +25\.0%", run("run", "tags.yaml"), re.M))
    check("md of nodes", "| a.x |" in page)
    check("a table of a reader", run("run", "tags.yaml", "-f", "md", "--table", "tags").count("## ") == 1)
    sampled = run("run", "alliance", "-f", "md", "--runs", "20000")
    check("an error beside its estimate", re.search(r"\| \d+\.?\d*% ± \d", sampled) and re.search(r"\d% to \d+\.\d%", sampled))
    run("export", "md-data", "tags.yaml", "-o", "t.md")
    check("export md-data", "| id | share |" in pathlib.Path("t.md").read_text())


def how_to():
    os.mkdir("bin")
    os.symlink(PROGRAM, "bin/crossroads")
    env = {**os.environ, "PATH": os.path.abspath("bin") + os.pathsep + os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    lines = [line for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S) for line in block.strip().split("\n")]
    check(f"only {len(lines)} lines", len(lines) >= 9)
    for line in lines:
        tool = line.split()[0]
        if not shutil.which(tool, path=env["PATH"]) or ("pandas" in line and not importlib.util.find_spec("pandas")):
            skipped.append("pandas" if "pandas" in line else tool)
            continue
        ended = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, encoding="utf-8", env=env, timeout=300)
        quiet = re.sub(r"crossroads: \d+ tables in .*\n", "", ended.stderr)
        check(f"{line}: exit {ended.returncode}: {quiet[:300]}", ended.returncode == 0 and not quiet)
        if tool not in ("crossroads", "gnuplot"):
            check(f"{line}: the likeliest end is missing: {ended.stdout[:300]}", "insurance" in ended.stdout)
    if shutil.which("gnuplot"):
        picture = pathlib.Path("outcomes.svg").read_text(encoding="utf-8")
        texts = re.findall(r"<text>([^<]*)</text>", picture)
        shares = {r["id"]: float(r["share"]) for r in rows("outcomes.csv")}
        check(f"names under the bars: {texts}", set(shares) <= {t.strip() for t in texts})


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    pathlib.Path("tags.yaml").write_text(TAGS, encoding="utf-8")
    for part in folders, names, pages, how_to:
        part()
    os.chdir("/")
print("not installed:", ", ".join(sorted(set(skipped))) or "nothing")
print("\n".join(bad) if bad else "tables as they should be")
sys.exit(bool(bad))
