#include "base/seam.h"
#include "yaml/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One reading with all that belongs to it. */
struct reading {
    int64_t live; /* allocations before */
    struct cr_arena *arena;
    struct cr_source source;
    struct cr_diags diags;
    const struct cr_yaml *tree;
};

static void read_bytes(struct reading *r, const char *text, size_t n)
{
    r->live = cr_seam_live();
    r->arena = cr_arena_new();
    assert_non_null(r->arena);
    cr_source_init(&r->source, r->arena, "f.yaml", text, n);
    cr_diags_init(&r->diags, r->arena, &r->source);
    r->tree = cr_yaml_read(r->arena, &r->source, NULL, &r->diags);
}

static void read_text(struct reading *r, const char *text)
{
    read_bytes(r, text, strlen(text));
}

static void done(struct reading *r)
{
    cr_arena_free(r->arena);
    assert_int_equal(cr_seam_live(), r->live);
}

static char *dumped(struct reading *r)
{
    struct cr_buf out;
    assert_non_null(r->tree);
    cr_buf_init(&out, r->arena);
    cr_yaml_dump(r->tree, &out);
    return out.s;
}

static void check_dump(const char *text, const char *want)
{
    struct reading r;
    read_text(&r, text);
    assert_string_equal(dumped(&r), want);
    assert_int_equal(r.diags.n_errors, 0);
    done(&r);
}

/* ------------------------------------------------------------------ trees */

static void text_becomes_a_tree(void **unused)
{
    (void)unused;
    check_dump("a: 1\n", "map\n  a: 1\n");
    check_dump("# c\n---\na: {b: [x, 'y z', \"q\\n\"], c: }\n...\n# end\n",
        "map\n  a: map\n    b: list\n      - x\n      - \"y z\"\n      - \"q\\n\"\n    c: \n");
    check_dump("- |\n  one\n  two\n- >-\n  one\n  two\n- x\n  y\n",
        "list\n  - |one\\ntwo\\n\n  - |one two\n  - x y\n");
    check_dump("%YAML 1.1\n---\na: !!str 1\n", "map\n  a: 1\n");
    check_dump("\xef\xbb\xbfk\xc3\xa9y: \xe6\x97\xa5\n", "map\n  k\xc3\xa9y: \xe6\x97\xa5\n");
    check_dump("no: NO\n2022: ~\n1e3: yes\n", "map\n  no: NO\n  2022: ~\n  1e3: yes\n");
    check_dump("a: b#c\nd: e:f\ng: 'it''s'\n", "map\n  a: b#c\n  d: e:f\n  g: \"it's\"\n");
    check_dump("plain\n", "plain\n");
}

static void line_ends_make_no_difference(void **unused)
{
    (void)unused;
    static const char *const ends[] = {"\n", "\r\n", "\r", "\xc2\x85"};
    char *first = NULL;
    for (size_t i = 0; i < 4; i++) {
        struct cr_arena *arena = cr_arena_new();
        const char *e = ends[i];
        char *text =
            cr_arena_printf(arena, "a: x%s  y%sb: |%s  one%s  two%sc: \"p%s  q\"%sd: [1,%s  2]%s",
                e, e, e, e, e, e, e, e, e);
        struct reading r;
        read_text(&r, text);
        if (!first)
            first = strdup(dumped(&r));
        assert_string_equal(dumped(&r), first);
        const struct cr_yaml *d = cr_yaml_find(r.tree, "d");
        assert_memory_equal(text + d->items[1]->place.at, "2]", 2);
        done(&r);
        cr_arena_free(arena);
    }
    free(first);
}

static void check_place(const struct reading *r, struct cr_place place, const char *want)
{
    assert_int_equal(place.end - place.at, strlen(want));
    assert_memory_equal(r->source.bytes + place.at, want, strlen(want));
}

