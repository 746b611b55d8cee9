/* What two files say differently, key by key.
 *
 * Both are printed in the canonical form and read as trees, so that every key of the language is
 * compared, whatever short form or order it was written in; the table of keys says what a mapping
 * holds. Names that were changed are put back first (diff_names.c). The changes are then sorted by
 * what readers look for first. */
#include "scenario/diff.h"

#include "base/num.h"
#include "scenario/keys.h"
#include "yaml/tree.h"

#include <math.h>
#include <string.h>

struct walk {
    struct cr_arena *arena;
    bool untitled; /* one of the files has its name for a title */
    CR_VEC(struct cr_change) changes;
};

const struct cr_yaml *cr_diff_tree(struct cr_arena *arena, const struct cr_scenario *s)
{
    static const struct cr_yaml_limits all = {SIZE_MAX, 64, SIZE_MAX, SIZE_MAX};
    struct cr_source *source = CR_NEW(arena, struct cr_source, 1);
    struct cr_diags *diags = CR_NEW(arena, struct cr_diags, 1);
    struct cr_buf text;
    cr_buf_init(&text, arena);
    cr_scenario_print(s, &text);
    cr_source_init(source, arena, s->source->name, text.s, text.n);
    cr_diags_init(diags, arena, source);
    return cr_yaml_read(arena, source, &all, diags);
}

static double number_of(const char *text)
{
    double x;
    size_t n = text ? strlen(text) : 0;
    bool percent = n > 0 && text[n - 1] == '%';
    if (n == 0 || cr_num_read(text, n - percent, &x) != CR_NUM_OK)
        return NAN;
    return percent ? x / 100 : x;
}

static void add(struct walk *w, enum cr_change_kind kind, enum cr_change_topic topic,
    const char *what, const char *where, const char *from, const char *to)
{
    struct cr_change change = {kind, topic, what, where, from, to, number_of(from), number_of(to)};
    cr_vec_push(w->arena, &w->changes, change);
}

/* A value in one line: [a, b] and {k: v} of what is no scalar. */
static void print_value(const struct cr_yaml *yaml, struct cr_buf *out)
{
    bool map = yaml->kind == CR_YAML_MAP;
    if (yaml->kind == CR_YAML_SCALAR) {
        cr_buf_str(out, yaml->text);
        return;
    }
    cr_buf_char(out, map ? '{' : '[');
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        cr_buf_printf(
            out, "%s%s%s", i ? ", " : "", map ? yaml->keys[i]->text : "", map ? ": " : "");
        print_value(yaml->items[i], out);
    }
    cr_buf_char(out, map ? '}' : ']');
}

static const char *value_of(struct walk *w, const struct cr_yaml *yaml)
{
    struct cr_buf text;
    if (!yaml)
        return NULL;
    cr_buf_init(&text, w->arena);
    print_value(yaml, &text);
    return text.n ? text.s : "";
}

static enum cr_change_topic topic_of(const struct cr_key_info *key)
{
    switch (key->type) {
    case CR_TYPE_WEIGHT:
    case CR_TYPE_LENS_WEIGHT:
    case CR_TYPE_SHIFTS:
        return CR_TOPIC_WEIGHTS;
    case CR_TYPE_EFFECTS:
    case CR_TYPE_PAYOFFS:
    case CR_TYPE_LENS_PAYOFFS:
        return CR_TOPIC_EFFECTS;
    case CR_TYPE_TARGET:
    case CR_TYPE_ACTOR:
    case CR_TYPE_ACTORS:
    case CR_TYPE_FLAG:
    case CR_TYPE_COUNT:
    case CR_TYPE_STAGE:
        return CR_TOPIC_WAYS;
    case CR_TYPE_TEXT:
    case CR_TYPE_TEXTS:
    case CR_TYPE_BECAUSE:
    case CR_TYPE_COLOR:
    case CR_TYPE_BASIS:
    case CR_TYPE_VERSION:
        return CR_TOPIC_WORDS;
    default:
        break;
    }
    if (key->object == CR_OBJECT_LESSON)
        return CR_TOPIC_WORDS;
    if (key->object == CR_OBJECT_STAGE || key->object == CR_OBJECT_SOURCE)
        return CR_TOPIC_WORDS; /* their dates: no number comes from them */
    return !strcmp(key->key, "when") || !strcmp(key->key, "confidence") ? CR_TOPIC_WEIGHTS
                                                                        : CR_TOPIC_NUMBERS;
}

