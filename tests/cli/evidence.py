#!/usr/bin/env python3
"""What was seen, done, set and chosen, driven from outside: said twice it counts once, contradictions are refused before anything
is played, dates exist, and rescaling what is known only in proportion changes nothing printed.

usage: evidence.py CROSSROADS"""
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
# 1 in 100 is ill; an alarm comes to 9 of 10 of the ill and 1 of 10 of the others: after one alarm 9/(9 + 99) = 1/12 are ill.
ALARM = """crossroads: 1
title: An alarm
as_of: 2022-01-01
start: ill
actors: {me: Me}
parameters: {n: 10% to 30%}
nodes:
  ill:
    ask: Ill?
    chance: {sick: {weight: 1%, then: act}, well: {weight: rest, then: act}}
    signals: {alarm: {sick: 0.9, well: 0.1}}
  act: {ask: Act?, decision: me, options: {go: {weight: 1, then: test}, stay: {weight: 1, then: test}}}
  test:
    ask: Test?
    chance: {pos: {weight: "if(took('ill.sick'), 90%, n)", then: end}, neg: {weight: rest, then: end}}
  end: {ask: End?, rule: {bad: {when: took('ill.sick'), then: bad}, good: good}}
outcomes: {bad: Ill, good: Well}
observations:
  logged: {date: 2022-06-01, saw: ill.alarm}
  again: {date: 2022-07-01, saw: ill.alarm}
  tested: {date: 2022-08-01, saw: test.pos}
"""
# Every path comes by `a` once, by `b` only behind `a.x`.
SOFT = """crossroads: 1
title: Known in proportion
as_of: 2022-01-01
start: a
nodes:
  a: {ask: A?, chance: {x: {weight: 20%, then: b}, y: {weight: rest, then: q}}, signals: {s: {x: 90%, y: 30%}}}
  b: {ask: B?, chance: {u: {weight: 50%, then: p}, v: {weight: rest, then: q}}}
outcomes: {p: P, q: Q}
lenses: {more: {weights: {a.x: 40%}}, less: {weights: {a.x: 10%}}}
observations:
  report: {date: 2022-02-01, informs: {a: {x: X_LIKELIHOOD, y: Y_LIKELIHOOD}}}
  alarm: {date: 2022-03-01, saw: a.s}
"""
bad = []


def run(*words, code=0, says=""):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=120)
    if done.returncode != code:
        bad.append(f"{words}: exit {done.returncode}, not {code}: {done.stderr[:300]}")
    if says not in done.stderr:
        bad.append(f"{words}: stderr lacks {says!r}: {done.stderr[:300]}")
    if code and done.stdout:
        bad.append(f"{words}: exit {code}, and output all the same")
    return done


def want(what, holds):
    if not holds:
        bad.append(what)


def near(what, value, right, slack=1e-12):
    want(f"{what} is {value}, not {right}", value is not None and abs(value - right) <= slack)


def soft(x, y):
    return SOFT.replace("X_LIKELIHOOD", x).replace("Y_LIKELIHOOD", y)


def document(*words):
    return json.loads(run(*words, "--json").stdout or "{}")


def after(outcome, *words):
    return {o["id"]: o["probability"] for o in document("observe", *words)["after"]["outcomes"]}[outcome]


