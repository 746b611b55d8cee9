/* A tree from a program, and playing it forwards.
 *
 * The program is unrolled as fully as fits (every total, every state variable), then more
 * sparsely where there would be too many positions; what is lost by that is a note. Then come
 * the columns that are worked out backwards, the order of positions, and what can be looked up
 * once in that order. Playing takes the worlds block by block: loaded, decided where every world
 * decides for itself, swept forwards, gathered; between blocks it looks whether it is to stop. */
#include "engine/tree/parts.h"
#include "engine/tree/refuse.h"

#include "base/seam.h"
#include "program/fault.h"
#include "program/worlds.h"
#include "stats/error.h"

#include <math.h>
#include <string.h>

/* ---- Worlds ---- */

enum cr_status cr_tree_base_worlds(struct cr_arena *arena, const struct cr_program *program,
    struct cr_tree_worlds *worlds, struct cr_fault *fault)
{
    size_t n = program->pool_weights ? program->setup->n_lenses : 1;
    double *slots = CR_NEW(arena, double, (size_t)program->n_slots *n);
    double *one = CR_NEW(arena, double, program->n_slots);
    int *lens_of = CR_NEW(arena, int, n);
    for (size_t k = 0; k < n; k++) {
        if (cr_worlds_base(program, program->pool_weights ? (int)k : -1, one, fault) != CR_OK)
            return CR_INPUT;
        for (int s = 0; s < program->n_slots; s++)
            slots[(size_t)s * n + k] = one[s];
        lens_of[k] = (int)k;
    }
    *worlds = (struct cr_tree_worlds){
        .n = n, .slots = slots, .stride = n, .lens_of = lens_of, .weights = program->pool_weights};
    return CR_OK;
}

/* ---- Which positions ---- */

static void find_points(struct cr_tree *tree)
{
    const struct cr_program *p = tree->program;
    tree->solved = CR_NEW(tree->arena, unsigned char, p->n_points);
    tree->watch = CR_NEW(tree->arena, unsigned char, p->n_points);
    tree->point_when = CR_NEW(tree->arena, bool, p->n_points);
    for (int n = 0; n < p->n_points; n++) {
        const struct cr_point *point = &p->points[n];
        tree->solved[n] = cr_point_is_solved(point);
        tree->watch[n] =
            tree->solved[n] || (tree->options.all_decisions && point->kind == CR_DECISION);
        for (int b = point->first_branch; b < point->first_branch + point->n_branches; b++)
            tree->point_when[n] |= p->branches[b].when != NULL;
    }
}

/* Whether some actor's utility speaks of a total that branches add to: then totals tell positions
 * apart. */
static bool totals_needed(const struct cr_program *p)
{
    for (int b = 0; b < p->n_branches; b++) {
        for (int k = 0; k < p->branches[b].n_pays; k++) {
            if (p->utilities[p->branches[b].pays[k].actor])
                return true;
        }
    }
    return false;
}

static bool anybody_paid(const struct cr_program *p)
{
    for (int b = 0; b < p->n_branches; b++) {
        if (p->branches[b].n_pays > 0)
            return true;
    }
    return false;
}

static void note(struct cr_tree *tree, const char *sentence)
{
    tree->notes = cr_arena_grow(
        tree->arena, tree->notes, tree->n_notes, tree->n_notes + 1, sizeof *tree->notes);
    tree->notes[tree->n_notes++] = sentence;
}

/* An arena of its own for each attempt, freed with the tree's or as soon as the attempt is dropped.
 */
struct attempt {
    struct cr_arena *arena;
    const struct cr_unroll *u;
};

static void drop_attempt(void *what)
{
    struct attempt *attempt = what;
    cr_arena_free(attempt->arena);
    attempt->arena = NULL;
    attempt->u = NULL;
}

static struct attempt *unroll(
    struct cr_tree *tree, const double *base, bool totals, bool states, uint64_t most)
{
    struct attempt *attempt = CR_NEW(tree->arena, struct attempt, 1);
    struct cr_unroll_spec *spec = CR_NEW(tree->arena, struct cr_unroll_spec, 1);
    *spec = (struct cr_unroll_spec){.base = base,
        .worlds = tree->worlds.n > 1 || tree->worlds.spec,
        .open = tree->open_slots,
        .known = tree->options.each,
        .keep_closed = tree->options.keep_closed && (!tree->hides || tree->program->random_effects),
        .glance = tree->options.glance,
        .totals = totals,
        .states = states,
        .histories = tree->options.rule == CR_RULE_MINREGRET || tree->hides,
        .watch = tree->watch,
        .max_positions = most};
    cr_arena_defer(tree->arena, drop_attempt, attempt);
    attempt->arena = cr_arena_new();
    if (!attempt->arena)
        cr_shortage();
    attempt->u = cr_unroll_build(attempt->arena, tree->program, spec);
    return attempt;
}

