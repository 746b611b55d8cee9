/* Luck: the stream, its generator for GSL, designs. */
#include "base/map.h"
#include "luck/generators.h"
#include "luck/luck.h"
#include "luck/sobol.h"
#include "luck/stream.h"

#include "near.h"

#include <gsl/gsl_randist.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* The tests' oracle: the authors' own implementation (Debian package librandom123-dev). */
#ifdef __has_include
#if __has_include(<Random123/philox.h>)
#include <Random123/philox.h>
#define HAVE_RANDOM123
#endif
#endif

static void philox_gives_the_known_answers(void **state)
{
    (void)state;
    /* Random123, kat_vectors, "philox4x32 10": counter, key, answer. */
    static const uint32_t known[][10] = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, 0x408f276d,
            0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09,
            0x94fdcceb, 0x5001e420, 0x24126ea1}};
    for (int i = 0; i < 3; i++) {
        uint32_t out[4];
        cr_philox(known[i] + 4, known[i], out);
        assert_memory_equal(out, known[i] + 6, sizeof out);
    }
}

static void philox_agrees_with_random123(void **state)
{
    (void)state;
#ifdef HAVE_RANDOM123
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 100000; i++) {
        uint32_t word[6], out[4];
        for (int k = 0; k < 6; k++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            word[k] = (uint32_t)(x >> 16);
        }
        philox4x32_ctr_t counter = {{word[0], word[1], word[2], word[3]}};
        philox4x32_key_t key = {{word[4], word[5]}};
        philox4x32_ctr_t want = philox4x32(counter, key);
        cr_philox(word + 4, word, out);
        assert_memory_equal(out, want.v, sizeof out);
    }
#else
    skip();
#endif
}

static void every_part_of_an_address_counts(void **state)
{
    (void)state;
    uint32_t base[4], other[4];
    cr_stream_words(1, 2, 3, CR_DOMAIN_EFFECT, 4, base);
    const uint32_t key[2] = {1, 0}, counter[4] = {2, 0, 3, 2u << 24 | 4};
    cr_philox(key, counter, other);
    assert_memory_equal(base, other, sizeof base);
    check_near(cr_uniform(1, 2, 3, CR_DOMAIN_EFFECT, 4), cr_uniform_of(base[0], base[1]), 0);
    static const struct {
        uint64_t seed, run;
        uint32_t event;
        enum cr_domain domain;
        uint32_t draw;
    } moved[] = {{2, 2, 3, CR_DOMAIN_EFFECT, 4},
        {1 + (UINT64_C(1) << 32), 2, 3, CR_DOMAIN_EFFECT, 4}, {1, 3, 3, CR_DOMAIN_EFFECT, 4},
        {1, 2 + (UINT64_C(1) << 32), 3, CR_DOMAIN_EFFECT, 4}, {1, 2, 4, CR_DOMAIN_EFFECT, 4},
        {1, 2, 3, CR_DOMAIN_BRANCH, 4}, {1, 2, 3, CR_DOMAIN_EFFECT, 0xffffff}};
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        cr_stream_words(
            moved[i].seed, moved[i].run, moved[i].event, moved[i].domain, moved[i].draw, other);
        assert_memory_not_equal(base, other, sizeof base);
    }
    assert_int_equal(cr_event("war.full_scale"), cr_hash32("war.full_scale", 14));
}

static void uniforms_lie_inside_and_have_52_bits(void **state)
{
    (void)state;
    check_near(cr_uniform_of(0, 0), 0x1p-53, 0);
    check_near(cr_uniform_of(0, 0xfff), 0x1p-53, 0);
    assert_true(cr_uniform_of(0, 0x1000) == 3 * 0x1p-53);
    assert_true(cr_uniform_of(UINT32_MAX, UINT32_MAX) == 1 - 0x1p-53);
    assert_true(cr_uniform_of(0x80000000, 0) == 0.5 + 0x1p-53);
    for (uint64_t run = 0; run < 1000; run++) {
        double u = cr_uniform(9, run, 1, CR_DOMAIN_WORLD, 0);
        assert_true(u > 0 && u < 1 && 1 - (1 - u) == u);
    }
}

