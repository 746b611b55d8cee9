/* Forwards: how likely every position is under the policy and the evidence, and what the paths
 * through it amount to. */
#include "engine/tree/parts.h"
#include "program/rows.h"

#include <math.h>
#include <string.h>

static size_t site_row(const struct cr_tree *tree, int position, const struct cr_arc *arc)
{
    return (size_t)(tree->u->sites[tree->u->positions[position].site].first +
                    tree->program->branches[arc->branch].local);
}

/* ---- Faults on the way ---- */

/* Whether taking the arc makes a value that is not defined in this lane. */
static bool arc_is_bad(const struct cr_tree *tree, const struct cr_tree_block *b, int to, int lane)
{
    for (int v = 0; v < tree->u->n_vars; v++) {
        int id = cr_unroll_var(tree->u, to, v);
        if (id >= 0 && b->value_bad[id] &&
            isnan(b->values[(size_t)id * (size_t)b->n + (size_t)lane]))
            return true;
    }
    return false;
}

/* The first lane in which a future of positive probability meets something undefined here, or -1.
 */
static int bad_lane(
    const struct cr_tree *tree, const struct cr_tree_block *b, int position, const double *shares)
{
    const struct cr_position *at = &tree->u->positions[position];
    size_t n = (size_t)b->n, k = (size_t)position * n;
    for (int i = 0; i < b->n; i++) {
        if (!(b->forward.reach[k + (size_t)i] > 0))
            continue;
        if (at->outcome < 0 && at->n_arcs == 0) /* no branch is left */
            return i;
        for (int c = 0; c < tree->n_columns && at->outcome >= 0; c++) {
            if (isnan(b->column[(size_t)c * (size_t)tree->u->n_positions * n + k + (size_t)i]))
                return i;
        }
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
            double share = cr_tree_share_of(tree, shares, arc, n)[i];
            if (isnan(share) || (share > 0 && arc_is_bad(tree, b, arc->to, i)))
                return i;
        }
    }
    return -1;
}

/* ---- Reach ---- */

/* First and second moments of what was gained on the way: E[(g + y)^2] = E[g^2] + 2 y E[g] + y^2.
 */
static void move_gains(const struct cr_tree *tree, struct cr_tree_block *b, int position,
    const struct cr_arc *arc, const double *share)
{
    size_t n = (size_t)b->n, stride = (size_t)tree->u->n_positions * n;
    size_t from = (size_t)position * n, to = (size_t)arc->to * n;
    for (int j = 0; j < tree->n_paid; j++) {
        const double *pay =
            &b->pay[(site_row(tree, position, arc) * (size_t)tree->n_paid + (size_t)j) * n];
        double *first = &b->forward.first_moment[(size_t)j * stride],
               *second = &b->forward.second_moment[(size_t)j * stride];
        for (size_t i = 0; i < n; i++) {
            double x = share[i] * arc->likelihood, reach = b->forward.reach[from + i],
                   g = first[from + i];
            if (!(x * reach > 0))
                continue;
            first[to + i] += x * (g + pay[i] * reach);
            second[to + i] += x * (second[from + i] + 2 * pay[i] * g + pay[i] * pay[i] * reach);
        }
    }
}

static void move_reach(
    struct cr_tree *tree, struct cr_tree_block *b, int position, const double *shares)
{
    const struct cr_position *at = &tree->u->positions[position];
    size_t n = (size_t)b->n;
    for (int a = 0; a < at->n_arcs; a++) {
        const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
        const double *share = cr_tree_seen_share_of(tree, b, shares, arc, n),
                     *from = &b->forward.reach[(size_t)position * n];
        double *to = &b->forward.reach[(size_t)arc->to * n];
        if (b->forward.first_moment && tree->n_paid > 0)
            move_gains(tree, b, position, arc, share);
        if (tree->opens[at->first_arc + (size_t)a])
            cr_rows_pass_first(to, from, share, arc->likelihood, n);
        else
            cr_rows_pass(to, from, share, arc->likelihood, n);
    }
}

