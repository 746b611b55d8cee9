"""usage: known_games.py CROSSROADS: small games of private information whose answers the world knows, each with its source."""
import json
import os
import subprocess
import sys
import tempfile

CARDS = "JQK"


def simultaneous(title, one, two, pays):
    """Two who choose at once; pays[(a, b)] = (first, second)."""
    lines = ["crossroads: 1", f"title: {title}", "start: a", "actors: {one: One, two: Two}", "nodes:",
             "  a: {ask: A?, decision: one, seen_by: [], options: {" + ", ".join(f"{x}: b" for x in one) + "}}",
             "  b: {ask: B?, decision: two, options: {" + ", ".join(f"{y}: e" for y in two) + "}}"]
    sums = [" + ".join(f"({pays[x, y][i]})*took('a.{x}')*took('b.{y}')" for x in one for y in two) for i in (0, 1)]
    return "\n".join([*lines, f'outcomes:\n  e: {{label: End, payoff: {{one: "{sums[0]}", two: "{sums[1]}"}}}}']) + "\n"


KUHN = "\n".join([
    "crossroads: 1", "title: Kuhn's poker", "start: first", "actors: {one: One, two: Two}", "nodes:",
    "  first: {ask: A?, seen_by: one, chance: {J: second, Q: second, K: second}}",
    "  second: {ask: B?, seen_by: two, chance: {" + ", ".join(f"{c}: {{weight: \"1 - took('first.{c}')\", then: open}}" for c in CARDS) + "}}",
    "  open: {ask: C?, decision: one, options: {check: over, bet: reply}}", "  over: {ask: D?, decision: two, options: {check: small, bet: answer}}",
    "  reply: {ask: E?, decision: two, options: {fold: plus1, call: large}}", "  answer: {ask: F?, decision: one, options: {fold: minus1, call: large}}",
    "  small: {ask: G?, rule: {w: {when: \"took('first.K') or (took('first.Q') and took('second.J'))\", then: plus1}, l: minus1}}",
    "  large: {ask: H?, rule: {w: {when: \"took('first.K') or (took('first.Q') and took('second.J'))\", then: plus2}, l: minus2}}", "outcomes:",
    *[f"  {name}: {{label: E, payoff: {{one: {x}, two: {-x}}}}}" for name, x in (("plus1", 1), ("minus1", -1), ("plus2", 2), ("minus2", -2))]]) + "\n"

HORSE = "\n".join([
    "crossroads: 1", "title: Selten's horse", "start: a", "actors: {one: One, two: Two, three: Three}", "nodes:",
    "  a: {ask: A?, decision: one, seen_by: two, options: {D: c, C: b}}", "  b: {ask: B?, decision: two, seen_by: one, options: {d: c, c: cc}}",
    "  c: {ask: C?, decision: three, options: {L: r, R: r}}",
    "  r: {ask: R?, rule: {DL: {when: \"took('a.D') and took('c.L')\", then: o1}, DR: {when: \"took('a.D')\", then: o2}, dL: {when: \"took('c.L')\", then: o3}, dR: o4}}",
    "outcomes:", *[f"  {name}: {{label: E, payoff: {{one: {x}, two: {y}, three: {z}}}}}"
                   for name, x, y, z in (("cc", 1, 1, 1), ("o1", 3, 3, 2), ("o2", 0, 0, 0), ("o3", 4, 4, 0), ("o4", 0, 0, 1))]]) + "\n"

# Two pay 1 each; with a red card the holder wins, with a black one he loses; he raises by 1 or folds, which shows the card; the other meets or passes.
MYERSON = "\n".join([
    "crossroads: 1", "title: A card game", "start: card", "actors: {one: One, two: Two}", "nodes:", "  card: {ask: A?, seen_by: one, chance: {red: move, black: move}}",
    "  move: {ask: B?, decision: one, options: {raise: meet, fold: shown}}", "  meet: {ask: C?, decision: two, options: {meet: high, pass: plus1}}",
    "  shown: {ask: D?, rule: {w: {when: \"took('card.red')\", then: plus1}, l: minus1}}", "  high: {ask: E?, rule: {w: {when: \"took('card.red')\", then: plus2}, l: minus2}}",
    "outcomes:", *[f"  {name}: {{label: E, payoff: {{one: {x}, two: {-x}}}}}" for name, x in (("plus1", 1), ("minus1", -1), ("plus2", 2), ("minus2", -2))]]) + "\n"

