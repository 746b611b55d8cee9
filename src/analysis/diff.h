/* Two files of one scenario: what they say differently, and what that does to the outcomes. */
#ifndef CR_ANALYSIS_DIFF_H
#define CR_ANALYSIS_DIFF_H

#include "analysis/compare.h"
#include "scenario/diff.h"

struct cr_diff_side {
    double value; /* NaN: that file has no such thing */
    double se, low, high;
};
struct cr_diff_row {
    enum cr_compared what;
    const char *id, *label; /* of the first file, or of the second where the first has none */
    const char *now;        /* the second's name where it is another; else NULL */
    struct cr_diff_side before, after;
    const struct cr_difference *difference; /* NULL where one of the files has none */
};
struct cr_diff_result {
    const char *files[2], *titles[2];
    struct cr_scenario_diff diff;
    bool played; /* something differs from which a number comes, and there are questions of both */
    struct cr_compare_result compared;
    struct cr_diff_row *rows;
    size_t n_rows;
    const char *about;
    const char **notes;
    size_t n_notes;
};

/* What the files say differently is known (result->diff) before anything is played. */
void cr_diff_words(struct cr_arena *arena, const struct cr_scenario *a, struct cr_scenario *b,
    struct cr_diff_result *result);
/* Whether playing both can show anything. */
bool cr_diff_matters(const struct cr_diff_result *result);
/* Plays both; `ask` has two items, the second result->diff.renamed. */
enum cr_status cr_diff_play(struct cr_arena *arena, const struct cr_compare_ask *ask,
    struct cr_diff_result *result, struct cr_diags *diags, struct cr_fault *fault) CR_MUST_USE;

#endif
