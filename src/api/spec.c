/* Options of the library to what the engines take: the only place where one becomes the other. The
 * enums of the interface are those of the engines by value; the compiler checks it. */
#include "api/spec.h"

#include "analysis/compare.h"
#include "analysis/pool.h"
#include "engine/effort.h"
#include "luck/generators.h"

#include <string.h>

#define SAME(theirs, ours) _Static_assert((int)theirs == (int)ours, #theirs " is " #ours)
SAME(CROSSROADS_OK, CR_OK);
SAME(CROSSROADS_INPUT, CR_INPUT);
SAME(CROSSROADS_USAGE, CR_USAGE);
SAME(CROSSROADS_IO, CR_IO);
SAME(CROSSROADS_MEMORY, CR_MEMORY);
SAME(CROSSROADS_TARGET, CR_TARGET);
SAME(CROSSROADS_INTERRUPTED, CR_INTERRUPTED);
SAME(CROSSROADS_BUG, CR_BUG);
SAME(CROSSROADS_REFUSED, CR_REFUSED);
SAME(CROSSROADS_AUTO, CR_ENGINE_AUTO);
SAME(CROSSROADS_EXACT, CR_ENGINE_EXACT);
SAME(CROSSROADS_ROLLBACK, CR_ENGINE_ROLLBACK);
SAME(CROSSROADS_SPLIT, CR_ENGINE_SPLIT);
SAME(CROSSROADS_WALK, CR_ENGINE_WALK);
SAME(CROSSROADS_GSL, CR_ENGINE_GSL);
SAME(CROSSROADS_VEGAS, CR_ENGINE_VEGAS);
SAME(CROSSROADS_MISER, CR_ENGINE_MISER);
_Static_assert(CROSSROADS_MISER + 1 == CR_N_ENGINES, "every engine is in the interface");
SAME(CROSSROADS_RANDOM, CR_SAMPLING_RANDOM);
SAME(CROSSROADS_LHS, CR_SAMPLING_LHS);
SAME(CROSSROADS_SOBOL, CR_SAMPLING_SOBOL);
SAME(CROSSROADS_HALTON, CR_SAMPLING_HALTON);
SAME(CROSSROADS_NIEDERREITER, CR_SAMPLING_NIEDERREITER);
SAME(CROSSROADS_SAMPLING_AUTO, CR_SAMPLING_AUTO);
SAME(CROSSROADS_EV, CR_RULE_EV);
SAME(CROSSROADS_MAXIMIN, CR_RULE_MAXIMIN);
SAME(CROSSROADS_MAXIMAX, CR_RULE_MAXIMAX);
SAME(CROSSROADS_MINREGRET, CR_RULE_MINREGRET);
SAME(CROSSROADS_POOL_LINEAR, CR_POOL_LINEAR);
SAME(CROSSROADS_POOL_LOG, CR_POOL_LOG);
SAME(CROSSROADS_SIDES_FILES, CR_COMPARE_FILES);
SAME(CROSSROADS_SIDES_LENSES, CR_COMPARE_LENSES);
SAME(CROSSROADS_SIDES_CHOICES, CR_COMPARE_CHOICES);
SAME(CROSSROADS_METHOD_TORNADO, CR_SENSITIVITY_TORNADO);
SAME(CROSSROADS_METHOD_SOBOL, CR_SENSITIVITY_SOBOL);
SAME(CROSSROADS_METHOD_MORRIS, CR_SENSITIVITY_MORRIS);
SAME(CROSSROADS_METHOD_TWOWAY, CR_SENSITIVITY_TWOWAY);
SAME(CROSSROADS_METHOD_THRESHOLD, CR_SENSITIVITY_SWITCHES);
SAME(CROSSROADS_METHOD_DISCOVERY, CR_SENSITIVITY_DISCOVERY);
SAME(CROSSROADS_ERROR, CR_ERROR);
SAME(CROSSROADS_WARNING, CR_WARNING);
SAME(CROSSROADS_NOTE, CR_NOTE);
_Static_assert(
    (int)CROSSROADS_WIDTH_MIN == CR_WIDTH_MIN && (int)CROSSROADS_WIDTH_MAX == CR_WIDTH_MAX,
    "a page is as wide as the writers make it");

void crossroads_options_init(struct crossroads_options *options)
{
    memset(options, 0, sizeof *options);
    options->size = sizeof *options;
    options->seed = 1;
    options->sampling = CROSSROADS_SAMPLING_AUTO;
}

bool cr_spec_copy(struct crossroads_options *to, const struct crossroads_options *from)
{
    crossroads_options_init(to);
    return cr_copy_sized(to, sizeof *to, from);
}

struct cr_luck cr_spec_luck(const struct crossroads_options *o)
{
    struct cr_luck luck = {o->seed, NULL};
    struct cr_generator g;
    if (o->rng && cr_generator_find(o->rng, &g))
        luck.type = g.type;
    return luck;
}

struct cr_run_spec cr_spec_of(const struct crossroads_options *o)
{
    return (struct cr_run_spec){.luck = cr_spec_luck(o),
#define CR_SPEC(member, type, theirs, option, value, help) .member = (type)o->member,
#define CR_SPEC_READ(member, type, help) .member = o->member,
#include "base/run_spec.def"
#undef CR_SPEC
#undef CR_SPEC_READ
        .progress = o->progress,
        .progress_context = o->progress_context,
        .expect = o->expect,
        .expect_context = o->expect_context};
}

struct cr_run_options cr_spec_run(const struct crossroads_options *o)
{
    struct cr_run_options run = {.spec = cr_spec_of(o)};
    cr_effort_close(&run);
    return run;
}

struct cr_run_options cr_spec_planned_run(
    const struct crossroads_options *o, struct cr_long_run *kept)
{
    struct cr_run_options run = {.spec = cr_spec_of(o), .long_run = kept};
    cr_effort_plan(&run);
    return run;
}

struct cr_run_spec cr_spec_solve(const struct crossroads_options *o)
{
    struct cr_run_spec spec = cr_spec_of(o);
    if (spec.sampling == CR_SAMPLING_AUTO)
        spec.sampling = CR_SAMPLING_RANDOM;
    return spec;
}