static void places_are_bytes_of_the_source(void **unused)
{
    (void)unused;
    struct reading r;
    read_text(&r, "\xc3\xa9t\xc3\xa9: \xe6\x97\xa5 x  \t # c\nq: \"say \xc3\xa9\"  # c\ne: "
                  "\"a\\tb\"\nb: |\n  one\n\n# c\n"
                  "f: { a: [1, 2 ], b: {} }\nn:\n  m: 1\n\n  k: 2 # c\n\nl:\n- u\n- v w\nz: "
                  "&anchor !!str  tail\nempty:\n");
    assert_non_null(r.tree);
    check_place(&r, r.tree->keys[0]->place, "\xc3\xa9t\xc3\xa9");
    check_place(&r, r.tree->items[0]->place, "\xe6\x97\xa5 x");
    check_place(&r, cr_yaml_place(r.tree->items[0], 4, 5), "x");
    const struct cr_yaml *q = cr_yaml_find(r.tree, "q"), *e = cr_yaml_find(r.tree, "e");
    check_place(&r, q->place, "\"say \xc3\xa9\"");
    assert_true(q->direct && !e->direct && r.tree->items[0]->direct);
    check_place(&r, cr_yaml_place(q, 4, 6), "\xc3\xa9");
    check_place(&r, cr_yaml_place(e, 1, 2), "\"a\\tb\"");
    check_place(&r, cr_yaml_place(q, 4, 60), "\"say \xc3\xa9\"");
    const struct cr_yaml *b = cr_yaml_find(r.tree, "b"), *f = cr_yaml_find(r.tree, "f");
    check_place(&r, b->place, "|\n  one");
    assert_int_equal(b->style, CR_YAML_BLOCK);
    assert_false(b->direct);
    check_place(&r, f->place, "{ a: [1, 2 ], b: {} }");
    check_place(&r, cr_yaml_find(f, "a")->place, "[1, 2 ]");
    check_place(&r, cr_yaml_find(f, "b")->place, "{}");
    assert_true(f->flow && !cr_yaml_find(r.tree, "n")->flow);
    check_place(&r, cr_yaml_find(r.tree, "n")->place, "m: 1\n\n  k: 2");
    check_place(&r, cr_yaml_find(r.tree, "l")->place, "- u\n- v w");
    check_place(&r, cr_yaml_find(r.tree, "z")->place, "tail");
    assert_int_equal(cr_yaml_find(r.tree, "empty")->n, 0);
    check_place(&r, cr_yaml_find(r.tree, "empty")->place, "");
    assert_null(cr_yaml_find(r.tree, "none"));
    assert_null(cr_yaml_find(q, "none"));
    done(&r);
}

static void an_alias_is_the_thing_itself(void **unused)
{
    (void)unused;
    struct reading r;
    read_text(&r, "a: &x [1, {b: 2}]\nc: *x\nd: [*x, *x]\ne: &k key\nf: {*k : 1}\n");
    assert_string_equal(dumped(&r), "map\n  a: list\n    - 1\n    - map\n      b: 2\n  c: list\n   "
                                    " - 1\n    - map\n      b: 2\n  d: list\n"
                                    "    - list\n      - 1\n      - map\n        b: 2\n    - "
                                    "list\n      - 1\n      - map\n        b: 2\n"
                                    "  e: key\n  f: map\n    key: 1\n");
    assert_ptr_equal(cr_yaml_find(r.tree, "a"), cr_yaml_find(r.tree, "c"));
    done(&r);
}

static void maps_with_many_keys_keep_their_order(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_buf text;
    cr_buf_init(&text, arena);
    for (int i = 0; i < 1000; i++)
        cr_buf_printf(&text, "k%d: v%d\n", i * 37 % 1000, i);
    struct reading r;
    read_text(&r, text.s);
    for (uint32_t i = 0; i < 1000; i++) {
        char want[16];
        snprintf(want, sizeof want, "k%u", i * 37 % 1000);
        assert_string_equal(r.tree->keys[i]->text, want);
    }
    done(&r);
    cr_buf_str(&text, "k5: again\nk5: again\n");
    read_text(&r, text.s);
    assert_int_equal(r.tree->n_items, 1000); /* the first k5 stays */
    assert_int_equal(r.diags.n_errors, 2);
    done(&r);
    cr_arena_free(arena);
}

/* ------------------------------------------------------------------ faults */

struct bad {
    const char *text, *id;
    uint32_t line, column;
    const char *words; /* in the message or the hint */
};

static void check_bad(const struct bad *bad, size_t n)
{
    struct reading r;
    uint32_t line, column;
    read_bytes(&r, bad->text, n);
    /* Faults of one entry, without which the rest can be read. */
    int mild = strstr("E004 E015 E016 E018", bad->id) != NULL;
    if (mild != (r.tree != NULL) || r.diags.problems.n != 1)
        print_error("%zu problems: %s\n", r.diags.problems.n, bad->text);
    assert_int_equal(mild, r.tree != NULL);
    assert_int_equal(r.diags.problems.n, 1);
    const struct cr_problem *problem = &r.diags.problems.at[0];
    cr_source_locate(&r.source, problem->place.at, &line, &column);
    const char *both =
        cr_arena_printf(r.arena, "%s|%s", problem->message, problem->hint ? problem->hint : "");
    if (strcmp(cr_codes[problem->code].id, bad->id) || line != bad->line || column != bad->column ||
        !strstr(both, bad->words)) {
        print_error(
            "%s\n%s at %u:%u: %s\n", bad->text, cr_codes[problem->code].id, line, column, both);
        fail();
    }
    done(&r);
}

