/* Which engine answers. */
#include "engine/run.h"

#include "engine/checkpoint.h"
#include "engine/exact_run.h"

static bool can_exact(const struct cr_program *p)
{
    return !p->random_effects && p->n_uncertain == 0 && !p->pool_weights;
}

static bool can_rollback(const struct cr_program *p)
{
    return !p->random_effects;
}

/* Why runs cannot be counted instead of played; NULL if they can. Runs that arrive at one position
 * must be alike from there on, and count alike. */
static const char *cannot_split(const struct cr_program *p)
{
    if (p->random_effects)
        return "some effects are drawn at random, so every run has a state of its own; `--engine "
               "walk` plays each";
    if (p->has_evidence)
        return "under evidence every run has a weight of its own; `--engine rollback` is exact, "
               "`--engine walk` weighs them";
    return NULL;
}

enum cr_status cr_engine_run(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    enum cr_engine engine = options->engine;
    if (engine == CR_ENGINE_EXACT && !can_exact(program)) {
        cr_fault_set(fault, CR_E_ENGINE, CR_NOWHERE, 0, "the exact evaluator cannot answer: %s",
            program->random_effects ? "some effects are drawn at random"
                                    : "some numbers are uncertain");
        return CR_USAGE;
    }
    if (engine == CR_ENGINE_ROLLBACK && !can_rollback(program)) {
        cr_fault_set(fault, CR_E_ENGINE, CR_NOWHERE, 0,
            "rollback cannot answer: some effects are drawn at random");
        return CR_USAGE;
    }
    if (engine == CR_ENGINE_SPLIT && cannot_split(program)) {
        cr_fault_set(
            fault, CR_E_ENGINE, CR_NOWHERE, 0, "split cannot answer: %s", cannot_split(program));
        return CR_USAGE;
    }
    if (engine == CR_ENGINE_WALK || (engine == CR_ENGINE_AUTO && !can_rollback(program)))
        return cr_run_walk(arena, program, options, result, fault);
    bool exact = engine == CR_ENGINE_EXACT || (engine == CR_ENGINE_AUTO && can_exact(program));
    enum cr_status status = exact ? cr_run_exact(arena, program, options, result, fault)
                            : engine == CR_ENGINE_SPLIT
                                ? cr_run_split(arena, program, options, result, fault)
                                : cr_run_rollback(arena, program, options, result, fault);
    if (status == CR_INPUT && engine == CR_ENGINE_AUTO && fault->code == CR_E_POSITIONS) {
        *fault = (struct cr_fault){0}; /* too many positions to unroll: the walk never unrolls */
        return cr_run_walk(arena, program, options, result, fault);
    }
    if (status == CR_OK)
        status = cr_checkpoint_write_whole(options->long_run, options->runs);
    return status;
}
