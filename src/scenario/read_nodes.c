/* Nodes: first their names and those of their branches and signals, later what they say.
 *
 * Declaring sorts each node into its fields once and keeps them; the second pass reads from those
 * fields, so nothing is reported twice. */
#include "scenario/reader.h"

#include <stdbool.h>
#include <string.h>

#define CR_WIDE 16 /* from so many branches on a node has a map of them */

/* decision: {go: e, stay: f}, as one writes chance: who decides is missing. With `options` beside
 * it only the actor's name is not where it belongs. */
static bool report_decision(
    struct cr_reader *r, const struct cr_yaml *decision, bool options, const struct cr_yaml *key)
{
    const struct cr_map *actors = r->names->actor_map;
    const char *who = actors->n ? actors->keys[0] : "ACTOR";

    if (!decision || decision->kind == CR_YAML_SCALAR)
        return false;
    cr_diag(r->diags, CR_E_WRONG_KIND, key->place,
        options
            ? cr_hint(r->diags, "write decision: %s", who)
            : cr_hint(r->diags, "write decision: %s, and put what can be chosen under 'options'%s",
                  who, actors->n ? "" : ", with ACTOR under 'actors'"),
        "'decision' names the actor who decides, but here is %s",
        decision->kind == CR_YAML_MAP ? "a mapping" : "a list");
    return true;
}

/* The mapping of branches, and with it the kind; NULL when there is not exactly one. */
static const struct cr_yaml *find_branches(
    struct cr_reader *r, const struct cr_yaml *key, const struct cr_fields *f, struct cr_node *node)
{
    int chance = CR_GIVEN(f, NODE, chance) != 0, rule = CR_GIVEN(f, NODE, rule) != 0;
    int decision = CR_GIVEN(f, NODE, decision) != 0, options = CR_GIVEN(f, NODE, options) != 0;
    bool misspelt = CR_MEANT(f, NODE, chance) || CR_MEANT(f, NODE, decision) ||
                    CR_MEANT(f, NODE, options) || CR_MEANT(f, NODE, rule);
    const char *hint = "give it 'chance', or 'decision' with 'options', or 'rule'";

    if (chance + (decision || options) + rule > 1)
        cr_diag(r->diags, CR_E_NODE_KIND, key->place, hint, "node '%s' is of two kinds at once",
            key->text);
    else if (misspelt || (!options && report_decision(r, CR_FIELD(f, NODE, decision), false,
                                          CR_FIELD_KEY(f, NODE, decision))))
        return NULL; /* that key has been reported, and the rest follows from it */
    else if (!chance && !decision && !options && !rule)
        cr_diag(r->diags, CR_E_NODE_KIND, key->place, hint, "node '%s' has no branches", key->text);
    else if (decision != options)
        cr_diag(r->diags, CR_E_NODE_KIND, key->place,
            decision ? "write what the actor can choose under 'options'"
                     : "say who decides: 'decision: ACTOR'",
            "node '%s' has '%s' without '%s'", key->text, decision ? "decision" : "options",
            decision ? "options" : "decision");
    else {
        node->kind = chance ? CR_CHANCE : rule ? CR_RULE : CR_DECISION;
        return chance ? CR_FIELD(f, NODE, chance)
               : rule ? CR_FIELD(f, NODE, rule)
                      : CR_FIELD(f, NODE, options);
    }
    return NULL;
}

/* Enters the names of the branches; bodies are read when every name of the file is known. */
static enum cr_status declare_branches(struct cr_reader *r, const struct cr_yaml *key,
    const struct cr_yaml *yaml, struct cr_node *node)
{
    const char *what = node->kind == CR_DECISION ? "an option" : "a branch";

    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP,
                     node->kind == CR_DECISION ? "'options'"
                     : node->kind == CR_RULE   ? "'rule'"
                                               : "'chance'") != CR_OK)
        return CR_INPUT;
    if (yaml->n_items == 0) {
        cr_diag(r->diags, CR_E_NO_BRANCHES, cr_yaml_spot(yaml),
            "write at least one: NAME: {weight: 60%, then: TARGET}", "node '%s' has no branches",
            key->text);
        return CR_INPUT;
    }
    node->n_branches = yaml->n_items;
    node->branches = CR_NEW(r->arena, struct cr_branch_item, yaml->n_items);
    if (yaml->n_items > CR_WIDE) {
        node->branch_map = CR_NEW(r->arena, struct cr_map, 1);
        cr_map_init(node->branch_map, r->arena);
    }
    for (uint32_t b = 0; b < yaml->n_items; b++) {
        struct cr_branch_item *branch = &node->branches[b];
        cr_check_free_name(r, yaml->keys[b], what);
        branch->name = yaml->keys[b]->text;
        branch->place = yaml->keys[b]->place;
        branch->then = (struct cr_target){-1, -1, CR_NOWHERE};
        if (node->branch_map)
            cr_map_add(node->branch_map, branch->name, (int)b);
    }
    return CR_OK;
}

