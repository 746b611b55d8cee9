/* What the engines rely on without looking. A sentence comes back for the first thing that does not
 * hold; a test and a debug build ask, a user never sees it. */
#include "statistics/invariants.h"
#include "luck/stream.h"

#include <math.h>
#include <stdlib.h>

#define REQUIRE(holds, sentence)                                                                   \
    do {                                                                                           \
        if (!(holds))                                                                              \
            return (sentence);                                                                     \
    } while (0)

static int within(int index, int n)
{
    return index >= 0 && index < n;
}

/* One of node and outcome, and it exists. */
static int is_target(const struct cr_program *p, int next, int outcome)
{
    return next >= 0 ? within(next, p->n_points) && outcome < 0
                     : next == -1 && within(outcome, p->n_endings);
}

/* ---- Code and numbers ---- */

static const char *check_input(
    const struct cr_program *p, const struct cr_input *input, int only_slots)
{
    int n = 0;
    switch (input->kind) {
    case CR_IN_NUMBER:
        REQUIRE(isfinite(input->number), "a constant in a code is not finite");
        return NULL;
    case CR_IN_SLOT:
        REQUIRE(within(input->index, p->n_slots), "a code reads a slot that does not exist");
        return NULL;
    case CR_IN_STATE:
        n = p->n_states;
        REQUIRE(input->index >= 0, "a code reads a state variable that does not exist");
        break;
    case CR_IN_BIT:
        n = p->n_bits;
        break;
    case CR_IN_VISITS:
        n = p->n_visits;
        break;
    case CR_IN_STAGE:
    case CR_IN_PAYOFF:
        break;
    }
    REQUIRE(!only_slots, "the code of a world reads the path");
    REQUIRE(input->index < (n ? n : 1), "a code reads something that does not exist");
    return NULL;
}

/* Every instruction writes a register, and reads inputs or registers that are written already. */
static const char *check_code(const struct cr_program *p, const struct cr_code *code, int of_world)
{
    const char *wrong = NULL;
    int top = code->n_inputs; /* operands below are known; registers are first written upwards */
    REQUIRE(code->expr, "a code without an expression");
    REQUIRE(code->n_regs <= p->max_regs, "a code needs more registers than max_regs");
    for (int i = 0; i < code->n_inputs && !wrong; i++)
        wrong = check_input(p, &code->inputs[i], of_world);
    for (int i = 0; i < code->n_ins && !wrong; i++) {
        const struct cr_ins *ins = &code->ins[i];
        REQUIRE(ins->op < CR_N_OPS && ins->n_args >= 1 && ins->n_args <= 3, "an unknown operation");
        REQUIRE(ins->to >= code->n_inputs && ins->to < code->n_inputs + code->n_regs,
            "a code writes outside its registers");
        for (int k = 0; k < ins->n_args; k++)
            REQUIRE(
                ins->args[k] < code->n_inputs + code->n_regs, "a code reads outside its registers");
        top = ins->to + 1 > top ? ins->to + 1 : top;
    }
    REQUIRE(wrong || within(code->result, top), "the result of a code is never written");
    return wrong;
}

static const char *check_number(const struct cr_program *p, const struct cr_number *number)
{
    switch (number->kind) {
    case CR_FROM_CONST:
        REQUIRE(isfinite(number->number), "a constant is not finite");
        return NULL;
    case CR_FROM_SLOT:
        REQUIRE(within(number->slot, p->n_slots), "a number reads a slot that does not exist");
        return NULL;
    case CR_FROM_CODE:
        return check_code(p, number->code, 0);
    case CR_FROM_DIST:
        REQUIRE(number->dist && p->random_effects, "a draw in a program that knows of none");
        return NULL;
    }
    return "a number of no kind";
}

/* ---- Slots ---- */

static const char *check_value(
    const struct cr_program *p, const struct cr_slot_value *value, const unsigned char *known)
{
    const char *wrong = NULL;
    REQUIRE(value->kind != CR_FROM_CODE || value->code, "a computed slot without code");
    if (value->code) {
        wrong = check_code(p, value->code, 1);
        for (int i = 0; !wrong && i < value->code->n_inputs; i++) {
            const struct cr_input *input = &value->code->inputs[i];
            REQUIRE(input->kind != CR_IN_SLOT || known[input->index],
                "a slot is computed before one that it reads");
        }
    }
    REQUIRE(
        value->kind != CR_FROM_DIST || value->n_laws > 0, "a drawn slot without a distribution");
    REQUIRE(isfinite(value->offset), "the offset of a slot is not finite");
    return wrong;
}

