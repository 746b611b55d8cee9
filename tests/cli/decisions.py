#!/usr/bin/env python3
"""Decisions, driven from outside: numbers stand whole at any size, what is compared is what is shown, a position is shown by a way
that happens, ties are told with what turns on them, and every page says how decisions were played.

usage: decisions.py CROSSROADS"""
import json
import math
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
bad = []


def want(what, holds):
    if not holds:
        bad.append(what)


def run(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=120)
    if done.returncode:
        bad.append(f"{words}: exit {done.returncode}: {done.stderr[:300]}")
    return done.stdout


def flat(text):
    return " ".join(text.split())


def document(*words):
    return json.loads(run(*words, "--json") or "null")


def scenario(name, text):
    with open(f"{name}.yaml", "w", encoding="utf-8") as out:
        out.write("crossroads: 1\ntitle: T\n" + text)
    return f"{name}.yaml"


def pick(name, goal, *values):
    options = ", ".join(f"o{i}: {{payoff: {{me: {v}}}, then: end}}" for i, v in enumerate(values))
    return scenario(name, f"start: pick\nactors: {{me: {{label: Me, goal: {goal}}}}}\nnodes:\n"
                    f"  pick: {{ask: Which?, decision: me, options: {{{options}}}}}\noutcomes: {{end: End}}\n")


def numbers():
    # the right option, and both numbers of the page told apart; whatever the unit
    for goal, values, right, texts in (
            ("max", ("3000000000", "3000000002"), "o1", ("3,000,000,002", "o0 3,000,000,000")),
            ("min", ("8e-10", "2e-10"), "o1", ("2.00e-10", "o0 8.00e-10")),
            ("max", ("90000000", "96000000"), "o1", ("96,000,000", "o0 90,000,000")),
            ("max", ("1", "1.00000000001"), "o1", ("1.00000000001", "o0 1.00000000000")),
            ("max", ("123456789012345", "123456789011345"), "o0", ("123,456,789,012,345", "o1 123,456,789,011,345"))):
        file = pick("numbers", goal, *values)
        for width in ("60", "80", "120"):
            page = run("solve", file, "--width", width)
            for text in texts:
                want(f"{values} at {width} columns: {text}", f" {text}" in flat(page))
        decision = document("solve", file)["policy"][0]
        want(f"{values}: {decision}", decision["choice"] == right and decision["ties"] == [right])
    ties = document("solve", pick("ties", "max", "0.3", "0.1 + 0.2"))["policy"][0]
    want("what differs by rounding is a tie", ties["ties"] == ["o0", "o1"])
    # a threshold a tenth of a thousand-millionth is found where it is
    file = scenario("switch", "start: pick\nactors: {me: {label: Me, goal: min}}\nparameters: {k: 1e-10 to 1e-9}\nnodes:\n"
                    "  pick: {ask: Which?, decision: me, options: {a: {payoff: {me: 8e-10}, then: end}, b: {payoff: {me: k}, then: end}}}\n"
                    "outcomes: {end: End}\n")
    rows = document("sensitivity", file, "--threshold", "k")["switches"]
    want(f"a small switch: {rows}", len(rows) == 1 and abs(rows[0]["at"] - 8e-10) < 1e-22)


def utilities():
    page = run("solve", "party_problem")
    want("the certainty equivalent that decides", "indoors porch 40.6 100.0% 45.8" in flat(page))
    page = run("solve", "party_problem", "-v")
    want("the others in their order", "porch 40.6 · outdoors 25.7" in flat(page))
    options = {o["option"]: o for o in document("solve", "party_problem")["policy"][0]["options"]}
    # u(x) = 4/3 (1 - 0.5^(x / 50)), rain 40 : 60; x = -50 log2 of the mean of 0.5^(x / 50)
    want("of JSON", abs(options["indoors"]["certainty_equivalent"] - 45.832227) < 1e-5)
    want("and its money", abs(options["porch"]["value"]["kim"] - 48) < 1e-12)


