/* Branches and options: what they need, do and lead to.
 *
 * Names in effects, payoffs and targets are resolved at once; an item whose name or value is wrong
 * is left out after its message, so that arrays hold only what is whole. */
#include "scenario/reader.h"

#include <string.h>

static void read_effects(struct cr_reader *r, const struct cr_yaml *yaml, const char *what,
    struct cr_effect **effects, size_t *n)
{
    *n = 0;
    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, what) != CR_OK)
        return;
    *effects = CR_NEW(r->arena, struct cr_effect, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        struct cr_effect *effect = &(*effects)[*n];
        int state = cr_find_state(r, yaml->keys[i]->text, yaml->keys[i]->place);
        if (state >= 0)
            r->state_moved[state] = 1;
        if (cr_read_value(r, yaml->items[i], &cr_rules_effect, &effect->value) == CR_OK &&
            state >= 0) {
            effect->state = state;
            effect->place = yaml->keys[i]->place;
            cr_warn_of_percent(r, &effect->value, state, what);
            ++*n;
        }
    }
}

/* payoff: 10 says how much and not to whom. */
static bool report_lone_payoff(struct cr_reader *r, const struct cr_yaml *yaml)
{
    const struct cr_scenario *s = r->names;
    struct cr_buf hint;

    if (yaml->kind != CR_YAML_SCALAR || cr_yaml_empty(yaml))
        return false;
    cr_buf_init(&hint, r->arena);
    cr_buf_str(&hint, "write payoff: {");
    for (size_t i = 0; i < s->n_actors && i < 4; i++)
        cr_buf_printf(&hint, "%s%s: %s", i ? ", " : "", s->actor_map->keys[i],
            i || yaml->n > 20 ? "0" : yaml->text);
    if (s->n_actors)
        cr_buf_str(&hint, s->n_actors > 4 ? ", ...}" : "}");
    else
        cr_buf_printf(
            &hint, "ACTOR: %s}, with ACTOR under 'actors'", yaml->n > 20 ? "0" : yaml->text);
    cr_diag(r->diags, CR_E_WRONG_KIND, yaml->place, cr_hint(r->diags, "%s", hint.s),
        "'payoff' says who is paid how much, but here is a single value");
    return true;
}

void cr_read_pays(struct cr_reader *r, const struct cr_yaml *yaml,
    const struct cr_value_rules *rules, struct cr_pay **pays, size_t *n)
{
    *n = 0;
    if (!yaml || report_lone_payoff(r, yaml) ||
        cr_expect(r, yaml, CR_YAML_MAP, "'payoff'") != CR_OK)
        return;
    *pays = CR_NEW(r->arena, struct cr_pay, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        struct cr_pay *pay = &(*pays)[*n];
        int actor = cr_find_actor(r, yaml->keys[i]->text, yaml->keys[i]->place);
        if (actor >= 0) {
            r->s->actors[actor].has_payoff = true;
            r->actor_used[actor] = 1;
        }
        if (cr_read_value(r, yaml->items[i], rules, &pay->value) == CR_OK && actor >= 0) {
            pay->actor = actor;
            pay->place = yaml->keys[i]->place;
            ++*n;
        }
    }
}

static void check_rule_branch(struct cr_reader *r, const struct cr_node *node,
    const struct cr_branch_item *branch, const struct cr_fields *f)
{
    bool last = branch == &node->branches[node->n_branches - 1];

    if (CR_GIVEN(f, BRANCH, weight))
        cr_diag(r->diags, CR_E_OUT_OF_PLACE, CR_FIELD_KEY(f, BRANCH, weight)->place,
            "a rule takes the first branch whose 'when' holds",
            "node '%s' is a rule, and a rule has no weights", node->id);
    if (CR_GIVEN(f, BRANCH, shift))
        cr_diag(r->diags, CR_E_OUT_OF_PLACE, CR_FIELD_KEY(f, BRANCH, shift)->place,
            "a rule takes the first branch whose 'when' holds",
            "node '%s' is a rule, and a rule has no shifts", node->id);
    if (last && CR_GIVEN(f, BRANCH, when))
        cr_diag(r->diags, CR_E_RULE, CR_FIELD_KEY(f, BRANCH, when)->place,
            "leave its 'when' out, or add a last branch without one",
            "the last branch of the rule '%s' has a condition", node->id);
    if (!last && !CR_GIVEN(f, BRANCH, when))
        cr_diag(r->diags, CR_E_RULE, branch->place, "give it a 'when', or make it the last branch",
            "the branches after '%s' can never be taken: it has no condition", branch->name);
}

void cr_read_branch(struct cr_reader *r, const struct cr_node *node, struct cr_branch_item *branch,
    const struct cr_yaml *key, const struct cr_yaml *yaml)
{
    struct cr_fields f;

    branch->weight.place = branch->then.place = CR_NOWHERE;
    if (cr_object_read(r, CR_OBJECT_BRANCH, key, yaml, &f) != CR_OK) {
        r->bad_targets++;
        return;
    }
    branch->label = cr_read_text(r, CR_FIELD(&f, BRANCH, label), "'label'");
    branch->about = cr_read_text(r, CR_FIELD(&f, BRANCH, about), "'about'");
    cr_read_because(r, CR_FIELD(&f, BRANCH, because), &branch->because);
    if (node->kind == CR_RULE)
        check_rule_branch(r, node, branch, &f);
    else {
        cr_read_weight(r, CR_FIELD(&f, BRANCH, weight), &branch->weight);
        if ((CR_GIVEN(&f, BRANCH, weight) || CR_MEANT(&f, BRANCH, weight)) &&
            branch->weight.form == CR_WEIGHT_NONE)
            branch->weight.form = CR_WEIGHT_VALUE; /* faulty, but written */
        branch->weight.doubtful = f.unknown > 0;
        cr_read_shifts(r, CR_FIELD(&f, BRANCH, shift), branch);
    }
    branch->when = cr_read_expr(r, CR_FIELD(&f, BRANCH, when), &cr_rules_when);
    read_effects(r, CR_FIELD(&f, BRANCH, set), "'set'", &branch->sets, &branch->n_sets);
    read_effects(r, CR_FIELD(&f, BRANCH, change), "'change'", &branch->changes, &branch->n_changes);
    cr_read_pays(r, CR_FIELD(&f, BRANCH, payoff), &cr_rules_pay, &branch->pays, &branch->n_pays);
    branch->then = (struct cr_target){-1, -1, CR_NOWHERE};
    if (CR_FIELD(&f, BRANCH, then))
        branch->then = cr_read_target(r, CR_FIELD(&f, BRANCH, then), "'then'");
    else
        r->bad_targets++;
}
