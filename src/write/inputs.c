/* Inputs of a sensitivity analysis, in words. */
#include "write/inputs.h"

#include "write/text.h"

#include <math.h>
#include <string.h>

/* Whether a label says no more than the name behind the dot does. */
static bool is_spelt_out(const char *id, const char *label)
{
    const char *dot = strrchr(id, '.');
    id = dot ? dot + 1 : id;
    for (; *id && *label; id++, label++) {
        char a = *id == '_' || *id == '-' ? ' ' : *id, b = *label == '-' ? ' ' : *label;
        a = a >= 'A' && a <= 'Z' ? (char)(a + 32) : a;
        b = b >= 'A' && b <= 'Z' ? (char)(b + 32) : b;
        if (a != b)
            return false;
    }
    return !*id && !*label;
}

/* A branch's own label says little without the question, whose name is in the id. */
const char *cr_input_label(const struct cr_view *view, const struct cr_analysis_input *input)
{
    enum cr_slot_kind kind = view->program->slots[input->slot].kind;
    bool branch = kind == CR_SLOT_SHARE || kind == CR_SLOT_WEIGHT || kind == CR_SLOT_LENS;
    const char *label = input->label;
    if (branch || !label || !*label || is_spelt_out(input->id, label))
        return cr_text_clean(view->arena, input->id);
    return cr_text_clean(view->arena, cr_arena_printf(view->arena, "%s (%s)", input->id, label));
}

bool cr_slot_in_percent(const struct cr_view *view, int slot)
{
    const struct cr_slot *s = &view->program->slots[slot];
    const struct cr_scenario *scenario = view->scenario;
    switch (s->kind) {
    case CR_SLOT_SHARE:
    case CR_SLOT_LENS:
        return true;
    case CR_SLOT_WEIGHT: {
        const struct cr_weight *w = &scenario->nodes[s->index].branches[s->index2].weight;
        return scenario->nodes[s->index].mode == CR_MODE_PROBABILITY || w->value.percent;
    }
    case CR_SLOT_PARAMETER:
        return scenario->parameters[s->index].value.percent;
    case CR_SLOT_START:
        return scenario->states[s->index].start.percent;
    default:
        return false;
    }
}

bool cr_input_is_chance(const struct cr_view *view, const struct cr_analysis_input *input)
{
    return cr_slot_in_percent(view, input->slot);
}

const char *cr_text_input(
    const struct cr_view *view, const struct cr_analysis_input *input, double x)
{
    enum cr_slot_kind kind = view->program->slots[input->slot].kind;
    if (kind == CR_SLOT_FACTOR || kind == CR_SLOT_MULTIPLIER)
        return cr_arena_printf(view->arena, "x%.3g", x);
    if (!cr_slot_in_percent(view, input->slot))
        return cr_arena_printf(view->arena, "%.4g", x);
    if (x > 0 && x < 1e-5)
        return "<0.001%";
    return x < 1 && x > 0.99999 ? ">99.999%" : cr_arena_printf(view->arena, "%.3g%%", 100 * x);
}

const char *cr_text_aim(const struct cr_view *view, const struct cr_aim *aim, double x, double size)
{
    if (isnan(x))
        return "-";
    if (aim->kind == CR_AIM_OUTCOME || aim->kind == CR_AIM_TAG)
        return cr_arena_printf(view->arena, "%.*f%%", fabs(size) < 0.002 ? 3 : 1, 100 * x);
    return cr_text_number(view->arena, x, cr_text_decimals(size));
}

const char *cr_switch_path(
    struct cr_arena *arena, const struct cr_scenario *scenario, const struct cr_switch *s)
{
    struct cr_buf text;
    cr_buf_init(&text, arena);
    for (int i = 0; i < s->n_path; i++)
        cr_buf_printf(&text, "%s%s", i ? " " : "",
            cr_scenario_branch_name(arena, scenario, s->path_nodes[i], s->path_branches[i]));
    return text.s;
}
