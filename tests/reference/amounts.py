"""Numbers, distributions and expressions of the language, for tree.py: how they are read, their means, and, of those with
finitely many values, their quantiles."""
import math
import operator
import re

Z = 1.6448536269514722
WORDS = {'almost no chance': (.01, .05), 'very unlikely': (.05, .20), 'unlikely': (.20, .45),
         'roughly even chance': (.45, .55), 'likely': (.55, .80), 'very likely': (.80, .95),
         'almost certain': (.95, .99)}


class Fault(Exception):
    """The scenario or the question is wrong."""


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


# ---- what is drawn, where a world is given -----------------------------------------------------------------------

FINITE = re.compile(r'(choice|bernoulli)\(([^()]*)\)')


def atoms(text):
    """The law of a distribution with finitely many values, smallest first: [(value, probability)]; None of any other text."""
    m = FINITE.fullmatch(clean(text))
    if not m:
        return None
    args = [float(x) for x in m.group(2).split(',')]
    if m.group(1) == 'bernoulli':
        args = [0, 1 - args[0], 1, args[0]]
    total = sum(args[1::2])
    return sorted((v, w / total) for v, w in zip(args[0::2], args[1::2]))


def at_level(law, u):
    """The quantile: the smallest value with P(X <= value) >= u."""
    below = 0.0
    for value, probability in law:
        below += probability
        if u <= below:
            return value
    return law[-1][0]


def clean(text):
    return re.sub(r'\s+', ' ', str(text)).strip()
