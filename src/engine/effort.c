/* Decides how many worlds and runs are played where that was left open, and what is asked for next
 * where these were not precise enough. WORLDS are 1,024 points in each of the designs that errors
 * under stratified sampling come from: in powers of two a scrambled Sobol sequence is most even.
 * Below FEW worlds a design has too few points for that. */
#include "engine/effort.h"

#include "engine/durable/checkpoint.h"
#include "engine/walk/walk.h"
#include "base/fmath.h"

enum { WORLDS = 16384, FEW = 256, RUNS_A_WORLD = 20, ROUGH = 1000 };
enum { PLAIN_RUNS = 1000000, PLAIN_WORLDS = 1000 };
/* An open number of runs: at least and, where no precision is asked for, at most so many. */
enum { LEAST = 5 * CR_SUPERBLOCK, MOST = 16 * CR_SUPERBLOCK };
#define CR_EFFORT_MOST 0x1p36

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static bool is_planned(const struct cr_run_options *o)
{
    return o->spec.engine == CR_ENGINE_AUTO || o->spec.engine == CR_ENGINE_EXACT ||
           o->spec.engine == CR_ENGINE_ROLLBACK || o->spec.engine == CR_ENGINE_WALK;
}

/* For a number of runs that was given: RUNS_A_WORLD keep the spread over worlds apart from the luck
 * in each; of few runs every one has a world of its own. */
static uint64_t worlds_for(uint64_t runs)
{
    uint64_t many = runs / RUNS_A_WORLD;
    many = least(many - many % CR_WORLD_DESIGNS, WORLDS);
    return many > ROUGH ? many : least(runs, ROUGH);
}

static uint64_t most(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

void cr_effort_close(struct cr_run_options *o)
{
    if (!o->spec.runs)
        o->spec.runs = most(o->spec.worlds, PLAIN_RUNS);
    if (!o->spec.worlds)
        o->spec.worlds = least(o->spec.runs, PLAIN_WORLDS);
    if (o->spec.sampling == CR_SAMPLING_AUTO)
        o->spec.sampling = CR_SAMPLING_RANDOM;
}

void cr_effort_plan(struct cr_run_options *o)
{
    bool part = o->long_run && o->long_run->shards;
    if (!is_planned(o)) {
        cr_effort_close(o);
        return;
    }
    o->plan.open_worlds = !o->spec.worlds;
    o->plan.open_runs = !o->spec.runs && !part;
    if (!o->spec.runs && part)
        o->spec.runs = most(o->spec.worlds, PLAIN_RUNS);
    if (!o->spec.worlds)
        o->spec.worlds = o->spec.runs ? worlds_for(o->spec.runs) : WORLDS;
    if (o->spec.sampling == CR_SAMPLING_AUTO)
        o->spec.sampling = o->spec.worlds < FEW ? CR_SAMPLING_RANDOM : CR_SAMPLING_SOBOL;
    if (o->spec.runs)
        return;
    o->plan.first = most(o->spec.worlds * RUNS_A_WORLD, LEAST);
    o->spec.runs = most(o->plan.first, MOST);
    o->plan.wish = o->spec.precision <= 0;
    if (o->plan.wish)
        o->spec.precision = CR_EFFORT_ERROR;
}

bool cr_effort_grow(struct cr_run_options *o, double error, bool exact)
{
    if (!o->plan.open_runs || !o->plan.open_worlds || o->plan.wish ||
        !(error > o->spec.precision) || (o->long_run && o->long_run->path))
        return false;
    /* Errors fall with the root of the sample; faster where there are only worlds, and these are
     * even: as the power -1.5 where a share is smooth in the numbers (Owen 1997), less where it
     * jumps; -0.75 is what shares of scenarios with both show. A little more than that, for what
     * the estimate of the error is worth. */
    double ratio = error / o->spec.precision, factor = 1.1 * ratio * ratio;
    if (exact && o->spec.sampling == CR_SAMPLING_SOBOL)
        factor = 1.3 * cr_pow(ratio, 1 / 0.75);
    if ((double)o->spec.runs * factor > CR_EFFORT_MOST)
        return false;
    uint64_t first = (uint64_t)((double)o->spec.runs * factor);
    for (double grown = 1; grown < factor; grown *= 2)
        o->spec.worlds *= 2;
    o->plan.first = most(first, o->spec.worlds * RUNS_A_WORLD / 2);
    o->spec.runs = 2 * o->plan.first;
    return true;
}