def said_twice():
    for words in (["alarm"], ["alarm", "ill.alarm"], ["logged", "logged"], ["logged", "again"], ["alarm", "--until", "2022-07-31"],
                  ["alarm", "--given", "alarm"]):
        near(f"ill after {words}", after("bad", "alarm.yaml", *words, "--set", "n=20%"), 1 / 12)
    near("ill as one knows", after("bad", "alarm.yaml", "ill.sick", "ill.sick", "--set", "n=20%"), 1)
    for words, note in ((["alarm", "alarm"], "'alarm' is named twice: it counts once."),
                        (["logged", "alarm"], "'alarm' says again what 'logged' says: it counts once.")):
        want(f"{words}: a note", note in document("observe", "alarm.yaml", *words)["notes"])
        given = [x for word in words for x in ("--given", word)]
        want(f"run {given}: a note", note in document("run", "alarm.yaml", *given)["notes"])
    with open("later.yaml", "w", encoding="utf-8") as file:
        file.write(ALARM.replace("as_of: 2022-01-01", "as_of: 2022-06-30"))
    d = document("observe", "later.yaml", "alarm", "--set", "n=20%")
    near("ill, with the file's own alarm again", {o["id"]: o["probability"] for o in d["after"]["outcomes"]}["bad"], 1 / 12)
    want("what was known is said to be known", any("All of this was known before" in n for n in d["notes"]))
    plain = document("run", "alarm.yaml", "--set", "n=20%", "--do", "act.go")["outcomes"]
    for words in (["--do", "act.go"], ["--set", "n=20%"]):
        want(f"{words} twice is once", document("run", "alarm.yaml", "--set", "n=20%", "--do", "act.go", *words)["outcomes"] == plain)
    # Two lenses that say something of one branch are set one by one: half of each, (0.5 / 0.5)^0.5 (0.2 / 0.8)^0.5 = 1 : 2.
    halves = ["--lens", "more:0.5", "--lens", "less:0.5", "--set", "lens.more.a.x=50%", "--set", "lens.less.a.x=20%"]
    nodes = document("solve", "soft.yaml", "--ignore", "all", *halves)["nodes"]
    near("two lenses set apart", nodes[0]["branches"][0]["share"], 1 / 3)
    one, two = (document("run", "soft.yaml", *n * ["--lens", "more"])["outcomes"] for n in (1, 2))
    want("a lens twice is once", one == two)


def contradictions():
    for words in (["--do", "act.go", "--do", "act.stay"], ["--set", "n=10%", "--set", "n=20%"],
                  ["--choose", "act=go", "--choose", "act=stay"], ["--choose", "best", "--choose", "uniform"],
                  ["--choose", "act=go", "--do", "act.stay"], ["--choose", "act=go", "--given", "act.stay"],
                  ["--do", "test.neg", "--given", "test.pos"], ["--given", "test.pos", "--given", "test.neg"],
                  ["--given", "tested", "--given", "test.neg"], ["--given", "tested", "--ignore", "tested"]):
        run("run", "alarm.yaml", *words, "--runs", "1e15", code=2, says=words[-1].split("=")[0].split(".")[0])
    run("run", "soft.yaml", "--lens", "more", "--lens", "more:0.5", code=2, says="two strengths")
    run("compare", "alarm.yaml", "--choices", "act", "--do", "act.go", code=2, says="--choices act")
    run("run", "alarm.yaml", "--choose", "best", "--choose", "act=stay")
    with open("torn.yaml", "w", encoding="utf-8") as file:
        file.write(ALARM + "  denied: {date: 2022-09-01, saw: test.neg}\n")
    run("observe", "torn.yaml", "--until", "2022-12-31", code=1, says="torn.yaml:22:3: error[E205]")


def impossible():
    """Where the file says what cannot happen, the message shows it; no document is half a document."""
    with open("never.yaml", "w", encoding="utf-8") as file:
        file.write("crossroads: 1\nas_of: 2022\nstart: a\nnodes: {a: {ask: Q?, chance: {x: {weight: 0%, then: o}, y: {weight: 100%, "
                   "then: p}}}}\noutcomes: {o: O, p: P}\nobservations: {k: {date: 2021, saw: a.x}}\n")
    for words in (["run"], ["run", "--engine", "walk", "--runs", "1000"], ["solve"], ["show", "--paths", "2"], ["show", "--json"]):
        met = 5 if "walk" in words else 1  # a walk cannot tell what is impossible from what it has not met
        run(words[0], "never.yaml", *words[1:], code=met, says="never.yaml:6:16: error[E205]")


