"""usage: private.py CROSSROADS [GAMES]: actors who know different things, against what is worked out here by other means.

Random games, some of three actors, in layers: each layer is a chance move or a decision that some actors see and others do not, and some
options end the game at once. Of what `solve --json` reports, this evaluator uses the probabilities and the beliefs, and nothing else of the
program: it goes through every history, tries every pure strategy of every actor against the others' reported play, holds each option of each
information set against the others under the beliefs, and asks that beliefs follow from the play by Bayes' rule wherever somebody comes. Games of
two whose payoffs add up to nothing have their value from the linear program of their normal form, in fractions. Logit play at lambda 0.5, 1 and 2
is compared with a fixed point that is followed here in steps of lambda. Other engines must give the same shares, and shards the same digits."""
import fractions
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile

TOLERANCE = 1e-8
LEAST = 1e-12


class Game:
    """Layers of (kind, seen by, weights, ends): `ends[b]` true where branch b leads to the end at once. Payoffs are polynomials in what was taken."""

    def __init__(self, seed, actors, zero_sum):
        luck = random.Random(seed)
        self.actors = [f"a{i}" for i in range(actors)]
        self.layers = []
        n = luck.choice((3, 4, 5)) if actors == 2 else 4
        for k in range(n):
            chance = luck.random() < (0.8 if k == 0 else 0.15)
            kind = "chance" if chance else luck.choice(self.actors)
            seen = [a for a in self.actors if luck.random() < 0.45]
            weight = luck.randint(2, 8) / 10
            self.layers.append((kind, seen, weight, k > 0 and luck.random() < 0.25))
        terms = [(k,) for k in range(n)] + [pair for pair in itertools.combinations(range(n), 2)]
        self.terms = [[(luck.randint(-40, 40) / 10, term) for term in terms] for _ in self.actors]
        if zero_sum:
            self.terms[1] = [(-c, term) for c, term in self.terms[0]]
        self.zero_sum = zero_sum

    def text(self):
        out = ["crossroads: 1", "title: A game", "start: n0", "actors: {" + ", ".join(f"{a}: {a}" for a in self.actors) + "}", "nodes:"]
        for k, (kind, seen, weight, ends) in enumerate(self.layers):
            to = f"n{k + 1}" if k + 1 < len(self.layers) else "z"
            first = "z" if ends else to
            if kind == "chance":
                body = f"chance: {{x: {{weight: {100 * weight:g}%, then: {first}}}, y: {{weight: rest, then: {to}}}}}"
            else:
                body = f"decision: {kind}, options: {{x: {first}, y: {to}}}"
            out.append(f"  n{k}: {{ask: 'Q?', seen_by: [{', '.join(seen)}], {body}}}")
        pays = []
        for a, terms in zip(self.actors, self.terms):
            sums = " + ".join(f"({c})*" + "*".join(f"took('n{k}.x')" for k in term) for c, term in terms)
            pays.append(f'{a}: "{sums}"')
        out.append("outcomes:\n  z: {label: The end, payoff: {" + ", ".join(pays) + "}}")
        return "\n".join(out) + "\n"

    def payoff(self, history):
        taken = {k for k, b in history if b == "x"}
        return [sum(c for c, term in terms if all(k in taken for k in term)) for terms in self.terms]

    def after(self, history):
        """The layer that comes next, or None at an end."""
        k = len(history)
        if k == len(self.layers) or (k and history[-1][1] == "x" and self.layers[k - 1][3]):
            return None
        return k

    def known(self, history, actor):
        return tuple((k, b) for k, b in history if actor in self.layers[k][1] or self.layers[k][0] == actor)

    def histories(self, history=()):
        yield history
        if self.after(history) is not None:
            for b in "xy":
                yield from self.histories(history + ((len(history), b),))

    def sets(self):
        found = {}
        for h in self.histories():
            k = self.after(h)
            if k is not None and self.layers[k][0] != "chance":
                found.setdefault((k, self.known(h, self.layers[k][0])), []).append(h)
        return found

    def value(self, play, history=()):
        """Expected payoffs from a history on; play[set][branch]."""
        k = self.after(history)
        if k is None:
            return self.payoff(history)
        kind, _, weight, _ = self.layers[k]
        p = {"x": weight, "y": 1 - weight} if kind == "chance" else play[(k, self.known(history, kind))]
        below = {b: self.value(play, history + ((k, b),)) for b in "xy" if p[b] > 0}
        return [sum(p[b] * below[b][i] for b in below) for i in range(len(self.actors))]

    def reach(self, play, history):
        p = 1.0
        for k, b in history:
            kind, _, weight, _ = self.layers[k]
            q = {"x": weight, "y": 1 - weight} if kind == "chance" else play[(k, self.known(history[:k], kind))]
            p *= q[b]
        return p

    def span(self):
        ends = [self.payoff(h) for h in self.histories() if self.after(h) is None]
        return [max(1e-9, max(e[i] for e in ends) - min(e[i] for e in ends)) for i in range(len(self.actors))]

    def strategies(self, actor):
        own = [s for s in self.sets() if self.layers[s[0]][0] == actor]
        for choice in itertools.product("xy", repeat=len(own)):
            yield {s: {"x": float(b == "x"), "y": float(b == "y")} for s, b in zip(own, choice)}


