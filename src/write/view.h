/* What every writer is given: the scenario, what made the result, and how the page is to look.
 *
 * Writers never run an engine, open a file or know about a terminal: what it can do stands in
 * struct cr_style. */
#ifndef CR_WRITE_VIEW_H
#define CR_WRITE_VIEW_H

#include "base/buf.h"
#include "engine/engine.h"

#define CR_WRITE_DIGITS 6 /* significant digits in data files unless told otherwise */

struct cr_style {
    int width;  /* columns of the page, at least CR_WIDTH_MIN */
    bool color; /* ANSI colours */
    bool ascii; /* nothing but ASCII of our own; texts of the author stay as they are */
    bool plain; /* to be read aloud: no bars, no frames, a fact a line */
    bool quiet; /* the result without explanations */
    bool verbose;
    int digits;        /* significant digits in dat, csv and md; 0: CR_WRITE_DIGITS; 17: all */
    const char *table; /* only this table (csv, dat, md), or NULL */
};
#define CR_WIDTH_MIN 40
#define CR_WIDTH_MAX 1000

struct cr_voi;
/* What every writer is given. */
struct cr_view {
    struct cr_arena *arena; /* for scratch */
    const struct cr_scenario *scenario;
    const struct cr_program *program; /* NULL where nothing was compiled */
    const char *version,
        *command; /* the command that makes these bytes again, quoted for a shell */
    const char
        *name; /* how the user named the scenario ("alliance"), for the commands we suggest */
    struct cr_style style;
    bool hopeless;            /* the decisions are too many to be solved: nothing that needs that is
                                 recommended */
    const struct cr_voi *voi; /* of `solve --voi`, or NULL */
};

#endif
