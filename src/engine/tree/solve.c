/* solve: the tree as a result, with one row for every information set. */
#include "engine/engine.h"

#include "base/seam.h"
#include "engine/run_report.h"
#include "engine/tree/equilibria.h"
#include "engine/tree/parts.h"
#include "engine/tree/private.h"
#include "engine/tree/report.h"
#include "engine/tree/ties.h"
#include "engine/tree/ways.h"
#include "program/fault.h"
#include "program/worlds.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

enum { CR_MOST_EQUILIBRIA = 10000 };

struct solve_call {
    const struct cr_program *program;
    const struct cr_run_spec *options;
    struct cr_solve_result *result;
    struct cr_fault *fault;
};

/* ---- Options ---- */

/* What an actor's futures have gained when they come to this set; NaN where totals were not
 * followed and nothing comes. */
static double gained(const struct cr_report *r, const struct cr_info_set *set, int actor)
{
    if (r->tree->paid_of[actor] < 0)
        return 0;
    if (r->tree->u->total_var[actor] >= 0)
        return set->gained_chance[actor] / set->weight;
    return set->reach > 0 ? set->gained[actor] / set->reach : NAN;
}

/* Under a rule the set keeps whole totals, and what is left of them. Regret is the decider's alone,
 * and of the whole. */
static void rule_option(const struct cr_report *r, const struct cr_info_set *set, int k,
    struct cr_option_result *option)
{
    const struct cr_tree *tree = r->tree;
    for (int a = 0; a < tree->program->n_actors; a++) {
        bool regret = tree->options.rule == CR_RULE_MINREGRET;
        int column = regret ? tree->choice_column[a] : tree->column_of[a];
        bool counts = column >= 0 && tree->columns[column].regret == regret &&
                      tree->program->scenario->actors[a].has_payoff;
        double here = counts && !regret ? set->here[k * tree->n_columns + column] : NAN;
        option->value[a] = counts ? cr_tree_set_value(tree, set, k, column) : NAN;
        option->from_here[a] = isinf(here) ? NAN : here;
    }
}

static void fill_option(const struct cr_report *r, const struct cr_family *family,
    const struct cr_info_set *set, int k, struct cr_option_result *option)
{
    const struct cr_tree *tree = r->tree;
    const struct cr_program *p = tree->program;
    int actor = p->points[family->point].actor;
    int choice = tree->choice_column[actor];
    *option = (struct cr_option_result){
        .option = k, .best_share = NAN, .q05 = NAN, .q50 = NAN, .q95 = NAN};
    option->value = CR_NEW(r->arena, double, p->n_actors);
    option->from_here = CR_NEW(r->arena, double, p->n_actors);
    for (int a = 0; a < p->n_actors; a++) {
        int column = tree->column_of[a];
        bool counts = column >= 0 && p->scenario->actors[a].has_payoff;
        option->from_here[a] = counts ? cr_tree_set_value(tree, set, k, column) : NAN;
        option->value[a] = counts ? option->from_here[a] + gained(r, set, a) : NAN;
    }
    if (tree->options.rule)
        rule_option(r, set, k, option);
    option->probability = set->p ? set->p[k] : set->share[k] / set->weight;
    bool utility = tree->columns[choice].utility;
    option->utility = utility ? cr_tree_set_value(tree, set, k, choice) : option->value[actor];
    option->certainty = utility ? cr_report_equivalent(r, actor, option->utility) : NAN;
}

/* What an option is worth in the world of a row. */
static double row_value(const struct cr_report *r, const double *row, int k)
{
    return r->tree->options.rule ? row[1 + k] : row[1 + k] / row[0];
}

/* Which open option is best in the world of a row, the first within the tolerance of ties; -1: none
 * has a value. */
static int best_in_row(const struct cr_report *r, const struct cr_info_set *set, const double *row,
    int n, bool minimise)
{
    struct cr_worth best = {NAN, 0}, *worth = r->tree->option_worths;
    for (int k = 0; k < n; k++) {
        double x = row_value(r, row, k), whole = r->tree->options.rule ? 1 : set->weight;
        worth[k] = (struct cr_worth){x, set->size[k] / whole};
        if (set->open[k] && !isnan(x) &&
            (isnan(best.value) || (minimise ? x < best.value : x > best.value)))
            best = worth[k];
    }
    for (int k = 0; k < n; k++) {
        if (set->open[k] && cr_worth_ties(worth[k], best))
            return k;
    }
    return -1;
}

