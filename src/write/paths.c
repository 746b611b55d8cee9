/* `show --paths`: the likeliest futures. */
#include "analysis/paths.h"
#include "write/document.h"
#include "write/forms.h"
#include "write/json.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/table.h"
#include "write/text.h"

#include <math.h>

static const char *steps_text(
    const struct cr_view *view, const struct cr_likely_path *path, const char *between)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < path->n_steps; i++)
        cr_buf_printf(&text, "%s%s", i ? between : "",
            cr_scenario_branch_name(
                view->arena, view->scenario, path->steps[i].node, path->steps[i].branch));
    return text.s;
}

static void paths_tables(struct cr_tables *tables, const struct cr_view *view, const void *result)
{
    const struct cr_paths_result *r = result;
    struct cr_table *table = cr_table_add(tables, "paths", r->about,
        "id rank probability se low high cumulative cumulative_se count steps label");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_likely_path *p = &r->paths[i];
        double x[] = {(double)i + 1, p->probability, p->error.se, p->error.low, p->error.high,
            p->cumulative, p->cumulative_error.se, p->count, (double)p->n_steps};
        cr_table_row(
            tables, table, view->scenario->outcomes[p->outcome].id, x, 9, steps_text(view, p, " "));
    }
}

static void paths_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_paths_result *r = result;
    cr_facts_luck(facts, view, &r->luck, r->runs, r->worlds, r->engine);
}

static void paths_json(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_paths_result *r = result;
    const struct cr_scenario *s = view->scenario;
    struct cr_json j;
    cr_json_begin(&j, out, "crossroads.paths/1");
    cr_json_provenance(&j, view);
    cr_json_luck(&j, &r->luck, r->runs, r->worlds, r->engine);
    cr_json_num(&j, "evidence_probability", cr_json_evidence(view, r->evidence_probability));
    cr_json_given(&j, view);
    cr_json_num(&j, "distinct", r->distinct);
    cr_json_array(&j, "paths");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_likely_path *p = &r->paths[i];
        cr_json_object(&j, NULL);
        cr_json_num(&j, "probability", p->probability);
        cr_json_num(&j, "se", p->error.se);
        cr_json_num(&j, "low", p->error.low);
        cr_json_num(&j, "high", p->error.high);
        cr_json_num(&j, "cumulative", p->cumulative);
        cr_json_num(&j, "cumulative_se", p->cumulative_error.se);
        cr_json_num(&j, "count", p->count);
        cr_json_text(&j, "outcome", s->outcomes[p->outcome].id);
        cr_json_array(&j, "steps");
        for (size_t k = 0; k < p->n_steps; k++) {
            const struct cr_node *node = &s->nodes[p->steps[k].node];
            cr_json_object(&j, NULL);
            cr_json_text(&j, "node", node->id);
            cr_json_text(&j, "branch", node->branches[p->steps[k].branch].name);
            cr_json_num(&j, "probability", p->steps[k].probability);
            cr_json_end(&j);
        }
        cr_json_end(&j);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_text(&j, "about", r->about);
    cr_json_texts(&j, "notes", r->notes, r->n_notes);
    cr_json_finish(&j);
}

/* "12.3% +-0.2", "<0.006%" where no run of the second half went so. */
static const char *estimate(const struct cr_view *view, double p, const struct cr_error *e)
{
    const struct cr_share share = {.share = p, .se = e->se, .low = e->low, .high = e->high};
    bool certain = isnan(e->se) && (p <= 0 || p >= 1);
    if (isnan(p))
        return "not known";
    if (certain || e->se <= 0)
        return p > 0 && p < 0.0005 ? cr_arena_printf(view->arena, "%.2g%%", 100 * p)
                                   : cr_text_share(view->arena, &share);
    return cr_text_estimate(view, 100 * p, 100 * cr_error_half(p, e->low, e->high), "%", 12, 1);
}

static void one_path(
    const struct cr_view *view, const struct cr_likely_path *p, size_t rank, struct cr_buf *out)
{
    const struct cr_outcome *o = &view->scenario->outcomes[p->outcome];
    const struct cr_style *style = &view->style;
    const char *arrow = cr_glyph(style, CR_G_ARROW);
    cr_buf_char(out, '\n');
    cr_tinted(out, style, CR_BOLD,
        cr_arena_printf(view->arena, "%zu. %s  %s %s", rank,
            estimate(view, p->probability, &p->error), cr_glyph(style, CR_G_OUTCOME),
            cr_text_clean(view->arena, cr_label_of(o->label, o->id))));
    cr_buf_char(out, '\n');
    cr_text_wrap(out, style,
        cr_text_clean(
            view->arena, steps_text(view, p, cr_arena_printf(view->arena, " %s ", arrow))),
        4);
}

static void paths_text(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_paths_result *r = result;
    const struct cr_style *style = &view->style;
    const char *dot = cr_glyph(style, CR_G_DOT);
    const char *how = r->engine == CR_ENGINE_WALK ? cr_arena_printf(view->arena, "%s runs %s %s",
                                                        cr_text_whole(view->arena, (double)r->runs),
                                                        dot, cr_text_luck(view->arena, &r->luck))
                      : r->engine == CR_ENGINE_ROLLBACK
                          ? cr_arena_printf(view->arena, "%s worlds %s %s",
                                cr_text_whole(view->arena, (double)r->worlds), dot,
                                cr_text_luck(view->arena, &r->luck))
                          : "exact";
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name), how);
    for (size_t i = 0; i < r->n; i++)
        one_path(view, &r->paths[i], i + 1, out);
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    const struct cr_likely_path *last = r->n ? &r->paths[r->n - 1] : NULL;
    if (last)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "Together these %zu ways have a probability of %s.", r->n,
                estimate(view, last->cumulative, &last->cumulative_error)),
            0);
    cr_text_wrap(out, style, r->about, 0);
    cr_text_given(out, view, r->evidence_probability);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style, cr_arena_printf(view->arena, "Note: %s", r->notes[i]), 0);
    cr_text_provenance(
        out, view, cr_arena_printf(view->arena, "engine %s", cr_engine_name(r->engine)), NULL);
}

const struct cr_forms cr_forms_paths = {paths_text, paths_json, paths_tables, paths_facts};
