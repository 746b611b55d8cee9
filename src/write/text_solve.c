/* `solve` for people: what it is worth, the best plan at every information set, how close the next
 * option comes, and where it leads. Of a decision with many sets those are shown that the plan
 * comes to, or the likeliest. */
#include "write/text_solve.h"
#include "write/fold.h"
#include "write/grid.h"
#include "write/text_cross.h"
#include "write/text.h"
#include "write/text_tables.h"
#include "write/voi.h"

#include <math.h>
#include <string.h>

enum { SETS_SHOWN = 8 }; /* of one decision; the others with -v */

/* ------------------------------------------------------------------ values */

static const char *actor_label(const struct cr_view *view, int actor)
{
    const struct cr_actor *a = &view->scenario->actors[actor];
    return cr_text_clean(view->arena, a->label && *a->label ? a->label : a->id);
}

/* What an option is worth to who decides, in the terms in which options are compared. */
static double worth_of(const struct cr_decision_result *d, const struct cr_option_result *o)
{
    return isnan(o->certainty) ? o->value[d->actor] : o->certainty;
}

static bool is_best(const struct cr_decision_result *d, int option)
{
    for (int i = 0; i < d->n_ties; i++)
        if (d->ties[i] == option)
            return true;
    return option == d->choice;
}

/* So many decimals that what is not equal looks different. */
static int decimals_that_differ(
    const struct cr_view *view, const struct cr_decision_result *d, int decimals)
{
    for (int k = 0; k < d->n_options; k++) {
        double x = worth_of(d, &d->options[k]);
        for (int i = 0; i < k; i++) {
            double y = worth_of(d, &d->options[i]);
            bool alike = is_best(d, d->options[i].option) && is_best(d, d->options[k].option);
            if (alike || !(fabs(x - y) > 1e-12 * fmax(fabs(x), fabs(y))))
                continue;
            while (decimals < 17 && !strcmp(cr_text_number(view->arena, x, decimals),
                                        cr_text_number(view->arena, y, decimals)))
                decimals++;
        }
    }
    return decimals;
}

static double larger(double size, double x)
{
    return isfinite(x) ? fmax(size, fabs(x)) : size;
}

/* By the payoffs of the futures as well, so that nothing but rounding is printed as 0. */
static int decimals_of(const struct cr_view *view, const struct cr_solve_result *r)
{
    double size = 0;
    for (size_t i = 0; i < view->scenario->n_actors; i++) {
        size = larger(size, r->value[i]);
        size = larger(larger(size, r->payoffs[i].q05), r->payoffs[i].q95);
    }
    for (size_t i = 0; i < r->n_policy; i++)
        for (int k = 0; k < r->policy[i].n_options; k++)
            size = larger(size, r->policy[i].options[k].value[r->policy[i].actor]);
    int decimals = cr_text_decimals(size);
    for (size_t i = 0; i < r->n_policy; i++)
        decimals = decimals_that_differ(view, &r->policy[i], decimals);
    return decimals;
}

/* What the values are, for the head of a column. */
static const char *value_head(enum cr_rule rule)
{
    static const char *const heads[] = {
        "EXPECTED TOTAL", "WORST TOTAL", "BEST TOTAL", "LARGEST REGRET"};
    return heads[rule];
}

static void print_values(
    struct cr_buf *out, const struct cr_view *view, const struct cr_solve_result *r, int decimals)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    bool sure = false;
    for (size_t i = 0; i < s->n_actors; i++)
        sure |= isfinite(r->certainty[i]) && s->actors[i].utility;
    cr_grid_init(&grid, view,
        cr_arena_printf(view->arena, "ACTOR|%s%s%s", value_head(r->rule),
            r->value_q05 ? "|90% OF WORLDS" : "", sure ? "|CERTAINTY EQUIVALENT" : ""));
    for (size_t i = 0; i < s->n_actors; i++) {
        if (!s->actors[i].has_payoff || (r->rule && isnan(r->value[i])))
            continue;
        cr_grid_cell(&grid, actor_label(view, (int)i));
        cr_grid_cell(&grid, cr_text_number(view->arena, r->value[i], decimals));
        if (r->value_q05)
            cr_grid_cell(&grid, cr_arena_printf(view->arena, "%s to %s",
                                    cr_text_number(view->arena, r->value_q05[i], decimals),
                                    cr_text_number(view->arena, r->value_q95[i], decimals)));
        if (sure)
            cr_grid_cell(&grid, isfinite(r->certainty[i]) && s->actors[i].utility
                                    ? cr_text_number(view->arena, r->certainty[i], decimals)
                                    : "");
    }
    if (grid.cells.n)
        cr_grid_print(&grid, out);
}