/* How the options do in single worlds, each world weighted by how likely this set is in it. */
static void fill_worlds(const struct cr_report *r, const struct cr_family *family,
    const struct cr_info_set *set, struct cr_decision_result *row)
{
    static const double levels[3] = {0.05, 0.5, 0.95};
    const struct cr_point *point = &r->tree->program->points[family->point];
    size_t n = (size_t)point->n_branches, width = n + 1, worlds = set->rows.n / width;
    bool minimise = cr_tree_wants_less(r->tree, r->tree->choice_column[point->actor]);
    double *share = CR_NEW(r->work, double, n), all = 0;
    double *values = CR_NEW(r->work, double, worlds), *weights = CR_NEW(r->work, double, worlds);
    for (size_t w = 0; w < worlds; w++) {
        const double *world = &set->rows.at[w * width];
        int best = world[0] > 0 ? best_in_row(r, set, world, (int)n, minimise) : -1;
        weights[w] = world[0];
        all += world[0];
        if (best >= 0)
            share[best] += world[0];
    }
    for (int i = 0; i < row->n_options && worlds > 0; i++) {
        struct cr_option_result *option = &row->options[i];
        double q[3];
        for (size_t w = 0; w < worlds; w++)
            values[w] = weights[w] > 0 ? row_value(r, &set->rows.at[w * width], option->option) : 0;
        cr_quantiles(r->work, values, weights, worlds, levels, 3, q);
        option->best_share = share[option->option] / all;
        option->q05 = q[0];
        option->q50 = q[1];
        option->q95 = q[2];
    }
}

static void fill_set(const struct cr_report *r, const struct cr_family *family,
    const struct cr_info_set *set, struct cr_decision_result *row)
{
    const struct cr_point *point = &r->tree->program->points[family->point];
    *row = (struct cr_decision_result){.node = family->point, .actor = point->actor, .choice = -1};
    row->reach = cr_share_of(set->reach, r->sums->evidence);
    row->options = CR_NEW(r->arena, struct cr_option_result, point->n_branches);
    for (int k = 0; k < point->n_branches; k++) {
        if (!set->open[k])
            continue;
        struct cr_option_result *option = &row->options[row->n_options++];
        fill_option(r, family, set, k, option);
        if (option->probability > 1 - 1e-6)
            row->choice = k;
    }
    row->n_ties = set->n_ties;
    row->ties = CR_NEW(r->arena, int, set->n_ties);
    for (int i = 0; i < set->n_ties; i++)
        row->ties[i] = set->ties[i];
    if (r->tree->options.lanes)
        fill_worlds(r, family, set, row);
}

/* ---- What actors cannot tell apart ---- */

static void fill_history(
    const struct cr_report *r, int position, int actor, struct cr_history *history)
{
    const struct cr_tree *tree = r->tree;
    for (int at = position; tree->parent[at] >= 0; at = tree->parent[at])
        history->n++;
    history->nodes = CR_NEW(r->arena, int, history->n);
    history->branches = CR_NEW(r->arena, int, history->n);
    history->seen = CR_NEW(r->arena, bool, history->n);
    for (int at = position, k = history->n; k-- > 0; at = tree->parent[at]) {
        const struct cr_branch *branch =
            &tree->program->branches[tree->u->arcs[tree->first_arc_in[at]].branch];
        history->nodes[k] = branch->node;
        history->branches[k] = branch->local;
        history->seen[k] = cr_tree_learns_branch(&tree->program->points[branch->node], actor);
    }
    history->p = tree->game->belief[position];
}

/* Those of an information set that are among what is believed. */
static void fill_histories(
    const struct cr_report *r, int family_index, size_t s, struct cr_decision_result *row)
{
    struct cr_tree *tree = r->tree;
    const struct cr_family *family = &tree->families[family_index];
    row->histories = CR_NEW(r->arena, struct cr_history, family->n);
    for (int k = family->first; k < family->first + family->n; k++) {
        int position = tree->members[k];
        if (cr_tree_set(tree, tree->shared, position, 0) == &family->sets[s] &&
            tree->game->factor[position] >= 0)
            fill_history(r, position, row->actor, &row->histories[row->n_histories++]);
    }
}

