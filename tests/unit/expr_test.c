/* Expressions: values, faults and their places from tests/data/expr, then properties on random
 * trees and limits. */
#include "expr/expr.h"

#include "near.h"
#include "unit/expr_random.h"
#include "unit/expr_reference.h"
#include "unit/expr_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/num.h"
#include "base/seam.h"

/* ---- the triples of tests/data/expr ---- */

/* "palace.full_scale" names the branch 'full scale'. */
static char *branch_name(struct world *w, const char *key)
{
    char *name = cr_arena_strdup(w->arena, key), *c = strchr(name, '.');
    for (; *c; c++)
        if (*c == '_')
            *c = ' ';
    return name;
}

static void read_setting(struct world *w, char *word)
{
    char *value = strchr(word, '=');
    double x = 0;
    if (!value)
        return; /* "-" */
    *value++ = '\0';
    if (!strcmp(word, "in")) {
        w->place = value;
        return;
    }
    assert_int_equal(cr_num_read(value, strlen(value), &x), CR_NUM_OK);
    if (!strcmp(word, "stage")) {
        w->stage = x;
    } else if (!strncmp(word, "state:", 6)) {
        add(&w->state, word + 6, x);
        add(&w->all, word + 6, x);
    } else if (!strncmp(word, "took:", 5)) {
        char *name = branch_name(w, word + 5);
        add(&w->took, name, x);
        add(&w->nodes, cr_arena_strndup(w->arena, name, strcspn(name, ".")), 0);
    } else if (!strncmp(word, "visits:", 7)) {
        add(&w->visits, word + 7, x);
        add(&w->nodes, word + 7, 0);
    } else {
        add(&w->parameters, word, x);
        add(&w->all, word, x);
    }
}

/* For rows about syntax: a, b and c exist. */
static void read_settings(struct world *w, char *line)
{
    static const char *const usual[] = {"a", "b", "c"};
    char *rest = NULL;
    for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        read_setting(w, word);
    for (int i = 0; i < 3 && !w->all.n; i++)
        if (find_name(w, usual[i], &(enum cr_name_kind){0}, &(int){0}) == 0)
            add(&w->parameters, usual[i], 1);
}

static int wrong(const char *file, int line, const char *text, const char *what, const char *got)
{
    printf("%s:%d: %s: %s: %s\n", file, line, text, what, got);
    return 1;
}

/* The tree must be worth the third line before and after folding, and after printing and parsing.
 */
static int check_value(
    struct world *w, const char *file, int line, const char *text, const char *want)
{
    double expected, x;
    struct cr_expr_fault fault;
    struct cr_expr_env env = env_of(w);
    struct cr_expr *e = parse(w, text);
    if (!e || !resolve(w, e))
        return wrong(file, line, text, "refused", w->diags.problems.at[0].message);
    assert_int_equal(cr_num_read(want, strlen(want), &expected), CR_NUM_OK);
    for (int round = 0; round < 3; round++) {
        if (cr_expr_eval(e, &env, &x, &fault) != CR_OK)
            return wrong(file, line, text, "not evaluated", fault.text);
        if (!(fabs(x - expected) <= 1e-14 * fmax(1e-300, fabs(expected))))
            return wrong(file, line, text, "another value", cr_arena_printf(w->arena, "%.17g", x));
        if (round == 0) {
            e = parse(w, print(w, e));
            if (!e || !resolve(w, e))
                return wrong(file, line, text, "printed", w->diags.problems.at[0].message);
        } else if (round == 1) {
            e = cr_expr_fold(w->arena, e, &w->diags);
            assert_non_null(e);
        }
    }
    return 0;
}

