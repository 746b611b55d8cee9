/* What is checked when a file is read holds for the file alone. These checks look again at the
 * scenario as lenses and settings have changed it. */
#include "program/compile_inside.h"

/* ---- A utility knows only what is the same in every world ---- */

static bool code_varies(const struct cr_code *code, const bool *varies)
{
    for (int i = 0; code && i < code->n_inputs; i++) {
        if (code->inputs[i].kind == CR_IN_SLOT && varies[code->inputs[i].index])
            return true;
    }
    return false;
}

static bool slot_varies(const struct cr_compiler *c, const struct cr_slot *slot, const bool *varies)
{
    bool found = slot->uncertain || code_varies(slot->value.code, varies);
    for (size_t k = 0; slot->by_lens && k < c->setup->n_lenses; k++) {
        const struct cr_slot_value *x = &slot->by_lens[k], *first = &slot->by_lens[0];
        found |= code_varies(x->code, varies) || x->kind != first->kind ||
                 x->number != first->number || x->offset != first->offset ||
                 (x->code && x->code->expr != first->code->expr);
    }
    return found;
}

/* Who made it so: a setting or a lens that gives a parameter a value that is not a plain number, or
 * that one lens gives and another does not. */
static const char *culprit(const struct cr_compiler *c)
{
    const struct cr_setup *setup = c->setup;
    for (size_t i = 0; i < setup->n_sets; i++) {
        if (setup->sets[i].parameter >= 0 && setup->sets[i].value.kind != CR_VALUE_NUMBER)
            return cr_arena_printf(
                c->arena, "--set %s", c->scenario->parameters[setup->sets[i].parameter].id);
    }
    for (size_t k = 0; k < setup->n_lenses; k++) {
        const struct cr_lens *lens =
            setup->lenses[k].lens < 0 ? NULL : &c->scenario->lenses[setup->lenses[k].lens];
        for (size_t i = 0; lens && i < lens->n_parameters; i++) {
            if (setup->pool || lens->parameters[i].value.kind != CR_VALUE_NUMBER)
                return cr_arena_printf(c->arena, "%s '%s'",
                    setup->pool ? "a pool with the lens" : "the lens", lens->id);
        }
    }
    return "what is set";
}

static void check_utilities(const struct cr_compiler *c)
{
    const struct cr_program *p = c->program;
    bool *varies = CR_NEW(c->arena, bool, p->n_slots);
    for (int k = 0; k < p->n_slots; k++)
        varies[p->slot_order[k]] = slot_varies(c, &p->slots[p->slot_order[k]], varies);
    for (int a = 0; a < p->n_actors; a++) {
        const struct cr_code *code = p->utilities[a];
        for (int i = 0; code && i < code->n_inputs; i++) {
            const struct cr_input *in = &code->inputs[i];
            if (in->kind == CR_IN_SLOT && varies[in->index])
                cr_diag(c->diags, CR_E_UTILITY_NAME, code->expr->place,
                    cr_arena_printf(c->arena,
                        "give it a number; `sensitivity --threshold %s=LOW..HIGH` asks how much "
                        "depends on it",
                        p->slots[in->index].name),
                    "the utility of '%s' cannot use '%s': under %s it differs between worlds",
                    c->scenario->actors[a].id, p->slots[in->index].name, culprit(c));
        }
    }
}

/* ---- Probabilities that are set leave something for the rest ---- */

static void check_rest(const struct cr_compiler *c, const struct cr_point *point)
{
    double total = 0;
    bool set = false;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &c->program->branches[point->first_branch + b];
        if (branch->weight_kind != CR_W_REST && branch->weight.kind == CR_FROM_CONST)
            total += branch->weight.number;
        set |= cr_compile_set(c, point->node, b) != NULL;
    }
    if (set && point->has_rest && total > 1 + 1e-9)
        cr_diag(c->diags, CR_E_WEIGHT_REST, c->scenario->nodes[point->node].place,
            "set lower ones, or set the others as well",
            "with what is set, the probabilities of node '%s' leave nothing for the rest: they "
            "total %.6g%%",
            c->scenario->nodes[point->node].id, 100 * total);
}

void cr_compile_check(const struct cr_compiler *c)
{
    check_utilities(c);
    for (int n = 0; n < c->program->n_points; n++)
        check_rest(c, &c->program->points[n]);
}
