/* Diagnostics: everything that is wrong with an input, with its place and a way out. */
#ifndef CR_BASE_DIAG_H
#define CR_BASE_DIAG_H

#include "base/buf.h"
#include "base/map.h"
#include "base/source.h"

/* The one table of codes: CR_CODE(name, id, severity, title, wrong, right, why). */
enum cr_code_id {
#define CR_CODE(name, id, severity, title, wrong, right, why) CR_##name,
#include "base/codes.def"
#undef CR_CODE
    CR_N_CODES
};

enum cr_severity { CR_ERROR, CR_WARNING, CR_NOTE };

struct cr_code_info {
    const char *name, *id; /* "E_UNKNOWN_KEY", "E003" */
    enum cr_severity severity;
    const char *title;         /* one line */
    const char *wrong, *right; /* YAML examples for --explain */
    const char *why;
};
extern const struct cr_code_info cr_codes[CR_N_CODES];
/* By id ("E003", any case), or NULL. */
const struct cr_code_info *cr_code_find(const char *id);

struct cr_problem {
    enum cr_code_id code;
    struct cr_place place;
    const char *message; /* what is wrong, in words, with the author's own */
    const char *hint;    /* how to mend it, or NULL */
};

struct cr_diags {
    struct cr_arena *arena;
    const struct cr_source *source; /* may be NULL: no places */
    CR_VEC(struct cr_problem) problems;
    size_t n_errors, n_warnings;
    struct cr_map known; /* code and place of every problem so far */
};

void cr_diags_init(struct cr_diags *diags, struct cr_arena *arena, const struct cr_source *source);

/* Adds a problem; `hint` may be NULL. The message is printf-formatted. A second problem of the same
 * code at the same place is dropped. */
void cr_diag(struct cr_diags *diags, enum cr_code_id code, struct cr_place place, const char *hint,
    const char *format, ...) CR_PRINTF(5, 6);
/* A hint made with printf, in the diagnostics' arena. */
const char *cr_hint(struct cr_diags *diags, const char *format, ...) CR_PRINTF(2, 3);

/* Sorts by place, stable. */
void cr_diags_sort(struct cr_diags *diags);
/* The terminal form, with the author's line and a caret; at most `limit` problems and the count
 * last. `color`: ANSI colours. Text from the file is printed escaped. */
void cr_diags_print(const struct cr_diags *diags, struct cr_buf *out, bool color, size_t limit);

/* The nearest of the candidates to a misspelt word (Damerau-Levenshtein distance at most 2 and less
 * than half its length, case folded first), or NULL. */
const char *cr_suggest(const char *word, const char *const *candidates, size_t n);
/* What to say behind "there is no ... 'word'": "; did you mean 'x'?", or which of the candidates
 * have a part of it, or what there is: "; there are a, b, c". "" where there is none. */
const char *cr_candidates(
    struct cr_arena *arena, const char *word, const char *const *candidates, size_t n);

#endif
