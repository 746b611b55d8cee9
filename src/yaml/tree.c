/* The tree of a document from the events of libyaml, with places: collections are open on a stack
 * until they end, aliases are written out, and limits on depth, size and number are kept. */
#include "yaml/reader.h"

#include "base/utf8.h"

#include <string.h>

enum {
    SEARCH_IN_LINE = 12
}; /* keys of a map up to which comparing with each is faster than hashing */

const struct cr_yaml_limits cr_yaml_default_limits = {
    .bytes = (size_t)16 << 20, .depth = 64, .nodes = 1000000, .scalar = (size_t)1 << 20};

/* ------------------------------------------------------------------ places */

/* Where the text begins behind its anchor and tag, which libyaml counts in. */
static size_t skip_properties(const struct cr_source *source, size_t at, size_t end)
{
    const char *s = source->bytes;
    while (at < end && (s[at] == '&' || s[at] == '!')) {
        while (at < end && !strchr(" \t\r\n", s[at]))
            at++;
        while (at < end && strchr(" \t\r\n#", s[at])) {
            if (s[at] == '#')
                while (at < end && !strchr("\r\n", s[at]))
                    at++;
            else
                at++;
        }
    }
    return at;
}

static struct cr_place event_place(struct cr_yaml_reader *reader, bool has_properties)
{
    size_t at = cr_yaml_offset(reader, reader->event.start_mark.index);
    size_t end = cr_yaml_offset(reader, reader->event.end_mark.index);
    if (has_properties)
        at = skip_properties(reader->source, at, end);
    return (struct cr_place){(uint32_t)at, (uint32_t)end};
}

/* ------------------------------------------------------------------ anchors and budgets */

static void stop_with_error(struct cr_yaml_reader *reader, enum cr_code_id code,
    struct cr_place place, const char *hint, const char *message)
{
    cr_diag(reader->diags, code, place, hint, "%s", message);
    reader->stop = 1;
}

/* Notes that the errors since there were `before` of them leave a tree to go on with. */
static void pardon(struct cr_yaml_reader *reader, size_t before)
{
    reader->mild += reader->diags->n_errors - before;
}

/* Counts nodes, aliases written out. */
static void count_nodes(
    struct cr_yaml_reader *reader, size_t nodes, struct cr_place place, bool alias)
{
    size_t most = reader->limits->nodes;
    if (nodes <= most && reader->n_nodes <= most - nodes) {
        reader->n_nodes += nodes;
        return;
    }
    char *message = cr_arena_printf(reader->arena, "with %s the file has more than %zu values",
        alias ? "this alias written out" : "this one", most);
    stop_with_error(
        reader, CR_E_YAML_LIMIT, place, alias ? "aliases of aliases multiply" : NULL, message);
}

/* Registers an anchor; its index, or -1 when there is none. */
static int open_anchor(struct cr_yaml_reader *reader, const yaml_char_t *name,
    const struct cr_yaml *node, struct cr_place place)
{
    if (!name)
        return -1;
    const char *text = (const char *)name;
    int known = cr_map_find(&reader->names, text);
    if (known >= 0) {
        const struct cr_source *source = reader->source;
        size_t at = cr_yaml_offset(reader, reader->event.start_mark.index);
        while (at < place.at && source->bytes[at] != '&') /* a tag may stand first */
            at++;
        place = (struct cr_place){(uint32_t)at, (uint32_t)(at + 1 + strlen(text))};
        size_t before = reader->diags->n_errors;
        cr_diag(reader->diags, CR_E_YAML_ANCHOR, place,
            cr_hint(reader->diags, "the first is on line %lu",
                cr_yaml_line(reader, reader->anchors.at[known].at)),
            "the anchor '&%s' is given twice", cr_yaml_quote(reader, text, strlen(text)));
        pardon(reader, before);
        return -1;
    }
    int index = (int)reader->anchors.n;
    cr_map_add(&reader->names, text, index);
    struct cr_yaml_anchor anchor = {.node = node, .at = place.at, .open = 1};
    cr_vec_push(reader->arena, &reader->anchors, anchor);
    return index;
}

