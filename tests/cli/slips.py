#!/usr/bin/env python3
"""What people type for a probability, a range or a key: each slip gives one message, at the whole of what was typed, with a form to
copy; and that form, put in its place, is accepted.

usage: slips.py CROSSROADS"""
import json
import re
import subprocess
import sys

PROGRAM = sys.argv[1]
HEAD = "crossroads: 1\nstart: a\n"
ENDS = "outcomes: {e: E, f: F}\n"
WORDS = ("almost no chance (1% to 5%), very unlikely (5% to 20%), unlikely (20% to 45%), roughly even chance (45% to 55%), "
         "likely (55% to 80%), very likely (80% to 95%), almost certain (95% to 99%)")
bad = []


def problems(text, *options):
    ended = subprocess.run([PROGRAM, "check", "-", "--json", *options], input=text.encode(), capture_output=True)
    return json.loads(ended.stdout)["problems"]


def weight(written):
    return (f"{HEAD}nodes:\n  a:\n    ask: Q?\n    chance:\n      go: {{weight: {written}, then: e}}\n"
            f"      stay: {{weight: rest, then: f}}\n{ENDS}")


def one(name, text, code, at, hint):
    """One problem, of this code, whose marked text begins with `at` and whose hint holds `hint`."""
    found = problems(text)
    if len(found) != 1 or found[0]["id"] != code:
        bad.append(f"{name}: {[(p['id'], p['message']) for p in found]}, not one {code}")
        return
    line = text.split("\n")[found[0]["line"] - 1]
    if not line[found[0]["column"] - 1:].startswith(at):
        bad.append(f"{name}: the mark is at '{line[found[0]['column'] - 1:]}', not at '{at}'")
    if hint not in (found[0]["hint"] or ""):
        bad.append(f"{name}: the hint is '{found[0]['hint']}', without '{hint}'")


def copied(name, text, typed, form):
    """The form that was recommended is accepted without a word."""
    found = problems(text.replace(typed, form, 1))
    if found:
        bad.append(f"{name}: after '{form}': {found[0]['message']}")


RANGES = {"20–40%": 0, "20-40%": 0, "20%-40%": 0, "20% - 40%": 0, "20%–40%": 0, "20—40%": 0, "20−40%": 0, "20%..40%": 0, "20..40": 0,
          "20%…40%": 0, "20to40%": 0, "between 20% and 40%": 0, "from 20% to 40%": 0, "20 to 40 percent": 0, "0.2-0.4": 0,
          "20% until 40%": 0, "30% ± 10%": 0, "unlikely to very unlikely": "5% to 45%"}
for typed, form in RANGES.items():
    form = form or "20% to 40%"
    one(typed, weight(typed), "E109" if "unlikely" in typed else "E115", typed, f"write {form}")
    copied(typed, weight(typed), typed, form)
NUMBERS = {"1 in 5": "20%", "1 out of 5": "20%", "one in five": "20%", "about 60%": "60%", "~60%": "60%", "≈60%": "60%",
           "roughly 60 per cent": "60%", "60%?": "60%", "60 percent": "60%", "60 per cent": "60%", "60pct": "60%", "a quarter": "25%"}
for typed, form in NUMBERS.items():
    one(typed, weight(typed), "E115", typed, f"write {form}")
    copied(typed, weight(typed), typed, form)
one("1:4", weight("1:4"), "E115", "1:4", "odds of 1:4 are 20%")
for typed, form in {'">50%"': "50% to 95%", '"<10%"': "1% to 10%", "at least 60%": "60% to 96%", ">50%": "50% to 95%"}.items():
    one(typed, weight(typed), "E115", typed, form)
    copied(typed, weight(typed), typed, form)
NEAREST = {"probable": "likely", "probably": "likely", "maybe": "roughly even chance", "even chance": "roughly even chance",
           "highly likely": "very likely", "improbable": "unlikely", "remote": "almost no chance", "fifty-fifty": "roughly even chance",
           "almost certainly": "almost certain", "highly unlikely": "very unlikely"}
for typed, form in NEAREST.items():
    one(typed, weight(typed), "E114", typed, f"the nearest is '{form}'; the words are {WORDS}")
    copied(typed, weight(typed), typed, form)
one("certain", weight("certain"), "E114", "certain", "write 100% if it is")
one("Likely", weight("Likely"), "E114", "Likely", "did you mean 'likely'?")

# A parameter may have any of these names, and then it is one.
named = weight("1 - probable").replace(HEAD, HEAD + "parameters: {probable: 30%}\n")
if problems(named):
    bad.append("a parameter called 'probable' is not taken")
