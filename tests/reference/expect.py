#!/usr/bin/env python3
"""Works out anew, with tree.py and the scenario files alone, what expected_content.json holds of `alliance` and `kazakhstan`.

usage: expect.py [SCENARIO]... Run it after a change of either file that was meant, and read the difference before you keep it."""
import json
import pathlib
import sys

import tree

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE / "expected_content.json"
FORCED = {"alliance": ("western_war", "moscow_design", "members_response"),
          "kazakhstan": ("reform_choice", "tokayev_answer", "unrest")}


def rounded(row, digits=9):
    return {name: round(value, digits) for name, value in row.items()}


def table(name):
    path = HERE.parent.parent / "scenarios" / f"{name}.yaml"

    def ends(**asked):
        return rounded(tree.evaluate(path, ["as-written"], **asked)["outcomes"])
    model = tree.Model(tree.read(path))
    branches = [f"{node}.{branch}" for node in FORCED[name] for branch in model.branches[node]]
    best = tree.evaluate(path, ["best"])
    policy = {}
    for place in best["policy"]:
        policy.setdefault(place["node"], set()).add(place["choice"])
    return {"tolerance": 1e-6, "as_written": ends(), "given": {b: ends(given=[b]) for b in branches},
            "do": {b: ends(do=[b]) for b in branches}, "lenses": {lens: ends(lens=[lens]) for lens in model.doc["lenses"]},
            "best": {"outcomes": rounded(best["outcomes"]), "actors": rounded(best["actors"], 6),
                     "choices": {node: sorted(choices) for node, choices in policy.items()}}}


def main():
    expected = json.loads(TABLE.read_text(encoding="utf-8"))
    expected.update({name: table(name) for name in sys.argv[1:] or FORCED})
    TABLE.write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


main()