static const struct bad bad_bytes[] = {
    {"", "E002", 1, 1, "crossroads new"},
    {"# only a comment\n", "E002", 1, 1, "no scenario"},
    {"---\n", "E002", 1, 1, "no scenario"},
    {"a: caf\xe9\n", "E001", 1, 7, "0xE9"},
    {"a: b\nc: \xc0\x80\n", "E001", 2, 4, "0xC0"},
    {"a: \xed\xa0\x80\n", "E001", 1, 4, "0xED"},
    {"a: \xf4\x90\x80\x80\n", "E001", 1, 4, "0xF4"},
    {"a: \xe2\x82", "E001", 1, 4, "0xE2"},
    {"\xff\xfe"
     "a",
        "E001", 1, 1, "UTF-16"},
    {"\xfe\xff"
     "a",
        "E001", 1, 1, "UTF-16"},
    {"a: \x1b[31m\n", "E005", 1, 4, "\\x1b"},
    {"a: x\x7f\n", "E005", 1, 5, "\\x7f"},
    {"a: \xc2\x9b\n", "E005", 1, 4, "\\x9b"},
    {"a: \xe2\x80\xae"
     "b\n",
        "E005", 1, 4, "U+202E"},
    {"a: \xef\xbb\xbf"
     "b\n",
        "E005", 1, 4, "U+FEFF"},
    {"a: \"\\e[31m\"\n", "E005", 1, 4, "\\x1b"},
    {"a: \"x\\0\"\n", "E005", 1, 4, "\\x00"},
    {"a: \"\\x07\"\n", "E005", 1, 4, "\\x07"},
    {"a: \"\\u2066\"\n", "E005", 1, 4, "U+2066"},
    {"a: \"\\r\"\n", "E005", 1, 4, "\\x0d"},
};

static const struct bad bad_lines[] = {
    {"a:\n\tb: 1\n", "E006", 2, 1, "tab"},
    {"a: |\n\tx\n", "E006", 2, 1, "tab"},
    {"a:\n  b: 1\n c: 2\n", "E007", 3, 2, "indented"},
    {"a: 1\n  b: 2\n", "E007", 2, 3, "already has its value"},
    {"  a: 1\nb: 2\n", "E007", 2, 1, "indented less"},
    {"a: \"x\nb: 2\n", "E008", 1, 4, "never closed"},
    {"a: 'x\nb: 2\n", "E008", 1, 4, "''"},
    {"a: \"x\nb: \"y\"\n", "E008", 1, 4, "noticed on line 2"},
    {"a: [1, 2\nb: 3\n", "E009", 1, 4, "noticed on line 2"},
    {"a: {x: 1\nb: 3\n", "E009", 1, 4, "its partner is '}'"},
    {"a: [1, 2", "E009", 1, 4, "not closed"},
    {"{a: [1,2}}", "E009", 1, 5, "closed by a '}'"},
    {"a: ]\n", "E009", 1, 4, "closes nothing"},
    {"a: [x]]\n", "E009", 1, 7, "closes nothing"},
    {"a:1\nb: 2\n", "E010", 1, 2, "space after"},
    {"n:\n  a:\n    ask:What?\n    b: 1\n", "E010", 3, 8, "space after"},
    {"a: 1\nb:2\nc: 3\n", "E010", 2, 2, "space after"},
    {"a: {b:1}\n", "E010", 1, 6, "space after"},
    {"a: @x\n", "E011", 1, 4, "'@'"},
    {"a: `x`\n", "E011", 1, 4, "'`'"},
    {"a: %x\n", "E011", 1, 4, "'%'"},
    {"a: , x\n", "E011", 1, 4, "','"},
    {"a: ? x\n", "E011", 1, 4, "'? '"},
    {"a: & x\n", "E011", 1, 4, "'&'"},
    {"a: * x\n", "E011", 1, 4, "'*'"},
    {"a: b: c\n", "E011", 1, 5, "': '"},
    {"title: After: a reading\n", "E011", 1, 13, "': '"},
    {"a: 1\n%b\n", "E011", 2, 1, "'%'"},
    {"change: {x: normal(12, 5)}\n", "E012", 1, 13, "write 'normal(12, 5)'"},
    {"x: [normal(12, 5), 3]\n", "E012", 1, 5, "write 'normal(12, 5)'"},
    {"x: {y: max(a, min(b, c)), z: 1}\n", "E012", 1, 8, "max(a, min(b, c))"},
    {"a: {l: Multivector, modern, p: 1}\n", "E012", 1, 8, "\"Multivector, modern\""},
    {"- a\nb: 1\n", "E025", 2, 1, "list item is expected"},
    {"a: x\n- b\n", "E025", 2, 1, "key is expected"},
    {"a: - b\n", "E025", 1, 4, "middle of a line"},
    {"title: One\nstart reading\nfoo: 1\n", "E026", 2, 1, "no colon"},
    {"a: x\nb\n", "E026", 2, 1, "no colon"},
    {"a: \"x\" y\n", "E027", 1, 8, "quotation mark"},
    {"a: [x] y\n", "E027", 1, 8, "bracket"},
    {"a: > text\n", "E028", 1, 6, "next line"},
    {"a: \"50\\% x\"\n", "E024", 1, 7, "single quotes"},
};