/* ------------------------------------------------------------------ the plan */

/* What the columns of all sets are. */
struct plan {
    int decimals;
    bool show_from, show_worlds, show_spread;
    enum cr_rule rule;
};

static const char *branch_name(const struct cr_view *view, int node, int branch)
{
    return cr_text_clean(view->arena, view->scenario->nodes[node].branches[branch].name);
}

static bool same_steps(const struct cr_decision_result *d, int a, int b, int n)
{
    for (int i = 0; i < n; i++)
        if (d->path_nodes[a + i] != d->path_nodes[b + i] ||
            d->path_branches[a + i] != d->path_branches[b + i])
            return false;
    return true;
}

/* How many steps from `at` on come again and again, and how often (at least twice); 0: none do. */
static int find_repeat(const struct cr_decision_result *d, int at, int *times)
{
    for (int n = 1; at + 2 * n <= d->n_path; n++) {
        *times = 1;
        while (at + (*times + 1) * n <= d->n_path && same_steps(d, at, at + *times * n, n))
            ++*times;
        if (*times > 1)
            return n;
    }
    return 0;
}

static void print_steps(const struct cr_view *view, const struct cr_decision_result *d, int from,
    int to, struct cr_buf *out)
{
    for (int i = from; i < to; i++)
        cr_buf_printf(out, "%s%s", i > from ? ", " : "",
            branch_name(view, d->path_nodes[i], d->path_branches[i]));
}

/* How one gets there, from step `first` on; what comes again is said once. */
static const char *where_text(
    const struct cr_view *view, const struct cr_decision_result *d, int first)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (int i = first, times; i < d->n_path;) {
        int n = find_repeat(d, i, &times);
        cr_buf_str(&text, i > first ? ", " : "");
        if (n) {
            cr_buf_str(&text, n > 1 ? "(" : "");
            print_steps(view, d, i, i + n, &text);
            cr_buf_printf(&text, "%s %s", n > 1 ? ")" : "",
                times == 2 ? "twice" : cr_arena_printf(view->arena, "%d times", times));
            i += n * times;
        } else {
            print_steps(view, d, i, i + 1, &text);
            i++;
        }
    }
    if (!text.n)
        cr_buf_str(&text, "at once");
    if (d->n_paths > 1)
        cr_buf_printf(&text, " (and %s other way%s)", cr_text_whole(view->arena, d->n_paths - 1),
            d->n_paths > 2 ? "s" : "");
    return text.s;
}

static const char *choice_text(const struct cr_view *view, const struct cr_decision_result *d)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    if (d->choice < 0)
        return "mixes";
    for (int i = 0; i < d->n_ties; i++)
        cr_buf_printf(&text, "%s%s", i ? " = " : "", branch_name(view, d->node, d->ties[i]));
    if (!d->n_ties)
        cr_buf_str(&text, branch_name(view, d->node, d->choice));
    return text.s;
}

static const struct cr_option_result *find_chosen(const struct cr_decision_result *d)
{
    for (int k = 0; k < d->n_options; k++)
        if (d->options[k].option == d->choice)
            return &d->options[k];
    return NULL;
}

/* The value of a decision to its actor: of the choice, or of the mixture (NaN under a rule that
 * weighs no chances). */
static double worth(const struct cr_decision_result *d, enum cr_rule rule, bool from_here)
{
    const struct cr_option_result *o = find_chosen(d);
    double total = 0;
    if (from_here && d->n_options > 0 && !isnan(d->options[0].certainty))
        return NAN; /* what is left of an equivalent is none */
    if (o)
        return from_here ? o->from_here[d->actor] : worth_of(d, o);
    if (rule)
        return NAN;
    for (int k = 0; k < d->n_options; k++)
        if (d->options[k].probability > 0)
            total += d->options[k].probability * (from_here ? d->options[k].from_here[d->actor]
                                                            : d->options[k].value[d->actor]);
    return total;
}

