/* Places of a reading: libyaml's marks as bytes, bytes as lines, and the author's own text for a
 * message. Used by the reader and by the sentences about what it refuses. */
#include "yaml/reader.h"

#include "base/utf8.h"

/* libyaml counts characters. Marks come nearly in order, so walking from the last one is cheap. */
size_t cr_yaml_offset(struct cr_yaml_reader *reader, size_t index)
{
    const char *s = reader->source->bytes;
    size_t n = reader->source->n, at = reader->at_byte, count = reader->at_char;
    while (count < index && at < n) {
        for (at++; at < n && ((unsigned char)s[at] & 0xc0) == 0x80;)
            at++;
        count++;
    }
    while (count > index && at > reader->base) {
        for (at--; at > reader->base && ((unsigned char)s[at] & 0xc0) == 0x80;)
            at--;
        count--;
    }
    reader->at_byte = at;
    reader->at_char = count;
    return at;
}

unsigned long cr_yaml_line(const struct cr_yaml_reader *reader, size_t at)
{
    uint32_t line, column;
    cr_source_locate(reader->source, (uint32_t)at, &line, &column);
    return line;
}

const char *cr_yaml_quote(struct cr_yaml_reader *reader, const char *text, size_t n)
{
    size_t most = n < 160 ? n : 160, fit = cr_utf8_fit(text, most, 40);
    if (fit == n)
        return cr_arena_strndup(reader->arena, text, n);
    return cr_arena_printf(reader->arena, "%.*s...", (int)fit, text);
}