def solve(program, path, *options):
    done = subprocess.run([program, "solve", path, "--json", *options], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(options)}: {done.stderr}\n{open(path).read()}")
    return json.loads(done.stdout)


def reported(result):
    """play[set][branch], beliefs[set] = {history: p}, values[set][branch]."""
    play, beliefs, values = {}, {}, {}
    for row in result["policy"]:
        step = lambda name: (int(name.split(".")[0][1:]), name.split(".")[1])
        where = (int(row["node"][1:]), tuple(step(name) for name in row["path"]))
        play[where] = {o["option"]: o["p"] for o in row["probabilities"]}
        beliefs[where] = {tuple(step(name) for name in b["path"]): b["p"] for b in row["beliefs"]}
        values[where] = {o["option"]: o["value"][row["actor"]] for o in row["options"]}
    return play, beliefs, values


def check_equilibrium(game, result, problems, name, logit=False):
    play, beliefs, values = reported(result)
    sets, span = game.sets(), game.span()
    if set(play) != set(sets):
        problems.append(f"{name}: information sets {sorted(set(play) ^ set(sets))} are not those of both")
        return
    if "regret" not in result.get("equilibrium", {}):
        return  # nobody knew what another did not
    total = game.value(play)
    for i, a in enumerate(game.actors):
        if abs(total[i] - result["value"][a]) > 1e-9 * (1 + abs(total[i])):
            problems.append(f"{name}: {a} has {total[i]:.12g} and not {result['value'][a]:.12g}")
    for where, members in sets.items():
        actor = game.layers[where[0]][0]
        i = game.actors.index(actor)
        belief = beliefs[where]
        if abs(sum(play[where].values()) - 1) > 1e-12 or abs(sum(belief.values()) - 1) > 1e-9:
            problems.append(f"{name}: {where}: probabilities or beliefs do not add up")
        reach = {h: game.reach(play, h) for h in members}
        if sum(reach.values()) > 1e-9:
            for h in members:
                if abs(reach[h] / sum(reach.values()) - belief.get(h, 0)) > 1e-8:
                    problems.append(f"{name}: {where}: {h} is believed with {belief.get(h, 0):.9g}, and Bayes says {reach[h] / sum(reach.values()):.9g}")
        own = {b: sum(p * game.value(play, h + ((where[0], b),))[i] for h, p in belief.items()) for b in "xy"}
        for b in "xy":
            if abs(own[b] - values[where][b]) > 1e-9 * (1 + abs(own[b])):
                problems.append(f"{name}: {where}: {b} is worth {own[b]:.12g} and not {values[where][b]:.12g}")
        gain = max(own.values()) - sum(play[where][b] * own[b] for b in "xy")
        if gain > TOLERANCE * span[i] + LEAST and not logit:
            problems.append(f"{name}: {where}: another option brings {gain:.3g}")
    for i, a in enumerate(game.actors):
        if not any(game.layers[s[0]][0] == a for s in sets):
            continue
        best = max(game.value({**play, **own})[i] for own in game.strategies(a))
        told = result["equilibrium"]["regret"].get(a, 0)
        if abs(best - total[i] - told) > 1e-9 * (1 + span[i]):
            problems.append(f"{name}: {a} can gain {best - total[i]:.3g}, and {told:.3g} is reported")
        if best - total[i] > TOLERANCE * span[i] + LEAST and not logit:
            problems.append(f"{name}: {a} can gain {best - total[i]:.3g} by another strategy")


# ---- the value of a zero-sum game, from its normal form ----------------------------------------------------------

def matrix_value(rows):
    """The value of a matrix game to the row player: the simplex method in fractions, with Bland's rule."""
    low = min(min(r) for r in rows)
    a = [[x - low + 1 for x in r] for r in rows]
    m, n = len(a), len(a[0])
    # max sum y, A y <= 1, y >= 0: the column player's part; the optimum is 1 / value.
    table = [a[i] + [fractions.Fraction(int(i == k)) for k in range(m)] + [fractions.Fraction(1)] for i in range(m)]
    goal = [fractions.Fraction(-1)] * n + [fractions.Fraction(0)] * (m + 1)
    basis = list(range(n, n + m))
    while True:
        column = next((k for k in range(n + m) if goal[k] < 0), None)
        if column is None:
            return 1 / goal[-1] + low - 1
        ratios = [(table[i][-1] / table[i][column], basis[i], i) for i in range(m) if table[i][column] > 0]
        _, _, row = min(ratios)
        pivot = table[row][column]
        table[row] = [x / pivot for x in table[row]]
        for i in range(m):
            if i != row and table[i][column] != 0:
                by = table[i][column]
                table[i] = [x - by * y for x, y in zip(table[i], table[row])]
        by = goal[column]
        goal = [x - by * y for x, y in zip(goal, table[row])]
        basis[row] = column


