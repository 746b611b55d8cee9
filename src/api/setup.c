/* Texts of the command line to what they mean in this scenario. What is said twice counts once;
 * what contradicts itself is refused before anything is played. */
#include "api/setup.h"

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
    return cr_refuse(r->result, message, suggestion);
}

/* "there is no ... 'word'", and what there is. */
static enum cr_status fail_unknown(
    struct reader *r, const char *message, const char *word, const char *const *names, size_t n)
{
    return fail(r,
        cr_arena_printf(r->arena, "%s%s", message,
            n ? cr_candidates(r->arena, word, names, n) : "; the file has none"),
        NULL);
}

static enum cr_status fail_unmapped(
    struct reader *r, const char *message, const char *word, const struct cr_map *map)
{
    return fail_unknown(r, message, word, map ? map->keys : NULL, map ? map->n : 0);
}

/* ------------------------------------------------------------------ lenses */

/* In the order of the file, whatever the order of the options; strengths of one lens add up. */
static void add_lens(struct reader *r, struct cr_setup_lens *lenses, int lens, double strength)
{
    size_t n = r->result->setup.n_lenses, at = n;
    while (at > 0 && lenses[at - 1].lens >= lens)
        at--;
    if (at < n && lenses[at].lens == lens) {
        lenses[at].strength += strength;
        return;
    }
    memmove(&lenses[at + 1], &lenses[at], (n - at) * sizeof *lenses);
    lenses[at] = (struct cr_setup_lens){lens, strength};
    r->result->setup.n_lenses++;
}

static enum cr_status read_pool(struct reader *r)
{
    struct cr_setup *setup = &r->result->setup;
    struct cr_setup_lens *lenses = CR_NEW(r->arena, struct cr_setup_lens, r->s->n_lenses + 1);
    if (r->options->n_lenses > 1)
        return fail(r, "'pool' cannot be combined: it gives each world one lens", NULL);
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
            cr_arena_printf(
                r->arena, "'%s' is not a strength of a lens: write NAME:0.5", colon + 1),
            NULL);
    if (strength < 0)
        return fail(r, "the strength of a lens is at least 0", NULL);
    if (!strcmp(name, "as_written"))
        return CR_OK;
    int lens = r->s->lens_map ? cr_map_find(r->s->lens_map, name) : -1;
    if (lens < 0)
        return fail_unmapped(
            r, cr_arena_printf(r->arena, "there is no lens '%s'", name), name, r->s->lens_map);
    for (size_t i = 0; i < r->result->setup.n_lenses; i++) {
        if (lenses[i].lens != lens)
            continue;
        return lenses[i].strength == strength
                   ? CR_OK
                   : fail(r, cr_arena_printf(r->arena, "the lens '%s' has two strengths", name),
                         NULL);
    }
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

const char *cr_nearest_branch(struct cr_arena *arena, const struct cr_scenario *s, const char *text)
{
    CR_VEC(const char *) names = {0};
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t b = 0; b < s->nodes[i].n_branches; b++)
            cr_vec_push(arena, &names, cr_scenario_branch_name(arena, s, (int)i, (int)b));
    return cr_suggest(text, names.at, names.n);
}

struct names {
    CR_VEC(const char *) at;
};

static void add_map(const struct reader *r, struct names *names, const struct cr_map *map)
{
    for (size_t i = 0; map && i < map->n; i++)
        cr_vec_push(r->arena, &names->at, map->keys[i]);
}

static void add_branches(const struct reader *r, struct names *names, int node)
{
    for (size_t b = 0; b < r->s->nodes[node].n_branches; b++)
        cr_vec_push(r->arena, &names->at, cr_scenario_branch_name(r->arena, r->s, node, (int)b));
}

/* The question that is meant by "NODE" or "NODE.what"; -1: none. */
static int node_meant(const struct reader *r, const char *text)
{
    const char *dot = strchr(text, '.');
    return cr_map_find(
        r->s->node_map, dot ? cr_arena_strndup(r->arena, text, (size_t)(dot - text)) : text);
}

/* What is no branch: of a question that there is, its branches and signals; else whatever is near.
 */
