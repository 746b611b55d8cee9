#!/usr/bin/env python3
"""Pictures through the real gnuplot: no text of an author's runs anything and all of them are shown; data files say what
the JSON of the same command says; without gnuplot, or without its best terminal, what can be had is there.
usage: plots.py CROSSROADS"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

X = os.path.abspath(sys.argv[1])
KINDS = "outcomes tree solved fan phase converge tornado twoway flow lenses risk".split()
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


def shows(picture, text):
    """The text stands in an SVG: the first 20 characters, however its lines are broken."""
    bare = lambda s: re.sub(r"\s", "", s.replace('"', "'"))
    return bare(text)[:20] in bare("".join(xml.etree.ElementTree.parse(picture).getroot().itertext()))


def labels_are_shown(turn, texts):
    """Each outcome has its own name beside its bar; titles, stages, options and lenses stand where they belong."""
    seen = {"outcomes": (0, 13, 14), "phase": (13, 14, 5), "fan": (0, 6), "risk": (8, 9, 3), "lenses": (15, 13, 14), "converge": (13, 14)}
    for kind, items in seen.items():
        for i in items:
            text = texts[i % len(texts)]
            check(shows(f"h-{kind}.svg", text), f"turn {turn}: {kind} does not show {text[:40]!r}")


def hostile():
    for turn in range(len(HOSTILE)):
        texts = HOSTILE[turn:] + HOSTILE[:turn]
        write_scenario("h.yaml", texts)
        if turn == 0:
            for kind in KINDS:
                got = run("plot", "h.yaml", kind, *FEW, "-o", f"h-{kind}.svg", "--force")
                check(got.returncode == 0, f"hostile {kind}: exit {got.returncode}: {got.stderr[:300]}")
        else:
            for kind in ("outcomes", "phase", "fan", "risk", "lenses", "converge"):
                got = run("plot", "h.yaml", kind, *FEW, "-o", f"h-{kind}.svg", "--force")
                check(got.returncode == 0, f"hostile {kind} turn {turn}: exit {got.returncode}: {got.stderr[:300]}")
        labels_are_shown(turn, texts)
        check(not os.path.exists("pwned"), f"a text ran something (turn {turn})")


def hostile_names():
    """Folders and files whose names a shell or gnuplot could take for something else."""
    write_scenario("s.yaml", ["Plain text"])
    for name in ("it's", "`touch pwned`", "$(touch pwned)", "a b", "-p", "@x", "100%", "\u05e9\u05dc\u05d5\u05dd", '"q"', "x" * 120):
        os.makedirs(f"d{name}", exist_ok=True)
        shutil.copy("s.yaml", f"d{name}/{name}.yaml")
        got = run("plot", f"d{name}/{name}.yaml", "outcomes", "--runs", "100", "-o", f"d{name}/")
        check(got.returncode == 0, f"file {name[:30]!r}: exit {got.returncode}: {got.stderr[:300]}")
        script = next((os.path.abspath(f"d{name}/{f}") for f in os.listdir(f"d{name}") if f.endswith(".gp")), "no script")
        picture = script[:-3] + ".png"
        check(os.path.exists(picture), f"file {name[:30]!r}: no {picture}")
        os.remove(picture)
        os.makedirs("elsewhere", exist_ok=True)
        got = subprocess.run(["gnuplot", script], capture_output=True, text=True, cwd="elsewhere", timeout=120)
        check(got.returncode == 0 and os.path.exists(picture), f"from elsewhere, {name[:30]!r}: {got.stderr[:300]}")
        check(not os.path.exists("pwned") and not os.path.exists("elsewhere/pwned"), f"the name {name} ran something")


def worlds_of_a_fan():
    """x is 40 + 20 h on average in a world, h is 20% to 60%: the bars of worlds end at 44 and 52, those of futures at 40 and 60."""
    with open("f.yaml", "w", encoding="utf-8") as f:
        f.write("crossroads: 1\nstart: a\nstages: {one: {label: One}}\nparameters: {h: {value: 20% to 60%}}\n"
                "state: {x: {label: X, start: 50, between: [0, 100]}}\n"
                "nodes: {a: {ask: A, stage: one, chance: {u: {weight: h, change: {x: +10}, then: o}, d: {weight: rest, change: {x: -10}, then: p}}}}\n"
                "outcomes: {o: O, p: P}\n")
    for engine in ("walk", "auto"):
        got = run("plot", "f.yaml", "fan", "--runs", "30000", "--worlds", "300", "--engine", engine, "-o", "f.svg", "--force")
        row = blocks("f.dat")["x"][0] if got.returncode == 0 else {}
        for column, want, slack in (("world_q05", 44, 1), ("world_q95", 52, 1), ("q05", 40, 0), ("q95", 60, 0)):
            check(row and abs(float(row[column]) - want) <= slack, f"fan by {engine}: {column} is {row.get(column)}, not {want}: {got.stderr[:200]}")
        check(shows("f.svg", "Black dot and bar"), f"fan by {engine}: the note is silent about worlds")


def edits_survive():
    write_scenario("e.yaml", ["Plain text"])
    check(run("plot", "e.yaml", "outcomes", "--runs", "100").returncode == 0, "first picture")
    with open("e-outcomes.gp", "a", encoding="utf-8") as f:
        f.write("# an edit\n")
    got = run("plot", "e.yaml", "outcomes", "--runs", "100")
    with open("e-outcomes.gp", encoding="utf-8") as f:
        check(got.returncode == 3 and f.read().endswith("# an edit\n"), f"an edited script is replaced (exit {got.returncode})")
    check(run("plot", "e.yaml", "outcomes", "--runs", "100", "--force").returncode == 0, "--force does not replace an edited script")


def big_tree(n):
    nodes, ends = [], set()
    for i in range(n):
        rows = []
        for b, weight in enumerate((70, 25, 5)):
            to = 3 * i + b + 1
            if to >= n:
                ends.add(f"end{to % 9}")
            rows.append(f"way_{b}: {{weight: {weight}, then: {f'q{to}' if to < n else f'end{to % 9}'}}}")
        nodes.append(f"  q{i}: {{ask: 'Question {i}, \"quoted\" [x] {{y}} | <z>', chance: {{{', '.join(rows)}}}}}")
    return "crossroads: 1\ntitle: A big tree\nstart: q0\nnodes:\n" + "\n".join(nodes) + "\noutcomes:\n" + "".join(
        f"  {end}: The end {end}\n" for end in sorted(ends))


def big_trees():
    """A tree of 130 questions is collapsed, says so, and goes through graphviz and mermaid whole."""
    with open("big.yaml", "w", encoding="utf-8") as f:
        f.write(big_tree(130))
    check(run("plot", "big.yaml", "tree", "-o", "big.svg").returncode == 0, "a big tree is not drawn")
    found = blocks("big.dat")
    others = [row for row in found["branches"] if row["label"].startswith("other (")]
    check(len(found["branches"]) - len(others) <= 110, f"{len(found['branches'])} branches in one picture")
    check(shows("big.svg", "gathered as 'other'"), "the note does not say what was left out")
    check(others, "no branch is called 'other'")
    check(run("plot", "big.yaml", "tree", "--depth", "2", "-o", "two.svg").returncode == 0, "--depth")
    check({row["id"] for row in blocks("two.dat")["nodes"]} == {"q0", "q1", "q2", "q3"}, f"--depth 2 draws {blocks('two.dat')['nodes']}")
    check(run("plot", "big.yaml", "tree", "--from", "q2", "-o", "from.svg").returncode == 0, "--from")
    ids = {row["id"] for row in blocks("from.dat")["nodes"]}
    check("q2" in ids and "q7" in ids and not ids & {"q0", "q1", "q4"}, f"--from q2 draws {sorted(ids)}")
    got = run("plot", "big.yaml", "tree", "--from", "q2x")
    check(got.returncode == 2 and "did you mean 'q2'" in got.stderr, f"--from nothing: {got.stderr[:200]}")
    dot, mermaid = run("export", "dot", "big.yaml").stdout, run("export", "mermaid", "big.yaml").stdout
    check(mermaid.count("-->") >= 390 or mermaid.count("-- ") >= 390, f"mermaid has {mermaid.count('--')} branches")
    if shutil.which("dot"):
        got = subprocess.run(["dot", "-Tplain"], input=dot, capture_output=True, text=True, timeout=300)
        rows = [line.split()[0] for line in got.stdout.splitlines()]
        ends = sum(line.startswith("  end") for line in big_tree(130).splitlines())
        check(got.returncode == 0 and not got.stderr, f"graphviz: {got.stderr[:300]}")
        check(rows.count("node") == 130 + ends and rows.count("edge") == 390, f"graphviz: {rows.count('node')} nodes, {rows.count('edge')} edges")
    else:
        check(os.environ.get("CI") not in ("true", "1", "yes"), "graphviz is missing")


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
    few = [w for w in FEW if w != "--worlds" and w != "50"]
    inputs = json.loads(run("sensitivity", "s.yaml", *few, "--json").stdout)["inputs"]
    want = {i["id"]: i for i in inputs}
    for row in blocks("s-tornado.dat")["tornado"]:
        for column, key in (("low_in", "low"), ("high_in", "high"), ("low_out", "at_low"), ("high_out", "at_high"), ("swing", "swing")):
            check(close(row[column], want[row["id"]][key]), f"tornado {row['id']}.{column}: {row[column]} is not {want[row['id']][key]}")
    check({i["id"] for i in inputs if i["swing"] > 1e-9} == {row["id"] for row in blocks("s-tornado.dat")["tornado"]}, "tornado: not the inputs that move it")
    longest = [i["id"] for i in sorted(inputs, key=lambda i: -i["swing"])[:2]]
    grid = json.loads(run("sensitivity", "s.yaml", *few, "--two", ",".join(longest), "--points", "41", "--json").stdout)
    rows, values = blocks("s-twoway.dat")["twoway"], [z for line in grid["z"] for z in line]
    check(len(rows) == len(values) and all(close(row["z"], z) for row, z in zip(rows, values)), "twoway is not the grid of sensitivity")
    nodes = {n["node"]: n for n in json.loads(run("run", "s.yaml", *FEW, "--json").stdout)["nodes"]}
    for row in blocks("s-tree.dat")["branches"]:
        node, branch = row["id"].split(".")
        want = next(b["share"] for b in nodes[node]["branches"] if b["branch"] == branch)
        check(close(row["p"], want), f"tree {row['id']}: {row['p']} is not {want}")
    flow = blocks("s-flow.dat")
    for column in {row["column"] for row in flow["bars"]}:
        check(abs(sum(float(row["p"]) for row in flow["bars"] if row["column"] == column) - 1) < 1e-4, f"flow: column {column} is not whole")
    futures_are_replayed()


DAM = """crossroads: 1
title: A ministry builds a dam
start: plan
actors: {ministry: {label: The ministry, goal: min}}
parameters: {steel: {value: 33 to 90}, labour: {value: 30 to 60}, overrun: {value: 10% to 40%}, idle: {value: 1 to 2}}
state: {trust: {start: 50, between: [0, 100]}, dull: {start: 20 to 30, between: [0, 100]}, aside: "idle"}
stages: {early: {label: Early, date: 2020-12}, middle: {label: Middle, date: 2021-12}, late: {label: Late, date: 2025-12}}
nodes:
  plan:
    ask: Which plan?
    stage: early
    decision: ministry
    options:
      small dam: {payoff: {ministry: steel + 1.5*labour}, change: {trust: +3}, then: build}
      nothing: {payoff: {ministry: 160}, change: {trust: -20}, then: build}
  build:
    ask: Does the cost overrun?
    stage: middle
    chance:
      overrun: {weight: overrun, payoff: {ministry: 40}, then: last}
      in budget: {weight: rest, then: last}
  last:
    ask: How does it end?
    stage: late
    chance:
      good: {weight: 30%, change: {trust: +20}, then: good}
      bad: {weight: rest, change: {trust: -20}, then: bad}
