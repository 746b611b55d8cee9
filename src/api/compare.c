/* Several at once: files, lenses or options side by side, and copies of one scenario pooled.
 *
 * Each side becomes a scenario with a setup of its own; the analysis plays them on the same random
 * numbers. */
#include "api/setup.h"
#include "api/spec.h"
#include "api/work.h"

#include "analysis/compare.h"
#include "analysis/diff.h"
#include "analysis/pool.h"

#include "program/compile.h"

#include <string.h>

/* What stands side by side. */
struct sides {
    struct crossroads_scenario *const *scenarios;
    size_t n;
    struct crossroads_compare_options how;
};

/* ------------------------------------------------------------------ what stands side by side */

/* The setup of another scenario under the same options. */
static enum cr_status setup_of(struct crossroads_result *r, const struct crossroads_options *o,
    struct crossroads_scenario *scenario, struct cr_setup **setup)
{
    struct crossroads_result other = *r;
    other.from = scenario;
    other.setup = (struct cr_setup){0};
    other.message = NULL;
    cr_diags_init(&other.diags, r->arena, &scenario->source);
    enum cr_status status = cr_setup_read(&other, o);
    *setup = CR_NEW(r->arena, struct cr_setup, 1);
    **setup = other.setup;
    if (status != CR_OK && other.message)
        r->message = cr_arena_printf(r->arena, "%s: %s", scenario->shown, other.message);
    else if (status != CR_OK)
        r->diags = other.diags;
    return status;
}

static enum cr_status find_files(struct crossroads_result *r, const struct crossroads_options *o,
    const struct sides *sides, struct cr_compare_item *items, size_t *n)
{
    for (size_t i = 0; i < sides->n; i++) {
        struct crossroads_scenario *s = sides->scenarios[i];
        struct cr_setup *setup;
        enum cr_status status = setup_of(r, o, s, &setup);
        if (status != CR_OK)
            return status;
        items[(*n)++] = (struct cr_compare_item){
            s->name, s->scenario->title ? s->scenario->title : s->name, s->scenario, setup, 0};
    }
    return CR_OK;
}

static struct cr_setup *with_lenses(
    struct crossroads_result *r, const struct cr_setup_lens *lenses, size_t n)
{
    struct cr_setup *setup = CR_NEW(r->arena, struct cr_setup, 1);
    *setup = r->setup;
    setup->lenses = lenses;
    setup->n_lenses = n;
    return setup;
}

/* Linear: one lens a world. Logarithmic: all at once, each at its weight as strength: at every node
 * the geometric mean of their shares. */
static void add_pool(struct crossroads_result *r, const struct sides *sides,
    struct cr_compare_item *items, size_t *n)
{
    const struct cr_scenario *s = r->from->scenario;
    struct cr_setup_lens *lenses = CR_NEW(r->arena, struct cr_setup_lens, s->n_lenses + 1);
    bool linear = sides->how.pool == CROSSROADS_POOL_LINEAR;
    size_t used = 0;
    for (size_t i = 0; i < *n; i++) {
        int lens = (int)i - 1;
        if (items[i].weight > 0)
            lenses[used++] = (struct cr_setup_lens){lens, items[i].weight};
    }
    struct cr_setup *setup = with_lenses(r, lenses, used);
    setup->pool = linear;
    setup->floor = linear ? 0 : CR_POOL_FLOOR;
    items[(*n)++] = (struct cr_compare_item){"pool",
        linear ? "linear pool: one lens a world" : "logarithmic pool: all lenses at their weights",
        s, setup, 0};
}

static enum cr_status find_lenses(struct crossroads_result *r, const struct crossroads_options *o,
    const struct sides *sides, struct cr_compare_item *items, size_t *n)
{
    const struct cr_scenario *s = r->from->scenario;
    double total = s->pool_as_written;
    if (o->n_lenses || !s->n_lenses) {
        r->message = s->n_lenses ? "--lenses shows every lens: leave --lens out"
                                 : "the file has no lenses to compare";
        return CR_USAGE;
    }
    for (size_t i = 0; i < s->n_lenses; i++)
        total += s->lenses[i].pool;
    if (sides->how.pooled && !(total > 0)) {
        r->message = "no lens of the file joins a pool";
        return CR_USAGE;
    }
    items[(*n)++] = (struct cr_compare_item){"as_written", "the file as written", s,
        with_lenses(r, NULL, 0), total > 0 ? s->pool_as_written / total : 0};
    for (size_t i = 0; i < s->n_lenses; i++) {
        const struct cr_lens *lens = &s->lenses[i];
        struct cr_setup_lens *one = CR_NEW(r->arena, struct cr_setup_lens, 1);
        *one = (struct cr_setup_lens){(int)i, 1};
        items[(*n)++] = (struct cr_compare_item){lens->id, lens->label ? lens->label : lens->id, s,
            with_lenses(r, one, 1), total > 0 ? lens->pool / total : 0};
    }
    if (sides->how.pooled)
        add_pool(r, sides, items, n);
    return CR_OK;
}

