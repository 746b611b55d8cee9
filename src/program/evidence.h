/* What is to be known of the evidence that a program was compiled with. */
#ifndef CR_PROGRAM_EVIDENCE_H
#define CR_PROGRAM_EVIDENCE_H

#include "program/program.h"

/* Whether some of n pieces of evidence bear on a question by likelihoods, which are known only in
 * proportion: then nobody can tell how probable all of it was. */
bool cr_evidence_is_soft(const struct cr_setup_evidence *evidence, size_t n);
/* The lens of the setup that reads an observation otherwise than the file, or NULL. */
const struct cr_lens *cr_evidence_reader(
    const struct cr_scenario *scenario, const struct cr_setup *setup, int observation);
/* Likelihoods of soft evidence as the lenses in play read them: those of one whole lens alone, else
 * the file's, pulled in proportion by every lens that reads otherwise (as shares are), at most 1.
 * In a pool: the largest that any of its lenses has. */
const double *cr_evidence_likelihood(struct cr_arena *arena, const struct cr_scenario *scenario,
    const struct cr_setup *setup, const struct cr_setup_evidence *seen);
/* In a pool: likelihoods for every lens of the setup, [lens * branches + branch], each as it is
 * written: a pool weighs its lenses by how likely each found what was seen, so sizes matter and not
 * proportions alone. NULL where no lens reads otherwise. */
const double *cr_evidence_by_lens(struct cr_arena *arena, const struct cr_scenario *scenario,
    const struct cr_setup *setup, const struct cr_setup_evidence *seen);
/* Where the file says what was seen last; nowhere if the command line does. */
struct cr_place cr_evidence_place(const struct cr_program *program);

#endif