def ways():
    file = scenario("merge", "start: luck\nactors: {me: Me}\nnodes:\n"
                    "  luck: {ask: W?, chance: {flood: {weight: 0%, then: go}, fine: {weight: 100%, then: go}}}\n"
                    "  go: {ask: G?, decision: me, options: {left: {then: pick}, right: {then: pick}}}\n"
                    "  pick: {ask: P?, decision: me, options: {a: {payoff: {me: 1}, then: end}, b: end}}\noutcomes: {end: End}\n")
    for choose, path in ((), ["luck.fine", "go.left"]), (("--choose", "go=right"), ["luck.fine", "go.right"]):
        row = [d for d in document("solve", file, *choose)["policy"] if d["node"] == "pick"][0]
        want(f"a way that happens: {row['path']}", row["path"] == path and row["paths"] == 1 and row["reach"] == 1)
    page = run("solve", file)
    want("shown whole", "  fine, left  a " in page)


def ties():
    notes = " ".join(document("solve", "entry_game_ties")["notes"])
    for text in ("'fight' and 'share' are equally good to The incumbent", "'fight', written first, is played",
                 "The entrant has 3 instead of 0", "every future ends elsewhere", "`--choose answer=share`"):
        want(f"a tie that turns the game: {text}", text in notes)
    for words in (("run", "entry_game_ties"), ("run", "entry_game_ties", "--engine", "walk"), ("show", "entry_game_ties")):
        want(f"{words}: the tie", any("'fight' and 'share' are equally good" in n for n in document(*words)["notes"]))
        want(f"{words}: on the page", "'fight' and 'share' are equally good" in flat(run(*words)))
    told = scenario("told", "start: pick\nactors: {me: Me}\nnodes:\n  pick: {ask: Which?, decision: me, options: {a: next, b: end}}\n"
                    "  next: {ask: And?, chance: {up: end, down: end}}\noutcomes: {end: End}\n")
    notes = " ".join(document("solve", told, "--given", "next.up")["notes"])
    want(f"a tie whose other side excludes what was seen: {notes}", "With 'b' what was seen cannot be" in notes)
    alike = " ".join(document("solve", pick("alike", "max", 1, 1))["notes"])
    want(f"a tie that turns nothing: {alike}", "nothing else depends on it" in alike)


def played():
    best = pick("best", "max", 1, 2)
    weights = scenario("weights", "start: a\nactors: {x: X, y: Y}\nnodes:\n"
                       "  a: {ask: A?, decision: x, options: {u: {weight: 1, then: b}, v: {weight: 3, then: b}}}\n"
                       "  b: {ask: B?, decision: y, options: {s: {then: e}, t: {payoff: {y: 1}, then: e}}}\noutcomes: {e: E}\n"
                       "observations: {k: {date: 2022-01-01, saw: a.u}}\n")
    alone = "Decisions: Me plays what is best for it (no weights in the file); --choose plays otherwise."
    for words, says in (((best,), alone), ((best, "--engine", "walk"), alone),
                        ((best, "--choose", "uniform"), "Decisions: Me acts with all options alike."),
                        ((best, "--choose", "as-written"), "Decisions: Me acts with all options alike (no weights in the file)."),
                        ((best, "--choose", "quantal:2"), "Decisions: Me acts with errors, quantal:2."),
                        ((best, "--choose", "pick=o0"), "Decisions: pick takes o0."),
                        ((weights,), "Decisions: Y plays what is best for it (no weights in the file); X acts by the weights of the "
                         "file; --choose plays otherwise.")):
        for command in "run", "show":
            got = document(command, *words)["decisions"]
            want(f"{command} {words}: {got}", got == says)
            want(f"{command} {words}: on the page", says in flat(run(command, *words)))
    says = "Y plays what is best for it"
    want("observe", says in document("observe", weights, "k")["decisions"] and says in flat(run("observe", weights, "k")))
    want("nobody decides", document("run", "coin")["decisions"] is None and "Decisions" not in run("run", "coin"))
    run("plot", best, "outcomes", "-o", "best.txt")
    want("plot", "Me plays what is best" in open("best-outcomes.gp", encoding="utf-8").read().replace('"."\\n"."', " ")
         if os.path.exists("best-outcomes.gp") else any("Me plays what is best" in open(f, encoding="utf-8").read()
                                                        for f in os.listdir(".") if f.endswith(".gp")))


