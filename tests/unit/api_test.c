/* The public interface: what it promises, and that shortage of memory leaves nothing behind. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "crossroads.h"

#include "base/seam.h"
#include "engine/parallel.h"
#include "numeric/special.h"
#include "numeric/trouble.h"

#include <math.h>
#include <string.h>

static const char text[] = "crossroads: 1\n"
                           "title: Two doors\n"
                           "start: door\n"
                           "actors: {guest: {payoff: luck}}\n"
                           "parameters: {hope: 20% to 40%}\n"
                           "state: {luck: 5}\n"
                           "nodes:\n"
                           "  door: {ask: Which door?, decision: guest, options: {left: {then: "
                           "prize}, right: {change: {luck: +2}, then: prize}}}\n"
                           "  prize: {ask: A prize?, chance: {goat: {weight: rest, then: nothing}, "
                           "car: {weight: hope, then: car}}}\n"
                           "outcomes: {nothing: Nothing, car: A car}\n"
                           "lenses: {gloomy: {label: Gloomy, parameters: {hope: 10%}}}\n";

static struct crossroads_scenario *load(const char *yaml)
{
    struct crossroads_scenario *s;
    enum crossroads_status status = crossroads_load_text("doors.yaml", yaml, strlen(yaml), 0, &s);
    if (status != CROSSROADS_OK)
        fail_msg("%s", crossroads_problems(s));
    return s;
}

static struct crossroads_options small(void)
{
    struct crossroads_options o;
    crossroads_options_init(&o);
    o.runs = 2000;
    o.worlds = 20;
    o.threads = 1;
    return o;
}

static void a_scenario_is_loaded_run_solved_and_written(void **state)
{
    (void)state;
    struct crossroads_scenario *s = load(text);
    struct crossroads_result *r;
    struct crossroads_options o = small();
    struct crossroads_share share;
    struct crossroads_payoff payoff;
    const char *bytes;
    size_t n;
    assert_string_equal(crossroads_title(s), "Two doors");
    assert_int_equal(strlen(crossroads_sha256(s)), 64);
    assert_int_equal(crossroads_run(s, &o, &r), CROSSROADS_OK);
    assert_int_equal(crossroads_outcome_count(r), 2);
    assert_int_equal(crossroads_outcome(r, 1, &share), CROSSROADS_OK);
    assert_string_equal(share.id, "car");
    assert_true(share.share > 0.2 && share.share < 0.4);
    assert_int_equal(crossroads_outcome(r, 2, &share), CROSSROADS_USAGE);
    assert_int_equal(crossroads_write(r, "json", NULL, &bytes, &n), CROSSROADS_OK);
    assert_int_equal(strlen(bytes), n);
    assert_int_equal(crossroads_write(r, "dot", NULL, &bytes, &n), CROSSROADS_USAGE);
    assert_int_equal(crossroads_write(r, "nonsense", NULL, &bytes, &n), CROSSROADS_USAGE);
    crossroads_result_free(r);
    o.worlds = 0;
    assert_int_equal(crossroads_solve(s, &o, &r), CROSSROADS_OK);
    assert_int_equal(crossroads_payoff(r, 0, &payoff), CROSSROADS_OK);
    assert_true(fabs(payoff.mean - 7) < 1e-12);
    crossroads_result_free(r);
    crossroads_scenario_free(s);
}

static void a_faulty_scenario_holds_its_problems(void **state)
{
    (void)state;
    static const char bad[] = "crossroads: 1\nstart: a\nnodes: {a: {ask: Q, chance: {x: {wieght: "
                              "3, then: o}}}}\noutcomes: {o: O}\n";
    struct crossroads_scenario *s;
    struct crossroads_result *r;
    struct crossroads_problem p;
    assert_int_equal(
        crossroads_load_text("bad.yaml", bad, sizeof bad - 1, 0, &s), CROSSROADS_INPUT);
    assert_true(crossroads_problem_count(s) >= 1);
    assert_int_equal(crossroads_problem(s, 0, &p), CROSSROADS_OK);
    assert_string_equal(p.id, "E003");
    assert_int_equal(p.line, 3);
    assert_non_null(strstr(p.message, "wieght"));
    assert_non_null(strstr(crossroads_problems(s), "bad.yaml:3:"));
    assert_int_equal(crossroads_run(s, NULL, &r), CROSSROADS_INPUT);
    assert_null(r);
    crossroads_scenario_free(s);
}

static void calls_that_make_no_sense_are_refused_in_words(void **state)
{
    (void)state;
    struct crossroads_scenario *s = load(text);
    static const char *const bad_lens[] = {"glomy"}, *const bad_set[] = {"hop=3"},
                             *const bad_do[] = {"door.middle"}, *const bad_choose[] = {"bestt"},
                             *const bad_value[] = {"hope=banana"},
                             *const bad_option[] = {"door=middle"};
    struct {
        const char *const *list;
        size_t offset, count;
        const char *words;
    } cases[] = {
        {bad_lens, offsetof(struct crossroads_options, lenses),
            offsetof(struct crossroads_options, n_lenses), "'gloomy'"},
        {bad_set, offsetof(struct crossroads_options, sets),
            offsetof(struct crossroads_options, n_sets), "'hop'"},
        {bad_value, offsetof(struct crossroads_options, sets),
            offsetof(struct crossroads_options, n_sets), "hope=banana"},
        {bad_do, offsetof(struct crossroads_options, does),
            offsetof(struct crossroads_options, n_does), "door.middle"},
        {bad_choose, offsetof(struct crossroads_options, chooses),
            offsetof(struct crossroads_options, n_chooses), "'best'"},
        {bad_option, offsetof(struct crossroads_options, chooses),
            offsetof(struct crossroads_options, n_chooses), "no option"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct crossroads_options o = small();
        struct crossroads_result *r;
        size_t one = 1;
        memcpy((char *)&o + cases[i].offset, &cases[i].list, sizeof cases[i].list);
        memcpy((char *)&o + cases[i].count, &one, sizeof one);
        assert_int_equal(crossroads_run(s, &o, &r), CROSSROADS_USAGE);
        if (!strstr(crossroads_message(r), cases[i].words))
            fail_msg("%s", crossroads_message(r));
        crossroads_result_free(r);
    }
    struct crossroads_options o = small();
    struct crossroads_result *r;
    o.worlds = 3000;
    assert_int_equal(crossroads_run(s, &o, &r), CROSSROADS_USAGE);
    assert_null(r);
    assert_int_equal(crossroads_run(NULL, &o, &r), CROSSROADS_USAGE);
    crossroads_scenario_free(s);
}

static void a_missing_file_is_told_of(void **state)
{
    (void)state;
    struct crossroads_scenario *s;
    assert_int_equal(crossroads_load("/nonexistent/file.yaml", 0, &s), CROSSROADS_IO);
    assert_non_null(strstr(crossroads_problems(s), "no such file"));
    crossroads_scenario_free(s);
    assert_int_equal(crossroads_load(NULL, 0, &s), CROSSROADS_USAGE);
    assert_null(s);
}

static enum crossroads_status whole_journey(void)
{
    struct crossroads_scenario *s = NULL;
    struct crossroads_result *r = NULL;
    struct crossroads_options o = small();
    const char *bytes;
    size_t n;
    enum crossroads_status status =
        crossroads_load_text("doors.yaml", text, sizeof text - 1, 0, &s);
    o.runs = 100;
    if (!status)
        status = crossroads_run(s, &o, &r);
    if (!status)
        status = crossroads_write(r, "text", NULL, &bytes, &n);
    crossroads_result_free(r);
    r = NULL;
    if (!status)
        status = crossroads_solve(s, &o, &r);
    if (!status)
        status = crossroads_write(r, "json", NULL, &bytes, &n);
    crossroads_result_free(r);
    crossroads_scenario_free(s);
    return status;
}

/* Every allocation fails once, and from there on for ever: a status, no crash, nothing left. */
static void shortage_anywhere_is_a_status_and_leaves_nothing(void **state)
{
    (void)state;
    cr_seam_fail('a', 0, 0);
    assert_int_equal(whole_journey(), CROSSROADS_OK);
    uint64_t calls = cr_seam_calls('a');
    int64_t live = cr_seam_live();
    assert_true(calls > 5);
    for (int forever = 0; forever < 2; forever++)
        for (uint64_t k = 1; k <= calls; k++) {
            cr_seam_fail('a', k, forever);
            enum crossroads_status status = whole_journey();
            cr_seam_fail('a', 0, 0);
            if (status != CROSSROADS_MEMORY)
                fail_msg(
                    "allocation %d of %d: %s", (int)k, (int)calls, crossroads_status_text(status));
            assert_int_equal(cr_seam_live(), live);
        }
}

