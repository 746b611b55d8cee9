#!/usr/bin/env python3
"""The same digits through a pool of lenses, however the work is divided: threads, and shards that are merged.

usage: same_bits.py PROGRAM SCENARIOS"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM, SCENARIOS = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
RUNS = "200000"  # three stretches of 65,536 runs and a part of a fourth
CASES = [("alliance", ["--engine", "walk"]), ("kazakhstan", ["--engine", "walk"]), ("crossroads", ["--engine", "walk"]),
         ("crossroads", ["--engine", "walk", "--sampling", "sobol"]), ("alliance", ["--engine", "walk", "--given", "western_war.none"])]
bad = []


def run(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def figures(text):
    """All of a result but the command that made it."""
    return {key: value for key, value in json.loads(text).items() if key != "command"}


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, more in CASES:
            words = ["run", str(SCENARIOS / f"{name}.yaml"), "--lens", "pool", "--runs", RUNS, "--worlds", "600", *more]
            one = figures(run(*words, "-j", "1", "--json"))
            if figures(run(*words, "-j", "1", "--seed", "2", "--json")) == one:
                bad.append(f"{name} {more}: another seed makes no difference, so that this test sees nothing")
            for threads in ("2", "5"):
                if figures(run(*words, "-j", threads, "--json")) != one:
                    bad.append(f"{name} {more}: {threads} threads make other digits")
            shards = [f"{folder}/{k}.shard" for k in (1, 2, 3)]
            for k, file in enumerate(shards, 1):
                run(*words, "--shard", f"{k}/3", "-o", file, "--force")
            if figures(run("merge", *shards, "--json")) != one:
                bad.append(f"{name} {more}: three shards make other digits")
    for line in bad:
        print(line)
    print(f"{len(CASES)} pools, {len(bad)} differ")
    return 1 if bad else 0


sys.exit(main())
