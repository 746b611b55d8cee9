#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/seam.h"
#include "base/source.h"
#include "base/status.h"
#include "base/utf8.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base_numbers.h"

/* ------------------------------------------------------------------ arena, buf, map */

static void blocks_are_zeroed_and_aligned(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    size_t total = 0;
    for (size_t n = 0; n < 70000; n = n * 3 / 2 + 1) {
        char *block = cr_arena_alloc(arena, n, 1);
        assert_int_equal((uintptr_t)block % (n >= 4096 ? 64 : 16), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(block[i], 0);
        memset(block, 0xff, n);
        total += n;
    }
    assert_int_equal(cr_arena_bytes(arena), total);
    cr_arena_free(arena);
    assert_int_equal(cr_seam_live(), 0);
}

/* A small block that happens to stand first in a chunk shares it with others: only blocks with a
 * chunk of their own can be given back. */
static void only_large_blocks_are_given_back(void **unused)
{
    (void)unused;
    enum { SMALL = 1000, BLOCKS = 3000 };
    static char *blocks[BLOCKS];
    struct cr_arena *arena = cr_arena_new();
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = cr_arena_alloc(arena, SMALL, 1);
        memset(blocks[i], i % 251, SMALL);
    }
    int64_t before = cr_seam_live();
    for (int i = 0; i < BLOCKS; i++)
        cr_arena_drop(arena, blocks[i]);
    assert_int_equal(cr_seam_live(), before);
    for (int i = 0; i < BLOCKS; i++)
        assert_int_equal((unsigned char)blocks[i][SMALL - 1], i % 251);
    char *large = cr_arena_alloc(arena, 1 << 20, 1);
    assert_int_equal(cr_seam_live(), before + 1);
    cr_arena_drop(arena, large);
    assert_int_equal(cr_seam_live(), before);
    cr_arena_free(arena);
}

struct request {
    size_t count, size;
};

static enum cr_status ask_for(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    const struct request *request = context;
    (void)arena;
    cr_arena_alloc(work, request->count, request->size);
    return CR_OK;
}

static void products_that_overflow_count_as_shortage(void **unused)
{
    (void)unused;
    static struct request requests[] = {
        {SIZE_MAX, 2}, {SIZE_MAX / 8, 16}, {SIZE_MAX / 2, 1}, {(size_t)1 << 60, 1}};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        assert_int_equal(cr_with_work(NULL, ask_for, &requests[i]), CR_MEMORY);
    assert_int_equal(cr_seam_live(), 0);
}

/* ---- Shortage ---- */

/* How far each of two places got, one within the other. */
struct way {
    struct cr_arena *outside; /* opened by nobody who catches */
    bool passes_on;
    int begun, ended;
    enum cr_status inner;
};

static enum cr_status run_short(void *what)
{
    struct way *way = what;
    struct cr_arena *first = cr_arena_scratch(), *second = cr_arena_scratch(),
                    *third = cr_arena_scratch();
    way->begun++;
    cr_arena_alloc(first, 100000, 1);
    cr_arena_alloc(third, 100000, 1);
    cr_arena_free(second); /* from the middle of the list */
    cr_arena_alloc(way->outside, SIZE_MAX, 1);
    way->ended++;
    return CR_OK;
}

static enum cr_status catch_within(void *what)
{
    struct way *way = what;
    struct cr_arena *scratch = cr_arena_scratch();
    int64_t live = cr_seam_live();
    way->begun++;
    way->inner = cr_try(run_short, way);
    assert_int_equal(cr_seam_live(), live); /* what was opened within is gone, ours is not */
    if (way->passes_on)
        cr_shortage();
    cr_arena_free(scratch);
    way->ended++;
    return CR_TARGET;
}

static void shortage_goes_back_to_the_innermost_place(void **unused)
{
    (void)unused;
    for (int passes_on = 0; passes_on < 2; passes_on++) {
        struct way way = {.outside = cr_arena_new(), .passes_on = passes_on, .inner = CR_OK};
        int64_t live = cr_seam_live();
        enum cr_status status = cr_try(catch_within, &way);
        assert_int_equal(status, passes_on ? CR_MEMORY : CR_TARGET);
        assert_int_equal(way.inner, CR_MEMORY);
        assert_int_equal(way.begun, 2);
        assert_int_equal(way.ended, passes_on ? 0 : 1);
        assert_int_equal(cr_seam_live(), live);
        cr_arena_free(way.outside);
        assert_int_equal(cr_seam_live(), 0);
    }
}

