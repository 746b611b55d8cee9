/* The steps of an evaluation, in files beside this one, for the tree and for analyses that take
 * them one by one. A block is loaded (load.c), decisions are settled over blocks (choice.c), and a
 * block is played forwards (flow.c). */
#ifndef CR_ENGINE_TREE_PARTS_H
#define CR_ENGINE_TREE_PARTS_H

#include "engine/tree/tree.h"

/* Whether an actor learns which branch is taken at a node. */
static inline bool cr_tree_learns_branch(const struct cr_point *point, int actor)
{
    if (point->kind == CR_DECISION && point->actor == actor)
        return true;
    return !point->hidden && (!point->seen || point->seen[actor]);
}

void cr_tree_order(struct cr_tree *tree);
struct cr_tree_block *cr_tree_block_new(struct cr_tree *tree);
/* Works out the numbers of worlds first ..: slots, values, shares, payoffs at the ends. */
enum cr_status cr_tree_load(struct cr_tree *tree, struct cr_tree_block *block, uint64_t first,
    struct cr_fault *fault) CR_MUST_USE;
/* Points block->*_at at the lanes of a position. */
void cr_tree_enter(
    const struct cr_tree *tree, struct cr_tree_block *block, int position, struct cr_lanes *lanes);
/* The same for one lane alone. */
void cr_tree_enter_lane(const struct cr_tree *tree, struct cr_tree_block *block, int position,
    int lane, struct cr_lanes *lanes);
/* Of a position that has been entered. */
void cr_tree_one_lane(
    const struct cr_tree *tree, struct cr_tree_block *block, int lane, struct cr_lanes *lanes);
void cr_tree_chance(const struct cr_tree *tree, struct cr_tree_block *block);
enum cr_status cr_tree_back(struct cr_tree *tree, struct cr_tree_block *block, int level,
    struct cr_fault *fault) CR_MUST_USE;
/* The shares at a position under the policy: out[local * n + lane]; returns block->p where they
 * stand already. */
const double *cr_tree_shares(
    struct cr_tree *tree, const struct cr_tree_block *block, int position, double *out);
/* Forgets what was summed up; `order`: of the ways that count from now on. */
void cr_tree_set_restart(
    const struct cr_tree *tree, struct cr_info_set *set, int n_branches, int order);
/* A policy of zeros for a set that has none yet. */
void cr_tree_policy(struct cr_info_set *set, int n_branches);
struct cr_info_set *cr_tree_set(
    struct cr_tree *tree, const struct cr_tree_block *block, int position, int lane);
/* Divides the runs of every world among the positions; from then on cr_tree_shares gives their
 * shares, and the worlds weigh as their runs do. */
enum cr_status cr_tree_split(struct cr_tree *tree, struct cr_tree_block *block,
    struct cr_tree_sums *sums, struct cr_fault *fault) CR_MUST_USE;
/* How many of all runs live in a world: run r lives in world r mod n_worlds. */
uint64_t cr_tree_runs_in(const struct cr_tree *tree, uint64_t world);
enum cr_status cr_tree_forward(
    struct cr_tree *tree, struct cr_tree_block *block, struct cr_fault *fault) CR_MUST_USE;
enum cr_status cr_tree_gather(struct cr_tree *tree, struct cr_tree_block *block,
    struct cr_tree_sums *sums, struct cr_fault *fault) CR_MUST_USE;
/* Sweeps `out` backwards: 1 at living ends, at every other position the mean over its arcs with the
 * evidence's likelihood; 0 where stop(position, s, t) says so. */
void cr_tree_sweep(struct cr_tree *tree, struct cr_tree_block *block, double *out,
    bool (*stop)(const struct cr_position *, int, int), int s, int t);
/* Adds weights to the mass of a value; equal values are one value, so few distributions stay to be
 * built. */
void cr_tree_add_mass(
    struct cr_tree *tree, struct cr_tree_block *block, int id, const double *weights);
/* Hands the masses so gathered to a distribution. */
void cr_tree_flush_mass(
    struct cr_tree *tree, struct cr_tree_block *block, struct cr_spread *spread);
/* The largest size among the lanes of a row: some of them are looked at, its order of magnitude is
 * what matters. */
double cr_tree_size(const struct cr_tree_block *block, const double *row);
/* The value of an option at an information set, in a column; what it is worth to its decider, in
 * the column that is compared; and whether less of it is better. */
double cr_tree_set_value(
    const struct cr_tree *tree, const struct cr_info_set *set, int branch, int column);
struct cr_worth cr_tree_worth(
    const struct cr_tree *tree, const struct cr_info_set *set, int branch, int column);
bool cr_tree_wants_less(const struct cr_tree *tree, int column);

/* ---- Rules (rule.c, regret.c) ---- */

/* Whether the cases of a column count by the largest (else by the smallest). */
bool cr_tree_counts_largest(const struct cr_tree *tree, int column);
/* What no case at all amounts to, and one more case on top of the others. */
double cr_tree_no_case(bool most);
double cr_tree_fold(bool most, double so_far, double x);
/* The worst or best over the branches that can come, in every column; `evidence`: only those with
 * which the evidence can come true. */
void cr_tree_rule_position(struct cr_tree *tree, struct cr_tree_block *block, int position,
    const double *shares, bool evidence);
/* The rule's values from the start, under the settled policy and the evidence, in every world:
 * roots[column * worlds.n + world]; infinite where the evidence is impossible. */
enum cr_status cr_tree_rule_roots(
    struct cr_tree *tree, double *roots, struct cr_fault *fault) CR_MUST_USE;
/* Fills the column of regret at the ends of a loaded block. */
enum cr_status cr_tree_regret(
    struct cr_tree *tree, struct cr_tree_block *block, struct cr_fault *fault) CR_MUST_USE;

void cr_tree_gather_stages(
    struct cr_tree *tree, struct cr_tree_block *block, struct cr_tree_sums *sums);
/* Whether the utilities of all actors increase over the payoffs of all ends, in every world of a
 * loaded block; else the fault. */
enum cr_status cr_tree_utilities_rise(const struct cr_tree *tree, const struct cr_tree_block *block,
    struct cr_fault *fault) CR_MUST_USE;
/* Why a position has no value in a lane: completes *fault and returns CR_INPUT. */
enum cr_status cr_tree_explain(struct cr_tree *tree, struct cr_tree_block *block, int position,
    int lane, struct cr_fault *fault) CR_MUST_USE;

/* The shares of one arc's branch among those of its position. */
static inline const double *cr_tree_share_of(
    const struct cr_tree *tree, const double *shares, const struct cr_arc *arc, size_t n)
{
    return &shares[(size_t)tree->program->branches[arc->branch].local * n];
}

/* The same, as likely as each world's lens finds the evidence on the arc, beside arc->likelihood:
 * the row itself, or one that holds until this is asked again. */
static inline const double *cr_tree_seen_share_of(const struct cr_tree *tree,
    const struct cr_tree_block *b, const double *shares, const struct cr_arc *arc, size_t n)
{
    const double *share = cr_tree_share_of(tree, shares, arc, n);
    if (!arc->by_lens)
        return share;
    for (size_t i = 0; i < n; i++)
        b->seen[i] = share[i] * arc->by_lens[b->lens_of[i]];
    return b->seen;
}

/* Whether the decision at a position is solved (and not played as written). */
static inline bool cr_tree_is_solved(const struct cr_tree *tree, int position)
{
    int family = tree->family_of[position];
    return family >= 0 && tree->families[family].solved;
}

static inline void cr_tree_fill(double *row, int n, double x)
{
    for (int i = 0; i < n; i++)
        row[i] = x;
}

#endif
