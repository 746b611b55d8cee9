/* A histogram with bins of 1/512 of a power of two, for values of any size.
 *
 * A bin is named by a double's sign, exponent and leading bits; pages of bins are made when they
 * are first hit. Weights are kept as whole numbers and fractions of 2^-32, which add up exactly:
 * merging in any order gives the same bits. A bin that has seen one value only knows it. */
#include "stats/histogram.h"

#include "stats/widest.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A bin is named by a double's sign, exponent and leading 9 bits of fraction, put so that names
 * rise with values; its middle is within a relative 2^-10 of every value in it. Bins live in pages
 * of one sign and exponent, made when first needed: data that spans 60 powers of two takes 60 pages
 * of 10 KiB. */
enum { SUB_BITS = 9, PAGE = 1 << SUB_BITS, N_PAGES = 4096 };

/* Weight of a bin: whole + part / 2^32, `part` a number of any size below 2^63 whose upper half is
 * moved to `whole` when it gets there. Nothing rounds or wraps below 2^63, so sums do not depend on
 * order. `only`: the name (see below) of the one value that a bin has seen while `seen` is ONE;
 * so whole numbers, and whatever else only takes a few values, come out exactly. Joining two bins
 * by these rules is commutative and associative. Adding touches whole (or part) and seen, 9 bytes a
 * bin. */
enum { EMPTY, ONE, SEVERAL };
struct page {
    uint64_t whole[PAGE];
    unsigned char seen[PAGE];
    uint64_t part[PAGE];
    uint64_t only[PAGE];
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

/* A double's name: its bits as a number that rises with it. -0 counts as 0. */
static uint64_t name_of(double x)
{
    uint64_t bits;
    x += 0.0;
    memcpy(&bits, &x, sizeof bits);
    /* Negative: all bits turned over; else the sign bit set. */
    return bits ^ (-(bits >> 63) | UINT64_C(1) << 63);
}

static double named(uint64_t name)
{
    uint64_t bits = name >> 63 ? name ^ UINT64_C(1) << 63 : ~name;
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

/* The bin's values include one called `name`, and others if `more`. */
static void note_name(struct page *page, size_t sub, uint64_t name, bool more)
{
    if (page->seen[sub] == EMPTY) {
        page->only[sub] = name;
        page->seen[sub] = ONE;
    }
    if (more || page->only[sub] != name)
        page->seen[sub] = SEVERAL;
}

/* part < 2^63 */
static void add_part(struct page *page, size_t sub, uint64_t part)
{
    part += page->part[sub];
    if (part >> 63) {
        page->whole[sub] += part >> 32;
        part &= UINT32_MAX;
    }
    page->part[sub] = part;
}

static uint64_t whole_of(const struct page *page, size_t sub)
{
    return page->whole[sub] + (page->part[sub] >> 32);
}

enum { CHUNK = 128 };

/* Bins of a chunk: page and bin together, 21 bits. Apart from the counting, so that it runs on
 * vectors. */
CR_WIDEST static void find_bins(const double *values, uint32_t *restrict where, size_t n)
{
    for (size_t i = 0; i < n; i++)
        where[i] = (uint32_t)(name_of(values[i]) >> (52 - SUB_BITS));
}

static void add_plain(struct cr_histogram *h, const double *values, size_t n)
{
    uint32_t where[CHUNK];

    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        find_bins(values + at, where, some);
        for (size_t i = 0; i < some; i++) {
            struct page *page = h->pages[where[i] >> SUB_BITS];
            if (!page)
                page = page_of(h->arena, h, where[i] >> SUB_BITS);
            size_t sub = where[i] & (PAGE - 1);
            page->whole[sub]++;
            if (page->seen[sub] != SEVERAL)
                note_name(page, sub, name_of(values[at + i]), 0);
        }
    }
}

void cr_histogram_units(const double *weights, uint64_t *units, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert(weights[i] >= 0 && weights[i] < 0x1p31);
        units[i] = (uint64_t)(weights[i] * 0x1p32 + 0.5);
    }
}

void cr_histogram_add_units(
    struct cr_histogram *h, const double *values, const uint64_t *units, size_t n)
{
    uint32_t where[CHUNK];

    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        find_bins(values + at, where, some);
        for (size_t i = 0; i < some; i++) {
            if (units[at + i] == 0)
                continue;
            struct page *page = h->pages[where[i] >> SUB_BITS];
            if (!page)
                page = page_of(h->arena, h, where[i] >> SUB_BITS);
            size_t sub = where[i] & (PAGE - 1);
            add_part(page, sub, units[at + i]);
            if (page->seen[sub] != SEVERAL)
                note_name(page, sub, name_of(values[at + i]), 0);
        }
    }
}