static void fill_equilibrium(const struct cr_report *r, struct cr_solve_result *result)
{
    const struct cr_tree *tree = r->tree;
    const struct cr_program *p = tree->program;
    struct cr_equilibrium *e = &result->equilibrium;
    bool errs = false, solves = false;
    for (int n = 0; n < p->n_points; n++) {
        solves |= tree->solved[n];
        errs |= tree->solved[n] && p->points[n].choose.kind == CR_CHOOSE_QUANTAL;
    }
    if (!solves || tree->options.rule)
        return;
    e->concept = errs ? "logit" : tree->game ? "sequential" : "subgame perfect";
    if (!tree->game)
        return;
    const struct cr_game_result *game = &tree->game->result;
    e->hides = true;
    e->lambda = game->lambda;
    e->set_regret = game->play.set_regret;
    e->worst = game->play.worst;
    e->forks = game->forks;
    e->again = game->again;
    e->regret = CR_NEW(r->arena, double, p->n_actors);
    for (int a = 0; a < p->n_actors; a++)
        e->regret[a] =
            tree->game->player_of[a] < 0 ? NAN : game->play.regret[tree->game->player_of[a]];
}

static void note_equilibrium(struct cr_report *r, const struct cr_equilibrium *e)
{
    if (!e->hides || !e->concept)
        return;
    cr_report_note(r,
        "Actors know different things here, and each knows the others' plans: beliefs "
        "follow from these plans, also where nobody comes.");
    if (strcmp(e->concept, "logit") != 0 && e->worst > 1e-8)
        cr_report_note(r, cr_arena_printf(r->work,
                              "Somebody could still gain %.2g of the span of his payoffs: this is "
                              "near an equilibrium, and no nearer.",
                              e->worst));
    if (e->forks > 0)
        cr_report_note(r, "The path to this equilibrium forks on its way, as in symmetric games; "
                          "its direction was kept. There are others.");
    if (e->again)
        cr_report_note(r, "The path of logit equilibria passes this lambda again further on: there "
                          "are others with the same errors.");
}

/* Rows in file order by what is visible; hidden branches come between in the order of positions. */
static int by_path(const void *a, const void *b)
{
    const struct cr_decision_result *x = a, *y = b;
    for (int k = 0; k < x->n_path && k < y->n_path; k++) {
        if (x->path_nodes[k] != y->path_nodes[k])
            return x->path_nodes[k] < y->path_nodes[k] ? -1 : 1;
        if (x->path_branches[k] != y->path_branches[k])
            return x->path_branches[k] < y->path_branches[k] ? -1 : 1;
    }
    if (x->n_path != y->n_path)
        return x->n_path < y->n_path ? -1 : 1;
    return x->node != y->node ? (x->node < y->node ? -1 : 1) : 0;
}

/* Stable: sets of one family differ in what is open, and keep their order. */
static void sort_rows(const struct cr_report *r, struct cr_solve_result *result)
{
    size_t n = result->n_policy;
    struct cr_decision_result *from = result->policy,
                              *to = CR_NEW(r->arena, struct cr_decision_result, n);
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t left = 0; left < n; left += 2 * width) {
            size_t middle = left + width < n ? left + width : n,
                   right = left + 2 * width < n ? left + 2 * width : n;
            for (size_t i = left, j = middle, k = left; k < right; k++) {
                bool second = i == middle || (j < right && by_path(&from[j], &from[i]) < 0);
                to[k] = second ? from[j++] : from[i++];
            }
        }
        struct cr_decision_result *swap = from;
        from = to;
        to = swap;
    }
    result->policy = from;
}