static enum cr_status forget_to_free(void *unused)
{
    (void)unused;
    cr_arena_alloc(cr_arena_scratch(), 100000, 1);
    return CR_OK;
}

static void scratch_arenas_end_with_their_place(void **unused)
{
    (void)unused;
    assert_int_equal(cr_try(forget_to_free, NULL), CR_OK);
    assert_int_equal(cr_seam_live(), 0);
}

static void arrays_keep_their_items_when_they_grow(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    CR_VEC(int) a = {0};
    CR_VEC(double) b = {0};
    for (int i = 0; i < 20000; i++) {
        cr_vec_push(arena, &a, i);
        if (i % 3 == 0)
            cr_vec_push(arena, &b, i);
    }
    for (int i = 0; i < 20000; i++)
        assert_int_equal(a.at[i], i);
    int *more = cr_arena_grow(arena, a.at, a.n, 30000, sizeof *more);
    for (int i = 0; i < 30000; i++)
        assert_int_equal(more[i], i < 20000 ? i : 0);
    cr_arena_free(arena);
}

static char deferred_order[8];

static void note(void *what)
{
    strncat(deferred_order, what, 1);
}

static void deferred_functions_run_in_reverse(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    static char letters[] = "abc";
    for (int i = 0; i < 3; i++)
        cr_arena_defer(arena, note, &letters[i]);
    cr_arena_free(arena);
    assert_string_equal(deferred_order, "cba");
    cr_arena_free(NULL);
}

static void copies_of_text_end_with_a_zero_byte(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    assert_string_equal(cr_arena_strdup(arena, "kyiv"), "kyiv");
    assert_string_equal(cr_arena_strndup(arena, "kyiv", 2), "ky");
    assert_string_equal(cr_arena_strndup(arena, NULL, 0), "");
    assert_string_equal(cr_arena_printf(arena, "%d of %s", 3, "9"), "3 of 9");
    cr_arena_free(arena);
}

static void a_buffer_grows_and_stays_terminated(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_buf buf;
    cr_buf_init(&buf, arena);
    assert_string_equal(buf.s, "");
    for (int i = 0; i < 1000; i++)
        cr_buf_printf(&buf, "%03d,", i);
    assert_int_equal(buf.n, 4000);
    assert_memory_equal(buf.s + 3996, "999,", 5);
    cr_buf_clear(&buf);
    cr_buf_str(&buf, "a");
    cr_buf_char(&buf, 'b');
    cr_buf_repeat(&buf, "-=", 3);
    cr_buf_add(&buf, "xyz", 2);
    cr_buf_num(&buf, 0.1);
    assert_string_equal(buf.s, "ab-=-=-=xy0.1");
    cr_buf_clear(&buf);
    cr_buf_escaped(&buf, "a\t\n\x1b[31m\xe2\x80\xae\xff\xc3\xa9", 14);
    assert_string_equal(buf.s, "a\\t\\n\\x1b[31m\\u202e\\xff\xc3\xa9");
    cr_arena_free(arena);
}

static void a_map_keeps_the_order_of_insertion(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_map map;
    cr_map_init(&map, arena);
    assert_int_equal(cr_map_find(&map, "x"), -1);
    for (int i = 0; i < 5000; i++)
        assert_true(cr_map_add(&map, cr_arena_printf(arena, "key %d", i * 7919 % 5000), i));
    for (int i = 0; i < 5000; i++) {
        char key[32];
        snprintf(key, sizeof key, "key %d", i * 7919 % 5000);
        assert_int_equal(cr_map_find(&map, key), i);
        assert_string_equal(map.keys[i], key);
        assert_false(cr_map_add(&map, key, 9));
    }
    assert_int_equal(map.n, 5000);
    assert_int_equal(cr_map_find(&map, "key 5000"), -1);
    cr_arena_free(arena);
}

static void hashes_are_fixed_for_ever(void **unused)
{
    (void)unused;
    assert_int_equal(cr_hash32("", 0), 2872998923u);
    assert_int_equal(cr_hash32("street.yes", 10), 539460554u);
    assert_true(cr_hash64("", 0, 0) == 0xa706dd2f4d197e6fu);
    assert_true(cr_hash64("street.yes", 10, 1) == 0xf8e7e931a55d3191u);
    assert_true(cr_hash64("a", 1, 0) != cr_hash64("a\0", 2, 0));
}

