/* Quantiles of a gamma or beta law by polynomials in pieces.
 *
 * The axis is the normal score of the probability, cut into pieces of equal width. In each the
 * logarithm of the quantile is a polynomial through Chebyshev nodes, made when a draw first
 * needs the piece and kept only if the probability between the nodes is right to 1e-13. A piece
 * that does not prove itself is answered by the slow quantile. Threads that need a piece at once
 * all make it, with the same bits. */
#include "random/table.h"

#include "base/fmath.h"
#include "base/map.h"
#include "numeric/normal.h"
#include "numeric/normal_draw.h"
#include "random/quantile.h"
#include "random/table_rows.h"

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

enum { PIECES = CR_PIECES, TERMS = CR_PIECE_TERMS, CHUNK = 256 };
#define WIDTH CR_PIECE_WIDTH
#define REACH (PIECES * WIDTH / 2)

enum { EMPTY, TAKEN, READY, REFUSED };

struct piece {
    atomic_int state;
    double terms[TERMS]; /* of powers of s in [-1, 1] */
};

struct cr_quantile_table {
    struct cr_law law;
    struct piece pieces[PIECES];
};

/* cos((2 j + 1) pi / 24): where a Chebyshev polynomial of degree 12 is 0. */
static const double nodes[TERMS] = {0.99144486137381041114, 0.92387953251128675613,
    0.79335334029123516458, 0.60876142900872063942, 0.38268343236508977173, 0.13052619222005159155,
    -0.13052619222005159155, -0.38268343236508977173, -0.60876142900872063942,
    -0.79335334029123516458, -0.92387953251128675613, -0.99144486137381041114};

struct cr_quantile_table *cr_quantile_table_new(struct cr_arena *arena, struct cr_law law)
{
    struct cr_quantile_table *table = CR_NEW(arena, struct cr_quantile_table, 1);
    table->law = law;
    for (int i = 0; i < PIECES; i++)
        atomic_init(&table->pieces[i].state, EMPTY);
    return table;
}

struct cr_law cr_quantile_table_law(const struct cr_quantile_table *table)
{
    return table->law;
}

static double log_at(const struct cr_law *law, double u, double v)
{
    struct cr_quantile at = cr_law_quantile(law, u, v);
    return law->b == 0 ? at.log_x : at.log_x - at.log_y;
}

static double log_at_normal(const struct cr_law *law, double z)
{
    return log_at(law, cr_normal_cdf(z), cr_normal_cdf(-z));
}

static double value_of(const double *terms, double s)
{
    double x = terms[TERMS - 1];
    for (int k = TERMS - 2; k >= 0; k--)
        x = x * s + terms[k];
    return x;
}

static double middle_of(int piece)
{
    return (piece + 0.5) * WIDTH - REACH;
}

/* The polynomial through the values at the nodes: its Chebyshev terms by discrete orthogonality
 * (Mason and Handscomb, Chebyshev Polynomials, 2003, section 6.3), each spread over powers by
 * T(k + 1) = 2 s T(k) - T(k - 1). */
static void fit(const double *values, double *terms)
{
    double at[2][TERMS], before[TERMS] = {0}, now[TERMS] = {1};
    for (int j = 0; j < TERMS; j++) {
        at[0][j] = 1;
        at[1][j] = nodes[j];
    }
    memset(terms, 0, TERMS * sizeof *terms);
    for (int k = 0; k < TERMS; k++) {
        double c = 0, next[TERMS];
        for (int j = 0; j < TERMS; j++)
            c += values[j] * at[0][j];
        c *= (k ? 2.0 : 1.0) / TERMS;
        for (int i = 0; i < TERMS; i++) {
            terms[i] += c * now[i];
            next[i] = (k ? 2 : 1) * (i ? now[i - 1] : 0) - before[i];
        }
        memcpy(before, now, sizeof now);
        memcpy(now, next, sizeof now);
        for (int j = 0; j < TERMS; j++) {
            double x = 2 * nodes[j] * at[1][j] - at[0][j];
            at[0][j] = at[1][j];
            at[1][j] = x;
        }
    }
}

