#!/usr/bin/env python3
"""Problems for editors: check --format gcc and json say the same, a line a problem; and the problem matcher of the how-to page takes every
such line apart.

usage: editor.py CROSSROADS TOP"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM, TOP = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
bad = []


def check(what, right):
    if not right:
        bad.append(what)


def run(*words):
    ended = subprocess.run([PROGRAM, *words], capture_output=True, encoding="utf-8")
    return ended.returncode, ended.stdout, ended.stderr


page = (TOP / "docs" / "how-to" / "editor.md").read_text(encoding="utf-8")
matcher = json.loads(re.search(r"```json\n(.*?)```", page, re.S).group(1))["tasks"][0]["problemMatcher"]["pattern"]
files = sorted((TOP / "tests" / "data" / "bad").glob("*.yaml"))
seen = 0
for path in files:
    code, lines, said = run("check", str(path), "--format", "gcc")
    other, text, _ = run("check", str(path), "--format", "json")
    problems = json.loads(text)["problems"]
    check(f"{path.name}: exit {code} and {other}, {said}", code == other and not said)
    found = [re.match(matcher["regexp"], line) for line in lines.splitlines()]
    check(f"{path.name}: lines that the matcher does not take: {lines[:300]}", all(found))
    got = [(int(m.group(matcher["line"])), int(m.group(matcher["column"])), m.group(matcher["severity"]), m.group(matcher["code"])) for m in found if m]
    check(f"{path.name}: {got}", got == [(p["line"] or 1, p["column"] or 1, p["severity"], p["id"]) for p in problems])
    check(f"{path.name}: not its file", all(m.group(matcher["file"]) == str(path) for m in found if m))
    seen += len(got)
check(f"only {seen} problems", seen > 200)
check("the same by --json", run("check", str(files[0]), "--json") == run("check", str(files[0]), "--format", "json"))
check("nothing to say", run("check", "coin", "-f", "gcc") == (0, "", ""))
for words in ("check", "coin", "-f", "csv"), ("check", "coin", "-f", "gcc", "--json"), ("run", "coin", "-f", "gcc"):
    check(f"{words} is taken", run(*words)[0] == 2)
with tempfile.TemporaryDirectory() as folder:
    evil = pathlib.Path(folder) / "evil.yaml"
    evil.write_text('crossroads: 1\nstart: a\nnodes: {a: {ask: Q?, chance: {"x\\ny: 1:1: error: z [E999]": b}}}\noutcomes: {e: E}\n', encoding="utf-8")
    for line in run("check", str(evil), "-f", "gcc")[1].splitlines():
        check(f"an author's line end makes a problem: {line}", line.startswith(str(evil)))
print("\n".join(bad) if bad else f"{seen} problems in lines")
sys.exit(bool(bad))
