/* Spans of text, numbers, ranges and estimative words.
 *
 * A span is a piece of a scalar with its place in the file, so that a message can point at the
 * piece that is wrong. `a to b` is a 90% interval: a normal law for numbers, a logit-normal one for
 * probabilities; words of probability have the ranges of ICD 203. */
#include "scenario/reader.h"

#include "base/fmath.h"
#include "base/num.h"
#include "base/utf8.h"
#include "random/dist_prepare.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct cr_span trim(struct cr_span span)
{
    while (span.n > 0 && is_blank(span.s[0])) {
        span.s++;
        span.n--;
    }
    while (span.n > 0 && is_blank(span.s[span.n - 1]))
        span.n--;
    return span;
}

struct cr_span cr_span_of(const struct cr_yaml *yaml)
{
    return trim((struct cr_span){yaml, yaml->text, yaml->n});
}

struct cr_span cr_span_cut(struct cr_span span, size_t from, size_t to)
{
    return trim((struct cr_span){span.yaml, span.s + from, to - from});
}

struct cr_place cr_span_place(struct cr_span span)
{
    size_t from = (size_t)(span.s - span.yaml->text);
    if (span.s == span.yaml->text && span.n == span.yaml->n)
        return span.yaml->place;
    return cr_yaml_place(span.yaml, from, from + span.n);
}

char *cr_span_text(struct cr_arena *arena, struct cr_span span)
{
    char *text = cr_arena_strndup(arena, span.s, span.n);
    size_t n = 0;

    for (size_t i = 0; i < span.n; i++)
        if (!is_blank(text[i]))
            text[n++] = text[i];
        else if (n > 0 && text[n - 1] != ' ')
            text[n++] = ' ';
    text[n] = '\0';
    return text;
}

bool cr_report_blank(struct cr_reader *r, struct cr_span span)
{
    char quote = '\0';
    for (size_t i = 0; i < span.n; i++) {
        char c = span.s[i];
        uint32_t code = 0;
        if (quote || c == '\'' || c == '"') {
            quote = !quote ? c : c == quote ? '\0' : quote;
            continue;
        }
        if ((unsigned char)c < 0xc0)
            continue;
        size_t from = (size_t)(span.s - span.yaml->text) + i;
        size_t bytes = cr_utf8_decode(span.s + i, span.n - i, &code);
        if (!cr_utf8_blank(code))
            continue;
        cr_diag(r->diags, CR_E_YAML_BLANK, cr_yaml_place(span.yaml, from, from + bytes),
            "delete it and type a space", "this is %s (U+%04X), not an ordinary space",
            cr_utf8_blank(code), (unsigned)code);
        return true;
    }
    return false;
}

/* Whether a text could only have been meant as a number. */
static bool looks_numeric(struct cr_span span)
{
    for (size_t i = 0; i < span.n; i++)
        if (!strchr("0123456789.,_+-", span.s[i]) || span.s[i] == '\0')
            return false;
    return span.n > 0;
}

enum cr_num_result cr_span_number(struct cr_span span, double *x, int *percent, const char **why)
{
    enum cr_num_fault fault;

    *percent = span.n > 0 && span.s[span.n - 1] == '%';
    if (*percent)
        span = cr_span_cut(span, 0, span.n - 1);
    if (span.n == 0)
        return CR_NUM_IS_NOT;
    fault = cr_num_read(span.s, span.n, x);
    if (fault == CR_NUM_OK) {
        /* Divided, not multiplied by 0.01: 35% is then the double nearest to 0.35. */
        if (*percent)
            *x = *x / 100;
        return CR_NUM_IS;
    }
    if (fault == CR_NUM_NOT)
        return CR_NUM_IS_NOT;
    *why = cr_num_fault_text(fault);
    /* 2.x might begin an expression; only what is all digits and signs, or not finite, is surely a
     * number. */
    return fault == CR_NUM_NOT_FINITE || fault == CR_NUM_UNDERFLOW || fault == CR_NUM_HEX ||
                   looks_numeric(span)
               ? CR_NUM_FAULTY
               : CR_NUM_IS_NOT;
}

