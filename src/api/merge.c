/* Shards of a run to its result.
 *
 * The files are read, held against the first, put in order, and the run is played once more with
 * all its superblocks played already: what comes out is the result of the undivided run by the same
 * code. */
#include "api/durable.h"
#include "api/scenario.h"

#include "base/num.h"

#include <string.h>

static const char unreadable[] = "a number in it cannot be read";

struct merging {
    struct cr_arena *arena;
    const char *const *files;
    struct cr_saved *saved; /* as the files; then by shard */
    size_t n;
    uint64_t shards;
    const char *problem, *note;
    struct crossroads_scenario **scenario;
    struct crossroads_result **result;
};

static enum cr_status fail(struct merging *m, enum cr_status status, const char *problem)
{
    m->problem = problem;
    return status;
}

static uint64_t read_count(struct merging *m, const char *text, size_t n)
{
    uint64_t x = 0;
    if (!text || cr_num_read_u64(text, n, &x) != CR_NUM_OK)
        m->problem = unreadable;
    return x;
}

/* Shard K of *shards; 0: the file is a run's checkpoint, not a shard. */
static uint64_t shard_of(struct merging *m, const struct cr_saved *saved, uint64_t *shards)
{
    const char *text = cr_saved_value(m->arena, saved->identity, "shard", 0);
    const char *slash = text ? strchr(text, '/') : NULL;
    *shards = slash ? read_count(m, slash + 1, strlen(slash + 1)) : 1;
    return slash ? read_count(m, text, (size_t)(slash - text)) : 1;
}

static enum cr_status check_file(struct merging *m, size_t i, struct cr_saved *read)
{
    const struct cr_saved *saved = &read[i];
    uint64_t shards, shard = shard_of(m, saved, &shards);
    const char *file = m->files[i];
    const char *difference =
        cr_saved_difference(m->arena, saved->identity, read[0].identity, "shard");
    if (difference)
        return fail(m, CR_USAGE,
            cr_arena_printf(
                m->arena, "%s and %s are of different runs: %s", m->files[0], file, difference));
    if (i == 0)
        m->shards = shards;
    if (!m->note)
        m->note = cr_saved_note(m->arena, saved->identity, read[0].identity);
    if (m->problem || shards != m->shards || !shard || shard > shards || shards > 1 << 20)
        return fail(m, CR_USAGE,
            cr_arena_printf(m->arena, "%s is shard %llu/%llu, and %s is one of %llu", file,
                (unsigned long long)shard, (unsigned long long)shards, m->files[0],
                (unsigned long long)m->shards));
    if (saved->about.done < saved->about.end)
        return fail(m, CR_USAGE,
            cr_arena_printf(m->arena,
                "%s is not finished: %llu of its %llu superblocks are played; "
                "the same command with --resume goes on",
                file, (unsigned long long)(saved->about.done - saved->about.first),
                (unsigned long long)(saved->about.end - saved->about.first)));
    return CR_OK;
}

/* Each shard once, in order. */
static enum cr_status put_in_order(struct merging *m, struct cr_saved *read)
{
    if (m->n != m->shards && m->n > m->shards)
        return fail(m, CR_USAGE,
            cr_arena_printf(m->arena, "there are %zu files for a run of %llu shards", m->n,
                (unsigned long long)m->shards));
    const size_t none = SIZE_MAX;
    size_t *file_of = CR_NEW(m->arena, size_t, m->shards);
    for (uint64_t k = 0; k < m->shards; k++)
        file_of[k] = none;
    for (size_t i = 0; i < m->n; i++) {
        uint64_t shards, k = shard_of(m, &read[i], &shards) - 1;
        if (file_of[k] != none && !strcmp(m->files[file_of[k]], m->files[i]))
            return fail(m, CR_USAGE, cr_arena_printf(m->arena, "%s is given twice", m->files[i]));
        if (file_of[k] != none)
            return fail(m, CR_USAGE,
                cr_arena_printf(m->arena, "%s and %s are both shard %llu/%llu",
                    m->files[file_of[k]], m->files[i], (unsigned long long)k + 1,
                    (unsigned long long)shards));
        file_of[k] = i;
    }
    m->saved = CR_NEW(m->arena, struct cr_saved, m->shards);
    for (uint64_t k = 0; k < m->shards; k++) {
        if (file_of[k] == none)
            return fail(m, CR_USAGE,
                cr_arena_printf(m->arena, "shard %llu/%llu is missing", (unsigned long long)k + 1,
                    (unsigned long long)m->shards));
        m->saved[k] = read[file_of[k]];
    }
    return CR_OK;
}

static enum cr_status read_files(struct merging *m)
{
    struct cr_saved *read = CR_NEW(m->arena, struct cr_saved, m->n);
    for (size_t i = 0; i < m->n; i++) {
        enum cr_status status = cr_saved_read(m->arena, m->files[i], &read[i], &m->problem);
        if (status == CR_OK)
            status = check_file(m, i, read);
        if (status != CR_OK)
            return status;
    }
    return put_in_order(m, read);
}

/* ------------------------------------------------------------------ playing it once more */

