/* Sheets for a class: which sheet, of which questions, and for the key a run. */
#include "api/setup.h"
#include "api/spec.h"
#include "api/work.h"

#include "engine/engine.h"

#include <string.h>

void crossroads_handout_options_init(struct crossroads_handout_options *options)
{
    *options = (struct crossroads_handout_options){.size = sizeof *options};
}

enum crossroads_status crossroads_get_handout(size_t i, struct crossroads_handout *handout)
{
    if (!handout || i >= CR_N_HANDOUTS)
        return CROSSROADS_USAGE;
    *handout = (struct crossroads_handout){cr_handouts[i].name, cr_handouts[i].help};
    return CROSSROADS_OK;
}

static enum cr_status find_kind(struct crossroads_result *r, const char *name)
{
    const char *names[CR_N_HANDOUTS];
    for (size_t i = 0; i < CR_N_HANDOUTS; i++) {
        names[i] = cr_handouts[i].name;
        if (!strcmp(names[i], name)) {
            r->sheet.kind = (enum cr_handout)i;
            return CR_OK;
        }
    }
    const char *near = cr_suggest(name, names, CR_N_HANDOUTS);
    return cr_refuse(r,
        cr_arena_printf(r->arena,
            near ? "there is no sheet '%s'"
                 : "there is no sheet '%s': questions, key, roles, readers, facts or lesson",
            name),
        near);
}

static enum cr_status find_nodes(
    struct crossroads_result *r, const struct crossroads_handout_options *how)
{
    const struct cr_map *nodes = r->from->scenario->node_map;
    r->sheet.only = CR_NEW(r->arena, int, how->n);
    for (size_t i = 0; i < how->n; i++) {
        int node = cr_map_find(nodes, how->nodes[i]);
        if (node < 0)
            return cr_refuse(r,
                cr_arena_printf(r->arena, "there is no question '%s'", how->nodes[i]),
                cr_suggest(how->nodes[i], nodes->keys, nodes->n));
        r->sheet.only[r->sheet.n++] = node;
    }
    if (how->n && r->sheet.kind != CR_HANDOUT_QUESTIONS && r->sheet.kind != CR_HANDOUT_KEY)
        return cr_refuse(r, "questions are chosen for the sheets 'questions' and 'key'", NULL);
    return CR_OK;
}

static enum cr_status hand_out(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct crossroads_handout_options *how = context;
    struct cr_run_options run = cr_spec_planned_run(o, NULL);
    enum cr_status status = find_kind(r, how->kind);
    if (status == CR_OK)
        status = find_nodes(r, how);
    run.lean = true;
    if (status == CR_OK && cr_handouts[r->sheet.kind].odds)
        status = cr_engine_run(r->arena, r->program, &run, &r->run, &r->fault);
    if (status == CR_OK)
        r->of = CR_OF_HANDOUT;
    return status;
}

enum crossroads_status crossroads_handout(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct crossroads_handout_options *given,
    struct crossroads_result **result)
{
    struct crossroads_handout_options how;
    crossroads_handout_options_init(&how);
    return given && cr_copy_sized(&how, sizeof how, given) && how.kind
               ? cr_work(
                     s, options, &(struct cr_work){.function = hand_out, .context = &how}, result)
               : cr_refuse_call(result);
}