static void add_weighted(
    struct cr_histogram *h, const double *values, const double *weights, size_t n)
{
    uint64_t units[CHUNK];

    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        cr_histogram_units(weights + at, units, some);
        cr_histogram_add_units(h, values + at, units, some);
    }
}

void cr_histogram_add(struct cr_histogram *h, const double *values, const double *weights, size_t n)
{
    if (weights)
        add_weighted(h, values, weights, n);
    else
        add_plain(h, values, n);
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
            if (from->seen[sub]) {
                to->whole[sub] += from->whole[sub];
                add_part(to, sub, from->part[sub]);
                note_name(to, sub, from->only[sub], from->seen[sub] == SEVERAL);
            }
    }
}

/* Bins in use as (how many free ones before it, seen, whole, part, only); a bin behind the last
 * page ends the list. */
void cr_histogram_pack(const struct cr_histogram *h, struct cr_pack *pack)
{
    uint64_t next = 0;
    for (size_t number = 0; number < N_PAGES; number++) {
        const struct page *page = h->pages[number];
        for (size_t sub = 0; page && sub < PAGE; sub++) {
            if (page->seen[sub] == EMPTY)
                continue;
            uint64_t bin = (uint64_t)number * PAGE + sub;
            cr_pack_count(pack, bin - next);
            cr_pack_count(pack, page->seen[sub]);
            cr_pack_count(pack, whole_of(page, sub));
            cr_pack_count(pack, page->part[sub] & UINT32_MAX);
            cr_pack_word(pack, page->only[sub]);
            next = bin + 1;
        }
    }
    cr_pack_count(pack, (uint64_t)N_PAGES * PAGE - next);
}

void cr_histogram_unpack(struct cr_arena *arena, struct cr_histogram *h, struct cr_unpack *from)
{
    const uint64_t bins = (uint64_t)N_PAGES * PAGE;
    for (uint64_t bin = 0;; bin++) {
        uint64_t free = cr_unpack_count(from);
        if (from->bad || free >= bins - bin) {
            from->bad |= free != bins - bin;
            return;
        }
        bin += free;
        struct page *page = page_of(arena, h, bin / PAGE);
        size_t sub = bin % PAGE;
        uint64_t seen = cr_unpack_count(from);
        page->whole[sub] += cr_unpack_count(from);
        add_part(page, sub, cr_unpack_count(from) & UINT32_MAX);
        note_name(page, sub, cr_unpack_word(from), seen == SEVERAL);
    }
}

/* Exact sums of whole and part; a bin's 2^32 parts fit 2^21 times into 64 bits, and there are 2^21
 * bins. */
struct weight {
    uint64_t whole, parts;
};

static void add_weight(struct weight *sum, const struct page *page, size_t sub)
{
    sum->whole += whole_of(page, sub);
    sum->parts += page->part[sub] & UINT32_MAX;
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
            add_weight(&sum, h->pages[number], sub);
    return weight_of(sum);
}

/* What to say for a bin: its one value, or its middle. Below the normal numbers the end next to 0.
 */
static double spokesman(const struct page *page, size_t number, size_t sub)
{
    if (page->seen[sub] == ONE)
        return named(page->only[sub]);
    uint64_t bottom = (uint64_t)number << 52 | (uint64_t)sub << (52 - SUB_BITS);
    uint64_t half = UINT64_C(1) << (51 - SUB_BITS);
    if (number == N_PAGES / 2)
        return named(bottom);
    if (number == N_PAGES / 2 - 1)
        return named(bottom | (2 * half - 1));
    return named(bottom + half);
}

double cr_histogram_quantile(const struct cr_histogram *h, double q)
{
    double total = cr_histogram_weight(h), last = NAN;
    struct weight sum = {0};

    for (size_t number = 0; number < N_PAGES; number++) {
        const struct page *page = h->pages[number];
        for (size_t sub = 0; page && sub < PAGE; sub++) {
            if (page->seen[sub] == EMPTY)
                continue;
            add_weight(&sum, page, sub);
            last = spokesman(page, number, sub);
            /* The same allowance as for kept samples (stats/quantile.h). */
            if (weight_of(sum) >= (q - 1e-12) * total)
                return last;
        }
    }
    return last;
}
