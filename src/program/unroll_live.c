/* What the rest of a path reads: only that can tell positions apart. */
#include "program/unroll_inside.h"

#include <string.h>

/* ---- Which slots differ between worlds ---- */

static bool value_open(const struct cr_slot_value *value, const unsigned char *open)
{
    if (value->kind == CR_FROM_DIST)
        return true;
    for (int i = 0; value->kind == CR_FROM_CODE && i < value->code->n_inputs; i++) {
        if (value->code->inputs[i].kind == CR_IN_SLOT && open[value->code->inputs[i].index])
            return true;
    }
    return false;
}

static bool slot_open(
    const struct cr_program *program, const struct cr_slot *slot, const unsigned char *open)
{
    if (slot->uncertain || slot->kind == CR_SLOT_SHARE ||
        (!slot->by_lens && value_open(&slot->value, open)))
        return true;
    for (size_t k = 0; slot->by_lens && k < program->setup->n_lenses; k++) {
        const struct cr_slot_value *value = &slot->by_lens[k], *first = &slot->by_lens[0];
        if (value_open(value, open) || value->kind != first->kind || value->code != first->code ||
            value->number != first->number || value->offset != first->offset)
            return true;
    }
    return false;
}

unsigned char *cr_unroll_open_slots(struct cr_arena *arena, const struct cr_program *program)
{
    unsigned char *open = CR_NEW(arena, unsigned char, program->n_slots);
    for (int k = 0; k < program->n_slots; k++) {
        int slot = program->slot_order[k];
        open[slot] = slot_open(program, &program->slots[slot], open);
    }
    return open;
}

/* ---- Reads ---- */

static void add_once(struct cr_arena *arena, struct cr_ints *vec, int item)
{
    for (size_t i = 0; i < vec->n; i++) {
        if (vec->at[i] == item)
            return;
    }
    cr_vec_push(arena, vec, item);
}

static void read_code(struct cr_unroller *x, struct cr_reads *reads, const struct cr_code *code)
{
    for (int i = 0; code && i < code->n_inputs; i++) {
        const struct cr_input *in = &code->inputs[i];
        if (in->kind == CR_IN_SLOT)
            reads->open |= x->slot_open[in->index];
        else if (in->kind == CR_IN_STATE)
            add_once(x->arena, &reads->states, in->index);
        else if (in->kind == CR_IN_BIT && in->index >= 0)
            add_once(x->arena, &reads->bits, in->index);
        else if (in->kind == CR_IN_VISITS && in->index >= 0)
            add_once(x->arena, &reads->visits, x->visit_key[in->index]);
        else if (in->kind == CR_IN_STAGE)
            reads->stage = true;
    }
}

static void read_number(
    struct cr_unroller *x, struct cr_reads *reads, const struct cr_number *number)
{
    if (number->kind == CR_FROM_CODE)
        read_code(x, reads, number->code);
    if (number->kind == CR_FROM_SLOT)
        reads->open |= x->slot_open[number->slot];
    if (number->times)
        reads->open |= x->slot_open[number->times - 1];
}

static void read_weights(
    struct cr_unroller *x, struct cr_reads *reads, const struct cr_point *point)
{
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &x->program->branches[point->first_branch + b];
        read_number(x, reads, &branch->weight);
        for (int k = 0; k < branch->n_shifts; k++) {
            if (branch->shifts[k].bit >= 0)
                add_once(x->arena, &reads->bits, branch->shifts[k].bit);
            else if (branch->shifts[k].state >= 0)
                add_once(x->arena, &reads->states, branch->shifts[k].state);
            if (branch->shifts[k].slot >= 0)
                reads->open |= x->slot_open[branch->shifts[k].slot];
        }
    }
    for (int k = 0; k < point->n_lens_ops; k++) {
        read_number(x, reads, &point->lens_ops[k].value);
        reads->open |= x->spec->worlds && x->program->pool_weights && point->lens_ops[k].lens >= 0;
    }
}

