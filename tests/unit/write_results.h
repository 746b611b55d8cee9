/* For the tests of the writers: a scenario whose texts try to break every target, hand-made
 * results, and a strict reader of JSON. */
#ifndef CR_TESTS_WRITE_RESULTS_H
#define CR_TESTS_WRITE_RESULTS_H

#include "support.h"

#include "write/write.h"

#include <math.h>

static const char hostile[] =
    "crossroads: 1\n"
    "title: replaced below\n"
    "start: first\n"
    "stages: {early: Early, late: \"Late, or later\"}\n"
    "actors: {ann: {label: \"=cmd()\", payoff: x}, bob: Bob}\n"
    "state: {x: {start: 40 to 60, between: [0, 100], label: \"X, the \\\"first\\\"\"}, y: 5}\n"
    "measures: {sum: {value: x + y, label: \"+sum\"}}\n"
    "nodes:\n"
    "  first:\n"
    "    stage: early\n"
    "    ask: \"What `id` first?\"\n"
    "    chance:\n"
    "      go on: {weight: 20% to 40%, change: {x: +5}, then: second}\n"
    "      \"yes\": {weight: rest, then: won}\n"
    "  second:\n"
    "    stage: late\n"
    "    ask: A question that is much longer than what would fit in a terminal of only forty "
    "columns, is it not?\n"
    "    decision: ann\n"
    "    options:\n"
    "      left: {then: won}\n"
    "      right: {when: x > 10, change: {y: -3}, then: lost}\n"
    "outcomes:\n"
    "  won: {label: \"-won, \\\"really\\\"\", tags: [good]}\n"
    "  lost: {label: \"日本語のとても長いラベルは端末で倍の幅を取る\", payoff: {ann: 3}}\n";

/* ------------------------------------------------------------------ results */

struct world {
    struct support s;
    struct cr_view view;
    struct cr_run_result run;
    struct cr_solve_result solve;
};

static struct cr_share share(double p)
{
    return (struct cr_share){.share = p,
        .low = p - 0.02,
        .high = p + 0.03,
        .se = 0.001,
        .q05 = p - 0.1,
        .q25 = p - 0.05,
        .q50 = p,
        .q75 = p + 0.05,
        .q95 = p + 0.1,
        .count = NAN};
}

static struct cr_quantity quantity(double mean)
{
    return (struct cr_quantity){.n = 1000,
        .mean = mean,
        .se = 0.1,
        .low = mean - 0.2,
        .high = mean + 0.25,
        .sd = 2,
        .q05 = mean - 3,
        .q25 = mean - 1,
        .q50 = mean,
        .q75 = mean + 1,
        .q95 = mean + 3,
        .world_q05 = NAN,
        .world_q95 = NAN};
}

static void make_nodes(struct world *w, struct cr_node_result **nodes)
{
    *nodes = CR_NEW(w->s.arena, struct cr_node_result, 2);
    for (int i = 0; i < 2; i++)
        (*nodes)[i].shares = CR_NEW(w->s.arena, double, 2);
    (*nodes)[0] = (struct cr_node_result){1, (*nodes)[0].shares, 0, 0};
    (*nodes)[1] = (struct cr_node_result){0.3, (*nodes)[1].shares, 0, 0};
    (*nodes)[0].shares[0] = 0.3;
    (*nodes)[0].shares[1] = 0.7;
    (*nodes)[1].shares[0] = 0.25;
    (*nodes)[1].shares[1] = 0.75;
}

static void make_run(struct world *w)
{
    struct cr_arena *arena = w->s.arena;
    struct cr_run_result *r = &w->run;
    *r = (struct cr_run_result){.luck.seed = 18446744073709551615u,
        .runs = 1000,
        .worlds = 100,
        .engine = CR_ENGINE_WALK,
        .complete = true,
        .effective = NAN,
        .evidence_probability = NAN};
    r->outcomes = CR_NEW(arena, struct cr_share, 2);
    r->outcomes[0] = share(0.775);
    r->outcomes[1] = share(0.225);
    r->tags = CR_NEW(arena, struct cr_share, 1);
    r->tags[0] = share(0.775);
    r->payoffs = CR_NEW(arena, struct cr_quantity, 2);
    r->payoffs[0] = quantity(1.0 / 3);
    r->certainty = CR_NEW(arena, double, 2);
    r->certainty[0] = r->certainty[1] = NAN;
    r->measures = CR_NEW(arena, struct cr_quantity, 3);
    r->stages = CR_NEW(arena, struct cr_quantity, 4);
    for (int i = 0; i < 3; i++)
        r->measures[i] = quantity(50 + i);
    for (int i = 0; i < 4; i++)
        r->stages[i] = quantity(40 + i);
    r->stages[3] = (struct cr_quantity){
        .mean = NAN, .sd = NAN, .q05 = NAN, .q25 = NAN, .q50 = NAN, .q75 = NAN, .q95 = NAN};
    make_nodes(w, &r->nodes);
}

