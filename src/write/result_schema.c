/* The JSON Schema (draft-07) of a result's document, made from the list of its fields; below
 * `tables` it also names the columns of the tables that dat, csv and md hold, which JSON Schema
 * itself passes over. A field inside an IF is not required; every other one is, and there are no
 * further ones. `unit` stands beside the type of a number that has one. */
#include "write/result_schema.h"

#include <string.h>

static void write_types(struct cr_json *j, const char *a, const char *b)
{
    cr_json_array(j, "type");
    cr_json_text(j, NULL, a);
    cr_json_text(j, NULL, b);
    cr_json_end(j);
}

static void write_object(struct cr_json *j, const struct cr_field *fields, size_t from, size_t to);

/* Lists of lists of a type, or null. */
static void write_matrix(struct cr_json *j, const char *type)
{
    cr_json_text(j, "type", "array");
    cr_json_object(j, "items");
    cr_json_text(j, "type", "array");
    cr_json_object(j, "items");
    write_types(j, type, "null");
    cr_json_end(j);
    cr_json_end(j);
}

static void write_type(struct cr_json *j, const struct cr_field *fields, size_t i)
{
    switch (fields[i].kind) {
    case CR_FIELD_TEXT:
        cr_json_text(j, "type", "string");
        break;
    case CR_FIELD_TEXT_OR_NULL:
        write_types(j, "string", "null");
        break;
    case CR_FIELD_NUM:
        write_types(j, "number", "null");
        break;
    case CR_FIELD_WHOLE:
        cr_json_text(j, "type", "integer");
        break;
    case CR_FIELD_BOOL:
        cr_json_text(j, "type", "boolean");
        break;
    case CR_FIELD_TEXTS:
        cr_json_text(j, "type", "array");
        cr_json_object(j, "items");
        cr_json_text(j, "type", "string");
        cr_json_end(j);
        break;
    case CR_FIELD_NUMS:
        cr_json_text(j, "type", "array");
        cr_json_object(j, "items");
        write_types(j, "number", "null");
        cr_json_end(j);
        break;
    case CR_FIELD_NUM_MATRIX:
        write_matrix(j, "number");
        break;
    case CR_FIELD_TEXT_MATRIX:
        write_matrix(j, "string");
        break;
    case CR_FIELD_MAP:
        cr_json_text(j, "type", "object");
        cr_json_object(j, "additionalProperties");
        write_types(j, "number", "null");
        cr_json_end(j);
        break;
    case CR_FIELD_OBJECT:
        write_object(j, fields, i + 1, cr_field_end(fields, i));
        break;
    default:
        cr_json_text(j, "type", "array");
        cr_json_object(j, "items");
        write_object(j, fields, i + 1, cr_field_end(fields, i));
        cr_json_end(j);
    }
}

/* The field at i, if it is one of JSON's, else nothing; returns the last field of it, or i where
 * what it holds is to be looked at. */
static size_t skip_field(const struct cr_field *fields, size_t i, bool *is_member)
{
    enum cr_field_kind kind = fields[i].kind;
    bool apart = kind == CR_FIELD_TABLE || kind == CR_FIELD_IN_TABLES;
    *is_member = !apart && kind < CR_FIELD_TABLE;
    return apart || *is_member ? cr_field_end(fields, i) : i;
}

static void write_required(
    struct cr_json *j, const struct cr_field *fields, size_t from, size_t to, const char *first)
{
    bool is_member;
    cr_json_array(j, "required");
    if (first)
        cr_json_text(j, NULL, first);
    for (size_t i = from; i < to; i++) {
        if (fields[i].kind == CR_FIELD_IF) {
            i = cr_field_end(fields, i);
            continue;
        }
        size_t end = skip_field(fields, i, &is_member);
        if (is_member)
            cr_json_text(j, NULL, fields[i].name);
        i = end;
    }
    cr_json_end(j);
}

static void write_help(struct cr_json *j, const struct cr_field *f)
{
    if (f->unit && *f->unit)
        cr_json_text(j, "unit", f->unit);
    cr_json_text(j, "description", f->help);
}

static void write_properties(
    struct cr_json *j, const struct cr_field *fields, size_t from, size_t to)
{
    bool is_member;
    for (size_t i = from; i < to; i++) {
        size_t end = skip_field(fields, i, &is_member);
        if (is_member) {
            cr_json_object(j, fields[i].name);
            write_type(j, fields, i);
            write_help(j, &fields[i]);
            cr_json_end(j);
        }
        i = end;
    }
}

static void write_object(struct cr_json *j, const struct cr_field *fields, size_t from, size_t to)
{
    cr_json_text(j, "type", "object");
    cr_json_bool(j, "additionalProperties", false);
    write_required(j, fields, from, to, NULL);
    cr_json_object(j, "properties");
    write_properties(j, fields, from, to);
    cr_json_end(j);
}

static void write_column(void *context, const char *prefix, const struct cr_field *f)
{
    struct cr_json *j = context;
    cr_json_object(j, NULL);
    cr_json_text(
        j, "name", prefix ? cr_arena_printf(j->out->arena, "%s_%s", prefix, f->column) : f->column);
    write_help(j, f);
    cr_json_end(j);
}

/* Tables; what stands in an array, which is for JSON alone, is passed over. */
static void write_tables(struct cr_json *j, const struct cr_forms *forms)
{
    const struct cr_field *fields = forms->fields;
    cr_json_array(j, "tables");
    for (size_t i = 0; i < forms->n_fields; i++) {
        size_t end = cr_field_end(fields, i);
        bool table = fields[i].kind == CR_FIELD_LIST || fields[i].kind == CR_FIELD_TABLE;
        if (table) {
            cr_json_object(j, NULL);
            cr_json_text(j, "name", fields[i].name);
            cr_json_text(j, "description", fields[i].help);
            cr_json_array(j, "columns");
            cr_field_columns(fields, i + 1, end, NULL, write_column, j);
            cr_json_end(j);
            cr_json_end(j);
        }
        if (table || fields[i].kind == CR_FIELD_ARRAY)
            i = end;
    }
    cr_json_end(j);
}

void cr_result_schema(const struct cr_forms *forms, struct cr_buf *out)
{
    struct cr_json j;
    const char *title = cr_arena_printf(out->arena, "crossroads.%s/1", forms->name);
    cr_json_open(&j, out);
    cr_json_text(&j, "$schema", "http://json-schema.org/draft-07/schema#");
    cr_json_text(&j, "title", title);
    cr_json_text(&j, "type", "object");
    cr_json_bool(&j, "additionalProperties", false);
    write_required(&j, forms->fields, 0, forms->n_fields, "schema");
    cr_json_object(&j, "properties");
    cr_json_object(&j, "schema");
    cr_json_text(&j, "const", title);
    cr_json_text(&j, "description", "what this document is");
    cr_json_end(&j);
    write_properties(&j, forms->fields, 0, forms->n_fields);
    cr_json_end(&j);
    if (forms->facts)
        write_tables(&j, forms);
    cr_json_finish(&j);
}
