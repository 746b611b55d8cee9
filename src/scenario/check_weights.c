/* Weights of a node taken together: mode, totals, confidence, centres of shifts.
 *
 * One weight written as a probability makes all weights of its node probabilities; else they are
 * relative. Then each fixed weight must lie where a weight can lie, and the fixed ones must add up
 * to what their mode asks for. */
#include "scenario/reader.h"

#include "base/num.h"

#include <math.h>

#define CR_HALF_POINT 0.005 /* how far fixed probabilities may be from 100% */
#define CR_DUST 1e-9        /* rounding outside [0, 1] that is clamped */

static const char *branch_word(const struct cr_node *node)
{
    return node->kind == CR_DECISION ? "option" : "branch";
}

/* All or none; when some are missing, that is a fault. */
static enum cr_status check_missing(struct cr_reader *r, struct cr_node *node)
{
    size_t with = 0;

    for (size_t b = 0; b < node->n_branches; b++)
        with += node->branches[b].weight.form != CR_WEIGHT_NONE;
    node->has_weights = with > 0;
    if (with == 0 || with == node->n_branches)
        return CR_OK;
    for (size_t b = 0; b < node->n_branches; b++)
        if (node->branches[b].weight.form == CR_WEIGHT_NONE && !node->branches[b].weight.doubtful)
            cr_diag(r->diags, CR_E_WEIGHT_MISSING, node->branches[b].place,
                "give it a weight; 'rest' takes what the others leave",
                "%s '%s' of node '%s' has no weight, but others have", branch_word(node),
                node->branches[b].name, node->id);
    return CR_INPUT;
}

/* Whether a weight was read; a faulty one has been reported and makes totals meaningless. */
static bool is_read(const struct cr_weight *weight)
{
    return weight->form == CR_WEIGHT_REST || weight->value.kind != CR_VALUE_NONE;
}

static enum cr_status check_fixed_weight(
    struct cr_reader *r, const struct cr_node *node, struct cr_weight *weight)
{
    struct cr_value *value = &weight->value;
    char percent[32];

    if (value->number < -CR_DUST || (value->number < 0 && node->mode == CR_MODE_RELATIVE)) {
        cr_diag(r->diags, CR_E_WEIGHT_NEGATIVE, value->place, "a weight is at least 0",
            "the weight %s is negative", value->text);
        return CR_INPUT;
    }
    if (node->mode == CR_MODE_RELATIVE)
        return CR_OK;
    if (value->number > 1 + CR_DUST) {
        cr_num_print(percent, value->number);
        cr_diag(r->diags, CR_E_WEIGHT_ABOVE, value->place,
            value->percent ? "a probability is at most 100%"
                           : cr_hint(r->diags,
                                 "write %s%% for a probability, or make every weight of the node "
                                 "a bare number",
                                 value->text),
            value->percent ? "the probability %s is above 100%%"
                           : "the weight %s is among probabilities, so it should be one",
            value->text);
        return CR_INPUT;
    }
    value->number = fmin(fmax(value->number, 0), 1);
    return CR_OK;
}

/* Warns of a distribution that reaches beyond what a weight can be. */
static enum cr_status check_uncertain_weight(
    struct cr_reader *r, const struct cr_node *node, const struct cr_value *value)
{
    bool probability = node->mode == CR_MODE_PROBABILITY;
    double below = cr_dist_cdf(value->dist, -CR_DUST);
    double above = probability ? 1 - cr_dist_cdf(value->dist, 1 + CR_DUST) : 0;

    if (below <= 1e-12 && above <= 1e-12)
        return CR_OK;
    if (value->dist->high < 0 || (probability && value->dist->low > 1)) {
        cr_diag(r->diags, value->dist->high < 0 ? CR_E_WEIGHT_NEGATIVE : CR_E_WEIGHT_ABOVE,
            value->place, NULL, "the weight %s always lies %s", value->text,
            value->dist->high < 0 ? "below 0" : "above 1, and it should be a probability");
        return CR_INPUT;
    }
    cr_diag(r->diags, CR_W_WEIGHT_RANGE, value->place,
        probability ? "cut it: truncated(..., 0, 1)" : "cut it: truncated(..., 0, 1e9)",
        "the weight %s can fall %s", value->text, below > 1e-12 ? "below 0" : "above 1");
    return CR_OK;
}

static enum cr_status check_each(struct cr_reader *r, struct cr_node *node)
{
    enum cr_status status = CR_OK;

    node->mode = CR_MODE_RELATIVE;
    for (size_t b = 0; b < node->n_branches; b++)
        if (node->branches[b].weight.probability)
            node->mode = CR_MODE_PROBABILITY;
    for (size_t b = 0; b < node->n_branches; b++) {
        struct cr_weight *weight = &node->branches[b].weight;
        bool good = is_read(weight);
        if (good && weight->value.kind == CR_VALUE_NUMBER)
            good = check_fixed_weight(r, node, weight) == CR_OK;
        else if (good && weight->value.kind == CR_VALUE_DIST)
            good = check_uncertain_weight(r, node, &weight->value) == CR_OK;
        status = good ? status : CR_INPUT;
    }
    return status;
}

/* What the weights add up to. */
struct totals {
    double sum;
    size_t n_fixed, n_rest;
    bool all_below_one;
};

static struct totals add_up(const struct cr_node *node)
{
    struct totals t = {.all_below_one = true};

    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_weight *weight = &node->branches[b].weight;
        t.n_rest += weight->form == CR_WEIGHT_REST;
        if (weight->value.kind != CR_VALUE_NUMBER)
            continue;
        t.n_fixed++;
        t.sum += weight->value.number;
        t.all_below_one &= weight->value.number < 1;
    }
    return t;
}

