#!/usr/bin/env python3
"""`sensitivity` at a point and `--set` at the same point, on shipped scenarios, as written and through every lens: the same to the
last digits, or a note says which weight a lens or the normalising acts on. Of effects and multipliers, in groups and one by one,
on every shipped file: the same without exception.

usage: same_point.py PROGRAM SCENARIOS"""
import json
import os
import pathlib
import subprocess
import sys

PROGRAM, SCENARIOS = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
NOTE = "setting the same number gives another value"
FEWEST = 20     # points compared
MOST_INPUTS = 5  # of a scenario through one lens
MOST_SIZES = 3   # of a scenario's groups, and of its single effects and multipliers
FEWEST_SIZES = 60
bad, compared, excepted, sizes = [], 0, 0, 0


def document(*words):
    done = subprocess.run([PROGRAM, *words, "--json"], capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL,
                          check=False)
    if done.returncode:
        bad.append(f"{' '.join(words)}: exit {done.returncode}: {done.stderr[:300]}")
    return json.loads(done.stdout or "null")


def lenses(file):
    """Names of the lenses, from the canonical form."""
    done = subprocess.run([PROGRAM, "export", "yaml", str(file)], capture_output=True, text=True, timeout=600, check=True)
    _, _, rest = done.stdout.partition("\nlenses:\n")
    names = []
    for row in rest.splitlines():
        if row and row[0] != " ":
            break
        if row.startswith("  ") and row[2] != " ":
            names.append(row.strip().split(":")[0].strip("'\""))
    return [name for name in names if name != "as_written"]


def hold(file, seen, target):
    global compared, excepted
    found = document("sensitivity", str(file), "--target", target, *seen)
    if not found:
        return
    noted = any(NOTE in note for note in found["notes"])
    differ = 0
    for row in found["inputs"][::max(1, len(found["inputs"]) // MOST_INPUTS)]:
        x, y = row["points"][0]
        result = document("solve", str(file), "--choose", "as-written", *seen, "--set", f"{row['id']}={x!r}")
        if not result:
            continue
        compared += 1
        got = {o["id"]: o["probability"] for o in result["outcomes"]}[target]
        differ += not abs(got - y) <= 1e-9
        if not abs(got - y) <= 1e-9 and not noted:
            bad.append(f"{file.name} {seen}: {row['id']} at {x!r} makes {y!r} when moved, {got!r} when set")
    excepted += differ > 0


def hold_sizes(file, seen, mode):
    """Moved by a factor, and set to it: the base case of the same analysis, of one other name, says what is there then."""
    global sizes
    found = document("sensitivity", str(file), f"--effects={mode}", *seen)
    rows = found["inputs"] if found else []
    for row in rows[::max(1, -(-len(rows) // MOST_SIZES))]:
        x, y = row["points"][0]
        other = [one["id"] for one in rows if one["id"] != row["id"]][:1]
        result = document("sensitivity", str(file), *other, *(["--effects"] if other else []), *seen, "--set", f"{row['id']}=x{x!r}")
        sizes += 1
        if result and not abs(result["base"] - y) <= 1e-9 * max(1, abs(y)):
            bad.append(f"{file.name} {seen}: {row['id']} at x{x!r} makes {y!r} when moved, {result['base']!r} when set")


def refuses(file):
    """Games of private information, in which nothing is decided anew at every point (E211)."""
    done = subprocess.run([PROGRAM, "sensitivity", str(file), "--effects"], capture_output=True, text=True, timeout=600, check=False)
    return done.returncode == 5 and "E211" in done.stderr


def main():
    for file in [one for one in sorted(SCENARIOS.rglob("*.yaml")) if not refuses(one)]:
        for seen in [[], *(["--lens", lens] for lens in lenses(file)[:1])]:
            for mode in ("groups", "single"):
                hold_sizes(file, seen, mode)
    for name, target in (("alliance", "hollow_shell"),):
        file = SCENARIOS / f"{name}.yaml"
        for lens in [None, *lenses(file)]:
            hold(file, ["--lens", lens] if lens else [], target)
    for line in bad:
        print(line)
    print(f"{sizes} sizes of effects and multipliers; {compared} points, {len(bad)} differ; through {excepted} lenses some do, and a note says so")
    return 1 if bad or compared < FEWEST or sizes < FEWEST_SIZES or not excepted else 0


sys.exit(main())
