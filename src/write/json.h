/* A JSON document, written front to back. Containers of the first two levels get a line for each
 * member, deeper ones stand in one line. */
#ifndef CR_WRITE_JSON_H
#define CR_WRITE_JSON_H

#include "base/buf.h"

#include <stdbool.h>

struct cr_json {
    struct cr_buf *out;
    int depth;
    bool some[16];  /* whether the container at a depth has members already */
    char close[16]; /* '}' or ']' */
};

/* Opens the document with its schema as the first member, so that the first bytes tell what it is.
 */
void cr_json_begin(struct cr_json *json, struct cr_buf *out, const char *schema);
/* Opens a document of no schema of ours. */
void cr_json_open(struct cr_json *json, struct cr_buf *out);
void cr_json_finish(struct cr_json *json);
/* Members; `key` NULL inside an array. Missing numbers (NaN, infinite) are null, a NULL text too.
 */
void cr_json_object(struct cr_json *json, const char *key);
void cr_json_array(struct cr_json *json, const char *key);
void cr_json_end(struct cr_json *json);
void cr_json_text(struct cr_json *json, const char *key, const char *text);
void cr_json_num(struct cr_json *json, const char *key, double x);
void cr_json_whole(struct cr_json *json, const char *key, uint64_t x);
void cr_json_bool(struct cr_json *json, const char *key, bool x);

#endif
