/* What the files of the distributions share; not for other rooms. */
#ifndef CR_RANDOM_DIST_IMPL_H
#define CR_RANDOM_DIST_IMPL_H

#include "numeric/least.h"
#include "random/dist.h"
#include "random/quantile.h"

/* Whole numbers up to here are exact as doubles. */
#define CR_WHOLE_LIMIT 0x1p53
/* Largest shape, number of cases, mean of a count. */
#define CR_SHAPE_LIMIT 1e15
#define CR_SHAPE_LEAST 1e-9
/* More metalog terms than this only fit noise, and the system is too ill-conditioned for doubles.
 */
#define CR_METALOG_TERMS CR_SYSTEM_MOST

/* cr_dist.work by kind:
 *   NORMAL, LOGNORMAL*, LOGITNORMAL  location, scale of the normal
 *   BETA, COUNTS, BETA_MEAN, PERT    low, width, then the law's a, b, log_c
 *   GAMMA, GAMMA_MEAN                0, scale, then the law
 *   STUDENT_T                        0, 1, then the law beta(df / 2, 1 / 2)
 *   CHOICE                           m values, m lower sums, m upper sums
 *   QUANTILES                        metalog coefficients
 *   TRUNCATED                        P(D <= low), P(D > high), mass between */
enum { CR_WORK_LAW = 2, CR_WORK_LAW_SIZE = 5 };

/* The quantile of a prepared distribution from both tails, v = 1 - u; either may be far below
 * 2^-53. */
double cr_dist_at(const struct cr_dist *dist, double u, double v);
/* Both tails at x; only p and q are set. */
struct cr_tails cr_dist_tails(const struct cr_dist *dist, double x);
struct cr_law cr_dist_law(const struct cr_dist *dist);

/* A sentence about the arguments alone, or NULL. */
const char *cr_dist_check(struct cr_arena *arena, const struct cr_dist *dist);
/* Mean and sd from `work`, support and discreteness. */
void cr_dist_describe(struct cr_dist *dist);
/* Mean and sd by quadrature of the quantile function. */
void cr_dist_integrate(const struct cr_dist *dist, double *mean, double *sd);
/* Mean and sd of the logistic of a normal. */
void cr_logitnormal_moments(double mu, double sigma, double *mean, double *sd);

/* The metalog through n pairs (p, x): coefficients into a; a sentence when there is no such
 * distribution. */
const char *cr_metalog_fit(const double *pairs, int n, double *a);
double cr_metalog_quantile(const double *a, int n, double u, double v);
struct cr_tails cr_metalog_tails(const double *a, int n, double x);
double cr_metalog_mean(const double *a, int n);

#endif
