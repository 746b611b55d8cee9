#!/usr/bin/env python3
"""`score`: a class's answers against what happened. Every score is worked out here again from the answers, exactly, in fractions;
slips cost who made them and nobody else.

usage: score.py CROSSROADS"""
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction as F

PROGRAM = os.path.abspath(sys.argv[1])
bad = []
SCENARIO = """crossroads: 1
title: A class
as_of: 2024-01-01
start: talks
nodes:
  talks: {ask: Do they talk?, chance: {"yes": {weight: 60%, then: terms}, "no": {weight: rest, then: war}}}
  terms: {ask: On whose terms?, chance: {ours: {weight: 30%, then: peace}, theirs: {weight: 50%, then: peace}, none: {weight: rest, then: war}}}
outcomes: {peace: Peace, war: War}
observations: {met: {date: 2024-03-01, saw: talks.yes}, agreed: {date: 2024-06-01, saw: terms.theirs}}
"""
BRANCHES = {"talks": ["yes", "no"], "terms": ["ours", "theirs", "none"]}
HAPPENED = [("talks", "yes"), ("terms", "theirs")]
FILE = {"talks": [F(60, 100), F(40, 100)], "terms": [F(30, 100), F(50, 100), F(20, 100)]}


def want(what, holds):
    if not holds:
        bad.append(what)


def run(*words, stdin=None, exits=0):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, input=stdin, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=240)
    want(f"{words}: exit {done.returncode}, not {exits}: {done.stderr[:300]}", done.returncode == exits)
    return done


def write(name, text):
    with open(name, "w", encoding="utf-8", newline="") as out:
        out.write(text)
    return name


def document(answers, *words):
    return json.loads(run("score", "class.yaml", write("answers.csv", answers), "--json", *words).stdout or "null")


def near(what, got, right):
    if right is None or got is None:
        want(f"{what}: {got}, not {right}", got is None and right is None)
    else:
        want(f"{what}: {got}, not {float(right)}", abs(got - float(right)) < 1e-12)


# ---- The same by hand: forecasts are {question: [probability of each branch]}

def brier(forecast, question, happened):
    return sum((p - (name == happened)) ** 2 for p, name in zip(forecast[question], BRANCHES[question]))


def scored(forecast):
    """Mean Brier and log over what happened, and how many; log None where what happened was given 0."""
    rows = [(brier(forecast, q, b), forecast[q][BRANCHES[q].index(b)]) for q, b in HAPPENED if q in forecast]
    if not rows:
        return None, None, 0
    log = None if any(p == 0 for _, p in rows) else -sum(math.log(p) for _, p in rows) / len(rows)
    return sum(b for b, _ in rows) / len(rows), log, len(rows)


def murphy(forecast):
    """Reliability, resolution, uncertainty and the mean squared error of a branch, over ten bins."""
    pairs = [(p, F(name == b)) for q, b in HAPPENED if q in forecast for p, name in zip(forecast[q], BRANCHES[q])]
    n = len(pairs)
    base = sum(o for _, o in pairs) / n
    bins = {}
    for p, o in pairs:
        bins.setdefault(min(9, math.floor(p * 10)), []).append((p, o))
    reliability = resolution = F(0)
    for inside in bins.values():
        f, o = (sum(x[i] for x in inside) / len(inside) for i in (0, 1))
        reliability += len(inside) * (f - o) ** 2 / n
        resolution += len(inside) * (o - base) ** 2 / n
    return reliability, resolution, base * (1 - base), sum((p - o) ** 2 for p, o in pairs) / n


def mean(forecasts):
    result = {}
    for q in BRANCHES:
        rows = [f[q] for f in forecasts if q in f]
        if rows:
            result[q] = [sum(column) / len(rows) for column in zip(*rows)]
    return result


