/* Relations between scenarios: what an author may change without changing the answer, or with a
 * change that is known. Where luck is keyed by names, whole runs must stay what they were, bit for
 * bit; else the law must. */
#include "statistics/cases.h"
#include "statistics/harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "program/worlds.h"
#include "statistics/alarms.h"
#include "statistics/invariants.h"

/* ---- A tree in pieces ---- */

#define HEAD                                                                                       \
    "crossroads: 1\n"                                                                              \
    "title: Relations\n"                                                                           \
    "start: a\n"                                                                                   \
    "actors: {m: M}\n"                                                                             \
    "state: {x: {start: 0}}\n"                                                                     \
    "nodes:\n"
#define NODE_A                                                                                     \
    "  a: {ask: 'a?', chance: {u: {weight: 3, change: {x: 1}, then: b}, d: {weight: 7, then: "     \
    "b}}}\n"
#define NODE_B                                                                                     \
    "  b: {ask: 'b?', chance: {u: {weight: 11, change: {x: 'normal(0, 1)'}, payoff: {m: 2.385}, "  \
    "then: c}, d: {weight: 9, then: c}}}\n"
#define NODE_C "  c: {ask: 'c?', chance: {u: {weight: 4, then: high}, d: {weight: 6, then: low}}}\n"
#define ENDS "outcomes: {high: {payoff: {m: 1.7}}, low: {payoff: {m: -x}}}\n"
#define TREE HEAD NODE_A NODE_B NODE_C ENDS

enum { RUNS = 65536, BLOCKS = RUNS / CR_BLOCK };

/* What every run came to. */
struct played {
    int outcome[RUNS];
    double x[RUNS], pay[RUNS];
};

static void play_program(struct support *s, struct played *out)
{
    struct play play;
    const char *wrong = cr_program_invariants(s->program);
    if (wrong)
        fail_msg("%s", wrong);
    assert_true(play_begin(&play, s, 42 + other_luck, 500, CR_SAMPLING_RANDOM));
    for (int block = 0; block < BLOCKS; block++) {
        assert_true(play_block(&play, (uint64_t)block * CR_BLOCK, CR_BLOCK));
        for (int i = 0, run = block * CR_BLOCK; i < CR_BLOCK; i++, run++) {
            out->outcome[run] = play.walk->outcome[i];
            out->x[run] = s->program->n_states > 0 ? lane(play.walk->states, 0, i) : 0;
            out->pay[run] = lane(play.walk->pays, 0, i);
        }
    }
}

static void play_text(const char *text, struct played *out)
{
    struct support s;
    assert_true(support_text(&s, "relations", text) && support_build(&s));
    play_program(&s, out);
    support_release(&s);
}

/* Runs that differ in any bit. */
static int n_different(const struct played *a, const struct played *b)
{
    int n = 0;
    for (int i = 0; i < RUNS; i++)
        n += a->outcome[i] != b->outcome[i] || !same_bits(a->x[i], b->x[i]) ||
             !same_bits(a->pay[i], b->pay[i]);
    return n;
}

/* The two samples' difference of shares of outcome 0 and of mean payoffs, in standard errors of two
 * independent samples. */
static double law_z(const struct played *a, const struct played *b)
{
    double k = 0, sum = 0, sum2 = 0;
    for (int i = 0; i < RUNS; i++) {
        k += (a->outcome[i] == 0) - (b->outcome[i] == 0);
        sum += a->pay[i] - b->pay[i];
        sum2 += a->pay[i] * a->pay[i] + b->pay[i] * b->pay[i];
    }
    double z = fabs(k) / sqrt(2 * RUNS * 0.24), z_pay = fabs(sum) / sqrt(sum2);
    return fmax(z, z_pay);
}

static struct played base, other;

static void assert_same_runs(const char *text)
{
    play_text(text, &other);
    assert_int_equal(n_different(&base, &other), 0);
}

/* The same law on other luck. */
static void assert_same_law(const char *what, const char *text)
{
    play_text(text, &other);
    printf("%-28s %d of %d runs differ, z = %.2f\n", what, n_different(&base, &other), RUNS,
        law_z(&base, &other));
    assert_true(n_different(&base, &other) > RUNS / 10);
    assert_true(law_z(&base, &other) <= Z_LIMIT);
}