static void read_point(struct cr_unroller *x, int n)
{
    const struct cr_point *point = &x->program->points[n];
    struct cr_reads *site = &x->site_reads[n], *pay = &x->pay_reads[n];
    bool weighted = point->kind == CR_CHANCE ||
                    (point->kind == CR_DECISION && point->choose.kind == CR_CHOOSE_AS_WRITTEN);
    if (weighted && point->forced < 0)
        read_weights(x, site, point);
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &x->program->branches[point->first_branch + b];
        if (point->forced < 0)
            read_code(x, site, branch->when);
        for (int k = 0; k < branch->n_pays; k++)
            read_number(x, pay, &branch->pays[k].value);
    }
}

static void read_ending(struct cr_unroller *x, int o)
{
    const struct cr_program *p = x->program;
    const struct cr_ending *ending = &p->endings[o];
    struct cr_reads *reads = &x->ending_reads[o];
    for (int i = 0; i < ending->n_pays; i++) {
        read_number(x, reads, &ending->pays[i].value);
        for (size_t k = 0; ending->pays_by_lens && k < p->setup->n_lenses; k++)
            read_number(x, reads, &ending->pays_by_lens[k][i].value);
    }
    for (int a = 0; a < p->n_actors; a++)
        read_code(x, reads, p->actor_payoffs[a]);
    for (int m = 0; m < p->n_measures; m++)
        read_code(x, reads, p->measures[m]);
    x->stage_at_end |= reads->stage;
}

/* ---- What branches do ---- */

static void add_word(struct cr_unroller *x, int32_t word)
{
    cr_vec_push(x->arena, &x->words, word);
}

static void add_double(struct cr_unroller *x, double number)
{
    int32_t parts[2];
    memcpy(parts, &number, sizeof parts);
    add_word(x, parts[0]);
    add_word(x, parts[1]);
}

static void describe_code(struct cr_unroller *x, const struct cr_code *code)
{
    add_word(x, code->n_inputs);
    add_word(x, code->n_ins);
    for (int i = 0; i < code->n_inputs; i++) {
        add_word(x, (int32_t)code->inputs[i].kind);
        add_word(x, code->inputs[i].index);
        add_double(x, code->inputs[i].number);
    }
    for (int i = 0; i < code->n_ins; i++) {
        const struct cr_ins *ins = &code->ins[i];
        add_word(x, ins->op);
        add_word(x, ins->to);
        for (int k = 0; k < ins->n_args; k++)
            add_word(x, ins->args[k]);
    }
    add_word(x, code->result);
}

static void describe(struct cr_unroller *x, const struct cr_number *number)
{
    if (!number) {
        add_word(x, -1);
    } else if (number->kind == CR_FROM_CODE) {
        add_word(x, CR_FROM_CODE);
        describe_code(x, number->code);
    } else if (number->kind == CR_FROM_SLOT) {
        add_word(x, CR_FROM_SLOT);
        add_word(x, number->slot);
    } else {
        add_word(x, CR_FROM_CONST);
        add_double(x, number->number);
        add_word(x, number->times);
    }
}

/* Effects are told apart by what they say, so that +5 here and +5 there make equal values. A change
 * that is an expression sees what the branch sets, so beside a `set` it is told apart by its
 * branch. */
static int effect_class(struct cr_unroller *x, int branch, int var, const struct cr_number *set,
    const struct cr_number *change)
{
    bool is_new,
        own = change && change->kind == CR_FROM_CODE && x->program->branches[branch].n_sets > 0;
    x->words.n = 0;
    add_word(x, var);
    add_word(x, own ? branch : -1);
    describe(x, own ? NULL : set);
    describe(x, own ? NULL : change);
    return cr_intern_get(&x->classes, x->words.at, x->words.n, &is_new);
}

static struct cr_effect_key *effect_on(struct cr_branch_keys *keys, int var)
{
    for (int i = 0; i < keys->n_effects; i++) {
        if (keys->effects[i].actor < 0 && keys->effects[i].var == var)
            return &keys->effects[i];
    }
    struct cr_effect_key *effect = &keys->effects[keys->n_effects++];
    effect->var = var;
    effect->actor = -1;
    return effect;
}

static const struct cr_number *effect_of(const struct cr_effect_op *ops, int n, int var)
{
    for (int i = 0; i < n; i++) {
        if (ops[i].state == var)
            return &ops[i].value;
    }
    return NULL;
}

