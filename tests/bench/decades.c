/* What a run, a world, a position costs, over four decades of them: columns for a plot. Each point
 * is a process of its own, whose largest memory is told beside its time. */
#include "engine_side.h"

#include <math.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct cost {
    double n;       /* runs, worlds or positions */
    double seconds; /* the least of a few goes, of one if it is long */
    double memory;  /* MB, the program and all */
};

enum { GOES = 3 };

/* In the child: plays, and writes down what it cost. */
static int measure(const char *text, struct cr_run_options options, double n, struct cost *cost)
{
    struct support s;
    struct rusage usage;
    *cost = (struct cost){.n = n, .seconds = INFINITY};
    if (!support_text(&s, "decades", text) || !support_build(&s))
        return 0;
    for (int i = 0; i < GOES && !(i > 0 && cost->seconds > 1); i++) {
        struct cr_run_result result;
        struct cr_arena *arena = cr_arena_new();
        if (!arena)
            return 0;
        double spent = engine_play(&s, &options, arena, &result);
        cr_arena_free(arena);
        if (spent < 0)
            return 0;
        cost->seconds = fmin(cost->seconds, spent);
    }
    getrusage(RUSAGE_SELF, &usage);
    cost->memory = (double)usage.ru_maxrss / 1024;
    return 1;
}

static int point(const char *what, const char *text, struct cr_run_options options, double n)
{
    struct cost cost;
    int ends[2], status;
    fflush(stdout);
    if (pipe(ends))
        return 0;
    pid_t id = fork();
    if (id == 0) {
        int good = measure(text, options, n, &cost) &&
                   write(ends[1], &cost, sizeof cost) == (ssize_t)sizeof cost;
        fflush(stdout);
        _exit(!good);
    }
    close(ends[1]);
    int good = id > 0 && read(ends[0], &cost, sizeof cost) == (ssize_t)sizeof cost;
    close(ends[0]);
    if (id > 0)
        waitpid(id, &status, 0);
    if (good)
        printf("%-10s %10.0f %12.4g %10.4g %8.1f\n", what, cost.n, cost.seconds,
            1e9 * cost.seconds / cost.n, cost.memory);
    return good;
}

int bench_decades(const struct bench_setting *setting)
{
    static struct model tree, uncertain;
    struct cr_arena *arena = cr_arena_new();
    struct cr_buf text, uncertain_text, lattice;
    struct cr_run_options options = {
        .spec.luck.seed = 1, .spec.threads = 1, .spec.max_positions = 10000000};
    char *flagship;
    size_t length;
    int good = 1;
    if (!arena || !flagship_text(setting, &flagship, &length))
        return 0;
    cr_buf_init(&text, arena);
    cr_buf_init(&uncertain_text, arena);
    cr_buf_init(&lattice, arena);
    model_tree(&tree, false);
    model_tree(&uncertain, true);
    model_write(&tree, &text);
    model_write(&uncertain, &uncertain_text);
    printf("\n# %-8s %10s %12s %10s %8s\n", "what", "n", "seconds", "ns each", "MB");
    options.spec.engine = CR_ENGINE_WALK;
    options.spec.worlds = 1;
    for (double n = 1e3; good && n <= 1e7; n *= 10) {
        options.spec.runs = (uint64_t)n;
        good = point("settled", text.s, options, n);
    }
    options.spec.worlds = 1000;
    for (double n = 1e3; good && n <= 1e7; n *= 10) {
        options.spec.runs = (uint64_t)n;
        good = point("walked", flagship, options, n);
    }
    options.spec.engine = CR_ENGINE_ROLLBACK;
    for (double n = 1e2; good && n <= 1e6; n *= 10) {
        options.spec.worlds = options.spec.runs = (uint64_t)n;
        good = point("worlds", uncertain_text.s, options, n);
    }
    options.spec.engine = CR_ENGINE_EXACT;
    options.spec.worlds = options.spec.runs = 1;
    for (double n = 1e2; good && n <= 1e6; n *= 10) {
        int times = (int)round(sqrt(2 * n));
        cr_buf_clear(&lattice);
        model_lattice(&lattice, times);
        good = point("positions", lattice.s, options, 0.5 * times * (times + 1));
    }
    cr_seam_free(flagship);
    cr_arena_free(arena);
    return good;
}