static void declare_signals(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_node *node)
{
    if (!yaml || node->kind == CR_RULE || cr_expect(r, yaml, CR_YAML_MAP, "'signals'") != CR_OK)
        return;
    node->signals = CR_NEW(r->arena, struct cr_signal, yaml->n_items);
    for (uint32_t k = 0; k < yaml->n_items; k++) {
        const struct cr_yaml *key = yaml->keys[k];
        cr_check_free_name(r, key, "a signal");
        if (cr_node_branch(node, key->text) >= 0)
            cr_diag(r->diags, CR_E_NAME_TAKEN, key->place, "give one of the two another name",
                "node '%s' has a branch and a signal of the name '%s'", node->id, key->text);
        node->signals[k].name = key->text;
        node->signals[k].place = key->place;
        node->signals[k].likelihood = CR_NEW(r->arena, double, node->n_branches);
        node->n_signals++;
    }
}

void cr_declare_nodes(struct cr_reader *r, const struct cr_yaml *yaml)
{
    struct cr_scenario *s = r->s;
    size_t n = yaml->n_items;

    s->nodes = CR_NEW(r->arena, struct cr_node, n);
    r->node_fields = CR_NEW(r->arena, struct cr_fields, n);
    r->node_bad = CR_NEW(r->arena, unsigned char, n);
    if (n == 0)
        return;
    s->n_nodes = cr_declare(r, CR_OBJECT_NODE, yaml, s->node_map, NULL, NULL);
    for (uint32_t i = 0; i < n; i++) {
        struct cr_node *node = &s->nodes[i];
        const struct cr_yaml *branches = NULL;
        node->id = yaml->keys[i]->text;
        node->place = yaml->keys[i]->place;
        node->actor = node->stage = -1;
        node->after = (struct cr_target){-1, -1, CR_NOWHERE};
        if (cr_object_read(r, CR_OBJECT_NODE, yaml->keys[i], yaml->items[i], &r->node_fields[i]) ==
            CR_OK)
            branches = find_branches(r, yaml->keys[i], &r->node_fields[i], node);
        r->node_bad[i] = declare_branches(r, yaml->keys[i], branches, node) != CR_OK;
        declare_signals(r, CR_FIELD(&r->node_fields[i], NODE, signals), node);
    }
}

static void read_bound(struct cr_reader *r, const struct cr_fields *f, struct cr_node *node)
{
    const struct cr_yaml *count = CR_FIELD(f, NODE, at_most);
    int has_count = CR_GIVEN(f, NODE, at_most) != 0, has_after = CR_GIVEN(f, NODE, after) != 0;
    double x;

    if (has_count != has_after)
        cr_diag(r->diags, CR_E_AT_MOST,
            has_count ? CR_FIELD_KEY(f, NODE, at_most)->place : CR_FIELD_KEY(f, NODE, after)->place,
            has_count ? "say with 'after' where an arrival beyond it goes"
                      : "say with 'at_most' after how many visits",
            "node '%s' has '%s' without '%s'", node->id, has_count ? "at_most" : "after",
            has_count ? "after" : "at_most");
    if (has_count)
        node->at_most = 1; /* even a faulty bound was meant to end the loop */
    if (CR_FIELD(f, NODE, after))
        node->after = cr_read_target(r, CR_FIELD(f, NODE, after), "'after'");
    if (!count || cr_read_number(r, count, "'at_most'", &x) != CR_OK)
        return;
    if (x >= 1 && x <= 1e15 && x == (double)(uint64_t)x)
        node->at_most = (uint64_t)x;
    else
        cr_diag(r->diags, CR_E_NUMBER, count->place, "as in at_most: 4",
            "'at_most' is a whole number of at least 1, not %s", count->text);
}

