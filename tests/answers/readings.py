#!/usr/bin/env python3
"""A fact that a reader takes otherwise: usage: readings.py PROGRAM

A question of 1 to 3 and a fact with likelihoods .8 and .2; one lens reads it .2 and .6, so that by Bayes the first
branch has .2 / (.2 + .15) = 4/7 as written and .05 / (.05 + .45) = 1/10 through the lens. At half strength the
likelihoods are the geometric means, sqrt(.16) = .4 and sqrt(.12). Every engine must say so: the rollback exactly, a walk
within 4.5 standard errors. A walk draws the first branch with probability a as the lens has it and weighs by the likelihoods,
so its share p is a ratio of sums, whose error is p (1 - p) / sqrt(runs a (1 - a)); the one that is printed must be that.

A pool weighs every world as its own lens reads the fact: with two parts `silent` and one `reader` the fact has (2 (.2 + .15) +
(.05 + .45)) / 3 = .4, the first branch (2 x .2 + .05) / 3 / .4 = .375, and `reader` is believed with .5 / 1.2 = 5/12. `prior`
knows only proportions, 4 to 12, and not how likely it found the fact: a pool with it must refuse."""
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
POOL = FILE[:FILE.index("  prior:")].replace("silent: {", "silent: {pool: 2, ")
RUNS, SIGMA = 20000, 4.5
HALF = 0.25 * 0.4 / (0.25 * 0.4 + 0.75 * math.sqrt(0.12))
# lenses, P(one | fact); `prior` has even odds and the reader's proportions: 1 to 3
WANT = [([], 4 / 7), (["silent"], 4 / 7), (["reader"], 0.1), (["reader:0.5"], HALF), (["silent", "reader"], 0.1),
        (["prior"], 0.25), (["reader:0"], 4 / 7)]


def hold_pool(hold, path):
    """Exactly by the tree; by the walk and the readable engine within 4.5 errors, of independent runs at the most."""
    both = ["--lens", "pool", "--given", "fact"]
    solved = hold.run("solve", path, *both)
    if solved:
        hold.near("pool, solve", {o["id"]: o["probability"] for o in solved["outcomes"]}["one"], 0.375, 1e-12)
    for engine, more in (("rollback", ["--worlds", "3"]), ("walk", ["--runs", "30000", "--worlds", "300"]),
                         ("gsl", ["--runs", "30000", "--worlds", "30000"])):
        result = hold.run("run", path, "--engine", engine, *both, *more)
        if result:
            error = 1e-12 if engine == "rollback" else 0.02
            hold.near(f"pool, {engine}", by_id(result["outcomes"], "share")["one"], 0.375, error)
            hold.near(f"belief in reader, {engine}", by_id(result["lenses"], "weight")["reader"], 5 / 12, error)
    seen = hold.run("observe", path, "fact", "--lens", "pool", "--worlds", "3")
    if seen:
        hold.near("pool, observe", {o["id"]: o["probability"] for o in seen["after"]["outcomes"]}["one"], 0.375, 1e-12)
        hold.near("belief in reader, observe", by_id(seen["after"]["lenses"], "weight")["reader"], 5 / 12, 1e-12)


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
        hold.equal("a pool refuses proportions", done.returncode != 0 and "through the lens 'prior' its likelihoods are above 1" in done.stderr,
                   True)
        pooled = pathlib.Path(folder, "pool.yaml")
        pooled.write_text(POOL, encoding="utf-8")
        hold_pool(hold, str(pooled))
        printed = subprocess.run([sys.argv[1], "export", "yaml", str(path)], capture_output=True, text=True, timeout=60).stdout
        pathlib.Path(folder, "again.yaml").write_text(printed, encoding="utf-8")
        again = hold.run("run", str(pathlib.Path(folder, "again.yaml")), "--given", "fact", "--lens", "reader", "--engine", "rollback")
        if again:
            hold.near("read from its own canonical form", by_id(again["outcomes"], "share")["one"], 0.1, 1e-12)
    hold.finish()


main()
