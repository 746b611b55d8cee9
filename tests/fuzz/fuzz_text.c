/* Bytes to expressions and values: the grammars that stand inside one scalar. An expression that is
 * accepted prints as a text that is the same expression; its value is the same after folding. */
#include "target.h"

#include "scenario/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char frame[] = "crossroads: 1\nstart: a\nparameters: {p: 10% to 30%, q: 3}\n"
                            "state: {grip: {start: 50, between: [0, 100]}, reform: 20}\n"
                            "nodes:\n  a: {ask: A?, chance: {x: b, y: end}}\n"
                            "  b: {ask: B?, chance: {x: end, y: end}}\noutcomes: {end: End}\n";

static struct cr_arena *frame_arena;
static struct cr_scenario *scenario;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    frame_arena = cr_arena_new();
    if (!frame_arena)
        abort();
    struct cr_source *source = CR_NEW(frame_arena, struct cr_source, 1);
    struct cr_diags *diags = CR_NEW(frame_arena, struct cr_diags, 1);
    cr_source_init(source, frame_arena, "frame.yaml", frame, sizeof frame - 1);
    cr_diags_init(diags, frame_arena, source);
    scenario = cr_scenario_read(frame_arena, source, 0, diags);
    if (!scenario)
        abort();
    return 0;
}

static struct cr_expr *parse(struct cr_arena *arena, const char *text, struct cr_diags *diags)
{
    struct cr_expr_text whole = {.s = text, .n = strlen(text), .base = CR_NOWHERE};
    return cr_expr_parse(arena, &whole, diags);
}

static char *print(struct cr_arena *arena, const struct cr_expr *expr)
{
    struct cr_buf out;
    cr_buf_init(&out, arena);
    cr_expr_print(expr, &out);
    return out.s;
}

static void try_expression(struct cr_arena *arena, const char *text, struct cr_diags *diags)
{
    struct cr_expr *expr = parse(arena, text, diags), *again;
    char *first;

    if (!expr != (diags->n_errors > 0))
        abort();
    if (!expr)
        return;
    first = print(arena, expr);
    again = parse(arena, first, diags);
    if (!again || strcmp(print(arena, again), first) != 0)
        abort();
}

static void try_value(struct cr_arena *arena, const char *text, enum cr_value_place place)
{
    struct cr_diags diags;
    struct cr_value value = {0};

    cr_diags_init(&diags, arena, NULL);
    bool good = cr_value_read_text(arena, scenario, text, place, &value, &diags) == CR_OK;
    if (good != (diags.n_errors == 0) || (good && value.kind == CR_VALUE_NONE))
        abort();
    if (!good || value.kind != CR_VALUE_DIST)
        return;
    for (double u = 0.01; u < 1; u += 0.14)
        if (isnan(cr_dist_quantile(value.dist, u)))
            abort();
}

struct input {
    const uint8_t *bytes;
    size_t n;
};

static enum cr_status try_input(struct cr_arena *arena, struct cr_arena *no_arena, void *context)
{
    const struct input *input = context;
    struct cr_diags diags;
    (void)no_arena;
    const char *text = cr_arena_strndup(arena, (const char *)input->bytes, input->n);
    cr_diags_init(&diags, arena, NULL);
    try_expression(arena, text, &diags);
    for (int place = CR_AT_PARAMETER; place <= CR_AT_PROBABILITY; place++)
        try_value(arena, text, (enum cr_value_place)place);
    return CR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct input input = {bytes, n};
    if (n <= 4096)
        (void)!cr_with_work(NULL, try_input, &input);
    return 0;
}
