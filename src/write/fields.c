/* Hands the fields of a result on, to JSON or to tables.
 *
 * In JSON a field is a member of the object that is open. In tables only what stands inside a list
 * counts: when a list begins, its columns are collected from the description ("id" first, "label"
 * last, whatever is for JSON alone left out); each object of the list fills a row, in which a
 * missing field is NaN; the row is added when the object ends. */
#include "write/fields.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static struct cr_table *last_table(const struct cr_out *o)
{
    return &o->tables->all.at[o->tables->all.n - 1];
}

size_t cr_field_end(const struct cr_field *fields, size_t i)
{
    int depth = 0;
    if (fields[i].kind == CR_FIELD_END) /* begins nothing */
        return i;
    for (;; i++) {
        depth += fields[i].kind >= CR_FIELD_OBJECT && fields[i].kind != CR_FIELD_END;
        depth -= fields[i].kind == CR_FIELD_END;
        if (depth == 0)
            return i;
    }
}

/* 0: first, 1: in the order of the fields, 2: last. */
static int place_of(const char *column)
{
    return !strcmp(column, "id") ? 0 : !strcmp(column, "label") ? 2 : 1;
}

void cr_field_columns(const struct cr_field *fields, size_t from, size_t to, const char *prefix,
    cr_field_column *add, void *context)
{
    for (int place = 0; place < 3; place++)
        for (size_t i = from; i < to; i++) {
            const struct cr_field *f = &fields[i];
            size_t end = cr_field_end(fields, i);
            if (f->kind == CR_FIELD_OBJECT && place == 1)
                cr_field_columns(fields, i + 1, end, f->name, add, context);
            if (f->kind == CR_FIELD_OBJECT || f->kind == CR_FIELD_ARRAY ||
                f->kind == CR_FIELD_IN_JSON)
                i = end;
            else if (f->kind < CR_FIELD_TEXTS && place_of(f->column) == place)
                add(context, prefix, f);
        }
}

static void add_column(void *context, const char *prefix, const struct cr_field *f)
{
    struct cr_buf *columns = context;
    cr_buf_printf(columns, "%s%s%s%s", columns->n ? " " : "", prefix ? prefix : "",
        prefix ? "_" : "", f->column);
}

struct units {
    struct cr_table *table;
    size_t n;
};

static void add_unit(void *context, const char *prefix, const struct cr_field *f)
{
    struct units *units = context;
    (void)prefix;
    units->table->units[units->n++] = f->unit;
}

static void begin_table(struct cr_out *o, enum cr_field_kind kind, const char *name,
    const char *title, const char *about)
{
    struct cr_buf columns;
    size_t i = 0;
    while (o->fields[i].kind != kind || strcmp(o->fields[i].name, name) != 0)
        i++;
    size_t end = cr_field_end(o->fields, i);
    cr_buf_init(&columns, o->arena);
    cr_field_columns(o->fields, i + 1, end, NULL, add_column, &columns);
    o->grouped = false;
    for (size_t k = i; k < end; k++)
        o->grouped |= o->fields[k].kind == CR_FIELD_ROWS;
    struct units units = {cr_table_add(o->tables, title, about, columns.s), 0};
    cr_field_columns(o->fields, i + 1, end, NULL, add_unit, &units);
    o->in_table = true;
}

static bool begin_in_tables(struct cr_out *o, enum cr_field_kind kind, const char *name,
    const char *title, const char *about)
{
    switch (kind) {
    case CR_FIELD_LIST:
    case CR_FIELD_TABLE:
        if (o->in_table)
            return false;
        begin_table(o, kind, name, title, about);
        return true;
    case CR_FIELD_ROWS:
        o->group = o->row;
        return true;
    case CR_FIELD_OBJECT:
        o->prefix = name;
        return true;
    default:
        return false;
    }
}

bool cr_out_begin(struct cr_out *o, enum cr_field_kind kind, const char *name, const char *title,
    const char *about)
{
    if (o->json && kind == CR_FIELD_TABLE)
        return false;
    if (o->tables && !begin_in_tables(o, kind, name, title, about))
        return false;
    if (o->json && (kind == CR_FIELD_OBJECT || kind == CR_FIELD_MAP))
        cr_json_object(o->json, name);
    else if (o->json)
        cr_json_array(o->json, name);
    assert((size_t)o->depth < sizeof o->open / sizeof *o->open);
    o->open[o->depth++] = kind;
    return true;
}

void cr_out_end(struct cr_out *o)
{
    enum cr_field_kind kind = o->open[--o->depth];
    if (o->json)
        cr_json_end(o->json);
    else if (kind == CR_FIELD_OBJECT)
        o->prefix = NULL;
    else if (kind != CR_FIELD_ROWS)
        o->in_table = false;
}

void cr_out_row(struct cr_out *o)
{
    if (o->json) {
        cr_json_object(o->json, NULL);
    } else if (o->open[o->depth - 1] == CR_FIELD_ROWS) {
        o->row = o->group;
    } else {
        for (size_t c = 0; c < CR_TABLE_COLUMNS; c++)
            o->row.cells[c] = (struct cr_cell){NULL, NAN};
    }
}

void cr_out_row_end(struct cr_out *o)
{
    enum cr_field_kind kind = o->open[o->depth - 1];
    if (kind == CR_FIELD_OBJECT)
        return;
    if (o->json)
        cr_json_end(o->json);
    else if (kind == CR_FIELD_ROWS || !o->grouped)
        cr_vec_push(o->arena, &last_table(o)->rows, o->row);
}

void cr_out_grid(struct cr_out *o, size_t n)
{
    if (o->tables)
        last_table(o)->grid = n;
}

/* Fills the cell of a column, if the table that is open has it. */
static void fill_cell(struct cr_out *o, const char *column, struct cr_cell cell)
{
    size_t skip = o->prefix ? strlen(o->prefix) + 1 : 0;
    if (!o->in_table)
        return;
    const struct cr_table *table = last_table(o);
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *name = table->columns[c];
        if (skip && (strncmp(name, o->prefix, skip - 1) != 0 || name[skip - 1] != '_'))
            continue;
        if (!strcmp(name + skip, column)) {
            o->row.cells[c] = cell;
            return;
        }
    }
}

void cr_out_text(struct cr_out *o, const char *name, const char *column, const char *text)
{
    if (o->json)
        cr_json_text(o->json, name, text);
    else
        fill_cell(o, column, (struct cr_cell){text, NAN});
}

void cr_out_num(struct cr_out *o, const char *name, double x)
{
    if (o->json)
        cr_json_num(o->json, name, x);
    else
        fill_cell(o, name, (struct cr_cell){NULL, x});
}

void cr_out_whole(struct cr_out *o, const char *name, uint64_t x)
{
    if (o->json)
        cr_json_whole(o->json, name, x);
    else
        cr_out_num(o, name, (double)x);
}

void cr_out_bool(struct cr_out *o, const char *name, bool x)
{
    if (o->json)
        cr_json_bool(o->json, name, x);
    else
        cr_out_num(o, name, x);
}

void cr_out_texts(struct cr_out *o, const char *name, const char *const *texts, size_t n)
{
    if (!o->json)
        return;
    cr_json_array(o->json, name);
    for (size_t i = 0; i < n; i++)
        cr_json_text(o->json, NULL, texts[i]);
    cr_json_end(o->json);
}