/* Chi-square of 2^16 uniforms in 64 cells, as a standard normal (Wilson and Hilferty). */
static double cells_z(double bias)
{
    double cell[64] = {0}, chi = 0;
    for (uint64_t run = 0; run < 1 << 16; run++) {
        double u = cr_uniform(5, run >> 2, (uint32_t)(run & 3), CR_DOMAIN_BRANCH, 0);
        cell[(int)(64 * fmin(u * bias, 1 - 0x1p-53))]++;
    }
    for (int i = 0; i < 64; i++)
        chi += (cell[i] - 1024) * (cell[i] - 1024) / 1024;
    return (cbrt(chi / 63) - 1 + 2.0 / (9 * 63)) / sqrt(2.0 / (9 * 63));
}

static void interleaved_streams_are_uniform(void **state)
{
    (void)state;
    assert_true(fabs(cells_z(1)) < 5);
    /* The canary: 1 % too large. */
    assert_true(cells_z(1.01) > 5);
    double lag = 0;
    for (uint64_t run = 0; run < 1 << 18; run++)
        lag += 12 * (cr_uniform(5, run, 1, CR_DOMAIN_WORLD, 0) - 0.5) *
               (cr_uniform(5, run + 1, 1, CR_DOMAIN_WORLD, 0) - 0.5);
    assert_true(fabs(lag) / 512 < 5);
}

static void gsl_can_draw_from_philox(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(cr_rng_philox4x32);
    uint32_t out[4], key[2] = {0x89abcdef, 0x01234567}, counter[4] = {0};
    gsl_rng_set(rng, 0x0123456789abcdef);
    for (uint32_t block = 0; block < 3; block++) {
        counter[0] = block;
        cr_philox(key, counter, out);
        for (int k = 0; k < 4; k++)
            assert_int_equal(gsl_rng_get(rng), out[k]);
    }
    gsl_rng_get(rng);
    gsl_rng *copy = gsl_rng_clone(rng);
    for (int i = 0; i < 9; i++)
        assert_int_equal(gsl_rng_get(rng), gsl_rng_get(copy));
    assert_true(gsl_rng_min(rng) == 0 && gsl_rng_max(rng) == 0xffffffff);
    double sum = 0;
    for (int i = 0; i < 1 << 16; i++)
        sum += gsl_ran_ugaussian(rng);
    assert_true(fabs(sum) / 256 < 5);
    gsl_rng_free(copy);
    gsl_rng_free(rng);
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

/* ---- Generators of GSL's ---- */

static struct cr_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = cr_arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    cr_arena_free(arena);
    return 0;
}

static struct cr_luck_stream *stream_of(const char *name, uint64_t seed)
{
    struct cr_generator g;
    assert_true(cr_generator_find(name, &g));
    return cr_luck_stream_new(arena, &(struct cr_luck){seed, g.type});
}

/* Each gives numbers inside (0, 1) with the mean of a uniform, from every stretch anew. */
static void every_generator_of_gsl_can_be_drawn_from(void **state)
{
    (void)state;
    enum { N = 4000 };
    struct cr_generator g;
    double u[N], v[N];
    size_t n = 0;
    for (; cr_generator_get(n, &g); n++) {
        struct cr_luck_stream *s = stream_of(g.name, 3);
        uint64_t runs[N];
        double sum = 0;
        for (uint64_t i = 0; i < N; i++)
            runs[i] = i;
        cr_luck_begin(s, CR_DOMAIN_BRANCH, 7);
        cr_luck_fill(s, runs, 1, CR_DOMAIN_BRANCH, NULL, u, N);
        for (int i = 0; i < N; i++) {
            if (!(u[i] > 0 && u[i] < 1))
                fail_msg("%s gives %.17g", g.name, u[i]);
            sum += u[i] - 0.5;
        }
        if (!(fabs(sum) * sqrt(12.0 / N) < 5))
            fail_msg("the mean of %s is %.4f", g.name, 0.5 + sum / N);
        cr_luck_begin(s, CR_DOMAIN_BRANCH, 8);
        cr_luck_fill(s, runs, 2, CR_DOMAIN_BRANCH, NULL, v, N);
        if (!memcmp(u, v, sizeof u))
            fail_msg("%s gives two stretches the same numbers", g.name);
        cr_luck_begin(s, CR_DOMAIN_BRANCH, 7);
        cr_luck_fill(s, runs, 1, CR_DOMAIN_BRANCH, NULL, v, N);
        assert_memory_equal(u, v, sizeof u);
    }
    assert_true(n > 50);
    assert_string_equal((cr_generator_get(0, &g), g.name), "philox4x32");
}