enum cr_status cr_tree_forward(
    struct cr_tree *tree, struct cr_tree_block *b, struct cr_fault *fault)
{
    const struct cr_unroll *u = tree->u;
    size_t n = (size_t)b->n, all = (size_t)u->n_positions * n;
    if (b->forward.first_moment) {
        memset(b->forward.first_moment, 0, all * (size_t)tree->n_paid * sizeof(double));
        memset(b->forward.second_moment, 0, all * (size_t)tree->n_paid * sizeof(double));
    }
    for (size_t i = 0; i < n; i++)
        b->forward.reach[i] = 1;
    for (int k = 0; k < u->n_positions; k++) {
        int position = tree->order[k];
        const double *shares = b->view.zeros;
        if (u->positions[position].outcome < 0)
            shares = cr_tree_shares(tree, b, position, b->shares);
        int lane = b->bad ? bad_lane(tree, b, position, shares) : -1;
        if (lane >= 0)
            return cr_tree_explain(tree, b, position, lane, fault);
        if (u->positions[position].outcome < 0)
            move_reach(tree, b, position, shares);
    }
    if (tree->program->has_evidence)
        cr_tree_sweep(tree, b, b->forward.behind, NULL, 0, 0);
    return CR_OK;
}

/* ---- Ends ---- */

/* mass[lane] of the paths that end at a leaf; added to the outcome's, which has nothing yet where
 * the leaf is its first, and kept in b->forward.sweep for all that is gathered at ends. */
static const double *leaf_mass(
    const struct cr_tree *tree, struct cr_tree_block *b, int position, double *sum)
{
    size_t n = (size_t)b->n, k = (size_t)position * n;
    double *mass = &b->forward.sweep[k];
    if (tree->u->positions[position].dead)
        memset(mass, 0, n * sizeof *mass);
    else if (tree->ends.first_leaf[position])
        cr_rows_product_both(b->weight, &b->forward.reach[k], n, mass, sum);
    else
        cr_rows_product_add(sum, b->weight, &b->forward.reach[k], n, mass);
    return mass;
}

static void gather_payoff(const struct cr_tree *tree, struct cr_tree_block *b, int position,
    int actor, const double *mass, struct cr_tree_sums *sums)
{
    const struct cr_program *p = tree->program;
    size_t n = (size_t)b->n, stride = (size_t)tree->u->n_positions * n, k = (size_t)position * n;
    const double *end = &b->column[(size_t)tree->column_of[actor] * stride + k];
    int var = tree->u->total_var[actor], j = tree->paid_of[actor];
    const double *gained =
        var < 0 ? b->view.zeros : &b->values[(size_t)cr_unroll_var(tree->u, position, var) * n];
    double *out = &sums->payoff[(size_t)actor * sums->stride + b->first];
    if (j >= 0 && var < 0) { /* only the moments of the gains are known */
        for (size_t i = 0; i < n; i++) {
            if (!(mass[i] > 0))
                continue;
            double first = b->weight[i] * b->forward.first_moment[(size_t)j * stride + k + i];
            double second = b->weight[i] * b->forward.second_moment[(size_t)j * stride + k + i];
            out[i] += first + mass[i] * end[i];
            sums->second[actor] += second + 2 * end[i] * first + mass[i] * end[i] * end[i];
        }
        return;
    }
    for (size_t i = 0; i < n; i++)
        b->row2[i] = gained[i] + end[i];
    cr_rows_add_product_where(out, mass, b->row2, n);
    if (!sums->payoffs)
        return;
    cr_spread_add_worlds(&sums->payoffs[actor], b->row2, mass, n, b->first);
    if (!p->utilities[actor])
        return;
    struct cr_lanes lanes;
    cr_tree_enter(tree, b, position, &lanes);
    lanes.payoff = b->row2;
    cr_code_run(p->utilities[actor], &lanes, b->scratch, b->row3);
    cr_spread_add(&sums->utilities[actor], b->row3, mass, n);
}

