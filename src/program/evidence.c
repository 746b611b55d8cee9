#include "program/evidence.h"

bool cr_evidence_is_soft(const struct cr_setup_evidence *evidence, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (evidence[i].likelihood)
            return true;
    }
    return false;
}

struct cr_place cr_evidence_place(const struct cr_program *program)
{
    size_t n = program->setup->n_evidence;
    int last = n ? program->setup->evidence[n - 1].observation : -1;
    return last < 0 ? CR_NOWHERE : program->scenario->observations[last].place;
}
