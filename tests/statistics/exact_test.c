/* The walk against exact answers: over all futures, leaf by leaf, and world by world. */
#include "statistics/cases.h"
#include "statistics/harness.h"

#include "engine/points.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/engine.h"
#include "program/worlds.h"
#include "statistics/alarms.h"

/* A right engine gives a p-value below this (or as near to 1) once in a thousand million. */
#define P_LIMIT 1e-9

static double worst_z; /* of all looks in this program, for the record */
static long looks;

static int strays(const char *where, const char *what, double z)
{
    looks++;
    if (fabs(z) > fabs(worst_z))
        worst_z = z;
    if (fabs(z) <= Z_LIMIT)
        return 0;
    printf("%s: %s is %.2f standard errors off\n", where, what, z);
    return 1;
}

/* ---- Over all futures ---- */

/* A mean against the exact mean with the exact standard deviation; where nothing varies, equality
 * but for rounding. */
static int mean_strays(const char *where, const char *what, const struct cr_quantity *walked,
    const struct cr_quantity *exact, double runs)
{
    double size = fmax(1, fabs(exact->mean));
    if (isnan(exact->mean))
        return 0;
    if (exact->sd <= 1e-9 * size)
        return strays(where, what, fabs(walked->mean - exact->mean) <= 1e-9 * size ? 0 : INFINITY);
    return strays(where, what, (walked->mean - exact->mean) / (exact->sd / sqrt(runs)));
}

static int node_strays(const struct support *s, int node, const struct cr_run_result *walked,
    const struct cr_run_result *exact)
{
    const struct cr_node *item = &s->scenario->nodes[node];
    double n = (double)walked->runs, reach = exact->nodes[node].reach;
    int wrong = strays(s->source.name, item->id, share_z(walked->nodes[node].reach * n, n, reach));
    for (size_t b = 0; reach > 0 && !s->program->loops && b < item->n_branches; b++) {
        double p = reach * exact->nodes[node].shares[b];
        const struct cr_node_result *met = &walked->nodes[node];
        double k = met->reach > 0 ? met->reach * met->shares[b] * n : 0;
        wrong += strays(s->source.name, item->branches[b].name, share_z(round(k), n, fmin(p, 1)));
    }
    return wrong;
}

/* How many figures of a walk stray from the exact ones. */
static int compare(
    const struct support *s, const struct cr_run_result *walked, const struct cr_run_result *exact)
{
    const struct cr_scenario *c = s->scenario;
    const char *name = s->source.name;
    double n = (double)walked->runs;
    int wrong = 0;
    for (size_t o = 0; o < c->n_outcomes; o++)
        wrong += strays(name, c->outcomes[o].id,
            share_z(walked->outcomes[o].count, n, exact->outcomes[o].share));
    for (size_t t = 0; t < c->n_tags; t++)
        wrong += strays(name, c->tags[t], share_z(walked->tags[t].count, n, exact->tags[t].share));
    for (size_t a = 0; a < c->n_actors; a++)
        wrong += mean_strays(name, c->actors[a].id, &walked->payoffs[a], &exact->payoffs[a], n);
    for (size_t m = 0; m < c->n_measures + c->n_states; m++)
        wrong += mean_strays(name, m < c->n_measures ? c->measures[m].id : "state",
            &walked->measures[m], &exact->measures[m], n);
    for (size_t k = 0; k < c->n_nodes; k++)
        wrong += node_strays(s, (int)k, walked, exact);
    return wrong;
}

static int run(struct support *s, enum cr_engine engine, uint64_t runs, struct cr_run_result *out)
{
    struct cr_run_options options = {.spec.luck.seed = 271828 + other_luck,
        .spec.runs = runs,
        .spec.worlds = 1,
        .spec.engine = engine,
        .spec.threads = 2};
    struct cr_fault fault = {0};
    if (cr_engine_run(s->arena, s->program, &options, out, &fault) == CR_OK)
        return 1;
    support_fault(s, &fault);
    return 0;
}

