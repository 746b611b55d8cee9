/* Switch points: where, as one input moves and the others stay at base, another option becomes best
 * at an information set. Every input is scanned at levels of its law; wherever the best option
 * changes between neighbours, the difference of the two options' values is halved in on until no
 * number lies between the ends. Further decisions are made anew at every point. */
#include "analysis/sensitivity.h"

#include "analysis/evaluate.h"
#include "analysis/inputs_tree.h"
#include "analysis/notes.h"
#include "engine/tree/parts.h"
#include "numeric/sample.h"
#include "engine/tree/ways.h"
#include "program/fault.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Levels between which inputs are scanned, and at how many. */
#define LOW 0.001
#define HIGH 0.999
#define SCAN 41
#define ROUNDS 1200 /* of halving: more than any two doubles need */

struct bracket {
    int row, input;
    double low, high;
    int from, to;     /* best at the ends */
    bool done, void_; /* void_: the set does not exist in between */
};

struct search {
    struct cr_arena *arena;
    const struct cr_program *program;
    const struct cr_analysis_inputs *base;
    const struct cr_analysis_options *options;
    struct cr_analysis_input *inputs;
    size_t n_inputs;
    bool *fixed;    /* [n_slots] slots that are moved by hand */
    double *values; /* [max_branches] */
    struct cr_point_tree tree;
    struct cr_decision_rows rows;
    CR_VEC(signed char) now;         /* [row] the choice at the base case */
    CR_VEC(bool) on_way;             /* [row] reached at the base case */
    const struct cr_tree_ways *ways; /* the ways at the base case */
    CR_VEC(struct bracket) brackets;
    struct cr_fault *fault;
};

/* ---- One design, block after block ---- */

typedef void each_lane(struct search *s, size_t lane, int in_block, void *context);

static enum cr_status sweep(
    struct search *s, struct cr_design *design, each_lane *fn, void *context)
{
    design->fixed = s->fixed;
    if (cr_design_finish(s->arena, design, s->fault) != CR_OK)
        return CR_INPUT;
    cr_point_tree_set_slots(&s->tree, design->slots, design->n, design->n);
    for (size_t first = 0; first < design->n; first += (size_t)s->tree.block->n) {
        if (cr_point_tree_settle(&s->tree, first, s->fault) != CR_OK)
            return CR_INPUT;
        for (int i = 0; i < s->tree.block->n; i++) {
            fn(s, first + (size_t)i, i, context);
        }
    }
    return CR_OK;
}

static bool is_best_reply(const struct search *s, const struct cr_family *family)
{
    return family->solved && s->program->points[family->point].choose.kind == CR_CHOOSE_BEST;
}

/* ---- The scan ---- */

struct scan {
    double *x;            /* [n_inputs * SCAN] */
    signed char **choice; /* by row: [1 + n_inputs * SCAN], -1 where the set does not exist */
    size_t cap, lanes;
};

static double scan_level(int k)
{
    return LOW + (HIGH - LOW) * k / (SCAN - 1);
}

static signed char *choices_of(struct search *s, struct scan *scan, int row)
{
    size_t want = s->rows.list.n;
    if (scan->cap < want) {
        scan->choice =
            cr_arena_grow(s->arena, scan->choice, scan->cap, 2 * want, sizeof *scan->choice);
        scan->cap = 2 * want;
    }
    if (!scan->choice[row]) {
        scan->choice[row] = CR_NEW(s->arena, signed char, scan->lanes);
        memset(scan->choice[row], -1, scan->lanes);
    }
    return scan->choice[row];
}

static void note_choices(struct search *s, size_t lane, int in_block, void *context)
{
    const struct cr_tree *tree = s->tree.tree;
    for (int f = 0; f < tree->n_families; f++) {
        const struct cr_family *family = &tree->families[f];
        for (int k = family->first; is_best_reply(s, family) && k < family->first + family->n;
             k++) {
            int position = tree->order[k];
            int row = cr_decision_row(&s->rows, &s->tree, position, in_block, true);
            signed char *choice = choices_of(s, context, row);
            if (choice[lane] < 0)
                choice[lane] = (signed char)cr_decision_choice(&s->tree, position, in_block);
        }
    }
}

