/* What the rows about the engines share: a model as scenario and as obvious program, and whether
 * the two agree. */
#ifndef CR_TESTS_BENCH_ENGINE_SIDE_H
#define CR_TESTS_BENCH_ENGINE_SIDE_H

#include "bench.h"
#include "engine/tree/tree.h"
#include "program/worlds.h"
#include "naive.h"
#include "support.h"

/* The obvious program at work: adds futures (or worlds) to the totals. */
typedef void pair_play(
    struct naive *naive, uint64_t worlds, uint64_t runs, struct naive_totals *totals);

struct pair {
    const struct model *model;
    struct support s;
    struct naive *naive;
    pair_play *play;
    uint64_t worlds, runs; /* runs in all */
    bool quantiles;        /* the obvious program gives them too */
    struct cr_run_options options;
    struct naive_totals totals;
    struct cr_run_result result; /* of the last call, in: */
    struct cr_arena *arena;
};

/* Ready to be timed with `worlds` and `runs`; 0 after saying why. */
int pair_begin(struct pair *pair, const struct model *model, pair_play *play, uint64_t worlds,
    uint64_t runs, enum cr_engine engine);
void pair_end(struct pair *pair);

/* From now on both give the spread and quantiles of every state at the end, or (rollback) of every
 * outcome's probability over worlds. 0 when memory is short. */
int pair_quantiles(struct pair *pair);
/* One round of either, in seconds of processor time; for bench_side. */
double pair_naive(void *pair, int round);
double pair_engine(void *pair, int round);
/* Plays both once, from seeds that no round has, and compares every share and the mean of every
 * state variable: 1 if none is 5 standard errors apart, else 0 after saying which. */
int pair_agree(struct pair *pair);
/* Both sides, timed. 0 after a failure. */
int pair_compare(struct pair *pair, int rounds, struct bench_result *result);

/* The tree unrolled once, as the obvious program's nodes are built once, and then played `calls`
 * times a round, each with a seed of its own. */
struct unrolled {
    struct cr_arena *arena;
    struct cr_tree *tree;
    struct cr_tree_worlds worlds;
    struct cr_world_spec spec;
    int calls;
};
int unrolled_begin(
    struct unrolled *u, const struct pair *pair, const struct cr_tree_options *options, int calls);
void unrolled_end(struct unrolled *u);
/* For bench_side. */
double unrolled_play(void *unrolled, int round);

/* Whether two estimates of the same precision `se` agree: 1 if they are less than 5 standard errors
 * apart, else 0 after saying so. */
int close_enough(const char *what, int i, double naive, double engine, double se);
/* The text of crossroads.yaml, to be freed by cr_seam_free. 0 after saying why. */
int flagship_text(const struct bench_setting *setting, char **text, size_t *n);

/* Runs a program once under the options: seconds of processor time, below 0 after saying why it
 * failed. The result lives in `arena`. */
double engine_play(struct support *s, const struct cr_run_options *options, struct cr_arena *arena,
    struct cr_run_result *result);

#endif
