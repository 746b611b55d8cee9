#!/usr/bin/env python3
"""diff, driven from outside: what it says of two files, and the numbers against those of compare and against what is known by hand.

usage: diff.py CROSSROADS SCENARIOS"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM, SCENARIOS = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
bad = []
POST = """crossroads: 1
title: The border post
start: guard
state: {trust: {start: 40 to 60, between: [0, 100], label: Trust}}
actors: {envoy: {label: The envoy, payoff: trust}}
parameters: {calm: 30%, unused: 3}
sources: {book: A book}
nodes:
  guard:
    ask: Does the guard open the gate?
    because: [book]
    chance:
      open:   {weight: 60%, change: {trust: +10}, then: talk}
      closed: {weight: rest, change: {trust: -6 to -2}, then: home}
  talk:
    ask: What does the envoy offer?
    chance:
      a treaty: {weight: 2, then: treaty}
      a gift:   {weight: 1, when: trust > 20, shift: {guard.open: x2}, payoff: {envoy: -3}, then: home}
    signals: {smile: {a treaty: 80%, a gift: 20%}}
outcomes: {treaty: {label: A treaty, payoff: {envoy: 20}}, home: Everybody goes home, war: War}
lenses: {gloomy: {weights: {guard.open: x0.5, "talk.a gift": x3}}}
observations: {seen: {saw: talk.smile}}
"""
TOSS = """crossroads: 1
start: toss
actors: {me: Me}
nodes:
  toss: {ask: Heads or tails?, chance: {heads: {weight: 50%, payoff: {me: 2}, then: win}, tails: {weight: rest, then: lose}}}
