/* What a reviewer would ask (--strict): where numbers come from, and whether they say anything.
 *
 * Each question is one walk through the items that were read; nothing here is an error. Silence is
 * kept where a fault has been reported, since what was not read cannot be reviewed. */
#include "scenario/reader.h"

/* A 90% range of a probability that is wider or narrower than this says next to nothing, or more
 * than anybody can know. */
#define CR_WIDE 0.90
#define CR_NARROW 0.01

struct mention {
    bool number;
};

static void find_number(void *context, const struct cr_expr *e)
{
    struct mention *mention = context;
    mention->number |= e->op == CR_OP_NAME;
}

/* Whether a condition depends on a number. One that asks only which way the path went is seen to
 * the end by every exact evaluation. */
static bool asks_number(const struct cr_expr *when)
{
    struct mention mention = {0};
    cr_expr_each(when, find_number, &mention);
    return mention.number;
}

static void review_range(struct cr_reader *r, const struct cr_value *value, const char *what)
{
    double low, high;

    if (value->kind != CR_VALUE_DIST || value->dist->discrete || value->dist->low < 0 ||
        value->dist->high > 1)
        return;
    low = cr_dist_quantile(value->dist, 0.05);
    high = cr_dist_quantile(value->dist, 0.95);
    if (high - low > CR_WIDE)
        cr_diag(r->diags, CR_W_RANGE_WIDTH, value->place,
            "what would you be surprised to see? leave that out",
            "%s may be almost anything: its 90%% range is %.3g%% to %.3g%%", what, 100 * low,
            100 * high);
    if (high - low < CR_NARROW)
        cr_diag(r->diags, CR_W_RANGE_WIDTH, value->place,
            "write one number, or a range that you would bet on",
            "%s is known within one point: its 90%% range is %.3g%% to %.3g%%", what, 100 * low,
            100 * high);
}

static void review_node(struct cr_reader *r, const struct cr_node *node)
{
    size_t conditional = 0, by_number = 0;

    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_branch_item *branch = &node->branches[b];
        conditional += branch->when != NULL;
        by_number += branch->when && asks_number(branch->when);
        if (node->because.n == 0 && branch->because.n == 0 &&
            branch->weight.form == CR_WEIGHT_VALUE)
            cr_diag(r->diags, CR_W_UNSOURCED, branch->weight.place,
                "say with 'because' where it comes from", "the weight of '%s.%s' has no reason",
                node->id, branch->name);
        if (node->mode == CR_MODE_PROBABILITY)
            review_range(r, &branch->weight.value, "this probability");
    }
    if (by_number > 0 && conditional == node->n_branches)
        cr_diag(r->diags, CR_W_ALL_CONDITIONAL, node->place, "leave one branch without a condition",
            "every branch of node '%s' has a condition; where none holds, the run stops", node->id);
}

static void review_parameters(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;

    for (size_t i = 0; i < s->n_parameters; i++) {
        const struct cr_parameter *parameter = &s->parameters[i];
        if (parameter->because.n == 0 && parameter->value.kind != CR_VALUE_EXPR)
            cr_diag(r->diags, CR_W_UNSOURCED, parameter->place,
                "say with 'because' where it comes from", "the parameter '%s' has no reason",
                parameter->id);
        if (parameter->value.percent)
            review_range(r, &parameter->value, "this parameter");
    }
}

/* Whether an actor is paid by outcomes alone, and so by every one that the author thought of. */
static bool *paid_at_the_end(struct cr_reader *r, const unsigned char *paid)
{
    const struct cr_scenario *s = r->names;
    bool *only = CR_NEW(r->arena, bool, s->n_actors + 1);

    for (size_t i = 0; i < s->n_nodes; i++)
        if (s->nodes[i].kind == CR_DECISION && s->nodes[i].actor >= 0)
            only[s->nodes[i].actor] = true;
    for (size_t a = 0; a < s->n_actors; a++)
        only[a] &= paid[a] && !s->actors[a].payoff;
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t b = 0; b < s->nodes[i].n_branches; b++)
            for (size_t k = 0; k < s->nodes[i].branches[b].n_pays; k++)
                only[s->nodes[i].branches[b].pays[k].actor] = false;
    return only;
}

/* What one outcome pays and another does not was perhaps forgotten. */
static void review_payoffs(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    unsigned char *paid = CR_NEW(r->arena, unsigned char, s->n_actors);
    const bool *only;

    for (size_t o = 0; o < s->n_outcomes; o++)
        for (size_t k = 0; k < s->outcomes[o].n_pays; k++)
            paid[s->outcomes[o].pays[k].actor] = 1;
    only = paid_at_the_end(r, paid);
    for (size_t o = 0; o < s->n_outcomes; o++) {
        const struct cr_outcome *outcome = &s->outcomes[o];
        unsigned char *here = CR_NEW(r->arena, unsigned char, s->n_actors);
        for (size_t k = 0; k < outcome->n_pays; k++)
            here[outcome->pays[k].actor] = 1;
        for (size_t a = 0; a < s->n_actors; a++)
            if (paid[a] && !here[a] && (outcome->n_pays || only[a]))
                cr_diag(r->diags, CR_W_NO_PAYOFF, outcome->place,
                    cr_hint(r->diags, "what is not written pays 0; write %s: 0 if that is meant",
                        s->actors[a].id),
                    outcome->n_pays ? "outcome '%s' has payoffs, but none for '%s'"
                                    : "outcome '%s' pays nothing to '%s', who decides",
                    outcome->id, s->actors[a].id);
    }
}

