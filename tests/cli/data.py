#!/usr/bin/env python3
"""The page of data is what the program writes: every block and column of every command and picture stands in it, none stands
in it that is not written, the layout is what it says, and its pipes run.
usage: data.py CROSSROADS docs/reference/data.md"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

X, PAGE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
FEW = ["--runs", "4000", "--worlds", "40"]
failures = []

# What is run for each section of the page.
COMMANDS = {
    "`run`, `merge` and `export --of run`": ["run alliance", "run harvest"],
    "`solve`": ["solve alliance", "solve harvest --worlds 20", "solve oil_wildcatter --voi --nested"],
    "`show --paths`": ["show alliance --paths 3", "show harvest --paths 2"],
    "`sensitivity`": [
        "sensitivity harvest", "sensitivity harvest --method sobol --points 8", "sensitivity harvest --method morris --points 8",
        "sensitivity harvest --two crop,price", "sensitivity harvest --threshold", "sensitivity alliance --discover"],
    "`compare`": ["compare alliance --lenses --pool log", "compare kazakhstan --choices tokayev_answer"],
    "`diff`": ["diff one.yaml two.yaml"],
    "`observe`": [
        "observe kazakhstan moscow_bill.basing", "observe deterrence_hidden_type vote.supports",
        "observe kazakhstan --lens pool moscow_bill.basing", "observe crossroads --score"],
    "`pool`": ["pool one.yaml two.yaml"],
    "`list`": ["list crossroads", "list harvest", "list deterrence_hidden_type"],
}
PICTURES = {
    "outcomes": "alliance", "tree": "alliance", "fan": "alliance", "phase": "alliance", "converge": "oil_wildcatter",
    "tornado": "harvest", "twoway": "harvest", "flow": "alliance", "lenses": "alliance", "risk": "oil_wildcatter",
}
COPY = """crossroads: 1
title: Copy
start: a
actors: {me: Me}
state: {s: 5}
nodes: {a: {ask: Q, chance: {x: {weight: WEIGHT, change: {s: 1}, then: o}, y: {weight: rest, then: p}}}}
outcomes: {o: {label: O, tags: [t], payoff: {me: 1}}, p: P}
"""


def check(good, what):
    if not good:
        failures.append(what)
    return good


def documented():
    """Of each section: [(pattern of the block's name, its columns)]."""
    sections, section, cells = {}, None, []
    with open(PAGE, encoding="utf-8") as f:
        for line in f:
            heading = re.match(r"##+ (.*)", line)
            row = re.match(r"\| (`[^|]*`|) ?\| ([^|]*) \|", line)
            if heading:
                section = sections.setdefault(heading.group(1), [])
            elif row and section is not None:
                if row.group(1):
                    name = re.sub(r"[A-Z]{3,}", "NAME", row.group(1).strip("`"))
                    pattern = re.sub("NAME", "[^ ]+", re.escape(name))
                    section.append((row.group(1), re.compile(pattern + r"\Z"), set()))
                section[-1][2].update(re.findall(r"`(\w+)`", row.group(2)))
    return {k: v for k, v in sections.items() if v}


def blocks(text, what):
    """[(name, columns)] of a data file; the layout is checked on the way."""
    found = []
    parts = re.split(r"\n\n\n|\A((?:#[^\n]*\n)+)\n", text)
    for part in parts[2:]:
        lines = [line for line in (part or "").split("\n") if line]
        if not lines:
            continue
        comments = [line for line in lines if line.startswith("# ")]
        rows = [line for line in lines if not line.startswith("# ")]
        check(lines[: len(comments)] == comments and comments, f"{what}: comments stand in a block: {lines[:3]}")
        columns = rows[0].split()
        check(columns[0] == "id", f"{what}: {comments[-1:]}: the first column is {columns[0]}")
        for row in rows[1:]:
            match = re.fullmatch(r'("[^"]*"|\S+)((?:\s+(?:NA|-?[0-9.]+(?:e[+-]?[0-9]+)?))*)(?:\s+"([^"]*)")?', row)
            if not check(match, f"{what}: a row is no row: {row[:200]}"):
                break
            n = 1 + len(match.group(2).split()) + (match.group(3) is not None)
            check(n == len(columns), f"{what}: {comments[-1:]}: {n} cells under {len(columns)} names")
        found.append((comments[-1][2:] if comments else "?", columns))
    check(found, f"{what}: no block")
    return found


def compare(section, rules, found, used):
    last = []
    for name, columns in found:
        fits = [rule for rule in rules if rule[1].match(name)]
        plain = [rule for rule in fits if "[" not in rule[1].pattern] or fits
        if not check(plain, f"{section}: block '{name}' does not stand in the page"):
            continue
        rule = plain[0]
        used.add(rule[0])
        if (rule[0], columns) in last:
            continue
        last.append((rule[0], columns))
        wanted, have = rule[2], set(columns) - {"id", "label"}
        check(have == wanted, f"{section}: {rule[0]}: written {sorted(have - wanted)}, documented {sorted(wanted - have)}")


def run(*words):
    got = subprocess.run([X, *words], capture_output=True, text=True, timeout=300)
    check(got.returncode == 0, f"{' '.join(words)}: exit {got.returncode}: {got.stderr[:300]}")
    return got.stdout


def main():
    page = documented()
    for section, commands in COMMANDS.items():
        used = set()
        for command in commands:
            words = command.split()
            few = FEW if words[0] in ("run", "compare", "observe") else []
            compare(command, page[section], blocks(run(*words, *few, "--format", "dat"), command), used)
        for rule in page[section]:
            check(rule[0] in used, f"{section}: {rule[0]} is documented and nothing here writes it")
    for kind, scenario in PICTURES.items():
        used, section = set(), f"`plot {kind}`"
        run("plot", scenario, kind, *FEW, "-o", f"{kind}.svg", "--force")
        with open(f"{kind}.dat", encoding="utf-8") as f:
            compare(section, page[section], blocks(f.read(), section), used)
        for rule in page[section]:
            check(rule[0] in used, f"{section}: {rule[0]} is documented and not written")
    pipes()
    first_picture()


def pipes():
    """The shell lines of the page, through the real programs."""
    with open(PAGE, encoding="utf-8") as f:
        lines = [line for block in re.findall(r"```sh\n(.*?)```", f.read(), re.DOTALL) for line in block.strip().split("\n")]
    check(len(lines) >= 5, f"only {len(lines)} pipes in the page")
    os.mkdir("bin")
    os.symlink(X, "bin/crossroads")
    env = dict(os.environ, PATH=os.path.abspath("bin") + ":" + os.environ["PATH"])
    for line in lines:
        if "| dot" in line and not shutil.which("dot"):
            check(os.environ.get("CI") not in ("true", "1", "yes"), "graphviz is missing")
            continue
        got = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, env=env, timeout=300)
        made = re.search(r"(?:-o|>) (\S+)$", line)
        size = os.path.getsize(made.group(1)) if made and os.path.exists(made.group(1)) else len(got.stdout)
        check(got.returncode == 0 and not got.stderr and size > 100, f"{line}: exit {got.returncode}, {size} bytes: {got.stderr[:300]}")


def first_picture():
    """The first pipe draws each share over its own name, from 0, with whole names: the terminal's picture is read back."""
    with open(PAGE, encoding="utf-8") as f:
        line = re.search(r"```sh\n(.*?)\n", f.read()).group(1)
    env = dict(os.environ, PATH=os.path.abspath("bin") + ":" + os.environ["PATH"])
    drawn = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=env, timeout=300).stdout.split("\n")
    shares = {o["id"]: o["share"] for o in json.loads(run("run", "alliance", "--json"))["outcomes"]}
    axis = [(float(m.group(1)), i) for i, row in enumerate(drawn) if (m := re.match(r"\s*([0-9.]+) \+-", row))]
    (top, first), (bottom, last) = axis[0], axis[-1]
    names = next((row for row in drawn[last + 1:] if row.strip()), "")
    check(bottom == 0, f"the first picture begins at {bottom}")
    for name, share in shares.items():
        at = names.find(name)
        if not check(at >= 0, f"the first picture has no name {name}: {names}"):
            continue
        middle = at + len(name) // 2
        rows = [i for i in range(first, last) if "*" in drawn[i][middle - 2 : middle + 3]]
        height = (last - rows[0]) / (last - first) * (top - bottom) if rows else 0
        check(abs(height - share) <= 1.01 * (top - bottom) / (last - first), f"over {name} stands {height:.3f}, not {share:.3f}")


if not shutil.which("gnuplot"):
    print("no gnuplot")
    sys.exit(1 if os.environ.get("CI") in ("true", "1", "yes") else 77)
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for file, weight in (("one.yaml", "20%"), ("two.yaml", "60%")):
        with open(file, "w", encoding="utf-8") as f:
            f.write(COPY.replace("WEIGHT", weight))
    main()
    os.chdir("/")
print("\n".join(failures))
print(f"data: {len(failures)} failures")
sys.exit(1 if failures else 0)
