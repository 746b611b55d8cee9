/* Bytes to a YAML tree: whatever they are, there is a tree or there is an error with a place; and
 * every place lies inside the file. */
#include "target.h"

#include "yaml/tree.h"

#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

static void check_problems(const struct cr_diags *diags, size_t n)
{
    for (size_t i = 0; i < diags->problems.n; i++) {
        struct cr_place place = diags->problems.at[i].place;
        if (place.at == CR_NOWHERE.at)
            continue;
        if (place.at > n || place.end < place.at || place.end > n)
            abort();
    }
}

struct input {
    const uint8_t *bytes;
    size_t n;
};

static enum cr_status read_input(struct cr_arena *arena, struct cr_arena *no_arena, void *context)
{
    static const struct cr_yaml_limits small = {
        .bytes = (size_t)1 << 20, .depth = 64, .nodes = 20000, .scalar = (size_t)1 << 16};
    const struct input *input = context;
    struct cr_source source;
    struct cr_diags diags;
    struct cr_buf out;

    (void)no_arena;
    cr_source_init(&source, arena, "fuzz.yaml", (const char *)input->bytes, input->n);
    cr_diags_init(&diags, arena, &source);
    const struct cr_yaml *tree = cr_yaml_read(arena, &source, &small, &diags);
    if (!tree && diags.n_errors == 0)
        abort();
    check_problems(&diags, input->n);
    cr_buf_init(&out, arena);
    if (tree)
        cr_yaml_dump(tree, &out);
    cr_diags_print(&diags, &out, 0, 20);
    return CR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct input input = {bytes, n};
    (void)!cr_with_work(NULL, read_input, &input);
    return 0;
}
