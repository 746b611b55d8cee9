/* What things are called where they are printed, and what is taken as given. */
#include "write/names.h"

#include "program/evidence.h"
#include "program/program.h"

#include <math.h>

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

double cr_evidence_probability(const struct cr_view *view, double p)
{
    const struct cr_setup *setup = view->program ? view->program->setup : NULL;
    return setup && cr_evidence_is_soft(setup->evidence, setup->n_evidence) ? NAN : p;
}

size_t cr_evidence_count(const struct cr_view *view)
{
    return view->program ? view->program->setup->n_evidence : 0;
}
