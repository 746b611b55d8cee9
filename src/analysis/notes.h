/* Sentences that a reader has to know beside a result. */
#ifndef CR_ANALYSIS_NOTES_H
#define CR_ANALYSIS_NOTES_H

#include "analysis/inputs.h"
#include "engine/result.h"

/* What a reader has to know about values found that way, appended to the list; `arena` owns it. */
void cr_analysis_notes(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, const struct cr_luck *luck, enum cr_engine engine,
    const char ***notes, size_t *n_notes);
/* Appends one sentence, which is not copied. */
void cr_analysis_note(
    struct cr_arena *arena, const char ***notes, size_t *n_notes, const char *note);

#endif
