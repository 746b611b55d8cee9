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
    const struct cr_world_spec *spec; /* how worlds are drawn; NULL: `slots` are given */
    const double *slots;              /* [n_slots * stride] given: slots[s * stride + world] */
    size_t stride;                    /* how far the slots of a world lie apart in `slots` */
    const int *lens_of;               /* [n] in a pool: the lens of each world; NULL when drawn */
    const double *weights; /* [n] weight of each world, any total; NULL: equal, total 1 */
};
/* The base case: one world, or in a pool one a lens. */
enum cr_status cr_tree_base_worlds(struct cr_arena *arena, const struct cr_program *program,
    struct cr_tree_worlds *worlds, struct cr_fault *fault) CR_MUST_USE;

/* ---- What is wanted ---- */

struct cr_tree_options {
    uint64_t max_positions;
    double most_work; /* positions times worlds: fewer worlds are drawn than were asked for until it
                         is kept, down to 1,024; 0: exactly as many */
    bool glance;      /* see struct cr_unroll_spec */
    bool all_decisions; /* information sets of decisions that are not solved as well */
    bool keep_closed;   /* a policy for the walk (program/unroll.h) */
    bool
        each; /* decide in every world as if it were known (what perfect information would bring) */
    bool narrow; /* only payoffs of who decides and of `actor` (-1: nobody else) are asked for, and
                    only with `ends` what measures and state variables come to */
    int actor;
    bool ends;
    bool backwards; /* nothing is played forwards */
    bool lanes;     /* keep each option's value in every world, for its quantiles */
    bool nodes;     /* how likely nodes, branches and information sets are, and the moments of drawn
                       numbers */
    bool by_world;  /* keep payoffs world by world */
    bool spread;    /* distributions of payoffs, measures and state, not only probabilities */
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
    /* When it is first met (sets.c). */
    unsigned char *open; /* [n_branches] */
    double *room;        /* [n_branches] where the policy stands or will stand (cr_tree_policy) */

    /* Summed up while values are swept backwards (choice.c). */
    int order;     /* fewest impossible moves (of probability 0) on a way here: 0 unless nothing can
                      lead here */
    double weight; /* chance reach summed over worlds, over the ways of that order */
    double *sum;   /* [n_branches * n_columns] the options' values times that weight; under a rule
                      the worst or best total of a future that takes the option */
    double *here;  /* [n_branches * n_columns] like `sum`, without what was gained on the way; NULL
                      without a rule */
    double *size;  /* [n_branches] of what the decider's values are sums of (choose.h), times that
                      weight; under a rule as it is */
    double *share; /* [n_branches] times weight, where the decision is not solved */
    double *gained_chance;  /* [n_actors] gained on the way here, times weight */
    struct cr_doubles rows; /* with `lanes`: for each world its weight, and the actor's value of
                               each option times that; under a rule the value */
    uint64_t row_world;     /* the world whose row is the last */

    /* Settled (choice.c). */
    double *p;  /* [n_branches] the policy; NULL: not yet */
    int *ties;  /* [n_ties] all best options */
    int n_ties; /* how many options are best */

    /* Gathered while the policy is played forwards (flow.c). */
    double reach;   /* under the policy and the evidence, summed over worlds */
    double *gained; /* [n_actors] gained on the way here, times reach */
};
/* Positions that an actor cannot tell apart by what was seen. */
struct cr_family {
    int point; /* the decision */
    int first; /* where its positions begin in tree->members */
    int n;     /* how many positions it has */
    int level; /* the pass that settles it: how many solved families can follow each other from here
                  on, this one included; one more if it is not solved itself */
    bool solved;              /* the decision is solved */
    struct cr_info_set *sets; /* one for each combination of open options that was met */
    size_t n_sets;            /* how many sets there are */
    size_t cap_sets;          /* how many sets there is room for */
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

/* The values that each state variable can end with, and where; tree.c, once the order is known. */
struct cr_tree_ends {
    struct cr_row_groups *groups; /* [n_states] each value once, in the order of its first leaf */
    bool *missing;                /* [n_states] at some leaf nobody knows it any more */
    bool *first_leaf;             /* [n_positions] in `order` the first of its outcome */
};
/* Slots of the worlds, drawn once and recalled by every later sweep; load.c. */
struct cr_tree_drawn {
    double *slots; /* [n_slots * worlds.n]; NULL: not drawn yet, or too many to keep */
    int *lens_of;  /* [worlds.n] */
    bool *yet;     /* [blocks] whether this block's are there */
};
/* Values whose mass is being gathered; sweep.c. */
struct cr_tree_touched {
    bool *is; /* [n_values] */
    int *ids; /* [n_values] in the first n those that have mass, as they came */
    int n;    /* how many values have mass */
};

struct cr_tree_game; /* private.h */

/* A tree. Every member says in which phase it is written; afterwards it is only read. */
struct cr_tree {
    /* Given. */
    struct cr_arena *arena;           /* owns everything here */
    const struct cr_program *program; /* as unrolled */
    struct cr_tree_options options;   /* what is wanted */
    struct cr_tree_worlds worlds;     /* in which worlds */
    struct cr_tree_swap swap;         /* set by ties.c before it settles the tree anew */

