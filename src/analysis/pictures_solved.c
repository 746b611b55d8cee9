/* The solved tree, history by history: the engine unrolls it, and the worlds are the base case. */
#include "analysis/pictures_inside.h"

enum cr_status cr_picture_solved(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault)
{
    (void)ask;
    (void)options;
    enum cr_status status = cr_tree_unfold(arena, program, &picture->unfolded, fault);
    picture->lacks = picture->unfolded.lacks;
    picture->engine = CR_ENGINE_EXACT;
    picture->worlds = 1;
    return status;
}