/* The options that are not taken, the nearest to being taken first. */
static int *order_others(
    const struct cr_view *view, const struct cr_decision_result *d, enum cr_rule rule, int *n)
{
    int *list = CR_NEW(view->arena, int, d->n_options + 1);
    bool less = view->scenario->actors[d->actor].minimise || rule == CR_RULE_MINREGRET;
    double sign = less ? -1 : 1;
    *n = 0;
    for (int k = 0; k < d->n_options; k++) {
        double own = sign * worth_of(d, &d->options[k]);
        int at = *n;
        if (d->choice >= 0 && is_best(d, d->options[k].option))
            continue;
        for (; at > 0 && sign * worth_of(d, &d->options[list[at - 1]]) < own; at--)
            list[at] = list[at - 1];
        list[at] = k;
        ++*n;
    }
    return list;
}

/* The runner-up; with -v all that are not taken; where the policy mixes, what it mixes. Options
 * that are closed here are named. */
static const char *instead_text(
    const struct cr_view *view, const struct cr_decision_result *d, const struct plan *p)
{
    struct cr_buf text, closed;
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    int n, *order = order_others(view, d, p->rule, &n);
    int most = view->style.verbose || d->choice < 0 || n < 1 ? n : 1;
    cr_buf_init(&text, view->arena);
    cr_buf_init(&closed, view->arena);
    for (int i = 0; i < most; i++) {
        const struct cr_option_result *o = &d->options[order[i]];
        if (i)
            cr_buf_printf(&text, " %s ", dot);
        cr_buf_str(&text, branch_name(view, d->node, o->option));
        if (d->choice < 0)
            cr_buf_printf(&text, CR_GLUE "%s", cr_text_percent(view->arena, o->probability));
        cr_buf_printf(
            &text, CR_GLUE "%s", cr_text_number(view->arena, worth_of(d, o), p->decimals));
    }
    for (size_t b = 0; b < view->scenario->nodes[d->node].n_branches; b++) {
        bool open = false;
        for (int k = 0; k < d->n_options; k++)
            open |= d->options[k].option == (int)b;
        if (!open)
            cr_buf_printf(
                &closed, "%s%s", closed.n ? ", " : "", branch_name(view, d->node, (int)b));
    }
    if (closed.n)
        cr_buf_printf(&text, "%s(%s not available)", text.n ? " " : "", closed.s);
    return text.s;
}

/* "believes hard 40.0% and soft 60.0%": what of the histories the actor has not seen. */
static const char *beliefs_text(const struct cr_view *view, const struct cr_decision_result *d)
{
    enum { SHOWN = 6 };
    struct cr_buf text;
    const char *dot = cr_arena_printf(view->arena, " %s ", cr_glyph(&view->style, CR_G_DOT));
    int others = d->n_histories > SHOWN ? d->n_histories - SHOWN : 0;
    cr_buf_init(&text, view->arena);
    if (d->n_histories < 2)
        return "";
    for (int h = 0; h < d->n_histories - others; h++) {
        const struct cr_history *history = &d->histories[h];
        int n = 0;
        cr_buf_printf(&text, "%s", h == 0 ? "believes: " : dot);
        for (int k = 0; k < history->n; k++) {
            if (!history->seen[k])
                cr_buf_printf(&text, "%s%s", n++ ? ", " : "",
                    branch_name(view, history->nodes[k], history->branches[k]));
        }
        cr_buf_printf(&text, " %s", cr_text_percent(view->arena, history->p));
    }
    if (others)
        cr_buf_printf(&text, "%sand %d more", dot, others);
    return text.s;
}

/* How far the best option is ahead of the runner-up; NaN where nothing is. */
static double margin_of(
    const struct cr_view *view, const struct cr_decision_result *d, enum cr_rule rule)
{
    int n, *order = order_others(view, d, rule, &n);
    const struct cr_option_result *best = find_chosen(d);
    return best && n ? fabs(worth_of(d, best) - worth_of(d, &d->options[order[0]])) : NAN;
}

/* The spread of the actor's payoff over the futures of the plan; NaN where the lead has none to be
 * held against. */
static double spread_of(const struct cr_solve_result *r, const struct cr_decision_result *d)
{
    double sd = r->payoffs[d->actor].sd;
    bool expected = !r->rule && d->n_options > 0 && isnan(d->options[0].certainty);
    return expected && sd > 0 && isfinite(sd) ? sd : NAN;
}

static const char *spread_text(
    const struct cr_view *view, const struct cr_solve_result *r, const struct cr_decision_result *d)
{
    double part = margin_of(view, d, r->rule) / spread_of(r, d);
    if (!isfinite(part))
        return "";
    return part > 0 && part < 0.005
               ? "<1%"
               : cr_arena_printf(view->arena, "%s%%", cr_text_whole(view->arena, 100 * part));
}

