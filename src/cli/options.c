/* The command line, read by the tables of commands and options.
 *
 * Options and operands may stand in any order. Each option's value is read by its kind; the first
 * thing that is wrong ends the reading with a sentence in args->error. The way back makes words of
 * what was read: the command that makes the same result again. */
#include "cli/options.h"

#include "base/diag.h"
#include "base/num.h"
#include "base/shell.h"

#include <string.h>

const struct cr_option cr_options[CR_N_OPTIONS] = {
#define CR_OPTION(ID, name, letter, kind, value, commands, again, help)                            \
    {name, letter, CR_OPT_##kind, value, commands, again, help},
#include "cli/options.def"
#undef CR_OPTION
};

const struct cr_default_runs cr_default_runs[CR_N_RUNS] = {
#define CR_RUNS(ID, command, with, runs) {command, with, runs},
#include "cli/runs.def"
#undef CR_RUNS
};

static const struct {
    enum cr_option_id id;
    const char *commands, *value, *help;
} helps[] = {
#define CR_HELP(ID, commands, value, help) {CR_O_##ID, commands, value, help},
#include "cli/helps.def"
#undef CR_HELP
};

static const struct {
    const char *word, *command;
} synonyms[] = {
#define CR_SYNONYM(word, command) {word, command},
#include "cli/synonyms.def"
#undef CR_SYNONYM
};

const struct cr_command cr_commands[] = {
#define CR_COMMAND(name, operands, least, most, summary, about, examples)                          \
    {#name, operands, least, most, summary, about, examples},
#include "cli/commands.def"
#undef CR_COMMAND
};
const size_t cr_n_commands = sizeof cr_commands / sizeof *cr_commands;

const struct cr_command *cr_command_find(const char *name)
{
    for (size_t i = 0; i < cr_n_commands; i++)
        if (!strcmp(cr_commands[i].name, name))
            return &cr_commands[i];
    return NULL;
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *s = words; *s;) {
        size_t n = strcspn(s, " ");
        if (n == length && !memcmp(s, word, n))
            return true;
        s += n + strspn(s + n, " ");
    }
    return false;
}

bool cr_option_for(const struct cr_option *option, const char *command)
{
    return !strcmp(option->commands, "*") || has_word(option->commands, command);
}

const char *cr_option_text(
    const struct cr_option *option, const struct cr_command *command, const char **value)
{
    *value = option->value;
    for (size_t i = 0; command && i < sizeof helps / sizeof *helps; i++) {
        if (&cr_options[helps[i].id] != option || !has_word(helps[i].commands, command->name))
            continue;
        *value = *helps[i].value ? helps[i].value : option->value;
        return helps[i].help;
    }
    return option->help;
}

const char *cr_command_meant(const char *word)
{
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (!strcmp(synonyms[i].word, word))
            return synonyms[i].command;
    return NULL;
}

const char *cr_usage_line(struct cr_arena *arena, const struct cr_command *command)
{
    if (!command)
        return "usage: crossroads COMMAND [FILE] [options]   (crossroads --help)";
    return cr_arena_printf(arena, "usage: crossroads %s %s [options]   (crossroads %s --help)",
        command->name, command->operands, command->name);
}

/* ------------------------------------------------------------------ values */

static enum cr_status fail(struct cr_args *args, const char *format, ...) CR_PRINTF(2, 3);
static enum cr_status fail(struct cr_args *args, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    args->error = cr_arena_vprintf(args->arena, format, list);
    va_end(list);
    return CR_USAGE;
}

static enum cr_status read_choice(
    struct cr_args *args, const struct cr_option *o, struct cr_option_value *v)
{
    const char *words[16];
    size_t n = 0, length = strlen(v->text);
    for (const char *s = o->value; *s; n++) {
        size_t k = strcspn(s, "|");
        words[n] = cr_arena_strndup(args->arena, s, k);
        if (k == length && !memcmp(s, v->text, k)) {
            v->choice = (int)n;
            return CR_OK;
        }
        s += k + (s[k] == '|');
    }
    const char *near = cr_suggest(v->text, words, n);
    return fail(args, "--%s takes %s, not '%s'%s%s%s", o->name, o->value, v->text,
        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* The digits without the strokes that part them, and what a letter behind them multiplies by. */
static uint64_t split_count(struct cr_arena *arena, const char *text, const char **digits)
{
    static const struct {
        char letter;
        uint64_t unit;
    } units[] = {{'k', 1000}, {'K', 1000}, {'M', 1000000}, {'G', 1000000000}};
    struct cr_buf out;
    size_t n = strlen(text);
    uint64_t unit = 1;
    cr_buf_init(&out, arena);
    for (size_t i = 0; i < sizeof units / sizeof *units && unit == 1 && n > 1; i++)
        if (text[n - 1] == units[i].letter) {
            unit = units[i].unit;
            n--;
        }
    for (size_t i = 0; i < n; i++) {
        bool parts = i && i + 1 < n && text[i] == '_' && text[i - 1] != '_' && text[i + 1] != '_';
        if (!parts)
            cr_buf_char(&out, text[i]);
    }
    *digits = out.s;
    return unit;
}

enum cr_num_fault cr_count_read(struct cr_arena *arena, const char *text, uint64_t *x)
{
    const char *digits;
    uint64_t unit = split_count(arena, text, &digits);
    enum cr_num_fault fault = cr_num_read_u64(digits, strlen(digits), x);
    double y;
    if (fault == CR_NUM_OK && *x <= UINT64_MAX / unit) {
        *x *= unit;
        return CR_NUM_OK;
    }
    if (fault == CR_NUM_OK)
        return CR_NUM_NOT_FINITE;
    /* 1.5M */
    if (unit > 1 && cr_num_read(digits, strlen(digits), &y) == CR_NUM_OK && y >= 0 &&
        y * (double)unit < 9e15 && (double)(uint64_t)(y * (double)unit) == y * (double)unit) {
        *x = (uint64_t)(y * (double)unit);
        return CR_NUM_OK;
    }
    return fault;
}

static enum cr_status read_whole(
    struct cr_args *args, const struct cr_option *o, struct cr_option_value *v)
{
    enum cr_num_fault fault = cr_count_read(args->arena, v->text, &v->whole);
    bool least = o->kind == CR_OPT_COUNT;
    if (fault == CR_NUM_OK && v->whole >= (uint64_t)least)
        return CR_OK;
    if (fault == CR_NUM_OK)
        return fail(args, "--%s is at least 1", o->name);
    if (fault == CR_NUM_NOT)
        return fail(args,
            "--%s takes a whole number from %d to %s, not '%s'; 10k, 2M, 1e6 and 1_000_000 are "
            "read, too",
            o->name, least, o == &cr_options[CR_O_RUNS] ? "2^53" : "2^64-1", v->text);
    return fail(args, "--%s %s: %s", o->name, v->text, cr_num_fault_text(fault));
}

static enum cr_status read_number(
    struct cr_args *args, const struct cr_option *o, struct cr_option_value *v)
{
    size_t n = strlen(v->text);
    bool percent = n && v->text[n - 1] == '%';
    enum cr_num_fault fault = cr_num_read(v->text, n - (size_t)percent, &v->number);
    if (fault != CR_NUM_OK)
        return fail(args, "--%s %s: %s", o->name, v->text, cr_num_fault_text(fault));
    if (v->number < 0)
        return fail(args, "--%s must not be negative", o->name);
    v->number = percent ? v->number / 100 : v->number;
    return CR_OK;
}

static enum cr_status set_value(struct cr_args *args, enum cr_option_id id, const char *text)
{
    const struct cr_option *o = &cr_options[id];
    struct cr_option_value *v = &args->at[id];
    if (v->set && o->kind != CR_OPT_FLAG && o->kind != CR_OPT_LIST)
        return fail(args, "--%s is given twice", o->name);
    v->set = true;
    v->text = text;
    switch (o->kind) {
    case CR_OPT_LIST:
        cr_vec_push(args->arena, &v->list, text);
        return CR_OK;
    case CR_OPT_WHOLE:
    case CR_OPT_COUNT:
        return read_whole(args, o, v);
    case CR_OPT_NUMBER:
        return read_number(args, o, v);
    case CR_OPT_CHOICE:
    case CR_OPT_MAYBE:
        return read_choice(args, o, v);
    case CR_OPT_FLAG:
    case CR_OPT_TEXT:
        break;
    }
    return CR_OK;
}

/* ------------------------------------------------------------------ words */

/* The command so far, if the first operand is one. */
static const struct cr_command *command_so_far(const struct cr_args *args)
{
    return args->operands.n ? cr_command_find(args->operands.at[0]) : NULL;
}

static enum cr_status unknown(struct cr_args *args, const char *word, const char *name)
{
    const struct cr_command *command = command_so_far(args);
    const char *names[CR_N_OPTIONS];
    size_t n = 0;
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (*cr_options[i].commands && (!command || cr_option_for(&cr_options[i], command->name)))
            names[n++] = cr_options[i].name;
    const char *near = *name ? cr_suggest(name, names, n) : NULL;
    return fail(args, "unknown option '%s'%s%s%s", word, near ? "; did you mean '--" : "",
        near ? near : "", near ? "'?" : "");
}

static const char *first_word(struct cr_args *args, const struct cr_option *o)
{
    return cr_arena_strndup(args->arena, o->value, strcspn(o->value, "|"));
}

/* --name, --name=value, --name value. `took`: how many words. */
static enum cr_status read_long(struct cr_args *args, const char *word, const char *next, int *took)
{
    const char *name = word + 2, *equals = strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    for (size_t i = 0; i < CR_N_OPTIONS; i++) {
        const struct cr_option *o = &cr_options[i];
        if (strlen(o->name) != n || memcmp(o->name, name, n) != 0)
            continue;
        if (o->kind == CR_OPT_FLAG)
            return equals ? fail(args, "--%s takes no value", o->name)
                          : set_value(args, (enum cr_option_id)i, "");
        if (o->kind == CR_OPT_MAYBE)
            return set_value(args, (enum cr_option_id)i, equals ? equals + 1 : first_word(args, o));
        if (!equals && !next)
            return fail(args, "--%s needs a value: --%s %s", o->name, o->name, o->value);
        *took = 1 + !equals;
        return set_value(args, (enum cr_option_id)i, equals ? equals + 1 : next);
    }
    return unknown(args, word, cr_arena_strndup(args->arena, name, n));
}

/* -j4, -j 4, -qv. */
static enum cr_status read_short(
    struct cr_args *args, const char *word, const char *next, int *took)
{
    for (const char *s = word + 1; *s; s++) {
        size_t i = 0;
        while (i < CR_N_OPTIONS && (!cr_options[i].letter || cr_options[i].letter != *s))
            i++;
        if (i == CR_N_OPTIONS)
            return unknown(args, word, "");
        if (cr_options[i].kind == CR_OPT_FLAG) {
            if (set_value(args, (enum cr_option_id)i, "") != CR_OK)
                return CR_USAGE;
            continue;
        }
        if (!s[1] && !next)
            return fail(args, "-%c needs a value: -%c %s", *s, *s, cr_options[i].value);
        *took = 1 + !s[1];
        return set_value(args, (enum cr_option_id)i, s[1] ? s + 1 : next);
    }
    return CR_OK;
}

/* ------------------------------------------------------------------ the line */

static enum cr_status find_command(struct cr_args *args)
{
    const char *names[32];
    if (!args->operands.n)
        return CR_OK;
    const char *word = args->operands.at[0];
    args->command = cr_command_find(word);
    if (!strcmp(word, "help")) { /* crossroads help run */
        args->at[CR_O_HELP].set = true;
        args->command = args->operands.n > 1 ? cr_command_find(args->operands.at[1]) : NULL;
        word = args->operands.n > 1 ? args->operands.at[1] : NULL;
    }
    for (size_t i = 0; i < cr_n_commands; i++)
        names[i] = cr_commands[i].name;
    if (word && !args->command) {
        const char *meant = cr_command_meant(word);
        return meant ? fail(args, "unknown command '%s'; `crossroads %s` does that", word, meant)
                     : fail(args, "unknown command '%s'%s", word,
                           cr_candidates(args->arena, word, names, cr_n_commands));
    }
    args->operands.at++;
    args->operands.n--;
    return CR_OK;
}

/* The option of a command that is nearest to one that it does not take; NULL: none is. */
static const char *nearest_option(const struct cr_command *command, const char *name)
{
    const char *names[CR_N_OPTIONS];
    size_t n = 0;
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (cr_option_for(&cr_options[i], command->name))
            names[n++] = cr_options[i].name;
    return cr_suggest(name, names, n);
}

static enum cr_status check_options(struct cr_args *args)
{
    for (size_t i = 0; i < CR_N_OPTIONS && args->command; i++) {
        const struct cr_option *o = &cr_options[i];
        if (!args->at[i].set || !*o->commands || cr_option_for(o, args->command->name))
            continue;
        const char *near = nearest_option(args->command, o->name);
        return fail(args, "'%s' takes no option '--%s'%s%s%s", args->command->name, o->name,
            near ? "; did you mean '--" : "", near ? near : "", near ? "'?" : "");
    }
    return CR_OK;
}

bool cr_wants_generators(const struct cr_args *args)
{
    return args->at[CR_O_RNG].set && !strcmp(args->at[CR_O_RNG].text, "list");
}

static enum cr_status check_operands(struct cr_args *args)
{
    const struct cr_command *c = args->command;
    if (!c || args->at[CR_O_HELP].set || args->at[CR_O_HELP_MAN].set || args->at[CR_O_VERSION].set)
        return CR_OK;
    if (args->operands.n < c->least && !cr_wants_generators(args))
        return args->operands.n ? fail(args, "'%s' needs %zu files or more, and there is %zu",
                                      c->name, c->least, args->operands.n)
                                : fail(args, "'%s' needs %s", c->name, c->operands);
    if (args->operands.n > c->most)
        return fail(args, "'%s' takes %s; '%s' is too many", c->name, c->operands,
            args->operands.at[c->most]);
    return CR_OK;
}

enum cr_status cr_args_read(
    struct cr_args *args, struct cr_arena *arena, int argc, char *const *argv)
{
    memset(args, 0, sizeof *args);
    args->arena = arena;
    bool options = true;
    for (int i = 1; i < argc;) {
        const char *word = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;
        enum cr_status status = CR_OK;
        int took = 1;
        if (!options || *word != '-' || !word[1])
            cr_vec_push(arena, &args->operands, word);
        else if (!strcmp(word, "--"))
            options = false;
        else
            status = word[1] == '-' ? read_long(args, word, next, &took)
                                    : read_short(args, word, next, &took);
        if (status != CR_OK) {
            for (size_t k = 0; k < args->operands.n && k < 1; k++)
                args->command = cr_command_find(args->operands.at[k]);
            return status;
        }
        i += took;
    }
    enum cr_status status = find_command(args);
    if (status == CR_OK)
        status = check_options(args);
    return status == CR_OK ? check_operands(args) : status;
}

/* ------------------------------------------------------------------ back to words */

static void option_words(const struct cr_args *args, size_t id, struct cr_buf *out)
{
    const struct cr_option *o = &cr_options[id];
    const struct cr_option_value *v = &args->at[id];
    size_t n = o->kind == CR_OPT_LIST ? v->list.n : 1;
    for (size_t i = 0; i < n; i++) {
        cr_buf_printf(out, " --%s", o->name);
        if (o->kind == CR_OPT_FLAG || (o->kind == CR_OPT_MAYBE && v->choice == 0))
            continue;
        cr_buf_char(out, o->kind == CR_OPT_MAYBE ? '=' : ' ');
        cr_escape_shell(out, o->kind == CR_OPT_LIST ? v->list.at[i] : v->text);
    }
}

const char *cr_args_again(const struct cr_args *args, uint64_t seed)
{
    struct cr_buf out;
    cr_buf_init(&out, args->arena);
    cr_buf_printf(&out, "crossroads %s", args->command->name);
    for (size_t i = 0; i < args->operands.n; i++) {
        cr_buf_char(&out, ' ');
        if (*args->operands.at[i] == '-' && args->operands.at[i][1])
            cr_buf_str(&out, "./"); /* a file named like an option */
        cr_escape_shell(&out, args->operands.at[i]);
    }
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (args->at[i].set && cr_options[i].again && i != CR_O_SEED)
            option_words(args, i, &out);
    if (cr_option_for(&cr_options[CR_O_SEED], args->command->name))
        cr_buf_printf(&out, " --seed %llu", (unsigned long long)seed);
    return out.s;
}

const char *cr_args_overlay(const struct cr_args *args)
{
    static const enum cr_option_id overlay[] = {CR_O_SET, CR_O_LENS, CR_O_GIVEN, CR_O_DO,
        CR_O_IGNORE, CR_O_CHOOSE, CR_O_RUNS, CR_O_WORLDS, CR_O_SAMPLING};
    struct cr_buf out;
    cr_buf_init(&out, args->arena);
    for (size_t i = 0; i < sizeof overlay / sizeof *overlay; i++)
        if (args->at[overlay[i]].set)
            option_words(args, overlay[i], &out);
    return out.s;
}
