/* Writers: hand-made results in, bytes out. The scenario's texts try to break every target. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/write_results.h"

#include "base/utf8.h"
#include "write/escape.h"
#include "write/plot_parts.h"
#include "write/text.h"

#include <math.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ tests */

typedef void escape(struct cr_buf *, const char *);

static void escapes_as(escape *how, const char *from, const char *to)
{
    struct cr_arena *arena = cr_arena_new();
    assert_non_null(arena);
    struct cr_buf out;
    cr_buf_init(&out, arena);
    how(&out, from);
    assert_string_equal(out.s, to);
    cr_arena_free(arena);
}

static void csv_label(struct cr_buf *out, const char *text)
{
    cr_escape_csv(out, text, 1);
}

static void every_target_has_its_escapes(void **state)
{
    (void)state;
    escapes_as(
        cr_escape_json, "a\"b\\c\n\x01</x\xff", "\"a\\\"b\\\\c\\n\\u0001\\u003c/x\xEF\xBF\xBD\"");
    escapes_as(cr_escape_dat, "say \"hi\"\nthere", "\"say 'hi' there\"");
    escapes_as(cr_escape_dat, "a\\nb", "\"a\\\\nb\"");
    escapes_as(cr_escape_dat_id, "plain.id", "plain.id");
    escapes_as(cr_escape_dat_id, "two words", "\"two words\"");
    escapes_as(cr_escape_dat_id, "#no", "\"#no\"");
    escapes_as(cr_escape_dat_id, "", "\"\"");
    escapes_as(cr_escape_gnuplot, "'", "\"'\".''");
    escapes_as(cr_escape_gnuplot, "''a'", "\"''\".'a'''");
    escapes_as(cr_escape_gnuplot, "a''b'c", "'a'.\"''\".'b''c'");
    escapes_as(cr_escape_gnuplot, "Kyiv's `id`\n\"x\"", "'Kyiv''s `id` \"x\"'");
    escapes_as(csv_label, "a,\"b\"", "\"a,\"\"b\"\"\"");
    escapes_as(csv_label, "=1+1", "'=1+1");
    escapes_as(csv_label, "@x\r\ny", "\"'@x\r\ny\"");
    escapes_as(cr_escape_dot, "a\"b\\l", "\"a\\\"b\\\\l\"");
    escapes_as(cr_escape_xml, "a<b>&'\"\x01", "a&#60;b&#62;&#38;&#39;&#34; ");
    escapes_as(cr_escape_mermaid, "a\"b<c>", "\"a#34;b#60;c#62;\"");
    escapes_as(cr_escape_md, "a|b_c\n", "a\\|b\\_c ");
    escapes_as(cr_escape_shell, "plain-1.yaml", "plain-1.yaml");
    escapes_as(cr_escape_shell, "it's $x", "'it'\\''s $x'");
    escapes_as(cr_escape_shell, "", "''");
}

static void json_is_well_formed_and_keeps_every_digit(void **state)
{
    (void)state;
    struct world w;
    struct cr_buf out;
    make(&w, hostile);
    cr_buf_init(&out, w.s.arena);
    cr_forms_write(&cr_forms_run, "json", &w.view, &w.run, &out);
    is_json(out.s);
    assert_non_null(strstr(out.s, "\"schema\": \"crossroads.run/1\""));
    assert_non_null(strstr(out.s, "\"seed\": 18446744073709551615"));
    assert_non_null(strstr(out.s, "\"mean\": 0.3333333333333333"));
    assert_non_null(
        strstr(out.s, "\"stage\": \"late\", \"variable\": \"y\", \"n\": 0, \"mean\": null"));
    assert_null(strstr(out.s, "nan"));
    cr_buf_clear(&out);
    cr_forms_write(&cr_forms_solve, "json", &w.view, &w.solve, &out);
    is_json(out.s);
    assert_non_null(strstr(out.s, "\"path\": [\"first.go on\"]"));
    assert_non_null(strstr(out.s, "\"bob\": null"));
    cr_buf_clear(&out);
    cr_json_show(&w.view, &w.run, -1, &out);
    is_json(out.s);
    support_release(&w.s);
}