def dates():
    for date in ("2022-13-45", "2022-02-30", "2021-02-29", "soon", "2022-1", "2022-00"):
        run("observe", "alarm.yaml", "--until", date, code=2, says="--until")
        run("observe", "alarm.yaml", "--until", date, "--score", code=2, says="--until")
    d = document("observe", "alarm.yaml", "--until", "2024-02-29")
    want("all that is dated", d["seen"] == ["logged", "tested"])
    for words in ([], ["--until", "2022-05"]):
        d = document("observe", "alarm.yaml", *words)
        want(f"{words}: nothing was seen", d["seen"] == [] and d["before"]["outcomes"] == [
            {k: v for k, v in o.items() if k in ("id", "probability", "se", "low", "high")} for o in d["after"]["outcomes"]])
        want(f"{words}: a note says so", any("Nothing was seen" in n for n in d["notes"]))
    with open("partial.yaml", "w", encoding="utf-8") as file:  # what is known to be of 2022 is not known on 1 June
        file.write(ALARM.replace("as_of: 2022-01-01", "as_of: 2022-06-01").replace("date: 2022-06-01", "date: 2022"))
    near("ill on 1 June", document("run", "partial.yaml", "--set", "n=20%")["outcomes"][0]["share"], 0.01)


def runs():
    """Worlds asked for and runs not: every world gets one."""
    d = document("observe", "alarm.yaml", "--worlds", "150000", "alarm", "--engine", "walk")
    want("runs follow worlds", d["runs"] == d["worlds"] == 150000)
    run("observe", "alarm.yaml", "--worlds", "2000", "--runs", "1000", "alarm", code=2, says="--worlds 2,000 is more than")
    for command, default in (("observe", "default 100,000; --score: 20,000"), ("compare", "default 50,000"), ("run", "default 1,000,000")):
        want(f"{command} --help tells the runs", default in re.sub(r"\s+", " ", run(command, "--help").stdout))
    want("and keeps to it", document("observe", "alarm.yaml", "alarm", "--engine", "walk")["runs"] == 100000)


def without_names(text):
    """A page or document less what names the file: its digest and the command."""
    return [line for line in text.splitlines() if not re.search("sha256|soft|again:", line)]


def proportions():
    """Likelihoods of 60% and 20%, of 3 and 1, of 0.006 and 0.002 say the same; nothing printed may tell them apart."""
    for k, (x, y) in enumerate((("60%", "20%"), ("3", "1"), ("1.5", "0.5"), ("0.006", "0.002"))):
        with open(f"soft{k}.yaml", "w", encoding="utf-8") as file:
            file.write(soft(x, y))
    for words in (["observe", "report"], ["observe", "report", "alarm"], ["observe", "report", "--lens", "pool"], ["observe", "--until",
                  "2023", "--engine", "walk"], ["run", "--given", "report"], ["solve", "--given", "report"], ["show", "a",
                  "--given", "report"]):
        pages = [without_names(run(words[0], f"soft{k}.yaml", *words[1:]).stdout) for k in range(4)]
        for k in (1, 2, 3):
            want(f"{words}: the page with other factors: {[x for x in zip(pages[0], pages[k]) if x[0] != x[1]][:2]}", pages[0] == pages[k])
    # 20% and 80% times 3 and 1: 3/7
    d = document("observe", "soft1.yaml", "report")
    near("p after the report", {o["id"]: o["probability"] for o in d["after"]["outcomes"]}["p"], 3 / 14)
    want("how probable it was is not known", d["evidence_probability"] is None and d["evidence_se"] is None)
    want("and nobody is surprised", not any("surprise" in n for n in document("observe", "soft3.yaml", "report")["notes"]))
    want("nor does a page tell", "probability beforehand" not in run("observe", "soft1.yaml", "report").stdout)
    near("the alarm behind the report", document("observe", "soft1.yaml", "alarm", "--given", "report")["evidence_probability"],
         3 / 7 * 0.9 + 4 / 7 * 0.3)
    want("run keeps silent, too", document("run", "soft1.yaml", "--given", "report")["evidence_probability"] is None)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("alarm.yaml", "w", encoding="utf-8") as file:
            file.write(ALARM)
        with open("soft.yaml", "w", encoding="utf-8") as file:
            file.write(soft("60%", "20%"))
        for part in (said_twice, contradictions, impossible, dates, runs, proportions):
            part()
        os.chdir("/")
    for line in bad:
        print("not ok:", line)
    print(f"evidence: {len(bad)} problems")
    sys.exit(bool(bad))


main()