static void close_anchor(struct cr_yaml_reader *reader, int index, size_t size, size_t height)
{
    if (index < 0)
        return;
    struct cr_yaml_anchor *anchor = &reader->anchors.at[index];
    anchor->open = 0;
    anchor->size = size;
    anchor->height = height;
}

static void check_tag(struct cr_yaml_reader *reader, const yaml_char_t *tag, bool scalar)
{
    if (!tag || (scalar && !strcmp((const char *)tag, YAML_STR_TAG)))
        return;
    size_t at = cr_yaml_offset(reader, reader->event.start_mark.index), end = at;
    const struct cr_source *source = reader->source;
    if (at < source->n && source->bytes[at] == '&') /* the anchor may stand first */
        while (at < source->n && source->bytes[at] != '!' && source->bytes[at] != '\n')
            at++;
    for (end = at; end < source->n && !strchr(" \t\r\n,[]{}", source->bytes[end]);)
        end++;
    size_t before = reader->diags->n_errors;
    cr_diag(reader->diags, CR_E_YAML_TAG, (struct cr_place){(uint32_t)at, (uint32_t)end},
        "delete it; a text that begins with '!' needs quotes", "'%s' is a YAML tag",
        cr_yaml_quote(reader, source->bytes + at, end - at));
    pardon(reader, before);
}

/* ------------------------------------------------------------------ building */

static const struct cr_yaml *earlier_key(
    const struct cr_yaml_reader *reader, const struct cr_yaml_frame *map, const char *text)
{
    if (map->keys) {
        int found = cr_map_find(map->keys, text);
        return found < 0 ? NULL : reader->keys.at[map->base + (size_t)found];
    }
    for (size_t i = map->base; i < reader->keys.n; i++)
        if (reader->keys.at[i]->kind == CR_YAML_SCALAR && !strcmp(reader->keys.at[i]->text, text))
            return reader->keys.at[i];
    return NULL;
}

/* Makes a map of the keys so far once there are many, and adds every later one. */
static void index_key(struct cr_yaml_reader *reader, struct cr_yaml_frame *map, const char *text)
{
    size_t n = reader->keys.n - map->base;
    if (!map->keys && n < SEARCH_IN_LINE)
        return;
    if (!map->keys) {
        map->keys = CR_NEW(reader->arena, struct cr_map, 1);
        cr_map_init(map->keys, reader->arena);
        for (size_t i = 0; i < n; i++)
            if (reader->keys.at[map->base + i]->kind == CR_YAML_SCALAR)
                cr_map_add(map->keys, reader->keys.at[map->base + i]->text, (int)i);
    }
    cr_map_add(map->keys, text, (int)n);
}

/* A fault of one entry: reading goes on without it. */
static void leave_out(struct cr_yaml_reader *reader, struct cr_yaml_frame *map,
    enum cr_code_id code, struct cr_place place, const char *hint, const char *message)
{
    size_t before = reader->diags->n_errors;
    cr_diag(reader->diags, code, place, hint, "%s", message);
    pardon(reader, before);
    map->drop = true;
}

static void check_key(struct cr_yaml_reader *reader, struct cr_yaml_frame *map,
    const struct cr_yaml *key, struct cr_place place)
{
    struct cr_diags *diags = reader->diags;
    if (key->kind != CR_YAML_SCALAR) {
        cr_diag(diags, CR_E_YAML_KEY, place, "a text that begins with a bracket needs quotes",
            "a %s cannot be a key", key->kind == CR_YAML_LIST ? "list" : "mapping");
        return;
    }
    if (map->node->flow && !cr_yaml_check_flow_key(reader, map, key) && map->comma)
        return;
    const struct cr_yaml *earlier = earlier_key(reader, map, key->text);
    if (key->n == 0 && key->style == CR_YAML_PLAIN)
        cr_diag(
            diags, CR_E_YAML_KEY, place, "write a key before the colon", "a key is missing here");
    else if (key->style == CR_YAML_PLAIN && !strcmp(key->text, "<<"))
        leave_out(reader, map, CR_E_YAML_MERGE, place,
            "write the keys out, or give single values by alias",
            "the merge key '<<' is not part of the language");
    else if (earlier)
        leave_out(reader, map, CR_E_YAML_DUPLICATE_KEY, place,
            cr_hint(diags, "the first is on line %lu", cr_yaml_line(reader, earlier->place.at)),
            cr_arena_printf(reader->arena, "the key '%s' is given twice",
                cr_yaml_quote(reader, key->text, key->n)));
}

