/* Tests of rank correlations, Sobol points and Latin hypercubes; part of random_test.c. */
#ifndef CR_TESTS_RANDOM_DESIGN_H
#define CR_TESTS_RANDOM_DESIGN_H

#include "base/arena.h"
#include "random/copula.h"
#include "random/sobol.h"
#include "random/stream.h"

#include "near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* random_test.c opens it. */
static struct cr_arena *arena;

static void copulas_give_the_rank_correlations_asked_for(void **state)
{
    (void)state;
    static const double rho[9] = {1, 0.7, -0.3, 0.7, 1, 0.2, -0.3, 0.2, 1};
    enum { N = 1 << 16 };
    struct cr_copula copula;
    double sum[9] = {0}, cell[3][16] = {{0}};
    assert_null(cr_copula_prepare(arena, &copula, 3, rho, NULL));
    for (uint64_t run = 0; run < N; run++) {
        double u[3];
        for (uint32_t k = 0; k < 3; k++)
            u[k] = cr_uniform(12, run, k, CR_DOMAIN_WORLD, 0);
        cr_copula_apply(&copula, u);
        for (int i = 0; i < 9; i++)
            sum[i] += 12 * (u[i / 3] - 0.5) * (u[i % 3] - 0.5) / N;
        for (int k = 0; k < 3; k++)
            cell[k][(int)(16 * u[k])]++;
    }
    for (int i = 0; i < 9; i++)
        assert_true(fabs(sum[i] - rho[i]) < 5 * 1.4 / sqrt(N)); /* sd of the product is below 1.4 */
    /* The canary: taking rho for the normals' own correlation is 0.7 -> 0.683. */
    assert_true(fabs(6 / acos(-1) * asin(0.35) - 0.7) > 5 * 0.6 / sqrt(N));
    for (int k = 0; k < 3; k++) {
        double chi = 0;
        for (int i = 0; i < 16; i++)
            chi += (cell[k][i] - N / 16) * (cell[k][i] - N / 16) / (N / 16);
        assert_true(chi < 15 + 5 * sqrt(30));
    }
    for (double r = -1; r <= 1; r += 0.125) {
        check_near(cr_copula_pearson(r), 2 * sin(acos(-1) * r / 6), 1e-15);
        check_near(cr_copula_spearman(cr_copula_pearson(r)), r, 1e-15);
    }
}

static void perfect_correlations_are_allowed(void **state)
{
    (void)state;
    static const double rho[9] = {1, 1, -1, 1, 1, -1, -1, -1, 1};
    struct cr_copula copula;
    assert_null(cr_copula_prepare(arena, &copula, 3, rho, NULL));
    for (double first = 0.001; first < 1; first += 0.1) {
        double u[3] = {first, 0.5, 0.9};
        cr_copula_apply(&copula, u);
        check_near(u[1], first, 1e-14);
        check_near(u[2], 1 - first, 1e-14);
    }
}

static void contradicting_correlations_are_mended(void **state)
{
    (void)state;
    static const double bad[16] = {1, 0.9, -0.9, 0, 0.9, 1, 0.9, 0, -0.9, 0.9, 1, 0, 0, 0, 0, 1};
    struct cr_copula copula;
    struct cr_copula_fault fault;
    const char *text = cr_copula_prepare(arena, &copula, 4, bad, &fault);
    assert_non_null(strstr(text, "contradict"));
    assert_int_equal(fault.n_pairs, 3);
    for (int p = 0; p < 3; p++) {
        assert_true(fault.pairs[p].j < 3 && fabs(fault.pairs[p].nearest) < 0.5);
        check_near(fault.pairs[p].asked, bad[fault.pairs[p].i * 4 + fault.pairs[p].j], 0);
    }
    assert_true(fault.least < -0.5);
    assert_null(cr_copula_prepare(arena, &copula, 4, fault.nearest, NULL));
    /* Higham 2002, section 4: this matrix's nearest has 0.7607 and 0.1573. */
    static const double higham[9] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
    double nearest[9], least;
    cr_nearest_correlation(arena, higham, 3, 0, nearest, &least);
    check_near(nearest[1], 0.7607, 5e-5);
    check_near(nearest[2], 0.1573, 5e-5);
    check_near(least, 1 - sqrt(2), 1e-12);
}

