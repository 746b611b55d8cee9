/* What can stand at the cursor, for the completion scripts of the shells (cli/shells).
 *
 * The words up to the cursor are read by the tables of commands and options; the file that the
 * command is about is loaded, silently, and says what it has. The answer is a line that says which
 * files go there as well (yaml, files, folders or nothing), then a line for each candidate: the
 * word, and behind a tab what it means. Only words that begin like the one being typed are
 * given. */
#include "cli/complete.h"
#include "cli/load.h"
#include "cli/output.h"

#include "base/diag.h"

#include <string.h>

struct completion {
    struct cr_cli *cli;
    size_t n;
    char *const *words;
    const char *typed;  /* the beginning that candidates must have */
    const char *before; /* what stands before it in the same word: "--given=" */
    const struct cr_command *command;
    CR_VEC(const char *) operands; /* behind the command, before the cursor */
    const struct cr_option *waits; /* the option whose value is being typed, or NULL */
    const char *files;
    struct cr_buf out;
    struct crossroads_scenario *scenario;
};

static void offer(struct completion *c, const char *word, const char *means)
{
    if (!word || strncmp(word, c->typed, strlen(c->typed)) != 0 || strpbrk(word, "\t\n"))
        return;
    cr_buf_printf(
        &c->out, "%s%s%s%s\n", c->before, word, means && *means ? "\t" : "", means ? means : "");
}

static void offer_words(struct completion *c, const char *list, const char *separators)
{
    for (const char *s = list; *s;) {
        size_t n = strcspn(s, separators);
        offer(c, cr_arena_strndup(c->cli->arena, s, n), NULL);
        s += n + strspn(s + n, separators);
    }
}

static const char *joined(struct completion *c, const char *a, const char *b, const char *end)
{
    return cr_arena_printf(c->cli->arena, "%s%s%s", a, b, end);
}

/* ------------------------------------------------------------------ what a file has */

static void offer_ids(
    struct completion *c, enum crossroads_ids ids, const char *head, const char *end)
{
    const char *id;
    for (size_t i = 0; (id = crossroads_id(c->scenario, ids, i)); i++)
        offer(c, joined(c, head, id, end), NULL);
}

enum { BRANCHES = 1, SIGNALS = 2, DECISIONS_ONLY = 4 };

/* "node.branch", "node.signal". */
static void offer_answers(struct completion *c, unsigned which, const char *dot, const char *end)
{
    const char *node, *name;
    for (size_t q = 0; (node = crossroads_id(c->scenario, CROSSROADS_QUESTION_IDS, q)); q++) {
        if (which & DECISIONS_ONLY && !crossroads_is_decision(c->scenario, q))
            continue;
        for (size_t i = 0; which & BRANCHES && (name = crossroads_branch(c->scenario, q, i)); i++)
            offer(c, joined(c, joined(c, node, dot, name), end, ""), NULL);
        for (size_t i = 0; which & SIGNALS && (name = crossroads_signal(c->scenario, q, i)); i++)
            offer(c, joined(c, joined(c, node, dot, name), end, ""), "a signal");
    }
}

static void offer_decisions(struct completion *c, const char *end)
{
    const char *node;
    for (size_t q = 0; (node = crossroads_id(c->scenario, CROSSROADS_QUESTION_IDS, q)); q++)
        if (crossroads_is_decision(c->scenario, q))
            offer(c, joined(c, node, end, ""), NULL);
}

static void offer_inputs(struct completion *c, const char *end)
{
    offer_ids(c, CROSSROADS_PARAMETER_IDS, "", end);
    offer_ids(c, CROSSROADS_STATE_IDS, "start.", end);
    offer_answers(c, BRANCHES, ".", end);
}

static void offer_targets(struct completion *c)
{
    static const enum crossroads_ids ids[] = {CROSSROADS_OUTCOME_IDS, CROSSROADS_TAG_IDS,
        CROSSROADS_ACTOR_IDS, CROSSROADS_MEASURE_IDS, CROSSROADS_STATE_IDS};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        offer_ids(c, ids[i], "", "");
}

static void offer_axes(struct completion *c)
{
    offer_ids(c, CROSSROADS_MEASURE_IDS, "", "");
    offer_ids(c, CROSSROADS_STATE_IDS, "", "");
    offer_ids(c, CROSSROADS_ACTOR_IDS, "", "");
}

/* "A,B": the one behind the comma. */
static void behind_comma(struct completion *c)
{
    const char *comma = strrchr(c->typed, ',');
    if (!comma)
        return;
    size_t n = (size_t)(comma + 1 - c->typed);
    c->before = joined(c, c->before, cr_arena_strndup(c->cli->arena, c->typed, n), "");
    c->typed = comma + 1;
}

/* ------------------------------------------------------------------ what there is */

