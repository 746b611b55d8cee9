/* The tree: positions (program/unroll.h) evaluated exactly, for blocks of worlds at a time.
 *
 * Backwards: what every position is worth to every actor, with decisions settled at information
 * sets. Forwards: how likely each position is, under that policy and the evidence. A block of
 * worlds is a pure function of program, positions, worlds and the policy settled so far; blocks are
 * merged in their order, and their size depends on the program alone. */
#ifndef CR_ENGINE_TREE_TREE_H
#define CR_ENGINE_TREE_TREE_H

#include "engine/choose.h"
#include "engine/options.h"
#include "engine/spread.h"
#include "program/fault.h"
#include "program/rows.h"
#include "program/unroll.h"
#include "program/weights.h"
#include "program/worlds.h"

/* ---- Worlds ---- */

struct cr_tree_worlds {
    uint64_t n;
    const struct cr_world_spec *spec; /* drawn; or NULL and given: */
    const double *slots;              /* slots[s * stride + world] */
    size_t stride;
    const int *lens_of;    /* in a pool: of each world; NULL when drawn */
    const double *weights; /* of the worlds, any total; NULL: equal, total 1 */
};
/* The base case: one world, or in a pool one a lens. Returns 0 after a fault. */
int cr_tree_base_worlds(struct cr_arena *arena, const struct cr_program *program,
    struct cr_tree_worlds *worlds, struct cr_fault *fault);

/* ---- What is wanted ---- */

struct cr_tree_options {
    uint64_t max_positions;
    bool glance;        /* see struct cr_unroll_spec */
    bool all_decisions; /* information sets of decisions that are not solved as well */
    bool keep_closed;   /* a policy for the walk (program/unroll.h) */
    bool
        each; /* decide in every world as if it were known (what perfect information would bring) */
    bool lanes;    /* keep each option's value in every world, for its quantiles */
    bool nodes;    /* how likely nodes, branches and information sets are, and the moments of drawn
                      numbers */
    bool by_world; /* keep payoffs world by world */
    bool spread;   /* distributions of payoffs, measures and state, not only probabilities */
    enum cr_rule rule;
    int block; /* worlds at a time; 0: as many as fit (the results differ at most in the last bits)
                */
    struct cr_luck luck;
    uint64_t split;  /* played forwards by so many runs, counted (engine/tree/split.c); 0: by
                              probabilities */
    double deadline; /* clock; 0: none */
    cr_progress *progress;
    void *progress_context;
};

/* ---- Information sets ---- */

/* An information set: a family of positions that its actor cannot tell apart, with one set of open
 * options. */
struct cr_info_set {
    unsigned char *open; /* [n_branches] */
    int order;     /* fewest impossible moves (of probability 0) on a way here: 0 unless nothing can
                      lead here */
    double weight; /* chance reach summed over worlds, over the ways of that order */
    double *sum;   /* [n_branches * n_columns] the options' values times that weight; under a rule
                      the worst or best total of a future that takes the option, and */
    double *size;  /* [n_branches] of what the decider's values are sums of (policy.h), times that
                      weight (under a rule as it is) */
    double *here;  /* ... without what was gained on the way (NULL without a rule) */
    double *p;     /* the policy; NULL: not settled yet; */
    double *room;  /* ... where it stands or will stand (cr_tree_policy) */
    double *share; /* [n_branches] times weight, where the decision is not solved */
    int *ties, n_ties;
    double reach;   /* under the policy and the evidence, summed over worlds */
    double *gained; /* [n_actors] on the way here, times reach (or times weight where reach is 0) */
    double *gained_chance;  /* the same times weight */
    struct cr_doubles rows; /* with `lanes`: for each world its weight, and the actor's value of
                               each option times that (under a rule: the value) */
    uint64_t row_world;     /* whose row is the last */
};
struct cr_family {
    int point;
    int first, n; /* its positions in tree->order */
    int level; /* the pass that settles it: how many solved families can follow each other from here
                  on, this one included; one more if it is not solved itself */
    bool solved;
    struct cr_info_set *sets;
    size_t n_sets, cap_sets;
};
struct cr_tree_column {
    int actor;
    bool utility;  /* expected utility of the total; else the expected rest of the total */
    bool regret;   /* the total's distance from the best that the same luck could have brought */
    bool compared; /* somebody who is solved for goes by it */
};
/* Whether the column holds something of the whole total, to which branches add nothing more. */
static inline bool cr_tree_is_whole(const struct cr_tree_column *column)
{
    return column->utility || column->regret;
}