static const struct bad bad_structure[] = {
    {"a: 1\nb: 2\na: 3\n", "E004", 3, 1, "first is on line 1"},
    {"a: 1\n\"a\": 3\n", "E004", 2, 1, "'a' is given twice"},
    {"x: {a: 1, a: 2}\n", "E004", 1, 11, "'a' is given twice"},
    {"[a, b]: 3\n", "E014", 1, 1, "list"},
    {"? {a: 1}\n: 3\n", "E014", 1, 3, "mapping"},
    {": 3\n", "E014", 1, 1, "missing"},
    {"? \n: x\n", "E014", 1, 2, "missing"},
    {"b: &x {c: 1}\na:\n  <<: *x\n", "E015", 3, 3, "'<<'"},
    {"a: !foo x\n", "E016", 1, 4, "'!foo'"},
    {"a: !!int 3\n", "E016", 1, 4, "'!!int'"},
    {"a: !!python/object:os.system [x]\n", "E016", 1, 4, "!!python"},
    {"a: &n !e x\n", "E016", 1, 7, "'!e'"},
    {"a: *b\n", "E017", 1, 4, "'&b'"},
    {"a: &reasons x\nb: *reason\n", "E017", 2, 4, "did you mean '*reasons'?"},
    {"a: &x 1\nb: &x 2\n", "E018", 2, 4, "line 1"},
    {"a: &x [1, *x]\n", "E019", 1, 11, "'&x'"},
    {"a: &x {b: {c: *x}}\n", "E019", 1, 15, "'&x'"},
    {"&x {*x : 1}\n", "E019", 1, 5, "'&x'"},
    {"a: 1\n---\nb: 2\n", "E020", 2, 1, "second document"},
    {"a: 1\n...\nfoo\n", "E020", 3, 1, "after the end"},
    {"[1]\n...\n%TAG ! x\n", "E020", 3, 1, "after the end"},
    {"%YAML 1.3\n---\na: 1\n", "E021", 1, 1, "directive"},
    {"%TAG ! tag:x\n---\na: 1\n", "E021", 1, 1, "directive"},
    {"%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "E021", 2, 1, "second"},
    {"%YAML 1.1\na: 1\n", "E021", 2, 1, "---"},
};

static void bad_bytes_are_refused_at_their_place(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof bad_bytes / sizeof *bad_bytes; i++)
        check_bad(&bad_bytes[i], strlen(bad_bytes[i].text));
    check_bad(&(struct bad){"a: x\0y\n", "E005", 1, 5, "\\x00"}, 7);
    check_bad(&(struct bad){"a\0:\0 \0b\0", "E001", 1, 1, "UTF-16"}, 8);
}

static void bad_lines_are_refused_in_plain_words(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof bad_lines / sizeof *bad_lines; i++)
        check_bad(&bad_lines[i], strlen(bad_lines[i].text));
}

static void bad_structure_is_refused_with_both_places(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof bad_structure / sizeof *bad_structure; i++)
        check_bad(&bad_structure[i], strlen(bad_structure[i].text));
}

static void a_key_has_at_most_1024_characters(void **unused)
{
    (void)unused;
    char text[2000];
    memset(text, 'k', sizeof text);
    memcpy(text + 1100, ": 1\n", 5);
    check_bad(&(struct bad){text, "E013", 1, 1, "1024"}, strlen(text));
}

