"""Scenarios for differential.py, each made of its seed: a mapping as tree.py reads it, and options for the command line.

Every scenario is small enough to list its paths, and most say something in each way the language has: weights in both modes, with
and without `rest`, conditions, shifts, rules, loops, hidden causes, evidence, lenses and their pool. All that is uncertain in one of
the kind FINITE has finitely many values; in one of the kind SMOOTH it has a law with a known mean."""
import copy
import random

CERTAIN, FINITE, SMOOTH = 'certain', 'finite', 'smooth'
VARIABLES = {'x': 12, 'y': 8}


class Maker:
    """Makes one scenario. `doc`: the file; `names`: {input: texts} of what is uncertain in a finite one."""

    def __init__(self, seed):
        self.rng = r = random.Random(seed)
        self.kind = r.choice([CERTAIN, CERTAIN, FINITE, SMOOTH])
        self.names = {}
        self.n_nodes = r.randint(2, 4 if self.kind == FINITE else 5)
        self.doc = {'crossroads': '1', 'title': f'Made of seed {seed}', 'as_of': '2022-06-30', 'start': 'n0'}
        self.actors = ['a', 'b'][:r.randint(1, 2)]
        self.outcomes = [f'o{i}' for i in range(r.randint(2, 4))]
        self.kinds = {n: self.kind_of(n) for n in range(self.n_nodes)}
        self.names_of = {n: [f'{word}' for word in self.words(n)] for n in range(self.n_nodes)}
        self.put_actors()
        self.put_numbers()
        self.doc['nodes'] = {f'n{n}': self.node(n) for n in range(self.n_nodes)}
        self.doc['outcomes'] = {o: self.outcome() for o in self.outcomes}
        self.put_lenses()
        self.put_observations()
        self.rng = random.Random(seed + 0.75)           # what was made before stays as it was when something is added
        self.put_readings()

    # -- small choices

    def chance(self, p):
        return self.rng.random() < p

    def kind_of(self, n):
        return self.rng.choice(['chance'] * 5 + ['options'] * 3 + (['rule'] if n else []))

    def words(self, n):
        words = ['yes', 'no', 'not yet', 'never'] if n % 2 else ['up', 'down', 'on', 'off']
        return words[:self.rng.randint(2, 3 if self.n_nodes > 3 else 4)]

    def finite(self, name, low, high, digits=0):
        """A distribution of two or three values; at most four inputs of a scenario have one."""
        values = sorted({round(self.rng.uniform(low, high), digits) for _ in range(3)})[:self.rng.randint(2, 3)]
        self.rng.shuffle(values)
        text = 'choice(' + ', '.join(f'{v:g}, {self.rng.randint(1, 4)}' for v in values) + ')'
        self.names.setdefault(name, []).append(text)
        return text

    def may_draw(self, name, p=0.5):
        return self.kind == FINITE and self.chance(p) and (name in self.names or len(self.names) < 3)

    # -- actors, parameters, state

    def put_actors(self):
        actors = {}
        for a in self.actors:
            d = {'label': f'Actor {a}'}
            if self.chance(0.4):
                d['payoff'] = self.rng.choice(['x', '0.5*x - y', "2*took('n0.{}')".format(self.names_of[0][0]), '3*(x > 5)'])
            if self.chance(0.25):
                d['goal'] = 'min'
            elif self.chance(0.2):
                d['utility'] = self.rng.choice(['1 - exp(-payoff/8)', 'payoff + payoff^3/500'])
            actors[a] = d
        self.doc['actors'] = actors

    def put_numbers(self):
        r = self.rng
        p = ['0.3', '45%', '0.15']
        if self.kind == SMOOTH:
            p += ['20% to 60%', 'unlikely', 'counts(2, 9)', 'beta(2, 5)', 'logitnormal(-1, 0.7)']
        k = ['2', '3.5'] + (['normal(3, 1)', '1 to 4', 'gamma(3, 1)', 'pert(1, 2, 6)', 'triangular(1, 2, 6)', 'poisson(2)']
                            if self.kind == SMOOTH else [])
        self.doc['parameters'] = {
            'p': self.finite('p', 0.1, 0.6, 2) if self.may_draw('p') else r.choice(p), 'q': {'value': '1 - p'},
            'k': self.finite('k', 1, 5) if self.may_draw('k', 0.3) else r.choice(k)}
        starts = ['5', '4', '2 + 10*p'] + (['4 to 7', 'uniform(2, 6)'] if self.kind == SMOOTH else [])
        self.doc['state'] = {}
        for v, high in VARIABLES.items():
            name = f'start.{v}'
            d = {'start': self.finite(name, 1, 7) if self.may_draw(name, 0.3) else r.choice(starts), 'between': ['0', str(high)]}
            if self.chance(0.3):
                d['bounds'] = 'soft'
            self.doc['state'][v] = d
        self.doc['measures'] = {'both': 'x + 2*y', 'again': {'value': f'visits(n0) + took({self.branch(0)!r})'}}

    def branch(self, n):
        return f'n{n}.' + self.rng.choice(self.names_of[n])

    # -- nodes

    def target(self, n, first):
        later = [f'n{i}' for i in range(n + 1, self.n_nodes)]
        return later[0] if first and later else self.rng.choice(later + self.outcomes)

    def condition(self, n):
        r = self.rng
        forms = [f'x {r.choice("<>")} {r.randint(2, 9)}', f'x + y >= {r.randint(3, 12)}', f'not (y == {r.randint(0, 8)})']
        if n:
            forms += [f'took({self.branch(r.randrange(n))!r})', f'not took({self.branch(r.randrange(n))!r}) or x > {r.randint(3, 8)}']
        return r.choice(forms)

    def node(self, n):
        r, kind, names = self.rng, self.kinds[n], self.names_of[n]
        d = {'ask': f'Question {n}?'}
        looped = kind == 'chance' and self.chance(0.12)
        if looped:
            d['at_most'], d['after'] = str(r.randint(1, 3)), self.target(n, True)
        if kind == 'options':
            d['decision'] = r.choice(self.actors)
        if kind == 'chance' and self.chance(0.25):
            d['hidden'] = 'true'
        branches = {b: {'then': self.target(n, b == names[0])} for b in names}
        if looped:
            branches[names[-1]]['then'] = f'n{n}'
        if kind == 'rule':
            for b in names[:-1]:
                branches[b]['when'] = self.condition(n)
        else:
            self.put_weights(n, d, branches)
            self.put_links(n, branches)
        for b, branch in branches.items():
            self.put_effects(n, b, branch)
        d[kind] = branches
        if kind != 'rule' and self.chance(0.4):
            d['signals'] = {f's{n}{c}': {b: f'{r.randint(0, 10) * 10}%' for b in names if self.chance(0.9)} for c in 'ab'}
            for signal in d['signals'].values():
                signal[names[0]] = f'{r.randint(1, 9) * 10}%'
        return d

    def put_weights(self, n, d, branches):
        r, names = self.rng, list(branches)
        form = r.choice(['relative', 'relative', 'rest', 'rest', 'rest', 'total', 'none'])
        if form == 'none':
            return
        if form == 'total':
            cuts = sorted(r.sample(range(1, 20), len(names) - 1))
            for b, low, high in zip(names, [0] + cuts, cuts + [20]):
                branches[b]['weight'] = f'{5 * (high - low)}%'
        elif form == 'relative':
            for b in names:
                branches[b]['weight'] = self.relative(f'n{n}.{b}')
        else:
            n_rest = 2 if len(names) > 3 and self.chance(0.3) else 1
            for b in names[:-n_rest]:
                branches[b]['weight'] = self.probability(f'n{n}.{b}', 0.9 / (len(names) - n_rest))
            for b in names[-n_rest:]:
                branches[b]['weight'] = 'rest'
            if self.chance(0.5):                        # the rest need not stand last
                d_names = names[:]
                r.shuffle(d_names)
                moved = {b: branches[b] for b in d_names}
                branches.clear()
                branches.update(moved)
        fixed = all(branch['weight'].strip('0123456789.%') in ('', 'rest') for branch in branches.values())
        if self.kind == SMOOTH and fixed and self.chance(0.3):
            d['confidence'] = r.choice(['4', '12.5', 'uniform(3, 9)'])

    def relative(self, name):
        if self.may_draw(name, 0.2):
            return self.finite(name, 1, 6)
        forms = [str(self.rng.randint(1, 9))] * 4 + ['0', '1 + x/10', 'k + y', 'if(x > 5, 2, 1)']
        if self.kind == SMOOTH:
            forms += ['gamma(2, 1)', 'uniform(1, 3)']
        return self.rng.choice(forms)

    def probability(self, name, most):
        r = self.rng
        if self.may_draw(name, 0.3):
            return self.finite(name, 0.02, most, 2)
        percent = r.randint(1, int(100 * most))
        forms = [f'{percent}%'] * 3 + [f'{percent / 100:g}', f'p*{most:.2g}', f'{most:.2g}*(x/12)']
        if self.kind == SMOOTH:
            forms += ['very unlikely', '2% to 20%', 'counts(1, 9)', 'almost no chance']
        return r.choice(forms)

    def put_links(self, n, branches):
        """Shifts and conditions; one branch has no condition, so that something is always possible."""
        r = self.rng
        for i, branch in enumerate(branches.values()):
            shift = {}
            if n and self.chance(0.3):
                shift[self.branch(r.randrange(n))] = f'x{r.choice(["0", "0.5", "2", "3.5"]) if i else "1.5"}'
            if self.chance(0.3):
                v = r.choice(list(VARIABLES))
                shift[v] = f'x{r.choice(["0.6", "1.2", "2"])} per {r.choice(["2", "5"])}' + r.choice(['', ' from 4'])
            if shift:
                branch['shift'] = shift
            if i and self.chance(0.2):
                branch['when'] = self.condition(n)
        texts = [branch.get('weight') for branch in branches.values()]
        first = next(iter(branches.values()))
        if texts[0] == '0':
            first['weight'] = '3'

    def effect(self, name):
        r = self.rng
        if self.kind == FINITE and self.chance(0.08):
            return self.rng.choice(['choice(-2, 1, 3, 2)', 'choice(1, 3, 4, 1)'])
        forms = [f'{r.randint(-5, 5):+d}'] * 4 + ['k/2', '-p*4', 'y - x/2']
        return r.choice(forms)

    def put_effects(self, n, b, branch):
        r = self.rng
        if self.chance(0.45):
            branch['change'] = {v: self.effect(v) for v in VARIABLES if self.chance(0.6)} or {'x': '+1'}
        if self.chance(0.12):
            branch['set'] = {r.choice(list(VARIABLES)): r.choice(['6', 'x/2 + 1', '2*k', 'y'])}
        if self.chance(0.3):
            branch['payoff'] = {a: self.effect(a) for a in self.actors if self.chance(0.7)} or {'a': '1'}

    def outcome(self):
        d = {'label': f'End {self.rng.randint(1, 99)}'}
        if self.chance(0.6):
            d['tags'] = self.rng.sample(['good', 'bad', 'odd'], self.rng.randint(1, 2))
        pay = {a: self.rng.choice([str(self.rng.randint(-4, 6)), str(self.rng.randint(0, 2)), 'x - 4', 'k*2'])
               for a in self.actors if self.chance(0.8)}
        if pay:
            d['payoff'] = pay
        return d

    # -- lenses

    def put_lenses(self):
        lenses = {}
        for name in ['anna', 'boris', 'cleo'][:self.rng.randint(0, 3)]:
            lens = {'pool': str(self.rng.randint(0, 3)) if self.chance(0.3) else str(self.rng.randint(1, 3))} if self.chance(0.7) else {}
            weights = {}
            for n in range(self.n_nodes):
                if self.kinds[n] != 'rule' and self.chance(0.7):
                    weights.update(self.view(n))
            if weights:
                lens['weights'] = weights
            if self.chance(0.35):
                lens['parameters'] = {'p': self.finite('p', 0.1, 0.6, 2) if self.may_draw('p') else self.rng.choice(['0.2', '55%', '0.5'])}
            if self.chance(0.15):
                lens.setdefault('parameters', {})['k'] = self.rng.choice(['1.5', '1 + 4*p'])
            if self.chance(0.35):
                v = self.rng.choice(list(VARIABLES))
                lens['start'] = {v: self.finite(f'start.{v}', 1, 7) if self.may_draw(f'start.{v}', 0.3) else
                                 self.rng.choice(['+2', '-1.5', '3', '=6'])}
            if self.chance(0.25):
                lens['payoffs'] = {f'{self.rng.choice(self.outcomes)}.{self.rng.choice(self.actors)}': self.rng.choice(['4', '-2', '10 - x'])}
            if not lens:
                lens['label'] = 'Nothing of its own'
            lenses[name] = lens
        if lenses and self.chance(0.5):
            lenses['as_written'] = {'pool': str(self.rng.randint(1, 3))}
        if lenses:
            self.doc['lenses'] = lenses

    def view(self, n):
        r, names, view = self.rng, self.names_of[n], {}
        branches = self.doc['nodes'][f'n{n}'].get('chance') or self.doc['nodes'][f'n{n}']['options']
        nothing = any(branch.get('weight') == '0' for branch in branches.values())
        for b in r.sample(names, r.randint(1, min(2, len(names) - 1))):
            name = f'n{n}.{b}'
            forms = [f'x{r.choice(["2", "0.5", "3.5", "0.25"])}'] * 3 + [f'{r.randint(1, 44)}%'] * 2 + ['p*0.7', '1%' if nothing else '0%']
            if self.kind == SMOOTH:
                forms += ['unlikely', '10% to 30%', 'counts(2, 9)']
            view[name] = self.finite(name, 0.05, 0.45, 2) if self.may_draw(name, 0.2) else r.choice(forms)
        return view

    # -- evidence

    def put_observations(self):
        r, rows = self.rng, {}
        for i in range(r.randint(0, 2)):
            o = {}
            if self.chance(0.4):
                o['date'] = r.choice(['2022-05', '2022-01-30', '2023'])
            n = r.randrange(self.n_nodes)
            if self.chance(0.6):
                o['saw'] = self.seen(n)
            if 'saw' not in o or self.chance(0.3):
                o['informs'] = {f'n{n}': {b: f'{r.randint(1, 10) / 10:g}' for b in r.sample(self.names_of[n], 2)}}
            rows[f'fact{i}'] = o
        if rows:
            self.doc['observations'] = rows

    def put_readings(self):
        """A lens takes a fact otherwise."""
        for lens, d in self.doc.get('lenses', {}).items():
            for fact, o in self.doc.get('observations', {}).items():
                if lens != 'as_written' and 'informs' in o and self.chance(0.3):
                    d['observations'] = {fact: {'informs': {n: {b: f'{self.rng.randint(0, 10) / 10:g}' for b in likelihoods}
                                                            for n, likelihoods in o['informs'].items()}}}

    def sizes(self):
        """Names of effects and multipliers, each with something behind it: {name: a value for one alone, or None}."""
        names = {}
        for n, d in self.doc['nodes'].items():
            for b, branch in next(d[kind] for kind in ('chance', 'options', 'rule') if kind in d).items():
                for v in branch.get('change', {}):
                    names |= dict.fromkeys(['effects', f'effects.{v}', f'{n}.effects', f'{n}.effects.{v}', f'{n}.{b}.effects'])
                    names[f'{n}.{b}.effects.{v}'] = ['-3', '+2', 'y - 1', 'k/4']
                for cause in branch.get('shift', {}):
                    names |= dict.fromkeys(['shifts', f'shifts.{cause}', f'{n}.shifts', f'{n}.{b}.shifts'])
                    names[f'{n}.{b}.shift.{cause}'] = ['x3', 'x0'] if '.' in cause else ['x1.5', 'x0.7 per 3', 'x1.4 per 2 from 5']
        for lens, d in self.doc.get('lenses', {}).items():
            for key, text in d.get('weights', {}).items():
                if text[0] == 'x':
                    names[f'lens.{lens}.multipliers'] = None
                    names[f'lens.{lens}.{key}'] = ['x3', 'x0.2']
        return names

    def seen(self, n):
        signals = list(self.doc['nodes'][f'n{n}'].get('signals', {}))
        return f'n{n}.{self.rng.choice(signals)}' if signals and self.chance(0.7) else self.branch(n)


