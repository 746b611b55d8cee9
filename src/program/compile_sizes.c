/* Sizes of effects, shifts and multipliers: as the file has them, as settings have them, and as an
 * analysis moves them.
 *
 * A value that is set stands in the place of the file's; factors act on it as on what is written,
 * and those of several names multiply. A factor f makes f d of an effect d and m^f of a multiplier
 * m. What is set is worked out here, once. What an analysis moves is a slot: each effect or
 * multiplier that it acts on becomes a slot computed from it, so that one program serves all
 * points. */
#include "program/compile_inside.h"

#include "base/fmath.h"

/* ---- What is moved ---- */

/* The multiplier of one shift, or of one weight of a lens, as written or as set. */
static double multiplier_of(const struct cr_compiler *c, const struct cr_sizes *z)
{
    double factor = 1;
    if (z->of == CR_SIZES_SHIFTS) {
        const struct cr_branch_item *item = &c->scenario->nodes[z->node].branches[z->branch];
        for (size_t i = 0; i < item->n_shifts; i++)
            if (cr_sizes_have_shift(z, z->node, z->branch, &item->shifts[i]))
                factor = item->shifts[i].factor;
    } else {
        const struct cr_lens *lens = &c->scenario->lenses[z->lens];
        for (size_t i = 0; i < lens->n_weights; i++)
            if (cr_sizes_have_multiplier(z, z->lens, &lens->weights[i]))
                factor = lens->weights[i].factor;
    }
    for (size_t i = 0; i < c->setup->n_sets; i++) {
        const struct cr_setup_set *set = &c->setup->sets[i];
        if (!set->factor && cr_sizes_same(&set->sizes, z))
            factor = set->shift ? set->shift->factor : set->value.number;
    }
    return factor;
}

void cr_compile_moved(struct cr_compiler *c)
{
    c->moved_slot = CR_NEW(c->arena, int, c->setup->n_moved);
    for (size_t i = 0; i < c->setup->n_moved; i++) {
        const struct cr_sizes *z = &c->setup->moved[i];
        const char *name = cr_sizes_name(c->arena, c->scenario, z);
        bool own = cr_sizes_is_single(z) && z->of != CR_SIZES_EFFECTS;
        c->moved_slot[i] =
            own ? cr_compile_factor_slot(c, CR_SLOT_MULTIPLIER, name, multiplier_of(c, z))
                : cr_compile_factor_slot(c, CR_SLOT_FACTOR, name, 1);
    }
}

/* The product of what is there already (NULL: nothing) and a moved slot. */
static struct cr_expr *times_slot(struct cr_compiler *c, struct cr_expr *product, size_t moved)
{
    struct cr_expr *leaf = cr_compile_slot_leaf(c, CR_NOWHERE, c->moved_slot[moved]);
    return product ? cr_compile_join(c, CR_OP_MUL, product, leaf) : leaf;
}

/* ---- Effects ---- */

static void multiply(struct cr_compiler *c, struct cr_number *number, const struct cr_value *value,
    struct cr_expr *factor)
{
    if (number->kind == CR_FROM_DIST) {
        number->times =
            1 + (factor->op == CR_OP_NAME ? factor->ref : cr_compile_size_slot(c, factor));
        return;
    }
    struct cr_expr *written = value->kind == CR_VALUE_EXPR
                                  ? value->expr
                                  : cr_compile_leaf(c, number->place, number->number);
    struct cr_expr *product = cr_compile_join(c, CR_OP_MUL, written, factor);
    if (number->kind == CR_FROM_CODE) {
        number->code = cr_compile_code(c, product);
    } else {
        number->kind = CR_FROM_SLOT;
        number->slot = cr_compile_size_slot(c, product);
    }
}

struct cr_number cr_compile_change(
    struct cr_compiler *c, const struct cr_branch *branch, const struct cr_effect *effect)
{
    const char *event =
        cr_arena_printf(c->arena, "%s.%s", branch->name, c->scenario->states[effect->state].id);
    struct cr_value value = effect->value;
    struct cr_expr *moved = NULL;
    double factor = 1;
    for (size_t i = 0; i < c->setup->n_sets; i++) {
        const struct cr_setup_set *set = &c->setup->sets[i];
        if (!cr_sizes_have_effect(&set->sizes, branch->node, branch->local, effect->state))
            continue;
        if (set->factor)
            factor *= set->value.number;
        else
            value = set->value;
    }
    for (size_t i = 0; i < c->setup->n_moved; i++) {
        if (cr_sizes_have_effect(&c->setup->moved[i], branch->node, branch->local, effect->state))
            moved = times_slot(c, moved, i);
    }
    if (factor != 1)
        value = cr_compile_scaled(c, &value, factor, event);
    struct cr_number number = cr_compile_number(c, &value, event);
    if (moved)
        multiply(c, &number, &value, moved);
    return number;
}

