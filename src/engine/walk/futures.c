/* Keeps single futures of a walk: each is replayed by its number (script.c), and its end and its
 * state by stage are kept. */
#include "engine/walk/futures.h"

#include "engine/walk/script.h"

#include <string.h>

struct keeper {
    const struct cr_program *program;
    const struct cr_replay_job *job;
    struct cr_futures *futures;
    struct cr_fault *fault;
    double *ends, *stages; /* of all futures, so that nothing is kept in the scratch arena */
    size_t n_end, n_stages;
};

/* The state after the last step of every stage. */
static void copy_stages(const struct keeper *k, const struct cr_path *path, double *out)
{
    const struct cr_program *p = k->program;
    size_t width = (size_t)p->n_states, row = width * sizeof(double);
    int at = 0;
    for (int v = 0; v < p->n_states; v++)
        out[v] = path->slots[p->states[v].start];
    for (size_t i = 0; i < path->n_steps && width; i++) {
        int stage = p->points[path->steps[i].node].stage;
        for (; stage >= 0 && at < stage + 1; at++)
            memcpy(out + (size_t)(at + 1) * width, out + (size_t)at * width, row);
        memcpy(out + (size_t)at * width, path->steps[i].state, row);
    }
    for (; at < p->n_stages && width; at++)
        memcpy(out + (size_t)(at + 1) * width, out + (size_t)at * width, row);
}

static void add_future(struct keeper *k, uint64_t run, const struct cr_path *path)
{
    const struct cr_program *p = k->program;
    struct cr_futures *f = k->futures;
    struct cr_future *future = &f->at[f->n];
    if (!(path->weight > 0))
        return;
    *future = (struct cr_future){.run = run,
        .outcome = path->outcome,
        .weight = path->weight,
        .end = k->ends + f->n * k->n_end,
        .stages = k->stages + f->n * k->n_stages};
    double *end = future->end;
    for (int a = 0; a < p->n_actors; a++)
        *end++ = path->payoffs[a];
    for (int m = 0; m < p->n_measures; m++)
        *end++ = path->measures[m];
    for (int v = 0; v < p->n_states; v++)
        *end++ = path->state[v];
    copy_stages(k, path, future->stages);
    f->weight += path->weight;
    f->n++;
}

/* Runs first to last - 1, each in `work`, which is thrown away behind them. */
static enum cr_status play(struct keeper *k, struct cr_arena *work, uint64_t first, uint64_t last)
{
    for (uint64_t run = first; run < last; run++) {
        struct cr_path path;
        if (cr_replay_run(work, k->job, run, &path, k->fault) != CR_OK)
            return CR_INPUT;
        add_future(k, run, &path);
    }
    return CR_OK;
}

static enum cr_status play_part(struct keeper *k, uint64_t first, uint64_t last)
{
    const double *draws;
    size_t n;
    if (k->job->draws && k->job->draws(k->job->script, first, &draws, &n, k->fault) != CR_OK)
        return CR_INPUT; /* here, while nothing is lost if memory runs out */
    struct cr_arena *work = cr_arena_scratch();
    enum cr_status status = play(k, work, first, last);
    cr_arena_free(work);
    return status;
}

enum cr_status cr_engine_futures(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *o, struct cr_futures *futures, struct cr_fault *fault)
{
    enum { PART = 256 };
    struct cr_policy policy = {0};
    enum cr_status status = cr_policy_for_run(arena, program, o, &policy, fault);
    bool one = !program->n_uncertain && !program->pool_weights;
    struct cr_world_spec worlds = {o->spec.luck, one ? 1 : o->spec.worlds, o->spec.sampling, false};
    struct cr_replay_job job = cr_script_job(arena, program, &policy, &worlds, o->spec.runs);
    struct keeper k = {.program = program, .job = &job, .futures = futures, .fault = fault};
    k.n_end = (size_t)(program->n_actors + program->n_measures + program->n_states);
    k.n_stages = (size_t)(program->n_stages + 1) * (size_t)program->n_states;
    *futures = (struct cr_futures){o->spec.luck, o->spec.runs, job.worlds.worlds, NULL, 0, 0};
    futures->at = CR_NEW(arena, struct cr_future, o->spec.runs);
    k.ends = cr_arena_alloc(arena, (size_t)o->spec.runs, k.n_end * sizeof(double) + 1);
    k.stages = cr_arena_alloc(arena, (size_t)o->spec.runs, k.n_stages * sizeof(double) + 1);
    for (uint64_t run = 0; run < o->spec.runs && status == CR_OK; run += PART) {
        uint64_t last = run + PART < o->spec.runs ? run + PART : o->spec.runs;
        status = play_part(&k, run, last);
        if (status == CR_OK && o->spec.progress &&
            o->spec.progress(o->spec.progress_context, (double)last, (double)o->spec.runs))
            status = CR_INTERRUPTED;
    }
    return status;
}
