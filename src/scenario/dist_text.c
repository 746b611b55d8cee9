/* Distributions as the author writes them: name(number, ...).
 *
 * The text is cut at the commas outside parentheses, each piece is read as a number or (inside
 * truncated(...)) as a distribution, and the law is prepared once, so that later a draw is one
 * evaluation. */
#include "scenario/reader.h"

#include "random/dist_prepare.h"

#include <string.h>

#define CR_DIST_NESTING 8

/* The position of the parenthesis that closes the one at `open`, or n. */
static size_t closing(struct cr_span span, size_t open)
{
    int depth = 0;

    for (size_t i = open; i < span.n; i++) {
        if (span.s[i] == '(')
            depth++;
        else if (span.s[i] == ')' && --depth == 0)
            return i;
    }
    return span.n;
}

bool cr_span_call(struct cr_span span, struct cr_span *name, struct cr_span *inside)
{
    size_t n = 0, open;

    while (n < span.n && cr_is_identifier(span.s, n + 1))
        n++;
    open = n;
    while (open < span.n && span.s[open] == ' ')
        open++;
    if (n == 0 || open == span.n || span.s[open] != '(' || closing(span, open) != span.n - 1)
        return false;
    *name = cr_span_cut(span, 0, n);
    *inside = cr_span_cut(span, open + 1, span.n - 1);
    return true;
}

bool cr_span_dist(struct cr_span span, int *kind, struct cr_span *inside)
{
    struct cr_span name;
    char text[32];

    if (!cr_span_call(span, &name, inside) || name.n >= sizeof text)
        return false;
    memcpy(text, name.s, name.n);
    text[name.n] = '\0';
    *kind = cr_dist_find(text);
    return *kind >= 0;
}

/* Parts the inside at its commas. */
static size_t split(struct cr_arena *arena, struct cr_span inside, struct cr_span **parts)
{
    CR_VEC(struct cr_span) list = {0};
    size_t from = 0;
    int depth = 0;

    for (size_t i = 0; i < inside.n; i++) {
        if (inside.s[i] == '(' || inside.s[i] == ')')
            depth += inside.s[i] == '(' ? 1 : -1;
        if (inside.s[i] == ',' && depth == 0) {
            cr_vec_push(arena, &list, cr_span_cut(inside, from, i));
            from = i + 1;
        }
    }
    if (inside.n > 0)
        cr_vec_push(arena, &list, cr_span_cut(inside, from, inside.n));
    *parts = list.at;
    return list.n;
}

static enum cr_status read_argument(
    struct cr_reader *r, struct cr_span part, struct cr_span whole, double *x)
{
    const char *why = NULL;
    int percent;

    if (cr_span_number(part, x, &percent, &why) == CR_NUM_IS)
        return CR_OK;
    cr_diag(r->diags, CR_E_DIST, cr_span_place(part.n ? part : whole),
        why ? why : "write numbers; what is uncertain about them becomes a parameter of its own",
        "the arguments of a distribution are numbers, and '%s' is not",
        cr_span_text(r->arena, part));
    return CR_INPUT;
}

static bool count_fault(struct cr_reader *r, int kind, size_t n, struct cr_span span)
{
    const struct cr_dist_info *info = &cr_dists[kind];
    bool pairs = info->max_args < 0;
    const char *takes;

    if (n >= (size_t)info->min_args && (pairs || n <= (size_t)info->max_args) &&
        !(pairs && n % 2 != 0))
        return false;
    if (pairs)
        takes = "pairs of numbers";
    else
        takes = cr_hint(r->diags, "%d number%s", info->min_args, info->min_args == 1 ? "" : "s");
    cr_diag(r->diags, CR_E_DIST, cr_span_place(span),
        cr_hint(r->diags, "write %s(%s)", info->text, info->params), "'%s' takes %s, here %s %u",
        info->text, takes, n == 1 ? "is" : "are", (unsigned)n);
    return true;
}

static struct cr_dist *read_nested(
    struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules, int level);

/* What stands inside truncated(D, low, high): a distribution or a range. */
static const struct cr_dist *read_inner(
    struct cr_reader *r, struct cr_span part, const struct cr_value_rules *rules, int level)
{
    struct cr_span low, high, inside;
    int kind;

    if (cr_span_range(part, &low, &high))
        return cr_read_range(r, part, low, high, rules);
    if (cr_span_dist(part, &kind, &inside)) {
        if (level < CR_DIST_NESTING)
            return read_nested(r, part, rules, level + 1);
        cr_diag(r->diags, CR_E_DIST, cr_span_place(part), NULL,
            "'truncated' stands inside itself too often");
        return NULL;
    }
    cr_diag(r->diags, CR_E_DIST, cr_span_place(part), "as in truncated(normal(50, 10), 0, 100)",
        "'truncated' cuts a distribution, and '%s' is not one", cr_span_text(r->arena, part));
    return NULL;
}

static struct cr_dist *read_nested(
    struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules, int level)
{
    struct cr_dist *dist = CR_NEW(r->arena, struct cr_dist, 1);
    struct cr_span inside = span, *parts;
    int kind = 0;
    bool first;
    size_t n;
    double *args;
    const char *fault;

    cr_span_dist(span, &kind, &inside);
    n = split(r->arena, inside, &parts);
    if (count_fault(r, kind, n, span))
        return NULL;
    dist->kind = (enum cr_dist_kind)kind;
    first = kind == CR_DIST_TRUNCATED;
    if (first && !(dist->inner = read_inner(r, parts[0], rules, level)))
        return NULL;
    args = CR_NEW(r->arena, double, n);
    for (size_t i = (size_t)first; i < n; i++)
        if (read_argument(r, parts[i], span, &args[i - (size_t)first]) != CR_OK)
            return NULL;
    dist->args = args;
    dist->n_args = (int)n - first;
    fault = cr_dist_prepare(r->arena, dist);
    if (!fault)
        return dist;
    cr_diag(r->diags, CR_E_DIST, cr_span_place(span), NULL, "'%s' is not a distribution: %s",
        cr_span_text(r->arena, span), fault);
    return NULL;
}

struct cr_dist *cr_read_dist(
    struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules)
{
    return read_nested(r, span, rules, 0);
}
