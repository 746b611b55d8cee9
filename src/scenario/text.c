/* Texts, flags, dates, plain numbers and reasons: what a single scalar or a list of them says.
 *
 * Each reader takes the scalar, reports what is wrong at its place and returns something harmless.
 */
#include "scenario/reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *cr_read_text(struct cr_reader *r, const struct cr_yaml *yaml, const char *what)
{
    if (!yaml || cr_expect(r, yaml, CR_YAML_SCALAR, what) != CR_OK)
        return NULL;
    return yaml->text;
}

const char **cr_read_texts(
    struct cr_reader *r, const struct cr_yaml *yaml, const char *what, size_t *n)
{
    const char **texts;

    *n = 0;
    if (!yaml)
        return NULL;
    if (yaml->kind == CR_YAML_SCALAR) {
        texts = CR_NEW(r->arena, const char *, 1);
        texts[(*n)++] = yaml->text;
        return texts;
    }
    if (cr_expect(r, yaml, CR_YAML_LIST, what) != CR_OK)
        return NULL;
    texts = CR_NEW(r->arena, const char *, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++)
        if (cr_expect(r, yaml->items[i], CR_YAML_SCALAR, "an item of the list") == CR_OK)
            texts[(*n)++] = yaml->items[i]->text;
    return texts;
}

static int digits(const char *s, size_t n)
{
    int x = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        x = 10 * x + (s[i] - '0');
    }
    return x;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

const char *cr_date_fault(const char *s)
{
    size_t n = strlen(s);
    int year, month, day;

    if ((n != 4 && n != 7 && n != 10) || (n > 4 && s[4] != '-') || (n > 7 && s[7] != '-'))
        return "a date is written 2022, 2022-01 or 2022-01-20";
    year = digits(s, 4);
    month = n > 4 ? digits(s + 5, 2) : 1;
    day = n > 7 ? digits(s + 8, 2) : 1;
    if (year < 0 || month < 0 || day < 0)
        return "a date is written 2022, 2022-01 or 2022-01-20";
    if (month < 1 || month > 12)
        return "a year has the months 01 to 12";
    if (day < 1 || day > month_days(year, month))
        return "that month has no such day";
    return NULL;
}

const char *cr_read_date(struct cr_reader *r, const struct cr_yaml *yaml, const char *what)
{
    const char *text = cr_read_text(r, yaml, what);
    const char *fault;

    if (!text)
        return NULL;
    fault = cr_date_fault(text);
    if (!fault)
        return text;
    cr_diag(r->diags, CR_E_DATE, yaml->place, fault, "'%s' is not a date", text);
    return NULL;
}

/* A partial date counts as its last day: what is only known to have happened in 2022 is known when
 * 2022 is over. */
static long day_number(const char *s)
{
    size_t n = strlen(s);
    int year = digits(s, 4);
    int month = n > 4 ? digits(s + 5, 2) : 12;
    int day = n > 7 ? digits(s + 8, 2) : month_days(year, month);
    return (long)year * 10000 + month * 100 + day;
}

int cr_date_compare(const char *a, const char *b)
{
    long x = day_number(a), y = day_number(b);
    return (x > y) - (x < y);
}

/* "max or min", "said, implied or ours", each in quotes if `quote`. */
static const char *alternatives(
    struct cr_arena *arena, const char *const *words, int n, const char *quote)
{
    struct cr_buf text;

    cr_buf_init(&text, arena);
    for (int i = 0; i < n; i++)
        cr_buf_printf(&text, "%s%s%s%s",
            i == 0      ? ""
            : i + 1 < n ? ", "
                        : " or ",
            quote, words[i], quote);
    return text.s;
}

