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

static void wrong_arguments_are_refused_in_words(void **state)
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

/* Whoever has nothing, or asks for what is not there, gets nothing, and no crash. */
static void nothing_is_asked_of_nothing(void **state)
{
    (void)state;
    struct crossroads_scenario *s = load(text);
    struct crossroads_options o = small();
    struct crossroads_result *r;
    struct crossroads_share share;
    struct crossroads_payoff payoff;
    const char *bytes;
    size_t n;
    assert_int_equal(crossroads_outcome_count(NULL), 0);
    assert_int_equal(crossroads_payoff_count(NULL), 0);
    assert_int_equal(crossroads_outcome(NULL, 0, &share), CROSSROADS_USAGE);
    assert_int_equal(crossroads_payoff(NULL, 0, &payoff), CROSSROADS_USAGE);
    assert_int_equal(crossroads_write(NULL, "json", NULL, &bytes, &n), CROSSROADS_USAGE);
    assert_string_equal(crossroads_message(NULL), "");
    assert_int_equal(crossroads_run(s, &o, &r), CROSSROADS_OK);
    assert_int_equal(crossroads_payoff_count(r), 1);
    assert_int_equal(crossroads_payoff(r, 1, &payoff), CROSSROADS_USAGE);
    assert_int_equal(crossroads_payoff(r, 0, NULL), CROSSROADS_USAGE);
    assert_int_equal(crossroads_outcome(r, 0, NULL), CROSSROADS_USAGE);
    assert_int_equal(crossroads_payoff(r, 0, &payoff), CROSSROADS_OK);
    assert_string_equal(payoff.actor, "guest");
    assert_true(fabs(payoff.mean - 7) < 1e-12); /* he takes the right door: 5 + 2, in any world */
    assert_int_equal(crossroads_write(r, NULL, NULL, &bytes, &n), CROSSROADS_USAGE);
    assert_int_equal(crossroads_write(r, "json", NULL, NULL, &n), CROSSROADS_USAGE);
    assert_int_equal(crossroads_write(r, "json", NULL, &bytes, NULL), CROSSROADS_USAGE);
    assert_int_equal(crossroads_write(r, "jsonn", NULL, &bytes, &n), CROSSROADS_USAGE);
    crossroads_result_free(r);
    o.worlds = 0; /* at the base case */
    assert_int_equal(crossroads_solve(s, &o, &r), CROSSROADS_OK);
    assert_int_equal(crossroads_payoff(r, 0, &payoff), CROSSROADS_OK);
    assert_true(fabs(payoff.mean - 7) < 1e-12);
    assert_int_equal(crossroads_outcome(r, 1, &share), CROSSROADS_OK);
    assert_string_equal(share.id, "car");
    assert_true(fabs(share.share - 0.294) < 0.0005); /* the mean of 20% to 40% */
    crossroads_result_free(r);
    crossroads_result_free(NULL);
    crossroads_scenario_free(NULL);
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

/* ------------------------------------------------------------------ analyses */

static void writes(struct crossroads_result *r, const char *format, const char *words)
{
    const char *bytes;
    size_t n;
    assert_int_equal(crossroads_write(r, format, NULL, &bytes, &n), CROSSROADS_OK);
    assert_int_equal(strlen(bytes), n);
    if (!strstr(bytes, words))
        fail_msg("no '%s' in %s", words, bytes);
}

/* In every format, and then freed. */
static void writes_all(
    enum crossroads_status status, struct crossroads_result **result, const char *schema)
{
    struct crossroads_result *r = *result;
    static const char *const formats[] = {"text", "dat", "csv", "md", "md-data"};
    if (status != CROSSROADS_OK)
        fail_msg("%s: %s", schema, crossroads_message(r));
    assert_true(crossroads_has_numbers(r));
    writes(r, "json", schema);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        writes(r, formats[i], "");
    const char *bytes;
    size_t n;
    assert_int_equal(crossroads_write(r, "dot", NULL, &bytes, &n), CROSSROADS_USAGE);
    crossroads_result_free(r);
}

static void every_analysis_is_computed_and_written(void **state)
{
    (void)state;
    struct crossroads_scenario *s = load(text), *both[2] = {s, load(text)};
    struct crossroads_result *r;
    struct crossroads_options o = small();
    struct crossroads_seen seen;
    struct crossroads_compare_options how;
    static const char *const names[] = {"door.left"};
    crossroads_seen_init(&seen);
    seen.names = names;
    seen.n = 1;
    writes_all(crossroads_observe(s, &o, &seen, &r), &r, "crossroads.observe/1");
    assert_int_equal(crossroads_score(s, &o, &seen, &r), CROSSROADS_USAGE);
    writes_all(crossroads_paths(s, &o, 3, &r), &r, "crossroads.paths/1");
    crossroads_compare_options_init(&how);
    writes_all(crossroads_compare(both, 2, &o, &how, &r), &r, "crossroads.compare/1");
    how.sides = CROSSROADS_SIDES_CHOICES;
    assert_int_equal(crossroads_compare(both, 1, &o, &how, &r), CROSSROADS_USAGE);
    how.decision = "door";
    writes_all(crossroads_compare(both, 1, &o, &how, &r), &r, "crossroads.compare/1");
    writes_all(crossroads_diff(both[0], both[1], &o, &r), &r, "crossroads.diff/1");
    assert_int_equal(crossroads_diff(both[0], NULL, &o, &r), CROSSROADS_USAGE);
    assert_null(r);
    writes_all(crossroads_pool(both, 2, &o, CROSSROADS_POOL_LOG, &r), &r, "crossroads.pool/1");
    writes_all(crossroads_voi(s, NULL, NULL, &r), &r, "crossroads.solve/1");
    crossroads_scenario_free(both[1]);
    crossroads_scenario_free(s);
}

static void every_method_of_sensitivity_is_computed_and_written(void **state)
{
    (void)state;
    static const char two_inputs[] =
        "crossroads: 1\nstart: coin\nparameters: {a: 20% to 40%, b: 1 to 3}\n"
        "actors: {us: {payoff: gain}}\nstate: {gain: 0}\n"
        "nodes: {coin: {ask: \"Go?\", decision: us, options: {a: {then: luck}, b: {then: y}}},\n"
        "  luck: {ask: \"Luck?\", chance: {x: {weight: a, change: {gain: +b}, then: x},\n"
        "    y: {weight: rest, change: {gain: -0.5}, then: y}}}}\noutcomes: {x: X, y: Y}\n";
    struct crossroads_scenario *s = load(two_inputs);
    struct crossroads_result *r;
    struct crossroads_sensitivity_options ask;
    for (int method = CROSSROADS_METHOD_TORNADO; method <= CROSSROADS_METHOD_DISCOVERY; method++) {
        crossroads_sensitivity_options_init(&ask);
        ask.method = (enum crossroads_method)method;
        ask.worlds = method == CROSSROADS_METHOD_DISCOVERY ? 200 : 0;
        if (method == CROSSROADS_METHOD_TWOWAY)
            assert_int_equal(crossroads_sensitivity(s, NULL, &ask, &r), CROSSROADS_USAGE);
        ask.two = "a,b";
        writes_all(crossroads_sensitivity(s, NULL, &ask, &r), &r, "crossroads.sensitivity/1");
    }
    ask.target = "nothing_of_that_name";
    assert_int_equal(crossroads_sensitivity(s, NULL, &ask, &r), CROSSROADS_USAGE);
    assert_non_null(strstr(crossroads_message(r), "nothing_of_that_name"));
    crossroads_result_free(r);
    crossroads_scenario_free(s);
}

static void a_future_a_picture_and_the_graph_are_written(void **state)
{
    (void)state;
    struct crossroads_scenario *s = load(text);
    struct crossroads_result *run, *r;
    struct crossroads_options o = small();
    struct crossroads_picture picture;
    const char *data, *script;
    size_t n, n_script, drawn = 0;
    assert_int_equal(crossroads_replay(s, &o, 1ull << 53, &r), CROSSROADS_USAGE);
    assert_null(r);
    assert_int_equal(crossroads_replay(s, &o, 17, &r), CROSSROADS_OK);
    writes(r, "json", "crossroads.path/1");
    writes(r, "text", "17");
    crossroads_result_free(r);
    assert_int_equal(crossroads_run(s, &o, &run), CROSSROADS_OK);
    assert_int_equal(
        crossroads_write_scenario(s, run, NULL, NULL, "dot", NULL, &data, &n), CROSSROADS_OK);
    assert_non_null(strstr(data, "digraph"));
    assert_int_equal(
        crossroads_write_scenario(s, NULL, "prize", NULL, "text", NULL, &data, &n), CROSSROADS_OK);
    assert_non_null(strstr(data, "A prize?"));
    assert_int_equal(crossroads_write_scenario(s, run, "nowhere", NULL, "text", NULL, &data, &n),
        CROSSROADS_USAGE);
    for (size_t i = 0; crossroads_get_picture(i, &picture) == CROSSROADS_OK; i++) {
        if (crossroads_picture_lacks(s, picture.name))
            continue;
        assert_int_equal(
            crossroads_plot(s, &o, picture.name, NULL, i % 2 ? NULL : run, &r), CROSSROADS_OK);
        if (!crossroads_has_numbers(r)) { /* of one input */
            assert_string_equal(picture.name, "twoway");
            assert_string_equal(crossroads_message(r), "it needs two uncertain inputs");
        } else {
            assert_int_equal(
                crossroads_write_plot(r, NULL, &data, &n, &script, &n_script), CROSSROADS_OK);
            assert_int_equal(crossroads_origin_of(script, n_script), CROSSROADS_OURS);
            drawn++;
        }
        crossroads_result_free(r);
    }
    assert_true(drawn >= 4);
    crossroads_result_free(run);
    crossroads_scenario_free(s);
}

static void texts_without_an_owner_are_freed_by_the_caller(void **state)
{
    (void)state;
    struct crossroads_scenario *s = load(text);
    struct crossroads_generator g;
    char *bytes;
    size_t n;
    int64_t live = cr_seam_live();
    assert_int_equal(crossroads_explain("E003", NULL, &bytes, &n), CROSSROADS_OK);
    assert_non_null(strstr(bytes, "E003"));
    crossroads_free(bytes);
    assert_int_equal(crossroads_explain("E999", NULL, &bytes, &n), CROSSROADS_USAGE);
    assert_null(bytes);
    assert_int_equal(crossroads_schema(NULL, &bytes, &n), CROSSROADS_OK);
    assert_int_equal(crossroads_origin_of(bytes, n), CROSSROADS_OURS);
    crossroads_free(bytes);
    assert_int_equal(crossroads_write_check(&s, 1, "json", NULL, &bytes, &n), CROSSROADS_OK);
    assert_non_null(strstr(bytes, "\"ok\": true"));
    crossroads_free(bytes);
    assert_int_equal(cr_seam_live(), live);
    assert_int_equal(crossroads_origin_of("hello\n", 6), CROSSROADS_FOREIGN);
    assert_int_equal(crossroads_get_generator(0, &g), CROSSROADS_OK);
    assert_true(g.most > g.least);
    assert_true(isnan(crossroads_generator_speed("no such one")));
    assert_string_equal(crossroads_id(s, CROSSROADS_OUTCOME_IDS, 1), "car");
    assert_null(crossroads_id(s, CROSSROADS_OUTCOME_IDS, 2));
    crossroads_scenario_free(s);
}

/* A program that was compiled against a shorter or a longer structure. */
static void structures_of_other_versions_are_told_by_their_size(void **state)
{
    (void)state;
    struct crossroads_scenario *s = load(text);
    struct crossroads_result *r;
    struct crossroads_options o = small();
    struct crossroads_account account;
    o.size = offsetof(struct crossroads_options, worlds); /* knew seed and runs alone */
    o.worlds = 7;
    assert_int_equal(crossroads_run(s, &o, &r), CROSSROADS_OK);
    assert_int_equal(crossroads_get_account(r, &account), CROSSROADS_OK);
    assert_int_equal(account.worlds, 1000);
    assert_true(account.complete);
    crossroads_result_free(r);
    o.size = sizeof o + 8;
    assert_int_equal(crossroads_run(s, &o, &r), CROSSROADS_USAGE);
    assert_null(r);
    crossroads_scenario_free(s);
}

static void *begin(void *context, struct cr_arena *arena)
{
    (void)arena;
    return context;
}

static enum cr_status work(void *context, void *local, struct cr_arena *arena, uint64_t item)
{
    (void)context, (void)local, (void)arena;
    return item == 0 || isnan(cr_lgamma(-1)) ? CR_OK : CR_BUG;
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
    assert_true(cr_trouble_fetch(&trouble));
    assert_false(cr_trouble_fetch(&trouble));
    cr_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scenario_is_loaded_run_solved_and_written),
        cmocka_unit_test(a_faulty_scenario_holds_its_problems),
        cmocka_unit_test(wrong_arguments_are_refused_in_words),
        cmocka_unit_test(nothing_is_asked_of_nothing),
        cmocka_unit_test(a_missing_file_is_told_of),
        cmocka_unit_test(a_complaint_of_gsl_is_a_report_and_no_number),
        cmocka_unit_test(complaints_in_other_threads_come_home),
        cmocka_unit_test(every_analysis_is_computed_and_written),
        cmocka_unit_test(every_method_of_sensitivity_is_computed_and_written),
        cmocka_unit_test(a_future_a_picture_and_the_graph_are_written),
        cmocka_unit_test(texts_without_an_owner_are_freed_by_the_caller),
        cmocka_unit_test(structures_of_other_versions_are_told_by_their_size),
        cmocka_unit_test(shortage_anywhere_is_a_status_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