static void check_exact(const char *path, enum cr_choose_kind choose)
{
    struct support s;
    struct cr_run_result walked, exact;
    assert_true(support_file(&s, path));
    support_choose(&s, choose, 0.3);
    assert_true(support_build(&s));
    if (!s.program->random_effects && s.program->n_uncertain == 0) {
        uint64_t runs = (UINT64_C(1) << 18) / (uint64_t)thinner;
        assert_true(run(&s, CR_ENGINE_EXACT, runs, &exact));
        assert_true(run(&s, CR_ENGINE_WALK, runs, &walked));
        assert_int_equal(walked.runs, runs);
        assert_int_equal(compare(&s, &walked, &exact), 0);
    }
    support_release(&s);
}

/* Bias caught: anything that moves a share or a mean by more than five exact standard errors at
 * 262,144 runs, i.e. 0.5 % of a half; choices that the walk plays otherwise than the tree solves
 * them. */
static void walk_agrees_with_exact_on_the_classics(void **state)
{
    (void)state;
    static const char *const names[] = {"centipede", "coin", "cuban_missile_crisis",
        "deterrence_hidden_type", "gamblers_ruin", "harvest", "monty_hall", "newsvendor",
        "oil_wildcatter", "parameters", "party_problem", "sanctions_ladder", "test_and_treat",
        "texaco_pennzoil", "used_car"};
    char path[128];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        snprintf(path, sizeof path, "scenarios/classics/%s.yaml", names[k]);
        check_exact(path, CR_CHOOSE_DEFAULT);
        check_exact(path, CR_CHOOSE_UNIFORM);
        check_exact(path, CR_CHOOSE_QUANTAL);
    }
    printf("walk - exact: %ld looks, the worst at z = %.2f\n", looks, worst_z);
}

/* The canary: one weight 1 % too high in the walked scenario alone. */
static void a_bias_of_one_per_cent_shows_against_exact(void **state)
{
    (void)state;
    struct support right, wrong;
    struct cr_run_result walked, exact;
    assert_true(support_text(&right, "plain", case_plain) && support_build(&right));
    assert_true(support_text(&wrong, "canary", case_plain) && support_build(&wrong));
    wrong.program->branches[6].weight.number *= 1.01; /* n4.u: 62 % */
    assert_true(run(&right, CR_ENGINE_EXACT, 1, &exact));
    assert_true(run(&right, CR_ENGINE_WALK, 1 << 19, &walked));
    assert_int_equal(compare(&right, &walked, &exact), 0);
    assert_true(run(&wrong, CR_ENGINE_WALK, 1 << 19, &walked));
    assert_true(compare(&right, &walked, &exact) > 0);
    support_release(&right);
    support_release(&wrong);
}

/* ---- Leaf by leaf ---- */

/* Chi-square of counts against probabilities; cells that expect fewer than 25 are pooled. The
 * p-value is of a misfit (upper tail). */
static double chi_square(const double *count, const double *p, int cells, double n)
{
    double x = 0, rest_count = n, rest_p = 1;
    int used = 0;
    for (int i = 0; i < cells; i++) {
        if (n * p[i] < 25)
            continue;
        x += (count[i] - n * p[i]) * (count[i] - n * p[i]) / (n * p[i]);
        rest_count -= count[i];
        rest_p -= p[i];
        used++;
    }
    if (n * rest_p >= 25) {
        x += (rest_count - n * rest_p) * (rest_count - n * rest_p) / (n * rest_p);
        used++;
    }
    return used > 1 ? gsl_cdf_chisq_Q(x, used - 1) : 1;
}

/* The sixteen leaves of case_plain worked out by hand from its text: leaf = x + 8 * high. */
static void plain_leaves(double *p)
{
    for (int leaf = 0; leaf < 16; leaf++) {
        int u1 = leaf & 1, u2 = leaf >> 1 & 1, u3 = leaf >> 2 & 1, u4 = leaf >> 3;
        long double p1 = u1 ? 0.3L : 0.7L;
        long double up2 = 0.55L, down2 = 0.45L * (u1 ? 1.5L : 1.0L);
        long double x = u1 + 2 * u2, up3 = 2.0L / 7, down3 = 5.0L / 7 * powl(0.8L, x);
        long double p4 = u4 ? 0.62L : 0.38L;
        p[leaf] = (double)(p1 * (u2 ? up2 : down2) / (up2 + down2) * (u3 ? up3 : down3) /
                           (up3 + down3) * p4);
    }
}

