/* Unrolling: from the start, every branch of every position, until nothing new is found.
 *
 * A position's key is all that the rest of the path can tell apart: values read further on,
 * branches taken, visits, evidence still open, and what actors have seen. What a target can no
 * longer read is masked before the key is looked up (unroll_live.c), so paths meet in one
 * position as soon as they may. Values of variables are numbered by how they came about
 * (unroll_value.c). */
#include "program/unroll_inside.h"

#include <math.h>
#include <string.h>

/* ---- Keys ---- */

/* What the target can no longer read is the same for all who arrive there. */
static void mask_key(struct cr_unroller *x, int row)
{
    const struct cr_program *p = x->program;
    int32_t *key = x->key;
    for (int s = 0; s < p->n_states; s++) {
        if (!cr_unroll_is_live(x, row, x->fact_states + s))
            key[CR_KEY_VARS + s] = -1;
    }
    for (int v = 0; v < x->n_visit_keys; v++) {
        if (!cr_unroll_is_live(x, row, x->fact_visits + v))
            key[x->u->key_visits + v] = 0;
    }
    for (int w = 0; 32 * w < p->n_bits; w++) {
        uint32_t live = x->live[(size_t)row * x->live_words + (size_t)w];
        if (32 * w + 32 > p->n_bits)
            live |= UINT32_MAX << (p->n_bits % 32);
        key[x->u->key_bits + w] = (int32_t)((uint32_t)key[x->u->key_bits + w] & live);
    }
    if (!cr_unroll_is_live(x, row, x->fact_watch)) {
        key[CR_KEY_INFO] = -1;
        key[CR_KEY_FLAGS] &= ~CR_FLAG_HIDDEN;
    }
}

static void set_bit(const struct cr_unroller *x, int32_t *key, int bit, bool on)
{
    uint32_t mask = (uint32_t)1 << (bit % 32);
    int32_t *word = &key[x->u->key_bits + bit / 32];
    *word = (int32_t)(on ? (uint32_t)*word | mask : (uint32_t)*word & ~mask);
}

static int done_bit(const struct cr_unroller *x, int item)
{
    return x->program->n_bits + 2 * item;
}

/* ---- Evidence ---- */

/* Taking a branch at a node that evidence speaks about: the likelihood counts at the first visit.
 */
static double weigh_evidence(struct cr_unroller *x, int branch, const double **by_lens)
{
    const struct cr_branch *b = &x->program->branches[branch];
    int item = x->evidence_of[b->node];
    *by_lens = NULL;
    if (item < 0 || (x->key[CR_KEY_FLAGS] & CR_FLAG_DEAD))
        return 1;
    bool first = !cr_key_bit(x, x->key, done_bit(x, item) + 1);
    double likelihood = first ? b->likelihood : 1;
    *by_lens = first ? b->by_lens : NULL;
    for (; item < x->n_evidence && x->evidence[item].point == b->node; item++) {
        int done = done_bit(x, item), saw = x->evidence[item].saw;
        set_bit(x, x->key, done + 1, true);
        if (saw < 0 || saw == b->local)
            set_bit(x, x->key, done, true);
    }
    return likelihood;
}

/* Flags that nothing behind the target can change any more (but something here could) are settled:
 * kept promises are forgotten, broken ones are for ever. `from` -1: the start. */
static void settle_evidence(struct cr_unroller *x, int from, int row)
{
    bool dead = (x->key[CR_KEY_FLAGS] & CR_FLAG_DEAD) != 0;
    for (int i = 0; i < x->n_evidence && !dead; i++) {
        bool open = from < 0 || cr_unroll_is_live(x, from, x->fact_done + i);
        if (!open || cr_unroll_is_live(x, row, x->fact_done + i))
            continue;
        dead = x->evidence[i].must && !cr_key_bit(x, x->key, done_bit(x, i));
        set_bit(x, x->key, done_bit(x, i), false);
        set_bit(x, x->key, done_bit(x, i) + 1, false);
    }
    if (!dead)
        return;
    x->key[CR_KEY_FLAGS] |= CR_FLAG_DEAD;
    for (int i = 0; i < x->n_evidence; i++) {
        set_bit(x, x->key, done_bit(x, i), false);
        set_bit(x, x->key, done_bit(x, i) + 1, false);
    }
}

/* ---- What actors have seen ---- */

static int history(struct cr_unroller *x, int before, int what, int branch)
{
    int32_t words[3] = {before, what, branch};
    bool is_new;
    return cr_intern_get(&x->infos, words, 3, &is_new);
}

