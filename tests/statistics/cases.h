/* Scenarios that between them use every feature the walk knows, small enough to be thought through.
 */
#ifndef CR_TESTS_STATISTICS_CASES_H
#define CR_TESTS_STATISTICS_CASES_H

/* A loop with visits, a bound reached on many paths, took and visits in expressions, a payoff drawn
 * anew on each visit. */
static const char case_loop[] =
    "crossroads: 1\n"
    "title: A siege\n"
    "start: camp\n"
    "actors: {town: {label: Town, payoff: 2*food - heat}}\n"
    "stages: {early: Early, late: Late}\n"
    "state:\n"
    "  food: {start: 10, between: [0, 20]}\n"
    "  heat: {start: 3, between: [0, 12], bounds: soft}\n"
    "  free: {start: 1}\n"
    "measures: {tale: 'visits(camp) + 10*took(\"camp.sally\") + stage'}\n"
    "nodes:\n"
    "  camp:\n"
    "    ask: What comes over the wall?\n"
    "    stage: early\n"
    "    at_most: 4\n"
    "    after: end\n"
    "    chance:\n"
    "      wait: {weight: 3, change: {food: '-1 - visits(camp)', heat: 'normal(1.5, 0.7)'}, then: "
    "camp}\n"
    "      sally: {weight: visits(camp), change: {free: 'exponential(0.4)'}, payoff: {town: "
    "'uniform(-3, 1)'}, then: talk}\n"
    "      relief: {weight: 'if(took(\"camp.sally\"), 2, 0.5)', then: won}\n"
    "  talk:\n"
    "    ask: Do they talk?\n"
    "    stage: late\n"
    "    chance:\n"
    "      \"yes\": {weight: 1, when: food > 2, set: {heat: heat/2 + 1, food: 9 + 3*heat}, change: "
    "{heat: -free}, "
    "then: "
    "end}\n"
    "      \"no\": {weight: 2, shift: {food: x1.4 per 3, camp.wait: x0.5}, then: camp}\n"
    "  end:\n"
    "    ask: Who is left?\n"
    "    rule:\n"
    "      hungry: {when: food < 6, payoff: {town: -4}, then: lost}\n"
    "      angry: {when: heat >= 5.5 and visits(talk) > 0, then: won}\n"
    "      otherwise: {then: drawn}\n"
    "outcomes:\n"
    "  won: {tags: [over], payoff: {town: 0.5*food + 1}}\n"
    "  lost: {tags: [over], payoff: {town: -7.385}}\n"
    "  drawn: {}\n";

/* Everything a world can be unsure of: parameters, expressions of them, uncertain weights in every
 * form, a confidence set, uncertain starts, correlations. */
static const char case_worlds[] =
    "crossroads: 1\n"
    "title: Unsure of everything\n"
    "start: first\n"
    "actors: {a: A, b: {label: B, payoff: 3*level + tilt}}\n"
    "parameters:\n"
    "  tilt: {value: 'normal(0.2, 1.3)'}\n"
    "  base: 20% to 45%\n"
    "  twice: min(0.9, 2*base)\n"
    "  count: 'poisson(2.385)'\n"
    "  fitted: 'quantiles(0.1, -2, 0.5, 0.3, 0.9, 4)'\n"
    "  cut: 'truncated(lognormal(0.3, 0.8), 0.5, 3)'\n"
    "correlations:\n"
    "  - {between: [tilt, base], rho: 0.6}\n"
    "  - {between: [tilt, start.level], rho: -0.3}\n"
    "state:\n"
    "  level: {start: 2 to 7, between: [0, 10], bounds: soft}\n"
    "  other: {start: cut + 1, between: [0, 9]}\n"
    "measures: {sum: level + other, product: level*fitted}\n"
    "nodes:\n"
    "  first:\n"
    "    ask: First?\n"
    "    chance:\n"
    "      x: {weight: likely, change: {level: tilt}, then: second}\n"
    "      y: {weight: rest, change: {level: 1.7*cut, other: -base}, then: second}\n"
    "      z: {weight: 'counts(2, 17)', then: third}\n"
    "  second:\n"
    "    ask: Second?\n"
    "    confidence: 'gamma(2, 4)'\n"
    "    chance:\n"
    "      p: {weight: 50%, payoff: {a: count}, then: third}\n"
    "      q: {weight: 30%, payoff: {a: 1}, then: left}\n"
    "      r: {weight: rest, shift: {level: x1.2 per 2 from 4, first.x: x0.7}, then: third}\n"
    "  third:\n"
    "    ask: Third?\n"
    "    chance:\n"
    "      s: {weight: twice, when: level > 3, payoff: {b: level*cut}, then: left}\n"
    "      t: {weight: rest, then: middle}\n"
    "      u: {weight: 10% to 30%, then: right}\n"
    "      v: {weight: rest, then: left}\n"
    "outcomes:\n"
    "  left: {tags: [side], payoff: {a: 4, b: tilt}}\n"
    "  middle: {payoff: {a: -2}}\n"
    "  right: {tags: [side], payoff: {a: 0.2*level}}\n";

