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

static void multiply_likelihoods(struct cr_compiler *c, int node, const double *likelihood)
{
    struct cr_point *point = &c->program->points[node];
    for (int b = 0; b < point->n_branches; b++)
        c->program->branches[point->first_branch + b].likelihood *= likelihood[b];
}

/* Where lenses of a pool read a fact otherwise, each world weighs it as its own lens does. */
static void multiply_by_lens(
    struct cr_compiler *c, int node, const double *of, const double *largest)
{
    struct cr_point *point = &c->program->points[node];
    size_t n_lenses = c->setup->n_lenses, n = (size_t)point->n_branches;
    for (size_t b = 0; of && b < n; b++) {
        struct cr_branch *branch = &c->program->branches[(size_t)point->first_branch + b];
        double *by_lens = CR_NEW(c->arena, double, n_lenses);
        for (size_t k = 0; k < n_lenses; k++)
            by_lens[k] = (branch->by_lens ? branch->by_lens[k] : 1) *
                         (largest[b] > 0 ? of[k * n + b] / largest[b] : 1);
        branch->by_lens = by_lens;
    }
}

/* Whose likelihoods are above 1 tells only their proportions, and not how likely the fact was. */
static enum cr_status sized(
    struct cr_compiler *c, const struct cr_setup_evidence *seen, const double *of)
{
    size_t n = c->scenario->nodes[seen->node].n_branches;
    for (size_t i = 0; of && i < c->setup->n_lenses * n; i++) {
        if (of[i] <= 1)
            continue;
        int lens = c->setup->lenses[i / n].lens;
        cr_diag(c->diags, CR_E_ENGINE, c->scenario->observations[seen->observation].place,
            "write them as probabilities, at most 1, or look through one lens at a time",
            "a pool cannot take '%s' as seen: through %s%s%s its likelihoods are above 1, so only "
            "their proportions are known, and not how likely it was",
            seen->name, lens < 0 ? "no lens" : "the lens '",
            lens < 0 ? "" : c->scenario->lenses[lens].id, lens < 0 ? "" : "'");
        return CR_INPUT;
    }
    return CR_OK;
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
            multiply_likelihoods(
                c, seen->node, c->scenario->nodes[seen->node].signals[seen->signal].likelihood);
        } else {
            const double *likelihood =
                cr_evidence_likelihood(c->arena, c->scenario, c->setup, seen);
            const double *by_lens = cr_evidence_by_lens(c->arena, c->scenario, c->setup, seen);
            if (sized(c, seen, by_lens) != CR_OK)
                return CR_INPUT;
            multiply_likelihoods(c, seen->node, likelihood);
            multiply_by_lens(c, seen->node, by_lens, likelihood);
        }
    }
    return CR_OK;
}
