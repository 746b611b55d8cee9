"""The value of information against enumeration: 200 small games of one or two actors, generated here, whose parameters take few
values, so that every world can be gone through by hand. Play is subgame perfect with everything before in sight, and what is
learnt about a parameter all learn. The enumerator knows nothing of the program: it goes down the tree with the weight of every
world, and at a decision takes the option that is worth most to its actor over those worlds."""
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile

from hold import Holder

GAMES = 200
ACTORS = ("a", "b")


class Game:
    """A tree of decisions and chance, three deep; payoffs and chances are expressions in the parameters."""

    def __init__(self, seed):
        self.luck = random.Random(seed)
        self.laws = {f"p{i}": [self.luck.randint(-6, 6) for _ in range(self.luck.choice((2, 2, 4)))] for i in range(self.luck.choice((1, 2, 2, 3)))}
        self.alone = seed % 4 == 0  # only the first actor decides
        self.nodes, self.ends = [], []
        self.root = self.grow(3)

    def term(self):
        name = self.luck.choice(sorted(self.laws))
        other = self.luck.choice(sorted(self.laws))
        size = self.luck.randint(-30, 30) / 10
        return self.luck.choice((f"{size}*{name}", f"{size}*{name}", f"{size / 4}*{name}*{other}"))

    def grow(self, depth):
        """The name of what stands here: a node, or an outcome."""
        if depth == 0 or (depth == 1 and self.luck.random() < 0.3):
            pays = [f"{self.luck.randint(-80, 80) / 10} + {self.term()}" for _ in ACTORS]
            self.ends.append(pays)
            return ("end", len(self.ends) - 1)
        kind = "chance" if self.luck.random() < 0.25 else "a" if self.alone or self.luck.random() < 0.5 else "b"
        name = len(self.nodes)
        self.nodes.append(None)
        weights = [f"abs({self.luck.randint(10, 40) / 10} + {self.luck.randint(-9, 9) / 10}*{self.luck.choice(sorted(self.laws))}) + 0.1" for _ in range(2)]
        below = [self.grow(depth - 1) for _ in range(2)]
        self.nodes[name] = (kind, weights, below)
        return ("node", name)

    def text(self):
        to = lambda what: f"{'n' if what[0] == 'node' else 'e'}{what[1]}"
        out = ["crossroads: 1", "title: A game", f"start: {to(self.root)}", "actors: {a: A, b: B}", "parameters:"]
        for name, values in self.laws.items():
            out.append(f"  {name}: 'choice({', '.join(f'{v}, 1' for v in values)})'")
        out.append("nodes:")
        for i, (kind, weights, below) in enumerate(self.nodes):
            if kind == "chance":
                branches = ", ".join(f"x{k}: {{weight: '{weights[k]}', then: {to(below[k])}}}" for k in range(2))
                out.append(f"  n{i}: {{ask: 'Q?', chance: {{{branches}}}}}")
            else:
                branches = ", ".join(f"x{k}: {{then: {to(below[k])}}}" for k in range(2))
                out.append(f"  n{i}: {{ask: 'Q?', decision: {kind}, options: {{{branches}}}}}")
        out.append("outcomes:")
        for i, (a, b) in enumerate(self.ends):
            out.append(f"  e{i}: {{label: E, payoff: {{a: '{a}', b: '{b}'}}}}")
        return "\n".join(out) + "\n"

    # ---- by enumeration ----

    def worlds(self):
        names = list(self.laws)
        return [dict(zip(names, values)) for values in itertools.product(*self.laws.values())]

    def play(self, at, worlds, weights):
        """What every world gives either actor from here; the closest two options anywhere came to each other."""
        if at[0] == "end":
            return [[eval(pay, {"abs": abs}, world) for pay in self.ends[at[1]]] for world in worlds], 99
        kind, chances, below = self.nodes[at[1]]
        if kind == "chance":
            shares = []
            for world in worlds:
                both = [eval(c, {"abs": abs}, world) for c in chances]
                shares.append([x / sum(both) for x in both])
            ways = [self.play(below[k], worlds, [w * s[k] for w, s in zip(weights, shares)]) for k in range(2)]
            mixed = [[s[0] * x + s[1] * y for x, y in zip(u, v)] for s, u, v in zip(shares, ways[0][0], ways[1][0])]
            return mixed, min(ways[0][1], ways[1][1])
        ways = [self.play(below[k], worlds, weights) for k in range(2)]
        who, total = ACTORS.index(kind), sum(weights)
        worth = [sum(w * v[who] for w, v in zip(weights, way[0])) / total for way in ways]
        return ways[worth[1] > worth[0]][0], min(ways[0][1], ways[1][1], abs(worth[0] - worth[1]))

    def value(self, who, known):
        """What the actor expects where everybody knows some parameters, and how near a choice was to another."""
        worlds, near = self.worlds(), 99
        groups = {}
        for world in worlds:
            groups.setdefault(tuple(world[name] for name in known), []).append(world)
        total = 0
        for group in groups.values():
            values, gap = self.play(self.root, group, [1.0] * len(group))
            near = min(near, gap)
            total += sum(v[who] for v in values)
        return total / len(worlds), near


def told(program, path, who):
    # not in `hold`: the program refuses games in which nobody decides
    command = [program, "solve", path, "--voi", "--for", who, "--worlds", "512", "-j1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return json.loads(done.stdout)["voi"] if done.returncode == 0 else None


def main():
    holder, compared, moved, more = Holder(sys.argv[1]), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        path, seed = os.path.join(folder, "game.yaml"), 0
        while compared < GAMES:
            seed += 1
            game = Game(seed)
            deciders = {kind for kind, _, _ in game.nodes if kind != "chance"}
            who = ACTORS[0] if game.alone else ACTORS[seed % 2]
            if who not in deciders or not game.alone and len(deciders) < 2:
                continue
            base, near = game.value(who=ACTORS.index(who), known=[])
            wants = {}
            for known in [[name] for name in game.laws] + [list(game.laws)]:
                wants[tuple(known)], gap = game.value(ACTORS.index(who), known)
                near = min(near, gap)
            if near < 0.02:  # hangs by less than so few worlds can tell
                continue
            with open(path, "w", encoding="utf-8") as out:
                out.write(game.text())
            voi = told(sys.argv[1], path, who)
            compared += 1
            if voi is None:
                holder.failed.append(f"game {seed}: no value\n{game.text()}")
                continue
            everything = voi["parameters_all"]
            holder.near(f"game {seed}: everything", everything, wants[tuple(game.laws)] - base, 4 * voi["parameters_all_se"] + 1e-9)
            for row in voi["parameters"]:
                want = wants[(row["id"],)] - base
                moved += abs(want) > 1e-9
                more += want > wants[tuple(game.laws)] - base + 1e-9
                holder.near(f"game {seed}: {row['id']}", row["value"], want, 4 * row["se"] + 1e-9)
                if len(game.laws) == 1:
                    holder.near(f"game {seed}: the only one", row["value"], everything, 1e-9 if not game.alone else 4 * row["se"] + 1e-9)
                if game.alone and row["value"] > everything + 4 * (row["se"] + voi["parameters_all_se"]) + 1e-9:
                    holder.failed.append(f"game {seed}: {row['id']} is worth more to one alone than everything")
    print(f"{compared} games, {moved} parameters worth something, {more} worth more than everything")
    if moved < GAMES / 2 or more == 0:  # else the games would show nothing
        holder.failed.append("the games are too tame")
    holder.finish()


main()