    /* Before unrolling (tree.c). */
    unsigned char *solved;     /* [n_points] the decision is solved */
    unsigned char *watch;      /* [n_points] its information sets are wanted */
    bool *point_when;          /* [n_points] some branch has a condition */
    unsigned char *open_slots; /* [n_slots] differs between the worlds */

    bool hides; /* actors who know different things are watched: every path is a position of its
                   own, and sets are settled together (private.c) */

    /* Unrolled (tree.c). */
    const struct cr_unroll *u;   /* the positions */
    bool totals;                 /* positions differ by what actors have gained on the way */
    bool states;                 /* positions differ by every state variable */
    struct cr_world_spec fitted; /* worlds.spec with fewer worlds, where they are too many */
    const char **notes;          /* sentences on how it was unrolled */
    size_t n_notes;              /* how many notes */

    /* Columns (tree.c): what is worked out backwards for each position. */
    struct cr_tree_column *columns; /* [n_columns] */
    int n_columns;                  /* how many columns */
    int *column_of;                 /* [n_actors] the column of the actor's payoff, or -1 */
    int *choice_column;             /* [n_actors] the column by which the actor chooses, or -1 */
    int n_paid;                     /* how many actors gain on branches */
    int *paid_of;     /* [n_actors] index among the actors who gain on branches, or -1 */
    int *paid_of_var; /* like paid_of, by variable behind the state variables */

    /* Order (order.c): every position behind all that lead to it; the positions of a family stand
     * together and form a unit, every other position is a unit of its own. Where something is
     * hidden from one and not from another all are units of their own. */
    int *order;      /* [n_positions] */
    int *members;    /* [n_positions] families one behind the other; `order`, or where all positions
                        are units of their own a list for itself */
    int *unit_first; /* [n_units + 1] where a unit begins in `order` */
    int *unit_level; /* [n_units] solved families that can follow one another from here */
    int n_units;     /* how many units */
    int n_levels;    /* passes that settle all families */
    struct cr_family *families; /* [n_families]; their sets are filled in while settling */
    int n_families;             /* how many families */
    int *family_of;             /* [n_positions] the family of a position, or -1 */
    int *first_arc_in;          /* [n_positions] arc of the first path in file order, or -1 */
    int *parent;                /* [n_positions] where first_arc_in starts, or -1 */
    int *discovered;            /* positions in the order of a search in file order */
    int *leaf_of;               /* [n_positions] its number among the ends, or -1 */
    int n_leaves;               /* how many ends */
    size_t *each_at;  /* [n_positions] with `each`: where its options stand in a block's `each` */
    size_t each_size; /* how many numbers a block's `each` has */

    /* Looked up once in that order (tree.c). */
    struct cr_tree_ends ends; /* how paths end */
    bool *opens;              /* [n_arcs] in `order` the first arc to lead where it leads */
    bool stages_forward;      /* no path goes back to an earlier stage */
    bool *visited;            /* [n_points] some position is there */

    /* The room for blocks (block.c). */
    int block;                    /* worlds at a time */
    struct cr_tree_block *shared; /* the one block that settle and play use in turn */

    /* Settled (private.c). */
    struct cr_tree_game *game; /* the game, where the tree hides something; else NULL */

