/* Slots: every number that is fixed for a whole world, with lenses and settings in it.
 *
 * Parameters, starts, uncertain weights and the shares of nodes with `confidence`, one kind
 * after the other. Lenses that act at once are blended at one uniform (compile.h); a setting
 * replaces what stands there. Last comes the order in which slots are computed, since code may
 * read other slots, and what is correlated. */
#include "program/compile_inside.h"

#include "random/copula.h"
#include "random/table.h"

#include <math.h>
#include <string.h>

static struct cr_slot_value slot_value(struct cr_compiler *c, const struct cr_value *value)
{
    struct cr_blend blend = cr_blend_of(c, value);
    return cr_blend_value(c, &blend);
}

/* ---- Lenses and settings on parameters and starts ---- */

/* One lens says something of a slot: another value, or (a signed start) how much more. */
static void lens_slot(struct cr_compiler *c, int lens, double strength, const struct cr_slot *slot,
    struct cr_blend *blend, double *offset)
{
    if (lens < 0)
        return;
    const struct cr_lens *l = &c->scenario->lenses[lens];
    bool start = slot->kind == CR_SLOT_START;
    const struct cr_lens_value *changes = start ? l->starts : l->parameters;
    size_t n = start ? l->n_starts : l->n_parameters;
    for (size_t i = 0; i < n; i++) {
        if (changes[i].index != slot->index)
            continue;
        if (changes[i].shift)
            *offset += strength * cr_value_mean(&changes[i].value);
        else
            cr_blend_move(c, blend, &changes[i].value, strength);
    }
}

/* Through lenses [from, to) of the setup at once. */
static struct cr_slot_value through_lenses(struct cr_compiler *c, const struct cr_slot *slot,
    const struct cr_value *written, size_t from, size_t to)
{
    struct cr_blend blend = cr_blend_of(c, written);
    double offset = 0;
    for (size_t k = from; k < to; k++) {
        const struct cr_setup_lens *lens = &c->setup->lenses[k];
        lens_slot(c, lens->lens, c->setup->pool ? 1 : lens->strength, slot, &blend, &offset);
    }
    struct cr_slot_value value = cr_blend_value(c, &blend);
    value.offset += offset;
    return value;
}

static void settle_slot(struct cr_compiler *c, struct cr_slot *slot, const struct cr_value *written)
{
    const struct cr_setup *setup = c->setup;
    struct cr_slot_value *by_lens =
        setup->pool ? CR_NEW(c->arena, struct cr_slot_value, setup->n_lenses) : NULL;
    for (size_t k = 0; by_lens && k < setup->n_lenses; k++)
        by_lens[k] = through_lenses(c, slot, written, k, k + 1);
    slot->by_lens = by_lens;
    slot->value = through_lenses(c, slot, written, 0, setup->pool ? 0 : setup->n_lenses);
    for (size_t i = 0; i < setup->n_sets; i++) { /* settings are final over lenses */
        const struct cr_setup_set *set = &setup->sets[i];
        if (slot->kind == CR_SLOT_START ? set->state != slot->index : set->parameter != slot->index)
            continue;
        slot->value = slot_value(c, &set->value);
        slot->by_lens = NULL;
    }
    slot->uncertain = slot->value.kind == CR_FROM_DIST;
    for (size_t k = 0; slot->by_lens && k < setup->n_lenses; k++)
        slot->uncertain |= slot->by_lens[k].kind == CR_FROM_DIST;
}

/* ---- One kind of slot after another ---- */

static struct cr_slot new_slot(struct cr_compiler *c, enum cr_slot_kind kind, const char *name,
    int index, int index2, struct cr_place place)
{
    struct cr_slot slot = {.name = name,
        .kind = kind,
        .index = index,
        .index2 = index2,
        .correlated = -1,
        .confidence = -1,
        .low = -INFINITY,
        .high = INFINITY,
        .place = place};
    slot.event = cr_compile_event(c, CR_DOMAIN_WORLD, name);
    return slot;
}

static void add_parameters(struct cr_compiler *c)
{
    for (size_t i = 0; i < c->scenario->n_parameters; i++) {
        const struct cr_parameter *item = &c->scenario->parameters[i];
        struct cr_slot slot = new_slot(c, CR_SLOT_PARAMETER, item->id, (int)i, -1, item->place);
        slot.label = item->label;
        settle_slot(c, &slot, &item->value);
        cr_vec_push(c->arena, &c->slots, slot);
    }
}

