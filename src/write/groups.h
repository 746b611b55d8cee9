/* Fields that several results have, for their .def files (as_code.def says what the words mean). */
#ifndef CR_WRITE_GROUPS_H
#define CR_WRITE_GROUPS_H

#include <stdbool.h>

#define PROVENANCE                                                                                 \
    TEXT(version, view->version, "of the program")                                                 \
    OBJECT(scenario, "the file that was read")                                                     \
    TEXT(file, view->scenario->source->name, "its name")                                           \
    TEXT_OR_NULL(title, view->scenario->title, "its `title`")                                      \
    TEXT(sha256, view->scenario->source->sha256, "hash of its bytes")                              \
    END TEXT_OR_NULL(command, view->command, "reproduces this result")

#define SEED(luck)                                                                                 \
    WHOLE(seed, (luck)->seed, "of the random numbers")                                             \
    TEXT(rng, cr_luck_name(luck), "their generator")

#define RUNS(n) WHOLE(runs, n, "futures that were played; 0 where all are weighed")
#define WORLDS(n) WHOLE(worlds, n, "worlds that were drawn; 0: the base case alone")
#define ENGINE(engine_) TEXT(engine, cr_engine_name(engine_), "how it was computed")
#define PLAYED(luck, n, m, engine_) SEED(luck) RUNS(n) WORLDS(m) ENGINE(engine_)

#define EVIDENCE_PROBABILITY(v, p)                                                                 \
    NUM(evidence_probability, cr_evidence_probability(v, p), "probability",                        \
        "of what is taken as given; null where it is known only in proportion")
#define EVIDENCE(v)                                                                                \
    IF(cr_evidence_count(v), EACH_TEXT(evidence, e, cr_evidence_count(v),                          \
                                 v->program->setup->evidence[e].name, "what is taken as given"))

#define SHARE(x)                                                                                   \
    NUM(share, (x)->share, "probability", "estimate")                                              \
    NUM(se, (x)->se, "probability",                                                                \
        "standard error of the simulation; 0 where exact, missing where no run (no world) met it " \
        "or all did")                                                                              \
    NUM(low, (x)->low, "probability",                                                              \
        "lower end of the 95 % interval of the simulation; where `se` is missing a bound (95 %, "  \
        "one-sided)")                                                                              \
    NUM(high, (x)->high, "probability", "upper end; `share` 0, `high` 3e-5 says: below 0.003 %")   \
    NUM(q05, (x)->q05, "probability",                                                              \
        "quantile over worlds of the probability within a world; missing with too few runs in "    \
        "each, or where the luck of the runs hides the spread")                                    \
    NUM(q25, (x)->q25, "probability", "the same at 25 %")                                          \
    NUM(q50, (x)->q50, "probability", "at 50 %")                                                   \
    NUM(q75, (x)->q75, "probability", "at 75 %")                                                   \
    NUM(q95, (x)->q95, "probability", "at 95 %")

#define WORLD_SHARE(x)                                                                             \
    NUM(se, (x)->se, "probability", "with `--worlds`: the error of how few were drawn, as in run") \
    NUM(low, (x)->low, "probability", "lower end of its 95 % interval")                            \
    NUM(high, (x)->high, "probability", "upper end")                                               \
    NUM(q05, (x)->q05, "probability", "with `--worlds`: quantile over worlds")                     \
    NUM(q50, (x)->q50, "probability", "the same at 50 %")                                          \
    NUM(q95, (x)->q95, "probability", "at 95 %")

#define QUANTILES(x)                                                                               \
    NUM(q05, (x)->q05, "", "quantile over futures: the smallest x with P(X <= x) >= 5 %")          \
    NUM(q25, (x)->q25, "", "the same at 25 %")                                                     \
    NUM(q50, (x)->q50, "", "at 50 %")                                                              \
    NUM(q75, (x)->q75, "", "at 75 %")                                                              \
    NUM(q95, (x)->q95, "", "at 95 %")