/* Whether which branch is taken here says something about the world. */
static bool teaches(const struct cr_unroller *x, const struct cr_position *at)
{
    return !x->spec->known && !x->site_list.at[at->site].fixed;
}

/* Behind a hidden node every visible branch belongs to the history. Before it the position itself
 * says all that actors know, but for what branches teach about the world. */
static void extend_history(struct cr_unroller *x, int position, int branch)
{
    const struct cr_position *from = &x->list.at[position];
    const struct cr_point *point = &x->program->points[from->point];
    int32_t *key = x->key;
    if (!(key[CR_KEY_FLAGS] & CR_FLAG_HIDDEN) && point->hidden) {
        key[CR_KEY_FLAGS] |= CR_FLAG_HIDDEN;
        key[CR_KEY_INFO] = history(x, -1, position, -1);
    } else if (!point->hidden && ((key[CR_KEY_FLAGS] & CR_FLAG_HIDDEN) || teaches(x, from))) {
        key[CR_KEY_INFO] = history(x, key[CR_KEY_INFO], from->point, branch);
    }
}

/* With histories the last word of the key is the whole path. */
static void keep_history(struct cr_unroller *x, int position, int branch)
{
    if (x->spec->histories)
        x->key[x->u->key_words - 1] = history(x, position, -2, branch);
}

/* ---- Arriving ---- */

struct target {
    int point, outcome;
};

/* Where a branch really leads: a node that is full sends on to its `after`. */
static struct target settle_target(struct cr_unroller *x, struct target to)
{
    for (int hops = 0; to.point >= 0 && hops <= x->program->n_points; hops++) {
        const struct cr_point *point = &x->program->points[to.point];
        if (point->at_most == 0)
            return to;
        int visits = x->key[x->u->key_visits + x->visit_key[point->visits]];
        if ((uint64_t)visits < point->at_most)
            return to;
        to = (struct target){point->after_next, point->after_outcome};
    }
    return to;
}

/* The number of the position that x->key has become after masking; new ones join the list. */
static int arrive(struct cr_unroller *x, int from, struct target to)
{
    const struct cr_program *p = x->program;
    int32_t *key = x->key;
    int row = to.point >= 0 ? to.point : p->n_points + to.outcome;
    if (to.point >= 0) {
        const struct cr_point *point = &p->points[to.point];
        if (point->stage >= 0)
            key[CR_KEY_STAGE] = point->stage;
        if (point->visits >= 0 && x->visit_key[point->visits] >= 0)
            key[x->u->key_visits + x->visit_key[point->visits]]++;
    } else if (!x->stage_at_end) {
        key[CR_KEY_STAGE] = -1;
    }
    key[CR_KEY_PLACE] = to.point >= 0 ? to.point : -1 - to.outcome;
    settle_evidence(x, from, row);
    mask_key(x, row);
    bool is_new;
    int k = cr_intern_get(&x->positions, key, (size_t)x->u->key_words, &is_new);
    if (is_new) {
        struct cr_position position = {.point = to.point,
            .outcome = to.point >= 0 ? -1 : to.outcome,
            .stage = key[CR_KEY_STAGE],
            .info = key[CR_KEY_INFO],
            .site = -1,
            .hidden = (key[CR_KEY_FLAGS] & CR_FLAG_HIDDEN) != 0,
            .dead = (key[CR_KEY_FLAGS] & CR_FLAG_DEAD) != 0};
        cr_vec_push(x->arena, &x->list, position);
    }
    return k;
}

static void follow_branch(struct cr_unroller *x, int position, int branch)
{
    const struct cr_branch *b = &x->program->branches[branch];
    memcpy(x->key, x->from, (size_t)x->u->key_words * sizeof *x->key);
    cr_unroll_effects(x, position, branch, &x->key[CR_KEY_VARS]);
    if (b->bit >= 0)
        set_bit(x, x->key, b->bit, true);
    const double *by_lens;
    double likelihood = weigh_evidence(x, branch, &by_lens);
    extend_history(x, position, branch);
    keep_history(x, position, branch);
    struct target to = settle_target(x, (struct target){b->next, b->outcome});
    struct cr_arc arc = {branch, arrive(x, b->node, to), likelihood, by_lens};
    cr_vec_push(x->arena, &x->arcs, arc);
}

/* Makes a position the one that branches are taken from. */
static void enter(struct cr_unroller *x, int position)
{
    size_t words = (size_t)x->u->key_words;
    memcpy(x->from, &x->positions.words[(size_t)position * words], words * sizeof *x->from);
    x->loaded = false;
    if (x->list.at[position].point < 0)
        return;
    int site = cr_unroll_site(x, position);
    x->list.at[position].site = site;
    x->list.at[position].first_arc = x->arcs.n;
}

