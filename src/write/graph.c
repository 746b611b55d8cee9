/* The graph of questions in the languages of other drawing programs, and the scenario as canonical
 * YAML. */
#include "write/describe.h"
#include "write/names.h"
#include "write/escape.h"
#include "write/pages.h"
#include "write/text.h"

#include <math.h>

/* " [Russia +3, China -1]": what somebody gets there; "" where nobody does. */
static const char *pays_label(const struct cr_view *view, const struct cr_pay *pays, size_t n)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < n; i++) {
        const struct cr_actor *actor = &view->scenario->actors[pays[i].actor];
        cr_buf_printf(&text, "%s%s %s", i ? ", " : " [", cr_label_of(actor->label, actor->id),
            cr_describe_value(view, &pays[i].value, 1));
    }
    if (n)
        cr_buf_char(&text, ']');
    return n ? text.s : "";
}

static const char *edge_label(
    const struct cr_view *view, const struct cr_run_result *r, size_t node, size_t b)
{
    const struct cr_branch_item *branch = &view->scenario->nodes[node].branches[b];
    const char *pays = pays_label(view, branch->pays, branch->n_pays);
    if (!r || !(r->nodes[node].reach > 0))
        return cr_arena_printf(view->arena, "%s%s", branch->name, pays);
    return cr_arena_printf(view->arena, "%s %s%s", branch->name,
        cr_text_percent(view->arena, r->nodes[node].shares[b]), pays);
}

static const char *end_label(
    const struct cr_view *view, const struct cr_run_result *r, size_t outcome)
{
    const struct cr_outcome *o = &view->scenario->outcomes[outcome];
    const char *label = cr_label_of(o->label, o->id), *pays = pays_label(view, o->pays, o->n_pays);
    return r ? cr_arena_printf(view->arena, "%s (%s)%s", label,
                   cr_text_share(view->arena, &r->outcomes[outcome]), pays)
             : cr_arena_printf(view->arena, "%s%s", label, pays);
}

static void write_dot_edge(const struct cr_view *view, const struct cr_run_result *r, size_t node,
    size_t b, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    double share = r ? r->nodes[node].reach * r->nodes[node].shares[b] : 0.2;
    cr_buf_str(out, "    ");
    cr_escape_dot(out, s->nodes[node].id);
    cr_buf_str(out, " -> ");
    cr_escape_dot(out, cr_describe_target(view, &s->nodes[node].branches[b].then));
    cr_buf_str(out, " [label=");
    cr_escape_dot(out, edge_label(view, r, node, b));
    cr_buf_printf(out, ", penwidth=%.3g];\n", 0.5 + 6 * (isfinite(share) ? share : 0));
}

void cr_dot_scenario(const struct cr_view *view, const struct cr_run_result *r, struct cr_buf *out)
{
    static const char *const shapes[] = {"ellipse", "box", "diamond"};
    const struct cr_scenario *s = view->scenario;
    cr_buf_printf(out, "// crossroads %s, sha256 %s\n", view->version, s->source->sha256);
    if (view->command) {
        cr_buf_str(out, "// ");
        cr_escape_comment(out, view->command);
        cr_buf_char(out, '\n');
    }
    cr_buf_str(out, "digraph scenario {\n    rankdir=LR; node [fontname=\"sans\"]; edge "
                    "[fontname=\"sans\", fontsize=10];\n"
                    "    labelloc=t; label=");
    cr_escape_dot(out, s->title ? s->title : view->name);
    cr_buf_str(out, ";\n");
    for (size_t i = 0; i < s->n_nodes; i++) {
        cr_buf_str(out, "    ");
        cr_escape_dot(out, s->nodes[i].id);
        cr_buf_printf(out, " [shape=%s, label=", shapes[s->nodes[i].kind]);
        cr_escape_dot(out, s->nodes[i].ask);
        cr_buf_str(out, "];\n");
    }
    for (size_t i = 0; i < s->n_outcomes; i++) {
        cr_buf_str(out, "    ");
        cr_escape_dot(out, s->outcomes[i].id);
        cr_buf_str(out, " [shape=plaintext, label=");
        cr_escape_dot(out, end_label(view, r, i));
        cr_buf_str(out, "];\n");
    }
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t b = 0; b < s->nodes[i].n_branches; b++)
            write_dot_edge(view, r, i, b, out);
    cr_buf_str(out, "}\n");
}

void cr_mermaid_scenario(
    const struct cr_view *view, const struct cr_run_result *r, struct cr_buf *out)
{
    static const char *const shapes[][2] = {{"([", "])"}, {"[", "]"}, {"{", "}"}};
    const struct cr_scenario *s = view->scenario;
    cr_buf_printf(
        out, "%%%% crossroads %s, sha256 %s\nflowchart LR\n", view->version, s->source->sha256);
    for (size_t i = 0; i < s->n_nodes; i++) {
        cr_buf_printf(out, "    n%zu%s", i, shapes[s->nodes[i].kind][0]);
        cr_escape_mermaid(out, s->nodes[i].ask);
        cr_buf_printf(out, "%s\n", shapes[s->nodes[i].kind][1]);
    }
    for (size_t i = 0; i < s->n_outcomes; i++) {
        cr_buf_printf(out, "    o%zu>", i);
        cr_escape_mermaid(out, end_label(view, r, i));
        cr_buf_str(out, "]\n");
    }
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t b = 0; b < s->nodes[i].n_branches; b++) {
            const struct cr_target *then = &s->nodes[i].branches[b].then;
            cr_buf_printf(out, "    n%zu -->|", i);
            cr_escape_mermaid(out, edge_label(view, r, i, b));
            cr_buf_printf(out, "| %c%d\n", then->node >= 0 ? 'n' : 'o',
                then->node >= 0 ? then->node : then->outcome);
        }
}

void cr_yaml_scenario(const struct cr_view *view, const struct cr_run_result *r, struct cr_buf *out)
{
    (void)r;
    cr_scenario_print(view->scenario, out);
}
