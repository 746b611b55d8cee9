/* What a second thread brings, as a part of what it brings to a loop that shares nothing. */
#include "engine_side.h"

#include <pthread.h>
#include <unistd.h>

enum { RUNS = 1 << 24, SPINS = 1 << 25, MOST = 100 };

static void *spin(void *what)
{
    uint64_t *x = what;
    for (int i = 0; i < SPINS; i++)
        *(volatile uint64_t *)x = *x * 6364136223846793005u + 1442695040888963407u;
    return NULL;
}

/* Two helpings of the loop, one after the other or side by side: seconds of the clock. */
static double spun(int threads)
{
    uint64_t far[2][64] = {{1}, {2}}; /* not on one line of the cache */
    pthread_t other;
    double begun = bench_wall();
    int side_by_side = threads == 2 && !pthread_create(&other, NULL, spin, far[1]);
    spin(far[0]);
    if (side_by_side)
        pthread_join(other, NULL);
    else
        spin(far[1]);
    return bench_wall() - begun;
}

static double walked(struct pair *pair, int threads, int round)
{
    pair->options.spec.threads = threads;
    double begun = bench_wall();
    return pair_engine(pair, round) < 0 ? -1 : bench_wall() - begun;
}

int bench_threads(const struct bench_setting *setting)
{
    static const char what[] = "two threads / one, divided by the same for a spin loop";
    static struct model model;
    double gain[MOST], walks[MOST], spins[MOST];
    struct pair pair;
    int rounds = setting->rounds < MOST ? setting->rounds : MOST, good;
    if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
        bench_skip(what, "there is one processor");
        return 1;
    }
    model_tree(&model, true);
    good = pair_begin(&pair, &model, naive_uncertain, 1024, RUNS, CR_ENGINE_WALK);
    for (int r = 0; good && r < rounds; r++) {
        double one = walked(&pair, 1, r), alone = spun(1), two = walked(&pair, 2, r);
        good = one > 0 && two > 0;
        walks[r] = one / two;
        spins[r] = alone / spun(2);
        gain[r] = walks[r] / spins[r];
    }
    pair_end(&pair);
    if (!good)
        return 0;
    char text[200];
    double median = bench_median(gain, rounds);
    snprintf(text, sizeof text, "`walk` %.2fx, spin loop %.2fx", bench_median(walks, rounds),
        bench_median(spins, rounds));
    bench_row(what, median, gain[rounds / 4], gain[rounds - 1 - rounds / 4], "", BENCH_AT_LEAST,
        0.9, text);
    return 1;
}
