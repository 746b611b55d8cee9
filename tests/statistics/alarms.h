/* How often would these tests fail although nothing is wrong? With CR_SEEDS=1000 in the environment
 * every look that depends on luck is taken with as many other seeds and a part of the runs,
 * instead of the tests. Include after cmocka.h. */
#ifndef CR_TESTS_STATISTICS_ALARMS_H
#define CR_TESTS_STATISTICS_ALARMS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t other_luck; /* added to every seed */
static int thinner = 1;     /* divides numbers of runs */

static inline uint64_t seeds_asked(void)
{
    const char *text = getenv("CR_SEEDS");
    return text ? strtoull(text, NULL, 10) : 0;
}

/* In main; `looks`: an array of tests, `begin`: before each round of them, or NULL; `part`: divides
 * numbers of runs. */
#define COUNT_ALARMS(looks, begin, part)                                                           \
    do {                                                                                           \
        int alarms = 0;                                                                            \
        uint64_t seeds = seeds_asked();                                                            \
        if (seeds == 0)                                                                            \
            break;                                                                                 \
        thinner = part;                                                                            \
        for (uint64_t seed = 1; seed <= seeds; seed++) {                                           \
            other_luck = seed * 1000003;                                                           \
            alarms += cmocka_run_group_tests(looks, begin, NULL);                                  \
        }                                                                                          \
        printf("%d wrong alarms in %llu rounds of %zu tests\n", alarms, (unsigned long long)seeds, \
            sizeof looks / sizeof *looks);                                                         \
        return alarms > 0;                                                                         \
    } while (0)

#endif
