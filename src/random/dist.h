/* The distributions of the language: one table row each (random/dist.def), read by the parser,
 * checker, sampler, help and docs. A variate is always quantile(u) of one uniform. */
#ifndef CR_RANDOM_DIST_H
#define CR_RANDOM_DIST_H

#include "base/arena.h"
#include "base/buf.h"

enum cr_dist_kind {
#define CR_DIST(name, text, params, min_args, max_args, help) CR_DIST_##name,
#include "random/dist.def"

#include <stdbool.h>
#undef CR_DIST
    CR_N_DISTS
};

struct cr_dist_info {
    const char *name, *text; /* "LOGITNORMAL", "logitnormal" */
    const char *params;      /* "mu, sigma" */
    int min_args, max_args;  /* max -1: any number (choice, quantiles) */
    const char *help;
};
extern const struct cr_dist_info cr_dists[CR_N_DISTS];

/* A distribution with its numbers. Ranges and words of the language are ordinary members: `a to b`
 * is NORMAL, with % or as a weight LOGITNORMAL, counts(k, n) is BETA(k + 1/2, n - k + 1/2). */
struct cr_dist {
    enum cr_dist_kind kind;
    int n_args;
    const double *args;          /* as written (n_args of them) */
    const struct cr_dist *inner; /* TRUNCATED: what is cut; args are low, high */
    /* Filled by cr_dist_prepare (random/dist_prepare.h): */
    double mean, sd;  /* NaN if it has none (e.g. student_t(1)); sd may be infinite */
    double low, high; /* support */
    bool discrete;
    const double *work; /* derived numbers (metalog coefficients, sorted choice table, ...) */
    int n_work;
    struct cr_quantile_table *table; /* of the gamma or beta law behind it, else NULL */
};

/* Looks a name up ("normal"); -1 if there is none. */
int cr_dist_find(const char *text);
/* Quantile: u in (0, 1). Finite for every u the stream can give; NaN is a bug of ours. */
double cr_dist_quantile(const struct cr_dist *dist, double u);
/* P(X <= x). */
double cr_dist_cdf(const struct cr_dist *dist, double x);
/* Canonical text, e.g. "normal(2, 0.5)". */
void cr_dist_print(const struct cr_dist *dist, struct cr_buf *out);
/* The quantile for a draw in a world or a run: normals, gammas and betas come from tables, and the
 * probability below the value is within 1e-12 of u; everything else is cr_dist_quantile. For many
 * uniforms at once (out may be u): the same bits. */
double cr_dist_draw(const struct cr_dist *dist, double u);
void cr_dist_draws(const struct cr_dist *dist, const double *u, double *out, size_t n);

#endif
