#!/usr/bin/env python3
"""The pages of `sensitivity`, driven from outside: every number here is worked out by hand from the scenario above it, every way of
asking wrongly has its sentence.

usage: sensitivity.py CROSSROADS"""
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
bad = []

# f = 3 a - b: from the 5th to the 95th percentile a goes from 0.5 to 9.5 and b from 1 to 19, so f swings by 27 and by 18. The
# variances are 9 x 100 / 12 = 75 and 400 / 12 = 33.3: shares of 0.692 and 0.308, a standard deviation of 10.4.
LINE = """crossroads: 1
title: A line
start: q
parameters: {a: {value: 'uniform(0, 10)', label: The A}, b: 'uniform(0, 20)', c: 'uniform(-1, 1)'}
measures: {f: 3 * a - b, bent: c ^ 2}
nodes: {q: {ask: Q?, chance: {y: {weight: 50%, then: o}, n: {weight: rest, then: o}}}}
outcomes: {o: O}
"""
# Above cost 1.9 staying is better, whatever p: 10 - 5 cost against 0.5 at the base.
CHOICE = """crossroads: 1
title: A choice
start: luck
actors: {me: {label: The driver}}
parameters: {p: 10% to 50%, cost: 'uniform(0, 4)', cheap: 'uniform(0, 1)'}
nodes:
  luck: {ask: L?, chance: {low: {weight: p, then: pick}, high: {weight: rest, then: pick}}}
  pick: {ask: P?, decision: me, options: {go: {payoff: {me: 10 - 5 * cost}, then: end}, stay: {payoff: {me: cheap}, then: end}}}
outcomes: {end: End}
"""
# Behind `on` the better of k and 10 - k is had: more than 8 where k is below 2 or above 8; `second` turns at 5.
LADDER = """crossroads: 1
title: A ladder
start: first
actors: {me: {label: The driver}}
parameters: {k: 'uniform(0, 10)', z: 'uniform(0, 1)'}
nodes:
  first: {ask: F?, decision: me, options: {on: {then: second}, off: {payoff: {me: 8}, then: end}}}
  second: {ask: S?, decision: me, options: {up: {payoff: {me: k}, then: end}, down: {payoff: {me: 10 - k}, then: end}}}
outcomes: {end: End}
"""
TERMS = [f"p{k:02d}" for k in range(1, 18)]
MANY = ("crossroads: 1\ntitle: Many\nstart: q\nparameters: {" + ", ".join(f"{p}: 'uniform(0, {int(p[1:])})'" for p in TERMS) + "}\n"
        "measures: {f: " + " + ".join(TERMS) + "}\nnodes: {q: {ask: Q?, rule: {y: {then: o}}}}\noutcomes: {o: O}\n")
# What inputs are called and measured in: a branch in per cent, what is rare to three digits.
NAMES = """crossroads: 1
title: Names
start: q
state: {x: {start: 'uniform(0, 10)', label: The stock}}
parameters: {r: 'uniform(0, 0.002)'}
measures: {double: 2 * x}
nodes:
  q: {ask: Q?, chance: {y: {weight: 20% to 40%, then: s}, n: {weight: rest, then: o}}}
  s: {ask: S?, chance: {y: {weight: r, then: rare}, n: {weight: 1 - r, then: p}}}
outcomes: {o: {label: Oh, tags: [t]}, p: Pe, rare: {label: Rare, tags: [u]}}
"""
# g is 1 + (4 - 2) / 2 = 2 in the mean, 1 + f with effects of f times their size. `yes` has 4 to 1 after `up`, else 1 to 1:
# 0.65; at half strength 2 to 1, at twice 16 to 1: (2/3 + 1/2) / 2 = 0.583 and (16/17 + 1/2) / 2 = 0.721.
SIZES = """crossroads: 1
title: Sizes
start: a
state: {g: {start: 'uniform(0, 2)', label: The g}}
nodes:
  a: {ask: A?, chance: {up: {weight: 50%, change: {g: 4}, then: b}, down: {weight: rest, change: {g: -2}, then: b}}}
  b: {ask: B?, chance: {yes: {weight: 1, shift: {a.up: x4}, then: won}, no: {weight: 1, then: lost}}}
outcomes: {won: Won, lost: Lost}
lenses: {keen: {weights: {a.up: x3, b.yes: 90%}}}
"""
FIXED = """crossroads: 1
title: Fixed
start: pick
actors: {me: Me}
nodes: {pick: {ask: P?, decision: me, options: {a: {payoff: {me: 1}, then: end}, b: {then: end}}}}
outcomes: {end: End}
"""


