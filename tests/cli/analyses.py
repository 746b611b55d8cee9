#!/usr/bin/env python3
"""observe, compare, pool and show --paths, driven from outside: keys of the JSON documents, forms, exit codes, streams.

usage: analyses.py CROSSROADS"""
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
FILE = """crossroads: 1
title: Two doors
as_of: 2022-01-31
start: mood
actors: {guest: {payoff: luck}}
parameters: {hope: 20% to 40%}
state: {luck: {start: 5, between: [0, 10]}}
nodes:
  mood:
    ask: The mood?
    hidden: true
    chance: {kind: {weight: 60%, then: door}, cruel: {weight: rest, then: door}}
    signals: {smile: {kind: 80%, cruel: 20%}}
  door: {ask: Which door?, decision: guest, options: {left: {weight: 1, then: prize}, right: {weight: 1, change: {luck: +2}, then: prize}}}
  prize:
    ask: A prize?
    chance:
      goat: {weight: rest, then: nothing}
      car: {weight: hope, shift: {mood.kind: x2}, then: car}
outcomes: {nothing: Nothing, car: {label: A car, tags: [good]}}
lenses:
  gloomy: {label: Gloomy, pool: 1, weights: {prize.car: x0.5}}
  sunny: {label: Sunny, pool: 3, weights: {prize.car: x2, mood.kind: 80%}}
observations:
  chosen: {date: 2022-03-01, saw: door.right}
  won: {date: 2023-01-01, saw: prize.car}
  laughter: {informs: {mood: {kind: 70%, cruel: 30%}}}
"""
bad = []


def run(*words, code=0):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=120)
    if done.returncode != code:
        bad.append(f"{words}: exit {done.returncode}, not {code}: {done.stderr[:300]}")
    return done


def want(what, holds):
    if not holds:
        bad.append(what)


def document(*words):
    done = run(*words, "--json")
    want(f"{words}: stderr is not empty", not done.stderr)
    return json.loads(done.stdout or "{}")


def keys(what, item, *names):
    want(f"{what} has {sorted(item)}, not all of {names}", set(names) <= set(item))


def observe():
    d = document("observe", "doors.yaml", "smile", "--lens", "pool", "--runs", "4000", "--worlds", "200")
    keys("observe", d, "schema", "version", "scenario", "command", "seen", "evidence_probability", "before", "after", "signals",
         "parameter_moved_most", "cause_moved_most", "about", "notes")
    for side in ("before", "after"):
        keys(side, d[side], "outcomes", "tags", "parameters", "lenses", "causes", "entropy")
        keys(side, d[side]["parameters"][0], "id", "mean", "sd")
        keys(side, d[side]["lenses"][0], "id", "weight")
        want(f"{side}: outcomes total 1", abs(sum(o["probability"] for o in d[side]["outcomes"]) - 1) < 1e-9)
    for part in ("outcomes", "tags", "lenses"):
        want(f"after.{part} without bayes_factor", all("bayes_factor" in row for row in d["after"][part]))
    want("the hidden cause moved", d["cause_moved_most"] == "mood")
    d = document("observe", "doors.yaml", "--until", "2022-12-31", "--runs", "4000")
    want("--until takes the facts up to then", d["seen"] == ["chosen"])
    want("what to watch for next", {s["id"] for s in d["signals"]} == {"mood.smile", "laughter"})
    d = document("observe", "doors.yaml", "won", "--ignore", "all", "--runs", "4000", "--choose", "as-written")
    want("a Bayes factor of what is certain is unknown", d["after"]["outcomes"][0]["bayes_factor"] == 0)
    run("observe", "doors.yaml")
    run("observe", "doors.yaml", "smiel", code=2)
    run("observe", "doors.yaml", "--until", "soon", code=2)
    run("observe", "doors.yaml", "door.right", "door.left", code=2)


def score():
    d = document("observe", "doors.yaml", "--score", "--runs", "4000", "--worlds", "200")
    keys("score", d, "scores", "rows", "cautions", "about")
    want("forecasters", [s["id"] for s in d["scores"]] == ["uniform", "as_written", "gloomy", "sunny", "pool"])
    keys("score", d["scores"][1], "as_of", "sequential")
    want("one row an answer", [r["node"] for r in d["rows"]] == ["door", "prize"])
    want("two branches alike have .5", d["scores"][0]["as_of"]["brier"] == 0.5)
    run("observe", "doors.yaml", "--score", "--lens", "sunny", code=2)
    run("observe", "doors.yaml", "--score", "--ignore", "all", "--until", "2022-02-01", code=2)