static void several_faults_are_told_at_once(void **unused)
{
    (void)unused;
    struct reading r;
    read_text(&r, "a: 1\na: 2\nb: *x\nc: !t 3\n? [x]\n: 4\n<<: 5\n");
    assert_null(r.tree);
    assert_int_equal(r.diags.n_errors, 5);
    done(&r);
}

static void a_number_behind_a_hash_earns_a_warning(void **unused)
{
    (void)unused;
    struct reading r;
    read_text(&r, "a: Candidate #1\nb: 2 # 3 of them\nc: 1 #todo\n");
    assert_non_null(r.tree);
    assert_int_equal(r.diags.n_errors, 0);
    assert_int_equal(r.diags.n_warnings, 1);
    assert_int_equal(r.diags.problems.at[0].code, CR_W_YAML_HASH);
    done(&r);
}

/* ------------------------------------------------------------------ hostile files */

/* Reads `times` repetitions of a text behind another and wants this code, or none. What takes for
 * ever, as a quadratic reader would, does not end within the limit of the test. */
static void check_hostile(const char *before, const char *text, size_t times, const char *id)
{
    struct cr_arena *arena = cr_arena_new();
    struct cr_buf all;
    struct reading r;
    cr_buf_init(&all, arena);
    cr_buf_str(&all, before);
    cr_buf_repeat(&all, text, times);
    read_bytes(&r, all.s, all.n);
    if (id)
        assert_string_equal(cr_codes[r.diags.problems.at[0].code].id, id);
    else
        assert_non_null(r.tree);
    cr_arena_free(r.arena);
    cr_arena_free(arena);
}

static void deep_nesting_is_refused_at_once(void **unused)
{
    (void)unused;
    check_hostile("", "[", 100000, "E022");
    check_hostile("", "{a: ", 100000, "E022");
    check_hostile("", "- ", 100000, "E022");
    check_hostile("", "? ", 100000, "E014");
    check_hostile("%YAML 1.1\n", "%TAG !a! tag:x\n", 40000, "E021");
    check_hostile("a: 1\n...\n", "%TAG !a! tag:x\n", 40000, "E020");
    check_hostile("a: [", "f(1,", 300000, "E009");
}

static void large_files_within_the_limits_are_read(void **unused)
{
    (void)unused;
    check_hostile("", "- x\n", 900000, NULL);
    check_hostile("a:\n b:\n  c: 1\n", "# x\n", 1000000, NULL);
    check_hostile("", "- x\n", 1000001, "E023");
    check_hostile("a: ", "x", (1 << 20) + 1, "E023");
    check_hostile("", "x", (16 << 20) + 1, "E023");
    check_hostile("", "\x01", 100000, "E005");
}

/* Levels of aliases, each repeated `width` times in the next. */
static void check_bomb(int levels, int width, const char *id)
{
    struct cr_arena *arena = cr_arena_new();
    struct cr_buf text;
    cr_buf_init(&text, arena);
    cr_buf_str(&text, "a0: &a0 [x]\n");
    for (int i = 1; i <= levels; i++) {
        cr_buf_printf(&text, "a%d: &a%d [", i, i);
        for (int k = 0; k < width; k++)
            cr_buf_printf(&text, "%s*a%d", k ? "," : "", i - 1);
        cr_buf_str(&text, "]\n");
    }
    check_hostile("", text.s, 1, id);
    cr_arena_free(arena);
}

static void aliases_have_a_budget(void **unused)
{
    (void)unused;
    check_bomb(9, 9, "E023");
    check_bomb(60, 2, "E023");
    check_bomb(50000, 1, "E022");
    check_bomb(60, 1, NULL);
    check_bomb(4, 9, NULL);
}

static void anchors_may_be_many(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_buf text;
    cr_buf_init(&text, arena);
    for (int i = 0; i < 100000; i++)
        cr_buf_printf(&text, "a%d: &a%d x\n", i, i);
    check_hostile("", text.s, 1, NULL);
    cr_arena_free(arena);
}

/* ------------------------------------------------------------------ damaged files */

