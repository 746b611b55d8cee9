/* `show --paths`: the likeliest futures, each with its probability, the error of that, and its
 * branches in order. paths.def lists the fields of the document and the table. */
#include "analysis/paths.h"
#include "write/forms.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
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

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/paths.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/paths.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_paths_result *r = result;
    cr_facts_luck(facts, view, &r->luck, r->runs, r->worlds, r->engine);
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

static void print_path(
    const struct cr_view *view, const struct cr_likely_path *p, size_t rank, struct cr_buf *out)
{
    const struct cr_outcome *o = &view->scenario->outcomes[p->outcome];
    const struct cr_style *style = &view->style;
    const char *arrow = cr_glyph(style, CR_G_ARROW);
    cr_buf_char(out, '\n');
    cr_text_hanging(out, style, CR_BOLD,
        cr_arena_printf(view->arena, "%zu. %s %s %s", rank,
            estimate(view, p->probability, &p->error), cr_glyph(style, CR_G_OUTCOME),
            cr_text_clean(view->arena, cr_label_of(o->label, o->id))),
        0, 4);
    cr_text_wrap(out, style,
        cr_text_clean(
            view->arena, steps_text(view, p, cr_arena_printf(view->arena, " %s ", arrow))),
        4);
}

static void print_page(const struct cr_view *view, const void *result, struct cr_buf *out)
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
        print_path(view, &r->paths[i], i + 1, out);
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

const struct cr_forms cr_forms_paths = {
    "paths", fields, sizeof fields / sizeof *fields, walk_fields, print_page, fill_facts};