outcomes: {win: Win, lose: Lose}
"""


def check(what, right):
    if not right:
        bad.append(what)


def run(*words, code=0):
    ended = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    check(f"{words}: exit {ended.returncode}, not {code}: {ended.stderr[:300]}", ended.returncode == code)
    return ended.stdout if code == 0 else ended.stderr


def diff(a, b, *words):
    pathlib.Path("a.yaml").write_text(a, encoding="utf-8")
    pathlib.Path("b.yaml").write_text(b, encoding="utf-8")
    return json.loads(run("diff", "a.yaml", "b.yaml", "--json", *words))


def changes(d):
    return {(c["kind"], c["what"], c["where"], c["from"], c["to"]) for c in d["changes"]}


def swap(text, *pairs):
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def nothing():
    for text in POST, TOSS:
        d = diff(text, text)
        check("a file differs from itself", d["same"] and not d["played"] and not d["changes"])
    d = diff(TOSS, swap(TOSS, ("win: Win", "win: {label: Win}"), ("50%", "'50%'"), ("start: toss\n", "")) + "# a remark\nstart: toss\n")
    check("short forms, order and remarks differ", d["same"])
    check("the page of nothing", "Nothing differs" in run("diff", "a.yaml", "a.yaml"))


def exact():
    """Half a chance of 2 against six tenths of it: 10 points and 0.2 more, without an error."""
    d = diff(TOSS, swap(TOSS, ("50%", "60%")))
    check("changes of a toss", changes(d) == {("changed", "weight", "toss.heads", "50%", "60%")})
    (c,), win, pay = d["changes"], d["outcomes"][0], d["payoffs"][0]
    check("numbers of a change", (c["before"], c["after"]) == (0.5, 0.6))
    check("exact outcome", abs(win["difference"] - 0.1) < 1e-12 and win["se"] == 0 and abs(win["low"] - win["high"]) < 1e-12)
    check("exact payoff", abs(pay["before"] - 1) < 1e-12 and abs(pay["after"] - 1.2) < 1e-12 and abs(pay["difference"] - 0.2) < 1e-12)


def words():
    """Every kind of change, each told once and nothing else."""
    new = swap(POST, ("60%", "70%"), ("trust: +10", "trust: +12"), ("calm: 30%", "calm: 20% to 40%"), ("because: [book]", "because: [We saw it.]"),
               (", unused: 3", ""), ("x0.5", "x0.4"), ("war: War}", "war: War, riot: Riot}"), ("trust > 20", "trust > 30"), ("x2", "x3"),
               ("envoy: 20", "envoy: 25"), ("start: 40 to 60", "start: 45 to 60"), ("80%", "70%"))
    want = {("changed", "weight", "guard.open", "60%", "70%"), ("changed", "change trust", "guard.open", "+10", "+12"),
            ("changed", "value", "calm", "30%", "20% to 40%"), ("removed", "reason", "guard", "book", None),
            ("added", "reason", "guard", None, "We saw it."), ("removed", "parameter", "unused", "3", None),
            ("changed", "weight", "gloomy: guard.open", "x0.5", "x0.4"), ("added", "outcome", "riot", None, "Riot"),
            ("changed", "when", "talk.a gift", "trust > 20", "trust > 30"), ("changed", "shift guard.open", "talk.a gift", "x2", "x3"),
            ("changed", "payoff envoy", "treaty", "20", "25"), ("changed", "start", "trust", "40 to 60", "45 to 60"),
            ("changed", "signals smile a treaty", "talk", "0.8", "0.7")}
    got = changes(diff(POST, new))
    check(f"changes: {got ^ want}", got == want)
    d = diff(POST, swap(POST, ("A treaty", "The treaty"), ("What does", "What will")))
    check("words change a number", not d["played"] and len(d["changes"]) == 2 and {c["topic"] for c in d["changes"]} == {"words"})
    d = diff(POST, swap(POST, ("closed: {weight: rest, change: {trust: -6 to -2}, then: home}", "closed: {weight: rest, then: talk}")))
    check("a way", ("changed", "then", "guard.closed", "home", "talk") in changes(d))
    d = diff(TOSS, swap(TOSS, ("chance: {heads: {weight: 50%, ", "decision: me, options: {heads: {"), ("tails: {weight: rest, ", "tails: {")))
    check("another kind", ("changed", "kind", "toss", "chance", "decision") in changes(d))


def renamed():
    """A name is no change of number: not where it is declared, and not where it is used."""
    new = swap(POST, ("then: talk", "then: parley"), ("  talk:", "  parley:"), ("talk.", "parley."), ("home", "back"), ("Everybody goes back",
               "Everybody goes home"), ("a gift", "a present"), ("trust", "faith"), ("Trust", "Trust"), ("envoy", "legate"), ("The legate", "The envoy"),
               ("the legate", "the envoy"), ("gloomy", "dark"), ("smile", "grin"), ("calm", "quiet"))
    d = diff(POST, new)
    got = {(c["what"], c["from"], c["to"]) for c in d["changes"] if c["kind"] == "renamed"}
    want = {("node", "talk", "parley"), ("outcome", "home", "back"), ("branch", "a gift", "a present"), ("state variable", "trust", "faith"),
            ("actor", "envoy", "legate"), ("lens", "gloomy", "dark"), ("signal", "smile", "grin"), ("parameter", "calm", "quiet")}
    check(f"renames: {got ^ want}", got == want)
    check(f"beside renames: {[c for c in d['changes'] if c['kind'] != 'renamed']}", len(d["changes"]) == len(want) and not d["played"])
    # The luck of the old names: the same digits as without the renames.
    plain, also = diff(POST, swap(POST, ("60%", "70%"))), diff(POST, swap(new, ("60%", "70%")))
    check("luck of renamed questions", [o["after"] for o in plain["outcomes"]] == [o["after"] for o in also["outcomes"]])
    check("a renamed outcome", [o["now"] for o in also["outcomes"]] == [None, "back", None])


def as_compare():
    """Without renames the numbers are those of compare."""
    new = swap(POST, ("60%", "70%"))
    d = diff(POST, new, "--runs", "4000", "--worlds", "200")
    c = json.loads(run("compare", "a.yaml", "b.yaml", "--json", "--runs", "4000", "--worlds", "200"))
    theirs = {(x["of"], x["id"]): [x[k] for k in ("difference", "se", "low", "high", "paired")] for x in c["differences"]}
    mine = {(kind[:-1], x["id"]): [x[k] for k in ("difference", "se", "low", "high", "paired")] for kind in ("outcomes", "payoffs", "measures")
            for x in d[kind]}
    check("compare says otherwise", mine == theirs and any(x[1] for x in mine.values()))


def others():
    d = diff(POST, TOSS)
    check("two scenarios", not d["played"] and not d["same"] and "no question in common" in d["about"])
    check("their page lists nothing", "WEIGHT" not in run("diff", "a.yaml", "b.yaml"))
    pathlib.Path("broken.yaml").write_text(swap(TOSS, ("50%", "50–60%")), encoding="utf-8")
    for pair in ("a.yaml", "broken.yaml"), ("broken.yaml", "a.yaml"):
        check("a broken file", "broken.yaml:5:" in run("diff", *pair, code=1))
    run("diff", "a.yaml", "none.yaml", code=3)
    run("diff", "a.yaml", code=2)
    run("diff", "a.yaml", "a.yaml", "a.yaml", code=2)
    # Labels are somebody else's text.
    diff(TOSS, swap(TOSS, ("Heads or tails?", '"A | B\\nC"'), ("win: Win", "win: 'W|in \"x\"'")))
    for form in "text", "dat", "csv", "md", "json":
        page = run("diff", "a.yaml", "b.yaml", "--format", form)
        check(f"control characters in {form}", not re.search(r"[\x00-\x08\x0b-\x1f\x9b]", page))
    check("csv of changes", run("diff", "a.yaml", "b.yaml", "-f", "csv", "--table", "changes").startswith("id,before,after,label\n"))
    for name in sorted(p.stem for p in SCENARIOS.glob("*.yaml")):
        canonical = run("export", "yaml", name)
        pathlib.Path("c.yaml").write_text(canonical, encoding="utf-8")
        d = json.loads(run("diff", name, "c.yaml", "--json"))
        check(f"{name} differs from its canonical form: {d['changes'][:3]}", d["same"])


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for part in nothing, exact, words, renamed, as_compare, others:
        part()
print("\n".join(bad) if bad else "two files, told apart")
sys.exit(bool(bad))
