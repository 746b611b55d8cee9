/* Texts of the command line to what they mean in this scenario. */
#include "api/api.h"

#include "base/num.h"

#include <string.h>

struct reader {
    struct crossroads_result *result;
    const struct crossroads_options *options;
    const struct cr_scenario *s;
    struct cr_arena *arena;
};

static enum cr_status fail(struct reader *r, const char *message, const char *suggestion)
{
    r->result->message =
        suggestion ? cr_arena_printf(r->arena, "%s; did you mean '%s'?", message, suggestion)
                   : message;
    return CR_USAGE;
}

static const char *nearest(const struct cr_map *map, const char *word)
{
    return map ? cr_suggest(word, map->keys, map->n) : NULL;
}

/* ------------------------------------------------------------------ lenses */

static void add_lens(struct reader *r, struct cr_setup_lens *lenses, int lens, double strength)
{
    lenses[r->result->setup.n_lenses++] = (struct cr_setup_lens){lens, strength};
}

static enum cr_status read_pool(struct reader *r)
{
    struct cr_setup *setup = &r->result->setup;
    struct cr_setup_lens *lenses = CR_NEW(r->arena, struct cr_setup_lens, r->s->n_lenses + 1);
    if (r->options->n_lenses > 1)
        return fail(r, "'pool' stands alone: it draws one lens for each world", NULL);
    setup->pool = true;
    setup->lenses = lenses;
    if (r->s->pool_as_written > 0)
        add_lens(r, lenses, -1, 1);
    for (size_t i = 0; i < r->s->n_lenses; i++)
        if (r->s->lenses[i].pool > 0)
            add_lens(r, lenses, (int)i, 1);
    return setup->n_lenses ? CR_OK : fail(r, "the scenario has no lens that joins a pool", NULL);
}

static enum cr_status read_lens(struct reader *r, struct cr_setup_lens *lenses, const char *text)
{
    double strength = 1;
    const char *colon = strrchr(text, ':');
    char *name = cr_arena_strndup(r->arena, text, colon ? (size_t)(colon - text) : strlen(text));
    if (colon && cr_num_read(colon + 1, strlen(colon + 1), &strength) != CR_NUM_OK)
        return fail(r,
            cr_arena_printf(r->arena, "'%s' is no strength of a lens: write NAME:0.5", colon + 1),
            NULL);
    if (strength < 0)
        return fail(r, "the strength of a lens is at least 0", NULL);
    if (!strcmp(name, "as_written"))
        return CR_OK;
    int lens = r->s->lens_map ? cr_map_find(r->s->lens_map, name) : -1;
    if (lens < 0)
        return fail(r, cr_arena_printf(r->arena, "there is no lens '%s'", name),
            nearest(r->s->lens_map, name));
    add_lens(r, lenses, lens, strength);
    return CR_OK;
}

static enum cr_status read_lenses(struct reader *r)
{
    struct cr_setup_lens *lenses = CR_NEW(r->arena, struct cr_setup_lens, r->options->n_lenses + 1);
    for (size_t i = 0; i < r->options->n_lenses; i++)
        if (!strcmp(r->options->lenses[i], "pool"))
            return read_pool(r);
    r->result->setup.lenses = lenses;
    enum cr_status status = CR_OK;
    for (size_t i = 0; i < r->options->n_lenses && !status; i++)
        status = read_lens(r, lenses, r->options->lenses[i]);
    return status;
}

/* ------------------------------------------------------------------ settings */

static const char *nearest_branch(const struct reader *r, const char *text)
{
    CR_VEC(const char *) names = {0};
    for (size_t i = 0; i < r->s->n_nodes; i++)
        for (size_t b = 0; b < r->s->nodes[i].n_branches; b++)
            cr_vec_push(r->arena, &names, cr_scenario_branch_name(r->arena, r->s, (int)i, (int)b));
    return cr_suggest(text, names.at, names.n);
}

/* What a name that can be set stands for; 0 if nothing. */
static int find_settable(
    const struct reader *r, const char *name, struct cr_setup_set *set, enum cr_value_place *place)
{
    *set = (struct cr_setup_set){.parameter = -1, .state = -1, .node = -1, .branch = -1};
    const char *state = strncmp(name, "start.", 6) ? name : name + 6;
    *place = CR_AT_PARAMETER;
    if ((set->parameter = cr_map_find(r->s->parameter_map, name)) >= 0)
        return 1;
    *place = CR_AT_START;
    if ((set->state = cr_map_find(r->s->state_map, state)) >= 0)
        return 1;
    *place = CR_AT_PROBABILITY;
    return cr_scenario_branch(r->s, name, &set->node, &set->branch);
}

