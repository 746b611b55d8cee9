#!/usr/bin/env python3
"""VEGAS and MISER hold what they say: usage: vegas.py PROGRAM. Truths: the share of `parameters` by quadrature; under evidence
the rollback of many Sobol worlds, whose own error is added. What they cannot answer is refused with a sentence."""
import json
import subprocess
import sys

TRUTH = 0.54077592  # P(total cost within the budget), scenarios/classics/parameters.yaml, by quadrature
SIGMA = 4.5


def run(program, *args):
    return subprocess.run([program, "run", *args, "--json"], capture_output=True, text=True, timeout=600, check=False)


def shares(program, *args):
    done = run(program, *args)
    if done.returncode:
        raise SystemExit(f"{args}: exit {done.returncode}: {done.stderr}")
    result = json.loads(done.stdout)
    return result, {o["id"]: (o["share"], o["se"] or 0) for o in result["outcomes"]}


def main():
    program, problems, tried = sys.argv[1], [], 0
    for method in ("vegas", "miser"):
        for seed in range(1, 4):
            result, got = shares(program, "parameters", "--engine", method, "--seed", str(seed))
            share, se = got["within"]
            tried += 1
            if not (0 < se < 0.01 and abs(share - TRUTH) <= SIGMA * se):
                problems.append(f"{method}, seed {seed}: {share} with error {se}, the truth is {TRUTH}")
            if ("chi_square" in result) != (method == "vegas"):
                problems.append(f"{method}: chi_square in the result: {'chi_square' in result}")
    evidence = ("test_and_treat", "--given", "result.positive", "--choose", "uniform")
    _, want = shares(program, *evidence, "--engine", "rollback", "--sampling", "sobol", "--worlds", "16384")
    _, got = shares(program, *evidence, "--engine", "vegas")
    for key, (share, se) in got.items():
        tried += 1
        if abs(share - want[key][0]) > SIGMA * (se**2 + want[key][1] ** 2) ** 0.5 + 1e-12:
            problems.append(f"under evidence, {key}: {share} with error {se}, rollback says {want[key]}")
    for args, word in ((("alliance",), "drawn at random"), (("coin",), "nothing is uncertain"),
                       (("oil_wildcatter",), "nothing is uncertain"), (("test_and_treat",), "decisions are solved"),
                       (("parameters", "--sampling", "sobol"), "chooses its worlds itself")):
        done = run(program, *args, "--engine", "vegas")
        if done.returncode != 2 or word not in done.stderr or done.stdout:
            problems.append(f"{args}: exit {done.returncode}: {done.stderr}")
    print(f"{tried} integrals")
    print("\n".join(problems))
    sys.exit(bool(problems) or tried < 6)


main()