/* A change is worked out from the state after `set`, so it depends on whatever the set variables
 * depend on. */
static void read_effect(struct cr_unroller *x, int branch, struct cr_effect_key *effect)
{
    const struct cr_branch *b = &x->program->branches[branch];
    const struct cr_number *set = effect_of(b->sets, b->n_sets, effect->var);
    const struct cr_number *change = effect_of(b->changes, b->n_changes, effect->var);
    effect->class = effect_class(x, branch, effect->var, set, change);
    if (set)
        read_number(x, &effect->reads, set);
    else
        add_once(x->arena, &effect->reads.states, effect->var);
    if (!change || change->kind == CR_FROM_CONST ||
        (change->kind == CR_FROM_DIST && !change->times))
        return;
    read_number(x, &effect->reads, change);
    for (int k = 0; change->kind == CR_FROM_CODE && k < b->n_sets; k++)
        read_number(x, &effect->reads, &b->sets[k].value);
}

static void read_branch(struct cr_unroller *x, int branch)
{
    const struct cr_branch *b = &x->program->branches[branch];
    struct cr_branch_keys *keys = &x->branches[branch];
    keys->effects = CR_NEW(x->arena, struct cr_effect_key, b->n_sets + b->n_changes + b->n_pays);
    for (int k = 0; k < b->n_sets; k++)
        effect_on(keys, b->sets[k].state);
    for (int k = 0; k < b->n_changes; k++)
        effect_on(keys, b->changes[k].state);
    keys->n_state_effects = keys->n_effects;
    for (int k = 0; k < keys->n_effects; k++)
        read_effect(x, branch, &keys->effects[k]);
    for (int k = 0; k < b->n_pays; k++) {
        int var = x->u->total_var[b->pays[k].actor];
        if (var < 0)
            continue;
        struct cr_effect_key *effect = &keys->effects[keys->n_effects++];
        effect->var = var;
        effect->actor = b->pays[k].actor;
        effect->class = effect_class(x, branch, var, NULL, &b->pays[k].value);
        read_number(x, &effect->reads, &b->pays[k].value);
    }
}

static void find_evidence(struct cr_unroller *x)
{
    const struct cr_program *p = x->program;
    x->evidence = CR_NEW(x->arena, struct cr_evidence_item, p->n_points + p->n_branches);
    x->evidence_of = CR_NEW(x->arena, int, p->n_points);
    for (int n = 0; n < p->n_points; n++) {
        const struct cr_point *point = &p->points[n];
        x->evidence_of[n] = -1;
        if (!point->evidence)
            continue;
        x->evidence_of[n] = x->n_evidence;
        for (int b = 0; b < point->n_branches; b++) {
            if (p->branches[point->first_branch + b].must_take)
                x->evidence[x->n_evidence++] = (struct cr_evidence_item){n, b, true};
        }
        if (x->n_evidence == x->evidence_of[n])
            x->evidence[x->n_evidence++] = (struct cr_evidence_item){n, -1, point->must_reach};
    }
}

/* Visit counters that an expression or a bound reads; those kept only for the numbering of draws do
 * not matter here. */
static void find_visits(struct cr_unroller *x)
{
    const struct cr_program *p = x->program;
    x->visit_key = CR_NEW(x->arena, int, p->n_visits);
    for (int v = 0; v < p->n_visits; v++)
        x->visit_key[v] = v; /* any number but -1, for the reads below */
    unsigned char *wanted = CR_NEW(x->arena, unsigned char, p->n_visits);
    struct cr_reads all = {0};
    for (int b = 0; b < p->n_branches; b++) {
        const struct cr_branch *branch = &p->branches[b];
        read_code(x, &all, branch->when);
        for (int k = 0; k < branch->n_sets; k++)
            read_number(x, &all, &branch->sets[k].value);
        for (int k = 0; k < branch->n_changes; k++)
            read_number(x, &all, &branch->changes[k].value);
    }
    for (int n = 0; n < p->n_points; n++) {
        read_weights(x, &all, &p->points[n]);
        read_point(x, n);
        if (p->points[n].at_most > 0)
            wanted[p->points[n].visits] = 1;
        for (size_t i = 0; i < x->pay_reads[n].visits.n; i++)
            wanted[x->pay_reads[n].visits.at[i]] = 1;
    }
    for (int o = 0; o < p->n_endings; o++) {
        read_ending(x, o);
        for (size_t i = 0; i < x->ending_reads[o].visits.n; i++)
            wanted[x->ending_reads[o].visits.at[i]] = 1;
    }
    for (size_t i = 0; i < all.visits.n; i++)
        wanted[all.visits.at[i]] = 1;
    for (int v = 0; v < p->n_visits; v++)
        x->visit_key[v] = wanted[v] ? x->n_visit_keys++ : -1;
}

