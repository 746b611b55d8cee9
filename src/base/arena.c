/* Arenas, and what happens when one finds no memory.
 *
 * An arena is a list of chunks; blocks are cut off the first until it is full, large ones get a
 * chunk of their own. It lies itself in its oldest chunk. Shortage unwinds by the only longjmp of
 * the program, to the innermost of a chain of places that each thread keeps. */
#include "base/arena.h"

#include "base/seam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer every block is fenced by poisoned bytes, so that running over its end is
 * seen although the chunk goes on. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define FENCE 16u
#define POISON(at, n) ASAN_POISON_MEMORY_REGION((at), (n))
#define UNPOISON(at, n) ASAN_UNPOISON_MEMORY_REGION((at), (n))
#else
#define FENCE 0u
#define POISON(at, n) ((void)0)
#define UNPOISON(at, n) ((void)0)
#endif

enum {
    HEADER = 64,        /* bytes before a chunk's payload, so that it stays aligned to 64 */
    FIRST_CHUNK = 8192, /* bytes with header; later ones double */
    LAST_CHUNK = 1 << 20,
    OWN_CHUNK = 1 << 15, /* blocks from here on get a chunk of their own */
    DROP_AMONG = 128,    /* so many large blocks are looked at to give one back */
    WIDE_BLOCK = 4096    /* blocks from here on are aligned to 64 */
};

struct chunk {
    struct chunk *next;
    size_t size, used; /* bytes of the payload */
    bool own;          /* it holds one large block, and nothing else will follow */
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *what;
};

/* A place to come back to when memory runs out. */
struct cr_catch {
    jmp_buf at;
    struct cr_catch *outer;
    struct cr_arena *scratch; /* scratch arenas opened within, the newest first */
};

struct cr_arena {
    struct cr_arena *older, **link; /* among the scratch arenas of a place; NULL for others */
    struct chunk *chunks;           /* the one being filled first */
    struct deferred *deferred;
    size_t next_chunk, bytes;
    char *last; /* the newest block of the chunk being filled, which can grow in place */
    size_t last_size;
};

/* ---- Shortage of memory ---- */

static _Thread_local struct cr_catch *innermost;

_Noreturn void cr_shortage(void)
{
    if (!innermost)
        abort();
    longjmp(innermost->at, 1);
}

/* A function of its own, without variables that could be lost: whoever is back from the jump finds
 * *here as it was left. */
static enum cr_status catch_from(
    struct cr_catch *here, enum cr_status (*work)(void *what), void *what)
{
    if (setjmp(here->at))
        return CR_MEMORY;
    return work(what);
}

enum cr_status cr_try(enum cr_status (*work)(void *what), void *what)
{
    struct cr_catch here = {.outer = innermost};
    innermost = &here;
    enum cr_status status = catch_from(&here, work, what);
    innermost = here.outer;
    while (here.scratch)
        cr_arena_free(here.scratch);
    return status;
}

struct work {
    struct cr_arena *arena;
    enum cr_status (*fn)(struct cr_arena *work, struct cr_arena *arena, void *context);
    void *context;
};

static enum cr_status with_work(void *what)
{
    const struct work *w = what;
    struct cr_arena *work = cr_arena_scratch();
    enum cr_status status = w->fn(work, w->arena, w->context);
    cr_arena_free(work);
    return status;
}

enum cr_status cr_with_work(struct cr_arena *arena,
    enum cr_status (*fn)(struct cr_arena *work, struct cr_arena *arena, void *context),
    void *context)
{
    struct work work = {arena, fn, context};
    return cr_try(with_work, &work);
}

/* ---- Arenas ---- */

static char *payload(struct chunk *chunk)
{
    return (char *)chunk + HEADER;
}

static struct chunk *chunk_new(size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;
    struct chunk *chunk = cr_seam_alloc(HEADER + size);
    if (!chunk)
        return NULL;
    chunk->size = size;
    POISON(payload(chunk), size);
    return chunk;
}

struct cr_arena *cr_arena_new(void)
{
    struct chunk *chunk = chunk_new(FIRST_CHUNK - HEADER);
    if (!chunk)
        return NULL;
    struct cr_arena *arena = (struct cr_arena *)(void *)payload(chunk);
    UNPOISON(arena, sizeof *arena);
    chunk->used = sizeof *arena + FENCE;
    arena->chunks = chunk;
    arena->next_chunk = 2 * (size_t)FIRST_CHUNK;
    return arena;
}

struct cr_arena *cr_arena_scratch(void)
{
    struct cr_arena *arena = cr_arena_new();
    if (!arena)
        cr_shortage();
    if (!innermost)
        return arena; /* nobody will come back for it */
    arena->older = innermost->scratch;
    if (arena->older)
        arena->older->link = &arena->older;
    arena->link = &innermost->scratch;
    innermost->scratch = arena;
    return arena;
}

/* Takes a scratch arena off its list. */
static void unlink_scratch(struct cr_arena *arena)
{
    if (!arena->link)
        return;
    *arena->link = arena->older;
    if (arena->older)
        arena->older->link = arena->link;
}

