/* How a caller wants pages to look (api/style.c). */
#ifndef CR_API_STYLE_H
#define CR_API_STYLE_H

#include "api/handle.h"

/* The writers' style of a caller's options (NULL: the defaults), within bounds. False: they are of
 * a newer library. */
bool cr_read_style(const struct crossroads_write_options *options, struct cr_style *style);

#endif