static int check_refused(
    struct world *w, const char *file, int line, const char *text, const char *want)
{
    enum { BASE = 1000 };
    struct cr_expr *e = parse_at(w, text, BASE);
    if (e && resolve(w, e))
        e = cr_expr_fold(w->arena, e, &w->diags);
    if (w->diags.n_errors != 1)
        return wrong(
            file, line, text, "errors", cr_arena_printf(w->arena, "%zu", w->diags.n_errors));
    const struct cr_problem *p = &w->diags.problems.at[0];
    const char *got = cr_arena_printf(w->arena, "%s %d-%d %s | %s", cr_codes[p->code].id,
        (int)p->place.at - BASE, (int)p->place.end - BASE, p->message, p->hint ? p->hint : "");
    size_t head = strcspn(want, " ");
    head += 1 + strcspn(want + head + 1, " ");
    if (strncmp(want, got, head + 1) != 0 || !strstr(got + head, want + head + 1))
        return wrong(file, line, text, "got", got);
    return 0;
}

static int check_fault(
    struct world *w, const char *file, int line, const char *text, const char *want)
{
    double x;
    struct cr_expr_fault fault;
    struct cr_expr_env env = env_of(w);
    struct cr_expr *e = parse(w, text);
    if (!e || !resolve(w, e))
        return wrong(file, line, text, "refused", w->diags.problems.at[0].message);
    e = cr_expr_fold(w->arena, e, &w->diags);
    assert_non_null(e);
    if (cr_expr_eval(e, &env, &x, &fault) == CR_OK)
        return wrong(file, line, text, "no fault", cr_arena_printf(w->arena, "%.17g", x));
    const char *got =
        cr_arena_printf(w->arena, "%u-%u %s", fault.place.at, fault.place.end, fault.text);
    return strcmp(got, want) ? wrong(file, line, text, "got", got) : 0;
}

static FILE *open_data(const char *name)
{
    char path[1024];
    int n = (int)(strlen(__FILE__) - strlen("unit/expr_test.c"));
    (void)snprintf(path, sizeof path, "%.*sdata/expr/%s", n, __FILE__, name);
    FILE *file = fopen(path, "r");
    if (!file)
        printf("cannot open %s\n", path);
    assert_non_null(file);
    return file;
}

typedef int check_fn(
    struct world *w, const char *file, int line, const char *text, const char *want);

static void run_triples(const char *name, check_fn *check)
{
    char lines[3][512];
    int n = 0, number = 0, faults = 0, cases = 0;
    FILE *file = open_data(name);
    while (fgets(lines[n], sizeof lines[n], file)) {
        number++;
        lines[n][strcspn(lines[n], "\n")] = '\0';
        if (n == 0 && (!lines[0][0] || lines[0][0] == '#'))
            continue;
        if (++n < 3)
            continue;
        struct world w;
        world_open(&w);
        read_settings(&w, lines[1]);
        faults += check(&w, name, number - 2, lines[0], lines[2]);
        cr_arena_free(w.arena);
        n = 0;
        cases++;
    }
    (void)fclose(file);
    assert_int_equal(n, 0);
    assert_true(cases > 10);
    assert_int_equal(faults, 0);
}

static void every_value_of_the_table_is_right(void **state)
{
    (void)state;
    run_triples("values.txt", check_value);
}

static void every_fault_in_a_text_has_its_sentence_and_place(void **state)
{
    (void)state;
    run_triples("refused.txt", check_refused);
}

static void every_fault_of_one_case_has_its_values_and_place(void **state)
{
    (void)state;
    run_triples("faults.txt", check_fault);
}

/* ---- properties on random trees ---- */

static void what_is_printed_parses_to_the_same_tree(void **state)
{
    (void)state;
    dice_state = 20220120;
    for (int i = 0; i < 20000; i++) {
        struct world w;
        world_open(&w);
        struct cr_expr *e = random_tree(w.arena, 1 + (int)dice(7), 1);
        const char *text = print(&w, e);
        struct cr_expr *again = parse(&w, text);
        if (!again || !same(e, again) || strcmp(text, print(&w, again)) != 0) {
            printf("%s\n%s\n", text, again ? print(&w, again) : w.diags.problems.at[0].message);
            fail();
        }
        cr_arena_free(w.arena);
    }
}

/* Whether taking away any one pair of parentheses gives another tree (a call's own pair is not
 * one). */
