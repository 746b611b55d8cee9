/* What is kept of the runs of a superblock, and how two of them become one. */
#ifndef CR_ENGINE_WALK_TALLY_H
#define CR_ENGINE_WALK_TALLY_H

#include "engine/walk/walk.h"
#include "stats/moments.h"

/* Runs are clustered by world, as long as there are no more worlds than this and the sums fit in
 * CR_MOST_SUMS numbers (but up to 4,096 worlds always); else by number modulo CR_GROUPS: batch
 * means. The runs of one world are independent and all in one cluster, unless they weigh
 * differently or groups are wanted. */
#define CR_MAX_CLUSTERS 65536
#define CR_MOST_SUMS (1 << 22)
#define CR_GROUPS 1024

/* Columns of quantities, one number a run: payoffs, measures, final states, utilities, then stage *
 * n_states + state. */
struct cr_columns {
    int payoffs, measures, states, utilities, stages,
        n;           /* column where each kind begins; n: how many columns */
    int n_clustered; /* columns before this one have errors by clusters */
    int final_stage; /* from here on the columns are those of the final states, and not counted:
                        every path ends in the last stage. n: none */
};
struct cr_columns cr_columns_of(const struct cr_program *program);

/* Weighted mean and central sum of squares, one value after the other. */
struct cr_within {
    double weight, mean, m2;
};
struct cr_tally {
    uint64_t runs;
    double *sums; /* clusters: weight, outcomes, columns; then branches, reach, lenses by cluster */
    struct cr_moments *moments; /* [columns.n + 1 + n_uncertain slots]: column, the weight itself,
                                   slots under evidence */
    struct cr_within *within;   /* [n_clustered * clusters] of the runs in a cluster; or NULL */
};
struct cr_tally_shape {
    const struct cr_program *program;
    struct cr_columns columns;
    uint64_t worlds;
    int clusters;
    size_t at_weight, at_square, at_outcomes, at_columns, at_branches, at_reach, at_lenses, n_sums;
    int at_weight_moment, at_slots, n_moments;
    bool slots_by_world;  /* slots under evidence: from the weights of the worlds, not counted */
    bool spreads;         /* the spread within every cluster is wanted */
    const int *uncertain; /* slot of each slot moment */
};
void cr_tally_shape_init(struct cr_tally_shape *shape, struct cr_arena *arena,
    const struct cr_program *program, uint64_t worlds, bool grouped);
struct cr_tally *cr_tally_new(struct cr_arena *arena, const struct cr_tally_shape *shape);
void cr_tally_clear(struct cr_tally *tally, const struct cr_tally_shape *shape);
/* Adds a played block. */
void cr_tally_block(
    struct cr_tally *tally, const struct cr_tally_shape *shape, const struct cr_walk *walk);
/* tally becomes tally with `other` behind it. */
void cr_tally_merge(
    struct cr_tally *tally, const struct cr_tally_shape *shape, const struct cr_tally *other);
/* Mean and variance of a column over the runs of a cluster (with `spreads`). */
const struct cr_within *cr_tally_within(
    const struct cr_tally *tally, const struct cr_tally_shape *shape, int column, int cluster);
/* Whether anybody has such a quantity: actors without a payoff and without a utility have none. */
bool cr_column_used(const struct cr_program *program, const struct cr_columns *columns, int column);
/* Column c of lane i of a block; *present is 0 where the path has not come to that stage. */
const double *cr_column_row(
    const struct cr_walk *walk, const struct cr_columns *columns, int column);

#endif