# The leader's choice is seen wrongly with probability e; payoffs as in van Damme and Hurkens 1997.
BAGWELL = "\n".join([
    "crossroads: 1", "title: A commitment seen through a mist", "start: lead", "actors: {one: Leader, two: Follower}", "parameters: {e: 10%}", "nodes:",
    "  lead: {ask: A?, decision: one, seen_by: [], options: {S: mist, C: mist}}",
    "  mist: {ask: B?, chance: {s: {weight: \"if(took('lead.S'), 1 - e, e)\", then: follow}, c: {weight: \"if(took('lead.S'), e, 1 - e)\", then: follow}}}",
    "  follow: {ask: C?, decision: two, options: {S: end, C: end}}", "outcomes:",
    "  end: {label: E, payoff: {one: \"if(took('lead.S'), if(took('follow.S'), 5, 3), if(took('follow.S'), 6, 4))\", "
    "two: \"if(took('lead.S'), if(took('follow.S'), 2, 1), if(took('follow.S'), 3, 4))\"}}"]) + "\n"


class Tests:
    def __init__(self, program, folder):
        self.program, self.path, self.problems, self.done = program, os.path.join(folder, "game.yaml"), [], 0

    def solve(self, text, *options):
        with open(self.path, "w", encoding="utf-8") as out:
            out.write(text)
        done = subprocess.run([self.program, "solve", self.path, "--json", *options], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr + text)
        return json.loads(done.stdout)

    def near(self, what, got, want, tolerance=1e-8):
        self.done += 1
        if got is None or not abs(got - want) <= tolerance:
            self.problems.append(f"{what}: {got}, not {want}")

    def proved(self, what, result):
        for actor, x in {**result["equilibrium"]["regret"], "a set": result["equilibrium"]["set_regret"]}.items():
            self.near(f"{what}: regret of {actor}", x, 0)


def play(result, node, *path):
    row = next(r for r in result["policy"] if r["node"] == node and r["path"] == list(path))
    return {o["option"]: o["p"] for o in row["probabilities"]}


def listed(result, wanted):
    """Whether an equilibrium in the list plays `wanted`[(node, path)] = {option: p}."""
    for e in result["equilibria"]:
        rows = {(r["node"], tuple(r["path"])): {o["option"]: o["p"] for o in r["probabilities"]} for r in e["policy"]}
        if all(abs(rows[where][o] - p) < 1e-6 for where, ps in wanted.items() for o, p in ps.items()):
            return True
    return False