static void offer_names(struct completion *c, const struct cr_names *names)
{
    for (size_t i = 0; i < names->list.n; i++) {
        size_t k = 0;
        while (strcmp(names->list.at[k], names->list.at[i]) != 0)
            k++;
        if (k == i) /* a name of two folders once */
            offer(c, names->list.at[i], NULL);
    }
}

static void offer_scenarios(struct completion *c)
{
    struct cr_names names = {0};
    cr_list_bundled(c->cli->arena, "", &names);
    cr_list_bundled(c->cli->arena, "/classics", &names);
    offer_names(c, &names);
    c->files = "yaml";
}

static void offer_templates(struct completion *c)
{
    struct cr_names names = {0};
    cr_list_bundled(c->cli->arena, "/templates", &names);
    offer_names(c, &names);
}

static void offer_generators(struct completion *c)
{
    struct crossroads_generator generator;
    offer(c, "list", "show them");
    for (size_t i = 0; crossroads_get_generator(i, &generator) == CROSSROADS_OK; i++)
        offer(c, generator.name, generator.weak);
}

static void offer_pictures(struct completion *c)
{
    struct crossroads_picture picture;
    offer(c, "all", "every kind");
    for (size_t i = 0; crossroads_get_picture(i, &picture) == CROSSROADS_OK; i++)
        if (!c->scenario || !crossroads_picture_lacks(c->scenario, picture.name))
            offer(c, picture.name, picture.help);
}

static void offer_formats(struct completion *c)
{
    struct crossroads_format format;
    for (size_t i = 0; crossroads_get_format(i, &format) == CROSSROADS_OK; i++)
        if (strcmp(format.name, "text") != 0)
            offer(c, format.name, format.help);
    offer(c, "schema", "the JSON Schema of scenarios");
}

static void offer_commands(struct completion *c)
{
    for (size_t i = 0; i < cr_n_commands; i++)
        offer(c, cr_commands[i].name, cr_commands[i].summary);
    offer(c, "help", "of a command");
}

static void offer_options(struct completion *c)
{
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (c->command ? cr_option_for(&cr_options[i], c->command->name)
                       : !strcmp(cr_options[i].commands, "*"))
            offer(c, joined(c, "--", cr_options[i].name, ""), cr_options[i].help);
}

/* ------------------------------------------------------------------ values */

static void offer_codes(struct completion *c)
{
    offer(c, "all", "every code");
    for (size_t i = 0; i < CR_N_CODES; i++)
        offer(c, cr_codes[i].id, cr_codes[i].title);
}

static void offer_rules(struct completion *c)
{
    if (strchr(c->typed, '=')) {
        offer_answers(c, BRANCHES | DECISIONS_ONLY, "=", "");
        return;
    }
    offer_words(c, "as-written best uniform quantal:", " ");
    offer_decisions(c, "=");
}

static void offer_seen(struct completion *c)
{
    offer_ids(c, CROSSROADS_OBSERVATION_IDS, "", "");
    offer_answers(c, BRANCHES | SIGNALS, ".", "");
}

/* What is in the file, or in the program, for an option whose words the table does not list. */
static void offer_value(struct completion *c, enum cr_option_id id)
{
    switch (id) {
    case CR_O_SET:
        offer_inputs(c, "=");
        offer_ids(c, CROSSROADS_QUESTION_IDS, "", ".effects=");
        return;
    case CR_O_LENS:
        offer_ids(c, CROSSROADS_LENS_IDS, "", "");
        offer(c, "pool", "draws one a world");
        return;
    case CR_O_GIVEN:
        offer_seen(c);
        return;
    case CR_O_DO:
        offer_answers(c, BRANCHES, ".", "");
        return;
    case CR_O_IGNORE:
        offer_ids(c, CROSSROADS_OBSERVATION_IDS, "", "");
        offer(c, "all", "every one");
        return;
    case CR_O_CHOOSE:
        offer_rules(c);
        return;
    case CR_O_RNG:
        offer_generators(c);
        return;
    case CR_O_FROM:
        if (c->command && !strcmp(c->command->name, "new"))
            offer_templates(c);
        else
            offer_ids(c, CROSSROADS_QUESTION_IDS, "", "");
        return;
    case CR_O_CHOICES:
        offer_decisions(c, "");
        return;
    case CR_O_TARGET:
        offer_targets(c);
        return;
    case CR_O_TWO:
        behind_comma(c);
        offer_inputs(c, "");
        return;
    case CR_O_AXES:
        behind_comma(c);
        offer_axes(c);
        return;
    case CR_O_FOR:
        offer_ids(c, CROSSROADS_ACTOR_IDS, "", "");
        return;
    case CR_O_EXPLAIN:
        offer_codes(c);
        return;
    case CR_O_OUTPUT:
    case CR_O_STYLE:
    case CR_O_CHECKPOINT:
        c->files = "files";
        return;
    default:
        return;
    }
}

