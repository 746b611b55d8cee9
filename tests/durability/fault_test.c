/* The whole program in one process while something fails: every allocation and every file operation
 * in turn, once and for ever. Whatever fails, the caller gets a status and a sentence, nothing
 * leaks, and a file is the old one or the new one, whole. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "crossroads.h"

#include "base/seam.h"
#include "engine/walk/job.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Random effects and an uncertain number: it is walked. Two superblocks, so that two threads work
 * and the tree merges; a utility, for its own evaluation of the base case. */
static const char text[] = "crossroads: 1\n"
                           "start: door\n"
                           "actors: {guest: {payoff: luck, utility: sqrt(payoff + 1)}}\n"
                           "parameters: {hope: 20% to 40%}\n"
                           "state: {luck: {start: 5, between: [0, 10]}}\n"
                           "nodes:\n"
                           "  door: {ask: Door?, chance: {left: {weight: 1, change: {luck: "
                           "\"normal(0, 1)\"}, then: prize},"
                           " right: {weight: 1, change: {luck: +2}, then: prize}}}\n"
                           "  prize: {ask: A prize?, chance: {goat: {weight: rest, then: nothing},"
                           " car: {weight: hope, then: car}}}\n"
                           "outcomes: {nothing: Nothing, car: A car}\n";
static const char plain[] = "crossroads: 1\n"
                            "start: door\n"
                            "actors: {guest: {payoff: luck}}\n"
                            "parameters: {hope: 20% to 40%}\n"
                            "state: {luck: {start: 5, between: [0, 10]}}\n"
                            "nodes:\n"
                            "  door: {ask: Door?, decision: guest, options: {left: {then: prize},"
                            " right: {change: {luck: +2}, then: prize}}}\n"
                            "  prize: {ask: A prize?, chance: {goat: {weight: rest, then: nothing},"
                            " car: {weight: hope, then: car}}}\n"
                            "outcomes: {nothing: Nothing, car: A car}\n";

static char folder[] = "/tmp/crossroads-fault.XXXXXX";
static char scenario_file[64], solve_file[64], kept[64], out[64];

static enum crossroads_status finish(enum crossroads_status status,
    struct crossroads_scenario *scenario, struct crossroads_result *result)
{
    if (status == CROSSROADS_INPUT)
        fail_msg("%s%s", crossroads_problems(scenario), crossroads_message(result));
    crossroads_result_free(result);
    crossroads_scenario_free(scenario);
    return status;
}

/* Of a failed run: it says why. */
static void told(enum crossroads_status status, struct crossroads_scenario *scenario,
    const struct crossroads_result *result)
{
    if (status == CROSSROADS_IO)
        assert_true(*crossroads_message(result) || *crossroads_problems(scenario));
}

static enum crossroads_status put(struct crossroads_result *result)
{
    const char *bytes;
    char problem[256];
    size_t n;
    enum crossroads_status status = crossroads_write(result, "json", NULL, &bytes, &n);
    return status != CROSSROADS_OK
               ? status
               : (enum crossroads_status)cr_seam_write(out, bytes, n, 1, problem);
}

/* Load, run with a checkpoint on two threads, write. */
static enum crossroads_status play(int resume)
{
    struct crossroads_scenario *scenario = NULL;
    struct crossroads_result *result = NULL;
    struct crossroads_options o;
    enum crossroads_status status = crossroads_load(scenario_file, 0, &scenario);
    if (status != CROSSROADS_OK)
        return finish(status, scenario, NULL);
    crossroads_options_init(&o);
    o.runs = CR_SUPERBLOCK + 5000;
    o.worlds = 4;
    o.threads = 2;
    o.checkpoint = kept;
    o.checkpoint_every = 1e-9;
    o.resume = resume;
    status = crossroads_run(scenario, &o, &result);
    told(status, scenario, result);
    if (status == CROSSROADS_OK)
        status = put(result);
    return finish(status, scenario, result);
}

static enum crossroads_status play_anew(void)
{
    return play(0);
}

static enum crossroads_status play_on(void)
{
    return play(1);
}

static enum crossroads_status merge(void)
{
    struct crossroads_scenario *scenario = NULL;
    struct crossroads_result *result = NULL;
    const char *files[] = {kept};
    enum crossroads_status status = crossroads_merge(files, 1, &scenario, &result);
    told(status, scenario, result);
    if (status == CROSSROADS_OK)
        status = put(result);
    return finish(status, scenario, result);
}

static enum crossroads_status solve(void)
{
    struct crossroads_scenario *scenario = NULL;
    struct crossroads_result *result = NULL;
    struct crossroads_options o;
    enum crossroads_status status = crossroads_load(solve_file, 0, &scenario);
    if (status != CROSSROADS_OK)
        return finish(status, scenario, NULL);
    crossroads_options_init(&o);
    o.worlds = 3;
    o.threads = 1;
    status = crossroads_solve(scenario, &o, &result);
    if (status == CROSSROADS_OK)
        status = put(result);
    return finish(status, scenario, result);
}

