/* How fast is it? One row a promise of speed, each a ratio to what it is compared with.
 *
 *     bench PROGRAM ROOT [ROUNDS [ROWS...]]
 *
 * PROGRAM: the crossroads program; ROOT: the top of the source tree; ROWS: some of walk, flagship,
 * split, tree, numbers, threads, numpy, plan, start, decades, errors (default: all but the last
 * two, which print columns for a plot: costs over four decades, and errors by the time they take).
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int (*rows)(const struct bench_setting *setting);
} families[] = {{"walk", bench_walk}, {"flagship", bench_flagship}, {"split", bench_split},
    {"tree", bench_tree}, {"numbers", bench_numbers}, {"threads", bench_threads},
    {"numpy", bench_numpy}, {"plan", bench_plan}, {"start", bench_start},
    {"decades", bench_decades}, {"errors", bench_errors}};
enum { FAMILIES = sizeof families / sizeof families[0] };

static int prints_columns(const char *name)
{
    return !strcmp(name, "decades") || !strcmp(name, "errors");
}

static int wanted(const char *name, int argc, char **argv)
{
    for (int i = 4; i < argc; i++) {
        if (!strcmp(argv[i], name))
            return 1;
    }
    return argc <= 4 && !prints_columns(name);
}

int main(int argc, char **argv)
{
    int good = 1;
    if (argc < 3) {
        fprintf(stderr, "usage: %s PROGRAM ROOT [ROUNDS [ROWS...]]\n", argv[0]);
        return 2;
    }
    struct bench_setting setting = {.program = argv[1], .root = argv[2], .rounds = 15};
    if (argc > 3)
        setting.rounds = (int)strtol(argv[3], NULL, 10);
    if (setting.rounds < 1) {
        fprintf(stderr, "%s: there must be a round\n", argv[0]);
        return 2;
    }
    bench_machine();
    if (argc <= 4 || !prints_columns(argv[4]))
        bench_head();
    for (int i = 0; i < FAMILIES; i++) {
        if (wanted(families[i].name, argc, argv))
            good &= families[i].rows(&setting);
    }
    return !good;
}
