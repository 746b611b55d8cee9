/* Sheets for a class: questions and their key, roles, readers, facts, the lesson. Each sheet is a
 * function that goes through the scenario and hands texts on to a document (paper.h); what is
 * secret on a sheet is simply not asked for. A class's answers come back by `score`. */
#include "write/handout.h"

#include "write/describe.h"
#include "write/names.h"
#include "write/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct cr_handout_info cr_handouts[CR_N_HANDOUTS] = {
#define CR_HANDOUT(id, name, odds, help) {name, help, odds},
#include "write/handouts.def"
#undef CR_HANDOUT
};

struct sheet {
    const struct cr_view *view;
    const struct cr_scenario *s;
    const struct cr_run_result *run;
    const int *only;
    size_t n_only;
    struct cr_paper paper;
};

static const char *ask_of(const struct cr_node *node)
{
    return cr_label_of(node->ask, node->id);
}

/* ------------------------------------------------------------------ questions and key */

/* Whether a node is on the sheet: asked for, or, if nothing was, not settled by a rule. */
static bool is_asked(const struct sheet *h, size_t node)
{
    for (size_t i = 0; i < h->n_only; i++) {
        if (h->only[i] == (int)node)
            return true;
    }
    return !h->n_only && h->s->nodes[node].kind != CR_RULE && h->s->nodes[node].n_branches > 1;
}

/* "Western war, by 2022 · question western_war" */
static void print_question_head(struct sheet *h, size_t number, const struct cr_node *node)
{
    const struct cr_stage *stage = node->stage >= 0 ? &h->s->stages[node->stage] : NULL;
    cr_paper_heading(
        &h->paper, 2, cr_arena_printf(h->view->arena, "%zu. %s", number, ask_of(node)));
    cr_paper_named(&h->paper, node->id, stage ? cr_label_of(stage->label, stage->id) : "");
}

static void print_boxes(struct sheet *h, const struct cr_node *node)
{
    static const char *const heads[] = {"branch", "what it means", "percent"};
    cr_paper_columns(&h->paper, heads, 3);
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_branch_item *branch = &node->branches[b];
        const char *cells[] = {branch->name, cr_label_of(branch->label, branch->name), ""};
        cr_paper_row(&h->paper, cells, 3);
    }
    static const char *const total[] = {"", "together", "100"};
    cr_paper_row(&h->paper, total, 3);
}

static void print_questions(struct sheet *h)
{
    size_t number = 0;
    cr_paper_named(&h->paper, "Name:", "______________________     Round: ____");
    cr_paper_text(&h->paper,
        "How likely is each answer? Write percentages that total 100 for every question. Take the "
        "question for asked: what would have to come before has come.");
    for (size_t i = 0; i < h->s->n_nodes; i++) {
        if (!is_asked(h, i))
            continue;
        print_question_head(h, ++number, &h->s->nodes[i]);
        print_boxes(h, &h->s->nodes[i]);
    }
    cr_paper_text(&h->paper,
        "For the teacher: typed into a table with the columns who, question, branch, percent, the "
        "answers are scored by `crossroads score`.");
}

/* The branch that a dated observation says was taken, or -1. */
static int find_happened(const struct sheet *h, int node, const char **date)
{
    *date = NULL;
    for (size_t i = 0; i < h->s->n_observations; i++) {
        const struct cr_observation *o = &h->s->observations[i];
        *date = o->date;
        if (o->date && o->saw_node == node && o->saw_branch >= 0)
            return o->saw_branch;
    }
    return -1;
}

static const char *reason_of(const struct sheet *h, const struct cr_because *because, size_t i)
{
    int source = because->sources[i];
    const char *cite = source >= 0 ? h->s->sources[source].cite : NULL;
    return cite ? cite : because->texts[i];
}

