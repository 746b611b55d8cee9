#!/usr/bin/env python3
"""Plays futures of `crossroads.yaml` from its text, every uncertainty drawn: where the figures of that scenario in
expected_content.json come from. numpy's own generator; weights, starts, effects, lenses and evidence are written anew from
docs/reference/language.md (sections 4 to 8); of tree.py only the reader of YAML is used; nothing is shared with the program.

usage: sample.py [--seed N] [--lens NAME] [--given WHAT]... SCENARIO FUTURES
           shares of outcomes, tags and branches as JSON, given what was seen by as_of and what is asked for beside it (the name
           of an observation, or NODE.BRANCH), one lens at full strength, with the effective sample size
       sample.py --refresh
           works out all the figures of crossroads anew, with the futures of FUTURES below, and writes them into
           expected_content.json; run it after a change of the scenario that was meant, and read the difference

A future that contradicts what was seen is not played: the branch seen is taken, and the future weighs its probability there.
Needs numpy and PyYAML. What the scenario does not use (loops, `set`, payoffs, ranges, lenses that do more than multiply weights
and move starts) is refused or not read."""
import argparse
import ast
import collections
import json
import pathlib
import re
import sys

import numpy

import tree

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE / "expected_content.json"
FUTURES = {"base": 300_000, "lens": 60_000, "backtest": 1_000_000}
BLOCK = 20_000  # futures played at once
NUMBER = r"([+-]?[\d.]+)"
PERT = re.compile(rf"pert\({NUMBER}, {NUMBER}, {NUMBER}\)")
NORMAL = re.compile(rf"normal\({NUMBER}, {NUMBER}\)")
PERCENT = re.compile(rf"{NUMBER}(%?)")
SHIFT = re.compile(rf"x\s*{NUMBER}(?: per {NUMBER})?")
COMPARE = {ast.Lt: numpy.less, ast.LtE: numpy.less_equal, ast.Gt: numpy.greater, ast.GtE: numpy.greater_equal}


def numbers(pattern, text):
    match = pattern.fullmatch(str(text).strip())
    if not match:
        raise ValueError(f"{text!r} is not read here")
    return [None if x is None else float(x) for x in match.groups()]


def likelihood(text):
    value, percent = PERCENT.fullmatch(text).groups()
    return float(value) / (100 if percent else 1)


class Futures:
    """Many futures at once: what they have taken and where they stand. Columns are futures."""

    def __init__(self, state, n):
        self.state, self.n, self.taken = state, n, {}
        self.weight = numpy.ones(n)

    def took(self, branch):
        return self.taken.get(branch, numpy.zeros(self.n, bool))

    def value(self, term):
        """A condition or a number of the language, which in this scenario reads like Python."""
        if isinstance(term, ast.BoolOp):
            values = [self.value(v) for v in term.values]
            return (numpy.logical_and if isinstance(term.op, ast.And) else numpy.logical_or).reduce(values)
        if isinstance(term, ast.UnaryOp) and isinstance(term.op, ast.Not):
            return ~self.value(term.operand)
        if isinstance(term, ast.Compare) and len(term.ops) == 1:
            return COMPARE[type(term.ops[0])](self.value(term.left), self.value(term.comparators[0]))
        if isinstance(term, ast.Call) and term.func.id == "took":
            return self.took(term.args[0].value)
        if isinstance(term, ast.Name):
            return self.state[term.id]
        if isinstance(term, ast.Constant):
            return numpy.float64(term.value)
        raise ValueError(f"{ast.dump(term)} is not read here")


class Branch:
    def __init__(self, name, item, odds):
        item = item if isinstance(item, dict) else {"then": item}
        if set(item) - {"label", "about", "because", "weight", "when", "shift", "change", "then"}:
            raise ValueError(f"{name}: {set(item)}")
        self.name, self.odds, self.then = name, odds.get(name, 1.0), item["then"]
        self.weight = likelihood(item.get("weight", "1"))
        self.when = ast.parse(item["when"].replace("\n", " "), mode="eval").body if "when" in item else None
        self.shifts = [(key, *numbers(SHIFT, text)) for key, text in item.get("shift", {}).items()]
        self.changes = [(variable, *numbers(NORMAL, text)) for variable, text in item.get("change", {}).items()]


