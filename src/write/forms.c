/* Writes a result in the form that is asked for: the page by its own function, the others from the
 * walk over its fields. */
#include "write/forms.h"

#include "write/table_forms.h"

#include <string.h>

void cr_forms_json(const struct cr_forms *forms, const struct cr_view *view, const void *result,
    struct cr_buf *out)
{
    struct cr_json json;
    struct cr_out o = {.arena = view->arena, .json = &json, .fields = forms->fields};
    cr_json_begin(&json, out, cr_arena_printf(view->arena, "crossroads.%s/1", forms->name));
    forms->walk(&o, view, result);
    cr_json_finish(&json);
}

void cr_forms_tables(const struct cr_forms *forms, const struct cr_view *view, const void *result,
    struct cr_tables *tables)
{
    struct cr_out o = {.arena = view->arena, .tables = tables, .fields = forms->fields};
    forms->walk(&o, view, result);
}

bool cr_forms_write(const struct cr_forms *forms, const char *format, const struct cr_view *view,
    const void *result, struct cr_buf *out)
{
    struct cr_tables tables = {.arena = view->arena};
    struct cr_facts facts;
    bool csv = !strcmp(format, "csv"), dat = !strcmp(format, "dat"), page = !strcmp(format, "md");
    if (!strcmp(format, "text"))
        forms->text(view, result, out);
    else if (!strcmp(format, "json"))
        cr_forms_json(forms, view, result, out);
    else if (!csv && !dat && !page && strcmp(format, "md-data") != 0)
        return false;
    else if (!forms->facts)
        return false; /* it has no tables */
    else {
        forms->facts(&facts, view, result);
        if (csv)
            cr_csv_provenance(&tables, &facts);
        cr_forms_tables(forms, view, result, &tables);
        if (csv)
            cr_csv_tables(view, &tables, out);
        else
            (dat ? cr_dat_tables : page ? cr_md_page : cr_md_tables)(view, &facts, &tables, out);
    }
    return true;
}

const char *cr_forms_table(
    const struct cr_forms *forms, const struct cr_view *view, const void *result, size_t i)
{
    struct cr_tables tables = {.arena = view->arena};
    cr_forms_tables(forms, view, result, &tables);
    for (size_t k = 0; k < tables.all.n; k++)
        if (tables.all.at[k].rows.n > 0 && i-- == 0)
            return tables.all.at[k].name;
    return NULL;
}

bool cr_forms_has_table(const struct cr_forms *forms, const struct cr_view *view,
    const void *result, const char *name, const char **which)
{
    struct cr_tables tables = {.arena = view->arena};
    cr_forms_tables(forms, view, result, &tables);
    const char **names = CR_NEW(view->arena, const char *, tables.all.n);
    for (size_t i = 0; i < tables.all.n; i++) {
        names[i] = tables.all.at[i].name;
        if (!strcmp(names[i], name))
            return true;
    }
    *which = cr_candidates(view->arena, name, names, tables.all.n);
    return false;
}
