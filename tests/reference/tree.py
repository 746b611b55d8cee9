#!/usr/bin/env python3
"""An independent reference for small scenarios: every path, one after the other.

It shares no code with the program and is meant to be read beside the language's reference page. From the command line it
evaluates the *base case*: every uncertain number and every random effect stands at its mean. Where all that is uncertain has
finitely many values, `evaluate` can also play every world with its probability. Reading files needs PyYAML; differential.py
hands over what it made.

    tree.py FILE [--choose best|as-written|uniform|quantal:L|NODE=OPTION]... [--lens NAME[:STRENGTH]|pool|log]...
            [--do NODE.BRANCH]... [--given WHAT]... [--ignore OBSERVATION|all]... [--set NAME=VALUE]... [--json]

Silent points of the language that had to be settled here are marked "Settled:".
"""
import argparse
import json
import math
import re
import sys
from types import SimpleNamespace

from amounts import Fault, WORDS, amount, at_level, atoms, clean

sys.setrecursionlimit(100000)


def short(entry, key):
    """The short form: where only one key is given its value may stand alone."""
    return entry if isinstance(entry, dict) else {key: entry}


# ---- the model -----------------------------------------------------------------------------------------------------

FLOOR = 0.001          # of a share in a logarithmic pool
MOST_PATHS = 5000000
OTHER_LAWS = (r'(?:lognormal|logitnormal|beta|gamma|exponential|weibull|student_t|poisson|binomial|bernoulli|choice|counts|beta_mean|'
              r'gamma_mean|lognormal_mean|quantiles|truncated)\s*\(')