static void keep_attempt(
    struct cr_tree *tree, const struct attempt *attempt, bool totals, bool states)
{
    tree->u = attempt->u;
    tree->totals = totals;
    tree->states = states;
}

enum { MOST = 1000000 }; /* positions, unless told otherwise */
enum { MANY = 50000 }; /* positions from which on it is worth asking whether totals are to blame */

/* Totals that multiply the positions are let go; true if they were. */
static bool drop_totals(
    struct cr_tree *tree, struct attempt **full, const double *base, bool states, uint64_t most)
{
    struct attempt *lean = unroll(tree, base, false, states, most);
    double with = (*full)->u->n_positions, without = lean->u->n_positions;
    if (lean->u->too_many || (!(*full)->u->too_many && with <= 20 * without)) {
        drop_attempt(lean);
        return false;
    }
    drop_attempt(*full);
    *full = lean;
    note(tree, "Payoffs on branches make too many different totals to follow: their means and "
               "standard deviations are "
               "exact, their quantiles are left out.");
    return true;
}

/* From the fullest account of the positions to the leanest, until one fits. */
static bool find_positions(struct cr_tree *tree, const double *base, uint64_t most)
{
    const struct cr_program *p = tree->program;
    bool needed = totals_needed(p) || ((tree->options.rule || tree->hides) && anybody_paid(p)),
         states = !tree->options.keep_closed;
    bool totals = needed || (anybody_paid(p) && !tree->options.keep_closed);
    struct attempt *attempt = unroll(tree, base, totals, states, most);
    if (totals && !needed && (attempt->u->too_many || attempt->u->n_positions > MANY))
        totals = !drop_totals(tree, &attempt, base, states, most);
    if (attempt->u->too_many && tree->options.all_decisions) {
        memcpy(tree->watch, tree->solved, (size_t)p->n_points);
        drop_attempt(attempt);
        attempt = unroll(tree, base, totals = needed, states, most);
        if (!attempt->u->too_many)
            note(tree, "Decisions that are played as written are not listed: there would be too "
                       "many positions.");
    }
    if (attempt->u->too_many && states) {
        drop_attempt(attempt);
        attempt = unroll(tree, base, totals = needed, states = false, most);
        if (!attempt->u->too_many)
            note(tree, "State variables that nothing reads any more are not followed to the end: "
                       "there would be too "
                       "many positions.");
    }
    keep_attempt(tree, attempt, totals, states);
    return !attempt->u->too_many;
}

static enum cr_status refuse(const struct cr_tree *tree, uint64_t most, struct cr_fault *fault)
{
    const struct cr_program *p = tree->program;
    const struct cr_node *node = NULL;
    bool solves = false, weights = true;
    for (int n = 0; n < p->n_points; n++) {
        const struct cr_point *point = &p->points[n];
        if (point->kind != CR_DECISION || point->forced >= 0 ||
            point->choose.kind == CR_CHOOSE_OPTION)
            continue;
        node = node ? node : &p->scenario->nodes[n];
        solves |= tree->solved[n];
        weights &= p->scenario->nodes[n].has_weights;
    }
    const char *large = cr_arena_printf(tree->arena,
        "the tree has more than %.0f positions (%.3g at least): ", (double)most, tree->u->at_least);
    if (!solves || !node)
        cr_fault_set(fault, CR_E_POSITIONS, node ? node->place : CR_NOWHERE, 0,
            "%suse `run --engine walk`, which never unrolls it, or a larger --max-positions",
            large);
    else
        cr_fault_set(fault, CR_E_POSITIONS, node->place, 0,
            "%sits decisions cannot be solved together. `compare --choices %s%s` plays the options "
            "of one of them, the others %s",
            large, node->id, weights ? "" : " --choose as-written",
            weights ? "by the weights of the file"
                    : "with all options alike where they have no weights");
    fault->world = UINT64_MAX;
    fault->refused = true;
    return CR_INPUT;
}