static enum cr_status read_signal_probability(
    struct cr_reader *r, const struct cr_yaml *yaml, double *x)
{
    if (cr_read_number_or(r, yaml, "the probability of a signal",
            "for one that varies, ask a question of its own behind this one: a chance node whose "
            "weights name the branch by took(...)",
            x) != CR_OK)
        return CR_INPUT;
    if (*x >= 0 && *x <= 1)
        return CR_OK;
    cr_diag(r->diags, CR_E_LIKELIHOOD, yaml->place,
        *x > 1 && *x <= 100 && !strchr(yaml->text, '%')
            ? cr_hint(r->diags, "did you mean %s%%?", yaml->text)
            : NULL,
        "the probability of a signal lies between 0 and 1 (0%% and 100%%), but here is %s",
        yaml->text);
    return CR_INPUT;
}

static void read_signal(
    struct cr_reader *r, const struct cr_yaml *yaml, struct cr_node *node, struct cr_signal *signal)
{
    if (cr_expect(r, yaml, CR_YAML_MAP, "a signal") != CR_OK)
        return;
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        const char *name = cr_arena_printf(r->arena, "%s.%s", node->id, yaml->keys[i]->text);
        int at, branch;
        double x = 0;
        if (cr_find_branch(r, name, yaml->keys[i]->place, &at, &branch, NULL) == CR_OK &&
            read_signal_probability(r, yaml->items[i], &x) == CR_OK)
            signal->likelihood[branch] = x;
    }
}

/* Keys that say nothing in this kind of node. */
static void check_places(struct cr_reader *r, const struct cr_fields *f, const struct cr_node *node)
{
    if (node->kind == CR_RULE) {
        if (CR_GIVEN(f, NODE, signals))
            cr_diag(r->diags, CR_E_OUT_OF_PLACE, CR_FIELD_KEY(f, NODE, signals)->place,
                "put the signals on the node that draws",
                "node '%s' is a rule, and a rule has no signals", node->id);
        if (CR_GIVEN(f, NODE, confidence))
            cr_diag(r->diags, CR_E_OUT_OF_PLACE, CR_FIELD_KEY(f, NODE, confidence)->place, NULL,
                "node '%s' is a rule and has no weights to be confident of", node->id);
    }
    if (CR_GIVEN(f, NODE, hidden) && node->kind != CR_CHANCE)
        cr_diag(r->diags, CR_E_OUT_OF_PLACE, CR_FIELD_KEY(f, NODE, hidden)->place,
            node->kind == CR_RULE
                ? "write 'seen_by: []' if nobody learns what the rule took"
                : "write 'seen_by: []': the others do not learn what was chosen before they choose "
                  "themselves",
            "node '%s' is not a chance node, and only chance can be hidden", node->id);
}

/* One actor of the list; those that are known, each once. */
static void read_seer(struct cr_reader *r, struct cr_node *node, const struct cr_yaml *yaml)
{
    if (cr_expect(r, yaml, CR_YAML_SCALAR, "an item of 'seen_by'") != CR_OK)
        return;
    int actor = cr_find_actor(r, yaml->text, yaml->place);
    for (size_t k = 0; actor >= 0 && k < node->n_seen_by; k++) {
        if (node->seen_by[k] != actor)
            continue;
        cr_diag(r->diags, CR_E_SEEN_BY, yaml->place, "name each actor once",
            "'seen_by' of node '%s' names '%s' twice", node->id, yaml->text);
        return;
    }
    if (actor >= 0)
        node->seen_by[node->n_seen_by++] = actor;
}

/* In the order of the file's actors: who is named first makes no difference. */
static void sort_seers(struct cr_node *node)
{
    for (size_t i = 1; i < node->n_seen_by; i++) {
        for (size_t k = i; k > 0 && node->seen_by[k] < node->seen_by[k - 1]; k--) {
            int swap = node->seen_by[k];
            node->seen_by[k] = node->seen_by[k - 1];
            node->seen_by[k - 1] = swap;
        }
    }
}

