/* What a second file calls otherwise than the first.
 *
 * Items that went and items that came are paired by how alike they are: the share of their leaves
 * (a key with its value) that both have. What is called otherwise is then put back to its old name
 * in the whole tree, so that a `then` that follows its node is no change of its own, and so that
 * both files can be played on the same luck, which goes by names. */
#include "scenario/diff.h"

#include "scenario/keys.h"
#include "yaml/tree.h"

#include <string.h>

#define CR_ALIKE 0.5 /* less in common, and they are two things */

const struct cr_yaml *cr_diff_branches(const struct cr_yaml *node, const char **key)
{
    static const char *const keys[] = {"chance", "options", "rule"};
    for (size_t i = 0; i < 3; i++) {
        const struct cr_yaml *found = node ? cr_yaml_find(node, keys[i]) : NULL;
        *key = keys[i];
        if (found)
            return found;
    }
    *key = NULL;
    return NULL;
}

/* ------------------------------------------------------------------ likeness */

struct leaves {
    size_t n, same;
};

/* Counts the leaves of a, and those that b has with the same value at the same place. */
static void count(const struct cr_yaml *a, const struct cr_yaml *b, struct leaves *leaves)
{
    if (a->kind == CR_YAML_SCALAR) {
        leaves->n++;
        leaves->same += b && b->kind == CR_YAML_SCALAR && !strcmp(a->text, b->text);
        return;
    }
    for (uint32_t i = 0; i < a->n_items; i++) {
        const struct cr_yaml *other = NULL;
        if (b && a->kind == CR_YAML_MAP && b->kind == CR_YAML_MAP)
            other = cr_yaml_find(b, a->keys[i]->text);
        else if (b && a->kind == CR_YAML_LIST && b->kind == CR_YAML_LIST && i < b->n_items)
            other = b->items[i];
        count(a->items[i], other, leaves);
    }
}

const struct cr_yaml *cr_diff_find(const struct cr_diff_index *index, const char *name)
{
    int at = index->map ? cr_map_find(index->map, name) : -1;
    if (index->map)
        return at < 0 ? NULL : index->yaml->items[at];
    return index->yaml ? cr_yaml_find(index->yaml, name) : NULL;
}

struct cr_diff_index cr_diff_index(struct cr_arena *arena, const struct cr_yaml *yaml)
{
    enum { FEW = 16 };
    struct cr_diff_index index = {yaml, NULL};
    if (!yaml || yaml->kind != CR_YAML_MAP || yaml->n_items <= FEW)
        return index;
    index.map = CR_NEW(arena, struct cr_map, 1);
    cr_map_init(index.map, arena);
    for (uint32_t i = 0; i < yaml->n_items; i++)
        cr_map_add(index.map, yaml->keys[i]->text, (int)i);
    return index;
}

/* The same question, label or citation says that it is the same thing. */
static bool is_told_alike(const struct cr_yaml *a, const struct cr_yaml *b)
{
    static const char *const keys[] = {"ask", "label", "cite"};
    for (size_t i = 0; a->kind == CR_YAML_MAP && b->kind == CR_YAML_MAP && i < 3; i++) {
        const struct cr_yaml *x = cr_yaml_find(a, keys[i]), *y = cr_yaml_find(b, keys[i]);
        if (x && y && x->kind == CR_YAML_SCALAR && y->kind == CR_YAML_SCALAR)
            return !strcmp(x->text, y->text);
    }
    return false;
}

static double likeness(const struct cr_yaml *a, const struct cr_yaml *b)
{
    struct leaves x = {0, 0}, y = {0, 0};
    count(a, b, &x);
    count(b, a, &y);
    size_t most = x.n > y.n ? x.n : y.n;
    return (most ? (double)x.same / (double)most : 0) + is_told_alike(a, b);
}