/* Between the nodes, by how much is the probability wrong? */
static bool proves_itself(const struct cr_law *law, int piece, const double *terms)
{
    static const double between[] = {-0.9996, -0.45, 0.02, 0.71, 0.9996};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        double z = middle_of(piece) + between[i] * (WIDTH / 2);
        double u = cr_normal_cdf(z), v = cr_normal_cdf(-z);
        struct cr_quantile at = cr_law_quantile(law, u, v);
        double exact = law->b == 0 ? at.log_x : at.log_x - at.log_y;
        double density = cr_exp(cr_law_log_density(law, (struct cr_spot){at.x, at.y}));
        double wrong = fabs(value_of(terms, between[i]) - exact) * density;
        if (!(wrong <= 1e-13)) /* a place that underflows has no density to tell */
            return false;
    }
    return true;
}

static bool make(const struct cr_law *law, int piece, double *terms)
{
    double values[TERMS];
    for (int j = 0; j < TERMS; j++) {
        values[j] = log_at_normal(law, middle_of(piece) + nodes[j] * (WIDTH / 2));
        if (!isfinite(values[j]))
            return false;
    }
    fit(values, terms);
    return proves_itself(law, piece, terms);
}

/* The terms of a piece, NULL if it has none. Whoever comes while another makes it makes it too, on
 * `own`, with the same bits. */
static const double *terms_of(struct cr_quantile_table *table, int piece, double *own)
{
    struct piece *p = &table->pieces[piece];
    int state = atomic_load_explicit(&p->state, memory_order_acquire);
    if (state == READY)
        return p->terms;
    if (state == REFUSED)
        return NULL;
    int empty = EMPTY;
    bool good = make(&table->law, piece, own);
    if (atomic_compare_exchange_strong_explicit(
            &p->state, &empty, TAKEN, memory_order_relaxed, memory_order_relaxed)) {
        memcpy(p->terms, own, sizeof p->terms);
        atomic_store_explicit(&p->state, good ? READY : REFUSED, memory_order_release);
    }
    return good ? own : NULL;
}

/* The pieces that these draws fall into, as far as they are not known yet; returns which were not
 * to be had, bit PIECES for draws that are in none. */
static unsigned look_up(struct cr_quantile_table *table, const double *z, size_t n,
    double columns[TERMS][PIECES], unsigned *known)
{
    unsigned wanted = cr_piece_find(z, n), refused = wanted & 1u << PIECES;
    wanted &= ~refused;
    for (int piece = 0; wanted & ~*known; piece++) {
        double own[TERMS];
        if (!((wanted & ~*known) >> piece & 1))
            continue;
        const double *terms = terms_of(table, piece, own);
        *known |= 1u << piece;
        refused |= terms ? 0 : 1u << piece;
        for (int k = 0; terms && k < TERMS; k++)
            columns[k][piece] = terms[k];
    }
    return refused;
}

void cr_quantile_table_logs(struct cr_quantile_table *table, const double *u, double *out, size_t n)
{
    double columns[TERMS][PIECES] = {{0}};
    unsigned known = 0, refused = 0;
    for (size_t from = 0; from < n; from += CHUNK) {
        size_t some = n - from < CHUNK ? n - from : CHUNK;
        double z[CHUNK], x[CHUNK];
        cr_normal_draw_rows(&u[from], 0, 1, z, some);
        refused |= look_up(table, z, some, columns, &known);
        cr_piece_rows(&columns[0][0], z, x, some);
        for (size_t i = 0; refused && i < some; i++) {
            double place = (z[i] + REACH) / WIDTH, at = u[from + i];
            bool inside = place >= 0 && place < PIECES;
            if (!inside || (refused >> (int)place & 1))
                x[i] = log_at(&table->law, at, 1 - at);
        }
        memcpy(&out[from], x, some * sizeof *x);
    }
}

uint64_t cr_quantile_table_hash(struct cr_quantile_table *table, uint64_t hash)
{
    for (int piece = PIECES / 4; piece < 3 * PIECES / 4; piece++) {
        double own[TERMS];
        const double *terms = terms_of(table, piece, own);
        hash = cr_hash64(terms, terms ? TERMS * sizeof *terms : 0, hash);
    }
    return hash;
}
