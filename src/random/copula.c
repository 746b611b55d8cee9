/* A Gaussian copula: rank correlations are turned into those of normals, the matrix is factored,
 * and uniforms pass through normals. A matrix that no numbers can have is answered with the
 * nearest that some can. */
#include "random/copula.h"

#include "numeric/nearest.h"
#include "numeric/normal.h"
#include "numeric/sample.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

/* sin for |x| <= pi / 6 + a bit by its series: no libm on a path that decides results. */
static double small_sine(double x)
{
    double x2 = x * x, sum = 1;
    for (int k = 17; k >= 3; k -= 2)
        sum = 1 - sum * x2 / (k * (k - 1));
    return x * sum;
}

double cr_copula_pearson(double spearman)
{
    if (fabs(spearman) >= 1)
        return spearman;
    return 2 * small_sine(PI / 6 * spearman);
}

/* The inverse, by Newton's method. */
double cr_copula_spearman(double pearson)
{
    double angle = pearson / 2;

    if (fabs(pearson) >= 1)
        return pearson > 0 ? 1 : -1;
    for (int round = 0; round < 6; round++) {
        double sine = small_sine(angle);
        angle -= (sine - pearson / 2) / sqrt(1 - sine * sine);
    }
    return 6 / PI * angle;
}

/* Ours, since gsl_linalg_cholesky_decomp1 refuses matrices that are only semidefinite (rho = 1).
 * Rounding alone may make a singular matrix (rho = 1 somewhere) look slightly indefinite. */
#define PIVOT_SLACK 1e-12

bool cr_cholesky(const double *matrix, int d, double *root)
{
    size_t n = (size_t)d;

    memset(root, 0, n * n * sizeof *root);
    for (size_t j = 0; j < n; j++) {
        double pivot = matrix[j * n + j];
        for (size_t k = 0; k < j; k++)
            pivot -= root[j * n + k] * root[j * n + k];
        if (!(pivot >= -PIVOT_SLACK))
            return false;
        bool singular = pivot <= PIVOT_SLACK;
        root[j * n + j] = singular ? 0 : sqrt(pivot);
        for (size_t i = j + 1; i < n; i++) {
            double rest = matrix[i * n + j];
            for (size_t k = 0; k < j; k++)
                rest -= root[i * n + k] * root[j * n + k];
            /* |rest| <= sqrt(pivot * a diagonal of 1) in a semidefinite matrix. */
            if (singular && fabs(rest) > 2e-6)
                return false;
            root[i * n + j] = singular ? 0 : rest / root[j * n + j];
        }
    }
    return true;
}

static const char *check_matrix(struct cr_arena *arena, int d, const double *rho)
{
    if (d < 1)
        return "there is nothing to correlate";
    for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
            double x = rho[i * d + j];
            if (i == j && x != 1)
                return cr_arena_printf(
                    arena, "number %d must have a correlation of 1 with itself", i + 1);
            if (!(x >= -1 && x <= 1))
                return cr_arena_printf(arena,
                    "the correlation of numbers %d and %d must be from -1 to 1", i + 1, j + 1);
            if (x != rho[j * d + i])
                return cr_arena_printf(
                    arena, "numbers %d and %d have two different correlations", i + 1, j + 1);
        }
    }
    return NULL;
}

static bool normal_root(int d, const double *rho, double *pearson, double *root)
{
    for (int i = 0; i < d * d; i++)
        pearson[i] = cr_copula_pearson(rho[i]);
    return cr_cholesky(pearson, d, root);
}

/* Nearest rank correlations with 3 decimals: rounding may push the matrix out again, so the floor
 * under the eigenvalues rises until it does not. */
static double *nearest_ranks(struct cr_arena *arena, int d, const double *pearson, double *least)
{
    size_t size = (size_t)d * (size_t)d;
    double *nearest = CR_NEW(arena, double, size), *root = CR_NEW(arena, double, size);
    double *again = CR_NEW(arena, double, size);

    for (double floor_under = 1e-4; floor_under < 1; floor_under *= 2) {
        cr_nearest_correlation(arena, pearson, d, floor_under, nearest, least);
        for (size_t i = 0; i < size; i++)
            nearest[i] = floor(cr_copula_spearman(nearest[i]) * 1000 + 0.5) / 1000;
        if (normal_root(d, nearest, again, root))
            return nearest;
    }
    /* Not reached: the identity has eigenvalues of 1. */
    for (int i = 0; i < d; i++)
        for (int j = 0; j < d; j++)
            nearest[i * d + j] = i == j;
    return nearest;
}

static int by_change(const void *a, const void *b)
{
    const struct cr_copula_pair *x = a, *y = b;
    double left = fabs(x->asked - x->nearest), right = fabs(y->asked - y->nearest);
    if (left != right)
        return left < right ? 1 : -1;
    return x->i != y->i ? x->i - y->i : x->j - y->j;
}

static void explain(struct cr_arena *arena, int d, const double *rho, const double *pearson,
    struct cr_copula_fault *fault)
{
    fault->nearest = nearest_ranks(arena, d, pearson, &fault->least);
    fault->pairs = CR_NEW(arena, struct cr_copula_pair, (size_t)d * (size_t)d);
    for (int i = 0; i < d; i++) {
        for (int j = i + 1; j < d; j++) {
            double asked = rho[i * d + j], nearest = fault->nearest[i * d + j];
            if (fabs(asked - nearest) > 5.5e-4)
                fault->pairs[fault->n_pairs++] = (struct cr_copula_pair){i, j, asked, nearest};
        }
    }
    cr_sort(fault->pairs, (size_t)fault->n_pairs, sizeof *fault->pairs, by_change);
}

const char *cr_copula_prepare(struct cr_arena *arena, struct cr_copula *copula, int d,
    const double *rho, struct cr_copula_fault *fault)
{
    struct cr_copula_fault mine;
    if (!fault)
        fault = &mine;
    memset(fault, 0, sizeof *fault);
    const char *text = check_matrix(arena, d, rho);
    if (text)
        return text;

    size_t size = (size_t)d * (size_t)d;
    double *pearson = CR_NEW(arena, double, size), *root = CR_NEW(arena, double, size);
    if (normal_root(d, rho, pearson, root)) {
        copula->d = d;
        copula->root = root;
        return NULL;
    }
    explain(arena, d, rho, pearson, fault);
    return cr_arena_printf(arena,
        "these rank correlations contradict each other (smallest eigenvalue %.3f): no numbers have "
        "them all at once",
        fault->least);
}

void cr_copula_apply(const struct cr_copula *copula, double *u)
{
    int d = copula->d;

    for (int i = 0; i < d; i++)
        u[i] = cr_normal_quantile(u[i]);
    /* From the last: row i needs only what stands before it. */
    for (int i = d - 1; i >= 0; i--) {
        double z = 0;
        for (int k = 0; k <= i; k++)
            z += copula->root[i * d + k] * u[k];
        u[i] = fmin(fmax(cr_normal_cdf(z), 0x1p-53), 1 - 0x1p-53);
    }
}