static void complete_value(struct completion *c)
{
    if (c->waits->kind == CR_OPT_CHOICE || c->waits->kind == CR_OPT_MAYBE)
        offer_words(c, c->waits->value, "|");
    else
        offer_value(c, (enum cr_option_id)(c->waits - cr_options));
}

/* ------------------------------------------------------------------ operands */

/* The word for the k-th operand of a command, as its row names it: "FILE", "NODE". The last one may
 * be said again where it ends in dots. */
static const char *operand_name(struct completion *c, size_t k)
{
    const char *last = "", *s = c->command->operands + strspn(c->command->operands, " [");
    for (size_t i = 0; *s; i++) {
        size_t n = strcspn(s, " ]."), dots = strspn(s + n, ".");
        last = dots ? cr_arena_strndup(c->cli->arena, s, n) : "";
        if (i == k)
            return cr_arena_strndup(c->cli->arena, s, n);
        s += n + dots;
        s += strspn(s, " []");
    }
    return last;
}

static void complete_operand(struct completion *c)
{
    static const struct {
        const char *name;
        void (*offer)(struct completion *c);
    } kinds[] = {{"FILE", offer_scenarios}, {"KIND", offer_pictures}, {"FORMAT", offer_formats},
        {"SEEN", offer_seen}};
    const char *name = operand_name(c, c->operands.n);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(name, kinds[i].name)) {
            kinds[i].offer(c);
            return;
        }
    if (!strcmp(name, "NODE"))
        offer_ids(c, CROSSROADS_QUESTION_IDS, "", "");
    else if (!strcmp(name, "INPUT"))
        offer_inputs(c, "");
    else if (*name && strcmp(name, "NAME") != 0)
        c->files = "files";
}

/* ------------------------------------------------------------------ the words */

static const struct cr_option *find_option(const char *word)
{
    size_t n = strcspn(word, "=");
    for (size_t i = 0; i < CR_N_OPTIONS; i++) {
        const struct cr_option *o = &cr_options[i];
        if (word[1] == '-' ? strlen(o->name) == n - 2 && !strncmp(o->name, word + 2, n - 2)
                           : o->letter && o->letter == word[1] && !word[2])
            return o;
    }
    return NULL;
}

static void read_operand(struct completion *c, const char *word)
{
    if (c->command)
        cr_vec_push(c->cli->arena, &c->operands, word);
    else if (strcmp(word, "help") != 0)
        c->command = cr_command_find(word);
}

static void read_words(struct completion *c)
{
    for (size_t i = 0; i + 1 < c->n; i++) {
        const char *word = c->words[i];
        const struct cr_option *o = *word == '-' && word[1] ? find_option(word) : NULL;
        if (*word != '-' || !word[1])
            read_operand(c, word);
        else if (o && cr_option_waits(o) && !strchr(word, '=') && ++i + 1 == c->n)
            c->waits = o;
    }
    const char *last = c->n ? c->words[c->n - 1] : "", *equals = strchr(last, '=');
    c->typed = last;
    c->before = "";
    if (!c->waits && last[0] == '-' && last[1] == '-' && equals && (c->waits = find_option(last))) {
        c->before = cr_arena_strndup(c->cli->arena, last, (size_t)(equals + 1 - last));
        c->typed = equals + 1;
    }
}

/* The file among the words, if there is one and it can be read; faults of it do not matter here. */
static void load_file(struct completion *c)
{
    for (size_t k = 0; c->command && k < c->operands.n; k++) {
        const char *file = c->operands.at[k];
        if (strcmp(operand_name(c, k), "FILE") != 0 || !strcmp(file, "-") || cr_is_folder(file))
            continue;
        const char *path = cr_scenario_path(c->cli->arena, file);
        crossroads_load_named(path, file, file, 0, &c->scenario);
        return;
    }
}

enum cr_status cr_complete(struct cr_cli *cli, size_t n, char *const *words)
{
    struct completion c = {.cli = cli, .n = n, .words = words, .files = "nothing"};
    struct cr_buf page;
    cr_buf_init(&c.out, cli->arena);
    read_words(&c);
    load_file(&c);
    if (c.waits)
        complete_value(&c);
    else if (*c.typed == '-')
        offer_options(&c);
    else if (c.command)
        complete_operand(&c);
    else
        offer_commands(&c);
    crossroads_scenario_free(c.scenario);
    cr_buf_init(&page, cli->arena);
    cr_buf_printf(&page, "%s\n%s", c.files, c.out.n ? c.out.s : "");
    return cr_write_file(cli, "-", page.s, page.n);
}
