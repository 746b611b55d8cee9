/* An arena owns everything that belongs to one piece of work; freeing it frees all.
 *
 * Allocation never returns NULL: when memory runs out, the arena jumps to the place that
 * cr_arena_catch named. So only whoever opens an arena thinks about shortage:
 *
 *     struct cr_arena *arena = cr_arena_new();
 *     if (!arena) return CR_MEMORY;
 *     if (setjmp(*cr_arena_catch(arena))) { cr_arena_free(arena); return CR_MEMORY; }
 *
 * An arena belongs to one thread at a time. */
#ifndef CR_BASE_ARENA_H
#define CR_BASE_ARENA_H

#include "base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct cr_arena;

/* NULL when memory is short. */
struct cr_arena *cr_arena_new(void);
/* Runs the deferred functions in reverse order, then frees everything. NULL is fine. */
void cr_arena_free(struct cr_arena *arena);

/* The jump buffer to hand to setjmp. An arena whose buffer was never set aborts on shortage. */
jmp_buf *cr_arena_catch(struct cr_arena *arena);

/* Jumps as if an allocation had failed: for code that met a shortage elsewhere, in a library for
 * instance. */
_Noreturn void cr_arena_shortage(struct cr_arena *arena);

/* count * size zeroed bytes, aligned to 64 when the block is 4096 bytes or more, else to 16. An
 * overflowing product counts as shortage. A count of 0 gives a valid pointer. */
void *cr_arena_alloc(struct cr_arena *arena, size_t count, size_t size);
#define CR_NEW(arena, type, count) ((type *)cr_arena_alloc((arena), (size_t)(count), sizeof(type)))

/* Moves an array into a larger one (zero-filled behind `old_count`). */
void *cr_arena_grow(
    struct cr_arena *arena, const void *old, size_t old_count, size_t new_count, size_t size);

/* Gives a large block back before the arena ends, if it is one of the last large blocks; else it
 * stays till then. */
void cr_arena_drop(struct cr_arena *arena, const void *block);

char *cr_arena_strdup(struct cr_arena *arena, const char *text);
char *cr_arena_strndup(struct cr_arena *arena, const char *text, size_t n);
char *cr_arena_printf(struct cr_arena *arena, const char *format, ...) CR_PRINTF(2, 3);
char *cr_arena_vprintf(struct cr_arena *arena, const char *format, va_list args) CR_PRINTF(2, 0);

/* Calls fn(what) when the arena is freed. */
void cr_arena_defer(struct cr_arena *arena, void (*fn)(void *), void *what);

/* Bytes handed out so far. */
size_t cr_arena_bytes(const struct cr_arena *arena);

/* A growing array: CR_VEC(int) list = {0}; cr_vec_push(arena, &list, 3); list.at[0], list.n. */
#define CR_VEC(type)                                                                               \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t n, cap;                                                                             \
    }
#define cr_vec_push(arena, vec, item)                                                              \
    do {                                                                                           \
        if ((vec)->n == (vec)->cap) {                                                              \
            size_t cr_cap = (vec)->cap ? 2 * (vec)->cap : 8;                                       \
            (vec)->at = cr_arena_grow((arena), (vec)->at, (vec)->n, cr_cap, sizeof *(vec)->at);    \
            (vec)->cap = cr_cap;                                                                   \
        }                                                                                          \
        (vec)->at[(vec)->n++] = (item);                                                            \
    } while (0)
/* Makes room for `more` items behind the last. */
#define cr_vec_reserve(arena, vec, more)                                                           \
    do {                                                                                           \
        size_t cr_room = (vec)->cap ? (vec)->cap : 8;                                              \
        while (cr_room < (vec)->n + (more))                                                        \
            cr_room *= 2;                                                                          \
        if (cr_room > (vec)->cap) {                                                                \
            (vec)->at = cr_arena_grow((arena), (vec)->at, (vec)->n, cr_room, sizeof *(vec)->at);   \
            (vec)->cap = cr_room;                                                                  \
        }                                                                                          \
    } while (0)

#endif
