#!/usr/bin/env python3
"""Holds the program to scenarios/classics/answers.json: usage: classics.py PROGRAM ANSWERS [COMMAND...]

Every case of the commands named (default: all) is run through the real binary and compared."""
import json
import math
import sys

from hold import Holder, by_id

LISTS = {"outcomes": ("probability", "share"), "tags": ("probability", "share"), "measures": ("mean",)}


def rows_of(result, name):
    key = next(k for k in LISTS[name] if not result[name] or k in result[name][0])
    return by_id(result[name], key), {r["id"]: r.get("se") for r in result[name]}


def check_lists(hold, what, result, case, slack):
    for name in LISTS:
        if name in case:
            got, se = rows_of(result, name)
            for item, want in case[name].items():
                hold.near(f"{what} {name}.{item}", got.get(item), want, slack(want, se.get(item)))


def check_values(hold, what, result, case, slack):
    if "payoffs" in result:
        got, se = by_id(result["payoffs"], "mean"), by_id(result["payoffs"], "se")
    else:
        got, se = result["value"], {}
    for actor, want in case.get("value", {}).items():
        hold.near(f"{what} value.{actor}", got.get(actor), want, slack(want, se.get(actor)))
    for actor, want in case.get("certainty_equivalent", {}).items():
        hold.near(f"{what} certainty.{actor}", result["certainty_equivalent"].get(actor), want, slack(want, None))
    spread = by_id(result["measures"], "sd") if result.get("measures") else {}
    for item, want in case.get("measures_sd", {}).items():
        hold.near(f"{what} sd.{item}", spread.get(item), want, case.get("tolerance_sd", slack(want, None)))


def check_choices(hold, what, result, case):
    for node, want in case.get("choice", {}).items():
        hold.equal(f"{what} choice at {node}", {p["choice"] for p in result["policy"] if p["node"] == node}, {want})
    for node, want in case.get("ties", {}).items():
        for p in result["policy"]:
            if p["node"] == node:
                hold.equal(f"{what} ties at {node}", p["ties"], want)


def check_policy(hold, what, result, case, slack):
    for want in case.get("policy", []):
        found = [p for p in result["policy"] if p["node"] == want["node"] and p["path"] == want["path"]]
        where = f"{what} {want['node']} after {want['path']}"
        hold.equal(where + ": positions", len(found), 1)
        if len(found) != 1:
            continue
        got = found[0]
        if "choice" in want:
            hold.equal(where, got["choice"], want["choice"])
        if "reach" in want:
            hold.near(where + " reach", got["reach"], want["reach"], slack(want["reach"], None))
        played = {o["option"]: o["p"] for o in got["probabilities"]}
        for option, p in want.get("probabilities", {}).items():
            hold.near(f"{where} plays {option}", played.get(option), p, slack(p, None))
        for option, values in want.get("options", {}).items():
            row = next((o for o in got["options"] if o["option"] == option), {"value": {}})
            for actor, value in values.items():
                hold.near(f"{where} {option} {actor}", row["value"].get(actor), value, slack(value, None))


def check_voi(hold, what, result, case, slack):
    want = case.get("voi")
    if not want:
        return
    got = result.get("voi") or {}
    hold.equal(what + " voi actor", got.get("actor"), want.get("actor", got.get("actor")))
    tolerance = case.get("tolerance", 1e-9)
    for name in ("perfect", "parameters_all"):
        if name in want:
            hold.near(f"{what} voi {name}", got.get(name), want[name], tolerance)
    for kind in ("nodes", "parameters"):
        rows = {r["id"]: r for r in got.get(kind, [])}
        entries = want.get(kind, {})
        entries = {e["id"]: e for e in entries} if isinstance(entries, list) else entries
        for item, figures in entries.items():
            figures = figures if isinstance(figures, dict) else {"value": figures}
            for key, value in figures.items():
                if isinstance(value, (int, float)):
                    hold.near(f"{what} voi {item}.{key}", rows.get(item, {}).get(key), value, tolerance)


def check_sensitivity(hold, what, result, case):
    tolerance = case.get("tolerance", 1e-9)
    rows = {r["id"]: r for r in result.get("inputs", [])}
    for key in ("first", "total"):
        for item, want in case.get(key, {}).items():
            hold.near(f"{what} {key}.{item}", rows.get(item, {}).get(key), want, tolerance)
    inputs = case.get("inputs", {})
    for item, want in inputs.items() if isinstance(inputs, dict) else [(i["id"], i) for i in inputs]:
        for key, value in want.items():
            if isinstance(value, (int, float)):
                hold.near(f"{what} {item}.{key}", rows.get(item, {}).get(key), value, tolerance)
    for want in case.get("switches", []):
        close = [s for s in result.get("switches", [])
                 if all(s.get(k) == want[k] for k in ("node", "parameter", "from", "to", "path") if k in want)
                 and abs(s["at"] - want["at"]) <= tolerance]
        hold.equal(f"{what} switch {want}", bool(close), True)


def check_observe(hold, what, result, case, slack):
    if "evidence_probability" in case:
        want = case["evidence_probability"]
        hold.near(what + " evidence", result.get("evidence_probability"), want, slack(want, None))
    for side in ("before", "after"):
        if side in case:
            check_lists(hold, f"{what} {side}", result[side], case[side], slack)


def check(hold, name, answer, command, args, case):
    result = hold.run(command, name, *args)
    if result is None:
        return
    what = f"{command} {name} {' '.join(args)}".strip()
    relative = case.get("tolerance", answer["tolerance"]) if command != "sensitivity" else answer["tolerance"]

    def slack(want, se):
        if case.get("within_se") and se is not None and not math.isnan(se):
            return case["within_se"] * se + 1e-12
        return relative * max(1, abs(want))

    if command == "observe":
        check_observe(hold, what, result, case, slack)
        return
    if command == "sensitivity":
        check_sensitivity(hold, what, result, case)
        return
    check_lists(hold, what, result, case, slack)
    check_values(hold, what, result, case, slack)
    check_choices(hold, what, result, case)
    check_policy(hold, what, result, case, slack)
    check_voi(hold, what, result, case, slack)


def main():
    program, answers, wanted = sys.argv[1], sys.argv[2], sys.argv[3:]
    hold = Holder(program)
    with open(answers, encoding="utf-8") as file:
        for name, answer in json.load(file).items():
            if not wanted or "solve" in wanted:
                check(hold, name, answer, "solve", [], answer["solve"])
            for case in answer.get("more", []):
                if not wanted or case["command"] in wanted:
                    check(hold, name, answer, case["command"], case["args"], case)
    hold.finish()


main()
