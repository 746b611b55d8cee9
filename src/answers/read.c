/* Reads a table of answers. A record is cut into its fields first (RFC 4180, with the separator of
 * the first row); then the fields of the known columns become an answer. What is wrong with a row
 * stays with the row: one student's slip costs nobody else's answers. */
#include "answers/answers.h"

#include "base/num.h"
#include "base/utf8.h"

#include <string.h>

enum { FIELDS = 256, ROWS = 1000000, ROUNDS = 1000 };
enum column { WHO, QUESTION, BRANCH, PERCENT, ROUND, N_COLUMNS };
static const char *const names[N_COLUMNS] = {"who", "question", "branch", "percent", "round"};

struct reader {
    struct cr_arena *arena;
    const char *at, *end;
    char *field; /* room for the longest field */
    size_t line;
    char separator;
    int columns[N_COLUMNS]; /* which field of a row it is, or -1 */
};
struct record {
    size_t line; /* where it begins */
    const char *fields[FIELDS];
    int n;
    bool unclosed, crowded; /* an unmatched quotation mark; more fields than are kept */
};

/* ------------------------------------------------------------------ text to fields */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Past the end of a line, if one ends here. */
static bool end_line(struct reader *r)
{
    if (r->at == r->end || (*r->at != '\n' && *r->at != '\r'))
        return false;
    r->at += r->at[0] == '\r' && r->at + 1 < r->end && r->at[1] == '\n' ? 2 : 1;
    r->line++;
    return true;
}

/* Copies a field in quotation marks; two of them stand for one. */
static size_t copy_quoted(struct reader *r, char *out, bool *unclosed)
{
    size_t n = 0;
    for (r->at++; r->at < r->end; r->at++) {
        if (*r->at == '"' && !(r->at + 1 < r->end && r->at[1] == '"')) {
            r->at++;
            return n;
        }
        if (*r->at == '"')
            r->at++;
        r->line += *r->at == '\n';
        out[n++] = *r->at;
    }
    *unclosed = true;
    return n;
}

/* The next field without blanks around it. */
static const char *read_field(struct reader *r, bool *unclosed)
{
    while (r->at < r->end && is_blank(*r->at) && *r->at != r->separator)
        r->at++;
    char *out = r->field;
    size_t n = r->at < r->end && *r->at == '"' ? copy_quoted(r, out, unclosed) : 0;
    while (r->at < r->end && *r->at != r->separator && *r->at != '\n' && *r->at != '\r')
        out[n++] = *r->at++;
    while (n && is_blank(out[n - 1]))
        n--;
    return cr_arena_strndup(r->arena, out, n);
}

/* The next record that is not empty. False: there is none. */
static bool read_record(struct reader *r, struct record *record)
{
    while (end_line(r))
        ;
    if (r->at == r->end)
        return false;
    *record = (struct record){.line = r->line};
    for (;;) {
        const char *field = read_field(r, &record->unclosed);
        if (record->n < FIELDS)
            record->fields[record->n++] = field;
        else
            record->crowded = true;
        if (r->at == r->end || end_line(r))
            return true;
        r->at++;
    }
}

/* Whichever of the three stands most often in the first line. */
static char find_separator(const char *at, const char *end)
{
    static const char kinds[] = {',', ';', '\t'};
    size_t counts[3] = {0, 0, 0}, best = 0;
    for (; at < end && *at != '\n' && *at != '\r'; at++) {
        for (size_t k = 0; k < 3; k++)
            counts[k] += *at == kinds[k];
    }
    for (size_t k = 1; k < 3; k++)
        best = counts[k] > counts[best] ? k : best;
    return kinds[best];
}

/* ------------------------------------------------------------------ fields to answers */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_word(const char *a, const char *b)
{
    while (*a && lower(*a) == *b)
        a++, b++;
    return !*a && !*b;
}

static enum cr_status find_columns(struct reader *r, const struct record *head, const char **why)
{
    for (int c = 0; c < N_COLUMNS; c++) {
        r->columns[c] = -1;
        for (int i = 0; i < head->n; i++) {
            if (!same_word(head->fields[i], names[c]))
                continue;
            if (r->columns[c] >= 0) {
                *why = cr_arena_printf(
                    r->arena, "line %zu names the column '%s' twice", head->line, names[c]);
                return CR_INPUT;
            }
            r->columns[c] = i;
        }
        if (r->columns[c] < 0 && c != ROUND) {
            *why = cr_arena_printf(r->arena,
                "line %zu should name the columns who,question,branch,percent; there is no '%s'",
                head->line, names[c]);
            return CR_INPUT;
        }
    }
    return CR_OK;
}

