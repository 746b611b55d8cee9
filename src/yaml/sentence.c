/* libyaml says what its scanner expected; an author wants to hear what is wrong. Each function
 * below takes one of its complaints, looks at the text around the place, and says what that usually
 * means. */
#include "yaml/reader.h"

#include <string.h>

struct fault {
    struct cr_yaml_reader *reader;
    const char *s; /* the source */
    size_t n;
    size_t at;        /* where libyaml stopped */
    size_t context;   /* where the thing began that it was reading */
    size_t line, end; /* of the line that holds `at` */
    size_t first;     /* its first character that is not blank */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static char character(const struct fault *f, size_t at)
{
    return at < f->n ? f->s[at] : 0;
}

static void say(const struct fault *f, enum cr_code_id code, size_t at, size_t end,
    const char *hint, const char *message)
{
    end = end > at ? end : at + 1;
    end = end < f->n ? end : f->n; /* no place lies behind the end of the file */
    cr_diag(f->reader->diags, code, (struct cr_place){(uint32_t)at, (uint32_t)end}, hint, "%s",
        message);
}

/* ", noticed on line 12", for faults that libyaml sees long after they were made. */
static const char *noticed(const struct fault *f, const char *message, size_t from, size_t at)
{
    unsigned long line = cr_yaml_line(f->reader, at);
    if (line == cr_yaml_line(f->reader, from))
        return message;
    return cr_arena_printf(f->reader->arena, "%s (noticed on line %lu)", message, line);
}

/* The line before with something on it but a comment; 0 if there is none. */
static bool line_before(const struct fault *f, size_t *line, size_t *end)
{
    size_t at = f->line;
    while (at > f->reader->base) {
        size_t stop = --at;
        if (at > f->reader->base && f->s[at] == '\n' && f->s[at - 1] == '\r')
            stop = --at;
        while (at > f->reader->base && !is_break(f->s[at - 1]))
            at--;
        size_t first = at;
        while (first < stop && is_blank(f->s[first]))
            first++;
        if (first < stop && f->s[first] != '#') {
            *line = at;
            *end = stop;
            return true;
        }
    }
    return false;
}

static size_t indentation(const struct fault *f, size_t line)
{
    size_t at = line;
    while (at < f->n && f->s[at] == ' ')
        at++;
    return at - line;
}

/* The first colon in [from, end) outside quotes that is followed by a blank (`glued` 0), or by
 * anything else after a word (`glued` 1); `end` if there is none. */
static size_t find_colon(const struct fault *f, size_t from, size_t end, bool glued)
{
    char quote = 0;
    for (size_t i = from; i < end; i++) {
        char c = f->s[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && (i == from || is_blank(f->s[i - 1])))
            quote = c;
        else if (c == '#' && i > from && is_blank(f->s[i - 1]))
            return end;
        else if (c == ':') {
            bool blank = i + 1 >= f->n || is_blank(f->s[i + 1]) || is_break(f->s[i + 1]);
            if (blank != glued && (!glued || i > from))
                return i;
        }
    }
    return end;
}

/* ------------------------------------------------------------------ one function a kind of fault
 */

static void say_tab(const struct fault *f)
{
    say(f, CR_E_YAML_TAB, f->at, f->at + 1, "use spaces; most editors can turn tabs into them",
        "a tab cannot indent a line");
}

static void say_indent(const struct fault *f, const char *message)
{
    say(f, CR_E_YAML_INDENT, f->first, f->first + 1, "keys of one mapping begin in the same column",
        message);
}

/* >50%, as one writes "more than 50%": for YAML the beginning of a long text. */
static bool say_more_than(const struct fault *f, size_t at)
{
    size_t end = at;
    if (character(f, end) != '>')
        return false;
    for (end++; strchr("= ", character(f, end)) && character(f, end);)
        end++;
    size_t digits = end;
    while (strchr("0123456789.%", character(f, end)) && character(f, end))
        end++;
    if (end == digits)
        return false;
    say(f, CR_E_OTHER_FORM, at, end, "a range has two ends: write both, as in 50% to 95%",
        cr_arena_printf(f->reader->arena, "'%s' is not how a range is written",
            cr_yaml_quote(f->reader, f->s + at, end - at)));
    return true;
}

static void say_needs_quotes(const struct fault *f, size_t at)
{
    if (say_more_than(f, at))
        return;
    char c = character(f, at);
    say(f, CR_E_YAML_NEEDS_QUOTES, at, at + 1, "put the whole text into quotes",
        cr_arena_printf(
            f->reader->arena, "a text cannot begin with '%c' unless it is in quotes", c));
}

static void cannot_start(const struct fault *f)
{
    if (character(f, f->at) == '\t')
        say_tab(f);
    else
        say_needs_quotes(f, f->at);
}

static void say_glued(const struct fault *f, size_t colon)
{
    if (cr_yaml_report_colon(f->reader, colon))
        return;
    say(f, CR_E_YAML_COLON, colon, colon + 1, "put a space after the colon",
        "without a space after it this colon is part of the text");
}

/* A colon where no key can be: there was one on this line already; or the line above is not what it
 * seems. */
static void stray_colon(const struct fault *f)
{
    size_t line, end, colon = find_colon(f, f->first, f->at, 0);
    if (colon < f->at) {
        size_t value = colon + 1;
        while (value < f->at && is_blank(f->s[value]))
            value++;
        say(f, CR_E_YAML_NEEDS_QUOTES, f->at, f->at + 1,
            "put the whole text after the first colon into quotes",
            "a second ': ' on this line: a text with ': ' in it needs quotes");
        return;
    }
    if (f->at - f->first > 1024) {
        say(f, CR_E_YAML_LONG_KEY, f->first, f->first + 1, NULL,
            "a key has at most 1024 characters");
        return;
    }
    if (line_before(f, &line, &end)) {
        size_t spaced = find_colon(f, line + indentation(f, line), end, 0);
        colon = find_colon(f, line + indentation(f, line), end, 1);
        if (colon < end && spaced == end) {
            say_glued(f, colon);
            return;
        }
        if (spaced < end && indentation(f, f->line) > indentation(f, line)) {
            say_indent(f, "this line is indented more deeply than the one above, which already has "
                          "its value");
            return;
        }
        if (spaced == end) {
            say(f, CR_E_YAML_NO_COLON, line + indentation(f, line), end, "write 'key: value'",
                "this line has no colon");
            return;
        }
    }
    say(f, CR_E_YAML_SYNTAX, f->at, f->at + 1, "a text with ': ' in it needs quotes",
        "there cannot be a key before this colon");
}

static void no_colon(const struct fault *f)
{
    size_t end = f->context;
    while (end < f->n && !is_break(f->s[end]))
        end++;
    size_t colon = find_colon(f, f->context, end, 1), spaced = find_colon(f, f->context, end, 0);
    while (end > f->context && is_blank(f->s[end - 1]))
        end--;
    char c = character(f, f->context);
    if (spaced < end && spaced - f->context > 1000)
        say(f, CR_E_YAML_LONG_KEY, f->context, f->context + 1, NULL,
            "a key has at most 1024 characters");
    else if (c == '"' || c == '\'')
        say(f, CR_E_YAML_NO_COLON, f->context, f->context + 1,
            "is the quotation mark closed too late? A key is on one line, with ': ' after it",
            "a key that begins here has no colon");
    else if (colon < end)
        say_glued(f, colon);
    else
        say(f, CR_E_YAML_NO_COLON, f->context, end, "write 'key: value'", "this line has no colon");
}

/* The innermost [ or { that is open, or f->n. */
static size_t open_bracket(const struct fault *f)
{
    const struct cr_yaml_reader *reader = f->reader;
    if (reader->frames.n && reader->frames.at[reader->frames.n - 1].node->flow)
        return reader->frames.at[reader->frames.n - 1].node->place.at;
    return f->n;
}

static void say_bracket(const struct fault *f)
{
    size_t open = open_bracket(f);
    char c = character(f, f->at), partner = character(f, open) == '[' ? ']' : '}';
    if (open >= f->n) {
        say(f, CR_E_YAML_BRACKET, f->at, f->at + 1,
            "a text that begins with a bracket needs quotes",
            cr_arena_printf(f->reader->arena, "this '%c' closes nothing", c));
        return;
    }
    const char *message = cr_arena_printf(f->reader->arena,
        "this '%c' is not closed, or a comma is missing after an item", f->s[open]);
    if (c == ']' || c == '}')
        message = cr_arena_printf(f->reader->arena, "this '%c' is closed by a '%c'", f->s[open], c);
    say(f, CR_E_YAML_BRACKET, open, open + 1,
        cr_hint(f->reader->diags, "its partner is '%c'", partner),
        noticed(f, message, open, f->at));
}

static void missing_content(const struct fault *f)
{
    char c = character(f, f->at);
    if (open_bracket(f) < f->n || c == ']' || c == '}')
        say_bracket(f);
    else if (c == ',')
        say_needs_quotes(f, f->at);
    else
        say(f, CR_E_YAML_SYNTAX, f->at, f->at + 1, "a text that begins with a sign needs quotes",
            "a value is missing here");
}

/* Something stands on the line behind a text in quotes or a closed bracket; 0 if that is not so. */
static bool say_behind(const struct fault *f)
{
    const struct cr_yaml_reader *reader = f->reader;
    size_t last = f->at;
    while (last > f->line && is_blank(f->s[last - 1]))
        last--;
    char before = last > f->line ? f->s[last - 1] : ' ';
    if (f->at == f->first || !strchr("\"']}", before))
        return false;
    bool quoted = before == '"' || before == '\'';
    if (quoted && last == reader->last_end &&
        cr_yaml_line(reader, reader->last_at) != cr_yaml_line(reader, f->at))
        say(f, CR_E_YAML_QUOTE, reader->last_at, reader->last_at + 1, "close it on its own line",
            noticed(f, "this quotation mark is closed by the first one of another text",
                reader->last_at, f->at));
    else if (quoted)
        say(f, CR_E_YAML_BEHIND, f->at, f->end, "put the whole text into quotes of the other kind",
            "there is something after the closing quotation mark");
    else
        say(f, CR_E_YAML_BEHIND, f->at, f->end, "put the whole text into quotes",
            "there is something after the closing bracket");
    return true;
}

/* Inside a block mapping or list something stands that is no key, or no item. */
static void not_in_block(const struct fault *f, bool list)
{
    char c = character(f, f->at);
    size_t mapping = f->context;
    while (mapping > f->reader->base && !is_break(f->s[mapping - 1]))
        mapping--;
    if (c == ']' || c == '}')
        say_bracket(f);
    else if (say_behind(f))
        return;
    else if (c == ':' && f->at == f->first)
        say(f, CR_E_YAML_KEY, f->at, f->at + 1, "write a key before the colon",
            "a key is missing here");
    else if (f->at == f->first && f->at - f->line != f->context - mapping)
        say_indent(
            f, "this line is indented neither like the lines above nor like what they belong to");
    else if (c == '-' && !list)
        say(f, CR_E_YAML_LIST, f->at, f->at + 1,
            "items of a list go below a key that has no other value",
            "there is a list item where a key is expected");
    else if (list)
        say(f, CR_E_YAML_LIST, f->at, f->end, "begin it with '- ', or indent it differently",
            "there is a line where a list item is expected");
    else
        missing_content(f);
}

static void unclosed_quote(const struct fault *f)
{
    char quote = character(f, f->context);
    say(f, CR_E_YAML_QUOTE, f->context, f->context + 1,
        cr_hint(f->reader->diags, "close it with %c%s", quote,
            quote == '\'' ? "; an apostrophe inside is written twice: ''" : ""),
        "this quotation mark is never closed");
}

static void unknown_escape(const struct fault *f)
{
    say(f, CR_E_YAML_ESCAPE, f->at, f->at + 2, "between single quotes a backslash is itself",
        "this backslash begins an escape that does not exist");
}

static void bad_block(const struct fault *f)
{
    if (character(f, f->at) == '\t')
        say_tab(f);
    else if (!say_more_than(f, f->context))
        say(f, CR_E_YAML_BLOCK, f->at, f->end,
            "begin the text on the next line, or put it into quotes",
            "nothing may follow | or > on its line");
}

static void in_line_list(const struct fault *f)
{
    say(f, CR_E_YAML_LIST, f->at, f->at + 1,
        "begin the list on the next line, or put a text into quotes",
        "a list item cannot begin in the middle of a line");
}

static void question_mark(const struct fault *f)
{
    say(f, CR_E_YAML_NEEDS_QUOTES, f->at, f->at + 1, "put the whole text into quotes",
        "a text cannot begin with '? ' unless it is in quotes");
}

static void outside(const struct fault *f)
{
    if (f->reader->root)
        cr_yaml_check_rest(f->reader, f->at, 0);
    else
        say(f, CR_E_YAML_DIRECTIVE, f->at, f->end, "delete the line %YAML, or write --- after it",
            "after a YAML directive a line '---' is missing");
}

/* ------------------------------------------------------------------ which is which */

static bool said(const char *words, const char *part)
{
    return words && strstr(words, part) != NULL;
}

static bool explain_scanner(const struct fault *f, const char *problem, const char *context)
{
    if (said(problem, "cannot start any token"))
        cannot_start(f);
    else if (said(problem, "tab character"))
        say_tab(f);
    else if (said(problem, "mapping values are not allowed"))
        stray_colon(f);
    else if (said(problem, "could not find expected ':'"))
        no_colon(f);
    else if (said(problem, "block sequence entries are not allowed"))
        in_line_list(f);
    else if (said(problem, "mapping keys are not allowed"))
        question_mark(f);
    else if (said(context, "quoted scalar") &&
             (said(problem, "end of stream") || said(problem, "document indicator")))
        unclosed_quote(f);
    else if (said(context, "quoted scalar"))
        unknown_escape(f);
    else if (said(context, "block scalar"))
        bad_block(f);
    else if (said(context, "anchor") || said(context, "alias") || said(context, "directive"))
        say_needs_quotes(f, f->context);
    else
        return false;
    return true;
}

static bool explain_parser(const struct fault *f, const char *problem, const char *context)
{
    if (said(problem, "',' or"))
        say_bracket(f);
    else if (said(problem, "expected key"))
        not_in_block(f, 0);
    else if (said(problem, "'-' indicator"))
        not_in_block(f, 1);
    else if (said(problem, "node content"))
        missing_content(f);
    else if (said(problem, "document start"))
        outside(f);
    else if (said(context, "tag") || said(problem, "tag"))
        say(f, CR_E_YAML_TAG, f->context, f->context + 1,
            "a text that begins with '!' needs quotes", "this is read as a YAML tag");
    else if (said(problem, "maximum"))
        say(f, CR_E_YAML_DEPTH, f->at, f->at + 1, NULL, "lists and mappings nest too deep");
    else
        return false;
    return true;
}

static struct fault locate(struct cr_yaml_reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    struct fault f = {.reader = reader, .s = reader->source->bytes, .n = reader->source->n};
    f.at = cr_yaml_offset(reader, parser->problem_mark.index);
    f.context = parser->context ? cr_yaml_offset(reader, parser->context_mark.index) : f.at;
    f.line = f.at;
    while (f.line > reader->base && !is_break(f.s[f.line - 1]))
        f.line--;
    for (f.end = f.at; f.end < f.n && !is_break(f.s[f.end]);)
        f.end++;
    for (f.first = f.line; f.first < f.end && is_blank(f.s[f.first]);)
        f.first++;
    return f;
}

void cr_yaml_explain(struct cr_yaml_reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR || !parser->problem)
        cr_shortage();
    struct fault f = locate(reader);
    size_t errors = reader->diags->n_errors, before, end;
    if (cr_yaml_report_indent(reader, f.line) ||
        (line_before(&f, &before, &end) && cr_yaml_report_indent(reader, before)))
        return;
    bool done = parser->error == YAML_SCANNER_ERROR
                    ? explain_scanner(&f, parser->problem, parser->context)
                    : explain_parser(&f, parser->problem, parser->context);
    if (done && reader->diags->n_errors > errors)
        return;
    say(&f, CR_E_YAML_SYNTAX, f.at, f.at + 1, NULL,
        cr_arena_printf(reader->arena, "this cannot be read as YAML: %s%s%s", parser->problem,
            parser->context ? " " : "", parser->context ? parser->context : ""));
}