static enum cr_status find_decision(struct crossroads_result *r, const char *text, int *node)
{
    const struct cr_scenario *s = r->from->scenario;
    *node = cr_map_find(s->node_map, text);
    if (*node >= 0 && s->nodes[*node].kind == CR_DECISION)
        return CR_OK;
    CR_VEC(const char *) names = {0};
    for (size_t i = 0; i < s->n_nodes; i++)
        if (s->nodes[i].kind == CR_DECISION)
            cr_vec_push(r->arena, &names, s->nodes[i].id);
    return cr_refuse(r,
        cr_arena_printf(r->arena,
            *node < 0 ? "there is no decision '%s'%s" : "nobody decides at '%s'%s", text,
            names.n ? cr_candidates(r->arena, text, names.at, names.n) : "; the file has none"),
        NULL);
}

/* Whether one option is already chosen, forced or seen. */
static bool settled(const struct crossroads_result *r, int node)
{
    const struct cr_setup *setup = &r->setup;
    bool yes = setup->choose_at && setup->choose_at[node].kind != CR_CHOOSE_DEFAULT;
    for (size_t i = 0; i < setup->n_forced; i++)
        yes |= setup->forced[i][0] == node;
    for (size_t i = 0; i < setup->n_evidence; i++)
        yes |= setup->evidence[i].node == node && setup->evidence[i].branch >= 0;
    return yes;
}

static enum cr_status find_options(struct crossroads_result *r, const struct sides *sides,
    struct cr_compare_item *items, size_t *n, int *node)
{
    const struct cr_scenario *s = r->from->scenario;
    enum cr_status status = find_decision(r, sides->how.decision, node);
    if (status != CR_OK)
        return status;
    if (settled(r, *node)) {
        r->message = cr_arena_printf(r->arena,
            "--choices %s compares its options: take out the --choose, --do or observation that "
            "settles it",
            sides->how.decision);
        return CR_USAGE;
    }
    for (size_t b = 0; b < s->nodes[*node].n_branches; b++) {
        const struct cr_branch_item *branch = &s->nodes[*node].branches[b];
        struct cr_choose *at = CR_NEW(r->arena, struct cr_choose, s->n_nodes);
        if (r->setup.choose_at)
            memcpy(at, r->setup.choose_at, s->n_nodes * sizeof *at);
        at[*node] = (struct cr_choose){CR_CHOOSE_OPTION, 0, (int)b};
        struct cr_setup *setup = CR_NEW(r->arena, struct cr_setup, 1);
        *setup = r->setup;
        setup->choose_at = at;
        items[(*n)++] = (struct cr_compare_item){
            branch->name, branch->label ? branch->label : branch->name, s, setup, 0};
    }
    return CR_OK;
}

/* ------------------------------------------------------------------ the comparison */

static enum cr_status find_sides(struct crossroads_result *r, const struct crossroads_options *o,
    const struct sides *sides, struct cr_compare_item *items, size_t *n, int *node)
{
    switch (sides->how.sides) {
    case CROSSROADS_SIDES_LENSES:
        return find_lenses(r, o, sides, items, n);
    case CROSSROADS_SIDES_CHOICES:
        return find_options(r, sides, items, n, node);
    case CROSSROADS_SIDES_FILES:
        break;
    }
    return find_files(r, o, sides, items, n);
}

static enum cr_status compare(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct sides *sides = context;
    const struct cr_scenario *s = r->from->scenario;
    bool choices = sides->how.sides == CROSSROADS_SIDES_CHOICES,
         files = sides->how.sides == CROSSROADS_SIDES_FILES;
    size_t most = sides->n + s->n_lenses + 2, n = 0;
    int node = choices ? cr_map_find(s->node_map, sides->how.decision) : -1;
    if (node >= 0)
        most += s->nodes[node].n_branches;
    struct cr_compare_item *items = CR_NEW(r->arena, struct cr_compare_item, most);
    struct cr_compare_result *compared = CR_NEW(r->arena, struct cr_compare_result, 1);
    enum cr_status status = find_sides(r, o, sides, items, &n, &node);
    if (status != CR_OK)
        return status;
    struct cr_run_options run = cr_spec_run(o);
    struct cr_compare_ask ask = {(enum cr_compare_kind)sides->how.sides, items, n, &run, node,
        !choices && !files && sides->how.pooled, (enum cr_pool_kind)sides->how.pool};
    status = cr_compare(r->arena, &ask, compared, &r->diags, &r->fault);
    if (status == CR_INPUT && files) /* the fault is in that file */
        cr_diags_init(&r->diags, r->arena, &sides->scenarios[compared->failed]->source);
    cr_set_found(r, status, &cr_forms_compare, compared);
    return status;
}

/* ------------------------------------------------------------------ two versions */

static struct cr_compare_item diff_side(
    const struct crossroads_scenario *s, const char *id, const struct cr_setup *setup)
{
    return (struct cr_compare_item){
        id, s->scenario->title ? s->scenario->title : s->name, s->scenario, setup, 0};
}