/* Columns of a line of a data file as gnuplot counts them. */
static size_t columns_of(const char *s, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n;) {
        while (i < n && s[i] == ' ')
            i++;
        if (i == n)
            break;
        count++;
        if (s[i] == '"') {
            for (i++; s[i] != '"'; i++)
                assert_true(i < n);
            i++;
        } else {
            while (i < n && s[i] != ' ')
                i++;
        }
    }
    return count;
}

static void data_has_blocks_with_headers_of_their_own(void **state)
{
    (void)state;
    struct world w;
    struct cr_buf out;
    make(&w, hostile);
    cr_buf_init(&out, w.s.arena);
    cr_forms_write(&cr_forms_run, "dat", &w.view, &w.run, &out);
    size_t columns = 0, blocks = 0, blank_lines = 0;
    for (const char *s = out.s; *s;) {
        size_t n = strcspn(s, "\n");
        blank_lines = n ? blank_lines : blank_lines + 1;
        if (n && *s != '#') {
            size_t here = columns_of(s, n);
            if (!columns) {
                assert_memory_equal(s, "id ", 3);
                blocks++;
            } else {
                assert_int_equal(here, columns);
            }
            columns = here;
        } else if (!n) {
            columns = 0;
        }
        s += n + (s[n] == '\n');
    }
    assert_int_equal(blocks, 7); /* outcomes, tags, payoffs, measures, nodes, x, y */
    assert_int_equal(blank_lines, 1 + 2 * (blocks - 1));
    assert_non_null(strstr(out.s, "\n# outcomes\nid "));
    assert_non_null(strstr(out.s, "\n# x\nid "));
    assert_non_null(strstr(out.s, " NA "));
    assert_non_null(strstr(out.s, "# command: crossroads run 'a b.yaml' --seed 1\n"));
    assert_memory_equal(out.s, "# crossroads 0.1.0  file hostile.yaml  sha256 ", 46);
    support_release(&w.s);
}

static void digits_of_data_are_six_or_as_many_as_asked(void **state)
{
    (void)state;
    struct world w;
    struct cr_buf out;
    make(&w, hostile);
    w.view.style.table = "payoffs";
    cr_buf_init(&out, w.s.arena);
    cr_forms_write(&cr_forms_run, "dat", &w.view, &w.run, &out);
    assert_non_null(strstr(out.s, " 0.333333 "));
    w.view.style.digits = 17;
    cr_buf_clear(&out);
    cr_forms_write(&cr_forms_run, "dat", &w.view, &w.run, &out);
    assert_non_null(strstr(out.s, " 0.3333333333333333 "));
    assert_null(strstr(out.s, "# outcomes"));
    support_release(&w.s);
}

static void csv_rows_have_the_same_number_of_cells(void **state)
{
    (void)state;
    struct world w;
    struct cr_buf out;
    make(&w, hostile);
    cr_buf_init(&out, w.s.arena);
    cr_forms_write(&cr_forms_run, "csv", &w.view, &w.run, &out);
    size_t first = 0, cells = 1;
    int quoted = 0;
    for (const char *s = out.s; *s; s++) {
        if (*s == '"')
            quoted = !quoted;
        else if (!quoted && *s == ',')
            cells++;
        else if (!quoted && *s == '\n') {
            assert_int_equal(s[-1], '\r');
            first = first ? first : cells;
            assert_int_equal(cells, first);
            cells = 1;
        }
    }
    assert_false(quoted);
    assert_non_null(strstr(out.s, ",'=cmd()\r\n"));
    assert_non_null(strstr(out.s, "\"'-won, \"\"really\"\"\""));
    assert_memory_equal(out.s, "table,id,", 9);
    w.view.style.table = "outcomes";
    cr_buf_clear(&out);
    cr_forms_write(&cr_forms_run, "csv", &w.view, &w.run, &out);
    assert_memory_equal(out.s, "id,share,se,low,high,q05,q25,q50,q75,q95,label\r\nwon,0.775,", 58);
    support_release(&w.s);
}

/* No line wider than the page but the command, which is there to be copied; nothing that drives a
 * terminal. */