static const char *check_shares(const struct cr_program *p, int slot, const unsigned char *known)
{
    const struct cr_slot *s = &p->slots[slot];
    REQUIRE(within(s->confidence, p->n_slots) && p->slots[s->confidence].kind == CR_SLOT_CONFIDENCE,
        "a share without a confidence");
    REQUIRE(known[s->confidence], "shares are drawn before their confidence");
    REQUIRE(s->first_share <= slot && slot < s->first_share + s->n_shares &&
                s->first_share + s->n_shares <= p->n_slots,
        "a share stands outside its set");
    REQUIRE(s->share >= 0 && s->share <= 1, "a written share is no probability");
    return NULL;
}

static const char *check_slots(const struct cr_program *p, struct cr_arena *arena)
{
    unsigned char *known = CR_NEW(arena, unsigned char, p->n_slots);
    const char *wrong = NULL;
    int n_uncertain = 0;
    for (int k = 0; k < p->n_slots && !wrong; k++) {
        int slot = p->slot_order[k];
        REQUIRE(within(slot, p->n_slots) && !known[slot], "the order of the slots is no order");
        const struct cr_slot *s = &p->slots[slot];
        REQUIRE(s->name && s->low <= s->high, "a slot without a name or with crossed bounds");
        n_uncertain += s->uncertain;
        wrong = s->kind == CR_SLOT_SHARE ? check_shares(p, slot, known)
                                         : check_value(p, &s->value, known);
        for (size_t i = 0; !wrong && s->by_lens && i < p->setup->n_lenses; i++)
            wrong = check_value(p, &s->by_lens[i], known);
        REQUIRE(s->correlated < 0 ||
                    (within(s->correlated, p->n_copula) && p->copula_slots[s->correlated] == slot),
            "a correlated slot and the copula do not know each other");
        known[slot] = 1;
    }
    REQUIRE(wrong || n_uncertain == p->n_uncertain, "the uncertain slots are miscounted");
    for (int k = 0, column = 0; !wrong && k < p->n_slots; column += p->slots[k++].uncertain)
        REQUIRE(p->slots[k].column == column, "a slot has the column of another one");
    for (size_t i = 0; !wrong && i < p->scenario->n_parameters; i++)
        REQUIRE(p->slots[i].kind == CR_SLOT_PARAMETER && p->slots[i].index == (int)i,
            "the parameters are not the first slots");
    return wrong;
}

/* ---- Nodes and branches ---- */

static const char *check_effects(const struct cr_program *p, const struct cr_branch *b)
{
    const char *wrong = NULL;
    for (int k = 0; k < b->n_sets + b->n_changes && !wrong; k++) {
        const struct cr_effect_op *op = k < b->n_sets ? &b->sets[k] : &b->changes[k - b->n_sets];
        REQUIRE(
            within(op->state, p->n_states), "an effect on a state variable that does not exist");
        wrong = check_number(p, &op->value);
    }
    for (int k = 0; k < b->n_pays && !wrong; k++) {
        REQUIRE(within(b->pays[k].actor, p->n_actors), "a payoff of nobody");
        wrong = check_number(p, &b->pays[k].value);
    }
    REQUIRE(b->n_sets <= p->max_effects && b->n_changes <= p->max_effects,
        "a branch has more effects than max_effects");
    return wrong;
}

static const char *check_branch(const struct cr_program *p, int at)
{
    const struct cr_branch *b = &p->branches[at];
    REQUIRE(is_target(p, b->next, b->outcome), "a branch leads nowhere");
    REQUIRE(b->likelihood >= 0 && isfinite(b->likelihood), "a likelihood below 0");
    REQUIRE(b->bit < p->n_bits, "a branch sets a bit that does not exist");
    REQUIRE(!b->must_take || (b->bit >= 0 && p->points[b->node].must_reach),
        "a branch was seen that nobody remembers");
    REQUIRE(b->bit < 0 || (p->bit_node[b->bit] == b->node && p->bit_branch[b->bit] == b->local),
        "a branch and its bit do not know each other");
    for (int k = 0; k < b->n_shifts; k++) {
        const struct cr_shift_op *op = &b->shifts[k];
        REQUIRE(op->bit < p->n_bits && op->state < p->n_states && (op->bit < 0 || op->state < 0),
            "a shift reads something that does not exist");
        REQUIRE(op->factor >= 0 && isfinite(op->factor), "a shift by a factor below 0");
        REQUIRE(
            op->state < 0 || (isfinite(op->rate) && isfinite(op->from)), "a shift without a rate");
    }
    const char *wrong = b->when ? check_code(p, b->when, 0) : NULL;
    if (!wrong && b->weight_kind != CR_W_REST && p->points[b->node].kind != CR_RULE)
        wrong = check_number(p, &b->weight);
    return wrong ? wrong : check_effects(p, b);
}

