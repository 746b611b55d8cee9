/* Numbering values: what is equal for certain gets one id. */
#include "program/unroll_inside.h"

#include <math.h>
#include <string.h>

/* ---- One case at the base numbers ---- */

static double **pointers(struct cr_arena *arena, double *at, int n)
{
    double **list = CR_NEW(arena, double *, n);
    for (int i = 0; i < n; i++)
        list[i] = &at[i];
    return list;
}

void cr_unroll_values_init(struct cr_unroller *x)
{
    const struct cr_program *p = x->program;
    double *slots = CR_NEW(x->arena, double, p->n_slots);
    memcpy(slots, x->spec->base, (size_t)p->n_slots * sizeof *slots);
    x->bit_now = CR_NEW(x->arena, double, p->n_bits);
    x->visit_now = CR_NEW(x->arena, double, p->n_visits);
    x->state_now = CR_NEW(x->arena, double, p->n_states);
    x->slot_at = pointers(x->arena, slots, p->n_slots);
    x->state_at = pointers(x->arena, x->state_now, p->n_states);
    x->bit_at = pointers(x->arena, x->bit_now, p->n_bits);
    x->visit_at = pointers(x->arena, x->visit_now, p->n_visits);
    x->scratch = CR_NEW(x->arena, double, cr_weights_scratch(p, 1));
    x->lanes = (struct cr_lanes){.slots = (const double *const *)x->slot_at,
        .states = (const double *const *)x->state_at,
        .bits = (const double *const *)x->bit_at,
        .visits = (const double *const *)x->visit_at,
        .n = 1};
    cr_intern_init(&x->numbers, x->arena);
    cr_intern_init(&x->applied, x->arena);
    cr_intern_init(&x->sites, x->arena);
}

static void load_states(struct cr_unroller *x)
{
    for (int s = 0; s < x->program->n_states; s++) {
        int id = x->from[CR_KEY_VARS + s];
        x->state_now[s] = id < 0 ? NAN : x->values.at[id].number;
    }
}

/* Puts the position being expanded into x->lanes; the path only once, for nothing changes it. */
static void load_case(struct cr_unroller *x)
{
    load_states(x);
    x->lanes.stage = &x->stage_now; /* here, for an unroller is handed on by value */
    if (x->loaded)
        return;
    x->loaded = true;
    x->stage_now = x->from[CR_KEY_STAGE];
    for (int b = 0; b < x->program->n_bits; b++)
        x->bit_now[b] = cr_key_bit(x, x->from, b);
    for (int v = 0; v < x->program->n_visits; v++)
        x->visit_now[v] = x->visit_key[v] < 0 ? 0 : x->from[x->u->key_visits + x->visit_key[v]];
}

/* ---- Ids ---- */

int cr_unroll_number(struct cr_unroller *x, double number)
{
    int32_t words[3] = {-1};
    bool is_new;
    number = isnan(number) ? NAN : number + 0.0; /* one zero, one NaN */
    memcpy(&words[1], &number, sizeof number);
    int k = cr_intern_get(&x->numbers, words, 3, &is_new);
    if (is_new) {
        struct cr_value_id value = {CR_ID_NUMBER, -1, number};
        cr_vec_push(x->arena, &x->values, value);
        cr_vec_push(x->arena, &x->number_value, (int)x->values.n - 1);
    }
    return x->number_value.at[k];
}

int cr_unroll_slot(struct cr_unroller *x, int slot)
{
    if (!x->slot_open[slot])
        return cr_unroll_number(x, x->spec->base[slot]);
    struct cr_value_id value = {CR_ID_SLOT, slot, x->spec->base[slot]};
    cr_vec_push(x->arena, &x->values, value);
    return (int)x->values.n - 1;
}

static void add_word(struct cr_unroller *x, int32_t w)
{
    cr_vec_push(x->arena, &x->words, w);
}

/* Appends what `reads` reads at x->from to the words; true if all of it is the same in all worlds.
 */
static bool operands(struct cr_unroller *x, const struct cr_reads *reads)
{
    bool fixed = !reads->open;
    for (size_t i = 0; i < reads->states.n; i++) {
        int id = x->from[CR_KEY_VARS + reads->states.at[i]];
        fixed &= id >= 0 && x->values.at[id].kind == CR_ID_NUMBER;
        add_word(x, id);
    }
    int32_t bits = 0;
    for (size_t i = 0; i < reads->bits.n; i++) {
        bits = (int32_t)((uint32_t)bits << 1 | (uint32_t)cr_key_bit(x, x->from, reads->bits.at[i]));
        if (i % 32 == 31 || i + 1 == reads->bits.n) {
            add_word(x, bits);
            bits = 0;
        }
    }
    for (size_t i = 0; i < reads->visits.n; i++)
        add_word(x, x->from[x->u->key_visits + reads->visits.at[i]]);
    if (reads->stage)
        add_word(x, x->from[CR_KEY_STAGE]);
    return fixed;
}