void cr_arena_free(struct cr_arena *arena)
{
    if (!arena)
        return;
    unlink_scratch(arena);
    while (arena->deferred) {
        struct deferred *first = arena->deferred;
        arena->deferred = first->next;
        first->fn(first->what);
    }
    /* The arena itself lies in its oldest chunk, which is the last of the list. */
    for (struct chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        UNPOISON(payload(chunk), chunk->size);
        cr_seam_free(chunk);
    }
}

/* ---- Blocks ---- */

/* A block in a chunk of its own, put behind the one being filled. */
static void *own_chunk(struct cr_arena *arena, size_t bytes)
{
    struct chunk *chunk = chunk_new(bytes);
    if (!chunk)
        cr_shortage();
    chunk->used = bytes;
    chunk->own = 1;
    chunk->next = arena->chunks->next;
    arena->chunks->next = chunk;
    arena->bytes += bytes;
    UNPOISON(payload(chunk), bytes);
    return payload(chunk);
}

/* Where a block of so many bytes would begin in a chunk; over its size if there is no room. */
static size_t fit(const struct chunk *chunk, size_t bytes)
{
    size_t align = bytes >= WIDE_BLOCK ? 64 : 16;
    size_t at = (chunk->used + align - 1) / align * align;
    return at <= chunk->size && bytes + FENCE <= chunk->size - at ? at : SIZE_MAX;
}

static void next_chunk(struct cr_arena *arena)
{
    struct chunk *chunk = chunk_new(arena->next_chunk - HEADER);
    if (!chunk)
        cr_shortage();
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    if (arena->next_chunk < LAST_CHUNK)
        arena->next_chunk *= 2;
    if (arena->next_chunk < 2 * (size_t)OWN_CHUNK)
        arena->next_chunk = 2 * (size_t)OWN_CHUNK; /* whatever has no own chunk fits */
}

void *cr_arena_alloc(struct cr_arena *arena, size_t count, size_t size)
{
    if ((size && count > SIZE_MAX / 4 / size) || cr_seam_denied())
        cr_shortage();
    size_t bytes = count * size;
    if (bytes >= OWN_CHUNK)
        return own_chunk(arena, bytes);
    size_t at = fit(arena->chunks, bytes);
    while (at == SIZE_MAX) {
        next_chunk(arena);
        at = fit(arena->chunks, bytes);
    }
    arena->chunks->used = at + bytes + FENCE;
    arena->bytes += bytes;
    arena->last = payload(arena->chunks) + at;
    arena->last_size = bytes;
    UNPOISON(arena->last, bytes);
    return arena->last;
}

/* Whether the newest block could become `bytes` long where it is. */
static bool grow_in_place(struct cr_arena *arena, const void *old, size_t old_bytes, size_t bytes)
{
    if (!old || old != arena->last || old_bytes != arena->last_size || bytes >= WIDE_BLOCK)
        return false;
    struct chunk *chunk = arena->chunks;
    size_t at = (size_t)(arena->last - payload(chunk));
    if (bytes < old_bytes || bytes + FENCE > chunk->size - at)
        return false;
    chunk->used = at + bytes + FENCE;
    arena->bytes += bytes - old_bytes;
    arena->last_size = bytes;
    UNPOISON(arena->last, bytes);
    return true;
}

void *cr_arena_grow(
    struct cr_arena *arena, const void *old, size_t old_count, size_t new_count, size_t size)
{
    if (size && new_count > SIZE_MAX / 4 / size)
        cr_shortage();
    if (grow_in_place(arena, old, old_count * size, new_count * size))
        return arena->last;
    void *block = cr_arena_alloc(arena, new_count, size);
    if (old && old_count)
        memcpy(block, old, (old_count < new_count ? old_count : new_count) * size);
    return block;
}

void cr_arena_drop(struct cr_arena *arena, const void *block)
{
    struct chunk *before = arena->chunks;
    for (int i = 0; i < DROP_AMONG && before->next; i++, before = before->next) {
        struct chunk *chunk = before->next;
        if (payload(chunk) != block || !chunk->own)
            continue;
        before->next = chunk->next;
        UNPOISON(payload(chunk), chunk->size);
        cr_seam_free(chunk);
        return;
    }
}

char *cr_arena_strndup(struct cr_arena *arena, const char *text, size_t n)
{
    char *copy = cr_arena_alloc(arena, n + 1, 1);
    if (n)
        memcpy(copy, text, n);
    return copy;
}

char *cr_arena_strdup(struct cr_arena *arena, const char *text)
{
    return cr_arena_strndup(arena, text, strlen(text));
}

char *cr_arena_printf(struct cr_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = cr_arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

char *cr_arena_vprintf(struct cr_arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *text = NULL;
    if (n >= 0) {
        text = cr_arena_alloc(arena, (size_t)n + 1, 1);
        vsnprintf(text, (size_t)n + 1, format, again);
    }
    va_end(again);
    if (!text)
        cr_shortage(); /* printf failed: its own buffers found no memory */
    return text;
}

void cr_arena_defer(struct cr_arena *arena, void (*fn)(void *), void *what)
{
    struct deferred *deferred = CR_NEW(arena, struct deferred, 1);
    deferred->next = arena->deferred;
    deferred->fn = fn;
    deferred->what = what;
    arena->deferred = deferred;
}

size_t cr_arena_bytes(const struct cr_arena *arena)
{
    return arena->bytes;
}
