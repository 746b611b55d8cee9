/* A file read whole, with the beginnings of its lines, so that a place is a number of a byte
 * until somebody wants to read it. */
#include "base/source.h"

#include "base/utf8.h"

#include <assert.h>
#include <string.h>

static size_t count_lines(const char *bytes, size_t n)
{
    size_t lines = 1;
    for (size_t i = 0; i < n; i++)
        lines += bytes[i] == '\n' || (bytes[i] == '\r' && !(i + 1 < n && bytes[i + 1] == '\n'));
    return lines;
}

void cr_source_init(
    struct cr_source *source, struct cr_arena *arena, const char *name, const char *bytes, size_t n)
{
    assert(n < UINT32_MAX);
    *source = (struct cr_source){.bytes = bytes, .n = n};
    source->name = strcmp(name, "-") == 0 ? "<stdin>" : cr_arena_strdup(arena, name);
    source->lines = CR_NEW(arena, uint32_t, count_lines(bytes, n));
    source->n_lines = 1;
    for (size_t i = 0; i < n; i++)
        if (bytes[i] == '\n' || (bytes[i] == '\r' && !(i + 1 < n && bytes[i + 1] == '\n')))
            source->lines[source->n_lines++] = (uint32_t)i + 1;
    cr_sha256(bytes, n, source->sha256);
}

void cr_source_locate(const struct cr_source *source, uint32_t at, uint32_t *line, uint32_t *column)
{
    if (at > source->n)
        at = (uint32_t)source->n;
    size_t low = 0, high = source->n_lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    uint32_t points = 1;
    uint32_t from = source->lines[low];
    if (from == 0 && at >= 3 && source->n >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0)
        from = 3; /* a byte order mark is no column */
    for (uint32_t i = from; i < at; i++)
        points += ((unsigned char)source->bytes[i] & 0xc0) != 0x80 || i == from;
    if (at < source->n && at > from && ((unsigned char)source->bytes[at] & 0xc0) == 0x80)
        points--; /* inside a character: the column of the character */
    *line = (uint32_t)low + 1;
    *column = points;
}

const char *cr_source_line(const struct cr_source *source, uint32_t line, size_t *n)
{
    *n = 0;
    if (line < 1 || line > source->n_lines)
        return "";
    size_t from = source->lines[line - 1];
    size_t end = line < source->n_lines ? source->lines[line] : source->n;
    if (from == 0 && source->n >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0)
        from = 3;
    while (end > from && (source->bytes[end - 1] == '\n' || source->bytes[end - 1] == '\r'))
        end--;
    *n = end - from;
    return source->bytes + from;
}
