#!/usr/bin/env python3
"""Seeded results cannot change unnoticed.

usage: golden.py CROSSROADS               compare with results.sha256, which stands beside this file
       golden.py CROSSROADS --refresh     write results.sha256 anew, after a change that was meant

A line of results.sha256 is the SHA-256 of all ids and numbers of a result (to the last digit, but no title, label or
note), the beginning of the scenario's own SHA-256, and the arguments. Lines whose scenario was changed say so."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCENARIOS = HERE.parent.parent / "scenarios"
TABLE = HERE / "results.sha256"
WORDS = {"version", "command", "scenario", "label", "title", "ask", "notes"}
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
    """A result without words for people."""
    if isinstance(value, dict):
        return {key: bare(part) for key, part in value.items() if key not in WORDS}
    return [bare(part) for part in value] if isinstance(value, list) else value


def digest(text):
    result = json.loads(text, parse_float=str, parse_int=str)  # as they are written
    return hashlib.sha256(json.dumps(bare(result), sort_keys=True).encode()).hexdigest()


def played(program, arguments):
    """The digest of a result, and its scenario's."""
    command, name, *options = arguments.split()
    folder = SCENARIOS if (SCENARIOS / f"{name}.yaml").exists() else SCENARIOS / "classics"
    run = subprocess.run([program, command, str(folder / f"{name}.yaml"), *options, "--json", "-q"], capture_output=True)
    if run.returncode != 0:
        sys.exit(f"{arguments}: exit {run.returncode}\n{run.stderr.decode()}")
    text = run.stdout.decode()
    return digest(text), json.loads(text)["scenario"]["sha256"][:12]


def self_test():
    """A digest sees a digit and an id, and no label."""
    one = '{"seed": 1, "outcomes": [{"id": "a", "label": "A", "share": 0.25}]}'
    assert digest(one) == digest(one.replace('"A"', '"B"'))
    assert digest(one) != digest(one.replace("0.25", "0.25000000000000006"))
    assert digest(one) != digest(one.replace('"a"', '"b"'))


def main():
    self_test()
    program = os.path.abspath(sys.argv[1])
    rows = {arguments: played(program, arguments) for arguments in ARGUMENTS}
    if sys.argv[2:] == ["--refresh"]:
        TABLE.write_text("".join(f"{result} {file} {arguments}\n" for arguments, (result, file) in rows.items()))
        return 0
    kept = {arguments: (result, file) for result, file, arguments in
            (line.split(" ", 2) for line in TABLE.read_text().splitlines())}
    failed = 0
    for arguments in sorted(kept.keys() | rows.keys()):
        if kept.get(arguments, ("",))[0] == rows.get(arguments, ("",))[0]:
            continue
        failed += 1
        scenario = kept.get(arguments, ("", ""))[1] != rows.get(arguments, ("", ""))[1]
        print(f"{arguments}: {'its scenario was changed' if scenario else 'THE RESULT IS ANOTHER ONE'}")
    if failed:
        print(f"{failed} of {len(rows)} differ. Was it meant? python3 tests/golden/golden.py CROSSROADS --refresh, "
              "and a line in CHANGELOG.md")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