/* Four purposes of one stretch: four sequences. */
static void purposes_have_sequences_of_their_own(void **state)
{
    (void)state;
    static const enum cr_domain purposes[] = {
        CR_DOMAIN_WORLD, CR_DOMAIN_BRANCH, CR_DOMAIN_SPLIT, CR_DOMAIN_BOOTSTRAP};
    struct cr_luck_stream *s = stream_of("mt19937", 1);
    double first[4];
    for (int k = 0; k < 4; k++) {
        cr_luck_begin(s, purposes[k], 0);
        first[k] = cr_luck_one(s, 0, 0, purposes[k], 0);
        for (int i = 0; i < k; i++)
            assert_true(first[i] != first[k]);
    }
}

/* From half of its seeds' top bit alone randu gives zeros for ever. */
static void a_generator_that_stands_still_is_started_again(void **state)
{
    (void)state;
    struct cr_luck_stream *s = stream_of("randu", 1);
    cr_luck_begin(s, CR_DOMAIN_BRANCH, 0);
    gsl_rng_set(&s->rng, UINT32_C(1) << 31);
    assert_true(gsl_rng_uniform(&s->rng) == 0 && gsl_rng_uniform(&s->rng) == 0);
    for (int i = 0; i < 100; i++) {
        double u = cr_luck_one(s, 0, 0, CR_DOMAIN_BRANCH, 0);
        assert_true(u > 0 && u < 1);
    }
}

/* The reasons that warnings name, where a moment shows them. */
static void weak_generators_are_as_weak_as_is_said(void **state)
{
    (void)state;
    static const char *const named[] = {
#define CR_WEAK(name, bits, why) name,
#include "luck/weak.def"
#undef CR_WEAK
    };
    struct cr_generator g;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        assert_true(cr_generator_find(named[i], &g) && g.weak);
    struct cr_luck_stream *randu = stream_of("randu", 5), *slatec = stream_of("slatec", 5),
                          *mt = stream_of("mt19937", 5);
    cr_luck_begin(randu, CR_DOMAIN_BRANCH, 0);
    cr_luck_begin(mt, CR_DOMAIN_BRANCH, 0);
    bool off = false;
    for (int i = 0; i < 1000; i++) {
        double u[2][3], plane[2];
        for (int k = 0; k < 3; k++) {
            u[0][k] = cr_luck_one(randu, 0, 0, CR_DOMAIN_BRANCH, 0);
            u[1][k] = cr_luck_one(mt, 0, 0, CR_DOMAIN_BRANCH, 0);
        }
        for (int k = 0; k < 2; k++)
            plane[k] = 9 * u[k][0] - 6 * u[k][1] + u[k][2];
        assert_true(plane[0] == rint(plane[0]) && plane[0] > -6 && plane[0] < 10); /* 15 of them */
        off |= plane[1] != rint(plane[1]);
    }
    assert_true(off);
    cr_luck_begin(slatec, CR_DOMAIN_BRANCH, 0);
    unsigned long first = gsl_rng_get(&slatec->rng), second = gsl_rng_get(&slatec->rng);
    for (int i = 2; i < 4194304; i++)
        gsl_rng_get(&slatec->rng);
    assert_true(gsl_rng_get(&slatec->rng) == first && gsl_rng_get(&slatec->rng) == second);
}

