/* Reads and checks scenarios, and says what is in them.
 *
 * The bytes are kept as long as the scenario, because places of problems and names point into them.
 * A file with errors gives an object that holds them and no scenario. */
#include "api/scenario.h"

#include "base/seam.h"
#include "numeric/trouble.h"

#include <stdio.h>
#include <string.h>

enum { FILE_LIMIT = 16 * 1024 * 1024 };

struct reading {
    struct crossroads_scenario *s;
    size_t n;
    unsigned flags;
};

static enum cr_status read_scenario(void *what)
{
    const struct reading *r = what;
    struct crossroads_scenario *s = r->s;
    struct cr_trouble trouble;
    cr_trouble_begin();
    cr_source_init(&s->source, s->arena, s->shown, s->bytes, r->n);
    cr_diags_init(&s->diags, s->arena, &s->source);
    s->scenario = cr_scenario_read(s->arena, &s->source, r->flags & CROSSROADS_STRICT, &s->diags);
    cr_diags_sort(&s->diags);
    if (cr_trouble_fetch(&trouble)) {
        snprintf(s->problem, sizeof s->problem, CR_COMPLAINT, trouble.text);
        s->scenario = NULL;
        return cr_trouble_is_shortage(&trouble) ? CR_MEMORY : CR_BUG;
    }
    if (!s->scenario && !s->diags.n_errors)
        return CR_MEMORY; /* the YAML library ran short: no fault of the file's */
    return s->scenario ? CR_OK : CR_INPUT;
}

/* Shortage leaves nothing behind: the object goes, as the header says. */
static enum crossroads_status finish(
    enum cr_status status, struct crossroads_scenario *s, struct crossroads_scenario **out)
{
    if (status == CR_MEMORY) {
        crossroads_scenario_free(s);
        s = NULL;
    }
    *out = s;
    return (enum crossroads_status)status;
}

/* Reads s->bytes, of which there are n. */
static enum crossroads_status read_and_finish(
    struct crossroads_scenario *s, size_t n, unsigned flags, struct crossroads_scenario **out)
{
    struct reading reading = {s, n, flags};
    return finish(cr_try(read_scenario, &reading), s, out);
}

enum crossroads_status crossroads_load_named(const char *path, const char *shown, const char *name,
    unsigned flags, struct crossroads_scenario **out)
{
    if (!out)
        return CROSSROADS_USAGE;
    *out = NULL;
    if (!path || !shown || !name)
        return CROSSROADS_USAGE;
    struct crossroads_scenario *s = cr_new_scenario(name, shown);
    size_t n;
    if (!s)
        return CROSSROADS_MEMORY;
    enum cr_status status = cr_seam_read(path, FILE_LIMIT, &s->bytes, &n, s->problem);
    if (status != CR_OK)
        return finish(status, s, out);
    return read_and_finish(s, n, flags, out);
}

enum crossroads_status crossroads_load(
    const char *path, unsigned flags, struct crossroads_scenario **out)
{
    return crossroads_load_named(path, path, path, flags, out);
}

enum crossroads_status crossroads_load_text(
    const char *name, const char *text, size_t n, unsigned flags, struct crossroads_scenario **out)
{
    return cr_load_text(name, name, text, n, flags, out);
}

struct crossroads_scenario *cr_no_scenario(const char *name, const char *problem)
{
    struct crossroads_scenario *s = cr_new_scenario(name, name);
    if (s) {
        size_t n = strlen(problem);
        n = n < sizeof s->problem ? n : sizeof s->problem - 1;
        memcpy(s->problem, problem, n);
    }
    return s;
}

enum crossroads_status cr_load_text(const char *name, const char *shown, const char *text, size_t n,
    unsigned flags, struct crossroads_scenario **out)
{
    if (!out)
        return CROSSROADS_USAGE;
    *out = NULL;
    if (!name || !shown || (!text && n))
        return CROSSROADS_USAGE;
    struct crossroads_scenario *s = cr_new_scenario(name, shown);
    if (!s || !(s->bytes = cr_seam_alloc(n + 1)))
        return finish(CR_MEMORY, s, out);
    if (n)
        memcpy(s->bytes, text, n);
    return read_and_finish(s, n, flags, out);
}

const char *crossroads_title(const struct crossroads_scenario *s)
{
    return s && s->scenario ? s->scenario->title : NULL;
}

const char *crossroads_sha256(const struct crossroads_scenario *s)
{
    return s ? s->source.sha256 : "";
}

/* ------------------------------------------------------------------ ids */

size_t crossroads_id_count(const struct crossroads_scenario *scenario, enum crossroads_ids ids)
{
    const struct cr_scenario *s = scenario ? scenario->scenario : NULL;
    if (!s)
        return 0;
    switch (ids) {
    case CROSSROADS_QUESTION_IDS:
        return s->n_nodes;
    case CROSSROADS_OUTCOME_IDS:
        return s->n_outcomes;
    case CROSSROADS_ACTOR_IDS:
        return s->n_actors;
    case CROSSROADS_PARAMETER_IDS:
        return s->n_parameters;
    case CROSSROADS_STATE_IDS:
        return s->n_states;
    case CROSSROADS_LENS_IDS:
        return s->n_lenses;
    case CROSSROADS_OBSERVATION_IDS:
        return s->n_observations;
    case CROSSROADS_MEASURE_IDS:
        return s->n_measures;
    case CROSSROADS_TAG_IDS:
        return s->n_tags;
    }
    return 0;
}

const char *crossroads_id(
    const struct crossroads_scenario *scenario, enum crossroads_ids ids, size_t i)
{
    if (i >= crossroads_id_count(scenario, ids))
        return NULL;
    const struct cr_scenario *s = scenario->scenario;
    switch (ids) {
    case CROSSROADS_QUESTION_IDS:
        return s->nodes[i].id;
    case CROSSROADS_OUTCOME_IDS:
        return s->outcomes[i].id;
    case CROSSROADS_ACTOR_IDS:
        return s->actors[i].id;
    case CROSSROADS_PARAMETER_IDS:
        return s->parameters[i].id;
    case CROSSROADS_STATE_IDS:
        return s->states[i].id;
    case CROSSROADS_LENS_IDS:
        return s->lenses[i].id;
    case CROSSROADS_OBSERVATION_IDS:
        return s->observations[i].id;
    case CROSSROADS_MEASURE_IDS:
        return s->measures[i].id;
    case CROSSROADS_TAG_IDS:
        return s->tags[i];
    }
    return NULL;
}

static const struct cr_node *question_of(const struct crossroads_scenario *scenario, size_t i)
{
    const struct cr_scenario *s = scenario ? scenario->scenario : NULL;
    return s && i < s->n_nodes ? &s->nodes[i] : NULL;
}

const char *crossroads_branch(const struct crossroads_scenario *scenario, size_t question, size_t i)
{
    const struct cr_node *node = question_of(scenario, question);
    return node && i < node->n_branches ? node->branches[i].name : NULL;
}

const char *crossroads_signal(const struct crossroads_scenario *scenario, size_t question, size_t i)
{
    const struct cr_node *node = question_of(scenario, question);
    return node && i < node->n_signals ? node->signals[i].name : NULL;
}

int crossroads_is_decision(const struct crossroads_scenario *scenario, size_t question)
{
    const struct cr_node *node = question_of(scenario, question);
    return node && node->kind == CR_DECISION;
}