#define QUANTITY(x)                                                                                \
    NUM(mean, (x)->mean, "", "mean over futures")                                                  \
    NUM(se, (x)->se, "", "standard error of the mean; missing where all runs had the same")        \
    NUM(low, (x)->low, "", "lower end of the 95 % interval of the mean")                           \
    NUM(high, (x)->high, "", "upper end; the longer arm is where the tail is")                     \
    NUM(sd, (x)->sd, "", "spread over futures")                                                    \
    QUANTILES(x)

#define PAYOFFS(x, certainty)                                                                      \
    LIST(payoffs, "quantiles over futures", i, s->n_actors, s->actors[i].has_payoff,               \
        "payoffs of the actors that have one")                                                     \
    ID(actor, s->actors[i].id, "the actor")                                                        \
    QUANTITY(&(x)[i])                                                                              \
    IF((certainty) && s->actors[i].utility,                                                        \
        J(NUM(certainty_equivalent, (certainty)[i], "", "for an actor with a utility")))           \
    T(TEXT(label, cr_label_of(s->actors[i].label, s->actors[i].id), "label of the actor"))         \
    END

#define MEASURES(x)                                                                                \
    LIST(measures, "at the end of the path; quantiles over futures", i,                            \
        s->n_measures + s->n_states, true, "measures and state variables at the end of the path")  \
    ID(id, i < s->n_measures ? s->measures[i].id : s->states[i - s->n_measures].id, "its name")    \
    QUANTITY(&(x)[i])                                                                              \
    T(TEXT(label,                                                                                  \
        i < s->n_measures                                                                          \
            ? cr_label_of(s->measures[i].label, s->measures[i].id)                                 \
            : cr_label_of(s->states[i - s->n_measures].label, s->states[i - s->n_measures].id),    \
        "its label"))                                                                              \
    END

#define NODES(x)                                                                                   \
    LIST(nodes,                                                                                    \
        "share: of the branch, given the node; reach: of the node; high: what a share of 0 may "   \
        "be "                                                                                      \
        "(95 %)",                                                                                  \
        i, s->n_nodes, true, "the questions; in tables a row a branch")                            \
    J(TEXT(node, s->nodes[i].id, "the node"))                                                      \
    NUM(reach, (x)[i].reach, "probability", "of being at the node at least once")                  \
    IF((x)[i].reach <= 0,                                                                          \
        J(NUM(high, (x)[i].unreached, "probability", "what a reach of 0 may be (95 %)")))          \
    ROWS(branches, b, s->nodes[i].n_branches, "its branches")                                      \
    J(TEXT(branch, s->nodes[i].branches[b].name, "the branch"))                                    \
    T(TEXT(id, cr_scenario_branch_name(o->arena, s, (int)i, (int)b), "NODE.BRANCH"))               \
    NUM(share, (x)[i].shares[b], "probability",                                                    \
        "of the branch, given the node; missing where no run came")                                \
    IF(!((x)[i].shares[b] > 0),                                                                    \
        IF((x)[i].shares[b] <= 0 || o->tables,                                                     \
            NUM(high, (x)[i].unmet, "probability",                                                 \
                "what the share of a branch that no run (no world) took may be (95 %)")))          \
    T(TEXT(label, cr_label_of(s->nodes[i].branches[b].label, s->nodes[i].branches[b].name),        \
        "label of the branch"))                                                                    \
    END END

#define SCORES(x)                                                                                  \
    NUM(brier, (x)->brier, "", "Brier score, 0 to 2")                                              \
    NUM(log, (x)->log, "", "logarithmic score; missing where what happened was given 0")
#define DIFFERENCE(x)                                                                              \
    NUM(difference, (x)->difference, "", "of the estimates")                                       \
    NUM(se, (x)->se, "", "standard error; missing where every run went the same way in both")      \
    NUM(low, (x)->low, "", "lower end of the 95 % interval")                                       \
    NUM(high, (x)->high, "", "upper end")                                                          \
    BOOL(paired, (x)->paired, "paired world by world on the same random numbers")
