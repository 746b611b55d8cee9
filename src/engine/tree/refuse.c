#include "engine/tree/refuse.h"

enum cr_status cr_tree_refuse_private(
    struct cr_fault *fault, struct cr_place place, const char *sentence)
{
    cr_fault_set(fault, CR_E_PRIVATE, place, 0, "%s", sentence);
    fault->world = UINT64_MAX;
    fault->refused = true;
    return CR_INPUT;
}