class Sampler:
    def __init__(self, path, lens=None, given=()):
        self.doc = doc = tree.read(path)
        lens = doc["lenses"][lens] if lens else {}
        written = {name: text["weight"] if isinstance(text, dict) else text for name, text in lens.get("weights", {}).items()}
        odds = {name: numbers(SHIFT, text)[0] for name, text in written.items()}  # x1.5, and nothing else
        if {"parameters", "payoffs"} & set(lens) or any(text[0] not in "+-" for text in lens.get("start", {}).values()):
            raise ValueError("a lens that does more than multiply weights and move starts is not read here")
        self.starts = {name: (*numbers(PERT, item["start"]), float(lens.get("start", {}).get(name, 0)))
                       for name, item in doc["state"].items()}
        self.centre = {name: (low + 4 * mode + high) / 6 for name, (low, mode, high, _) in self.starts.items()}
        self.nodes = {}
        for name, node in doc["nodes"].items():
            kind = next(kind for kind in ("chance", "options", "rule") if kind in node)
            if "at_most" in node or "signals" in node:
                raise ValueError(f"{name}: loops and signals are not read here")
            branches = {b: Branch(f"{name}.{b}", item, odds) for b, item in node[kind].items()}
            self.nodes[name] = (kind, float(node["confidence"]) if "confidence" in node else None, branches)
        self.collect(given)

    def collect(self, given):
        """What was seen, {node: branch}, and what bears on it, {node: [{branch: likelihood}]}. Said twice it counts once."""
        self.seen, self.informs, known = {}, collections.defaultdict(list), self.doc["observations"]
        names = [name for name, item in known.items() if item.get("date", "9") <= self.doc["as_of"] or name in given]
        for name in names + [name for name in given if name not in known]:
            item = known.get(name, {"saw": name})
            if "saw" in item:
                node, branch = item["saw"].split(".")
                if branch not in self.nodes[node][2] or self.seen.setdefault(node, branch) != branch:
                    raise ValueError(f"{name} contradicts what was seen, or is no branch")
            for node, branches in item.get("informs", {}).items():
                self.informs[node].append({branch: likelihood(text) for branch, text in branches.items()})

    def shares(self, futures, here, rng, cases, branches):
        """Probabilities at a node, a row a branch: Dirichlet by gammas; a lens; shifts; conditions; what is left totals 1."""
        total, p = sum(branch.weight for branch in branches.values()), []
        for branch in branches.values():
            share = branch.weight / total
            w = (rng.gamma(cases * share, size=len(here)) if cases else numpy.full(len(here), share)) * branch.odds
            for key, factor, per in branch.shifts:
                if per is None:
                    w = numpy.where(futures.took(key)[here], w * factor, w)
                else:
                    w = w * factor ** ((futures.state[key][here] - self.centre[key]) / per)
            p.append(w if branch.when is None else w * futures.value(branch.when)[here])
        return numpy.array(p) / numpy.sum(p, axis=0)

    def play(self, rng, n):
        """Futures in worlds of their own, and {end: which of them}."""
        state = {}
        for name, (low, mode, high, moved) in self.starts.items():
            rise = 4 / (high - low)
            drawn = low + (high - low) * rng.beta(1 + rise * (mode - low), 1 + rise * (high - mode), n)
            state[name] = numpy.clip(drawn + moved, 0, 100)
        futures, waiting = Futures(state, n), {self.doc["start"]: numpy.arange(n)}
        for name, (kind, cases, branches) in self.nodes.items():  # in the order of the file no branch leads back
            here = waiting.pop(name, numpy.arange(0))
            if name in self.seen:  # a branch at a node to which the path never comes was not taken
                missed = numpy.ones(n, bool)
                missed[here] = False
                futures.weight[missed] = 0
            if not len(here):
                continue
            if kind == "rule":
                holds = [numpy.ones(n, bool) if b.when is None else futures.value(b.when) for b in branches.values()]
                chosen = numpy.argmax(numpy.array(holds)[:, here], axis=0)
                if name in self.seen:
                    futures.weight[here] *= chosen == list(branches).index(self.seen[name])
            else:
                p = self.shares(futures, here, rng, cases, branches)
                if name in self.seen:
                    seen = list(branches).index(self.seen[name])
                    futures.weight[here] *= p[seen]
                    chosen = numpy.full(len(here), seen)
                else:
                    luck = rng.random(len(here))
                    chosen = numpy.minimum((numpy.cumsum(p, axis=0) <= luck).sum(axis=0), len(branches) - 1)
            for k, (short, branch) in enumerate(branches.items()):
                some = here[chosen == k]
                for informed in self.informs.get(name, ()):
                    futures.weight[some] *= informed.get(short, 1.0)
                futures.taken[branch.name] = numpy.zeros(n, bool)
                futures.taken[branch.name][some] = True
                for variable, mean, sd in branch.changes:
                    x = futures.state[variable][some]
                    change = rng.normal(mean, sd, len(some))
                    room = numpy.where(change > 0, 100 - x, x)
                    futures.state[variable][some] = numpy.clip(x + change * numpy.minimum(1, room / 50), 0, 100)
                waiting[branch.then] = numpy.concatenate([waiting.get(branch.then, numpy.arange(0)), some])
        if set(waiting) - set(self.doc["outcomes"]):
            raise ValueError("a branch leads back in the file")
        return futures, waiting


