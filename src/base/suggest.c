/* The nearest of some names to one that is unknown: by the number of letters to change, capitals
 * and small letters being alike. */
#include "base/diag.h"
#include "base/utf8.h"

#include <string.h>

enum { LONGEST = 64 }; /* code points; nobody misspells longer words by two letters */

/* Code points with ASCII letters in lower case; returns their number, LONGEST + 1 when there are
 * more. */
static size_t fold(const char *word, uint32_t out[LONGEST])
{
    size_t n = strlen(word), length = 0;
    for (size_t i = 0; i < n; length++) {
        if (length == LONGEST)
            return LONGEST + 1;
        uint32_t code;
        size_t step = cr_utf8_decode(word + i, n - i, &code);
        if (!step) {
            code = (unsigned char)word[i];
            step = 1;
        }
        out[length] = code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
        i += step;
    }
    return length;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Edits (insert, delete, change, swap neighbours) from a to b, each place edited once. */
static unsigned distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= m; j++)
        last[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned change = last[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(change, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        unsigned *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[m];
}

const char *cr_suggest(const char *word, const char *const *candidates, size_t n)
{
    uint32_t a[LONGEST], b[LONGEST];
    size_t length = fold(word, a);
    if (length > LONGEST)
        return NULL;
    const char *best = NULL;
    unsigned best_distance = 3;
    for (size_t i = 0; i < n; i++) {
        size_t other = fold(candidates[i], b);
        if (other > LONGEST || other > length + 2 || length > other + 2)
            continue;
        unsigned d = distance(a, length, b, other);
        if (d < best_distance && 2 * d < length) {
            best = candidates[i];
            best_distance = d;
        }
    }
    return best;
}

/* Whether a part of at least three letters of the one is in the other. */
static bool is_part(const char *word, const char *candidate)
{
    return (strlen(word) >= 3 && strstr(candidate, word)) ||
           (strlen(candidate) >= 3 && strstr(word, candidate));
}

const char *cr_candidates(
    struct cr_arena *arena, const char *word, const char *const *candidates, size_t n)
{
    enum { MOST = 16 };
    const char *near = cr_suggest(word, candidates, n);
    struct cr_buf text;
    size_t parts = 0, shown = 0;
    for (size_t i = 0; i < n && !near; i++)
        parts += is_part(word, candidates[i]);
    for (size_t i = 0; i < n && parts == 1; i++)
        near = is_part(word, candidates[i]) ? candidates[i] : near;
    if (near)
        return cr_arena_printf(arena, "; did you mean '%s'?", near);
    size_t all = parts ? parts : n;
    cr_buf_init(&text, arena);
    for (size_t i = 0; i < n && shown < MOST; i++)
        if (!parts || is_part(word, candidates[i]))
            cr_buf_printf(&text, "%s%s",
                shown++  ? ", "
                : parts  ? "; did you mean "
                : n == 1 ? "; there is "
                         : "; there are ",
                candidates[i]);
    if (all > shown)
        cr_buf_printf(&text, " and %zu more", all - shown);
    if (parts)
        cr_buf_char(&text, '?');
    return text.s;
}
