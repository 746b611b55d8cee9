#include "bench.h"

#include "base/kernel.h"

#include <gsl/gsl_version.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ROUNDS = 1000 };

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double bench_cpu(void)
{
    return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double bench_wall(void)
{
    return seconds(CLOCK_MONOTONIC);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, ascending);
    return n % 2 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

int bench_compare(const struct bench_side *baseline, const struct bench_side *ours, int rounds,
    struct bench_result *result)
{
    static double ratio[MOST_ROUNDS], theirs[MOST_ROUNDS], mine[MOST_ROUNDS];
    if (rounds > MOST_ROUNDS)
        rounds = MOST_ROUNDS;
    for (int r = -1; r < rounds; r++) { /* the first warms caches and clocks */
        int first = r & 1;
        double b = 0, o = 0;
        if (first)
            o = ours->play(ours->context, r + 1);
        b = baseline->play(baseline->context, r + 1);
        if (!first)
            o = ours->play(ours->context, r + 1);
        if (b < 0 || o < 0)
            return 0;
        if (r < 0)
            continue;
        theirs[r] = b / baseline->units;
        mine[r] = o / ours->units;
        ratio[r] = theirs[r] / mine[r];
    }
    result->rounds = rounds;
    result->ratio = bench_median(ratio, rounds);
    result->low = ratio[rounds / 4];
    result->high = ratio[rounds - 1 - rounds / 4];
    result->baseline = bench_median(theirs, rounds);
    result->ours = bench_median(mine, rounds);
    result->fast = mine[rounds / 4];
    result->slow = mine[rounds - 1 - rounds / 4];
    return 1;
}

/* Three digits are all that a measurement has. */
static const char *number(double x, char text[32])
{
    int whole = (int)floor(log10(fabs(x) > 0 ? fabs(x) : 1));
    int digits = whole >= 2 ? 0 : 2 - whole;
    double step = pow(10, whole - 2);
    snprintf(text, 32, "%.*f", digits > 6 ? 6 : digits, whole > 2 ? step * round(x / step) : x);
    return text;
}

void bench_head(void)
{
    printf("| what | measured (quartiles) | must reach | reached | absolute |\n"
           "| --- | --- | --- | --- | --- |\n");
}

void bench_row(const char *what, double reached, double low, double high, const char *unit,
    enum bench_sense sense, double bound, const char *absolutes)
{
    char a[32], b[32], c[32], d[32];
    const char *verdict = "", *relation = "";
    if (sense != BENCH_NO_BOUND) {
        int good = sense == BENCH_AT_LEAST ? reached >= bound : reached <= bound;
        verdict = good ? "yes" : "**no**";
        relation = sense == BENCH_AT_LEAST ? "" : "at most ";
    }
    printf("| %s | %s%s (%s to %s) | %s%s%s | %s | %s |\n", what, number(reached, a), unit,
        number(low, b), number(high, c), relation, sense == BENCH_NO_BOUND ? "" : number(bound, d),
        sense == BENCH_NO_BOUND ? "" : unit, verdict, absolutes);
    fflush(stdout);
}

void bench_row_of(
    const char *what, const struct bench_result *result, double bound, const char *unit)
{
    char text[200], a[32], b[32];
    snprintf(text, sizeof text, "%s → %s ns a %s", number(1e9 * result->baseline, a),
        number(1e9 * result->ours, b), unit);
    bench_row(what, result->ratio, result->low, result->high, "x",
        bound > 0 ? BENCH_AT_LEAST : BENCH_NO_BOUND, bound, text);
}

void bench_skip(const char *what, const char *why)
{
    printf("| %s | not measured: %s | | | |\n", what, why);
    fflush(stdout);
}

/* The value of a line "key : value" in a file of /proc, or "unknown". */
static void look_up(const char *path, const char *key, char *value, size_t size)
{
    char line[512];
    FILE *file = fopen(path, "r");
    snprintf(value, size, "unknown");
    while (file && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, key, strlen(key)) || !colon)
            continue;
        colon += 1 + strspn(colon + 1, " \t");
        snprintf(value, size, "%.*s", (int)strcspn(colon, "\n"), colon);
        break;
    }
    if (file)
        fclose(file);
}

void bench_machine(void)
{
    static const char *const kernels[] = {"plain", "AVX2", "AVX-512"};
    char model[200];
    double load[1] = {NAN};
    FILE *file = fopen("/proc/loadavg", "r");
    look_up("/proc/cpuinfo", "model name", model, sizeof model);
    char text[64];
    if (file && fgets(text, sizeof text, file))
        load[0] = strtod(text, NULL);
    if (file)
        fclose(file);
    printf("Machine: %s, %ld processors, load %.1f when it began; kernels %s; compiler %s; GSL "
           "%s.\n\n",
        model, sysconf(_SC_NPROCESSORS_ONLN), load[0], kernels[cr_kernel_pick()], __VERSION__,
        GSL_VERSION);
}
