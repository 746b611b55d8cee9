#include "cli/words.h"

const char *cr_whole_text(struct cr_arena *arena, uint64_t x)
{
    return x < 1000 ? cr_arena_printf(arena, "%u", (unsigned)x)
                    : cr_arena_printf(
                          arena, "%s,%03u", cr_whole_text(arena, x / 1000), (unsigned)(x % 1000));
}

const char *cr_shell_word(struct cr_arena *arena, const char *text)
{
    struct cr_buf out;
    cr_buf_init(&out, arena);
    cr_escape_shell(&out, text);
    return out.s;
}
