#include "engine/run_report.h"

#include "stats/interval.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

/* Runs a world, on average, below which the luck of the runs hides the spread of the worlds. */
#define FEWEST_RUNS 10

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

void cr_lens_posterior(const double *pool, const struct cr_lens_sums *sums, double *out)
{
    double total = 0;
    for (size_t k = 0; k < sums->n_lenses; k++) {
        double weight = 0, runs = 0;
        for (size_t g = 0; g < sums->n; g++) {
            weight += sums->weight[k * sums->n + g];
            runs += sums->runs[k * sums->n + g];
        }
        out[k] = pool[k] * (weight / runs);
        total += runs > 0 ? out[k] : 0;
    }
    for (size_t k = 0; k < sums->n_lenses; k++)
        out[k] /= total;
}

void cr_run_note(struct cr_arena *arena, struct cr_run_result *result, const char *note)
{
    const char **notes = CR_NEW(arena, const char *, result->n_notes + 1);
    for (size_t i = 0; i < result->n_notes; i++)
        notes[i] = result->notes[i];
    notes[result->n_notes++] = note;
    result->notes = notes;
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

/* ---- Shares ---- */

void cr_run_fill_shares(struct cr_arena *arena, const struct cr_scenario *scenario,
    cr_run_share_of *share_of, void *context, struct cr_run_result *result)
{
    unsigned char *member = CR_NEW(arena, unsigned char, scenario->n_outcomes);
    for (size_t o = 0; o < scenario->n_outcomes; o++) {
        member[o] = 1;
        result->outcomes[o] = share_of(context, member);
        member[o] = 0;
    }
    for (size_t tag = 0; tag < scenario->n_tags; tag++) {
        for (size_t o = 0; o < scenario->n_outcomes; o++) {
            member[o] = 0;
            for (size_t i = 0; i < scenario->outcomes[o].n_tags; i++)
                member[o] |= scenario->outcomes[o].tags[i] == (int)tag;
        }
        result->tags[tag] = share_of(context, member);
    }
}

void cr_run_fill_quantiles(struct cr_arena *scratch, const double *y, const double *weight,
    const double *square, uint64_t worlds, struct cr_share *share)
{
    static const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
    double q[5] = {share->share, share->share, share->share, share->share, share->share};
    if (worlds > 1) {
        double *k = CR_NEW(scratch, double, worlds), *n = CR_NEW(scratch, double, worlds);
        for (uint64_t w = 0; w < worlds; w++) {
            n[w] = weight[w] > 0 ? weight[w] * weight[w] / square[w] : 0;
            k[w] = weight[w] > 0 ? y[w] / weight[w] * n[w] : 0;
        }
        if (cr_sum(n, worlds) < FEWEST_RUNS * (double)worlds)
            return;
        cr_deconvolve_shares(k, n, worlds, k);
        for (uint64_t w = 0; w < worlds; w++)
            k[w] = fmin(1, fmax(0, k[w]));
        cr_quantiles(scratch, k, weight, worlds, levels, 5, q);
    }
    share->q05 = q[0];
    share->q25 = q[1];
    share->q50 = q[2];
    share->q75 = q[3];
    share->q95 = q[4];
}

/* ---- What is said beside it ---- */

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

void cr_run_note_effective(struct cr_arena *arena, struct cr_run_result *result)
{
    if (result->effective < 200)
        cr_run_note(arena, result,
            cr_arena_printf(arena,
                "the evidence leaves an effective sample of only %.0f runs: "
                "its figures are rough; more runs help",
                result->effective));
}

enum cr_status cr_run_no_evidence(
    const struct cr_program *program, uint64_t runs, struct cr_fault *fault)
{
    cr_fault_set(fault, CR_E_EVIDENCE_IMPOSSIBLE, cr_evidence_place(program), 0,
        "none of %.0f runs agrees with the evidence: its probability is 0, or far too small to "
        "be met by chance",
        (double)runs);
    return CR_INPUT;
}

bool cr_run_misses(
    const struct cr_program *program, const struct cr_run_result *result, double precision)
{
    double worst = 0;
    for (int o = 0; o < program->n_endings; o++)
        worst = fmax(worst, result->outcomes[o].se);
    return precision > 0 && worst * 1.959963984540054 > precision;
}