def given():
    """Evidence keeps its names wherever a result takes it for given; what the file dates on or before as_of is given by the file."""
    with open("later.yaml", "w", encoding="utf-8") as file:
        file.write(FILE.replace("as_of: 2022-01-31", "as_of: 2022-04-01"))
    for words in (("run",), ("solve", "--choose", "as-written"), ("show", "--paths", "2")):
        command = [words[0], "later.yaml", *words[1:]]
        d = document(*command, "--given", "mood.smile")
        want(f"{words}: names of the evidence", sorted(d.get("evidence", [])) == ["chosen", "mood.smile"])
        want(f"{words}: no evidence, no names", "evidence" not in document(*command, "--ignore", "all"))
        page = " ".join(run(*command, "--given", "mood.smile").stdout.split())
        want(f"{words}: a sentence names it", re.search("Given chosen and mood.smile, which had probability [0-9.]+%", page) is not None)
        want(f"{words}: and says what lifts it", "`--ignore all` lifts" in page)
        page = run(*command, "--given", "mood.smile", "--ignore", "all").stdout
        want(f"{words}: what the command line gives is not the file's", "mood.smile" in page and "lifts" not in page)
        want(f"{words}: nothing given, no sentence", "Given" not in run(*command, "--ignore", "all").stdout)
    want("the head counts", "given 2 observations" in run("run", "later.yaml", "--given", "mood.smile").stdout)


def intervals():
    """Quantiles over worlds: a walk's, freed from the luck of its runs, against those of exact shares in the same worlds."""
    both = [document("run", "doors.yaml", "--ignore", "all", "--engine", engine, "--runs", "4e6", "--worlds", "1000", "--choose", "as-written")
            for engine in ("walk", "rollback")]
    for walked, exact in zip(both[0]["outcomes"], both[1]["outcomes"]):
        for q in ("q05", "q25", "q50", "q75", "q95"):
            want(f"{walked['id']}: {q} walked {walked[q]}, exact {exact[q]}", abs(walked[q] - exact[q]) < 0.003)
        want("the interval is wide enough to tell", exact["q95"] - exact["q05"] > 0.05)
    with open("normal.yaml", "w", encoding="utf-8") as file:
        file.write("crossroads: 1\ntitle: N\nstart: a\nstate: {x: {start: 'normal(0, 1)'}}\nmeasures: {m: x}\n"
                   "nodes: {a: {ask: Q, chance: {y: {weight: 50%, then: o}, n: {weight: rest, then: o}}}}\noutcomes: {o: O}\n")
    d = document("run", "normal.yaml", "--engine", "walk", "--runs", "200000", "--worlds", "200000")
    for q, z in {"q05": -1.645, "q25": -0.674, "q50": 0, "q75": 0.674, "q95": 1.645}.items():
        want(f"{q} over futures is {d['measures'][0][q]}, not {z}", abs(d["measures"][0][q] - z) < 0.03)


def compare():
    d = document("compare", "doors.yaml", "--lenses", "--pool", "log", "--runs", "4000", "--worlds", "200")
    keys("compare", d, "columns", "differences", "dominance", "regret", "pool")
    want("columns", [c["id"] for c in d["columns"]] == ["as_written", "gloomy", "sunny", "pool"])
    keys("a column", d["columns"][0], "outcomes", "tags", "payoffs", "measures", "stages", "nodes", "seed", "runs", "worlds")
    keys("a difference", d["differences"][0], "a", "b", "id", "difference", "se")
    car = [o for o in d["pool"]["outcomes"] if o["id"] == "car"][0]
    cars = [[o["share"] for o in c["outcomes"] if o["id"] == "car"][0] for c in d["columns"]]
    want("the linear pool is the weighted mean", abs(car["linear"] - 0.25 * cars[1] - 0.75 * cars[2]) < 1e-9)
    d = document("compare", "doors.yaml", "--choices", "door", "--runs", "4000", "--worlds", "200")
    want("options", [c["id"] for c in d["columns"]] == ["left", "right"])
    best = [x for x in d["dominance"] if x["holds"]]
    want("right pays 2 more", {(x["a"], x["order"], round(x["margin"], 9)) for x in best} == {("right", 1, 2), ("right", 2, 2)})
    want("regret", [round(x["expected"], 9) for x in d["regret"]] == [2, 0])
    d = document("compare", "doors.yaml", "other.yaml", "--runs", "4000", "--worlds", "200")
    want("files", [c["id"] for c in d["columns"]] == ["doors.yaml", "other.yaml"])
    luck = [x for x in d["differences"] if x["id"] == "luck"][0]
    want("what does not differ has no error", abs(luck["difference"]) < 1e-12 and luck["se"] < 1e-12)
    run("compare", "doors.yaml", code=2)
    run("compare", "doors.yaml", "--choices", "prize", code=2)
    run("compare", "doors.yaml", "other.yaml", "--pool", "log", code=2)