outcomes: {good: {label: Well, color: green}, bad: Badly, third: {label: Third, color: "#0072B2"}}
"""


def draw_dam(kind, *options):
    """The script and the data of one picture."""
    got = run("plot", "dam.yaml", kind, *options, "--runs", "3000", "--worlds", "100", "-q", "--force", "-o", "d.svg")
    check(got.returncode == 0, f"dam {kind} {options}: {got.stderr[:200]}")
    return pathlib.Path("d.gp").read_text(encoding="utf-8"), blocks("d.dat")


def captions_say_how():
    """What was given, with its probability, and how it was computed: exact is exact, and counts no runs."""
    with open("dam.yaml", "w", encoding="utf-8") as f:
        f.write(DAM)
    script, _ = draw_dam("outcomes", "--given", "last.good")
    check("Given last.good (30.0%)." in re.sub(r"'\.\"\\n\"\.'", " ", script), "outcomes: the caption does not say what was given")
    got = run("plot", "coin", "outcomes", "tree", "-q", "-o", "./")
    for kind in ("outcomes", "tree"):
        text = pathlib.Path(f"coin-{kind}.gp").read_text(encoding="utf-8")
        note = re.search(r"note_text = (.*)", text).group(1)
        check(got.returncode == 0 and "Exact" in note and " runs" not in note, f"coin {kind}: {note}")
    root = xml.etree.ElementTree.parse("d.svg").getroot()
    title = next(e.text for e in root.iter() if e.tag.endswith("}title"))
    about = next(e.text for e in root.iter() if e.tag.endswith("}desc"))
    check(title == "A ministry builds a dam: How likely each ending is" and "Given last.good" in about, f"svg: {title!r} {about!r}")


def colours_are_once():
    """'bad' has none of its own: it gets one that neither author's colour looks like."""
    script, _ = draw_dam("outcomes")
    colors = re.findall(r"boxxyerror fc rgb '#98([0-9A-Fa-f]{6})'", script)
    check(len(colors) == 3 and len(set(colors)) == 3 and {"009E73", "0072B2"} < set(colors), f"colours: {colors}")