/* Information sets in the order in which a reading of the file comes upon them. */
static void fill_policy(struct cr_report *r, struct cr_solve_result *result)
{
    const struct cr_tree *tree = r->tree;
    const struct cr_tree_ways *ways = cr_tree_ways_new(r->work, r->tree, r->tree->shared);
    bool *done = CR_NEW(r->work, bool, tree->n_families);
    size_t n = 0;
    for (int f = 0; f < tree->n_families; f++)
        n += tree->families[f].n_sets;
    result->policy = CR_NEW(r->arena, struct cr_decision_result, n);
    for (int k = 0; k < tree->u->n_positions; k++) {
        int position = tree->discovered[k], f = tree->family_of[position];
        if (f < 0 || done[f])
            continue;
        done[f] = true;
        int shown = cr_tree_ways_position(ways, &tree->families[f]);
        for (size_t s = 0; s < tree->families[f].n_sets; s++) {
            struct cr_decision_result *row = &result->policy[result->n_policy++];
            fill_set(r, &tree->families[f], &tree->families[f].sets[s], row);
            row->family = f;
            row->set = (int)s;
            cr_tree_ways_path(
                ways, r->arena, shown, &row->n_path, &row->path_nodes, &row->path_branches);
            row->n_paths = cr_tree_ways_paths(ways, shown);
            if (tree->game)
                fill_histories(r, f, s, row);
        }
    }
    if (tree->program->has_hidden || tree->hides)
        sort_rows(r, result);
}

/* ---- The result ---- */

static void fill_values(const struct cr_report *r, const struct solve_call *call)
{
    const struct cr_program *p = call->program;
    struct cr_solve_result *result = call->result;
    result->value = CR_NEW(r->arena, double, p->n_actors);
    result->certainty = CR_NEW(r->arena, double, p->n_actors);
    result->payoffs = CR_NEW(r->arena, struct cr_quantity, p->n_actors);
    if (call->options->worlds > 0) {
        result->value_q05 = CR_NEW(r->arena, double, p->n_actors);
        result->value_q95 = CR_NEW(r->arena, double, p->n_actors);
    }
    for (int a = 0; a < p->n_actors; a++) {
        struct cr_quantity *payoff = &result->payoffs[a];
        *payoff = cr_report_payoff(r, a, (double)r->sums->worlds);
        result->value[a] = payoff->mean;
        result->certainty[a] = cr_report_certainty(r, a);
        if (result->value_q05) {
            result->value_q05[a] = payoff->world_q05;
            result->value_q95[a] = payoff->world_q95;
        }
    }
}

/* Under a rule: the value of the plan by that rule, over all worlds and within each. */
static enum cr_status fill_rule_values(const struct cr_report *r, const struct solve_call *call)
{
    static const double levels[2] = {0.05, 0.95};
    const struct cr_tree *tree = r->tree;
    struct cr_solve_result *result = call->result;
    size_t n = (size_t)tree->worlds.n;
    double *roots = CR_NEW(r->work, double, (size_t)tree->n_columns *n), ends[2];
    if (cr_tree_rule_roots(r->tree, roots, call->fault) != CR_OK)
        return CR_INPUT;
    for (int a = 0; a < tree->program->n_actors; a++) {
        bool regret = tree->options.rule == CR_RULE_MINREGRET;
        int column = regret ? tree->choice_column[a] : tree->column_of[a];
        bool counts =
            column >= 0 && tree->columns[column].regret == regret && !isnan(result->value[a]);
        bool most = counts && cr_tree_counts_largest(tree, column);
        double *x = &roots[counts ? (size_t)column * n : 0], value = cr_tree_no_case(most);
        result->certainty[a] = NAN;
        for (size_t w = 0; counts && w < n; w++)
            value = r->sums->world_weight[w] > 0 ? cr_tree_fold(most, value, x[w]) : value;
        result->value[a] = counts ? value : NAN;
        if (!result->value_q05)
            continue;
        if (counts)
            cr_quantiles(r->work, x, r->sums->world_weight, n, levels, 2, ends);
        result->value_q05[a] = counts ? ends[0] : NAN;
        result->value_q95[a] = counts ? ends[1] : NAN;
    }
    return CR_OK;
}

