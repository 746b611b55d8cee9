#include "write/names.h"

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
