#!/usr/bin/env python3
"""The tree as a good numpy programmer plays it: all runs at once, node by node, each with the indices of its runs.
Arguments: a file with the tree as numbers, and how many runs. Says "ready"; then answers every line that it reads with a
number: first the share of each outcome in turn, then, each time, the seconds of another go. Ends at once without numpy."""
import sys
import time

try:
    import numpy
except ImportError:
    sys.exit(3)


def read(path):
    rows = [[float(word) for word in line.split()] for line in open(path, encoding="ascii")]
    nodes = []
    for row in rows[1:]:
        branches, at = [], 1
        for _ in range(int(row[0])):
            target, weight, n = int(row[at]), row[at + 1], int(row[at + 2])
            effects = [(int(row[at + 3 + 2 * i]), row[at + 4 + 2 * i]) for i in range(n)]
            branches.append((target, weight, effects))
            at += 3 + 2 * n
        weights = numpy.cumsum([b[1] for b in branches])
        nodes.append((weights[:-1] / weights[-1], [(b[0], b[2]) for b in branches]))
    return int(rows[0][0]), numpy.array(rows[0][2:]), nodes


def play(rng, runs, n_outcomes, start, nodes):
    """Counts of the outcomes, sums of the states at the end."""
    states = numpy.repeat(start[:, None], runs, axis=1)
    waiting = {0: numpy.arange(runs)}
    counts = numpy.zeros(n_outcomes)
    for k, (thresholds, branches) in enumerate(nodes):  # breadth first: whoever comes here is here
        lanes = waiting.pop(k)
        taken = numpy.searchsorted(thresholds, rng.random(len(lanes)), side="right")
        for b, (target, effects) in enumerate(branches):
            gone = lanes[taken == b]
            for state, amount in effects:
                states[state, gone] += amount
            if target >= 0:
                waiting[target] = gone
            else:
                counts[-1 - target] += len(gone)
    return counts, states.sum(axis=1)


def main():
    tree, runs = read(sys.argv[1]), int(sys.argv[2])
    rng = numpy.random.default_rng(1)
    counts, _ = play(rng, runs, *tree)
    shares = list(counts / runs)
    print("ready", flush=True)
    for _ in sys.stdin:
        if shares:
            print(repr(float(shares.pop(0))), flush=True)
            continue
        begun = time.process_time()
        play(rng, runs, *tree)
        print(time.process_time() - begun, flush=True)


main()
