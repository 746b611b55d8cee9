#include "generate.h"

#include "base/map.h"

#include <stdbool.h>

enum {
    LEAST_NODES = 2,
    MOST_NODES = 9,
    MOST_BRANCHES = 4,
    OUTCOMES = 4,
    CHANCE = 0,
    DECISION,
    RULE
};

/* Every choice is a hash of what it is about, so that the order of writing changes none. */
enum about {
    SIZE,
    KIND,
    N_BRANCHES,
    MODE,
    WEIGHT,
    WHEN,
    LIMIT,
    CHANGE,
    AMOUNT,
    PAYS,
    SHIFTS,
    CAUSE,
    FACTOR,
    NEXT,
    FORM
};

struct maker {
    uint64_t seed;
    unsigned flags;
    int n_nodes;
    struct cr_buf *out;
};

static uint64_t seed_hash(uint64_t seed, int node, int branch, enum about what)
{
    struct {
        int64_t node, branch, what;
    } key = {node, branch, what};
    return cr_hash64(&key, sizeof key, seed);
}

static int pick(const struct maker *m, int node, int branch, enum about what, int n)
{
    return (int)(seed_hash(m->seed, node, branch, what) % (uint64_t)n);
}

int generate_size(uint64_t seed)
{
    return LEAST_NODES +
           (int)(seed_hash(seed, 0, 0, SIZE) % (uint64_t)(MOST_NODES - LEAST_NODES + 1));
}

static bool renamed(const struct maker *m)
{
    return m->flags & GENERATE_RENAMED;
}

static int kind_of(const struct maker *m, int node)
{
    int k = pick(m, node, 0, KIND, 6);
    return k == 0 && node > 0 ? RULE : k == 1 ? DECISION : CHANCE;
}

static int branches_of(const struct maker *m, int node)
{
    return 2 + pick(m, node, 0, N_BRANCHES, MOST_BRANCHES - 1);
}

static const char *branch_name(const struct maker *m, int branch, bool twin)
{
    return cr_arena_printf(
        m->out->arena, renamed(m) ? "the %d%s of all" : "b%d%s", branch, twin ? "x" : "");
}

static const char *node_name(const struct maker *m, int node)
{
    return cr_arena_printf(m->out->arena, renamed(m) ? "question_%d" : "n%d", node);
}

static const char *target(const struct maker *m, int node, int branch)
{
    int left = m->n_nodes - 1 - node, k = pick(m, node, branch, NEXT, left + OUTCOMES);
    if (branch == 0 && left > 0)
        k = 0; /* every node is reached */
    if (k < left)
        return node_name(m, node + 1 + k);
    return cr_arena_printf(m->out->arena, renamed(m) ? "end_%d" : "o%d", k - left);
}

/* A weight in the node's mode: relative; percents with a rest; or something uncertain. */
static void put_weight(const struct maker *m, int node, int branch, int n)
{
    static const char *const uncertain[] = {
        "unlikely", "5% to 20%", "counts(2, 20)", "0.3*p", "truncated(beta(2, 20), 0.01, 0.3)"};
    double half = m->flags & GENERATE_TWINS ? 0.5 : 1;
    int w = 1 + pick(m, node, branch, WEIGHT, 9);

    if (pick(m, node, 0, MODE, 3) == 0)
        cr_buf_printf(m->out, "weight: %g", w * half);
    else if (branch == n - 1)
        cr_buf_str(m->out, "weight: rest");
    else if (m->flags & GENERATE_UNCERTAIN)
        cr_buf_printf(m->out, "weight: '%s'", uncertain[pick(m, node, branch, FORM, 5)]);
    else
        cr_buf_printf(m->out, "weight: %g%%", 3 * w * half); /* three times 27% leave a rest */
}

static void put_condition(const struct maker *m, int node, int branch)
{
    int limit = pick(m, node, branch, LIMIT, 12);
    cr_buf_printf(m->out, ", when: %s %s %d", renamed(m) ? "level" : "x",
        pick(m, node, branch, WHEN, 2) ? "<" : ">=", limit);
}

