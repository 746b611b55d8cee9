/* An arena owns everything that belongs to one piece of work; freeing it frees all. It belongs to
 * one thread at a time.
 *
 * Allocation never returns NULL. When memory runs out, the thread goes back to the innermost cr_try
 * that it is in, whichever arena was asked, and that returns CR_MEMORY. On the way every scratch
 * arena opened since is freed. So only who can do something about a shortage thinks about it: the
 * public calls, the threads of a team, and who is called back by a library in between. */
#ifndef CR_BASE_ARENA_H
#define CR_BASE_ARENA_H

#include "base/status.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct cr_arena;

/* ---- Shortage of memory ---- */

/* Runs work(what). Returns what it returns, or CR_MEMORY when memory ran out in it: then work was
 * left in the middle, and `what` holds what it had got to. One may stand inside another. A thread
 * that runs out of memory outside any ends the program. */
enum cr_status cr_try(enum cr_status (*work)(void *what), void *what) CR_MUST_USE;

/* Memory has run out: back to the innermost cr_try. For code that met a shortage elsewhere, in a
 * library for instance, and for who passes one on. */
_Noreturn void cr_shortage(void);

/* ---- Arenas ---- */

/* NULL when memory is short. */
struct cr_arena *cr_arena_new(void);
/* An arena for what ends before the function that asks for it: never NULL, and freed as well when
 * memory runs out before cr_arena_free. */
struct cr_arena *cr_arena_scratch(void);
/* Runs the deferred functions in reverse order, then frees everything. NULL is fine. */
void cr_arena_free(struct cr_arena *arena);

/* Runs `fn` by cr_try, with a scratch arena for its work that is freed afterwards. `arena` is only
 * handed on. */
enum cr_status cr_with_work(struct cr_arena *arena,
    enum cr_status (*fn)(struct cr_arena *work, struct cr_arena *arena, void *context),
    void *context) CR_MUST_USE;

/* ---- Blocks ---- */

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