static double plain_p_value(double factor, int blocks)
{
    struct support s;
    struct play play;
    double p[16], count[16] = {0};
    plain_leaves(p);
    assert_true(support_text(&s, "plain", case_plain) && support_build(&s));
    s.program->branches[0].weight.number *= factor; /* n1.u */
    assert_true(play_begin(&play, &s, 17 + other_luck, 1, CR_SAMPLING_RANDOM));
    for (int block = 0; block < blocks; block++) {
        assert_true(play_block(&play, (uint64_t)block * CR_BLOCK, CR_BLOCK));
        for (int i = 0; i < CR_BLOCK; i++)
            count[(int)lane(play.walk->states, 0, i) + 8 * (play.walk->outcome[i] == 0)]++;
    }
    support_release(&s);
    return chi_square(count, p, 16, blocks * (double)CR_BLOCK);
}

/* Bias caught: events that are not independent of each other (two nodes on one uniform leave every
 * single share right and the leaves wrong), a shift or a weight misread. */
static void leaves_fit_their_probabilities(void **state)
{
    (void)state;
    double p = plain_p_value(1, 2048 / thinner);
    printf("sixteen leaves, 2,097,152 runs: p = %.3g\n", p);
    assert_true(p > P_LIMIT && p < 1 - P_LIMIT);
}

static void one_per_cent_shows_in_the_leaves(void **state)
{
    (void)state;
    double planted = plain_p_value(1.01, 2048);
    printf("sixteen leaves, 1 %% planted: p = %.3g\n", planted);
    assert_true(planted < P_LIMIT);
}

/* The canary of independence: one event for two nodes. */
static void two_nodes_on_one_uniform_show_in_the_leaves(void **state)
{
    (void)state;
    struct support s;
    struct play play;
    double p[16], count[16] = {0};
    plain_leaves(p);
    assert_true(support_text(&s, "canary", case_plain) && support_build(&s));
    s.program->points[3].event = s.program->points[0].event;
    assert_true(play_begin(&play, &s, 17, 1, CR_SAMPLING_RANDOM));
    for (int block = 0; block < 16; block++) {
        assert_true(play_block(&play, (uint64_t)block * CR_BLOCK, CR_BLOCK));
        for (int i = 0; i < CR_BLOCK; i++)
            count[(int)lane(play.walk->states, 0, i) + 8 * (play.walk->outcome[i] == 0)]++;
    }
    assert_true(chi_square(count, p, 16, 16 * CR_BLOCK) < P_LIMIT);
    support_release(&s);
}

struct leaf {
    uint64_t key;
    double p;
};