/* A multiplier by a branch of an earlier node, and by its twin. */
static void put_shift(const struct maker *m, int node, int branch)
{
    int cause = pick(m, node, branch, CAUSE, node);
    int of = pick(m, node, branch, LIMIT, branches_of(m, cause));
    double factor = 0.5 * (1 + pick(m, node, branch, FACTOR, 6));

    cr_buf_printf(
        m->out, ", shift: {'%s.%s': x%g", node_name(m, cause), branch_name(m, of, false), factor);
    if (m->flags & GENERATE_TWINS && kind_of(m, cause) != RULE)
        cr_buf_printf(
            m->out, ", '%s.%s': x%g", node_name(m, cause), branch_name(m, of, true), factor);
    cr_buf_char(m->out, '}');
}

static double unit(const struct maker *m)
{
    return m->flags & GENERATE_TINY ? 1e-9 : m->flags & GENERATE_HUGE ? 1e9 : 1;
}

static void put_branch(const struct maker *m, int node, int branch, bool twin)
{
    int n = branches_of(m, node), kind = kind_of(m, node);
    bool last = branch == n - 1;

    cr_buf_printf(m->out, "\n      '%s': {", branch_name(m, branch, twin));
    if (kind == RULE)
        cr_buf_printf(m->out, "about: 'Case %d'", branch);
    else
        put_weight(m, node, branch, n);
    if (!last && (kind == RULE || pick(m, node, branch, WHEN, 5) == 0))
        put_condition(m, node, branch);
    if (kind != RULE && node > 0 && pick(m, node, branch, SHIFTS, 3) == 0)
        put_shift(m, node, branch);
    if (pick(m, node, branch, CHANGE, 2))
        cr_buf_printf(m->out, ", change: {%s: %d}", renamed(m) ? "level" : "x",
            pick(m, node, branch, AMOUNT, 13) - 6);
    if (pick(m, node, branch, PAYS, 3) == 0)
        cr_buf_printf(m->out, ", payoff: {%s: %.12g}", renamed(m) ? "someone" : "a",
            unit(m) * pick(m, node, branch, AMOUNT, 7));
    cr_buf_printf(m->out, ", then: %s}", target(m, node, branch));
}

static void put_node(const struct maker *m, int node)
{
    int n = branches_of(m, node), kind = kind_of(m, node);
    bool reversed = m->flags & GENERATE_REVERSED && kind == CHANCE;

    cr_buf_printf(m->out, "  %s:\n    ask: '%s %d?'\n", node_name(m, node),
        renamed(m) ? "It''s another text" : "What", node);
    if (kind == DECISION)
        cr_buf_printf(m->out, "    decision: %s\n", renamed(m) ? "someone" : "a");
    cr_buf_printf(m->out, "    %s:",
        kind == DECISION ? "options"
        : kind == RULE   ? "rule"
                         : "chance");
    for (int i = 0; i < n; i++) {
        int branch = reversed ? n - 1 - i : i;
        put_branch(m, node, branch, false);
        if (m->flags & GENERATE_TWINS && kind != RULE)
            put_branch(m, node, branch, true);
    }
    cr_buf_char(m->out, '\n');
}

void generate(uint64_t seed, unsigned flags, struct cr_buf *out)
{
    struct maker m = {seed, flags, generate_size(seed), out};

    cr_buf_printf(out, "crossroads: 1\ntitle: %s\nstart: %s\nactors: {%s: {payoff: %.12g*%s}}\n",
        renamed(&m) ? "Another title" : "Generated", node_name(&m, 0),
        renamed(&m) ? "someone" : "a", 0.5 * unit(&m), renamed(&m) ? "level" : "x");
    if (flags & GENERATE_UNCERTAIN)
        cr_buf_str(out, "parameters: {p: 20% to 60%, q: {value: 1 - p}, r: 'normal(3, 1)'}\n");
    cr_buf_printf(out, "state: {%s: {start: %s, between: [0, 12]}}\n", renamed(&m) ? "level" : "x",
        flags & GENERATE_UNCERTAIN ? "4 to 7" : "5");
    cr_buf_str(out, "nodes:\n");
    for (int i = 0; i < m.n_nodes; i++)
        put_node(&m, flags & GENERATE_REVERSED ? m.n_nodes - 1 - i : i);
    cr_buf_str(out, "outcomes:\n");
    for (int i = 0; i < OUTCOMES; i++)
        cr_buf_printf(out, "  %s%d: {label: '%s', payoff: {%s: %.12g}}\n",
            renamed(&m) ? "end_" : "o", i, renamed(&m) ? "Ending" : "End",
            renamed(&m) ? "someone" : "a", unit(&m) * (10 - 3 * i));
}