static int begin(void **state)
{
    (void)state;
    play_text(TREE, &base);
    return 0;
}

/* ---- Changes that change no run ---- */

static void words_change_nothing(void **state)
{
    (void)state;
    assert_same_runs(
        "# A comment.\n" HEAD
        "  a: {ask: 'Something else?', about: Words, chance: {u: {weight: 3, label: Up, "
        "change: {x: 1}, then: b}, d: {weight: 7, label: Down, then: b}}}\n" NODE_B NODE_C ENDS);
}

/* Nodes and keys in another order: luck goes by names. */
static void the_order_of_the_file_changes_nothing(void **state)
{
    (void)state;
    assert_same_runs(HEAD NODE_C NODE_A NODE_B ENDS);
}

static void an_unused_parameter_changes_nothing(void **state)
{
    (void)state;
    assert_same_runs("parameters: {unused: 'normal(0, 1)', b: 'uniform(0, 1)'}\n" TREE);
}

static void weights_count_only_in_proportion(void **state)
{
    (void)state;
    assert_same_runs(
        HEAD "  a: {ask: 'a?', chance: {u: {weight: 3072, change: {x: 1}, then: b}, d: "
             "{weight: 7168, then: b}}}\n" NODE_B NODE_C ENDS);
}

static void a_branch_of_weight_0_changes_nothing(void **state)
{
    (void)state;
    assert_same_runs(HEAD
        "  a: {ask: 'a?', chance: {never: {weight: 0, change: {x: 99}, then: high}, u: {weight: "
        "3, change: {x: 1}, then: b}, d: {weight: 7, then: b}}}\n" NODE_B NODE_C ENDS);
}

static void a_node_with_one_branch_changes_nothing(void **state)
{
    (void)state;
    assert_same_runs(HEAD NODE_A
        "  b: {ask: 'b?', chance: {u: {weight: 11, change: {x: 'normal(0, 1)'}, payoff: "
        "{m: 2.385}, then: between}, d: {weight: 9, then: c}}}\n"
        "  between: {ask: 'And?', chance: {on: {weight: 5, then: c}}}\n" NODE_C ENDS);
}

/* Halves side by side share the stretch of the whole. */
static void a_branch_split_in_two_changes_nothing(void **state)
{
    (void)state;
    assert_same_runs(HEAD
        "  a: {ask: 'a?', chance: {u1: {weight: 1.5, change: {x: 1}, then: b}, u2: "
        "{weight: 1.5, change: {x: 1}, then: b}, d: {weight: 7, then: b}}}\n" NODE_B NODE_C ENDS);
}

static void payoffs_scale(void **state)
{
    (void)state;
    play_text(HEAD NODE_A
        "  b: {ask: 'b?', chance: {u: {weight: 11, change: {x: 'normal(0, 1)'}, payoff: {m: 9.54}, "
        "then: c}, d: {weight: 9, then: c}}}\n" NODE_C
        "outcomes: {high: {payoff: {m: 6.8}}, low: {payoff: {m: -4*x}}}\n",
        &other);
    for (int i = 0; i < RUNS; i++)
        assert_true(same_bits(4 * base.pay[i], other.pay[i]));
}

/* A pool of one lens is that lens. */
static void a_pool_of_one_lens_is_the_lens(void **state)
{
    (void)state;
    static struct played pooled;
    struct support s;
    for (int pool = 0; pool < 2; pool++) {
        assert_true(support_text(&s, "lenses", case_lenses));
        support_choose(&s, CR_CHOOSE_AS_WRITTEN, 0);
        support_lens(&s, "hawk", 1);
        s.setup.pool = pool;
        assert_true(support_build(&s));
        play_program(&s, pool ? &pooled : &other);
        support_release(&s);
    }
    assert_int_equal(n_different(&other, &pooled), 0);
}

/* A lens on the branch that is set changes no run; one on its sibling does. */
static void a_setting_is_final_over_lenses(void **state)
{
    (void)state;
    static const char lenses[] =
        TREE "lenses: {up: {weights: {a.u: x3}}, down: {weights: {a.d: x3}}}\n";
    static struct played set;
    static const char *const names[] = {NULL, "up", "down"};
    struct support s;
    for (int k = 0; k < 3; k++) {
        assert_true(support_text(&s, "setting", lenses));
        if (names[k])
            support_lens(&s, names[k], 1);
        assert_true(support_set(&s, "a.u", "7") && support_build(&s));
        play_program(&s, k == 0 ? &set : &other);
        assert_true(k == 0 || (n_different(&set, &other) == 0) == (k == 1));
        support_release(&s);
    }
}