static void matrices_that_are_none_are_refused(void **state)
{
    (void)state;
    static const double skew[4] = {1, 0.5, 0.4, 1}, large[4] = {1, 1.5, 1.5, 1},
                        odd[4] = {1, 0, 0, 0.9};
    static const double hole[4] = {1, NAN, NAN, 1};
    struct cr_copula copula;
    struct cr_copula_fault fault;
    assert_non_null(strstr(cr_copula_prepare(arena, &copula, 2, skew, &fault), "two different"));
    assert_non_null(strstr(cr_copula_prepare(arena, &copula, 2, large, &fault), "from -1 to 1"));
    assert_non_null(strstr(cr_copula_prepare(arena, &copula, 2, hole, &fault), "from -1 to 1"));
    assert_non_null(strstr(cr_copula_prepare(arena, &copula, 2, odd, &fault), "with itself"));
    assert_int_equal(fault.n_pairs, 0);
}

/* Quality parameter t of the first 2^m points of two dimensions, by the rank of their generator
 * matrices. */
static int quality(unsigned a, unsigned b, int m)
{
    int q = m;
    for (int from_a = 0; from_a <= m; from_a++) {
        uint32_t basis[16] = {0};
        int free_rows = 0;
        for (int row = 0; row < m; row++) {
            uint32_t bits = 0;
            int bit = row < from_a ? 31 - row : 31 - (row - from_a);
            for (int k = 0; k < m; k++)
                bits |= (cr_sobol(row < from_a ? a : b, UINT32_C(1) << k) >> bit & 1) << k;
            for (int k = m - 1; k >= 0; k--) {
                if (!(bits >> k & 1))
                    continue;
                if (!basis[k]) {
                    basis[k] = bits;
                    free_rows++;
                    break;
                }
                bits ^= basis[k];
            }
            if (free_rows <= row)
                break;
        }
        q = free_rows < q ? free_rows : q;
    }
    return m - q;
}

static void sobol_dimensions_and_pairs_are_nets(void **state)
{
    (void)state;
    for (unsigned dim = 0; dim < CR_SOBOL_DIMS; dim++) {
        unsigned char seen[1 << 10] = {0};
        assert_int_equal(cr_sobol(dim, 0), 0);
        for (uint32_t i = 0; i < 1 << 10; i++)
            seen[cr_sobol(dim, 3 * 1024 + i) >> 22]++;
        for (int i = 0; i < 1 << 10; i++)
            assert_int_equal(seen[i], 1);
    }
    int total = 0, worst = 0;
    for (unsigned a = 0; a < CR_SOBOL_DIMS; a++) {
        for (unsigned b = 0; b < a; b++) {
            int t = quality(a, b, 10);
            total += t;
            worst = t > worst ? t : worst;
        }
    }
    printf("t of pairs at 2^10 points: mean %.3f, worst %d\n", total / (32.0 * 63), worst);
    assert_true(worst <= 8 && total < 2.6 * 32 * 63);
    assert_int_equal(quality(0, 1, 10), 0);
}

static void scrambled_points_are_nets_and_uniform(void **state)
{
    (void)state;
    static const unsigned dims[] = {0, 1, 5, 40, 63, 64, 100, 200};
    double first[64] = {0};
    for (int d = 0; d < 8; d++) {
        unsigned char seen[1 << 10] = {0};
        for (uint64_t i = 0; i < 1 << 10; i++) {
            double u = cr_sobol_scrambled(9, 77 + dims[d], dims[d], i);
            assert_true(u > 0 && u < 1 && 1 - (1 - u) == u);
            /* A block that is reached in another order is a net as a whole only if the order is a
             * scramble too. */
            seen[(int)(u * 1024)]++;
        }
        for (int i = 0; i < 1 << 10; i++)
            assert_int_equal(seen[i], 1);
    }
    for (uint64_t seed = 0; seed < 1 << 14; seed++)
        first[(int)(64 * cr_sobol_scrambled(seed, 5, 3, 6))]++;
    double chi = 0;
    for (int i = 0; i < 64; i++)
        chi += (first[i] - 256) * (first[i] - 256) / 256;
    assert_true(chi < 63 + 5 * sqrt(126));
}