# What was a number of the language stays one.
for typed in "80% - 30%", "1 - 40%", "1/5", "+60%", "60 %", "(20% + 40%) / 2":
    if problems(weight(typed)):
        bad.append(f"'{typed}' is no longer taken: {problems(weight(typed))[0]['message']}")


def node(body, extra="", ends=ENDS):
    return f"{HEAD}{extra}nodes:\n  a: {{ask: Q?, {body}}}\n{ends}"


ME, FAIR = "actors: {me: Me, you: You}\n", "chance: {go: {weight: 60%, then: e}, stay: {weight: rest, then: f}}"
one("question", node(FAIR).replace("ask", "question"), "E003", "question", "'ask'")
for key in "probability", "prob", "p":
    one(key, node(FAIR).replace("weight: 60%", f"{key}: 60%"), "E003", f"{key}: 60%", "'weight'")
one("payoff", node(FAIR, ME, "outcomes: {e: {payoff: 10}, f: F}\n"), "E082", "10", "write payoff: {me: 10, you: 0}")
one("decision", node("decision: {go: e, stay: f}", ME), "E082", "decision", "write decision: me, and put what can be chosen under 'options'")
one("chance", f"{HEAD}nodes:\n  a:\n    ask: Q?\n    chance:\n{ENDS}", "E083", "chance", "NAME: {weight: 60%, then: TARGET}")
one("state", node("chance: {go: {when: trust > 5, change: {trust: 5}, then: e}, stay: f}"), "E070", "trust", "add it under 'state'")
one("change", node("chance: {go: {change: {trust: 5}, then: e}, stay: {change: {trust: 1}, then: f}}"), "E095", "trust",
    "state: {trust: 50}")
one("no-break space", f"{HEAD}nodes:\n  a:\n    ask: Q?\n\u00a0   {FAIR}\n{ENDS}", "E030", "\u00a0", "")
one("curly name", node(FAIR.replace("go:", "“go”:")), "W021", "“go”", 'write "go"')
one("curly target", node(FAIR.replace("then: e", "then: “e”")), "E091", "“e”", "write e")
one("percent", node(FAIR.replace("then: e", "change: {t: +5%}, then: e"), "state: {t: {start: 50, between: [0, 100]}}\n"), "W025", "+5%",
    "write +5 for points")
one("colour", node(FAIR, "", "outcomes: {e: {color: purplish}, f: F}\n"), "W022", "purplish", "did you mean 'purple'?")
one("never", node("chance: {go: {when: t > 200, change: {t: 1}, then: e}, stay: {when: 1 > 2, then: f}}",
                  "state: {t: {start: 50, between: [0, 100]}}\n"), "W023", "a:", "correct a 'when'")
one("likely, unlikely and rest", node("chance: {go: {weight: likely, then: e}, stay: {weight: unlikely, then: f}, x: {weight: rest, then: e}}"),
    "W010", "a:", "write 'rest' for one of them, or ranges whose upper ends total at most 100% (now 80% + 45% = 125%)")
idle = [p["id"] for p in problems(node("because: a guess of ours, decision: me, options: {go: e, stay: f}", ME), "--strict")]
if "W024" not in idle:
    bad.append(f"an actor with nothing to decide by: {idle}")

# Files of other programs, given to commands other than check.
FILES = {"SilverDecisions": '{"SilverDecisions": "1.2.0", "data": {"nodes": []}}', "radiant or data.tree": "name: R\ntype: chance\nA: {p: 0.3}\n",
         "Gambit (a game in extensive form)": 'EFG 2 R "t" { "A" }\n', "Gambit (a game in strategic form)": 'NFG 1 R "t"\n',
         "GeNIe (XDSL)": '<?xml version="1.0"?>\n<!-- a net -->\n<smile/>\n', "a Bayesian network (BIF)": "// c\nnetwork n {\n}\n",
         "a Bayesian network (XMLBIF)": '<?xml version="1.0"?>\n<BIF/>\n', "GraphViz": "digraph g { a -> b }\n"}
for program, text in FILES.items():
    for command in "run", "show", "solve":
        ended = subprocess.run([PROGRAM, command, "-"], input=text.encode(), capture_output=True)
        said = ended.stderr.decode()
        if ended.returncode != 1 or f"this looks like a file of {program}" not in said or not re.search(r"^1 error$", said, re.MULTILINE):
            bad.append(f"{command} of a file of {program}: exit {ended.returncode}: {said}")
assert len(RANGES) + len(NUMBERS) > 20
print("\n".join(bad) if bad else "every slip has its sentence")
sys.exit(bool(bad))