bool cr_span_range(struct cr_span span, struct cr_span *low, struct cr_span *high)
{
    int depth = 0;
    char quote = '\0';

    for (size_t i = 0; i + 2 < span.n; i++) {
        char c = span.s[i];
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(' || c == ')') {
            depth += c == '(' ? 1 : -1;
        } else if (depth == 0 && i > 0 && is_blank(span.s[i - 1]) && c == 't' &&
                   span.s[i + 1] == 'o' && is_blank(span.s[i + 2])) {
            *low = cr_span_cut(span, 0, i);
            *high = cr_span_cut(span, i + 2, span.n);
            return true;
        }
    }
    return false;
}

/* Intelligence Community Directive 203 (2015), section D.6.e(2)(a): the ranges of its words. */
const char *const cr_words[CR_N_WORDS] = {"almost no chance", "very unlikely", "unlikely",
    "roughly even chance", "likely", "very likely", "almost certain"};
const double cr_word_range[CR_N_WORDS][2] = {{0.01, 0.05}, {0.05, 0.20}, {0.20, 0.45}, {0.45, 0.55},
    {0.55, 0.80}, {0.80, 0.95}, {0.95, 0.99}};

/* Which of the words a text is, or -1. */
static int word_of(struct cr_reader *r, struct cr_span span)
{
    const char *text = span.n > 40 ? "" : cr_span_text(r->arena, span);

    for (int i = 0; i < CR_N_WORDS; i++)
        if (strcmp(text, cr_words[i]) == 0)
            return i;
    return -1;
}

static struct cr_dist *prepared(struct cr_reader *r, enum cr_dist_kind kind, double a, double b)
{
    struct cr_dist *dist = CR_NEW(r->arena, struct cr_dist, 1);
    double *args = CR_NEW(r->arena, double, 2);

    args[0] = a;
    args[1] = b;
    dist->kind = kind;
    dist->n_args = 2;
    dist->args = args;
    return cr_dist_prepare(r->arena, dist) ? NULL : dist;
}

/* Normal in log-odds with these 5th and 95th percentiles. */
static struct cr_dist *logit_range(struct cr_reader *r, double a, double b)
{
    double la = cr_logit(a), lb = cr_logit(b);
    return prepared(r, CR_DIST_LOGITNORMAL, (la + lb) / 2, (lb - la) / (2 * CR_RANGE_Z));
}

static enum cr_status read_end(struct cr_reader *r, struct cr_span span, double *x, int *percent)
{
    const char *why = NULL;

    if (cr_span_number(span, x, percent, &why) == CR_NUM_IS)
        return CR_OK;
    cr_diag(r->diags, CR_E_RANGE_FORM, cr_span_place(span),
        why ? why : "write two plain numbers, as in 20 to 40",
        "the ends of a range are numbers, and '%s' is not", cr_span_text(r->arena, span));
    return CR_INPUT;
}

/* What is wrong with the two ends, reported; 0 if nothing. */
static bool range_fault(struct cr_reader *r, struct cr_span span,
    const struct cr_value_rules *rules, const double x[2], const int percent[2])
{
    const char *text = cr_span_text(r->arena, span);
    struct cr_place place = cr_span_place(span);
    char low[32], high[32];

    cr_num_print(low, percent[0] ? 100 * x[0] : x[0]);
    cr_num_print(high, percent[1] ? 100 * x[1] : x[1]);
    if (percent[0] != percent[1])
        cr_diag(r->diags, CR_E_RANGE_FORM, place,
            cr_hint(r->diags, "write %s%% to %s%%, or no %% at all", low, high),
            "'%s' has a %% on one end only", text);
    else if (!percent[0] && rules->odds)
        cr_diag(r->diags, CR_E_RANGE_WEIGHT, place,
            cr_hint(r->diags,
                "for a probability write %s%% to %s%%; for a relative weight a "
                "distribution such as uniform(%s, %s)",
                low, high, low, high),
            "as a weight, the range '%s' can be read in two ways", text);
    else if (!(x[0] < x[1]))
        cr_diag(r->diags, CR_E_RANGE_ORDER, place, "write the smaller number first",
            "the range '%s' does not go upwards", text);
    else if (percent[0] && !(x[0] > 0 && x[1] < 1))
        cr_diag(r->diags, CR_E_RANGE_PERCENT, place, "both ends lie strictly between 0% and 100%",
            "the range '%s' reaches certainty", text);
    else
        return false;
    return true;
}

/* How much of a range of one sign lies beyond 0: more surprises whoever wrote it. */
#define CR_BEYOND_ZERO 0.005