/* ---- GSL ---- */

/* What no analysis does: log gamma of a negative number, in the middle of a call. */
static int ask_nonsense(void *asked, double done, double total)
{
    (void)done, (void)total;
    *(int *)asked += isnan(cr_lgamma(-1));
    return 0;
}

static void a_complaint_of_gsl_is_a_report_and_no_number(void **state)
{
    (void)state;
    struct crossroads_scenario *s = load(text);
    struct crossroads_result *r;
    struct crossroads_options o = small();
    struct crossroads_share share;
    int asked = 0;
    o.progress = ask_nonsense;
    o.progress_context = &asked;
    o.runs = 1000000;
    o.engine = CROSSROADS_WALK;
    assert_int_equal(crossroads_run(s, &o, &r), CROSSROADS_BUG);
    assert_true(asked > 0);
    assert_non_null(strstr(crossroads_message(r), "domain error"));
    assert_non_null(strstr(crossroads_message(r), "report"));
    assert_int_not_equal(crossroads_outcome(r, 0, &share), CROSSROADS_OK);
    crossroads_result_free(r);
    o.progress = NULL; /* and it is told once */
    assert_int_equal(crossroads_run(s, &o, &r), CROSSROADS_OK);
    crossroads_result_free(r);
    crossroads_scenario_free(s);
}

static void *begin(void *context, struct cr_arena *arena)
{
    (void)arena;
    return context;
}

static int work(void *context, void *local, struct cr_arena *arena, uint64_t item)
{
    (void)context, (void)local, (void)arena;
    return item == 0 || isnan(cr_lgamma(-1));
}

static void complaints_in_other_threads_come_home(void **state)
{
    (void)state;
    struct cr_arena *arena = cr_arena_new();
    struct cr_team *team = cr_team_new(arena, 8);
    struct cr_parallel job = {.end = 2000, .begin = begin, .work = work};
    struct cr_trouble trouble;
    uint64_t finished;
    assert_int_equal(cr_team_run(team, &job, &finished), CR_OK);
    assert_true(cr_trouble_take(&trouble));
    assert_false(cr_trouble_take(&trouble));
    cr_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scenario_is_loaded_run_solved_and_written),
        cmocka_unit_test(a_faulty_scenario_holds_its_problems),
        cmocka_unit_test(calls_that_make_no_sense_are_refused_in_words),
        cmocka_unit_test(a_missing_file_is_told_of),
        cmocka_unit_test(a_complaint_of_gsl_is_a_report_and_no_number),
        cmocka_unit_test(complaints_in_other_threads_come_home),
        cmocka_unit_test(shortage_anywhere_is_a_status_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
