/* Canonical YAML of a scenario. Block style throughout, every short form written out, texts quoted
 * where a reader of YAML could take them for something else. What was read from it is the same
 * model. */
#include "scenario/print_parts.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* Whether a text needs no quotes: words, digits and a few signs, beginning with a letter or digit.
 * Generous YAML would allow more; what is left out here only gains quotes. */
static int is_plain(const char *text, size_t n)
{
    static const char inside[] = "_-.,/()+*^<>=%;!?'";

    if (n == 0 || n > 80 || text[n - 1] == ' ')
        return 0;
    for (size_t i = 0; i < n; i++) {
        int letter = cr_is_identifier(text + i, 1);
        int digit = text[i] >= '0' && text[i] <= '9';
        if (!letter && !digit && (i == 0 || !(text[i] == ' ' || strchr(inside, text[i]))))
            return 0;
    }
    return strcmp(text, "x") != 0;
}

static void quote_code(struct cr_buf *out, const char *bytes, size_t step, uint32_t code)
{
    if (code == '"' || code == '\\')
        cr_buf_printf(out, "\\%c", (char)code);
    else if (code == '\n')
        cr_buf_str(out, "\\n");
    else if (code == '\t')
        cr_buf_str(out, "\\t");
    else if (code < 0x20 || code == 0x7f || !cr_utf8_printable(code))
        cr_buf_printf(out, code > 0xffff ? "\\U%08X" : "\\u%04X", (unsigned)code);
    else
        cr_buf_add(out, bytes, step);
}

void cr_print_text(struct cr_buf *out, const char *text)
{
    size_t n = strlen(text);

    if (is_plain(text, n)) {
        cr_buf_add(out, text, n);
        return;
    }
    cr_buf_char(out, '"');
    for (size_t i = 0; i < n;) {
        uint32_t code = 0;
        size_t step = cr_utf8_decode(text + i, n - i, &code);
        if (step == 0) /* cannot come from a file, which is checked to be UTF-8 */
            break;
        quote_code(out, text + i, step, code);
        i += step;
    }
    cr_buf_char(out, '"');
}

/* Whether a text can stand as a literal block: several lines, nothing that would need an escape, no
 * blank in front (it would be taken for indentation) and no line of blanks only. */
static int is_block(const char *text)
{
    size_t n = strlen(text);

    if (!strchr(text, '\n') || text[0] == ' ' || text[0] == '\n' || text[n - 1] != '\n' ||
        (n > 1 && text[n - 2] == '\n') || strstr(text, " \n") || strchr(text, '\t'))
        return 0;
    for (size_t i = 0; i < n;) {
        uint32_t code = 0;
        size_t step = cr_utf8_decode(text + i, n - i, &code);
        int is_break = code == 0x85 || code == 0x2028 || code == 0x2029 || code == 0xfeff;
        if (step == 0 || is_break || (code != '\n' && !cr_utf8_printable(code)))
            return 0;
        i += step;
    }
    return 1;
}

static void print_block(struct cr_buf *out, int indent, const char *text)
{
    cr_buf_str(out, "|\n");
    while (*text) {
        size_t line = strcspn(text, "\n");
        if (line > 0)
            cr_buf_repeat(out, "  ", (size_t)indent);
        cr_buf_add(out, text, line + 1);
        text += line + 1;
    }
}

void cr_print_key(struct cr_buf *out, int indent, const char *key)
{
    cr_buf_repeat(out, "  ", (size_t)indent);
    cr_print_text(out, key);
    cr_buf_char(out, ':');
}

void cr_print_entry(struct cr_buf *out, int indent, const char *key, const char *text)
{
    if (!text)
        return;
    cr_print_key(out, indent, key);
    cr_buf_char(out, ' ');
    if (is_block(text)) {
        print_block(out, indent + 1, text);
        return;
    }
    cr_print_text(out, text);
    cr_buf_char(out, '\n');
}

void cr_print_number(struct cr_buf *out, int indent, const char *key, double x)
{
    cr_print_key(out, indent, key);
    cr_buf_char(out, ' ');
    cr_buf_num(out, x);
    cr_buf_char(out, '\n');
}

