#!/usr/bin/env python3
"""Seeded results cannot change unnoticed.

usage: golden.py CROSSROADS               compare with results.json, which stands beside this file
       golden.py CROSSROADS --refresh     write results.json anew, after a change that was meant

results.json has a line for each command: the beginning of the scenario's SHA-256, and the result without words for people,
its numbers to twelve digits. Ids, words and whole numbers are compared exactly, all others to 1e-9 of their size, which is
what is promised to other machines. Of a list with hundreds of rows every hundredth is kept, and the sum of each column."""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCENARIOS = HERE.parent.parent / "scenarios"
TABLE = HERE / "results.json"
WORDS = {"version", "command", "scenario", "label", "title", "ask", "notes"}
NAMES = ("id", "node", "branch", "actor", "stage", "variable", "option", "choice", "name")
TOLERANCE = 1e-9
NOTHING = 1e-13  # the rounding that is left of an error that is none
LONG, EVERY, SHOWN = 400, 100, 12
ARGUMENTS = """\
run alliance --engine walk --runs 150000
run alliance --engine walk --runs 20000 --worlds 20000 --sampling sobol --seed 18446744073709551615
run alliance --engine walk --runs 70000 --choose quantal:0.5 --seed 2
run kazakhstan --engine walk --runs 150000
run kazakhstan --engine walk --runs 70000 --lens pool --seed 3
run crossroads --engine walk --runs 150000
run crossroads --engine walk --runs 50000 --worlds 5000 --sampling lhs --ignore all
run gamblers_ruin --engine walk --runs 100000
run gamblers_ruin --engine exact
run gamblers_ruin --engine split --runs 1e12
run oil_wildcatter --engine walk --runs 100000
run oil_wildcatter --engine exact
run oil_wildcatter --engine split --runs 1e9
run newsvendor --engine walk --runs 100000
run harvest --engine walk --runs 100000
run harvest --engine rollback --runs 100000
run harvest --engine split --runs 1e10 --worlds 3000
run test_and_treat --engine walk --runs 100000 --given result.positive
run test_and_treat --engine rollback --given result.positive
run test_and_treat --engine rollback --sampling sobol --worlds 1024
run test_and_treat --engine rollback --sampling lhs --worlds 777
run test_and_treat --engine split --runs 1e12 --worlds 500
run parameters --engine walk --runs 200000 --worlds 100000
solve alliance
solve kazakhstan --worlds 200
solve deterrence_hidden_type
sensitivity oil_wildcatter
sensitivity test_and_treat --method sobol --points 64""".splitlines()


def bare(value):
    """A result without words for people; long lists thinned."""
    if isinstance(value, dict):
        return {key: bare(part) for key, part in value.items() if key not in WORDS}
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if not isinstance(value, list):
        return value
    if len(value) < LONG:
        return [bare(part) for part in value]
    sums = {}
    for row in value:
        add(bare(row), "", sums)
    return {"rows": len(value), "some": [bare(row) for row in value[::EVERY]],
            "sums": {name: float(f"{total:.12g}") for name, total in sums.items()}}


def add(value, name, sums):
    """Sums the numbers below a value by name, whatever the position in a list."""
    if isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            add(part, f"{name}.{key}" if isinstance(key, str) else name, sums)
    elif isinstance(value, (int, float)):
        sums[name] = sums.get(name, 0.0) + value


def row_name(row, index):
    names = [row[key] for key in NAMES if isinstance(row, dict) and isinstance(row.get(key), str)]
    return f"[{'/'.join(names) or index}]"


def moved(old, new, path=""):
    """Yields a sentence for each place where two results differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old | new:
            if key not in old or key not in new:
                yield f"{path}.{key} {'is new' if key in new else 'is gone'}"
            else:
                yield from moved(old[key], new[key], f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{path}: {len(old)} rows became {len(new)}"
        for index, (before, after) in enumerate(zip(old, new)):
            yield from moved(before, after, path + row_name(after, index))
    elif {type(old), type(new)} <= {int, float} and float in (type(old), type(new)):
        if abs(old - new) > max(TOLERANCE * max(abs(old), abs(new)), NOTHING):
            yield f"{path}: {old:.12g} became {new:.12g}"
    elif type(old) is not type(new) or old != new:
        yield f"{path}: {old} became {new}"


def played(program, arguments):
    """A result, and the beginning of its scenario's digest."""
    command, name, *options = arguments.split()
    folder = SCENARIOS if (SCENARIOS / f"{name}.yaml").exists() else SCENARIOS / "classics"
    run = subprocess.run([program, command, str(folder / f"{name}.yaml"), *options, "--json", "-q"], capture_output=True, timeout=600)
    if run.returncode != 0:
        sys.exit(f"{arguments}: exit {run.returncode}\n{run.stderr.decode()}")
    result = json.loads(run.stdout)
    return {"scenario": result["scenario"]["sha256"][:12], "result": bare(result)}


def self_test():
    """A move of 2e-9 is seen and named, as are another id, whole number or row; a label is not."""
    one = {"seed": 2**64 - 1, "outcomes": [{"id": "a", "label": "A", "share": 0.25, "n": 3}] * 2,
           "policy": [{"node": "b", "value": k / 7} for k in range(2 * LONG)]}

    def after(change):
        other = json.loads(json.dumps(one))
        change(other)
        return list(moved(bare(one), bare(other)))
    assert after(lambda r: None) == [] == after(lambda r: r["outcomes"][1].update(label="B", share=0.25 * (1 + 5e-10)))
    assert after(lambda r: r["outcomes"][1].update(share=0.25 * (1 + 2e-9))) == [
        ".outcomes[a].share: 0.25 became 0.2500000005"]
    assert after(lambda r: r["outcomes"][1].update(share=1)) == [".outcomes[a].share: 0.25 became 1"]
    assert len(after(lambda r: r["outcomes"][0].update(id="b"))) == 1
    assert len(after(lambda r: r["outcomes"][0].update(share=None))) == 1
    assert len(after(lambda r: r["outcomes"][0].pop("n"))) == 1
    assert after(lambda r: r.update(seed=2**64 - 2)) == [f".seed: {2**64 - 1} became {2**64 - 2}"]
    assert after(lambda r: r["outcomes"].pop()) == [".outcomes: 2 rows became 1"]
    assert len(after(lambda r: r["policy"][7].update(value=2.0))) == 1  # in the sum alone


def written(rows):
    lines = (f"{json.dumps(key)}: {json.dumps(rows[key], separators=(',', ':'))}" for key in rows)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    self_test()
    program = os.path.abspath(sys.argv[1])
    rows = {arguments: played(program, arguments) for arguments in ARGUMENTS}
    if sys.argv[2:] == ["--refresh"]:
        TABLE.write_text(written(rows))
        return 0
    kept = json.loads(TABLE.read_text())
    failed = 0
    for arguments in sorted(kept.keys() | rows.keys()):
        old, new = kept.get(arguments, {}), rows.get(arguments, {})
        found = list(moved(old.get("result"), new.get("result"), ""))
        if not found:
            continue
        failed += 1
        scenario = old.get("scenario") != new.get("scenario")
        print(f"{arguments}: {'its scenario was changed' if scenario else 'THE RESULT IS ANOTHER ONE'}")
        for sentence in found[:SHOWN]:
            print(f"    {sentence.lstrip('.')}")
        if len(found) > SHOWN:
            print(f"    and {len(found) - SHOWN} more")
    if failed:
        print(f"{failed} of {len(rows)} differ. Was it meant? python3 tests/golden/golden.py CROSSROADS --refresh, "
              "and a line in CHANGELOG.md")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
