/* What the results of all engines have in common.
 *
 * A result begins with every figure unknown; each engine fills in what it can know. Shares of
 * tags are shares of their outcomes together. Notes say what limits trust: outcomes that no run
 * met, few worlds, means carried by a handful of runs, a small effective sample. */
#include "engine/run_report.h"

#include "engine/walk/tally.h"
#include "numeric/root.h"
#include "program/evidence.h"
#include "program/fault.h"
#include "program/worlds.h"
#include "stats/worlds.h"

#include <math.h>

/* Runs a world, on average, below which the luck of the runs hides the spread of the worlds. */
#define FEWEST_RUNS 10

double cr_share_of(double part, double whole)
{
    return fabs(part - whole) <= 1e-12 * whole ? 1 : part / whole;
}

static struct cr_share unknown_share(void)
{
    return (struct cr_share){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

struct cr_quantity cr_quantity_unknown(double n)
{
    return (struct cr_quantity){
        n, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

void cr_quantity_set_error(struct cr_quantity *q, const struct cr_error *e)
{
    q->se = e->se;
    q->low = e->low;
    q->high = e->high;
    q->parts = e->parts;
    q->carriers = e->carriers;
}

void cr_run_result_init(
    struct cr_arena *arena, const struct cr_program *program, struct cr_run_result *r)
{
    const struct cr_scenario *s = program->scenario;
    *r = (struct cr_run_result){
        .complete = true, .effective = NAN, .chi_square = NAN, .evidence_probability = NAN};
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
        r->payoffs[i] = cr_quantity_unknown(0);
        r->certainty[i] = NAN;
    }
    for (size_t i = 0; i < n_measures; i++)
        r->measures[i] = cr_quantity_unknown(0);
    for (size_t i = 0; i < n_stages; i++)
        r->stages[i] = cr_quantity_unknown(0);
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

struct utility {
    const struct cr_code *code;
    const double *const *slots;
    double *regs;
    double expected;
};

/* u(x) - expected, with every slot at the base case: a utility knows only fixed parameters. */
static double utility_above(double x, void *context)
{
    const struct utility *u = context;
    struct cr_lanes lanes = {.slots = u->slots, .payoff = &x, .n = 1};
    double y;
    cr_code_run(u->code, &lanes, u->regs, &y);
    return y - u->expected;
}

double cr_certainty_equivalent(struct cr_arena *scratch, const struct cr_program *program,
    int actor, double expected, double low, double high)
{
    double *slots = CR_NEW(scratch, double, program->n_slots);
    const double **columns = CR_NEW(scratch, const double *, program->n_slots);
    struct utility utility = {program->utilities[actor], columns,
        CR_NEW(scratch, double, program->max_regs + 1), expected};
    struct cr_fault fault = {0};
    if (cr_worlds_base(program, 0, slots, &fault) != CR_OK)
        return NAN;
    for (int i = 0; i < program->n_slots; i++)
        columns[i] = &slots[i];
    return cr_root(utility_above, &utility, low, high);
}

/* ---- Shares ---- */

/* One of all outcomes comes for sure. */
static void settle_certain(const unsigned char *member, size_t n, struct cr_share *share)
{
    for (size_t o = 0; o < n; o++) {
        if (!member[o])
            return;
    }
    share->se = 0;
    share->low = share->high = share->share;
}

void cr_run_fill_shares(struct cr_arena *arena, const struct cr_scenario *scenario,
    cr_run_share_of *share_of, void *context, struct cr_run_result *result)
{
    unsigned char *member = CR_NEW(arena, unsigned char, scenario->n_outcomes);
    for (size_t o = 0; o < scenario->n_outcomes; o++) {
        member[o] = 1;
        result->outcomes[o] = share_of(context, member);
        settle_certain(member, scenario->n_outcomes, &result->outcomes[o]);
        member[o] = 0;
    }
    for (size_t tag = 0; tag < scenario->n_tags; tag++) {
        for (size_t o = 0; o < scenario->n_outcomes; o++) {
            member[o] = 0;
            for (size_t i = 0; i < scenario->outcomes[o].n_tags; i++)
                member[o] |= scenario->outcomes[o].tags[i] == (int)tag;
        }
        result->tags[tag] = share_of(context, member);
        settle_certain(member, scenario->n_outcomes, &result->tags[tag]);
    }
}

void cr_run_fill_quantiles(struct cr_arena *scratch, const double *y, const double *weight,
    const double *square, uint64_t worlds, struct cr_share *share)
{
    double q[5] = {share->share, share->share, share->share, share->share, share->share};
    if (worlds > 1) {
        double *k = CR_NEW(scratch, double, worlds), *n = CR_NEW(scratch, double, worlds);
        for (uint64_t w = 0; w < worlds; w++) {
            n[w] = weight[w] > 0 ? weight[w] * weight[w] / square[w] : 0;
            k[w] = weight[w] > 0 ? y[w] / weight[w] * n[w] : 0;
        }
        if (cr_sum(n, worlds) < FEWEST_RUNS * (double)worlds)
            return;
        if (!cr_quantiles_of_worlds(scratch, k, n, weight, worlds, q))
            return;
    }
    share->q05 = q[0];
    share->q25 = q[1];
    share->q50 = q[2];
    share->q75 = q[3];
    share->q95 = q[4];
}

/* ---- What is said beside it ---- */

static void note_intervals(struct cr_arena *arena, struct cr_run_result *r, size_t n_outcomes)
{
    size_t missing = 0;
    for (size_t o = 0; o < n_outcomes; o++)
        missing += isnan(r->outcomes[o].q50);
    if (missing == 0 || r->engine == CR_ENGINE_ROLLBACK || r->engine == CR_ENGINE_EXACT)
        return;
    cr_run_note(arena, r,
        r->runs < FEWEST_RUNS * r->worlds || (missing == n_outcomes && r->worlds > CR_MAX_CLUSTERS)
            ? cr_arena_printf(arena,
                  "With so few runs in each of %.0f worlds (under ten, or too many worlds to keep "
                  "apart) the intervals over worlds cannot be told from the luck of the runs: more "
                  "runs, or fewer worlds, show them.",
                  (double)r->worlds)
            : "Where no interval over worlds is given, the spread over worlds cannot be told from "
              "the luck of the runs in each.");
}

static void note_unmet(struct cr_arena *arena, struct cr_run_result *r, size_t n_outcomes)
{
    size_t unmet = 0;
    for (size_t o = 0; o < n_outcomes; o++)
        unmet += r->outcomes[o].share <= 0 && r->outcomes[o].high > 0;
    if (unmet == 0)
        return;
    if (r->engine == CR_ENGINE_ROLLBACK) {
        cr_run_note(arena, r,
            cr_arena_printf(arena,
                "%zu outcome%s no chance in any of the %.0f worlds: in others there may be one, "
                "and over all worlds %s less than %.2g%% (95%%).",
                unmet, unmet == 1 ? " has" : "s have", (double)r->worlds,
                unmet == 1 ? "its share is" : "their shares are", 100 * r->unmet));
        return;
    }
    cr_run_note(arena, r,
        cr_arena_printf(arena,
            "%zu outcome%s met by none of %.0f runs: %s less than %.2g%% (95%%), unless only a few "
            "worlds know %s.",
            unmet, unmet == 1 ? " was" : "s were", (double)r->runs,
            unmet == 1 ? "its share is" : "their shares are", 100 * r->unmet,
            unmet == 1 ? "it" : "them"));
}

/* Worlds below which five-per-cent points and skewness are hardly known. */
enum { FEW_WORLDS = 20 };

static void note_worlds(struct cr_arena *arena, const struct cr_program *p, struct cr_run_result *r)
{
    bool sampled = p->n_uncertain > 0 || p->pool_weights;
    if (!sampled || r->worlds >= FEW_WORLDS || r->engine == CR_ENGINE_EXACT)
        return;
    cr_run_note(arena, r,
        r->worlds == 1
            ? "All runs are of one world: the errors are those within it, and say nothing of other "
              "worlds."
            : cr_arena_printf(arena,
                  "Only %.0f worlds were drawn: intervals over worlds are rough, and errors "
                  "large; more --worlds make both better.",
                  (double)r->worlds));
}

/* A long tail: of many parts a few make up the spread, and those that were not met are missed. */
static bool carried_by_few(const struct cr_quantity *q)
{
    return q->carriers < 50 && q->parts > 20 * q->carriers;
}

static void note_tails(struct cr_arena *arena, const struct cr_program *p, struct cr_run_result *r)
{
    const struct cr_scenario *s = p->scenario;
    const char *named[4], *of = r->engine == CR_ENGINE_ROLLBACK ? "worlds" : "runs";
    size_t n = 0, all = s->n_actors + s->n_measures + s->n_states;
    double fewest = INFINITY;
    for (size_t i = 0; i < all; i++) {
        size_t m = i - s->n_actors;
        const struct cr_quantity *q = i < s->n_actors ? &r->payoffs[i] : &r->measures[m];
        if (!carried_by_few(q))
            continue;
        if (n < 4)
            named[n] = i < s->n_actors     ? s->actors[i].id
                       : m < s->n_measures ? s->measures[m].id
                                           : s->states[m - s->n_measures].id;
        n++;
        fewest = fmin(fewest, q->carriers);
    }
    if (n == 0)
        return;
    struct cr_buf list;
    cr_buf_init(&list, arena);
    for (size_t i = 0; i < n && i < 4; i++)
        cr_buf_printf(&list, "%s%s", i == 0 ? "" : n <= 4 && i + 1 == n ? " and " : ", ", named[i]);
    if (n > 4)
        cr_buf_printf(&list, " and %zu more", n - 4);
    cr_run_note(arena, r,
        cr_arena_printf(arena,
            "The mean of %s rests on few %s: about %.0f of them make up its spread. With so long a "
            "tail the mean may be too low and its error too small; more %s help.",
            list.s, of, fmax(1, fewest), of));
}

/* A mean whose squares (fourth powers, for the interval in one world) are no doubles any more. */
static bool too_large(const struct cr_quantity *q)
{
    return q->n > 0 && isfinite(q->mean) && fabs(q->mean) + fabs(q->q95) + fabs(q->q05) > 1e70 &&
           (!isfinite(q->sd) || (q->se > 0 && isnan(q->low)));
}

static void note_large(struct cr_arena *arena, const struct cr_program *p, struct cr_run_result *r)
{
    const struct cr_scenario *s = p->scenario;
    struct cr_buf list;
    cr_buf_init(&list, arena);
    for (size_t i = 0; i < s->n_actors + s->n_measures + s->n_states; i++) {
        size_t m = i - s->n_actors;
        const struct cr_quantity *q = i < s->n_actors ? &r->payoffs[i] : &r->measures[m];
        const char *id = i < s->n_actors     ? s->actors[i].id
                         : m < s->n_measures ? s->measures[m].id
                                             : s->states[m - s->n_measures].id;
        if (too_large(q))
            cr_buf_printf(&list, "%s%s", list.n ? ", " : "", id);
    }
    if (list.n == 0)
        return;
    cr_run_note(arena, r,
        cr_arena_printf(arena,
            "The numbers of %s are so large that their squares or fourth powers are beyond what a "
            "double holds (1e308): the spread or the error is not told where it is missing. "
            "Another unit helps.",
            list.s));
}

void cr_run_note_errors(
    struct cr_arena *arena, const struct cr_program *program, struct cr_run_result *result)
{
    note_intervals(arena, result, (size_t)program->n_endings);
    note_unmet(arena, result, (size_t)program->n_endings);
    note_worlds(arena, program, result);
    note_tails(arena, program, result);
    note_large(arena, program, result);
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
    fault->refused = true;
    return CR_INPUT;
}

double cr_share_half(const struct cr_share *s)
{
    return cr_error_half(s->share, s->low, s->high);
}

double cr_run_error(const struct cr_program *program, const struct cr_run_result *result)
{
    double worst = 0;
    for (int o = 0; o < program->n_endings; o++)
        worst = fmax(worst, cr_share_half(&result->outcomes[o]));
    return worst;
}

bool cr_run_misses(
    const struct cr_program *program, const struct cr_run_result *result, double precision)
{
    return precision > 0 && cr_run_error(program, result) > precision;
}