def shares(path, n, seed=1, lens=None, given=()):
    sampler, rng = Sampler(path, lens, given), numpy.random.default_rng(seed)
    sums = {kind: collections.Counter() for kind in ("outcomes", "tags", "branches", "reach", "all")}
    for first in range(0, n, BLOCK):
        futures, ends = sampler.play(rng, min(BLOCK, n - first))
        sums["all"].update(total=futures.weight.sum(), squares=(futures.weight ** 2).sum())
        for end, which in ends.items():
            sums["outcomes"][end] += futures.weight[which].sum()
            sums["tags"].update({tag: futures.weight[which].sum() for tag in sampler.doc["outcomes"][end]["tags"]})
        for name, which in futures.taken.items():
            sums["branches"][name] += futures.weight[which].sum()
            sums["reach"][name.split(".")[0]] += futures.weight[which].sum()
    total = sums["all"]["total"]
    result = {"futures": n, "effective": round(total ** 2 / sums["all"]["squares"])}
    for kind in ("outcomes", "tags", "branches"):
        of = (lambda name: sums["reach"][name.split(".")[0]]) if kind == "branches" else (lambda name: total)
        result[kind] = {name: round(float(x / of(name)), 4) for name, x in sorted(sums[kind].items()) if of(name)}
    return result


def refresh():
    """The figures, and how many futures each rests on; notes stay. An end or tag that no future came to has 0."""
    expected = json.loads(TABLE.read_text(encoding="utf-8"))
    flagship = expected["crossroads"]
    path = HERE.parent.parent / flagship["file"]
    doc = Sampler(path).doc
    base = shares(path, FUTURES["base"])
    for kind in ("outcomes", "tags", "branches"):
        flagship[kind]["rows"] = base[kind]
    flagship["outcomes"]["rows"] = {name: base["outcomes"].get(name, 0.0) for name in sorted(doc["outcomes"])}
    seen = {name: shares(path, FUTURES["lens"], lens=name) for name in doc["lenses"] if name != "as_written"}
    flagship["lenses"]["rows"] = {name: lens["tags"] for name, lens in seen.items()}
    flagship["lenses"]["effective"] = {name: lens["effective"] for name, lens in seen.items()}
    seen = shares(path, FUTURES["backtest"], given=flagship["backtest"]["facts"])
    flagship["backtest"]["tags"] = {name: seen["tags"].get(name, 0.0) for name in base["tags"]}
    flagship["effective"].update({"base": base["effective"], "of": FUTURES["base"], "backtest": seen["effective"]})
    TABLE.write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?")
    parser.add_argument("futures", nargs="?", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lens")
    parser.add_argument("--given", action="append", default=[])
    parser.add_argument("--refresh", action="store_true")
    asked = parser.parse_args()
    if asked.refresh:
        refresh()
        return
    if not asked.futures:
        parser.error("SCENARIO and FUTURES, or --refresh")
    json.dump(shares(asked.scenario, asked.futures, asked.seed, asked.lens, asked.given), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