/* Where an option ties with the best at a node, it is played although it is not the first. */
struct cr_tree_swap {
    bool wanted;
    int point, option;
};

struct cr_tree {
    struct cr_arena *arena;
    const struct cr_program *program; /* as unrolled */
    const struct cr_unroll *u;
    struct cr_tree_options options;
    struct cr_tree_worlds worlds;
    struct cr_tree_swap swap;
    double total_weight;           /* of the worlds */
    unsigned char *solved, *watch; /* [n_points] */
    unsigned char *open_slots;     /* [n_slots] differs between the worlds */
    bool totals, states;           /* what the positions keep (program/unroll.h) */
    bool *point_when;              /* [n_points] some branch has a condition */
    /* Order: every position behind all that lead to it; the positions of a family stand together.
     */
    int *order, *unit_first, *unit_level, n_units, n_levels;
    int *family_of; /* [n_positions], -1 */
    struct cr_family *families;
    int n_families;
    int *first_arc_in; /* [n_positions] arc of the first path in file order, -1 */
    int *parent;       /* [n_positions] where that arc starts */
    int *discovered;   /* positions in the order of a search in file order */
    struct cr_tree_column *columns;
    int n_columns, *column_of, *choice_column; /* [n_actors] */
    int *paid, n_paid, *paid_of; /* actors who gain on branches; [n_actors] -> index or -1 */
    int *paid_of_var;            /* the same by variable, behind the state variables */
    int *leaf_of, n_leaves;      /* [n_positions] */
    size_t *each_at,
        each_size;   /* [n_positions] with `each`: where its options stand in a block's `each` */
    int block;       /* worlds at a time */
    double *drawn;   /* [n_slots * worlds.n] once drawn, where that is not too much; else NULL */
    int *drawn_lens; /* [worlds.n] */
    bool *drawn_yet; /* [blocks] */
    struct cr_tree_block *shared;   /* the one block that settle and play use in turn */
    double *option_values;          /* [max_branches] scratch */
    struct cr_worth *option_worths; /* the same */
    struct cr_row_groups *ends; /* [n_states] the values that the variable can end with, each once,
                                   in the order of their first leaves; and these */
    bool *first_leaf;           /* [n_positions] in this order the first of its outcome */
    bool *ends_missing;         /* [n_states] at some leaf nobody knows it any more */
    bool *opens;                /* [n_arcs] in this order the first to lead where it leads */
    bool *touched;              /* [n_values] and the list of those: whose mass is being gathered */
    int *touched_ids, n_touched;
    bool stages_forward; /* no path goes back to an earlier stage */
    bool *visited;       /* [n_points] some position is there */
    const char **notes;  /* sentences on how it was unrolled */
    size_t n_notes;
    bool lanes_dropped; /* options.lanes was wanted but would not fit */
};

