/* Conditioning on what was seen: before and after, for outcomes, tags, parameters, hidden causes
 * and lenses, and what would be most worth watching for next. Plain results in an arena; writers
 * print them and compute nothing. */
#ifndef CR_ANALYSIS_OBSERVE_H
#define CR_ANALYSIS_OBSERVE_H

#include "analysis/lenses.h"
#include "program/fault.h"
#include "stats/error.h"

struct cr_observe_ask {
    const struct cr_setup *before; /* what is laid over the file, the facts up to as_of included */
    const struct cr_setup *after;  /* `before`, with what was seen behind it */
    const struct cr_run_options *run;
    bool signals;        /* look for the most informative next signal */
    const char *nothing; /* what to say where nothing new was seen */
};

struct cr_belief { /* a probability */
    double before, after;
    double bayes_factor; /* factor of the odds: P(seen | it) / P(seen | not it); NaN at 0 and 1 */
    /* Monte Carlo. Of the change and the factor: paired, both have the same luck; where only a few
     * runs tell of before or after, from the ends of their intervals. */
    struct cr_error before_error, after_error, change_error, factor_error;
};
struct cr_observe_slot { /* an uncertain input */
    int slot;
    double mean_before, sd_before, mean_after, sd_after;
    double moved; /* |change of the mean| in standard deviations of before */
};
struct cr_observe_cause { /* a chance node that is not seen by all */
    int node;
    struct cr_belief *branches; /* [n_branches] probabilities of its branches, given the node */
    double moved;               /* total variation: half the sum of the absolute changes */
};
struct cr_observe_fact { /* first all that was known before; items of one observation are one */
    const char *name;
    size_t n_items; /* how many items of the evidence, up to and with this fact */
};
struct cr_observe_signal { /* something that could be seen next */
    const char *name;      /* "street.strikes", or the id of an undated observation */
    int node, signal;      /* -1 for an observation */
    int observation;
    double probability; /* probability of seeing it, given all that was seen so far */
    double gain;        /* expected information about the outcome, in bits */
};
struct cr_observe_result {
    const struct cr_program *program; /* under all the evidence */
    struct cr_run_result before, after;
    const struct cr_setup_evidence *seen;
    size_t n_seen;
    struct cr_belief *outcomes, *tags;
    struct cr_observe_slot *slots;
    size_t n_slots;
    struct cr_observe_cause *causes;
    size_t n_causes;
    struct cr_lens_belief *lenses; /* [n_lenses] with a pool, in the setup's order */
    size_t n_lenses;
    struct cr_observe_fact *facts;
    size_t n_facts;
    double evidence_probability,
        evidence_se; /* of what was seen, given what was known; NaN: in proportion */
    double entropy_before, entropy_after; /* entropy of the outcomes, in bits */
    int slot_moved, cause_moved;          /* index of the one that moved most, -1 */
    int *slot_order;                      /* [n_slots] by how far they moved */
    struct cr_observe_signal *signals;
    size_t n_signals;
    int *signal_order; /* [n_signals] by gain */
    double gain_noise; /* what chance alone gives on average, in bits; 0 where exact */
    const char *about;
    const char **notes;
    size_t n_notes;
};

/* CR_INPUT: a fault in a program (in *fault) or in building it (in *diags). */
enum cr_status cr_observe(struct cr_arena *arena, const struct cr_scenario *scenario,
    const struct cr_observe_ask *ask, struct cr_observe_result *result, struct cr_diags *diags,
    struct cr_fault *fault) CR_MUST_USE;

/* Shannon's entropy of n probabilities, in bits. */
double cr_entropy(const double *p, size_t n);
/* Odds after over odds before; NaN where one of them is 0 or 1. */
double cr_bayes_factor(double before, double after);
/* A part of a longer piece of work: passes progress on as if done of total were `share` of it. */
struct cr_progress_part {
    cr_progress *progress;
    void *context;
    double before, share; /* what was done, and what this part is, of 1 */
};
int cr_progress_part(void *part, double done, double total);

#endif