def marks_are_means():
    """The large marks of the cloud stand at the means of the small ones (all futures are drawn), and only names are moved."""
    script, found = draw_dam("phase", "--axes", "trust,ministry")
    for row in found["classes"]:
        points = found[f"class {row['id']}"]
        for axis in "xy":
            xs = [float(p[axis]) for p in points]
            mean, spread = sum(xs) / len(xs), (max(xs) - min(xs)) or 1
            check(abs(float(row[axis]) - mean) < 0.06 * spread, f"phase {row['id']}.{axis}: {row[axis]} is not {mean}")
    marks = re.findall(r"index 'classes' every ::\d+::\d+ using ('\w+':'\w+') with points", script)
    check(marks and set(marks) == {"'x':'y'"}, f"phase: marks stand at {set(marks)}")


def switches_are_whole():
    """160 against steel + 1.5 labour: the line runs from frame to frame, on the right side of every cell; a cost is called one."""
    script, found = draw_dam("twoway", "--two", "steel,labour")
    grid, pieces = found["twoway"], found["switches"]
    edges = {a: (min(float(r[a]) for r in grid), max(float(r[a]) for r in grid)) for a in "xy"}
    cell = {a: (edges[a][1] - edges[a][0]) / 40 for a in "xy"}
    ends = [(float(p["x"]) + k * float(p["dx"]), float(p["y"]) + k * float(p["dy"])) for p in pieces for k in (0, 1)]
    for x, y in ends:
        check(abs(x + 1.5 * y - 160) <= cell["x"] + 1.5 * cell["y"], f"switch at {x}, {y}")
    on_frame = [e for e in ends if any(abs(e[i] - edge) < 1e-3 * cell[a] for i, a in enumerate("xy") for edge in edges[a])]
    check(len(on_frame) == 2, f"the line touches the frame {len(on_frame)} times")
    check("expected cost of" in script and "payoff" not in script.split("# ----")[0], "twoway calls a cost a payoff")
    script, _ = draw_dam("twoway", "--two", "steel,overrun")
    check("set format y '%g%%'" in script, "twoway: a chance is not in percent")


