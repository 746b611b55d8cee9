/* Policies for the walk: decisions solved over the tree, kept as an automaton. */
#include "engine/policy.h"

#include "engine/run_report.h"
#include "engine/tree/parts.h"
#include "engine/tree/ties.h"
#include "program/intern.h"

#include <math.h>
#include <string.h>

const struct cr_worth *cr_policy_worth(
    const struct cr_policy *policy, int s, const unsigned char *open, int n)
{
    for (int k = policy->first_set[s]; k < policy->first_set[s + 1]; k++) {
        if (memcmp(&policy->set_open[policy->set_at[k]], open, (size_t)n) == 0)
            return &policy->set_worth[policy->set_at[k]];
    }
    return &policy->worth[policy->first[s]];
}

/* As solved for; where such a combination of open options was not met in solving, with all alike.
 */
static void play_mixed(
    const struct cr_policy *policy, int s, const unsigned char *open, int n, double *p)
{
    int n_open = 0;
    for (int k = policy->first_set[s]; k < policy->first_set[s + 1]; k++) {
        if (memcmp(&policy->set_open[policy->set_at[k]], open, (size_t)n) == 0) {
            memcpy(p, &policy->set_p[policy->set_at[k]], (size_t)n * sizeof *p);
            return;
        }
    }
    for (int b = 0; b < n; b++)
        n_open += open[b];
    for (int b = 0; b < n; b++)
        p[b] = open[b] ? 1.0 / n_open : 0;
}

void cr_policy_play(const struct cr_policy *policy, int s, const struct cr_point *point,
    const unsigned char *open, bool minimise, double *p, int *ties, int *n_ties)
{
    int n = point->n_branches;
    if (policy->needed && policy->set_p && cr_point_is_solved(point)) {
        play_mixed(policy, s, open, n, p);
        return;
    }
    cr_policy_choose(&point->choose, policy->needed ? cr_policy_worth(policy, s, open, n) : NULL,
        open, n, minimise, p, ties, n_ties);
}

/* ---- The automaton ---- */

/* States: the one behind the last solved decision (0, which goes round in itself), then the
 * positions before any hidden node, and behind hidden nodes the visible histories at their node,
 * whatever was hidden. Where actors know different things every position is a state. */
struct automaton {
    struct cr_tree *tree;
    struct cr_intern keys;
    int *state_of; /* [n_positions] */
    int *position; /* [n_states] one of them */
};

static void number_states(struct automaton *a)
{
    const struct cr_unroll *u = a->tree->u;
    a->state_of = CR_NEW(a->tree->arena, int, u->n_positions);
    a->position = CR_NEW(a->tree->arena, int, u->n_positions + 1);
    cr_intern_init(&a->keys, a->tree->arena);
    for (int i = 0; i < u->n_positions; i++) {
        const struct cr_position *at = &u->positions[i];
        if (at->point < 0 || !u->leads[at->point])
            continue;
        bool hidden = at->hidden && !a->tree->hides;
        int32_t words[3] = {at->point, hidden, hidden ? at->info : i};
        bool is_new;
        a->state_of[i] = 1 + cr_intern_get(&a->keys, words, 3, &is_new);
        if (is_new)
            a->position[a->state_of[i]] = i;
    }
}

/* The values of the options whatever is open: over all sets of the family, by the fewest impossible
 * moves. */
static void option_worths(const struct cr_tree *tree, int family_index, struct cr_worth *worth)
{
    const struct cr_family *family = &tree->families[family_index];
    const struct cr_point *point = &tree->program->points[family->point];
    int column = tree->choice_column[point->actor];
    for (int k = 0; k < point->n_branches; k++) {
        int order = INT32_MAX;
        double sum = 0, size = 0, weight = 0;
        for (size_t s = 0; s < family->n_sets; s++) {
            const struct cr_info_set *set = &family->sets[s];
            double x = set->sum[k * tree->n_columns + column];
            if (set->order > order || isnan(x) || !(set->weight > 0))
                continue;
            sum = set->order < order ? x : sum + x;
            size = set->order < order ? set->size[k] : size + set->size[k];
            weight = set->order < order ? set->weight : weight + set->weight;
            order = set->order;
        }
        worth[k] = weight > 0 ? (struct cr_worth){sum / weight, size / weight}
                              : (struct cr_worth){NAN, NAN};
    }
}

static void fill_policy(struct automaton *a, struct cr_arena *arena, struct cr_policy *policy)
{
    const struct cr_tree *tree = a->tree;
    const struct cr_unroll *u = tree->u;
    int n = (int)a->keys.n + 1, total = tree->program->max_branches;
    int *first = CR_NEW(arena, int, n), *point = CR_NEW(arena, int, n);
    point[0] = -1;
    for (int s = 1; s < n; s++) {
        point[s] = u->positions[a->position[s]].point;
        first[s] = total;
        total += tree->program->points[point[s]].n_branches;
    }
    int *move = CR_NEW(arena, int, total);
    struct cr_worth *worth = CR_NEW(arena, struct cr_worth, total);
    for (int k = 0; k < total; k++) {
        move[k] = k < tree->program->max_branches ? 0 : -1;
        worth[k] = (struct cr_worth){NAN, NAN};
    }
    for (int i = 0; i < u->n_positions; i++) {
        const struct cr_position *at = &u->positions[i];
        int s = a->state_of[i];
        for (int k = 0; s > 0 && k < at->n_arcs; k++) {
            const struct cr_arc *arc = &u->arcs[at->first_arc + (size_t)k];
            move[first[s] + tree->program->branches[arc->branch].local] = a->state_of[arc->to];
        }
        if (s > 0 && a->position[s] == i && tree->family_of[i] >= 0)
            option_worths(tree, tree->family_of[i], &worth[first[s]]);
    }
    *policy = (struct cr_policy){.needed = true,
        .n_states = n,
        .start = a->state_of[0],
        .first = first,
        .move = move,
        .point = point,
        .worth = worth};
}