/* Hands a finished node, or one that is just opened, to the collection around it. */
static void attach(struct cr_yaml_reader *reader, const struct cr_yaml *node, struct cr_place place)
{
    if (!reader->frames.n) {
        reader->root = node;
        return;
    }
    struct cr_yaml_frame *frame = &reader->frames.at[reader->frames.n - 1];
    if (frame->node->kind == CR_YAML_LIST) {
        cr_vec_push(reader->arena, &reader->keys, NULL);
        cr_vec_push(reader->arena, &reader->items, node);
    } else if (!frame->key) {
        check_key(reader, frame, node, place);
        frame->key = node;
    } else if (frame->drop) {
        frame->key = NULL;
        frame->drop = false;
    } else {
        if (frame->key->kind == CR_YAML_SCALAR)
            index_key(reader, frame, frame->key->text);
        cr_vec_push(reader->arena, &reader->keys, frame->key);
        cr_vec_push(reader->arena, &reader->items, node);
        frame->key = NULL;
    }
}

/* Tells the collection around what a finished child adds to its size and height. */
static void add_to_parent(struct cr_yaml_reader *reader, size_t size, size_t height)
{
    if (!reader->frames.n)
        return;
    struct cr_yaml_frame *frame = &reader->frames.at[reader->frames.n - 1];
    frame->size += size;
    if (height > frame->height)
        frame->height = height;
}

static bool is_direct(const struct cr_source *source, const struct cr_yaml *scalar)
{
    size_t quote = scalar->style == CR_YAML_QUOTED, length = scalar->place.end - scalar->place.at;
    return scalar->style != CR_YAML_BLOCK && length == scalar->n + 2 * quote &&
           memcmp(source->bytes + scalar->place.at + quote, scalar->text, scalar->n) == 0;
}

/* Whether the next node is the key of a map. */
static bool is_key_next(const struct cr_yaml_reader *reader)
{
    const struct cr_yaml_frame *frame =
        reader->frames.n ? &reader->frames.at[reader->frames.n - 1] : NULL;
    return frame && frame->node->kind == CR_YAML_MAP && !frame->key;
}

static void on_scalar(struct cr_yaml_reader *reader)
{
    const yaml_event_t *event = &reader->event;
    const char *text = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    struct cr_yaml *node = CR_NEW(reader->arena, struct cr_yaml, 1);
    node->kind = CR_YAML_SCALAR;
    node->style = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? CR_YAML_PLAIN
                  : event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
                          event->data.scalar.style == YAML_FOLDED_SCALAR_STYLE
                      ? CR_YAML_BLOCK
                      : CR_YAML_QUOTED;
    node->place = event_place(reader, event->data.scalar.anchor || event->data.scalar.tag);
    if (node->style == CR_YAML_BLOCK)
        while (node->place.end > node->place.at + 1 &&
               strchr(" \t\r\n", reader->source->bytes[node->place.end - 1]))
            node->place.end--;
    if (n > reader->limits->scalar) {
        stop_with_error(reader, CR_E_YAML_LIMIT, node->place, NULL,
            cr_arena_printf(reader->arena, "this text has %zu bytes; at most %zu are allowed", n,
                reader->limits->scalar));
        return;
    }
    node->text = cr_arena_strndup(reader->arena, text, n);
    node->n = (uint32_t)n;
    node->direct = is_direct(reader->source, node) != 0;
    reader->last_at = node->place.at;
    reader->last_end = node->place.end;
    bool key = is_key_next(reader); /* keys are not values, and do not count as such */
    if (!key)
        count_nodes(reader, 1, node->place, 0);
    check_tag(reader, event->data.scalar.tag, 1);
    cr_yaml_check_text(reader, node);
    cr_yaml_check_scalar(reader, node);
    close_anchor(reader, open_anchor(reader, event->data.scalar.anchor, node, node->place), 1, 0);
    attach(reader, node, node->place);
    add_to_parent(reader, key ? 0 : 1, 0);
}