static void no_pair_of_parentheses_is_too_many(void **state)
{
    (void)state;
    dice_state = 5;
    for (int i = 0; i < 2000; i++) {
        struct world w;
        world_open(&w);
        struct cr_expr *e = random_tree(w.arena, 4, 0);
        const char *text = print(&w, e);
        for (size_t open = 0; text[open]; open++) {
            if (text[open] != '(' || (open && text[open - 1] >= 'a' && text[open - 1] <= 'z') ||
                (open && text[open - 1] == '0'))
                continue;
            char *less = cr_arena_strdup(w.arena, text);
            size_t close = open;
            int level = 0;
            do
                level += (text[close] == '(') - (text[close] == ')');
            while (text[close++] != ')' || level);
            less[open] = less[close - 1] = ' ';
            struct cr_expr *other = parse(&w, less);
            if (other && same(e, other))
                printf("%s\n%s\n", text, less);
            assert_false(other && same(e, other));
        }
        cr_arena_free(w.arena);
    }
}

static void two_evaluators_agree_before_and_after_folding(void **state)
{
    (void)state;
    dice_state = 1991;
    int defined = 0;
    for (int i = 0; i < 40000; i++) {
        struct world w;
        world_open(&w);
        for (int k = 0; k < 4; k++)
            add(&w.parameters, dice_names[k], dice_worth[k]);
        const char *text = print(&w, random_tree(w.arena, 1 + (int)dice(5), 0));
        struct reference reference = {text, worth};
        double want = reference_or(&reference), x = 0, folded = 0;
        struct cr_expr *e = parse(&w, text);
        struct cr_expr_env env = env_of(&w);
        struct cr_expr_fault fault;
        assert_true(e && resolve(&w, e));
        bool ok = cr_expr_eval(e, &env, &x, &fault) == CR_OK;
        if (ok == isnan(want) || (ok && !(fabs(x - want) <= 1e-11 * fmax(1, fabs(want)))))
            printf("%s\n is %.17g or %s, not %.17g\n", text, x, fault.text, want);
        assert_int_equal(ok, !isnan(want));
        assert_true(!ok || fabs(x - want) <= 1e-11 * fmax(1, fabs(want)));
        assert_true(ok || (fault.text[0] && fault.place.end > fault.place.at));
        e = cr_expr_fold(w.arena, e, &w.diags);
        assert_int_equal(e == NULL, w.diags.n_errors > 0);
        if (e) {
            assert_int_equal(cr_expr_eval(e, &env, &folded, &fault) == CR_OK, ok);
            assert_true(!ok || memcmp(&x, &folded, sizeof x) == 0);
        }
        defined += ok;
        cr_arena_free(w.arena);
    }
    assert_true(defined > 10000);
}

static void any_text_gives_a_tree_or_a_fault(void **state)
{
    static const char *const bits[] = {"x", "1", ".5", "40%", "(", ")", ",", "+", "-", "^", "<",
        "==", "=", "and", "or", "not", "min", "if(", "took(", "'a.b'", "\"", "visits(", "&&",
        "\xC3\x97", "\xFF", "\x01", "rest", "a.b", "1e", "%", "normal(", " ", "5kg", "stage", "!",
        "?", "1,000"};
    (void)state;
    dice_state = 7;
    for (int i = 0; i < 50000; i++) {
        struct world w;
        char text[128] = "";
        world_open(&w);
        for (uint32_t k = dice(12), n = 0; k > 0 && n < 100; k--, n = (uint32_t)strlen(text))
            (void)snprintf(text + n, sizeof text - n, "%s%s",
                bits[dice(sizeof bits / sizeof bits[0])], dice(2) ? " " : "");
        struct cr_expr *e = parse(&w, text);
        assert_int_equal(w.diags.n_errors == 0, e != NULL);
        if (e)
            assert_true(same(e, parse(&w, print(&w, e))));
        else
            assert_true(w.diags.problems.at[0].place.end <= strlen(text));
        cr_arena_free(w.arena);
    }
}

/* ---- single operators ---- */