int cr_read_choice(struct cr_reader *r, const struct cr_yaml *yaml, const char *what,
    const char *const *words, int n)
{
    const char *text = cr_read_text(r, yaml, what);
    const char *near;

    if (!text)
        return 0;
    for (int i = 0; i < n; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    near = cr_suggest(text, words, (size_t)n);
    cr_diag(r->diags, CR_E_CHOICE, yaml->place,
        near ? cr_hint(r->diags, "did you mean '%s'?", near)
             : cr_hint(r->diags, "write %s", alternatives(r->arena, words, n, "'")),
        "%s is %s, not '%s'", what, alternatives(r->arena, words, n, ""), text);
    return 0;
}

enum cr_basis cr_read_basis(struct cr_reader *r, const struct cr_yaml *yaml)
{
    if (!yaml)
        return CR_BASIS_NONE;
    return CR_BASIS_SAID + cr_read_choice(r, yaml, "'basis'", cr_bases, CR_N_BASES);
}

bool cr_read_flag(struct cr_reader *r, const struct cr_yaml *yaml, const char *what)
{
    static const char *const words[] = {"false", "true"};
    return cr_read_choice(r, yaml, what, words, 2) != 0;
}

enum cr_status cr_read_number(
    struct cr_reader *r, const struct cr_yaml *yaml, const char *what, double *x)
{
    return cr_read_number_or(r, yaml, what, NULL, x);
}

enum cr_status cr_read_number_or(
    struct cr_reader *r, const struct cr_yaml *yaml, const char *what, const char *hint, double *x)
{
    const char *why = NULL;
    int percent;

    if (!yaml || cr_expect(r, yaml, CR_YAML_SCALAR, what) != CR_OK)
        return CR_INPUT;
    if (cr_span_number(cr_span_of(yaml), x, &percent, &why) == CR_NUM_IS)
        return CR_OK;
    cr_diag(r->diags, CR_E_NUMBER, yaml->place, why ? why : hint,
        "%s should be a number, and '%s' is not", what, yaml->text);
    return CR_INPUT;
}

enum cr_status cr_read_interval(
    struct cr_reader *r, const struct cr_yaml *yaml, double *low, double *high)
{
    double a, b;

    if (!yaml || cr_expect(r, yaml, CR_YAML_LIST, "'between'") != CR_OK)
        return CR_INPUT;
    if (yaml->n_items != 2) {
        cr_diag(r->diags, CR_E_BETWEEN, cr_yaml_spot(yaml), "write [low, high]",
            "'between' takes two numbers, here are %u", (unsigned)yaml->n_items);
        return CR_INPUT;
    }
    if (cr_read_number(r, yaml->items[0], "the lower bound", &a) != CR_OK ||
        cr_read_number(r, yaml->items[1], "the upper bound", &b) != CR_OK)
        return CR_INPUT;
    if (!(a < b)) {
        cr_diag(r->diags, CR_E_BETWEEN, cr_yaml_spot(yaml),
            "write the low bound first and leave room",
            "the lower bound %s is not below the upper bound %s", yaml->items[0]->text,
            yaml->items[1]->text);
        return CR_INPUT;
    }
    if (!isfinite(b - a)) {
        cr_diag(r->diags, CR_E_BETWEEN, cr_yaml_spot(yaml), "bring them nearer to each other",
            "%s and %s are too far apart to compute with", yaml->items[0]->text,
            yaml->items[1]->text);
        return CR_INPUT;
    }
    *low = a;
    *high = b;
    return CR_OK;
}

static enum cr_status read_reason(
    struct cr_reader *r, const struct cr_yaml *item, struct cr_because *because)
{
    int source = -1;

    if (cr_expect(r, item, CR_YAML_SCALAR, "a reason under 'because'") != CR_OK)
        return CR_INPUT;
    if (cr_is_identifier(item->text, item->n)) {
        source = cr_map_find(r->names->source_map, item->text);
        if (source < 0) {
            const char *near = cr_similar(r, item->text, r->names->source_map, NULL);
            cr_diag(r->diags, CR_E_UNKNOWN_SOURCE, item->place,
                near ? near : "add it under 'sources', or write a sentence of several words",
                "there is no source '%s'", item->text);
            return CR_INPUT;
        }
        if (r->source_used)
            r->source_used[source] = 1;
    }
    because->sources[because->n] = source;
    because->texts[because->n++] = item->text;
    return CR_OK;
}

void cr_read_because(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_because *because)
{
    size_t n;

    memset(because, 0, sizeof *because);
    if (!yaml)
        return;
    if (yaml->kind != CR_YAML_SCALAR && cr_expect(r, yaml, CR_YAML_LIST, "'because'") != CR_OK)
        return;
    n = yaml->kind == CR_YAML_SCALAR ? 1 : yaml->n_items;
    because->sources = CR_NEW(r->arena, int, n);
    because->texts = CR_NEW(r->arena, const char *, n);
    if (yaml->kind == CR_YAML_SCALAR) {
        read_reason(r, yaml, because);
        return;
    }
    for (uint32_t i = 0; i < yaml->n_items; i++)
        read_reason(r, yaml->items[i], because);
}
