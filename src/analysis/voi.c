/* The value of information and of control: the base case, then parameters, then nodes, each in
 * files beside this one, which only says who asks and what a reader has to know. */
#include "analysis/voi.h"

#include "analysis/notes.h"
#include "analysis/voi_inside.h"
#include "engine/run_report.h"
#include "program/compile.h"
#include "program/fault.h"

#include <math.h>
#include <string.h>

#define LANES 64 /* of the base case: messages at a time */

/* ---- Who, and what is left of the evidence ---- */

static enum cr_status refuse(struct cr_fault *fault, const char *sentence)
{
    cr_fault_set(fault, CR_E_WORLD_EXPR, CR_NOWHERE, 0, "%s", sentence);
    fault->world = fault->run = UINT64_MAX;
    return CR_USAGE;
}

static enum cr_status find_actor(struct cr_voi_job *job)
{
    const struct cr_program *p = job->program;
    job->actor = job->options->actor >= 0 ? job->options->actor : cr_first_decider(p);
    if (job->actor < 0)
        return refuse(job->fault, "information is worth something to somebody who decides: "
                                  "nobody with a payoff decides here");
    if (!p->scenario->actors[job->actor].has_payoff)
        return refuse(job->fault,
            cr_arena_printf(job->arena, "'%s' has no payoff, so nothing is worth anything to it",
                p->scenario->actors[job->actor].id));
    job->sign = p->scenario->actors[job->actor].minimise ? -1 : 1;
    job->one_decides = true;
    for (int n = 0; n < p->n_points; n++) {
        const struct cr_point *point = &p->points[n];
        job->one_decides &= !cr_point_is_solved(point) || point->actor == job->actor;
    }
    return CR_OK;
}

/* The same program without evidence, but with the decisions that evidence has fixed. */
static const struct cr_program *without_evidence(
    struct cr_voi_job *job, const struct cr_program *program)
{
    if (!program->has_evidence)
        return program;
    struct cr_setup *setup = CR_NEW(job->work, struct cr_setup, 1);
    struct cr_choose *at = CR_NEW(job->work, struct cr_choose, program->n_points);
    struct cr_diags diags;
    *setup = *program->setup;
    for (int n = 0; n < program->n_points; n++) {
        bool fixed = program->points[n].kind == CR_DECISION &&
                     program->points[n].choose.kind == CR_CHOOSE_OPTION;
        if (fixed)
            at[n] = program->points[n].choose;
        else if (setup->choose_at)
            at[n] = setup->choose_at[n];
    }
    setup->choose_at = at;
    setup->evidence = NULL;
    setup->n_evidence = 0;
    cr_diags_init(&diags, job->work, program->scenario->source);
    return cr_program_build(job->work, program->scenario, setup, &diags);
}

/* ---- The base case ---- */

static enum cr_status base_case(struct cr_voi_job *job)
{
    struct cr_point_tree t;
    struct cr_design design = cr_design_new(job->work, job->program, &job->inputs, LANES);
    enum cr_status status = cr_point_tree_build(job->work, job->program, design.slots, LANES, true,
        job->actor, job->options->spec.max_positions, &t, job->fault);
    if (status != CR_OK)
        return status;
    cr_point_tree_set_slots(&t, design.slots, (size_t)t.tree->block, LANES);
    if (cr_point_tree_settle(&t, 0, job->fault) != CR_OK)
        return CR_INPUT;
    cr_voi_range(job, &t);
    job->base = cr_voi_root(job, &t, 0);
    job->result->base = job->sign * cr_voi_worth(job, job->base);
    status = cr_voi_nodes(job, &t);
    if (status == CR_OK && job->inputs.n == 0)
        status = cr_voi_perfect_base(job, &t);
    return status;
}

/* ---- What a reader has to know ---- */

static void note(struct cr_voi_job *job, const char *sentence)
{
    cr_analysis_note(job->arena, &job->result->notes, &job->result->n_notes, sentence);
}

static void name_luck(struct cr_voi_job *job)
{
    struct cr_buf list;
    int n = 0;
    cr_buf_init(&list, job->arena);
    for (size_t i = 0; i < job->result->n_nodes; i++) {
        if (!job->result->nodes[i].luck)
            continue;
        cr_buf_str(&list, n++ > 0 ? ", " : "");
        cr_buf_str(&list, job->program->scenario->nodes[job->result->nodes[i].node].id);
    }
    if (n > 0)
        note(job, cr_arena_printf(job->arena,
                      "The chances of %s depend on what is decided or happens after the first "
                      "decision, so no branch can be told beforehand: what is valued is knowing "
                      "%s luck, that is, for every way there which branch would come.",
                      list.s, n > 1 ? "their" : "its"));
}

static void add_notes(struct cr_voi_job *job, const struct cr_program *asked)
{
    struct cr_voi *r = job->result;
    const char *actor = job->program->scenario->actors[job->actor].label;
    r->about = cr_arena_printf(job->arena,
        "What it would be worth to %s to know something before the first decision%s; errors are "
        "those of the sampling of worlds%s.",
        actor,
        r->utility ? ", as a difference of certainty equivalents" : ", in units of its payoff",
        job->one_decides ? "" : " and of the values at which plans were made");
    if (!job->one_decides)
        note(job, "What is learnt, everybody learns, and plays what is then best: in a game "
                  "knowing more can hurt.");
    if (job->program->random_effects)
        note(job, "Random effects of branches count at their means.");
    if (asked->has_evidence)
        note(job, "Evidence is left aside here: it is what we know, not what the actors know.");
    if (r->n_parameters > 0)
        note(job, cr_arena_printf(job->arena,
                      "Chance nodes are valued with every uncertain number at its mean, parameters "
                      "over %.0f worlds.",
                      (double)r->worlds));
    if (job->at_means)
        note(job, "The tree is too large to make plans over all worlds for every value of a "
                  "parameter: they were made with the other numbers at their means.");
    name_luck(job);
    if (isnan(r->perfect))
        note(job, "Perfect information is not valued: some question can come more than once on one "
                  "path.");
}

/* ---- All of it ---- */

struct call {
    const struct cr_program *program;
    const struct cr_voi_options *options;
    struct cr_voi *result;
    struct cr_fault *fault;
};

static enum cr_status value_all(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct call *call = context;
    struct cr_voi_job job = {.arena = arena,
        .work = work,
        .options = call->options,
        .result = call->result,
        .fault = call->fault,
        .low = INFINITY,
        .high = -INFINITY};
    job.program = without_evidence(&job, call->program);
    if (!job.program)
        return CR_BUG;
    enum cr_status status = find_actor(&job);
    if (status == CR_OK)
        status = cr_inputs_find(arena, job.program, &job.inputs, job.fault);
    if (status != CR_OK)
        return status;
    *job.result = (struct cr_voi){.actor = job.actor,
        .utility = job.program->utilities[job.actor] != NULL,
        .base = NAN,
        .base_worlds = NAN,
        .luck = job.options->spec.luck,
        .perfect = NAN,
        .perfect_se = NAN,
        .parameters_all = NAN,
        .parameters_all_se = NAN};
    status = base_case(&job);
    if (status == CR_OK && job.inputs.n > 0)
        status = cr_voi_worlds(&job);
    if (status == CR_OK)
        add_notes(&job, call->program);
    return status;
}

enum cr_status cr_voi(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_voi_options *options, struct cr_voi *result, struct cr_fault *fault)
{
    struct call call = {program, options, result, fault};
    return cr_with_work(arena, value_all, &call);
}
