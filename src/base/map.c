/* A map from text to a number by open addressing, and the hashes of the program. */
#include "base/map.h"

#include <string.h>

/* FNV-1a over the bytes (Fowler, Noll and Vo: offset basis 2166136261, prime 16777619), then the
 * 32-bit finaliser of MurmurHash3 (Appleby), which spreads every input bit over all output bits.
 * Fixed for ever: the numbers of events, and with them every simulated future, derive from it. */
uint32_t cr_hash32(const char *bytes, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * 16777619u;
    h = (h ^ h >> 16) * 0x85ebca6bu;
    h = (h ^ h >> 13) * 0xc2b2ae35u;
    return h ^ h >> 16;
}

static uint64_t little_endian(const unsigned char *p, size_t n)
{
    uint64_t word = 0;
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)p[i] << 8 * i;
    return word;
}

/* Written out, which compilers read as one load. */
static uint64_t eight_bytes(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* The finaliser of splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t mix64(uint64_t h)
{
    h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
    h = (h ^ h >> 27) * 0x94d049bb133111ebu;
    return h ^ h >> 31;
}

/* Eight bytes at a time, little endian whatever the machine; the length is mixed in, so that
 * trailing zero bytes count. Fixed for ever, like cr_hash32. */
uint64_t cr_hash64(const void *bytes, size_t n, uint64_t seed)
{
    const unsigned char *p = bytes;
    uint64_t h = mix64(seed + 0x9e3779b97f4a7c15u) ^ (uint64_t)n * 0xd6e8feb86659fd93u;
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        h = mix64(h ^ eight_bytes(p + i));
    if (i < n)
        h = mix64(h ^ little_endian(p + i, n - i));
    return mix64(h + 0x9e3779b97f4a7c15u);
}

void cr_map_init(struct cr_map *map, struct cr_arena *arena)
{
    *map = (struct cr_map){.arena = arena};
}

/* The arena's address salts the table, so that nobody can write a file whose keys all collide. Only
 * the order of probing depends on it, never a result. */
static uint64_t hash(const struct cr_map *map, const char *key)
{
    return cr_hash64(key, strlen(key), (uint64_t)(uintptr_t)map->arena);
}

/* The slot of a key: the one that holds it or the free one where it belongs. A slot is two words,
 * position + 1 and the upper half of the hash. */
static uint32_t *find_slot(const struct cr_map *map, const char *key, uint64_t h)
{
    size_t mask = map->table_size - 1;
    for (size_t i = (size_t)h & mask;; i = (i + 1) & mask) {
        uint32_t *entry = map->table + 2 * i;
        if (!entry[0] || (entry[1] == (uint32_t)(h >> 32) && !strcmp(map->keys[entry[0] - 1], key)))
            return entry;
    }
}

static void fill_slot(struct cr_map *map, const char *key, uint64_t h, size_t position)
{
    uint32_t *entry = find_slot(map, key, h);
    entry[0] = (uint32_t)position + 1;
    entry[1] = (uint32_t)(h >> 32);
}

static void enlarge(struct cr_map *map)
{
    size_t cap = map->cap ? 2 * map->cap : 8;
    map->keys = cr_arena_grow(map->arena, map->keys, map->n, cap, sizeof *map->keys);
    map->values = cr_arena_grow(map->arena, map->values, map->n, cap, sizeof *map->values);
    map->table = CR_NEW(map->arena, uint32_t, 4 * cap);
    map->cap = cap;
    map->table_size = 2 * cap;
    for (size_t i = 0; i < map->n; i++)
        fill_slot(map, map->keys[i], hash(map, map->keys[i]), i);
}

int cr_map_find(const struct cr_map *map, const char *key)
{
    if (!map->n)
        return -1;
    const uint32_t *entry = find_slot(map, key, hash(map, key));
    return entry[0] ? map->values[entry[0] - 1] : -1;
}

bool cr_map_add(struct cr_map *map, const char *key, int value)
{
    uint64_t h = hash(map, key);
    if (map->n && find_slot(map, key, h)[0])
        return false;
    if (map->n == map->cap)
        enlarge(map);
    map->keys[map->n] = cr_arena_strdup(map->arena, key);
    map->values[map->n] = value;
    fill_slot(map, key, h, map->n);
    map->n++;
    return true;
}
