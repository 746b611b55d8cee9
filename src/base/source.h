/* The text of one input file, and places in it. */
#ifndef CR_BASE_SOURCE_H
#define CR_BASE_SOURCE_H

#include "base/arena.h"

#include <stdint.h>

/* A stretch of bytes [at, end) of the source. at == end == 0 and file < 0: no place. */
struct cr_place {
    uint32_t at, end;
};
#define CR_NOWHERE ((struct cr_place){UINT32_MAX, UINT32_MAX})

struct cr_source {
    const char *name;  /* as the user wrote it; "-" is shown as <stdin> */
    const char *bytes; /* n bytes and a NUL */
    size_t n;
    uint32_t *lines; /* offset of each line's first byte */
    size_t n_lines;
    char sha256[65]; /* of the bytes, in hex */
};

/* Indexes lines (LF, CRLF, CR) and hashes. The bytes are not copied. */
void cr_source_init(struct cr_source *source, struct cr_arena *arena, const char *name,
    const char *bytes, size_t n);
/* Line and column from 1; the column counts code points. */
void cr_source_locate(
    const struct cr_source *source, uint32_t at, uint32_t *line, uint32_t *column);
/* A line's text without its end. */
const char *cr_source_line(const struct cr_source *source, uint32_t line, size_t *n);

void cr_sha256(const char *bytes, size_t n, char hex[65]);

#endif
