/* What print.c and print_nodes.c share. `out` is the buffer that is appended to. */
#ifndef CR_SCENARIO_PRINT_PARTS_H
#define CR_SCENARIO_PRINT_PARTS_H

#include "scenario/model.h"

/* A text with the quotes it needs, in block or flow style. */
void cr_print_text(struct cr_buf *out, const char *text);
/* `key:` behind 2 * indent blanks. */
void cr_print_key(struct cr_buf *out, int indent, const char *key);
/* A whole line; nothing where the text is NULL. */
void cr_print_entry(struct cr_buf *out, int indent, const char *key, const char *text);
void cr_print_number(struct cr_buf *out, int indent, const char *key, double x);
void cr_print_expr(struct cr_buf *out, int indent, const char *key, const struct cr_expr *expr);
void cr_print_list(
    struct cr_buf *out, int indent, const char *key, const char *const *texts, size_t n);
void cr_print_because(struct cr_buf *out, int indent, const struct cr_because *because);
void cr_print_interval(struct cr_buf *out, int indent, double low, double high);
void cr_print_pays(struct cr_buf *out, int indent, const struct cr_scenario *s,
    const struct cr_pay *pays, size_t n);

#endif
