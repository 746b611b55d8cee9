/* Observations: what was seen, and what bears on it.
 *
 * `saw` names a branch or a signal; `informs` gives likelihoods by branch, 1 where a branch is not
 * listed. Only where each branch is listed and each path comes to the node once do proportions
 * alone matter, and only there may a likelihood be above 1. */
#include "scenario/reader.h"

#include <string.h>

/* A bare signal: the one node that has it; more than one or none is a fault. */
static enum cr_status find_bare_signal(
    struct cr_reader *r, const struct cr_yaml *yaml, struct cr_observation *o)
{
    const char *other = NULL;

    for (size_t i = 0; i < r->names->n_nodes; i++) {
        int k = cr_node_signal(&r->names->nodes[i], yaml->text);
        if (k < 0)
            continue;
        if (o->saw_signal >= 0)
            other = r->names->nodes[i].id;
        o->saw_node = (int)i;
        o->saw_signal = k;
    }
    if (o->saw_signal >= 0 && !other)
        return CR_OK;
    if (other)
        cr_diag(r->diags, CR_E_UNKNOWN_BRANCH, yaml->place,
            cr_hint(r->diags, "write %s.%s, or name the other node", other, yaml->text),
            "more than one node has the signal '%s'", yaml->text);
    else
        cr_diag(r->diags, CR_E_UNKNOWN_BRANCH, yaml->place, "write node.branch or node.signal",
            "no node has a signal '%s'", yaml->text);
    return CR_INPUT;
}

static void read_saw(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_observation *o)
{
    o->saw_node = o->saw_branch = o->saw_signal = -1;
    if (!yaml || cr_expect(r, yaml, CR_YAML_SCALAR, "'saw'") != CR_OK)
        return;
    if (strchr(yaml->text, '.'))
        cr_find_branch(r, yaml->text, yaml->place, &o->saw_node, &o->saw_branch, &o->saw_signal);
    else if (r->suggestions-- > 0) /* each search reads all signals */
        find_bare_signal(r, yaml, o);
}

/* A likelihood above 1 needs that nothing else has a likelihood of 1: neither a branch that is not
 * listed nor a path that does not come to the node. */
static enum cr_status read_likelihood(
    struct cr_reader *r, const struct cr_yaml *yaml, const struct cr_inform *i, double *x)
{
    if (cr_read_number(r, yaml, "a likelihood", x) != CR_OK)
        return CR_INPUT;
    if (*x >= 0 && (*x <= 1 || i->proportions || r->bad_targets))
        return CR_OK;
    cr_diag(r->diags, CR_E_LIKELIHOOD, yaml->place,
        *x < 0 ? NULL : "list every branch and divide by the largest: only proportions matter",
        *x < 0 ? "a likelihood is at least 0, but here is %s"
               : "a likelihood above 1 (here %s) needs that every branch is listed and that every "
                 "path comes to the node once: what is not listed or not reached counts 1",
        yaml->text);
    return CR_INPUT;
}

static void read_likelihoods(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_inform *i)
{
    const struct cr_node *node = &r->names->nodes[i->node];

    i->likelihood = CR_NEW(r->arena, double, node->n_branches);
    if (!r->passed_once)
        r->passed_once = cr_scenario_passed_once(r->arena, r->names);
    i->proportions = yaml->n_items == node->n_branches && r->passed_once[i->node];
    for (size_t b = 0; b < node->n_branches; b++)
        i->likelihood[b] = 1;
    for (uint32_t k = 0; k < yaml->n_items; k++) {
        const char *name = cr_arena_printf(r->arena, "%s.%s", node->id, yaml->keys[k]->text);
        int at, branch;
        double x;
        if (cr_find_branch(r, name, yaml->keys[k]->place, &at, &branch, NULL) == CR_OK &&
            read_likelihood(r, yaml->items[k], i, &x) == CR_OK)
            i->likelihood[branch] = x;
    }
}

void cr_read_informs(
    struct cr_reader *r, const struct cr_yaml *yaml, struct cr_inform **informs, size_t *n)
{
    *n = 0;
    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, "'informs'") != CR_OK)
        return;
    *informs = CR_NEW(r->arena, struct cr_inform, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        const struct cr_yaml *key = yaml->keys[i];
        struct cr_inform *inform = &(*informs)[*n];

        inform->node = cr_find_node(r, key->text, key->place);
        inform->place = key->place;
        if (cr_expect(r, yaml->items[i], CR_YAML_MAP, "the likelihoods of a node") != CR_OK ||
            inform->node < 0)
            continue;
        read_likelihoods(r, yaml->items[i], inform);
        ++*n;
    }
}

void cr_read_observations(struct cr_reader *r, const struct cr_yaml *yaml)
{
    struct cr_scenario *s = r->s;

    for (size_t i = 0; i < s->n_observations; i++) {
        struct cr_observation *o = &s->observations[i];
        struct cr_fields f;

        o->id = yaml->keys[i]->text;
        o->place = yaml->keys[i]->place;
        o->saw_node = o->saw_branch = o->saw_signal = -1;
        if (cr_object_read(r, CR_OBJECT_OBSERVATION, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        o->about = cr_read_text(r, CR_FIELD(&f, OBSERVATION, about), "'about'");
        cr_read_because(r, CR_FIELD(&f, OBSERVATION, because), &o->because);
        if (CR_FIELD(&f, OBSERVATION, date))
            o->date = cr_read_date(r, CR_FIELD(&f, OBSERVATION, date), "'date'");
        read_saw(r, CR_FIELD(&f, OBSERVATION, saw), o);
        cr_read_informs(r, CR_FIELD(&f, OBSERVATION, informs), &o->informs, &o->n_informs);
        if (!CR_GIVEN(&f, OBSERVATION, saw) && !CR_GIVEN(&f, OBSERVATION, informs))
            cr_diag(r->diags, CR_E_OBSERVATION, o->place,
                "say with 'saw' what happened, or with 'informs' what it bears on",
                "observation '%s' has neither 'saw' nor 'informs'", o->id);
    }
}