static void print_key_rows(struct sheet *h, size_t at)
{
    static const char *const heads[] = {"branch", "what it means", "the file", "happened"};
    const struct cr_node *node = &h->s->nodes[at];
    const struct cr_node_result *result = &h->run->nodes[at];
    const char *date;
    int happened = find_happened(h, (int)at, &date);
    cr_paper_columns(&h->paper, heads, 4);
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_branch_item *branch = &node->branches[b];
        const char *cells[] = {branch->name, cr_label_of(branch->label, branch->name),
            result->reach > 0 ? cr_text_percent(h->view->arena, result->shares[b]) : "not asked",
            happened == (int)b ? date : "-"};
        cr_paper_row(&h->paper, cells, 4);
    }
}

static void print_key(struct sheet *h)
{
    size_t number = 0;
    cr_paper_text(&h->paper,
        "The file's chances, given that the question is asked, as of its own date. They are its "
        "author's judgement with the reasons below, not facts.");
    for (size_t i = 0; i < h->s->n_nodes; i++) {
        const struct cr_node *node = &h->s->nodes[i];
        if (!is_asked(h, i))
            continue;
        print_question_head(h, ++number, node);
        print_key_rows(h, i);
        if (node->about)
            cr_paper_text(&h->paper, node->about);
        for (size_t k = 0; k < node->because.n; k++)
            cr_paper_item(&h->paper, reason_of(h, &node->because, k));
    }
}

/* ------------------------------------------------------------------ roles */

/* One wish of an actor: a term of the sum that is his payoff. */
struct wish {
    double size; /* its coefficient; NaN: it has none */
    const char *text;
};

static int by_size(const void *left, const void *right)
{
    double a = fabs(((const struct wish *)left)->size),
           b = fabs(((const struct wish *)right)->size);
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return a > b ? -1 : a < b;
}

static const char *words_of(const struct sheet *h, const struct cr_expr *e)
{
    if (e->op == CR_OP_NAME && e->kind == CR_NAME_STATE)
        return cr_label_of(h->s->states[e->ref].label, e->name);
    /* 100 - grip */
    if (e->op == CR_OP_SUB && e->args[0]->op == CR_OP_NUMBER && e->args[1]->op == CR_OP_NAME &&
        e->args[1]->kind == CR_NAME_STATE)
        return cr_arena_printf(
            h->view->arena, "%s: as little as possible", words_of(h, e->args[1]));
    return cr_describe_expr(h->view, e);
}

static struct wish wish_of(const struct sheet *h, const struct cr_expr *e, double sign)
{
    for (int i = 0; e->op == CR_OP_MUL && i < 2; i++) {
        if (e->args[i]->op == CR_OP_NUMBER)
            return (struct wish){sign * e->args[i]->number, words_of(h, e->args[1 - i])};
    }
    return (struct wish){
        NAN, sign < 0 ? cr_arena_printf(h->view->arena, "%s: as little as possible", words_of(h, e))
                      : words_of(h, e)};
}

static void print_wishes(struct sheet *h, const struct cr_actor *actor)
{
    CR_VEC(struct wish) wishes = {0};
    const struct cr_expr *e = actor->payoff;
    /* A sum leans to the left: its last term stands right at the top. */
    while (e && (e->op == CR_OP_ADD || e->op == CR_OP_SUB)) {
        if (e->args[1]->op != CR_OP_NUMBER)
            cr_vec_push(
                h->view->arena, &wishes, wish_of(h, e->args[1], e->op == CR_OP_SUB ? -1 : 1));
        e = e->args[0];
    }
    if (e && e->op != CR_OP_NUMBER)
        cr_vec_push(h->view->arena, &wishes, wish_of(h, e, 1));
    if (wishes.n)
        qsort(wishes.at, wishes.n, sizeof *wishes.at, by_size);
    for (size_t i = 0; i < wishes.n; i++) {
        const struct wish *w = &wishes.at[i];
        cr_paper_item(&h->paper,
            isnan(w->size) ? w->text
                           : cr_arena_printf(h->view->arena, "%s (%.6g)", w->text, w->size));
    }
}

/* What an ending or a branch pays the actor. */
static void print_pays(
    struct sheet *h, int actor, const char *what, const struct cr_pay *pays, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (pays[i].actor == actor)
            cr_paper_item(&h->paper, cr_arena_printf(h->view->arena, "%s: %s", what,
                                         cr_describe_value(h->view, &pays[i].value, 1)));
    }
}