static void report_unknown_alias(
    struct cr_yaml_reader *reader, const char *name, struct cr_place place)
{
    const char *nearest = cr_suggest(name, reader->names.keys, reader->names.n);
    const char *hint = nearest ? cr_hint(reader->diags, "did you mean '*%s'?", nearest)
                               : "a text that begins with '*' needs quotes";
    cr_diag(reader->diags, CR_E_YAML_ALIAS, place, hint,
        "there is no anchor '&%s' above this alias", cr_yaml_quote(reader, name, strlen(name)));
}

static void on_alias(struct cr_yaml_reader *reader)
{
    static const struct cr_yaml empty = {.kind = CR_YAML_SCALAR, .text = ""};
    const char *name = (const char *)reader->event.data.alias.anchor;
    struct cr_place place = event_place(reader, 0);
    int index = cr_map_find(&reader->names, name);
    struct cr_yaml_anchor known = {.node = &empty, .size = 1};
    if (index >= 0)
        known = reader->anchors.at[index];
    reader->last_end = place.end;
    if (index < 0)
        report_unknown_alias(reader, name, place);
    else if (known.open)
        stop_with_error(reader, CR_E_YAML_CYCLE, place, NULL,
            cr_arena_printf(reader->arena, "'*%s' is a part of '&%s' itself",
                cr_yaml_quote(reader, name, strlen(name)),
                cr_yaml_quote(reader, name, strlen(name))));
    else if (reader->frames.n + known.height > reader->limits->depth)
        stop_with_error(reader, CR_E_YAML_DEPTH, place, NULL,
            cr_arena_printf(reader->arena,
                "with this alias written out, lists and mappings nest deeper than %zu levels",
                reader->limits->depth));
    else
        count_nodes(reader, known.size, place, 1);
    if (reader->stop)
        return;
    attach(reader, known.node, place);
    add_to_parent(reader, known.size, known.height);
}

static void on_open(struct cr_yaml_reader *reader, enum cr_yaml_kind kind, bool flow,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
    struct cr_yaml *node = CR_NEW(reader->arena, struct cr_yaml, 1);
    node->kind = kind;
    node->flow = flow != 0;
    size_t at = cr_yaml_offset(reader, reader->event.start_mark.index);
    if (anchor || tag)
        at = skip_properties(reader->source, at, reader->source->n);
    node->place = (struct cr_place){(uint32_t)at, (uint32_t)(at + (at < reader->source->n))};
    count_nodes(reader, 1, node->place, 0);
    check_tag(reader, tag, 0);
    if (reader->frames.n >= reader->limits->depth) {
        stop_with_error(reader, CR_E_YAML_DEPTH, node->place, NULL,
            cr_arena_printf(reader->arena, "lists and mappings nest deeper than %zu levels",
                reader->limits->depth));
        return;
    }
    attach(reader, node, node->place);
    struct cr_yaml_frame frame = {.node = node, .base = reader->items.n, .size = 1};
    frame.anchor = open_anchor(reader, anchor, node, node->place);
    cr_vec_push(reader->arena, &reader->frames, frame);
}

/* A key that is a collection was refused when it began; its end closes its own frame like any
 * other. */