static void add_brackets(struct search *s, const struct scan *scan)
{
    for (size_t row = 0; row < s->rows.list.n; row++) {
        cr_vec_push(s->arena, &s->now, scan->choice[row][0]);
        for (size_t i = 0; i < s->n_inputs; i++) {
            const signed char *choice = &scan->choice[row][1 + i * SCAN];
            const double *x = &scan->x[i * SCAN];
            for (int k = 1; k < SCAN; k++) {
                struct bracket bracket = {
                    (int)row, (int)i, x[k - 1], x[k], choice[k - 1], choice[k], false, false};
                if (choice[k - 1] >= 0 && choice[k] >= 0 && choice[k] != choice[k - 1])
                    cr_vec_push(s->arena, &s->brackets, bracket);
            }
        }
    }
}

/* The points of the scan. The tree is built for them, so that whatever an input moves is open in
 * it.
 */
static struct cr_design scan_design(struct search *s, struct scan *scan)
{
    struct cr_design design = cr_design_new(s->arena, s->program, s->base, scan->lanes);
    for (size_t i = 0; i < s->n_inputs; i++) {
        bool by_hand = !isnan(s->inputs[i].low);
        for (int k = 0; k < SCAN; k++) {
            double u = by_hand ? (double)k / (SCAN - 1) : scan_level(k);
            double *x = &scan->x[i * SCAN + (size_t)k];
            *x = cr_input_quantile(s->program, &s->inputs[i], u);
            cr_design_move(&design, 1 + i * SCAN + (size_t)k, &s->inputs[i], *x);
        }
    }
    design.fixed = s->fixed;
    return design;
}

static enum cr_status run_scan(struct search *s)
{
    struct scan scan = {.x = CR_NEW(s->arena, double, s->n_inputs *SCAN),
        .lanes = s->n_inputs ? 1 + s->n_inputs * SCAN : 2};
    struct cr_design design = scan_design(s, &scan);
    if (cr_design_finish(s->arena, &design, s->fault) != CR_OK)
        return CR_INPUT;
    enum cr_status status = cr_point_tree_build(s->arena, s->program, design.slots, design.n, true,
        -1, s->options->spec.max_positions, &s->tree, s->fault);
    if (status == CR_OK)
        status = sweep(s, &design, note_choices, &scan);
    if (status == CR_OK)
        add_brackets(s, &scan);
    return status;
}

/* ---- Halving ---- */

struct halving {
    size_t *of; /* [lanes] bracket */
    double *x;
};

static int family_position(const struct search *s, const struct bracket *bracket, int in_block)
{
    const struct cr_tree *tree = s->tree.tree;
    const struct cr_family *family = &tree->families[s->rows.list.at[bracket->row].family];
    struct cr_decision_rows rows = s->rows;
    for (int k = family->first; k < family->first + family->n; k++) {
        if (cr_decision_row(&rows, &s->tree, tree->order[k], in_block, false) == bracket->row)
            return tree->order[k];
    }
    return -1;
}

/* By the sign of the difference, not by the choice: that one has a tolerance for ties. */
static void halve(struct search *s, size_t lane, int in_block, void *context)
{
    const struct halving *h = context;
    struct bracket *bracket = &s->brackets.at[h->of[lane]];
    double *v = s->values, x = h->x[lane];
    int position = family_position(s, bracket, in_block);
    if (position < 0) {
        bracket->done = bracket->void_ = true;
        return;
    }
    cr_decision_values(&s->tree, &s->rows.list.at[bracket->row], in_block, v);
    int choice = cr_decision_choice(&s->tree, position, in_block);
    if (choice != bracket->from && choice != bracket->to && choice >= 0) {
        struct bracket right = *bracket; /* a third option is best here: two switches */
        right.low = x;
        right.from = choice;
        bracket->high = x;
        bracket->to = choice;
        cr_vec_push(s->arena, &s->brackets, right);
    } else if (v[bracket->to] > v[bracket->from]) {
        bracket->high = x;
    } else {
        bracket->low = x;
    }
}