static void add_plan_row(struct cr_grid *grid, const struct cr_solve_result *r,
    const struct cr_decision_result *d, int first, const struct plan *p)
{
    const struct cr_view *view = grid->view;
    struct cr_arena *arena = view->arena;
    double lead = margin_of(view, d, p->rule);
    cr_grid_cell(grid, where_text(view, d, first));
    cr_grid_cell(grid, choice_text(view, d));
    cr_grid_cell(grid, instead_text(view, d, p));
    cr_grid_cell(grid, cr_text_percent(arena, d->reach));
    cr_grid_cell(grid, cr_text_number(arena, worth(d, p->rule, 0), p->decimals));
    if (p->show_from)
        cr_grid_cell(grid, cr_text_number(arena, worth(d, p->rule, 1), p->decimals));
    cr_grid_cell(grid, isfinite(lead) ? cr_text_number(arena, lead, p->decimals) : "");
    if (p->show_spread)
        cr_grid_cell(grid, spread_text(view, r, d));
    if (p->show_worlds)
        cr_grid_cell(
            grid, find_chosen(d) ? cr_text_percent(arena, find_chosen(d)->best_share) : "-");
    cr_vec_push(arena, &grid->notes, beliefs_text(view, d));
}

static struct plan find_columns(
    const struct cr_view *view, const struct cr_solve_result *r, int decimals)
{
    struct plan p = {.decimals = decimals, .show_worlds = r->worlds > 0, .rule = r->rule};
    for (size_t i = 0; i < r->n_policy; i++) {
        const struct cr_decision_result *d = &r->policy[i];
        double a = worth(d, r->rule, 0), b = worth(d, r->rule, 1);
        p.show_from |= isfinite(a) && isfinite(b) && fabs(a - b) > 1e-9 * fabs(a);
        p.show_spread |= isfinite(margin_of(view, d, r->rule) / spread_of(r, d));
    }
    return p;
}

/* How many steps all sets of the node begin with. */
static int count_common(const struct cr_solve_result *r, int node)
{
    const struct cr_decision_result *one = NULL;
    int n = 0;
    for (size_t i = 0; i < r->n_policy; i++) {
        const struct cr_decision_result *d = &r->policy[i];
        int k = 0;
        if (d->node != node)
            continue;
        if (!one) {
            one = d;
            n = d->n_path;
        }
        while (k < n && k < d->n_path && d->path_nodes[k] == one->path_nodes[k] &&
               d->path_branches[k] == one->path_branches[k])
            k++;
        n = k;
    }
    return n;
}

/* "eastern_fusion at 8 of 12 sets, ..." for decisions with many sets. */
static void print_plan_summary(struct cr_buf *out, const struct cr_view *view,
    const struct cr_solve_result *r, int node, size_t sets, size_t shown, bool reached)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (int b = -1; b < (int)n->n_branches; b++) {
        size_t count = 0;
        for (size_t i = 0; i < r->n_policy; i++)
            count += r->policy[i].node == node && r->policy[i].choice == b;
        if (count)
            cr_buf_printf(&text, "%s%s at %s", text.n ? ", " : "",
                b < 0 ? "mixed" : branch_name(view, node, b),
                cr_text_whole(view->arena, (double)count));
    }
    cr_text_note(out, &view->style, CR_DIM,
        cr_arena_printf(view->arena,
            "%s situations (information sets): %s; shown %s (all: -v, --json)",
            cr_text_whole(view->arena, (double)sets), text.s,
            reached      ? "is what this plan comes to"
            : shown == 1 ? "is the likeliest"
                         : cr_arena_printf(view->arena, "are the %s likeliest",
                               cr_text_whole(view->arena, (double)shown))),
        2);
}

/* The likeliest set of a node that is not marked and has at least this reach; marks it. */
static size_t find_likeliest(
    const struct cr_solve_result *r, int node, double least, unsigned char *marked)
{
    size_t best = r->n_policy;
    for (size_t i = 0; i < r->n_policy; i++)
        if (r->policy[i].node == node && !marked[i] && r->policy[i].reach >= least &&
            (best == r->n_policy || r->policy[i].reach > r->policy[best].reach))
            best = i;
    if (best < r->n_policy)
        marked[best] = 1;
    return best;
}