/* ------------------------------------------------------------------ text */

static void sha256_gives_the_known_answers(void **unused)
{
    (void)unused;
    char hex[65], million[1000];
    cr_sha256("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cr_sha256("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hex);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    memset(million, 'a', sizeof million);
    cr_sha256(million, 119, hex);
    assert_string_equal(hex, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb");
}

static void only_utf8_is_decoded(void **unused)
{
    (void)unused;
    static const struct {
        const char *bytes;
        size_t n, length;
        uint32_t code;
    } cases[] = {{"a", 1, 1, 'a'}, {"", 0, 0, 0}, {"\xc3\xa9", 2, 2, 0xe9},
        {"\xe2\x82\xac", 3, 3, 0x20ac}, {"\xf0\x9f\x98\x80", 4, 4, 0x1f600},
        {"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff}, {"\xc0\x80", 2, 0, 0}, {"\xc1\xbf", 2, 0, 0},
        {"\xe0\x9f\xbf", 3, 0, 0}, {"\xed\xa0\x80", 3, 0, 0}, {"\xf4\x90\x80\x80", 4, 0, 0},
        {"\xf5\x80\x80\x80", 4, 0, 0}, {"\x80", 1, 0, 0}, {"\xe2\x82", 2, 0, 0},
        {"\xc3\x28", 2, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t code = 0;
        assert_int_equal(cr_utf8_decode(cases[i].bytes, cases[i].n, &code), cases[i].length);
        assert_int_equal(code, cases[i].code);
    }
    assert_int_equal(cr_utf8_check("ab\xff", 3), 2);
    assert_int_equal(cr_utf8_check("ab\xc3\xa9", 4), 4);
}

static void widths_are_those_of_a_terminal(void **unused)
{
    (void)unused;
    static const char mixed[] = "a\xe6\x97\xa5"
                                "e\xcc\x81\xf0\x9f\x98\x80"; /* a, wide, e + accent, emoji */
    assert_int_equal(cr_utf8_width("kyiv", 4), 4);
    assert_int_equal(cr_utf8_width(mixed, strlen(mixed)), 6);
    assert_int_equal(cr_utf8_fit(mixed, strlen(mixed), 0), 0);
    assert_int_equal(cr_utf8_fit(mixed, strlen(mixed), 2), 1);
    assert_int_equal(cr_utf8_fit(mixed, strlen(mixed), 4), 7);
    assert_int_equal(cr_utf8_fit(mixed, strlen(mixed), 9), strlen(mixed));
    assert_int_equal(cr_utf8_columns(0xac00), 2);
    assert_int_equal(cr_utf8_columns(0x200b), 0);
    assert_true(cr_utf8_printable('\t') && cr_utf8_printable('\n') && cr_utf8_printable(0x20ac));
    assert_false(cr_utf8_printable(0x1b) || cr_utf8_printable(0x7f) || cr_utf8_printable(0x85) ||
                 cr_utf8_printable(0x202e) || cr_utf8_printable(0x2066) || cr_utf8_printable('\r'));
}

static void places_are_lines_and_columns_of_code_points(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_source source;
    static const char text[] = "a\r\nb\xc3\xa9"
                               "c\rd\n\nend";
    cr_source_init(&source, arena, "-", text, strlen(text));
    assert_string_equal(source.name, "<stdin>");
    assert_int_equal(source.n_lines, 5);
    static const struct {
        uint32_t at, line, column;
    } cases[] = {{0, 1, 1}, {3, 2, 1}, {4, 2, 2}, {5, 2, 2}, {6, 2, 3}, {8, 3, 1}, {10, 4, 1},
        {11, 5, 1}, {14, 5, 4}, {99, 5, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t line, column;
        cr_source_locate(&source, cases[i].at, &line, &column);
        assert_int_equal(line, cases[i].line);
        assert_int_equal(column, cases[i].column);
    }
    size_t n;
    assert_memory_equal(cr_source_line(&source, 2, &n),
        "b\xc3\xa9"
        "c",
        4);
    assert_int_equal(n, 4);
    cr_source_line(&source, 4, &n);
    assert_int_equal(n, 0);
    cr_source_line(&source, 6, &n);
    assert_int_equal(n, 0);
    cr_arena_free(arena);
}

static void a_misspelt_word_finds_its_neighbour(void **unused)
{
    (void)unused;
    static const char *const keys[] = {"weight", "when", "then", "label", "autonomy"};
    assert_string_equal(cr_suggest("wieght", keys, 5), "weight");
    assert_string_equal(cr_suggest("WEIGHT", keys, 5), "weight");
    assert_string_equal(cr_suggest("thn", keys, 5), "then");
    assert_string_equal(cr_suggest("autnmy", keys, 5), "autonomy");
    assert_null(cr_suggest("xx", keys, 5));
    assert_null(cr_suggest("price", keys, 5));
    assert_null(cr_suggest("", keys, 5));
    assert_null(cr_suggest("weight", keys, 0));
}

/* ------------------------------------------------------------------ diagnostics */

static struct cr_place place_of(const struct cr_source *source, const char *word)
{
    const char *at = strstr(source->bytes, word);
    assert_non_null(at);
    size_t from = (size_t)(at - source->bytes);
    return (struct cr_place){(uint32_t)from, (uint32_t)(from + strlen(word))};
}

static void a_problem_is_printed_with_the_line_and_a_caret(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_source source;
    struct cr_diags diags;
    struct cr_buf out;
    static const char text[] =
        "title: x\n  hold:  {wieght: likely, then: kyiv}\n\t\xe6\x97\xa5: \x1b[1m oops\n";
    cr_source_init(&source, arena, "alliance.yaml", text, strlen(text));
    cr_diags_init(&diags, arena, &source);
    cr_diag(&diags, CR_E_UNKNOWN_KEY, place_of(&source, "oops"), NULL, "an escape: %s", "\x1b[2J");
    cr_diag(&diags, CR_E_UNKNOWN_KEY, place_of(&source, "wieght"),
        cr_hint(&diags, "did you mean '%s'?", "weight"), "a branch has no key '%s'", "wieght");
    cr_diag(&diags, CR_E_UNKNOWN_KEY, place_of(&source, "wieght"), NULL, "said twice");
    cr_diag(&diags, CR_W_YAML_HASH, CR_NOWHERE, "do so", "no place");
    cr_diags_sort(&diags);
    cr_buf_init(&out, arena);
    cr_diags_print(&diags, &out, 0, 20);
    assert_string_equal(out.s, "alliance.yaml:2:11: error[E003]: a branch has no key 'wieght'\n"
                               "  |\n"
                               "2 |   hold:  {wieght: likely, then: kyiv}\n"
                               "  |           ^^^^^^ did you mean 'weight'?\n"
                               "alliance.yaml:3:10: error[E003]: an escape: \\x1b[2J\n"
                               "  |\n"
                               "3 |     \xe6\x97\xa5: \\x1b[1m oops\n"
                               "  |                 ^^^^\n"
                               "alliance.yaml: warning[W040]: no place\n"
                               "   = do so\n"
                               "2 errors, 1 warning\n");
    cr_buf_clear(&out);
    cr_diags_print(&diags, &out, 0, 1);
    assert_non_null(strstr(out.s, "\n... and 2 more\n2 errors, 1 warning\n"));
    cr_buf_clear(&out);
    cr_diags_print(&diags, &out, 1, 20);
    assert_non_null(strstr(out.s, "\x1b[1;31merror[E003]\x1b[0m: a branch"));
    cr_arena_free(arena);
}

static void long_lines_are_cut_around_the_caret(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_source source;
    struct cr_diags diags;
    struct cr_buf out;
    char *text = cr_arena_alloc(arena, 100001, 1);
    memset(text, 'x', 100000);
    memcpy(text + 60000, "HERE", 4);
    cr_source_init(&source, arena, "long.yaml", text, 100000);
    cr_diags_init(&diags, arena, &source);
    cr_diag(&diags, CR_E_UNKNOWN_KEY, (struct cr_place){60000, 60004}, "hint", "far out");
    cr_diag(&diags, CR_E_UNKNOWN_KEY, (struct cr_place){100000, 100000}, NULL, "%s", text);
    cr_buf_init(&out, arena);
    cr_diags_print(&diags, &out, 0, 20);
    const char *here = strstr(out.s, "HERE"), *caret = strstr(out.s, "^^^^ hint");
    assert_non_null(here);
    assert_non_null(caret);
    const char *line = here, *under = caret;
    while (line[-1] != '\n')
        line--;
    while (under[-1] != '\n')
        under--;
    assert_int_equal(here - line, caret - under);
    assert_true(out.n < 3000);
    cr_arena_free(arena);
}

static void every_code_has_its_own_id_and_words(void **unused)
{
    (void)unused;
    for (int i = 0; i < CR_N_CODES; i++) {
        const struct cr_code_info *code = &cr_codes[i];
        assert_ptr_equal(cr_code_find(code->id), code);
        assert_int_equal(strlen(code->id), 4);
        assert_int_equal(code->id[0] == 'E', code->severity == CR_ERROR);
        assert_int_equal(code->id[0] == 'W', code->severity == CR_WARNING);
        assert_true(
            strlen(code->title) && strlen(code->wrong) && strlen(code->right) && strlen(code->why));
    }
    assert_ptr_equal(cr_code_find("e003"), &cr_codes[CR_E_UNKNOWN_KEY]);
    assert_null(cr_code_find("E9"));
    assert_null(cr_code_find(""));
}

static void every_status_has_a_sentence_and_an_exit_code(void **unused)
{
    (void)unused;
    static const int exits[] = {0, 1, 2, 3, 3, 4, 130, 70};
    for (int i = CR_OK; i <= CR_BUG; i++) {
        assert_true(strlen(cr_status_text((enum cr_status)i)) > 3);
        assert_int_equal(cr_status_exit((enum cr_status)i), exits[i]);
    }
}

/* ------------------------------------------------------------------ the seam */

static char folder[] = "/tmp/crossroads-XXXXXX";
static char path[256], problem[256];

static const char *in_folder(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int make_folder(void **unused)
{
    (void)unused;
    return mkdtemp(folder) ? 0 : -1;
}

static void remove_all(void)
{
    static const char *const names[] = {"a", "b", "link", "dangling", "sparse", "fifo"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(in_folder(names[i]));
}

static int remove_folder(void **unused)
{
    (void)unused;
    remove_all();
    return rmdir(folder); /* fails, and with it the test, if a temporary file was left */
}

static void check_content(const char *name, const char *want)
{
    char *bytes;
    size_t n;
    assert_int_equal(cr_seam_read(in_folder(name), 1000, &bytes, &n, problem), CR_OK);
    assert_int_equal(n, strlen(want));
    assert_string_equal(bytes, want);
    cr_seam_free(bytes);
}

static void a_file_is_written_whole_and_read_back(void **unused)
{
    (void)unused;
    struct stat s;
    assert_false(cr_seam_exists(in_folder("a")));
    assert_int_equal(cr_seam_write(in_folder("a"), "one", 3, 0, problem), CR_OK);
    check_content("a", "one");
    assert_int_equal(cr_seam_write(in_folder("a"), "two", 3, 0, problem), CR_IO);
    assert_string_equal(problem, "the file exists already");
    check_content("a", "one");
    chmod(in_folder("a"), 0640);
    assert_int_equal(cr_seam_write(in_folder("a"), "three", 5, 1, problem), CR_OK);
    check_content("a", "three");
    assert_int_equal(stat(in_folder("a"), &s), 0);
    assert_int_equal(s.st_mode & 0777, 0640);
    assert_int_equal(cr_seam_write(in_folder("a"), "", 0, 1, problem), CR_OK);
    check_content("a", "");
    remove_all();
}

static void links_lead_to_the_real_file(void **unused)
{
    (void)unused;
    char link_path[256];
    struct stat s;
    assert_int_equal(cr_seam_write(in_folder("a"), "one", 3, 0, problem), CR_OK);
    snprintf(link_path, sizeof link_path, "%s", in_folder("link"));
    assert_int_equal(symlink("a", link_path), 0);
    assert_int_equal(cr_seam_write(link_path, "two", 3, 1, problem), CR_OK);
    check_content("a", "two");
    assert_true(lstat(link_path, &s) == 0 && S_ISLNK(s.st_mode));
    assert_true(cr_seam_same_file(link_path, in_folder("a")));
    assert_false(cr_seam_same_file(link_path, "/dev/null"));
    assert_int_equal(symlink("nowhere", in_folder("dangling")), 0);
    assert_int_equal(cr_seam_write(in_folder("dangling"), "x", 1, 1, problem), CR_IO);
    assert_true(cr_seam_exists(in_folder("dangling")));
    remove_all();
}

static void failures_are_told_in_words(void **unused)
{
    (void)unused;
    char *bytes;
    size_t n;
    assert_int_equal(cr_seam_read(in_folder("none"), 100, &bytes, &n, problem), CR_IO);
    assert_string_equal(problem, "no such file or folder");
    assert_int_equal(cr_seam_read(folder, 100, &bytes, &n, problem), CR_IO);
    assert_string_equal(problem, "it is a directory");
    assert_int_equal(cr_seam_write(folder, "x", 1, 1, problem), CR_IO);
    assert_string_equal(problem, "it is a directory");
    assert_int_equal(cr_seam_write(in_folder("none/x"), "x", 1, 1, problem), CR_IO);
    assert_string_equal(problem, "no such file or folder");
    assert_int_equal(cr_seam_write("", "x", 1, 1, problem), CR_IO);
    assert_int_equal(cr_seam_write("/dev/full", "x", 1, 0, problem), CR_IO);
    assert_string_equal(problem, "no space left on the device");
    assert_int_equal(cr_seam_write("/dev/null", "x", 1, 0, problem), CR_OK);
    assert_int_equal(cr_seam_read("/dev/null", 100, &bytes, &n, problem), CR_OK);
    assert_int_equal(n, 0);
    cr_seam_free(bytes);
}

static void large_and_endless_files_are_refused(void **unused)
{
    (void)unused;
    char *bytes;
    size_t n;
    assert_int_equal(cr_seam_read("/dev/zero", 1000000, &bytes, &n, problem), CR_IO);
    assert_string_equal(problem, "it has more than the 1000000 bytes that are allowed");
    int fd = open(in_folder("sparse"), O_CREAT | O_WRONLY, 0600);
    assert_int_equal(ftruncate(fd, 1 << 30), 0);
    close(fd);
    assert_int_equal(cr_seam_read(in_folder("sparse"), 1 << 24, &bytes, &n, problem), CR_IO);
    assert_string_equal(problem, "it has 1073741824 bytes; at most 16777216 are allowed");
    assert_int_equal(cr_seam_write(in_folder("a"), "12345", 5, 1, problem), CR_OK);
    assert_int_equal(cr_seam_read(in_folder("a"), 5, &bytes, &n, problem), CR_OK);
    cr_seam_free(bytes);
    assert_int_equal(cr_seam_read(in_folder("a"), 4, &bytes, &n, problem), CR_IO);
    remove_all();
}

static void only_regular_files_are_looked_at(void **unused)
{
    char first[8];

    (void)unused;
    assert_int_equal(cr_seam_write(in_folder("a"), "abcdef", 6, 1, problem), CR_OK);
    assert_int_equal(cr_seam_look(in_folder("a"), first, 4, problem), CR_OK);
    assert_memory_equal(first, "abcd", 4);
    assert_int_equal(cr_seam_look(in_folder("a"), first, 8, problem), CR_OK);
    assert_memory_equal(first, "abcdef\0\0", 8);
    assert_int_equal(mkfifo(in_folder("fifo"), 0600), 0);
    assert_int_equal(cr_seam_look(in_folder("fifo"), first, 4, problem), CR_IO);
    assert_string_equal(problem, "it is not a regular file");
    assert_int_equal(cr_seam_look("/dev/zero", first, 4, problem), CR_IO);
    assert_int_equal(cr_seam_look(folder, first, 4, problem), CR_IO);
    assert_string_equal(problem, "it is a directory");
    assert_int_equal(cr_seam_look(in_folder("none"), first, 4, problem), CR_IO);
    remove_all();
}

static void a_folder_is_made_once(void **unused)
{
    (void)unused;
    assert_int_equal(cr_seam_make_folder(in_folder("made"), problem), CR_OK);
    assert_int_equal(cr_seam_make_folder(in_folder("made"), problem), CR_OK);
    assert_int_equal(cr_seam_make_folder(in_folder("no/where"), problem), CR_IO);
    assert_string_equal(problem, "no such file or folder");
    rmdir(in_folder("made"));
}

/* With standard output on a device or a pipe for a while. */
static enum cr_status write_to(int fd, const char *to)
{
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(fd, STDOUT_FILENO);
    enum cr_status status = cr_seam_write(to, "result\n", 7, 0, problem);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    return status;
}

static void standard_output_is_checked(void **unused)
{
    (void)unused;
    int full = open("/dev/full", O_WRONLY), pipes[2];
    assert_int_equal(write_to(full, "-"), CR_IO);
    assert_string_equal(problem, "no space left on the device");
    assert_int_equal(write_to(full, "/dev/stdout"), CR_IO);
    close(full);
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(write_to(pipes[1], NULL), CR_OK);
    char got[8] = "";
    assert_int_equal(read(pipes[0], got, 7), 7);
    assert_string_equal(got, "result\n");
    char name[32];
    snprintf(name, sizeof name, "/dev/fd/%d", pipes[1]);
    assert_int_equal(cr_seam_write(name, "x", 1, 0, problem), CR_OK);
    close(pipes[0]);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
    assert_int_equal(write_to(pipes[1], "-"), CR_IO);
    assert_string_equal(problem, "the reader went away");
    close(pipes[1]);
}

/* Whichever file operation fails, the old file stays (or the new one is whole) and nothing else is
 * left. */
static void no_failing_call_harms_the_old_file(void **unused)
{
    (void)unused;
    for (int forever = 0; forever < 2; forever++) {
        int points = 0;
        for (uint64_t k = 1;; k++, points++) {
            cr_seam_fail('f', 0, 0);
            assert_int_equal(cr_seam_write(in_folder("b"), "old", 3, 1, problem), CR_OK);
            cr_seam_fail('f', k, forever);
            enum cr_status status = cr_seam_write(in_folder("b"), "new!", 4, 1, problem);
            int over = cr_seam_calls('f') < k;
            cr_seam_fail('f', 0, 0);
            assert_true(status == CR_OK || strlen(problem) > 5);
            check_content("b", status == CR_OK || strstr(problem, "whole") ? "new!" : "old");
            assert_true(over == (status == CR_OK));
            if (over)
                break;
        }
        assert_true(points >= 7);
    }
    remove_all();
}

static void reading_survives_failing_calls(void **unused)
{
    (void)unused;
    char *bytes;
    size_t n;
    assert_int_equal(cr_seam_write(in_folder("a"), "text", 4, 1, problem), CR_OK);
    for (uint64_t k = 1; k < 20; k++) {
        cr_seam_fail('f', k, 0);
        enum cr_status status = cr_seam_read(in_folder("a"), 100, &bytes, &n, problem);
        assert_true(status == CR_IO || (status == CR_OK && n == 4));
        cr_seam_free(bytes);
    }
    cr_seam_fail('f', 0, 0);
    cr_seam_fail('a', 1, 0);
    assert_int_equal(cr_seam_read(in_folder("a"), 100, &bytes, &n, problem), CR_MEMORY);
    cr_seam_fail('a', 0, 0);
    assert_int_equal(cr_seam_live(), 0);
    remove_all();
}

static void the_clock_goes_forward(void **unused)
{
    (void)unused;
    double a = cr_seam_clock(), b = cr_seam_clock();
    assert_true(a > 0 && b >= a);
}

/* Everything in base that allocates, under shortage at each point. */
static enum cr_status use_everything(
    struct cr_arena *arena, struct cr_arena *no_arena, void *unused)
{
    (void)no_arena;
    (void)unused;
    struct cr_source source;
    struct cr_diags diags;
    struct cr_buf out;
    char *text = cr_arena_alloc(arena, 50001, 1);
    memset(text, '\n', 50000);
    cr_source_init(&source, arena, "x.yaml", text, 50000);
    cr_diags_init(&diags, arena, &source);
    for (uint32_t i = 0; i < 500; i++)
        cr_diag(
            &diags, CR_E_UNKNOWN_KEY, (struct cr_place){i, i}, cr_hint(&diags, "%u", i), "%u", i);
    cr_diags_sort(&diags);
    cr_buf_init(&out, arena);
    cr_diags_print(&diags, &out, 0, 400);
    void *volatile large = cr_arena_alloc(arena, 100000, 8);
    (void)large;
    return CR_OK;
}

static void shortage_at_every_point_is_survived(void **unused)
{
    (void)unused;
    for (int forever = 0; forever < 2; forever++) {
        enum cr_status status = CR_MEMORY;
        for (uint64_t k = 1; status != CR_OK; k++) {
            cr_seam_fail('a', k, forever);
            status = cr_with_work(NULL, use_everything, NULL);
            assert_int_equal(cr_seam_live(), 0);
        }
    }
    cr_seam_fail('a', 0, 0);
}

/* Messages of every length around the longest: under AddressSanitizer a byte behind one shows. */
static void long_messages_are_cut_in_their_own_room(void **unused)
{
    (void)unused;
    struct cr_arena *arena = cr_arena_new();
    struct cr_diags diags;
    char word[2101];
    memset(word, 'x', sizeof word);
    cr_diags_init(&diags, arena, NULL);
    for (int n = 1990; n <= 2010; n++) {
        char *room = cr_arena_printf(arena, "%.*s", n, word); /* what stands behind stays */
        cr_diag(&diags, CR_E_YAML_EMPTY, CR_NOWHERE, NULL, "%d%.*s", n, n - 4, word);
        size_t kept = strlen(diags.problems.at[diags.problems.n - 1].message);
        assert_int_equal(kept, n <= 2000 ? n : 2000);
        assert_int_equal(strlen(room), n);
    }
    cr_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_messages_are_cut_in_their_own_room),
        cmocka_unit_test(blocks_are_zeroed_and_aligned),
        cmocka_unit_test(products_that_overflow_count_as_shortage),
        cmocka_unit_test(shortage_goes_back_to_the_innermost_place),
        cmocka_unit_test(scratch_arenas_end_with_their_place),
        cmocka_unit_test(only_large_blocks_are_given_back),
        cmocka_unit_test(arrays_keep_their_items_when_they_grow),
        cmocka_unit_test(deferred_functions_run_in_reverse),
        cmocka_unit_test(copies_of_text_end_with_a_zero_byte),
        cmocka_unit_test(a_buffer_grows_and_stays_terminated),
        cmocka_unit_test(a_map_keeps_the_order_of_insertion),
        cmocka_unit_test(hashes_are_fixed_for_ever),
        cmocka_unit_test(sha256_gives_the_known_answers),
        cmocka_unit_test(only_utf8_is_decoded),
        cmocka_unit_test(widths_are_those_of_a_terminal),
        cmocka_unit_test(places_are_lines_and_columns_of_code_points),
        cmocka_unit_test(a_misspelt_word_finds_its_neighbour),
        cmocka_unit_test(a_problem_is_printed_with_the_line_and_a_caret),
        cmocka_unit_test(long_lines_are_cut_around_the_caret),
        cmocka_unit_test(every_code_has_its_own_id_and_words),
        cmocka_unit_test(every_status_has_a_sentence_and_an_exit_code),
        cmocka_unit_test(numbers_have_one_grammar),
        cmocka_unit_test(a_number_can_be_the_beginning_of_a_text),
        cmocka_unit_test(counts_are_exact_to_the_last_digit),
        cmocka_unit_test(numbers_print_in_few_digits),
        cmocka_unit_test(printed_numbers_read_back_and_none_is_shorter),
        cmocka_unit_test(halfway_decimals_round_to_even),
        cmocka_unit_test(exp_and_log_are_within_an_ulp),
        cmocka_unit_test(logistic_and_logit_are_accurate_at_both_ends),
        cmocka_unit_test(powers_are_within_an_ulp_and_exact_where_they_can_be),
        cmocka_unit_test(powers_of_special_numbers_are_those_of_c),
        cmocka_unit_test(rows_of_exp_and_logistic_have_the_bits_of_single_ones),
        cmocka_unit_test(the_tables_of_exp_and_log_are_right),
        cmocka_unit_test(the_bits_are_the_same_everywhere),
        cmocka_unit_test(a_file_is_written_whole_and_read_back),
        cmocka_unit_test(links_lead_to_the_real_file),
        cmocka_unit_test(failures_are_told_in_words),
        cmocka_unit_test(large_and_endless_files_are_refused),
        cmocka_unit_test(standard_output_is_checked),
        cmocka_unit_test(no_failing_call_harms_the_old_file),
        cmocka_unit_test(reading_survives_failing_calls),
        cmocka_unit_test(only_regular_files_are_looked_at),
        cmocka_unit_test(a_folder_is_made_once),
        cmocka_unit_test(the_clock_goes_forward),
        cmocka_unit_test(shortage_at_every_point_is_survived),
    };
    return cmocka_run_group_tests_name("base", tests, make_folder, remove_folder);
}
