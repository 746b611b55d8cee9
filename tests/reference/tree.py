#!/usr/bin/env python3
"""An independent reference for small scenarios: every path, one after the other.

It shares no code with the program and is meant to be read beside the language's reference page. It evaluates
the *base case*: every uncertain number and every random effect stands at its mean. Needs PyYAML.

    tree.py FILE [--choose best|as-written|uniform|quantal:L|NODE=OPTION]... [--lens NAME[:STRENGTH]]...
            [--do NODE.BRANCH]... [--given WHAT]... [--ignore OBSERVATION|all]... [--set NAME=VALUE]... [--json]

Silent points of the language that had to be settled here are marked "Settled:".
"""
import argparse
import json
import math
import operator
import re
import sys
from types import SimpleNamespace

import yaml

sys.setrecursionlimit(100000)
Z = 1.6448536269514722
WORDS = {'almost no chance': (.01, .05), 'very unlikely': (.05, .20), 'unlikely': (.20, .45),
         'roughly even chance': (.45, .55), 'likely': (.55, .80), 'very likely': (.80, .95),
         'almost certain': (.95, .99)}


class Fault(Exception):
    """The scenario or the question is wrong."""


# ---- reading ---------------------------------------------------------------------------------------------------

class Plain(yaml.BaseLoader):
    """Every scalar stays the text it is; types come from the position. A key given twice is refused."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise Fault(f'line {key.start_mark.line + 1}: {key.value!r} is given twice')
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def short(entry, key):
    """The short form: where only one key is given its value may stand alone."""
    return entry if isinstance(entry, dict) else {key: entry}


# ---- means of distributions --------------------------------------------------------------------------------------

def logistic(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def logit(p):
    return math.log(p / (1 - p))


def logitnormal_mean(mu, sigma, n=4000):
    """The mean of logistic(mu + sigma N) by the trapezium rule over +-10 standard deviations."""
    h = 20 / n
    points = [-10 + h * i for i in range(n + 1)]
    dense = [math.exp(-z * z / 2) for z in points]
    return sum(d * logistic(mu + sigma * z) for d, z in zip(dense, points)) / sum(dense)


def range_mean(a, b, probability):
    if not probability:
        return (a + b) / 2
    return logitnormal_mean((logit(a) + logit(b)) / 2, (logit(b) - logit(a)) / (2 * Z))


def metalog_mean(pairs):
    """The mean of the unbounded metalog through (p, x) pairs, as many terms as pairs (Keelin 2016)."""
    ps, xs = pairs[0::2], pairs[1::2]
    k = len(ps)

    def terms(p):
        c, s = p - .5, logit(p)
        row = [1, s, c * s, c]
        for j in range(4, k):
            row.append(c ** (j // 2) * (1 if j % 2 == 0 else s))
        return row[:k]
    rows = [terms(p) + [x] for p, x in zip(ps, xs)]
    for i in range(k):
        pivot = max(range(i, k), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(k):
            if r != i:
                f = rows[r][i] / rows[i][i]
                rows[r] = [a - f * b for a, b in zip(rows[r], rows[i])]
    coef = [rows[i][k] / rows[i][i] for i in range(k)]
    n, total, mass = 40000, 0.0, 0.0
    for i in range(n):                                  # substitute p = logistic(t): tame at both ends
        p = logistic(-30 + 60 * (i + .5) / n)
        total += p * (1 - p) * sum(c * t for c, t in zip(coef, terms(p)))
        mass += p * (1 - p)
    return total / mass


def from_moments(name, m, s):
    if name == 'beta_mean':
        k = m * (1 - m) / s ** 2 - 1
        return 'beta', [m * k, (1 - m) * k]
    if name == 'gamma_mean':
        return 'gamma', [m * m / s ** 2, s * s / m]
    v = math.log(1 + s * s / m ** 2)
    return 'lognormal', [math.log(m) - v / 2, math.sqrt(v)]


DENSITY = {     # up to a constant
    'normal': lambda x, m, s: math.exp(-((x - m) / s) ** 2 / 2),
    'lognormal': lambda x, m, s: 0 if x <= 0 else math.exp(-((math.log(x) - m) / s) ** 2 / 2) / x,
    'uniform': lambda x, a, b: 1 if a <= x <= b else 0,
    'triangular': lambda x, a, m, b: (0 if not a <= x <= b else (x - a) / (m - a) if x < m
                                      else (b - x) / (b - m) if b > m else 1),
    'beta': lambda x, a, b: x ** (a - 1) * (1 - x) ** (b - 1) if 0 < x < 1 else 0,
    'pert': lambda x, a, m, b: ((x - a) ** (4 * (m - a) / (b - a)) * (b - x) ** (4 * (b - m) / (b - a))
                                if a < x < b else 0),
    'gamma': lambda x, k, t: x ** (k - 1) * math.exp(-x / t) if x > 0 else 0,
    'exponential': lambda x, m: math.exp(-x / m) if x >= 0 else 0,
    'logitnormal': lambda x, m, s: (math.exp(-((logit(x) - m) / s) ** 2 / 2) / (x * (1 - x))
                                    if 0 < x < 1 else 0),
    'student_t': lambda x, v: (1 + x * x / v) ** (-(v + 1) / 2),
    'weibull': lambda x, k, s: (x / s) ** (k - 1) * math.exp(-(x / s) ** k) if x > 0 else 0,
}


def truncated_mean(name, args, low, high, n=200000):
    if name in ('beta_mean', 'gamma_mean', 'lognormal_mean'):
        name, args = from_moments(name, *args)
    if name == 'counts':
        name, args = 'beta', [args[0] + .5, args[1] - args[0] + .5]
    f, h = DENSITY[name], (high - low) / n
    points = [low + h * (i + .5) for i in range(n)]
    dense = [f(x, *args) for x in points]
    return sum(d * x for d, x in zip(dense, points)) / sum(dense)


MEAN = {
    'normal': lambda m, s: m, 'lognormal': lambda m, s: math.exp(m + s * s / 2),
    'uniform': lambda a, b: (a + b) / 2, 'triangular': lambda a, m, b: (a + m + b) / 3,
    'pert': lambda a, m, b: (a + 4 * m + b) / 6, 'beta': lambda a, b: a / (a + b),
    'gamma': lambda k, t: k * t, 'exponential': lambda m: m, 'logitnormal': logitnormal_mean,
    'student_t': lambda v: 0.0, 'weibull': lambda k, s: s * math.gamma(1 + 1 / k),
    'poisson': lambda m: m, 'binomial': lambda n, p: n * p, 'bernoulli': lambda p: p,
    'choice': lambda *a: sum(v * w for v, w in zip(a[0::2], a[1::2])) / sum(a[1::2]),
    'counts': lambda k, n: (k + .5) / (n + 1),
    'beta_mean': lambda m, s: m, 'gamma_mean': lambda m, s: m, 'lognormal_mean': lambda m, s: m,
    'quantiles': lambda *a: metalog_mean(a),
}


# ---- expressions: text -> function of the place on a path ---------------------------------------------------------

def half_away(x):
    return math.copysign(math.floor(abs(x) + .5), x)


FUNCTION = {'min': min, 'max': max, 'abs': abs, 'sqrt': math.sqrt, 'exp': math.exp, 'log': math.log,
            'log10': math.log10, 'floor': math.floor, 'ceil': math.ceil, 'round': half_away,
            'clamp': lambda x, lo, hi: min(max(x, lo), hi), 'logistic': logistic, 'logit': logit}


def lift(op):
    return lambda a, b: lambda at: float(op(a(at), b(at)))


LEVELS = [      # loosest first; 'or' and 'and' skip the side they do not need
    {'or': lambda a, b: lambda at: 1.0 if a(at) or b(at) else 0.0},
    {'and': lambda a, b: lambda at: 1.0 if a(at) and b(at) else 0.0},
    'not',
    {'<': lift(operator.lt), '<=': lift(operator.le), '>': lift(operator.gt), '>=': lift(operator.ge),
     '==': lift(operator.eq), '!=': lift(operator.ne)},
    {'+': lift(operator.add), '-': lift(operator.sub)},
    {'*': lift(operator.mul), '/': lift(operator.truediv)}]
TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?%?|\.\d+(?:[eE][+-]?\d+)?%?)"
                   r"|([A-Za-z]\w*)|('[^']*'|\"[^\"]*\")|(<=|>=|==|!=|[-+*/^()<>,.]))")


class Parser:
    """Recursive descent; every method returns a function of `at`, the place on a path."""

    def __init__(self, text):
        self.text, self.i, self.tokens = text, 0, []
        pos, text = 0, text.strip()
        while pos < len(text):
            m = TOKEN.match(text, pos)
            if not m:
                raise Fault(f'cannot read {text!r} at {text[pos:]!r}')
            self.tokens.append(m.group(0).strip())
            pos = m.end()

    def peek(self):
        return self.tokens[self.i] if self.i < len(self.tokens) else None

    def take(self, *wanted):
        if self.peek() in wanted:
            self.i += 1
            return self.tokens[self.i - 1]
        return None

    def need(self, token):
        if not self.take(token):
            raise Fault(f'{self.text!r}: expected {token!r}, found {self.peek()!r}')

    def whole(self):
        f = self.level()
        if self.peek() is not None:
            raise Fault(f'{self.text!r}: {self.peek()!r} is left over')
        return f

    def level(self, k=0):
        if k == len(LEVELS):
            return self.unary()
        if LEVELS[k] == 'not':
            if self.take('not'):
                a = self.level(k)
                return lambda at: 0.0 if a(at) else 1.0
            return self.level(k + 1)
        a = self.level(k + 1)
        while op := self.take(*LEVELS[k]):
            a = LEVELS[k][op](a, self.level(k + 1))
            if '<' in LEVELS[k]:                        # comparisons do not chain
                break
        return a

    def unary(self):
        if self.take('-'):
            a = self.unary()
            return lambda at: -a(at)
        if self.take('+'):
            return self.unary()
        a = self.atom()
        if self.take('^'):
            b = self.unary()                            # to the right, and -2 may stand in an exponent
            return lambda at: a(at) ** b(at)
        return a

    def branch_name(self):
        token = self.peek()
        self.i += 1
        return token[1:-1]

    def atom(self):
        token = self.peek()
        if token is None:
            raise Fault(f'{self.text!r} ends too early')
        self.i += 1
        if token == '(':
            f = self.level()
            self.need(')')
            return f
        if token[0].isdigit() or token[0] == '.':
            x = float(token[:-1]) / 100 if token.endswith('%') else float(token)
            return lambda at: x
        if token == 'stage':
            return lambda at: float(at.stage)
        if token == 'payoff':
            return lambda at: at.payoff
        if not self.take('('):
            return lambda at: at.state[token] if token in at.state else at.parameter(token)
        if token == 'took':
            name = self.branch_name()
            self.need(')')
            return lambda at: 1.0 if name in at.took else 0.0
        if token == 'visits':
            name = self.take(self.peek())
            self.need(')')
            return lambda at: float(at.visits.get(name, 0))
        if token == 'truncated':
            name = self.take(self.peek())
            self.need('(')
            inner = self.arguments()
            self.need(',')
            low, high = self.arguments()
            x = truncated_mean(name, [f(None) for f in inner], low(None), high(None))
            return lambda at: x
        args = self.arguments()
        if token in MEAN:
            x = MEAN[token](*[f(None) for f in args])
            return lambda at: x
        if token == 'if':
            c, a, b = args
            return lambda at: a(at) if c(at) else b(at)
        f = FUNCTION[token]
        return lambda at: float(f(*[a(at) for a in args]))

    def arguments(self):
        args = [self.level()]
        while self.take(','):
            args.append(self.level())
        self.need(')')
        return args


PARSED = {}


def amount(text, probability=False):
    """A number, a range, a word, a distribution or an expression, as a function of the place."""
    key = (text, probability)
    if key not in PARSED:
        s = re.sub(r'\s+', ' ', str(text)).strip()
        m = re.fullmatch(r'(.+?) to (.+)', s)
        if s in WORDS:
            x = range_mean(*WORDS[s], True)
        elif m:
            a, b = (Parser(g).whole()(None) for g in m.groups())
            x = range_mean(a, b, '%' in m.group(1) and '%' in m.group(2))
        else:
            x = Parser(s).whole()
        PARSED[key] = x if callable(x) else (lambda at, x=x: x)
    return PARSED[key]


# ---- the model -----------------------------------------------------------------------------------------------------

class Model:
    def __init__(self, path, lenses=(), sets=()):
        with (sys.stdin if path == '-' else open(path, encoding='utf-8')) as f:
            self.doc = doc = yaml.load(f, Loader=Plain)
        self.nodes, self.outcomes = doc['nodes'], {k: short(v, 'label') for k, v in doc['outcomes'].items()}
        self.actors = {k: short(v, 'label') for k, v in doc.get('actors', {}).items()}
        self.measures = {k: short(v, 'value')['value'] for k, v in doc.get('measures', {}).items()}
        self.state = {k: short(v, 'start') for k, v in doc.get('state', {}).items()}
        self.stage = {k: i for i, k in enumerate(doc.get('stages', {}))}
        self.parameters = {k: short(v, 'value')['value'] for k, v in doc.get('parameters', {}).items()}
        self.blend = {}                                 # parameter -> (replacement, strength), in order
        self.payoff_blend = {}
        self.nodal = []                                 # per lens: (strength, {(node, branch): text})
        self.weights_set, self.shares_set = {}, {}      # (node, branch): text
        self.known = {}
        self.start = {v: self.plain(d['start']) for v, d in self.state.items()}
        self.centre = dict(self.start)                  # of shifts: as written, before lenses and --set
        for name in lenses:
            self.apply(*name.split(':') if ':' in name else (name, 1))
        for item in sets:
            self.override(*item.split('=', 1))
        for v, d in self.state.items():
            self.start[v] = self.clamp(v, self.start[v])
        self.branches = {n: self.branches_of(n) for n in self.nodes}

    def plain(self, text, probability=False):
        return amount(text, probability)(SimpleNamespace(state={}, parameter=self.parameter))

    def parameter(self, name):
        if name not in self.parameters:
            raise Fault(f'nothing is called {name!r}')
        if name not in self.known:
            x = self.plain(self.parameters[name])
            self.known[name] = x + sum(s * (self.plain(text) - x) for text, s in self.blend.get(name, []))
        return self.known[name]

    def apply(self, name, strength):
        strength = float(strength)
        if name == 'as_written':
            return
        lens = self.doc['lenses'][name]
        self.nodal.append((strength, {tuple(k.split('.', 1)): v['weight'] if isinstance(v, dict) else v for k, v in lens.get('weights', {}).items()}))
        for p, text in lens.get('parameters', {}).items():
            self.blend.setdefault(p, []).append((text, strength))
        for v, text in lens.get('start', {}).items():
            s = text.strip()
            if s[0] in '+-':
                self.start[v] += strength * self.plain(s)
            else:
                self.start[v] += strength * (self.plain(s.lstrip('=')) - self.centre[v])
        for k, text in lens.get('payoffs', {}).items():
            self.payoff_blend.setdefault(tuple(k.split('.', 1)), []).append((text, strength))

    def override(self, name, text):
        if name.startswith('start.'):
            self.start[name[6:]] = self.plain(text)
        elif '.' in name:
            n, b = name.split('.', 1)
            d = self.nodes[n]
            texts = {k: str(v.get('weight')) for k, v in self.branches_of(n).items()}
            probability = any('%' in t or t == 'rest' or 'counts' in t or re.match('[a-z ]+$', t) and t != 'None'
                              for t in texts.values())
            rest = any(t == 'rest' and k != b and (n, k) not in self.shares_set for k, t in texts.items())
            bare = not probability and '%' not in text
            # In place of what is written; else the branch's share, whatever the siblings say.
            (self.weights_set if 'confidence' not in d and (rest or bare) else self.shares_set)[n, b] = text
        else:
            self.parameters[name], self.blend[name] = text, []
            self.known.clear()

    def branches_of(self, n):
        d = self.nodes[n]
        kind = 'chance' if 'chance' in d else 'rule' if 'rule' in d else 'options'
        return {b: short(v, 'then') for b, v in d[kind].items()}

    def clamp(self, v, x):
        if 'between' not in self.state[v]:
            return x
        lo, hi = map(self.plain, self.state[v]['between'])
        return min(max(x, lo), hi)

    # -- weights

    def weights(self, n, at):
        """The probabilities of the branches that exist here, in the order of the file."""
        branches = self.branches[n]
        if 'rule' in self.nodes[n]:
            first = next(b for b, d in branches.items() if 'when' not in d or amount(d['when'])(at))
            return {b: 1.0 if b == first else 0.0 for b in [first]}
        w = self.lens_weights(n, self.written_weights(n, at), at)
        for b, d in branches.items():
            for key, text in d.get('shift', {}).items():
                w[b] *= self.shift(key, text, at)
        w = {b: x for b, x in w.items() if 'when' not in branches[b] or amount(branches[b]['when'])(at)}
        total = sum(w.values())
        if not total > 0:
            raise Fault(f'{n}: the weights total {total}')
        return {b: x / total for b, x in w.items()}

    def written_weights(self, n, at):
        texts = {b: self.weights_set.get((n, b), d.get('weight')) for b, d in self.branches[n].items()}
        if all(t is None for t in texts.values()):
            return {b: 1 / len(texts) for b in texts}
        texts = {b: '1' if t is None else re.sub(r'\s+', ' ', str(t)).strip() for b, t in texts.items()}
        rest = [b for b, t in texts.items() if t == 'rest']
        w = {b: amount(t, True)(at) for b, t in texts.items() if t != 'rest'}
        total = sum(w.values())
        if rest:
            for b in rest:
                w[b] = max(0.0, 1 - total) / len(rest)
        return {b: w[b] / sum(w.values()) for b in texts}

    def lens_weights(self, n, w, at):
        """Pulls of all lenses from the file's shares, added in log-odds; then what is set."""
        own, pulled = w, dict(w)
        for strength, entries in self.nodal:
            final = {**self.weights_set, **self.shares_set}
            seen = self.seen(n, own, {k: t for k, t in entries.items() if k not in final}, at)
            pulled = {b: x * (seen[b] / own[b]) ** strength if own[b] and strength else x if strength < 1 else seen[b]
                      for b, x in pulled.items()}
        total = sum(pulled.values())
        return self.seen(n, {b: x / total for b, x in pulled.items()}, self.shares_set, at)

    def seen(self, n, w, entries, at):
        """One lens's shares: its multipliers act first, then all given probabilities together."""
        here = {b: re.sub(r'\s+', ' ', t).strip() for (m, b), t in entries.items() if m == n}
        factor = {b: float(t[1:]) for b, t in here.items() if re.match(r'x[\d.]', t)}
        w = {b: x * factor.get(b, 1) for b, x in w.items()}
        w = {b: x / sum(w.values()) for b, x in w.items()}
        given = {b: amount(t, True)(at) for b, t in here.items() if b not in factor}
        if not given:
            return w
        left, others = 1 - sum(given.values()), sum(x for b, x in w.items() if b not in given)
        w = {b: given[b] if b in given else x * left / others for b, x in w.items()}
        return {b: x / sum(w.values()) for b, x in w.items()}

    def shift(self, key, text, at):
        m = re.fullmatch(r'x\s*([\d.eE+-]+)(?: per ([\d.eE+-]+)(?: from ([\d.eE+-]+))?)?',
                         re.sub(r'\s+', ' ', text).strip())
        if not m:
            raise Fault(f'cannot read the shift {text!r}')
        x, per, origin = m.groups()
        if '.' in key:
            return float(x) if key in at.took else 1.0
        centre = float(origin) if origin else self.centre[key] if key in self.centre else 0.0
        return float(x) ** ((amount(key)(at) - centre) / float(per))

    # -- effects

    def after(self, branch, at):
        """The state after the branch: `set` from the old state, then all of `change`, then bounds."""
        new = dict(at.state)
        for v, text in branch.get('set', {}).items():
            new[v] = self.clamp(v, amount(text)(at))
        mid = SimpleNamespace(**{**vars(at), 'state': new})
        changes = {v: amount(text)(mid) for v, text in branch.get('change', {}).items()}
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
        """What each actor has at the end, in payoff and in the scale it maximises."""
        pay, score = {}, {}
        for a, d in self.actors.items():
            x = gained.get(a, 0.0)
            own = self.outcomes[outcome].get('payoff', {})
            y = amount(own[a])(at) if a in own else 0.0
            y += sum(s * (amount(text)(at) - y) for text, s in self.payoff_blend.get((outcome, a), []))
            pay[a] = x + y + (amount(d['payoff'])(at) if 'payoff' in d else 0.0)
            u = pay[a]
            if 'utility' in d:
                u = amount(d['utility'])(SimpleNamespace(state={}, parameter=self.parameter, payoff=pay[a]))
            score[a] = -u if d.get('goal') == 'min' else u
        return pay, score