static void operators_pass_on_what_is_undefined_unless_it_is_not_needed(void **state)
{
    const double nan = (double)NAN;
    (void)state;
    for (int op = CR_OP_NOT; op < CR_N_OPS; op++)
        for (int i = 0; i < 3; i++) {
            double args[3] = {0.25, 0.5, 0.75};
            int n = cr_ops[op].arity < 0 ? 3 : cr_ops[op].arity;
            if (op == CR_OP_IF || i >= n)
                continue;
            assert_false(isnan(cr_op_apply((enum cr_op)op, args, n)));
            args[i] = nan;
            assert_true(isnan(cr_op_apply((enum cr_op)op, args, n)));
        }
    assert_true(isnan(cr_op_apply(CR_OP_POW, (double[]){nan, 0}, 2)));
    assert_true(isnan(cr_op_apply(CR_OP_POW, (double[]){1, nan}, 2)));
    assert_true(cr_op_apply(CR_OP_AND, (double[]){0, nan}, 2) == 0);
    assert_true(isnan(cr_op_apply(CR_OP_AND, (double[]){1, nan}, 2)));
    assert_true(isnan(cr_op_apply(CR_OP_AND, (double[]){nan, 0}, 2)));
    assert_true(cr_op_apply(CR_OP_OR, (double[]){2, nan}, 2) == 1);
    assert_true(isnan(cr_op_apply(CR_OP_OR, (double[]){0, nan}, 2)));
    assert_true(isnan(cr_op_apply(CR_OP_OR, (double[]){nan, 1}, 2)));
    assert_true(cr_op_apply(CR_OP_IF, (double[]){1, 5, nan}, 3) == 5);
    assert_true(cr_op_apply(CR_OP_IF, (double[]){0, nan, 6}, 3) == 6);
    assert_true(isnan(cr_op_apply(CR_OP_IF, (double[]){1, nan, 6}, 3)));
    assert_true(isnan(cr_op_apply(CR_OP_IF, (double[]){nan, 5, 6}, 3)));
    assert_true(isnan(cr_op_apply(CR_OP_MUL, (double[]){1e300, 1e300}, 2)));
    assert_true(isnan(cr_op_apply(CR_OP_CLAMP, (double[]){1, 3, 2}, 3)));
}

static void a_text_that_is_not_direct_is_pointed_at_as_a_whole(void **state)
{
    struct world w;
    struct cr_expr_text text = {"x + * 2", 7, {30, 50}, 0};
    (void)state;
    world_open(&w);
    assert_null(cr_expr_parse(w.arena, &text, &w.diags));
    assert_int_equal(w.diags.problems.at[0].place.at, 30);
    assert_int_equal(w.diags.problems.at[0].place.end, 50);
    cr_arena_free(w.arena);
}

static void an_empty_text_is_refused(void **state)
{
    static const char *const texts[] = {"", " ", "\n\t"};
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct world w;
        world_open(&w);
        assert_null(parse(&w, texts[i]));
        assert_int_equal(w.diags.n_errors, 1);
        assert_string_equal(cr_codes[w.diags.problems.at[0].code].id, "E050");
        cr_arena_free(w.arena);
    }
}

static void all_unknown_names_are_reported_at_once(void **state)
{
    struct world w;
    (void)state;
    world_open(&w);
    add(&w.parameters, "grip", 1);
    struct cr_expr *e = parse(&w, "1/grib + min(u, 2)^v - grip");
    assert_non_null(e);
    assert_int_equal(resolve(&w, e), 0);
    assert_int_equal(w.diags.n_errors, 3);
    cr_arena_free(w.arena);
}

static void payoff_is_known_in_a_utility(void **state)
{
    struct world w;
    double x;
    (void)state;
    world_open(&w);
    w.place = "utility";
    struct cr_expr *e = parse(&w, "log(payoff + 1)");
    assert_true(e && resolve(&w, e));
    struct cr_expr_env env = {.payoff = 0};
    assert_int_equal(cr_expr_eval(e, &env, &x, NULL), CR_OK);
    check_near(x, 0, 0);
    cr_arena_free(w.arena);
}