static bool has_item(const struct cr_yaml *list, const char *text)
{
    if (list && list->kind == CR_YAML_SCALAR)
        return !strcmp(list->text, text);
    for (uint32_t i = 0; list && i < list->n_items; i++)
        if (list->items[i]->kind == CR_YAML_SCALAR && !strcmp(list->items[i]->text, text))
            return true;
    return false;
}

/* Reasons and tags: each that came or went, whatever the order. */
static void compare_lists(struct walk *w, const struct cr_key_info *key, const char *where,
    const struct cr_yaml *a, const struct cr_yaml *b)
{
    const char *what = key->type == CR_TYPE_BECAUSE ? "reason"
                       : key->type == CR_TYPE_TAGS  ? "tag"
                                                    : key->key;
    enum cr_change_topic topic = topic_of(key);
    for (uint32_t i = 0; a && a->kind == CR_YAML_LIST && i < a->n_items; i++)
        if (!has_item(b, a->items[i]->text))
            add(w, CR_REMOVED, topic, what, where, a->items[i]->text, NULL);
    for (uint32_t i = 0; b && b->kind == CR_YAML_LIST && i < b->n_items; i++)
        if (!has_item(a, b->items[i]->text))
            add(w, CR_ADDED, topic, what, where, NULL, b->items[i]->text);
}

/* change: {trust: 5}, signals: {cry: {yes: 20%}}: entry by entry, down to single values. */
static void compare_entries(struct walk *w, const char *what, enum cr_change_topic topic,
    const char *where, const struct cr_yaml *a, const struct cr_yaml *b)
{
    const struct cr_yaml *sides[] = {a, b};
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; sides[side] && i < sides[side]->n_items; i++) {
            const char *key = sides[side]->keys[i]->text;
            const struct cr_yaml *x = a ? cr_yaml_find(a, key) : NULL;
            const struct cr_yaml *y = b ? cr_yaml_find(b, key) : NULL;
            const char *name = cr_arena_printf(w->arena, "%s %s", what, key);
            if (side == 1 && x)
                continue; /* told with the first */
            if ((!x || x->kind == CR_YAML_MAP) && (!y || y->kind == CR_YAML_MAP)) {
                compare_entries(w, name, topic, where, x, y);
                continue;
            }
            const char *from = value_of(w, x), *to = value_of(w, y);
            if (!from || !to || strcmp(from, to) != 0)
                add(w,
                    !from ? CR_ADDED
                    : !to ? CR_REMOVED
                          : CR_CHANGED,
                    topic, name, where, from, to);
        }
}

static void compare_objects(struct walk *w, enum cr_object object, const char *where,
    const struct cr_yaml *a, const struct cr_yaml *b);

/* What stands under a key; a value alone is the short form of its mapping. */
static const struct cr_yaml *field_of(
    enum cr_object object, const struct cr_yaml *yaml, const char *key)
{
    if (yaml && yaml->kind == CR_YAML_SCALAR)
        return strcmp(cr_objects[object].short_form, key) == 0 ? yaml : NULL;
    return yaml ? cr_yaml_find(yaml, key) : NULL;
}

