#!/usr/bin/env python3
"""Plays futures of `crossroads.yaml` from its text, every uncertainty drawn: where the figures of that scenario in
expected_content.json come from. Python's own generator; the sampling of weights, starts and effects is written anew, names and
expressions are read by tree.py; nothing is shared with the program.

usage: sample.py SCENARIO FUTURES [SEED]: shares of outcomes, tags and branches as JSON, given what was seen by as_of, with the
effective sample size."""
import collections
import json
import random
import re
import sys
from types import SimpleNamespace

import tree

PERT = re.compile(r"pert\(([^)]*)\)")
NORMAL = re.compile(r"normal\(([^)]*)\)")
SHIFT = re.compile(r"x\s*([\d.]+)(?: per ([\d.]+))?")
SEEN = {"tokayev_call": "call_csto", "exit": "quick_exit"}  # the facts of January 2022


def numbers(pattern, text):
    return [float(x) for x in pattern.match(str(text).strip()).group(1).split(",")]


def shift_of(text):
    factor, per = SHIFT.fullmatch(text.strip()).groups()
    return float(factor), float(per) if per else None


class Sampler:
    """What is fixed about every question, read once."""

    def __init__(self, path):
        self.model = tree.Model(path)
        self.starts = {v: numbers(PERT, d["start"]) for v, d in self.model.state.items()}
        self.nodes = {}
        for name, node in self.model.nodes.items():
            branches = self.model.branches[name]
            weights = None
            if "rule" not in node:
                weights = {b: tree.amount(str(d.get("weight", "1")).strip(), True)(None) for b, d in branches.items()}
            self.nodes[name] = SimpleNamespace(
                weights=weights, cases=float(node["confidence"]) if "confidence" in node else None,
                then={b: d["then"] for b, d in branches.items()},
                changes={b: [(v, *numbers(NORMAL, t)) for v, t in d.get("change", {}).items()] for b, d in branches.items()},
                shifts={b: [(k, *shift_of(t)) for k, t in d.get("shift", {}).items()] for b, d in branches.items()},
                when={b: tree.amount(d["when"]) for b, d in branches.items() if "when" in d})

    def start(self, rng):
        state = {}
        for variable, (low, mode, high) in self.starts.items():
            rise = 4 / (high - low)
            state[variable] = low + (high - low) * rng.betavariate(1 + rise * (mode - low), 1 + rise * (high - mode))
        return state

    def shares(self, node, rng, taken, state, at):
        """Dirichlet by gammas, then shifts, then conditions."""
        total = sum(node.weights.values())
        p = {b: rng.gammavariate(node.cases * w / total, 1) if node.cases else w / total for b, w in node.weights.items()}
        for b in p:
            for key, factor, per in node.shifts[b]:
                if per is None:
                    p[b] *= factor if key in taken else 1
                else:
                    p[b] *= factor ** ((state[key] - self.model.centre[key]) / per)
            if b in node.when and not node.when[b](at):
                p[b] = 0
        total = sum(p.values())
        return {b: x / total for b, x in p.items()}

    def play(self, rng):
        """(outcome, branches taken, weight of what was seen) of one future in a world of its own."""
        state, taken, weight, name = self.start(rng), set(), 1.0, self.model.doc["start"]
        while name in self.nodes:
            node = self.nodes[name]
            at = SimpleNamespace(state=state, took=taken, visits={}, stage=0, parameter=None)
            if node.weights is None:
                branch = next(b for b in node.then if b not in node.when or node.when[b](at))
            else:
                p = self.shares(node, rng, taken, state, at)
                branch = SEEN.get(name)
                if branch:
                    weight *= p[branch]
                else:
                    branch = rng.choices(list(p), list(p.values()))[0]
            taken.add(f"{name}.{branch}")
            for variable, mean, sd in node.changes[branch]:
                change = rng.gauss(mean, sd)
                room = 100 - state[variable] if change > 0 else state[variable]
                state[variable] = min(max(state[variable] + change * min(1, room / 50), 0), 100)
            name = node.then[branch]
        return name, taken, weight


def main():
    sampler, rng = Sampler(sys.argv[1]), random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    total = squares = 0.0
    sums = {"outcomes": collections.Counter(), "tags": collections.Counter(), "branches": collections.Counter()}
    reach = collections.Counter()
    for _ in range(int(sys.argv[2])):
        outcome, taken, weight = sampler.play(rng)
        total += weight
        squares += weight * weight
        sums["outcomes"][outcome] += weight
        for tag in sampler.model.outcomes[outcome]["tags"]:
            sums["tags"][tag] += weight
        for branch in taken:
            sums["branches"][branch] += weight
            reach[branch.split(".")[0]] += weight
    result = {"effective": round(total * total / squares)}
    for kind, counts in sums.items():
        of = (lambda name: reach[name.split(".")[0]]) if kind == "branches" else (lambda name: total)
        result[kind] = {name: round(x / of(name), 4) for name, x in sorted(counts.items())}
    json.dump(result, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
