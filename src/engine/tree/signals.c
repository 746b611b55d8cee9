/* What signals say, in words: where chance tells something to one actor alone, who then chooses
 * before the eyes of another, all who were told the same choose alike (pooling), everybody
 * otherwise (separating), or partly so. */
#include "engine/tree/equilibria.h"

#include "engine/tree/parts.h"
#include "engine/tree/private.h"

#include <string.h>

struct speaker {
    const struct cr_solve_result *result;
    const struct cr_program *program;
    int cause, actor, node;               /* who is told at the cause, and where he chooses first */
    const struct cr_decision_result **of; /* [branches of the cause] or NULL */
};

/* Where the cause stands on the path that the actor has seen; -1: nowhere. */
static int find_cause(const struct cr_decision_result *row, int cause)
{
    for (int k = 0; k < row->n_path; k++) {
        if (row->path_nodes[k] == cause)
            return k;
    }
    return -1;
}

/* Whether it is his first choice since he was told. */
static bool is_first(const struct cr_program *p, const struct cr_decision_result *row, int told)
{
    for (int k = told + 1; k < row->n_path; k++) {
        const struct cr_point *point = &p->points[row->path_nodes[k]];
        if (point->kind == CR_DECISION && point->actor == row->actor)
            return false;
    }
    return told >= 0;
}

/* Whether two sets differ in what was told alone. */
static bool is_sister(
    const struct cr_decision_result *a, const struct cr_decision_result *b, int told)
{
    if (a->node != b->node || a->actor != b->actor || a->n_path != b->n_path)
        return false;
    for (int k = 0; k < a->n_path; k++) {
        if (a->path_nodes[k] != b->path_nodes[k] ||
            (k != told && a->path_branches[k] != b->path_branches[k]))
            return false;
    }
    return true;
}

/* Whether somebody who was not told decides after him. */
static bool has_listener(const struct speaker *s)
{
    for (size_t i = 0; i < s->result->n_policy; i++) {
        const struct cr_decision_result *row = &s->result->policy[i];
        if (row->actor == s->actor ||
            cr_tree_learns_branch(&s->program->points[s->cause], row->actor))
            continue;
        for (int h = 0; h < row->n_histories; h++) {
            for (int k = 0; k < row->histories[h].n; k++) {
                if (row->histories[h].nodes[k] == s->node)
                    return true;
            }
        }
    }
    return false;
}

static const char *kind_of(const struct speaker *s, int types)
{
    bool pool = true, part = true;
    for (int a = 0; a < types; a++) {
        for (int b = 0; b < a; b++) {
            const struct cr_decision_result *x = s->of[a], *y = s->of[b];
            for (int k = 0; k < x->n_options; k++) {
                double p = x->options[k].probability, q = y->options[k].probability;
                pool &= p - q < 1e-6 && q - p < 1e-6;
                part &= p < 1e-6 || q < 1e-6;
            }
        }
    }
    return pool ? "pooling" : part ? "separating" : "semi-separating";
}

static void put_choice(
    struct cr_buf *out, const struct cr_node *node, const struct cr_decision_result *row)
{
    int n = 0;
    for (int k = 0; k < row->n_options; k++) {
        const struct cr_option_result *o = &row->options[k];
        if (o->probability < 1e-6)
            continue;
        cr_buf_printf(out, "%s'%s'", n++ ? ", " : " ", node->branches[o->option].name);
        if (o->probability < 1 - 1e-6)
            cr_buf_printf(out, " %.3g%%", 100 * o->probability);
    }
}

static void write_signal(struct cr_report *r, const struct speaker *s, int types)
{
    const struct cr_scenario *scenario = r->tree->program->scenario;
    const struct cr_node *cause = &scenario->nodes[s->cause], *node = &scenario->nodes[s->node];
    const char *kind = kind_of(s, types);
    struct cr_buf out;
    cr_buf_init(&out, r->work);
    cr_buf_printf(&out, "At '%s' play is %s:", node->id, kind);
    if (strcmp(kind, "pooling") == 0) {
        cr_buf_printf(&out, " whatever '%s' was,", cause->id);
        put_choice(&out, node, s->of[0]);
        cr_buf_str(&out, ", so it says nothing about it.");
    } else {
        for (int t = 0; t < types; t++) {
            cr_buf_printf(&out, "%s after '%s'", t ? ";" : "", cause->branches[t].name);
            put_choice(&out, node, s->of[t]);
        }
        cr_buf_char(&out, '.');
    }
    cr_report_note(r, out.s);
}

/* The sets of one actor that differ only in what the cause told him, in the order of its branches.
 * Told once, at the set of its first branch. */
static void check_set(struct cr_report *r, struct speaker *s, const struct cr_decision_result *row)
{
    int told = find_cause(row, s->cause), types = s->program->points[s->cause].n_branches;
    if (told < 0 || row->path_branches[told] != 0 || !is_first(s->program, row, told) ||
        !cr_tree_learns_branch(&s->program->points[s->cause], row->actor) || row->n_options < 2)
        return;
    s->actor = row->actor;
    s->node = row->node;
    for (int t = 0; t < types; t++)
        s->of[t] = NULL;
    for (size_t i = 0; i < s->result->n_policy; i++) {
        const struct cr_decision_result *other = &s->result->policy[i];
        if (is_sister(row, other, told) && other->n_options == row->n_options)
            s->of[other->path_branches[told]] = other;
    }
    for (int t = 0; t < types; t++) {
        if (!s->of[t])
            return;
    }
    if (has_listener(s))
        write_signal(r, s, types);
}

void cr_tree_signals(struct cr_report *r, const struct cr_solve_result *result)
{
    enum { MOST = 200 }; /* sets: in a large game they are too many to be told of */
    const struct cr_program *p = r->tree->program;
    if (!result->equilibrium.hides || !result->equilibrium.concept || result->n_policy > MOST)
        return;
    struct speaker s = {.result = result, .program = p};
    s.of = CR_NEW(r->work, const struct cr_decision_result *, p->max_branches);
    for (s.cause = 0; s.cause < p->n_points; s.cause++) {
        if (p->points[s.cause].kind != CR_CHANCE || !p->points[s.cause].seen)
            continue;
        for (size_t i = 0; i < result->n_policy; i++)
            check_set(r, &s, &result->policy[i]);
    }
}
