/* What a command line, or a caller, adds to the file: lenses, settings, evidence, and how decisions
 * are played. */
#ifndef CR_PROGRAM_SETUP_H
#define CR_PROGRAM_SETUP_H

#include "scenario/scenario.h"
#include "scenario/sizes.h"

#include <stdbool.h>

enum cr_choose_kind {
    CR_CHOOSE_DEFAULT,    /* as-written where an option has a weight, else best */
    CR_CHOOSE_AS_WRITTEN, /* weights; equal where none is written */
    CR_CHOOSE_BEST,
    CR_CHOOSE_UNIFORM,
    CR_CHOOSE_QUANTAL, /* logit with precision `lambda` */
    CR_CHOOSE_OPTION   /* one option, for certain */
};
struct cr_choose {
    enum cr_choose_kind kind;
    double lambda;
    int option;
};
struct cr_setup_lens {
    int lens;        /* index, or -1: the file as written */
    double strength; /* 1: whole; ignored in a pool */
};
struct cr_setup_set {
    int parameter, state, node, branch;   /* what is set; -1 where it does not apply */
    const struct cr_lens_weight *of_lens; /* instead: the probability that a lens gives; or NULL */
    struct cr_sizes sizes;                /* instead: effects, shifts, multipliers; or NONE */
    bool factor;            /* sizes: `value` is what effects are multiplied by, or the power that
                               multipliers are raised to; else it stands in the place of one */
    struct cr_shift *shift; /* sizes: in the place of one shift, or NULL */
    struct cr_value value;
};
struct cr_setup_evidence { /* a condition: branch, signal, or soft likelihoods */
    int node;
    int branch;               /* the branch that was seen, or -1 */
    int signal;               /* the signal that was seen, or -1 */
    const double *likelihood; /* informs: for every branch; NULL otherwise */
    const char *name;         /* for messages: "street.no", or the observation's id */
    int observation;          /* index, or -1 */
};
struct cr_setup {
    const struct cr_setup_lens *lenses; /* pulls to add up; in a pool: its lenses */
    size_t n_lenses;
    bool pool;    /* one lens a world, by pool weights */
    double floor; /* above 0: a logarithmic pool, in which a share counts with so much at least */
    const struct cr_setup_set *sets;
    size_t n_sets;
    const struct cr_sizes *moved; /* what an analysis makes smaller and larger: each a slot */
    size_t n_moved;
    const struct cr_setup_evidence *evidence;
    size_t n_evidence;
    const int (*forced)[2]; /* --do: node, branch */
    size_t n_forced;
    struct cr_choose choose;           /* how every decision is made */
    const struct cr_choose *choose_at; /* [n_nodes], kind DEFAULT: as `choose`; NULL: none */
    const char *const *notes;          /* what a reader of the result has to know of it */
    size_t n_notes;
};

#endif
