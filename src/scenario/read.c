/* A whole scenario: names first, then bodies, then the checks that need everything.
 *
 * With all names declared, a body can refer to what stands further down; a fault is reported where
 * it is met and something harmless takes its place, so that one mistake is one message. */
#include "scenario/reader.h"

#include <string.h>

static void new_map(struct cr_arena *arena, struct cr_map **map)
{
    *map = CR_NEW(arena, struct cr_map, 1);
    cr_map_init(*map, arena);
}

static struct cr_scenario *new_scenario(struct cr_arena *arena, const struct cr_source *source)
{
    struct cr_scenario *s = CR_NEW(arena, struct cr_scenario, 1);
    struct cr_map **maps[] = {&s->parameter_map, &s->state_map, &s->measure_map, &s->node_map,
        &s->outcome_map, &s->actor_map, &s->stage_map, &s->lens_map, &s->source_map,
        &s->observation_map, &s->tag_map};

    s->arena = arena;
    s->source = source;
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++)
        new_map(arena, maps[i]);
    return s;
}

/* An empty mapping stands in for one that is absent or no mapping. */
static const struct cr_yaml *find_section(
    struct cr_reader *r, const struct cr_yaml *yaml, const char *what)
{
    static const struct cr_yaml none = {.kind = CR_YAML_MAP};

    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, what) != CR_OK)
        return &none;
    return yaml;
}

static void check_version(struct cr_reader *r, const struct cr_yaml *yaml)
{
    if (!yaml || cr_expect(r, yaml, CR_YAML_SCALAR, "'crossroads'") != CR_OK ||
        strcmp(yaml->text, "1") == 0)
        return;
    cr_diag(r->diags, CR_E_VERSION, yaml->place, "this program reads version 1: 'crossroads: 1'",
        "there is no version '%s' of the language", yaml->text);
}

/* The sections of the file, in the order of the table of keys. */
struct sections {
    const struct cr_yaml *actors, *stages, *sources, *parameters, *state, *measures, *nodes,
        *outcomes, *lenses, *observations;
};

static void find_sections(struct cr_reader *r, const struct cr_fields *f, struct sections *t)
{
    t->actors = find_section(r, CR_FIELD(f, SCENARIO, actors), "'actors'");
    t->stages = find_section(r, CR_FIELD(f, SCENARIO, stages), "'stages'");
    t->sources = find_section(r, CR_FIELD(f, SCENARIO, sources), "'sources'");
    t->parameters = find_section(r, CR_FIELD(f, SCENARIO, parameters), "'parameters'");
    t->state = find_section(r, CR_FIELD(f, SCENARIO, state), "'state'");
    t->measures = find_section(r, CR_FIELD(f, SCENARIO, measures), "'measures'");
    t->nodes = find_section(r, CR_FIELD(f, SCENARIO, nodes), "'nodes'");
    t->outcomes = find_section(r, CR_FIELD(f, SCENARIO, outcomes), "'outcomes'");
    t->lenses = find_section(r, CR_FIELD(f, SCENARIO, lenses), "'lenses'");
    t->observations = find_section(r, CR_FIELD(f, SCENARIO, observations), "'observations'");
}

/* The names of lenses; `as_written` is none. */
static void declare_lenses(struct cr_reader *r, const struct cr_yaml *yaml)
{
    struct cr_scenario *s = r->s;
    struct cr_map all;

    cr_map_init(&all, r->arena);
    cr_declare(r, CR_OBJECT_LENS, yaml, &all, NULL, NULL);
    for (size_t i = 0; i < all.n; i++)
        if (strcmp(all.keys[i], "as_written") != 0)
            cr_map_add(s->lens_map, all.keys[i], (int)s->n_lenses++);
    s->lenses = CR_NEW(r->arena, struct cr_lens, s->n_lenses);
}

static void declare(struct cr_reader *r, const struct sections *t)
{
    struct cr_scenario *s = r->s;

    s->n_actors = cr_declare(r, CR_OBJECT_ACTOR, t->actors, s->actor_map, NULL, NULL);
    s->n_stages = cr_declare(r, CR_OBJECT_STAGE, t->stages, s->stage_map, NULL, NULL);
    s->n_sources = cr_declare(r, CR_OBJECT_SOURCE, t->sources, s->source_map, NULL, NULL);
    s->n_parameters =
        cr_declare(r, CR_OBJECT_PARAMETER, t->parameters, s->parameter_map, NULL, NULL);
    s->n_states = cr_declare(r, CR_OBJECT_STATE, t->state, s->state_map, s->parameter_map, NULL);
    s->n_measures = cr_declare(
        r, CR_OBJECT_MEASURE, t->measures, s->measure_map, s->parameter_map, s->state_map);
    cr_declare_nodes(r, t->nodes);
    s->n_outcomes =
        cr_declare(r, CR_OBJECT_OUTCOME, t->outcomes, s->outcome_map, s->node_map, NULL);
    s->n_observations =
        cr_declare(r, CR_OBJECT_OBSERVATION, t->observations, s->observation_map, NULL, NULL);
    declare_lenses(r, t->lenses);
    s->actors = CR_NEW(r->arena, struct cr_actor, s->n_actors);
    s->stages = CR_NEW(r->arena, struct cr_stage, s->n_stages);
    s->sources = CR_NEW(r->arena, struct cr_source_item, s->n_sources);
    s->parameters = CR_NEW(r->arena, struct cr_parameter, s->n_parameters);
    s->states = CR_NEW(r->arena, struct cr_state_item, s->n_states);
    s->measures = CR_NEW(r->arena, struct cr_measure, s->n_measures);
    s->outcomes = CR_NEW(r->arena, struct cr_outcome, s->n_outcomes);
    s->observations = CR_NEW(r->arena, struct cr_observation, s->n_observations);
    r->parameter_used = CR_NEW(r->arena, unsigned char, s->n_parameters);
    r->state_used = CR_NEW(r->arena, unsigned char, s->n_states);
    r->state_moved = CR_NEW(r->arena, unsigned char, s->n_states);
    r->actor_used = CR_NEW(r->arena, unsigned char, s->n_actors);
    r->stage_used = CR_NEW(r->arena, unsigned char, s->n_stages);
    r->source_used = CR_NEW(r->arena, unsigned char, s->n_sources);
}