static void the_words_of_the_language_are_reserved(void **state)
{
    static const char *const words[] = {"rest", "to", "if", "and", "or", "not", "stage", "payoff",
        "from", "per", "likely", "unlikely", "took", "visits", "min", "logit", "clamp", "inf"};
    static const char *const names[] = {"x", "grip", "normal", "minimum", "", "+x", "Likely"};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_true(cr_expr_reserved(words[i]));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_false(cr_expr_reserved(names[i]));
}

static void count_visit(void *context, const struct cr_expr *e)
{
    struct cr_buf *buf = context;
    cr_buf_str(buf, e->op == CR_OP_NAME ? e->name : cr_ops[e->op].text);
    cr_buf_char(buf, ' ');
}

static void each_subtree_is_met_parents_first_and_in_order(void **state)
{
    struct world w;
    struct cr_buf seen;
    (void)state;
    world_open(&w);
    cr_buf_init(&seen, w.arena);
    cr_expr_each(parse(&w, "x + y * max(a, b) - not_ / stage^c"), count_visit, &seen);
    assert_string_equal(seen.s, "- + x * y max a b / not_ ^ stage c ");
    cr_arena_free(w.arena);
}

static const char *repeat(struct world *w, const char *before, const char *part, size_t times,
    const char *middle, const char *after)
{
    struct cr_buf text;
    cr_buf_init(&text, w->arena);
    cr_buf_str(&text, before);
    cr_buf_repeat(&text, part, times);
    cr_buf_str(&text, middle);
    if (after)
        cr_buf_repeat(&text, after, times);
    return text.s;
}

static enum cr_status use_all(struct cr_arena *work, struct cr_arena *no_arena, void *unused)
{
    struct world w;
    (void)no_arena;
    (void)unused;
    memset(&w, 0, sizeof w);
    w.arena = work;
    cr_diags_init(&w.diags, w.arena, NULL);
    struct cr_expr *e = parse(&w, repeat(&w, "1", " + max(2, 3, x)", 3000, "", NULL));
    bool done = e && !resolve(&w, e) && cr_expr_fold(w.arena, e, &w.diags) && *print(&w, e);
    return done ? CR_OK : CR_INPUT;
}

static void when_memory_is_short_it_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    int64_t live = cr_seam_live();
    enum cr_status status = CR_MEMORY;
    for (uint64_t k = 1; status != CR_OK; k++) {
        cr_seam_fail('a', k, 1);
        status = cr_with_work(NULL, use_all, NULL);
        cr_seam_fail('a', 0, 0);
        assert_true(status == CR_OK || status == CR_MEMORY);
        assert_true(k < 1000);
    }
    assert_int_equal(cr_seam_live(), live);
}

/* ---- limits, on a small stack ---- */

#if defined(__SANITIZE_ADDRESS__)
#define SMALL_STACK (4096 * 1024) /* the sanitizer's frames are many times larger */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SMALL_STACK (4096 * 1024)
#endif
#endif
#ifndef SMALL_STACK
#define SMALL_STACK (256 * 1024)
#endif

static int refused_for_depth(struct world *w, const char *text)
{
    cr_diags_init(&w->diags, w->arena, NULL); /* which drops a problem that it has already */
    if (parse(w, text))
        return 0;
    return w->diags.n_errors == 1 && w->diags.problems.at[0].code == CR_E_EXPR_DEPTH;
}

static void nothing_at_all(void *context, const struct cr_expr *e)
{
    (void)e;
    ++*(size_t *)context;
}

/* Parses, resolves, prints, folds and evaluates; whether the value is right. */
static int whole_way(struct world *w, const char *text, double want)
{
    double x = 0;
    size_t n = 0;
    struct cr_expr_fault fault;
    struct cr_expr_env env = env_of(w);
    struct cr_expr *e = parse(w, text);
    if (!e || !resolve(w, e))
        return 0;
    cr_expr_each(e, nothing_at_all, &n);
    if (!parse(w, print(w, e)) || cr_expr_eval(e, &env, &x, &fault) != CR_OK || x != want)
        return 0;
    e = cr_expr_fold(w->arena, e, &w->diags);
    return e && cr_expr_eval(e, &env, &x, &fault) == CR_OK && x == want;
}