static enum cr_status fail_branch(
    struct reader *r, const char *message, const char *text, bool with_signals)
{
    struct names names = {0};
    int node = node_meant(r, text);
    if (node >= 0)
        add_branches(r, &names, node);
    for (size_t i = 0; i < r->s->n_nodes; i++) {
        if (node < 0)
            add_branches(r, &names, (int)i);
        for (size_t k = 0; k < r->s->nodes[i].n_signals && with_signals; k++)
            if (node < 0 || node == (int)i)
                cr_vec_push(r->arena, &names.at,
                    cr_arena_printf(
                        r->arena, "%s.%s", r->s->nodes[i].id, r->s->nodes[i].signals[k].name));
    }
    if (node < 0 && with_signals)
        add_map(r, &names, r->s->observation_map);
    if (node >= 0 && !strchr(text, '.'))
        message =
            cr_arena_printf(r->arena, "'%s' is a question; one of its branches is meant", text);
    return fail_unknown(r, message, text, names.at.at, names.at.n);
}

/* "lens.LENS.node.branch": a probability that a lens gives, as analyses name it where it is
 * uncertain. No branch has a dot in its name, so it can be nothing else. */
static bool find_of_lens(const struct reader *r, const char *name, struct cr_setup_set *set)
{
    const char *dot = strncmp(name, "lens.", 5) ? NULL : strchr(name + 5, '.');
    int node, branch;
    if (!dot || !cr_scenario_branch(r->s, dot + 1, &node, &branch))
        return false;
    const char *id = cr_arena_strndup(r->arena, name + 5, (size_t)(dot - name - 5));
    int index = r->s->lens_map ? cr_map_find(r->s->lens_map, id) : -1;
    for (size_t i = 0; index >= 0 && i < r->s->lenses[index].n_weights; i++) {
        const struct cr_lens_weight *w = &r->s->lenses[index].weights[i];
        if (!w->multiplier && w->node == node && w->branch == branch)
            set->of_lens = w;
    }
    return set->of_lens != NULL;
}

/* What a name that can be set stands for; false if nothing. What the file itself calls so comes
 * before names of effects and shifts. */
static bool find_settable(
    const struct reader *r, const char *name, struct cr_setup_set *set, enum cr_value_place *place)
{
    *set = (struct cr_setup_set){.parameter = -1, .state = -1, .node = -1, .branch = -1};
    const char *state = strncmp(name, "start.", 6) ? name : name + 6;
    *place = CR_AT_PARAMETER;
    if ((set->parameter = cr_map_find(r->s->parameter_map, name)) >= 0)
        return true;
    *place = CR_AT_START;
    if ((set->state = cr_map_find(r->s->state_map, state)) >= 0)
        return true;
    *place = CR_AT_PROBABILITY;
    if (find_of_lens(r, name, set))
        return true;
    *set = (struct cr_setup_set){.parameter = -1, .state = -1, .node = -1, .branch = -1};
    if (cr_scenario_branch(r->s, name, &set->node, &set->branch)) {
        if (r->s->nodes[set->node].mode == CR_MODE_RELATIVE)
            *place = CR_AT_WEIGHT;
        return true;
    }
    *set = (struct cr_setup_set){.parameter = -1, .state = -1, .node = -1, .branch = -1};
    *place = CR_AT_FACTOR;
    return cr_sizes_find(r->s, name, &set->sizes);
}

static void add_sizes(const struct reader *r, struct names *names, struct cr_sizes_list list)
{
    for (size_t i = 0; i < list.n; i++)
        cr_vec_push(r->arena, &names->at, cr_sizes_name(r->arena, r->s, &list.at[i]));
}

static enum cr_status fail_settable(struct reader *r, const char *name)
{
    struct names names = {0};
    int node = node_meant(r, name);
    if (node < 0) {
        add_map(r, &names, r->s->parameter_map);
        add_map(r, &names, r->s->state_map);
    }
    for (size_t i = 0; i < r->s->n_nodes; i++)
        if (node < 0 || node == (int)i)
            add_branches(r, &names, (int)i);
    add_sizes(r, &names, cr_sizes_groups(r->arena, r->s));
    if (!strncmp(name, "shifts", 6) || strchr(name, '.'))
        add_sizes(r, &names, cr_sizes_singles(r->arena, r->s));
    return fail_unknown(r,
        cr_arena_printf(r->arena,
            "there is no parameter, state variable, branch, effect or shift '%s' to set", name),
        name, names.at.at, names.at.n);
}

/* One effect takes a factor or another value; one shift or multiplier takes another; a group a
 * factor. */
