/* Quantiles of the gamma, beta and Student laws. Uniforms come with their complement, v = 1 - u, so
 * that both tails are exact; the one-sided calls compute it (it is exact for the uniforms of a
 * stream). Shapes from 1e-9 to 1e16. What comes back is within a few units in the last place of the
 * quantile, or within 1e-14 in u, whichever is wider. */
#ifndef CR_RANDOM_QUANTILE_H
#define CR_RANDOM_QUANTILE_H

#include "numeric/law.h"

/* u in (0, 1). Results may underflow to 0 (beta: or round to 1) when a shape is small. */
double cr_gamma_quantile(double shape, double u);
double cr_beta_quantile(double a, double b, double u);
/* log of the gamma quantile of scale 1: finite where the quantile itself underflows, so that
 * Dirichlet shares with small shapes can be normalised in logarithms. */
double cr_log_gamma_quantile(double shape, double u);
double cr_student_quantile(double df, double u);

/* The same from a law made once; u or v may be much smaller than 2^-53. */
struct cr_quantile {
    double x, y;         /* y = 1 - x (beta only) */
    double log_x, log_y; /* where x or y underflow */
};
struct cr_quantile cr_law_quantile(const struct cr_law *law, double u, double v);
/* Student's t from the law beta(df / 2, 1 / 2). */
double cr_student_of(const struct cr_law *law, double u, double v);
/* Smallest whole k >= 0 with P(X <= k) >= u. */
double cr_poisson_quantile(double mean, double u, double v);
double cr_binomial_quantile(double n, double p, double u, double v);

#endif
