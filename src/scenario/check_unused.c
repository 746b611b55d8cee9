/* What a file has but does not use, and what a reviewer would ask (--strict). */
#include "scenario/read.h"

int cr_is_faultless(const struct cr_reader *r)
{
    return r->diags->n_errors == r->errors_before;
}

static void unused_numbers(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;

    for (size_t i = 0; i < s->n_parameters; i++)
        if (!r->parameter_used[i])
            cr_diag(r->diags, CR_W_UNUSED_PARAMETER, s->parameters[i].place, NULL,
                "nothing uses the parameter '%s'", s->parameters[i].id);
    for (size_t i = 0; i < s->n_states; i++)
        if (!r->state_used[i] && !r->state_moved[i])
            cr_diag(r->diags, CR_W_UNUSED_STATE, s->states[i].place, NULL,
                "nothing changes or reads the state variable '%s'", s->states[i].id);
}

static void unused_names(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;

    for (size_t i = 0; i < s->n_actors; i++)
        if (!r->actor_used[i] && !s->actors[i].has_payoff)
            cr_diag(r->diags, CR_W_UNUSED_NAME, s->actors[i].place, NULL,
                "the actor '%s' decides nothing and is paid nothing", s->actors[i].id);
    for (size_t i = 0; i < s->n_stages; i++)
        if (!r->stage_used[i])
            cr_diag(r->diags, CR_W_UNUSED_NAME, s->stages[i].place, NULL,
                "no node belongs to the stage '%s'", s->stages[i].id);
    for (size_t i = 0; i < s->n_sources; i++)
        if (!r->source_used[i])
            cr_diag(r->diags, CR_W_UNUSED_NAME, s->sources[i].place, NULL,
                "nothing rests on the source '%s'", s->sources[i].id);
}

static void review_node(struct cr_reader *r, const struct cr_node *node)
{
    size_t conditional = 0;

    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_branch_item *branch = &node->branches[b];
        conditional += branch->when != NULL;
        if (node->because.n == 0 && branch->because.n == 0 &&
            branch->weight.form == CR_WEIGHT_VALUE)
            cr_diag(r->diags, CR_W_UNSOURCED, branch->weight.place,
                "say with 'because' where it comes from", "the weight of '%s.%s' has no reason",
                node->id, branch->name);
    }
    if (node->n_branches > 0 && conditional == node->n_branches)
        cr_diag(r->diags, CR_W_ALL_CONDITIONAL, node->place, "leave one branch without a condition",
            "every branch of node '%s' has a condition; where none holds, the run stops", node->id);
}

static void review_parameters(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;

    for (size_t i = 0; i < s->n_parameters; i++)
        if (s->parameters[i].because.n == 0 && s->parameters[i].value.kind != CR_VALUE_EXPR)
            cr_diag(r->diags, CR_W_UNSOURCED, s->parameters[i].place,
                "say with 'because' where it comes from", "the parameter '%s' has no reason",
                s->parameters[i].id);
}

void cr_check_unused(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;

    /* What a faulty item would have used is not known. */
    if (cr_is_faultless(r))
        unused_numbers(r);
    if (!r->strict)
        return;
    if (cr_is_faultless(r))
        unused_names(r);
    review_parameters(r);
    for (size_t i = 0; i < s->n_nodes; i++)
        review_node(r, &s->nodes[i]);
}
