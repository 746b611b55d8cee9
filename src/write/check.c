/* `check`: what was read, the problems as JSON, and the pages behind the codes. */
#include "write/json.h"
#include "write/pages.h"
#include "write/text.h"

#include <string.h>

static void count(struct cr_buf *out, size_t n, const char *one, const char *many)
{
    if (n)
        cr_buf_printf(out, "%s%zu %s", out->n ? ", " : "", n, n == 1 ? one : many);
}

void cr_text_check(const struct cr_view *view, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    size_t branches = 0;
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < s->n_nodes; i++)
        branches += s->nodes[i].n_branches;
    count(&text, s->n_nodes, "node", "nodes");
    count(&text, branches, "branch", "branches");
    count(&text, s->n_outcomes, "outcome", "outcomes");
    count(&text, s->n_actors, "actor", "actors");
    count(&text, s->n_parameters, "parameter", "parameters");
    count(&text, s->n_states, "state variable", "state variables");
    count(&text, s->n_lenses, "lens", "lenses");
    cr_tinted(out, &view->style, CR_BOLD, "ok");
    cr_buf_str(out, "  ");
    cr_buf_str(out, cr_text_clean(view->arena, s->source->name));
    cr_buf_printf(out, "  %s\n", text.s);
}

static const char *const severities[] = {"error", "warning", "note"};

void cr_json_check(const struct cr_checked *files, size_t n, const char *version,
    struct cr_arena *arena, struct cr_buf *out)
{
    struct cr_json j;
    size_t errors = 0;
    (void)arena;
    for (size_t i = 0; i < n; i++)
        errors += files[i].diags->n_errors;
    cr_json_begin(&j, out, "crossroads.check/1");
    cr_json_text(&j, "version", version);
    cr_json_bool(&j, "ok", errors == 0);
    cr_json_array(&j, "problems");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < files[i].diags->problems.n; k++) {
            const struct cr_problem *p = &files[i].diags->problems.at[k];
            const struct cr_source *source = files[i].diags->source;
            uint32_t line = 0, column = 0;
            int placed = source && p->place.at != CR_NOWHERE.at;
            if (placed)
                cr_source_locate(source, p->place.at, &line, &column);
            cr_json_object(&j, NULL);
            cr_json_text(&j, "file", files[i].file);
            if (placed) {
                cr_json_whole(&j, "line", line);
                cr_json_whole(&j, "column", column);
            } else {
                cr_json_text(&j, "line", NULL);
                cr_json_text(&j, "column", NULL);
            }
            cr_json_text(&j, "severity", severities[cr_codes[p->code].severity]);
            cr_json_text(&j, "id", cr_codes[p->code].id);
            cr_json_text(&j, "message", p->message);
            cr_json_text(&j, "hint", p->hint);
            cr_json_end(&j);
        }
    cr_json_end(&j);
    cr_json_finish(&j);
}

static void example(
    struct cr_buf *out, const struct cr_style *style, const char *head, const char *text)
{
    if (!text || !*text)
        return;
    cr_buf_char(out, '\n');
    cr_tinted(out, style, CR_DIM, head);
    cr_buf_char(out, '\n');
    for (const char *s = text; *s;) {
        size_t n = strcspn(s, "\n");
        cr_buf_str(out, "    ");
        cr_buf_add(out, s, n);
        cr_buf_char(out, '\n');
        s += n + (s[n] == '\n');
    }
}

void cr_text_code(const struct cr_code_info *code, const struct cr_style *style, struct cr_buf *out)
{
    struct cr_buf title;
    cr_buf_init(&title, out->arena);
    cr_buf_printf(&title, "%s (%s)", code->id, severities[code->severity]);
    cr_tinted(out, style, CR_BOLD, title.s);
    cr_buf_printf(out, "  %s\n\n", code->title);
    cr_text_wrap(out, style, code->why, 0);
    example(out, style, "Wrong", code->wrong);
    example(out, style, "Right", code->right);
}