static const char *field_of(const struct reader *r, const struct record *record, enum column c)
{
    int i = r->columns[c];
    return i >= 0 && i < record->n ? record->fields[i] : "";
}

/* A percentage with or without its sign. NULL, or what is wrong with it. */
static const char *read_percent(const struct reader *r, const char *text, double *percent)
{
    size_t n = strlen(text);
    char *copy = cr_arena_strndup(r->arena, text, n);
    if (n && copy[n - 1] == '%')
        n--;
    while (n && is_blank(copy[n - 1]))
        n--;
    for (size_t i = 0; i < n && r->separator != ','; i++)
        copy[i] = copy[i] == ',' ? '.' : copy[i];
    if (!n)
        return "the percent is missing";
    if (cr_num_read(copy, n, percent) != CR_NUM_OK)
        return cr_arena_printf(r->arena, "'%s' is no percentage (write 35 or 35%%)", text);
    if (*percent < 0 || *percent > 100)
        return cr_arena_printf(r->arena, "%s percent is not from 0 to 100", text);
    return NULL;
}

static const char *read_round(const struct reader *r, const char *text, int *round)
{
    uint64_t whole;
    *round = 1;
    if (!*text)
        return NULL;
    if (cr_num_read_u64(text, strlen(text), &whole) != CR_NUM_OK || !whole || whole > ROUNDS)
        return cr_arena_printf(r->arena, "'%s' is no round (1, 2, ... %d)", text, ROUNDS);
    *round = (int)whole;
    return NULL;
}

/* Whether every character can be seen: others drive terminals, and make two names look alike. */
static bool is_visible(const char *text)
{
    size_t n = strlen(text);
    uint32_t code;
    for (size_t i = 0; i < n; i += cr_utf8_decode(text + i, n - i, &code)) {
        cr_utf8_decode(text + i, n - i, &code);
        if (!cr_utf8_printable(code))
            return false;
    }
    return true;
}

static struct cr_answer read_answer(const struct reader *r, const struct record *record)
{
    struct cr_answer a = {.line = record->line, .round = 1};
    const char **const texts[] = {&a.who, &a.question, &a.branch};
    bool hidden = false;
    for (enum column c = WHO; c <= BRANCH; c++) {
        *texts[c] = field_of(r, record, c);
        if (is_visible(*texts[c]))
            continue;
        hidden = true;
        *texts[c] = "";
    }
    const char *percent = read_percent(r, field_of(r, record, PERCENT), &a.percent);
    const char *round = read_round(r, field_of(r, record, ROUND), &a.round);
    a.why = record->unclosed  ? "a quotation mark has no partner"
            : record->crowded ? "the row has more than 256 fields"
            : hidden          ? "an invisible control character stands in a name"
            : !*a.who         ? "nobody is named under 'who'"
            : !*a.question    ? "no question is named"
            : !*a.branch      ? "no branch is named"
            : percent         ? percent
                              : round;
    return a;
}

enum cr_status cr_answers_read(struct cr_arena *arena, const char *text, size_t n,
    struct cr_answers *answers, const char **why)
{
    struct reader r = {.arena = arena, .at = text, .end = text + n, .line = 1};
    struct record *record = cr_arena_alloc(arena, 1, sizeof *record);
    CR_VEC(struct cr_answer) rows = {0};
    *answers = (struct cr_answers){NULL, 0};
    if (cr_utf8_check(text, n) != n || memchr(text, 0, n)) {
        *why = "it is not UTF-8 text; save it as 'CSV UTF-8'";
        return CR_INPUT;
    }
    if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
        r.at += 3;
    r.separator = find_separator(r.at, r.end);
    r.field = CR_NEW(arena, char, n + 1);
    if (!read_record(&r, record)) {
        *why = "it is empty; its first line should be who,question,branch,percent";
        return CR_INPUT;
    }
    enum cr_status status = find_columns(&r, record, why);
    if (status != CR_OK)
        return status;
    while (read_record(&r, record)) {
        if (rows.n == ROWS) {
            *why = cr_arena_printf(arena, "it has more than %d rows", ROWS);
            return CR_INPUT;
        }
        cr_vec_push(arena, &rows, read_answer(&r, record));
    }
    if (!rows.n) {
        *why = "nobody answered anything: there is no row below the names of the columns";
        return CR_INPUT;
    }
    *answers = (struct cr_answers){rows.at, rows.n};
    return CR_OK;
}