/* World after world, whatever stretch of them is asked for. */
static void worlds_of_a_sequence_do_not_depend_on_blocks(void **state)
{
    (void)state;
    enum { N = 3000, COLUMNS = 3 };
    struct cr_generator g;
    double *whole = CR_NEW(arena, double, N *COLUMNS), part[100 * COLUMNS];
    assert_true(cr_generator_find("taus2", &g));
    struct cr_luck luck = {9, g.type};
    cr_luck_worlds(&luck, 0, N, COLUMNS, whole, arena);
    for (size_t first = 0; first + 100 <= N; first += 97) {
        cr_luck_worlds(&luck, first, 100, COLUMNS, part, arena);
        for (size_t k = 0; k < COLUMNS; k++)
            assert_memory_equal(&part[k * 100], &whole[k * N + first], 100 * sizeof *part);
    }
    struct cr_luck_stream *s = cr_luck_stream_new(arena, &luck);
    cr_luck_begin(s, CR_DOMAIN_WORLD, 0);
    for (size_t i = 0; i < 10; i++)
        for (size_t k = 0; k < COLUMNS; k++)
            check_near(whole[k * N + i], cr_luck_one(s, 0, 0, CR_DOMAIN_WORLD, 0), 0);
}

static void names_are_found_and_suggested(void **state)
{
    (void)state;
    struct cr_luck luck = {0};
    struct cr_generator g;
    assert_string_equal(cr_luck_name(&luck), "philox4x32");
    assert_true(cr_luck_addressed(&luck) && cr_generator_find("philox4x32", &g) && !g.weak);
    luck.type = g.type;
    assert_true(cr_luck_addressed(&luck) && cr_generator_find("gfsr4", &g));
    luck.type = g.type;
    assert_false(cr_luck_addressed(&luck) || cr_generator_find("mt1993", &g));
    assert_string_equal(cr_luck_name(&luck), "gfsr4");
    assert_string_equal(cr_generator_suggest(arena, "mt1993"), "mt19937");
}

/* With the words of a permutation kept, for sizes whose words are all kept, or only some. */
static void a_point_of_a_hypercube_is_the_same_however_often_it_is_asked_for(void **state)
{
    static const uint64_t sizes[] = {20, 63, 1024, 20000};
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct cr_lhs_memo memo = {0};
        for (uint64_t i = 0; i < 500 && i < sizes[s]; i++) {
            uint64_t at = sizes[s] - 1 - i;
            assert_true(cr_lhs_again(&memo, 4, 9, at, sizes[s]) == cr_lhs(4, 9, at, sizes[s]));
            assert_true(cr_lhs_again(&memo, 4, 9, at, sizes[s]) == cr_lhs(4, 9, at, sizes[s]));
        }
        assert_true((memo.known[0] != 0) == (sizes[s] > 32));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_known_answers),
        cmocka_unit_test(philox_agrees_with_random123),
        cmocka_unit_test(every_part_of_an_address_counts),
        cmocka_unit_test(uniforms_lie_inside_and_have_52_bits),
        cmocka_unit_test(interleaved_streams_are_uniform),
        cmocka_unit_test(gsl_can_draw_from_philox),
        cmocka_unit_test(sobol_dimensions_and_pairs_are_nets),
        cmocka_unit_test(scrambled_points_are_nets_and_uniform),
        cmocka_unit_test(designs_beat_random_points),
        cmocka_unit_test(latin_points_fill_each_cell_once),
        cmocka_unit_test(every_generator_of_gsl_can_be_drawn_from),
        cmocka_unit_test(purposes_have_sequences_of_their_own),
        cmocka_unit_test(a_generator_that_stands_still_is_started_again),
        cmocka_unit_test(weak_generators_are_as_weak_as_is_said),
        cmocka_unit_test(worlds_of_a_sequence_do_not_depend_on_blocks),
        cmocka_unit_test(a_point_of_a_hypercube_is_the_same_however_often_it_is_asked_for),
        cmocka_unit_test(names_are_found_and_suggested),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
