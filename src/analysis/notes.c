/* Notes of an analysis that moves inputs: what its values leave out, and how its points were found.
 */
#include "analysis/notes.h"

void cr_analysis_note(
    struct cr_arena *arena, const char ***notes, size_t *n_notes, const char *note)
{
    *notes = cr_arena_grow(arena, *notes, *n_notes, *n_notes + 1, sizeof **notes);
    (*notes)[(*n_notes)++] = note;
}

/* Whether something acts on a weight behind what is drawn: a lens at its node, or the sum of
 * probabilities that no `rest` makes total 1. What --set says is final over both. */
static bool acted_on(const struct cr_program *program, const struct cr_analysis_input *input)
{
    const struct cr_slot *slot = &program->slots[input->slot];
    if (slot->kind != CR_SLOT_WEIGHT && slot->kind != CR_SLOT_SHARE)
        return false;
    const struct cr_point *point = &program->points[slot->index];
    bool share = point->probability || slot->kind == CR_SLOT_SHARE; /* else only its own lens */
    for (int k = 0; k < point->n_lens_ops; k++) {
        const struct cr_lens_op *op = &point->lens_ops[k];
        if (op->lens >= 0 && (share || op->branch == slot->index2))
            return true;
    }
    return slot->kind == CR_SLOT_WEIGHT && point->probability && !point->has_rest;
}

static const char *drawn_note(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs)
{
    size_t n = 0, first = 0;
    for (size_t i = inputs->n; i-- > 0;) {
        if (acted_on(program, &inputs->at[i])) {
            first = i;
            n++;
        }
    }
    if (n == 0)
        return NULL;
    return cr_arena_printf(arena,
        "%s%s moved before lenses, and the other weights of the question, act on %s. `--set` comes "
        "after them, so setting the same number gives another value.",
        inputs->at[first].id,
        n == 1 ? " is" : cr_arena_printf(arena, " and %zu more weights are", n - 1),
        n == 1 ? "it" : "them");
}

void cr_analysis_notes(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, const struct cr_luck *luck, enum cr_engine engine,
    const char ***notes, size_t *n_notes)
{
    if (inputs->n == 0 && inputs->sizes)
        cr_analysis_note(arena, notes, n_notes,
            "Nothing here has a size that could be moved: there is no effect, and no multiplier "
            "but "
            "0 and 1.");
    else if (inputs->n == 0)
        cr_analysis_note(arena, notes, n_notes,
            "Nothing in this file is uncertain: write a range or a distribution where you are not "
            "sure.");
    if (engine != CR_ENGINE_WALK && program->random_effects)
        cr_analysis_note(arena, notes, n_notes,
            "Random effects of branches count at their means here (--engine walk draws them).");
    if (engine == CR_ENGINE_WALK)
        cr_analysis_note(arena, notes, n_notes,
            cr_luck_addressed(luck)
                ? "Every point was played with the same luck, so that differences between points "
                  "are surer than the values themselves."
                : "Every point was played with independent luck, for this generator is a sequence: "
                  "philox4x32 gives all points the same, and differences are surer then.");
    if (engine == CR_ENGINE_WALK && cr_program_solves(program))
        cr_analysis_note(arena, notes, n_notes,
            "Choices are those of the base case: a walk cannot work them out again at every "
            "point.");
    const char *drawn = drawn_note(arena, program, inputs);
    if (drawn)
        cr_analysis_note(arena, notes, n_notes, drawn);
    if (inputs->correlated)
        cr_analysis_note(arena, notes, n_notes,
            "Some inputs are correlated in the file; here each is moved as if they were not.");
}
