#!/usr/bin/env python3
"""The sizes of effects made larger or smaller: usage: effects.py PROGRAM

A question whose branches change g by 4, by normal(2, 1), by 10 times p and by 0 to 2, each with probability 1/4, and set
h. With p = 0.3 the mean of g at the end is (4 + 2 + 3 + 1) / 4 = 2.5; with the changes times F it is 2.5 F, while h, which
is set and not changed, stays at 7. The second moment of the normal law alone is F^2 (2^2 + 1).

Then effects and multipliers by all their names, on a file small enough for a formula (`formula` below): what --set makes of them
by three engines, and what `sensitivity --effects` says at the same points."""
import math
import pathlib
import subprocess
import sys
import tempfile

from hold import Holder

FILE = """crossroads: 1
start: a
parameters: {p: 0.3}
state: {g: 0, h: 1}
measures: {g_end: g, h_end: h, square: g * g}
nodes:
  a:
    ask: Which?
    chance:
      four:   {weight: 1, change: {g: 4}, set: {h: 7}, then: b}
      law:    {weight: 1, change: {g: "normal(2, 1)"}, set: {h: 7}, then: b}
      tenth:  {weight: 1, change: {g: 10 * p}, set: {h: 7}, then: b}
      spread: {weight: 1, change: {g: "uniform(0, 2)"}, set: {h: 7}, then: b}
  b: {ask: And?, chance: {effects: {weight: 50%, then: one}, other: {weight: rest, change: {g: -1}, then: one}}}
outcomes: {one: One}
"""
# settings, mean of g (b takes half a point off)
WANT = [([], 2.5 - 0.5), (["a.effects=x1.2"], 3 - 0.5), (["a.effects=x0"], -0.5), (["a.effects=x0.5", "p=0.7"], 1.75 - 0.5)]
WRONG = ["a.effects=1.2", "a.effects=x-1", "nowhere.effects=x2", "a.effects=likely", "b.effects.h=x2", "b.other.effects.g=likely", "shifts=x2",
         "effects=2", "a.four.shift.g=x2", "start.effects=x2"]

# g is 10 and goes to 14 after `one`, to 8 after `two`; x1.2 per 2 from 10 is 1.2^2 and 1.2^-1 there, and `one` itself weighs x3.
NAMES = """crossroads: 1
start: a
state: {g: 10, k: 0}
parameters: {p: 0.5}
nodes:
  a: {ask: Which?, chance: {one: {weight: p, change: {g: +4, k: 1}, then: b}, two: {weight: 1 - p, change: {g: -2}, then: b}}}
  b: {ask: And?, chance: {yes: {weight: 1, shift: {a.one: x3, g: x1.2 per 2 from 10}, then: win}, no: {weight: 1, then: lose}}}
outcomes: {win: Win, lose: Lose}
lenses: {opt: {weights: {a.one: x2}}}
"""


def formula(up=4.0, down=-2.0, took=3.0, rate=1.2, per=2.0, centre=10.0, lens=1.0, p=0.5):
    """P(win): after `one` yes weighs took rate^((10 + up - centre) / per) to 1, after `two` rate^((10 + down - centre) / per) to 1;
    a lens's multiplier weighs `one` itself."""
    one = took * rate ** ((10 + up - centre) / per)
    two = rate ** ((10 + down - centre) / per)
    share = lens * p / (lens * p + 1 - p)
    return share * one / (1 + one) + (1 - share) * two / (1 + two)