static enum cr_status read_size(
    struct reader *r, struct cr_setup_set *set, const char *text, struct cr_diags *diags)
{
    const struct cr_sizes *z = &set->sizes;
    bool single = cr_sizes_is_single(z), effect = z->of == CR_SIZES_EFFECTS;
    set->factor = !single || (effect && cr_value_is_factor(text));
    if (single && z->of == CR_SIZES_SHIFTS) {
        set->shift = CR_NEW(r->arena, struct cr_shift, 1);
        *set->shift =
            (struct cr_shift){.node = z->by_node, .branch = z->by_branch, .state = z->state};
        set->value = (struct cr_value){.kind = CR_VALUE_NUMBER, .place = CR_NOWHERE, .text = text};
        return cr_shift_read_text(r->arena, r->s, text, set->shift, diags);
    }
    return cr_value_read_text(r->arena, r->s, text,
        single && effect && !set->factor ? CR_AT_EFFECT : CR_AT_FACTOR, &set->value, diags);
}

static enum cr_status read_value(struct reader *r, struct cr_setup_set *set,
    enum cr_value_place place, const char *text, struct cr_diags *diags)
{
    if (place == CR_AT_FACTOR)
        return read_size(r, set, text, diags);
    return cr_value_read_text(r->arena, r->s, text, place, &set->value, diags);
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
        if (read_value(r, set, place, at + 1, diags) == CR_OK)
            return CR_OK;
        const struct cr_problem *p =
            diags->problems.n ? &diags->problems.at[diags->problems.n - 1] : NULL;
        r->result->message = cr_arena_printf(r->arena, "--set %s: %s%s%s", text,
            p ? p->message : "this is not a value", p && p->hint ? "; " : "",
            p && p->hint ? p->hint : "");
        return CR_USAGE;
    }
    const char *name = cr_arena_strndup(r->arena, text, (size_t)(first - text));
    return fail_settable(r, name);
}

/* What was set before under the same name. */
static const struct cr_setup_set *find_set(
    const struct cr_setup *setup, const struct cr_setup_set *set)
{
    for (size_t i = 0; i < setup->n_sets; i++) {
        const struct cr_setup_set *old = &setup->sets[i];
        if (old->parameter == set->parameter && old->state == set->state &&
            old->node == set->node && old->branch == set->branch && old->of_lens == set->of_lens &&
            cr_sizes_same(&old->sizes, &set->sizes))
            return old;
    }
    return NULL;
}

static enum cr_status read_sets(struct reader *r)
{
    struct cr_setup_set *sets = CR_NEW(r->arena, struct cr_setup_set, r->options->n_sets + 1);
    r->result->setup.sets = sets;
    for (size_t i = 0; i < r->options->n_sets; i++) {
        struct cr_setup_set *set = &sets[r->result->setup.n_sets];
        enum cr_status status = read_set(r, set, r->options->sets[i]);
        const struct cr_setup_set *old = status ? NULL : find_set(&r->result->setup, set);
        if (old && strcmp(old->value.text, set->value.text) != 0)
            status = fail(r,
                cr_arena_printf(r->arena, "--set %s contradicts an earlier --set: it was set to %s",
                    r->options->sets[i], old->value.text),
                NULL);
        if (status)
            return status;
        r->result->setup.n_sets += !old;
    }
    return CR_OK;
}

/* ------------------------------------------------------------------ evidence */

struct evidence {
    CR_VEC(struct cr_setup_evidence) list;
    CR_VEC(const char *) notes;
    int *last, *before;   /* item + 1: the last one about a node, and the one before an item */
    unsigned char *added; /* observations */
};

/* What says so: "'street.no'", "the observation 'spring' (street.no)". */
static const char *words_of(const struct reader *r, const struct cr_setup_evidence *e)
{
    if (e->observation < 0)
        return cr_arena_printf(r->arena, "'%s'", e->name);
    return cr_arena_printf(r->arena, "the observation '%s' (%s)", e->name,
        cr_scenario_branch_name(r->arena, r->s, e->node, e->branch));
}

static const char *way_out(const struct reader *r, const struct cr_setup_evidence *e)
{
    return e->observation < 0
               ? ""
               : cr_arena_printf(r->arena, "; --ignore %s lifts the observation", e->name);
}

/* Of one question one branch is taken, unless a path comes back to it. What the file alone
 * contradicts is a fault of the file. */
