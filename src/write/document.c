#include "write/document.h"

#include "program/evidence.h"
#include "write/json.h"

#include <math.h>

void cr_json_provenance(struct cr_json *j, const struct cr_view *view)
{
    const struct cr_source *source = view->scenario->source;
    cr_json_text(j, "version", view->version);
    cr_json_object(j, "scenario");
    cr_json_text(j, "file", source->name);
    cr_json_text(j, "title", view->scenario->title);
    cr_json_text(j, "sha256", source->sha256);
    cr_json_end(j);
    cr_json_text(j, "command", view->command);
}

double cr_json_evidence(const struct cr_view *view, double p)
{
    const struct cr_setup *setup = view->program ? view->program->setup : NULL;
    return setup && cr_evidence_is_soft(setup->evidence, setup->n_evidence) ? NAN : p;
}

void cr_json_given(struct cr_json *j, const struct cr_view *view)
{
    const struct cr_setup *setup = view->program ? view->program->setup : NULL;
    if (!setup || setup->n_evidence == 0)
        return;
    cr_json_array(j, "evidence");
    for (size_t i = 0; i < setup->n_evidence; i++)
        cr_json_text(j, NULL, setup->evidence[i].name);
    cr_json_end(j);
}

void cr_json_seed(struct cr_json *j, const struct cr_luck *luck)
{
    cr_json_whole(j, "seed", luck->seed);
    cr_json_text(j, "rng", cr_luck_name(luck));
}

void cr_json_luck(struct cr_json *j, const struct cr_luck *luck, uint64_t runs, uint64_t worlds,
    enum cr_engine engine)
{
    cr_json_seed(j, luck);
    cr_json_whole(j, "runs", runs);
    cr_json_whole(j, "worlds", worlds);
    cr_json_text(j, "engine", cr_engine_name(engine));
}

void cr_json_texts(struct cr_json *j, const char *key, const char *const *texts, size_t n)
{
    cr_json_array(j, key);
    for (size_t i = 0; i < n; i++)
        cr_json_text(j, NULL, texts[i]);
    cr_json_end(j);
}
