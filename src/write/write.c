/* The formats and the results: which there are, and who writes each. A new one is a row of a table.
 */
#include "write/write.h"

#include "write/result_schema.h"

#include <string.h>

const struct cr_writer cr_writers[] = {
#define CR_WRITER(name, extension, results, scenario, help)                                        \
    {name, extension, help, results, scenario},
#include "write/writers.def"
#undef CR_WRITER
};
const size_t cr_n_writers = sizeof cr_writers / sizeof *cr_writers;

const struct cr_writer *cr_writer_find(const char *name)
{
    for (size_t i = 0; i < cr_n_writers; i++)
        if (!strcmp(cr_writers[i].name, name))
            return &cr_writers[i];
    return NULL;
}

static const struct cr_forms *const results[] = {&cr_forms_run, &cr_forms_solve, &cr_forms_observe,
    &cr_forms_score, &cr_forms_class, &cr_forms_compare, &cr_forms_diff, &cr_forms_paths,
    &cr_forms_pool, &cr_forms_sensitivity, &cr_forms_show, &cr_forms_path, &cr_forms_check,
    &cr_forms_list, &cr_forms_lesson};

bool cr_write_schema(const char *name, struct cr_buf *out)
{
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (!strcmp(results[i]->name, name)) {
            cr_result_schema(results[i], out);
            return true;
        }
    return false;
}

static const char *find_word(const char *bytes, size_t n, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= n; i++)
        if (!memcmp(bytes + i, word, length))
            return bytes + i;
    return NULL;
}

/* Every output carries "crossroads" and the version; data files in their first lines, texts in
 * their last. */
static bool has_mark(const char *bytes, size_t n)
{
    static const char *const marks[] = {"\"schema\": \"crossroads.", "crossroads 0.",
        "crossroads 1.", "\"title\": \"" CR_SCHEMA_TITLE "\"", "\"title\": \"crossroads."};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (find_word(bytes, n, marks[i]))
            return true;
    return false;
}

bool cr_write_is_ours(const char *bytes, size_t n)
{
    enum { LOOK = 600 };
    if (n <= LOOK)
        return has_mark(bytes, n);
    return has_mark(bytes, LOOK) || has_mark(bytes + n - LOOK, LOOK);
}