/* What a new or lost item is, in its own words. */
static const char *summary(struct walk *w, enum cr_object object, const struct cr_yaml *item)
{
    static const char *const keys[] = {"ask", "weight", "value", "start", "cite", "saw", "label"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct cr_yaml *found = field_of(object, item, keys[i]);
        if (found)
            return value_of(w, found);
    }
    return "";
}

static const char *place_of(
    struct walk *w, enum cr_object object, const char *where, const char *id)
{
    if (!*where)
        return id;
    return cr_arena_printf(w->arena, object == CR_OBJECT_BRANCH ? "%s.%s" : "%s: %s", where, id);
}

static void compare_maps(struct walk *w, enum cr_object object, const char *where,
    const struct cr_yaml *a, const struct cr_yaml *b)
{
    enum cr_change_topic topic =
        object == CR_OBJECT_LENS_WEIGHT ? CR_TOPIC_WEIGHTS : CR_TOPIC_ITEMS;
    struct cr_diff_index in_a = cr_diff_index(w->arena, a), in_b = cr_diff_index(w->arena, b);
    for (uint32_t i = 0; a && i < a->n_items; i++) {
        const char *id = a->keys[i]->text, *place = place_of(w, object, where, id);
        const struct cr_yaml *other = cr_diff_find(&in_b, id);
        if (other)
            compare_objects(w, object, place, a->items[i], other);
        else
            add(w, CR_REMOVED, topic, cr_objects[object].noun, place,
                summary(w, object, a->items[i]), NULL);
    }
    for (uint32_t i = 0; b && i < b->n_items; i++)
        if (!cr_diff_find(&in_a, b->keys[i]->text))
            add(w, CR_ADDED, topic, cr_objects[object].noun,
                place_of(w, object, where, b->keys[i]->text), NULL,
                summary(w, object, b->items[i]));
}

static void compare_values(struct walk *w, const struct cr_key_info *key, const char *where,
    const struct cr_yaml *a, const struct cr_yaml *b)
{
    switch (key->type) {
    case CR_TYPE_MAP_OF:
        compare_maps(w, key->of, where, a, b);
        return;
    case CR_TYPE_OBJECT:
        compare_objects(w, key->of, "", a, b);
        return;
    case CR_TYPE_BECAUSE:
    case CR_TYPE_TAGS:
    case CR_TYPE_TEXTS:
        compare_lists(w, key, where, a, b);
        return;
    default:
        break;
    }
    if ((!a || a->kind == CR_YAML_MAP) && (!b || b->kind == CR_YAML_MAP)) {
        compare_entries(w, key->key, topic_of(key), where, a, b);
        return;
    }
    const char *from = value_of(w, a), *to = value_of(w, b);
    if (!from || !to || strcmp(from, to) != 0)
        add(w,
            !from ? CR_ADDED
            : !to ? CR_REMOVED
                  : CR_CHANGED,
            topic_of(key), key->key, where, from, to);
}

/* What a node is, and its branches under whichever key they stand. */
static void compare_kinds(
    struct walk *w, const char *where, const struct cr_yaml *a, const struct cr_yaml *b)
{
    const char *from, *to;
    const struct cr_yaml *x = cr_diff_branches(a, &from), *y = cr_diff_branches(b, &to);
    if (from && to && strcmp(from, to) != 0)
        add(w, CR_CHANGED, CR_TOPIC_WAYS, "kind", where,
            !strcmp(from, "options") ? "decision" : from, !strcmp(to, "options") ? "decision" : to);
    compare_maps(w, CR_OBJECT_BRANCH, where, x, y);
}

static void compare_objects(struct walk *w, enum cr_object object, const char *where,
    const struct cr_yaml *a, const struct cr_yaml *b)
{
    const struct cr_object_info *info = &cr_objects[object];
    for (int k = info->first; k < info->first + info->n; k++) {
        const struct cr_yaml *x = field_of(object, a, cr_keys[k].key);
        const struct cr_yaml *y = field_of(object, b, cr_keys[k].key);
        bool branches = object == CR_OBJECT_NODE && cr_keys[k].type == CR_TYPE_MAP_OF;
        if (w->untitled && object == CR_OBJECT_SCENARIO && !strcmp(cr_keys[k].key, "title"))
            continue;
        if ((x || y) && !branches)
            compare_values(w, &cr_keys[k], where, x, y);
    }
    if (object == CR_OBJECT_NODE)
        compare_kinds(w, where, a, b);
}