static void on_close(struct cr_yaml_reader *reader)
{
    struct cr_yaml_frame frame = reader->frames.at[--reader->frames.n];
    struct cr_yaml *node = frame.node;
    size_t n = reader->items.n - frame.base;
    if (node->flow)
        reader->last_end = (uint32_t)cr_yaml_offset(reader, reader->event.end_mark.index);
    if (reader->last_end > node->place.at)
        node->place.end =
            reader->last_end; /* a block ends with its last child, not where the next begins */
    node->n_items = (uint32_t)n;
    node->items = CR_NEW(reader->arena, const struct cr_yaml *, n);
    if (n)
        memcpy(node->items, reader->items.at + frame.base, n * sizeof *node->items);
    if (node->kind == CR_YAML_MAP) {
        node->keys = CR_NEW(reader->arena, const struct cr_yaml *, n);
        if (n)
            memcpy(node->keys, reader->keys.at + frame.base, n * sizeof *node->keys);
    }
    reader->items.n = reader->keys.n = frame.base;
    close_anchor(reader, frame.anchor, frame.size, frame.height + 1);
    add_to_parent(reader, frame.size, frame.height + 1);
}

/* ------------------------------------------------------------------ events */

/* One event; 0 at the end of the document or when nothing sensible can follow. */
static bool on_event(struct cr_yaml_reader *reader)
{
    const yaml_event_t *event = &reader->event;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        on_scalar(reader);
        break;
    case YAML_ALIAS_EVENT:
        on_alias(reader);
        break;
    case YAML_SEQUENCE_START_EVENT:
        on_open(reader, CR_YAML_LIST, event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
            event->data.sequence_start.anchor, event->data.sequence_start.tag);
        break;
    case YAML_MAPPING_START_EVENT:
        on_open(reader, CR_YAML_MAP, event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
            event->data.mapping_start.anchor, event->data.mapping_start.tag);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        on_close(reader);
        break;
    case YAML_DOCUMENT_END_EVENT:
        /* What follows is looked at without libyaml, which would read its directives first. */
        cr_yaml_check_rest(reader, cr_yaml_offset(reader, event->end_mark.index),
            !event->data.document_end.implicit);
        return false;
    case YAML_STREAM_END_EVENT:
        return false;
    default:
        break;
    }
    return !reader->stop;
}

static void read_events(struct cr_yaml_reader *reader)
{
    for (bool more = true; more;) {
        if (!yaml_parser_parse(&reader->parser, &reader->event)) {
            cr_yaml_explain(reader);
            reader->stop = 1;
            return;
        }
        reader->event_live = 1;
        more = on_event(reader);
        reader->event_live = 0;
        yaml_event_delete(&reader->event);
    }
}

/* libyaml's own memory; also called when the arena is freed after a jump out of the middle. */
static void release(void *what)
{
    struct cr_yaml_reader *reader = what;
    if (reader->event_live)
        yaml_event_delete(&reader->event);
    if (reader->parser_live)
        yaml_parser_delete(&reader->parser);
    reader->event_live = reader->parser_live = false;
}

const struct cr_yaml *cr_yaml_read(struct cr_arena *arena, const struct cr_source *source,
    const struct cr_yaml_limits *limits, struct cr_diags *diags)
{
    size_t errors = diags->n_errors;
    struct cr_yaml_reader *reader = CR_NEW(arena, struct cr_yaml_reader, 1);
    reader->arena = arena;
    reader->source = source;
    reader->limits = limits ? limits : &cr_yaml_default_limits;
    reader->diags = diags;
    cr_map_init(&reader->names, arena);
    if (cr_yaml_check_bytes(reader) != CR_OK)
        return NULL;
    reader->at_byte = reader->base;
    cr_arena_defer(arena, release, reader);
    if (!yaml_parser_initialize(&reader->parser))
        cr_shortage();
    reader->parser_live = true;
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser,
        (const unsigned char *)source->bytes + reader->base, source->n - reader->base);
    read_events(reader);
    release(reader);
    const struct cr_yaml *root = reader->root;
    if (!reader->stop &&
        (!root || (root->kind == CR_YAML_SCALAR && root->style == CR_YAML_PLAIN && !root->n)) &&
        diags->n_errors == errors)
        cr_diag(diags, CR_E_YAML_EMPTY, (struct cr_place){0, 0},
            "'crossroads new' writes a scenario to start from", "the file holds no scenario");
    return reader->stop || diags->n_errors > errors + reader->mild ? NULL : root;
}
