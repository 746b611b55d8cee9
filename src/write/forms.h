/* Results of analyses: each has a page for people, a JSON document, and tables, which dat, csv and
 * md share. */
#ifndef CR_WRITE_FORMS_H
#define CR_WRITE_FORMS_H

#include "write/json.h"
#include "write/table.h"

struct cr_forms {
    void (*text)(const struct cr_view *view, const void *result, struct cr_buf *out);
    void (*json)(const struct cr_view *view, const void *result, struct cr_buf *out);
    void (*tables)(struct cr_tables *tables, const struct cr_view *view, const void *result);
    void (*facts)(struct cr_facts *facts, const struct cr_view *view, const void *result);
};
extern const struct cr_forms cr_forms_observe; /* struct cr_observe_result */
extern const struct cr_forms cr_forms_score;   /* struct cr_score_result */
extern const struct cr_forms cr_forms_compare; /* struct cr_compare_result */
extern const struct cr_forms cr_forms_paths;   /* struct cr_paths_result */
extern const struct cr_forms cr_forms_pool;    /* struct cr_pool_result */

/* Writes a result; 0 if there is no such format. */
int cr_forms_write(const struct cr_forms *forms, const char *format, const struct cr_view *view,
    const void *result, struct cr_buf *out);
/* Whether the result has a table of this name; else *near is the nearest name, or NULL. */
int cr_forms_has_table(const struct cr_forms *forms, const struct cr_view *view, const void *result,
    const char *name, const char **near);

/* ---- For those who write one ---- */

/* Everything that a document of `run` says of one run, in the object that is open. */
void cr_json_run_members(
    struct cr_json *json, const struct cr_view *view, const struct cr_run_result *result);
/* version, scenario, command. */
void cr_json_provenance(struct cr_json *json, const struct cr_view *view);
/* The probability of what is taken for given; NaN where it is known only in proportion. */
double cr_json_evidence(const struct cr_view *view, double p);
/* "evidence": the names of what is taken for given, where there is any. */
void cr_json_given(struct cr_json *json, const struct cr_view *view);
/* seed and rng. */
void cr_json_seed(struct cr_json *json, const struct cr_luck *luck);
/* They, and runs, worlds, engine. */
void cr_json_luck(struct cr_json *json, const struct cr_luck *luck, uint64_t runs, uint64_t worlds,
    enum cr_engine engine);
void cr_json_texts(struct cr_json *json, const char *key, const char *const *texts, size_t n);
void cr_facts_luck(struct cr_facts *facts, const struct cr_view *view, const struct cr_luck *luck,
    uint64_t runs, uint64_t worlds, enum cr_engine engine);

/* A grid in a terminal: the first column stands left and is cut to the page, the others right. */
struct cr_grid {
    const struct cr_view *view;
    size_t n_columns;
    const char *heads[CR_TABLE_COLUMNS];
    CR_VEC(const char *) cells; /* row by row */
    size_t n_left;              /* columns that stand left; 0: the first */
};
/* Heads are parted by '|'. */
void cr_grid_init(struct cr_grid *grid, const struct cr_view *view, const char *heads);
/* The next cell; the text is cleaned. */
void cr_grid_cell(struct cr_grid *grid, const char *text);
void cr_grid_print(struct cr_grid *grid, struct cr_buf *out);

/* What a label or an id is called. */
const char *cr_label_of(const char *label, const char *id);
const char *cr_lens_id(const struct cr_view *view, int lens);
const char *cr_lens_label(const struct cr_view *view, int lens);

#endif
