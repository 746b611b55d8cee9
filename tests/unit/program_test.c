/* Loops over lanes (program/rows.h) in every instruction set against one number at a time. */
#include "base/kernel.h"
#include "program/rows.h"
#include "luck/stream.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { N = 203 };

static double any_number(int i, int k)
{
    static const double special[] = {0, -0.0, 1, -1, 0.5, NAN, 1e308, -1e308, 1e-308, 40, 41};
    double u = cr_uniform(1, (uint64_t)i, (uint32_t)k, CR_DOMAIN_PLAY, 0);
    double v = cr_uniform(2, (uint64_t)i, (uint32_t)k, CR_DOMAIN_PLAY, 0);
    if (u < 0.3)
        return special[(int)(v * (double)(sizeof special / sizeof *special))];
    return u < 0.6 ? 4 * v - 2 : u < 0.8 ? floor(10 * v) - 5 : 200 * v - 100;
}

static void same(double got, double want)
{
    if (!(got == want && signbit(got) == signbit(want)) && !(isnan(got) && isnan(want)))
        fail_msg("%.17g is not %.17g", got, want);
}

static int arity(enum cr_op op)
{
    return cr_ops[op].arity < 0 ? 2 : cr_ops[op].arity;
}

/* Which arguments are constants: every way there is. */
static void check_operator(enum cr_op op, const double args[3][N], int constants)
{
    struct cr_operand operands[3];
    double out[N], one[3];
    int n_args = arity(op);
    for (int k = 0; k < n_args; k++)
        operands[k] = (struct cr_operand){args[k], (constants >> k & 1) == 0};
    if (!cr_rows_apply(op, operands, n_args, N, out))
        return;
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < n_args; k++)
            one[k] = operands[k].step ? args[k][i] : args[k][0];
        same(out[i], cr_op_apply(op, one, n_args));
    }
}

/* Bias caught: an operator that means something else in rows than for a single lane. */
static void operators_in_rows_are_the_operators(void **state)
{
    double args[3][N];
    enum cr_kernel best = cr_kernel_pick();
    (void)state;
    for (int kernel = 0; kernel < CR_N_KERNELS; kernel++) {
        if (!cr_kernel_use((enum cr_kernel)kernel))
            continue;
        for (int round = 0; round < 40; round++) {
            for (int k = 0; k < 3; k++) {
                for (int i = 0; i < N; i++)
                    args[k][i] = any_number(round * N + i, k);
            }
            for (int op = 0; op < CR_N_OPS; op++) {
                for (int c = 0; c < 1 << arity((enum cr_op)op) && arity((enum cr_op)op) > 0; c++)
                    check_operator((enum cr_op)op, (const double(*)[N])args, c);
            }
        }
    }
    cr_kernel_use(best);
}

/* mass * share * 0.7 * behind, where `share` and `behind` may be 1 for all. */
static double flow_of(const double *mass, const double *share, const double *behind, size_t n)
{
    double sum[8] = {0};
    for (size_t i = 0; i < n; i++) {
        double flow = mass[i] * (share ? share[i] : 1) * 0.7 * (behind ? behind[i] : 1);
        sum[i % 8] += flow > 0 ? flow : 0;
    }
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

static void probability_flows_the_same_in_every_kernel(void **state)
{
    double x[4][N], to[N], product[N], where[N], first[N], gathered[N], expected[N], summed[N],
        twice[N];
    enum cr_kernel best = cr_kernel_pick();
    (void)state;
    for (int k = 0; k < 4; k++) {
        for (int i = 0; i < N; i++)
            x[k][i] = cr_uniform(4, (uint64_t)i, (uint32_t)k, CR_DOMAIN_PLAY, 0) - 0.1;
    }
    for (int kernel = 0; kernel < CR_N_KERNELS; kernel++) {
        if (!cr_kernel_use((enum cr_kernel)kernel))
            continue;
        for (size_t n = 0; n <= N; n++) {
            for (int with = 0; with < 4; with++) {
                const double *share = with & 1 ? x[1] : NULL, *behind = with & 2 ? x[2] : NULL;
                same(cr_rows_flow(x[0], share, 0.7, behind, n), flow_of(x[0], share, behind, n));
            }
        }
        cr_rows_pass_first(first, x[0], x[1], 0.3, N);
        for (size_t n = 0; n <= N / 4; n++) {
            const int which[] = {3, 0, 2};
            cr_rows_gather(x[0], which, 3, n, gathered);
            const int values[] = {1, 3}, members[] = {2, 0, 1}, rows[] = {1, 2, 0},
                      near[] = {1, 2, 0};
            const size_t starts[] = {0, 2, 3};
            struct cr_row_groups groups[] = {{values, members, starts, 2, expected, NULL, 0, NULL},
                {values + 1, members + 2, starts, 0, expected, NULL, 0, NULL}};
            double before[N];
            memcpy(expected, x[3], sizeof expected);
            memcpy(before, x[3], sizeof before);
            cr_rows_expect(x[0], x[1], groups, 2, n);
            for (int g = 0; g < 2; g++) { /* the same with copies */
                groups[g].rows = rows;
                groups[g].n_rows = 3;
                groups[g].near = near;
                groups[g].sum = before;
            }
            cr_rows_expect(x[0], x[1], groups, 2, n);
            for (size_t i = 0; i < n; i++)
                same(before[i], expected[i]);
            for (size_t i = 0; i < n; i++) {
                double both = x[0][2 * n + i] + x[0][i], one = x[0][n + i];
                same(gathered[i], x[0][3 * n + i] + x[0][i] + x[0][2 * n + i]);
                same(expected[i], x[3][i] + ((both > 0 ? both * x[1][n + i] : 0) +
                                                (one > 0 ? one * x[1][3 * n + i] : 0)));
            }
        }
        memcpy(to, x[3], sizeof to);
        memcpy(where, x[3], sizeof where);
        cr_rows_pass(to, x[0], x[1], 0.3, N);
        cr_rows_add_product_where(where, x[0], x[1], N);
        memcpy(summed, x[3], sizeof summed);
        cr_rows_product(x[0], x[1], N, product);
        cr_rows_product_add(summed, x[0], x[1], N, product);
        cr_rows_product_both(x[0], x[1], N, product, twice);
        for (int i = 0; i < N; i++) {
            same(product[i], x[0][i] * x[1][i]);
            same(twice[i], x[0][i] * x[1][i]);
            same(summed[i], x[3][i] + x[0][i] * x[1][i]);
            same(first[i], x[0][i] > 0 ? x[0][i] * x[1][i] * 0.3 : 0);
            same(to[i], x[3][i] + (x[0][i] > 0 ? x[0][i] * x[1][i] * 0.3 : 0));
            same(where[i], x[3][i] + (x[0][i] > 0 ? x[0][i] * x[1][i] : 0));
        }
    }
    cr_kernel_use(best);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_in_rows_are_the_operators),
        cmocka_unit_test(probability_flows_the_same_in_every_kernel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
