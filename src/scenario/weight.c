/* Weights of branches, and multipliers.
 *
 * A weight is a value or `rest`; whether its text speaks of a probability decides later how the
 * whole node is read (check_weights.c). A multiplier is x, X or the multiplication sign with a
 * number behind it. */
#include "scenario/reader.h"

#include "base/num.h"

#include <string.h>

/* Whether the text itself turns its node to probabilities: %, range, word, counts or rest. */
static bool is_probability(const struct cr_value *value, struct cr_span span)
{
    struct cr_span low, high;
    return value->percent || cr_span_range(span, &low, &high);
}

void cr_read_weight(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_weight *weight)
{
    struct cr_span span;

    memset(weight, 0, sizeof *weight);
    weight->place = CR_NOWHERE;
    if (!yaml)
        return;
    weight->form = CR_WEIGHT_VALUE;
    weight->place = yaml->place;
    if (cr_expect(r, yaml, CR_YAML_SCALAR, "a weight") != CR_OK)
        return;
    span = cr_span_of(yaml);
    if (span.n == 4 && memcmp(span.s, "rest", 4) == 0) {
        weight->form = CR_WEIGHT_REST;
        weight->probability = 1;
        return;
    }
    cr_read_value_span(r, span, &cr_rules_weight, &weight->value);
    weight->probability = is_probability(&weight->value, span);
}

/* The length of the multiplication sign at the beginning of a text: x, X or U+00D7. */
static size_t cross(struct cr_span span)
{
    if (span.n > 1 && (span.s[0] == 'x' || span.s[0] == 'X'))
        return 1;
    return span.n > 2 && memcmp(span.s, "\xc3\x97", 2) == 0 ? 2 : 0;
}

int cr_read_multiplier(struct cr_reader *r, struct cr_span span, double *factor)
{
    size_t sign = cross(span);
    struct cr_span number;
    const char *why = NULL;
    int percent = 0;

    if (!sign || !strchr("+-.0123456789 ", span.s[sign]))
        return 0;
    number = cr_span_cut(span, sign, span.n);
    if (cr_span_number(number, factor, &percent, &why) != CR_NUM_IS || percent) {
        cr_diag(r->diags, CR_E_SHIFT, cr_span_place(number.n ? number : span),
            why ? why : "write a number after the x, as in x1.5", "'%s' is not a multiplier",
            cr_span_text(r->arena, span));
        return -1;
    }
    if (*factor >= 0)
        return 1;
    cr_diag(r->diags, CR_E_SHIFT, cr_span_place(number), "x1 changes nothing, x0 rules out",
        "a multiplier is at least 0, but this is %s", cr_span_text(r->arena, number));
    return -1;
}
