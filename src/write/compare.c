/* `compare`: columns, their differences, dominance and regret, pools, as a document and as tables;
 * compare.def lists the fields, a column's own result among them. The page is in text_compare.c. */
#include "analysis/compare.h"
#include "write/decisions.h"
#include "write/forms.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text_compare.h"

#include <math.h>
#include <string.h>

static const char *const kinds[] = {"outcome", "tag", "payoff", "measure"};

static struct cr_view view_of(const struct cr_view *view, const struct cr_compare_column *c)
{
    struct cr_view mine = *view;
    mine.scenario = c->program->scenario;
    mine.program = c->program;
    return mine;
}

/* A row of a column's table: a share or a quantity. */
struct row {
    const char *id; /* NULL: an actor without a payoff */
    const char *label;
    const struct cr_share *share;
    const struct cr_quantity *quantity;
};

static size_t row_count(const struct cr_compare_column *c)
{
    const struct cr_scenario *s = c->program->scenario;
    return s->n_outcomes + s->n_tags + s->n_actors;
}

/* Outcomes, then tags, then payoffs. */
static struct row row_at(const struct cr_compare_column *c, size_t i)
{
    const struct cr_scenario *s = c->program->scenario;
    if (i < s->n_outcomes)
        return (struct row){s->outcomes[i].id, cr_label_of(s->outcomes[i].label, s->outcomes[i].id),
            &c->run.outcomes[i], NULL};
    if ((i -= s->n_outcomes) < s->n_tags)
        return (struct row){s->tags[i], s->tags[i], &c->run.tags[i], NULL};
    const struct cr_actor *a = &s->actors[i -= s->n_tags];
    return (struct row){
        a->has_payoff ? a->id : NULL, cr_label_of(a->label, a->id), NULL, &c->run.payoffs[i]};
}

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/compare.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/compare.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_compare_result *r = result;
    cr_facts_run(facts, view, &r->columns[r->first].run);
}

const struct cr_forms cr_forms_compare = {
    "compare", fields, sizeof fields / sizeof *fields, walk_fields, cr_text_compare, fill_facts};
