/* Values backwards, with decisions settled at information sets.
 *
 * At an information set the actor compares, for every option, the expected payoff (or utility) over
 * the positions and worlds that the set may stand for, each weighted by its chance reach: the
 * probability of all chance moves that lead there. Decisions count as 1, for actors see them. Where
 * nothing of positive probability leads to a set, ways with the fewest impossible moves count (the
 * limit of trembles), so that beliefs stay consistent off the path as well. */
#include "engine/tree/parts.h"
#include "engine/tree/private.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static const double *column_at(
    const struct cr_tree *tree, const struct cr_tree_block *b, int column, int position)
{
    size_t n = (size_t)b->n;
    return &b->column[((size_t)column * (size_t)tree->u->n_positions + (size_t)position) * n];
}

/* ---- The size of what is added up ---- */

/* The size of what an option adds up in a column, and of the gain at once. */
static double option_size(const struct cr_tree *tree, const struct cr_tree_block *b, int position,
    const struct cr_arc *arc, int c)
{
    const struct cr_tree_column *column = &tree->columns[c];
    int paid = cr_tree_is_whole(column) ? -1 : tree->paid_of[column->actor];
    size_t n = (size_t)b->n,
           branch = (size_t)(tree->u->sites[tree->u->positions[position].site].first +
                             tree->program->branches[arc->branch].local);
    double behind = b->size[(size_t)c * (size_t)tree->u->n_positions + (size_t)arc->to];
    if (paid < 0)
        return behind;
    return behind + cr_tree_size(b, &b->pay[(branch * (size_t)tree->n_paid + (size_t)paid) * n]);
}

/* Under a rule nothing is weighed. */
static void size_position(
    const struct cr_tree *tree, struct cr_tree_block *b, int position, const double *shares)
{
    const struct cr_position *at = &tree->u->positions[position];
    for (int c = 0; c < tree->n_columns; c++) {
        double sum = 0, most = 0;
        for (int a = 0; tree->columns[c].compared && a < at->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
            double size = option_size(tree, b, position, arc, c),
                   share = cr_tree_size(b, cr_tree_share_of(tree, shares, arc, (size_t)b->n));
            sum += share * size;
            most = share > 0 ? fmax(most, size) : most;
        }
        b->size[(size_t)c * (size_t)tree->u->n_positions + (size_t)position] =
            tree->options.rule ? most : fmin(sum, most);
    }
}

/* ---- Values of options ---- */

/* What option `arc` is worth at a position in a lane, in column c: what it pays at once and all
 * that follows. */
static double option_value(const struct cr_tree *tree, const struct cr_tree_block *b, int position,
    const struct cr_arc *arc, int c, int lane)
{
    size_t n = (size_t)b->n;
    double value = column_at(tree, b, c, arc->to)[lane];
    int paid = tree->paid_of[tree->columns[c].actor];
    if (cr_tree_is_whole(&tree->columns[c]) || paid < 0)
        return value;
    size_t branch = (size_t)(tree->u->sites[tree->u->positions[position].site].first +
                             tree->program->branches[arc->branch].local);
    return b->pay[(branch * (size_t)tree->n_paid + (size_t)paid) * n + (size_t)lane] + value;
}

/* The row of this world among the values that are kept world by world: weight, then weighted values
 * of the options (under a rule: values). */
static double *world_row(
    struct cr_tree *tree, struct cr_info_set *set, uint64_t world, int n_branches, int choice)
{
    size_t width = (size_t)n_branches + 1;
    if (set->row_world != world) {
        double none =
            tree->options.rule ? cr_tree_no_case(cr_tree_counts_largest(tree, choice)) : 0;
        set->row_world = world;
        if (!set->rows.cap) {
            set->rows.cap = width * (size_t)tree->worlds.n;
            set->rows.at = cr_arena_alloc(tree->arena, set->rows.cap, sizeof *set->rows.at);
        }
        for (size_t k = 0; k < width; k++)
            cr_vec_push(tree->arena, &set->rows, k == 0 ? 0 : none);
    }
    return &set->rows.at[set->rows.n - width];
}

/* What an actor has gained by then, where totals are followed. */
static double gained_by(
    const struct cr_tree *tree, const struct cr_tree_block *b, int position, int actor, int lane)
{
    int var = tree->u->total_var[actor];
    return var < 0 ? 0
                   : b->values[(size_t)cr_unroll_var(tree->u, position, var) * (size_t)b->n +
                               (size_t)lane];
}

