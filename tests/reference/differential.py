#!/usr/bin/env python3
"""The program against tree.py, and its engines against each other, on generated scenarios with generated options.

usage: differential.py PROGRAM [--seeds FIRST..LAST] [--runs N]
       differential.py PROGRAM --seed N [--as-it-is]      one scenario; printed, and made smaller while it still fails

A scenario and its options (`--set`, `--lens`, `--given`, `--do`, `--ignore`, `--choose`) come from the seed (scenarios.py). What is
held together:

- `solve` with the base case of tree.py: shares, payoffs, measures, nodes, every decision with its ties, to 1e-9;
- `run` by the tree (`exact`, with a pool of lenses `rollback` in as many worlds as its weights total) with tree.py, to 1e-9;
- `compare --lenses --pool log` and `linear` with tree.py through each lens and through both pools, `observe` with what it says
  before and after the evidence, to 1e-9;
- `run` by `walk`, `gsl`, `split` and sampled `rollback` with tree.py, which then plays every world of a scenario whose uncertain
  numbers have finitely many values;
- walks and trees with each other where uncertain numbers have laws without end;
- `solve` with itself where payoffs are in a unit 1e9 times larger or smaller: choices and ties stay.

A sampled figure may miss by what Bernstein's inequality allows with probability ALPHA, whatever the law of a run: for n
independent runs of weight w in [0, 1] and value y with mean R, P(estimate > R + e) <= exp(-n m^2 / (2 v + 2 b m / 3)), where
X = w (y - R - e) has mean -m, v = E X^2 and b bounds X + m. So the chance of a wrong alarm is at most ALPHA a look; how many looks
there were is printed with it. Seeds are fixed: what passes passes again."""
import argparse
import copy
import json
import math
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

import scenarios
import tree

HERE = pathlib.Path(__file__).resolve().parent
EXACT = 1e-9
ALPHA = 1e-9        # probability of a wrong alarm, of one look at one sampled figure
SECONDS = 120
tree.MOST_PATHS = 40000


class Refused(Exception):
    """The program said no: its message."""