class Model:
    """A scenario through lenses and settings, at the base case, or in one world: `levels` then says for every input with
    finitely many values at which level of its law it stands.

    `lenses`: names, with ":STRENGTH" behind them; "log": the logarithmic pool of all lenses."""

    def __init__(self, doc, lenses=(), sets=(), levels=None):
        self.doc, self.levels = doc, levels
        self.nodes, self.outcomes = doc['nodes'], {k: short(v, 'label') for k, v in doc['outcomes'].items()}
        self.actors = {k: short(v, 'label') for k, v in doc.get('actors', {}).items()}
        self.measures = {k: short(v, 'value')['value'] for k, v in doc.get('measures', {}).items()}
        self.state = {k: short(v, 'start') for k, v in doc.get('state', {}).items()}
        self.stage = {k: i for i, k in enumerate(doc.get('stages', {}))}
        self.parameters = {k: short(v, 'value')['value'] for k, v in doc.get('parameters', {}).items()}
        self.branches = {n: self.branches_of(n) for n in self.nodes}
        self.log = 'log' in lenses
        self.known = {}
        # c of shifts: as the file says it, every parameter at its mean, before lenses and settings.
        self.levels = None
        self.centre = {v: self.value('start.' + v, d['start']) for v, d in self.state.items()}
        self.levels, self.known = levels, {}
        self.final = {}                                 # parameters and starts that are set
        self.in_place, self.shares = {}, {}             # node: {branch: text}, of branches that are set
        self.seen_by = self.strengths(lenses)           # [(lens, strength)]
        self.lens_set = {}                              # (lens, node, branch): text
        self.sizes = {}                                 # of effects, shifts and multipliers, by their names: text
        for item in sets:
            self.override(*item.split('=', 1))
        self.sort_settings()
        self.replace_changes()
        self.start = {v: self.clamp(v, self.started(v)) for v in self.state}

    def strengths(self, lenses):
        if self.log:
            return pool_of(self.doc)
        pairs = [name.split(':') if ':' in name else (name, 1) for name in lenses]
        return [(name, float(strength)) for name, strength in pairs]

    def entries(self, lens, kind):
        rows = {} if lens == 'as_written' else self.doc['lenses'][lens].get(kind, {})
        return {name: text['weight'] if isinstance(text, dict) else text for name, text in rows.items()}

    def branches_of(self, n):
        d = self.nodes[n]
        kind = 'chance' if 'chance' in d else 'rule' if 'rule' in d else 'options'
        return {b: short(v, 'then') for b, v in d[kind].items()}

    # -- numbers

    def value(self, name, text, at=None, probability=False):
        """A text at its place: at its mean, or in this world; `name` is that of the input."""
        law = atoms(text) if self.levels is not None else None
        if law:
            return at_level(law, self.levels[name])
        return amount(clean(text), probability)(at or SimpleNamespace(state={}, parameter=self.parameter))

    def plain(self, text):
        return self.value(None, text)

    def parameter(self, name):
        if name not in self.parameters:
            raise Fault(f'nothing is called {name!r}')
        if name not in self.known:
            if name in getattr(self, 'final', {}):
                self.known[name] = self.value(name, self.final[name])
            else:
                x = self.value(name, self.parameters[name])
                pulls = getattr(self, 'seen_by', [])
                self.known[name] = x + sum(s * (self.value(name, self.entries(lens, 'parameters')[name]) - x)
                                           for lens, s in pulls if name in self.entries(lens, 'parameters'))
        return self.known[name]

    def started(self, v):
        name = 'start.' + v
        if name in self.final:
            return self.value(name, self.final[name])
        x = self.value(name, self.state[v]['start'])
        moved = x
        for lens, s in self.seen_by:
            text = clean(self.entries(lens, 'start').get(v, '+0'))
            moved += s * (self.plain(text) if text[0] in '+-' else self.value(name, text.lstrip('=')) - x)
        return moved

    def clamp(self, v, x):
        if 'between' not in self.state[v]:
            return x
        lo, hi = map(self.plain, self.state[v]['between'])
        return min(max(x, lo), hi)

    # -- settings

    def override(self, name, text):
        if self.is_size(name):
            self.sizes[name] = text
        elif name.startswith('lens.'):
            self.lens_set[tuple(name[5:].split('.', 2))] = text
        elif '.' in name and not name.startswith('start.'):
            n, b = name.split('.', 1)
            self.shares.setdefault(n, {})[b] = text
        else:
            self.final[name] = text

    # -- sizes of effects and multipliers, by the names of the language's table

    def is_size(self, name):
        """What the file itself calls so comes first. Of a lens's weights only multipliers are sizes as a group; one of them is
        replaced like a probability."""
        n, _, b = name.partition('.')
        if name in self.parameters or name in self.state or b in self.branches.get(n, {}):
            return False
        parts = name.split('.')
        if name.startswith('lens.'):
            return parts[2:] == ['multipliers']
        return not name.startswith('start.') and any(part in ('effects', 'shifts', 'shift') for part in parts)

    def factor(self, names):
        """Factors of several names that meet multiply."""
        return math.prod(float(self.sizes[name][1:]) for name in names if re.match(r'x[\d.]', self.sizes.get(name, '')))

    def effect_factor(self, n, b, v):
        return self.factor([f'{place}effects{on}' for place in ('', f'{n}.', f'{n}.{b}.') for on in ('', f'.{v}')])

    def replace_changes(self):
        """A value in the place of a change counts as if the file said it. A law is multiplied where a multiple of it is of its kind."""
        for n, branches in self.branches.items():
            for b, d in branches.items():
                new = {}
                for v, text in d.get('change', {}).items():
                    other = self.sizes.get(f'{n}.{b}.effects.{v}', text)
                    new[v] = text if re.match(r'x[\d.]', other) else other
                    if self.effect_factor(n, b, v) not in (0, 1) and re.match(OTHER_LAWS, clean(new[v])):
                        raise Fault(f'{n}.{b}: the change of {v} cannot be multiplied')
                if new:
                    branches[b] = {**d, 'change': new}

    def changed(self, n, b, v, text, at):
        f = self.effect_factor(n, b, v)
        return f * amount(text)(at) if f else 0.0

    def probability_mode(self, n):
        texts = [clean(d.get('weight', '')) for d in self.branches[n].values()]
        return any('%' in t or ' to ' in t or t in WORDS or 'counts' in t or t == 'rest' for t in texts)

    def sort_settings(self):
        """Which settings stand in place of what is written; the others are shares."""
        for n, given in self.shares.items():
            left_to_rest = any(clean(d.get('weight')) == 'rest' and b not in given for b, d in self.branches[n].items())
            for b, text in list(given.items()):
                if self.probability_mode(n):
                    placed = left_to_rest and 'confidence' not in self.nodes[n]
                else:
                    placed = '%' not in text and ' to ' not in text and clean(text) not in WORDS
                if placed:
                    self.in_place.setdefault(n, {})[b] = text
                    # A probability is final as a share, too: what lenses make of the siblings does not move it.
                    if not self.probability_mode(n):
                        del given[b]

    # -- weights

    def weights(self, n, at):
        """The probabilities of the branches that exist here, in the order of the file."""
        branches = self.branches[n]
        w = self.through_lenses(n, self.written_weights(n, at), at)
        for b, d in branches.items():
            for key, text in d.get('shift', {}).items():
                w[b] *= self.shift(n, b, key, text, at)
        return normal(n, {b: w[b] for b in self.open(n, at)})

    def open(self, n, at):
        """The branches whose condition holds; of a rule the first one."""
        names = [b for b, d in self.branches[n].items() if 'when' not in d or amount(d['when'])(at)]
        if not names:
            raise Fault(f'{n}: no branch is left')
        return names[:1] if 'rule' in self.nodes[n] else names

    def written_weights(self, n, at):
        texts = {b: self.in_place.get(n, {}).get(b, d.get('weight')) for b, d in self.branches[n].items()}
        texts = {b: '1' if t is None else clean(t) for b, t in texts.items()}
        rest = [b for b, t in texts.items() if t == 'rest']
        w = {b: self.value(f'{n}.{b}', t, at, True) for b, t in texts.items() if t != 'rest'}
        for b, x in w.items():
            if x < 0 or (x > 1 + 1e-9 and self.probability_mode(n)):
                raise Fault(f'{n}.{b}: a weight of {x}')
        left = max(0.0, 1 - sum(w.values()))
        return normal(n, {b: left / len(rest) if b in rest else w[b] for b in texts})

    def through_lenses(self, n, own, at):
        """Pulls of all lenses from the file's shares, added in log-odds. What is set they see as if the file said it, and it
        stands there after them as well."""
        final = {**self.in_place.get(n, {}), **self.shares.get(n, {})}
        set_to = {b: self.value(f'{n}.{b}', t, at, True) for b, t in self.shares.get(n, {}).items()}
        own = self.with_given(n, own, set_to)
        views = []
        for lens, strength in self.seen_by:
            here = {k.split('.', 1)[1]: t for k, t in self.entries(lens, 'weights').items() if k.split('.', 1)[0] == n}
            here = {b: self.lens_set.get((lens, n, b), t) for b, t in here.items() if b not in final}
            power = self.factor([f'lens.{lens}.multipliers'])
            here = {b: f'x{float(clean(t)[1:]) ** power!r}' if re.match(r'x[\d.]', clean(t)) else t for b, t in here.items()}
            if strength and (here or self.log):
                views.append((strength, self.seen(n, own, here, at)))
        w = self.pooled(own, views) if self.log and views else self.pulled(own, views)
        return self.with_given(n, w, set_to)

    def pulled(self, own, views):
        """p times (q / p)^s for every lens. From nothing nothing comes, but for one whole lens that replaces the file."""
        if len(views) == 1 and views[0][0] == 1:
            return views[0][1]
        w = {}
        for b, p in own.items():
            w[b] = p
            for s, q in views:
                w[b] *= (q[b] / p) ** s if p else 1
        return normal('pull', w)

    def pooled(self, own, views):
        """The normalised geometric mean of what the lenses of the pool see, no share counting less than FLOOR where one of
        them gives the branch as much."""
        w = {}
        for b in own:
            least = FLOOR if max(q[b] for _, q in views) >= FLOOR else 0.0
            w[b] = math.prod(max(q[b], least) ** s for s, q in views)
        return normal('pool', w)

    def seen(self, n, w, entries, at):
        """One lens's shares: its multipliers act first, then all given probabilities together."""
        here = {b: clean(t) for b, t in entries.items()}
        factor = {b: float(t[1:]) for b, t in here.items() if re.match(r'x[\d.]', t)}
        w = normal(n, {b: x * factor.get(b, 1) for b, x in w.items()})
        given = {b: self.value(f'{n}.{b}', t, at, True) for b, t in here.items() if b not in factor}
        if given and sum(given.values()) < 1 and not any(x for b, x in w.items() if b not in given) and len(given) < len(w):
            return normal(n, {b: given.get(b, 0.0) for b in w})     # the others have nothing: these share everything
        return self.with_given(n, w, given)

    def with_given(self, n, w, given):
        """The branches named get these probabilities, the others keep their proportions in what is left."""
        if not given:
            return w
        left, others = 1 - sum(given.values()), sum(x for b, x in w.items() if b not in given)
        if left < -1e-9 or (left > 1e-9 and not others):
            raise Fault(f'{n}: what is set totals {1 - left}')
        return normal(n, {b: given[b] if b in given else x * max(left, 0) / others for b, x in w.items()})

    def shift(self, n, b, key, text, at):
        """x1.5, or by a variable x1.2 per 10 [from 4]: as the file or a setting says it, raised to the factors that act on it."""
        form = r'x\s*([\d.eE+-]+)(?: per ([\d.eE+-]+)(?: from ([\d.eE+-]+))?)?'
        m = re.fullmatch(form, clean(text))
        if not m:
            raise Fault(f'cannot read the shift {text!r}')
        x, per, origin = m.groups()
        other = re.fullmatch(form, clean(self.sizes.get(f'{n}.{b}.shift.{key}', text)))
        x, per, origin = other[1], other[2] or per, other[3] or origin
        power = self.factor(['shifts', f'shifts.{key}', f'{n}.shifts', f'{n}.{b}.shifts'])
        if '.' in key:
            return float(x) ** power if key in at.took else 1.0
        centre = float(origin) if origin else self.centre[key]
        return float(x) ** (power * (at.state[key] - centre) / float(per))

    # -- evidence

    def informs(self, entry, node):
        """Likelihoods of every branch, 1 where none is said."""
        said = entry.get('informs', {}).get(node, {})
        return {b: self.plain(said[b]) if b in said else 1.0 for b in self.branches[node]}

    def reading(self, fact, node):
        """Of an observation at a node, through the lenses: L times (its L' / L) to the strength of every lens that reads it
        otherwise, and never more than 1; but where all branches have one and every path comes there once, only proportions matter. A pool weighs each world as its own lens does, by the numbers as they are written."""
        entry = short(self.doc['observations'][fact], 'saw')
        own, pulls = self.informs(entry, node), []
        for lens, strength in self.seen_by:
            read = {} if lens == 'as_written' else short(self.doc['lenses'][lens], 'label').get('observations', {}).get(fact, {})
            if node in read.get('informs', {}):
                pulls.append((strength, self.informs(read, node)))
        if len(pulls) == 1 and len(self.seen_by) == 1 and pulls[0][0] == 1:
            return pulls[0][1]
        seen = {b: x * math.prod((q[b] / x) ** s for s, q in pulls) if x else x for b, x in own.items()}
        whole = len(entry['informs'][node]) == len(own) and all(len(read) == len(own) for _, read in pulls) and self.passed_once(node)
        return seen if whole else {b: min(x, 1.0) for b, x in seen.items()}

    def passed_once(self, node):
        """Whether every path comes to the node, and none again."""
        def ends(at, seen):
            if at == node or at in seen:
                return False
            if at not in self.nodes:
                return True
            seen.add(at)
            return any([ends(to, seen) for to in self.leads_to(at)])

        def back(at, seen):
            if at == node:
                return True
            if at in seen or at not in self.nodes:
                return False
            seen.add(at)
            return any([back(to, seen) for to in self.leads_to(at)])
        return not ends(self.doc['start'], set()) and not any(back(to, set()) for to in self.leads_to(node))

    def leads_to(self, n):
        return [d['then'] for d in self.branches[n].values()] + ([self.nodes[n]['after']] if 'after' in self.nodes[n] else [])

    # -- effects

    def chances(self, branch):
        """The branch with every random effect drawn: [(probability, branch)]. At the base case effects are at their means."""
        if self.levels is None:
            return [(1.0, branch)]
        ways = [(1.0, branch)]
        for kind in ('payoff', 'set', 'change'):
            for name, text in branch.get(kind, {}).items():
                law = atoms(text)
                if law:
                    ways = [(p * q, {**way, kind: {**way[kind], name: repr(value)}}) for p, way in ways for value, q in law]
        return ways

    def after(self, n, b, branch, at):
        """The state after the branch: `set` from the old state, then all of `change`, then bounds."""
        new = dict(at.state)
        for v, text in branch.get('set', {}).items():
            new[v] = self.clamp(v, amount(text)(at))
        mid = SimpleNamespace(**{**vars(at), 'state': new})
        changes = {v: self.changed(n, b, v, text, mid) for v, text in branch.get('change', {}).items()}
        new = dict(new)
        for v, d in changes.items():
            spec = self.state[v]
            if spec.get('bounds') == 'soft' and d:
                lo, hi = map(self.plain, spec['between'])
                room = hi - new[v] if d > 0 else new[v] - lo
                d *= min(1.0, room / ((hi - lo) / 2))
            new[v] = self.clamp(v, new[v] + d)
        return new

    def totals(self, outcome, at, gained):
        """At an end, of each actor: (payoff, what it maximises, the same with every term made positive)."""
        ends = {}
        for a, d in self.actors.items():
            own = self.outcomes[outcome].get('payoff', {})
            y = amount(own[a])(at) if a in own else 0.0
            key = f'{outcome}.{a}'
            y += sum(s * (amount(self.entries(lens, 'payoffs')[key])(at) - y)
                     for lens, s in self.seen_by if key in self.entries(lens, 'payoffs'))
            last = amount(d['payoff'])(at) if 'payoff' in d else 0.0
            total, size = gained.get(a, (0.0, 0.0))
            pay, size = total + y + last, size + abs(y) + abs(last)
            score = pay
            if 'utility' in d:
                score = amount(d['utility'])(SimpleNamespace(state={}, parameter=self.parameter, payoff=pay))
                size = max(size, abs(score))
            ends[a] = pay, -score if d.get('goal') == 'min' else score, size
        return ends