/* Fixed probabilities with nothing left open total 1 (language.md: within half a point as written,
 * normalised by the engine). Where a share is set, any number stands in its place. */
static const char *check_total(const struct cr_program *p, const struct cr_point *point)
{
    double total = 0;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &p->branches[point->first_branch + b];
        if (branch->weight_kind == CR_W_REST || branch->weight.kind != CR_FROM_CONST)
            return NULL;
        REQUIRE(branch->weight.number >= 0, "a weight below 0");
        total += branch->weight.number;
    }
    REQUIRE(total > 0, "the weights of a node total 0");
    for (int k = 0; k < point->n_lens_ops; k++) {
        if (point->lens_ops[k].lens < 0)
            return NULL;
    }
    REQUIRE(!point->probability || fabs(total - 1) < 0.00501, "fixed probabilities do not total 1");
    return NULL;
}

static const char *check_point(const struct cr_program *p, int at, int next_branch)
{
    const struct cr_point *point = &p->points[at];
    REQUIRE(point->node == at, "a node and its point differ");
    REQUIRE(point->first_branch == next_branch && point->n_branches >= 1 &&
                point->n_branches <= p->max_branches,
        "the branches of a node are out of line");
    REQUIRE(point->visits < p->n_visits, "a visit counter that does not exist");
    REQUIRE(!point->at_most || point->visits >= 0, "a bounded node without a counter");
    REQUIRE(!point->at_most || is_target(p, point->after_next, point->after_outcome),
        "a bounded node without an `after`");
    REQUIRE((point->kind == CR_DECISION) == within(point->actor, p->n_actors),
        "a decision of nobody, or an actor at a chance node");
    REQUIRE(point->choose.kind != CR_CHOOSE_DEFAULT, "a way of choosing was left open");
    REQUIRE(
        point->choose.kind != CR_CHOOSE_OPTION || within(point->choose.option, point->n_branches),
        "an option is chosen that does not exist");
    REQUIRE(point->forced < point->n_branches && point->saw < point->n_branches,
        "a branch is forced or seen that does not exist");
    REQUIRE(point->saw < 0 || (point->must_reach && !point->on_cycle),
        "a branch was seen at a node on a cycle");
    REQUIRE(!point->must_reach || point->visits >= 0, "evidence about a node nobody counts");
    REQUIRE(!(point->evidence && !p->has_evidence), "evidence in a program that knows of none");
    const char *wrong = NULL;
    for (int k = 0; k < point->n_lens_ops && !wrong; k++) {
        REQUIRE(within(point->lens_ops[k].branch, point->n_branches), "a lens on no branch");
        wrong = check_number(p, &point->lens_ops[k].value);
    }
    for (int b = 0; b < point->n_branches && !wrong; b++) {
        const struct cr_branch *branch = &p->branches[next_branch + b];
        REQUIRE(branch->node == at && branch->local == b, "a branch and its node differ");
        wrong = check_branch(p, next_branch + b);
    }
    return wrong || point->kind == CR_RULE ? wrong : check_total(p, point);
}

/* Without loops every arrow leads to a later node. */
static const char *check_orders(const struct cr_program *p, struct cr_arena *arena)
{
    unsigned char *seen = CR_NEW(arena, unsigned char, p->n_points);
    for (int n = 0; n < p->n_points; n++) {
        int order = p->points[n].order;
        REQUIRE(within(order, p->n_points) && !seen[order], "the order of the nodes is no order");
        seen[order] = 1;
    }
    for (int b = 0; !p->loops && b < p->n_branches; b++) {
        const struct cr_branch *branch = &p->branches[b];
        REQUIRE(branch->next < 0 || p->points[branch->next].order > p->points[branch->node].order,
            "an arrow leads backwards in a program without loops");
    }
    return NULL;
}

