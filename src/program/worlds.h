/* Worlds: one value for every slot, drawn independently, stratified or by a sequence, or given as a
 * point of the unit cube. */
#ifndef CR_PROGRAM_WORLDS_H
#define CR_PROGRAM_WORLDS_H

#include "luck/luck.h"
#include "luck/quasi.h"
#include "program/fault.h"
#include "program/program.h"

enum cr_sampling {
    CR_SAMPLING_RANDOM,
    CR_SAMPLING_LHS,
    CR_SAMPLING_SOBOL,
    CR_SAMPLING_HALTON,
    CR_SAMPLING_NIEDERREITER,
    CR_SAMPLING_AUTO /* until it is decided (engine/effort.h); no world is drawn by it */
};
/* Whether worlds are points of one of GSL's sequences (luck/quasi.h), and of which. */
static inline bool cr_sampling_is_quasi(enum cr_sampling sampling)
{
    return sampling == CR_SAMPLING_HALTON || sampling == CR_SAMPLING_NIEDERREITER;
}
static inline enum cr_quasi cr_sampling_quasi(enum cr_sampling sampling)
{
    return sampling == CR_SAMPLING_HALTON ? CR_QUASI_HALTON : CR_QUASI_NIEDERREITER;
}
/* Stratified worlds are drawn in so many designs (fewer worlds: each alone), every one scrambled by
 * itself: world w in design w % 16, so that the spread of designs tells the error. */
enum { CR_WORLD_DESIGNS = 16 };
struct cr_world_spec {
    struct cr_luck luck;
    uint64_t worlds; /* how many there are (for stratified sampling) */
    enum cr_sampling sampling;
    bool whole; /* all in one design: the caller makes several */
};
/* "random", "lhs", ... as the command line has them. */
const char *cr_sampling_name(enum cr_sampling sampling);
/* How many designs there are; 0 where every world is drawn independently. */
size_t cr_world_designs(enum cr_sampling sampling, uint64_t worlds);
/* The slots of worlds first .. first + n - 1: out[slot * stride + i]; lens_of (may be NULL without
 * a pool): the lens of each world. A fault: an expression undefined in some world. */
enum cr_status cr_worlds_fill(const struct cr_program *program, const struct cr_world_spec *spec,
    uint64_t first, int n, double *out, size_t stride, int *lens_of, struct cr_arena *scratch,
    struct cr_fault *fault) CR_MUST_USE;
/* The slots of the world at a point of the unit cube: point[slot.column] is the uniform of each
 * uncertain number, before any correlation; no pool. */
enum cr_status cr_worlds_at(const struct cr_program *program, const double *point, double *out,
    struct cr_arena *scratch, struct cr_fault *fault) CR_MUST_USE;
/* What the law of a drawn slot has below it with probability u. */
double cr_slot_quantile(const struct cr_slot *slot, double u);
/* The base case: every uncertain number at its mean. out[n_slots]; in a pool: of lens `lens`. */
enum cr_status cr_worlds_base(
    const struct cr_program *program, int lens, double *out, struct cr_fault *fault) CR_MUST_USE;

#endif