static bool is_taken(const struct cr_scenario_diff *diff, size_t from, const char *now)
{
    for (size_t i = from; i < diff->n_renames; i++)
        if (!strcmp(diff->renames[i].now, now))
            return true;
    return false;
}

/* Items of one file that the other has not. */
static size_t missing(struct cr_arena *arena, const struct cr_yaml *a,
    const struct cr_diff_index *b, uint32_t **items)
{
    size_t n = 0;
    *items = CR_NEW(arena, uint32_t, a->n_items);
    for (uint32_t i = 0; i < a->n_items; i++)
        if (!cr_diff_find(b, a->keys[i]->text))
            (*items)[n++] = i;
    return n;
}

/* The most alike of b's new items for each of a's that are gone. */
static void pair_up(struct cr_arena *arena, const struct cr_yaml *a, const struct cr_yaml *b,
    const char *what, const char *where, struct cr_scenario_diff *diff)
{
    enum { MOST_PAIRS = 100000 }; /* beyond, the files have little to do with each other */
    if (!a || !b || a->kind != CR_YAML_MAP || b->kind != CR_YAML_MAP)
        return;
    size_t from = diff->n_renames;
    struct cr_diff_index in_a = cr_diff_index(arena, a), in_b = cr_diff_index(arena, b);
    uint32_t *gone, *new;
    size_t n_gone = missing(arena, a, &in_b, &gone), n_new = missing(arena, b, &in_a, &new);
    for (size_t i = 0; n_gone * n_new <= MOST_PAIRS && i < n_gone; i++) {
        double best = 0;
        const char *now = NULL;
        for (size_t k = 0; k < n_new; k++) {
            const char *name = b->keys[new[k]]->text;
            double like = likeness(a->items[gone[i]], b->items[new[k]]);
            if (like > best && !is_taken(diff, from, name)) {
                best = like;
                now = name;
            }
        }
        if (best < CR_ALIKE || !now)
            continue;
        struct cr_rename *more = CR_NEW(arena, struct cr_rename, diff->n_renames + 1);
        if (diff->n_renames)
            memcpy(more, diff->renames, diff->n_renames * sizeof *more);
        more[diff->n_renames++] = (struct cr_rename){what, where, a->keys[gone[i]]->text, now};
        diff->renames = more;
    }
}

void cr_diff_find_renames(struct cr_arena *arena, const struct cr_yaml *a, const struct cr_yaml *b,
    struct cr_scenario_diff *diff)
{
    for (int k = CR_FIRST_SCENARIO; k < CR_LAST_SCENARIO; k++)
        if (cr_keys[k].type == CR_TYPE_MAP_OF)
            pair_up(arena, cr_yaml_find(a, cr_keys[k].key), cr_yaml_find(b, cr_keys[k].key),
                cr_objects[cr_keys[k].of].noun, "", diff);
}

void cr_diff_find_branches(struct cr_arena *arena, const struct cr_yaml *a, const struct cr_yaml *b,
    struct cr_scenario_diff *diff)
{
    const struct cr_yaml *nodes = cr_yaml_find(a, "nodes"), *others = cr_yaml_find(b, "nodes");
    struct cr_diff_index index = cr_diff_index(arena, others);
    for (uint32_t i = 0; nodes && others && i < nodes->n_items; i++) {
        const char *id = nodes->keys[i]->text, *key;
        const struct cr_yaml *other = cr_diff_find(&index, id);
        if (!other)
            continue;
        pair_up(arena, cr_diff_branches(nodes->items[i], &key), cr_diff_branches(other, &key),
            "branch", id, diff);
        pair_up(arena, cr_yaml_find(nodes->items[i], "signals"), cr_yaml_find(other, "signals"),
            "signal", id, diff);
    }
}

/* ------------------------------------------------------------------ back to the old names */

