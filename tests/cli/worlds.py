#!/usr/bin/env python3
"""What has no value in some world or future: every engine stops with exit 1 and the same sentence, at the place in the file where
the number is written, with the values that made it; the tree says on which way, a simulation in which future.

usage: worlds.py CROSSROADS"""
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
bad = []

# After first.a x is -1, after first.b it is 1; one future in two. p stands for a world.
WHOLE = {
    "actor": "label: Me", "measure": "x", "change": "-2", "weight": "'50%'", "others": "rest", "when": "'1'", "pay": "'0'",
    "end": "label: End", "third": "'1'", "lens": "{one: {weights: {first.a: x1}}}",
}


def scenario(**changed):
    w = {**WHOLE, **changed}
    return f"""crossroads: 1
title: T
start: first
actors: {{me: {{{w['actor']}}}}}
parameters: {{p: 20% to 40%}}
state: {{x: 1, y: 0}}
measures: {{m: {w['measure']}, n: p}}
lenses: {w['lens']}
nodes:
  first: {{ask: F?, chance: {{a: {{weight: 50%, change: {{x: {w['change']}}}, then: second}}, b: {{weight: rest, then: second}}}}}}
  second:
    ask: S?
    chance:
      u: {{weight: {w['weight']}, when: {w['when']}, payoff: {{me: {w['pay']}}}, then: end}}
      v: {{weight: {w['others']}, when: {w['when']}, then: third}}
  third: {{ask: T?, decision: me, options: {{g: {{then: end}}, h: {{payoff: {{me: {w['third']}}}, then: other}}}}}}
outcomes: {{end: {{{w['end']}}}, other: Other}}
"""


# What is written, the part of it that the message points at, the message, and the way of the tree.
CASES = {
    "a measure": ({"measure": "log(x)"}, "x", "log needs a number above 0: 'x' is -1", "first.a, second.v, third.h"),
    "a payment": ({"pay": "1 / (x + 1)"}, "x + 1", "division by zero: 'x + 1' is 0", "first.a"),
    "a payment of an option": ({"third": "sqrt(x)"}, "x", "sqrt needs a number that is not negative: 'x' is -1", "first.a, second.v"),
    "a payment too large": ({"pay": "1e60 * (1e60 * (1 - x))"}, None, "the payoff of 'me' is 2e+120 here; beyond 1e100 payoffs "
                            "cannot be added up", "first.a"),
    "a fixed payment too large": ({"pay": "-1e101"}, None, "the payoff of 'me' is -1e+101 here; beyond 1e100 payoffs cannot be added "
                                  "up", None),
    "an effect": ({"change": "sqrt(-x)"}, "-x", "sqrt needs a number that is not negative: '-x' is -1", None),
    "an effect of worlds": ({"change": "1 / (p - p - x + 1)"}, "p - p - x + 1", "division by zero: 'p - p - x + 1' is 0", None),
    "an end's payoff": ({"end": "label: End, payoff: {me: 'sqrt(x)'}"}, "x", "sqrt needs a number that is not negative: 'x' is -1",
                        "first.a, second.u"),
    "an end's payoff too large": ({"end": "label: End, payoff: {me: '1e120 * x'}"}, None, "the payoff of 'me' is ", None),
    "an actor's own payoff": ({"actor": "label: Me, payoff: 'sqrt(x)'"}, "x", "sqrt needs a number that is not negative: 'x' is -1",
                              "first.a, second.u"),
    "a utility": ({"actor": "label: Me, payoff: x, utility: 'log(payoff)'"}, "payoff)", "log needs a number above 0: 'payoff' is -1",
                  "first.a, second.u"),
    "a negative weight": ({"weight": "x", "others": "1 + 0 * x"}, None, "the weight of 'second.u' is -1 here; a weight is at least 0",
                          "first.a"),
    "a weight above 1": ({"weight": "10% + 1 - x * 90%"}, None, "the weight of 'second.u' is 2 here; a probability lies between 0 and 1",
                         "first.a"),
    "a weight without a value": ({"weight": "log(x)", "others": "1 + 0 * x"}, "x", "log needs a number above 0: 'x' is -1", "first.a"),
    "weights of nothing": ({"weight": "x + 1", "others": "0 * x"}, None, "the weights of node 'second' total 0 here", "first.a"),
    "no branch left": ({"when": "x > 0"}, None, "at node 'second' no branch is left: every 'when' is false", "first.a"),
    "a condition without a value": ({"when": "log(x) < 9"}, "x", "log needs a number above 0: 'x' is -1", "first.a"),
}
ENGINES = (("solve",), ("run", "--engine", "rollback"), ("run", "--engine", "walk", "--runs", "3000"),
           ("run", "--engine", "gsl", "--runs", "3000"), ("run", "--engine", "split", "--runs", "3000"),
           ("run", "--engine", "walk", "--runs", "3000", "--rng", "mt19937"), ("show", "--paths", "4"))


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=120)


def place_of(text, written, part):
    """line:column of the part inside what is written (the last one there is), columns counted from 1."""
    for number, line in enumerate(text.split("\n"), 1):
        at = line.find(written)
        if at >= 0:
            return f"{number}:{at + written.rindex(part) + 1 if part else at + 1}:"
    return None


def main():
    for name, (changed, part, says, way) in CASES.items():
        text = scenario(**changed)
        with open("t.yaml", "w", encoding="utf-8") as file:
            file.write(text)
        place = place_of(text, list(changed.values())[0], part) if part else None
        for words in ENGINES:
            # Ways have no measures; what an option that a simulation never takes would pay stops those who weigh it alone.
            if (name == "a measure" and "show" in words) or (name == "a payment of an option" and ("walk" in words or "gsl" in words)):
                continue
            done = run(words[0], "t.yaml", *words[1:])
            what, told = f"{name}, {' '.join(words)}", " ".join(done.stderr.split())
            if done.returncode != 1 or done.stdout:
                bad.append(f"{what}: exit {done.returncode}, {len(done.stdout)} bytes: {told[:200]}")
            if says not in told:
                bad.append(f"{what}: {told[:300]}")
            if place and f"t.yaml:{place}" not in told:
                bad.append(f"{what}: not at {place} but {told[:60]}")
            exact = words[0] == "solve" or "rollback" in words or "split" in words
            if exact and way and f"; on the way {way}" not in told:
                bad.append(f"{what}: not on the way {way}: {told[:300]}")
            if "walk" in words and "it happens in future " not in told:
                bad.append(f"{what}: in no future: {told[-200:]}")
            if "walk" in words and "crossroads show t.yaml --run " not in told:
                bad.append(f"{what}: cannot be replayed: {told[-200:]}")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    main()
    os.chdir("/")
for line in bad:
    print("not ok:", line)
print(f"worlds: {len(bad)} problems")
sys.exit(bool(bad))
