/* `solve` for people: what it is worth, the best plan at every information set, and where it leads.
 * All sets stand in the same columns, which are measured first; what does not fit stands on lines
 * of its own, so that no number is cut. Of a decision with many sets the likeliest are shown. */
#include "write/text_solve.h"
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
    const struct cr_style *style = &view->style;
    size_t label = 8, most = (size_t)style->width > 34 ? (size_t)style->width - 30 : 8;
    for (size_t i = 0; i < s->n_actors; i++) {
        size_t w = s->actors[i].has_payoff ? cr_text_width(actor_label(view, (int)i)) : 0;
        label = w > label ? w : label;
    }
    label = label > most ? most : label;
    size_t number = 16;
    for (size_t i = 0; i < s->n_actors; i++) {
        size_t w = 2 + cr_text_width(cr_text_number(view->arena, r->value[i], decimals));
        number = w > number ? w : number;
    }
    cr_buf_str(out, "\n  ");
    struct cr_buf head;
    cr_buf_init(&head, view->arena);
    cr_text_left(&head, style, "VALUE", label);
    cr_text_right(&head, style, value_head(r->rule), number);
    cr_tinted(out, style, CR_DIM, head.s);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < s->n_actors; i++) {
        if (!s->actors[i].has_payoff || (r->rule && isnan(r->value[i])))
            continue;
        cr_buf_str(out, "  ");
        cr_text_left(out, style, actor_label(view, (int)i), label);
        cr_text_right(out, style, cr_text_number(view->arena, r->value[i], decimals), number);
        if (r->value_q05)
            cr_buf_printf(out, "   90%% of worlds %s to %s",
                cr_text_number(view->arena, r->value_q05[i], decimals),
                cr_text_number(view->arena, r->value_q95[i], decimals));
        if (isfinite(r->certainty[i]) && s->actors[i].utility)
            cr_buf_printf(out, "   certainty equivalent %s",
                cr_text_number(view->arena, r->certainty[i], decimals));
        cr_buf_char(out, '\n');
    }
}

/* ------------------------------------------------------------------ the plan */

struct plan {
    size_t where, best, value, from;
    int decimals, show_from;
    bool show_worlds, instead;
    enum cr_rule rule;
};

static const char *branch_name(const struct cr_view *view, int node, int branch)
{
    return cr_text_clean(view->arena, view->scenario->nodes[node].branches[branch].name);
}

/* How one gets there. */
static const char *where_text(const struct cr_view *view, const struct cr_decision_result *d)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    cr_buf_str(&text, d->n_path ? "after " : "at once");
    for (int i = 0; i < d->n_path; i++) {
        cr_buf_str(&text, i ? ", " : "");
        cr_buf_str(&text, branch_name(view, d->path_nodes[i], d->path_branches[i]));
    }
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