# settings, lens, what they mean in the formula
NAMED = [
    ([], None, {}),
    (["effects=x1.5"], None, {"up": 6, "down": -3}),
    (["effects.g=x2"], None, {"up": 8, "down": -4}),
    (["effects.k=x2"], None, {}),
    (["a.effects=x0"], None, {"up": 0, "down": 0}),
    (["a.effects.g=x3"], None, {"up": 12, "down": -6}),
    (["a.one.effects=x2"], None, {"up": 8}),
    (["a.two.effects.g=x0.5"], None, {"down": -1}),
    (["a.one.effects.g=-1"], None, {"up": -1}),
    (["a.one.effects.g=g / 5"], None, {"up": 2}),
    (["a.one.effects.g=6", "effects=x0.5"], None, {"up": 3, "down": -1}),
    (["effects=x0.5", "a.effects=x2"], None, {}),
    (["shifts=x0.5"], None, {"took": 3 ** 0.5, "rate": 1.2 ** 0.5}),
    (["shifts=x0"], None, {"took": 1, "rate": 1}),
    (["b.shifts=x2"], None, {"took": 9, "rate": 1.44}),
    (["b.yes.shifts=x2", "shifts.g=x0.5"], None, {"took": 9}),
    (["shifts.a.one=x2"], None, {"took": 9}),
    (["shifts.g=x3"], None, {"rate": 1.2 ** 3}),
    (["b.yes.shift.a.one=x0"], None, {"took": 0}),
    (["b.yes.shift.a.one=x5", "shifts=x2"], None, {"took": 25, "rate": 1.44}),
    (["b.yes.shift.g=x0.9"], None, {"rate": 0.9}),
    (["b.yes.shift.g=x1.5 per 4"], None, {"rate": 1.5, "per": 4}),
    (["b.yes.shift.g=x1.5 per 4 from 12", "shifts.g=x2"], None, {"rate": 2.25, "per": 4, "centre": 12}),
    ([], "opt", {"lens": 2}),
    (["lens.opt.multipliers=x0.5"], "opt", {"lens": 2 ** 0.5}),
    (["lens.opt.multipliers=x0"], "opt", {}),
    (["lens.opt.a.one=x5"], "opt", {"lens": 5}),
    (["lens.opt.a.one=x5", "lens.opt.multipliers=x2"], "opt:0.5", {"lens": 5}),
    (["lens.opt.a.one=x5"], None, {}),
]
# what `sensitivity --effects` moves, and what a factor f of its size means in the formula
MOVED = {
    "effects": lambda f: {"up": 4 * f, "down": -2 * f}, "effects.g": lambda f: {"up": 4 * f, "down": -2 * f}, "effects.k": lambda f: {},
    "a.effects": lambda f: {"up": 4 * f, "down": -2 * f}, "shifts": lambda f: {"took": 3 ** f, "rate": 1.2 ** f},
    "shifts.g": lambda f: {"rate": 1.2 ** f}, "shifts.a.one": lambda f: {"took": 3 ** f}, "b.shifts": lambda f: {"took": 3 ** f, "rate": 1.2 ** f},
    "lens.opt.multipliers": lambda f: {"lens": 2 ** f},
}
SINGLE = {
    "a.one.effects.g": lambda x: {"up": 4 * x}, "a.one.effects.k": lambda x: {}, "a.two.effects.g": lambda x: {"down": -2 * x},
    "b.yes.shift.a.one": lambda x: {"took": x}, "b.yes.shift.g": lambda x: {"rate": x}, "lens.opt.a.one": lambda x: {"lens": x},
}


def hold_names(hold, path):
    """By the tree to the last digits, by the walk and by the readable engine within their errors."""
    for settings, lens, change in NAMED:
        args = [word for setting in settings for word in ("--set", setting)] + (["--lens", lens] if lens else [])
        want = formula(**change)
        result = hold.run("solve", path, *args)
        if result:
            hold.near(f"{args} win", {o["id"]: o["probability"] for o in result["outcomes"]}["win"], want, 1e-12)
        for engine in ("walk", "gsl"):
            result = hold.run("run", path, "--engine", engine, "--runs", "40000", *args)
            if result:
                row = {o["id"]: o for o in result["outcomes"]}["win"]
                hold.near(f"{args} win, {engine}", row["share"], want, 4.5 * math.sqrt(want * (1 - want) / 40000))