static void add_starts(struct cr_compiler *c)
{
    struct cr_program *p = c->program;
    p->states = CR_NEW(c->arena, struct cr_state_var, p->n_states);
    for (int i = 0; i < p->n_states; i++) {
        const struct cr_state_item *item = &c->scenario->states[i];
        const char *name = cr_arena_printf(c->arena, "start.%s", item->id);
        struct cr_slot slot = new_slot(c, CR_SLOT_START, name, i, -1, item->place);
        slot.label = item->label;
        slot.low = item->low;
        slot.high = item->high;
        settle_slot(c, &slot, &item->start);
        p->states[i] = (struct cr_state_var){(int)c->slots.n, item->low, item->high, item->bounds};
        cr_vec_push(c->arena, &c->slots, slot);
    }
}

/* What was set takes the written weight's place, its name and its luck. */
static void add_uncertain_weights(struct cr_compiler *c, int n)
{
    const struct cr_node *node = &c->scenario->nodes[n];
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_branch_item *branch = &node->branches[b];
        const struct cr_setup_set *set = cr_compile_set(c, n, (int)b);
        const struct cr_value *value = set ? &set->value : &branch->weight.value;
        if (value->kind != CR_VALUE_DIST)
            continue;
        const char *name = cr_scenario_branch_name(c->arena, c->scenario, n, (int)b);
        struct cr_slot slot = new_slot(c, CR_SLOT_WEIGHT, name, n, (int)b, branch->weight.place);
        slot.label = branch->label;
        slot.value = slot_value(c, value);
        slot.uncertain = true;
        c->branch_slot[c->program->points[n].first_branch + (int)b] = (int)c->slots.n;
        cr_vec_push(c->arena, &c->slots, slot);
    }
}

/* The fixed weights of a node with `confidence`: as written or as set, `rest` resolved, total 1. */
static void fixed_shares(const struct cr_compiler *c, int n, bool as_set, double *p)
{
    const struct cr_node *node = &c->scenario->nodes[n];
    double total = 0, n_rest = 0;
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_weight *weight = &node->branches[b].weight;
        const struct cr_setup_set *set = as_set ? cr_compile_set(c, n, (int)b) : NULL;
        p[b] = set && set->value.kind == CR_VALUE_NUMBER ? set->value.number
               : weight->form == CR_WEIGHT_NONE          ? 1
               : weight->form == CR_WEIGHT_REST          ? 0
                                                         : weight->value.number;
        n_rest += weight->form == CR_WEIGHT_REST;
        total += p[b];
    }
    for (size_t b = 0; b < node->n_branches && n_rest > 0; b++) {
        if (node->branches[b].weight.form == CR_WEIGHT_REST)
            p[b] = total < 1 ? (1 - total) / n_rest : 0;
    }
    total = 0;
    for (size_t b = 0; b < node->n_branches; b++)
        total += p[b];
    for (size_t b = 0; b < node->n_branches; b++)
        p[b] /= total;
}

/* A number that is set at a node with `confidence` is that branch's share, or by itself a relative
 * weight; the others stay uncertain in what is left, in the proportions that they had: what a
 * Dirichlet distribution becomes when one of its shares is known. Fills in c->branch_share and
 * returns what is left for the `n_free` others, whose cases total *cases. */
static double set_shares(struct cr_compiler *c, int n, const double *p, int *n_free, double *cases)
{
    const struct cr_node *node = &c->scenario->nodes[n];
    double *share = &c->branch_share[c->program->points[n].first_branch], left = 1;
    double *relative = CR_NEW(c->arena, double, node->n_branches);
    fixed_shares(c, n, true, relative);
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_setup_set *set = cr_compile_set(c, n, (int)b);
        if (set && set->value.kind == CR_VALUE_NUMBER)
            left -= share[b] = cr_compile_set_is_weight(c, set) ? relative[b] : set->value.number;
        *n_free += !set && p[b] > 0;
        *cases += set ? 0 : p[b];
    }
    for (size_t b = 0; b < node->n_branches; b++) {
        if (!cr_compile_set(c, n, (int)b) && (p[b] <= 0 || *n_free == 1 || left <= 0))
            share[b] = p[b] > 0 && left > 0 ? left : 0;
    }
    return *n_free > 1 && left > 0 ? left : 0;
}

