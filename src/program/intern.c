/* Short lists of words, numbered: equal lists have one number, in the order in which they came. */
#include "program/intern.h"

#include "base/map.h"

#include <string.h>

void cr_intern_init(struct cr_intern *in, struct cr_arena *arena)
{
    *in = (struct cr_intern){.arena = arena, .table_size = 64};
    in->table = CR_NEW(arena, uint32_t, in->table_size);
}

static size_t entry_start(const struct cr_intern *in, size_t entry)
{
    return entry == 0 ? 0 : in->end[entry - 1];
}

static bool equals_entry(const struct cr_intern *in, size_t entry, const int32_t *words, size_t n)
{
    size_t at = entry_start(in, entry);
    return in->end[entry] - at == n && memcmp(&in->words[at], words, n * sizeof *words) == 0;
}

static void insert_entry(struct cr_intern *in, size_t entry)
{
    size_t mask = in->table_size - 1, k = in->hash[entry] & mask;
    while (in->table[k] != 0)
        k = (k + 1) & mask;
    in->table[k] = (uint32_t)entry + 1;
}

static void grow(struct cr_intern *in)
{
    in->table_size *= 2;
    in->table = CR_NEW(in->arena, uint32_t, in->table_size);
    for (size_t i = 0; i < in->n; i++)
        insert_entry(in, i);
}

static void append(struct cr_intern *in, const int32_t *words, size_t n, uint32_t hash)
{
    if (in->n_words + n > in->cap_words) {
        size_t cap = 2 * (in->n_words + n) + 64;
        in->words = cr_arena_grow(in->arena, in->words, in->n_words, cap, sizeof *in->words);
        in->cap_words = cap;
    }
    if (in->n == in->cap) {
        size_t cap = 2 * in->cap + 16;
        in->end = cr_arena_grow(in->arena, in->end, in->n, cap, sizeof *in->end);
        in->hash = cr_arena_grow(in->arena, in->hash, in->n, cap, sizeof *in->hash);
        in->cap = cap;
    }
    if (n > 0)
        memcpy(&in->words[in->n_words], words, n * sizeof *words);
    in->n_words += n;
    in->end[in->n] = in->n_words;
    in->hash[in->n++] = hash;
}

int cr_intern_get(struct cr_intern *in, const int32_t *words, size_t n, bool *is_new)
{
    uint32_t hash = (uint32_t)cr_hash64(words, n * sizeof *words, 1);
    size_t mask = in->table_size - 1;
    *is_new = false;
    for (size_t k = hash & mask; in->table[k] != 0; k = (k + 1) & mask) {
        size_t entry = in->table[k] - 1;
        if (in->hash[entry] == hash && equals_entry(in, entry, words, n))
            return (int)entry;
    }
    *is_new = true;
    append(in, words, n, hash);
    if (2 * in->n > in->table_size)
        grow(in);
    else
        insert_entry(in, in->n - 1);
    return (int)in->n - 1;
}
