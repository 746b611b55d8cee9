#include "engine_side.h"

#include "engine/engine.h"

#include <math.h>
#include <setjmp.h>

double engine_play(struct support *s, const struct cr_run_options *options, struct cr_arena *arena,
    struct cr_run_result *result)
{
    struct cr_fault fault = {0};
    double begun = bench_cpu();
    enum cr_status status = cr_engine_run(arena, s->program, options, result, &fault);
    double spent = bench_cpu() - begun;
    if (status == CR_OK)
        return spent;
    printf("%s: %s\n", s->source.name, cr_status_text(status));
    support_fault(s, &fault);
    return -1;
}

int pair_begin(struct pair *pair, const struct model *model, pair_play *play, uint64_t worlds,
    uint64_t runs, enum cr_engine engine)
{
    *pair = (struct pair){.model = model, .play = play, .worlds = worlds, .runs = runs};
    pair->naive = naive_new(model, 4357);
    struct cr_arena *scratch = cr_arena_new();
    if (!pair->naive || !scratch)
        return 0;
    struct cr_buf text;
    cr_buf_init(&text, scratch);
    model_write(model, &text);
    int good = support_text(&pair->s, model->title, text.s) && support_build(&pair->s);
    cr_arena_free(scratch);
    pair->options = (struct cr_run_options){.spec.runs = runs,
        .spec.worlds = worlds,
        .spec.engine = engine,
        .spec.threads = 1,
        .lean = true};
    return good;
}

void pair_end(struct pair *pair)
{
    cr_arena_free(pair->arena);
    naive_free(pair->naive);
    support_release(&pair->s);
}

int pair_quantiles(struct pair *pair)
{
    bool rollback = pair->options.spec.engine == CR_ENGINE_ROLLBACK;
    pair->quantiles = true;
    pair->options.lean = false;
    return naive_keep(
        pair->naive, pair->runs, rollback ? pair->model->n_outcomes : pair->model->n_states);
}

double pair_naive(void *context, int round)
{
    struct pair *pair = context;
    (void)round;
    double begun = bench_cpu();
    pair->play(pair->naive, pair->worlds, pair->runs / pair->worlds, &pair->totals);
    if (pair->quantiles && isnan(naive_summarise(pair->naive)))
        return -1;
    return bench_cpu() - begun;
}

double pair_engine(void *context, int round)
{
    struct pair *pair = context;
    cr_arena_free(pair->arena);
    pair->arena = cr_arena_new();
    if (!pair->arena)
        return -1;
    pair->options.spec.luck.seed = (uint64_t)round + 1000;
    return engine_play(&pair->s, &pair->options, pair->arena, &pair->result);
}

int close_enough(const char *what, int i, double naive, double engine, double se)
{
    double z = (engine - naive) / (se * sqrt(2));
    if (fabs(z) < 5)
        return 1;
    printf("%s %d: %.6g by the obvious program, %.6g by the engine, %.1f standard errors apart\n",
        what, i, naive, engine, z);
    return 0;
}

int pair_agree(struct pair *pair)
{
    enum { LEAST_COUNT = 30 }; /* fewer are not normally distributed */
    int good = 1;
    pair->totals = (struct naive_totals){0};
    if (pair_naive(pair, 0) < 0 || pair_engine(pair, -1) < 0)
        return 0;
    const struct naive_totals *t = &pair->totals;
    const struct cr_run_result *r = &pair->result;
    for (int o = 0; o < pair->model->n_outcomes; o++) {
        const struct cr_share *share = &r->outcomes[o];
        if (t->outcomes[o] >= LEAST_COUNT || share->share * t->runs >= LEAST_COUNT)
            good &= close_enough("outcome", o, t->outcomes[o] / t->runs, share->share, share->se);
    }
    for (int i = 0; i < pair->model->n_states; i++) {
        const struct cr_quantity *q = &r->measures[pair->s.program->n_measures + i];
        good &= close_enough("state", i, t->states[i] / t->runs, q->mean, q->se);
    }
    if (!good)
        printf(
            "%s: the two programs do not compute the same; nothing is timed\n", pair->model->title);
    return good;
}

int pair_compare(struct pair *pair, int rounds, struct bench_result *result)
{
    double units = (double)pair->runs;
    struct bench_side naive = {"obvious GSL program", units, pair_naive, pair};
    struct bench_side ours = {"crossroads", units, pair_engine, pair};
    return bench_compare(&naive, &ours, rounds, result);
}

int flagship_text(const struct bench_setting *setting, char **text, size_t *n)
{
    char path[1024], problem[256];
    snprintf(path, sizeof path, "%s/scenarios/crossroads.yaml", setting->root);
    if (cr_seam_read(path, (size_t)1 << 24, text, n, problem) == CR_OK)
        return 1;
    printf("%s: %s\n", path, problem);
    return 0;
}

/* ---- Unrolled before ---- */

int unrolled_begin(
    struct unrolled *u, const struct pair *pair, const struct cr_tree_options *options, int calls)
{
    struct cr_fault fault = {0};
    *u = (struct unrolled){
        .arena = cr_arena_new(), .spec = {.worlds = pair->options.spec.worlds}, .calls = calls};
    if (!u->arena)
        return 0;
    u->worlds = (struct cr_tree_worlds){.n = pair->options.spec.worlds, .spec = &u->spec};
    return cr_tree_build(u->arena, pair->s.program, &u->worlds, options, &u->tree, &fault) ==
               CR_OK &&
           cr_tree_settle(u->tree, &fault) == CR_OK;
}

void unrolled_end(struct unrolled *u)
{
    cr_arena_free(u->arena);
}

double unrolled_play(void *context, int round)
{
    struct unrolled *u = context;
    struct cr_fault fault = {0};
    double begun = bench_cpu();
    for (int i = 0; i < u->calls; i++) {
        struct cr_tree_sums sums;
        u->spec.luck.seed = u->tree->options.luck.seed =
            (uint64_t)round * (uint64_t)u->calls + (uint64_t)i;
        if (cr_tree_play(u->tree, &sums, &fault) != CR_OK)
            return -1;
        cr_arena_drop(u->arena, sums.outcome); /* by far the largest of what a play leaves */
        cr_arena_drop(u->arena, sums.measure);
    }
    return bench_cpu() - begun;
}