/* ---- Changes that keep the law ---- */

static void other_names_are_other_luck_under_the_same_law(void **state)
{
    (void)state;
    assert_same_law("relabelled",
        "crossroads: 1\ntitle: R\nstart: aa\nactors: {m: M}\nstate: {y: {start: 0}}\nnodes:\n"
        "  aa: {ask: 'a?', chance: {u: {weight: 3, change: {y: 1}, then: bb}, d: {weight: 7, then: "
        "bb}}}\n"
        "  bb: {ask: 'b?', chance: {u: {weight: 11, change: {y: 'normal(0, 1)'}, payoff: {m: "
        "2.385}, "
        "then: cc}, d: {weight: 9, then: cc}}}\n"
        "  cc: {ask: 'c?', chance: {u: {weight: 4, then: top}, d: {weight: 6, then: bottom}}}\n"
        "outcomes: {top: {payoff: {m: 1.7}}, bottom: {payoff: {m: -y}}}\n");
}

static void branches_in_another_order_keep_the_law(void **state)
{
    (void)state;
    assert_same_law("reordered", HEAD
        "  a: {ask: 'a?', chance: {d: {weight: 7, then: b}, u: {weight: 3, change: {x: 1}, then: "
        "b}}}\n"
        "  b: {ask: 'b?', chance: {d: {weight: 9, then: c}, u: {weight: 11, change: {x: "
        "'normal(0, 1)'}, payoff: {m: 2.385}, then: c}}}\n"
        "  c: {ask: 'c?', chance: {d: {weight: 6, then: low}, u: {weight: 4, then: high}}}\n" ENDS);
}

static void halves_apart_keep_the_law(void **state)
{
    (void)state;
    assert_same_law("split in two, apart", HEAD NODE_A NODE_B
        "  c: {ask: 'c?', chance: {u1: {weight: 2, then: high}, d: {weight: 6, then: low}, u2: "
        "{weight: 2, then: high}}}\n" ENDS);
}

static void a_subtree_copied_keeps_the_law(void **state)
{
    (void)state;
    assert_same_law("copied subtree", HEAD
        "  a: {ask: 'a?', chance: {u: {weight: 3, change: {x: 1}, then: b}, d: {weight: 7, then: "
        "b2}}}\n" NODE_B "  b2: {ask: 'b?', chance: {u: {weight: 11, change: {x: 'normal(0, 1)'}, "
        "payoff: {m: 2.385}, "
        "then: c2}, d: {weight: 9, then: c2}}}\n" NODE_C
        "  c2: {ask: 'c?', chance: {u: {weight: 4, then: high}, d: {weight: 6, then: "
        "low}}}\n" ENDS);
}

/* The canary: 1 % of a weight. On common luck every run that it changes counts, so it shows in
 * 65,536 runs that would not show it in their law. */
static void one_per_cent_of_a_weight_shows_on_common_luck(void **state)
{
    (void)state;
    play_text(HEAD NODE_A NODE_B "  c: {ask: 'c?', chance: {u: {weight: 4.0676, then: high}, d: "
                                 "{weight: 6, then: low}}}\n" ENDS,
        &other); /* 40 % becomes 40.4 % */
    int n = n_different(&base, &other), more = 0;
    for (int i = 0; i < RUNS; i++)
        more += (other.outcome[i] == 0) - (base.outcome[i] == 0);
    printf("1 %% planted: %d runs differ, all of them one way: %d (expected 262)\n", n, more);
    assert_int_equal(n, more); /* thresholds move one way */
    assert_true(fabs(n - 262.1) <= Z_LIMIT * sqrt(262.1));
    /* On other luck it takes ten times as much: 40 % against 44 %. */
    play_text(HEAD NODE_A "  b: {ask: 'b?', chance: {u: {weight: 11, change: {x: 'normal(0, 1)'}, "
                          "payoff: {m: 2.385}, "
                          "then: cc}, d: {weight: 9, then: cc}}}\n"
                          "  cc: {ask: 'c?', chance: {u: {weight: 44, then: high}, d: {weight: 56, "
                          "then: low}}}\n" ENDS,
        &other);
    assert_true(law_z(&base, &other) > Z_LIMIT);
}