/* Whether a branch can ever be taken here: 1, 0, or -1, it depends. */
static int holds(struct cr_unroller *x, const struct cr_point *point, int b)
{
    const struct cr_code *when = x->program->branches[point->first_branch + b].when;
    if (point->forced >= 0)
        return b == point->forced;
    return when ? cr_unroll_condition(x, when) : 1;
}

/* A rule ends at the first branch that surely holds. */
static void expand(struct cr_unroller *x, int position)
{
    enter(x, position);
    if (x->list.at[position].point < 0)
        return;
    const struct cr_point *point = &x->program->points[x->list.at[position].point];
    for (int b = 0; b < point->n_branches; b++) {
        int can = holds(x, point, b);
        if (can != 0)
            follow_branch(x, position, point->first_branch + b);
        if (can == 1 && point->kind == CR_RULE)
            break;
    }
    x->list.at[position].n_arcs = (int)(x->arcs.n - x->list.at[position].first_arc);
}

/* ---- The whole ---- */

static void find_totals(struct cr_unroller *x)
{
    const struct cr_program *p = x->program;
    struct cr_unroll *u = x->u;
    u->total_var = CR_NEW(x->arena, int, p->n_actors);
    u->paid = CR_NEW(x->arena, unsigned char, p->n_actors);
    for (int b = 0; b < p->n_branches; b++) {
        for (int k = 0; k < p->branches[b].n_pays; k++)
            u->paid[p->branches[b].pays[k].actor] = 1;
    }
    u->n_vars = p->n_states;
    for (int a = 0; a < p->n_actors; a++)
        u->total_var[a] = x->spec->totals && u->paid[a] ? u->n_vars++ : -1;
}

static void init_keys(struct cr_unroller *x)
{
    const struct cr_program *p = x->program;
    struct cr_unroll *u = x->u;
    u->key_vars = CR_KEY_VARS;
    u->key_visits = CR_KEY_VARS + u->n_vars;
    u->key_bits = u->key_visits + x->n_visit_keys;
    u->key_words =
        u->key_bits + (p->n_bits + 2 * x->n_evidence) / 32 + 1 + (x->spec->histories ? 1 : 0);
    x->from = CR_NEW(x->arena, int32_t, u->key_words);
    x->key = CR_NEW(x->arena, int32_t, u->key_words);
    x->key[CR_KEY_STAGE] = x->key[CR_KEY_INFO] = -1;
    for (int s = 0; s < p->n_states; s++)
        x->key[CR_KEY_VARS + s] = cr_unroll_slot(x, p->states[s].start);
    for (int v = p->n_states; v < u->n_vars; v++)
        x->key[CR_KEY_VARS + v] = cr_unroll_number(x, 0);
    arrive(x, -1, settle_target(x, (struct target){p->start_point, p->start_outcome}));
}

static void finish(struct cr_unroller *x)
{
    struct cr_unroll *u = x->u;
    u->positions = x->list.at;
    u->n_positions = (int)x->list.n;
    u->arcs = x->arcs.at;
    u->n_arcs = x->arcs.n;
    u->sites = x->site_list.at;
    u->n_sites = (int)x->site_list.n;
    u->values = x->values.at;
    u->n_values = (int)x->values.n;
    u->makings = x->makings.at;
    u->n_makings = x->makings.n;
    u->pairs = (int(*)[2])(void *)x->pairs.at;
    u->n_pairs = x->pairs.n / 2;
    u->keys = x->positions.words;
    u->visit_key = x->visit_key;
    u->leads = CR_NEW(x->arena, unsigned char, x->program->n_points);
    for (int n = 0; n < x->program->n_points; n++)
        u->leads[n] = cr_unroll_is_live(x, n, x->fact_watch);
}

static struct cr_unroller new_unroller(
    struct cr_arena *arena, const struct cr_program *program, const struct cr_unroll_spec *spec)
{
    struct cr_unroll *u = CR_NEW(arena, struct cr_unroll, 1);
    struct cr_unroller x = {.arena = arena, .program = program, .spec = spec, .u = u};
    u->program = program;
    x.slot_varies = cr_unroll_open_slots(arena, program);
    x.slot_open = CR_NEW(arena, unsigned char, program->n_slots);
    if (spec->worlds)
        memcpy(x.slot_open, spec->open, (size_t)program->n_slots);
    cr_intern_init(&x.classes, arena);
    find_totals(&x);
    cr_unroll_reads(&x);
    cr_unroll_live(&x);
    if (!spec->states)
        cr_unroll_drop_dead(&x);
    cr_unroll_values_init(&x);
    cr_intern_init(&x.positions, arena);
    cr_intern_init(&x.infos, arena);
    init_keys(&x);
    return x;
}