/* Hidden causes, signals, decisions of every kind, evidence hard and soft, lenses and a pool. */
static const char case_lenses[] =
    "crossroads: 1\n"
    "title: Through other eyes\n"
    "start: cause\n"
    "actors: {him: {label: Him, payoff: gain}, her: {label: Her, goal: min}}\n"
    "parameters:\n"
    "  odds: 40% to 70%\n"
    "  size: {value: 4}\n"
    "state:\n"
    "  gain: {start: 5, between: [-20, 20]}\n"
    "nodes:\n"
    "  cause:\n"
    "    ask: What is he like?\n"
    "    hidden: true\n"
    "    chance:\n"
    "      kind: {weight: 60%, then: news}\n"
    "      cruel: {weight: rest, change: {gain: -2}, then: news}\n"
    "  news:\n"
    "    ask: What is in the news?\n"
    "    chance:\n"
    "      good: {weight: odds, shift: {cause.cruel: x0.4}, then: act}\n"
    "      bad: {weight: rest, then: act}\n"
    "      none: {weight: 12%, then: calm}\n"
    "    signals:\n"
    "      smoke: {bad: 80%, good: 10%}\n"
    "      rumour: {bad: 50%, good: 30%, none: 5%}\n"
    "  act:\n"
    "    ask: What does he do?\n"
    "    decision: him\n"
    "    options:\n"
    "      strike: {weight: 2, change: {gain: size*1.37}, then: reply}\n"
    "      wait: {weight: 3, payoff: {him: 1}, then: calm}\n"
    "      bluff: {weight: 1, when: took('news.bad'), then: reply}\n"
    "  reply:\n"
    "    ask: And she?\n"
    "    decision: her\n"
    "    options:\n"
    "      fold: {payoff: {her: 3.1}, then: calm}\n"
    "      fight: {payoff: {her: 'gain/4'}, shift: {cause.cruel: x2}, then: war}\n"
    "outcomes:\n"
    "  calm: {payoff: {him: 2, her: 1}}\n"
    "  war: {payoff: {him: -6, her: 5}}\n"
    "lenses:\n"
    "  hawk:\n"
    "    pool: 2\n"
    "    weights: {cause.cruel: x3, act.strike: 70%, news.none: 5% to 20%}\n"
    "    parameters: {odds: 10% to 30%, size: 6}\n"
    "    start: {gain: +3}\n"
    "    payoffs: {war.him: 4}\n"
    "  dove:\n"
    "    weights: {cause.kind: 85%, act.strike: x0.25}\n"
    "    start: {gain: 8}\n"
    "    payoffs: {war.her: 9}\n"
    "  as_written: {pool: 1}\n"
    "observations:\n"
    "  burnt: {saw: news.smoke}\n"
    "  heard: {informs: {cause: {kind: 0.2, cruel: 1}, news: {bad: 0.9, good: 0.4}}}\n"
    "  acted: {saw: act.strike}\n";

/* A tree without anything uncertain: exact probabilities everywhere. Sixteen leaves. */
static const char case_plain[] =
    "crossroads: 1\n"
    "title: Sixteen leaves\n"
    "start: n1\n"
    "actors: {a: A}\n"
    "state: {x: {start: 0}}\n"
    "nodes:\n"
    "  n1: {ask: '1?', chance: {u: {weight: 30%, change: {x: 1}, then: n2}, d: {weight: rest, "
    "then: "
    "n2}}}\n"
    "  n2: {ask: '2?', chance: {u: {weight: 55%, change: {x: 2}, then: n3}, d: {weight: rest, "
    "shift: "
    "{n1.u: x1.5}, then: n3}}}\n"
    "  n3: {ask: '3?', chance: {u: {weight: 2, change: {x: 4}, then: n4}, d: {weight: 5, shift: "
    "{x: "
    "x0.8 per 1 from 0}, then: n4}}}\n"
    "  n4: {ask: '4?', chance: {u: {weight: 62%, payoff: {a: 3}, then: high}, d: {weight: rest, "
    "payoff: {a: x}, then: low}}}\n"
    "outcomes: {high: {payoff: {a: 1}}, low: {}}\n";

/* Uncertain, and yet with answers by hand: p is uniform on 20 % to 60 %, so yes has 40 %; whoever
 * says yes goes up with 62 % and gains m (3 on average) there and e (1 on average) each time. Of
 * the signal: P(yes | sign) = 0.4 x 0.8 / (0.4 x 0.8 + 0.6 x 0.3) = 0.64. */
#define CASE_MIXED(effect)                                                                         \
    "crossroads: 1\n"                                                                              \
    "title: Answers by hand\n"                                                                     \
    "start: ask\n"                                                                                 \
    "actors: {a: A}\n"                                                                             \
    "parameters: {p: 'uniform(0.2, 0.6)', m: 'normal(3, 2)'}\n"                                    \
    "nodes:\n"                                                                                     \
    "  ask:\n"                                                                                     \
    "    ask: Yes?\n"                                                                              \
    "    chance:\n"                                                                                \
    "      \"yes\": {weight: p, then: lift}\n"                                                     \
    "      \"no\": {weight: rest, then: none}\n"                                                   \
    "    signals: {sign: {\"yes\": 80%, \"no\": 30%}}\n"                                           \
    "  lift:\n"                                                                                    \
    "    ask: Up?\n"                                                                               \
    "    chance:\n"                                                                                \
    "      up: {weight: 62%, payoff: {a: " effect "}, then: high}\n"                               \
    "      down: {weight: rest, then: low}\n"                                                      \
    "outcomes:\n"                                                                                  \
    "  high: {tags: [any], payoff: {a: m}}\n"                                                      \
    "  low: {tags: [any]}\n"                                                                       \
    "  none: {}\n"

#endif
