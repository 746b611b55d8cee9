/* What there is no method for where actors know different things (engine/tree/refuse.c). */
#ifndef CR_ENGINE_TREE_REFUSE_H
#define CR_ENGINE_TREE_REFUSE_H

#include "program/fault.h"

/* A sentence about it, as a fault that is not the file's. */
enum cr_status cr_tree_refuse_private(
    struct cr_fault *fault, struct cr_place place, const char *sentence) CR_MUST_USE;

#endif
