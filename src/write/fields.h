/* One description of each result. A file NAME.def lists the fields of a result: name, value, unit
 * and what it means. It is read twice: as a list (struct cr_field), from which the schema of the
 * JSON document, the columns of the tables and the reference page are made; and as code, which
 * hands every field of a result to a struct cr_out, and that writes JSON or fills tables. A field
 * thus stands in one place. How a .def is written stands in as_code.def. */
#ifndef CR_WRITE_FIELDS_H
#define CR_WRITE_FIELDS_H

#include "write/json.h"
#include "write/table.h"

enum cr_field_kind {
    CR_FIELD_TEXT,
    CR_FIELD_TEXT_OR_NULL,
    CR_FIELD_NUM, /* null where it is not known */
    CR_FIELD_WHOLE,
    CR_FIELD_BOOL,
    CR_FIELD_TEXTS,       /* a list of texts */
    CR_FIELD_NUMS,        /* a list of numbers */
    CR_FIELD_NUM_MATRIX,  /* a list of lists of numbers */
    CR_FIELD_TEXT_MATRIX, /* a list of lists of texts, null where there is none */
    CR_FIELD_MAP,         /* an object: a number under each of the author's names */
    /* What holds fields, up to its CR_FIELD_END. */
    CR_FIELD_OBJECT, /* in tables its name stands before those of its fields: "as_of_brier" */
    CR_FIELD_ARRAY,  /* JSON only */
    CR_FIELD_LIST,   /* an array of objects, and a table with a row for each */
    CR_FIELD_ROWS,   /* inside a list: these are the rows of its table */
    CR_FIELD_TABLE,  /* in tables only */
    CR_FIELD_IF,     /* there only under a condition */
    CR_FIELD_IN_JSON,
    CR_FIELD_IN_TABLES,
    CR_FIELD_END
};
struct cr_field {
    enum cr_field_kind kind;
    const char *name;
    const char *column; /* name in tables: "id" for the name of what a row is about */
    const char *unit;   /* of a number: "probability", "bits", ... or "" */
    const char *help;
};

/* The end of what begins at field i, or i itself. */
size_t cr_field_end(const struct cr_field *fields, size_t i);
/* Calls `add` for every column of the table that the fields from..to make, in order; `prefix`: the
 * object that the field stands in, or NULL. */
typedef void cr_field_column(void *context, const char *prefix, const struct cr_field *field);
void cr_field_columns(const struct cr_field *fields, size_t from, size_t to, const char *prefix,
    cr_field_column *add, void *context);

/* Where a walk over a result's fields goes: into JSON or into tables. */
struct cr_out {
    struct cr_arena *arena;
    struct cr_json *json;          /* NULL: into tables */
    struct cr_tables *tables;      /* NULL: into JSON */
    const struct cr_field *fields; /* the fields of the result */
    enum cr_field_kind open[12];   /* what the walk is in */
    int depth;                     /* how many of `open` are in use */
    bool in_table;                 /* the table that was added last is being filled */
    bool grouped;                  /* the rows are grouped by CR_FIELD_ROWS */
    struct cr_table_row row;       /* the next row of the table */
    struct cr_table_row group;     /* what the rows of a group have in common */
    const char *prefix;            /* of columns: the object that they are in, or NULL */
};

/* Whether what is opened is written here; then its fields follow, and cr_out_end. `title` and
 * `about`: of a table. */
bool cr_out_begin(struct cr_out *out, enum cr_field_kind kind, const char *name, const char *title,
    const char *about);
void cr_out_end(struct cr_out *out);
/* Around the fields of one object of a list. */
void cr_out_row(struct cr_out *out);
void cr_out_row_end(struct cr_out *out);
/* One field; `column`: its name in tables. */
void cr_out_text(struct cr_out *out, const char *name, const char *column, const char *text);
void cr_out_num(struct cr_out *out, const char *name, double x);
void cr_out_whole(struct cr_out *out, const char *name, uint64_t x);
void cr_out_bool(struct cr_out *out, const char *name, bool x);
void cr_out_texts(struct cr_out *out, const char *name, const char *const *texts, size_t n);
/* The table that is open is a grid with lines of n rows. */
void cr_out_grid(struct cr_out *out, size_t n);

#endif