#define POOLED(x)                                                                                  \
    NUM(linear, (x)->linear, "probability", "the weighted mean")                                   \
    NUM(log, (x)->log, "probability", "with `--pool log`: by geometric means")                     \
    NUM(low, (x)->spread.low, "probability", "the least of a lens")                                \
    NUM(high, (x)->spread.high, "probability", "the largest")                                      \
    NUM(sd, (x)->spread.sd, "probability", "spread over the lenses")
#define POOLED_BY(x)                                                                               \
    TEXT_OR_NULL(                                                                                  \
        lowest, (x)->lowest < 0 ? NULL : r->columns[(x)->lowest].id, "whose the least is")         \
    TEXT_OR_NULL(                                                                                  \
        highest, (x)->highest < 0 ? NULL : r->columns[(x)->highest].id, "whose the largest is")
#define BELIEF(b)                                                                                  \
    NUM(before, (b)->before, "probability", "with the facts up to `as_of`")                        \
    NUM(after, (b)->after, "probability", "with what was observed as well")                        \
    NUM(change, (b)->after - (b)->before, "probability", "after minus before")                     \
    NUM(change_se, (b)->change_error.se, "probability", "its standard error")                      \
    NUM(before_se, (b)->before_error.se, "probability",                                            \
        "standard error of `before`; missing where no run met it")                                 \
    NUM(after_se, (b)->after_error.se, "probability", "standard error of `after`")                 \
    NUM(bayes_factor, (b)->bayes_factor, "", "odds after over odds before")                        \
    NUM(before_low, (b)->before_error.low, "probability",                                          \
        "lower end of the 95 % interval of `before`; without an error a bound")                    \
    NUM(before_high, (b)->before_error.high, "probability", "upper end")                           \
    NUM(after_low, (b)->after_error.low, "probability", "lower end of that of `after`")            \
    NUM(after_high, (b)->after_error.high, "probability", "upper end")                             \
    NUM(change_low, (b)->change_error.low, "probability", "lower end of that of `change`")         \
    NUM(change_high, (b)->change_error.high, "probability", "upper end")                           \
    NUM(bayes_factor_se, (b)->factor_error.se, "", "standard error of `bayes_factor`")             \
    NUM(bayes_factor_low, (b)->factor_error.low, "", "lower end of its 95 % interval")             \
    NUM(bayes_factor_high, (b)->factor_error.high, "", "upper end")
#define BELIEF_BEFORE(b)                                                                           \
    NUM(probability, (b)->before, "probability", "with the facts up to `as_of`")                   \
    NUM(se, (b)->before_error.se, "probability", "standard error of the simulation")               \
    NUM(low, (b)->before_error.low, "probability", "lower end of the 95 % interval")               \
    NUM(high, (b)->before_error.high, "probability", "upper end")
#define BELIEF_AFTER(b)                                                                            \
    NUM(probability, (b)->after, "probability", "with what was observed as well")                  \
    NUM(se, (b)->after_error.se, "probability", "standard error of the simulation")                \
    NUM(low, (b)->after_error.low, "probability", "lower end of the 95 % interval")                \
    NUM(high, (b)->after_error.high, "probability", "upper end")                                   \
    NUM(change, (b)->after - (b)->before, "probability", "after minus before")                     \
    NUM(change_se, (b)->change_error.se, "probability", "its standard error")                      \
    NUM(change_low, (b)->change_error.low, "probability", "lower end of its 95 % interval")        \
    NUM(change_high, (b)->change_error.high, "probability", "upper end")                           \
    NUM(bayes_factor, (b)->bayes_factor, "", "odds after over odds before")                        \
    NUM(bayes_factor_se, (b)->factor_error.se, "", "its standard error")                           \
    NUM(bayes_factor_low, (b)->factor_error.low, "", "lower end of its 95 % interval")             \
    NUM(bayes_factor_high, (b)->factor_error.high, "", "upper end")

#define ABOUT(r) TEXT(about, (r)->about, "what the numbers mean, in a sentence")
#define NOTES(r) TEXTS(notes, (r)->notes, (r)->n_notes, "what else a reader has to know")

#endif
