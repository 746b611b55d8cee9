#include "engine/run.h"
#include "engine/checkpoint.h"
#include "engine/exact_run.h"
#include "stats/interval.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

const char *cr_engine_name(enum cr_engine engine)
{
    static const char *const names[] = {"auto", "exact", "rollback", "split", "walk"};
    return names[engine];
}

double cr_share_of(double part, double whole)
{
    return fabs(part - whole) <= 1e-12 * whole ? 1 : part / whole;
}

static struct cr_share unknown_share(void)
{
    return (struct cr_share){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

static struct cr_quantity unknown_quantity(void)
{
    return (struct cr_quantity){0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

void cr_run_result_init(
    struct cr_arena *arena, const struct cr_program *program, struct cr_run_result *r)
{
    const struct cr_scenario *s = program->scenario;
    *r = (struct cr_run_result){.complete = true, .effective = NAN, .evidence_probability = NAN};
    r->outcomes = CR_NEW(arena, struct cr_share, s->n_outcomes);
    r->tags = CR_NEW(arena, struct cr_share, s->n_tags);
    r->payoffs = CR_NEW(arena, struct cr_quantity, s->n_actors);
    r->certainty = CR_NEW(arena, double, s->n_actors);
    size_t n_measures = s->n_measures + s->n_states, n_stages = s->n_stages * s->n_states;
    r->measures = CR_NEW(arena, struct cr_quantity, n_measures);
    r->stages = CR_NEW(arena, struct cr_quantity, n_stages);
    r->nodes = CR_NEW(arena, struct cr_node_result, s->n_nodes);
    for (size_t i = 0; i < s->n_outcomes; i++)
        r->outcomes[i] = unknown_share();
    for (size_t i = 0; i < s->n_tags; i++)
        r->tags[i] = unknown_share();
    for (size_t i = 0; i < s->n_actors; i++) {
        r->payoffs[i] = unknown_quantity();
        r->certainty[i] = NAN;
    }
    for (size_t i = 0; i < n_measures; i++)
        r->measures[i] = unknown_quantity();
    for (size_t i = 0; i < n_stages; i++)
        r->stages[i] = unknown_quantity();
    for (size_t i = 0; i < s->n_nodes; i++)
        r->nodes[i].shares = CR_NEW(arena, double, s->nodes[i].n_branches);
    for (size_t i = 0; i < program->setup->n_notes; i++)
        cr_run_note(arena, r, program->setup->notes[i]);
}

void cr_run_note(struct cr_arena *arena, struct cr_run_result *result, const char *note)
{
    const char **notes = CR_NEW(arena, const char *, result->n_notes + 1);
    for (size_t i = 0; i < result->n_notes; i++)
        notes[i] = result->notes[i];
    notes[result->n_notes++] = note;
    result->notes = notes;
}

void cr_share_set_quantiles(struct cr_share *share, const double q[5])
{
    share->q05 = q[0];
    share->q25 = q[1];
    share->q50 = q[2];
    share->q75 = q[3];
    share->q95 = q[4];
}

void cr_run_spread_of_worlds(struct cr_arena *scratch, double *k, const double *n,
    const double *weight, uint64_t worlds, double q[5])
{
    static const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
    cr_deconvolve_shares(k, n, worlds, k);
    for (uint64_t w = 0; w < worlds; w++)
        k[w] = fmin(1, fmax(0, k[w]));
    cr_quantiles(scratch, k, weight, worlds, levels, 5, q);
}

void cr_run_note_intervals(
    struct cr_arena *arena, const struct cr_program *program, struct cr_run_result *result)
{
    if (program->n_endings == 0 || !isnan(result->outcomes[0].q50))
        return;
    cr_run_note(arena, result,
        cr_arena_printf(arena,
            "With so few runs in each of %.0f worlds (under ten, or too many worlds "
            "to keep apart) the intervals over worlds cannot be told from the luck of the runs: "
            "more runs, or fewer worlds, show "
            "them.",
            (double)result->worlds));
}

/* u(x), with every slot at the base case: a utility knows only fixed parameters. */
static double utility_at(
    const struct cr_code *code, const double *const *slots, double x, double *regs)
{
    struct cr_lanes lanes = {.slots = slots, .payoff = &x, .n = 1};
    double u;
    cr_code_run(code, &lanes, regs, &u);
    return u;
}

double cr_certainty_equivalent(struct cr_arena *scratch, const struct cr_program *program,
    int actor, double expected, double low, double high)
{
    const struct cr_code *code = program->utilities[actor];
    double *slots = CR_NEW(scratch, double, program->n_slots),
           *regs = CR_NEW(scratch, double, program->max_regs + 1);
    const double **columns = CR_NEW(scratch, const double *, program->n_slots);
    struct cr_fault fault = {0};
    if (!cr_worlds_base(program, 0, slots, &fault)) {
        if (!strcmp(fault.text, "out of memory"))
            cr_arena_shortage(scratch);
        return NAN;
    }
    for (int i = 0; i < program->n_slots; i++)
        columns[i] = &slots[i];
    for (;;) {
        double middle = low + (high - low) / 2;
        if (!(middle > low && middle < high))
            return middle;
        if (utility_at(code, columns, middle, regs) < expected)
            low = middle;
        else
            high = middle;
    }
}

/* ---- Which evaluator ---- */

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
