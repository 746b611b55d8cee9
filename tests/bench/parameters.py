#!/usr/bin/env python3
"""scenarios/classics/parameters.yaml as a good numpy programmer plays it: every run in a world of its own, all at once.
Arguments: how many runs, how many seeds. A line a seed: seconds of processor time, the share within the budget. Ends at once
without numpy."""
import sys
import time

try:
    import numpy
except ImportError:
    sys.exit(3)

Z95 = 1.6448536269514722


def logit(p):
    return numpy.log(p / (1 - p))


def play(rng, n):
    """The share of runs that keep within 67 millions."""
    cost = rng.normal(40, 4 / Z95, n) + rng.uniform(10, 20, n) + rng.triangular(5, 8, 14, n)
    middle, spread = (logit(0.2) + logit(0.45)) / 2, (logit(0.45) - logit(0.2)) / (2 * Z95)  # `unlikely`: 20 to 45 %
    late = 1 / (1 + numpy.exp(-rng.normal(middle, spread, n)))
    rock = rng.beta(3.5, 6.5, n)  # 3 of 9 cases
    cost += 6 * (rng.random(n) < late) + 2 * (rng.random(n) < rock)
    return numpy.mean(cost <= 67)


runs, seeds = int(sys.argv[1]), int(sys.argv[2])
play(numpy.random.default_rng(0), 1000)  # whatever is loaded late is loaded
for seed in range(seeds):
    begun = time.process_time()
    share = play(numpy.random.default_rng(seed + 1), runs)
    print(f"{time.process_time() - begun:.9f} {share:.9f}")
