#!/usr/bin/env python3
"""A fact that a reader takes otherwise: usage: readings.py PROGRAM

A question of 1 to 3 and a fact with likelihoods .8 and .2; one lens reads it .2 and .6, so that by Bayes the first
branch has .2 / (.2 + .15) = 4/7 as written and .05 / (.05 + .45) = 1/10 through the lens. At half strength the
likelihoods are the geometric means, sqrt(.16) = .4 and sqrt(.12). Every engine must say so: the rollback exactly, a walk
within 4.5 standard errors. A walk draws the first branch with probability a as the lens has it and weighs by the likelihoods,
so its share p is a ratio of sums, whose error is p (1 - p) / sqrt(runs a (1 - a)); the one that is printed must be that. A pool,
in which the fact would have two likelihoods at once, must refuse."""
import math
import pathlib
import subprocess
import sys
import tempfile

from hold import Holder, by_id

FILE = """crossroads: 1
start: a
nodes: {a: {ask: Which?, chance: {b: {weight: 25%, then: one}, c: {weight: rest, then: two}}}}
outcomes: {one: One, two: Two}
observations: {fact: {informs: {a: {b: 0.8, c: 0.2}}}}
lenses:
  reader: {observations: {fact: {informs: {a: {b: 0.2, c: 0.6}}, basis: said}}}
  silent: {weights: {a.b: x1}}
  prior: {weights: {a.b: x3}, observations: {fact: {informs: {a: {b: 4, c: 12}}}}}
"""
RUNS, SIGMA = 20000, 4.5
HALF = 0.25 * 0.4 / (0.25 * 0.4 + 0.75 * math.sqrt(0.12))
# lenses, P(one | fact); `prior` has even odds and the reader's proportions: 1 to 3
WANT = [([], 4 / 7), (["silent"], 4 / 7), (["reader"], 0.1), (["reader:0.5"], HALF), (["silent", "reader"], 0.1),
        (["prior"], 0.25), (["reader:0"], 4 / 7)]


def main():
    hold = Holder(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "fact.yaml")
        path.write_text(FILE, encoding="utf-8")
        for lenses, want in WANT:
            args = [word for lens in lenses for word in ("--lens", lens)]
            for engine in ("rollback", "walk", "gsl"):
                result = hold.run("run", str(path), "--given", "fact", "--engine", engine, "--runs", str(RUNS), *args)
                if not result:
                    continue
                what = f"{' '.join(lenses) or 'as written'}, {engine}"
                row = next(row for row in result["outcomes"] if row["id"] == "one")
                if engine == "rollback":
                    hold.near(what, row["share"], want, 1e-12)
                    continue
                drawn = 0.5 if "prior" in lenses else 0.25
                se = want * (1 - want) / math.sqrt(RUNS * drawn * (1 - drawn))
                hold.near(f"{what}: its error", row["se"] / se, 1, 0.1)
                hold.near(what, row["share"], want, SIGMA * se)
        done = subprocess.run([sys.argv[1], "run", str(path), "--lens", "pool", "--given", "fact"], capture_output=True, text=True,
                              timeout=60)
        hold.equal("a pool refuses", done.returncode != 0 and "reads it otherwise" in done.stderr, True)
        printed = subprocess.run([sys.argv[1], "export", "yaml", str(path)], capture_output=True, text=True, timeout=60).stdout
        pathlib.Path(folder, "again.yaml").write_text(printed, encoding="utf-8")
        again = hold.run("run", str(pathlib.Path(folder, "again.yaml")), "--given", "fact", "--lens", "reader", "--engine", "rollback")
        if again:
            hold.near("read from its own canonical form", by_id(again["outcomes"], "share")["one"], 0.1, 1e-12)
    hold.finish()


main()