static enum cr_status contradict(
    struct reader *r, const struct cr_setup_evidence *old, const struct cr_setup_evidence *item)
{
    const char *text =
        cr_arena_printf(r->arena, "%s and %s cannot both hold: of '%s' one branch is taken",
            words_of(r, old), words_of(r, item), r->s->nodes[item->node].id);
    if (old->observation < 0 || item->observation < 0)
        return fail(
            r, cr_arena_printf(r->arena, "%s%s%s", text, way_out(r, old), way_out(r, item)), NULL);
    cr_diag(&r->result->diags, CR_E_EVIDENCE_IMPOSSIBLE,
        r->s->observations[item->observation].place,
        cr_arena_printf(r->arena, "lift one of them: --ignore %s", item->name), "%s", text);
    return CR_INPUT;
}

static void note_repeated(struct reader *r, struct evidence *e, const struct cr_setup_evidence *old,
    const struct cr_setup_evidence *item)
{
    const char *note =
        strcmp(old->name, item->name)
            ? cr_arena_printf(r->arena, "'%s' says again what '%s' says: it counts once.",
                  item->name, old->name)
            : cr_arena_printf(r->arena, "'%s' is named twice: it counts once.", item->name);
    cr_vec_push(r->arena, &e->notes, note);
}

/* A branch was taken or not, a signal seen or not: said again, it is no second piece of evidence.
 */
static enum cr_status add_evidence(
    struct reader *r, struct evidence *e, struct cr_setup_evidence item)
{
    for (int k = e->last[item.node]; k && !item.likelihood; k = e->before[k - 1]) {
        const struct cr_setup_evidence *old = &e->list.at[k - 1];
        if (old->likelihood)
            continue;
        if (old->branch == item.branch && old->signal == item.signal) {
            note_repeated(r, e, old, &item);
            return CR_OK;
        }
        if (old->branch >= 0 && item.branch >= 0 &&
            !cr_scenario_comes_back(r->arena, r->s, item.node))
            return contradict(r, old, &item);
    }
    e->before[e->list.n] = e->last[item.node];
    cr_vec_push(r->arena, &e->list, item);
    e->last[item.node] = (int)e->list.n;
    return CR_OK;
}

/* Likelihoods of which only the proportions matter, with 1 as the largest. */
static const double *scaled(struct reader *r, const struct cr_inform *inform)
{
    size_t n = r->s->nodes[inform->node].n_branches;
    double *likelihood = CR_NEW(r->arena, double, n), largest = 0;
    for (size_t b = 0; b < n; b++)
        largest = inform->likelihood[b] > largest ? inform->likelihood[b] : largest;
    if (!inform->proportions || !(largest > 0))
        return inform->likelihood;
    for (size_t b = 0; b < n; b++)
        likelihood[b] = inform->likelihood[b] / largest;
    return likelihood;
}

static enum cr_status add_observation(struct reader *r, struct evidence *e, int index)
{
    const struct cr_observation *o = &r->s->observations[index];
    enum cr_status status = CR_OK;
    if (e->added[index]++)
        return CR_OK;
    if (o->saw_node >= 0)
        status = add_evidence(r, e,
            (struct cr_setup_evidence){
                o->saw_node, o->saw_branch, o->saw_signal, NULL, o->id, index});
    for (size_t i = 0; i < o->n_informs && !status; i++)
        status = add_evidence(r, e,
            (struct cr_setup_evidence){
                o->informs[i].node, -1, -1, scaled(r, &o->informs[i]), o->id, index});
    return status;
}

static bool ignored(const struct reader *r, const char *id, bool by_name)
{
    for (size_t i = 0; i < r->options->n_ignores; i++)
        if (!strcmp(r->options->ignores[i], id) ||
            (!by_name && !strcmp(r->options->ignores[i], "all")))
            return true;
    return false;
}

static enum cr_status check_ignores(struct reader *r)
{
    for (size_t i = 0; i < r->options->n_ignores; i++) {
        const char *name = r->options->ignores[i];
        if (strcmp(name, "all") != 0 && cr_map_find(r->s->observation_map, name) < 0)
            return fail_unmapped(r,
                cr_arena_printf(r->arena, "there is no observation '%s' to ignore", name), name,
                r->s->observation_map);
    }
    return CR_OK;
}

