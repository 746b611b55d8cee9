#include "write/forms.h"

#include "write/table.h"
#include "write/table_forms.h"

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