static void print_all_pays(struct sheet *h, int actor)
{
    for (size_t i = 0; i < h->s->n_outcomes; i++) {
        const struct cr_outcome *o = &h->s->outcomes[i];
        print_pays(h, actor, cr_label_of(o->label, o->id), o->pays, o->n_pays);
    }
    for (size_t i = 0; i < h->s->n_nodes; i++) {
        const struct cr_node *node = &h->s->nodes[i];
        for (size_t b = 0; b < node->n_branches; b++)
            print_pays(h, actor,
                cr_arena_printf(h->view->arena, "%s - %s", ask_of(node),
                    cr_label_of(node->branches[b].label, node->branches[b].name)),
                node->branches[b].pays, node->branches[b].n_pays);
    }
}

static void print_choices(struct sheet *h, int actor)
{
    cr_paper_heading(&h->paper, 3, "What you may choose");
    for (size_t i = 0; i < h->s->n_nodes; i++) {
        const struct cr_node *node = &h->s->nodes[i];
        if (node->kind != CR_DECISION || node->actor != actor)
            continue;
        cr_paper_text(&h->paper, ask_of(node));
        for (size_t b = 0; b < node->n_branches; b++)
            cr_paper_item(&h->paper, cr_label_of(node->branches[b].label, node->branches[b].name));
    }
}

/* Whether the actor learns which branch was taken at a node. */
static bool learns_branch(const struct cr_node *node, int actor)
{
    if (node->kind == CR_DECISION && node->actor == actor)
        return true;
    for (size_t i = 0; node->private_seen && i < node->n_seen_by; i++) {
        if (node->seen_by[i] == actor)
            return true;
    }
    return !node->hidden && !node->private_seen;
}

static void print_unknown(struct sheet *h, int actor)
{
    bool any = false;
    for (size_t i = 0; i < h->s->n_nodes; i++) {
        const struct cr_node *node = &h->s->nodes[i];
        if (learns_branch(node, actor))
            continue;
        if (!any)
            cr_paper_heading(&h->paper, 3, "What you do not know");
        any = true;
        cr_paper_item(&h->paper, ask_of(node));
    }
}

static void print_role(struct sheet *h, int at)
{
    const struct cr_actor *actor = &h->s->actors[at];
    cr_paper_heading(&h->paper, 2, cr_label_of(actor->label, actor->id));
    if (actor->about)
        cr_paper_named(&h->paper, "Who you are.", actor->about);
    if (actor->has_payoff) {
        cr_paper_heading(&h->paper, 3,
            actor->minimise ? "What costs you, the dearest first"
                            : "What you want, the most first");
        print_wishes(h, actor);
        print_all_pays(h, at);
    }
    print_choices(h, at);
    print_unknown(h, at);
    cr_paper_named(&h->paper, "What you must not reveal.",
        "The numbers on this page, and the order in which you want things.");
}

static bool decides(const struct cr_scenario *s, size_t actor)
{
    for (size_t i = 0; i < s->n_nodes; i++) {
        if (s->nodes[i].kind == CR_DECISION && s->nodes[i].actor == (int)actor)
            return true;
    }
    return false;
}

static void print_roles(struct sheet *h)
{
    bool any = false;
    for (size_t i = 0; i < h->s->n_actors; i++) {
        if (!decides(h->s, i))
            continue;
        if (any)
            cr_paper_page(&h->paper);
        any = true;
        print_role(h, (int)i);
    }
    if (!any)
        cr_paper_text(&h->paper, "Nobody decides anything in this scenario: there are no roles.");
}

/* ------------------------------------------------------------------ readers, facts, lesson */