/* What the file itself has seen by `as_of`. */
static enum cr_status add_known(struct reader *r, struct evidence *e)
{
    enum cr_status status = CR_OK;
    for (size_t i = 0; i < r->s->n_observations && !status; i++) {
        const struct cr_observation *o = &r->s->observations[i];
        if (o->date && r->s->as_of && cr_date_compare(o->date, r->s->as_of) <= 0 &&
            !ignored(r, o->id, false))
            status = add_observation(r, e, (int)i);
    }
    return status;
}

static enum cr_status read_given(struct reader *r, struct evidence *e, const char *text)
{
    int node, index, observation = cr_map_find(r->s->observation_map, text);
    if (observation >= 0 && ignored(r, text, true))
        return fail(r, cr_arena_printf(r->arena, "'%s' is both ignored and given", text), NULL);
    if (observation >= 0)
        return add_observation(r, e, observation);
    if (cr_scenario_branch(r->s, text, &node, &index))
        return add_evidence(r, e, (struct cr_setup_evidence){node, index, -1, NULL, text, -1});
    if (cr_scenario_signal(r->s, text, &node, &index))
        return add_evidence(r, e, (struct cr_setup_evidence){node, -1, index, NULL, text, -1});
    return fail_branch(r,
        cr_arena_printf(r->arena, "there is no branch, signal or observation '%s'", text), text,
        true);
}

static enum cr_status read_evidence(struct reader *r)
{
    size_t most = r->options->n_given;
    for (size_t i = 0; i < r->s->n_observations; i++)
        most += 1 + r->s->observations[i].n_informs;
    struct evidence e = {.last = CR_NEW(r->arena, int, r->s->n_nodes),
        .before = CR_NEW(r->arena, int, most),
        .added = CR_NEW(r->arena, unsigned char, r->s->n_observations)};
    enum cr_status status = check_ignores(r);
    if (!status)
        status = add_known(r, &e);
    for (size_t i = 0; i < r->options->n_given && !status; i++)
        status = read_given(r, &e, r->options->given[i]);
    r->result->setup.evidence = e.list.at;
    r->result->setup.n_evidence = e.list.n;
    r->result->setup.notes = e.notes.at;
    r->result->setup.n_notes = e.notes.n;
    return status;
}

/* Forcing a branch is said once for a node, and where another one was seen nothing is left. */
static enum cr_status check_forced(struct reader *r, const int forced[2], const char *text)
{
    const struct cr_setup *setup = &r->result->setup;
    for (size_t i = 0; i < setup->n_forced; i++)
        if (setup->forced[i][0] == forced[0] && setup->forced[i][1] != forced[1])
            return fail(r,
                cr_arena_printf(r->arena, "--do %s and --do %s contradict each other",
                    cr_scenario_branch_name(r->arena, r->s, forced[0], setup->forced[i][1]), text),
                NULL);
    for (size_t i = 0; i < setup->n_evidence; i++) {
        const struct cr_setup_evidence *e = &setup->evidence[i];
        if (e->node == forced[0] && e->branch >= 0 && e->branch != forced[1])
            return fail(r,
                cr_arena_printf(
                    r->arena, "--do %s contradicts %s%s", text, words_of(r, e), way_out(r, e)),
                NULL);
    }
    return CR_OK;
}

static enum cr_status read_does(struct reader *r)
{
    struct cr_setup *setup = &r->result->setup;
    int(*forced)[2] = cr_arena_alloc(r->arena, r->options->n_does + 1, sizeof *forced);
    setup->forced = (const int(*)[2])forced;
    for (size_t i = 0; i < r->options->n_does; i++) {
        const char *text = r->options->does[i];
        if (!cr_scenario_branch(r->s, text, &forced[i][0], &forced[i][1]))
            return fail_branch(r,
                cr_arena_printf(r->arena, "there is no branch '%s' to force", text), text, false);
        enum cr_status status = check_forced(r, forced[i], text);
        if (status)
            return status;
        setup->n_forced++;
    }
    return CR_OK;
}

/* ------------------------------------------------------------------ choices */

/* "; write go=left or go=right": the options of a decision. */
static const char *options_text(const struct reader *r, int node)
{
    const struct cr_node *n = &r->s->nodes[node];
    struct cr_buf text;
    cr_buf_init(&text, r->arena);
    for (size_t b = 0; b < n->n_branches; b++)
        cr_buf_printf(&text, "%s%s=%s", b ? " or " : "; write ", n->id, n->branches[b].name);
    return text.s;
}

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
            "--choose takes as-written, best, uniform, quantal:L or NODE=OPTION, not '%s'%s", text,
            node_meant(r, text) >= 0 && r->s->nodes[node_meant(r, text)].kind == CR_DECISION
                ? options_text(r, node_meant(r, text))
                : ""),
        cr_suggest(text, names, 4));
}

