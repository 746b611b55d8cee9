/* What things are called where they are printed. */
#ifndef CR_WRITE_NAMES_H
#define CR_WRITE_NAMES_H

#include "write/view.h"

/* What a label or an id is called. */
const char *cr_label_of(const char *label, const char *id);
const char *cr_lens_id(const struct cr_view *view, int lens);
const char *cr_lens_label(const struct cr_view *view, int lens);
/* The probability of what is taken as given; NaN where it is known only in proportion. */
double cr_evidence_probability(const struct cr_view *view, double p);
/* How many items are taken as given. */
size_t cr_evidence_count(const struct cr_view *view);

#endif