struct translation {
    struct cr_arena *arena;
    const struct cr_rename *renames;
    size_t n;
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static const char *old_name(const struct translation *t, const char *name, size_t n)
{
    for (size_t i = 0; i < t->n; i++)
        if (!*t->renames[i].where && strlen(t->renames[i].now) == n &&
            !memcmp(t->renames[i].now, name, n))
            return t->renames[i].was;
    return NULL;
}

/* NODE.BRANCH at the beginning of `text` that is called otherwise: its length and old name. */
static const char *old_branch(const struct translation *t, const char *text, size_t *length)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct cr_rename *r = &t->renames[i];
        const char *node = r->where;
        if (!*node)
            continue;
        size_t n = strlen(node), m = strlen(r->now);
        if (strncmp(text, node, n) != 0 || text[n] != '.' ||
            strncmp(text + n + 1, r->now, m) != 0 ||
            (text[n + 1 + m] && !strchr("'\"", text[n + 1 + m])))
            continue;
        *length = n + 1 + m;
        return cr_arena_printf(t->arena, "%s.%s", r->where, r->was);
    }
    return NULL;
}

/* Every name in a text that is no prose. */
static const char *translate_text(const struct translation *t, const char *text)
{
    struct cr_buf out;
    cr_buf_init(&out, t->arena);
    for (size_t i = 0; text[i];) {
        size_t n = 0;
        bool begins = i == 0 || (!is_word(text[i - 1]) && text[i - 1] != '.');
        const char *old = begins ? old_branch(t, text + i, &n) : NULL;
        if (!old && is_word(text[i])) {
            while (is_word(text[i + n]))
                n++;
            old = begins ? old_name(t, text + i, n) : NULL;
        }
        if (old)
            cr_buf_str(&out, old);
        else
            cr_buf_add(&out, text + i, n ? n : (n = 1));
        i += n;
    }
    return out.n ? out.s : "";
}

static struct cr_yaml *copy(struct cr_arena *arena, const struct cr_yaml *yaml)
{
    struct cr_yaml *new = CR_NEW(arena, struct cr_yaml, 1);
    *new = *yaml;
    if (yaml->n_items) {
        new->items = CR_NEW(arena, const struct cr_yaml *, yaml->n_items);
        new->keys = CR_NEW(arena, const struct cr_yaml *, yaml->n_items);
    }
    return new;
}

static const struct cr_yaml *scalar(
    struct cr_arena *arena, const struct cr_yaml *yaml, const char *text)
{
    struct cr_yaml *new = copy(arena, yaml);
    new->text = text;
    new->n = (uint32_t)strlen(text);
    return new;
}

static bool is_prose(const char *key)
{
    static const char *const keys[] = {"title", "about", "label", "ask", "cite", "url", "note",
        "low", "high", "date", "as_of", "tags", "color", "lesson", "basis"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strcmp(key, keys[i]))
            return true;
    return false;
}

/* A label that is only the name goes with the name. */
static const struct cr_yaml *label_of(
    const struct translation *t, const char *key, const struct cr_yaml *yaml)
{
    const char *was = yaml->kind == CR_YAML_SCALAR && !strcmp(key, "label")
                          ? old_name(t, yaml->text, strlen(yaml->text))
                          : NULL;
    return was ? scalar(t->arena, yaml, was) : yaml;
}

/* The old name of a branch or signal of a node, or the name itself. */
static const char *of_node(const struct translation *t, const char *node, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (!strcmp(t->renames[i].where, node) && !strcmp(t->renames[i].now, name))
            return t->renames[i].was;
    return name;
}