RAIN = """crossroads: 1
title: One reader rules it out
start: toss
actors: {me: Me}
nodes:
  toss: {ask: Rain?, chance: {wet: {weight: %s, then: act}, dry: {weight: rest, then: act}}}
  act: {ask: Umbrella?, decision: me, options: {take: {then: end}, leave: {payoff: {me: -2}, then: end}}}
  end: {ask: Late?, chance: {late: {weight: 30%%, payoff: {me: -1}, then: late}, early: {weight: rest, then: home}}}
outcomes: {late: Late, home: Home}
lenses:
  never: {pool: 1, weights: {toss.wet: 0%%}}
  often: {pool: 1, weights: {toss.wet: 80%%, end.late: 50%%}}
  as_written: {pool: 2}
"""


def undefined():
    """A side in which the evidence cannot happen says why; the others are compared. In the pool the file (1/2 x 40 %) and `often` (1/4 x 80 %)
    have met rain equally often, so `late` has the mean of 30 % and 50 %."""
    for chance, file, first in (("40%", "rain.yaml", "as_written"), ("0%", "dry.yaml", "often")):
        with open(file, "w", encoding="utf-8") as out:
            out.write(RAIN % chance)
        for engine in ("exact", "walk"):
            d = document("compare", file, "--lenses", "--given", "toss.wet", "--engine", engine, "--runs", "4000")
            columns = {c["id"]: c for c in d["columns"]}
            blank = {c for c in columns if "undefined" in columns[c]}
            want(f"{file}: who is undefined", blank == ({"never"} if chance == "40%" else {"never", "as_written"}))
            want(f"{file}: why", "evidence" in columns["never"]["undefined"] and "outcomes" not in columns["never"])
            want(f"{file}: against the first that is defined", {x["a"] for x in d["differences"]} <= {first})
            if engine == "exact":
                late = [o["share"] for o in columns["often"]["outcomes"] if o["id"] == "late"]
                want(f"{file}: the others have their numbers", abs(late[0] - 0.5) < 1e-12)
    d = document("compare", "rain.yaml", "--lenses", "--pool", "linear", "--given", "toss.wet")
    want("a pool without one of its lenses", abs(d["pool"]["outcomes"][0]["linear"] - 0.4) < 0.01)
    text = run("compare", "rain.yaml", "--lenses", "--given", "toss.wet").stdout
    want("the page says why", "never has no numbers here" in text)
    done = run("compare", "dry.yaml", "rain.yaml", "--given", "toss.wet", "--engine", "exact")
    want("of two files one", "dry.yaml has no numbers here" in done.stdout)
    run("compare", "dry.yaml", "dry.yaml", "--given", "toss.wet", "--engine", "exact", code=1)
    d = document("compare", "rain.yaml", "--choices", "act", "--given", "toss.wet", "--engine", "exact")
    want("regret, given rain", [round(x["expected"], 9) for x in d["regret"]] == [0, 2])


NAMES = """crossroads: 1
title: Names
start: n
actors: {me: Me}
parameters: {price: {value: 1 to 3, label: Price of wheat}, low_rate: 10% to 20%}
state: {grip: {start: 1 to 2, label: Grip of power}}
nodes:
  n: {ask: N, chance: {a: {weight: 10% to 50%, label: The first, payoff: {me: price}, then: x}, "b c": {weight: rest, then: m}}}
  m: {ask: M, confidence: 8, chance: {a: {weight: 30%, payoff: {me: grip + low_rate}, then: x}, b: {weight: 20%, then: y}, c: {weight: rest, then: y}}}
outcomes: {x: X, y: Y}
"""


def names():
    """What a sensitivity page calls an input is what --set takes."""
    with open("names.yaml", "w", encoding="utf-8") as file:
        file.write(NAMES)
    ids = ["price", "low_rate", "start.grip", "n.a", "m.a", "m.b", "m.c"]
    for method in ((), ("--method", "sobol"), ("--method", "morris")):
        text = run("sensitivity", "names.yaml", *method, "--width", "100").stdout
        rows = {line.split()[0] for line in text.splitlines() if line.startswith("  ")}
        want(f"{method}: {rows} without some of {ids}", set(ids) <= rows)
    want("with its label", "price (Price of wheat)" in run("sensitivity", "names.yaml", "--width", "100").stdout)
    text = run("sensitivity", "names.yaml", "--two", "n.a,start.grip").stdout
    want("both of a grid", "Columns: n.a. Rows: start.grip (Grip of power)." in text)
    want("a limit of a box", "n.a" in run("sensitivity", "names.yaml", "--discover", "--target", "x", "--width", "100").stdout)
    for name in ids:
        run("run", "names.yaml", "--set", f"{name}=0.4", "--runs", "100")


