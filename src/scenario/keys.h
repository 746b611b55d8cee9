/* The table of keys (scenario/keys.def): what the language calls things, for the reader, the schema
 * and the docs. */
#ifndef CR_SCENARIO_KEYS_H
#define CR_SCENARIO_KEYS_H

#include "yaml/tree.h"

enum cr_object {
#define CR_OBJECT(name, noun, a_noun, short_form) CR_OBJECT_##name,
#define CR_KEY(object, key, type, of, required, help)
#define CR_END(name)
#include "scenario/keys.def"
#undef CR_OBJECT
#undef CR_KEY
#undef CR_END
    CR_N_OBJECTS,
    CR_OBJECT_NONE = CR_N_OBJECTS
};

/* Numbers all keys through; CR_FIRST_X is the first key of object X, CR_LAST_X one behind its last.
 */
enum cr_key {
#define CR_OBJECT(name, noun, a_noun, short_form)                                                  \
    CR_FIRST_##name, CR_BEFORE_##name = CR_FIRST_##name - 1,
#define CR_KEY(object, key, type, of, required, help) CR_KEY_##object##_##key,
#define CR_END(name) CR_LAST_##name, CR_BEFORE_LAST_##name = CR_LAST_##name - 1,
#include "scenario/keys.def"
#undef CR_OBJECT
#undef CR_KEY
#undef CR_END
    CR_N_KEYS
};
#define CR_MAX_FIELDS 20 /* the most keys an object has, with room */

/* What a key's value is. */
enum cr_key_type {
    CR_TYPE_VERSION,
    CR_TYPE_TEXT,
    CR_TYPE_TEXTS, /* a list of texts, or one */
    CR_TYPE_DATE,
    CR_TYPE_FLAG,   /* true or false */
    CR_TYPE_GOAL,   /* max or min */
    CR_TYPE_BOUNDS, /* clamp or soft */
    CR_TYPE_NUMBER,
    CR_TYPE_COUNT,      /* a whole number >= 1 */
    CR_TYPE_VALUE,      /* number, range, word, distribution or expression */
    CR_TYPE_WEIGHT,     /* value or rest */
    CR_TYPE_EXPRESSION, /* no distribution */
    CR_TYPE_TARGET,     /* a node or outcome */
    CR_TYPE_ACTOR,
    CR_TYPE_ACTORS, /* a list of actors, or one */
    CR_TYPE_STAGE,
    CR_TYPE_BECAUSE, /* source ids or sentences */
    CR_TYPE_TAGS,
    CR_TYPE_COLOR,
    CR_TYPE_INTERVAL,    /* [low, high] */
    CR_TYPE_INPUT_PAIR,  /* [a, b] */
    CR_TYPE_SIGNALS,     /* signal: {branch: probability} */
    CR_TYPE_SHIFTS,      /* node.branch or variable: x1.3 */
    CR_TYPE_EFFECTS,     /* variable: value */
    CR_TYPE_PAYOFFS,     /* actor: value */
    CR_TYPE_LENS_WEIGHT, /* x1.5, or a probability in any form but rest */
    CR_TYPE_BASIS,       /* said, implied or ours */
    CR_TYPE_LENS_PARAMETERS,
    CR_TYPE_LENS_STARTS,
    CR_TYPE_LENS_PAYOFFS,
    CR_TYPE_SAW,
    CR_TYPE_INFORMS,
    CR_TYPE_OBJECT,
    CR_TYPE_MAP_OF,
    CR_TYPE_LIST_OF
};

struct cr_object_info {
    const char *noun, *a_noun; /* "branch", "a branch" */
    const char *short_form;    /* key whose value may stand alone, or "" */
    int first, n;              /* its keys in cr_keys */
};
struct cr_key_info {
    enum cr_object object;
    const char *key;
    enum cr_key_type type;
    enum cr_object of; /* of a MAP_OF, LIST_OF or OBJECT */
    bool required;
    const char *help;
};
extern const struct cr_object_info cr_objects[CR_N_OBJECTS];
extern const struct cr_key_info cr_keys[CR_N_KEYS];

/* What a lens's weight rests on, by enum cr_basis less 1. */
#define CR_N_BASES 3
extern const char *const cr_bases[CR_N_BASES];

/* The estimative words, in rising order. */
#define CR_N_WORDS 7
extern const char *const cr_words[CR_N_WORDS];
extern const double cr_word_range[CR_N_WORDS][2]; /* of probability */

#endif
