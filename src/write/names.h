/* What things are called where they are printed. */
#ifndef CR_WRITE_NAMES_H
#define CR_WRITE_NAMES_H

#include "write/view.h"

/* What a label or an id is called. */
const char *cr_label_of(const char *label, const char *id);
const char *cr_lens_id(const struct cr_view *view, int lens);
const char *cr_lens_label(const struct cr_view *view, int lens);

#endif