static enum cr_status diff(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct sides *sides = context;
    struct crossroads_scenario *before = sides->scenarios[0], after = *sides->scenarios[1];
    struct cr_diff_result *found = CR_NEW(r->arena, struct cr_diff_result, 1);
    struct cr_setup *setup;
    found->files[0] = before->shown;
    found->files[1] = after.shown;
    cr_diff_words(r->arena, before->scenario, after.scenario, found);
    enum cr_status status = CR_OK;
    if (cr_diff_matters(found)) {
        after.scenario = found->diff.renamed;
        after.source = *after.scenario->source;
        status = setup_of(r, o, &after, &setup);
        if (status != CR_OK)
            return status;
        struct cr_run_options run = cr_spec_run(o);
        const struct cr_compare_item items[2] = {
            diff_side(before, "before", &r->setup), diff_side(&after, "after", setup)};
        struct cr_compare_ask ask = {CR_COMPARE_FILES, items, 2, &run, -1, false, CR_POOL_LINEAR};
        status = cr_diff_play(r->arena, &ask, found, &r->diags, &r->fault);
        if (status == CR_INPUT && found->compared.failed == 1)
            cr_diags_init(&r->diags, r->arena, found->diff.renamed->source);
    }
    cr_set_found(r, status, &cr_forms_diff, found);
    return status;
}

void crossroads_compare_options_init(struct crossroads_compare_options *options)
{
    *options = (struct crossroads_compare_options){.size = sizeof *options};
}

/* Whether there are scenarios, and all can be played. */
static enum crossroads_status check_scenarios(
    struct crossroads_scenario *const *scenarios, size_t n, struct crossroads_result **result)
{
    if (result)
        *result = NULL;
    if (!scenarios || !n)
        return CROSSROADS_USAGE;
    for (size_t i = 0; i < n; i++)
        if (!scenarios[i] || !scenarios[i]->scenario)
            return scenarios[i] ? CROSSROADS_INPUT : cr_refuse_call(result);
    return CROSSROADS_OK;
}

enum crossroads_status crossroads_compare(struct crossroads_scenario *const *scenarios, size_t n,
    const struct crossroads_options *options, const struct crossroads_compare_options *how,
    struct crossroads_result **result)
{
    struct sides sides = {.scenarios = scenarios, .n = n};
    enum crossroads_status status = check_scenarios(scenarios, n, result);
    crossroads_compare_options_init(&sides.how);
    if (status != CROSSROADS_OK)
        return status;
    if (!cr_copy_sized(&sides.how, sizeof sides.how, how) ||
        (sides.how.sides != CROSSROADS_SIDES_FILES && n > 1) ||
        (sides.how.sides == CROSSROADS_SIDES_CHOICES && !sides.how.decision))
        return cr_refuse_call(result);
    return cr_work(
        scenarios[0], options, &(struct cr_work){.function = compare, .context = &sides}, result);
}

enum crossroads_status crossroads_diff(struct crossroads_scenario *before,
    struct crossroads_scenario *after, const struct crossroads_options *options,
    struct crossroads_result **result)
{
    struct crossroads_scenario *const both[] = {before, after};
    struct sides sides = {.scenarios = both, .n = 2};
    enum crossroads_status status = check_scenarios(both, 2, result);
    return status != CROSSROADS_OK
               ? status
               : cr_work(before, options, &(struct cr_work){.function = diff, .context = &sides},
                     result);
}

/* ------------------------------------------------------------------ pool */

static enum cr_status pool(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct sides *sides = context;
    struct cr_pool_result *pooled = CR_NEW(r->arena, struct cr_pool_result, 1);
    const struct cr_program **programs = CR_NEW(r->arena, const struct cr_program *, sides->n);
    const char **names = CR_NEW(r->arena, const char *, sides->n);
    for (size_t i = 0; i < sides->n; i++) {
        struct crossroads_scenario *s = sides->scenarios[i];
        struct cr_setup *setup;
        struct cr_diags diags;
        enum cr_status status = setup_of(r, o, s, &setup);
        if (status != CR_OK)
            return status;
        cr_diags_init(&diags, r->arena, &s->source);
        programs[i] = cr_program_build(r->arena, s->scenario, setup, &diags);
        names[i] = s->name;
        if (!programs[i]) {
            r->diags = diags;
            return CR_INPUT;
        }
    }
    cr_pool_files(r->arena, programs, names, sides->n, (enum cr_pool_kind)sides->how.pool, pooled);
    r->pooled = cr_pool_scenario(r->arena, r->from->scenario, pooled);
    cr_set_found(r, CR_OK, &cr_forms_pool, pooled);
    return CR_OK;
}

enum crossroads_status crossroads_pool(struct crossroads_scenario *const *scenarios, size_t n,
    const struct crossroads_options *options, enum crossroads_pool_kind kind,
    struct crossroads_result **result)
{
    struct sides sides = {.scenarios = scenarios, .n = n, .how = {.pool = kind}};
    enum crossroads_status status = check_scenarios(scenarios, n, result);
    return status != CROSSROADS_OK
               ? status
               : cr_work(scenarios[0], options,
                     &(struct cr_work){.function = pool, .context = &sides}, result);
}