void cr_unroll_reads(struct cr_unroller *x)
{
    const struct cr_program *p = x->program;
    for (int pass = 0; pass < 2;
         pass++) { /* the first pass only finds out which visit counters matter */
        x->site_reads = CR_NEW(x->arena, struct cr_reads, p->n_points);
        x->pay_reads = CR_NEW(x->arena, struct cr_reads, p->n_points);
        x->ending_reads = CR_NEW(x->arena, struct cr_reads, p->n_endings);
        x->stage_at_end = false;
        if (pass == 0)
            find_visits(x);
    }
    for (int n = 0; n < p->n_points; n++)
        read_point(x, n);
    for (int o = 0; o < p->n_endings; o++)
        read_ending(x, o);
    x->branches = CR_NEW(x->arena, struct cr_branch_keys, p->n_branches);
    for (int b = 0; b < p->n_branches; b++)
        read_branch(x, b);
    find_evidence(x);
}

/* ---- Liveness ---- */

static void set_fact(uint32_t *row, int fact)
{
    row[fact / 32] |= (uint32_t)1 << (fact % 32);
}

static void set_reads(const struct cr_unroller *x, uint32_t *row, const struct cr_reads *reads)
{
    for (size_t i = 0; i < reads->bits.n; i++)
        set_fact(row, reads->bits.at[i]);
    for (size_t i = 0; i < reads->visits.n; i++)
        set_fact(row, x->fact_visits + reads->visits.at[i]);
    for (size_t i = 0; i < reads->states.n; i++)
        set_fact(row, x->fact_states + reads->states.at[i]);
}

static void own_facts(const struct cr_unroller *x, int n, uint32_t *row)
{
    const struct cr_point *point = &x->program->points[n];
    set_reads(x, row, &x->site_reads[n]);
    set_reads(x, row, &x->pay_reads[n]);
    if (point->at_most > 0)
        set_fact(row, x->fact_visits + x->visit_key[point->visits]);
    for (int i = x->evidence_of[n]; i >= 0 && i < x->n_evidence && x->evidence[i].point == n; i++) {
        set_fact(row, x->fact_done + i);
        set_fact(row, x->fact_seen + i);
    }
    if (x->spec->watch && x->spec->watch[n])
        set_fact(row, x->fact_watch);
}

/* Adds what is live behind a branch, and what its effects on live variables read. True if anything
 * was new. */
static bool flow(const struct cr_unroller *x, uint32_t *row, int to,
    const struct cr_branch_keys *keys, uint32_t *behind)
{
    memcpy(behind, &x->live[(size_t)to * x->live_words], x->live_words * sizeof *behind);
    for (int k = 0; keys && k < keys->n_effects; k++) {
        const struct cr_effect_key *effect = &keys->effects[k];
        if (effect->actor >= 0 || cr_unroll_is_live(x, to, x->fact_states + effect->var))
            set_reads(x, behind, &effect->reads);
    }
    uint32_t news = 0;
    for (size_t w = 0; w < x->live_words; w++) {
        news |= behind[w] & ~row[w];
        row[w] |= behind[w];
    }
    return news != 0;
}