static const struct cr_family *family_at(const struct automaton *a, int s)
{
    int family = s > 0 ? a->tree->family_of[a->position[s]] : -1;
    return family < 0 ? NULL : &a->tree->families[family];
}

/* The values at single information sets, which differ where what is open says something about what
 * cannot be seen. */
static void fill_sets(struct automaton *a, struct cr_arena *arena, struct cr_policy *policy)
{
    const struct cr_tree *tree = a->tree;
    int *first = CR_NEW(arena, int, policy->n_states + 1), n_sets = 0;
    size_t total = 0;
    for (int s = 0; s < policy->n_states; s++) {
        const struct cr_family *family = family_at(a, s);
        first[s] = n_sets;
        n_sets += family ? (int)family->n_sets : 0;
        total +=
            family ? family->n_sets * (size_t)tree->program->points[family->point].n_branches : 0;
    }
    first[policy->n_states] = n_sets;
    size_t *at = CR_NEW(arena, size_t, n_sets), next = 0;
    unsigned char *open = CR_NEW(arena, unsigned char, total);
    struct cr_worth *worth = CR_NEW(arena, struct cr_worth, total);
    double *p = tree->hides ? CR_NEW(arena, double, total) : NULL;
    for (int s = 0; s < policy->n_states; s++) {
        const struct cr_family *family = family_at(a, s);
        for (size_t k = 0; family && k < family->n_sets; k++) {
            const struct cr_info_set *set = &family->sets[k];
            const struct cr_point *point = &tree->program->points[family->point];
            at[first[s] + (int)k] = next;
            for (int b = 0; b < point->n_branches; b++, next++) {
                open[next] = set->open[b];
                worth[next] = cr_tree_worth(tree, set, b, tree->choice_column[point->actor]);
                if (p)
                    p[next] = set->p ? set->p[b] : 0;
            }
        }
    }
    policy->first_set = first;
    policy->set_at = at;
    policy->set_open = open;
    policy->set_worth = worth;
    policy->set_p = p;
}

static enum cr_status solve_policy(struct cr_arena *work, struct cr_arena *arena,
    const struct cr_program *program, const struct cr_run_spec *options, struct cr_policy *policy,
    struct cr_fault *fault)
{
    struct cr_world_spec spec = {options->luck, options->worlds, options->sampling, false};
    struct cr_tree_worlds worlds = {.n = options->worlds, .spec = &spec};
    struct cr_tree_options wanted = {.max_positions = options->max_positions,
        .keep_closed = true,
        .progress = options->progress,
        .progress_context = options->progress_context};
    struct cr_tree *tree;
    if (options->worlds == 0 && cr_tree_base_worlds(work, program, &worlds, fault) != CR_OK)
        return CR_INPUT;
    enum cr_status status = cr_tree_build(work, program, &worlds, &wanted, &tree, fault);
    if (status == CR_OK)
        status = cr_tree_settle(tree, fault);
    if (status != CR_OK)
        return status;
    struct automaton a = {.tree = tree};
    number_states(&a);
    fill_policy(&a, arena, policy);
    fill_sets(&a, arena, policy);
    struct cr_tie_notes ties = cr_tree_ties(arena, tree);
    policy->notes = ties.text;
    policy->n_notes = ties.n;
    return CR_OK;
}

struct policy_call {
    const struct cr_program *program;
    const struct cr_run_spec *options;
    struct cr_policy *policy;
    struct cr_fault *fault;
};

static enum cr_status run_policy(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct policy_call *call = context;
    return solve_policy(work, arena, call->program, call->options, call->policy, call->fault);
}

enum cr_status cr_policy_solve(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_spec *options, struct cr_policy *policy, struct cr_fault *fault)
{
    *policy = (struct cr_policy){.needed = false};
    if (!cr_program_solves(program))
        return CR_OK;
    struct policy_call call = {program, options, policy, fault};
    return cr_with_work(arena, run_policy, &call);
}

enum cr_status cr_policy_for_run(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_policy *policy, struct cr_fault *fault)
{
    uint64_t worlds = program->n_uncertain ? options->spec.worlds : 0;
    struct cr_run_spec solve = cr_spec_of_part(&options->spec);
    solve.worlds = worlds < CR_POLICY_WORLDS ? worlds : CR_POLICY_WORLDS;
    return cr_policy_solve(arena, program, &solve, policy, fault);
}

void cr_run_note_policy(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, const struct cr_policy *policy,
    struct cr_run_result *result)
{
    if (policy->needed && program->n_uncertain && options->spec.worlds > CR_POLICY_WORLDS)
        cr_run_note(
            arena, result, "decisions are those that are best on average over 1,000 of the worlds");
    for (int i = 0; i < policy->n_notes; i++)
        cr_run_note(arena, result, policy->notes[i]);
}
