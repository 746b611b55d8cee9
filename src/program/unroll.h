/* Positions: the program's graph unrolled from `start`.
 *
 * A *position* is a node or an outcome together with everything about the path so far that can
 * still make a difference: the values of state variables, branches taken and visits that something
 * further on reads, and, where actors must not see everything, what they have seen. Two paths that
 * nothing further on can tell apart arrive at one position, so a graph without memory stays as
 * small as it is written.
 *
 * Values are numbered: equal numbers have equal ids. In one world every value is a number; over
 * several worlds a value that depends on what differs between worlds is known by how it came about
 * (value numbering), so one unrolling serves all. Random effects count at their means. */
#ifndef CR_PROGRAM_UNROLL_H
#define CR_PROGRAM_UNROLL_H

#include "program/program.h"

struct cr_unroll_spec {
    const double *base;        /* [n_slots] the base case */
    bool worlds;               /* for many worlds: what differs between them stays open */
    const unsigned char *open; /* [n_slots] with worlds: which slots differ between them */
    bool known;       /* actors know the world, so what they see teaches them nothing about it */
    bool keep_closed; /* branches stay even where `when` is false at the means: random effects may
                         open them */
    bool totals;      /* positions also differ by what the actors have gained on the way */
    bool states; /* ... and by every state variable, so that their distribution at the end is known;
                    else only by those that are read further on */
    bool glance; /* only see whether there is any hope (too_many), without unrolling the rest */
    bool histories; /* every path is a position of its own: nothing is merged */
    const unsigned char
        *watch; /* [n_points] decisions whose information sets are wanted; NULL: none */
    uint64_t max_positions;
};

struct cr_arc {
    int branch, to;    /* branch of the program, position */
    double likelihood; /* of the evidence on taking it here */
    const double
        *by_lens; /* a factor of it for every lens of a pool, or NULL (cr_branch.by_lens) */
};
struct cr_position {
    int point, outcome; /* one is -1 */
    int stage;          /* the last on the path, -1 before any */
    int info;           /* visible history, -1 where it does not matter (any more) */
    int site;           /* -1 at an outcome */
    bool hidden;        /* a hidden node lies before it, and info says what was visible since */
    bool dead;          /* the evidence can no longer come true */
    size_t first_arc;
    int n_arcs; /* in the order of the branches, without those that never exist */
};
/* Positions at one node whose weights, conditions and branch payoffs are bound to be equal. */
struct cr_site {
    int point, position; /* position: one of them */
    int first;           /* index of its first branch among the branches of all sites */
    bool fixed;          /* weights and conditions are the same in all worlds */
};
enum cr_value_kind_id { CR_ID_NUMBER, CR_ID_SLOT, CR_ID_MADE };
struct cr_value_id {
    enum cr_value_kind_id kind;
    int slot;      /* SLOT */
    double number; /* value at the base case */
};
/* Taking `branch` at position `from` makes the values of some variables. */
struct cr_making {
    int from, branch;
    size_t first_pair, n_pairs; /* pairs of variable, value id */
};

/* Variables: the state variables, then (with totals) one for each actor that gains something on
 * branches. */
struct cr_unroll {
    const struct cr_program *program;
    struct cr_position *positions;
    struct cr_arc *arcs;
    struct cr_site *sites;
    struct cr_value_id *values;
    struct cr_making
        *makings; /* in an order in which they can be worked out; by `from` ascending */
    int (*pairs)[2];
    int n_positions, n_sites, n_values, n_vars;
    size_t n_arcs, n_makings, n_pairs;
    int n_site_branches; /* over all sites */
    int *total_var;      /* [n_actors] the variable of an actor's total, -1: 0 throughout (or not
                            tracked) */
    unsigned char *paid; /* [n_actors] somebody gains or loses on a branch */
    const int32_t *keys; /* [n_positions * key_words] */
    int key_words, key_vars, key_visits, key_bits;
    const int *visit_key; /* [n_visits] index behind key_visits, -1: nothing reads it */
    unsigned char *leads; /* [n_points] a watched decision can follow (or is here) */
    bool too_many;        /* there are more positions than max_positions: refused */
    double at_least;      /* with too_many: the least number of positions, as far as is known */
};

/* Unrolls. *fault is only set for an endless chain of `after`. NULL never; too_many says that it
 * was stopped, which is soon where random paths through it show that there is no hope. */
struct cr_unroll *cr_unroll_build(
    struct cr_arena *arena, const struct cr_program *program, const struct cr_unroll_spec *spec);

/* How many positions there are at one number of branches from the start, at least (but for one time
 * in some thousand), from a part of them. */
double cr_unroll_at_least(const struct cr_program *program, const struct cr_unroll_spec *spec);

/* The value id of a variable at a position; -1: nothing further on reads it. */
static inline int cr_unroll_var(const struct cr_unroll *u, int position, int var)
{
    return u->keys[(size_t)position * (size_t)u->key_words + (size_t)(u->key_vars + var)];
}
static inline int cr_unroll_bit(const struct cr_unroll *u, int position, int bit)
{
    size_t word = (size_t)position * (size_t)u->key_words + (size_t)(u->key_bits + bit / 32);
    return (int)((uint32_t)u->keys[word] >> (bit % 32) & 1);
}
static inline double cr_unroll_visits(const struct cr_unroll *u, int position, int counter)
{
    int k = u->visit_key[counter];
    return k < 0 ? 0
                 : u->keys[(size_t)position * (size_t)u->key_words + (size_t)(u->key_visits + k)];
}
/* Whether a slot's value differs between worlds: [n_slots] flags. */
unsigned char *cr_unroll_open_slots(struct cr_arena *arena, const struct cr_program *program);

#endif
