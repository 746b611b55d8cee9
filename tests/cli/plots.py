#!/usr/bin/env python3
"""Pictures through the real gnuplot: no text of an author's runs anything and all of them are shown; data files say what
the JSON of the same command says; without gnuplot, or without its best terminal, what can be had is there.
usage: plots.py CROSSROADS"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

X = os.path.abspath(sys.argv[1])
KINDS = "outcomes tree fan phase converge tornado flow lenses risk".split()
FEW = ["--runs", "3000", "--worlds", "50"]
failures = []

SCENARIO = """crossroads: 1
title: TEXT0
start: door
stages:
  one: {label: TEXT1}
  two: {label: TEXT2}
actors: {guest: {label: TEXT3, payoff: luck}}
parameters: {hope: {value: 20% to 40%, label: TEXT4}}
state:
  luck: {label: TEXT5, start: 4 to 6, between: [0, 10]}
  calm: {label: TEXT6, start: 50}
nodes:
  door:
    ask: TEXT7
    stage: one
    decision: guest
    options:
      left: {label: TEXT8, then: prize}
      right: {label: TEXT9, change: {luck: +2, calm: -10}, then: prize}
  prize:
    ask: TEXT10
    stage: two
    chance:
      goat: {label: TEXT11, weight: rest, change: {calm: 5}, then: nothing}
      car: {label: TEXT12, weight: hope, change: {luck: 'normal(0, 1)'}, then: car}