/* The same by a rule: the worst or best total, and the rest of it. */
static void fold_option(struct cr_tree *tree, const struct cr_tree_block *b, int position, int lane,
    struct cr_info_set *set, const struct cr_arc *arc, int c, double *row)
{
    const struct cr_tree_column *column = &tree->columns[c];
    int local = tree->program->branches[arc->branch].local, k = local * tree->n_columns + c;
    bool most = cr_tree_counts_largest(tree, c);
    double rest = option_value(tree, b, position, arc, c, lane),
           gained =
               cr_tree_is_whole(column) ? 0 : gained_by(tree, b, position, column->actor, lane);
    set->sum[k] = cr_tree_fold(most, set->sum[k], gained + rest);
    set->here[k] = cr_tree_fold(most, set->here[k], rest);
    if (row)
        row[1 + local] = cr_tree_fold(most, row[1 + local], gained + rest);
}

/* Adds one position in one lane to its information set. CR_INPUT if an option there has no value.
 */
static enum cr_status add_case(struct cr_tree *tree, struct cr_tree_block *b, int position,
    int lane, struct cr_info_set *set, bool keep_row)
{
    const struct cr_position *at = &tree->u->positions[position];
    const struct cr_point *point = &tree->program->points[at->point];
    size_t k = (size_t)position * (size_t)b->n + (size_t)lane;
    if (b->order[k] > set->order)
        return CR_OK;
    if (b->order[k] < set->order)
        cr_tree_set_restart(tree, set, point->n_branches, b->order[k]);
    if (at->n_arcs == 0 && set->order == 0 && !tree->options.keep_closed)
        return CR_INPUT; /* no option is left: what it is worth to get here cannot be said */
    double weight = b->weight[lane] * b->chance[k];
    if (tree->game)
        weight *= tree->game->factor[position];
    int choice = tree->choice_column[point->actor];
    double *row = keep_row
                      ? world_row(tree, set, b->first + (uint64_t)lane, point->n_branches, choice)
                      : NULL;
    double gained = cr_tree_is_whole(&tree->columns[choice])
                        ? 0
                        : gained_by(tree, b, position, point->actor, lane);
    const double *share =
        &b->p[(size_t)tree->u->sites[at->site].first * (size_t)b->n + (size_t)lane];
    set->weight += weight;
    if (row)
        row[0] += weight;
    for (int a = 0; a < at->n_arcs; a++) {
        const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
        int local = tree->program->branches[arc->branch].local;
        double size =
            tree->columns[choice].compared ? option_size(tree, b, position, arc, choice) : 0;
        for (int c = 0; c < tree->n_columns; c++) {
            double value = option_value(tree, b, position, arc, c, lane);
            if (c == choice && tree->options.rule)
                set->size[local] = fmax(set->size[local], fabs(gained) + size);
            else if (c == choice)
                set->size[local] += weight * fmax(size, fabs(value));
            if (tree->options.rule)
                fold_option(tree, b, position, lane, set, arc, c, c == choice ? row : NULL);
            else
                set->sum[local * tree->n_columns + c] += weight * value;
            if (isnan(value) && c == choice && set->open[local] && set->order == 0 &&
                !tree->options.keep_closed)
                return CR_INPUT;
            if (row && c == choice && !tree->options.rule)
                row[1 + local] += weight * (gained + value);
        }
        set->share[local] += weight * share[(size_t)local * (size_t)b->n];
    }
    for (int v = 0; v < tree->program->n_actors; v++)
        set->gained_chance[v] += weight * gained_by(tree, b, position, v, lane);
    return CR_OK;
}

static void settle(struct cr_tree *tree, const struct cr_family *family, struct cr_info_set *set)
{
    const struct cr_point *point = &tree->program->points[family->point];
    int n = point->n_branches, column = tree->choice_column[point->actor];
    if (!set->p)
        cr_tree_policy(set, n);
    struct cr_worth *worth = tree->option_worths;
    for (int k = 0; k < n; k++)
        worth[k] = cr_tree_worth(tree, set, k, column);
    cr_policy_choose(&point->choose, worth, set->open, n, cr_tree_wants_less(tree, column), set->p,
        set->ties, &set->n_ties);
    for (int i = 1; tree->swap.wanted && tree->swap.point == family->point && i < set->n_ties;
         i++) {
        for (int k = 0; set->ties[i] == tree->swap.option && k < n; k++)
            set->p[k] = k == tree->swap.option;
    }
}

/* ---- Families ---- */

