/* How a caller wants pages to look. */
#include "api/style.h"

#include <string.h>

void crossroads_write_options_init(struct crossroads_write_options *options)
{
    memset(options, 0, sizeof *options);
    options->size = sizeof *options;
    options->width = 80;
}

bool cr_read_style(const struct crossroads_write_options *options, struct cr_style *style)
{
    struct crossroads_write_options o;
    crossroads_write_options_init(&o);
    if (!cr_copy_sized(&o, sizeof o, options))
        return false;
    int width = o.width < CR_WIDTH_MIN   ? CR_WIDTH_MIN
                : o.width > CR_WIDTH_MAX ? CR_WIDTH_MAX
                                         : o.width;
    *style = (struct cr_style){.width = width,
        .color = o.color != 0,
        .ascii = o.ascii != 0,
        .plain = o.plain != 0,
        .quiet = o.quiet != 0,
        .verbose = o.verbose != 0,
        .digits = o.digits,
        .table = o.table};
    return true;
}
