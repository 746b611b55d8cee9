/* The graph of questions in the languages of other drawing programs, and the scenario as canonical
 * YAML. */
#include "write/describe.h"
#include "write/escape.h"
#include "write/pages.h"
#include "write/text.h"

#include <math.h>

static const char *edge_label(
    const struct cr_view *view, const struct cr_run_result *r, size_t node, size_t b)
{
    const char *name = view->scenario->nodes[node].branches[b].name;
    if (!r || !(r->nodes[node].reach > 0))
        return name;
    return cr_arena_printf(
        view->arena, "%s %s", name, cr_text_percent(view->arena, r->nodes[node].shares[b]));
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
        const char *label = s->outcomes[i].label ? s->outcomes[i].label : s->outcomes[i].id;
        cr_escape_dot(out, r ? cr_arena_printf(view->arena, "%s (%s)", label,
                                   cr_text_share(view->arena, &r->outcomes[i]))
                             : label);
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
        const char *label = s->outcomes[i].label ? s->outcomes[i].label : s->outcomes[i].id;
        cr_buf_printf(out, "    o%zu>", i);
        cr_escape_mermaid(out, r ? cr_arena_printf(view->arena, "%s (%s)", label,
                                       cr_text_share(view->arena, &r->outcomes[i]))
                                 : label);
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