static enum cr_status refuse_worlds(const struct cr_tree *tree, struct cr_fault *fault)
{
    cr_fault_set(fault, CR_E_POSITIONS, CR_NOWHERE, 0,
        "%d positions in each of %.0f worlds are too many: use fewer --worlds, or a larger "
        "--max-positions",
        tree->u->n_positions, (double)tree->worlds.n);
    fault->world = UINT64_MAX;
    fault->refused = true;
    return CR_INPUT;
}

/* What there is no method for where one knows what another does not. */
static enum cr_status check_private(const struct cr_tree *tree, struct cr_fault *fault)
{
    const struct cr_program *p = tree->program;
    int n = 0;
    while (n + 1 < p->n_points && !p->points[n].seen)
        n++;
    const struct cr_node *node = &p->scenario->nodes[n];
    if (tree->options.rule)
        return cr_tree_refuse_private(fault, node->place,
            cr_arena_printf(tree->arena,
                "--rule %s compares options without weighing what others know, and not everybody "
                "who decides later learns what happens at '%s': there is no method for that yet; "
                "leave --rule out",
                cr_rule_name(tree->options.rule), node->id));
    if (tree->options.each)
        return cr_tree_refuse_private(fault, node->place,
            cr_arena_printf(tree->arena,
                "not everybody who decides later learns what happens at '%s', and deciding anew in "
                "every world (as for sensitivity, or for what knowing would be worth) has no "
                "method there yet; --set shows one change at a time",
                node->id));
    return CR_OK;
}

/* ---- Columns ---- */

static void add_column(struct cr_tree *tree, int actor, bool utility, bool regret)
{
    tree->columns[tree->n_columns++] = (struct cr_tree_column){actor, utility, regret, false};
}

static void find_columns(struct cr_tree *tree)
{
    const struct cr_program *p = tree->program;
    struct cr_arena *arena = tree->arena;
    bool *decides = CR_NEW(arena, bool, p->n_actors), *solves = CR_NEW(arena, bool, p->n_actors);
    tree->columns = CR_NEW(arena, struct cr_tree_column, 2 * p->n_actors);
    tree->column_of = CR_NEW(arena, int, p->n_actors);
    tree->choice_column = CR_NEW(arena, int, p->n_actors);
    tree->paid_of = CR_NEW(arena, int, p->n_actors);
    tree->paid_of_var = CR_NEW(arena, int, p->n_actors);
    for (int n = 0; n < p->n_points; n++) {
        if (tree->watch[n])
            decides[p->points[n].actor] = true;
        if (tree->solved[n])
            solves[p->points[n].actor] = true;
    }
    for (int a = 0; a < p->n_actors; a++) {
        tree->column_of[a] = tree->choice_column[a] = tree->paid_of[a] = -1;
        if (tree->u->paid[a])
            tree->paid_of[a] = tree->n_paid++;
        if (tree->u->total_var[a] >= 0)
            tree->paid_of_var[tree->u->total_var[a] - p->n_states] = tree->paid_of[a];
        bool asked = !tree->options.narrow || tree->options.actor == a;
        if (!decides[a] && !(asked && p->scenario->actors[a].has_payoff))
            continue;
        tree->column_of[a] = tree->choice_column[a] = tree->n_columns;
        add_column(tree, a, false, false);
        bool regret = solves[a] && tree->options.rule == CR_RULE_MINREGRET;
        if (regret || (p->utilities[a] && !tree->options.rule)) {
            tree->choice_column[a] = tree->n_columns;
            add_column(tree, a, !regret, regret);
        }
        tree->columns[tree->choice_column[a]].compared = solves[a];
    }
}

static void check_stages(struct cr_tree *tree)
{
    const struct cr_unroll *u = tree->u;
    tree->stages_forward = true;
    tree->visited = CR_NEW(tree->arena, bool, tree->program->n_points);
    for (int i = 0; i < u->n_positions; i++) {
        const struct cr_position *at = &u->positions[i];
        if (at->point < 0)
            continue;
        tree->visited[at->point] = true;
        tree->stages_forward &= at->stage >= 0;
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_position *to = &u->positions[u->arcs[at->first_arc + (size_t)a].to];
            tree->stages_forward &= to->outcome >= 0 || to->stage >= at->stage;
        }
    }
    tree->stages_forward |= tree->program->n_stages == 0;
}

