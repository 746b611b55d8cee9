/* The parts that cr_picture_make chooses from; nobody else includes it. */
#ifndef CR_ANALYSIS_PICTURES_INSIDE_H
#define CR_ANALYSIS_PICTURES_INSIDE_H

#include "analysis/pictures.h"
#include "program/fault.h"

enum cr_status cr_picture_phase(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault) CR_MUST_USE;
enum cr_status cr_picture_flow(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault) CR_MUST_USE;
enum cr_status cr_picture_converge(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault) CR_MUST_USE;
enum cr_status cr_picture_lenses(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault) CR_MUST_USE;
enum cr_status cr_picture_risk(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault) CR_MUST_USE;
enum cr_status cr_picture_fan(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault) CR_MUST_USE;
enum cr_status cr_picture_solved(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault) CR_MUST_USE;

/* Sets fault->text; CR_USAGE. */
static inline enum cr_status cr_picture_refuse(struct cr_fault *fault, const char *text)
{
    cr_fault_set(fault, CR_E_ENGINE, CR_NOWHERE, 0, "%s", text);
    return CR_USAGE;
}

#endif