static void check_page(const char *text, size_t width, int ascii)
{
    for (const char *s = text; *s;) {
        size_t n = strcspn(s, "\n");
        if (strncmp(s, "again:", 6) != 0 && strncmp(s, "next:", 5) != 0 &&
            cr_utf8_width(s, n) > width)
            fail_msg("%zu columns on a page of %zu: %.*s", cr_utf8_width(s, n), width, (int)n, s);
        for (size_t i = 0; i < n; i++) {
            assert_true((unsigned char)s[i] >= 0x20);
            if (ascii)
                assert_true((unsigned char)s[i] < 0x7f);
        }
        assert_int_equal(cr_utf8_check(s, n), n);
        assert_true(!n || s[n - 1] != ' ');
        s += n + (s[n] == '\n');
    }
    assert_null(strstr(text, "\xe2\x80\xae")); /* U+202E */
}

static void pages_fit_their_width_and_cannot_drive_the_terminal(void **state)
{
    (void)state;
    struct world w;
    make(&w, hostile);
    for (int width = CR_WIDTH_MIN; width <= 200; width += 4) {
        struct cr_buf out[5];
        w.view.style.width = width;
        for (int i = 0; i < 5; i++)
            cr_buf_init(&out[i], w.s.arena);
        cr_forms_write(&cr_forms_run, "text", &w.view, &w.run, &out[0]);
        cr_forms_write(&cr_forms_solve, "text", &w.view, &w.solve, &out[1]);
        cr_text_show(&w.view, &w.run, &out[2]);
        cr_text_show_node(&w.view, &w.run, 1, &out[3]);
        cr_text_show_outcome(&w.view, &w.run, 1, &out[4]);
        for (int i = 0; i < 5; i++)
            check_page(out[i].s, (size_t)width, 0);
    }
    support_release(&w.s);
}

static void ascii_pages_have_nothing_else_of_ours(void **state)
{
    (void)state;
    struct world w;
    struct cr_buf out;
    make(&w, hostile);
    w.view.style.ascii = true;
    w.s.scenario->outcomes[1].label = "plain";
    cr_buf_init(&out, w.s.arena);
    cr_forms_write(&cr_forms_run, "text", &w.view, &w.run, &out);
    cr_forms_write(&cr_forms_solve, "text", &w.view, &w.solve, &out);
    cr_text_show(&w.view, &w.run, &out);
    check_page(out.s, 80, 1);
    support_release(&w.s);
}

static void colours_come_only_when_asked_for(void **state)
{
    (void)state;
    struct world w;
    struct cr_buf plain, color;
    make(&w, hostile);
    cr_buf_init(&plain, w.s.arena);
    cr_buf_init(&color, w.s.arena);
    cr_forms_write(&cr_forms_run, "text", &w.view, &w.run, &plain);
    w.view.style.color = true;
    cr_forms_write(&cr_forms_run, "text", &w.view, &w.run, &color);
    assert_null(strchr(plain.s, '\x1b'));
    assert_non_null(strchr(color.s, '\x1b'));
    size_t k = 0; /* without its codes the coloured page is the plain one */
    for (size_t i = 0; i < color.n; i++) {
        if (color.s[i] == '\x1b') {
            while (color.s[i] != 'm')
                i++;
            continue;
        }
        assert_int_equal(color.s[i], plain.s[k++]);
    }
    assert_int_equal(k, plain.n);
    support_release(&w.s);
}

static void percentages_never_round_to_what_is_not_so(void **state)
{
    (void)state;
    struct cr_arena *arena = cr_arena_new();
    assert_non_null(arena);
    assert_string_equal(cr_text_percent(arena, 0), "0.0%");
    assert_string_equal(cr_text_percent(arena, 1e-9), "<0.1%");
    assert_string_equal(cr_text_percent(arena, 0.312), "31.2%");
    assert_string_equal(cr_text_percent(arena, 0.99999), ">99.9%");
    assert_string_equal(cr_text_percent(arena, 1), "100.0%");
    assert_string_equal(cr_text_percent(arena, NAN), "-");
    assert_string_equal(cr_text_number(arena, 1234567.8, 0), "1,234,568");
    assert_string_equal(cr_text_number(arena, -0.001, 1), "0.0");
    assert_string_equal(cr_text_number(arena, -1234.5, 1), "-1,234.5");
    cr_arena_free(arena);
}

