#!/usr/bin/env python3
"""Holds the three scenarios of the article to tests/reference/expected_content.json: usage: article.py PROGRAM EXPECTED"""
import json
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


def crossroads(hold, expected):
    result = hold.run("run", "crossroads")
    if result is None:
        return
    got = by_id(result["outcomes"], "share")
    for item, want in expected["outcomes"]["rows"].items():
        hold.near(f"crossroads {item}", got.get(item), want, expected["outcomes"]["tolerance"])
    tags = by_id(result["tags"], "share")
    for item, want in expected["tags"]["rows"].items():
        hold.near(f"crossroads tag {item}", tags.get(item), want, expected["tags"]["tolerance"])
    shares = {f"{n['node']}.{b['branch']}": b["share"] for n in result["nodes"] for b in n["branches"]}
    for item, want in expected["branches"]["rows"].items():
        node = item.split(".")[0]
        tolerance = expected["branches"]["tolerance_by_node"].get(node, expected["branches"]["tolerance"])
        hold.near(f"crossroads {item}", shares.get(item), want, tolerance)
    for lens, rows in expected["lenses"]["rows"].items():
        outcomes(hold, ["run", "crossroads", "--lens", lens, "--runs", "200000"], rows, expected["lenses"]["tolerance"],
                 "tags")
    facts = [word for fact in expected["backtest"]["facts"] for word in ("--given", fact)]
    outcomes(hold, ["run", "crossroads", *facts], expected["backtest"]["tags"], expected["backtest"]["tolerance"], "tags")


def main():
    hold = Holder(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        expected = json.load(file)
    tree(hold, "alliance", expected["alliance"])
    tree(hold, "kazakhstan", expected["kazakhstan"])
    crossroads(hold, expected["crossroads"])
    hold.finish()


main()
