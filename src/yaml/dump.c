#include "yaml/tree.h"

#include <string.h>

const struct cr_yaml *cr_yaml_find(const struct cr_yaml *map, const char *key)
{
    if (!map || map->kind != CR_YAML_MAP)
        return NULL;
    for (uint32_t i = 0; i < map->n_items; i++)
        if (!strcmp(map->keys[i]->text, key))
            return map->items[i];
    return NULL;
}

struct cr_place cr_yaml_place(const struct cr_yaml *scalar, size_t from, size_t to)
{
    if (scalar->kind != CR_YAML_SCALAR || !scalar->direct || from > to || to > scalar->n)
        return scalar->place;
    size_t begin = scalar->place.at + (scalar->style == CR_YAML_QUOTED);
    return (struct cr_place){(uint32_t)(begin + from), (uint32_t)(begin + to)};
}

/* Depth is bounded by the limits of reading. */
static void dump(const struct cr_yaml *node, struct cr_buf *out, size_t depth)
{
    static const char *const marks[] = {"", "\"", "|"};
    if (node->kind == CR_YAML_SCALAR) {
        cr_buf_str(out, marks[node->style]);
        cr_buf_escaped(out, node->text, node->n);
        cr_buf_str(out, node->style == CR_YAML_QUOTED ? "\"\n" : "\n");
        return;
    }
    cr_buf_str(out, node->kind == CR_YAML_LIST ? "list\n" : "map\n");
    for (uint32_t i = 0; i < node->n_items; i++) {
        cr_buf_repeat(out, "  ", depth + 1);
        if (node->kind == CR_YAML_MAP) {
            cr_buf_escaped(out, node->keys[i]->text, node->keys[i]->n);
            cr_buf_str(out, ": ");
        } else {
            cr_buf_str(out, "- ");
        }
        dump(node->items[i], out, depth + 1);
    }
}

void cr_yaml_dump(const struct cr_yaml *tree, struct cr_buf *out)
{
    dump(tree, out, 0);
}