def run(*words, code=0, command="sensitivity"):
    done = subprocess.run([PROGRAM, command, *words], capture_output=True, text=True, timeout=120,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode != code:
        bad.append(f"{words}: exit {done.returncode}, not {code}: {done.stderr[:300]}")
    return done.stdout if not code else done.stderr


def has(what, page, *texts):
    """Every text in the page, breaks of lines and runs of blanks counting as one blank."""
    page = " ".join(page.split())
    for text in texts:
        if text not in page:
            bad.append(f"{what} has no '{text}' in: {page[:900]}")


def lacks(what, page, *texts):
    for text in texts:
        if text in page:
            bad.append(f"{what} has '{text}'")


def tornado():
    page = run("line.yaml", "--target", "f")
    has("a tornado", page, "A line 16 points · seed 1", "The expected value of 'f' at the end: 5.00 at the base case.",
        "SWING -8.5 ────────── 18.5", "a (The A) 0.5 → 9.5 -8.5 → 18.5 27.0 ░░░░░░░░░░│█████████",
        "b 1 → 19 14.0 → -4.0 18.0 ███████│░░░░░░", "c -0.9 → 0.9 5.0 → 5.0 0.0 │", "others stay at base", "--method sobol")
    lacks("what is straight", page, "~")
    page = run("line.yaml", "--target", "bent", "--ascii")
    has("what bends", page, "c -0.9 -> 0.9 0.810 -> 0.810 ~ 0.810 |##############", "~ the target bends: it does not go one way only")
    has("a payoff", run("choice.yaml"), "The expected payoff of 'The driver': 0.500 at the base case.", "cost 0.2 → 3.8 9.00 → 0.50 8.50",
        "cheap 0.05 → 0.95 0.05 → 0.95 0.900")
    page = run("many.yaml", "--target", "f", "--width", "60")
    has("the narrow page", page, "p17 0.85 → 16.15 68.8 → 84.2 15.3", "p03 0.15 → 2.85 75.2 → 77.8 2.70 2 more that matter less")
    lacks("the narrow page", page, "│", "p02")
    page = run("many.yaml", "--target", "f", "--width", "120", "-v", "-q")
    has("the wide page", page, "p01 0.05 → 0.95 76.0 → 77.0 0.900", f"p17 0.85 → 16.15 68.8 → 84.2 15.3 {'░' * 17}│{'█' * 16}")
    lacks("the wide page", page, "more that matter less", "at base: it speaks")


def names():
    has("a branch", run("names.yaml", "--target", "o"), "The probability of 'Oh': ", "q.y 20% → 40% 80.0% → 60.0% 20.0%")
    has("a start", run("names.yaml", "--target", "double"), "start.x (The stock) 0.5 → 9.5 1.0 → 19.0 18.0")
    # the base of 20% to 40% is its mean, 29.4%: 0.0001 and 0.0019 of it
    page = run("names.yaml", "--target", "u")
    has("what is rare", page, "r 0.0001 → 0.0019 0.003% → 0.056% 0.053%")
    has("two axes", run("names.yaml", "--two", "q.y=0..1,start.x", "--target", "o", "--points", "3"),
        "Columns: q.y. Rows: start.x (The stock).", "9.5 100.0% 50.0% 0.0%")


def indices():
    page = run("line.yaml", "--target", "f", "--method", "sobol")
    has("shares", page, "a (The A) 0.692 ±0.001 0.693 ±0.001 b 0.308 ±<0.001 0.308 ±<0.001 c 0.000 0.000",
        "Over worlds: mean 5.00, standard deviation 10.4.", "'first' is the share that would go")
    has("a screening", run("line.yaml", "--target", "f", "--method", "morris"), "INPUT MU* MU SIGMA a (The A) 27.0 27.0 0.0 b 18.0 -18.0 0.0",
        "'sigma' as large says that it depends")
    for method in "sobol", "morris":
        has(f"the long {method}", run("many.yaml", "--target", "f", "--method", method), "2 more that matter less (all: -v, --json)")


def grid():
    page = run("choice.yaml", "--two", "cost,cheap")
    has("a grid", page, "Columns: cost. Rows: cheap.", "cheap 0.2 0.74 1.28 2 2.54 3.08 3.8",
        "0.95 9.00 a 6.30 a 3.60 a 0.95 b 0.95 b 0.95 b 0.95 b", "0.05 9.00 a 6.30 a 3.60 a 0.05 b 0.05 b 0.05 b 0.05 b",
        "Best at 'pick': a go, b stay.")
    # 3 a - b at the four corners; no decision, no letters
    page = run("line.yaml", "--two", "a=0..10,b=0..20", "--target", "f", "--points", "2")
    has("a grid of corners", page, "b 0 10 20 -20.0 10.0 0 0.0 30.0 Every cell")
    lacks("a grid of corners", page, "Best at")


def switches():
    page = run("choice.yaml", "--threshold")
    has("a switch", page, "At 'pick' after luck.low, The driver would choose 'go' instead of 'stay' if 'cost' were below 1.9 (now 2).")
    page = run("ladder.yaml", "--threshold")
    has("three switches", page, "At 'first', The driver would choose 'on' instead of 'off' if 'k' were below 2 (now 5).",
        "At 'first', The driver would choose 'on' instead of 'off' if 'k' were above 8 (now 5).",
        "At 'second' after first.on, The driver would choose 'down' instead of 'up' if 'k' were below 5 (now 5). "
        "(nobody comes there when all play what is best)")
    rows = json.loads(run("ladder.yaml", "--threshold", "k=1..3", "--json"))["switches"]
    if [(r["node"], round(r["at"], 9), r["from"], r["to"]) for r in rows] != [("first", 2, "on", "off")]:
        bad.append(f"the switch between 1 and 3: {rows}")
    has("no switch", run("ladder.yaml", "--threshold", "z"), "No single input, from the 0.1th to the 99.9th percentile, changes what is "
        "best at any of 2 information sets.")
    has("no switch in a range", run("ladder.yaml", "--threshold", "k=6..7"), "No single input, over the range given for it, changes what "
        "is best at any of 2 information sets.")
    has("no switch in either", run("ladder.yaml", "--threshold", "k=6..7", "z"), "No single input, from the 0.1th to the 99.9th "
        "percentile or over the range given for it, changes")
    has("nothing to switch", run("many.yaml", "--threshold"), "No decision is solved, so nothing can switch.")
    has("nothing to move", run("fixed.yaml", "--threshold"), "No input can move, so nothing can switch.")


def boxes():
    # P(3 a - b >= 20) = 1.5 (10 / 3)^2 / 200 = 8.33 %; P(3 a - b <= -8) = 24 / 200 = 12 %; 4,096 worlds of a sequence
    page = run("line.yaml", "--target", "f", "--discover", "--above", "20")
    has("a box", page, "Box 1: coverage 82.0%, density 85.5% (overall 8.3%), 7.9% of all worlds. Mostly when INPUT IS QUASI-P a (The A) above 7.722",
        "b below 6.922", "worlds with the expected value of 'f' at the end at least 20 are looked for")
    page = run("line.yaml", "--target", "f", "--discover", "--below", "-8")
    has("a box below", page, "(overall 11.9%)", "a (The A) below 2.797", "b above 11.14", "at most -8 are looked for")
    # the square of c is at most 0.01 where c is between -0.1 and 0.1: a tenth of its range
    page = run("line.yaml", "--target", "bent", "--discover", "--below", "1%")
    has("a box of two sides", page, "(overall 10.0%), 10.1% of all worlds", "c -0.1003 to 0.1016")
    has("no box", run("line.yaml", "--target", "o", "--discover"), "No part of the inputs' ranges stands out: it happens anywhere.")
    has("a word for it", run("line.yaml", "--target", "o", "--discover", "--above", "50%"), "at least 0.5 are looked for")


def sizes():
    page = run("sizes.yaml", "--effects", "--target", "g")
    has("effects", page, "Sizes 31 points · seed 1", "effects x0.5 → x2 1.50 → 3.00 1.50 ░░░░░░░│█████████████", "effects.g x0.5 → x2 1.50 → 3.00 1.50",
        "a.effects x0.5 → x2", "shifts x0.5 → x2 2.00 → 2.00 0.0 │", "from x0.5 to x2 of their size and all else stays at base",
        "next: crossroads sensitivity sizes.yaml --effects=single")
    page = run("sizes.yaml", "--effects", "--by", "4", "--target", "won")
    has("multipliers", page, "shifts.a.up x0.25 → x4", "from x0.25 to x4 of their size", "again: crossroads sensitivity sizes.yaml --target won --effects --by 4")
    page = run("sizes.yaml", "b.yes.shift.a.up", "a.up.effects.g", "--effects", "--target", "won", "--lens", "keen")
    has("two names", page, "11 points", "b.yes.shift.a.up x2 → x16", "a.up.effects.g x0.5 → x2")
    page = run("sizes.yaml", "--effects=single", "--target", "won", "--lens", "keen", "--set", "a.up.effects.g=x2")
    has("single ones", page, "lens.keen.a.up x1.73 → x9", "a.down.effects.g", "again: crossroads sensitivity sizes.yaml --set a.up.effects.g=x2 --lens keen")
    lacks("single ones", page, "a.up.effects.g x")
    has("what a run takes as exact", run("sizes.yaml", command="run"),
        "Effects (2) and multipliers (1) are taken as exact: crossroads sensitivity sizes.yaml --effects")
    has("what a run through a lens takes as exact", run("sizes.yaml", "--lens", "keen", command="run"), "multipliers (2) are taken as exact")
    lacks("a run without effects", run("line.yaml", command="run"), "as exact")
    has("names", run("sizes.yaml", "-v", command="show"), "effects, effects.g, a.effects, shifts, shifts.a.up, b.shifts, lens.keen.multipliers")
    has("single names", run("sizes.yaml", "a", "-v", command="show"), "names: a.up.effects.g", "names: a.down.effects.g")
    has("nothing to move", run("line.yaml", "--effects", "--target", "f"), "Note: Nothing here has a size that could be moved: there is no effect")
    has("nothing to draw", run("line.yaml", "tornado", "--effects", command="plot", code=2), "it needs an effect or a multiplier")
    has("a grid of inputs", run("sizes.yaml", "twoway", "--effects", command="plot", code=2), "it needs two uncertain inputs")
    for words, says in (
            (("--by", "2"), "--by goes with --effects"),
            (("--effects", "--by", "1"), "--by is above 1 and at most 1000"),
            (("--effects", "--method", "sobol"), "--effects moves one thing at a time"),
            (("--effects=groop",), "--effects takes groups|single, not 'groop'; did you mean 'groups'?"),
            (("efects", "--effects"), "there are no effects, shifts or multipliers 'efects'; did you mean 'effects'?"),
            (("effects", "--effects", "--set", "effects=x2"), "'effects' cannot be moved: it is set"),
            (("lens.keen.multipliers", "--effects"), "'lens.keen.multipliers' cannot be moved: it is set, or its lens is not looked through (--lens)"),
            (("effects", "--threshold"), "'effects' is not uncertain in the file: give it a range, effects=0.1..0.4")):
        has(f"{words}", run("sizes.yaml", *words, code=2), says)


def misuse():
    for words, says in (
            (("--method", "sobol", "--threshold"), "--method, --two, --threshold and --discover exclude each other"),
            (("a",), "inputs after FILE go with --threshold or --effects"),
            (("--below", "3"), "--below and --above go with --discover"),
            (("--above", "3"), "--below and --above go with --discover"),
            (("--worlds", "100"), "--worlds goes with --discover; here inputs are moved and no worlds drawn"),
            (("--worlds", "100", "--method", "sobol"), "--worlds goes with --discover; how many points --method draws, --points says"),
            (("--worlds", "100", "--method", "morris"), "--worlds goes with --discover; how many points --method draws, --points says"),
            (("--discover", "--above", "2", "--below", "1"), "--below and --above exclude each other"),
            (("--threshold", "--target", "f"), "--threshold looks at decisions, it takes no --target"),
            (("--points", "4"), "--points goes with --method sobol, --method morris and --two"),
            (("--method", "sobol", "--points", "1"), "--points is 2 to 1,000,000"),
            (("--method", "morris", "--points", "1000001"), "--points is 2 to 1,000,000"),
            (("--two", "a,b", "--points", "1001"), "--points with --two is at most 1,000 along each axis"),
            (("--method", "sobol", "--points", "12"), "--points with --method sobol is a power of 2"),
            (("--discover", "--above", "x"), "--above takes a number, not 'x'"),
            (("--discover", "--below", "%"), "--below takes a number, not '%'"),
            (("--engine", "split"), "--engine split counts runs"),
            (("--discover", "--worlds", "63"), "--worlds with --discover is 64 to 1,000,000"),
            (("--discover", "--worlds", "1000001"), "--worlds with --discover is 64 to 1,000,000"),
            (("--two", "a"), "--two takes two inputs: --two A,B"),
            (("--two", "a,a"), "two different inputs are wanted"),
            (("--two", "a,zz"), "there is no uncertain input 'zz'"),
            (("zz", "--threshold"), "there is no uncertain input 'zz'")):
        has(f"{words}", run("line.yaml", *words, code=2), says)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, text in {"line": LINE, "choice": CHOICE, "ladder": LADDER, "many": MANY, "names": NAMES, "fixed": FIXED, "sizes": SIZES}.items():
            with open(f"{name}.yaml", "w", encoding="utf-8") as file:
                file.write(text)
        for part in (tornado, names, indices, grid, switches, boxes, sizes, misuse):
            part()
        os.chdir("/")
    for line in bad:
        print("not ok:", line)
    print(f"sensitivity: {len(bad)} problems")
    sys.exit(bool(bad))


main()
