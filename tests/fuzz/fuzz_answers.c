/* Bytes as a class's answers: read, scored, and written in every form. What is wrong has a
 * sentence; Brier scores are from 0 to 2, and the parts of a score add up. */
#include "target.h"

#include "analysis/class.h"
#include "api/handle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1 << 16 };

static const char file[] =
    "crossroads: 1\ntitle: T\nstart: a\nnodes:\n"
    "  a: {ask: A?, chance: {x: {weight: 40%, then: x}, y: {weight: rest, then: b}}}\n"
    "  b: {ask: B?, chance: {u: {weight: 1, then: u}, v: {weight: 2, then: v}, w: {weight: 3, "
    "then: w}}}\n"
    "outcomes: {x: X, u: U, v: V, w: W}\n";
static struct crossroads_scenario *scenario;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    if (crossroads_load_text("class.yaml", file, sizeof file - 1, 0, &scenario) != CROSSROADS_OK)
        abort();
    return 0;
}

static void look_at(const struct cr_class_result *r)
{
    for (size_t i = 0; i < r->n_students; i++) {
        const struct cr_class_student *s = &r->students[i];
        const struct cr_class_parts *p = &s->parts;
        if (s->score.n + s->missed != r->n_questions)
            abort();
        if (s->score.n && !(s->score.brier >= 0 && s->score.brier <= 2 + 1e-9))
            abort();
        if (s->score.n && !isfinite(p->reliability - p->resolution + p->uncertainty + p->within))
            abort();
    }
    for (size_t i = 0; i < r->n_lost; i++) {
        if (!r->lost[i].line || !r->lost[i].why || !*r->lost[i].why)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const truths[] = {"a.y", "b.v"};
    static const char *const formats[] = {"text", "json", "dat", "csv", "md"};
    struct crossroads_options options;
    struct crossroads_answers answers;
    struct crossroads_result *result;
    if (n > LARGEST)
        return 0;
    crossroads_options_init(&options);
    crossroads_answers_init(&answers);
    answers.text = (const char *)bytes;
    answers.n = n;
    answers.truths = truths;
    answers.n_truths = 2;
    enum crossroads_status status = crossroads_score_answers(scenario, &options, &answers, &result);
    if (status == CROSSROADS_OK) {
        look_at(result->found);
        for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
            const char *out;
            size_t length;
            if (crossroads_write(result, formats[i], NULL, &out, &length) != CROSSROADS_OK ||
                strlen(out) != length)
                abort();
        }
    } else if ((status != CROSSROADS_INPUT && status != CROSSROADS_USAGE) || !result ||
               !*crossroads_message(result)) {
        abort();
    }
    crossroads_result_free(result);
    return 0;
}