def normal(what, w):
    total = sum(w.values())
    if not total > 0:
        raise Fault(f'{what}: the weights total {total}')
    return {b: x / total for b, x in w.items()}


def pool_of(doc):
    """[(lens, weight)] of the pool of lenses, the weights totalling 1."""
    weights = {name: float(short(lens, 'label').get('pool', 1)) for name, lens in doc.get('lenses', {}).items()}
    total = sum(weights.values())
    return [(name, w / total) for name, w in weights.items()]


def worlds(doc, lenses, sets, names):
    """[(probability, lens, model)] of all worlds that differ: each lens of a pool, and, where `names` lists inputs, every
    combination of their levels. The same level serves all texts of an input, those of the file, lenses and settings."""
    readings = [(1.0, None, lenses)]
    if list(lenses) == ['pool']:
        readings = [(w, lens, [lens]) for lens, w in pool_of(doc) if w]
    if names is None:
        return [(w, lens, Model(doc, views, sets)) for w, lens, views in readings]
    grid = [(1.0, {})]
    for name, texts in names.items():
        edges = {0.0, 1.0}
        for text in texts:
            below = 0.0
            for _, probability in (atoms(text) or [])[:-1]:
                below += probability
                edges.add(below)
        edges = sorted(edges)
        grid = [(p * (b - a), {**levels, name: (a + b) / 2}) for p, levels in grid for a, b in zip(edges, edges[1:])
                if b - a > 1e-12]
    return [(w * p, lens, Model(doc, views, sets, levels)) for w, lens, views in readings for p, levels in grid]