/* Nobody sees a chance node: it is hidden. Everybody: it is as if nothing had been written. */
static void read_seen_by(struct cr_reader *r, const struct cr_fields *f, struct cr_node *node)
{
    const struct cr_yaml *yaml = CR_FIELD(f, NODE, seen_by);
    if (!yaml)
        return;
    if (CR_GIVEN(f, NODE, hidden)) {
        cr_diag(r->diags, CR_E_SEEN_BY, CR_FIELD_KEY(f, NODE, seen_by)->place,
            "keep 'seen_by' alone: 'hidden: true' means 'seen_by: []'",
            "node '%s' has both 'hidden' and 'seen_by'", node->id);
        return;
    }
    size_t errors = r->diags->n_errors;
    bool one = yaml->kind == CR_YAML_SCALAR;
    if (!one && cr_expect(r, yaml, CR_YAML_LIST, "'seen_by'") != CR_OK)
        return;
    node->seen_by = CR_NEW(r->arena, int, one ? 1 : yaml->n_items);
    for (uint32_t i = 0; i < (one ? 1 : yaml->n_items); i++)
        read_seer(r, node, one ? yaml : yaml->items[i]);
    sort_seers(node);
    if (r->diags->n_errors > errors)
        return;
    node->hidden = node->kind == CR_CHANCE && node->n_seen_by == 0;
    node->private_seen = !node->hidden && node->n_seen_by < r->names->n_actors;
}

static void read_stage(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_node *node)
{
    const char *id = cr_read_text(r, yaml, "'stage'");
    const char *hint;

    if (!id)
        return;
    node->stage = cr_map_find(r->names->stage_map, id);
    if (node->stage >= 0) {
        r->stage_used[node->stage] = 1;
        return;
    }
    hint = cr_similar(r, id, r->names->stage_map, NULL);
    cr_diag(r->diags, CR_E_UNKNOWN_STAGE, yaml->place, hint ? hint : "add it under 'stages'",
        "there is no stage '%s'", id);
}

static void read_node(struct cr_reader *r, struct cr_node *node, const struct cr_fields *f)
{
    const struct cr_yaml *decision = CR_FIELD(f, NODE, decision);
    const struct cr_yaml *signals = CR_FIELD(f, NODE, signals);

    node->ask = cr_read_text(r, CR_FIELD(f, NODE, ask), "'ask'");
    node->about = cr_read_text(r, CR_FIELD(f, NODE, about), "'about'");
    cr_read_because(r, CR_FIELD(f, NODE, because), &node->because);
    read_stage(r, CR_FIELD(f, NODE, stage), node);
    if (decision &&
        !report_decision(r, decision, CR_GIVEN(f, NODE, options), CR_FIELD_KEY(f, NODE, decision)))
        node->actor = cr_find_actor(r, decision->text, decision->place);
    if (node->actor >= 0)
        r->actor_used[node->actor] = 1;
    if (CR_FIELD(f, NODE, hidden))
        node->hidden = cr_read_flag(r, CR_FIELD(f, NODE, hidden), "'hidden'");
    read_seen_by(r, f, node);
    node->confidence.place = CR_NOWHERE;
    if (CR_FIELD(f, NODE, confidence))
        cr_read_value(r, CR_FIELD(f, NODE, confidence), &cr_rules_confidence, &node->confidence);
    read_bound(r, f, node);
    check_places(r, f, node);
    for (size_t k = 0; k < node->n_signals; k++)
        read_signal(r, signals->items[k], node, &node->signals[k]);
}

/* The mapping that held the branches that were declared. */
static const struct cr_yaml *branches_of(const struct cr_fields *f, const struct cr_node *node)
{
    switch (node->kind) {
    case CR_CHANCE:
        return CR_FIELD(f, NODE, chance);
    case CR_RULE:
        return CR_FIELD(f, NODE, rule);
    default:
        return CR_FIELD(f, NODE, options);
    }
}

void cr_read_nodes(struct cr_reader *r)
{
    for (size_t i = 0; i < r->s->n_nodes; i++) {
        struct cr_node *node = &r->s->nodes[i];
        const struct cr_fields *f = &r->node_fields[i];
        const struct cr_yaml *branches = branches_of(f, node);

        read_node(r, node, f);
        for (size_t b = 0; b < node->n_branches; b++)
            cr_read_branch(r, node, &node->branches[b], branches->keys[b], branches->items[b]);
        if (node->n_branches == 0)
            r->bad_targets++; /* where it leads is not known */
    }
}
