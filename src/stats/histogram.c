#include "stats/histogram.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A bin is named by a double's sign, exponent and leading 9 bits of fraction, put so that names
 * rise with values; its middle is within a relative 2^-10 of every value in it. Bins live in pages
 * of one sign and exponent, made when first needed: data that spans 60 powers of two takes 60 pages
 * of 10 KiB. */
enum { SUB_BITS = 9, PAGE = 1 << SUB_BITS, N_PAGES = 4096 };

/* Weight of a bin: whole + part / 2^32. Nothing rounds or wraps below 2^63, so sums do not depend
 * on order. `same`: the one value that the bin has seen, NaN once it has seen two (so whole
 * numbers, and whatever else only takes a few values, come out exactly). Joining two bins by these
 * rules is commutative and associative. */
struct page {
    uint64_t whole[PAGE];
    uint32_t part[PAGE];
    double same[PAGE];
};

struct cr_histogram {
    struct cr_arena *arena;
    struct page *pages[N_PAGES];
};

struct cr_histogram *cr_histogram_new(struct cr_arena *arena)
{
    struct cr_histogram *h = CR_NEW(arena, struct cr_histogram, 1);
    h->arena = arena;
    return h;
}

/* The bits of a double as a number that rises with it; -0 counts as 0. */
static uint64_t rising(double x)
{
    uint64_t bits;
    x += 0.0;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double falling_back(uint64_t key)
{
    uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static struct page *page_of(struct cr_arena *arena, struct cr_histogram *h, size_t number)
{
    if (!h->pages[number])
        h->pages[number] = CR_NEW(arena, struct page, 1);
    return h->pages[number];
}

static void join(struct page *page, size_t sub, uint64_t whole, uint32_t part, double same)
{
    int empty = !page->whole[sub] && !page->part[sub];
    uint64_t parts = (uint64_t)page->part[sub] + part;

    page->same[sub] = empty || page->same[sub] == same ? same : NAN;
    page->part[sub] = (uint32_t)parts;
    page->whole[sub] += whole + (parts >> 32);
}

static void add_one(struct cr_histogram *h, double x, uint64_t whole, uint32_t part)
{
    uint64_t key = rising(x);
    join(
        page_of(h->arena, h, key >> 52), key >> (52 - SUB_BITS) & (PAGE - 1), whole, part, x + 0.0);
}

void cr_histogram_add(struct cr_histogram *h, const double *values, const double *weights, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert(!isnan(values[i]));
        if (!weights) {
            add_one(h, values[i], 1, 0);
            continue;
        }
        double w = weights[i];
        assert(w >= 0 && w < 0x1p62);
        double whole = floor(w), part = floor((w - whole) * 0x1p32 + 0.5);
        uint64_t units = (uint64_t)part;
        whole += (double)(units >> 32);
        if (whole > 0 || (uint32_t)units)
            add_one(h, values[i], (uint64_t)whole, (uint32_t)units);
    }
}

void cr_histogram_merge(
    struct cr_arena *arena, struct cr_histogram *h, const struct cr_histogram *other)
{
    for (size_t number = 0; number < N_PAGES; number++) {
        const struct page *from = other->pages[number];
        if (!from)
            continue;
        struct page *to = page_of(arena, h, number);
        for (size_t sub = 0; sub < PAGE; sub++)
            if (from->whole[sub] || from->part[sub])
                join(to, sub, from->whole[sub], from->part[sub], from->same[sub]);
    }
}

/* Exact sums of whole and part; a bin's 2^32 parts fit 2^21 times into 64 bits, and there are 2^21
 * bins. */
struct weight {
    uint64_t whole, parts;
};

static void weigh(struct weight *sum, const struct page *page, size_t sub)
{
    sum->whole += page->whole[sub];
    sum->parts += page->part[sub];
}

static double weight_of(struct weight sum)
{
    return (double)(sum.whole + (sum.parts >> 32)) + (double)(sum.parts & UINT32_MAX) * 0x1p-32;
}

double cr_histogram_weight(const struct cr_histogram *h)
{
    struct weight sum = {0};

    for (size_t number = 0; number < N_PAGES; number++)
        for (size_t sub = 0; h->pages[number] && sub < PAGE; sub++)
            weigh(&sum, h->pages[number], sub);
    return weight_of(sum);
}

/* What to say for a bin: its one value, or its middle. Below the normal numbers the end next to 0.
 */
static double spokesman(const struct page *page, size_t number, size_t sub)
{
    if (!isnan(page->same[sub]))
        return page->same[sub];
    uint64_t bottom = (uint64_t)number << 52 | (uint64_t)sub << (52 - SUB_BITS);
    uint64_t half = UINT64_C(1) << (51 - SUB_BITS);
    if (number == N_PAGES / 2)
        return falling_back(bottom);
    if (number == N_PAGES / 2 - 1)
        return falling_back(bottom | (2 * half - 1));
    return falling_back(bottom + half);
}

double cr_histogram_quantile(const struct cr_histogram *h, double q)
{
    double total = cr_histogram_weight(h), last = NAN;
    struct weight sum = {0};

    for (size_t number = 0; number < N_PAGES; number++) {
        const struct page *page = h->pages[number];
        for (size_t sub = 0; page && sub < PAGE; sub++) {
            if (!page->whole[sub] && !page->part[sub])
                continue;
            weigh(&sum, page, sub);
            last = spokesman(page, number, sub);
            /* The same allowance as for kept samples (stats/quantile.h). */
            if (weight_of(sum) >= (q - 1e-12) * total)
                return last;
        }
    }
    return last;
}
