/* YAML text to a tree with places. The only room that knows libyaml; it reads events under our own
 * limits. */
#ifndef CR_YAML_TREE_H
#define CR_YAML_TREE_H

#include "base/diag.h"

enum cr_yaml_kind { CR_YAML_SCALAR, CR_YAML_LIST, CR_YAML_MAP };
enum cr_yaml_style { CR_YAML_PLAIN, CR_YAML_QUOTED, CR_YAML_BLOCK /* | or > */ };

struct cr_yaml {
    /* Bits, because a large file has millions of these. */
    enum cr_yaml_kind kind : 8;
    enum cr_yaml_style style : 8; /* of a scalar */
    unsigned flow : 1;            /* list or map in [ ] or { } */
    unsigned direct : 1;          /* see below */
    struct cr_place place; /* of the scalar's text with its quotes; of the whole collection */
    uint32_t n, n_items;
    /* Scalar: the text (no NUL inside; n bytes). `direct`: byte k of the text is byte place.at + k
     * (+ 1 behind a quote) of the source, so that a place inside can be pointed at. Empty plain
     * scalar: n == 0. */
    const char *text;
    /* List: items[0..n_items); map: keys[i] (always scalars) and items[i], in file order. */
    const struct cr_yaml **keys;
    const struct cr_yaml **items;
};

struct cr_yaml_limits {
    size_t bytes;  /* 16 MiB */
    size_t depth;  /* 64 */
    size_t nodes;  /* 1,000,000 plain or aliased */
    size_t scalar; /* 1 MiB a scalar */
};
extern const struct cr_yaml_limits cr_yaml_default_limits;

/* Reads the one document of a source. NULL when there are errors (in the diagnostics) after which
 * the rest would be guesswork; a doubled key, a tag, a doubled anchor is reported and left out.
 * Refused: duplicate keys, merge keys, complex keys, tags but !!str, a second document, undefined
 * or cyclic aliases, directives but %YAML 1.1/1.2, bad UTF-8, UTF-16, control and bidi characters,
 * and anything over the limits. */
const struct cr_yaml *cr_yaml_read(struct cr_arena *arena, const struct cr_source *source,
    const struct cr_yaml_limits *limits, struct cr_diags *diags);

/* The value of a key of a map, or NULL. */
const struct cr_yaml *cr_yaml_find(const struct cr_yaml *map, const char *key);

/* The place of bytes [from, to) of a scalar's text, as exactly as the source allows. */
struct cr_place cr_yaml_place(const struct cr_yaml *scalar, size_t from, size_t to);

/* The tree as indented text, for tests. */
void cr_yaml_dump(const struct cr_yaml *tree, struct cr_buf *out);

#endif