static const char scenario[] =
    "# A small scenario\n"
    "crossroads: 1\n"
    "title: \"After the withdrawal\"\n"
    "about: >\n  One instructor's reading,\n  written down.\n"
    "actors:\n  kaz: {label: Kazakhstan, payoff: 0.6*autonomy}\n  rus: Russia\n"
    "sources: &s\n  article: {cite: \"The Diplomat, 2022\"}\n"
    "state:\n  grip: {start: 'pert(40, 50, 60)', between: [0, 100]}\n"
    "nodes:\n  reading:\n    ask: How?\n    chance:\n"
    "      tactical: {weight: 55%, then: end}   # half\n"
    "      strat\xc3\xa9gique: {weight: rest, change: {grip: -8}, then: end}\n"
    "more: *s\n"
    "list:\n- a\n- |\n  text\n";

/* Whatever the bytes: a tree, or errors with a place that can be printed. */
static void check_any(const char *bytes, size_t n)
{
    struct reading r;
    struct cr_buf out;
    read_bytes(&r, bytes, n);
    assert_true(r.tree || r.diags.n_errors > 0);
    cr_buf_init(&out, r.arena);
    cr_diags_print(&r.diags, &out, 0, 20);
    if (r.tree)
        cr_yaml_dump(r.tree, &out);
    for (size_t i = 0; i < r.diags.problems.n; i++)
        assert_true(r.diags.problems.at[i].place.at <= n);
    cr_arena_free(r.arena);
}

static void every_prefix_is_read_or_refused(void **unused)
{
    (void)unused;
    for (size_t n = 0; n < sizeof scenario; n++)
        check_any(scenario, n);
    assert_int_equal(cr_seam_live(), 0);
}

static void every_changed_byte_is_read_or_refused(void **unused)
{
    (void)unused;
    static const char changes[] = "\t\n\"'[]{}:,#&*!|>%@`-? \0\x80\xff(";
    static char damaged[sizeof scenario];
    for (size_t i = 0; i + 1 < sizeof scenario; i++)
        for (size_t k = 0; k + 1 < sizeof changes; k++) {
            memcpy(damaged, scenario, sizeof scenario);
            damaged[i] = changes[k];
            check_any(damaged, sizeof scenario - 1);
        }
    assert_int_equal(cr_seam_live(), 0);
}

/* ------------------------------------------------------------------ shortage */

static enum cr_status read_short(struct cr_arena *work, struct cr_arena *no_arena, void *text)
{
    struct cr_source source;
    struct cr_diags diags;
    (void)no_arena;
    cr_source_init(&source, work, "f.yaml", text, strlen(text));
    cr_diags_init(&diags, work, &source);
    cr_yaml_read(work, &source, NULL, &diags);
    return CR_OK;
}

static void shortage_at_every_point_is_survived(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_buf text;
    cr_buf_init(&text, arena);
    cr_buf_str(&text, scenario);
    for (int i = 0; i < 3000; i++)
        cr_buf_printf(&text,
            "k%d: &a%d {label: \"some text %d\", list: [1, 2, *s], long: %0200d}\n", i, i, i, i);
    cr_buf_str(&text, "dup: 1\ndup: 2\nbad: [\n");
    int64_t live = cr_seam_live();
    int points = 0;
    for (int forever = 0; forever < 2; forever++)
        for (uint64_t k = 1;; k++, points++) {
            cr_seam_fail('a', k, forever);
            enum cr_status status = cr_with_work(NULL, read_short, text.s);
            assert_int_equal(cr_seam_live(), live);
            if (status == CR_OK)
                break;
        }
    cr_seam_fail('a', 0, 0);
    assert_true(points >= 40);
    cr_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_becomes_a_tree),
        cmocka_unit_test(line_ends_make_no_difference),
        cmocka_unit_test(places_are_bytes_of_the_source),
        cmocka_unit_test(an_alias_is_the_thing_itself),
        cmocka_unit_test(maps_with_many_keys_keep_their_order),
        cmocka_unit_test(bad_bytes_are_refused_at_their_place),
        cmocka_unit_test(bad_lines_are_refused_in_plain_words),
        cmocka_unit_test(bad_structure_is_refused_with_both_places),
        cmocka_unit_test(a_key_has_at_most_1024_characters),
        cmocka_unit_test(several_faults_are_told_at_once),
        cmocka_unit_test(a_number_behind_a_hash_earns_a_warning),
        cmocka_unit_test(deep_nesting_is_refused_at_once),
        cmocka_unit_test(large_files_within_the_limits_are_read),
        cmocka_unit_test(aliases_have_a_budget),
        cmocka_unit_test(anchors_may_be_many),
        cmocka_unit_test(every_prefix_is_read_or_refused),
        cmocka_unit_test(every_changed_byte_is_read_or_refused),
        cmocka_unit_test(shortage_at_every_point_is_survived),
    };
    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