def information():
    page = run("solve", "harvest", "--voi", "--nested", "--worlds", "256", "--width", "120")
    want("nested worlds on the page", "BY NESTED WORLDS" in page and "KNOWING AN UNCERTAIN NUMBER" in page)
    want("without, none", "NESTED" not in run("solve", "harvest", "--voi", "--worlds", "64"))
    voi = document("solve", "harvest", "--voi", "--nested", "--worlds", "256")["voi"]
    want("two methods agree", all(abs(p["value"] - p["nested"]) <= 4 * (p["se"] + p["nested_se"]) + 1e-9 for p in voi["parameters"]))
    table = run("solve", "harvest", "--voi", "--worlds", "64", "--format", "csv", "--table", "voi")
    want("the table", table.count("\n") > len(voi["parameters"]) + 2 and "parameters_all" in table)
    page = run("solve", "deterrence_hidden_type", "--voi", "-q")
    want("a game without parameters", "everything" in page and "uncertain number" not in page)
    # Of a bet that pays x + 2 or x - 2, x uniform from -1 to 3, the mean is 1. Who knows x leaves it below 0: 9/8 - 1. Who knows
    # the coin and takes x at its mean has (3 + 0) / 2 - 1, who sets it 3 - 1. Who knows both, (3 + 1/8) / 2 - 1.
    bet = scenario("bet", "start: pick\nactors: {me: {label: The player}}\n"
                   "parameters: {x: {value: 'uniform(-1, 3)', label: The edge}, y: 'uniform(0, 1)'}\nnodes:\n"
                   "  pick: {ask: Bet?, decision: me, options: {safe: {then: end}, risky: {then: coin}}}\n"
                   "  coin: {ask: Coin?, chance: {heads: {weight: 50%, payoff: {me: x + 2}, then: end}, "
                   "tails: {weight: rest, payoff: {me: x - 2 + 0 * y}, then: end}}}\noutcomes: {end: End}\n")
    voi = document("solve", bet, "--voi", "--worlds", "4096")["voi"]
    want(f"a bet: {voi}", voi["actor"] == "me" and voi["base"] == 1 and voi["worlds"] == 4096 and abs(voi["perfect"] - 0.5625) < 5e-5
         and abs(voi["parameters_all"] - 0.125) < 1e-4 and [p["id"] for p in voi["parameters"]] == ["x", "y"]
         and abs(voi["parameters"][0]["value"] - 0.125) < 1e-4 and voi["parameters"][1]["value"] == 0
         and voi["nodes"] == [{"id": "coin", "value": 0.5, "control": 2, "best": "heads", "luck": False, "why": None}])
    page = flat(run("solve", bet, "--voi", "--worlds", "4096"))
    for text in ("WHAT IT IS WORTH TO The player TO KNOW TO CONTROL WHICH everything 0.5625", "coin 0.50 2.00 heads",
                 "every uncertain number 0.1250", "x (The edge) 0.1249", "1 more that is worth nothing (all: -v, --json)",
                 "in units of its payoff; errors are those of the sampling of worlds."):
        want(f"the page of a bet: {text}", text in page)
    page = flat(run("solve", bet, "--voi", "--worlds", "4096", "-v"))
    want("all of a bet", "y 0.0" in page and "1 more" not in page)
    rows = {row.split(",")[0]: row.split(",")[1:6] for row in
            run("solve", bet, "--voi", "--worlds", "4096", "--format", "csv", "--table", "voi").splitlines()}
    want(f"the table of a bet: {rows}", rows["coin"] == ["0.5", "0", "2", "", ""] and rows["x"][0].startswith("0.12497"))
    # Each of fourteen stakes from -k to k alone is worth k / 4.
    worth = scenario("worth", "start: pick\nactors: {me: Me}\nparameters: {" +
                     ", ".join(f"p{k:02d}: 'uniform({-k}, {k})'" for k in range(1, 15)) +
                     "}\nnodes:\n  pick: {ask: P?, decision: me, options: {safe: {then: end}, risky: {payoff: {me: " +
                     " + ".join(f"p{k:02d}" for k in range(1, 15)) + "}, then: end}}}\noutcomes: {end: End}\n")
    voi = document("solve", worth, "--voi", "--worlds", "1024")["voi"]
    want(f"fourteen stakes: {voi['parameters']}", all(abs(p["value"] - int(p["id"][1:]) / 4) < 4 * p["se"] for p in voi["parameters"]))
    page = flat(run("solve", worth, "--voi", "--worlds", "1024"))
    want("twelve of fourteen", "2 more that are worth less (all: -v, --json)" in page and "p03" in page and "p02" not in page)
    want("all with -v", run("solve", "harvest", "--voi", "--worlds", "64", "-v").count("\n") >= page.count("\n"))


