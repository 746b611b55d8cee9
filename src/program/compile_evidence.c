#include "program/compile.h"

/* An option of a decision that is solved for is fixed by evidence; one that is played by weights is
 * weighed like chance. */
static int fixes_decision(const struct cr_point *point)
{
    return point->kind == CR_DECISION &&
           (point->choose.kind == CR_CHOOSE_BEST || point->choose.kind == CR_CHOOSE_OPTION);
}

static void see_branch(struct cr_compiler *c, const struct cr_setup_evidence *seen, int on_loop)
{
    struct cr_point *point = &c->program->points[seen->node];
    point->must_reach = true;
    if (fixes_decision(point)) {
        point->choose = (struct cr_choose){.kind = CR_CHOOSE_OPTION, .option = seen->branch};
        return;
    }
    if (point->saw >= 0 && point->saw != seen->branch &&
        !on_loop) { /* two branches of one node cannot both be taken */
        for (int b = 0; b < point->n_branches; b++)
            c->program->branches[point->first_branch + b].likelihood = 0;
        return;
    }
    point->saw = seen->branch;
    for (int b = 0; b < point->n_branches && !on_loop; b++) {
        if (b != seen->branch)
            c->program->branches[point->first_branch + b].likelihood = 0;
    }
}

static void weigh(struct cr_compiler *c, int node, const double *likelihood)
{
    struct cr_point *point = &c->program->points[node];
    for (int b = 0; b < point->n_branches; b++)
        c->program->branches[point->first_branch + b].likelihood *= likelihood[b];
}

int cr_compile_evidence(struct cr_compiler *c)
{
    for (size_t i = 0; i < c->setup->n_evidence; i++) {
        const struct cr_setup_evidence *seen = &c->setup->evidence[i];
        struct cr_point *point = &c->program->points[seen->node];
        point->evidence = true;
        c->program->has_evidence = true;
        if (seen->branch >= 0) {
            /* A visit counter exists for evidence's own sake as well; only nodes on cycles are
             * visited again. */
            see_branch(c, seen, c->on_cycle[seen->node]);
        } else if (seen->signal >= 0) {
            point->must_reach = true;
            weigh(c, seen->node, c->scenario->nodes[seen->node].signals[seen->signal].likelihood);
        } else {
            weigh(c, seen->node, seen->likelihood);
        }
    }
    return 1;
}