static enum cr_status gather_family(
    struct cr_tree *tree, struct cr_tree_block *b, struct cr_family *family, struct cr_fault *fault)
{
    bool keep_rows = tree->options.lanes && !tree->lanes_dropped;
    for (int lane = 0; lane < b->n; lane++) {
        for (int k = family->first; k < family->first + family->n; k++) {
            int position = tree->members[k];
            struct cr_info_set *set = cr_tree_set(tree, b, position, lane);
            if (add_case(tree, b, position, lane, set, keep_rows) != CR_OK)
                return cr_tree_explain(tree, b, position, lane, fault);
        }
    }
    return CR_OK;
}

/* Every world decides for itself. */
static enum cr_status settle_each(
    struct cr_tree *tree, struct cr_tree_block *b, struct cr_family *family, struct cr_fault *fault)
{
    int n = tree->program->points[family->point].n_branches;
    for (int lane = 0; lane < b->n; lane++) {
        for (size_t s = 0; s < family->n_sets; s++)
            cr_tree_set_restart(tree, &family->sets[s], n, INT_MAX);
        for (int k = family->first; k < family->first + family->n; k++) {
            struct cr_info_set *set = cr_tree_set(tree, b, tree->members[k], lane);
            if (add_case(tree, b, tree->members[k], lane, set, false) != CR_OK)
                return cr_tree_explain(tree, b, tree->members[k], lane, fault);
        }
        for (size_t s = 0; s < family->n_sets; s++)
            settle(tree, family, &family->sets[s]);
        for (int k = family->first; k < family->first + family->n; k++) {
            int position = tree->members[k];
            const struct cr_info_set *set = cr_tree_set(tree, b, position, lane);
            for (int o = 0; o < n; o++)
                b->each[(tree->each_at[position] + (size_t)o) * (size_t)b->n + (size_t)lane] =
                    set->p[o];
        }
    }
    return CR_OK;
}

/* ---- Backwards ---- */

static void value_position(struct cr_tree *tree, struct cr_tree_block *b, int position)
{
    const struct cr_position *at = &tree->u->positions[position];
    const double *shares = cr_tree_shares(tree, b, position, b->shares);
    size_t n = (size_t)b->n;
    if (b->size)
        size_position(tree, b, position, shares);
    if (tree->options.rule) {
        cr_tree_rule_position(tree, b, position, shares, false);
        return;
    }
    for (int c = 0; c < tree->n_columns; c++) {
        size_t k = ((size_t)c * (size_t)tree->u->n_positions + (size_t)position) * n;
        double *to = &b->column[k];
        int paid = cr_tree_is_whole(&tree->columns[c]) ? -1 : tree->paid_of[tree->columns[c].actor];
        memset(to, 0, n * sizeof *to);
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
            int local = tree->program->branches[arc->branch].local;
            size_t branch = (size_t)(tree->u->sites[at->site].first + local);
            const double *share = &shares[(size_t)local * n],
                         *behind = column_at(tree, b, c, arc->to);
            const double *pay = paid < 0
                                    ? b->view.zeros
                                    : &b->pay[(branch * (size_t)tree->n_paid + (size_t)paid) * n];
            for (size_t i = 0; i < n; i++)
                to[i] += share[i] == 0 ? 0 : share[i] * (pay[i] + behind[i]);
        }
    }
}

static enum cr_status back_unit(
    struct cr_tree *tree, struct cr_tree_block *b, int unit, int level, struct cr_fault *fault)
{
    int first = tree->unit_first[unit], last = tree->unit_first[unit + 1];
    int family_index = tree->family_of[tree->order[first]];
    struct cr_family *family = family_index < 0 ? NULL : &tree->families[family_index];
    bool at_once = level == 0;
    if (!at_once && tree->unit_level[unit] >= level && !(family && family->level == level))
        return CR_OK; /* it waits for decisions that a later pass settles */
    if (family && tree->options.each && family->solved) {
        if (at_once && settle_each(tree, b, family, fault) != CR_OK)
            return CR_INPUT;
    } else if (family && (at_once || family->level == level)) {
        if (gather_family(tree, b, family, fault) != CR_OK)
            return CR_INPUT;
        for (size_t s = 0; at_once && family->solved && s < family->n_sets; s++)
            settle(tree, family, &family->sets[s]);
    }
    if (!at_once && tree->unit_level[unit] >= level)
        return CR_OK;
    for (int k = first; k < last; k++) {
        if (tree->u->positions[tree->order[k]].outcome < 0)
            value_position(tree, b, tree->order[k]);
    }
    return CR_OK;
}