static void mark_arrivals(struct cr_tree *tree)
{
    const struct cr_unroll *u = tree->u;
    bool *seen = CR_NEW(tree->arena, bool, u->n_positions);
    tree->opens = CR_NEW(tree->arena, bool, u->n_arcs);
    for (int k = 0; k < u->n_positions; k++) {
        const struct cr_position *at = &u->positions[tree->order[k]];
        for (size_t a = at->first_arc; at->outcome < 0 && a < at->first_arc + (size_t)at->n_arcs;
             a++) {
            tree->opens[a] = !seen[u->arcs[a].to];
            seen[u->arcs[a].to] = true;
        }
    }
}

/* The leaves of each value a variable can end with: equal values are one value, so few masses have
 * to be gathered. `count` is 0 throughout, before and after. Returns whether some leaf has none. */
static bool values_at_ends(
    struct cr_tree *tree, int state, size_t *count, int *rank, struct cr_row_groups *ends)
{
    const struct cr_unroll *u = tree->u;
    CR_VEC(int) leaves = {0}, values = {0};
    bool missing = false;
    for (int k = 0; k < u->n_positions; k++) {
        int position = tree->order[k];
        if (u->positions[position].outcome < 0)
            continue;
        int id = cr_unroll_var(u, position, state);
        missing |= id < 0;
        if (id < 0)
            continue;
        if (count[id]++ == 0) {
            rank[id] = (int)values.n;
            cr_vec_push(tree->arena, &values, id);
        }
        cr_vec_push(tree->arena, &leaves, position);
    }
    size_t *first = CR_NEW(tree->arena, size_t, values.n + 1);
    int *members = CR_NEW(tree->arena, int, leaves.n);
    for (size_t k = 0; k < values.n; k++)
        first[k + 1] = first[k] + count[values.at[k]];
    for (size_t k = leaves.n; k-- > 0;) {
        int id = cr_unroll_var(u, leaves.at[k], state);
        members[first[rank[id]] + --count[id]] = leaves.at[k];
    }
    *ends = (struct cr_row_groups){
        .values = values.at, .members = members, .first = first, .n_values = values.n};
    return missing;
}

static void group_ends(struct cr_tree *tree)
{
    int n_states = tree->program->n_states, n_values = tree->u->n_values;
    size_t *count = CR_NEW(tree->arena, size_t, n_values);
    int *rank = CR_NEW(tree->arena, int, n_values);
    bool *ended = CR_NEW(tree->arena, bool, tree->program->n_endings);
    tree->ends.first_leaf = CR_NEW(tree->arena, bool, tree->u->n_positions);
    for (int k = 0; k < tree->u->n_positions; k++) {
        const struct cr_position *at = &tree->u->positions[tree->order[k]];
        if (at->outcome < 0 || at->dead || ended[at->outcome])
            continue;
        tree->ends.first_leaf[tree->order[k]] = ended[at->outcome] = true;
    }
    tree->ends.groups = CR_NEW(tree->arena, struct cr_row_groups, n_states);
    tree->ends.missing = CR_NEW(tree->arena, bool, n_states);
    for (int s = 0; s < n_states; s++)
        tree->ends.missing[s] = values_at_ends(tree, s, count, rank, &tree->ends.groups[s]);
    if (tree->n_leaves > CR_NEAR_ROWS)
        return;
    int *rows = CR_NEW(tree->arena, int, tree->n_leaves);
    for (int k = 0; k < tree->u->n_positions; k++) {
        if (tree->leaf_of[k] >= 0)
            rows[tree->leaf_of[k]] = k;
    }
    for (int s = 0; s < n_states; s++) {
        struct cr_row_groups *ends = &tree->ends.groups[s];
        size_t n = ends->first[ends->n_values];
        int *near = CR_NEW(tree->arena, int, n);
        for (size_t k = 0; k < n; k++)
            near[k] = tree->leaf_of[ends->members[k]];
        ends->rows = rows;
        ends->n_rows = (size_t)tree->n_leaves;
        ends->near = near;
    }
}

/* Which slots differ between the worlds, and a world to count with where they do not. */
static enum cr_status find_open_slots(struct cr_tree *tree, double *base, struct cr_fault *fault)
{
    const struct cr_tree_worlds *worlds = &tree->worlds;
    const struct cr_program *p = tree->program;
    if (worlds->spec) {
        tree->open_slots = cr_unroll_open_slots(tree->arena, p);
        return cr_worlds_base(p, p->pool_weights ? 0 : -1, base, fault);
    }
    tree->open_slots = CR_NEW(tree->arena, unsigned char, p->n_slots);
    for (int s = 0; s < p->n_slots; s++) {
        const double *row = &worlds->slots[(size_t)s * worlds->stride];
        base[s] = row[0];
        for (uint64_t w = 1; w < worlds->n && !tree->open_slots[s]; w++)
            tree->open_slots[s] = row[w] != row[0];
    }
    return CR_OK;
}