/* How a decision (or every one) is played is said once. */
static enum cr_status choose_at(
    struct reader *r, const char *text, struct cr_choose *at, struct cr_choose choose)
{
    if (at->kind != CR_CHOOSE_DEFAULT &&
        (at->kind != choose.kind || at->lambda != choose.lambda ||
            (choose.kind == CR_CHOOSE_OPTION && at->option != choose.option)))
        return fail(r,
            cr_arena_printf(r->arena, "--choose %s contradicts an earlier --choose", text), NULL);
    *at = choose;
    return CR_OK;
}

/* One option for certain leaves nothing of a branch that was forced or seen beside it. */
static enum cr_status check_choice(struct reader *r, int node, const struct cr_choose *choose)
{
    const struct cr_setup *setup = &r->result->setup;
    const char *id = r->s->nodes[node].id;
    for (size_t i = 0; i < setup->n_forced && choose->kind != CR_CHOOSE_DEFAULT; i++)
        if (setup->forced[i][0] == node &&
            (choose->kind != CR_CHOOSE_OPTION || choose->option != setup->forced[i][1]))
            return fail(r,
                cr_arena_printf(r->arena, "--choose %s=... contradicts --do %s", id,
                    cr_scenario_branch_name(r->arena, r->s, node, setup->forced[i][1])),
                NULL);
    for (size_t i = 0; i < setup->n_evidence && choose->kind == CR_CHOOSE_OPTION; i++) {
        const struct cr_setup_evidence *e = &setup->evidence[i];
        if (e->node == node && e->branch >= 0 && e->branch != choose->option)
            return fail(r,
                cr_arena_printf(r->arena, "--choose %s=%s contradicts %s%s", id,
                    r->s->nodes[node].branches[choose->option].name, words_of(r, e), way_out(r, e)),
                NULL);
    }
    return CR_OK;
}

static enum cr_status read_option(
    struct reader *r, const char *text, const char *equals, struct cr_choose *at)
{
    const char *id = cr_arena_strndup(r->arena, text, (size_t)(equals - text));
    int node = cr_map_find(r->s->node_map, id);
    if (node < 0) {
        struct names names = {0};
        for (size_t i = 0; i < r->s->n_nodes; i++)
            if (r->s->nodes[i].kind == CR_DECISION)
                cr_vec_push(r->arena, &names.at, r->s->nodes[i].id);
        return fail_unknown(r, cr_arena_printf(r->arena, "there is no decision '%s'", id), id,
            names.at.at, names.at.n);
    }
    const struct cr_node *n = &r->s->nodes[node];
    if (n->kind != CR_DECISION)
        return fail(r,
            cr_arena_printf(
                r->arena, "'%s' is not a decision (--do forces a branch of chance)", id),
            NULL);
    const char **names = CR_NEW(r->arena, const char *, n->n_branches + 1);
    for (size_t b = 0; b < n->n_branches; b++) {
        names[b] = n->branches[b].name;
        if (!strcmp(names[b], equals + 1))
            return choose_at(r, text, &at[node], (struct cr_choose){CR_CHOOSE_OPTION, 0, (int)b});
    }
    struct cr_choose rule;
    if (read_rule(r, equals + 1, &rule) == CR_OK)
        return choose_at(r, text, &at[node], rule);
    return fail_unknown(r, cr_arena_printf(r->arena, "'%s' has no option '%s'", id, equals + 1),
        equals + 1, names, n->n_branches);
}

static enum cr_status read_chooses(struct reader *r)
{
    struct cr_choose *at = CR_NEW(r->arena, struct cr_choose, r->s->n_nodes + 1);
    enum cr_status status = CR_OK;
    for (size_t i = 0; i < r->options->n_chooses && !status; i++) {
        const char *text = r->options->chooses[i], *equals = strchr(text, '=');
        struct cr_choose rule;
        status = equals ? read_option(r, text, equals, at) : read_rule(r, text, &rule);
        if (!status && !equals)
            status = choose_at(r, text, &r->result->setup.choose, rule);
    }
    for (size_t i = 0; i < r->s->n_nodes && r->options->n_chooses && !status; i++)
        status = check_choice(r, (int)i, &at[i]);
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
