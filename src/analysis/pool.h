/* Many opinions as one. Linear: the weighted mean, which keeps disagreement visible. Logarithmic:
 * the normalised weighted geometric mean, which rewards agreement and in which a near-zero is a
 * veto (Genest and Zidek 1986). Weights are normalised. */
#ifndef CR_ANALYSIS_POOL_H
#define CR_ANALYSIS_POOL_H

#include "analysis/inputs.h"

/* Least probability that a logarithmic pool counts with, where anybody gives as much. */
#define CR_POOL_FLOOR 0.001
#define CR_POOL_LOG_NOTE                                                                           \
    "The logarithmic pool is, question by question, the normalised geometric mean of the shares; " \
    "a "                                                                                           \
    "share below 0.1% counts as 0.1% where somebody gives more, so that no single zero is a veto."

enum cr_pool_kind { CR_POOL_LINEAR, CR_POOL_LOG };
/* p[opinion * n + k]; out[n]. */
void cr_pool(enum cr_pool_kind kind, const double *p, const double *weights, size_t n_opinions,
    size_t n, double *out);

/* How far opinions on one probability are apart. */
struct cr_disagreement {
    double low, high, mean, sd; /* weighted mean and deviation over the opinions */
    int lowest, highest;        /* who; -1 where all agree */
};
/* p[opinion * stride]; NaN: has none. */
struct cr_disagreement cr_disagree(
    const double *p, size_t stride, const double *weights, size_t n_opinions);

/* ---- Copies of one scenario ---- */

/* Shares of a node's branches at the base case, with the state at its start and nothing taken:
 * what the copy's author gives them before anything has happened. 0: they cannot be told (a fault).
 */
enum cr_status cr_node_shares(
    struct cr_arena *arena, const struct cr_program *program, int node, double *shares) CR_MUST_USE;

struct cr_pool_branch {
    const char *name;
    double *p; /* [n_files] NaN where the copy has no such node or branch */
    double pooled;
    struct cr_disagreement spread;
};
struct cr_pool_node {
    const char *id;
    int node; /* in the first file */
    struct cr_pool_branch *branches;
    size_t n_branches;
    double distance; /* largest range (high - low) over the branches */
    int outlier;     /* the copy farthest from the pool (total variation); -1: nobody alone */
    double outlier_distance;
    bool differs;
};
struct cr_pool_result {
    enum cr_pool_kind kind;
    const char **files;
    size_t n_files;
    struct cr_pool_node *nodes; /* chance and decision nodes of the first file with weights */
    size_t n_nodes;
    int *order; /* by distance */
    size_t n_differ;
    double *farness; /* [n_files] mean distance of a copy from the pool over all nodes */
    const char *about;
    const char **notes;
    size_t n_notes;
};
/* programs[n], of copies with equal node and branch names; the first says what is asked. */
void cr_pool_files(struct cr_arena *arena, const struct cr_program *const *programs,
    const char *const *names, size_t n, enum cr_pool_kind kind, struct cr_pool_result *result);
/* The first file's scenario with the pooled weights where the copies differ. */
struct cr_scenario *cr_pool_scenario(
    struct cr_arena *arena, const struct cr_scenario *first, const struct cr_pool_result *pooled);

#endif
