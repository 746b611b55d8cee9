/* How one decision is played. */
#include "engine/choose.h"

#include "base/fmath.h"

#include <math.h>
#include <string.h>

static void play(double *p, int n, int option)
{
    for (int k = 0; k < n; k++)
        p[k] = k == option;
}

static int first_open(const unsigned char *open, int n)
{
    for (int k = 0; k < n; k++) {
        if (open[k])
            return k;
    }
    return 0;
}

/* A few thousand roundings of the terms: sums of many terms err by less, and what people mean by
 * equal is equal to a few. There is no floor, so that the unit of payoffs does not matter. */
#define TIE 1e-12

bool cr_worth_ties(struct cr_worth a, struct cr_worth b)
{
    double size = fmax(fmax(a.size, b.size), fmax(fabs(a.value), fabs(b.value)));
    return a.value == b.value || (isfinite(size) && fabs(a.value - b.value) <= TIE * size);
}

/* Options whose value was never worked out are chosen only if there is no other. */
static int best_of(const struct cr_worth *worth, const unsigned char *open, int n, bool minimise)
{
    int best = -1;
    for (int k = 0; k < n; k++) {
        double x = worth[k].value, most = best < 0 ? NAN : worth[best].value;
        if (open[k] && !isnan(x) && (best < 0 || (minimise ? x < most : x > most)))
            best = k;
    }
    return best;
}

static void choose_best(const struct cr_worth *worth, const unsigned char *open, int n,
    bool minimise, double *p, int *ties, int *n_ties)
{
    int best = best_of(worth, open, n, minimise), first = -1, count = 0;
    if (best < 0) {
        first = first_open(open, n);
        if (ties)
            ties[count++] = first;
    }
    for (int k = 0; k < n && best >= 0; k++) {
        if (!open[k] || !cr_worth_ties(worth[k], worth[best]))
            continue;
        first = first < 0 ? k : first;
        if (ties)
            ties[count++] = k;
    }
    if (n_ties)
        *n_ties = count;
    play(p, n, first);
}

/* p[k] = exp(lambda v[k]) / sum (McKelvey and Palfrey 1998, with the signs turned for a cost). */
static void choose_quantal(double lambda, const struct cr_worth *worth, const unsigned char *open,
    int n, bool minimise, double *p)
{
    int best = best_of(worth, open, n, minimise);
    double total = 0, sign = minimise ? -1 : 1;
    if (best < 0) {
        play(p, n, first_open(open, n));
        return;
    }
    for (int k = 0; k < n; k++) {
        bool counts = open[k] && !isnan(worth[k].value);
        p[k] = counts ? cr_exp(lambda * sign * (worth[k].value - worth[best].value)) : 0;
        total += p[k];
    }
    for (int k = 0; k < n; k++)
        p[k] /= total;
}

void cr_policy_choose(const struct cr_choose *choose, const struct cr_worth *worth,
    const unsigned char *open, int n, bool minimise, double *p, int *ties, int *n_ties)
{
    int n_open = 0;
    if (n_ties)
        *n_ties = 0;
    switch (choose->kind) {
    case CR_CHOOSE_QUANTAL:
        choose_quantal(choose->lambda, worth, open, n, minimise, p);
        return;
    case CR_CHOOSE_OPTION:
        play(p, n, open[choose->option] ? choose->option : first_open(open, n));
        return;
    case CR_CHOOSE_BEST:
    case CR_CHOOSE_DEFAULT:
        choose_best(worth, open, n, minimise, p, ties, n_ties);
        return;
    case CR_CHOOSE_AS_WRITTEN:
    case CR_CHOOSE_UNIFORM:
        break;
    }
    for (int k = 0; k < n; k++)
        n_open += open[k];
    for (int k = 0; k < n; k++)
        p[k] = open[k] ? 1.0 / n_open : 0;
}
