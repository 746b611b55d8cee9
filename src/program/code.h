/* Expressions compiled for many cases at once: register code, built from a checked expression and
 * run on a block of lanes. */
#ifndef CR_PROGRAM_CODE_H
#define CR_PROGRAM_CODE_H

#include "expr/expr.h"

#include <stdbool.h>
#include <stdint.h>

struct cr_program;

/* Register code for blocks of cases. Operand k < n_inputs is an input, else a register. */
enum cr_input_kind {
    CR_IN_SLOT,
    CR_IN_STATE,
    CR_IN_BIT,
    CR_IN_VISITS,
    CR_IN_STAGE,
    CR_IN_PAYOFF,
    CR_IN_NUMBER
};
struct cr_input {
    enum cr_input_kind kind;
    int index;     /* slot, state, bit (or -1: never taken), visit counter (or -1: none) */
    double number; /* CR_IN_NUMBER */
};
struct cr_ins {
    uint16_t op; /* enum cr_op */
    uint16_t n_args;
    uint16_t to;
    uint16_t args[3]; /* min and max of more are chains of two */
};
struct cr_code {
    const struct cr_expr
        *expr; /* what it was compiled from: the reference, and the place for messages */
    struct cr_input *inputs;
    struct cr_ins *ins;
    int n_inputs, n_ins, n_regs, result; /* result: an operand */
    bool uses_state, uses_path;          /* path: bits, visits, stage */
};

/* What a block of cases is: pointers to one array per slot, state, ...; a case is a lane. */
struct cr_lanes {
    const double *const *slots;  /* [n_slots] -> [n] */
    const double *const *states; /* [n_states] -> [n] */
    const double *const *bits;   /* [n_bits] -> [n] of 0 and 1 */
    const double *const *visits; /* [n_visits] -> [n] */
    const double *stage, *payoff;
    int n;
};
/* Evaluates for every lane: out[n]. Undefined results are NaN. `regs` holds code->n_regs * n
 * doubles. */
void cr_code_run(
    const struct cr_code *code, const struct cr_lanes *lanes, double *regs, double *out);
/* One lane again, slowly, to say what went wrong, and where. */
void cr_code_explain(const struct cr_program *program, const struct cr_code *code,
    const struct cr_lanes *lanes, int lane, struct cr_expr_fault *fault);
const struct cr_code *cr_code_build(
    struct cr_arena *arena, const struct cr_expr *expr, const struct cr_program *program);

#endif