static const char *instead_text(
    const struct cr_view *view, const struct cr_decision_result *d, const struct plan *p)
{
    struct cr_buf text;
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    int n, *order = order_others(view, d, p->rule, &n), some = n;
    cr_buf_init(&text, view->arena);
    for (int i = 0; i < n; i++) {
        const struct cr_option_result *o = &d->options[order[i]];
        if (i)
            cr_buf_printf(&text, " %s ", dot);
        cr_buf_str(&text, branch_name(view, d->node, o->option));
        if (d->choice < 0)
            cr_buf_printf(&text, " %s", cr_text_percent(view->arena, o->probability));
        cr_buf_printf(&text, " %s", cr_text_number(view->arena, worth_of(d, o), p->decimals));
    }
    for (size_t b = 0; b < view->scenario->nodes[d->node].n_branches; b++) {
        bool open = false;
        for (int k = 0; k < d->n_options; k++)
            open |= d->options[k].option == (int)b;
        if (!open) {
            cr_buf_printf(&text, "%s%s not available",
                some ? cr_arena_printf(view->arena, " %s ", dot) : "",
                branch_name(view, d->node, (int)b));
            some = 1;
        }
    }
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

/* What does not fit in a row stands in lines of its own: no number is ever cut. */
static void print_plan_row(struct cr_buf *out, const struct cr_view *view,
    const struct cr_decision_result *d, const struct plan *p)
{
    const struct cr_style *style = &view->style;
    const char *where = where_text(view, d), *instead = instead_text(view, d, p);
    bool fits = cr_text_width(where) <= p->where;
    if (!fits)
        cr_text_wrap(out, style, where, 2);
    size_t before = out->n;
    cr_buf_str(out, "  ");
    cr_text_left(out, style, fits ? where : "", p->where);
    cr_text_right(out, style, cr_text_percent(view->arena, d->reach), 8);
    cr_buf_str(out, "  ");
    cr_text_left(out, style, choice_text(view, d), p->best);
    cr_text_right(
        out, style, cr_text_number(view->arena, worth(d, p->rule, 0), p->decimals), p->value);
    if (p->show_from)
        cr_text_right(
            out, style, cr_text_number(view->arena, worth(d, p->rule, 1), p->decimals), p->from);
    if (p->show_worlds)
        cr_text_right(out, style,
            find_chosen(d) ? cr_text_percent(view->arena, find_chosen(d)->best_share) : "-", 9);
    size_t used = cr_text_width(out->s + before) + 2;
    if (*instead && used + cr_text_width(instead) <= (size_t)style->width) {
        cr_buf_printf(out, "  %s\n", instead);
    } else {
        cr_text_end_line(out);
        if (*instead)
            cr_text_wrap(out, style,
                cr_arena_printf(
                    view->arena, "%s: %s", d->choice < 0 ? "plays" : "instead", instead),
                6);
    }
    const char *beliefs = beliefs_text(view, d);
    if (*beliefs)
        cr_text_wrap(out, style, beliefs, 6);
}

static void print_plan_head(struct cr_buf *out, const struct cr_view *view, const struct plan *p)
{
    const struct cr_style *style = &view->style;
    struct cr_buf head;
    cr_buf_init(&head, view->arena);
    cr_buf_str(&head, "  ");
    cr_text_left(&head, style, "WHERE", p->where);
    cr_buf_str(&head, "   REACH  ");
    cr_text_left(&head, style, "BEST", p->best);
    cr_text_right(&head, style, "VALUE", p->value);
    if (p->show_from)
        cr_text_right(&head, style, "FROM HERE", p->from);
    if (p->show_worlds)
        cr_text_right(&head, style, "BEST IN", 9);
    if (p->instead)
        cr_buf_str(&head, "  INSTEAD");
    cr_text_end_line(&head);
    cr_tinted(out, style, CR_DIM, head.s);
}

static size_t wider(size_t width, const char *text, size_t beside)
{
    size_t own = cr_text_width(text) + beside;
    return own > width ? own : width;
}

/* Widths that show every set of the plan in the same columns. Numbers and choices stand whole; how
 * one gets there takes what is left, or a line of its own. */
static struct plan lay_out(
    const struct cr_view *view, const struct cr_solve_result *r, int decimals)
{
    struct plan p = {.where = 5,
        .best = 4,
        .value = 9,
        .from = 11,
        .decimals = decimals,
        .show_worlds = r->worlds > 0,
        .rule = r->rule};
    size_t width = (size_t)view->style.width, instead = 0, longest = 5;
    for (size_t i = 0; i < r->n_policy; i++) {
        const struct cr_decision_result *d = &r->policy[i];
        double a = worth(d, r->rule, 0), b = worth(d, r->rule, 1);
        longest = wider(longest, where_text(view, d), 0);
        p.best = wider(p.best, choice_text(view, d), 0);
        p.value = wider(p.value, cr_text_number(view->arena, a, decimals), 2);
        p.from = wider(p.from, cr_text_number(view->arena, b, decimals), 2);
        p.show_from |= isfinite(a) && isfinite(b) && fabs(a - b) > 1e-9 * fabs(a);
    }
    size_t most_best = width / 3 > 8 ? width / 3 : 8;
    p.best = p.best > most_best ? most_best : p.best;
    size_t fixed = 2 + 8 + 2 + p.best + p.value;
    if (fixed + 8 + (p.show_from ? p.from : 0) + (p.show_worlds ? 9 : 0) > width)
        p.show_from = p.show_worlds = false;
    fixed += (p.show_from ? p.from : 0) + (p.show_worlds ? 9 : 0);
    size_t rest = width > fixed + 8 ? width - fixed : 8;
    p.where = longest > 24 ? 24 : longest;
    p.where = p.where > rest ? rest : p.where;
    for (size_t i = 0; i < r->n_policy; i++)
        instead = wider(instead, instead_text(view, &r->policy[i], &p), 2);
    if (longest + instead <= rest)
        p.where = longest;
    for (size_t i = 0; i < r->n_policy; i++) {
        size_t own = cr_text_width(instead_text(view, &r->policy[i], &p));
        p.instead |= own > 0 && p.where + 2 + own <= rest;
    }
    return p;
}

/* "eastern_fusion at 8 of 12 sets, ..." for decisions with many sets. */
static void print_plan_summary(struct cr_buf *out, const struct cr_view *view,
    const struct cr_solve_result *r, int node, size_t sets, size_t shown)
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
            "%s information sets: %s; the %s likeliest are shown (all: -v, --json)",
            cr_text_whole(view->arena, (double)sets), text.s,
            cr_text_whole(view->arena, (double)shown)),
        2);
}