bool cr_tree_hopeless(struct cr_arena *arena, const struct cr_program *program)
{
    struct cr_tree tree = {.arena = arena, .program = program, .options = {.glance = true}};
    struct cr_fault fault = {0};
    double *base = CR_NEW(arena, double, program->n_slots);
    if (cr_tree_base_worlds(arena, program, &tree.worlds, &fault) != CR_OK ||
        find_open_slots(&tree, base, &fault) != CR_OK)
        return false;
    find_points(&tree);
    struct attempt *attempt = unroll(&tree, base, totals_needed(program), false, MOST);
    bool hopeless = attempt->u->too_many;
    drop_attempt(attempt);
    return hopeless;
}

/* Halves the worlds, so that each of their designs stays a power of two. */
static void fit_worlds(struct cr_tree *tree, uint64_t most)
{
    enum { FEWEST = 1024 };
    if (!(tree->options.most_work > 0) || !tree->worlds.spec)
        return;
    double work = fmin(tree->options.most_work, CR_TREE_WORLDS * (double)most);
    tree->fitted = *tree->worlds.spec;
    while ((double)tree->fitted.worlds * (double)tree->u->n_positions > work &&
           tree->fitted.worlds >= 2 * FEWEST)
        tree->fitted.worlds /= 2;
    tree->worlds.n = tree->fitted.worlds;
    tree->worlds.spec = &tree->fitted;
}

enum cr_status cr_tree_build(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_tree_worlds *worlds, const struct cr_tree_options *options,
    struct cr_tree **out, struct cr_fault *fault)
{
    struct cr_tree *tree = CR_NEW(arena, struct cr_tree, 1);
    uint64_t most = options->max_positions ? options->max_positions : MOST;
    double *base = CR_NEW(arena, double, program->n_slots);
    tree->arena = arena;
    tree->program = program;
    tree->options = *options;
    tree->worlds = *worlds;
    if (find_open_slots(tree, base, fault) != CR_OK)
        return CR_INPUT;
    find_points(tree);
    for (int n = 0; n < program->n_points; n++)
        tree->hides |= program->has_private && tree->watch[n];
    if (tree->hides && cr_program_solves(program)) {
        enum cr_status status = check_private(tree, fault);
        if (status != CR_OK)
            return status;
    }
    if (!find_positions(tree, base, most))
        return refuse(tree, most, fault);
    fit_worlds(tree, most);
    if ((double)tree->u->n_positions * (double)tree->worlds.n > CR_TREE_WORLDS * (double)most)
        return refuse_worlds(tree, fault);
    tree->program = tree->u->program;
    find_columns(tree);
    cr_tree_order(tree);
    check_stages(tree);
    mark_arrivals(tree);
    group_ends(tree);
    tree->option_values = CR_NEW(arena, double, program->max_branches);
    tree->option_worths = CR_NEW(arena, struct cr_worth, program->max_branches);
    tree->touched.is = CR_NEW(arena, bool, tree->u->n_values);
    tree->touched.ids = CR_NEW(arena, int, tree->u->n_values);
    tree->shared = cr_tree_block_new(tree);
    *out = tree;
    return CR_OK;
}

/* ---- Playing ---- */

static struct cr_spread *spreads(struct cr_arena *arena, int n, size_t limit)
{
    struct cr_spread *list = CR_NEW(arena, struct cr_spread, n);
    for (int i = 0; i < n; i++)
        cr_spread_init(&list[i], arena, limit);
    return list;
}

