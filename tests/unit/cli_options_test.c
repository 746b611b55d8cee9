/* The table of options: parsing, refusals, and the words back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "crossroads.h"

#include "cli/help.h"
#include "cli/help_man.h"

#include <string.h>

enum { MOST = 24 };

struct line {
    struct cr_arena *arena;
    struct cr_args args;
    int ok;
};

/* Reads words parted by blanks ('_' stands for a blank within a word). */
static struct line read_line(const char *text)
{
    struct line line = {.arena = cr_arena_new()};
    char *words[MOST];
    int n = 0;
    assert_non_null(line.arena);
    words[n++] = cr_arena_strdup(line.arena, "crossroads");
    for (const char *s = text; *s && n < MOST - 1;) {
        size_t length = strcspn(s, " ");
        words[n] = cr_arena_strndup(line.arena, s, length);
        for (char *c = words[n]; *c; c++)
            *c = *c == '_' ? ' ' : *c;
        n++;
        s += length + strspn(s + length, " ");
    }
    words[n] = NULL;
    line.ok = cr_args_read(&line.args, line.arena, n, words) == CR_OK;
    return line;
}

static void refuses(const char *text, const char *words)
{
    struct line line = read_line(text);
    if (line.ok || !strstr(line.args.error, words))
        fail_msg("'%s': %s", text, line.ok ? "accepted" : line.args.error);
    cr_arena_free(line.arena);
}

static void options_stand_before_or_behind_the_file(void **state)
{
    (void)state;
    static const char *const lines[] = {"run alliance --runs 500 -j4",
        "run --runs=500 alliance -j 4", "--runs 500 -j4 run alliance", "run -j4 -n500 -- alliance"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct line line = read_line(lines[i]);
        assert_true(line.ok);
        assert_string_equal(line.args.command->name, "run");
        assert_int_equal(line.args.operands.n, 1);
        assert_string_equal(line.args.operands.at[0], "alliance");
        assert_true(line.args.at[CR_O_RUNS].whole == 500);
        assert_true(line.args.at[CR_O_THREADS].whole == 4);
        cr_arena_free(line.arena);
    }
}

static void lists_keep_every_value_in_order(void **state)
{
    (void)state;
    struct line line = read_line("run f --set a=1 --lens x --set=b=2");
    assert_true(line.ok);
    assert_int_equal(line.args.at[CR_O_SET].list.n, 2);
    assert_string_equal(line.args.at[CR_O_SET].list.at[0], "a=1");
    assert_string_equal(line.args.at[CR_O_SET].list.at[1], "b=2");
    cr_arena_free(line.arena);
}

static void numbers_are_read_strictly(void **state)
{
    (void)state;
    struct line line = read_line("run f --runs 1e6");
    assert_true(line.ok && line.args.at[CR_O_RUNS].whole == 1000000);
    cr_arena_free(line.arena);
    line = read_line("run f --precision 0.1%");
    assert_true(line.ok && line.args.at[CR_O_PRECISION].number > 0.000999 &&
                line.args.at[CR_O_PRECISION].number < 0.001001);
    cr_arena_free(line.arena);
    refuses("run f --runs -1", "whole number");
    refuses("run f --runs 18446744073709551616", "whole number");
    refuses("run f --runs 1.5", "whole number");
    refuses("run f --runs=", "--runs");
    refuses("run f --runs 0x10", "--runs 0x10");
    refuses("run f --runs 1,000", "--runs 1,000");
    refuses("run f --precision nan", "--precision nan");
    refuses("run f --precision -0.1", "negative");
}

static void a_misspelt_word_gets_the_nearest_one(void **state)
{
    (void)state;
    refuses("rnu f", "did you mean 'run'");
    refuses("run f --seeed 3", "did you mean '--seed'");
    refuses("run f --sampling sobel", "did you mean 'sobol'");
    refuses("run f --zzzzzz", "unknown option '--zzzzzz'");
    refuses("run f -z", "unknown option '-z'");
}

static void a_call_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
    refuses("run f --runs", "needs a value");
    refuses("run f -n", "needs a value");
    refuses("run f --runs 1 --runs 2", "given twice");
    refuses("run f --quiet=yes", "takes no value");
    refuses("run", "needs FILE");
    refuses("run f g", "'g' is too many");
    refuses("check f --runs 3", "takes no option '--runs'");
    refuses("solve f --engine walk", "takes no option '--engine'");
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    struct line line = read_line("run -- -f");
    assert_true(line.ok);
    assert_string_equal(line.args.operands.at[0], "-f");
    cr_arena_free(line.arena);
    line = read_line("run -");
    assert_true(line.ok);
    assert_string_equal(line.args.operands.at[0], "-");
    cr_arena_free(line.arena);
}

static void the_command_again_is_quoted_and_has_its_seed(void **state)
{
    (void)state;
    struct line line = read_line("run my_file.yaml --set a.b_c=1 -j4 -o out --seed 7 --json");
    assert_true(line.ok);
    assert_string_equal(cr_args_again(&line.args, 7),
        "crossroads run 'my file.yaml' --set 'a.b c=1' --json --seed 7");
    cr_arena_free(line.arena);
    line = read_line("run -- -f");
    assert_string_equal(cr_args_again(&line.args, 1), "crossroads run ./-f --seed 1");
    cr_arena_free(line.arena);
}

static void help_is_asked_for_in_three_ways(void **state)
{
    (void)state;
    static const char *const lines[] = {"run --help", "help run", "run -h"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct line line = read_line(lines[i]);
        assert_true(line.ok && line.args.at[CR_O_HELP].set);
        assert_string_equal(line.args.command->name, "run");
        cr_arena_free(line.arena);
    }
}