static void fill_ends(const struct cr_report *r, const struct solve_call *call)
{
    const struct cr_program *p = call->program;
    struct cr_solve_result *result = call->result;
    size_t n_tags = p->scenario->n_tags;
    result->outcomes = CR_NEW(r->arena, double, p->n_endings);
    result->tags = CR_NEW(r->arena, double, n_tags);
    result->measures = CR_NEW(r->arena, struct cr_quantity, p->n_measures + p->n_states);
    result->nodes = CR_NEW(r->arena, struct cr_node_result, p->n_points);
    if (call->options->worlds > 0) {
        result->outcome_shares = CR_NEW(r->arena, struct cr_share, p->n_endings);
        result->tag_shares = CR_NEW(r->arena, struct cr_share, n_tags);
    }
    for (int o = 0; o < p->n_endings; o++) {
        result->outcomes[o] = cr_report_outcome(r, o);
        if (result->outcome_shares)
            result->outcome_shares[o] = cr_report_outcome_share(r, o);
    }
    for (size_t t = 0; t < n_tags; t++) {
        result->tags[t] = cr_report_tag(r, (int)t);
        if (result->tag_shares)
            result->tag_shares[t] = cr_report_tag_share(r, (int)t);
    }
    for (int m = 0; m < p->n_measures + p->n_states; m++)
        result->measures[m] = cr_report_measure(r, m, (double)r->sums->worlds);
    for (int n = 0; n < p->n_points; n++)
        result->nodes[n].shares = CR_NEW(r->arena, double, p->points[n].n_branches);
    cr_report_nodes(r, result->nodes);
}

/* What the values are. */
static const char *rule_sentence(const struct solve_call *call)
{
    bool worlds = call->options->worlds > 0;
    switch (call->options->rule) {
    case CR_RULE_MAXIMIN:
        return worlds ? "Maximin: every value is the worst total that chance and any of these "
                        "worlds can bring, however unlikely; options are compared by it."
                      : "Maximin: every value is the worst total that chance can bring, however "
                        "unlikely; options are compared by it.";
    case CR_RULE_MAXIMAX:
        return worlds ? "Maximax: every value is the best total that chance and any of these "
                        "worlds can bring, however unlikely; options are compared by it."
                      : "Maximax: every value is the best total that chance can bring, however "
                        "unlikely; options are compared by it.";
    case CR_RULE_MINREGRET:
        return worlds ? "Minimax regret: every value is the largest regret, over all that chance "
                        "and any of these worlds can bring: what the best strategy for just that "
                        "case would have given more."
                      : "Minimax regret: every value is the largest regret, over all that chance "
                        "can bring: what the best strategy for just that case would have given "
                        "more.";
    case CR_RULE_EV:
        break;
    }
    return "";
}

static void note_others(struct cr_report *r, const struct solve_call *call)
{
    if (call->options->equilibria == 0)
        return;
    if (!r->tree->game)
        cr_report_note(r,
            "--equilibria is for actors who know different things; where all is seen, "
            "the plan is unique but for ties, which are noted.");
    else
        cr_report_note(r, cr_arena_printf(r->work,
                              "Equilibria at the ends of %.0f paths are listed, each once; there "
                              "can be more.",
                              (double)call->options->equilibria));
}

static enum cr_status fill_notes(struct cr_report *r, const struct solve_call *call)
{
    struct cr_tie_notes ties;
    for (size_t i = 0; i < call->program->setup->n_notes; i++)
        cr_report_note(r, call->program->setup->notes[i]);
    if (call->options->rule)
        cr_report_note(r, rule_sentence(call));
    if (call->options->rule && r->sampled && call->program->n_uncertain > 0)
        cr_report_note(
            r, cr_arena_printf(r->work,
                   "It is the extreme of the %.0f worlds that were drawn, and no mean with an "
                   "error: for "
                   "a given plan, worlds that go beyond it are fewer than %.2g%% of all, by 95%%.",
                   (double)r->sums->worlds, 100 * r->unmet));
    if (call->options->worlds == 0 && call->program->n_uncertain > 0)
        cr_report_note(
            r, "Uncertain numbers stand at their means; `--worlds W` solves under uncertainty.");
    note_equilibrium(r, &call->result->equilibrium);
    cr_tree_signals(r, call->result);
    note_others(r, call);
    cr_report_notes(r);
    if (r->tree->options.lanes && r->tree->lanes_dropped)
        cr_report_note(
            r, "How the options do in single worlds is left out: there are too many of both.");
    enum cr_status status =
        cr_tree_ties_changes(r->work, r->work, r->tree, r->sums, &ties, call->fault);
    for (int i = 0; status == CR_OK && i < ties.n; i++)
        cr_report_note(r, ties.text[i]);
    call->result->notes = r->notes;
    call->result->n_notes = r->n_notes;
    return status;
}

