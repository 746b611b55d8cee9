#include "model.h"

#include "base/map.h"

enum about { WEIGHT, STATE, AMOUNT };

/* Every number is a hash of what it is about. */
static int pick(int which, enum about what, int n)
{
    int64_t key[2] = {which, (int64_t)what};
    return (int)(cr_hash64(key, sizeof key, 60) % (uint64_t)n);
}

static void add_effects(struct model *m, int branch)
{
    struct model_branch *b = &m->branches[branch];
    int state = pick(branch, STATE, m->n_states);
    b->n_effects = MODEL_EFFECTS;
    for (int i = 0; i < MODEL_EFFECTS;
         i++) { /* two effects of a branch are never on one variable */
        b->effects[i] = (struct model_effect){.state = (state + 2 * i) % m->n_states,
            .amount = pick(branch * 3 + i, AMOUNT, 15) - 7,
            .formula = -1};
    }
}

/* ---- T60 ---- */

enum { LEVELS = 7, WEIGHT_FORMULAS = 26 };

static void tree_shape(struct model *m)
{
    static const struct {
        int nodes, branches[5];
    } levels[LEVELS + 1] = {{1, {3}}, {3, {3, 3, 2}}, {4, {3, 2, 3, 2}}, {5, {3, 2, 3, 2, 3}},
        {5, {2, 3, 2, 3, 2}}, {4, {3, 2, 3, 2}}, {2, {3, 2}}, {0, {0}}};
    for (int level = 0, next = 1; level < LEVELS; level++) {
        int edges = 0, inner = levels[level + 1].nodes, edge = 0;
        for (int k = 0; k < levels[level].nodes; k++)
            edges += levels[level].branches[k];
        for (int k = 0; k < levels[level].nodes; k++) {
            struct model_node *node = &m->nodes[m->n_nodes++];
            *node = (struct model_node){.first = m->n_branches, .n = levels[level].branches[k]};
            for (int i = 0; i < node->n; i++, edge++) { /* questions spread among the leaves */
                bool leaf = (edge + 1) * inner / edges == edge * inner / edges;
                m->branches[m->n_branches++] =
                    (struct model_branch){.next = leaf ? -1 - m->n_outcomes++ : next++,
                        .weight = 1 + pick(m->n_branches, WEIGHT, 9),
                        .formula = -1};
            }
        }
    }
}

/* All branches of a question or none, every other question first, until all are given away. */
static void weight_formulas(struct model *m)
{
    int given = 0;
    for (int odd = 1; odd >= 0; odd--) {
        for (int k = odd; k < m->n_nodes; k += 2) {
            int n = m->nodes[k].n, left = WEIGHT_FORMULAS - given;
            if (n > left || left - n == 1)
                continue;
            for (int i = 0; i < n; i++)
                m->branches[m->nodes[k].first + i].formula = given++;
        }
    }
}

static void effect_formulas(struct model *m)
{
    int n = MODEL_EXPRESSIONS - WEIGHT_FORMULAS, given = 0;
    for (int b = 0; b < m->n_branches; b++) {
        if ((b + 1) * n / m->n_branches == b * n / m->n_branches)
            continue;
        m->branches[b].effects[1].formula = WEIGHT_FORMULAS + given++;
    }
}

static void add_parameters(struct model *m)
{
    static const struct model_parameter laws[] = {{MODEL_P_NORMAL, 0.5, 1},
        {MODEL_P_UNIFORM, 0.1, 0.7}, {MODEL_P_LOGNORMAL, -0.5, 0.8}, {MODEL_P_BETA, 1.5, 2.5},
        {MODEL_P_GAMMA, 2, 0.4}};
    static const int counts[] = {5, 4, 3, 3, 2};
    for (int law = 0; law < 5; law++) {
        for (int i = 0; i < counts[law]; i++) {
            struct model_parameter p = laws[law];
            p.b *= 1 + 0.1 * i;
            m->parameters[m->n_parameters++] = p;
        }
    }
}

void model_tree(struct model *m, bool uncertain)
{
    *m = (struct model){.title = uncertain ? "T60, uncertain" : "T60", .n_states = 6};
    for (int i = 0; i < m->n_states; i++)
        m->start[i] = 20 + 5 * i;
    tree_shape(m);
    for (int b = 0; b < m->n_branches; b++)
        add_effects(m, b);
    if (!uncertain)
        return;
    add_parameters(m);
    weight_formulas(m);
    effect_formulas(m);
}