/* ---- How many there would be ---- */

enum { KEPT = 4000, STEPS = 150000 }; /* positions of a step that are followed; arcs in all */

struct probe {
    struct cr_unroller x;
    struct cr_ints now, next;
    CR_VEC(int) times; /* by position: how often it was met in the step of `last` */
    CR_VEC(int) last;
    uint64_t luck;
};

/* Leaves so many of the list, at random. */
static void sample_list(struct probe *p, struct cr_ints *list, size_t most)
{
    for (size_t k = 0; k < most && list->n > most; k++) {
        p->luck = p->luck * 6364136223846793005u + 1442695040888963407u;
        size_t other = k + (size_t)((p->luck >> 20) % (list->n - k));
        int swap = list->at[k];
        list->at[k] = list->at[other];
        list->at[other] = swap;
    }
    list->n = list->n < most ? list->n : most;
}

/* Takes every branch of the positions kept; those met stand in `next`, each once. */
static void follow(struct probe *p, int step)
{
    struct cr_unroller *x = &p->x;
    p->next.n = 0;
    for (size_t k = 0; k < p->now.n; k++) {
        x->arcs.n = 0;
        expand(x, p->now.at[k]);
        for (size_t a = 0; a < x->arcs.n; a++) {
            int to = x->arcs.at[a].to;
            while (p->times.n < x->list.n) {
                cr_vec_push(x->arena, &p->times, 0);
                cr_vec_push(x->arena, &p->last, -1);
            }
            if (p->last.at[to] != step) {
                p->last.at[to] = step;
                p->times.at[to] = 0;
                cr_vec_push(x->arena, &p->next, to);
            }
            p->times.at[to]++;
        }
    }
}

/* How many positions there are at one more branch from the start, at least, where `here` stand
 * before it and a part f of those was followed. They have arcs / f arcs in all, among which pairs /
 * f^2 pairs meet (in-degrees d add up to the one, d (d - 1) / 2 to the other), and by Cauchy there
 * are at least (sum of d)^2 / (sum of d^2). The pairs are taken three of their errors more than
 * they are. */
static double at_least(const struct probe *p, double here)
{
    double arcs = 0, pairs = 0, f = (double)p->now.n / here;
    for (size_t k = 0; k < p->next.n; k++) {
        double times = p->times.at[p->next.at[k]];
        arcs += times;
        pairs += times * (times - 1) / 2;
    }
    if (f >= 1)
        return (double)p->next.n;
    return arcs * arcs / (arcs * f + 2 * (pairs + 3 * sqrt(pairs) + 4));
}

static double probe(struct cr_unroller x)
{
    struct probe p = {.x = x, .luck = 1};
    double most = 0, here = 1;
    cr_vec_push(p.x.arena, &p.now, 0);
    for (int step = 0, taken = 0; p.now.n > 0 && taken < STEPS; step++) {
        follow(&p, step);
        here = fmax(at_least(&p, here), (double)p.next.n);
        most = fmax(most, here);
        taken += (int)p.next.n;
        struct cr_ints swap = p.now;
        p.now = p.next;
        p.next = swap;
        sample_list(&p, &p.now, KEPT);
    }
    return most;
}

double cr_unroll_at_least(const struct cr_program *program, const struct cr_unroll_spec *spec)
{
    struct cr_arena *work = cr_arena_scratch();
    struct cr_unroller x = new_unroller(work, program, spec);
    double least = probe(x);
    cr_arena_free(work);
    return least;
}

/* From so many positions on it is asked whether there is any hope. */
enum { ASKED_AT = 20000 };

struct cr_unroll *cr_unroll_build(
    struct cr_arena *arena, const struct cr_program *program, const struct cr_unroll_spec *spec)
{
    struct cr_unroller x = new_unroller(arena, program, spec);
    struct cr_unroll *u = x.u;
    uint64_t most = spec->max_positions < 1u << 30 ? spec->max_positions : 1u << 30;
    bool asked = most <= ASKED_AT;
    for (size_t i = 0; i < x.list.n && !u->too_many; i++) {
        expand(&x, (int)i);
        u->too_many = x.list.n > most;
        if (asked || x.list.n < ASKED_AT)
            continue;
        asked = true;
        u->at_least = cr_unroll_at_least(program, spec);
        u->too_many |= u->at_least > 1.2 * (double)most;
        if (spec->glance)
            break;
    }
    u->at_least = fmax(u->at_least, (double)x.list.n);
    finish(&x);
    return u;
}