class Question:
    """A scenario with the options it is asked with: lists of texts, by the name of the option."""

    def __init__(self, seed):
        maker = Maker(seed)
        self.seed, self.kind, self.doc, self.names = seed, maker.kind, maker.doc, maker.names
        self.rng = random.Random(seed + 0.5)
        self.lens, self.set, self.given, self.do, self.ignore, self.choose = [], [], [], [], [], []
        self.options(maker)

    def options(self, maker):
        r, doc = self.rng, self.doc
        lenses = [name for name in doc.get('lenses', {}) if name != 'as_written']
        pooled = sum(float(lens.get('pool', '1')) for lens in doc.get('lenses', {}).values() if isinstance(lens, dict))
        if lenses:
            form = r.choice(['none', 'one', 'part', 'several', 'pool', 'pool'])
            if form == 'pool' and pooled > 0:
                self.lens = ['pool']
            elif form in ('one', 'part'):
                self.lens = [r.choice(lenses) + (':0.5' if form == 'part' else '')]
            elif form == 'several':
                self.lens = [f'{name}:{r.choice(["0.25", "0.5", "1", "1.5"])}' for name in r.sample(lenses, min(2, len(lenses)))]
        for _ in range(r.choice([0, 0, 1, 1, 2])):
            self.put_setting(maker)
        nodes = [n for n in range(maker.n_nodes) if maker.kinds[n] == 'chance']
        if nodes and r.random() < 0.2:
            n = r.choice(nodes)
            self.do.append(maker.branch(n))
        if r.random() < 0.35:
            self.given.append(maker.seen(r.randrange(maker.n_nodes)))
            if r.random() < 0.2:
                self.given.append(self.given[0])
        undated = [name for name in doc.get('observations', {})]
        if undated and r.random() < 0.4:
            self.given.append(r.choice(undated))
        dated = [name for name in undated if 'date' in doc['observations'][name] and name not in self.given]
        if dated and r.random() < 0.3:
            self.ignore.append(r.choice(dated + ['all'] * (self.given == [])))
        self.put_choices(maker)
        self.put_sizes(maker)

    def put_sizes(self, maker):
        """Effects and multipliers made larger or smaller, or others in their place. A setting of its own luck."""
        r, names = random.Random(self.seed + 0.25), maker.sizes()
        for name in r.sample(list(names), min(len(names), r.choice([0, 0, 1, 1, 2, 3]))):
            single = names[name] is not None and (r.random() < 0.6 or '.shift.' in name or name.startswith('lens.'))
            self.set.append(f'{name}={r.choice(names[name] if single else ["x0", "x0.5", "x1.3", "x2"])}')

    def put_setting(self, maker):
        r = self.rng
        n = r.randrange(maker.n_nodes)
        branches = maker.doc['nodes'][f'n{n}'].get('chance') or maker.doc['nodes'][f'n{n}'].get('options')
        forms = ['p', 'k', 'start'] + (['branch'] * 4 if branches else [])
        given = [(lens, key) for lens, d in maker.doc.get('lenses', {}).items() for key, text in d.get('weights', {}).items()
                 if text[0] != 'x']
        form = r.choice(forms + (['lens'] if given else []))
        if form == 'lens':
            lens, key = r.choice(given)
            item = f'lens.{lens}.{key}={r.choice(["25%", "0.4"])}'
        elif form == 'branch':
            b = r.choice(list(branches))
            written = [branch.get('weight') for branch in branches.values()]
            mode = any(t and ('%' in t or t == 'rest' or ' to ' in t or 'counts' in t or 'likely' in t) for t in written)
            if mode or None in written or r.random() < 0.4:
                text = f'{r.randint(1, 40)}%' if not mode or r.random() < 0.7 else f'{r.randint(1, 40) / 100:g}'
            else:
                text = str(r.randint(1, 9))
            item = f'n{n}.{b}={text}'
        elif form == 'start':
            item = f'start.{r.choice(list(VARIABLES))}={r.randint(0, 8)}'
        else:
            item = f'{form}={r.choice(["0.35", "0.1"] if form == "p" else ["1", "4.5"])}'
        if all(item.split('=')[0] != other.split('=')[0] for other in self.set):
            self.set.append(item)

    def put_choices(self, maker):
        """The whole, and sometimes one decision otherwise. Where nothing is told of weights nobody acts by them."""
        r = self.rng
        decisions = [n for n in range(maker.n_nodes) if maker.kinds[n] == 'options']
        silent = [n for n in decisions if not any('weight' in d for d in maker.doc['nodes'][f'n{n}']['options'].values())]
        rules = ['uniform'] + ([] if silent else ['as-written', 'as-written'])
        if self.kind != FINITE:
            rules += ['best', 'best', 'best', 'quantal:0.5']
        self.choose.append(r.choice(rules))
        if decisions and r.random() < 0.3:
            n = r.choice(decisions)
            seen = any(text.split('.')[0] == f'n{n}' for text in self.given)
            self.choose.append(f'n{n}=' + ('uniform' if seen or r.random() < 0.5 else r.choice(maker.names_of[n])))

    def arguments(self, without=()):
        """As the program takes them."""
        words = []
        for option in ('lens', 'set', 'given', 'do', 'ignore', 'choose'):
            for text in getattr(self, option) if option not in without else []:
                words += ['--' + option, text]
        return words

    def how(self, node):
        """By which rule a node is played."""
        one = [c.partition('=')[2] for c in self.choose if c.partition('=')[0] == node]
        return (one or [c for c in self.choose if '=' not in c])[-1]

    def solved(self):
        return any(word.split('=')[-1] == 'best' or 'quantal' in word for word in self.choose)


