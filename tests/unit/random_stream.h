/* Tests of the stream and of its generators for GSL; part of random_test.c. */
#ifndef CR_TESTS_RANDOM_STREAM_H
#define CR_TESTS_RANDOM_STREAM_H

#include "base/map.h"
#include "random/stream.h"

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
    gsl_rng *rng = gsl_rng_alloc(cr_gsl_philox);
    uint32_t out[4], key[2] = {0x89abcdef, 0x01234567}, counter[4] = {0};
    cr_gsl_philox_seed(rng, 0x0123456789abcdef);
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
    gsl_rng_set(rng, 0xfedcba9876543210);
    cr_gsl_philox_seed(copy, 0x76543210);
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

static void scripts_are_replayed_in_a_circle(void **state)
{
    (void)state;
    static const double script[] = {0.25, 0.999999999999, 0};
    gsl_rng *rng = gsl_rng_alloc(cr_gsl_scripted);
    check_near(gsl_rng_uniform(rng), 0.5, 0);
    cr_gsl_script(rng, script, 3);
    for (int i = 0; i < 7; i++)
        check_near(gsl_rng_uniform(rng), script[i % 3], 0);
    gsl_rng *copy = gsl_rng_clone(rng);
    assert_int_equal(gsl_rng_get(copy), 0xffffffff);
    assert_int_equal(gsl_rng_get(copy), 0);
    assert_int_equal(gsl_rng_get(copy), 0x40000000);
    check_near(gsl_rng_uniform(rng), script[1], 0);
    gsl_rng_free(copy);
    gsl_rng_free(rng);
}

#endif
