/* What the engines find out. Plain data in an arena; writers print it and compute nothing.
 * Shapes: arrays are indexed as in the scenario (outcomes, tags, actors, stages, nodes); measures
 * come first, then the state variables ("state variables stand among measures"): n_measures +
 * n_states rows. Missing numbers are NaN. */
#ifndef CR_ENGINE_RESULT_H
#define CR_ENGINE_RESULT_H

#include "program/program.h"
#include "program/worlds.h"

enum cr_engine {
    CR_ENGINE_AUTO,
    CR_ENGINE_EXACT,
    CR_ENGINE_ROLLBACK,
    CR_ENGINE_SPLIT,
    CR_ENGINE_WALK,
    CR_ENGINE_GSL,
    CR_ENGINE_VEGAS,
    CR_ENGINE_MISER,
    CR_N_ENGINES
};
const char *cr_engine_name(enum cr_engine engine);

/* A share (a probability) as an estimate: se 0 where exact, NaN where nothing is known of it (no
 * run met it, or all did). low to high is its 95 % interval (stats/error.h). The quantiles are over
 * worlds, of the probability within a world. */
struct cr_share {
    double share, se, low, high;
    double q05, q25, q50, q75, q95;
    double count; /* weighted number of runs, NaN if exact */
};
/* A quantity: mean with the error of the mean (NaN where all runs had the same), spread and
 * quantiles over futures. */
struct cr_quantity {
    double n, mean, se, low, high, sd, q05, q25, q50, q75, q95;
    double world_q05, world_q95; /* of the mean within a world, over worlds; NaN: not known */
    double parts, carriers;      /* parts and carriers of the error of the mean (struct cr_error) */
};
struct cr_node_result {
    double reach; /* probability of being there at least once */
    double
        *shares; /* of its branches, given the node (weighted by visits); NaN where no run came */
    double unreached; /* 95 % bound of the reach where no run came; 0 where exact */
    double unmet;     /* 95 % bound of a branch's share that no visit took; 0 where exact */
};
/* In a pool, of each lens and cluster: rows of n numbers a lens. */
struct cr_lens_sums {
    size_t n_lenses, n;
    const double *weight, *runs; /* [n_lenses * n] with, without the evidence; NULL: no pool */
};
/* Totals by cluster (a world, or where there are too many or only one a group of runs; the same
 * clusters for the same worlds and runs), so that two runs on the same luck can be compared cluster
 * by cluster: rows of n numbers. */
struct cr_clusters {
    size_t n;
    double *weight;     /* [n] */
    double *outcomes;   /* [n_outcomes * n] weight that ended there */
    double *quantities; /* [(n_actors + n_measures + n_states) * n] weight times the value */
    bool worlds;        /* every cluster is a world */
    struct cr_lens_sums lenses;
};
/* The values of a quantity one by one. */
struct cr_sample {
    const double *values, *weights; /* weights NULL: equal */
    const double *worlds;           /* [n] world of each value; NULL: i mod n_worlds */
    size_t n_worlds;                /* what the luck of the values hangs on: worlds, or runs */
    size_t n;                       /* 0: too many to keep */
};
struct cr_run_result {
    struct cr_luck luck;
    uint64_t runs, worlds;
    enum cr_engine engine;
    enum cr_sampling sampling;
    bool complete;      /* false: interrupted; runs says how many there were */
    bool target_missed; /* --precision was not reached */
    bool grows;         /* another precision would be reached by playing more (engine/effort.h) */
    struct cr_share *outcomes, *tags;
    struct cr_quantity *payoffs;  /* [n_actors]; n 0: the actor has none */
    double *certainty;            /* [n_actors] certainty equivalents, NaN without a utility */
    struct cr_quantity *measures; /* [n_measures + n_states], at the end of the path */
    struct cr_quantity
        *stages; /* [n_stages * n_states], state after the last branch taken in the stage */
    struct cr_node_result *nodes;
    double unmet;      /* what may have a share (95 %) that no run (no world) met; 0 where exact */
    double chi_square; /* VEGAS: of its iterations, per degree of freedom, the largest of all
                          figures; NaN of any other engine */
    double effective;  /* effective sample size under evidence; NaN without */
    double evidence_probability; /* NaN without evidence */
    double *lens_weights; /* [n_lenses] posterior of the setup's lenses in a pool; else NULL */
    double *slot_mean, *slot_sd;      /* [n_slots], posterior under evidence; NULL if not asked */
    struct cr_clusters *clusters;     /* NULL if not asked */
    struct cr_sample *payoff_samples; /* [n_actors], with the clusters */
    double seconds;
    const char **notes; /* sentences for the reader */
    size_t n_notes;
};