def in_units(doc, unit):
    """The scenario with every payoff in another unit."""
    doc = copy.deepcopy(doc)

    def scaled(rows):
        return {key: f'({text})*{unit}' for key, text in rows.items()}
    for actor in doc['actors'].values():
        actor.update(scaled({'payoff': actor['payoff']}) if 'payoff' in actor else {})
    branches = [branch for node in doc['nodes'].values() for kind in ('chance', 'options', 'rule')
                for branch in node.get(kind, {}).values()]
    for d in [*branches, *doc['outcomes'].values()]:
        d.update({'payoff': scaled(d['payoff'])} if 'payoff' in d else {})
    for lens in doc.get('lenses', {}).values():
        lens.update({'payoffs': scaled(lens['payoffs'])} if 'payoffs' in lens else {})
    return doc


# ---- as text ---------------------------------------------------------------------------------------------------------

def quoted(text):
    return text if text.replace('_', '').isalnum() else "'" + text.replace("'", "''") + "'"


def yaml(value, depth=0):
    """A mapping of mappings, lists and texts as YAML: blocks outside, one line inside."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return '[' + ', '.join(yaml(item, 9) for item in value) + ']'
    if depth > 3:
        return '{' + ', '.join(f'{quoted(k)}: {yaml(v, 9)}' for k, v in value.items()) + '}'
    lines = []
    for k, v in value.items():
        text = yaml(v, depth + 1)
        block = isinstance(v, dict) and depth < 3
        lines.append('  ' * depth + f'{quoted(k)}:' + (f'\n{text}' if block else f' {text}'))
    return '\n'.join(lines)
