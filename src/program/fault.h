/* A numeric fault: what goes wrong in some world only, with its place in the file and the world. */
#ifndef CR_PROGRAM_FAULT_H
#define CR_PROGRAM_FAULT_H

#include "base/diag.h"

#include <stdbool.h>

struct cr_program;

/* A numeric fault met in some world: place, sentence, world and run (run UINT64_MAX: none), path so
 * far. */
struct cr_fault {
    bool set;
    enum cr_code_id code;
    struct cr_place place;
    char text[512];
    uint64_t world, run;
    bool refused; /* nobody's: too much to compute, or never met by chance */
    int lane; /* of the block in which it happened; whoever made the block fills in world and run */
};
/* Sets a fault unless one is set already; returns CR_INPUT. */
enum cr_status cr_fault_set(struct cr_fault *fault, enum cr_code_id code, struct cr_place place,
    int lane, const char *format, ...) CR_PRINTF(5, 6);
/* Payoffs and totals beyond this are refused (E203): sums of them, and of their squares, stay
 * numbers. */
#define CR_PAYOFF_MOST 1e100
enum cr_status cr_payoff_fault(const struct cr_program *program, int actor, struct cr_place place,
    int lane, double x, struct cr_fault *fault);

#endif