def solved_is_solve():
    """Every option stands there, with the value that `solve` prints; ends add up to what `solve` says of outcomes; an end's payoff is
    what its history pays. The wildcatter's numbers are Raiffa's: 22.5 with the sounding, 20 without."""
    for scenario, given in (("oil_wildcatter", []), ("oil_wildcatter", ["--given", "seismic.open"]), ("party_problem", []), ("cuban_missile_crisis", []),
                            ("deterrence_hidden_type", []), ("dam.yaml", [])):
        got = run("plot", scenario, "solved", *given, "-q", "--force", "-o", "v.svg")
        check(got.returncode == 0, f"solved {scenario}: {got.stderr[:200]}")
        found, solved = blocks("v.dat"), json.loads(run("solve", scenario, *given, "--json").stdout)
        ends, shares = found["ends"], {}
        for row in ends:
            shares[row["id"]] = shares.get(row["id"], 0) + float(row["reach"])
        for outcome in solved["outcomes"]:
            check(abs(shares.get(outcome["id"], 0) - outcome["probability"]) < 1e-5, f"solved {scenario} {given}: {outcome['id']} {shares.get(outcome['id'])}")
        decisions = {(r["node"]): r for r in solved["policy"]}
        drawn = [(r["id"], round(float(r["value"]), 3)) for r in found["questions"] if r["kind"] == "1" and r["played"] == "1" and r["value"] != "NA"]
        for row in solved["policy"]:
            if row["reach"] > 1e-9 and not given:  # `solve` values options before the evidence is known
                value = sum(o["probability"] * o["value"][row["actor"]] for o in row["options"])
                check(any(n == row["node"] and abs(v - value) < 1e-3 * max(1, abs(value)) for n, v in drawn), f"solved {scenario} {given}: {row['node']} is not worth {value}: {drawn}")
            for option in row["options"]:
                if not given:
                    check(any(b["id"] == f"{row['node']}.{option['option']}" for b in found["branches"]), f"solved {scenario}: {row['node']}.{option['option']} is not drawn")
        check(decisions, scenario)
    run("plot", "oil_wildcatter", "solved", "-q", "--force", "-o", "v.svg")
    found = blocks("v.dat")
    values = {(r["id"], r["played"], round(float(r["value"]), 1)) for r in found["questions"]}
    check({("test", "1", 22.5), ("drill", "0", 20.0), ("drill", "1", -10.0), ("drill", "1", 77.5)} <= values, f"wildcatter: {values}")
    pays = sorted(float(r["value"]) for r in found["payoffs"])
    check(pays == sorted([-80, 40, 190, -10] * 3 + [-70, 50, 200, 0]), f"wildcatter: ends pay {pays}")
    got = run("plot", "alliance", "solved", "-o", "v.svg", "--force")
    check(got.returncode == 2 and "too many ends" in got.stderr, f"solved alliance: {got.returncode} {got.stderr[:200]}")