static const char *nearest_settable(const struct reader *r, const char *name)
{
    const char *word = nearest(r->s->parameter_map, name);
    word = word ? word : nearest(r->s->state_map, name);
    return word ? word : nearest_branch(r, name);
}

/* A branch's name may hold a '=': the first '=' behind a known name parts name and value. */
static enum cr_status read_set(struct reader *r, struct cr_setup_set *set, const char *text)
{
    enum cr_value_place place;
    const char *first = strchr(text, '=');
    if (!first || first == text)
        return fail(r, cr_arena_printf(r->arena, "--set takes NAME=VALUE, not '%s'", text), NULL);
    for (const char *at = first; at; at = strchr(at + 1, '=')) {
        const char *name = cr_arena_strndup(r->arena, text, (size_t)(at - text));
        if (!find_settable(r, name, set, &place))
            continue;
        struct cr_diags *diags = &r->result->diags;
        if (cr_value_read_text(r->arena, r->s, at + 1, place, &set->value, diags))
            return CR_OK;
        const struct cr_problem *p =
            diags->problems.n ? &diags->problems.at[diags->problems.n - 1] : NULL;
        r->result->message =
            cr_arena_printf(r->arena, "--set %s: %s%s%s", text, p ? p->message : "this is no value",
                p && p->hint ? "; " : "", p && p->hint ? p->hint : "");
        return CR_USAGE;
    }
    const char *name = cr_arena_strndup(r->arena, text, (size_t)(first - text));
    return fail(r,
        cr_arena_printf(
            r->arena, "there is no parameter, state variable or branch '%s' to set", name),
        nearest_settable(r, name));
}

static enum cr_status read_sets(struct reader *r)
{
    struct cr_setup_set *sets = CR_NEW(r->arena, struct cr_setup_set, r->options->n_sets + 1);
    enum cr_status status = CR_OK;
    for (size_t i = 0; i < r->options->n_sets && !status; i++)
        status = read_set(r, &sets[r->result->setup.n_sets++], r->options->sets[i]);
    r->result->setup.sets = sets;
    return status;
}

/* ------------------------------------------------------------------ evidence */

struct evidence {
    CR_VEC(struct cr_setup_evidence) list;
};

static void add_evidence(struct reader *r, struct evidence *e, int node, int branch, int signal,
    const double *likelihood, const char *name, int observation)
{
    struct cr_setup_evidence item = {node, branch, signal, likelihood, name, observation};
    cr_vec_push(r->arena, &e->list, item);
}

static void add_observation(struct reader *r, struct evidence *e, int index)
{
    const struct cr_observation *o = &r->s->observations[index];
    for (size_t i = 0; i < e->list.n; i++)
        if (e->list.at[i].observation == index)
            return;
    if (o->saw_node >= 0)
        add_evidence(r, e, o->saw_node, o->saw_branch, o->saw_signal, NULL, o->id, index);
    for (size_t i = 0; i < o->n_informs; i++)
        add_evidence(r, e, o->informs[i].node, -1, -1, o->informs[i].likelihood, o->id, index);
}

static int ignored(const struct reader *r, const char *id)
{
    for (size_t i = 0; i < r->options->n_ignores; i++)
        if (!strcmp(r->options->ignores[i], id) || !strcmp(r->options->ignores[i], "all"))
            return 1;
    return 0;
}

static enum cr_status check_ignores(struct reader *r)
{
    for (size_t i = 0; i < r->options->n_ignores; i++) {
        const char *name = r->options->ignores[i];
        if (strcmp(name, "all") != 0 && cr_map_find(r->s->observation_map, name) < 0)
            return fail(r,
                cr_arena_printf(r->arena, "there is no observation '%s' to ignore", name),
                nearest(r->s->observation_map, name));
    }
    return CR_OK;
}

/* What the file itself has seen by `as_of`; ISO dates compare as texts. */
static void add_known(struct reader *r, struct evidence *e)
{
    for (size_t i = 0; i < r->s->n_observations; i++) {
        const struct cr_observation *o = &r->s->observations[i];
        if (o->date && r->s->as_of && strcmp(o->date, r->s->as_of) <= 0 && !ignored(r, o->id))
            add_observation(r, e, (int)i);
    }
}

static enum cr_status read_given(struct reader *r, struct evidence *e, const char *text)
{
    int node, index, observation = cr_map_find(r->s->observation_map, text);
    if (observation >= 0)
        add_observation(r, e, observation);
    else if (cr_scenario_branch(r->s, text, &node, &index))
        add_evidence(r, e, node, index, -1, NULL, text, -1);
    else if (cr_scenario_signal(r->s, text, &node, &index))
        add_evidence(r, e, node, -1, index, NULL, text, -1);
    else {
        const char *word = nearest(r->s->observation_map, text);
        return fail(r,
            cr_arena_printf(r->arena, "there is no branch, signal or observation '%s'", text),
            word ? word : nearest_branch(r, text));
    }
    return CR_OK;
}