/* One lane as a block of its own, for finding out which lanes are at fault. */
struct cr_tree_case {
    const double **slot_at, **state_at, **bit_at, **visit_at;
    double **state_to, *copy, *p;
    unsigned char *open;
};
/* One block: arrays over lanes, [index * n + lane]. */
struct cr_at_payoff {
    double payoff, utility;
};
struct cr_tree_block {
    uint64_t first;
    int n;
    double *slots, *weight;
    int *lens_of;
    double *values;           /* [n_values] */
    unsigned char *value_bad; /* [n_values] NaN in some lane */
    double *p;                /* [n_site_branches] shares; NaN where they are undefined */
    unsigned char *open;      /* [n_site_branches] */
    int filled;     /* for so many lanes the values and shares that all worlds have in common stand
                       there */
    double *pay;    /* [n_site_branches * n_paid] */
    double *column; /* [n_columns * n_positions] */
    double *size;   /* [n_columns * n_positions] of what the values of compared columns are sums of,
                       for all lanes together */
    double *chance; /* [n_positions] chance reach, decisions counted as 1; and */
    unsigned short *order; /* [n_positions] impossible moves on the best way here: where there are
                              families */
    double *reach;         /* [n_positions] under policy and evidence */
    double *behind;   /* [n_positions] likelihood of the evidence still to come; 1 without any */
    int stage_filled; /* what stands in `stage` */
    double *first_moment,
        *second_moment; /* [n_paid * n_positions] gains on the way, times reach (without totals) */
    double *each;       /* [each_size] */
    double *scratch;    /* for program/weights.h */
    double *row, *row2, *row3; /* [n] */
    double *shares;            /* [max_branches] of one position */
    double *mass;              /* [n_values] for the stages */
    uint64_t *runs, *taken;    /* [n_positions], [n_arcs] with `split`: how many runs come there */
    struct cr_luck_stream **streams; /* [n] with `split` */
    bool counted;                    /* they are there: shares are shares of them */
    double *sweep, *sweep2;          /* [n_positions] */
    double *behind_start;            /* [1]: the evidence's probability */
    bool loaded;                     /* the whole of the worlds is here */
    bool bad;                        /* something is NaN */
    const double **slot_at, **state_at, **bit_at, **visit_at, **state_from;
    double **state_to, *state_copy, *visit_copy, *zeros, *ones, *stage;
    struct cr_tree_case *one;    /* a single lane of all this */
    struct cr_at_payoff *ranked; /* scratch: the ends of a world, where somebody has a utility */
};

/* Positions times worlds (or points) that one question may take in all, for each position that a
 * tree may have: some minutes of a processor at the default. */
enum { CR_TREE_WORLDS = 2000 };
/* Unrolls and orders. CR_INPUT: too many positions. */
enum cr_status cr_tree_build(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_tree_worlds *worlds, const struct cr_tree_options *options,
    struct cr_tree **tree, struct cr_fault *fault) CR_MUST_USE;
/* Whether the decisions of a program are too many to be solved by a tree, as far as a glance shows.
 */
bool cr_tree_hopeless(struct cr_arena *arena, const struct cr_program *program);
/* Settles every solved decision: best replies and quantal choices by backward induction. */
enum cr_status cr_tree_settle(struct cr_tree *tree, struct cr_fault *fault) CR_MUST_USE;

/* ---- Results over all worlds ---- */

struct cr_tree_sums {
    uint64_t worlds; /* done; less than asked for after an interruption */
    double weight;   /* of the worlds, and what the evidence left of it: */
    double evidence;
    double *world_weight; /* [worlds] weight times probability of the evidence; */
    double world_total;   /* all of it, as cr_sum adds it up */
    size_t positions;     /* of the tree */
    size_t stride;        /* worlds there will be; `worlds` of them are done */
    double *outcome; /* [n_endings][stride] mass: probability with the evidence, times weight */
    double *payoff;  /* [n_actors][stride] mass times total payoff */
    double *measure; /* [n_measures + n_states][stride] */
    double *reach, *branch; /* [n_points] at least once, [n_branches] by visits: mass */
    struct cr_spread *payoffs, *measures, *stages,
        *utilities;           /* [n_actors], [n_measures + n_states], [n_stages * n_states] */
    double *second;           /* [n_actors] mass of squared totals, without totals */
    double *world_before;     /* [worlds] weight without the evidence, in a pool */
    int *world_lens;          /* [worlds] in a pool */
    uint64_t *ended;          /* [worlds * n_endings] runs, with `split` */
    struct cr_moments *slots; /* [n_slots] weighted by the evidence, of drawn worlds with `nodes`;
                                 else NULL */
};
/* Plays the settled policy forwards. CR_INTERRUPTED: stopped by `progress`, *sums is whole for the
 * worlds it names. */
enum cr_status cr_tree_play(
    struct cr_tree *tree, struct cr_tree_sums *sums, struct cr_fault *fault) CR_MUST_USE;

/* Values for analyses: for each given world alone the probability of every outcome, the expected
 * payoffs and measures. `options->each`: decisions are settled in each world as if it were known,
 * else one policy for all. */
enum cr_status cr_tree_values(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_tree_worlds *worlds, const struct cr_tree_options *options,
    struct cr_tree_sums *sums, struct cr_fault *fault) CR_MUST_USE;

#endif