# ---- paths -----------------------------------------------------------------------------------------------------------

class Spot:
    """A place on one path: a node with its branches, or an end."""
    __slots__ = ('node', 'visible', 'prob', 'child', 'pay', 'score', 'took', 'state', 'outcome', 'at', 'value')


class Tree:
    def __init__(self, model, choose=(), do=(), given=(), ignore=()):
        self.m, self.ends, self.sets, self.policy = model, [], {}, {}
        self.do = dict(d.split('.', 1) for d in do)
        self.evidence = self.collect(given, ignore)
        self.mode, self.fixed = None, {}
        for c in choose:
            if '=' in c:
                self.fixed.update([c.split('=', 1)])
            else:
                self.mode = c
        seen = {}
        for kind, node, branch in (e for group in self.evidence for e in group if e[0] == 'saw'):
            if 'options' in model.nodes[node] and self.how(node) not in ('as-written', 'uniform', 'fixed'):
                seen[node] = branch                     # evidence that names an option fixes that decision
        self.fixed.update(seen)
        start = SimpleNamespace(state=dict(model.start), took=frozenset(), visits={}, stage=-1,
                                parameter=model.parameter)
        self.root = self.build(model.doc['start'], start, (), {}, 1.0)

    def collect(self, given, ignore):
        doc, out, names = self.m.doc, [], list(given)
        for name, o in doc.get('observations', {}).items():
            o = short(o, 'saw')
            holds = 'date' in o and 'as_of' in doc and o['date'] <= doc['as_of']
            if (holds and name not in ignore and 'all' not in ignore) or name in names:
                out.append(self.saw(o['saw']) if 'saw' in o else [])
                out[-1] = out[-1] + [('informs', n, b) for n, b in o.get('informs', {}).items()]
        observations = doc.get('observations', {})
        return out + [self.saw(g) for g in names if g not in observations]

    def saw(self, text):
        node, _, what = text.partition('.')
        if not what:
            node, what = next(n for n, d in self.m.nodes.items() if text in d.get('signals', {})), text
        if what in self.m.branches[node]:
            return [('saw', node, what)]
        return [('signal', node, self.m.nodes[node]['signals'][what])]

    def likelihood(self, took):
        x = 1.0
        for kind, node, what in (e for group in self.evidence for e in group):
            here = [t.split('.', 1)[1] for t in took if t.split('.', 1)[0] == node]
            if kind == 'saw':
                x *= 1.0 if what in here else 0.0
            elif kind == 'signal':
                # Settled: at a node visited more than once, evidence asks whether some visit fits best.
                x *= max([self.m.plain(what[b]) if b in what else 0.0 for b in here], default=0.0)
            else:
                x *= max([self.m.plain(what[b]) if b in what else 1.0 for b in here], default=1.0)
        return x

    def how(self, node):
        if node in self.do or node in self.fixed:
            return 'fixed'
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
        spot.visible = visible
        if d is None:
            if name not in m.outcomes:
                raise Fault(f'neither a node nor an outcome: {name!r}')
            spot.node, spot.outcome, spot.state, spot.took = None, name, at.state, at.took
            spot.pay, spot.score = m.totals(name, at, gained)
            spot.value = None
            self.ends.append(spot)
            return spot
        at = SimpleNamespace(state=at.state, took=at.took, parameter=at.parameter,
                             visits={**at.visits, name: at.visits.get(name, 0) + 1},
                             stage=m.stage[d['stage']] if 'stage' in d else at.stage)
        spot.node, spot.value = name, None
        p = m.weights(name, at)
        how = self.how(name) if 'options' in d else 'fixed' if name in self.do else 'chance'
        if how == 'uniform':
            p = {b: 1 / len(p) for b in p}
        elif how == 'fixed':
            want = self.do.get(name, self.fixed.get(name))
            if want not in p:
                raise Fault(f'{name}.{want} does not exist on some path')
            p = {b: 1.0 if b == want else 0.0 for b in p}
        spot.prob, spot.child = p, {}
        solving = how == 'best' or how.startswith('quantal')
        if solving:
            self.sets.setdefault((name, visible, tuple(p)), []).append((spot, reach))
        hidden = d.get('hidden') == 'true'
        for b, x in p.items():
            if x == 0 and not solving:
                continue
            branch = m.branches[name][b]
            earned = dict(gained)
            for a, text in branch.get('payoff', {}).items():
                earned[a] = earned.get(a, 0.0) + amount(text)(at)
            then = SimpleNamespace(**{**vars(at), 'state': m.after(branch, at), 'took': at.took | {f'{name}.{b}'}})
            spot.child[b] = self.build(branch['then'], then, visible if hidden else visible + ((name, b),),
                                       earned, reach * (1.0 if solving else x))
        return spot

    # -- backward induction

    def value(self, spot):
        """Expected totals and expected scores of every actor from here to the end."""
        if spot.value is None:
            if spot.node is None:
                spot.value = spot.pay, spot.score
            else:
                spot.value = self.mix([(x, self.value(spot.child[b])) for b, x in self.chosen(spot).items() if x])
        return spot.value

    def mix(self, parts):
        total = sum(w for w, _ in parts) or 1.0
        return tuple({a: sum(w * v[i][a] for w, v in parts) / total for a in self.m.actors} for i in (0, 1))

    def chosen(self, spot):
        key = (spot.node, spot.visible, tuple(spot.prob))
        if key not in self.sets:
            return spot.prob
        if key not in self.policy:
            actor, how = self.m.nodes[spot.node]['decision'], self.how(spot.node)
            members = self.sets[key]
            if not any(r for _, r in members):
                members = [(s, 1.0) for s, _ in members]
            options = {b: self.mix([(r, self.value(s.child[b])) for s, r in members]) for b in spot.prob}
            score = {b: v[1][actor] for b, v in options.items()}
            best = max(score.values())
            ties = [b for b, x in score.items() if x >= best - 1e-9 * max(1.0, abs(best))]
            if how == 'best':
                play = {b: 1.0 if b == ties[0] else 0.0 for b in score}
            else:
                raw = {b: math.exp(float(how.split(':')[1]) * (x - best)) for b, x in score.items()}
                play = {b: x / sum(raw.values()) for b, x in raw.items()}
            self.policy[key] = play, ties, {b: v[0] for b, v in options.items()}
        return self.policy[key][0]

    # -- results

    def report(self):
        m, mass, reach = self.m, [], {}
        self.value(self.root)

        def walk(spot, p):
            if not p:
                return
            if spot.node is None:
                mass.append((p * self.likelihood(spot.took), spot))
                return
            key = (spot.node, spot.visible, tuple(spot.prob))
            reach[key] = reach.get(key, 0.0) + p
            for b, x in self.chosen(spot).items():
                if x:
                    walk(spot.child[b], p * x)
        walk(self.root, 1.0)
        total = sum(w for w, _ in mass)
        if not total > 0:
            raise Fault('the evidence has probability 0')

        def mean(f):
            return sum(w * f(s) for w, s in mass) / total
        outcomes = {o: mean(lambda s: 1.0 if s.outcome == o else 0.0) for o in m.outcomes}
        tags = {}
        for o, d in m.outcomes.items():
            for t in d.get('tags', []):
                tags[t] = tags.get(t, 0.0) + outcomes[o]
        measures = {v: (lambda s, v=v: s.state[v]) for v in m.state}
        for k, text in m.measures.items():
            measures[k] = lambda s, f=amount(text): f(SimpleNamespace(
                state=s.state, took=s.took, visits={}, stage=-1, parameter=m.parameter))
        rows = {}
        for k, f in measures.items():
            mu = mean(f)
            rows[k] = {'mean': mu, 'sd': math.sqrt(max(0.0, mean(lambda s: (f(s) - mu) ** 2)))}
        branches = {}
        for w, s in mass:
            for t in s.took:
                branches[t] = branches.get(t, 0.0) + w / total
        policy = [{'node': k[0], 'path': ['.'.join(x) for x in k[1]], 'actor': m.nodes[k[0]]['decision'],
                   'choice': max(play, key=play.get), 'play': play, 'ties': ties, 'reach': reach.get(k, 0.0),
                   'options': values} for k, (play, ties, values) in self.policy.items()]
        return {'outcomes': outcomes, 'tags': tags, 'measures': rows,
                'actors': {a: mean(lambda s: s.pay[a]) for a in m.actors},
                'branches': branches, 'evidence_probability': total, 'paths': len(self.ends), 'policy': policy}


def evaluate(path, choose=(), lens=(), do=(), given=(), ignore=(), sets=()):
    return Tree(Model(path, lens, sets), choose, do, given, ignore).report()


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