/* ---- Common random numbers ---- */

/* Bias caught: luck that depends on what came before. An edit at a leaves the luck of b and c: who
 * goes up at c, and the size of the effect at b, stay what they were in every run. */
static void an_edit_elsewhere_leaves_the_luck_of_the_rest(void **state)
{
    (void)state;
    play_text(HEAD
        "  a: {ask: 'a?', chance: {u: {weight: 8, change: {x: 1}, then: new}, d: {weight: 2, then: "
        "b}}}\n"
        "  new: {ask: 'new?', chance: {p: {weight: 1, then: b}, q: {weight: 3, change: {x: "
        "'uniform(5, "
        "6)'}, then: b}}}\n" NODE_B NODE_C ENDS,
        &other);
    int changed = 0;
    for (int i = 0; i < RUNS; i++) {
        assert_int_equal(base.outcome[i], other.outcome[i]);
        changed += !same_bits(base.x[i], other.x[i]);
    }
    assert_true(changed > RUNS / 2);
}

/* Under another lens, policy or evidence the worlds and the luck are the same. */
static void lenses_and_policies_share_their_luck(void **state)
{
    (void)state;
    struct support s;
    struct play one, two;
    assert_true(support_text(&s, "lenses", case_lenses));
    assert_true(support_build(&s));
    assert_true(play_begin(&one, &s, 9, 100, CR_SAMPLING_RANDOM));
    struct support t;
    assert_true(support_text(&t, "lenses", case_lenses));
    support_lens(&t, "dove", 1);
    support_choose(&t, CR_CHOOSE_UNIFORM, 0);
    assert_true(support_given(&t, "heard") && support_build(&t));
    assert_true(play_begin(&two, &t, 9, 100, CR_SAMPLING_RANDOM));
    assert_true(play_block(&one, 0, CR_BLOCK) && play_block(&two, 0, CR_BLOCK));
    for (int i = 0; i < CR_BLOCK; i++) /* odds: no lens of these replaces it */
        assert_true(same_bits(one.walk->slots[0][i], two.walk->slots[0][i]));
    support_release(&s);
    support_release(&t);
}

int main(void)
{
    const struct CMUnitTest by_luck[] = {
        cmocka_unit_test(other_names_are_other_luck_under_the_same_law),
        cmocka_unit_test(branches_in_another_order_keep_the_law),
        cmocka_unit_test(halves_apart_keep_the_law),
        cmocka_unit_test(a_subtree_copied_keeps_the_law),
        cmocka_unit_test(one_per_cent_of_a_weight_shows_on_common_luck),
        cmocka_unit_test(an_edit_elsewhere_leaves_the_luck_of_the_rest),
    };
    COUNT_ALARMS(by_luck, begin, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_change_nothing),
        cmocka_unit_test(the_order_of_the_file_changes_nothing),
        cmocka_unit_test(an_unused_parameter_changes_nothing),
        cmocka_unit_test(weights_count_only_in_proportion),
        cmocka_unit_test(a_branch_of_weight_0_changes_nothing),
        cmocka_unit_test(a_node_with_one_branch_changes_nothing),
        cmocka_unit_test(a_branch_split_in_two_changes_nothing),
        cmocka_unit_test(payoffs_scale),
        cmocka_unit_test(a_pool_of_one_lens_is_the_lens),
        cmocka_unit_test(a_setting_is_final_over_lenses),
        cmocka_unit_test(other_names_are_other_luck_under_the_same_law),
        cmocka_unit_test(branches_in_another_order_keep_the_law),
        cmocka_unit_test(halves_apart_keep_the_law),
        cmocka_unit_test(a_subtree_copied_keeps_the_law),
        cmocka_unit_test(one_per_cent_of_a_weight_shows_on_common_luck),
        cmocka_unit_test(an_edit_elsewhere_leaves_the_luck_of_the_rest),
        cmocka_unit_test(lenses_and_policies_share_their_luck),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
