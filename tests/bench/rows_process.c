/* What begins and ends with a process: start-up, checking a file; and numpy, which is another one.
 */
#include "child.h"
#include "engine_side.h"

#include "crossroads.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include <yaml.h>

enum { MOST = 200, RUNS = 1 << 20, THEIR_RUNS = 1 << 16 }; /* numpy: arrays that fit the cache */

struct file {
    struct cr_arena *arena;
    struct cr_buf text;
};

static int file_begin(struct file *file, bool uncertain)
{
    static struct model model;
    file->arena = cr_arena_new();
    if (!file->arena)
        return 0;
    model_tree(&model, uncertain);
    cr_buf_init(&file->text, file->arena);
    model_write(&model, &file->text);
    return 1;
}

/* ---- Checking ---- */

static double play_parse(void *context, int round)
{
    const struct file *file = context;
    yaml_parser_t parser;
    yaml_event_t event;
    double begun = bench_cpu();
    int more = yaml_parser_initialize(&parser), good = more;
    (void)round;
    yaml_parser_set_input_string(&parser, (const unsigned char *)file->text.s, file->text.n);
    while (more) {
        good = yaml_parser_parse(&parser, &event);
        more = good && event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return good ? bench_cpu() - begun : -1;
}

static double play_load(void *context, int round)
{
    const struct file *file = context;
    struct crossroads_scenario *scenario;
    double begun = bench_cpu();
    (void)round;
    int good =
        crossroads_load_text("t60", file->text.s, file->text.n, 0, &scenario) == CROSSROADS_OK;
    crossroads_scenario_free(scenario);
    return good ? bench_cpu() - begun : -1;
}

static int check(const struct bench_setting *setting, struct file *file)
{
    struct bench_result result;
    struct bench_side parse = {"libyaml's events", 1, play_parse, file};
    struct bench_side load = {"crossroads_load_text", 1, play_load, file};
    if (!bench_compare(&load, &parse, 3 * setting->rounds, &result))
        return 0;
    char text[200];
    snprintf(text, sizeof text, "%.0f µs to parse, %.0f µs to read and check", 1e6 * result.ours,
        1e6 * result.baseline);
    bench_row("reading and checking a 60-node file / libyaml's parse alone", result.ratio,
        result.low, result.high, "", BENCH_NO_BOUND, 0, text);
    return 1;
}

/* ---- Start-up ---- */

static int start(const struct bench_setting *setting, const char *path)
{
    static double truth[MOST], checked[MOST], cpu[MOST];
    double truth_cpu, check_cpu;
    char program[1024], file[64];
    char truth_path[] = "/bin/true", word[] = "check";
    char *nothing[] = {truth_path, NULL}, *command[] = {program, word, file, NULL};
    int rounds = 3 * setting->rounds < MOST ? 3 * setting->rounds : MOST;
    snprintf(program, sizeof program, "%s", setting->program);
    snprintf(file, sizeof file, "%s", path);
    for (int r = -1; r < rounds; r++) {
        double t = child_run(nothing, &truth_cpu), c = child_run(command, &check_cpu);
        if (t < 0 || c < 0) {
            printf("%s check, or /bin/true, does not run\n", setting->program);
            return 0;
        }
        if (r < 0)
            continue;
        truth[r] = 1e3 * t;
        checked[r] = 1e3 * c;
        cpu[r] = 1e3 * (check_cpu - truth_cpu);
    }
    char text[200];
    double median = bench_median(cpu, rounds);
    snprintf(text, sizeof text, "by the clock %.2f → %.2f ms", bench_median(truth, rounds),
        bench_median(checked, rounds));
    bench_row("start-up and `check` of a 60-node file, more processor time than `/bin/true`",
        median, cpu[rounds / 4], cpu[rounds - 1 - rounds / 4], " ms", BENCH_AT_MOST, 5, text);
    return 1;
}

int bench_start(const struct bench_setting *setting)
{
    struct file file;
    char path[] = "/tmp/bench-t60-XXXXXX";
    int good = file_begin(&file, true) && child_file(path, file.text.s) && start(setting, path);
    remove(path);
    good = good && check(setting, &file);
    cr_arena_free(file.arena);
    return good;
}

/* ---- numpy ---- */

/* The tree as numbers: states with their start; then a line a question: branches as next, weight,
 * and effects. */
static void put_numbers(const struct model *m, struct cr_buf *out)
{
    cr_buf_printf(out, "%d %d", m->n_outcomes, m->n_states);
    for (int i = 0; i < m->n_states; i++)
        cr_buf_printf(out, " %g", m->start[i]);
    for (int k = 0; k < m->n_nodes; k++) {
        cr_buf_printf(out, "\n%d", m->nodes[k].n);
        for (int i = 0; i < m->nodes[k].n; i++) {
            const struct model_branch *b = &m->branches[m->nodes[k].first + i];
            cr_buf_printf(out, " %d %g %d", b->next, b->weight, b->n_effects);
            for (int e = 0; e < b->n_effects; e++)
                cr_buf_printf(out, " %d %g", b->effects[e].state, b->effects[e].amount);
        }
    }
    cr_buf_char(out, '\n');
}

struct numpy {
    struct child child;
    struct pair pair;
};

/* A number a line: what the other process answers. */
static int answer(struct child *child, double *x)
{
    char line[100];
    fprintf(child->to, "go\n");
    fflush(child->to);
    if (!fgets(line, sizeof line, child->from))
        return 0;
    *x = strtod(line, NULL);
    return 1;
}

static double play_numpy(void *context, int round)
{
    struct numpy *n = context;
    double seconds;
    (void)round;
    return answer(&n->child, &seconds) ? seconds : -1;
}

static double play_ours(void *context, int round)
{
    struct numpy *n = context;
    return pair_engine(&n->pair, round);
}

/* Its first answers are the shares of the outcomes. */
static int numpy_agrees(struct numpy *n)
{
    int good = pair_engine(&n->pair, -1) >= 0;
    for (int o = 0; good && o < n->pair.model->n_outcomes; o++) {
        const struct cr_share *share = &n->pair.result.outcomes[o];
        double theirs, z;
        if (!answer(&n->child, &theirs))
            return 0;
        z = (theirs - share->share) / (share->se * sqrt(1 + (double)RUNS / THEIR_RUNS));
        if (fabs(z) < 5)
            continue;
        printf("outcome %d: %.6g by numpy, %.6g by the engine\n", o, theirs, share->share);
        good = 0;
    }
    return good;
}

static void play_counted(struct naive *n, uint64_t worlds, uint64_t runs, struct naive_totals *t)
{
    naive_constant(n, worlds * runs, t);
}

int bench_numpy(const struct bench_setting *setting)
{
    static const char what[] = "`walk`, constant tree / vectorised numpy";
    static struct model model;
    struct numpy n = {.child = {.id = 0}};
    struct bench_result result;
    char script[1024], path[] = "/tmp/bench-numpy-XXXXXX", runs[16];
    char python[] = "python3", *words[] = {python, script, path, runs, NULL};
    struct file file = {.arena = cr_arena_new()};
    if (!file.arena)
        return 0;
    model_tree(&model, false);
    cr_buf_init(&file.text, file.arena);
    put_numbers(&model, &file.text);
    snprintf(script, sizeof script, "%s/tests/bench/vectorised.py", setting->root);
    snprintf(runs, sizeof runs, "%d", THEIR_RUNS);
    signal(SIGPIPE, SIG_IGN);
    int good = child_file(path, file.text.s) && child_begin(&n.child, words) &&
               pair_begin(&n.pair, &model, play_counted, 1, RUNS, CR_ENGINE_WALK);
    char ready[100];
    int there = good && fgets(ready, sizeof ready, n.child.from) != NULL;
    if (there) {
        struct bench_side numpy = {"numpy", THEIR_RUNS, play_numpy, &n};
        struct bench_side ours = {"crossroads", RUNS, play_ours, &n};
        good = numpy_agrees(&n) && bench_compare(&numpy, &ours, setting->rounds, &result);
        if (good)
            bench_row_of(what, &result, 8, "run");
    } else if (good) {
        bench_skip(what, "python3 has no numpy here");
    }
    child_end(&n.child);
    pair_end(&n.pair);
    cr_arena_free(file.arena);
    remove(path);
    return good;
}
