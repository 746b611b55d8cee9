/* Probabilities and ranges as people say them: 20–40%, 1 in 5, about 60%, probably.
 *
 * None of these is a form of the language, and the message of whatever form comes nearest would
 * mislead (a dash is no minus, "in" no forgotten product). Each is recognised as a whole and
 * answered with the form to copy. A cursor goes over the text piece by piece; what it does not
 * understand to the end is no slip and is left to the other readers. What already has a meaning
 * (1 - 40% is 60%) keeps it: only what would be refused anyway is told as a slip, and where the
 * meaning is surely not the one that was meant (a payoff of 5-10), a warning says what it is. */
#include "scenario/reader.h"

#include "base/num.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct cursor {
    const char *s; /* the text in small letters, blanks collapsed */
    size_t at;
};

/* A number as it was said. */
struct said {
    double x; /* of 60%: 60 */
    bool percent;
    bool in_words; /* 60 percent, one */
};

static void skip_blanks(struct cursor *c)
{
    while (c->s[c->at] == ' ')
        c->at++;
}

static bool at_end(struct cursor *c)
{
    skip_blanks(c);
    return c->s[c->at] == '\0';
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Takes a word or a sign. A word ends where no letter follows. */
static bool read_text(struct cursor *c, const char *text)
{
    size_t n = strlen(text);
    skip_blanks(c);
    if (strncmp(c->s + c->at, text, n) != 0 ||
        (is_letter(text[n - 1]) && is_letter(c->s[c->at + n])))
        return false;
    c->at += n;
    return true;
}

static bool read_any(struct cursor *c, const char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (read_text(c, texts[i]))
            return true;
    return false;
}
#define READ_ANY(c, texts) read_any(c, texts, sizeof(texts) / sizeof *(texts))

static bool read_digits(struct cursor *c, double *x)
{
    size_t from, n;
    skip_blanks(c);
    for (from = n = c->at; c->s[n] >= '0' && c->s[n] <= '9';)
        n++;
    if (n > from && c->s[n] == '.' && c->s[n + 1] >= '0' && c->s[n + 1] <= '9')
        for (n++; c->s[n] >= '0' && c->s[n] <= '9';)
            n++;
    if (n == from || n - from > 15 || cr_num_read(c->s + from, n - from, x) != CR_NUM_OK)
        return false;
    c->at = n;
    return true;
}

static bool read_number(struct cursor *c, struct said *said)
{
    static const char *const words[] = {
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
    static const char *const percents[] = {"percent", "per cent", "per-cent", "pct.", "pct", "pc"};
    *said = (struct said){0};
    if (!read_digits(c, &said->x)) {
        for (int i = 0; i < 10 && !said->in_words; i++)
            if ((said->in_words = read_text(c, words[i])))
                said->x = i + 1;
        if (!said->in_words)
            return false;
    }
    if (read_text(c, "%"))
        said->percent = true;
    else if (READ_ANY(c, percents))
        said->percent = said->in_words = true;
    return true;
}

/* ------------------------------------------------------------------ the form to copy */

struct slip {
    struct cr_reader *r;
    struct cr_span span;
    const struct cr_value_rules *rules;
    struct cursor c;
};

/* Whether numbers are probabilities here: in a weight, or by a % of either. */
static bool in_percent(const struct slip *t, const struct said *a, const struct said *b)
{
    return t->rules->odds || a->percent || b->percent;
}

/* A weight's number without a % is a share if it is below 1. */
static double as_percent(const struct said *a, bool percent)
{
    return percent || a->percent || a->x > 1 ? a->x : 100 * a->x;
}

/* Shortest, and at most so exact as anybody says it. */
static const char *short_number(const struct slip *t, double x)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", x);
    if (cr_num_read(text, strlen(text), &x) == CR_NUM_OK)
        cr_num_print(text, x);
    return cr_arena_strdup(t->r->arena, text);
}

/* "20% to 40%"; what touches certainty is drawn a little off it. */
static const char *range_form(const struct slip *t, double a, double b, bool percent)
{
    double low = fmin(a, b), high = fmax(a, b);
    if (percent && high >= 100)
        high = 100 - fmin(1, (100 - fmin(low, 99)) / 20);
    if (percent && low <= 0)
        low = fmin(1, high / 20);
    if (!(low < high))
        return cr_arena_printf(t->r->arena, "%s%s", short_number(t, high), percent ? "%" : "");
    return cr_arena_printf(t->r->arena, "%s%s to %s%s", short_number(t, low), percent ? "%" : "",
        short_number(t, high), percent ? "%" : "");
}

static bool report_form(const struct slip *t, const char *what, const char *hint)
{
    cr_diag(t->r->diags, CR_E_OTHER_FORM, cr_span_place(t->span), hint, "'%s' is not how %s",
        cr_span_text(t->r->arena, t->span), what);
    return true;
}

static bool report_range(
    const struct slip *t, const struct said *a, const struct said *b, const char *what)
{
    bool percent = in_percent(t, a, b), both = a->percent || b->percent;
    double x = percent ? as_percent(a, both) : a->x, y = percent ? as_percent(b, both) : b->x;
    return report_form(t, what, cr_hint(t->r->diags, "write %s", range_form(t, x, y, percent)));
}

/* Worked out as arithmetic, and surely meant otherwise. */
static bool warn(const struct slip *t, double is, const char *hint)
{
    cr_diag(t->r->diags, CR_W_COMPUTED, cr_span_place(t->span), hint,
        "'%s' is worked out and gives %s", cr_span_text(t->r->arena, t->span), short_number(t, is));
    return false;
}

/* ------------------------------------------------------------------ one function a kind of slip */

/* A hyphen is a minus, too. Among weights only what no weight can be is a slip. */
static bool hyphen(const struct slip *t, const struct said *a, const struct said *b)
{
    double x = a->percent ? a->x / 100 : a->x, y = b->percent ? b->x / 100 : b->x;
    bool upwards = a->percent == b->percent ? a->x < b->x : b->percent && a->x > 1 && a->x < b->x;
    if (!upwards)
        return false;
    if (t->rules->odds)
        return (x - y < 0 || x - y > 1) &&
               report_range(t, a, b, "a range is written: here the dash is a minus");
    bool percent = a->percent || b->percent;
    return warn(t, x - y,
        cr_hint(t->r->diags, "a range is written %s", range_form(t, a->x, b->x, percent)));
}

/* 20–40%, between 20% and 40%, 20%..40%. */
static bool range_slip(struct slip *t)
{
    static const char *const before[] = {"between", "from", "in between", "somewhere between"};
    static const char *const dashes[] = {"--", "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92",
        "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95", "\xe2\x88\x92", "\xef\xbc\x8d"};
    static const char *const dots[] = {"...", "..", "\xe2\x80\xa6", "\xe2\x80\xa5"};
    static const char *const words[] = {"until", "till", "through", "bis", "up to"};
    struct cursor c = {t->c.s, 0};
    struct said a, b;
    bool prefix = READ_ANY(&c, before), dash = false, minus = false, other = false, to = false,
         logic = false;
    if (!read_number(&c, &a))
        return false;
    if (!(other = READ_ANY(&c, dots) || READ_ANY(&c, words)) && !(dash = READ_ANY(&c, dashes)) &&
        !(minus = read_text(&c, "-")) && !(to = read_text(&c, "to")) &&
        !(logic = read_text(&c, "and") || read_text(&c, "or")))
        return false;
    if (!read_number(&c, &b) || !at_end(&c))
        return false;
    bool spoken = a.in_words || b.in_words, glued = to && !strstr(t->c.s, " to ");
    if (prefix || other || dash || glued || (spoken && !minus))
        return report_range(t, &a, &b, "a range is written");
    if (minus)
        return hyphen(t, &a, &b);
    return logic && t->rules->words &&
           warn(t, 1,
               cr_hint(t->r->diags, "a range is written %s",
                   range_form(t, a.x, b.x, in_percent(t, &a, &b))));
}

/* 60% ± 5%, 60% +- 5%. The second is arithmetic of the language and keeps its meaning. */
static bool plus_minus_slip(struct slip *t)
{
    struct cursor c = {t->c.s, 0};
    struct said a, b;
    bool sign, typed;
    if (!read_number(&c, &a))
        return false;
    sign = read_text(&c, "\xc2\xb1") || read_text(&c, "+/-");
    typed = !sign && read_text(&c, "+-");
    if ((!sign && !typed) || !read_number(&c, &b) || !at_end(&c))
        return false;
    bool percent = in_percent(t, &a, &b), both = a.percent || b.percent;
    double x = percent ? as_percent(&a, both) : a.x, d = percent ? as_percent(&b, both) : b.x;
    const char *form = range_form(t, x - d, x + d, percent);
    if (typed)
        return warn(t, (a.percent ? a.x / 100 : a.x) - (b.percent ? b.x / 100 : b.x),
            cr_hint(t->r->diags, "if a range is meant: %s", form));
    return report_form(t, "a range is written", cr_hint(t->r->diags, "write %s", form));
}

/* 1 in 5, 3 of 9, 1:4. */
static bool odds_slip(struct slip *t)
{
    struct cursor c = {t->c.s, 0};
    struct said a, b;
    bool of, odds;
    read_text(&c, "a");
    if (!read_number(&c, &a) || a.percent)
        return false;
    of = read_text(&c, "in") || read_text(&c, "out of") || read_text(&c, "of") ||
         read_text(&c, "from");
    odds = !of && (read_text(&c, ":") || read_text(&c, "to"));
    if ((!of && !odds) || !read_number(&c, &b) || b.percent || !at_end(&c) || !(b.x > 0) ||
        (odds && strchr(t->c.s, ':') == NULL) || (of && a.x > b.x))
        return false;
    const char *x = short_number(t, a.x), *y = short_number(t, b.x);
    if (odds)
        return report_form(t, "a probability is written",
            cr_hint(t->r->diags, "odds of %s:%s are %.4g%%; or write %s and %s as relative weights",
                x, y, 100 * a.x / (a.x + b.x), x, y));
    return report_form(t, "a probability is written",
        cr_hint(t->r->diags,
            "write %.4g%%, or 'counts(%s, %s)' if it happened in %s of %s comparable cases",
            100 * a.x / b.x, x, y, x, y));
}

/* about 60%, ~60%, 60%?, >50%, at most 10%, 60 percent. */
static bool number_slip(struct slip *t)
{
    static const char *const about[] = {"about", "around", "roughly", "approximately", "approx.",
        "approx", "circa", "ca.", "ca", "c.", "nearly", "almost", "perhaps", "maybe", "some", "~",
        "\xe2\x89\x88", "\xe2\x88\xbc", "\xe2\x89\x83"};
    static const char *const above[] = {">=", ">", "\xe2\x89\xa5", "more than", "over", "above",
        "at least", "upwards of", "greater than", "a minimum of"};
    static const char *const below[] = {"<=", "<", "\xe2\x89\xa4", "less than", "under", "below",
        "at most", "up to", "fewer than", "no more than", "a maximum of"};
    static const char *const more[] = {"+", "or more", "and more", "or higher"};
    static const char *const less[] = {"or less", "or lower"};
    struct cursor c = {t->c.s, 0};
    struct said a;
    bool round = READ_ANY(&c, about), up = !round && READ_ANY(&c, above),
         down = !round && !up && READ_ANY(&c, below);
    if (!read_number(&c, &a))
        return false;
    if (!round && !up && !down) {
        up = READ_ANY(&c, more);
        down = !up && READ_ANY(&c, less);
    }
    round |= read_text(&c, "?") || read_text(&c, "or so");
    if (!at_end(&c) || !(round || up || down || a.in_words))
        return false;
    bool percent = in_percent(t, &a, &a);
    double x = percent ? as_percent(&a, a.percent) : a.x, top = percent ? 100 : 2 * x;
    const char *exact = range_form(t, x, x, percent);
    double low = up ? x : down ? x / 10 : fmax(x - (percent ? 10 : x / 5), x / 2);
    double high = down ? x
                  : up ? x + 0.9 * (top - x)
                       : fmin(x + (percent ? 10 : x / 5), (x + top) / 2);
    const char *range = range_form(t, low, high, percent);
    if (a.in_words && !round && !up && !down)
        return report_form(t, "a number is written", cr_hint(t->r->diags, "write %s", exact));
    if (!t->rules->dists)
        return report_form(t, "a number is written", cr_hint(t->r->diags, "write %s", exact));
    return round ? report_form(t, "a number or a range is written",
                       cr_hint(t->r->diags, "write %s, or a range such as %s", exact, range))
                 : report_form(t, "a range is written",
                       cr_hint(t->r->diags,
                           "a range has two ends: write what you would expect in nine cases of "
                           "ten, such as %s",
                           range));
}

/* x2 where nothing is there to multiply. */
static bool multiplier_slip(struct slip *t)
{
    struct cursor c = {t->c.s, 0};
    struct said a;
    if (t->rules != &cr_rules_weight || !(read_text(&c, "x") || read_text(&c, "\xc3\x97")) ||
        !read_number(&c, &a) || !at_end(&c))
        return false;
    return report_form(t, "the weight of a branch is written",
        "a multiplier needs something to multiply: it stands under 'shift' or in a lens");
}

/* “60%” */
static bool quoted_slip(struct slip *t)
{
    size_t from, to;
    if (!cr_typographic(t->span.s, t->span.n, &from, &to) || to >= t->span.n || from == 0)
        return false;
    return report_form(t, "a value is quoted",
        cr_hint(t->r->diags, "these quotes are typographic; write %s without them",
            cr_span_text(t->r->arena, cr_span_cut(t->span, from, to))));
}

/* Parts of a whole. */
static bool part_slip(struct slip *t)
{
    static const struct {
        const char *said;
        double percent;
    } parts[] = {{"half", 50}, {"a half", 50}, {"one half", 50}, {"a third", 100.0 / 3},
        {"one third", 100.0 / 3}, {"two thirds", 200.0 / 3}, {"a quarter", 25}, {"one quarter", 25},
        {"three quarters", 75}, {"a fifth", 20}, {"one fifth", 20}, {"a tenth", 10},
        {"one tenth", 10}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts && t->rules->words; i++)
        if (!strcmp(t->c.s, parts[i].said))
            return report_form(
                t, "a number is written", cr_hint(t->r->diags, "write %.4g%%", parts[i].percent));
    return false;
}

/* 50/50, which is 1. */
static bool shares_slip(struct slip *t)
{
    struct cursor c = {t->c.s, 0};
    struct said a, b;
    if (t->rules->odds && read_number(&c, &a) && read_text(&c, "/") && read_number(&c, &b) &&
        at_end(&c) && a.x + b.x == 100)
        return warn(t, (a.percent ? a.x / 100 : a.x) / (b.percent ? b.x / 100 : b.x),
            cr_hint(t->r->diags, "if a share is meant: %s%%", short_number(t, a.x)));
    return false;
}

bool cr_report_slip(struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules)
{
    static bool (*const kinds[])(struct slip *) = {range_slip, plus_minus_slip, odds_slip,
        number_slip, multiplier_slip, part_slip, shares_slip};
    struct slip t = {r, span, rules, {0}};
    if (span.n > 60 || !(rules->words || rules->dists))
        return false;
    char *text = cr_span_text(r->arena, span);
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    t.c.s = text;
    if (quoted_slip(&t))
        return true;
    if (cr_span_names(r, span)) /* what they mean, the expression says */
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i](&t))
            return true;
    return rules->words && cr_report_word(r, span, text);
}