/* Too many worlds for a table cannot be had in a moment; a rollback and a table can. */
static enum crossroads_status roll_back(void)
{
    struct crossroads_scenario *scenario = NULL;
    struct crossroads_result *result = NULL;
    struct crossroads_options o;
    enum crossroads_status status = crossroads_load(solve_file, 0, &scenario);
    if (status != CROSSROADS_OK)
        return finish(status, scenario, NULL);
    crossroads_options_init(&o);
    o.runs = 2000;
    o.worlds = 600;
    o.threads = 2;
    status = crossroads_run(scenario, &o, &result);
    told(status, scenario, result);
    if (status == CROSSROADS_OK)
        status = put(result);
    return finish(status, scenario, result);
}

/* ------------------------------------------------------------------ the loop */

typedef enum crossroads_status work(void);

static int files_beside(void)
{
    int n = 0;
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && (entry = readdir(open));)
        n += strstr(entry->d_name, ".tmp.") != NULL;
    if (open)
        closedir(open);
    return n;
}

/* The file is whole: it can be taken up, or there is none. */
static void check_kept(void)
{
    if (cr_seam_exists(kept))
        assert_int_equal(play_on(), CROSSROADS_OK);
    assert_int_equal(files_beside(), 0);
}

/* Fails call k of a kind for k = 1, 2, ... until a pass has met no failure. */
static uint64_t loop(work *fn, char which, int forever, int keeps)
{
    uint64_t points = 0;
    for (uint64_t k = 1;; k++) {
        int64_t live = cr_seam_live();
        cr_seam_fail(which, k, forever);
        enum crossroads_status status = fn();
        uint64_t calls = cr_seam_calls(which);
        cr_seam_fail(which, 0, 0);
        if (cr_seam_live() != live)
            fail_msg("%c %d: call %d leaks %d blocks", which, forever, (int)k,
                (int)(cr_seam_live() - live));
        if (calls < k) {
            assert_int_equal(status, CROSSROADS_OK);
            return points;
        }
        points++;
        bool clean = status == (which == 'f' ? CROSSROADS_IO : CROSSROADS_MEMORY);
        if (!clean && !(status == CROSSROADS_OK && which == 'f' && !forever))
            fail_msg("%c %d: call %d gives status %d", which, forever, (int)k, (int)status);
        if (keeps && (which == 'f' || points % 3 == 0)) /* a run more, so not every time */
            check_kept();
    }
}

/* Every block of memory fails once (base/seam.h), every allocation for ever from some call on,
 * every file operation both. */
static void always(const char *name, work *fn, int keeps)
{
    for (int forever = 0; forever < 2; forever++)
        for (const char *which = forever ? "af" : "bf"; *which; which++) {
            uint64_t n = loop(fn, *which, forever, keeps);
            print_message(
                "%s: %d points of '%c' %s\n", name, (int)n, *which, forever ? "for ever" : "once");
        }
}

static void solving_survives(void **state)
{
    (void)state;
    always("solve", solve, 0);
}

static void rollback_survives(void **state)
{
    (void)state;
    always("run by rollback", roll_back, 0);
}

static void a_run_with_checkpoints_survives(void **state)
{
    (void)state;
    unlink(kept);
    always("run", play_anew, 1);
}

static void resuming_survives(void **state)
{
    (void)state;
    assert_int_equal(play_anew(), CROSSROADS_OK);
    always("resume", play_on, 0);
}

static void merging_survives(void **state)
{
    (void)state;
    assert_int_equal(play_anew(), CROSSROADS_OK);
    always("merge", merge, 0);
}

static void save(const char *path, const char *bytes)
{
    char problem[256];
    assert_int_equal(cr_seam_write(path, bytes, strlen(bytes), 1, problem), CR_OK);
}

static int begin(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(scenario_file, sizeof scenario_file, "%s/s.yaml", folder);
    snprintf(solve_file, sizeof solve_file, "%s/d.yaml", folder);
    snprintf(kept, sizeof kept, "%s/kept", folder);
    snprintf(out, sizeof out, "%s/out", folder);
    save(scenario_file, text);
    save(solve_file, plain);
    return 0;
}

static int end(void **state)
{
    (void)state;
    const char *all[] = {scenario_file, solve_file, kept, out};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        unlink(all[i]);
    char lock[80];
    snprintf(lock, sizeof lock, "%s.lock", kept);
    unlink(lock);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solving_survives),
        cmocka_unit_test(rollback_survives),
        cmocka_unit_test(a_run_with_checkpoints_survives),
        cmocka_unit_test(resuming_survives),
        cmocka_unit_test(merging_survives),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