/* "30% + 60% = 90%" */
static const char *sum_text(struct cr_reader *r, const struct cr_node *node, double sum)
{
    struct cr_buf text;
    size_t n = 0;

    cr_buf_init(&text, r->arena);
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_value *value = &node->branches[b].weight.value;
        if (value->kind != CR_VALUE_NUMBER)
            continue;
        if (++n == 13)
            cr_buf_str(&text, " + ...");
        if (n < 13)
            cr_buf_printf(&text, "%s%s", n > 1 ? " + " : "", value->text);
    }
    cr_buf_str(&text, " = ");
    cr_buf_num(&text, round(sum * 1e8) / 1e6);
    cr_buf_char(&text, '%');
    return text.s;
}

static void check_probabilities(
    struct cr_reader *r, const struct cr_node *node, const struct totals *t)
{
    const char *sum = sum_text(r, node, t->sum);

    if (t->n_rest > 0) {
        if (t->sum > 1 + CR_DUST)
            cr_diag(r->diags, CR_E_WEIGHT_REST, node->place, "lower them, or leave 'rest' out",
                "the probabilities of node '%s' leave nothing for the rest: %s", node->id, sum);
        return;
    }
    if (t->n_fixed < node->n_branches || fabs(t->sum - 1) <= CR_HALF_POINT + CR_DUST)
        return;
    cr_diag(r->diags, CR_E_WEIGHT_TOTAL, node->place,
        t->sum < 1 ? "correct one of them, or write 'rest' for one"
                   : "correct one of them, or write bare numbers for relative weights",
        "the probabilities of node '%s' do not total 100%%: %s", node->id, sum);
}

static void check_relative(struct cr_reader *r, const struct cr_node *node, const struct totals *t)
{
    char text[32];

    if (!isfinite(t->sum)) {
        cr_diag(r->diags, CR_E_WEIGHT_ZERO, node->place,
            "divide them all by the same number: only their proportions count",
            "the weights of node '%s' total more than a number can hold", node->id);
        return;
    }
    if (t->n_fixed < node->n_branches)
        return;
    if (t->sum <= 0) {
        cr_diag(r->diags, CR_E_WEIGHT_ZERO, node->place,
            "give at least one branch a weight above 0", "the weights of node '%s' total 0",
            node->id);
        return;
    }
    if (!t->all_below_one || fabs(t->sum - 1) <= CR_HALF_POINT + CR_DUST)
        return;
    cr_num_print(text, round(t->sum * 1e8) / 1e8);
    cr_diag(r->diags, CR_W_PROBABILITIES, node->place,
        "did you mean probabilities? then write them with % and let them total 100%",
        "the weights of node '%s' are all below 1 but total %s; they are normalised", node->id,
        text);
}

static void check_confidence(struct cr_reader *r, const struct cr_node *node)
{
    const struct cr_value *c = &node->confidence;
    const char *wrong = NULL;

    if (c->kind == CR_VALUE_NONE || node->kind == CR_RULE)
        return;
    if (c->kind == CR_VALUE_EXPR)
        wrong = "it is a number or a distribution, not an expression";
    else if (c->kind == CR_VALUE_NUMBER ? c->number <= 0 : c->dist->high <= 0)
        wrong = "it must be above 0: how many comparable cases the weights are worth";
    else if (node->kind == CR_DECISION && !node->has_weights)
        wrong = "the options have no weights to be confident of";
    for (size_t b = 0; b < node->n_branches && !wrong; b++) {
        enum cr_value_kind kind = node->branches[b].weight.value.kind;
        if (kind == CR_VALUE_DIST || kind == CR_VALUE_EXPR)
            wrong = cr_hint(
                r->diags, "the weight of '%s' is not a fixed number", node->branches[b].name);
    }
    if (wrong)
        cr_diag(r->diags, CR_E_CONFIDENCE, c->place, wrong, "confidence cannot act at node '%s'",
            node->id);
}

/* A shift by a variable is counted from the mean of its start, as written. */
static void set_centres(struct cr_reader *r, struct cr_node *node, const double *starts)
{
    for (size_t b = 0; b < node->n_branches; b++)
        for (size_t k = 0; k < node->branches[b].n_shifts; k++) {
            struct cr_shift *shift = &node->branches[b].shifts[k];
            if (shift->state < 0 || shift->from_written)
                continue;
            shift->from = starts[shift->state];
            if (!isfinite(shift->from) &&
                r->names->states[shift->state].start.kind != CR_VALUE_NONE)
                cr_diag(r->diags, CR_E_SHIFT_FROM, shift->place,
                    "say where to count from: x1.15 per 10 from 50",
                    "the start of '%s' has no mean", r->names->states[shift->state].id);
        }
}

static void check_node(struct cr_reader *r, struct cr_node *node)
{
    struct totals t;

    if (node->kind == CR_RULE || node->n_branches == 0)
        return;
    bool all = check_missing(r, node) == CR_OK;
    if (node->has_weights && check_each(r, node) == CR_OK && all) {
        t = add_up(node);
        if (node->mode == CR_MODE_PROBABILITY)
            check_probabilities(r, node, &t);
        else
            check_relative(r, node, &t);
    }
    check_confidence(r, node);
}

void cr_check_weights(struct cr_reader *r)
{
    struct cr_scenario *s = r->s;
    double *means = CR_NEW(r->arena, double, s->n_parameters);
    double *starts = CR_NEW(r->arena, double, s->n_states);

    if (s->parameter_order || s->n_parameters == 0)
        cr_scenario_base(s, means, starts);
    for (size_t i = 0; i < s->n_nodes; i++) {
        check_node(r, &s->nodes[i]);
        if (s->parameter_order)
            set_centres(r, &s->nodes[i], starts);
    }
}