static void add_confidence(struct cr_compiler *c, int n)
{
    const struct cr_node *node = &c->scenario->nodes[n];
    int first_branch = c->program->points[n].first_branch, n_free = 0;
    double *p = CR_NEW(c->arena, double, node->n_branches), cases = 0, whole;
    if (node->confidence.kind == CR_VALUE_NONE)
        return;
    fixed_shares(c, n, false, p);
    whole = set_shares(c, n, p, &n_free, &cases);
    if (!(whole > 0))
        return;
    const char *name = cr_arena_printf(c->arena, "confidence.%s", node->id);
    struct cr_slot kappa = new_slot(c, CR_SLOT_CONFIDENCE, name, n, -1, node->confidence.place);
    kappa.value = slot_value(c, &node->confidence);
    kappa.uncertain = kappa.value.kind == CR_FROM_DIST;
    int kappa_slot = (int)c->slots.n, first = kappa_slot + 1;
    cr_vec_push(c->arena, &c->slots, kappa);
    for (size_t b = 0; b < node->n_branches; b++) {
        if (cr_compile_set(c, n, (int)b) || !isnan(c->branch_share[first_branch + (int)b]))
            continue;
        const char *branch = cr_scenario_branch_name(c->arena, c->scenario, n, (int)b);
        struct cr_slot slot =
            new_slot(c, CR_SLOT_SHARE, branch, n, (int)b, node->branches[b].weight.place);
        slot.label = node->branches[b].label;
        slot.uncertain = true;
        slot.confidence = kappa_slot;
        slot.cases = p[b];
        slot.whole = whole;
        slot.share = whole * p[b] / cases;
        slot.n_shares = n_free;
        slot.first_share = first;
        if (kappa.value.kind == CR_FROM_CONST && kappa.value.number * p[b] > 0)
            slot.table = cr_quantile_table_new(c->arena, cr_gamma_law(kappa.value.number * p[b]));
        c->branch_slot[first_branch + (int)b] = (int)c->slots.n;
        cr_vec_push(c->arena, &c->slots, slot);
    }
}

int cr_compile_lens_slot(struct cr_compiler *c, const char *name, const struct cr_value *value)
{
    struct cr_slot slot = new_slot(c, CR_SLOT_LENS, name, -1, -1, value->place);
    slot.value = slot_value(c, value);
    slot.uncertain = true;
    cr_vec_push(c->arena, &c->slots, slot);
    return (int)c->slots.n - 1;
}

int cr_compile_size_slot(struct cr_compiler *c, const struct cr_expr *expr)
{
    const char *name = cr_arena_printf(c->arena, "size %zu", c->slots.n);
    struct cr_slot slot = new_slot(c, CR_SLOT_SIZE, name, -1, -1, expr->place);
    slot.value = (struct cr_slot_value){.kind = CR_FROM_CODE, .code = cr_compile_code(c, expr)};
    cr_vec_push(c->arena, &c->slots, slot);
    return (int)c->slots.n - 1;
}

int cr_compile_factor_slot(
    struct cr_compiler *c, enum cr_slot_kind kind, const char *name, double base)
{
    struct cr_slot slot = new_slot(c, kind, name, -1, -1, CR_NOWHERE);
    slot.value = (struct cr_slot_value){.kind = CR_FROM_CONST, .number = base};
    cr_vec_push(c->arena, &c->slots, slot);
    return (int)c->slots.n - 1;
}

/* ---- Order of evaluation ---- */

/* A slot whose inputs are being looked at: how far. */
struct open_slot {
    int slot, code, input;
};

struct visit {
    struct cr_compiler *c;
    int *state, *order, n; /* state: 0 new, 1 open, 2 done */
    struct open_slot *open;
};

/* The next slot that this one is computed from, in the file or under a lens; -1 behind the last. */
static int next_input(const struct visit *v, struct open_slot *open)
{
    const struct cr_slot *s = &v->c->slots.at[open->slot];
    int n_codes = 1 + (s->by_lens ? (int)v->c->setup->n_lenses : 0);
    for (; open->code < n_codes; open->code++, open->input = 0) {
        const struct cr_code *code =
            open->code == 0 ? s->value.code : s->by_lens[open->code - 1].code;
        while (code && open->input < code->n_inputs) {
            int i = open->input++;
            if (code->inputs[i].kind == CR_IN_SLOT)
                return code->inputs[i].index;
        }
    }
    return -1;
}

/* Inputs before what is computed from them. Parameters chain as long as authors like, so the open
 * ones stand on a list and not on the C stack. */