/* Of many sets the likeliest; of those that the plan comes to, if it comes to any. */
static size_t mark_shown(const struct cr_view *view, const struct cr_solve_result *r, int node,
    size_t sets, bool *reached, unsigned char *marked)
{
    size_t shown = 0, met = 0;
    bool all = view->style.verbose || sets <= SETS_SHOWN;
    for (size_t i = 0; i < r->n_policy; i++) {
        bool here = r->policy[i].node == node;
        met += here && r->policy[i].reach > 0;
        marked[i] = here && all;
    }
    *reached = !all && met > 0 && met <= SETS_SHOWN;
    while (!all && shown < SETS_SHOWN &&
           find_likeliest(r, node, met ? 5e-324 : 0, marked) < r->n_policy)
        shown++;
    return all ? sets : shown;
}

static void print_plan(struct cr_buf *out, const struct cr_view *view,
    const struct cr_solve_result *r, int node, const struct plan *p)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_style *style = &view->style;
    unsigned char *marked = CR_NEW(view->arena, unsigned char, r->n_policy + 1);
    struct cr_grid grid;
    size_t sets = 0;
    bool reached;
    for (size_t i = 0; i < r->n_policy; i++)
        sets += r->policy[i].node == node;
    if (!sets)
        return;
    int first = sets > 1 ? count_common(r, node) : 0;
    cr_buf_char(out, '\n');
    cr_text_hanging(out, style, CR_BOLD,
        cr_arena_printf(view->arena, "%s %s: %s", cr_glyph(style, CR_G_DECISION), n->id,
            cr_text_clean(view->arena, n->ask)),
        0, 2);
    struct cr_buf common;
    cr_buf_init(&common, view->arena);
    for (size_t i = 0; i < r->n_policy && first && !common.n; i++)
        if (r->policy[i].node == node)
            print_steps(view, &r->policy[i], 0, first, &common);
    cr_text_wrap(out, style,
        cr_arena_printf(view->arena, "%s decides%s%s.", actor_label(view, n->actor),
            first ? ", always after " : "", common.s),
        2);
    size_t shown = mark_shown(view, r, node, sets, &reached, marked);
    cr_grid_init(&grid, view,
        cr_arena_printf(view->arena, "AFTER|BEST|%s|REACHED|VALUE%s|LEAD%s%s",
            style->verbose ? "THE OTHERS" : "RUNNER-UP", p->show_from ? "|FROM HERE" : "",
            p->show_spread ? "|OF SPREAD" : "", p->show_worlds ? "|BEST IN" : ""));
    grid.n_left = 3;
    for (size_t i = 0; i < r->n_policy; i++)
        if (marked[i])
            add_plan_row(&grid, r, &r->policy[i], first, p);
    cr_grid_print(&grid, out);
    if (shown < sets)
        print_plan_summary(out, view, r, node, sets, shown, reached);
}

/* ------------------------------------------------------------------ the page */

static void print_outcomes(
    struct cr_buf *out, const struct cr_view *view, const struct cr_solve_result *r)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_text_row *rows = CR_NEW(view->arena, struct cr_text_row, s->n_outcomes + 1);
    struct cr_share *shares = CR_NEW(view->arena, struct cr_share, s->n_outcomes + s->n_tags + 1);
    for (size_t i = 0; i < s->n_outcomes + s->n_tags; i++)
        shares[i] =
            (struct cr_share){.se = 0, .q05 = NAN, .q25 = NAN, .q50 = NAN, .q75 = NAN, .q95 = NAN};
    for (size_t i = 0; i < s->n_outcomes; i++) {
        if (r->outcome_shares)
            shares[i] = r->outcome_shares[i];
        shares[i].share = r->outcomes[i];
        const char *label = s->outcomes[i].label ? s->outcomes[i].label : s->outcomes[i].id;
        rows[i] =
            (struct cr_text_row){.label = cr_text_clean(view->arena, label), .share = &shares[i]};
    }
    struct cr_text_row *tags = CR_NEW(view->arena, struct cr_text_row, s->n_tags + 1);
    struct cr_cross cross;
    for (size_t i = 0; i < s->n_tags; i++) {
        if (r->tag_shares)
            shares[s->n_outcomes + i] = r->tag_shares[i];
        shares[s->n_outcomes + i].share = r->tags[i];
        tags[i] = (struct cr_text_row){
            .label = cr_text_clean(view->arena, s->tags[i]), .share = &shares[s->n_outcomes + i]};
    }
    if (cr_cross_find(view->arena, s, &cross))
        cr_text_cross(out, view, &cross, shares, shares + s->n_outcomes);
    cr_text_shares(out, view,
        (struct cr_text_table[]){{"OUTCOME", rows, s->n_outcomes}, {"TAG", tags, s->n_tags}},
        1 + (s->n_tags > 0));
}

