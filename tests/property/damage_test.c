/* A scenario of about five kilobytes, cut after every byte and with every byte replaced eight
 * times: it is read or refused, and what refuses it has a place in the file. */
#include "api/handle.h"

#include "base/seam.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static char *text;
static size_t length, n_read, n_refused;

static int open_file(void **state)
{
    char problem[256];

    (void)state;
    n_read = n_refused = 0;
    return cr_seam_read(CR_ROOT "/scenarios/templates/crisis.yaml", 1 << 20, &text, &length,
               problem) == CR_OK
               ? 0
               : -1;
}

static int close_file(void **state)
{
    (void)state;
    cr_seam_free(text);
    printf("%zu read, %zu refused\n", n_read, n_refused);
    return 0;
}

static void try(const char *bytes, size_t n, size_t where)
{
    struct crossroads_scenario *s;
    struct crossroads_problem problem;
    enum crossroads_status status = crossroads_load_text("damaged.yaml", bytes, n, 1, &s);

    if (status != CROSSROADS_OK && status != CROSSROADS_INPUT)
        fail_msg("byte %zu: %s", where, crossroads_status_text(status));
    size_t count = crossroads_problem_count(s), errors = 0;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(crossroads_problem(s, i, &problem), CROSSROADS_OK);
        errors += problem.severity == CROSSROADS_ERROR;
        if (!problem.line || !problem.column || !*problem.message)
            fail_msg("byte %zu: %s has no place or no words", where, problem.id);
    }
    if ((errors > 0) != (status == CROSSROADS_INPUT))
        fail_msg("byte %zu: %zu errors, but %s", where, errors, crossroads_status_text(status));
    n_read += status == CROSSROADS_OK;
    n_refused += status == CROSSROADS_INPUT;
    crossroads_scenario_free(s);
}

static void every_prefix_is_read_or_refused(void **state)
{
    (void)state;
    for (size_t n = 0; n <= length; n++)
        try(text, n, n);
    assert_true(n_read > 0 && n_refused > 4000);
}

static void every_changed_byte_is_read_or_refused(void **state)
{
    static const char others[] = "\0\t\n{'#\xff-";

    (void)state;
    for (size_t i = 0; i < length; i++) {
        char kept = text[i];
        for (size_t k = 0; k < sizeof others - 1; k++) {
            text[i] = others[k];
            try(text, length, i);
        }
        text[i] = kept;
    }
    assert_true(n_read > 1000 && n_refused > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_prefix_is_read_or_refused, open_file, close_file),
        cmocka_unit_test_setup_teardown(
            every_changed_byte_is_read_or_refused, open_file, close_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
