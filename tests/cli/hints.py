#!/usr/bin/env python3
"""What the program recommends works, and is not refused: the command after `next:` of every page, on every bundled scenario; the ways out that a refusal
names; and every example of the help. All with few runs, each bounded by itself.

usage: hints.py CROSSROADS SCENARIOS"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

PROGRAM, SCENARIOS = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
RUNS = {"run": ["-n", "2000", "-w", "20"], "show": ["-n", "2000", "-w", "20"], "observe": ["-n", "2000", "-w", "20"],
        "compare": ["-n", "2000", "-w", "20"], "plot": ["-n", "2000", "-w", "20"], "sensitivity": ["-n", "200"]}
PAGES = ["run"], ["show"], ["solve"], ["sensitivity"], ["sensitivity", "--threshold"], ["compare", "--lenses"], ["show", "--paths", "3"]
bad, done = [], {}


def run(words, folder):
    """(exit code, output, messages), each command once."""
    words = [*words, *(w for w in RUNS.get(words[0], []) if not {"-n", "-w", "--runs", "--worlds"} & set(words))]
    key = (tuple(words), folder)
    if key not in done:
        try:
            ended = subprocess.run([PROGRAM, *words], capture_output=True, text=True, cwd=folder, timeout=200,
                                   env={**os.environ, "LC_ALL": "C.UTF-8"})
            done[key] = ended.returncode, ended.stdout, ended.stderr
        except subprocess.TimeoutExpired:
            done[key] = -1, "", "no end in 200 s"
    return done[key]


def follow(words, folder, origin, depth=3):
    """Runs a recommended command, and what its page recommends."""
    code, page, said = run(words, folder)
    if code:
        bad.append(f"{origin}: {shlex.join(words)}: exit {code}: {said.strip()[:200]}")
    found = re.search(r"next: crossroads (.*)", page)
    if found and depth:
        follow(shlex.split(found.group(1)), folder, f"{origin} > {words[0]}", depth - 1)
    for hint in [] if not depth else re.findall(r"crossroads (sensitivity \S+ --(?:threshold|effects))", " ".join(page.split())):
        follow(shlex.split(hint), folder, f"{origin} > {words[0]}", 0)


def pages(folder):
    names = sorted(p.stem for p in [*SCENARIOS.glob("*.yaml"), *SCENARIOS.glob("classics/*.yaml")])
    for name in names:
        for words in PAGES:
            words = [words[0], name, *words[1:]]
            if words[0] in ("run", "show") or run(words, folder)[0] == 0:  # what is refused has no page
                follow(words, folder, "bundled")
    return names


def refusals(names, folder):
    """A tree that is too large says so with exit 5, a place, and a command that answers."""
    refused = 0
    for name in names:
        for words in (["solve", name], ["run", name, "--choose", "best"]):
            code, _, said = run(words, folder)
            if code == 0:
                continue
            if "usage:" in said or code != 5:
                bad.append(f"{words}: exit {code}: {said[:200]}")
                continue
            refused += 1
            way = re.search(r"`(compare --choices [^`]*)`", said)
            if not re.search(r"^\S+\.yaml:\d+:\d+: error\[E210\]", said) or not way:
                bad.append(f"{words}: no place or no way out: {said[:200]}")
                continue
            command, *rest = shlex.split(way.group(1))
            follow([command, name, *rest], folder, f"refusal of {words}")
    if not refused:
        bad.append("no bundled scenario is too large to solve: the flagship was")


def examples(folder):
    """The help's examples, with files that stand for the reader's own."""
    for name, base in ("mine", "alliance"), ("hers", "alliance"), ("old", "alliance"), ("new", "alliance"):
        pathlib.Path(folder, f"{name}.yaml").write_bytes((SCENARIOS / f"{base}.yaml").read_bytes())
    for name, base in ("old", "alliance"), ("new", "kazakhstan"):
        pathlib.Path(folder, f"{name}.yaml").write_bytes((SCENARIOS / f"{base}.yaml").read_bytes())
    pathlib.Path(folder, "answers.csv").write_text("who,question,branch,percent\nana,western_war,none,100\n", encoding="utf-8")
    os.mkdir(os.path.join(folder, "copies"))
    for name in "ada", "bob":
        pathlib.Path(folder, "copies", f"{name}.yaml").write_bytes((SCENARIOS / "alliance.yaml").read_bytes())
    lines = []
    for command in re.findall(r"^\| \[`(\w+)`\]", subprocess.run([PROGRAM, "--help-markdown"], capture_output=True, text=True,
                                                              timeout=60).stdout, re.MULTILINE):
        text = subprocess.run([PROGRAM, command, "--help"], capture_output=True, text=True, timeout=60).stdout
        lines += [line.strip() for line in text.splitlines() if re.match(r"\s+crossroads " + command + r"\b", line) and "FILE" not in line
                  and "[" not in line]
    for line in lines:
        line = re.sub(r"\s+# .*|\s{2,}\S.*$", "", line).split(" | ")[0]
        line, _, target = line.partition(" > ")
        words = shlex.split(line)[1:]
        words = [w for word in words for w in (sorted(f"copies/{p.name}" for p in pathlib.Path(folder, "copies").glob("*.yaml"))
                                               if "*" in word else [word])]
        words = ["2000" if w in ("1e9", "1e10") else w for w in words]
        if words[0] in ("merge", "score"):
            continue  # shards of jobs that run elsewhere, answers of a class: tests/cli/run.sh and score.py have them
        with tempfile.TemporaryDirectory() as empty:
            code, _, said = run(words, empty if words[0] == "new" else folder)
        if code:
            bad.append(f"example: {line}: exit {code}: {said.strip()[:200]}")
    return len(lines)


with tempfile.TemporaryDirectory() as there:
    scenarios = pages(there)
    refusals(scenarios, there)
    n = examples(there)
for problem in bad:
    print(problem)
print(f"hints: {len(scenarios)} scenarios, {n} examples, {len(done)} commands, {len(bad)} problems")
sys.exit(bool(bad) or n < 20)