/* Standard deviation over 64 scrambles of the mean of a smooth function of 6 dimensions (mean 1) on
 * n points, and the mean of those means. */
static double design_spread(uint64_t n, int design, double *mean)
{
    double m[64], sum = 0, square = 0;
    for (uint64_t seed = 0; seed < 64; seed++) {
        double total = 0;
        for (uint64_t i = 0; i < n; i++) {
            double product = 1;
            for (uint32_t d = 0; d < 6; d++) {
                double u = design == 0   ? cr_uniform(seed, i, d, CR_DOMAIN_DESIGN, 1)
                           : design == 1 ? cr_lhs(seed, d, i, n)
                                         : cr_sobol_scrambled(seed, d, d + 2, i);
                product *= 1 + (u - 0.5) / (d + 1);
            }
            total += product;
        }
        m[seed] = total / (double)n;
        sum += m[seed] / 64;
    }
    for (int s = 0; s < 64; s++)
        square += (m[s] - sum) * (m[s] - sum) / 63;
    *mean = sum;
    return sqrt(square);
}

static void designs_beat_random_points(void **state)
{
    (void)state;
    double mean[3], spread[3];
    for (int design = 0; design < 3; design++) {
        spread[design] = design_spread(1024, design, &mean[design]);
        assert_true(fabs(mean[design] - 1) < 5 * spread[design] / 8);
    }
    printf("spread of the mean, 1,024 points: random %.3g, Latin %.3g, Sobol %.3g\n", spread[0],
        spread[1], spread[2]);
    assert_true(spread[1] < spread[0] / 3);
    assert_true(spread[2] < spread[0] / 20);
    /* Nested scrambling of a smooth function falls about like n^-3/2: 64-fold here. */
    double few = design_spread(256, 2, &mean[2]), many = design_spread(4096, 2, &mean[2]);
    assert_true(few / many > 20);
    /* In one dimension the scramble is a random point in each cell, whose spread is known: the mean
     * of u^2 on n points has variance (1/12) integral of (2u)^2 / n^3. */
    double square = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        double sum = 0;
        for (uint64_t i = 0; i < 256; i++)
            sum += cr_sobol_scrambled(seed, 3, 7, i) * cr_sobol_scrambled(seed, 3, 7, i) / 256;
        square += (sum - 1.0 / 3) * (sum - 1.0 / 3) / 400;
    }
    check_near(square * 9 * pow(256, 3), 1, 5 * sqrt(2.0 / 400));
}

static void latin_points_fill_each_cell_once(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {1, 2, 3, 10, 1000, 1025};
    for (int s = 0; s < 6; s++) {
        unsigned char seen[1025] = {0};
        for (uint64_t i = 0; i < sizes[s]; i++) {
            double u = cr_lhs(4, 9, i, sizes[s]);
            assert_true(u > 0 && u < 1 && 1 - (1 - u) == u);
            seen[(uint64_t)(u * (double)sizes[s])]++;
        }
        for (uint64_t i = 0; i < sizes[s]; i++)
            assert_int_equal(seen[i], 1);
    }
    assert_true(cr_lhs(4, 9, (UINT64_C(1) << 40) - 1, UINT64_C(1) << 40) < 1);
    /* Every order of four points is as likely as any other. */
    double cell[256] = {0}, chi = 0;
    for (uint64_t seed = 0; seed < 24 * 1000; seed++) {
        int order = 0;
        for (uint64_t i = 0; i < 4; i++)
            order = order * 4 + (int)(4 * cr_lhs(seed, 1, i, 4));
        cell[order]++;
    }
    for (int i = 0; i < 256; i++)
        chi += cell[i] > 0 ? (cell[i] - 1000) * (cell[i] - 1000) / 1000 : 0;
    assert_true(chi < 23 + 5 * sqrt(46));
}

#endif