def hold_moved(hold, path):
    """Every name, at the five points between 1/F and F; and through a lens whose multiplier is 2 at the base."""
    for by, flag in ((2, []), (1.25, ["--by", "1.25"])):
        for mode, table in (("groups", MOVED), ("single", SINGLE)):
            result = hold.run("sensitivity", path, f"--effects={mode}", "--lens", "opt", "--target", "win", *flag)
            if not result:
                continue
            hold.equal(f"{mode} names", {row["id"] for row in result["inputs"]}, set(table))
            hold.near("base through the lens", result["base"], formula(lens=2), 1e-12)
            for row in result["inputs"]:
                one = {"b.yes.shift.a.one": 3, "b.yes.shift.g": 1.2, "lens.opt.a.one": 2}.get(row["id"])
                for (x, y), step in zip(row["points"], (-1, -0.5, 0, 0.5, 1)):
                    size = by ** step
                    hold.near(f"{row['id']} is moved to", x, one ** size if one else size, 1e-12)
                    hold.near(f"{row['id']} at {x}", y, formula(**{"lens": 2, **table[row["id"]](x)}), 1e-12)
    result = hold.run("sensitivity", path, "effects", "b.yes.shift.a.one", "--effects", "--target", "win")
    if result:
        hold.equal("only what is named", [row["id"] for row in result["inputs"]], ["effects", "b.yes.shift.a.one"])
    result = hold.run("sensitivity", path, "--two", "effects=0..2,b.yes.shift.a.one=1..5", "--points", "3", "--target", "win")
    if result:
        for iy, took in enumerate((1, 3, 5)):
            for ix, f in enumerate((0, 1, 2)):
                hold.near(f"effects x{f}, shift x{took}", result["z"][iy][ix], formula(up=4 * f, down=-2 * f, took=took), 1e-12)


def main():
    hold = Holder(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "effects.yaml")
        path.write_text(FILE, encoding="utf-8")
        for settings, want in WANT:
            args = [word for setting in settings for word in ("--set", setting)]
            for engine in ("walk", "gsl"):
                result = hold.run("run", str(path), "--engine", engine, "--runs", "100000", *args)
                if result:
                    rows = {row["id"]: row for row in result["measures"]}
                    hold.near(f"{settings} error of g, {engine}", rows["g_end"]["se"], 0, 0.02)
                    hold.near(f"{settings} g, {engine}", rows["g_end"]["mean"], want, 4.5 * rows["g_end"]["se"] + 1e-12)
                    hold.near(f"{settings} h, {engine}", rows["h_end"]["mean"], 7, 1e-12)
        result = hold.run("run", str(path), "--engine", "walk", "--runs", "200000", "--set", "a.effects=x3", "--do", "a.law", "--do", "b.effects")
        if result:
            hold.near("square of 3 normal(2, 1)", {row["id"]: row["mean"] for row in result["measures"]}["square"], 45, 0.5)
        # b has a branch of that name, which comes first
        result = hold.run("run", str(path), "--engine", "walk", "--runs", "20000", "--set", "b.effects=100%")
        if result:
            hold.near("a branch called effects", {row["id"]: row["mean"] for row in result["measures"]}["g_end"], 2.5, 0.05)
        named = pathlib.Path(folder, "names.yaml")
        named.write_text(NAMES, encoding="utf-8")
        hold_names(hold, str(named))
        hold_moved(hold, str(named))
        for text in WRONG:
            done = subprocess.run([sys.argv[1], "run", str(path), "--set", text], capture_output=True, text=True, timeout=60)
            hold.equal(f"{text} is refused", done.returncode, 2)
        for text, near in (("a.efects=x2", "a.effects"), ("b.yes.shifts.a.one=x2", "b.yes.shift.a.one"), ("lens.opt.multiplier=x2", "lens.opt.multipliers")):
            done = subprocess.run([sys.argv[1], "run", str(named), "--set", text], capture_output=True, text=True, timeout=60)
            hold.equal(f"{text}: did you mean {near}", (done.returncode, f"did you mean '{near}'?" in done.stderr), (2, True))
    hold.finish()


main()