static int by_key(const void *a, const void *b)
{
    const struct leaf *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static struct leaf leaf_of(const struct cr_path *path)
{
    struct leaf leaf = {0, 1};
    for (size_t k = 0; k < path->n_steps; k++) {
        int step[2] = {path->steps[k].node, path->steps[k].branch};
        leaf.key = cr_hash64(step, sizeof step, leaf.key);
        leaf.p *= path->steps[k].probability;
    }
    return leaf;
}

/* Counts of equal leaves. */
static int group(struct leaf *leaves, int n, double *count, double *p)
{
    int cells = 0;
    qsort(leaves, (size_t)n, sizeof *leaves, by_key);
    for (int i = 0; i < n; i++) {
        if (i == 0 || leaves[i].key != leaves[i - 1].key) {
            count[cells] = 0;
            p[cells++] = leaves[i].p;
        }
        count[cells - 1]++;
    }
    return cells;
}

/* In one world every whole path has a fixed probability, the product of its steps'. */
static void check_paths(const char *file, int runs)
{
    struct support s;
    struct play play;
    assert_true(support_file(&s, file) && support_build(&s));
    assert_false(s.program->random_effects);
    assert_true(play_begin(&play, &s, 161803 + other_luck, 1, CR_SAMPLING_RANDOM));
    struct cr_replay_job job = {
        s.program, &play.policy, play.job.worlds.spec, play.job.luck, NULL, NULL};
    struct leaf *leaves = CR_NEW(s.arena, struct leaf, runs);
    for (int from = 0; from < runs; from += 1000) {
        struct cr_arena *arena = cr_arena_new();
        for (int i = from; i < from + 1000; i++) {
            struct cr_path path;
            struct cr_fault fault = {0};
            assert_int_equal(cr_replay_run(arena, &job, (uint64_t)i, &path, &fault), CR_OK);
            leaves[i] = leaf_of(&path);
        }
        cr_arena_free(arena);
    }
    double *count = CR_NEW(s.arena, double, runs), *p = CR_NEW(s.arena, double, runs);
    int cells = group(leaves, runs, count, p);
    double fit = chi_square(count, p, cells, runs);
    printf("%s: %d paths met in %d runs, p = %.3g\n", file, cells, runs, fit);
    assert_true(fit > P_LIMIT && fit < 1 - P_LIMIT);
    support_release(&s);
}

static void whole_paths_fit_their_probabilities(void **state)
{
    (void)state;
    check_paths("scenarios/classics/sanctions_ladder.yaml", 100000 / thinner / 1000 * 1000);
    check_paths("scenarios/classics/deterrence_hidden_type.yaml", 100000 / thinner / 1000 * 1000);
}

/* ---- World by world ---- */

struct paired {
    double z_share, p_worlds, z_payoff; /* the worst of all outcomes and actors */
};

/* The exact probabilities and payoffs of every world, by the tree. */
static void solve_worlds(struct support *s, const struct cr_world_spec *spec, size_t worlds,
    struct cr_points_result *result)
{
    const struct cr_program *p = s->program;
    double *slots = CR_NEW(s->arena, double, (size_t)p->n_slots *worlds);
    struct cr_points_options options = {
        .spec.luck = spec->luck, .spec.runs = 1, .spec.engine = CR_ENGINE_EXACT, .spec.threads = 1};
    struct cr_fault fault = {0};
    assert_int_equal(
        cr_worlds_fill(p, spec, 0, (int)worlds, slots, worlds, NULL, s->arena, &fault), CR_OK);
    if (cr_engine_points(s->arena, p, slots, worlds, &options, result, &fault) != CR_OK) {
        support_fault(s, &fault);
        fail();
    }
}

/* Walks `each` runs in every world and takes the exact answer of the same world away. `shift`: the
 * canary, every run is held against another world. */
static struct paired pair(
    struct support *s, const struct cr_points_result *exact, struct play *play, int each, int shift)
{
    const struct cr_program *p = s->program;
    int worlds = (int)exact->n_points, n_out = p->n_endings;
    struct cr_targets t = cr_targets_of(p);
    double *count = CR_NEW(s->arena, double, (size_t)n_out *(size_t)worlds);
    double *sum = CR_NEW(s->arena, double, p->n_actors),
           *sum2 = CR_NEW(s->arena, double, p->n_actors);
    struct paired out = {0, 1, 0};
    for (int done = 0; done < each * worlds; done += CR_BLOCK) {
        assert_true(play_block(play, (uint64_t)done, CR_BLOCK));
        for (int i = 0; i < CR_BLOCK; i++) {
            int world = (done + i + shift) % worlds;
            const double *truth = &exact->value[(size_t)world * (size_t)t.n];
            count[play->walk->outcome[i] * worlds + world]++;
            for (int a = 0; a < p->n_actors; a++) {
                double away = lane(play->walk->pays, a, i) - truth[t.payoffs + a];
                sum[a] += isnan(away) ? 0 : away;
                sum2[a] += isnan(away) ? 0 : away * away;
            }
        }
    }
    for (int o = 0; o < n_out; o++) {
        double off = 0, variance = 0, chi = 0;
        int used = 0;
        for (int w = 0; w < worlds; w++) {
            double q = exact->value[(size_t)w * (size_t)t.n + (size_t)o],
                   away = count[o * worlds + w] - each * q;
            off += away;
            variance += each * q * (1 - q);
            if (each * q * (1 - q) >= 25) {
                chi += away * away / (each * q * (1 - q));
                used++;
            }
        }
        out.z_share = fmax(out.z_share, variance > 0 ? fabs(off) / sqrt(variance) : fabs(off));
        out.p_worlds = fmin(out.p_worlds, used ? gsl_cdf_chisq_Q(chi, used) : 1);
    }
    for (int a = 0; a < p->n_actors; a++)
        out.z_payoff = fmax(out.z_payoff, sum2[a] > 0 ? fabs(sum[a]) / sqrt(sum2[a]) : 0);
    return out;
}

/* `plant`: a branch whose weight is 1 % too high in the walked program, or -1. */
static struct paired check_pairs(const char *name, const char *text, enum cr_choose_kind choose,
    const char *lens, int shift, int plant)
{
    struct support right, walked;
    struct play play;
    struct cr_points_result exact;
    struct support *both[2] = {&right, &walked};
    for (int k = 0; k < 2; k++) {
        assert_true(text ? support_text(both[k], name, text) : support_file(both[k], name));
        support_choose(both[k], choose, 0.2);
        if (lens)
            support_lens(both[k], lens, 1);
        assert_true(support_build(both[k]));
    }
    if (plant >= 0)
        walked.program->branches[plant].weight.number *= 1.01;
    assert_true(play_begin(&play, &walked, 23 + other_luck, 256, CR_SAMPLING_RANDOM));
    solve_worlds(&right, &play.job.worlds.spec, 256, &exact);
    struct paired got = pair(&walked, &exact, &play, (plant < 0 ? 2048 : 4096) / thinner, shift);
    printf("%-40s z of shares %.2f, of payoffs %.2f, worlds p = %.2g%s\n", name, got.z_share,
        got.z_payoff, got.p_worlds, shift || plant >= 0 ? " (planted)" : "");
    support_release(&right);
    support_release(&walked);
    return got;
}

static void assert_paired(struct paired got)
{
    assert_true(got.z_share <= Z_LIMIT && got.z_payoff <= Z_LIMIT);
    assert_true(got.p_worlds > P_LIMIT);
}

/* Bias caught: what depends on the world and averages out over worlds; a world played with
 * another's numbers; shares right on average and wrong in each world. The differences have no
 * variance from worlds, so they show much smaller faults than means do. */
static void every_world_agrees_with_its_exact_answer(void **state)
{
    (void)state;
    assert_paired(check_pairs("worlds", case_worlds, CR_CHOOSE_DEFAULT, NULL, 0, -1));
    assert_paired(check_pairs("mixed", CASE_MIXED("1"), CR_CHOOSE_DEFAULT, NULL, 0, -1));
    assert_paired(check_pairs("lenses", case_lenses, CR_CHOOSE_AS_WRITTEN, NULL, 0, -1));
    assert_paired(check_pairs("lenses, hawk", case_lenses, CR_CHOOSE_UNIFORM, "hawk", 0, -1));
    assert_paired(check_pairs("lenses, best", case_lenses, CR_CHOOSE_BEST, NULL, 0, -1));
    assert_paired(check_pairs("lenses, quantal", case_lenses, CR_CHOOSE_QUANTAL, NULL, 0, -1));
}

static void pairs_see_one_per_cent_and_the_wrong_world(void **state)
{
    (void)state;
    struct paired bias = check_pairs("mixed", CASE_MIXED("1"), CR_CHOOSE_DEFAULT, NULL, 0, 2);
    assert_true(bias.z_share > Z_LIMIT || bias.p_worlds < P_LIMIT);
    struct paired other = check_pairs("worlds", case_worlds, CR_CHOOSE_DEFAULT, NULL, 1, -1);
    assert_true(other.p_worlds < P_LIMIT);
}

/* ---- Evidence about nodes that are visited again ---- */

/* Up to three visits, each going x, y or away with 1/3. */
static const char rounds[] =
    "crossroads: 1\n"
    "title: Rounds\n"
    "start: a\n"
    "nodes:\n"
    "  a: {ask: 'a?', at_most: 3, after: e, chance: {x: {weight: 1, then: a}, y: {weight: 1, then: "
    "a}, z: {weight: 1, then: e}}}\n"
    "  e:\n"
    "    ask: e?\n"
    "    rule:\n"
    "      two: {when: took('a.x') and took('a.y'), then: both}\n"
    "      one: {when: took('a.x'), then: only_x}\n"
    "      none: {then: other}\n"
    "outcomes: {both: {}, only_x: {}, other: {}}\n"
    "observations: {first: {informs: {a: {x: 1, y: 0, z: 0}}}}\n";

/* P(evidence) and P(both | evidence) by counting the 27 equally likely triples. */
static void check_rounds(
    const char *one, const char *two, double evidence, double both, uint64_t seed)
{
    struct support s;
    assert_true(support_text(&s, "rounds", rounds) && support_given(&s, one));
    assert_true((!two || support_given(&s, two)) && support_build(&s));
    struct cr_run_options options = {.spec.luck.seed = seed + other_luck,
        .spec.runs = (uint64_t)(300000 / thinner),
        .spec.worlds = 1,
        .spec.engine = CR_ENGINE_EXACT,
        .spec.threads = 2};
    struct cr_run_result exact, walked;
    struct cr_fault fault = {0};
    assert_int_equal(cr_engine_run(s.arena, s.program, &options, &exact, &fault), CR_OK);
    assert_true(fabs(exact.evidence_probability - evidence) < 1e-12);
    assert_true(fabs(exact.outcomes[0].share - both) < 1e-12);
    options.spec.engine = CR_ENGINE_WALK;
    assert_int_equal(cr_engine_run(s.arena, s.program, &options, &walked, &fault), CR_OK);
    double n = (double)options.spec.runs, k = walked.evidence_probability * n;
    assert_false(strays(one, "evidence", share_z(round(k), n, evidence)));
    assert_false(strays(one, "both", share_z(round(walked.outcomes[0].share * k), round(k), both)));
    support_release(&s);
}

/* Bias caught: an observed branch that is taken at every visit; of two branches that were both seen
 * at some visit, one forgotten; a likelihood that counts at each visit. */
static void evidence_counts_once_where_nodes_come_again(void **state)
{
    (void)state;
    check_rounds("a.x", NULL, 13.0 / 27, 8.0 / 13, 1);
    check_rounds("a.x", "a.y", 8.0 / 27, 1, 2);
    check_rounds("a.y", "a.x", 8.0 / 27, 1, 3);
    check_rounds("first", NULL, 1.0 / 3, 4.0 / 9, 4);
    check_rounds("first", "a.x", 1.0 / 3, 4.0 / 9, 5);
    check_rounds("first", "a.y", 4.0 / 27, 1, 6);
}

int main(void)
{
    const struct CMUnitTest by_luck[] = {
        cmocka_unit_test(walk_agrees_with_exact_on_the_classics),
        cmocka_unit_test(leaves_fit_their_probabilities),
        cmocka_unit_test(whole_paths_fit_their_probabilities),
        cmocka_unit_test(every_world_agrees_with_its_exact_answer),
        cmocka_unit_test(evidence_counts_once_where_nodes_come_again),
    };
    COUNT_ALARMS(by_luck, NULL, 16);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walk_agrees_with_exact_on_the_classics),
        cmocka_unit_test(a_bias_of_one_per_cent_shows_against_exact),
        cmocka_unit_test(leaves_fit_their_probabilities),
        cmocka_unit_test(one_per_cent_shows_in_the_leaves),
        cmocka_unit_test(two_nodes_on_one_uniform_show_in_the_leaves),
        cmocka_unit_test(whole_paths_fit_their_probabilities),
        cmocka_unit_test(every_world_agrees_with_its_exact_answer),
        cmocka_unit_test(pairs_see_one_per_cent_and_the_wrong_world),
        cmocka_unit_test(evidence_counts_once_where_nodes_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