def luck():
    """n questions that are won with 60 % behind a, with 30 % behind b; a costs c. Knowing their luck is knowing how many D, binomial
    with 30 %, a wins and b does not: E max(D - c, 0) - max(0.3 n - c, 0). Few questions are enumerated, many drawn; if a pays
    q - 1 more, q uniform from 0 to 2, all is known with q."""
    def asked(n, cost, more):
        chances = "".join(
            f"  c{k}: {{ask: C?, chance: {{win: {{weight: \"if(took('d.a'), 0.6, 0.3)\", payoff: {{me: 1}}, then: {then}}}, "
            f"lose: {{weight: \"if(took('d.a'), 0.4, 0.7)\", then: {then}}}}}}}\n"
            for k, then in [(k, f"c{k + 1}" if k < n else "end") for k in range(1, n + 1)])
        return scenario(f"luck{n}", f"start: d\nactors: {{me: Me}}\nparameters: {{q: '{'uniform(0, 2)' if more else '1'}'}}\nnodes:\n"
                        f"  d: {{ask: D?, decision: me, options: {{a: {{payoff: {{me: 'q - 1 - {cost}'}}, then: c1}}, b: {{then: c1}}}}}}\n"
                        f"{chances}outcomes: {{end: End}}\n")
    for n, cost, more, sampled in ((4, 1, False, False), (12, 4, False, False), (24, 8, False, True), (12, 4, True, True)):
        def gain(d):
            m = d - cost - 1
            return max(d - cost, 0) if not more or m >= 0 or m <= -2 else (2 + m) ** 2 / 4
        right = sum(math.comb(n, d) * 0.3 ** d * 0.7 ** (n - d) * gain(d) for d in range(n + 1)) - max(0.3 * n - cost, 0)
        voi = document("solve", asked(n, cost, more), "--voi")["voi"]
        error = voi["perfect_se"]
        want(f"the luck of {n} questions: {voi['perfect']} +- {error}, not {right}", abs(voi["perfect"] - right) < 4 * error + 1e-9)
        want(f"the luck of {n} questions: an error of {error}", 0.001 < error < 0.03 if sampled else error == 0)
        if n == 12 and not more:  # alone a question turns nothing: its D is 0 or 1, and 0.3 x 11 more are expected
            want(f"one of twelve: {voi['nodes'][0]}", abs(voi["nodes"][0]["value"] - 0.3 * 0.3) < 1e-12 and voi["nodes"][0]["luck"])


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for test in numbers, utilities, ways, ties, played, information, luck:
        test()
for line in bad:
    print(line)
print(f"decisions: {len(bad)} problems")
sys.exit(bool(bad))