/* ---- Multipliers ---- */

/* How strongly a multiplier pulls. */
struct pull {
    double power;          /* as set */
    struct cr_expr *moved; /* times what is moved; NULL: nothing is */
    int own;               /* where the multiplier itself is moved, or -1 */
};

static void pull_by(struct cr_compiler *c, struct pull *pull, size_t moved)
{
    if (cr_sizes_is_single(&c->setup->moved[moved]))
        pull->own = c->moved_slot[moved];
    else
        pull->moved = times_slot(c, pull->moved, moved);
}

/* multiplier^(power * moved) as an expression; NULL where nothing of it is moved. */
static struct cr_expr *moved_multiplier(
    struct cr_compiler *c, const struct pull *pull, double multiplier)
{
    struct cr_expr *base = pull->own >= 0 ? cr_compile_slot_leaf(c, CR_NOWHERE, pull->own)
                                          : cr_compile_leaf(c, CR_NOWHERE, multiplier);
    struct cr_expr *power = pull->moved;
    if (pull->own < 0 && !power)
        return NULL;
    if (pull->power != 1) {
        struct cr_expr *set = cr_compile_leaf(c, CR_NOWHERE, pull->power);
        power = power ? cr_compile_join(c, CR_OP_MUL, set, power) : set;
    }
    return power ? cr_compile_join(c, CR_OP_POW, base, power) : base;
}

static double raised(const struct pull *pull, double multiplier)
{
    return pull->power == 1 ? multiplier : cr_pow(multiplier, pull->power);
}

struct cr_shift_op cr_compile_shift(
    struct cr_compiler *c, const struct cr_branch *branch, const struct cr_shift *shift)
{
    struct cr_shift now = *shift;
    struct pull pull = {.power = 1, .own = -1};
    for (size_t i = 0; i < c->setup->n_sets; i++) {
        const struct cr_setup_set *set = &c->setup->sets[i];
        if (!cr_sizes_have_shift(&set->sizes, branch->node, branch->local, shift))
            continue;
        if (set->factor) {
            pull.power *= set->value.number;
            continue;
        }
        now.factor = set->shift->factor;
        now.per = set->shift->per > 0 ? set->shift->per : now.per;
        now.from = set->shift->from_written ? set->shift->from : now.from;
    }
    for (size_t i = 0; i < c->setup->n_moved; i++) {
        if (cr_sizes_have_shift(&c->setup->moved[i], branch->node, branch->local, shift))
            pull_by(c, &pull, i);
    }
    struct cr_expr *moved = moved_multiplier(c, &pull, now.factor);
    struct cr_shift_op op = {.bit = -1,
        .state = -1,
        .slot = -1,
        .factor = raised(&pull, now.factor),
        .place = shift->place};
    if (shift->node >= 0) {
        op.bit =
            c->program->branches[c->program->points[shift->node].first_branch + shift->branch].bit;
    } else {
        op.state = shift->state;
        op.rate = cr_log(now.factor) / now.per * pull.power;
        op.from = now.from;
        if (moved) {
            struct cr_expr *log = CR_NEW(c->arena, struct cr_expr, 1);
            *log = (struct cr_expr){.op = CR_OP_LOG,
                .place = CR_NOWHERE,
                .n_args = 1,
                .args = CR_NEW(c->arena, struct cr_expr *, 1),
                .depth = moved->depth + 1};
            log->args[0] = moved;
            moved = cr_compile_join(c, CR_OP_DIV, log, cr_compile_leaf(c, CR_NOWHERE, now.per));
        }
    }
    if (moved)
        op.slot = cr_compile_size_slot(c, moved);
    return op;
}

struct cr_number cr_compile_multiplier(
    struct cr_compiler *c, int lens, const struct cr_lens_weight *weight)
{
    struct cr_number number = {.kind = CR_FROM_CONST, .slot = -1, .place = weight->place};
    struct pull pull = {.power = 1, .own = -1};
    double factor = weight->factor;
    for (size_t i = 0; i < c->setup->n_sets; i++) {
        const struct cr_setup_set *set = &c->setup->sets[i];
        if (!cr_sizes_have_multiplier(&set->sizes, lens, weight))
            continue;
        if (set->factor)
            pull.power *= set->value.number;
        else
            factor = set->value.number;
    }
    for (size_t i = 0; i < c->setup->n_moved; i++) {
        if (cr_sizes_have_multiplier(&c->setup->moved[i], lens, weight))
            pull_by(c, &pull, i);
    }
    struct cr_expr *moved = moved_multiplier(c, &pull, factor);
    number.number = raised(&pull, factor);
    if (moved) {
        number.kind = CR_FROM_SLOT;
        number.slot = cr_compile_size_slot(c, moved);
    }
    return number;
}
