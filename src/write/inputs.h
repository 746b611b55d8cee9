/* Inputs of a sensitivity analysis, its target and what switches a decision, in words. */
#ifndef CR_WRITE_INPUTS_H
#define CR_WRITE_INPUTS_H

#include "analysis/sensitivity.h"
#include "write/view.h"

/* Whether the author counts it in percent: chances of branches, and what was written with a %, as a
 * word or as counts. */
bool cr_slot_in_percent(const struct cr_view *view, int slot);
bool cr_input_is_chance(const struct cr_view *view, const struct cr_analysis_input *input);
/* A value of an input as people read it, in its author's unit. */
const char *cr_text_input(
    const struct cr_view *view, const struct cr_analysis_input *input, double x);
/* A value of the target, probabilities in percent. */
const char *cr_text_aim(
    const struct cr_view *view, const struct cr_aim *aim, double x, double size);
/* The name that --set and --threshold take, and what it is called: "start.grip (Grip of power)",
 * "unrest.nationwide". */
const char *cr_input_label(const struct cr_view *view, const struct cr_analysis_input *input);
/* The visible way to a decision: "test.sound seismic.open". */
const char *cr_switch_path(
    struct cr_arena *arena, const struct cr_scenario *scenario, const struct cr_switch *s);

#endif