/* Who decides by nothing: no payoff anywhere, and no weights at the node. */
static void review_decider(struct cr_reader *r, const struct cr_node *node)
{
    if (node->kind != CR_DECISION || node->actor < 0 || node->has_weights)
        return;
    const struct cr_actor *actor = &r->names->actors[node->actor];
    if (!actor->has_payoff && !actor->utility)
        cr_diag(r->diags, CR_W_IDLE, node->place,
            cr_hint(r->diags, "give the options weights, or '%s' a payoff", actor->id),
            "'%s' decides at '%s' and has neither a payoff nor weights to decide by", actor->id,
            node->id);
}

/* What a source is given as a reason for: how often, and where first. */
struct uses {
    struct cr_reader *r;
    size_t *n;
    const char **first;
};

static void count_use(struct uses *uses, const struct cr_because *because, const char *what)
{
    for (size_t i = 0; i < because->n; i++)
        if (because->sources[i] >= 0 && uses->n[because->sources[i]]++ == 0)
            uses->first[because->sources[i]] = what;
}

static void count_node_uses(struct uses *uses)
{
    const struct cr_scenario *s = uses->r->names;

    for (size_t i = 0; i < s->n_nodes; i++) {
        count_use(uses, &s->nodes[i].because, s->nodes[i].id);
        for (size_t b = 0; b < s->nodes[i].n_branches; b++)
            count_use(uses, &s->nodes[i].branches[b].because,
                cr_scenario_branch_name(uses->r->arena, s, (int)i, (int)b));
    }
}

static void count_lens_uses(struct uses *uses)
{
    const struct cr_scenario *s = uses->r->names;

    for (size_t i = 0; i < s->n_lenses; i++) {
        count_use(uses, &s->lenses[i].because, s->lenses[i].id);
        for (size_t k = 0; k < s->lenses[i].n_weights; k++)
            count_use(uses, &s->lenses[i].weights[k].because, s->lenses[i].id);
        for (size_t k = 0; k < s->lenses[i].n_observations; k++)
            count_use(uses, &s->lenses[i].observations[k].because, s->lenses[i].id);
    }
}

static void count_number_uses(struct uses *uses)
{
    const struct cr_scenario *s = uses->r->names;

    for (size_t i = 0; i < s->n_parameters; i++)
        count_use(uses, &s->parameters[i].because, s->parameters[i].id);
    for (size_t i = 0; i < s->n_states; i++)
        count_use(uses, &s->states[i].because, s->states[i].id);
    for (size_t i = 0; i < s->n_measures; i++)
        count_use(uses, &s->measures[i].because, s->measures[i].id);
    for (size_t i = 0; i < s->n_actors; i++)
        count_use(uses, &s->actors[i].because, s->actors[i].id);
    for (size_t i = 0; i < s->n_outcomes; i++)
        count_use(uses, &s->outcomes[i].because, s->outcomes[i].id);
}

/* Hindsight, once for each source. Dated facts have their own dates and are left out. */
static void review_dates(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    struct uses uses = {
        r, CR_NEW(r->arena, size_t, s->n_sources), CR_NEW(r->arena, const char *, s->n_sources)};

    if (!s->as_of)
        return;
    count_node_uses(&uses);
    count_lens_uses(&uses);
    count_number_uses(&uses);
    for (size_t i = 0; i < s->n_sources; i++) {
        const struct cr_source_item *source = &s->sources[i];
        if (!source->date || !uses.n[i] || cr_date_compare(source->date, s->as_of) <= 0)
            continue;
        const char *others =
            uses.n[i] == 1 ? "" : cr_arena_printf(r->arena, " and %zu more", uses.n[i] - 1);
        cr_diag(r->diags, CR_W_HINDSIGHT, source->place,
            "use a source of the time, or say in the reason that it is hindsight",
            "'%s' is of %s, after %s, the day of the judgement, and is a reason for '%s'%s",
            source->id, source->date, s->as_of, uses.first[i], others);
    }
}

void cr_check_review(struct cr_reader *r)
{
    review_dates(r);
    review_payoffs(r);
    review_parameters(r);
    for (size_t i = 0; i < r->names->n_nodes; i++) {
        review_node(r, &r->names->nodes[i]);
        review_decider(r, &r->names->nodes[i]);
    }
}