static void sums_new(struct cr_tree *tree, struct cr_tree_sums *sums)
{
    const struct cr_program *p = tree->program;
    struct cr_arena *arena = tree->arena;
    size_t w = (size_t)tree->worlds.n, rows = (size_t)(p->n_measures + p->n_states);
    *sums = (struct cr_tree_sums){.positions = (size_t)tree->u->n_positions, .stride = w};
    sums->world_weight = CR_NEW(arena, double, w);
    sums->outcome = CR_NEW(arena, double, w *(size_t)p->n_endings);
    sums->payoff = CR_NEW(arena, double, w *(size_t)p->n_actors);
    sums->measure = CR_NEW(arena, double, w *rows);
    sums->second = CR_NEW(arena, double, p->n_actors);
    sums->reach = CR_NEW(arena, double, p->n_points);
    sums->branch = CR_NEW(arena, double, p->n_branches);
    if (p->pool_weights) {
        sums->world_lens = CR_NEW(arena, int, w);
        sums->world_before = CR_NEW(arena, double, w);
    }
    if (tree->options.split)
        sums->ended = CR_NEW(arena, uint64_t, w * (size_t)p->n_endings);
    if (tree->worlds.spec && tree->options.nodes) {
        sums->slots = CR_NEW(arena, struct cr_moments, p->n_slots);
        for (int s = 0; s < p->n_slots; s++)
            cr_moments_init(&sums->slots[s]);
    }
    if (!tree->options.spread)
        return;
    int n_stage_rows = p->n_stages * p->n_states;
    size_t all = rows + 2 * (size_t)p->n_actors + (size_t)n_stage_rows + 1;
    size_t limit = (size_t)1 << 22; /* kept whole below this, and below 512 MB over all */
    limit = limit * all > (size_t)1 << 25 ? ((size_t)1 << 25) / all : limit;
    sums->payoffs = spreads(arena, p->n_actors, limit);
    for (int a = 0; a < p->n_actors; a++)
        sums->payoffs[a].by_world = tree->options.by_world;
    sums->utilities = spreads(arena, p->n_actors, limit);
    sums->measures = spreads(arena, (int)rows, limit);
    sums->stages = spreads(arena, n_stage_rows, limit);
}

/* Whether the block at hand is dropped: one of a large tree takes its time. */
static bool must_stop(const struct cr_tree *tree)
{
    double deadline = tree->options.deadline;
    return cr_seam_stopped() || (deadline > 0 && cr_seam_clock() > deadline);
}

static enum cr_status play_block(struct cr_tree *tree, struct cr_tree_block *b, uint64_t first,
    struct cr_tree_sums *sums, struct cr_fault *fault)
{
    if (cr_tree_load(tree, b, first, fault) != CR_OK)
        return CR_INPUT;
    if (must_stop(tree))
        return CR_INTERRUPTED;
    if (tree->options.each) {
        cr_tree_chance(tree, b);
        if (cr_tree_back(tree, b, 0, fault) != CR_OK)
            return CR_INPUT;
    }
    if (must_stop(tree))
        return CR_INTERRUPTED;
    if (tree->options.split && cr_tree_split(tree, b, sums, fault) != CR_OK)
        return CR_INPUT;
    if (cr_tree_forward(tree, b, fault) != CR_OK)
        return CR_INPUT;
    if (must_stop(tree) && !tree->options.split) /* which has counted its runs already */
        return CR_INTERRUPTED;
    return cr_tree_gather(tree, b, sums, fault) == CR_OK ? CR_OK : CR_INPUT;
}

static enum cr_status play_blocks(
    struct cr_tree *tree, struct cr_tree_sums *sums, struct cr_fault *fault)
{
    struct cr_tree_block *b = tree->shared;
    cr_progress *progress = tree->options.progress;
    for (uint64_t first = 0; first < tree->worlds.n; first += (uint64_t)b->n) {
        enum cr_status status = play_block(tree, b, first, sums, fault);
        if (status != CR_OK && status != CR_INTERRUPTED)
            return status;
        if (progress &&
            progress(tree->options.progress_context, (double)sums->worlds, (double)tree->worlds.n))
            status = CR_INTERRUPTED;
        if (sums->worlds < tree->worlds.n && (status != CR_OK || must_stop(tree)))
            return CR_INTERRUPTED;
    }
    return CR_OK;
}

enum cr_status cr_tree_play(struct cr_tree *tree, struct cr_tree_sums *sums, struct cr_fault *fault)
{
    sums_new(tree, sums);
    enum cr_status status = play_blocks(tree, sums, fault);
    sums->world_total = cr_sum(sums->world_weight, (size_t)sums->worlds);
    return status;
}

enum cr_status cr_tree_values(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_tree_worlds *worlds, const struct cr_tree_options *options,
    struct cr_tree_sums *sums, struct cr_fault *fault)
{
    struct cr_tree *tree;
    enum cr_status status = cr_tree_build(arena, program, worlds, options, &tree, fault);
    if (status == CR_OK)
        status = cr_tree_settle(tree, fault);
    if (status == CR_OK)
        status = cr_tree_play(tree, sums, fault);
    return status;
}