void cr_print_expr(struct cr_buf *out, int indent, const char *key, const struct cr_expr *expr)
{
    struct cr_buf text;

    if (!expr)
        return;
    cr_buf_init(&text, out->arena);
    cr_expr_print(expr, &text);
    cr_print_entry(out, indent, key, text.s);
}

void cr_print_list(
    struct cr_buf *out, int indent, const char *key, const char *const *texts, size_t n)
{
    if (n == 0)
        return;
    cr_print_key(out, indent, key);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < n; i++) {
        cr_buf_repeat(out, "  ", (size_t)indent + 1);
        cr_buf_str(out, "- ");
        cr_print_text(out, texts[i]);
        cr_buf_char(out, '\n');
    }
}

void cr_print_because(struct cr_buf *out, int indent, const struct cr_because *because)
{
    cr_print_list(out, indent, "because", because->texts, because->n);
}

void cr_print_interval(struct cr_buf *out, int indent, double low, double high)
{
    if (!isfinite(low) || !isfinite(high))
        return;
    cr_print_key(out, indent, "between");
    cr_buf_str(out, " [");
    cr_buf_num(out, low);
    cr_buf_str(out, ", ");
    cr_buf_num(out, high);
    cr_buf_str(out, "]\n");
}

void cr_print_pays(struct cr_buf *out, int indent, const struct cr_scenario *s,
    const struct cr_pay *pays, size_t n)
{
    if (n == 0)
        return;
    cr_print_key(out, indent, "payoff");
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < n; i++)
        cr_print_entry(out, indent + 1, s->actors[pays[i].actor].id, pays[i].value.text);
}

static void print_open(struct cr_buf *out, const char *key, size_t n)
{
    if (n == 0)
        return;
    cr_buf_char(out, '\n');
    cr_print_key(out, 0, key);
    cr_buf_char(out, '\n');
}

/* A mapping must not be left empty, or it would have no value. */
static void print_item(struct cr_buf *out, const char *id)
{
    cr_print_key(out, 1, id);
    cr_buf_char(out, '\n');
}

static void print_people(struct cr_buf *out, const struct cr_scenario *s)
{
    print_open(out, "actors", s->n_actors);
    for (size_t i = 0; i < s->n_actors; i++) {
        const struct cr_actor *actor = &s->actors[i];
        print_item(out, actor->id);
        cr_print_entry(out, 2, "label", actor->label);
        cr_print_entry(out, 2, "about", actor->about);
        cr_print_expr(out, 2, "payoff", actor->payoff);
        cr_print_expr(out, 2, "utility", actor->utility);
        cr_print_entry(out, 2, "goal", actor->minimise ? "min" : NULL);
        cr_print_because(out, 2, &actor->because);
    }
    print_open(out, "stages", s->n_stages);
    for (size_t i = 0; i < s->n_stages; i++) {
        print_item(out, s->stages[i].id);
        cr_print_entry(out, 2, "label", s->stages[i].label);
        cr_print_entry(out, 2, "about", s->stages[i].about);
        cr_print_entry(out, 2, "date", s->stages[i].date);
    }
    print_open(out, "sources", s->n_sources);
    for (size_t i = 0; i < s->n_sources; i++) {
        print_item(out, s->sources[i].id);
        cr_print_entry(out, 2, "cite", s->sources[i].cite);
        cr_print_entry(out, 2, "url", s->sources[i].url);
        cr_print_entry(out, 2, "note", s->sources[i].note);
    }
}

static void print_parameters(struct cr_buf *out, const struct cr_scenario *s)
{
    print_open(out, "parameters", s->n_parameters);
    for (size_t i = 0; i < s->n_parameters; i++) {
        const struct cr_parameter *p = &s->parameters[i];
        print_item(out, p->id);
        cr_print_entry(out, 2, "value", p->value.text);
        cr_print_entry(out, 2, "label", p->label);
        cr_print_entry(out, 2, "about", p->about);
        cr_print_because(out, 2, &p->because);
    }
    print_open(out, "correlations", s->n_correlations);
    for (size_t i = 0; i < s->n_correlations; i++) {
        const struct cr_correlation *c = &s->correlations[i];
        const char *const pair[] = {c->a, c->b};
        cr_buf_str(out, "  - rho: ");
        cr_buf_num(out, c->rho);
        cr_buf_char(out, '\n');
        cr_print_list(out, 2, "between", pair, 2);
    }
}