static void print_readers(struct sheet *h)
{
    for (size_t i = 0; i < h->s->n_lenses; i++) {
        const struct cr_lens *lens = &h->s->lenses[i];
        if (i)
            cr_paper_page(&h->paper);
        cr_paper_heading(&h->paper, 2, cr_label_of(lens->label, lens->id));
        if (lens->about)
            cr_paper_text(&h->paper, lens->about);
        for (size_t k = 0; k < lens->because.n; k++)
            cr_paper_item(&h->paper, reason_of(h, &lens->because, k));
        if (lens->n_weights)
            cr_paper_heading(&h->paper, 3, "Where this reader sees other chances");
        for (size_t k = 0; k < lens->n_weights; k++) {
            const struct cr_lens_weight *w = &lens->weights[k];
            const struct cr_node *node = &h->s->nodes[w->node];
            const struct cr_branch_item *branch = &node->branches[w->branch];
            cr_paper_item(&h->paper,
                cr_arena_printf(h->view->arena, "%s %s: %s", ask_of(node),
                    cr_label_of(branch->label, branch->name), cr_describe_lens_weight(h->view, w)));
        }
    }
    if (!h->s->n_lenses)
        cr_paper_text(&h->paper, "The file has no lenses: there are no readers.");
}

struct dated {
    const struct cr_observation *observation;
    size_t at;
};

static int by_date(const void *left, const void *right)
{
    const struct dated *a = left, *b = right;
    int order = cr_date_compare(a->observation->date, b->observation->date);
    return order ? order : a->at < b->at ? -1 : a->at > b->at;
}

static void print_facts(struct sheet *h)
{
    struct dated *facts = CR_NEW(h->view->arena, struct dated, h->s->n_observations + 1);
    size_t n = 0;
    for (size_t i = 0; i < h->s->n_observations; i++) {
        if (h->s->observations[i].date)
            facts[n++] = (struct dated){&h->s->observations[i], i};
    }
    qsort(facts, n, sizeof *facts, by_date);
    for (size_t i = 0; i < n; i++) {
        const struct cr_observation *o = facts[i].observation;
        static const char *const heads[] = {"date", "what was seen"};
        const char *cells[] = {o->date, cr_label_of(o->about, o->id)};
        cr_paper_columns(&h->paper, heads, 2);
        cr_paper_row(&h->paper, cells, 2);
    }
    if (!n)
        cr_paper_text(
            &h->paper, "The file has no dated observations: there are no facts to hand out.");
}

static void print_list(struct sheet *h, const char *title, const char *const *texts, size_t n)
{
    if (n)
        cr_paper_heading(&h->paper, 2, title);
    for (size_t i = 0; i < n; i++)
        cr_paper_item(&h->paper, texts[i]);
}

static void print_lesson(struct sheet *h)
{
    const struct cr_lesson *l = &h->s->lesson;
    if (l->minutes > 0)
        cr_paper_named(
            &h->paper, "Time.", cr_arena_printf(h->view->arena, "%.6g minutes", l->minutes));
    print_list(h, "Objectives", l->objectives, l->n_objectives);
    print_list(h, "Discussion", l->discussion, l->n_discussion);
    print_list(h, "Notes for the teacher", l->notes, l->n_notes);
    if (!l->n_objectives && !l->n_discussion && !l->n_notes)
        cr_paper_text(&h->paper, "The file brings no lesson (its key 'lesson').");
}

void cr_handout_write(const struct cr_view *view, const struct cr_run_result *run,
    enum cr_handout kind, const int *only, size_t n, enum cr_paper_kind paper, struct cr_buf *out)
{
    static void (*const sheets[CR_N_HANDOUTS])(struct sheet *) = {
        [CR_HANDOUT_QUESTIONS] = print_questions,
        [CR_HANDOUT_KEY] = print_key,
        [CR_HANDOUT_ROLES] = print_roles,
        [CR_HANDOUT_READERS] = print_readers,
        [CR_HANDOUT_FACTS] = print_facts,
        [CR_HANDOUT_LESSON] = print_lesson};
    struct sheet h = {.view = view, .s = view->scenario, .run = run, .only = only, .n_only = n};
    const char *title = cr_label_of(h.s->title, view->name);
    cr_paper_begin(&h.paper, paper, title, out);
    cr_paper_heading(&h.paper, 1, title);
    sheets[kind](&h);
    cr_paper_text(
        &h.paper, cr_arena_printf(view->arena, "Made by crossroads %s from %s, sha256 %.12s.",
                      view->version, h.s->source->name, h.s->source->sha256));
    cr_paper_end(&h.paper);
}