static void read_bodies(struct cr_reader *r, const struct sections *t, const struct cr_fields *f)
{
    cr_read_sources(r, t->sources);
    cr_read_stages(r, t->stages);
    cr_read_parameters(r, t->parameters);
    cr_read_state(r, t->state);
    cr_read_measures(r, t->measures);
    cr_read_actors(r, t->actors);
    cr_read_outcomes(r, t->outcomes);
    cr_read_nodes(r);
    cr_read_observations(r, t->observations); /* lenses refer to them */
    cr_read_lenses(r, t->lenses);
    cr_read_correlations(r, CR_FIELD(f, SCENARIO, correlations));
    cr_read_lesson(r, CR_FIELD(f, SCENARIO, lesson));
}

/* Without a title the file's name stands in: its last part, without the ending. */
static const char *file_title(struct cr_arena *arena, const struct cr_source *source)
{
    const char *slash = strrchr(source->name, '/');
    const char *name = slash ? slash + 1 : source->name;
    const char *dot = strrchr(name, '.');

    if (strcmp(name, "-") == 0)
        return "a scenario without a title";
    return cr_arena_strndup(arena, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static void read_head(struct cr_reader *r, const struct cr_fields *f)
{
    struct cr_scenario *s = r->s;

    check_version(r, CR_FIELD(f, SCENARIO, crossroads));
    s->title = cr_read_text(r, CR_FIELD(f, SCENARIO, title), "'title'");
    if (!s->title)
        s->title = file_title(r->arena, s->source);
    s->about = cr_read_text(r, CR_FIELD(f, SCENARIO, about), "'about'");
    if (CR_FIELD(f, SCENARIO, as_of))
        s->as_of = cr_read_date(r, CR_FIELD(f, SCENARIO, as_of), "'as_of'");
    s->start = (struct cr_target){-1, -1, CR_NOWHERE};
    if (CR_FIELD(f, SCENARIO, start))
        s->start = cr_read_target(r, CR_FIELD(f, SCENARIO, start), "'start'");
    else
        r->bad_targets++;
}

static bool has_too_many(struct cr_reader *r, const struct cr_yaml *nodes)
{
    if (nodes->n_items <= CR_MAX_NODES)
        return false;
    cr_diag(r->diags, CR_E_TOO_MANY, nodes->keys[CR_MAX_NODES]->place, NULL,
        "here are %u nodes; the program takes 100,000", (unsigned)nodes->n_items);
    return true;
}

static void read_all(struct cr_reader *r, const struct cr_fields *f)
{
    struct sections t;

    find_sections(r, f, &t);
    if (has_too_many(r, t.nodes))
        return;
    declare(r, &t);
    read_head(r, f);
    read_bodies(r, &t, f);
    cr_check_parameters(r);
    cr_check_weights(r);
    cr_check_graph(r);
    cr_check_shifts(r);
    cr_check_types(r);
    cr_check_correlations(r);
    cr_check_rest(r);
    cr_check_when(r);
    cr_check_unused(r);
}

/* Told once, instead of line by line as a misspelt scenario. */
static bool is_foreign(struct cr_reader *r, const char *program, struct cr_place place)
{
    if (program)
        cr_diag(r->diags, CR_E_VERSION, place, "'crossroads new' writes a scenario to start from",
            "this looks like a file of %s, which is not read here", program);
    return program != NULL;
}

struct cr_scenario *cr_scenario_read(
    struct cr_arena *arena, const struct cr_source *source, int strict, struct cr_diags *diags)
{
    struct cr_reader r = {.arena = arena,
        .diags = diags,
        .strict = strict,
        .errors_before = diags->n_errors,
        .suggestions = 64};
    const struct cr_yaml *yaml;
    struct cr_fields fields;

    if (is_foreign(&r, cr_foreign_text(source), (struct cr_place){0, 3}))
        return NULL;
    yaml = cr_yaml_read(arena, source, &cr_yaml_default_limits, diags);
    if (yaml && !is_foreign(&r, cr_foreign_tree(yaml), cr_yaml_spot(yaml))) {
        r.s = new_scenario(arena, source);
        r.names = r.s;
        if (cr_expect(&r, yaml, CR_YAML_MAP, "a scenario") == CR_OK &&
            cr_object_read(&r, CR_OBJECT_SCENARIO, NULL, yaml, &fields) == CR_OK)
            read_all(&r, &fields);
    }
    cr_diags_sort(diags);
    return cr_is_faultless(&r) ? r.s : NULL;
}