static enum cr_status gather_measures(struct cr_tree *tree, struct cr_tree_block *b, int position,
    const double *mass, struct cr_tree_sums *sums, struct cr_fault *fault)
{
    const struct cr_program *p = tree->program;
    struct cr_lanes lanes;
    if (p->n_measures > 0)
        cr_tree_enter(tree, b, position, &lanes);
    for (int m = 0; m < p->n_measures; m++) {
        double *out = &sums->measure[(size_t)m * sums->stride + b->first];
        cr_code_run(p->measures[m], &lanes, b->scratch, b->row2);
        for (int i = 0; i < b->n; i++) {
            if (!(mass[i] > 0))
                continue;
            if (isnan(b->row2[i]))
                return cr_tree_explain(tree, b, position, i, fault);
        }
        cr_rows_add_product_where(out, mass, b->row2, (size_t)b->n);
        if (sums->measures)
            cr_spread_add(&sums->measures[m], b->row2, mass, (size_t)b->n);
    }
    return CR_OK;
}

static bool wants_ends(const struct cr_tree *tree)
{
    return !tree->options.narrow || tree->options.ends;
}

static enum cr_status gather_ends(struct cr_tree *tree, struct cr_tree_block *b,
    struct cr_tree_sums *sums, struct cr_fault *fault)
{
    const struct cr_program *p = tree->program;
    for (int k = 0; k < tree->u->n_positions; k++) {
        int position = tree->order[k], outcome = tree->u->positions[position].outcome;
        if (outcome < 0)
            continue;
        const double *mass =
            leaf_mass(tree, b, position, &sums->outcome[(size_t)outcome * sums->stride + b->first]);
        for (int a = 0; a < p->n_actors; a++) {
            if (tree->column_of[a] >= 0)
                gather_payoff(tree, b, position, a, mass, sums);
        }
        if (wants_ends(tree) && gather_measures(tree, b, position, mass, sums, fault) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

/* ---- State ---- */

/* The distribution of a variable's last value. */
static void spread_ends(struct cr_tree_block *b, const struct cr_row_groups *ends,
    const double *mass, struct cr_spread *spread)
{
    size_t n = (size_t)b->n;
    for (size_t k = 0; k < ends->n_values; k++) {
        cr_rows_gather(
            mass, &ends->members[ends->first[k]], ends->first[k + 1] - ends->first[k], n, b->row);
        cr_spread_add(spread, &b->values[(size_t)ends->values[k] * n], b->row, n);
    }
}

static void gather_final_states(
    struct cr_tree *tree, struct cr_tree_block *b, struct cr_tree_sums *sums)
{
    const struct cr_program *p = tree->program;
    for (int s = 0; s < p->n_states; s++) {
        size_t row = (size_t)(p->n_measures + s);
        tree->ends.groups[s].sum = &sums->measure[row * sums->stride + b->first];
        if (!sums->measures)
            continue;
        spread_ends(b, &tree->ends.groups[s], b->forward.sweep, &sums->measures[row]);
        sums->measures[row].missing |= tree->ends.missing[s];
    }
    cr_rows_expect(
        b->forward.sweep, b->values, tree->ends.groups, (size_t)p->n_states, (size_t)b->n);
    for (int s = 0; s < p->n_states; s++) {
        for (int i = 0; i < b->n && tree->ends.missing[s]; i++)
            tree->ends.groups[s].sum[i] = NAN;
    }
}

/* ---- Nodes ---- */

static bool stops_at(const struct cr_position *at, int point, int unused)
{
    (void)unused;
    return at->point == point;
}

static bool can_return(const struct cr_program *p, int point)
{
    return p->loops && p->points[point].visits >= 0;
}

/* Being there at least once: for a node that a path may visit again, 1 - P(never). */
static void gather_returns(struct cr_tree *tree, struct cr_tree_block *b, struct cr_tree_sums *sums)
{
    for (int point = 0; point < tree->program->n_points; point++) {
        if (!can_return(tree->program, point) || !tree->visited[point])
            continue;
        cr_tree_sweep(tree, b, b->forward.sweep, stops_at, point, 0);
        for (int i = 0; i < b->n; i++) {
            double there = b->forward.behind_start[i] - b->forward.sweep[i];
            sums->reach[point] += there > 0 ? b->weight[i] * there : 0;
        }
    }
}

static void gather_nodes(struct cr_tree *tree, struct cr_tree_block *b, struct cr_tree_sums *sums)
{
    const struct cr_unroll *u = tree->u;
    size_t n = (size_t)b->n;
    for (int k = 0; k < u->n_positions; k++) {
        int position = tree->order[k];
        const struct cr_position *at = &u->positions[position];
        if (at->outcome >= 0)
            continue;
        const double *behind = tree->program->has_evidence ? b->forward.behind : NULL;
        double *mass = b->row;
        cr_rows_product(b->weight, &b->forward.reach[(size_t)position * n], n, mass);
        if (!can_return(tree->program, at->point))
            sums->reach[at->point] +=
                cr_rows_flow(mass, NULL, 1, behind ? &behind[(size_t)position * n] : NULL, n);
        const double *shares = cr_tree_shares(tree, b, position, b->shares);
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &u->arcs[at->first_arc + (size_t)a];
            sums->branch[arc->branch] +=
                cr_rows_flow(mass, cr_tree_seen_share_of(tree, b, shares, arc, n), arc->likelihood,
                    behind ? &behind[(size_t)arc->to * n] : NULL, n);
        }
    }
    gather_returns(tree, b, sums);
}

/* How likely the information sets are, and what their actors' futures have gained by then. */
static void gather_sets(struct cr_tree *tree, struct cr_tree_block *b)
{
    const struct cr_unroll *u = tree->u;
    size_t n = (size_t)b->n, stride = (size_t)u->n_positions * n;
    for (int position = 0; position < u->n_positions; position++) {
        if (tree->family_of[position] < 0)
            continue;
        for (int i = 0; i < b->n; i++) {
            size_t k = (size_t)position * n + (size_t)i;
            double mass = b->weight[i] * b->forward.reach[k] * b->forward.behind[k];
            if (!(mass > 0))
                continue;
            struct cr_info_set *set = cr_tree_set(tree, b, position, i);
            set->reach += mass;
            for (int a = 0; a < tree->program->n_actors; a++) {
                int var = u->total_var[a], j = tree->paid_of[a];
                if (var >= 0)
                    set->gained[a] +=
                        mass * b->values[(size_t)cr_unroll_var(u, position, var) * n + (size_t)i];
                else if (j >= 0)
                    set->gained[a] += b->weight[i] *
                                      b->forward.first_moment[(size_t)j * stride + k] *
                                      b->forward.behind[k];
            }
        }
    }
}

/* ---- Everything ---- */

static void gather_worlds(struct cr_tree *tree, struct cr_tree_block *b, struct cr_tree_sums *sums)
{
    const struct cr_program *p = tree->program;
    double *weight = &sums->world_weight[b->first];
    cr_rows_product(b->weight, b->forward.behind_start, (size_t)b->n, weight);
    for (int i = 0; i < b->n; i++) {
        sums->weight += b->weight[i];
        sums->evidence += weight[i];
        if (sums->world_lens) {
            sums->world_lens[b->first + (uint64_t)i] = b->lens_of[i];
            sums->world_before[b->first + (uint64_t)i] = b->weight[i];
        }
    }
    for (int s = 0; s < p->n_slots && sums->slots; s++) {
        if (p->slots[s].uncertain)
            cr_moments_block(&sums->slots[s], &b->slots[(size_t)s * (size_t)b->n],
                &sums->world_weight[b->first], (size_t)b->n);
    }
}

enum cr_status cr_tree_gather(struct cr_tree *tree, struct cr_tree_block *b,
    struct cr_tree_sums *sums, struct cr_fault *fault)
{
    for (int i = 0; i < b->n; i++) /* position 0 is the start, so its entries come first */
        b->forward.behind_start[i] = b->forward.behind[i];
    gather_worlds(tree, b, sums);
    if (gather_ends(tree, b, sums, fault) != CR_OK)
        return CR_INPUT;
    if (wants_ends(tree))
        gather_final_states(tree, b, sums);
    if (sums->stages)
        cr_tree_gather_stages(tree, b, sums);
    if (tree->options.nodes) {
        gather_nodes(tree, b, sums);
        gather_sets(tree, b);
    }
    sums->worlds += (uint64_t)b->n;
    return CR_OK;
}
