/* `check`: the line that says what was read, the problems of several files as one JSON document,
 * and the page behind a code. Problems of all files are gathered into one list, each with its place
 * in lines and columns; check.def lists the fields of the document. */
#include "write/forms.h"
#include "write/pages.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

static void print_count(struct cr_buf *out, size_t n, const char *one, const char *many)
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
    print_count(&text, s->n_nodes, "node", "nodes");
    print_count(&text, branches, "branch", "branches");
    print_count(&text, s->n_outcomes, "outcome", "outcomes");
    print_count(&text, s->n_actors, "actor", "actors");
    print_count(&text, s->n_parameters, "parameter", "parameters");
    print_count(&text, s->n_states, "state variable", "state variables");
    print_count(&text, s->n_lenses, "lens", "lenses");
    cr_tinted(out, &view->style, CR_BOLD, "ok");
    cr_buf_str(out, "  ");
    cr_buf_str(out, cr_text_clean(view->arena, s->source->name));
    cr_buf_printf(out, "  %s\n", text.s);
}

static const char *const severities[] = {"error", "warning", "note"};

/* A problem and the file it is in; NaN: no place. */
struct found {
    const char *file;
    const struct cr_problem *problem;
    double line, column;
};
struct checked {
    const struct found *at;
    size_t n;
    size_t n_errors; /* how many of the problems are errors */
};

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/check.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/check.def"
#include "write/as_nothing.def"
}

const struct cr_forms cr_forms_check = {
    "check", fields, sizeof fields / sizeof *fields, walk_fields, NULL, NULL};

static struct found place_problem(const struct cr_checked *in, const struct cr_problem *p)
{
    struct found found = {in->file, p, NAN, NAN};
    uint32_t line = 0, column = 0;
    if (in->diags->source && p->place.at != CR_NOWHERE.at) {
        cr_source_locate(in->diags->source, p->place.at, &line, &column);
        found.line = line;
        found.column = column;
    }
    return found;
}

void cr_json_check(const struct cr_checked *files, size_t n, const char *version,
    struct cr_arena *arena, struct cr_buf *out)
{
    const struct cr_view view = {.arena = arena, .version = version};
    struct checked all = {0};
    size_t room = 0;
    for (size_t i = 0; i < n; i++)
        room += files[i].diags->problems.n;
    struct found *found = CR_NEW(arena, struct found, room);
    for (size_t i = 0; i < n; i++) {
        all.n_errors += files[i].diags->n_errors;
        for (size_t k = 0; k < files[i].diags->problems.n; k++)
            found[all.n++] = place_problem(&files[i], &files[i].diags->problems.at[k]);
    }
    all.at = found;
    cr_forms_json(&cr_forms_check, &view, &all, out);
}

static void print_example(
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
    print_example(out, style, "Wrong", code->wrong);
    print_example(out, style, "Right", code->right);
}