# ---- paths -----------------------------------------------------------------------------------------------------------

class Spot:
    """A place on one path: a node with its branches, an end, or (`luck`) a parting of which no actor learns."""
    __slots__ = ('node', 'visible', 'prob', 'child', 'ends', 'gained', 'at', 'outcome', 'value', 'model', 'lens')


class Tree:
    """`parts`: [(probability, lens, model)]. Actors know neither the world nor whose lens is the right one."""

    def __init__(self, parts, choose=(), do=(), given=(), ignore=()):
        self.m, self.leaves, self.sets, self.policy = parts[0][2], 0, {}, {}
        self.do = dict(d.split('.', 1) for d in do)
        self.evidence = self.collect(given, ignore)
        self.mode, self.fixed, self.each = None, {}, {}
        for c in choose:
            node, _, what = c.partition('=')
            if not what:
                self.mode = c
            elif what in ('best', 'as-written', 'uniform') or what.startswith('quantal:'):
                self.each[node] = what
            else:
                self.fixed[node] = what
        for kind, node, branch in self.evidence:        # evidence that names an option fixes a decision that is solved
            if kind == 'saw' and 'options' in self.m.nodes[node] and self.how(node) == 'best':
                self.fixed[node] = branch
        if parts[0][1] is not None:
            self.hold_sizes([m for _, _, m in parts])
        self.root = self.parting([p for p, _, _ in parts], [self.begin(p, model, lens) for p, lens, model in parts])

    def begin(self, p, model, lens):
        start = SimpleNamespace(state=dict(model.start), took=frozenset(), first={}, visits={}, stage=-1,
                                parameter=model.parameter)
        self.m, self.lens = model, lens
        return self.build(self.m.doc['start'], start, (), {}, p)

    def parting(self, chances, children):
        spot = Spot()
        spot.node, spot.value, spot.prob, spot.child = 'luck', None, dict(enumerate(chances)), dict(enumerate(children))
        spot.visible = None
        return spot

    # -- evidence

    def collect(self, given, ignore):
        """[(kind, node, what)]: what was seen, each thing once; every `informs` is evidence of its own."""
        doc, out, used = self.m.doc, [], set()
        observations = {name: short(o, 'saw') for name, o in doc.get('observations', {}).items()}
        for name, o in observations.items():
            dated = 'date' in o and 'as_of' in doc and o['date'] <= doc['as_of']
            if (dated and name not in ignore and 'all' not in ignore) or name in given:
                out += self.saw(o['saw'], used) if 'saw' in o else []
                out += [('informs', n, name) for n in o.get('informs', {})]
        for name in given:
            out += [] if name in observations else self.saw(name, used)
        return out

    def hold_sizes(self, models):
        """A pool believes by how likely each lens found a fact: where two read it otherwise, proportions alone do not say."""
        for _, node, fact in [e for e in self.evidence if e[0] == 'informs']:
            readings = [m.reading(fact, node) for m in models]
            read = any(fact in short(d, 'label').get('observations', {}) for lens, d in self.m.doc['lenses'].items()
                       if any(lens == own for m in models for own, _ in m.seen_by))
            if read and any(x > 1 for r in readings for x in r.values()):
                raise Fault(f'{fact}: likelihoods above 1 in a pool')

    def saw(self, text, used):
        node, _, what = text.partition('.')
        if not what:
            node, what = next(n for n, d in self.m.nodes.items() if text in d.get('signals', {})), text
        if (node, what) in used:
            return []
        used.add((node, what))
        if what in self.m.branches[node]:
            return [('saw', node, what)]
        return [('signal', node, self.m.nodes[node]['signals'][what])]

    def likelihood(self, at, model):
        """Of what was seen on a path to an end: whether a branch was taken at any visit of its node; signals and `informs`
        tell of the first visit."""
        x = 1.0
        for kind, node, what in self.evidence:
            first = at.first.get(node)
            if kind == 'saw':
                x *= f'{node}.{what}' in at.took
            elif kind == 'signal':
                x *= self.m.plain(what[first]) if first in what else 0.0
            elif first:
                x *= model.reading(what, node)[first]
        return x

    # -- building

    def how(self, node):
        if node in self.do or node in self.fixed:
            return 'fixed'
        if node in self.each:
            return self.each[node]
        if self.mode:
            return self.mode
        return 'as-written' if any('weight' in b for b in self.m.branches[node].values()) else 'best'

    def build(self, name, at, visible, gained, reach):
        m, spot = self.m, Spot()
        for _ in range(1000):                           # at_most sends the path on, perhaps several times
            d = m.nodes.get(name)
            if d is None or 'at_most' not in d or at.visits.get(name, 0) < int(d['at_most']):
                break
            name = d['after']
        spot.visible, spot.gained, spot.model, spot.lens, spot.value = visible, gained, m, self.lens, None
        if d is None:
            if name not in m.outcomes:
                raise Fault(f'neither a node nor an outcome: {name!r}')
            spot.node, spot.outcome, spot.at = None, name, at
            spot.ends = m.totals(name, at, gained)
            self.leaves += 1
            if self.leaves > MOST_PATHS:
                raise Fault('too many paths to list')
            return spot
        at = SimpleNamespace(state=at.state, took=at.took, first=at.first, parameter=at.parameter,
                             visits={**at.visits, name: at.visits.get(name, 0) + 1},
                             stage=m.stage[d['stage']] if 'stage' in d else at.stage)
        spot.node = name
        p, solving = self.played(name, at)
        spot.prob, spot.child = p, {}
        if solving:
            self.sets.setdefault((name, visible, tuple(p)), []).append((spot, reach))
        hidden = d.get('hidden') == 'true'
        for b, x in p.items():
            if x == 0 and not solving:
                continue
            seen = visible if hidden else visible + ((name, b),)
            ways = m.chances(m.branches[name][b])
            reached = reach * (1.0 if solving else x)
            children = [self.take(name, b, way, at, seen, gained, reached * q) for q, way in ways]
            spot.child[b] = children[0] if len(ways) == 1 else self.parting([q for q, _ in ways], children)
        return spot

    def played(self, name, at):
        """How a node is played: the chances of its branches, and whether an actor has still to choose."""
        m, d = self.m, self.m.nodes[name]
        if name in self.do:                             # forced, also where its condition does not hold
            return {b: float(b == self.do[name]) for b in m.branches[name]}, False
        open_ = m.open(name, at)
        if 'rule' in d:
            return {open_[0]: 1.0}, False
        how = self.how(name) if 'options' in d else 'chance'
        if how == 'uniform':
            return {b: 1 / len(open_) for b in open_}, False
        if how == 'fixed':                              # where the option is not open, the first that is
            want = self.fixed[name] if self.fixed[name] in open_ else open_[0]
            return {b: float(b == want) for b in open_}, False
        if how == 'best' or how.startswith('quantal'):
            return dict.fromkeys(open_, 1.0), True
        if how == 'as-written' and not any('weight' in b for b in m.branches[name].values()):
            raise Fault(f'{name} has no weights to play by')
        return m.weights(name, at), False

    def take(self, name, b, branch, at, visible, gained, reach):
        earned = dict(gained)
        for a, text in branch.get('payoff', {}).items():
            x = amount(text)(at)
            total, size = earned.get(a, (0.0, 0.0))
            earned[a] = total + x, size + abs(x)
        then = SimpleNamespace(**{**vars(at), 'state': self.m.after(name, b, branch, at), 'took': at.took | {f'{name}.{b}'},
                                  'first': {name: b, **at.first}})
        return self.build(branch['then'], then, visible, earned, reach)

    # -- backward induction

    def value(self, spot):
        """Of every actor from here to the end: expected (payoff, what it maximises, size of the terms)."""
        if spot.value is None:
            if spot.node is None:
                spot.value = spot.ends
            else:
                spot.value = self.mix([(x, self.value(spot.child[b])) for b, x in self.chosen(spot).items() if x])
        return spot.value

    def mix(self, parts):
        total = sum(w for w, _ in parts) or 1.0
        return {a: tuple(sum(w * v[a][i] for w, v in parts) / total for i in range(3)) for a in self.m.actors}

    def key(self, spot):
        return spot.node, spot.visible, tuple(spot.prob)

    def chosen(self, spot):
        key = self.key(spot)
        if key not in self.sets:
            return spot.prob
        if key not in self.policy:
            self.policy[key] = self.decide(key)
        return self.policy[key]['play']

    def decide(self, key):
        node = key[0]
        actor, how, members = self.m.nodes[node]['decision'], self.how(node), self.sets[key]
        if not any(r for _, r in members):
            members = [(s, 1.0) for s, _ in members]
        options = {b: self.mix([(r, self.value(s.child[b])) for s, r in members]) for b in members[0][0].prob}
        score = {b: v[actor][1] for b, v in options.items()}
        best = max(score, key=score.get)
        ties = [b for b, x in score.items()
                if score[best] - x <= 1e-12 * max(options[b][actor][2], options[best][actor][2])]
        if how == 'best':
            play = {b: 1.0 if b == ties[0] else 0.0 for b in score}
        else:
            play = normal(node, {b: math.exp(float(how.split(':')[1]) * (x - score[best])) for b, x in score.items()})
        whole = sum(r for _, r in members)
        before = {a: sum(r * s.gained.get(a, (0.0, 0.0))[0] for s, r in members) / whole for a in self.m.actors}
        return {'play': play, 'ties': ties, 'options': {b: {a: v[a][0] for a in v} for b, v in options.items()},
                'from_here': {b: {a: v[a][0] - before[a] for a in v} for b, v in options.items()}}

    # -- results

    def report(self):
        m, mass, reach = self.m, [], {}
        self.value(self.root)

        def walk(spot, p):
            if not p:
                return
            if spot.node is None:
                mass.append((p * self.likelihood(spot.at, spot.model), p, spot))
                return
            reach[self.key(spot)] = reach.get(self.key(spot), 0.0) + p
            for b, x in self.chosen(spot).items():
                if x:
                    walk(spot.child[b], p * x)
        walk(self.root, 1.0)
        total = sum(w for w, _, _ in mass)
        if not total > 0:
            raise Fault('the evidence has probability 0')
        shares = {kind: {} for kind in ('outcomes', 'tags', 'branches', 'nodes', 'lenses')}
        for w, _, s in mass:
            for kind, names in (('outcomes', [s.outcome]), ('tags', m.outcomes[s.outcome].get('tags', [])), ('lenses', [s.lens]),
                                ('branches', s.at.took), ('nodes', s.at.visits)):
                for name in names:
                    shares[kind][name] = shares[kind].get(name, 0.0) + w / total
        shares['outcomes'] = {o: shares['outcomes'].get(o, 0.0) for o in m.outcomes}
        amounts = {kind: {name: self.moments(f, mass, total) for name, f in rows.items()} for kind, rows in self.amounts().items()}
        policy = [{'node': k[0], 'path': ['.'.join(x) for x in k[1]], 'open': list(k[2]), 'actor': m.nodes[k[0]]['decision'],
                   'choice': max(row['play'], key=row['play'].get), 'reach': reach.get(k, 0.0), **row}
                  for k, row in self.policy.items()]
        return {**shares, **amounts, 'actors': {a: row['mean'] for a, row in amounts['payoffs'].items()},
                'evidence_probability': total, 'paths': self.leaves, 'policy': policy}

    @staticmethod
    def moments(f, mass, total):
        """Mean and spread of an amount over futures."""
        y = [(w, f(s)) for w, _, s in mass]
        mean = sum(w * x for w, x in y) / total
        return {'mean': mean, 'sd': math.sqrt(sum(w * (x - mean) ** 2 for w, x in y) / total),
                'low': min(x for _, x in y), 'high': max(x for _, x in y)}

    def amounts(self):
        """What has a mean: a function of an end for each."""
        measures = {v: lambda s, v=v: s.at.state[v] for v in self.m.state}
        measures.update({k: lambda s, g=amount(text): float(g(s.at)) for k, text in self.m.measures.items()})
        return {'payoffs': {a: lambda s, a=a: s.ends[a][0] for a in self.m.actors}, 'measures': measures}


