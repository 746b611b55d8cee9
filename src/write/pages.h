/* One function a form: what the dispatcher (write.c) hands out, and what has one form only. */
#ifndef CR_WRITE_PAGES_H
#define CR_WRITE_PAGES_H

#include "write/forms.h"

void cr_dot_scenario(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_mermaid_scenario(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
/* The schema of all scenario files; looks at neither view nor result, which may be NULL. */
#define CR_SCHEMA_TITLE "crossroads scenario"
void cr_json_schema(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_yaml_scenario(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);

/* ---- What has one form only ---- */

/* `show`: the whole graph; one node (index) in detail; one outcome; one future with the state after
 * each step. */
void cr_text_show(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_text_show_node(
    const struct cr_view *view, const struct cr_run_result *result, int node, struct cr_buf *out);
void cr_text_show_outcome(const struct cr_view *view, const struct cr_run_result *result,
    int outcome, struct cr_buf *out);
void cr_text_path(
    const struct cr_view *view, const struct cr_path *path, uint64_t run, struct cr_buf *out);
void cr_json_show(
    const struct cr_view *view, const struct cr_run_result *result, int node, struct cr_buf *out);
void cr_json_path(
    const struct cr_view *view, const struct cr_path *path, uint64_t run, struct cr_buf *out);

/* `check`: what was read, in one line ("ok ..."), and the problems of several files as one JSON
 * document. */
void cr_text_check(const struct cr_view *view, struct cr_buf *out);
struct cr_checked {
    const char *file;
    const struct cr_diags *diags;
};
void cr_json_check(const struct cr_checked *files, size_t n, const char *version,
    struct cr_arena *arena, struct cr_buf *out);
/* The page of one code, for --explain. */
void cr_text_code(
    const struct cr_code_info *code, const struct cr_style *style, struct cr_buf *out);

/* ---- Results ---- */

extern const struct cr_forms cr_forms_run;         /* struct cr_run_result */
extern const struct cr_forms cr_forms_solve;       /* struct cr_solve_result */
extern const struct cr_forms cr_forms_observe;     /* struct cr_observe_result */
extern const struct cr_forms cr_forms_score;       /* struct cr_score_result */
extern const struct cr_forms cr_forms_class;       /* struct cr_class_result */
extern const struct cr_forms cr_forms_compare;     /* struct cr_compare_result */
extern const struct cr_forms cr_forms_diff;        /* struct cr_diff_result */
extern const struct cr_forms cr_forms_paths;       /* struct cr_paths_result */
extern const struct cr_forms cr_forms_pool;        /* struct cr_pool_result */
extern const struct cr_forms cr_forms_sensitivity; /* struct cr_sensitivity */
extern const struct cr_forms cr_forms_list;        /* nothing: the scenario alone */
extern const struct cr_forms cr_forms_lesson;      /* nothing; a document and a page */
/* Documents alone. */
extern const struct cr_forms cr_forms_show, cr_forms_path, cr_forms_check;

#endif
