#!/usr/bin/env python3
"""`handout`: sheets for a class. What is on a sheet is what the file says, and no chance is on the sheet of questions; filled in, it
comes back through `score`; hostile texts do nothing in HTML.

usage: handout.py CROSSROADS SCENARIOS"""
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
SCENARIOS = pathlib.Path(sys.argv[2])
KINDS = ["questions", "key", "roles", "readers", "facts", "lesson"]
bad = []


def want(what, holds):
    if not holds:
        bad.append(what)


def run(*words, exits=0):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=240)
    want(f"{words}: exit {done.returncode}, not {exits}: {done.stderr[:300]}", done.returncode == exits)
    return done


def page(*words):
    return run("handout", *words).stdout.replace("\\", "")


class Reader(html.parser.HTMLParser):
    """Every tag is one of ours and is closed; nothing runs and nothing is fetched."""
    def __init__(self, text):
        super().__init__()
        self.open, self.seen = [], set()
        self.feed(text)
        want(f"left open: {self.open}", not self.open)

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)
        want(f"{tag} with {attrs}", not {k for k, _ in attrs} - {"lang", "charset", "name", "content", "http-equiv", "class"})

    def handle_endtag(self, tag):
        want(f"</{tag}> closes {self.open[-1:]}", bool(self.open) and self.open.pop() == tag)


def all_sheets():
    for file in ("alliance", "kazakhstan", "crossroads", "coin", "oil_wildcatter"):
        for kind in KINDS:
            want(f"{file} {kind}", len(page(file, kind).splitlines()) > 3)
            run("handout", file, kind, "-o", "sheet.html", "--force", "-q")
            reader = Reader(pathlib.Path("sheet.html").read_text(encoding="utf-8"))
            want(f"tags {reader.seen}", reader.seen <= set("html head meta title style body h1 h2 h3 p strong ul li table tr th td div".split()))


def questions():
    text = page("alliance", "questions")
    want("a chance on the sheet", not re.search(r"\d\s*%", text))
    document = json.loads(run("show", "alliance", "--json").stdout)
    for node in document["nodes"]:
        # what a rule decides is not asked
        want(f"{node['node']} on the sheet", (f"**{node['node']}**" in text) == (node["kind"] != "rule"))
    # filled in and typed, it is what `score` reads
    rows, question = ["who,question,branch,percent"], None
    for line in text.splitlines():
        head = re.match(r"\*\*(\w+)\*\*", line)
        question = head.group(1) if head else question
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] and cells[0] not in ("branch", "---") and question:
            rows.append(f"ana,{question},{cells[0]},{100 if not any(r.startswith(f'ana,{question},') for r in rows) else 0}")
    pathlib.Path("answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    got = json.loads(run("score", "alliance", "answers.csv", "--truth", "western_war.none", "--json").stdout)
    want(f"lost: {got['lost']}", not got["lost"] and got["students"][0]["brier"] == 0)
    want("these alone", page("alliance", "questions", "western_war").count("## ") == 1)


def key():
    # a chance that is exact, and what happened
    text = """crossroads: 1
title: T
as_of: 2024-01-01
start: a
nodes: {a: {ask: A?, about: Because of much., chance: {x: {weight: 30%, then: end}, y: {weight: rest, then: end}}}}
outcomes: {end: End}
observations: {o: {date: 2024-02-03, saw: a.y}}
"""
    pathlib.Path("key.yaml").write_text(text, encoding="utf-8")
    rows = [line for line in page("key.yaml", "key").splitlines() if line.startswith("| ")]
    want(f"the key: {rows}", "| x | x | 30.0% | - |" in rows and "| y | y | 70.0% | 2024-02-03 |" in rows)
    want("the key's reason", "Because of much." in page("key.yaml", "key"))


def roles():
    text = """crossroads: 1
title: T
start: type
state: {grip: {start: 5, label: Grip}, peace: 3}
actors: {a: {label: Ann, about: She rules., payoff: 2 * peace - 3 * grip + 1}, b: {payoff: 100 - grip}, c: {payoff: 1}}
nodes:
  type: {ask: Which type?, seen_by: a, chance: {x: {weight: 1, then: go}, y: {weight: 1, then: go}}}
  go: {ask: Go?, decision: a, options: {"yes": {payoff: {b: 4}, then: answer}, "no": {then: answer}}}
  answer: {ask: Answer?, decision: b, options: {u: {then: end}, v: {then: end}}}
outcomes: {end: {label: The end, payoff: {a: 7}}}
"""
    pathlib.Path("roles.yaml").write_text(text, encoding="utf-8")
    ann, b = page("roles.yaml", "roles").split("\n---\n")
    wishes = [line[2:] for line in ann.split("### What you want")[1].split("###")[0].splitlines() if line.startswith("- ")]
    want(f"Ann wants {wishes}", wishes == ["Grip (-3)", "peace (2)", "The end: +7"])
    want("Ann knows the type, B does not", "do not know" not in ann and "- Which type?" in b.split("do not know")[1])
    want("what B may choose", "Answer?" in b and "- u" in b and "Go?" not in b.split("may choose")[1].split("###")[0])
    want("what B wants", "- Grip: as little as possible" in b and "- Go? - yes: +4" in b)
    want("who decides nothing has no page", "## c" not in ann + b)


def hostile():
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)> & \"quoted\" | [x](javascript:1) `y`"
    quoted = json.dumps(nasty)
    pathlib.Path("nasty.yaml").write_text(f"""crossroads: 1
title: {quoted}
start: a
actors: {{me: {{label: {quoted}, about: {quoted}, payoff: 1}}}}
nodes: {{a: {{ask: {quoted}, about: "# {nasty.replace('"', "'")}", decision: me, options: {{x: {{label: {quoted}, then: end}}, y: {{then: end}}}}}}}}
outcomes: {{end: {{label: {quoted}}}}}
observations: {{o: {{date: 2024-02-03, saw: a.y, about: {quoted}}}}}
lenses: {{l: {{label: {quoted}, about: {quoted}}}}}
lesson: {{objectives: [{quoted}]}}
""", encoding="utf-8")
    for kind in KINDS:
        run("handout", "nasty.yaml", kind, "-o", "nasty.html", "--force", "-q")
        text = pathlib.Path("nasty.html").read_text(encoding="utf-8")
        want(f"a tag of the author's in {kind}", not {"script", "img"} & Reader(text).seen)
        want("the policy", "default-src 'none'" in text)
        lines = run("handout", "nasty.yaml", kind).stdout.splitlines()
        want(f"Markdown of {kind}", not any(re.search(r"(?<!\\)(<|`|\[)", line) for line in lines))


def refusals():
    for words, says in ((("alliance", "kye"), "did you mean 'key'?"), (("alliance", "nosuch"), "questions, key, roles"),
                        (("alliance", "questions", "western_wra"), "did you mean 'western_war'?"), (("alliance", "roles", "western_war"), "'questions' and 'key'")):
        got = run("handout", *words, exits=2).stderr
        want(f"{words}: {got}", says in got)


with tempfile.TemporaryDirectory() as folder:
    os.environ["CROSSROADS_SCENARIOS"] = str(SCENARIOS.resolve())
    os.chdir(folder)
    all_sheets()
    questions()
    key()
    roles()
    hostile()
    refusals()
for line in bad:
    print("not ok:", line)
print("all ok" if not bad else f"{len(bad)} failed")
sys.exit(bool(bad))