static int limits_hold(struct world *w)
{
    static const char *const parts[][3] = {{"(", "1", ")"}, {"-", "1", ""}, {"not ", "1", ""},
        {"2^", "1", ""}, {"+", "1", ""}, {"min(2,", "1", ")"}, {"if(1,", "1", ",2)"},
        {"1+(", "1", ")"}, {"1*2^-(", "1", ")"}, {"x or y and not x < 1 + 2 * 3 ^ (", "1", ")"}};
    int good = 1;
#define CHECK(what) good &= (what) || !printf("%d: %s\n", __LINE__, #what)
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        CHECK(refused_for_depth(w, repeat(w, "", parts[i][0], 256, parts[i][1], parts[i][2])));
        CHECK(refused_for_depth(w, repeat(w, "", parts[i][0], 100000, parts[i][1], NULL)));
        if (i < 7)
            CHECK(parse(w, repeat(w, "", parts[i][0], 255, parts[i][1], parts[i][2])) != NULL);
    }
    add(&w->parameters, "x", 1);
    CHECK(whole_way(w, repeat(w, "x", " + x", 9999, "", NULL), 10000));
    CHECK(whole_way(w, repeat(w, "1", " - 1", 9999, "", NULL), -9998));
    CHECK(whole_way(w, repeat(w, "x", " and x", 9999, "", NULL), 1));
    CHECK(whole_way(
        w, repeat(w, "", "(", 254, "x", "+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x)"), 5081));
    CHECK(whole_way(w, repeat(w, "", "x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+(", 127, "x", ")"), 2160));
    CHECK(whole_way(w, repeat(w, "", "max(x,", 250, "x", ")"), 1));
    CHECK(whole_way(w, repeat(w, "", "if(if(x,x,x),x,", 120, "x", ")"), 1));
    CHECK(whole_way(w, repeat(w, "", "if(", 250, "x", ", x, x)"), 1));
    CHECK(refused_for_depth(w, repeat(w, "x", " + x", 10000, "", NULL)));
    CHECK(refused_for_depth(w, repeat(w, "x", "+1", 1000000, "", NULL)));
    CHECK(whole_way(w, repeat(w, "min(x", ",1", 900000, ")", NULL), 1));
    CHECK(refused_for_depth(w, repeat(w, "min(x", ",1", 1100000, ")", NULL)));
#undef CHECK
    return good;
}

static void limits_are_refused_with_a_sentence_even_on_a_small_stack(void **state)
{
    int status = 0;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {SMALL_STACK, SMALL_STACK};
        struct world w;
        memset(&w, 0, sizeof w);
        w.arena = cr_arena_new();
        if (setrlimit(RLIMIT_STACK, &limit) || !w.arena)
            _exit(2);
        cr_diags_init(&w.diags, w.arena, NULL);
        int good = limits_hold(&w);
        cr_arena_free(w.arena);
        (void)fflush(stdout);
        _exit(good ? 0 : 1);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_of_the_table_is_right),
        cmocka_unit_test(every_fault_in_a_text_has_its_sentence_and_place),
        cmocka_unit_test(every_fault_of_one_case_has_its_values_and_place),
        cmocka_unit_test(what_is_printed_parses_to_the_same_tree),
        cmocka_unit_test(no_pair_of_parentheses_is_too_many),
        cmocka_unit_test(two_evaluators_agree_before_and_after_folding),
        cmocka_unit_test(any_text_gives_a_tree_or_a_fault),
        cmocka_unit_test(operators_pass_on_what_is_undefined_unless_it_is_not_needed),
        cmocka_unit_test(a_text_that_is_not_direct_is_pointed_at_as_a_whole),
        cmocka_unit_test(an_empty_text_is_refused),
        cmocka_unit_test(all_unknown_names_are_reported_at_once),
        cmocka_unit_test(payoff_is_known_in_a_utility),
        cmocka_unit_test(the_words_of_the_language_are_reserved),
        cmocka_unit_test(each_subtree_is_met_parents_first_and_in_order),
        cmocka_unit_test(when_memory_is_short_it_is_told_and_nothing_leaks),
        cmocka_unit_test(limits_are_refused_with_a_sentence_even_on_a_small_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