/* Two events of a domain with one number would have the same luck. */
static int later(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t address(enum cr_domain domain, uint32_t event)
{
    return (uint64_t)domain << 32 | event;
}

static const char *check_events(const struct cr_program *p, struct cr_arena *arena)
{
    CR_VEC(uint64_t) events = {0};
    for (int s = 0; s < p->n_slots; s++)
        cr_vec_push(arena, &events, address(CR_DOMAIN_WORLD, p->slots[s].event));
    for (int n = 0; n < p->n_points; n++)
        cr_vec_push(arena, &events, address(CR_DOMAIN_BRANCH, p->points[n].event));
    for (int at = 0; at < p->n_branches; at++) {
        const struct cr_branch *b = &p->branches[at];
        for (int k = 0; k < b->n_sets + b->n_changes + b->n_pays; k++) {
            const struct cr_number *number = k < b->n_sets ? &b->sets[k].value
                                             : k < b->n_sets + b->n_changes
                                                 ? &b->changes[k - b->n_sets].value
                                                 : &b->pays[k - b->n_sets - b->n_changes].value;
            if (number->kind == CR_FROM_DIST)
                cr_vec_push(arena, &events, address(CR_DOMAIN_EFFECT, number->event));
        }
    }
    if (events.n > 0)
        qsort(events.at, events.n, sizeof *events.at, later);
    for (size_t i = 1; i < events.n; i++)
        REQUIRE(events.at[i] != events.at[i - 1], "two random events share a number");
    return NULL;
}

/* ---- The whole ---- */

static const char *check_ends(const struct cr_program *p)
{
    const char *wrong = NULL;
    for (int o = 0; o < p->n_endings; o++) {
        const struct cr_ending *ending = &p->endings[o];
        size_t rows = ending->pays_by_lens ? p->setup->n_lenses : 1;
        for (size_t row = 0; row < rows; row++) {
            const struct cr_pay_op *pays =
                ending->pays_by_lens ? ending->pays_by_lens[row] : ending->pays;
            for (int k = 0; k < ending->n_pays && !wrong; k++) {
                REQUIRE(within(pays[k].actor, p->n_actors), "an outcome pays nobody");
                REQUIRE(pays[k].value.kind != CR_FROM_DIST, "an outcome draws its payoff");
                wrong = check_number(p, &pays[k].value);
            }
        }
    }
    for (int a = 0; a < p->n_actors && !wrong; a++) {
        wrong = p->actor_payoffs[a] ? check_code(p, p->actor_payoffs[a], 0) : NULL;
        if (!wrong && p->utilities[a])
            wrong = check_code(p, p->utilities[a], 0);
    }
    for (int m = 0; m < p->n_measures && !wrong; m++)
        wrong = check_code(p, p->measures[m], 0);
    return wrong;
}

static const char *check_all(const struct cr_program *p, struct cr_arena *arena)
{
    const char *wrong = check_slots(p, arena);
    int next = 0;
    REQUIRE(is_target(p, p->start_point, p->start_outcome), "the program starts nowhere");
    for (int v = 0; v < p->n_states && !wrong; v++) {
        const struct cr_state_var *var = &p->states[v];
        REQUIRE(within(var->start, p->n_slots) && p->slots[var->start].kind == CR_SLOT_START &&
                    p->slots[var->start].index == v,
            "a state variable does not start from its own slot");
        REQUIRE(var->bounds == CR_BOUNDS_NONE || var->low <= var->high, "crossed bounds");
    }
    for (int n = 0; n < p->n_points && !wrong; n++) {
        wrong = check_point(p, n, next);
        next += p->points[n].n_branches;
    }
    REQUIRE(wrong || next == p->n_branches, "a branch without a node");
    if (!wrong)
        wrong = check_orders(p, arena);
    if (!wrong)
        wrong = check_events(p, arena);
    return wrong ? wrong : check_ends(p);
}

const char *cr_program_invariants(const struct cr_program *program)
{
    struct cr_arena *arena = cr_arena_scratch();
    const char *wrong = check_all(program, arena);
    cr_arena_free(arena);
    return wrong;
}
