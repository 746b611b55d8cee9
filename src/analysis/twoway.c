/* Two inputs at a time over a grid, even in their values, from their 5th to their 95th percentiles
 * or over ranges given by hand. */
#include "analysis/sensitivity.h"

#include "analysis/evaluate.h"
#include "analysis/inputs_tree.h"
#include "analysis/notes.h"
#include "program/fault.h"

#include <math.h>

struct grid {
    struct cr_arena *arena;
    const struct cr_program *program;
    const struct cr_analysis_inputs *inputs;
    const struct cr_analysis_options *options;
    struct cr_twoway *result;
    struct cr_design design; /* the base case, then the grid by rows */
    struct cr_fault *fault;
};

static enum cr_status refuse_usage(struct grid *g, const char *problem)
{
    cr_fault_set(g->fault, CR_E_WORLD_EXPR, CR_NOWHERE, 0, "%s", problem);
    g->fault->world = g->fault->run = UINT64_MAX;
    return CR_USAGE;
}

static enum cr_status read_pair(struct grid *g, const char *a, const char *b)
{
    struct cr_twoway *r = g->result;
    const char *problem;
    if (cr_input_read(g->arena, g->program, g->inputs, a, &r->a, &problem) != CR_OK ||
        cr_input_read(g->arena, g->program, g->inputs, b, &r->b, &problem) != CR_OK)
        return refuse_usage(g, problem);
    const struct cr_slot *x = &g->program->slots[r->a.slot], *y = &g->program->slots[r->b.slot];
    if (r->a.slot == r->b.slot)
        return refuse_usage(g, "two different inputs are wanted");
    if (r->a.share && r->b.share && x->first_share == y->first_share)
        return refuse_usage(
            g, "two shares of one node cannot be moved independently: they total 1");
    return CR_OK;
}

static double *new_axis(struct grid *g, const struct cr_analysis_input *input, size_t n)
{
    bool by_hand = !isnan(input->low);
    double low = by_hand ? input->low : cr_input_quantile(g->program, input, 0.05);
    double high = by_hand ? input->high : cr_input_quantile(g->program, input, 0.95);
    double *at = CR_NEW(g->arena, double, n);
    for (size_t i = 0; i < n; i++)
        at[i] = i + 1 == n ? high : low + (high - low) * (double)i / (double)(n - 1);
    return at;
}

static enum cr_status lay_out(struct grid *g, size_t steps)
{
    struct cr_twoway *r = g->result;
    bool *fixed = CR_NEW(g->arena, bool, g->program->n_slots);
    fixed[r->a.slot] = fixed[r->b.slot] = true;
    r->n_a = r->n_b = steps;
    r->x = new_axis(g, &r->a, steps);
    r->y = new_axis(g, &r->b, steps);
    g->design = cr_design_new(g->arena, g->program, g->inputs, 1 + steps * steps);
    g->design.fixed = fixed;
    for (size_t iy = 0; iy < steps; iy++) {
        for (size_t ix = 0; ix < steps; ix++) {
            size_t point = 1 + iy * steps + ix;
            cr_design_move(&g->design, point, &r->a, r->x[ix]);
            cr_design_move(&g->design, point, &r->b, r->y[iy]);
        }
    }
    return cr_design_finish(g->arena, &g->design, g->fault);
}

/* The first position, in a search in file order, at which somebody solves a decision. */
static int first_decision(const struct cr_tree *tree)
{
    for (int k = 0; k < tree->u->n_positions; k++) {
        int position = tree->discovered[k];
        int family = tree->family_of[position];
        if (family >= 0 && tree->families[family].solved)
            return position;
    }
    return -1;
}

static enum cr_status choices(struct grid *g)
{
    struct cr_twoway *r = g->result;
    struct cr_point_tree t;
    enum cr_status status = cr_point_tree_build(g->arena, g->program, g->design.slots, g->design.n,
        true, -1, g->options->spec.max_positions, &t, g->fault);
    if (status != CR_OK)
        return status;
    int position = first_decision(t.tree);
    if (position < 0)
        return CR_OK;
    r->node = t.tree->u->positions[position].point;
    r->choice = CR_NEW(g->arena, int, g->design.n);
    for (size_t first = 0; first < g->design.n; first += (size_t)t.block->n) {
        if (cr_point_tree_settle(&t, first, g->fault) != CR_OK)
            return CR_INPUT;
        for (int i = 0; i < t.block->n; i++)
            r->choice[first + (size_t)i] = cr_decision_choice(&t, position, i);
    }
    r->base_choice = r->choice[0];
    r->choice++; /* the base case stands before the grid */
    return CR_OK;
}

static void describe(struct grid *g, const struct cr_aim *target)
{
    struct cr_twoway *r = g->result;
    r->head.about = cr_arena_printf(g->arena,
        "Every cell is %s with two inputs put there and the others at base: what would follow if "
        "we knew them, not how likely that is.",
        cr_aim_phrase(g->arena, target));
}

enum cr_status cr_twoway(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, const char *a, const char *b, size_t steps,
    const struct cr_analysis_options *options, struct cr_twoway *result, struct cr_fault *fault)
{
    struct cr_analysis_inputs inputs;
    struct cr_evaluated out;
    struct grid g = {.arena = arena,
        .program = program,
        .inputs = &inputs,
        .options = options,
        .result = result,
        .fault = fault};
    *result = (struct cr_twoway){.node = -1, .base_choice = -1};
    enum cr_status status = cr_inputs_find(arena, program, &inputs, fault);
    if (status == CR_OK)
        status = read_pair(&g, a, b);
    if (status != CR_OK)
        return status;
    if (lay_out(&g, steps > 1 ? steps : 21) != CR_OK)
        return CR_INPUT;
    status = cr_design_evaluate(arena, &g.design, target->index, options, &out, fault);
    if (status != CR_OK)
        return status;
    cr_sensitivity_head_init(
        arena, &result->head, program, &inputs, target, options, &out, g.design.n);
    result->head.base = out.value[0];
    result->z = out.value + 1;
    describe(&g, target);
    return out.engine != CR_ENGINE_WALK && cr_program_solves(program) ? choices(&g) : CR_OK;
}