def read(path):
    """A scenario's text as mappings and lists of texts."""
    import yaml     # here alone, so that who has a scenario already needs no library

    class Plain(yaml.BaseLoader):
        """Every scalar stays the text it is; types come from the position. A key given twice is refused."""

        def construct_mapping(self, node, deep=False):
            seen = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise Fault(f'line {key.start_mark.line + 1}: {key.value!r} is given twice')
                seen.add(key.value)
            return super().construct_mapping(node, deep)
    with (sys.stdin if path == '-' else open(path, encoding='utf-8')) as f:
        return yaml.load(f, Loader=Plain)


def evaluate(doc, choose=(), lens=(), do=(), given=(), ignore=(), sets=(), names=None):
    """`doc`: a path, or a scenario that was read. `names`: {input: its texts}, to play all worlds instead of the base case."""
    doc = doc if isinstance(doc, dict) else read(doc)
    return Tree(worlds(doc, lens, sets, names), choose, do, given, ignore).report()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('file')
    for name in ('choose', 'lens', 'do', 'given', 'ignore', 'set'):
        p.add_argument('--' + name, action='append', default=[])
    p.add_argument('--json', action='store_true')
    a = p.parse_args()
    try:
        r = evaluate(a.file, a.choose, a.lens, a.do, a.given, a.ignore, a.set)
    except Fault as fault:
        sys.exit(f'tree.py: {fault}')
    if a.json:
        json.dump(r, sys.stdout, indent=1)
        print()
        return
    for title in ('outcomes', 'tags', 'actors'):
        print(title)
        for k, x in r[title].items():
            print(f'  {k:28s} {x:10.4f}')
    print('measures')
    for k, x in r['measures'].items():
        print(f"  {k:28s} {x['mean']:10.4f}  sd {x['sd']:.4f}")
    print(f"paths {r['paths']}")


if __name__ == '__main__':
    main()
