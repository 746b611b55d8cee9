/* References: a name in the file to the thing it names.
 *
 * Each kind of name has one search, one message and one suggestion; a branch is written
 * node.branch, and a node with many branches has a map of them. */
#include "scenario/reader.h"

#include <string.h>

#define CR_FEW 16 /* up to so many branches are searched one by one */

static void report(struct cr_reader *r, enum cr_code_id code, struct cr_place place, const char *id,
    const char *noun, const char *hint)
{
    cr_diag(r->diags, code, place, hint, "there is no %s '%s'", noun, id);
}

/* What else in the file bears the name: the likeliest mix-up. */
static const char *elsewhere(struct cr_reader *r, const char *id)
{
    const struct cr_scenario *s = r->names;
    const char *what = NULL;

    if (cr_map_find(s->parameter_map, id) >= 0)
        what = "a parameter";
    else if (cr_map_find(s->state_map, id) >= 0)
        what = "a state variable";
    else if (cr_map_find(s->measure_map, id) >= 0)
        what = "a measure";
    else if (cr_map_find(s->node_map, id) >= 0)
        what = "a node";
    else if (cr_map_find(s->outcome_map, id) >= 0)
        what = "an outcome";
    else if (cr_map_find(s->actor_map, id) >= 0)
        what = "an actor";
    return what ? cr_hint(r->diags, "'%s' is %s", id, what) : NULL;
}

bool cr_mark_reported(struct cr_reader *r, const char *id)
{
    if (!r->undeclared) {
        r->undeclared = CR_NEW(r->arena, struct cr_map, 1);
        cr_map_init(r->undeclared, r->arena);
    }
    return cr_map_add(r->undeclared, cr_arena_strdup(r->arena, id), 0);
}

int cr_find_actor(struct cr_reader *r, const char *id, struct cr_place place)
{
    int k = cr_map_find(r->names->actor_map, id);
    const char *hint;

    if (k >= 0)
        return k;
    hint = cr_similar(r, id, r->names->actor_map, NULL);
    report(r, CR_E_UNKNOWN_ACTOR, place, id, "actor", hint ? hint : "add it under 'actors'");
    return -1;
}

int cr_find_state(struct cr_reader *r, const char *id, struct cr_place place)
{
    int k = cr_map_find(r->names->state_map, id);
    const char *hint;

    if (k >= 0)
        return k;
    hint = cr_similar(r, id, r->names->state_map, NULL);
    hint = hint ? hint : elsewhere(r, id);
    if (!hint && !cr_mark_reported(r, id))
        return -1; /* one variable that is not declared is one slip, however often it is named */
    report(r, CR_E_UNKNOWN_STATE, place, id, "state variable",
        hint ? hint
        : cr_is_identifier(id, strlen(id))
            ? cr_hint(r->diags, "add it under 'state', as in state: {%s: 50}", id)
            : "add it under 'state'");
    return -1;
}

int cr_find_node(struct cr_reader *r, const char *id, struct cr_place place)
{
    int k = cr_map_find(r->names->node_map, id);
    const char *hint;

    if (k >= 0)
        return k;
    hint = cr_similar(r, id, r->names->node_map, NULL);
    report(r, CR_E_UNKNOWN_NODE, place, id, "node", hint ? hint : elsewhere(r, id));
    return -1;
}

int cr_node_branch(const struct cr_node *node, const char *name)
{
    if (node->branch_map)
        return cr_map_find(node->branch_map, name);
    for (size_t b = 0; b < node->n_branches; b++)
        if (strcmp(node->branches[b].name, name) == 0)
            return (int)b;
    return -1;
}

int cr_node_signal(const struct cr_node *node, const char *name)
{
    for (size_t k = 0; k < node->n_signals; k++)
        if (strcmp(node->signals[k].name, name) == 0)
            return (int)k;
    return -1;
}

/* The nearest branch or signal, or the list of branches where it is short. */
static const char *branch_hint(
    struct cr_reader *r, const struct cr_node *node, const char *name, bool signals)
{
    size_t n = node->n_branches + (signals ? node->n_signals : 0);
    const char **words = CR_NEW(r->arena, const char *, n + 1);
    const char *near;
    struct cr_buf list;

    for (size_t b = 0; b < node->n_branches; b++)
        words[b] = node->branches[b].name;
    for (size_t k = node->n_branches; k < n; k++)
        words[k] = node->signals[k - node->n_branches].name;
    near = cr_similar_of(r, name, words, n);
    if (near || n == 0 || n > CR_FEW)
        return near;
    cr_buf_init(&list, r->arena);
    cr_buf_str(&list, "it has ");
    for (size_t k = 0; k < n; k++)
        cr_buf_printf(&list, "%s'%s'", k == 0 ? "" : ", ", words[k]);
    return list.s;
}

enum cr_status cr_find_branch(struct cr_reader *r, const char *text, struct cr_place place,
    int *node, int *branch, int *signal)
{
    const char *dot = strchr(text, '.');
    const struct cr_node *n;

    *node = *branch = -1;
    if (signal)
        *signal = -1;
    *node = cr_find_node(r, cr_arena_strndup(r->arena, text, (size_t)(dot - text)), place);
    if (*node < 0)
        return CR_INPUT;
    n = &r->names->nodes[*node];
    *branch = cr_node_branch(n, dot + 1);
    if (*branch < 0 && signal)
        *signal = cr_node_signal(n, dot + 1);
    if (*branch >= 0 || (signal && *signal >= 0))
        return CR_OK;
    if (!r->node_bad || !r->node_bad[*node])
        cr_diag(r->diags, CR_E_UNKNOWN_BRANCH, place, branch_hint(r, n, dot + 1, signal != NULL),
            "node '%s' has no branch%s '%s'", n->id, signal ? " or signal" : "", dot + 1);
    return CR_INPUT;
}

struct cr_target cr_read_target(struct cr_reader *r, const struct cr_yaml *yaml, const char *what)
{
    struct cr_target target = {-1, -1, CR_NOWHERE};
    const char *id, *hint;

    if (!yaml || cr_expect(r, yaml, CR_YAML_SCALAR, what) != CR_OK) {
        r->bad_targets++;
        return target;
    }
    id = yaml->text;
    target.place = yaml->place;
    target.node = cr_map_find(r->names->node_map, id);
    if (target.node < 0)
        target.outcome = cr_map_find(r->names->outcome_map, id);
    if (target.node >= 0 || target.outcome >= 0)
        return target;
    r->bad_targets++;
    hint = cr_similar(r, id, r->names->node_map, r->names->outcome_map);
    cr_diag(r->diags, CR_E_UNKNOWN_TARGET, yaml->place,
        hint ? hint : "add it under 'nodes' or 'outcomes'", "there is no node or outcome '%s'", id);
    return target;
}