static const char *text_of(struct cr_arena *arena, const struct merging *m, int which)
{
    return cr_arena_strndup(arena, m->saved[0].texts[which].at, m->saved[0].texts[which].n);
}

static const char *const *read_values(
    struct cr_arena *arena, const struct merging *m, const char *key, size_t *n)
{
    CR_VEC(const char *) list = {0};
    const char *value;
    while ((value = cr_saved_value(arena, m->saved[0].identity, key, list.n)))
        cr_vec_push(arena, &list, value);
    *n = list.n;
    return list.at;
}

static uint64_t read_number(struct merging *m, const char *key)
{
    const char *text = cr_saved_value(m->arena, m->saved[0].identity, key, 0);
    return read_count(m, text, text ? strlen(text) : 0);
}

/* The lists live with the scenario: a result points into them. */
static void read_options(struct merging *m, struct cr_arena *arena, struct crossroads_options *o)
{
    crossroads_options_init(o);
    o->seed = read_number(m, "seed");
    o->rng = cr_saved_value(arena, m->saved[0].identity, "rng", 0);
    if (o->rng && !strcmp(o->rng, "philox4x32"))
        o->rng = NULL;
    const char *runs = cr_saved_value(arena, m->saved[0].identity, "runs", 0),
               *precision = cr_saved_value(arena, m->saved[0].identity, "precision", 0);
    o->runs = runs && !strcmp(runs, CR_SAVED_OPEN) ? 0 : read_number(m, "runs");
    if (!precision || cr_num_read(precision, strlen(precision), &o->precision) != CR_NUM_OK)
        m->problem = unreadable;
    o->worlds = read_number(m, "worlds");
    o->engine = (enum crossroads_engine)read_number(m, "engine");
    o->sampling = (enum crossroads_sampling)read_number(m, "sampling");
    o->max_positions = read_number(m, "max-positions");
    o->lenses = read_values(arena, m, "lens", &o->n_lenses);
    o->sets = read_values(arena, m, "set", &o->n_sets);
    o->given = read_values(arena, m, "given", &o->n_given);
    o->does = read_values(arena, m, "do", &o->n_does);
    o->ignores = read_values(arena, m, "ignore", &o->n_ignores);
    o->chooses = read_values(arena, m, "choose", &o->n_chooses);
    o->command = text_of(arena, m, CR_SAVED_COMMAND);
    if (o->engine > CROSSROADS_WALK || o->sampling >= CROSSROADS_SAMPLING_AUTO)
        m->problem = "the files name an engine or a sampling that this version does not know";
}

/* The run with all its superblocks played already. */
static enum crossroads_status play(
    struct merging *m, struct crossroads_scenario *s, struct crossroads_result **result)
{
    struct crossroads_options o;
    read_options(m, s->arena, &o);
    if (m->problem)
        return CROSSROADS_IO;
    struct cr_unpack *parts = CR_NEW(m->arena, struct cr_unpack, m->shards);
    for (uint64_t k = 0; k < m->shards; k++)
        parts[k] = m->saved[k].body;
    s->parts = parts;
    s->n_parts = m->shards;
    s->note = m->note;
    enum crossroads_status status = crossroads_run(s, &o, result);
    s->parts = NULL;
    s->n_parts = 0;
    return status;
}

static enum crossroads_status load(struct merging *m, struct crossroads_scenario **scenario)
{
    const struct cr_saved *first = &m->saved[0];
    return cr_load_text(text_of(m->arena, m, CR_SAVED_NAME), text_of(m->arena, m, CR_SAVED_SHOWN),
        first->texts[CR_SAVED_SCENARIO].at, first->texts[CR_SAVED_SCENARIO].n, 0, scenario);
}

static enum cr_status merge(void *what)
{
    struct merging *m = what;
    struct crossroads_scenario **scenario = m->scenario;
    enum crossroads_status status = (enum crossroads_status)read_files(m);
    if (status == CROSSROADS_OK)
        status = load(m, scenario);
    if (status == CROSSROADS_OK)
        status = play(m, *scenario, m->result);
    if (m->problem && *scenario) {
        crossroads_scenario_free(*scenario);
        *scenario = NULL;
    }
    if (m->problem && !(*scenario = cr_no_scenario("merge", m->problem)))
        return CR_MEMORY;
    return (enum cr_status)status;
}

enum crossroads_status crossroads_merge(const char *const *files, size_t n_files,
    struct crossroads_scenario **scenario, struct crossroads_result **result)
{
    if (!scenario || !result)
        return CROSSROADS_USAGE;
    *scenario = NULL;
    *result = NULL;
    if (!files || !n_files)
        return CROSSROADS_USAGE;
    struct merging m = {.arena = cr_arena_new(),
        .files = files,
        .n = n_files,
        .scenario = scenario,
        .result = result};
    enum cr_status status = m.arena ? cr_try(merge, &m) : CR_MEMORY;
    cr_arena_free(m.arena);
    if (status == CR_MEMORY) {
        crossroads_result_free(*result);
        crossroads_scenario_free(*scenario);
        *result = NULL;
        *scenario = NULL;
    }
    return (enum crossroads_status)status;
}