    /* While blocks are evaluated. */
    struct cr_tree_drawn drawn;     /* load.c */
    struct cr_tree_touched touched; /* sweep.c */
    bool lanes_dropped;             /* choice.c: options.lanes was wanted but would not fit */
    double *option_values;          /* [max_branches] scratch of a position */
    struct cr_worth *option_worths; /* [max_branches] scratch of an information set */
};

/* One lane as a block of its own, for finding out which lanes are at fault. */
struct cr_tree_case {
    const double **slot_at;  /* [n_slots] */
    const double **state_at; /* [n_states] */
    const double **bit_at;   /* [n_bits] */
    const double **visit_at; /* [n_visits] */
    double **state_to;       /* [n_states] where a branch's effects write */
    double *copy;            /* [n_states] */
    double *p;               /* [max_branches] shares */
    unsigned char *open;     /* [max_branches] */
};
/* What the lanes of a position see (cr_tree_enter), and where the effects of a branch go (load.c).
 */
struct cr_tree_view {
    const double **slot_at;    /* [n_slots] */
    const double **state_at;   /* [n_states] */
    const double **bit_at;     /* [n_bits] */
    const double **visit_at;   /* [n_visits] */
    const double **state_from; /* [n_states] before the effects; NULL: the branch leaves it */
    double **state_to;         /* [n_states] after them; NULL likewise */
    double *state_copy;        /* [n_states] rows for values that nobody asks for later */
    double *visit_copy;        /* [n_visits] rows */
    double *zeros, *ones;      /* a row each */
    double *stage;             /* a row: the stage at the position */
    int stage_filled;          /* what stands in it */
    struct cr_tree_case *one;  /* a single lane of all this */
};
/* How likely positions are, under the policy and the evidence (flow.c, stage.c). */
struct cr_tree_forward {
    double *reach;  /* [n_positions] */
    double *behind; /* [n_positions] likelihood of the evidence still to come; 1 without any */
    double *behind_start;  /* [1] probability of the evidence */
    double *first_moment;  /* [n_paid * n_positions] gains on the way times reach; without totals */
    double *second_moment; /* [n_paid * n_positions] their squares times reach; without totals */
    double *sweep;         /* [n_positions] of a sweep backwards, then the mass of leaves */
    double *sweep2;        /* [n_positions] of a sweep forwards around stages */
    double *mass;          /* [n_values] for the stages */
};
/* Runs by the number (split.c), with options.split. */
struct cr_tree_counts {
    bool there;                      /* counted: shares are shares of them */
    uint64_t *runs;                  /* [n_positions] how many come there */
    uint64_t *taken;                 /* [n_arcs] how many take it */
    struct cr_luck_stream **streams; /* [n] */
};
/* An end of a world, for looking whether a utility rises (utility.c). */
struct cr_at_payoff {
    double payoff;  /* the total */
    double utility; /* utility of the payoff */
};
/* One block of worlds: arrays over lanes, [index * n + lane], unless a comment says otherwise. Who
 * evaluates a block goes from loading to backwards (where decisions are settled) to forwards. */
struct cr_tree_block {
    /* Which worlds (load.c). */
    uint64_t first; /* the first of its worlds */
    int n;          /* how many worlds: lanes */
    double *slots;  /* [n_slots] */
    double *weight; /* [1]; split.c makes it the part of the runs that live there */
    int *lens_of;   /* [1] in a pool */

    /* Loaded (load.c); analyses may move shares before they sweep. */
    double *values;           /* [n_values] */
    unsigned char *value_bad; /* [n_values], not by lane: NaN in some lane */
    double *p;                /* [n_site_branches] shares; NaN where they are undefined */
    unsigned char *open;      /* [n_site_branches] the branch exists */
    double *pay;              /* [n_site_branches * n_paid] */
    int filled;               /* lanes in which what all worlds have in common stands already */
    bool bad;                 /* something is NaN */

    /* Backwards (choice.c; at ends load.c, regret.c). */
    double *column; /* [n_columns * n_positions] */
    double *size;   /* [n_columns * n_positions], not by lane: of what a compared column sums up */
    double *chance; /* [n_positions] chance reach, decisions counted as 1 */
    unsigned short *order; /* [n_positions] impossible moves on the best way here */
    double *each;          /* [each_size] the options' shares, with `each` */

    struct cr_tree_forward forward; /* forwards */
    struct cr_tree_counts counts;   /* runs by the number */
    struct cr_tree_view view;       /* of the position entered last */

    /* Scratch of whoever is at work; nothing stays in it from one position to the next. */
    double *scratch;             /* for program/weights.h */
    double *row, *row2, *row3;   /* [1] each */
    double *seen;                /* [1] scratch of cr_tree_seen_share_of */
    double *shares;              /* [max_branches] of one position */
    struct cr_at_payoff *ranked; /* [n_positions], not by lane; NULL without a utility */
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
    uint64_t worlds;      /* how many worlds are done; fewer than asked for after an interruption */
    double weight;        /* total weight of the worlds */
    double evidence;      /* the part of the total weight that agrees with the evidence */
    double *world_weight; /* [worlds] weight of each world times its probability of the evidence */
    double world_total;   /* sum of world_weight, as cr_sum adds it up */
    size_t positions;     /* how many positions the tree has */
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