/* "Russia 5.2, China 3.1": what leads are held against. */
static const char *spreads_text(const struct cr_view *view, const struct cr_solve_result *r)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < r->n_policy; i++) {
        const struct cr_decision_result *d = &r->policy[i];
        double sd = spread_of(r, d);
        size_t first = 0;
        while (first < i && r->policy[first].actor != d->actor)
            first++;
        if (first == i && isfinite(sd))
            cr_buf_printf(&text, "%s%s %s", text.n ? ", " : "", actor_label(view, d->actor),
                cr_text_number(view->arena, sd, cr_text_decimals(sd)));
    }
    return text.n ? text.s : NULL;
}

static bool has_margin(const struct cr_view *view, const struct cr_solve_result *r)
{
    for (size_t i = 0; i < r->n_policy; i++)
        if (isfinite(margin_of(view, &r->policy[i], r->rule)))
            return true;
    return false;
}

/* What the columns of the plan are. */
static void print_plan_key(
    struct cr_buf *out, const struct cr_view *view, const struct cr_solve_result *r, bool from_here)
{
    const struct cr_style *style = &view->style;
    const char *spreads = spreads_text(view, r);
    size_t paid = 0;
    for (size_t i = 0; i < view->scenario->n_actors; i++)
        paid += view->scenario->actors[i].has_payoff;
    if (r->n_policy && !r->rule)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena,
                "VALUE is the deciding actor's expected total of a future that gets here, what was "
                "gained on the way included%s.",
                from_here ? "; FROM HERE leaves that out" : ""),
            0);
    if (has_margin(view, r))
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena,
                "LEAD is how far the best option is ahead of the runner-up, in the units of the "
                "payoff%s%s%s. Small changes of the numbers turn a small lead%s.",
                spreads
                    ? "; OF SPREAD is the lead in parts of the standard deviation of that payoff "
                      "over the futures of this plan as it is solved here ("
                    : "",
                spreads ? spreads : "", spreads ? ")" : "",
                r->equilibrium.hides
                    ? "" /* it has no method for plans that are made in the dark */
                    : cr_arena_printf(view->arena, ": crossroads sensitivity %s --threshold",
                          cr_text_shell(view->arena, view->name))),
            0);
    if (paid)
        cr_text_wrap(out, style, cr_text_about_payoffs(view, paid), 0);
}

/* "attack: wait; response after hard, attack: fight": every set of a plan. */
static const char *plan_text(
    const struct cr_view *view, const struct cr_solve_result *r, const struct cr_other *other)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < r->n_policy; i++) {
        const struct cr_decision_result *d = &r->policy[i];
        int n = 0;
        cr_buf_printf(&text, "%s%s%s%s:", i ? "; " : "", view->scenario->nodes[d->node].id,
            d->n_path ? " after " : "", d->n_path ? where_text(view, d, 0) : "");
        for (int k = 0; k < d->n_options; k++) {
            if (other->p[i][k] < 1e-6)
                continue;
            cr_buf_printf(
                &text, "%s %s", n++ ? "," : "", branch_name(view, d->node, d->options[k].option));
            if (other->p[i][k] < 1 - 1e-6)
                cr_buf_printf(&text, " %s", cr_text_percent(view->arena, other->p[i][k]));
        }
    }
    return text.s;
}

static void print_others(
    struct cr_buf *out, const struct cr_view *view, const struct cr_solve_result *r, int decimals)
{
    const struct cr_scenario *s = view->scenario;
    if (r->n_others == 0)
        return;
    cr_buf_str(out, "\n  ");
    cr_tinted(out, &view->style, CR_DIM, "EQUILIBRIA");
    cr_buf_char(out, '\n');
    for (size_t e = 0; e < r->n_others; e++) {
        struct cr_buf head;
        cr_buf_init(&head, view->arena);
        cr_buf_printf(&head, "%zu.", e + 1);
        for (size_t a = 0; a < s->n_actors; a++) {
            if (s->actors[a].has_payoff)
                cr_buf_printf(&head, " %s %s%s", actor_label(view, (int)a),
                    cr_text_number(view->arena, r->others[e].value[a], decimals),
                    a + 1 < s->n_actors ? "," : "");
        }
        cr_text_wrap(out, &view->style, head.s, 2);
        cr_text_wrap(out, &view->style, plan_text(view, r, &r->others[e]), 6);
    }
}

