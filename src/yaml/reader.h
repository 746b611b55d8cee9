/* The state of one reading; private to yaml. */
#ifndef CR_YAML_READER_H
#define CR_YAML_READER_H

#include "yaml/tree.h"

#include <stdbool.h>
#include <yaml.h>

/* A collection that is not closed yet. Its children lie on the reader's stacks from `base` on. */
struct cr_yaml_frame {
    struct cr_yaml *node;
    const struct cr_yaml *key; /* of a map: waiting for its value */
    bool drop;                 /* the entry of this key is left out */
    size_t base;
    struct cr_map *keys; /* of a map with many keys; NULL while searching in line is faster */
    int anchor;          /* index, or -1 */
    uint32_t comma; /* end of a value that a comma has split, or 0: its pieces are not reported */
    size_t size, height; /* nodes within, aliases written out; levels within */
};

struct cr_yaml_anchor {
    const struct cr_yaml *node;
    uint32_t at; /* where it was given */
    size_t size, height;
    bool open; /* its node is not finished: an alias here would contain itself */
};

struct cr_yaml_reader {
    struct cr_arena *arena;
    const struct cr_source *source;
    const struct cr_yaml_limits *limits;
    struct cr_diags *diags;
    yaml_parser_t parser;
    yaml_event_t event;
    bool event_live;
    bool parser_live;
    size_t base;             /* bytes of a byte order mark */
    size_t at_char, at_byte; /* a place known both in characters, as libyaml counts, and in bytes */
    uint32_t last_at;        /* of the last scalar */
    uint32_t last_end;       /* of the last scalar, alias or bracket */
    CR_VEC(struct cr_yaml_frame) frames;
    CR_VEC(const struct cr_yaml *) keys;
    CR_VEC(const struct cr_yaml *) items;
    struct cr_map names; /* of anchors */
    CR_VEC(struct cr_yaml_anchor) anchors;
    size_t n_nodes; /* aliases written out */
    const struct cr_yaml *root;
    size_t mild; /* errors of one entry or value: the tree is sound without it */
    bool stop;   /* nothing sensible can follow */
};

/* check.c: what is settled before libyaml sees a byte. CR_INPUT: reading on is pointless. */
enum cr_status cr_yaml_check_bytes(struct cr_yaml_reader *reader) CR_MUST_USE;
/* Refuses whatever but blanks and comments stands behind the document; `marked`: its end was marked
 * by "...". */
void cr_yaml_check_rest(struct cr_yaml_reader *reader, size_t from, bool marked);
/* Refuses control characters that escapes have made. */
void cr_yaml_check_text(struct cr_yaml_reader *reader, const struct cr_yaml *scalar);

/* flow.c: commas and colons that YAML takes for something else than the author. */
void cr_yaml_check_scalar(struct cr_yaml_reader *reader, const struct cr_yaml *scalar);
/* Whether a key in { } has a colon; if not, says so unless that follows from a fault said before.
 */
bool cr_yaml_check_flow_key(
    struct cr_yaml_reader *reader, struct cr_yaml_frame *map, const struct cr_yaml *key);

/* blank.c: blanks that YAML takes for letters. The first three report one and return true, or
 * return false; nothing sensible can follow. At the first word of a line. */
bool cr_yaml_report_indent(struct cr_yaml_reader *reader, size_t line);
/* Behind a colon. */
bool cr_yaml_report_colon(struct cr_yaml_reader *reader, size_t colon);
bool cr_yaml_blank_at(const struct cr_yaml_reader *reader, size_t at);
/* Reports one that a plain scalar begins with where nothing stands before it. */
void cr_yaml_check_indent(struct cr_yaml_reader *reader, const struct cr_yaml *scalar);

/* sentence.c: a syntax error of libyaml in our own words. */
void cr_yaml_explain(struct cr_yaml_reader *reader);

/* place.c: the byte offset of a mark. */
size_t cr_yaml_offset(struct cr_yaml_reader *reader, size_t index);
/* An author's text for a message: at most 40 columns. */
const char *cr_yaml_quote(struct cr_yaml_reader *reader, const char *text, size_t n);
/* The line, from 1, of a byte. */
unsigned long cr_yaml_line(const struct cr_yaml_reader *reader, size_t at);

#endif