void cr_warn_of_sign(struct cr_reader *r, const struct cr_dist *dist, struct cr_place place)
{
    double m = dist->args[0], sd = dist->args[1], a = m - CR_RANGE_Z * sd, b = m + CR_RANGE_Z * sd;
    double below = cr_dist_cdf(dist, 0), share = a > 0 ? below : 1 - below;
    const char *hint;

    if (!(a > 0 || b < 0) || share <= CR_BEYOND_ZERO)
        return;
    hint = a > 0 ? cr_hint(r->diags,
                       "write lognormal(%.4g, %.4g), or truncated(normal(%.4g, %.4g), 0, 1e9)",
                       cr_log(a) / 2 + cr_log(b) / 2, (cr_log(b) - cr_log(a)) / (2 * CR_RANGE_Z), m,
                       sd)
                 : cr_hint(r->diags, "write truncated(normal(%.4g, %.4g), -1e9, 0)", m, sd);
    cr_diag(r->diags, CR_W_RANGE_SIGN, place, hint,
        "a range is a normal distribution, and %.2g%% of this one lies %s 0", 100 * share,
        a > 0 ? "below" : "above");
}

void cr_warn_of_percent(struct cr_reader *r, const struct cr_value *value, int at, const char *what)
{
    const struct cr_state_item *state = &r->names->states[at];
    const char *text = value->text, *sign;
    char low[32], high[32];

    if (state->bounds == CR_BOUNDS_NONE || (state->low >= -1 && state->high <= 1) || !text ||
        !strchr(text, '%') || strspn(text, "0123456789.+-% to") != strlen(text))
        return;
    sign = *text == '+' || *text == '-' ? text + 1 : text;
    cr_num_print(low, state->low);
    cr_num_print(high, state->high);
    cr_diag(r->diags, CR_W_PERCENT, value->place,
        value->kind == CR_VALUE_DIST || strcmp(what, "'start'") == 0
            ? "write it without %"
            : cr_hint(r->diags, "write %.*s for points, or %s%s * %s for a share of its value",
                  (int)strcspn(text, "%"), text, *text == '-' ? "-" : "", state->id, sign),
        "'%s' under %s is a hundredth of what stands there, and '%s' runs from %s to %s", text,
        what, state->id, low, high);
}

/* unlikely to likely: from the low end of the one to the high end of the other. */
static bool report_word_range(struct cr_reader *r, struct cr_span span, struct cr_span low,
    struct cr_span high, const struct cr_value_rules *rules)
{
    int a = word_of(r, low), b = word_of(r, high);

    if (!rules->words || a < 0 || b < 0)
        return false;
    cr_diag(r->diags, CR_E_RANGE_FORM, cr_span_place(span),
        cr_hint(r->diags, "write %g%% to %g%%", 100 * cr_word_range[a < b ? a : b][0],
            100 * cr_word_range[a < b ? b : a][1]),
        "the ends of a range are numbers, and here are words");
    return true;
}

struct cr_dist *cr_read_range(struct cr_reader *r, struct cr_span span, struct cr_span low,
    struct cr_span high, const struct cr_value_rules *rules)
{
    double x[2];
    int percent[2];
    struct cr_dist *dist;

    if (report_word_range(r, span, low, high, rules))
        return NULL;
    if (read_end(r, low, &x[0], &percent[0]) != CR_OK ||
        read_end(r, high, &x[1], &percent[1]) != CR_OK)
        return NULL;
    if (range_fault(r, span, rules, x, percent))
        return NULL;
    if (percent[0])
        dist = logit_range(r, x[0], x[1]);
    else
        dist = prepared(r, CR_DIST_NORMAL, x[0] / 2 + x[1] / 2,
            x[1] / (2 * CR_RANGE_Z) - x[0] / (2 * CR_RANGE_Z));
    if (!dist)
        cr_diag(r->diags, CR_E_DIST, cr_span_place(span), NULL,
            "the range '%s' is too narrow or too wide to compute with",
            cr_span_text(r->arena, span));
    else if (!percent[0] && r->s && rules != &cr_rules_start) /* bounds may keep a start's sign */
        cr_warn_of_sign(r, dist, cr_span_place(span));
    return dist;
}

struct cr_dist *cr_word_dist(struct cr_reader *r, struct cr_span span)
{
    int word = word_of(r, span);

    return word < 0 ? NULL : logit_range(r, cr_word_range[word][0], cr_word_range[word][1]);
}
