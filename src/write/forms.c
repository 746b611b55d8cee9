#include "write/forms.h"

#include "write/text_tables.h"

#include <math.h>
#include <string.h>

int cr_forms_write(const struct cr_forms *forms, const char *format, const struct cr_view *view,
    const void *result, struct cr_buf *out)
{
    struct cr_tables tables = {.arena = view->arena};
    struct cr_facts facts;
    if (!strcmp(format, "text") || !strcmp(format, "json")) {
        (*format == 't' ? forms->text : forms->json)(view, result, out);
        return 1;
    }
    forms->facts(&facts, view, result);
    bool csv = !strcmp(format, "csv");
    if (csv)
        cr_csv_provenance(&tables, &facts);
    forms->tables(&tables, view, result);
    if (csv)
        cr_csv_tables(view, &tables, out);
    else if (!strcmp(format, "dat"))
        cr_dat_tables(view, &facts, &tables, out);
    else if (!strcmp(format, "md"))
        cr_md_tables(view, &facts, &tables, out);
    else
        return 0;
    return 1;
}

int cr_forms_has_table(const struct cr_forms *forms, const struct cr_view *view, const void *result,
    const char *name, const char **near)
{
    struct cr_tables tables = {.arena = view->arena};
    forms->tables(&tables, view, result);
    const char **names = CR_NEW(view->arena, const char *, tables.all.n);
    for (size_t i = 0; i < tables.all.n; i++) {
        names[i] = tables.all.at[i].name;
        if (!strcmp(names[i], name))
            return 1;
    }
    *near = cr_suggest(name, names, tables.all.n);
    return 0;
}

/* ------------------------------------------------------------------ what all documents share */

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

void cr_facts_luck(struct cr_facts *facts, const struct cr_view *view, const struct cr_luck *luck,
    uint64_t runs, uint64_t worlds, enum cr_engine engine)
{
    struct cr_run_result run = {.luck = *luck, .runs = runs, .worlds = worlds, .engine = engine};
    run.complete = true;
    cr_facts_run(facts, view, &run);
}

const char *cr_label_of(const char *label, const char *id)
{
    return label && *label ? label : id;
}

const char *cr_lens_id(const struct cr_view *view, int lens)
{
    return lens < 0 ? "as_written" : view->scenario->lenses[lens].id;
}

const char *cr_lens_label(const struct cr_view *view, int lens)
{
    if (lens < 0)
        return "the file as written";
    return cr_label_of(view->scenario->lenses[lens].label, view->scenario->lenses[lens].id);
}

/* ------------------------------------------------------------------ grids */

void cr_grid_init(struct cr_grid *grid, const struct cr_view *view, const char *heads)
{
    *grid = (struct cr_grid){.view = view};
    for (const char *s = heads; *s && grid->n_columns < CR_TABLE_COLUMNS;) {
        size_t n = strcspn(s, "|");
        grid->heads[grid->n_columns++] = cr_arena_strndup(view->arena, s, n);
        s += n + (s[n] == '|');
    }
}

void cr_grid_cell(struct cr_grid *grid, const char *text)
{
    cr_vec_push(grid->view->arena, &grid->cells, cr_text_clean(grid->view->arena, text));
}

/* Widths such that the lines fit the page: the first column gives way, then the last ones are left
 * out. Returns how many columns there are. */
static size_t find_widths(const struct cr_grid *grid, size_t *widths)
{
    size_t total = 0, n = grid->n_columns, page = (size_t)grid->view->style.width;
    for (size_t c = 0; c < n; c++) {
        widths[c] = cr_text_width(grid->heads[c]);
        for (size_t i = c; i < grid->cells.n; i += grid->n_columns) {
            size_t w = cr_text_width(grid->cells.at[i]);
            widths[c] = w > widths[c] ? w : widths[c];
        }
        total += 2 + widths[c];
    }
    if (total > page && widths[0] > 12) {
        size_t less = total - page < widths[0] - 12 ? total - page : widths[0] - 12;
        widths[0] -= less;
        total -= less;
    }
    while (total > page && n > 2)
        total -= 2 + widths[--n];
    return n;
}

static void print_row(const struct cr_grid *grid, const char *const *cells, const size_t *widths,
    size_t n, struct cr_buf *out)
{
    const struct cr_style *style = &grid->view->style;
    size_t n_left = grid->n_left ? grid->n_left : 1;
    for (size_t c = 0; c < n; c++) {
        cr_buf_str(out, "  ");
        if (c < n_left)
            cr_text_left(out, style, cells[c], widths[c]);
        else
            cr_text_right(out, style, cells[c], widths[c]);
    }
}

void cr_grid_print(struct cr_grid *grid, struct cr_buf *out)
{
    size_t widths[CR_TABLE_COLUMNS];
    struct cr_buf head;
    cr_buf_init(&head, grid->view->arena);
    size_t n = find_widths(grid, widths);
    print_row(grid, grid->heads, widths, n, &head);
    while (head.n && head.s[head.n - 1] == ' ')
        head.s[--head.n] = 0;
    cr_buf_char(out, '\n');
    cr_tinted(out, &grid->view->style, CR_DIM, head.s);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i + grid->n_columns <= grid->cells.n; i += grid->n_columns) {
        print_row(grid, &grid->cells.at[i], widths, n, out);
        cr_text_end_line(out);
    }
}
