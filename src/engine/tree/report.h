/* From the tree's sums to the rows of results. */
#ifndef CR_ENGINE_TREE_REPORT_H
#define CR_ENGINE_TREE_REPORT_H

#include "engine/tree/possible.h"
#include "engine/tree/tree.h"
#include "program/fault.h"

struct cr_report {
    struct cr_arena *arena, *work; /* for the result; for scratch */
    struct cr_tree *tree;
    struct cr_tree_sums *sums;
    bool sampled;   /* the worlds are a sample: means have errors */
    size_t designs; /* how many designs the worlds were drawn in (program.h, cr_world_designs) */
    bool lean;      /* no quantiles are wanted */
    struct cr_tree_possible possible; /* what can happen in any of a sample of worlds */
    double unmet; /* 95 % bound of a share that is 0 in all sampled worlds; 0: no sample */
    const char **notes;
    size_t n_notes;
};

/* Before anything else. Every number of a result comes from paths that agree with the evidence:
 * CR_INPUT if there are none. */
enum cr_status cr_report_check(struct cr_report *report, struct cr_fault *fault) CR_MUST_USE;

/* Kish's effective number of worlds under the evidence. */
double cr_report_effective(const struct cr_report *report);

void cr_report_note(struct cr_report *report, const char *sentence);
/* The notes that concern every exact evaluation. */
void cr_report_notes(struct cr_report *report);

double cr_report_outcome(const struct cr_report *report, int outcome);
double cr_report_tag(const struct cr_report *report, int tag);
/* With quantiles over worlds. */
struct cr_share cr_report_outcome_share(const struct cr_report *report, int outcome);
struct cr_share cr_report_tag_share(const struct cr_report *report, int tag);
/* `n`: what the quantity's count of futures says. */
struct cr_quantity cr_report_payoff(const struct cr_report *report, int actor, double n);
struct cr_quantity cr_report_measure(const struct cr_report *report, int row, double n);
struct cr_quantity cr_report_stage(const struct cr_report *report, int row, double n);
/* The sure payoff with an expected utility. */
double cr_report_equivalent(const struct cr_report *r, int actor, double expected);
double cr_report_certainty(const struct cr_report *report, int actor);
void cr_report_nodes(const struct cr_report *report, struct cr_node_result *nodes);
double cr_report_evidence(const struct cr_report *report);

#endif
