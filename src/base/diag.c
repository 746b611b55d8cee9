/* Messages are gathered, not printed: each has its code (base/codes.def), place and sentence.
 * What an author wrote can be long, so a message is cut where it would flood a screen. */
#include "base/diag.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_MESSAGE = 2000 }; /* bytes; an author's word in it may be a megabyte */

const struct cr_code_info cr_codes[CR_N_CODES] = {
#define CR_CODE(name, id, severity, title, wrong, right, why)                                      \
    {#name, id, severity, title, wrong, right, why},
#include "base/codes.def"
#undef CR_CODE
};

const struct cr_code_info *cr_code_find(const char *id)
{
    for (size_t i = 0; i < CR_N_CODES; i++) {
        const char *a = cr_codes[i].id, *b = id;
        while (*a && (*a == *b || (*a >= 'A' && *a <= 'Z' && *a + ('a' - 'A') == *b))) {
            a++;
            b++;
        }
        if (!*a && !*b)
            return &cr_codes[i];
    }
    return NULL;
}

void cr_diags_init(struct cr_diags *diags, struct cr_arena *arena, const struct cr_source *source)
{
    *diags = (struct cr_diags){.arena = arena, .source = source};
}

/* Cuts a long message at the end of a character and says so, in the room there is. */
static const char *shorten(char *text)
{
    if (strlen(text) <= LONGEST_MESSAGE)
        return text;
    size_t n = LONGEST_MESSAGE - 3;
    while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
        n--;
    memcpy(text + n, "...", 4);
    return text;
}

const char *cr_hint(struct cr_diags *diags, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = cr_arena_vprintf(diags->arena, format, args);
    va_end(args);
    return shorten(text);
}

/* Whether the problem was reported before. Without a place, only the same words are the same
 * problem. */
static bool is_known(
    struct cr_diags *diags, enum cr_code_id code, struct cr_place place, const char *message)
{
    if (!diags->known.arena)
        cr_map_init(&diags->known, diags->arena);
    char key[48];
    bool nowhere = place.at == UINT32_MAX;
    const char *name = key;
    if (nowhere)
        name = cr_arena_printf(diags->arena, "%d %s", (int)code, message);
    else
        snprintf(key, sizeof key, "%d %lu %lu", (int)code, (unsigned long)place.at,
            (unsigned long)place.end);
    return !cr_map_add(&diags->known, name, 0);
}

void cr_diag(struct cr_diags *diags, enum cr_code_id code, struct cr_place place, const char *hint,
    const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = cr_arena_vprintf(diags->arena, format, args);
    va_end(args);
    const char *message = shorten(text);
    if (is_known(diags, code, place, message))
        return;
    struct cr_problem problem = {.code = code, .place = place, .message = message, .hint = hint};
    cr_vec_push(diags->arena, &diags->problems, problem);
    diags->n_errors += cr_codes[code].severity == CR_ERROR;
    diags->n_warnings += cr_codes[code].severity == CR_WARNING;
}

/* Merge sort, bottom up: stable, and no recursion. `spare` has room for all. */
static void merge(
    const struct cr_problem *from, struct cr_problem *to, size_t low, size_t middle, size_t high)
{
    size_t a = low, b = middle;
    for (size_t i = low; i < high; i++)
        to[i] = a < middle && (b >= high || from[a].place.at <= from[b].place.at) ? from[a++]
                                                                                  : from[b++];
}

void cr_diags_sort(struct cr_diags *diags)
{
    size_t n = diags->problems.n;
    struct cr_problem *from = diags->problems.at, *to = CR_NEW(diags->arena, struct cr_problem, n);
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t middle = low + width < n ? low + width : n;
            size_t high = low + 2 * width < n ? low + 2 * width : n;
            merge(from, to, low, middle, high);
        }
        struct cr_problem *old = from;
        from = to;
        to = old;
    }
    if (from != diags->problems.at && n)
        memcpy(diags->problems.at, from, n * sizeof *from);
}
