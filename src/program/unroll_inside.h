/* Shared by the files that unroll; nobody else includes it. */
#ifndef CR_PROGRAM_UNROLL_INSIDE_H
#define CR_PROGRAM_UNROLL_INSIDE_H

#include "program/intern.h"
#include "program/unroll.h"
#include "program/weights.h"

struct cr_ints { /* a CR_VEC with a name */
    int *at;
    size_t n, cap;
};
/* What some numbers depend on. */
struct cr_reads {
    struct cr_ints states, bits, visits; /* visits: key indices */
    bool stage;
    bool open; /* they depend on something that differs between the worlds of this unrolling */
};
/* What a branch does to one variable (its set and change together), or to an actor's total. */
struct cr_effect_key {
    int var;
    int actor; /* -1: a state variable */
    int class; /* effects of one class make equal values of equal operands */
    bool dead; /* nothing behind the branch reads it */
    struct cr_reads reads;
};
struct cr_branch_keys {
    struct cr_effect_key *effects;
    int n_effects, n_state_effects; /* all; those on state variables, which come first */
};
/* A node that evidence speaks about; one for each branch that must have been taken, one behind the
 * other, or one for the node. */
struct cr_evidence_item {
    int point, saw; /* saw: the branch that must have been taken, -1: any */
    bool must;      /* without it the path weighs 0 */
};

struct cr_unroller {
    struct cr_arena *arena;
    const struct cr_program *program;
    const struct cr_unroll_spec *spec;
    struct cr_unroll *u;
    unsigned char *slot_open;   /* differs between the worlds of this unrolling */
    unsigned char *slot_varies; /* differs between worlds at all */
    int *visit_key, n_visit_keys;
    struct cr_reads *site_reads, *pay_reads; /* [n_points] */
    struct cr_reads *ending_reads;           /* [n_endings] */
    struct cr_branch_keys *branches;         /* [n_branches] */
    struct cr_evidence_item *evidence;
    int n_evidence, *evidence_of; /* [n_points] its first item or -1 */
    bool stage_at_end;            /* something at the end reads the stage */
    /* Facts that can be live: bits, visits, states, done and seen of the evidence, and one that
     * leads to watched decisions. */
    uint32_t *live; /* [(n_points + n_endings) * live_words] */
    size_t live_words;
    int fact_visits, fact_states, fact_done, fact_seen, fact_watch, n_facts;
    struct cr_intern positions, numbers, applied, sites, infos, classes;
    struct cr_ints applied_value, number_value;
    CR_VEC(struct cr_position) list;
    CR_VEC(struct cr_arc) arcs;
    CR_VEC(struct cr_site) site_list;
    CR_VEC(struct cr_value_id) values;
    CR_VEC(struct cr_making) makings;
    struct cr_ints pairs;
    CR_VEC(int32_t) words; /* a key being made */
    int32_t *from, *key;   /* the position being expanded, the one being arrived at */
    /* One case with the base numbers of the position being expanded. */
    struct cr_lanes lanes;
    double **slot_at, **state_at, **bit_at, **visit_at, *bit_now, *visit_now, *state_now, *scratch,
        stage_now;
    bool loaded;
};

/* unroll_live.c */
void cr_unroll_reads(struct cr_unroller *x);
void cr_unroll_live(struct cr_unroller *x);
/* Takes effects that nothing reads out of x->program (made a copy), for what they read may be gone
 * as well. */
void cr_unroll_drop_dead(struct cr_unroller *x);
static inline bool cr_unroll_is_live(const struct cr_unroller *x, int row, int fact)
{
    return x->live[(size_t)row * x->live_words + (size_t)fact / 32] >> (fact % 32) & 1;
}

/* unroll_value.c: layout of a key (point, stage, info, flags; variables; visits; bits). */
enum { CR_KEY_PLACE, CR_KEY_STAGE, CR_KEY_INFO, CR_KEY_FLAGS, CR_KEY_VARS };
enum { CR_FLAG_HIDDEN = 1, CR_FLAG_DEAD = 2 };
void cr_unroll_values_init(struct cr_unroller *x);
int cr_unroll_number(struct cr_unroller *x, double number);
int cr_unroll_slot(struct cr_unroller *x, int slot);
/* The variables after taking a branch at x->from, into vars[]. */
void cr_unroll_effects(struct cr_unroller *x, int position, int branch, int32_t *vars);
/* The site of the position being expanded. */
int cr_unroll_site(struct cr_unroller *x, int position);
/* Whether a condition is known to be false (0) or true (1) at x->from; -1: it depends. */
int cr_unroll_condition(struct cr_unroller *x, const struct cr_code *when);
static inline int cr_key_bit(const struct cr_unroller *x, const int32_t *key, int bit)
{
    return (int)((uint32_t)key[x->u->key_bits + bit / 32] >> (bit % 32) & 1);
}

#endif
