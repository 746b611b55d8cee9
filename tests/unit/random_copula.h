/* Tests of rank correlations; part of random_test.c. */
#ifndef CR_TESTS_RANDOM_COPULA_H
#define CR_TESTS_RANDOM_COPULA_H

#include "base/arena.h"
#include "luck/stream.h"
#include "numeric/nearest.h"
#include "random/copula.h"

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

#endif
