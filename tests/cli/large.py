#!/usr/bin/env python3
"""usage: large.py CROSSROADS: a file at the limit of 100,000 nodes is checked, in bounded memory."""
import os
import resource
import subprocess
import sys
import tempfile

NODES, MEGABYTES, HANGS = 100_000, 300, 500


def scenario():
    yield "crossroads: 1\ntitle: Large\nstart: n0\nnodes:\n"
    for i in range(NODES):
        near = f"n{i + 1}" if i + 1 < NODES else "end"
        far = f"n{2 * i + 2}" if 2 * i + 2 < NODES else "end"
        yield f"  n{i}: {{ask: Q?, chance: {{a: {{weight: 30%, then: {near}}}, b: {{weight: rest, then: {far}}}}}}}\n"
    yield "outcomes: {end: End}\n"


def main():
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.writelines(scenario())
        file.flush()
        done = subprocess.run([sys.argv[1], "check", file.name], capture_output=True, text=True, timeout=HANGS, check=False)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"exit {done.returncode}, {megabytes:.0f} MB: {done.stdout}{done.stderr[:500]}")
    slack = 20 if os.environ.get("ASAN_OPTIONS") else 1 # which cost memory of their own
    return 0 if done.returncode == 0 and megabytes < MEGABYTES * slack else 1


if __name__ == "__main__":
    sys.exit(main())