def tree_shows_all_options():
    """Options that nobody takes are drawn, with probability 0, and what would follow; an ending stands once, with its sum."""
    run("plot", "centipede", "tree", "-q", "--force", "-o", "t.svg")
    found = blocks("t.dat")
    drawn = {r["id"]: float(r["p"]) for r in found["branches"]}
    check(drawn == {"first_moves.take": 1, "first_moves.pass": 0, "second_moves.take": 0, "second_moves.pass": 0}, f"centipede: {drawn}")
    check("Dashed and grey" in pathlib.Path("t.gp").read_text(encoding="utf-8"), "tree: grey is not explained")
    run("plot", "cuban_missile_crisis", "tree", "-q", "--force", "-o", "t.svg")
    want = {o["id"]: o["share"] for o in json.loads(run("run", "cuban_missile_crisis", "--json").stdout)["outcomes"]}
    rows = blocks("t.dat")["outcomes"]
    check(len(rows) == len({r["id"] for r in rows}), "tree: an ending stands twice")
    check(all(abs(float(r["p"]) - want[r["id"]]) < 1e-5 for r in rows), "tree: sums of endings")


def tornado_says_percent():
    script, found = draw_dam("tornado")
    check({r["id"] for r in found["tornado"]} == {"steel", "labour", "overrun"}, "tornado: not what moves the cost")
    check("1 input moves it by nothing" in script or "inputs move it by nothing" in script, "tornado is silent about inputs without influence")
    check(re.search(r"array (LEFT|RIGHT).*'\d+\.?\d*%'", script), "tornado: a chance is not in percent")
    got = run("plot", "dam.yaml", "tornado", "--target", "good", "-o", "d.svg", "--force")
    check(got.returncode == 0, f"tornado of nothing: {got.returncode} {got.stderr[:200]}")
    script, rows = pathlib.Path("d.gp").read_text(encoding="utf-8"), blocks("d.dat")["tornado"]
    check({r["id"] for r in rows} >= {"steel", "labour", "overrun"} and all(float(r["swing"]) < 1e-15 for r in rows), "tornado of nothing: not all inputs")  # rounding of 0.3
    check(f"{len(rows)} inputs move it by nothing" in " ".join(script.split()), "tornado of nothing does not say so")


