/* How decisions were played, in one sentence: an assumption under every number of a result.
 * Decisions that are played alike are gathered by the way (best, by the file's weights, alike, with
 * errors) and named by their actors; those fixed by --choose NODE=OPTION are named one by one. */
#include "write/decisions.h"

#include "write/names.h"
#include "write/text.h"

#include <string.h>

struct parts {
    const struct cr_view *view;
    struct cr_buf out;
    int n; /* parts so far */
};

static const struct cr_point *decision_at(const struct parts *parts, int n)
{
    const struct cr_point *point = &parts->view->program->points[n];
    return point->kind == CR_DECISION && point->forced < 0 ? point : NULL;
}

static void begin_part(struct parts *parts)
{
    cr_buf_str(&parts->out, parts->n++ ? "; " : "");
}

/* "Russia, China and Kazakhstan": whoever has a decision that is played in this way. */
static int print_actors(struct parts *parts, enum cr_choose_kind kind)
{
    const struct cr_scenario *s = parts->view->scenario;
    bool *plays = CR_NEW(parts->view->arena, bool, s->n_actors + 1);
    int n = 0, k = 0;
    for (int i = 0; i < parts->view->program->n_points; i++) {
        const struct cr_point *point = decision_at(parts, i);
        if (!point || point->choose.kind != kind || plays[point->actor])
            continue;
        plays[point->actor] = true;
        n++;
    }
    for (size_t a = 0; a < s->n_actors; a++) {
        if (!plays[a])
            continue;
        cr_buf_str(&parts->out, k == 0 ? "" : k + 1 < n ? ", " : " and ");
        cr_buf_str(&parts->out, cr_label_of(s->actors[a].label, s->actors[a].id));
        k++;
    }
    return n;
}

static bool find_decision(
    const struct parts *parts, enum cr_choose_kind kind, const struct cr_point **one)
{
    for (int n = 0; n < parts->view->program->n_points; n++) {
        const struct cr_point *point = decision_at(parts, n);
        if (point && point->choose.kind == kind) {
            *one = point;
            return true;
        }
    }
    return false;
}

static void print_fixed(struct parts *parts)
{
    for (int n = 0; n < parts->view->program->n_points; n++) {
        const struct cr_point *point = decision_at(parts, n);
        const struct cr_node *node = &parts->view->scenario->nodes[n];
        if (!point || point->choose.kind != CR_CHOOSE_OPTION)
            continue;
        begin_part(parts);
        cr_buf_printf(
            &parts->out, "%s takes %s", node->id, node->branches[point->choose.option].name);
    }
}

static void print_best(struct parts *parts)
{
    const struct cr_point *one;
    if (!find_decision(parts, CR_CHOOSE_BEST, &one))
        return;
    begin_part(parts);
    int n = print_actors(parts, CR_CHOOSE_BEST);
    bool weights = parts->view->scenario->nodes[one->node].has_weights;
    cr_buf_printf(&parts->out, " play%s what is best for %s%s", n == 1 ? "s" : "",
        n == 1 ? "it" : "them", weights ? "" : " (no weights in the file)");
}

static void print_rest(struct parts *parts)
{
    const struct cr_point *one;
    if (find_decision(parts, CR_CHOOSE_AS_WRITTEN, &one)) {
        begin_part(parts);
        int n = print_actors(parts, CR_CHOOSE_AS_WRITTEN);
        cr_buf_printf(&parts->out, " act%s", n == 1 ? "s" : "");
        cr_buf_str(&parts->out, parts->view->scenario->nodes[one->node].has_weights
                                    ? " by the weights of the file"
                                    : " with all options alike (no weights in the file)");
    }
    if (find_decision(parts, CR_CHOOSE_UNIFORM, &one)) {
        begin_part(parts);
        cr_buf_str(&parts->out, print_actors(parts, CR_CHOOSE_UNIFORM) == 1 ? " acts" : " act");
        cr_buf_str(&parts->out, " with all options alike");
    }
    if (find_decision(parts, CR_CHOOSE_QUANTAL, &one)) {
        begin_part(parts);
        cr_buf_str(&parts->out, print_actors(parts, CR_CHOOSE_QUANTAL) == 1 ? " acts" : " act");
        cr_buf_printf(&parts->out, " with errors, quantal:%.6g", one->choose.lambda);
    }
}

const char *cr_decisions_text(const struct cr_view *view)
{
    struct parts parts = {.view = view};
    const struct cr_setup *setup = view->program ? view->program->setup : NULL;
    if (!setup)
        return NULL;
    cr_buf_init(&parts.out, view->arena);
    print_best(&parts);
    print_rest(&parts);
    print_fixed(&parts);
    if (parts.n == 0)
        return NULL;
    bool asked = setup->choose.kind != CR_CHOOSE_DEFAULT;
    for (int n = 0; n < view->program->n_points && setup->choose_at; n++)
        asked |= setup->choose_at[n].kind != CR_CHOOSE_DEFAULT;
    if (!asked)
        cr_buf_str(&parts.out, "; --choose plays otherwise");
    return cr_arena_printf(view->arena, "Decisions: %s.", parts.out.s);
}

void cr_text_decisions(struct cr_buf *out, const struct cr_view *view)
{
    const char *text = cr_decisions_text(view);
    if (text)
        cr_text_wrap(out, &view->style, cr_text_clean(view->arena, text), 0);
}