static enum cr_status visit_slot(struct visit *v, int root)
{
    int depth = 0;
    if (v->state[root] == 2)
        return CR_OK;
    v->open[depth++] = (struct open_slot){root, 0, 0};
    v->state[root] = 1;
    while (depth > 0) {
        struct open_slot *top = &v->open[depth - 1];
        int slot = next_input(v, top);
        if (slot < 0) {
            v->state[top->slot] = 2;
            v->order[v->n++] = top->slot;
            depth--;
        } else if (v->state[slot] == 1) {
            const struct cr_slot *s = &v->c->slots.at[slot];
            cr_diag(v->c->diags, CR_E_LENS_CYCLE, s->place, "let one of them be a number",
                "under this lens or setting parameter '%s' depends on itself", s->name);
            return CR_INPUT;
        } else if (v->state[slot] == 0) {
            v->state[slot] = 1;
            v->open[depth++] = (struct open_slot){slot, 0, 0};
        }
    }
    return CR_OK;
}

static enum cr_status order_slots(struct cr_compiler *c)
{
    int n = (int)c->slots.n;
    struct visit v = {c, CR_NEW(c->arena, int, n), CR_NEW(c->arena, int, n), 0,
        CR_NEW(c->arena, struct open_slot, n)};
    for (size_t i = 0; i < c->scenario->n_parameters;
         i++) { /* the written order first: it is right without lenses */
        if (visit_slot(&v, c->scenario->parameter_order[i]) != CR_OK)
            return CR_INPUT;
    }
    for (int i = 0; i < n; i++) {
        if (visit_slot(&v, i) != CR_OK)
            return CR_INPUT;
    }
    c->program->slot_order = v.order;
    return CR_OK;
}

/* ---- Correlations ---- */

static int slot_named(const struct cr_compiler *c, const char *name)
{
    for (size_t i = 0; i < c->slots.n; i++) {
        if (strcmp(c->slots.at[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

static void build_copula(struct cr_compiler *c)
{
    const struct cr_scenario *s = c->scenario;
    if (s->n_correlations == 0)
        return;
    int n = 0, *slots = CR_NEW(c->arena, int, 2 * s->n_correlations);
    for (size_t i = 0; i < s->n_correlations; i++) {
        const char *names[2] = {s->correlations[i].a, s->correlations[i].b};
        for (int k = 0; k < 2; k++) {
            int slot = slot_named(c, names[k]);
            if (slot >= 0 && c->slots.at[slot].correlated < 0) {
                c->slots.at[slot].correlated = n;
                slots[n++] = slot;
            }
        }
    }
    double *rho = CR_NEW(c->arena, double, (size_t)n *(size_t)n);
    for (int i = 0; i < n; i++)
        rho[i * n + i] = 1;
    for (size_t i = 0; i < s->n_correlations; i++) {
        int a = slot_named(c, s->correlations[i].a), b = slot_named(c, s->correlations[i].b);
        if (a < 0 || b < 0)
            continue;
        a = c->slots.at[a].correlated;
        b = c->slots.at[b].correlated;
        rho[a * n + b] = rho[b * n + a] = s->correlations[i].rho;
    }
    struct cr_copula_fault fault;
    c->program->copula = CR_NEW(c->arena, struct cr_copula, 1);
    const char *problem = cr_copula_prepare(c->arena, c->program->copula, n, rho, &fault);
    if (problem) /* the scenario room has checked the matrix of the file */
        cr_diag(c->diags, CR_E_CORRELATION_MATRIX, s->correlations[0].place, NULL, "%s", problem);
    c->program->copula_slots = slots;
    c->program->n_copula = n;
}

void cr_compile_slots(struct cr_compiler *c)
{
    c->branch_slot = CR_NEW(c->arena, int, c->program->n_branches);
    c->branch_share = CR_NEW(c->arena, double, c->program->n_branches);
    for (int b = 0; b < c->program->n_branches; b++) {
        c->branch_slot[b] = -1;
        c->branch_share[b] = NAN;
    }
    add_parameters(c);
    for (int n = 0; n < c->program->n_points; n++) {
        add_uncertain_weights(c, n);
        add_confidence(c, n);
    }
    add_starts(c);
    build_copula(c);
}

/* Called when every slot is there (lenses on branches add theirs with the points). */
enum cr_status cr_compile_order(struct cr_compiler *c)
{
    if (order_slots(c) != CR_OK)
        return CR_INPUT;
    c->program->n_uncertain = 0;
    for (size_t i = 0; i < c->slots.n; i++) {
        c->slots.at[i].column = c->program->n_uncertain;
        c->program->n_uncertain += c->slots.at[i].uncertain;
    }
    return CR_OK;
}
