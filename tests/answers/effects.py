#!/usr/bin/env python3
"""The sizes of effects made larger or smaller: usage: effects.py PROGRAM

A question whose branches change g by 4, by normal(2, 1), by 10 times p and by 0 to 2, each with probability 1/4, and set
h. With p = 0.3 the mean of g at the end is (4 + 2 + 3 + 1) / 4 = 2.5; with the changes times F it is 2.5 F, while h, which
is set and not changed, stays at 7. The second moment of the normal law alone is F^2 (2^2 + 1)."""
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
WRONG = ["a.effects=1.2", "a.effects=x-1", "nowhere.effects=x2", "a.effects=likely"]


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
        for text in WRONG:
            done = subprocess.run([sys.argv[1], "run", str(path), "--set", text], capture_output=True, text=True, timeout=60)
            hold.equal(f"{text} is refused", done.returncode, 2)
    hold.finish()


main()
