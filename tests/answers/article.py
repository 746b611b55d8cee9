#!/usr/bin/env python3
"""Holds the three scenarios of the article to tests/reference/expected_content.json: usage: article.py PROGRAM EXPECTED

The two small ones are exact. Of `crossroads` both sides are samples; they may differ by 4.5 standard errors of their
difference."""
import json
import math
import sys

from hold import Holder, by_id


def outcomes(hold, args, rows, tolerance, key="outcomes"):
    result = hold.run(*args)
    if result is None:
        return
    what = " ".join(args)
    row_key = "probability" if args[0] == "solve" else "share"
    got = by_id(result[key], row_key)
    for item, want in rows.items():
        hold.near(f"{what} {item}", got.get(item), want, tolerance)


def tree(hold, name, expected):
    base, tolerance = ["solve", name, "--choose", "as-written"], expected["tolerance"]
    outcomes(hold, base, expected["as_written"], tolerance)
    for table, option in (("given", "--given"), ("do", "--do"), ("lenses", "--lens")):
        for row, rows in expected[table].items():
            outcomes(hold, base + [option, row], rows, tolerance)
    best = hold.run("solve", name, "--choose", "best")
    if best:
        want = expected["best"]
        for actor, value in want["actors"].items():
            hold.near(f"solve {name} best {actor}", best["value"].get(actor), value, 1e-5)
        got = by_id(best["outcomes"], "probability")
        for item, value in want["outcomes"].items():
            hold.near(f"solve {name} best {item}", got.get(item), value, tolerance)
        for node, choices in want["choices"].items():
            hold.equal(f"{name} {node}", sorted({p["choice"] for p in best["policy"] if p["node"] == node}), choices)


ROUNDED = 5e-5  # the reference has four decimals
SIGMA = 4.5


def spread(p, n):
    """The variance of a share p of n independent futures; a share that nobody or everybody has may be that of one of them."""
    p = min(max(p, 1 / n), 1 - 1 / n)
    return p * (1 - p) / n


def sampled(hold, what, got, want, n, se):
    """Two samples, each with its error: the program's says its own, the reference played n futures of equal weight."""
    if got is None:
        hold.near(what, got, want, 0)
        return
    hold.near(what, got, want, SIGMA * math.sqrt(spread(max(got, want) if want < 0.5 else min(got, want), n) + se ** 2) + ROUNDED)


def compare(hold, what, rows, wanted, n):
    got, errors = by_id(rows, "share"), by_id(rows, "se")
    for item, want in wanted.items():
        sampled(hold, f"{what} {item}", got.get(item), want, n, errors.get(item) or 0)


def crossroads(hold, expected):
    n = expected["effective"]["base"]
    result = hold.run("run", "crossroads")
    if result is None:
        return
    compare(hold, "crossroads", result["outcomes"], expected["outcomes"]["rows"], n)
    compare(hold, "crossroads tag", result["tags"], expected["tags"]["rows"], n)
    kept = n / expected["effective"]["of"]  # what the two facts of January leave of a run's weight
    for node in result["nodes"]:
        if node["reach"] <= 0:
            continue
        for branch in node["branches"]:
            item = f"{node['node']}.{branch['branch']}"
            want = expected["branches"]["rows"].get(item)
            if want is None or branch["share"] is None:
                continue
            # the program gives no error: a world's share varies by p (1 - p) / (confidence + 1), confidence being 5 or more
            p = min(max(branch["share"], 1e-6), 1 - 1e-6)
            own = p * (1 - p) * (1 / (6 * result["worlds"]) + 1 / (result["runs"] * kept * node["reach"]))
            sampled(hold, f"crossroads {item}", branch["share"], want, n * node["reach"], math.sqrt(own))
    for lens, rows in expected["lenses"]["rows"].items():
        seen = hold.run("run", "crossroads", "--lens", lens, "--runs", "200000")
        if seen:
            compare(hold, f"crossroads --lens {lens}", seen["tags"], rows, expected["lenses"]["effective"][lens])
    facts = [word for fact in expected["backtest"]["facts"] for word in ("--given", fact)]
    seen = hold.run("run", "crossroads", *facts)
    if seen:
        compare(hold, "crossroads, back-test", seen["tags"], expected["backtest"]["tags"], expected["effective"]["backtest"])


def main():
    hold = Holder(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        expected = json.load(file)
    tree(hold, "alliance", expected["alliance"])
    tree(hold, "kazakhstan", expected["kazakhstan"])
    crossroads(hold, expected["crossroads"])
    hold.finish()


main()