static double middle_of(double a, double b)
{
    return a + (b - a) / 2;
}

/* One more halving of every bracket that has room; how many those are. */
static size_t next_points(struct search *s, struct halving *h)
{
    size_t n = 0;
    h->of = CR_NEW(s->arena, size_t, s->brackets.n);
    h->x = CR_NEW(s->arena, double, s->brackets.n);
    for (size_t k = 0; k < s->brackets.n; k++) {
        struct bracket *bracket = &s->brackets.at[k];
        double x = middle_of(bracket->low, bracket->high);
        bracket->done |= x == bracket->low || x == bracket->high;
        if (bracket->done)
            continue;
        h->of[n] = k;
        h->x[n++] = x;
    }
    return n;
}

static enum cr_status run_halving(struct search *s)
{
    enum cr_status status = CR_OK;
    for (int round = 0; round < ROUNDS && status == CR_OK; round++) {
        struct halving h;
        size_t n = next_points(s, &h);
        if (n == 0)
            return CR_OK;
        struct cr_design design = cr_design_new(s->arena, s->program, s->base, n);
        for (size_t k = 0; k < n; k++)
            cr_design_move(&design, k, &s->inputs[s->brackets.at[h.of[k]].input], h.x[k]);
        status = sweep(s, &design, halve, &h);
        cr_progress *progress = s->options->spec.progress;
        if (progress && progress(s->options->spec.progress_context, round, 60))
            return CR_INTERRUPTED;
    }
    return status;
}

/* ---- What can be reached at the base case ---- */

static void note_reach(struct search *s, size_t lane, int in_block, void *context)
{
    const struct cr_tree *tree = s->tree.tree;
    double *reach = context;
    if (lane > 0)
        return;
    reach[0] = 1;
    s->ways = cr_tree_ways_new(s->arena, s->tree.tree, s->tree.block);
    for (int k = 0; k < tree->u->n_positions; k++) {
        int at = tree->order[k];
        const struct cr_position *p = &tree->u->positions[at];
        if (p->outcome >= 0)
            continue;
        const double *share = cr_tree_shares(s->tree.tree, s->tree.block, at, NULL);
        for (int a = 0; a < p->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[p->first_arc + (size_t)a];
            size_t local = (size_t)tree->program->branches[arc->branch].local;
            reach[arc->to] +=
                reach[at] * share[local * (size_t)s->tree.block->n + (size_t)in_block];
        }
    }
}

static enum cr_status find_reach(struct search *s)
{
    double *reach = CR_NEW(s->arena, double, s->tree.tree->u->n_positions);
    struct cr_design design = cr_design_new(s->arena, s->program, s->base, 2);
    enum cr_status status = sweep(s, &design, note_reach, reach);
    for (size_t row = 0; status == CR_OK && row < s->rows.list.n; row++) {
        const struct cr_family *family = &s->tree.tree->families[s->rows.list.at[row].family];
        double there = 0;
        for (int k = family->first; k < family->first + family->n; k++)
            there += reach[s->tree.tree->order[k]];
        cr_vec_push(s->arena, &s->on_way, there > 0);
    }
    return status;
}

/* ---- The result ---- */

static int by_place(const void *a, const void *b)
{
    const struct cr_switch *x = a, *y = b;
    if (x->node != y->node)
        return x->node - y->node;
    if (x->set != y->set)
        return x->set - y->set;
    if (x->input.slot != y->input.slot)
        return x->input.slot - y->input.slot;
    return x->at < y->at ? -1 : x->at > y->at;
}