def main():
    with tempfile.TemporaryDirectory() as folder:
        t = Tests(os.path.abspath(sys.argv[1]), folder)

        # H. W. Kuhn, A simplified two-person poker, 1950: the value is -1/18; a bluff with J has chance a <= 1/3, K is bet three times as often,
        # Q calls with a + 1/3; the second bluffs and calls one time in three.
        r = t.solve(KUHN)
        t.proved("Kuhn", r)
        t.near("Kuhn's value", r["value"]["one"], -1 / 18)
        a = play(r, "open", "first.J")["bet"]
        t.near("Kuhn: K is bet", play(r, "open", "first.K")["bet"], 3 * a, 1e-7)
        t.near("Kuhn: Q calls", play(r, "answer", "first.Q", "open.check", "over.bet")["call"], a + 1 / 3, 1e-7)
        t.near("Kuhn: the second bluffs", play(r, "over", "second.J", "open.check")["bet"], 1 / 3)
        t.near("Kuhn: the second calls", play(r, "reply", "second.Q", "open.bet")["call"], 1 / 3)

        # R. B. Myerson, Game Theory, 1991, fig. 2.1 and section 4.2: raise always with red, one time in three with black; meet two times in three.
        r = t.solve(MYERSON)
        t.proved("Myerson", r)
        t.near("Myerson: red", play(r, "move", "card.red")["raise"], 1)
        t.near("Myerson: black", play(r, "move", "card.black")["raise"], 1 / 3)
        t.near("Myerson: meet", play(r, "meet", "move.raise")["meet"], 2 / 3)
        t.near("Myerson's value", r["value"]["one"], 1 / 3)

        # R. Selten, Reexamination of the perfectness concept, 1975: only (C, c, L with at most 1/4) are perfect; (D, c, L) is not.
        r = t.solve(HORSE, "--equilibria", "30")
        t.proved("the horse", r)
        t.near("the horse: C", play(r, "a")["C"], 1)
        t.near("the horse: c", play(r, "b", "a.C")["c"], 1)
        t.near("the horse: (D, c, L) is not among them", float(listed(r, {("a", ()): {"D": 1}})), 0)
        for e in r["equilibria"]:
            row = next(x for x in e["policy"] if x["node"] == "c")
            t.near("the horse: L at most 1/4", max(0.25, next(o["p"] for o in row["probabilities"] if o["option"] == "L")), 0.25)

        # Matching pennies with unequal stakes: each makes the other indifferent. 9p - (1-p) = -p + (1-p): p = 1/6, for both; worth (9*1 - 1)/12 = 2/3.
        r = t.solve(simultaneous("Pennies", "ht", "ht", {("h", "h"): (9, -9), ("h", "t"): (-1, 1), ("t", "h"): (-1, 1), ("t", "t"): (1, -1)}))
        t.proved("pennies", r)
        t.near("pennies: heads", play(r, "a")["h"], 1 / 6)
        t.near("pennies: heads of the other", play(r, "b")["h"], 1 / 6)
        t.near("pennies' value", r["value"]["one"], 2 / 3)

        # Chicken: the straight branch of a symmetric game ends mixed, and both asymmetric equilibria are found.
        r = t.solve(simultaneous("Chicken", ("swerve", "straight"), ("swerve", "straight"), {("swerve", "swerve"): (0, 0), ("swerve", "straight"): (-1, 1),
                                 ("straight", "swerve"): (1, -1), ("straight", "straight"): (-10, -10)}), "--equilibria", "40")
        t.proved("chicken", r)
        t.near("chicken: straight", play(r, "a")["straight"], 0.1)
        t.near("chicken: a fork is told", float(any("forks" in n for n in r["notes"])), 1)
        for x, y in (("swerve", "straight"), ("straight", "swerve")):
            t.near(f"chicken: {x}, {y}", float(listed(r, {("a", ()): {x: 1}, ("b", ()): {y: 1}})), 1)

        # Stag hunt: the path ends at the risk-dominant equilibrium (Turocy 2005): stag pays 4 against 0, hare 3 against 3; with 4 against 1 it is the hunt.
        for low, wins in ((0, "hare"), (2.5, "stag")):
            r = t.solve(simultaneous("Stag hunt", ("stag", "hare"), ("stag", "hare"), {("stag", "stag"): (4, 4), ("stag", "hare"): (low, 3), ("hare", "stag"): (3, low),
                                     ("hare", "hare"): (3, 3)}), "--equilibria", "40")
            t.proved("stag hunt", r)
            t.near(f"stag hunt with {low}: {wins}", play(r, "a")[wins], 1)
            for x in ("stag", "hare"):
                t.near(f"stag hunt with {low}: both {x}", float(listed(r, {("a", ()): {x: 1}, ("b", ()): {x: 1}})), 1)

        # K. Bagwell, Commitment and observability in games, 1995; E. van Damme and S. Hurkens, 1997: the only pure equilibrium is (C, C); mixed ones are near the
        # Stackelberg outcome: S with 1 - e, S after s, and after c S with (1 - 4e)/(2 - 4e).
        e = 0.1
        r = t.solve(BAGWELL, "--equilibria", "60")
        t.proved("Bagwell", r)
        t.near("Bagwell: (C, C)", float(listed(r, {("lead", ()): {"C": 1}, ("follow", ("mist.s",)): {"C": 1}, ("follow", ("mist.c",)): {"C": 1}})), 1)
        t.near("Bagwell: near Stackelberg", float(listed(r, {("lead", ()): {"S": 1 - e}, ("follow", ("mist.s",)): {"S": 1},
                                                             ("follow", ("mist.c",)): {"S": (1 - 4 * e) / (2 - 4 * e)}})), 1)

        print("\n".join(t.problems))
        print(f"known games: {t.done} numbers, {len(t.problems)} problems")
        return 1 if t.problems else 0


if __name__ == "__main__":
    sys.exit(main())
