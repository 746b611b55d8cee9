/* Writes JSON front to back, without building a tree: all that is kept is, for each open container,
 * whether it has members already (for the comma) and how it closes. */
#include "write/json.h"

#include "write/escape.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { LINES = 2 }; /* containers up to this depth are spread over lines */

static void begin_line(struct cr_json *json)
{
    cr_buf_char(json->out, '\n');
    cr_buf_repeat(json->out, " ", (size_t)json->depth);
}

static void begin_member(struct cr_json *json, const char *key)
{
    if (json->some[json->depth])
        cr_buf_str(json->out, ",");
    if (json->depth > 0 && json->depth <= LINES && (json->some[json->depth] || json->depth > 1))
        begin_line(json);
    else if (json->some[json->depth])
        cr_buf_char(json->out, ' ');
    json->some[json->depth] = true;
    if (key) {
        cr_escape_json(json->out, key);
        cr_buf_str(json->out, ": ");
    }
}

static void open_container(struct cr_json *json, const char *key, char opening, char closing)
{
    if (json->depth > 0)
        begin_member(json, key);
    cr_buf_char(json->out, opening);
    json->depth++;
    assert(json->depth < 16);
    json->some[json->depth] = false;
    json->close[json->depth] = closing;
}

void cr_json_open(struct cr_json *json, struct cr_buf *out)
{
    memset(json, 0, sizeof *json);
    json->out = out;
    open_container(json, NULL, '{', '}');
}

void cr_json_begin(struct cr_json *json, struct cr_buf *out, const char *schema)
{
    cr_json_open(json, out);
    cr_json_text(json, "schema", schema);
}

void cr_json_finish(struct cr_json *json)
{
    assert(json->depth == 1);
    cr_buf_str(json->out, "}\n");
}

void cr_json_object(struct cr_json *json, const char *key)
{
    open_container(json, key, '{', '}');
}

void cr_json_array(struct cr_json *json, const char *key)
{
    open_container(json, key, '[', ']');
}

void cr_json_end(struct cr_json *json)
{
    assert(json->depth > 1);
    cr_buf_char(json->out, json->close[json->depth]);
    json->depth--;
}

void cr_json_text(struct cr_json *json, const char *key, const char *text)
{
    begin_member(json, key);
    if (text)
        cr_escape_json(json->out, text);
    else
        cr_buf_str(json->out, "null");
}

void cr_json_num(struct cr_json *json, const char *key, double x)
{
    begin_member(json, key);
    if (isfinite(x))
        cr_buf_num(json->out, x);
    else
        cr_buf_str(json->out, "null");
}

void cr_json_whole(struct cr_json *json, const char *key, uint64_t x)
{
    begin_member(json, key);
    cr_buf_printf(json->out, "%" PRIu64, x);
}

void cr_json_bool(struct cr_json *json, const char *key, bool x)
{
    begin_member(json, key);
    cr_buf_str(json->out, x ? "true" : "false");
}
