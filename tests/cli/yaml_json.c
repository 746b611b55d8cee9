/* usage: yaml_json FILE...: each YAML file as one line of JSON, with the types that an editor gives
 * its values (YAML 1.2 core: true, 12, 1.5, null; everything else is text). A file that is no YAML:
 * null. For the test of the schema. */
#include "base/num.h"
#include "base/seam.h"
#include "write/escape.h"
#include "yaml/tree.h"

#include <stdio.h>
#include <string.h>

/* Trees are at most 64 deep. */
static void put(const struct cr_yaml *yaml, struct cr_buf *out)
{
    double x;
    int list = yaml->kind == CR_YAML_LIST, plain = yaml->style == CR_YAML_PLAIN;

    if (yaml->kind != CR_YAML_SCALAR) {
        cr_buf_char(out, list ? '[' : '{');
        for (uint32_t i = 0; i < yaml->n_items; i++) {
            cr_buf_str(out, i ? ", " : "");
            if (!list) {
                cr_escape_json(out, yaml->keys[i]->text);
                cr_buf_str(out, ": ");
            }
            put(yaml->items[i], out);
        }
        cr_buf_char(out, list ? ']' : '}');
    } else if (plain && (!yaml->n || !strcmp(yaml->text, "~") || !strcmp(yaml->text, "null")))
        cr_buf_str(out, "null");
    else if (plain && (!strcmp(yaml->text, "true") || !strcmp(yaml->text, "false")))
        cr_buf_str(out, yaml->text);
    else if (plain && yaml->text[0] != '+' && cr_num_read(yaml->text, yaml->n, &x) == CR_NUM_OK)
        cr_buf_add(out, yaml->text, yaml->n);
    else
        cr_escape_json(out, yaml->text);
}

static enum cr_status convert(struct cr_arena *arena, struct cr_arena *no_arena, void *file)
{
    const char *path = file;
    char problem[256], *bytes;
    struct cr_source source;
    struct cr_diags diags;
    struct cr_buf out;
    size_t n;

    (void)no_arena;
    if (cr_seam_read(path, (size_t)1 << 24, &bytes, &n, problem) != CR_OK) {
        fprintf(stderr, "%s: %s\n", path, problem);
        return CR_IO;
    }
    cr_source_init(&source, arena, path, bytes, n);
    cr_diags_init(&diags, arena, &source);
    const struct cr_yaml *tree = cr_yaml_read(arena, &source, &cr_yaml_default_limits, &diags);
    cr_buf_init(&out, arena);
    if (tree)
        put(tree, &out);
    puts(tree ? out.s : "null");
    cr_seam_free(bytes);
    return CR_OK;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (cr_with_work(NULL, convert, argv[i]) != CR_OK)
            return 1;
    return 0;
}
