/* Text to index, in the order of insertion. Keys are copied. */
#ifndef CR_BASE_MAP_H
#define CR_BASE_MAP_H

#include "base/arena.h"

#include <stdbool.h>

struct cr_map {
    struct cr_arena *arena;
    const char **keys; /* n of them, in the order they came */
    int *values;
    size_t n, cap;
    uint32_t *table;   /* open addressing, two words a slot: position + 1, half a hash */
    size_t table_size; /* slots */
};

void cr_map_init(struct cr_map *map, struct cr_arena *arena);
/* The value of a key, or -1. */
int cr_map_find(const struct cr_map *map, const char *key);
/* Adds a key if it is new, and says so; changes nothing if it is there. */
bool cr_map_add(struct cr_map *map, const char *key, int value);

/* 32-bit hash of bytes, fixed for ever (event numbers derive from it): see base/map.c. */
uint32_t cr_hash32(const char *bytes, size_t n);
uint64_t cr_hash64(const void *bytes, size_t n, uint64_t seed);

#endif