/* One sweep. `level` 0: all worlds are in this block, so families are settled as they come; else
 * only those of this level are gathered, and what depends on later ones is left out. Above the last
 * level nothing is settled, also where every world decides for itself: it is played as b->each or
 * the sets say. */
enum cr_status cr_tree_back(
    struct cr_tree *tree, struct cr_tree_block *b, int level, struct cr_fault *fault)
{
    for (int unit = tree->n_units; unit-- > 0;) {
        if (back_unit(tree, b, unit, level, fault) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

static enum cr_status settle_level(
    struct cr_tree *tree, struct cr_tree_block *b, int level, struct cr_fault *fault)
{
    for (uint64_t first = 0; first < tree->worlds.n; first += (uint64_t)b->n) {
        if (cr_tree_load(tree, b, first, fault) != CR_OK)
            return CR_INPUT;
        if (tree->options.rule == CR_RULE_MINREGRET && cr_tree_regret(tree, b, fault) != CR_OK)
            return CR_INPUT;
        cr_tree_chance(tree, b);
        if (cr_tree_back(tree, b, level, fault) != CR_OK)
            return CR_INPUT;
    }
    for (int f = 0; f < tree->n_families && level > 0; f++) {
        struct cr_family *family = &tree->families[f];
        for (size_t s = 0; family->level == level && family->solved && s < family->n_sets; s++)
            settle(tree, family, &family->sets[s]);
    }
    return CR_OK;
}

/* Keeping every option's value in every world may take at most 128 MB. */
static void limit_rows(struct cr_tree *tree)
{
    double doubles = 0;
    for (int f = 0; f < tree->n_families; f++)
        doubles += (double)tree->worlds.n *
                   (tree->program->points[tree->families[f].point].n_branches + 1);
    tree->lanes_dropped = doubles > 16.0 * 1024 * 1024;
}

/* Actors who know different things are solved for together; then values and sums follow from how
 * they play. */
static enum cr_status settle_private(struct cr_tree *tree, struct cr_fault *fault)
{
    struct cr_tree_block *b = tree->shared;
    enum cr_status status = cr_tree_private(tree, fault);
    for (uint64_t first = 0; status == CR_OK && first < tree->worlds.n; first += (uint64_t)b->n) {
        if (cr_tree_load(tree, b, first, fault) != CR_OK)
            return CR_INPUT;
        cr_tree_chance(tree, b);
        for (int k = tree->u->n_positions; k-- > 0;) {
            if (tree->u->positions[tree->order[k]].outcome < 0)
                value_position(tree, b, tree->order[k]);
        }
        for (int f = 0; f < tree->n_families; f++) {
            if (gather_family(tree, b, &tree->families[f], fault) != CR_OK)
                return CR_INPUT;
        }
    }
    return status;
}

enum cr_status cr_tree_settle(struct cr_tree *tree, struct cr_fault *fault)
{
    if (tree->n_families == 0 || tree->options.each)
        return CR_OK; /* with `each`, worlds decide when they are played */
    struct cr_tree_block *b = tree->shared;
    limit_rows(tree);
    if (tree->hides)
        return settle_private(tree, fault);
    if (tree->worlds.n <= (uint64_t)tree->block)
        return settle_level(tree, b, 0, fault) == CR_OK ? CR_OK : CR_INPUT;
    for (int level = 1; level <= tree->n_levels; level++) {
        if (settle_level(tree, b, level, fault) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

enum cr_status cr_tree_rule_roots(struct cr_tree *tree, double *roots, struct cr_fault *fault)
{
    struct cr_tree_block *b = tree->shared;
    for (uint64_t first = 0; first < tree->worlds.n; first += (uint64_t)b->n) {
        if (cr_tree_load(tree, b, first, fault) != CR_OK)
            return CR_INPUT;
        if (tree->options.rule == CR_RULE_MINREGRET && cr_tree_regret(tree, b, fault) != CR_OK)
            return CR_INPUT;
        for (int k = tree->u->n_positions; k-- > 0;) {
            int position = tree->order[k];
            if (tree->u->positions[position].outcome < 0)
                cr_tree_rule_position(
                    tree, b, position, cr_tree_shares(tree, b, position, b->shares), true);
        }
        size_t stride = (size_t)tree->u->n_positions * (size_t)b->n;
        for (int c = 0; c < tree->n_columns; c++) {
            for (int i = 0; i < b->n; i++)
                roots[(uint64_t)c * tree->worlds.n + first + (uint64_t)i] =
                    b->column[(size_t)c * stride + (size_t)i];
        }
    }
    return CR_OK;
}