static bool update_live(const struct cr_unroller *x, int n, uint32_t *behind)
{
    const struct cr_point *point = &x->program->points[n];
    uint32_t *row = &x->live[(size_t)n * x->live_words];
    bool changed = false;
    for (int b = point->first_branch; b < point->first_branch + point->n_branches; b++) {
        const struct cr_branch *branch = &x->program->branches[b];
        int to = branch->next >= 0 ? branch->next : x->program->n_points + branch->outcome;
        changed |= flow(x, row, to, &x->branches[b], behind);
    }
    if (point->at_most > 0) {
        int to = point->after_next >= 0 ? point->after_next
                                        : x->program->n_points + point->after_outcome;
        changed |= flow(x, row, to, NULL, behind);
    }
    return changed;
}

/* Points from last to first, so that a graph without cycles is settled in one sweep. */
static int *by_order(const struct cr_unroller *x)
{
    int n = x->program->n_points, *list = CR_NEW(x->arena, int, n);
    for (int i = 0; i < n; i++)
        list[n - 1 - x->program->points[i].order] = i;
    return list;
}

void cr_unroll_live(struct cr_unroller *x)
{
    const struct cr_program *p = x->program;
    x->fact_visits = p->n_bits;
    x->fact_states = x->fact_visits + x->n_visit_keys;
    x->fact_done = x->fact_states + p->n_states;
    x->fact_seen = x->fact_done + x->n_evidence;
    x->fact_watch = x->fact_seen + x->n_evidence;
    x->n_facts = x->fact_watch + 1;
    x->live_words = (size_t)x->n_facts / 32 + 1;
    x->live = CR_NEW(x->arena, uint32_t, (size_t)(p->n_points + p->n_endings) * x->live_words);
    for (int n = 0; n < p->n_points; n++)
        own_facts(x, n, &x->live[(size_t)n * x->live_words]);
    for (int o = 0; o < p->n_endings; o++) {
        uint32_t *row = &x->live[(size_t)(p->n_points + o) * x->live_words];
        set_reads(x, row, &x->ending_reads[o]);
        for (int s = 0; x->spec->states && s < p->n_states; s++)
            set_fact(row, x->fact_states + s);
    }
    int *list = by_order(x);
    uint32_t *behind = CR_NEW(x->arena, uint32_t, x->live_words);
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < p->n_points; i++)
            changed |= update_live(x, list[i], behind);
    }
}

/* ---- Effects that nothing reads ---- */

static struct cr_effect_op *filter(
    struct cr_unroller *x, const struct cr_effect_op *ops, int *n, const bool *keep)
{
    struct cr_effect_op *kept = CR_NEW(x->arena, struct cr_effect_op, *n);
    int n_kept = 0;
    for (int k = 0; k < *n; k++) {
        if (keep[ops[k].state])
            kept[n_kept++] = ops[k];
    }
    *n = n_kept;
    return kept;
}

/* A change that is an expression sees the state after `set`, so every `set` beside it stays. */
static void drop_branch(
    struct cr_unroller *x, struct cr_branch *branch, struct cr_branch_keys *keys, bool *keep)
{
    int to = branch->next >= 0 ? branch->next : x->program->n_points + branch->outcome;
    bool all_sets = false;
    for (int k = 0; k < keys->n_state_effects; k++) {
        struct cr_effect_key *effect = &keys->effects[k];
        effect->dead = !cr_unroll_is_live(x, to, x->fact_states + effect->var);
        keep[effect->var] = !effect->dead;
    }
    branch->changes = filter(x, branch->changes, &branch->n_changes, keep);
    for (int k = 0; k < branch->n_changes; k++)
        all_sets |= branch->changes[k].value.kind == CR_FROM_CODE;
    if (!all_sets)
        branch->sets = filter(x, branch->sets, &branch->n_sets, keep);
}

void cr_unroll_drop_dead(struct cr_unroller *x)
{
    struct cr_program *copy = CR_NEW(x->arena, struct cr_program, 1);
    *copy = *x->program;
    copy->branches = CR_NEW(x->arena, struct cr_branch, copy->n_branches);
    bool *keep = CR_NEW(x->arena, bool, copy->n_states);
    for (int b = 0; b < copy->n_branches; b++) {
        copy->branches[b] = x->program->branches[b];
        drop_branch(x, &copy->branches[b], &x->branches[b], keep);
    }
    x->program = x->u->program = copy;
}