static void add_renames(struct walk *w, const struct cr_scenario_diff *diff)
{
    for (size_t i = 0; i < diff->n_renames; i++) {
        const struct cr_rename *r = &diff->renames[i];
        const char *dot = *r->where ? "." : "";
        add(w, CR_RENAMED, CR_TOPIC_ITEMS, r->what,
            cr_arena_printf(w->arena, "%s%s%s", r->where, dot, r->was), r->was, r->now);
    }
}

/* The second scenario by the first one's names, or NULL. */
static struct cr_scenario *read_again(
    struct cr_arena *arena, const struct cr_scenario *b, const struct cr_yaml *tree)
{
    struct cr_source *source = CR_NEW(arena, struct cr_source, 1);
    struct cr_diags *diags = CR_NEW(arena, struct cr_diags, 1);
    struct cr_buf text;
    cr_buf_init(&text, arena);
    cr_diff_write(tree, &text);
    cr_source_init(source, arena, b->source->name, text.s, text.n);
    cr_diags_init(diags, arena, source);
    return cr_scenario_read(arena, source, 0, diags);
}

/* Whether the title is the file's own name, for want of another. */
static bool is_untitled(const struct cr_scenario *s)
{
    const char *slash = strrchr(s->source->name, '/'), *name = slash ? slash + 1 : s->source->name;
    size_t n = strlen(s->title);
    return !strncmp(name, s->title, n) &&
           (!name[n] || (name[n] == '.' && !strchr(name + n + 1, '.')));
}

static size_t count_common(struct cr_arena *arena, const struct cr_yaml *a, const struct cr_yaml *b)
{
    struct cr_diff_index in_b = cr_diff_index(arena, b);
    size_t n = 0;
    for (uint32_t i = 0; a && i < a->n_items; i++)
        n += cr_diff_find(&in_b, a->keys[i]->text) != NULL;
    return n;
}

void cr_scenario_compare(struct cr_arena *arena, const struct cr_scenario *a, struct cr_scenario *b,
    struct cr_scenario_diff *diff)
{
    struct walk w = {.arena = arena};
    const struct cr_yaml *x = cr_diff_tree(arena, a), *y = cr_diff_tree(arena, b);
    *diff = (struct cr_scenario_diff){.renamed = b};
    w.untitled = is_untitled(a) || is_untitled(b);
    if (!x || !y)
        return;
    cr_diff_find_renames(arena, x, y, diff);
    y = cr_diff_translate(arena, y, diff->renames, diff->n_renames);
    size_t n = diff->n_renames;
    cr_diff_find_branches(arena, x, y, diff);
    if (diff->n_renames > n)
        y = cr_diff_translate(arena, y, diff->renames + n, diff->n_renames - n);
    if (diff->n_renames) {
        struct cr_scenario *again = read_again(arena, b, y);
        diff->renamed = again ? again : b;
    }
    add_renames(&w, diff);
    compare_objects(&w, CR_OBJECT_SCENARIO, "", x, y);
    diff->n_common = count_common(arena, cr_yaml_find(x, "nodes"), cr_yaml_find(y, "nodes"));
    diff->changes = CR_NEW(arena, struct cr_change, w.changes.n);
    for (int topic = 0; topic <= CR_TOPIC_WORDS; topic++)
        for (size_t i = 0; i < w.changes.n; i++)
            if ((int)w.changes.at[i].topic == topic)
                diff->changes[diff->n++] = w.changes.at[i];
}
