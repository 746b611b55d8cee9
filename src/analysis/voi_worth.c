/* What an expectation is worth to the actor, and where it stands in a loaded block: a leaf that all
 * parts of the value of information use. */
#include "analysis/voi_inside.h"

#include "engine/run_report.h"

#include <math.h>

double cr_voi_worth(struct cr_voi_job *job, double expected)
{
    if (!job->result->utility)
        return expected;
    if (!(job->low < job->high))
        return job->low;
    return cr_certainty_equivalent(
        job->work, job->program, job->actor, expected, job->low, job->high);
}

double cr_voi_gain(struct cr_voi_job *job, double expected, double gain)
{
    if (!job->result->utility)
        return gain;
    return cr_voi_worth(job, expected + gain) - cr_voi_worth(job, expected);
}

double cr_voi_gain_se(struct cr_voi_job *job, double expected, double gain, double se)
{
    if (!job->result->utility)
        return se;
    return (cr_voi_worth(job, expected + gain + se) - cr_voi_worth(job, expected + gain - se)) / 2;
}

void cr_voi_range(struct cr_voi_job *job, const struct cr_point_tree *t)
{
    const struct cr_tree *tree = t->tree;
    const struct cr_unroll *u = tree->u;
    int column = tree->column_of[job->actor], var = u->total_var[job->actor];
    size_t n = (size_t)t->block->n, row = (size_t)column * (size_t)u->n_positions;
    for (int i = 0; i < u->n_positions; i++) {
        if (u->positions[i].outcome < 0)
            continue;
        for (size_t lane = 0; lane < n; lane++) {
            double total = t->block->column[(row + (size_t)i) * n + lane];
            if (var >= 0)
                total += t->block->values[(size_t)cr_unroll_var(u, i, var) * n + lane];
            job->low = fmin(job->low, total);
            job->high = fmax(job->high, total);
        }
    }
}

double cr_voi_root(const struct cr_voi_job *job, const struct cr_point_tree *t, int lane)
{
    size_t row = (size_t)t->tree->choice_column[job->actor] * (size_t)t->tree->u->n_positions;
    return job->sign * t->block->column[row * (size_t)t->block->n + (size_t)lane];
}

bool cr_voi_tick(const struct cr_voi_job *job, double done, double total)
{
    cr_progress *progress = job->options->spec.progress;
    return progress && progress(job->options->spec.progress_context, done, total);
}