/* `node`: whose branches the keys are, or NULL: they are names. */
static const struct cr_yaml *translate(
    const struct translation *t, const struct cr_yaml *yaml, const char *node, bool reasons)
{
    if (yaml->kind == CR_YAML_SCALAR)
        return reasons && strchr(yaml->text, ' ')
                   ? yaml
                   : scalar(t->arena, yaml, translate_text(t, yaml->text));
    struct cr_yaml *new = copy(t->arena, yaml);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        const char *key = yaml->kind == CR_YAML_MAP ? yaml->keys[i]->text : "";
        bool prose = is_prose(key);
        if (yaml->kind == CR_YAML_MAP)
            new->keys[i] = scalar(t->arena, yaml->keys[i],
                node    ? of_node(t, node, key)
                : prose ? key
                        : translate_text(t, key));
        new->items[i] =
            prose && !node ? label_of(t, key, yaml->items[i])
                           : translate(t, yaml->items[i], NULL, reasons || !strcmp(key, "because"));
    }
    return new;
}

/* A node: the keys of its branches and signals are names of its own. */
static const struct cr_yaml *translate_node(
    const struct translation *t, const struct cr_yaml *yaml, const char *node)
{
    struct cr_yaml *new = copy(t->arena, yaml);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        const char *key = yaml->keys[i]->text;
        bool branches = !strcmp(key, "chance") || !strcmp(key, "options") || !strcmp(key, "rule"),
             signals = !strcmp(key, "signals");
        new->keys[i] = yaml->keys[i];
        new->items[i] = is_prose(key)
                            ? yaml->items[i]
                            : translate(t, yaml->items[i], branches || signals ? node : NULL,
                                  !strcmp(key, "because"));
        if (!signals)
            continue;
        struct cr_yaml *all = copy(t->arena, new->items[i]);
        for (uint32_t k = 0; k < all->n_items; k++) {
            all->keys[k] = new->items[i]->keys[k];
            all->items[k] = translate(t, yaml->items[i]->items[k], node, false);
        }
        new->items[i] = all;
    }
    return new;
}

const struct cr_yaml *cr_diff_translate(
    struct cr_arena *arena, const struct cr_yaml *b, const struct cr_rename *renames, size_t n)
{
    struct translation t = {arena, renames, n};
    struct cr_yaml *new = copy(arena, b);
    for (uint32_t i = 0; i < b->n_items; i++) {
        const char *key = b->keys[i]->text;
        new->keys[i] = b->keys[i];
        if (is_prose(key)) {
            new->items[i] = b->items[i];
        } else if (strcmp(key, "nodes") != 0 || b->items[i]->kind != CR_YAML_MAP) {
            new->items[i] = translate(&t, b->items[i], NULL, false);
        } else {
            const struct cr_yaml *nodes = b->items[i];
            struct cr_yaml *all = copy(arena, nodes);
            for (uint32_t k = 0; k < nodes->n_items; k++) {
                const char *was = translate_text(&t, nodes->keys[k]->text);
                all->keys[k] = scalar(arena, nodes->keys[k], was);
                all->items[k] = translate_node(&t, nodes->items[k], was);
            }
            new->items[i] = all;
        }
    }
    return new;
}

/* ------------------------------------------------------------------ a tree as text */

static void write_text(const char *text, struct cr_buf *out)
{
    cr_buf_char(out, '"');
    for (; *text; text++)
        if (*text == '\n')
            cr_buf_str(out, "\\n");
        else if (*text == '\t')
            cr_buf_str(out, "\\t");
        else if (*text == '"' || *text == '\\')
            cr_buf_printf(out, "\\%c", *text);
        else
            cr_buf_char(out, *text);
    cr_buf_char(out, '"');
}

void cr_diff_write(const struct cr_yaml *tree, struct cr_buf *out)
{
    bool map = tree->kind == CR_YAML_MAP;
    if (tree->kind == CR_YAML_SCALAR) {
        write_text(tree->text, out);
        return;
    }
    cr_buf_char(out, map ? '{' : '[');
    for (uint32_t i = 0; i < tree->n_items; i++) {
        cr_buf_str(out, i ? ",\n" : "");
        if (map) {
            write_text(tree->keys[i]->text, out);
            cr_buf_str(out, ": ");
        }
        cr_diff_write(tree->items[i], out);
    }
    cr_buf_char(out, map ? '}' : ']');
}