class Asker:
    """Runs the program on one scenario and holds figures against each other."""

    def __init__(self, program, folder, question, runs):
        self.program, self.question, self.runs = program, question, runs
        self.file = folder / f'seed-{question.seed}.yaml'
        self.file.write_text(scenarios.yaml(question.doc) + '\n', encoding='utf-8')
        self.faults, self.looks, self.exact_looks = [], 0, 0

    def ask(self, command, *more, without=()):
        done = subprocess.run([self.program, command, str(self.file), *self.question.arguments(without), *more, '--json'], capture_output=True, text=True,
                              timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            if done.returncode not in (1, 2, 5):
                self.faults.append(f'{command} {" ".join(more)}: exit {done.returncode}: {done.stderr.strip()}')
            raise Refused(f'{command} {" ".join(more)}: {done.stderr.strip()}')
        return json.loads(done.stdout)

    def reference(self, **more):
        q = self.question
        asked = {'lens': q.lens, 'choose': q.choose, 'do': q.do, 'given': q.given, 'ignore': q.ignore, 'sets': q.set, **more}
        return tree.evaluate(copy.deepcopy(q.doc), **asked)

    # -- holding

    def near(self, where, got, want, size=1.0):
        self.exact_looks += 1
        if got is None or not abs(got - want) <= EXACT * max(size, abs(want)):
            self.faults.append(f'{where}: the program says {got!r}, the reference {want!r}')

    def within(self, where, got, error, want):
        self.looks += 1
        if got is None or not abs(got - want) <= error:
            self.faults.append(f'{where}: {got!r} is more than {error:.3g} from {want!r}')

    def exact(self, where, doc, want, share='share'):
        for kind in ('outcomes', 'tags'):
            for row in doc[kind]:
                self.near(f'{where}: {row["id"]}', row[share], want[kind].get(row['id'], 0.0))
        for kind, key in (('payoffs', 'actor'), ('measures', 'id')):
            for row in doc[kind]:
                self.near(f'{where}: mean of {row[key]}', row['mean'], want[kind][row[key]]['mean'])
                # A spread is the root of a difference of squares: half the digits where it is near nothing.
                self.near(f'{where}: spread of {row[key]}', row['sd'] ** 2, want[kind][row[key]]['sd'] ** 2,
                          size=1 + want[kind][row[key]]['mean'] ** 2)
        for row in doc['nodes']:
            if 'at_most' in self.question.doc['nodes'][row['node']]:
                continue        # shares are those of all visits there
            reach = want['nodes'].get(row['node'], 0.0)
            self.near(f'{where}: reach of {row["node"]}', row['reach'], reach)
            for branch in row['branches'] if reach > 1e-6 else []:
                name = f'{row["node"]}.{branch["branch"]}'
                self.near(f'{where}: share of {name}', branch['share'], want['branches'].get(name, 0.0) / reach)
        if doc.get('evidence_probability') is not None and not self.informed():
            self.near(f'{where}: probability of the evidence', doc['evidence_probability'], want['evidence_probability'])
        for row in doc.get('lenses') or []:
            self.near(f'{where}: belief in {row["id"]}', row['weight'], want['lenses'].get(row['id'], 0.0))

    def informed(self):
        return any('informs' in o for o in self.question.doc.get('observations', {}).values())

    def decisions(self, where, doc, want):
        """Every information set that tree.py found: the program shows it, or one of the same choices that goes the same way."""
        shown = {}
        for row in doc['policy']:
            shown.setdefault((row['node'], tuple(row['path'])), []).append(row)
        for row in want['policy']:
            found = [r for r in shown.get((row['node'], tuple(row['path'])), [])
                     if [o['option'] for o in r['options']] == row['open']]
            if len(found) != 1:
                continue        # stands with another history that leads to the same place
            got, name = found[0], f'{where}: {row["node"]} after {row["path"]}'
            if self.question.how(row['node']) == 'best' and sorted(got['ties']) != sorted(row['ties']):
                self.faults.append(f'{name}: the program has ties {got["ties"]}, the reference {row["ties"]}')
            for option in got['options']:
                self.near(f'{name}: chance of {option["option"]}', option['probability'], row['play'][option['option']])
                for actor, value in option['from_here'].items():
                    self.near(f'{name}: {option["option"]} to {actor}', value, row['from_here'][option['option']][actor], size=10)

    def error(self, n, chance, mean, square, low, high):
        """By how much the mean of n runs may miss, at ALPHA on each side: `chance` is E w, `square` E w (y - R)^2."""
        def bound(e):
            m, reach = chance * e, max(high - mean, mean - low) + e
            return n * m * m / (2 * (square + chance * e * e) + 2 * (reach + m) * m / 3)
        small, large = 0.0, (high - low) * 4 + 1e-9
        for _ in range(60):
            middle = (small + large) / 2
            small, large = (small, middle) if bound(middle) > math.log(2 / ALPHA) else (middle, large)
        return large + EXACT * max(1, abs(mean))

    def sampled(self, where, doc, want, n):
        chance = want['evidence_probability']
        for kind in ('outcomes', 'tags'):
            for row in doc[kind]:
                p = want[kind].get(row['id'], 0.0)
                self.within(f'{where}: {row["id"]}', row['share'], self.error(n, chance, p, chance * p * (1 - p), 0, 1), p)
        for kind, key in (('payoffs', 'actor'), ('measures', 'id')):
            for row in doc[kind]:
                w = want[kind][row[key]]
                error = self.error(n, chance, w['mean'], chance * w['sd'] ** 2, w['low'], w['high'])
                self.within(f'{where}: mean of {row[key]}', row['mean'], error, w['mean'])

    # -- the comparisons

    def all(self):
        """The reasons for which nothing could be compared; faults are kept."""
        try:
            want = self.reference()
        except tree.Fault as fault:
            return self.both_refuse(fault)
        try:
            doc = self.ask('solve')
        except Refused as refused:
            self.faults.append(f'the reference answers, and the program does not: {refused}')
            return None
        self.exact('solve', doc, want, 'probability')
        self.decisions('solve', doc, want)
        if self.question.kind == scenarios.CERTAIN:
            self.by_tree(want)
            self.units(doc)
            self.logarithmic()
            self.linear()
            self.observed(want)
            self.by_luck(want)
        elif not self.question.solved():
            self.uncertain()
        return None

    def both_refuse(self, fault):
        try:
            self.ask('solve')
        except Refused as refused:
            return f'{fault} / {refused}'
        self.faults.append(f'the reference refuses, and the program does not: {fault}')
        return None

    def pool_total(self):
        if self.question.lens != ['pool']:
            return 1
        return round(sum(float(tree.short(lens, 'label').get('pool', 1)) for lens in self.question.doc['lenses'].values()))

    def by_tree(self, want):
        total = self.pool_total()
        engines = [['rollback', '--worlds', str(total)]] if self.question.lens == ['pool'] else [['exact']]
        for engine in engines:
            self.exact(f'run --engine {engine[0]}', self.ask('run', '--engine', *engine), want)

    def logarithmic(self):
        q = self.question
        if not q.doc.get('lenses') or q.lens or not any(w for _, w in tree.pool_of(q.doc)):
            return
        want = {}
        for lens in ['as_written', *q.doc['lenses'], 'log']:
            try:
                want[lens] = self.reference(lens=[lens])
            except tree.Fault as why:
                want[lens] = why
        doc = self.ask('compare', '--lenses', '--pool', 'log')
        for column in doc['columns']:
            right = want['log' if column['id'] == 'pool' else column['id']]
            if ('undefined' in column) != isinstance(right, tree.Fault):
                self.faults.append(f'compare: {column["id"]}: the program says {column.get("undefined", "figures")}, the reference '
                                   f'{right if isinstance(right, tree.Fault) else "figures"}')
            elif 'undefined' not in column:
                self.exact(f'compare: {column["id"]}', column, right)

    def units(self, doc):
        """Payoffs a thousand million times smaller or larger: the same choices, the same ties."""
        if not self.question.solved() or 'quantal' in str(self.question.choose) or 'utility' in json.dumps(self.question.doc):
            return
        own = self.file.read_text(encoding='utf-8')
        for unit in ('0.000000001', '1000000000'):
            self.file.write_text(scenarios.yaml(scenarios.in_units(self.question.doc, unit)) + '\n', encoding='utf-8')
            other = self.ask('solve')
            self.file.write_text(own, encoding='utf-8')
            for now, then in zip(doc['policy'], other['policy']):
                self.exact_looks += 1
                if (now['choice'], now['ties']) != (then['choice'], then['ties']):
                    self.faults.append(f'payoffs times {unit}: {now["node"]} after {now["path"]}: {then["ties"]} instead of {now["ties"]}')
            for now, then in zip(doc['outcomes'], other['outcomes']):
                self.near(f'payoffs times {unit}: {now["id"]}', then['probability'], now['probability'])
            for actor, value in doc['value'].items():
                self.near(f'payoffs times {unit}: value to {actor}', other['value'][actor] / float(unit), value, size=10)

    def linear(self):
        q = self.question
        if q.lens != ['pool']:
            return
        try:
            for lens, _ in tree.pool_of(q.doc):
                self.reference(lens=[lens])     # what one of them cannot see refuses all
        except tree.Fault:
            return
        doc = self.ask('compare', '--lenses', '--pool', 'linear', '--worlds', str(self.pool_total()), without=('lens',))
        want = self.reference()
        for row in doc['pool']['outcomes']:
            self.near(f'compare --pool linear: {row["id"]}', row['linear'], want['outcomes'][row['id']])

    def observed(self, after):
        """Before and after what is given; with a pool also the belief in each lens."""
        q = self.question
        if not q.given:
            return
        try:
            before = self.reference(given=[])
        except tree.Fault:
            return
        more = ['--worlds', str(self.pool_total())] if q.lens == ['pool'] else []
        doc = self.ask('observe', *q.given, *more, without=('given',))
        for kind in ('outcomes', 'tags'):
            for then, now in zip(doc['before'][kind], doc['after'][kind]):
                p, r = before[kind].get(then['id'], 0.0), after[kind].get(then['id'], 0.0)
                self.near(f'observe: {then["id"]} before', then['probability'], p)
                self.near(f'observe: {now["id"]} after', now['probability'], r)
                self.near(f'observe: change of {now["id"]}', now['change'], r - p)
                if 1e-6 < p < 1 - 1e-6 and 1e-6 < r < 1 - 1e-6:
                    self.near(f'observe: Bayes factor of {now["id"]}', now['bayes_factor'], r / (1 - r) / (p / (1 - p)), size=1e3)
        for row in doc['after'].get('lenses') or []:
            self.near(f'observe: belief in {row["id"]}', row['weight'], after['lenses'].get(row['id'], 0.0))

    def by_luck(self, want):
        total = self.pool_total()
        worlds = 100 * total
        n = self.runs // worlds * worlds
        engines = ['walk', 'gsl'] + ([] if self.evident() else ['split'])
        for engine in engines:
            # The readable engine draws the lens of a world; the others allot worlds to lenses in proportion.
            more = ['--worlds', str(n if engine == 'gsl' else worlds)] if self.question.lens == ['pool'] else []
            doc = self.ask('run', '--engine', engine, '--runs', str(n), *more)
            self.sampled(f'run --engine {engine}', doc, want, n)

    def evident(self):
        q = self.question
        return bool(q.given or any('date' in o for o in q.doc.get('observations', {}).values()))

    def uncertain(self):
        q = self.question
        if q.kind == scenarios.SMOOTH:
            self.engines()
            return
        want = self.reference(names=q.names)
        for engine in ('walk', 'gsl'):
            doc = self.ask('run', '--engine', engine, '--runs', str(self.runs), '--worlds', str(self.runs))
            self.sampled(f'run --engine {engine}', doc, want, self.runs)
        if 'choice' in json.dumps([d for d in q.doc['nodes'].values()]):
            return
        doc = self.ask('run', '--engine', 'rollback', '--worlds', '2000')
        self.sampled('run --engine rollback', doc, want, 2000)


    def engines(self):
        """Walks and the tree, where no reference knows the answer: two estimates of one share. Their errors are those of the
        share half-way between them."""
        if self.evident():
            return
        estimates = {}
        for engine, n in (('rollback', 2000), ('walk', self.runs), ('gsl', self.runs)):
            doc = self.ask('run', '--engine', engine, '--worlds', str(n), *(['--runs', str(n)] if engine != 'rollback' else []))
            estimates[engine] = n, {row['id']: row['share'] for row in doc['outcomes']}
        n, tree_shares = estimates.pop('rollback')
        for engine, (runs, shares) in estimates.items():
            for name, share in shares.items():
                p = (share + tree_shares[name]) / 2
                error = sum(self.error(k, 1, p, p * (1 - p), 0, 1) for k in (n, runs))
                self.within(f'run --engine {engine} against rollback: {name}', share, error, tree_shares[name])


# ---- making a failing case smaller ---------------------------------------------------------------------------------

def places(value, path=()):
    """Every mapping key below a mapping, deepest last."""
    for key, inside in value.items():
        yield path + (key,)
        if isinstance(inside, dict):
            yield from places(inside, path + (key,))


def smaller(question):
    """Questions with one thing less: an option, or a key of the file."""
    for option in ('lens', 'set', 'given', 'do', 'ignore', 'choose'):
        for i in range(len(getattr(question, option))):
            less = copy.deepcopy(question)
            del getattr(less, option)[i]
            yield less
    for path in list(places(question.doc)):
        less = copy.deepcopy(question)
        inside = less.doc
        for key in path[:-1]:
            inside = inside[key]
        del inside[path[-1]]
        yield less


def shrink(program, folder, question, runs, kind):
    """The smallest question found that still fails in the same way: greedy, one thing after the other."""
    changed = True
    while changed:
        changed = False
        for less in smaller(question):
            try:
                asker, _ = one(program, folder, less, runs)
            except Exception:   # the reference cannot read what is left
                continue
            if any(way(fault) == kind for fault in asker.faults):
                question, changed = less, True
                break
    return question


def way(fault):
    """The sort of a fault: what was asked, without names and numbers."""
    return fault.split(':')[0]


def one(program, folder, question, runs):
    asker = Asker(program, folder, question, runs)
    try:
        reason = asker.all()
    except Refused as refused:
        asker.faults.append(f'refused: {refused}')
        reason = None
    asker.file.unlink()
    return asker, reason


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('program')
    p.add_argument('--seeds', default='1..300')
    p.add_argument('--seed', type=int)
    p.add_argument('--as-it-is', action='store_true')
    p.add_argument('--runs', type=int, default=20000)
    a = p.parse_args()
    first, last = (a.seed, a.seed) if a.seed else map(int, a.seeds.split('..'))
    failed, refused, looks, exact, program = 0, 0, 0, 0, os.path.abspath(a.program)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for seed in range(first, last + 1):
            question = scenarios.Question(seed)
            asker, reason = one(program, folder, question, a.runs)
            looks, exact, refused = looks + asker.looks, exact + asker.exact_looks, refused + (reason is not None)
            if reason and a.seed:
                print(reason)
            if asker.faults:
                failed += 1
                print(f'seed {seed} ({question.kind}) {" ".join(question.arguments())}')
                for line in asker.faults[:6]:
                    print('   ', line)
                print(f'    again, and smaller: python3 {HERE}/differential.py {program} --seed {seed}', flush=True)
                if a.seed:
                    if not a.as_it_is:
                        question = shrink(program, folder, question, a.runs, way(asker.faults[0]))
                        print('smaller:', *one(program, folder, question, a.runs)[0].faults[:6], sep='\n    ')
                    kept = pathlib.Path(tempfile.gettempdir()) / f'crossroads-seed-{seed}.yaml'
                    kept.write_text(scenarios.yaml(question.doc) + '\n', encoding='utf-8')
                    print(kept.read_text(encoding='utf-8'))
                    words = shlex.join(question.arguments())
                    print(f'{program} solve {kept} {words}\npython3 {HERE}/tree.py {kept} {words}    (needs PyYAML)')
    print(f'{last - first + 1} scenarios, {failed} fail; {refused} refused by both; {exact} exact figures, '
          f'{looks} sampled, wrong alarms expected {looks * ALPHA:.2g}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
