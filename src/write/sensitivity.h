/* Sensitivity and the value of information: what their writers share. */
#ifndef CR_WRITE_SENSITIVITY_H
#define CR_WRITE_SENSITIVITY_H

#include "analysis/sensitivity.h"
#include "analysis/voi.h"
#include "write/forms.h"

extern const struct cr_forms cr_forms_sensitivity; /* struct cr_sensitivity */
void cr_text_sensitivity(const struct cr_view *view, const void *result, struct cr_buf *out);

/* Parts of what `solve` writes. */
void cr_text_voi(const struct cr_view *view, const struct cr_voi *voi, struct cr_buf *out);
void cr_json_voi(const struct cr_view *view, const struct cr_voi *voi, struct cr_json *json);
void cr_tables_voi(struct cr_tables *tables, const struct cr_view *view, const struct cr_voi *voi);

/* A value of an input as people read it: chances of branches in percent. */
const char *cr_text_input(
    const struct cr_view *view, const struct cr_analysis_input *input, double x);
/* A value of the target, probabilities in percent. */
const char *cr_text_aim(
    const struct cr_view *view, const struct cr_aim *aim, double x, double size);
/* "Grip at the start", or the id. */
const char *cr_input_label(const struct cr_view *view, const struct cr_analysis_input *input);
/* The visible way to a decision: "test.sound seismic.open". */
const char *cr_switch_path(
    struct cr_arena *arena, const struct cr_scenario *scenario, const struct cr_switch *s);

#endif