/* ---- solve ---- */

/* By what an actor compares options. A case is a way that chance (of positive probability) and,
 * with worlds, the world may go. */
enum cr_rule {
    CR_RULE_EV,        /* the expectation */
    CR_RULE_MAXIMIN,   /* the worst case */
    CR_RULE_MAXIMAX,   /* the best case */
    CR_RULE_MINREGRET, /* the largest regret: what the best strategy for that case would have given
                          more (engine/tree/regret.c) */
};
/* "ev", "maximin", ... */
const char *cr_rule_name(enum cr_rule rule);

struct cr_option_result {
    int option;        /* local branch */
    double *value;     /* [n_actors]: expected total of a future that takes this option here */
    double *from_here; /* [n_actors]: without what was gained on the way */
    double utility;    /* what the deciding actor compares: his utility, or without one the value */
    double certainty;  /* certainty equivalent of `utility`; NaN without one */
    double best_share, q05, q50, q95; /* with worlds: share of worlds in which it is best; quantiles
                                         of the actor's value over worlds */
    double probability;               /* probability with which the policy takes it */
};
/* One of the histories that an actor cannot tell apart, and how likely it is to him. */
struct cr_history {
    int *nodes, *branches; /* [n] from the start on, unseen ones included */
    bool *seen;            /* [n] which of them the actor has seen */
    int n;
    double p;
};
struct cr_decision_result { /* one information set */
    int node, actor;
    double reach;
    int *path_nodes, *path_branches; /* visible branches of one history that leads here: the first
                                        in file order that can happen, where one can */
    int n_path;
    double n_paths;                   /* how many histories lead here (a double: can be huge) */
    struct cr_option_result *options; /* the open ones */
    int n_options;
    int choice; /* local branch, or -1 where the policy mixes */
    int *ties;  /* all best local branches; n_ties >= 1 (only for kinds that choose) */
    int n_ties;
    int family, set;              /* indices of its family and set in the tree */
    struct cr_history *histories; /* [n_histories] where actors know different things; else none */
    int n_histories;
};
/* What kind of play it is, and how near to it. */
struct cr_equilibrium {
    const char *concept; /* name of the solution concept; NULL: nobody was solved for */
    bool hides;          /* actors know different things: lambda to `again` are known */
    double lambda;       /* where the path of logit equilibria was left */
    double *regret;      /* [n_actors] what a strategy of one's own could bring at most, in what is
                            maximised; NaN of who is not solved for */
    double set_regret;   /* the largest gain at a single information set */
    double worst; /* the largest of `regret` and `set_regret`, in parts of the actor's span of
                     payoffs */
    int forks;    /* how many forks of the path were met */
    bool again;   /* the path passes this lambda again */
};
/* Another equilibrium. */
struct cr_other {
    double *value, *regret; /* [n_actors], as in the result itself */
    double set_regret;
    double **p; /* [n_policy][n_options] */
};
struct cr_solve_result {
    struct cr_luck luck;
    uint64_t worlds; /* 0: the base case */
    enum cr_engine engine;
    enum cr_rule rule; /* other than EV: values are the rule's (worst, best, largest regret),
                          certainty NaN; outcomes and the like are still probabilities */
    double *value;     /* [n_actors], NaN without a payoff */
    double *value_q05, *value_q95; /* [n_actors] of the value within a world; NULL: base case */
    double *certainty;             /* [n_actors], NaN without a utility */
    struct cr_decision_result *policy;
    size_t n_policy;
    double *outcomes, *tags;                      /* probabilities */
    struct cr_share *outcome_shares, *tag_shares; /* with worlds: with intervals; else NULL */
    struct cr_quantity *measures;                 /* [n_measures + n_states] */
    struct cr_quantity *payoffs;                  /* [n_actors]: spread over futures */
    struct cr_node_result *nodes;
    struct cr_equilibrium equilibrium;
    struct cr_other *others; /* [n_others] all that were found, its own first; or none */
    size_t n_others;
    double positions; /* how many positions the tree unrolled to */
    double evidence_probability;
    const char **notes;
    size_t n_notes;
    double seconds;
};

#endif