static void print_state(struct cr_buf *out, const struct cr_scenario *s)
{
    print_open(out, "state", s->n_states);
    for (size_t i = 0; i < s->n_states; i++) {
        const struct cr_state_item *state = &s->states[i];
        print_item(out, state->id);
        cr_print_entry(out, 2, "start", state->start.text);
        cr_print_interval(out, 2, state->low, state->high);
        cr_print_entry(out, 2, "bounds", state->bounds == CR_BOUNDS_SOFT ? "soft" : NULL);
        cr_print_entry(out, 2, "label", state->label);
        cr_print_entry(out, 2, "about", state->about);
        cr_print_entry(out, 2, "low", state->low_text);
        cr_print_entry(out, 2, "high", state->high_text);
        cr_print_because(out, 2, &state->because);
    }
    print_open(out, "measures", s->n_measures);
    for (size_t i = 0; i < s->n_measures; i++) {
        const struct cr_measure *m = &s->measures[i];
        print_item(out, m->id);
        cr_print_expr(out, 2, "value", m->value);
        cr_print_entry(out, 2, "label", m->label);
        cr_print_entry(out, 2, "about", m->about);
        cr_print_interval(out, 2, m->low, m->high);
        cr_print_because(out, 2, &m->because);
    }
}

static void print_outcomes(struct cr_buf *out, const struct cr_scenario *s)
{
    print_open(out, "outcomes", s->n_outcomes);
    for (size_t i = 0; i < s->n_outcomes; i++) {
        const struct cr_outcome *o = &s->outcomes[i];
        const char **tags = CR_NEW(out->arena, const char *, o->n_tags);
        for (size_t k = 0; k < o->n_tags; k++)
            tags[k] = s->tags[o->tags[k]];
        print_item(out, o->id);
        cr_print_entry(out, 2, "label", o->label);
        cr_print_entry(out, 2, "about", o->about);
        cr_print_because(out, 2, &o->because);
        cr_print_list(out, 2, "tags", tags, o->n_tags);
        cr_print_entry(out, 2, "color", o->color);
        cr_print_pays(out, 2, s, o->pays, o->n_pays);
    }
}

static void print_lesson(struct cr_buf *out, const struct cr_lesson *lesson)
{
    if (lesson->minutes <= 0 && !lesson->n_objectives && !lesson->n_discussion && !lesson->n_notes)
        return;
    print_open(out, "lesson", 1);
    if (lesson->minutes > 0)
        cr_print_number(out, 1, "minutes", lesson->minutes);
    cr_print_list(out, 1, "objectives", lesson->objectives, lesson->n_objectives);
    cr_print_list(out, 1, "discussion", lesson->discussion, lesson->n_discussion);
    cr_print_list(out, 1, "notes", lesson->notes, lesson->n_notes);
}

void cr_scenario_print(const struct cr_scenario *s, struct cr_buf *out)
{
    cr_buf_str(out, "crossroads: 1\n");
    cr_print_entry(out, 0, "title", s->title);
    cr_print_entry(out, 0, "about", s->about);
    cr_print_entry(out, 0, "as_of", s->as_of);
    cr_print_entry(out, 0, "start",
        s->start.node >= 0 ? s->nodes[s->start.node].id : s->outcomes[s->start.outcome].id);
    print_people(out, s);
    print_parameters(out, s);
    print_state(out, s);
    if (s->n_nodes == 0)
        cr_buf_str(out, "\nnodes: {}\n");
    print_open(out, "nodes", s->n_nodes);
    for (size_t i = 0; i < s->n_nodes; i++)
        cr_print_node(out, s, &s->nodes[i]);
    print_outcomes(out, s);
    cr_print_lenses(out, s);
    cr_print_observations(out, s);
    print_lesson(out, &s->lesson);
}