/* What proves it. */
static void print_equilibrium(
    struct cr_buf *out, const struct cr_view *view, const struct cr_equilibrium *e)
{
    struct cr_buf text;
    int n = 0;
    if (!e->hides || !e->concept)
        return;
    cr_buf_init(&text, view->arena);
    bool errs = strcmp(e->concept, "logit") == 0;
    cr_buf_printf(&text, "%s (lambda %.4g): against this play another plan would bring ",
        errs ? "Logit equilibrium" : "Sequential equilibrium, the limit of logit equilibria",
        e->lambda);
    for (size_t a = 0; a < view->scenario->n_actors; a++) {
        if (!isnan(e->regret[a]))
            cr_buf_printf(
                &text, "%s%s %.2g", n++ ? ", " : "", actor_label(view, (int)a), e->regret[a]);
    }
    cr_buf_printf(&text, " more at most, and another option at any one information set %.2g%s.",
        e->set_regret, errs ? "" : " (0 proves it)");
    cr_text_wrap(out, &view->style, text.s, 0);
}

static void print_footer(
    struct cr_buf *out, const struct cr_view *view, const struct cr_solve_result *r, bool from_here)
{
    const struct cr_style *style = &view->style;
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    print_plan_key(out, view, r, from_here);
    for (size_t i = 0; i < r->n_policy; i++) {
        const struct cr_decision_result *d = &r->policy[i];
        size_t first = 0;
        while (first < i && r->policy[first].actor != d->actor)
            first++;
        if (first == i && d->n_options > 0 && !isnan(d->options[0].certainty))
            cr_text_wrap(out, style,
                cr_arena_printf(view->arena,
                    "For %s, who compares by expected utility, it is the sure total that is worth "
                    "as much: the certainty equivalent.",
                    actor_label(view, d->actor)),
                0);
    }
    print_equilibrium(out, view, &r->equilibrium);
    if (r->rule)
        cr_text_wrap(out, style,
            "How often outcomes and decisions come: with the chances of the file, if these choices "
            "are played.",
            0);
    if (r->worlds)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena,
                "One plan for %s worlds, best %s; the intervals are over worlds. BEST IN: "
                "the share of worlds in which the choice would be best.",
                cr_text_whole(view->arena, (double)r->worlds),
                r->rule ? "by this rule over all of them" : "on average"),
            0);
    cr_text_given(out, view, r->evidence_probability);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "Note: %s", cr_text_clean(view->arena, r->notes[i])), 0);
    cr_text_provenance(out, view,
        cr_arena_printf(view->arena, "engine %s", cr_engine_name(r->engine)),
        cr_arena_printf(view->arena, "crossroads run %s", cr_text_shell(view->arena, view->name)));
}

void cr_text_solve(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_solve_result *r = result;
    const char *title = view->scenario->title ? view->scenario->title : view->name;
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    int decimals = decimals_of(view, r);
    bool some = false;
    const char *how =
        r->rule ? cr_arena_printf(view->arena, "solved by %s", cr_rule_name(r->rule)) : "solved";
    const char *facts = r->worlds ? cr_arena_printf(view->arena, "%s over %s worlds %s %s", how,
                                        cr_text_whole(view->arena, (double)r->worlds), dot,
                                        cr_text_luck(view->arena, &r->luck))
                                  : cr_arena_printf(view->arena, "%s %s base case", how, dot);
    cr_text_title(out, view, title, facts);
    for (size_t i = 0; i < view->scenario->n_actors; i++)
        some |= view->scenario->actors[i].has_payoff;
    if (some)
        print_values(out, view, r, decimals);
    struct plan p = find_columns(view, r, decimals);
    if (r->n_policy) {
        for (size_t i = 0; i < view->scenario->n_nodes; i++)
            print_plan(out, view, r, (int)i, &p);
    }
    print_outcomes(out, view, r);
    print_others(out, view, r, decimals);
    if (view->voi)
        cr_text_voi(view, view->voi, out);
    print_footer(out, view, r, p.show_from);
}