outcomes: {nothing: TEXT13, car: {label: TEXT14, color: nosuchcolour}}
lenses: {hopeful: {label: TEXT15, parameters: {hope: 60%}}}
"""
HOSTILE = [
    "`touch pwned`", "$(touch pwned)", "it's ''quoted'' \"twice\"", "@here @f @GPVAL_VERSION", "100% %s %n %.3f %%",
    "two\nlines", "EOD", "x" * 500, "\u05e9\u05dc\u05d5\u05dd abc", "\U0001f600 smile", "'.system('touch pwned').'",
    "\\\\ \\n {/Bold a_b^c}", "# not a comment", "; system 'touch pwned'", "$EOD << EOD", "!touch pwned",
]


def check(good, what):
    if not good:
        failures.append(what)


def run(*args, env=None):
    return subprocess.run([X, *args], capture_output=True, text=True, env=env, timeout=300)


def write_scenario(path, texts):
    text = SCENARIO
    for i in reversed(range(16)):
        text = text.replace(f"TEXT{i}", json.dumps(texts[i % len(texts)], ensure_ascii=False))
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def blocks(path):
    """Blocks of a data file: name -> rows as dicts of texts."""
    found, name, head = {}, None, None
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# "):
                name, head = line[2:], None
            elif line.strip():
                cells, label = (line.split('"')[0].split(), line.split('"')[1:2]) if '"' in line else (line.split(), [])
                if head is None:
                    head = cells
                    found[name] = []
                else:
                    found[name].append(dict(zip(head, cells + label)))
    return found


def close(a, b):
    return (a == "NA" and b is None) or (a != "NA" and b is not None and abs(float(a) - b) <= 2e-5 * max(1, abs(b)))


def hostile():
    for turn in range(len(HOSTILE)):
        texts = HOSTILE[turn:] + HOSTILE[:turn]
        write_scenario("h.yaml", texts)
        if turn == 0:
            for kind in KINDS:
                got = run("plot", "h.yaml", kind, *FEW, "-o", f"h-{kind}.svg", "--force")
                check(got.returncode == 0, f"hostile {kind}: exit {got.returncode}: {got.stderr[:300]}")
                if got.returncode == 0:
                    shown = "".join(xml.etree.ElementTree.parse(f"h-{kind}.svg").getroot().itertext())
                    check("`touch pwned`" in shown or kind in ("flow", "tornado"), f"hostile {kind}: the title is not shown")
        else:
            for kind in ("phase", "fan", "risk", "lenses"):
                got = run("plot", "h.yaml", kind, *FEW, "-o", "h.svg", "--force")
                check(got.returncode == 0, f"hostile {kind} turn {turn}: exit {got.returncode}: {got.stderr[:300]}")
        check(not os.path.exists("pwned"), f"a text ran something (turn {turn})")


def data_is_json():
    write_scenario("s.yaml", ["Plain text", "Another"])
    base = json.loads(run("run", "s.yaml", *FEW, "--json").stdout)
    for kind in KINDS:
        got = run("plot", "s.yaml", kind, *FEW, "-o", f"s-{kind}.png", "--force")
        check(got.returncode == 0, f"{kind}: exit {got.returncode}: {got.stderr[:300]}")
    shares = {o["id"]: o for o in base["outcomes"]}
    for row in blocks("s-outcomes.dat")["outcomes"]:
        for key in ("share", "se", "q05", "q95"):
            check(close(row[key], shares[row["id"]][key]), f"outcomes {row['id']}.{key}: {row[key]}")
    for state, rows in blocks("s-fan.dat").items():
        for row in rows:
            want = next(s for s in base["stages"] if s["stage"] == row["id"] and s["variable"] == state)
            for key in ("mean", "q05", "q50", "q95"):
                check(close(row[key], want[key]), f"fan {state} {row['id']}.{key}: {row[key]} is not {want[key]}")
    for lens in ("as_written", "hopeful"):
        extra = [] if lens == "as_written" else ["--lens", lens]
        want = {o["id"]: o for o in json.loads(run("run", "s.yaml", *FEW, *extra, "--json").stdout)["outcomes"]}
        for row in blocks("s-lenses.dat")[f"lens {lens}"]:
            check(close(row["share"], want[row["id"]]["share"]), f"lens {lens} {row['id']}: {row['share']}")
    walk = json.loads(run("run", "s.yaml", *FEW, "--engine", "walk", "--json").stdout)
    want = {o["id"]: o for o in walk["outcomes"]}
    for row in blocks("s-converge.dat")["names"]:
        check(close(row["share"], want[row["id"]]["share"]), f"converge {row['id']}: {row['share']}")
    for option in ("left", "right"):
        got = json.loads(run("run", "s.yaml", *FEW, "--engine", "walk", "--choose", f"door={option}", "--json").stdout)
        row = next(r for r in blocks("s-risk.dat")["ways"] if r["id"] == option)
        check(close(row["mean"], got["payoffs"][0]["mean"]), f"risk {option}: {row['mean']}")
    futures_are_replayed()


def futures_are_replayed():
    """Every mark of the cloud is a future that `show --run` tells."""
    found = blocks("s-phase.dat")
    for name, rows in found.items():
        for row in rows[:3] if name.startswith("class ") else []:
            got = run("show", "s.yaml", "--run", row["run"], *FEW, "--json")
            path = json.loads(got.stdout)
            check(path["outcome"] == row["id"], f"future {row['run']}: not {row['id']}")


def less_than_gnuplot():
    env = dict(os.environ, PATH="/nonexistent")
    for kind in KINDS:
        got = run("plot", "s.yaml", kind, *FEW, "-o", f"n-{kind}.png", env=env)
        check(got.returncode == 3 and "gnuplot not found" in got.stderr, f"no gnuplot, {kind}: exit {got.returncode}")
        check(os.path.getsize(f"n-{kind}.dat") and os.path.getsize(f"n-{kind}.gp"), f"no gnuplot, {kind}: files")
        with open(f"n-{kind}.gp", encoding="utf-8") as f:
            script = f.read()
        with open("m.gp", "w", encoding="utf-8") as f:  # as if this gnuplot had no pngcairo
            f.write(script.replace("has('pngcairo')", "has('no such terminal')"))
        got = subprocess.run(["gnuplot", "-c", "m.gp", f"m-{kind}.png"], capture_output=True, text=True, timeout=120)
        check(got.returncode == 0 and os.path.getsize(f"m-{kind}.png") > 1000, f"no pngcairo, {kind}: {got.stderr[:300]}")
        for ending in ("pdf", "txt"):
            got = subprocess.run(["gnuplot", "-c", f"n-{kind}.gp", f"m-{kind}.{ending}"], capture_output=True, text=True, timeout=120)
            check(got.returncode == 0 and os.path.getsize(f"m-{kind}.{ending}") > 500, f"{ending}, {kind}: {got.stderr[:300]}")


def what_there_is_not():
    with open("plain.yaml", "w", encoding="utf-8") as f:
        f.write("crossroads: 1\nstart: a\nnodes: {a: {ask: Q, chance: {x: {weight: 1, then: o}, y: {weight: 1, then: p}}}}\n"
                "outcomes: {o: O, p: P}\n")
    for kind in ("fan", "phase", "flow", "lenses", "risk"):
        got = run("plot", "plain.yaml", kind, "--runs", "100")
        check(got.returncode == 2 and "it needs" in got.stderr, f"{kind} of nothing: exit {got.returncode}: {got.stderr[:200]}")
    write_scenario("s.yaml", ["Plain text"])
    got = run("plot", "s.yaml", "phase", "--axes", "luck,nothing")
    check(got.returncode == 2, f"an outcome is no axis: exit {got.returncode}")


def main():
    if not shutil.which("gnuplot"):
        print("no gnuplot")
        sys.exit(1 if os.environ.get("CI") in ("true", "1", "yes") else 77)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        hostile()
        data_is_json()
        less_than_gnuplot()
        what_there_is_not()
        os.chdir("/")
    print("\n".join(failures))
    print(f"plots: {len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