static void scripts_quote_every_text_and_know_when_they_were_edited(void **state)
{
    (void)state;
    struct world w;
    struct cr_plot_options options = {.stem = "it's", .extension = "png", .threshold = 0};
    make(&w, hostile);
    for (size_t k = 0; k < cr_n_plots; k++) {
        if (!cr_plots[k].write)
            continue; /* of moved inputs: drawn by an analysis */
        struct cr_buf dat, gp;
        cr_buf_init(&dat, w.s.arena);
        cr_buf_init(&gp, w.s.arena);
        cr_plots[k].write(&w.view, &w.run, &options, &dat, &gp);
        assert_non_null(strstr(gp.s, "stem = 'it''s'"));
        assert_non_null(strstr(gp.s, "scenario_text = 'Tab here `date` $(date)"));
        assert_null(strstr(gp.s, "\"Tab"));
        for (const char *s = gp.s; (s = strchr(s, '`'));
             s++) { /* back-quotes only within single quotes */
            size_t quotes = 0;
            for (const char *b = s; b > gp.s && b[-1] != '\n'; b--)
                quotes += b[-1] == '\'';
            assert_true(quotes % 2 == 1);
        }
        assert_int_equal(cr_plot_script_state(gp.s, gp.n), 1);
        assert_true(cr_write_is_ours(dat.s, dat.n));
        cr_buf_str(&gp, "# mine\n");
        assert_int_equal(cr_plot_script_state(gp.s, gp.n), 0);
        assert_int_equal(cr_plot_script_state("#!/bin/sh\n", 10), -1);
    }
    support_release(&w.s);
}

static void what_we_wrote_is_known_again(void **state)
{
    (void)state;
    struct world w;
    make(&w, hostile);
    for (size_t i = 0; i < cr_n_writers; i++) {
        struct cr_buf out;
        cr_buf_init(&out, w.s.arena);
        if (cr_writers[i].results)
            cr_forms_write(&cr_forms_run, cr_writers[i].name, &w.view, &w.run, &out);
        if (out.n && !cr_write_is_ours(out.s, out.n))
            fail_msg("%s", cr_writers[i].name);
        cr_buf_clear(&out);
        if (cr_writers[i].results)
            cr_forms_write(&cr_forms_solve, cr_writers[i].name, &w.view, &w.solve, &out);
        if (out.n && !cr_write_is_ours(out.s, out.n))
            fail_msg("%s", cr_writers[i].name);
    }
    assert_false(cr_write_is_ours(hostile, sizeof hostile - 1));
    support_release(&w.s);
}

static void problems_of_files_are_one_document(void **state)
{
    (void)state;
    struct support s;
    struct cr_buf out;
    assert_true(support_text(&s, "a\"b.yaml", hostile));
    cr_diag(&s.diags, CR_E_UNKNOWN_KEY, (struct cr_place){15, 20}, "did you mean 'x'?",
        "a \"message\"");
    struct cr_checked checked = {s.source.name, &s.diags};
    cr_buf_init(&out, s.arena);
    cr_json_check(&checked, 1, "0.1.0", s.arena, &out);
    is_json(out.s);
    assert_non_null(strstr(out.s,
        "\"file\": \"a\\\"b.yaml\", \"line\": 2, \"column\": 2, \"severity\": \"error\", \"id\": "
        "\"E003\", \"message\": \"a \\\"message\\\"\", \"hint\": \"did you mean 'x'?\""));
    support_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_target_has_its_escapes),
        cmocka_unit_test(json_is_well_formed_and_keeps_every_digit),
        cmocka_unit_test(data_has_blocks_with_headers_of_their_own),
        cmocka_unit_test(digits_of_data_are_six_or_as_many_as_asked),
        cmocka_unit_test(csv_rows_have_the_same_number_of_cells),
        cmocka_unit_test(pages_fit_their_width_and_cannot_drive_the_terminal),
        cmocka_unit_test(ascii_pages_have_nothing_else_of_ours),
        cmocka_unit_test(colours_come_only_when_asked_for),
        cmocka_unit_test(percentages_never_round_to_what_is_not_so),
        cmocka_unit_test(scripts_quote_every_text_and_know_when_they_were_edited),
        cmocka_unit_test(what_we_wrote_is_known_again),
        cmocka_unit_test(problems_of_files_are_one_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