static void make_solve(struct world *w)
{
    static double values[2][2] = {{12, NAN}, {10.5, NAN}};
    static int node[] = {0}, branch[] = {0}, ties[] = {0};
    struct cr_arena *arena = w->s.arena;
    struct cr_solve_result *r = &w->solve;
    *r = (struct cr_solve_result){
        .luck.seed = 1, .engine = CR_ENGINE_EXACT, .evidence_probability = NAN, .positions = 3};
    r->value = CR_NEW(arena, double, 2);
    r->certainty = CR_NEW(arena, double, 2);
    r->value[0] = 12;
    r->value[1] = r->certainty[0] = r->certainty[1] = NAN;
    r->outcomes = CR_NEW(arena, double, 2);
    r->outcomes[0] = 1;
    r->tags = CR_NEW(arena, double, 1);
    r->tags[0] = 1;
    r->measures = w->run.measures;
    r->payoffs = w->run.payoffs;
    r->nodes = w->run.nodes;
    r->policy = CR_NEW(arena, struct cr_decision_result, 1);
    r->n_policy = 1;
    r->policy[0] = (struct cr_decision_result){.node = 1,
        .actor = 0,
        .reach = 0.3,
        .path_nodes = node,
        .path_branches = branch,
        .n_path = 1,
        .n_paths = 1,
        .choice = 0,
        .ties = ties,
        .n_ties = 1,
        .n_options = 2};
    r->policy[0].options = CR_NEW(arena, struct cr_option_result, 2);
    for (int i = 0; i < 2; i++)
        r->policy[0].options[i] = (struct cr_option_result){.option = i,
            .value = values[i],
            .from_here = values[i],
            .utility = values[i][0],
            .best_share = NAN,
            .q05 = NAN,
            .q50 = NAN,
            .q95 = NAN,
            .probability = i == 0};
}

static void make(struct world *w, const char *text)
{
    memset(w, 0, sizeof *w);
    assert_true(support_text(&w->s, "hostile.yaml", text));
    w->view = (struct cr_view){.arena = w->s.arena,
        .scenario = w->s.scenario,
        .version = "0.1.0",
        .command = "crossroads run 'a b.yaml' --seed 1",
        .name = "hostile",
        .style = {.width = 80}};
    /* The reader refuses control characters; writers do not rely on that. */
    w->s.scenario->title =
        "Tab\there `date` $(date) \x1b[31mred 'q' \"d\" | <b> %s \xe2\x80\xae end";
    make_run(w);
    make_solve(w);
}

/* ------------------------------------------------------------------ a strict reader of JSON */

static const char *blank(const char *s)
{
    return s + strspn(s, " \n\r\t");
}

static const char *json(const char *s);

static const char *json_text(const char *s)
{
    for (s++; *s != '"'; s++) {
        assert_true((unsigned char)*s >= 0x20);
        if (*s == '\\') {
            s++;
            assert_non_null(strchr("\"\\/bfnrtu", *s));
            for (int i = 0; *s == 'u' && i < 4; i++)
                assert_non_null(strchr("0123456789abcdefABCDEF", s[i + 1]));
        }
    }
    return s + 1;
}

static const char *json_members(const char *s, char close)
{
    for (s = blank(s + 1); *s != close;) {
        if (close == '}') {
            assert_int_equal(*s, '"');
            s = blank(json_text(s));
            assert_int_equal(*s, ':');
            s = blank(s + 1);
        }
        s = blank(json(s));
        if (*s == ',') {
            s = blank(s + 1);
            assert_int_not_equal(*s, close);
        } else {
            assert_int_equal(*s, close);
        }
    }
    return s + 1;
}

static const char *json(const char *s)
{
    static const char *const words[] = {"null", "true", "false"};
    if (*s == '{' || *s == '[')
        return json_members(s, *s == '{' ? '}' : ']');
    if (*s == '"')
        return json_text(s);
    for (size_t i = 0; i < 3; i++)
        if (!strncmp(s, words[i], strlen(words[i])))
            return s + strlen(words[i]);
    size_t n = strspn(s, "+-.0123456789eE");
    assert_true(n > 0);
    return s + n;
}

static void is_json(const char *text)
{
    assert_int_equal(*text, '{');
    assert_int_equal(*blank(json(text)), 0);
}

#endif