def fan_is_in_time():
    """Dates set the distances: one year, then four; what does not move is left out and named."""
    script, found = draw_dam("fan")
    check(set(found) == {"trust"}, f"fan shows {set(found)}")
    times = [float(r["time"]) for r in found["trust"]]
    check(abs((times[2] - times[1]) / (times[1] - times[0]) - 4) < 0.02, f"fan: {times}")
    check("dull" in script.split("NOTE_LINES")[0], "fan does not say what it leaves out")


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


def own_style():
    """--style: the script has the user's lines in place of the program's, which are those of plots/style.gp."""
    write_scenario("s.yaml", ["Plain text"])
    style = pathlib.Path(__file__).resolve().parents[2].joinpath("plots/style.gp").read_text(encoding="utf-8")
    run("plot", "s.yaml", "outcomes", *FEW, "-o", "own.png", "-q")
    with open("own.gp", encoding="utf-8") as f:
        usual = f.read()
    check(usual.count(style) == 1, "a script holds the lines of plots/style.gp")
    mine = style.replace("INK = '#222222'", "INK = '#123456'").rstrip("\n")  # no end of line at the end
    check(mine != style, "the style names its ink")
    with open("mine.gp", "w", encoding="utf-8") as f:
        f.write(mine)
    got = run("plot", "s.yaml", "outcomes", *FEW, "--style", "mine.gp", "-o", "other.png", "-q")
    with open("other.gp", encoding="utf-8") as f:
        script = f.read()
    check(got.returncode == 0 and mine + "\n" in script and style not in script, f"--style: exit {got.returncode}: {got.stderr[:200]}")
    check("--style mine.gp" in script, "the command that makes the picture again names its style")
    check(os.path.getsize("other.png") > 1000, "gnuplot draws by an own style")
    got = run("plot", "s.yaml", "outcomes", *FEW, "--style", "none.gp")
    check(got.returncode == 3 and "none.gp" in got.stderr, f"no style: exit {got.returncode}: {got.stderr[:200]}")


def main():
    if not shutil.which("gnuplot"):
        print("no gnuplot")
        sys.exit(1 if os.environ.get("CI") in ("true", "1", "yes") else 77)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        hostile()
        hostile_names()
        edits_survive()
        worlds_of_a_fan()
        big_trees()
        data_is_json()
        captions_say_how()
        colours_are_once()
        marks_are_means()
        switches_are_whole()
        tornado_says_percent()
        solved_is_solve()
        tree_shows_all_options()
        fan_is_in_time()
        less_than_gnuplot()
        what_there_is_not()
        own_style()
        os.chdir("/")
    print("\n".join(failures))
    print(f"plots: {len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