def large():
    """Squares of numbers beyond 1e154 are no doubles: nothing infinite is printed, and a note says what is missing."""
    with open("large.yaml", "w", encoding="utf-8") as file:
        file.write("crossroads: 1\ntitle: Large\nstart: a\nparameters: {m: 'normal(3e160, 1e160)'}\nmeasures: {big: m}\n"
                   "nodes: {a: {ask: A, chance: {u: {weight: 1, then: o}, d: {weight: 1, then: k}}}}\noutcomes: {o: {}, k: {}}\n")
    for engine in ("walk", "rollback", "split", "gsl"):
        words = ("run", "large.yaml", "--engine", engine, "--runs", "2000", "--worlds", "100")
        d = document(*words)
        want(f"{engine}: a note", any("beyond what a double holds" in note for note in d["notes"]))
        big = d["measures"][0]
        # the error of 100 draws with deviation 1e160 is 1e159, known to sqrt(1/200) of itself
        want(f"{engine}: the mean has its error: {big}", abs(big["se"] / 1e159 - 1) < 0.3 and big["low"] < big["mean"] < big["high"])
        for form in ("text", "dat", "csv", "md"):
            out = run(*words, "--format", form).stdout
            want(f"{engine} as {form}: {out}", not re.search(r"\b(inf|nan|-nan)\b", out, re.I))


def pool():
    d = document("pool", "doors.yaml", "other.yaml")
    keys("pool", d, "method", "files", "nodes", "about")
    first = d["nodes"][0]
    keys("a node", first, "node", "distance", "outlier", "branches")
    want("where they differ", first["node"] == "mood" and abs(first["branches"][0]["pooled"] - 0.5) < 1e-9)
    run("pool", "doors.yaml", "other.yaml", "-o", "pooled.yaml")
    run("check", "pooled.yaml")
    run("pool", "doors.yaml", code=2)


def paths():
    d = document("show", "doors.yaml", "--paths", "3", "--worlds", "100")
    keys("paths", d, "paths", "engine", "about")
    shares = [p["probability"] for p in d["paths"]]
    want("the likeliest first", len(shares) == 3 and shares == sorted(shares, reverse=True))
    keys("a path", d["paths"][0], "outcome", "steps", "se", "cumulative")
    run("show", "doors.yaml", "--paths", "many", code=2)
    want("what is said about it", "Together these 3 ways" in " ".join(run("show", "doors.yaml", "--paths", "3").stdout.split()))
    quiet = run("show", "doors.yaml", "--paths", "3", "-q").stdout
    want("and not with -q", "1. " in quiet and "Together" not in quiet and "again:" not in quiet)
    with open("rare.yaml", "w", encoding="utf-8") as file:
        file.write("crossroads: 1\ntitle: R\nstart: a\nnodes: {a: {ask: Q, chance: {y: {weight: 0.0001%, then: o}, n: {weight: rest, then: p}}}}\n"
                   "outcomes: {o: O, p: P}\n")
    page = run("show", "rare.yaml", "--paths", "2").stdout
    want(f"a way in a million: {page}", "2. 0.0001%" in page and "100.0%" in page)


def forms():
    calls = {
        ("observe", "doors.yaml", "smile"): "outcomes",
        ("observe", "doors.yaml", "--score"): "scores",
        ("compare", "doors.yaml", "--lenses", "--pool", "linear"): "pool_outcomes",
        ("compare", "doors.yaml", "--choices", "door"): "regret",
        ("pool", "doors.yaml", "other.yaml"): "branches",
    }
    for call, table in calls.items():
        small = () if call[0] == "pool" else ("--runs", "2000", "--worlds", "100")
        for form in ("text", "dat", "csv", "md"):
            out = run(*call, *small, "--format", form).stdout
            want(f"{call} as {form} is empty or without provenance", "crossroads 0." in out)
            want(f"{call} as {form} is not the same twice", out == run(*call, *small, "--format", form).stdout)
        want(f"{call}: a table alone", run(*call, *small, "--format", "csv", "--table", table).stdout.startswith("id,"))
        text = run(*call, *small, "--width", "60").stdout.splitlines()
        want(f"{call}: a line too wide", all(len(line) <= 60 or line.startswith("again:") for line in text))
        want(f"{call}: blanks at the end", not any(line.endswith(" ") for line in text))
        run(*call, *small, "--table", table, code=2)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("doors.yaml", "w", encoding="utf-8") as file:
            file.write(FILE)
        with open("other.yaml", "w", encoding="utf-8") as file:
            file.write(FILE.replace("kind: {weight: 60%", "kind: {weight: 40%"))
        for part in (observe, score, given, intervals, compare, undefined, names, large, pool, paths, forms):
            part()
        os.chdir("/")
    for line in bad:
        print("not ok:", line)
    print(f"analyses: {len(bad)} problems")
    sys.exit(bool(bad))


main()