def normal_form_value(game):
    rows = [[fractions.Fraction(game.value({**one, **two})[0]).limit_denominator(10 ** 9) for two in game.strategies(game.actors[1])]
            for one in game.strategies(game.actors[0])]
    return float(matrix_value([list(x) for x in dict.fromkeys(tuple(r) for r in rows)]))


# ---- logit play ----------------------------------------------------------------------------------------------------

def logit_step(game, sets, play, lam):
    """What each set's options are worth under the play and its beliefs, turned into probabilities."""
    to = {}
    for where, members in sets.items():
        i = game.actors.index(game.layers[where[0]][0])
        reach = [game.reach(play, h) for h in members]
        worth = {b: sum(p * game.value(play, h + ((where[0], b),))[i] for h, p in zip(members, reach)) / sum(reach) for b in "xy"}
        x = 1 / (1 + math.exp(-lam * (worth["x"] - worth["y"])))
        to[where] = {"x": x, "y": 1 - x}
    return to


def logit_play(game, targets):
    """Along the branch from lambda 0: small steps of lambda, each from the fixed point before, by damped repetition."""
    sets = game.sets()
    play = {s: {"x": 0.5, "y": 0.5} for s in sets}
    found, lam = {}, 0.0
    for target in targets:
        steps = max(1, round((target - lam) / 0.05))
        for k in range(1, steps + 1):
            at = lam + (target - lam) * k / steps
            for _ in range(4000):
                new = logit_step(game, sets, play, at)
                moved = max(abs(new[s]["x"] - play[s]["x"]) for s in sets)
                play = {s: {b: 0.5 * play[s][b] + 0.5 * new[s][b] for b in "xy"} for s in sets}
                if moved < 1e-13:
                    break
            else:
                return None  # repetition does not settle here: no fixed point to compare with
        found[target], lam = play, target
    return found


def small(game):
    """Its payoffs divided by ten: lambda 2 is then gentle enough for repetition to settle."""
    game.terms = [[(c / 10, term) for c, term in terms] for terms in game.terms]
    return game


# ---- the other engines ----------------------------------------------------------------------------------------------

def check_engines(program, path, folder, result, problems, name):
    def run(*options):
        done = subprocess.run([program, "run", path, "--json", *options], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)
    want = {a["actor"]: a["mean"] for a in result["payoffs"]}
    exact = run("--engine", "exact")
    walk = run("--engine", "walk", "--runs", "60000")
    for a in exact["payoffs"]:
        if abs(a["mean"] - want[a["actor"]]) > 1e-9 * (1 + abs(a["mean"])):
            problems.append(f"{name}: exact evaluation gives {a['actor']} {a['mean']}, solve {want[a['actor']]}")
    for a in walk["payoffs"]:
        if abs(a["mean"] - want[a["actor"]]) > 5 * (a["se"] or 0) + 1e-9:
            problems.append(f"{name}: a walk gives {a['actor']} {a['mean']} +- {a['se']}, and {want[a['actor']]} is right")
    one = run("--engine", "walk", "--runs", "60000", "--threads", "1")
    two = run("--engine", "walk", "--runs", "60000", "--threads", "2")
    if one["payoffs"] != two["payoffs"]:
        problems.append(f"{name}: one thread and two give different digits")


def main():
    program = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    problems, checked, zero, logits = [], 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            game = Game(seed, 3 if seed % 5 == 4 else 2, seed % 3 == 0 and seed % 5 != 4)
            path = os.path.join(folder, "game.yaml")
            with open(path, "w", encoding="utf-8") as out:
                out.write(game.text())
            result = solve(program, path)
            name = f"game {seed}"
            check_equilibrium(game, result, problems, name)
            checked += result.get("equilibrium", {}).get("concept") == "sequential"
            if game.zero_sum and all(any(k == a for k, *_ in game.layers) for a in game.actors):
                zero += 1
                value = normal_form_value(game)
                if abs(value - result["value"][game.actors[0]]) > 1e-8 * game.span()[0]:
                    problems.append(f"{name}: worth {result['value'][game.actors[0]]:.12g}, and the linear program says {value:.12g}")
            if seed % 10 == 1 and result.get("equilibrium", {}).get("concept") == "sequential":
                check_engines(program, path, folder, result, problems, name)
            if seed % 4 == 1:
                game = small(game)
                with open(path, "w", encoding="utf-8") as out:
                    out.write(game.text())
                fixed = logit_play(game, (0.5, 1.0, 2.0))
                for lam, play in (fixed or {}).items():
                    logits += 1
                    got = solve(program, path, "--choose", f"quantal:{lam}")
                    told = reported(got)[0]
                    worst = max(abs(told[s][b] - play[s][b]) for s in play for b in "xy")
                    if worst > 1e-8:
                        problems.append(f"{name}: at lambda {lam} a probability is off by {worst:.3g}")
                    check_equilibrium(game, got, problems, f"{name} at lambda {lam}", logit=True)
    if checked < count // 3 or zero < count // 20 or logits < count // 10:
        problems.append(f"too little was looked at: {checked} games with private information, {zero} linear programs, {logits} logit plays")
    print("\n".join(problems[:40]))
    print(f"private: {count} games, {checked} with private information, {zero} linear programs, {logits} logit plays: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