static void fill_switches(struct search *s, struct cr_switches *result)
{
    const struct cr_tree *tree = s->tree.tree;
    result->rows = CR_NEW(s->arena, struct cr_switch, s->brackets.n);
    for (size_t k = 0; k < s->brackets.n; k++) {
        const struct bracket *bracket = &s->brackets.at[k];
        const struct cr_decision_row *row = &s->rows.list.at[bracket->row];
        if (bracket->void_ || bracket->from == bracket->to)
            continue;
        struct cr_switch *out = &result->rows[result->n++];
        *out = (struct cr_switch){.node = tree->families[row->family].point,
            .set = bracket->row,
            .input = s->inputs[bracket->input],
            .at = bracket->high,
            .from = bracket->from,
            .to = bracket->to,
            .now = s->now.at[bracket->row],
            .on_way = s->on_way.at[bracket->row]};
        cr_tree_ways_path(s->ways, s->arena,
            cr_tree_ways_position(s->ways, &tree->families[row->family]), &out->n_path,
            &out->path_nodes, &out->path_branches);
    }
    if (result->n > 1)
        cr_sort(result->rows, result->n, sizeof *result->rows, by_place);
    result->n_decisions = s->rows.list.n;
    for (size_t i = 0; i < s->n_inputs; i++)
        result->n_ranges += !isnan(s->inputs[i].low);
    result->low = LOW;
    result->high = HIGH;
}

static enum cr_status read_inputs(struct search *s, const char *const *names, size_t n)
{
    const char *problem;
    s->n_inputs = n ? n : s->base->n;
    s->inputs = CR_NEW(s->arena, struct cr_analysis_input, s->n_inputs);
    s->fixed = CR_NEW(s->arena, bool, s->program->n_slots);
    s->values = CR_NEW(s->arena, double, s->program->max_branches);
    for (size_t i = 0; i < s->n_inputs; i++) {
        s->inputs[i] = n ? s->inputs[i] : s->base->at[i];
        if (n && cr_input_read(s->arena, s->program, s->base, names[i], &s->inputs[i], &problem) !=
                     CR_OK) {
            cr_fault_set(s->fault, CR_E_WORLD_EXPR, CR_NOWHERE, 0, "%s", problem);
            s->fault->world = s->fault->run = UINT64_MAX;
            return CR_USAGE;
        }
        s->fixed[s->inputs[i].slot] = true;
    }
    return CR_OK;
}

static enum cr_status search(struct search *s)
{
    enum cr_status status = run_scan(s);
    if (status == CR_OK)
        status = find_reach(s);
    if (status == CR_OK)
        status = run_halving(s);
    return status;
}

enum cr_status cr_switch_points(struct cr_arena *arena, const struct cr_program *program,
    const char *const *inputs, size_t n_inputs, const struct cr_analysis_options *options,
    struct cr_switches *result, struct cr_fault *fault)
{
    struct cr_analysis_inputs base;
    enum cr_status status = cr_inputs_find(arena, program, &base, fault);
    struct search s = {.arena = arena,
        .program = program,
        .base = &base,
        .options = options,
        .rows = {.arena = arena},
        .fault = fault};
    *result = (struct cr_switches){0};
    if (status == CR_OK)
        status = read_inputs(&s, inputs, n_inputs);
    if (status == CR_OK && cr_program_solves(program))
        status = search(&s);
    if (status != CR_OK)
        return status;
    struct cr_evaluated out = {.engine = CR_ENGINE_ROLLBACK};
    struct cr_aim none = {.index = -1};
    result->n_inputs = s.n_inputs;
    cr_sensitivity_head_init(arena, &result->head, program, &base, &none, options, &out,
        cr_program_solves(program) ? 1 + s.n_inputs * SCAN : 0);
    result->head.about = "A switch point is the value of one input, the others at base, at which "
                         "another option becomes best: how wrong a number may be before a decision "
                         "changes.";
    if (cr_program_solves(program))
        fill_switches(&s, result);
    else
        cr_analysis_note(arena, &result->head.notes, &result->head.n_notes,
            "No decision is solved here: all are played as written (--choose best solves them).");
    return CR_OK;
}
