/* What is to be known of the evidence that a program was compiled with. */
#ifndef CR_PROGRAM_EVIDENCE_H
#define CR_PROGRAM_EVIDENCE_H

#include "program/program.h"

/* Whether some of n pieces of evidence bear on a question by likelihoods, which are known only in
 * proportion: then nobody can tell how probable all of it was. */
bool cr_evidence_is_soft(const struct cr_setup_evidence *evidence, size_t n);
/* Where the file says what was seen last; nowhere if the command line does. */
struct cr_place cr_evidence_place(const struct cr_program *program);

#endif