def median(forecasts):
    result = {}
    for q in BRANCHES:
        rows = [f[q] for f in forecasts if q in f]
        middle = []
        for column in zip(*rows):
            column = sorted(column)
            middle.append((column[(len(column) - 1) // 2] + column[len(column) // 2]) / 2)
        result[q] = [x / sum(middle) for x in middle]
    return result


def wilson(k, n):
    """Where (k/n - p)^2 = z^2 p (1 - p) / n."""
    z = 1.959963984540054
    a, b, c = 1 + z * z / n, -(2 * k / n + z * z / n), (k / n) ** 2
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def a_class():
    luck = random.Random(7)
    students = {}
    rows = []
    for i in range(20):
        forecast = {}
        for q, names in BRANCHES.items():
            if luck.random() < 0.15:
                continue
            cuts = sorted(luck.randrange(0, 101, 5) for _ in names[1:])
            percents = [b - a for a, b in zip([0] + cuts, cuts + [100])]
            forecast[q] = [F(p, 100) for p in percents]
            rows += [f"s{i},{q},{name},{p}" for name, p in zip(names, percents)]
        students[f"s{i}"] = forecast
    answered = [s for s in students if students[s]]
    got = document("who,question,branch,percent\n" + "\n".join(rows) + "\n")
    want(f"{len(got['students'])} students, not {len(answered)}", len(got["students"]) == len(answered))
    for row in got["students"]:
        forecast = students[row["who"]]
        b, log, n = scored(forecast)
        near(f"Brier of {row['who']}", row["brier"], b)
        near(f"log of {row['who']}", row["log"], log)
        want(f"counts of {row['who']}", (row["n"], row["missed"]) == (n, 2 - n))
        reliability, resolution, uncertainty, error = murphy(forecast)
        near("reliability", row["reliability"], reliability)
        near("resolution", row["resolution"], resolution)
        near("uncertainty", row["uncertainty"], uncertainty)
        near("parts in all", row["reliability"] - row["resolution"] + row["uncertainty"] + row["within"], error)
    forecasts = [students[s] for s in answered]
    best = sorted(answered, key=lambda s: scored(students[s])[0])[:len(answered) // 3]
    want("who is in the best third", got["class"]["best"] == len(best))
    for name, forecast in (("mean", mean(forecasts)), ("median", median(forecasts)), ("best_third", mean([students[s] for s in best]))):
        b, log, _ = scored(forecast)
        near(f"Brier of the {name}", got["class"][name]["brier"], b)
        near(f"log of the {name}", got["class"][name]["log"], log)
    near("Brier of the file", got["file"]["brier"], scored(FILE)[0])
    near("log of the file", got["file"]["log"], scored(FILE)[1])
    near("Brier of all alike", got["alike"]["brier"], (F(1, 2) + F(2, 3)) / 2)
    calibration(got["calibration"], forecasts)


def calibration(got, forecasts):
    pairs = [(p, name == b) for f in forecasts for q, b in HAPPENED if q in f for p, name in zip(f[q], BRANCHES[q])]
    for k, row in enumerate(got):
        inside = [(p, o) for p, o in pairs if min(9, math.floor(p * 10)) == k]
        want(f"bin {k} holds {row['n']}, not {len(inside)}", row["n"] == len(inside))
        if not inside:
            continue
        happened = sum(o for _, o in inside)
        near(f"forecast of bin {k}", row["forecast"], sum(p for p, _ in inside) / len(inside))
        near(f"share of bin {k}", row["happened"], F(happened, len(inside)))
        low, high = wilson(happened, len(inside))
        near(f"low end of bin {k}", row["q025"], max(0, low))
        near(f"high end of bin {k}", row["q975"], min(1, high))


def slips():
    # nobody's slip costs anybody else, nor the same student's other question
    got = document("""who,question,branch,percent,mood
ana,talks,yes,70,glad
ana,talks,no,30,
ana,terms,ours,50,
ana,terms,theirs,40,
bek,talks,yes,101,
bek,terms,theirs,100,
chi,talkz,yes,100,
dan,talks,maybe,100,
eve,talks,yes,60,
eve,talks,yes,40,
,talks,yes,100,
fay,talks,no,100.4,
fay,terms,theirs,0,
fay,terms,ours,100,
""")
    lost = {(row["line"], row["who"]): row["why"] for row in got["lost"]}
    for at, words in (((4, "ana"), "total 90, not 100"), ((6, "bek"), "not from 0 to 100"), ((8, "chi"), "did you mean 'talks'?"),
                      ((9, "dan"), "no branch 'maybe'"), ((11, "eve"), "twice"), ((12, ""), "nobody is named"), ((13, "fay"), "not from 0 to 100")):
        want(f"line {at}: {lost.get(at)}", words in lost.get(at, ""))
    want(f"{len(lost)} answers lost, not 7", len(lost) == 7)
    rows = {row["who"]: row for row in got["students"]}
    near("ana's first question", rows["ana"]["brier"], F(18, 100))
    near("bek's other question", rows["bek"]["brier"], 0)
    near("chi has no score", rows["chi"]["brier"], None)
    near("fay gave 0 to what happened", rows["fay"]["log"], None)
    # 0 to what happened ends a student's own sequence only
    got = document("who,question,branch,percent\nana,talks,no,100\nana,terms,theirs,100\nbek,talks,yes,100\nbek,terms,theirs,50\nbek,terms,ours,50\n")
    rows = {row["who"]: row for row in got["students"]}
    near("ana in sequence", rows["ana"]["sequential"]["brier"], 2)
    near("ana in all", rows["ana"]["brier"], 1)
    near("bek in sequence", rows["bek"]["sequential"]["brier"], F(1, 4))


def rounds():
    got = document("round,percent,branch,question,who\n1,20,yes,talks,ana\n1,80,no,talks,ana\n2,90,yes,talks,ana\n2,10,no,talks,ana\n1,50,yes,talks,bek\n1,50,no,talks,bek\n")
    want("who moved", [(m["who"], m["question"], m["branch"], m["from"], m["to"]) for m in got["moved"]] == [("ana", "talks", "yes", 0.2, 0.9)])
    near("the last round counts", next(s for s in got["students"] if s["who"] == "ana")["brier"], F(2, 100))
    # --truth goes before an observation, and the other way round nothing else changes
    got = document("who,question,branch,percent\nana,talks,no,100\n", "--truth", "talks.no")
    near("--truth", got["students"][0]["brier"], 0)
    want("from --truth", got["questions"][0]["observation"] is None)
    # totals within half a point are made 100
    got = document("who,question,branch,percent\nana,terms,ours,33.3\nana,terms,theirs,33.3\nana,terms,none,33.3\n")
    near("thirds", got["students"][0]["brier"], F(2, 3))


def forms():
    plain = "who,question,branch,percent\nana,talks,yes,70\nana,talks,no,30\n"
    right = document(plain)["students"]
    for name, text in (("semicolons and decimal commas", "who;question;branch;percent\nana;talks;yes;70,0\nana;talks;no;30,0 %\n"),
                       ("tabs, CRLF, a mark at the front", "\ufeffwho\tquestion\tbranch\tpercent\r\nana\ttalks\tyes\t70\r\n\r\nana\ttalks\tno\t30\r\n"),
                       ("quotes", '"who" , question,"branch",percent\n"ana",talks,"yes", 70%\n"ana",talks,"no",30'),
                       ("capitals", plain.replace("who,question", "Who,QUESTION"))):
        want(name, document(text)["students"] == right)
    piped = run("score", "class.yaml", "-", "--json", stdin=plain)
    want("from standard input", json.loads(piped.stdout)["students"] == right)
    for name, text, words in (("empty", "", "it is empty"), ("no column", "who,question,percent\na,b,1\n", "there is no 'branch'"),
                              ("a column twice", "who,who,question,branch,percent\n", "twice"), ("no row", "who,question,branch,percent\n", "nobody answered"),
                              ("Latin-1", None, "not UTF-8")):
        if text is None:
            with open("answers.csv", "wb") as out:
                out.write(b"who,question,branch,percent\nAn\xe9,talks,yes,100\n")
        else:
            write("answers.csv", text)
        done = run("score", "class.yaml", "answers.csv", exits=1)
        want(f"{name}: {done.stderr}", words in done.stderr and "answers.csv" in done.stderr and not done.stdout)
    write("answers.csv", plain)
    want("nothing is known", "--truth" in run("score", "class.yaml", write("other.csv", "who,question,branch,percent\nana,nothing,yes,100\n"), exits=2).stderr)
    want("a wrong truth", "did you mean 'talks.yes'?" in run("score", "class.yaml", "answers.csv", "--truth", "talks.yess", exits=2).stderr)
    want("two truths", "two things" in run("score", "class.yaml", "answers.csv", "--truth", "talks.yes", "--truth", "talks.no", exits=2).stderr)
    want("no file", "nowhere.csv" in run("score", "class.yaml", "nowhere.csv", exits=3).stderr)
    csv = run("score", "class.yaml", "answers.csv", "--table", "students", "-f", "csv").stdout
    want(f"a table: {csv[:200]}", csv.splitlines()[0].startswith("who,") or csv.splitlines()[0].startswith("id,"))


def hostile():
    nasty = "\x1b[31m=cmd|' /C calc'!A0<script>alert(1)</script>"
    answers = write("answers.csv", f'who,question,branch,percent\n"{nasty}",talks,yes,100\n"{nasty}2",talks,"{nasty}",100\n')
    page = run("score", "class.yaml", write("answers.csv", open(answers).read() + "bek,talks,yes,100\n")).stdout
    want("an escape on the page", "\x1b" not in page and "control character" in " ".join(page.split()))
    csv = run("score", "class.yaml", answers, "--table", "students", "-f", "csv").stdout
    want("an escape in the table", "\x1b" not in csv)
    json.loads(run("score", "class.yaml", answers, "--json").stdout)


def many():
    # a class of 200 with 50 questions, as many rows as there are
    names = [f"q{i}" for i in range(50)]
    nodes = "".join(f"  {n}: {{ask: Q?, chance: {{a: {{weight: 1, then: {names[i + 1] if i < 49 else 'end'}}}, b: {{weight: 1, then: {names[i + 1] if i < 49 else 'end'}}}}}}}\n"
                    for i, n in enumerate(names))
    write("many.yaml", f"crossroads: 1\ntitle: Many\nstart: q0\nnodes:\n{nodes}outcomes: {{end: End}}\n")
    rows = "".join(f"s{s},{n},{b},{p}\n" for s in range(200) for n in names for b, p in (("a", s % 100), ("b", 100 - s % 100)))
    write("answers.csv", "who,question,branch,percent\n" + rows)
    truths = [word for n in names for word in ("--truth", f"{n}.a")]
    got = json.loads(run("score", "many.yaml", "answers.csv", "--json", *truths).stdout or "null")
    want("200 students of 50 questions", len(got["students"]) == 200 and all(s["n"] == 50 for s in got["students"]))
    near("the 31st", got["students"][30]["brier"], 2 * F(70, 100) ** 2)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    write("class.yaml", SCENARIO)
    a_class()
    slips()
    rounds()
    forms()
    hostile()
    many()
for line in bad:
    print("not ok:", line)
print("all ok" if not bad else f"{len(bad)} failed")
sys.exit(bool(bad))
