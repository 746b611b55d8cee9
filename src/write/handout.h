/* Sheets for a class, made from the scenario: nothing on them but what the file says. */
#ifndef CR_WRITE_HANDOUT_H
#define CR_WRITE_HANDOUT_H

#include "write/paper.h"
#include "write/view.h"

enum cr_handout {
#define CR_HANDOUT(id, name, odds, help) CR_HANDOUT_##id,
#include "write/handouts.def"
#undef CR_HANDOUT
    CR_N_HANDOUTS
};
struct cr_handout_info {
    const char *name, *help;
    bool odds; /* needs the chances of a run */
};
extern const struct cr_handout_info cr_handouts[CR_N_HANDOUTS];

/* `only` (n nodes; 0: all) of the questions. `run` may be NULL where the sheet shows no odds. */
void cr_handout_write(const struct cr_view *view, const struct cr_run_result *run,
    enum cr_handout kind, const int *only, size_t n, enum cr_paper_kind paper, struct cr_buf *out);

#endif
