/* How far an estimate may be off: its standard error and a 95 % interval.
 *
 * An estimate is a sum of independent parts: runs, or worlds, or whole designs of worlds, each with
 * what it is off from its share (a residual). Their spread is the standard error. The interval is
 * Student's, with as many degrees of freedom as the spread of so many parts with so long tails is
 * known by, and moved by the skewness (Hall 1992): the mean of a long-tailed number is more often
 * too small than too large. A share that only a few runs tell of has the interval of Clopper and
 * Pearson (1934) for as many independent runs as have its error (Korn and Graubard 1998). */
#ifndef CR_STATS_ERROR_H
#define CR_STATS_ERROR_H

#include <stdbool.h>
#include <stddef.h>

struct cr_error {
    double se;        /* NaN: not known */
    double low, high; /* 95 % interval; NaN: not known */
    double parts;     /* how many independent parts the estimate is a sum of */
    double carriers;  /* how many of the parts make up its spread: (sum e^2)^2 / sum e^4 */
};
/* n residuals, and the sums of their powers. */
struct cr_parts {
    double n, s2, s3, s4;
};
/* Of the estimate (sum of the parts) / scale. */
struct cr_error cr_error_of_parts(double estimate, double scale, const struct cr_parts *parts);
/* Where nothing is sampled. */
struct cr_error cr_error_exact(double estimate);
struct cr_error cr_error_unknown(void);
/* The larger distance from the estimate to an end: what stands behind a plus-minus sign. */
double cr_error_half(double estimate, double low, double high);

/* Of the ratio sum(y) / sum(w) over clusters (worlds): cluster g has total y[g], weight w[g]
 * (Cochran 1977, eq. 6.13 with the factor G / (G - 1)). Where sets is not 0, clusters are not
 * independent but drawn in so many designs, cluster g in design g % sets: then designs are the
 * parts. Nothing is known of fewer than 2. */
struct cr_error cr_ratio_error(const double *y, const double *w, size_t clusters, size_t sets);
/* The same where both have been summed. */
struct cr_error cr_ratio_error_of(
    const double *y, double total_y, const double *w, double total_w, size_t clusters, size_t sets);
/* Of sum(ya) / sum(wa) - sum(yb) / sum(wb): luck that both share cancels. */
struct cr_error cr_ratio_difference_error(const double *ya, const double *wa, const double *yb,
    const double *wb, size_t clusters, size_t sets);
/* Of y - x on independent luck: each end of the interval is as far off as both values are together
 * (Zou and Donner 2008). */
struct cr_error cr_error_apart(
    double x, const struct cr_error *x_error, double y, const struct cr_error *y_error);
/* Of a share of so many independent runs. */
struct cr_error cr_counted_error(double share, double runs);
/* Of a share that was counted in so many (effective) runs of so many worlds, given its error by
 * clusters. Met by no run, or by all: there is no standard error, and the interval is a bound (95
 * %, one-sided) that holds as long as the probability is not that of a few worlds alone. */
struct cr_error cr_share_error(
    double share, double runs, double worlds, const struct cr_error *clusters);
/* Whether so few runs tell of it that its interval is that of a count. */
bool cr_share_is_rare(double share, double runs);
/* That bound. */
double cr_unmet_bound(double runs, double worlds);

/* Added up in eight sums side by side, which do not wait for each other. */
double cr_sum(const double *x, size_t n);

#endif