int cr_unroll_site(struct cr_unroller *x, int position)
{
    int point = x->list.at[position].point;
    bool is_new;
    x->words.n = 0;
    add_word(x, point);
    bool fixed = operands(x, &x->site_reads[point]);
    operands(x, &x->pay_reads[point]);
    int k = cr_intern_get(&x->sites, x->words.at, x->words.n, &is_new);
    if (is_new) {
        struct cr_site site = {point, position, x->u->n_site_branches, fixed};
        cr_vec_push(x->arena, &x->site_list, site);
        x->u->n_site_branches += x->program->points[point].n_branches;
    }
    return k;
}

int cr_unroll_condition(struct cr_unroller *x, const struct cr_code *when)
{
    for (int i = 0; i < when->n_inputs; i++) {
        const struct cr_input *in = &when->inputs[i];
        if (in->kind == CR_IN_SLOT &&
            (x->slot_open[in->index] || (x->spec->keep_closed && x->slot_varies[in->index])))
            return -1;
        if (in->kind != CR_IN_STATE)
            continue;
        int id = x->from[CR_KEY_VARS + in->index];
        if (x->spec->keep_closed || id < 0 || x->values.at[id].kind != CR_ID_NUMBER)
            return -1;
    }
    double value;
    load_case(x);
    cr_code_run(when, &x->lanes, x->scratch, &value);
    return isnan(value) ? -1 : value != 0;
}

/* ---- What a branch does ---- */

/* The base numbers of all state variables after the branch; NaN where they are not defined. */
static void run_states(struct cr_unroller *x, int branch)
{
    struct cr_fault fault = {0};
    const struct cr_branch_keys *keys = &x->branches[branch];
    load_case(x);
    if (cr_effects_run(x->program, branch, &x->lanes, x->state_at, NULL, x->scratch, &fault) ==
        CR_OK)
        return;
    for (int k = 0; k < keys->n_state_effects; k++)
        x->state_now[keys->effects[k].var] = NAN;
}

static double run_total(struct cr_unroller *x, int branch, const struct cr_effect_key *effect)
{
    const struct cr_branch *b = &x->program->branches[branch];
    int id = x->from[CR_KEY_VARS + effect->var];
    double pay = NAN;
    load_case(x);
    for (int k = 0; k < b->n_pays; k++) {
        struct cr_fault fault = {0};
        if (b->pays[k].actor == effect->actor && cr_number_run(x->program, &b->pays[k].value,
                                                     &x->lanes, x->scratch, &pay, &fault) != CR_OK)
            pay = NAN;
    }
    /* As where totals are not known beforehand: what cannot be added up is no number. */
    return fabs(pay) <= CR_PAYOFF_MOST ? x->values.at[id].number + pay : NAN;
}

/* A value that is made here and nowhere before: noted so that it can be worked out for many worlds.
 */
static int make(struct cr_unroller *x, int position, int branch, int var, double number)
{
    struct cr_value_id value = {CR_ID_MADE, -1, number};
    cr_vec_push(x->arena, &x->values, value);
    int id = (int)x->values.n - 1;
    struct cr_making *last = x->makings.n > 0 ? &x->makings.at[x->makings.n - 1] : NULL;
    if (!last || last->from != position || last->branch != branch) {
        struct cr_making making = {position, branch, x->pairs.n / 2, 0};
        cr_vec_push(x->arena, &x->makings, making);
        last = &x->makings.at[x->makings.n - 1];
    }
    last->n_pairs++;
    cr_vec_push(x->arena, &x->pairs, var);
    cr_vec_push(x->arena, &x->pairs, id);
    return id;
}

void cr_unroll_effects(struct cr_unroller *x, int position, int branch, int32_t *vars)
{
    const struct cr_branch_keys *keys = &x->branches[branch];
    bool run = false;
    memcpy(vars, &x->from[CR_KEY_VARS], (size_t)x->u->n_vars * sizeof *vars);
    for (int k = 0; k < keys->n_effects; k++) {
        const struct cr_effect_key *effect = &keys->effects[k];
        bool is_new;
        if (effect->dead)
            continue;
        x->words.n = 0;
        add_word(x, effect->class);
        if (effect->actor >= 0)
            add_word(x, x->from[CR_KEY_VARS + effect->var]);
        bool fixed = operands(x, &effect->reads);
        if (effect->actor >= 0)
            fixed &= x->values.at[x->from[CR_KEY_VARS + effect->var]].kind == CR_ID_NUMBER;
        int k_applied = cr_intern_get(&x->applied, x->words.at, x->words.n, &is_new);
        if (is_new) {
            if (effect->actor < 0 && !run)
                run_states(x, branch);
            run |= effect->actor < 0;
            double number =
                effect->actor < 0 ? x->state_now[effect->var] : run_total(x, branch, effect);
            int id = fixed ? cr_unroll_number(x, number)
                           : make(x, position, branch, effect->var, number);
            cr_vec_push(x->arena, &x->applied_value, id);
        }
        vars[effect->var] = x->applied_value.at[k_applied];
    }
}