/* ---- Rules ---- */

static enum cr_status refuse_rule(struct solve_call *call, const char *sentence)
{
    cr_fault_set(call->fault, CR_E_WORLD_EXPR, CR_NOWHERE, 0, "--rule %s %s",
        cr_rule_name(call->options->rule), sentence);
    call->fault->world = call->fault->run = UINT64_MAX;
    return CR_USAGE;
}

/* A rule of worst cases knows no chances of options, and regret only one who could have done
 * better.
 */
static enum cr_status check_rule(struct solve_call *call)
{
    const struct cr_program *p = call->program;
    int decider = -1;
    for (int n = 0; n < p->n_points; n++) {
        const struct cr_point *point = &p->points[n];
        if (point->kind != CR_DECISION || point->forced >= 0)
            continue;
        if (point->choose.kind == CR_CHOOSE_QUANTAL)
            return refuse_rule(
                call, "weighs no chances, and --choose quantal plays by expectations: take one");
        if (point->choose.kind != CR_CHOOSE_BEST)
            continue;
        if (call->options->rule == CR_RULE_MINREGRET && decider >= 0 && decider != point->actor)
            return refuse_rule(call, "is for one who decides, and here several do: fix the others "
                                     "(--choose NODE=OPTION or NODE=as-written)");
        decider = point->actor;
    }
    if (decider < 0)
        return refuse_rule(call, "chooses for somebody, and nobody decides here");
    return CR_OK;
}

static enum cr_status solve_tree(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct solve_call *call = context;
    const struct cr_run_spec *o = call->options;
    struct cr_world_spec spec = {o->luck, o->worlds, o->sampling, false};
    struct cr_tree_worlds worlds = {.n = o->worlds, .spec = &spec};
    struct cr_tree_options options = {.max_positions = o->max_positions,
        .all_decisions = true,
        .lanes = o->worlds > 0,
        .rule = o->rule,
        .nodes = true,
        .spread = true,
        .progress = o->progress,
        .progress_context = o->progress_context};
    struct cr_tree_sums sums;
    struct cr_report r = {.arena = arena,
        .work = work,
        .sums = &sums,
        .sampled = o->worlds > 0,
        .designs = cr_world_designs(o->sampling, o->worlds)};
    enum cr_status status = o->rule ? check_rule(call) : CR_OK;
    if (status != CR_OK)
        return status;
    if (o->worlds == 0 && cr_tree_base_worlds(work, call->program, &worlds, call->fault) != CR_OK)
        return CR_INPUT;
    status = cr_tree_build(work, call->program, &worlds, &options, &r.tree, call->fault);
    if (status == CR_OK)
        status = cr_tree_settle(r.tree, call->fault);
    if (status == CR_OK)
        status = cr_tree_play(r.tree, &sums, call->fault);
    if (status == CR_OK)
        status = cr_report_check(&r, call->fault);
    if (status != CR_OK)
        return status;
    fill_values(&r, call);
    if (o->rule && (status = fill_rule_values(&r, call)) != CR_OK)
        return status;
    fill_ends(&r, call);
    fill_policy(&r, call->result);
    fill_equilibrium(&r, call->result);
    call->result->positions = r.tree->u->n_positions;
    call->result->evidence_probability = cr_report_evidence(&r);
    if ((status = fill_notes(&r, call)) != CR_OK)
        return status;
    return cr_tree_equilibria(&r, o, call->result, call->fault);
}

enum cr_status cr_engine_solve(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_spec *options, struct cr_solve_result *result, struct cr_fault *fault)
{
    double began = cr_seam_clock();
    struct solve_call call = {program, options, result, fault};
    *result = (struct cr_solve_result){
        .luck = options->luck, .worlds = options->worlds, .rule = options->rule};
    result->engine = options->worlds > 0 ? CR_ENGINE_ROLLBACK : CR_ENGINE_EXACT;
    enum cr_status status = cr_with_work(arena, solve_tree, &call);
    result->seconds = cr_seam_clock() - began;
    return status;
}