/* As a manual page writes it. */
static const char *roff_of(struct cr_arena *arena, const char *name)
{
    struct cr_buf out;
    cr_buf_init(&out, arena);
    for (; *name; name++)
        cr_buf_printf(&out, "%s%c", *name == '-' ? "\\" : "", *name);
    return out.s;
}

/* Every page comes from the tables, so every option of a command must be on it. */
static void every_option_is_on_every_page(void **state)
{
    (void)state;
    struct cr_arena *arena = cr_arena_new();
    assert_non_null(arena);
    struct cr_buf markdown;
    cr_buf_init(&markdown, arena);
    cr_help_markdown(&markdown);
    for (size_t c = 0; c < cr_n_commands; c++) {
        struct cr_buf page, man;
        cr_buf_init(&page, arena);
        cr_buf_init(&man, arena);
        cr_help_page(&cr_commands[c], 80, &page);
        cr_help_man(&cr_commands[c], &man);
        for (size_t i = 0; i < CR_N_OPTIONS; i++) {
            const char *name = cr_arena_printf(arena, "--%s", cr_options[i].name);
            if (cr_option_for(&cr_options[i], cr_commands[c].name)) {
                assert_non_null(strstr(page.s, name));
                assert_non_null(strstr(markdown.s, name));
                assert_non_null(strstr(man.s, roff_of(arena, name)));
            }
        }
    }
    cr_arena_free(arena);
}

static void no_line_of_help_is_wider_than_the_page(void **state)
{
    (void)state;
    struct cr_arena *arena = cr_arena_new();
    assert_non_null(arena);
    for (size_t width = 72; width <= 120; width += 20)
        for (size_t c = 0; c <= cr_n_commands; c++) {
            struct cr_buf page;
            cr_buf_init(&page, arena);
            cr_help_page(c < cr_n_commands ? &cr_commands[c] : NULL, width, &page);
            char *examples = strstr(page.s, "\nExamples");
            assert_non_null(examples);
            for (const char *s = page.s; s < examples;) {
                size_t n = strcspn(s, "\n");
                assert_true(n <= (width > 100 ? 100 : width));
                s += n + 1;
            }
        }
    cr_arena_free(arena);
}

/* The place of a word in the table is the value that the library is given. */
static void choices_of_the_table_are_the_enums_of_the_library(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum cr_option_id id;
        int value;
    } words[] = {
        {"run a --engine auto", CR_O_ENGINE, CROSSROADS_AUTO},
        {"run a --engine exact", CR_O_ENGINE, CROSSROADS_EXACT},
        {"run a --engine rollback", CR_O_ENGINE, CROSSROADS_ROLLBACK},
        {"run a --engine split", CR_O_ENGINE, CROSSROADS_SPLIT},
        {"run a --engine walk", CR_O_ENGINE, CROSSROADS_WALK},
        {"run a --engine gsl", CR_O_ENGINE, CROSSROADS_GSL},
        {"run a --engine vegas", CR_O_ENGINE, CROSSROADS_VEGAS},
        {"run a --engine miser", CR_O_ENGINE, CROSSROADS_MISER},
        {"run a --sampling random", CR_O_SAMPLING, CROSSROADS_RANDOM},
        {"run a --sampling lhs", CR_O_SAMPLING, CROSSROADS_LHS},
        {"run a --sampling sobol", CR_O_SAMPLING, CROSSROADS_SOBOL},
        {"run a --sampling halton", CR_O_SAMPLING, CROSSROADS_HALTON},
        {"run a --sampling niederreiter", CR_O_SAMPLING, CROSSROADS_NIEDERREITER},
        {"solve a --rule ev", CR_O_RULE, CROSSROADS_EV},
        {"solve a --rule maximin", CR_O_RULE, CROSSROADS_MAXIMIN},
        {"solve a --rule maximax", CR_O_RULE, CROSSROADS_MAXIMAX},
        {"solve a --rule minregret", CR_O_RULE, CROSSROADS_MINREGRET},
        {"pool a b --pool linear", CR_O_POOL, CROSSROADS_POOL_LINEAR},
        {"pool a b --pool log", CR_O_POOL, CROSSROADS_POOL_LOG},
        {"sensitivity a --method tornado", CR_O_METHOD, CROSSROADS_METHOD_TORNADO},
        {"sensitivity a --method sobol", CR_O_METHOD, CROSSROADS_METHOD_SOBOL},
        {"sensitivity a --method morris", CR_O_METHOD, CROSSROADS_METHOD_MORRIS},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct line line = read_line(words[i].line);
        if (!line.ok || line.args.at[words[i].id].choice != words[i].value)
            fail_msg("%s: %d", words[i].line, line.args.at[words[i].id].choice);
        cr_arena_free(line.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_before_or_behind_the_file),
        cmocka_unit_test(lists_keep_every_value_in_order),
        cmocka_unit_test(numbers_are_read_strictly),
        cmocka_unit_test(a_misspelt_word_gets_the_nearest_one),
        cmocka_unit_test(a_call_that_makes_no_sense_is_refused),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(the_command_again_is_quoted_and_has_its_seed),
        cmocka_unit_test(help_is_asked_for_in_three_ways),
        cmocka_unit_test(every_option_is_on_every_page),
        cmocka_unit_test(no_line_of_help_is_wider_than_the_page),
        cmocka_unit_test(choices_of_the_table_are_the_enums_of_the_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