static enum cr_status read_evidence(struct reader *r)
{
    struct evidence e = {0};
    enum cr_status status = check_ignores(r);
    if (status)
        return status;
    add_known(r, &e);
    for (size_t i = 0; i < r->options->n_given && !status; i++)
        status = read_given(r, &e, r->options->given[i]);
    r->result->setup.evidence = e.list.at;
    r->result->setup.n_evidence = e.list.n;
    return status;
}

static enum cr_status read_does(struct reader *r)
{
    int(*forced)[2] = cr_arena_alloc(r->arena, r->options->n_does + 1, sizeof *forced);
    for (size_t i = 0; i < r->options->n_does; i++) {
        const char *text = r->options->does[i];
        if (!cr_scenario_branch(r->s, text, &forced[i][0], &forced[i][1]))
            return fail(r, cr_arena_printf(r->arena, "there is no branch '%s' to force", text),
                nearest_branch(r, text));
    }
    r->result->setup.forced = (const int(*)[2])forced;
    r->result->setup.n_forced = r->options->n_does;
    return CR_OK;
}

/* ------------------------------------------------------------------ choices */

static enum cr_status read_rule(struct reader *r, const char *text, struct cr_choose *choose)
{
    static const struct {
        const char *word;
        enum cr_choose_kind kind;
    } words[] = {{"as-written", CR_CHOOSE_AS_WRITTEN}, {"best", CR_CHOOSE_BEST},
        {"uniform", CR_CHOOSE_UNIFORM}};
    static const char *const names[] = {"as-written", "best", "uniform", "quantal:1"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(text, words[i].word)) {
            *choose = (struct cr_choose){words[i].kind, 0, -1};
            return CR_OK;
        }
    double lambda;
    if (!strncmp(text, "quantal:", 8) &&
        cr_num_read(text + 8, strlen(text + 8), &lambda) == CR_NUM_OK && lambda >= 0) {
        *choose = (struct cr_choose){CR_CHOOSE_QUANTAL, lambda, -1};
        return CR_OK;
    }
    return fail(r,
        cr_arena_printf(r->arena,
            "--choose takes as-written, best, uniform, quantal:L or NODE=OPTION, not '%s'", text),
        cr_suggest(text, names, 4));
}

static enum cr_status read_option(
    struct reader *r, const char *text, const char *equals, struct cr_choose *at)
{
    const char *id = cr_arena_strndup(r->arena, text, (size_t)(equals - text));
    int node = cr_map_find(r->s->node_map, id);
    if (node < 0)
        return fail(r, cr_arena_printf(r->arena, "there is no decision '%s'", id),
            nearest(r->s->node_map, id));
    const struct cr_node *n = &r->s->nodes[node];
    if (n->kind != CR_DECISION)
        return fail(r,
            cr_arena_printf(
                r->arena, "'%s' is not a decision (--do forces a branch of chance)", id),
            NULL);
    const char **names = CR_NEW(r->arena, const char *, n->n_branches + 1);
    for (size_t b = 0; b < n->n_branches; b++) {
        names[b] = n->branches[b].name;
        if (!strcmp(names[b], equals + 1)) {
            at[node] = (struct cr_choose){CR_CHOOSE_OPTION, 0, (int)b};
            return CR_OK;
        }
    }
    struct cr_choose rule;
    if (read_rule(r, equals + 1, &rule) == CR_OK) {
        at[node] = rule;
        return CR_OK;
    }
    return fail(r, cr_arena_printf(r->arena, "'%s' has no option '%s'", id, equals + 1),
        cr_suggest(equals + 1, names, n->n_branches));
}

static enum cr_status read_chooses(struct reader *r)
{
    struct cr_choose *at = CR_NEW(r->arena, struct cr_choose, r->s->n_nodes + 1);
    enum cr_status status = CR_OK;
    for (size_t i = 0; i < r->options->n_chooses && !status; i++) {
        const char *text = r->options->chooses[i], *equals = strchr(text, '=');
        status = equals ? read_option(r, text, equals, at)
                        : read_rule(r, text, &r->result->setup.choose);
    }
    r->result->message = status ? r->result->message : NULL;
    r->result->setup.choose_at = at;
    return status;
}

enum cr_status cr_setup_read(
    struct crossroads_result *result, const struct crossroads_options *options)
{
    struct reader r = {result, options, result->from->scenario, result->arena};
    enum cr_status (*const parts[])(struct reader *) = {
        read_lenses, read_sets, read_evidence, read_does, read_chooses};
    enum cr_status status = CR_OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && !status; i++)
        status = parts[i](&r);
    return status;
}