/* The k-th likeliest set of a node that is not marked; marks it. */
static size_t find_likeliest(const struct cr_solve_result *r, int node, unsigned char *marked)
{
    size_t best = r->n_policy;
    for (size_t i = 0; i < r->n_policy; i++)
        if (r->policy[i].node == node && !marked[i] &&
            (best == r->n_policy || r->policy[i].reach > r->policy[best].reach))
            best = i;
    if (best < r->n_policy)
        marked[best] = 1;
    return best;
}

static void print_plan(struct cr_buf *out, const struct cr_view *view,
    const struct cr_solve_result *r, int node, const struct plan *p)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_style *style = &view->style;
    size_t sets = 0;
    for (size_t i = 0; i < r->n_policy; i++)
        sets += r->policy[i].node == node;
    if (!sets)
        return;
    cr_buf_printf(out, "\n%s ", cr_glyph(style, CR_G_DECISION));
    cr_tinted(out, style, CR_BOLD, n->id);
    cr_buf_str(out, "  ");
    size_t used = cr_text_width(n->id) + 7;
    cr_text_cut(out, style,
        cr_arena_printf(view->arena, "%s  (%s decides)", cr_text_clean(view->arena, n->ask),
            actor_label(view, n->actor)),
        (size_t)style->width > used + 4 ? (size_t)style->width - used : 4);
    cr_buf_char(out, '\n');
    print_plan_head(out, view, p);
    bool all = style->verbose || sets <= SETS_SHOWN;
    unsigned char *marked = CR_NEW(view->arena, unsigned char, r->n_policy + 1);
    for (size_t k = 0; !all && k < SETS_SHOWN; k++)
        find_likeliest(r, node, marked);
    for (size_t i = 0; i < r->n_policy; i++)
        if (r->policy[i].node == node && (all || marked[i]))
            print_plan_row(out, view, &r->policy[i], p);
    if (!all)
        print_plan_summary(out, view, r, node, sets, SETS_SHOWN);
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
    cr_text_shares(out, view, "OUTCOME", rows, s->n_outcomes);
    if (!s->n_tags)
        return;
    struct cr_text_row *tags = CR_NEW(view->arena, struct cr_text_row, s->n_tags);
    for (size_t i = 0; i < s->n_tags; i++) {
        if (r->tag_shares)
            shares[s->n_outcomes + i] = r->tag_shares[i];
        shares[s->n_outcomes + i].share = r->tags[i];
        tags[i] = (struct cr_text_row){
            .label = cr_text_clean(view->arena, s->tags[i]), .share = &shares[s->n_outcomes + i]};
    }
    cr_text_shares(out, view, "TAG", tags, s->n_tags);
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
    struct cr_buf *out, const struct cr_view *view, const struct cr_solve_result *r)
{
    const struct cr_style *style = &view->style;
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    const char *values = "VALUE is the deciding actor's expected total of a future that gets here, "
                         "what was gained on "
                         "the way included; FROM HERE leaves that out.";
    if (r->n_policy && !r->rule)
        cr_text_wrap(out, style, values, 0);
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
    if (r->n_policy) {
        struct plan p = lay_out(view, r, decimals);
        for (size_t i = 0; i < view->scenario->n_nodes; i++)
            print_plan(out, view, r, (int)i, &p);
    }
    print_outcomes(out, view, r);
    if (view->voi)
        cr_text_voi(view, view->voi, out);
    print_footer(out, view, r);
}
