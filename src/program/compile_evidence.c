/* Evidence in a program: likelihoods of branches, and what a path must have done.
 *
 * What was seen off a loop prunes the other branches; elsewhere a bit or a counter tells at the
 * end of a path whether it happened. */
#include "program/compile_inside.h"
#include "program/evidence.h"

/* An option of a decision that is solved for is fixed by evidence; one that is played by weights is
 * weighed like chance, and so is one of somebody who may know what we do not: what he chose says
 * something about it. */
static bool fixes_decision(const struct cr_point *point)
{
    return point->kind == CR_DECISION &&
           ((point->choose.kind == CR_CHOOSE_BEST && !point->informed) ||
               point->choose.kind == CR_CHOOSE_OPTION);
}

static void require_branch(struct cr_compiler *c, const struct cr_setup_evidence *seen)
{
    struct cr_point *point = &c->program->points[seen->node];
    struct cr_branch *branches = &c->program->branches[point->first_branch];
    point->must_reach = branches[seen->branch].must_take = true;
    if (fixes_decision(point)) {
        point->choose = (struct cr_choose){.kind = CR_CHOOSE_OPTION, .option = seen->branch};
        return;
    }
    if (point->on_cycle) /* each visit takes one branch: several may have been seen */
        return;
    if (point->saw >= 0 && point->saw != seen->branch) { /* of one node both cannot be taken */
        branches[point->saw].likelihood = 0;
        return;
    }
    point->saw = seen->branch;
    for (int b = 0; b < point->n_branches; b++) {
        if (b != seen->branch)
            branches[b].likelihood = 0;
    }
}

static void weigh(struct cr_compiler *c, int node, const double *likelihood)
{
    struct cr_point *point = &c->program->points[node];
    for (int b = 0; b < point->n_branches; b++)
        c->program->branches[point->first_branch + b].likelihood *= likelihood[b];
}

/* A pool has one program for all its lenses, and a fact one likelihood in it. */
static enum cr_status readable(struct cr_compiler *c, const struct cr_setup_evidence *seen)
{
    const struct cr_lens *reader =
        c->setup->pool && seen->observation >= 0
            ? cr_evidence_reader(c->scenario, c->setup, seen->observation)
            : NULL;
    if (!reader)
        return CR_OK;
    cr_diag(c->diags, CR_E_ENGINE, c->scenario->observations[seen->observation].place,
        cr_arena_printf(c->arena,
            "look through one lens at a time, as with --lens %s, or leave the fact out",
            reader->id),
        "a pool cannot take '%s' as seen: the lens '%s' reads it otherwise", seen->name,
        reader->id);
    return CR_INPUT;
}

enum cr_status cr_compile_evidence(struct cr_compiler *c)
{
    for (size_t i = 0; i < c->setup->n_evidence; i++) {
        const struct cr_setup_evidence *seen = &c->setup->evidence[i];
        struct cr_point *point = &c->program->points[seen->node];
        point->evidence = true;
        c->program->has_evidence = true;
        if (seen->branch >= 0) {
            require_branch(c, seen);
        } else if (seen->signal >= 0) {
            point->must_reach = true;
            weigh(c, seen->node, c->scenario->nodes[seen->node].signals[seen->signal].likelihood);
        } else {
            if (readable(c, seen) != CR_OK)
                return CR_INPUT;
            weigh(c, seen->node, cr_evidence_likelihood(c->arena, c->scenario, c->setup, seen));
        }
    }
    return CR_OK;
}
