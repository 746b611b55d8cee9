/* Reading and checking scenarios. */
#include "scenario_help.h"

/* ------------------------------------------------------------------ files */

static void check_bad(const char *folder, const char *name)
{
    size_t n, m;
    char *text = read_file(cr_arena_printf(arena, "%s/%s", folder, name), &n);
    char *want =
        read_file(cr_arena_printf(arena, "%s/%.*s.err", folder, (int)strlen(name) - 5, name), &m);
    const char *id = cr_arena_printf(arena, "[%.4s]", name);
    struct cr_scenario *s = read_named(name, text, n, strstr(name, "_strict") != NULL);
    const char *got = problems();

    if (strcmp(got, want) != 0)
        fail_msg("%s gives\n%s\nnot\n%s", name, got, want);
    if (!strstr(got, id))
        fail_msg("%s does not give %s", name, id);
    assert_true((s == NULL) == (diags.n_errors > 0));
}

static void every_faulty_file_gets_its_sentences(void **state)
{
    (void)state;
    assert_true(for_each_yaml(beside("../data/bad"), check_bad) > 60);
}

static void every_code_has_a_faulty_file(void **state)
{
    /* These need a file too large to keep, or are given by later stages. */
    static const char *const without[] = {"E180", "W015", "W016"};
    DIR *dir = opendir(beside("../data/bad"));
    struct dirent *entry;
    char seen[CR_N_CODES] = {0};

    (void)state;
    assert_non_null(dir);
    while ((entry = readdir(dir)))
        for (int c = 0; c < CR_N_CODES; c++)
            seen[c] |= strncmp(entry->d_name, cr_codes[c].id, 4) == 0;
    closedir(dir);
    for (int c = 0; c < CR_N_CODES; c++) {
        const char *id = cr_codes[c].id;
        int ours = strcmp(id, "E003") == 0 || strncmp(id, "E08", 3) == 0 ||
                   strncmp(id, "E09", 3) == 0 || strncmp(id, "E1", 2) == 0 ||
                   strncmp(id, "W00", 3) == 0 || strncmp(id, "W01", 3) == 0 ||
                   strncmp(id, "W02", 3) == 0;
        for (size_t k = 0; k < sizeof without / sizeof without[0]; k++)
            ours &= strcmp(id, without[k]) != 0;
        if (ours && !seen[c])
            fail_msg("no tests/data/bad/%s_*.yaml", id);
    }
}

static void check_good(const char *folder, const char *name)
{
    size_t n;
    char *text = read_file(cr_arena_printf(arena, "%s/%s", folder, name), &n), *first;
    struct cr_scenario *s = read_named(name, text, n, 0);

    if (!s)
        fail_msg("%s: %s", name, problems());
    first = print_text(s);
    s = read_named("printed.yaml", first, strlen(first), 0);
    if (!s)
        fail_msg("%s, printed and read again: %s", name, problems());
    assert_string_equal(print_text(s), first);
}

static void every_scenario_reads_and_prints_itself(void **state)
{
    (void)state;
    assert_true(for_each_yaml(beside("../../scenarios"), check_good) > 0);
    assert_true(for_each_yaml(beside("../../scenarios/classics"), check_good) > 0);
    for_each_yaml(beside("../../scenarios/templates"), check_good);
}

/* ------------------------------------------------------------------ small texts */

#define TAIL "start: a\nnodes: {a: {ask: A?, chance: {x: end, y: end}}}\noutcomes: {end: The end}\n"
#define HEAD "crossroads: 1\n"

static void texts_stay_texts_whatever_yaml_makes_of_them(void **state)
{
    struct cr_scenario *s =
        must_read(HEAD "title: no\nabout: 1e3\nactors: {r: ~, n: null, o: 0x1F}\n" TAIL);

    (void)state;
    assert_string_equal(s->title, "no");
    assert_string_equal(s->about, "1e3");
    assert_string_equal(s->actors[0].label, "~");
    assert_string_equal(s->actors[1].label, "null");
    assert_string_equal(s->actors[2].label, "0x1F");
}

static void branch_names_are_free(void **state)
{
    struct cr_scenario *s = must_read(HEAD "start: a\nnodes:\n  a:\n    ask: A?\n    chance: {no: "
                                           "b, 2022: b, \"it's up, to: you\": b, война: b}\n"
                                           "  b: {ask: B?, chance: {x: {shift: {\"a.it's up, to: "
                                           "you\": x2, a.no: x3}, then: end}, y: end}}\n"
                                           "outcomes: {end: The end}\n");
    int node, branch;

    (void)state;
    assert_string_equal(s->nodes[0].branches[1].name, "2022");
    assert_int_equal(s->nodes[1].branches[0].shifts[0].branch, 2);
    assert_int_equal(s->nodes[1].branches[0].shifts[1].branch, 0);
    assert_true(cr_scenario_branch(s, "a.война", &node, &branch));
    assert_int_equal(branch, 3);
    assert_false(cr_scenario_branch(s, "a.peace", &node, &branch));
    s = must_read(print_text(s));
    assert_string_equal(s->nodes[0].branches[2].name, "it's up, to: you");
}

static void short_forms_say_the_same_as_long_ones(void **state)
{
    struct cr_scenario *s =
        must_read(HEAD "title: T\nactors: {r: Russia}\nstages: {t: Now}\nsources: {b: A "
                       "book}\nparameters: {p: 30%}\n"
                       "state: {g: p}\nmeasures: {m: g * 2}\nobservations: {o: a.x}\n" TAIL);
    char *brief = print_text(s);

    (void)state;
    s = must_read(HEAD
        "title: T\nactors: {r: {label: Russia}}\nstages: {t: {label: Now}}\nsources: {b: {cite: A "
        "book}}\n"
        "parameters: {p: {value: 30%}}\nstate: {g: {start: p}}\nmeasures: {m: {value: g * 2}}\n"
        "observations: {o: {saw: a.x}}\nstart: a\n"
        "nodes: {a: {ask: A?, chance: {x: {then: end}, y: {then: end}}}}\noutcomes: {end: {label: "
        "The end}}\n");
    assert_string_equal(print_text(s), brief);
}

static struct cr_scenario *with_weights(const char *x, const char *y)
{
    return read_text(cr_arena_printf(arena,
        HEAD "start: a\nparameters: {p: 30%%}\nnodes: {a: {ask: A?, chance: {x: {weight: %s, then: "
             "end}, y: "
             "{weight: %s, then: end}}}}\noutcomes: {end: The end}\n",
        x, y));
}

static void a_range_is_normal_in_log_odds(void **state)
{
    struct cr_scenario *s = with_weights("20% to 40%", "rest");
    const struct cr_dist *dist;
    double a, b;

    (void)state;
    assert_non_null(s);
    dist = s->nodes[0].branches[0].weight.value.dist;
    a = log(0.2 / 0.8);
    b = log(0.4 / 0.6);
    assert_int_equal(dist->kind, CR_DIST_LOGITNORMAL);
    check_near(dist->args[0], (a + b) / 2, 1e-14);
    check_near(dist->args[1], (b - a) / (2 * 1.6448536269514722), 1e-14);
    check_near(cr_dist_quantile(dist, 0.05), 0.2, 1e-12);
    check_near(cr_dist_quantile(dist, 0.95), 0.4, 1e-12);
    assert_int_equal(s->nodes[0].branches[1].weight.form, CR_WEIGHT_REST);
    assert_int_equal(s->nodes[0].mode, CR_MODE_PROBABILITY);
}

static void words_are_the_ranges_of_the_directive(void **state)
{
    static const struct {
        const char *word;
        double low, high;
    } words[] = {{"almost no chance", 0.01, 0.05}, {"very unlikely", 0.05, 0.2},
        {"unlikely", 0.2, 0.45}, {"roughly even chance", 0.45, 0.55}, {"likely", 0.55, 0.8},
        {"very likely", 0.8, 0.95}, {"almost certain", 0.95, 0.99}};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct cr_scenario *s = with_weights(words[i].word, "rest");
        const struct cr_value *value;
        assert_non_null(s);
        value = &s->nodes[0].branches[0].weight.value;
        assert_true(value->percent);
        check_near(cr_dist_quantile(value->dist, 0.05), words[i].low, 1e-12);
        check_near(cr_dist_quantile(value->dist, 0.95), words[i].high, 1e-12);
    }
}

static void the_own_text_of_a_weight_decides_the_mode(void **state)
{
    static const struct {
        const char *x, *y;
        int mode; /* -1: an error */
    } cases[] = {{"3", "1", CR_MODE_RELATIVE}, {"0.4", "0.6", CR_MODE_RELATIVE},
        {"35%", "65%", CR_MODE_PROBABILITY}, {"0.35", "65%", CR_MODE_PROBABILITY},
        {"p", "rest", CR_MODE_PROBABILITY}, {"p", "1 - p", CR_MODE_RELATIVE},
        {"p", "100% - p", CR_MODE_PROBABILITY}, {"'beta(2, 3)'", "1", CR_MODE_RELATIVE},
        {"'counts(3, 9)'", "rest", CR_MODE_PROBABILITY},
        {"unlikely", "likely", CR_MODE_PROBABILITY}, {"33.4%", "66.2%", CR_MODE_PROBABILITY},
        {"33%", "66.4%", -1}, {"3", "rest", -1}, {"20 to 30", "rest", -1},
        {"rest", "rest", CR_MODE_PROBABILITY}, {"1e-3", "0.999", CR_MODE_RELATIVE},
        {"100%", "0%", CR_MODE_PROBABILITY}, {"0", "0", -1}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cr_scenario *s = with_weights(cases[i].x, cases[i].y);
        int mode = s ? (int)s->nodes[0].mode : -1;
        if (mode != cases[i].mode)
            fail_msg("%s and %s give %d: %s", cases[i].x, cases[i].y, mode, problems());
    }
}

static void relative_weights_that_look_like_probabilities_are_asked_about(void **state)
{
    (void)state;
    assert_non_null(with_weights("0.3", "0.6"));
    assert_non_null(strstr(problems(), "[W005]"));
    assert_non_null(with_weights("0.3", "0.7"));
    assert_null(strstr(problems(), "[W005]"));
}

/* A key without a branch can only mean the variable. */
static void a_shift_finds_the_variable_that_has_the_name_of_a_node(void **state)
{
    (void)state;
    const struct cr_scenario *s = read_text(
        "crossroads: 1\nstart: mood\nstate: {unrest: 20}\nnodes:\n"
        "  mood: {ask: M?, chance: {calm: unrest, angry: unrest}}\n"
        "  unrest: {ask: U?, chance: {x: {weight: 1, shift: {unrest: x1.5 per 10, mood.calm: x2}, "
        "then: end}, y: {weight: 1, then: end}}}\noutcomes: {end: End}\n");
    assert_non_null(s);
    const struct cr_shift *shifts = s->nodes[1].branches[0].shifts;
    assert_int_equal(shifts[0].state, 0);
    assert_int_equal(shifts[0].node, -1);
    assert_int_equal(shifts[1].node, 0);
}

static void a_shift_is_counted_from_the_mean_of_the_start(void **state)
{
    struct cr_scenario *s = must_read(HEAD "parameters: {p: 10 to 20, q: 2 * p}\nstate: {g: q + 1, "
                                           "h: 3, k: 'pert(40, 50, 60)'}\nstart: a\n"
                                           "nodes: {a: {ask: A?, chance: {x: {shift: {g: x1.15 per "
                                           "10, h: x2 per 5 from 8, k: x0.5 per 1}, then: "
                                           "end}, y: end}}}\noutcomes: {end: The end}\n");
    const struct cr_shift *shifts = s->nodes[0].branches[0].shifts;

    (void)state;
    check_near(shifts[0].factor, 1.15, 0);
    check_near(shifts[0].per, 10, 0);
    check_near(shifts[0].from, 31, 1e-12);
    check_near(shifts[1].from, 8, 0);
    assert_true(shifts[1].from_written);
    check_near(shifts[2].from, 50, 1e-12);
}

static void a_sign_under_a_lens_shifts_and_its_absence_replaces(void **state)
{
    struct cr_scenario *s = must_read(HEAD "state: {g: 50, h: 50, k: 50}\nactors: {r: R}\nlenses:\n"
                                           "  one: {start: {g: -5, h: 40, k: =-5}, weights: {a.x: "
                                           "x3, a.y: 10%}, payoffs: {end.r: 3}}\n"
                                           "  as_written: {pool: 2}\n"
                                           "start: a\nnodes: {a: {ask: A?, chance: {x: {change: "
                                           "{g: 1, h: 1, k: 1}, then: end}, y: end}}}\n"
                                           "outcomes: {end: {label: The end, payoff: {r: 5}}}\n");
    const struct cr_lens *lens = &s->lenses[0];

    (void)state;
    assert_int_equal(s->n_lenses, 1);
    check_near(s->pool_as_written, 2, 0);
    check_near(lens->pool, 1, 0);
    assert_true(lens->starts[0].shift);
    check_near(lens->starts[0].value.number, -5, 0);
    assert_false(lens->starts[1].shift);
    assert_false(lens->starts[2].shift);
    check_near(lens->starts[2].value.number, -5, 0);
    assert_true(lens->weights[0].multiplier);
    check_near(lens->weights[0].factor, 3, 0);
    check_near(lens->weights[1].value.number, 0.1, 0);
    assert_string_equal(print_text(must_read(print_text(s))), print_text(s));
}

static void values_of_the_command_line_read_like_those_of_the_file(void **state)
{
    struct cr_scenario *s = must_read(HEAD "parameters: {p: 30%}\nstate: {g: p}\n" TAIL);
    struct cr_value value;

    (void)state;
    cr_diags_init(&diags, arena, NULL);
    assert_int_equal(
        cr_value_read_text(arena, s, "20% to 40%", CR_AT_PROBABILITY, &value, &diags), CR_OK);
    assert_int_equal(value.kind, CR_VALUE_DIST);
    assert_int_equal(cr_value_read_text(arena, s, "40%", CR_AT_PROBABILITY, &value, &diags), CR_OK);
    check_near(value.number, 0.4, 0);
    assert_int_equal(cr_value_read_text(arena, s, "0.4", CR_AT_PROBABILITY, &value, &diags), CR_OK);
    assert_int_not_equal(
        cr_value_read_text(arena, s, "3", CR_AT_PROBABILITY, &value, &diags), CR_OK);
    assert_int_not_equal(cr_value_read_text(arena, s, "140%", CR_AT_WEIGHT, &value, &diags), CR_OK);
    assert_int_not_equal(cr_value_read_text(arena, s, "-3", CR_AT_WEIGHT, &value, &diags), CR_OK);
    assert_int_equal(cr_value_read_text(arena, s, "3", CR_AT_WEIGHT, &value, &diags), CR_OK);
    assert_int_equal(cr_value_read_text(arena, s, "5 to 9", CR_AT_START, &value, &diags), CR_OK);
    assert_int_equal(value.dist->kind, CR_DIST_NORMAL);
    assert_int_equal(cr_value_read_text(arena, s, "2 * p", CR_AT_START, &value, &diags), CR_OK);
    assert_int_equal(value.kind, CR_VALUE_EXPR);
    assert_int_not_equal(
        cr_value_read_text(arena, s, "2 * g", CR_AT_PARAMETER, &value, &diags), CR_OK);
    assert_int_not_equal(
        cr_value_read_text(arena, s, "nosuch", CR_AT_PARAMETER, &value, &diags), CR_OK);
    assert_int_equal(diags.n_errors, 5);
}

static void parameters_are_ordered_and_have_base_values(void **state)
{
    struct cr_scenario *s = must_read(HEAD "parameters: {c: a1 + b1, a1: 2 * b1, b1: 10 to 20, d: "
                                           "likely}\nstate: {g: c / 5, h: 'student_t(1)'}\n" TAIL);
    double means[4], starts[2];

    (void)state;
    cr_scenario_base(s, means, starts);
    assert_int_equal(s->parameter_order[0], 2);
    check_near(means[0], 45, 1e-12);
    check_near(means[1], 30, 1e-12);
    check_near(means[2], 15, 1e-12);
    check_near(means[3], s->parameters[3].value.dist->mean, 0);
    check_near(starts[0], 9, 1e-12);
    assert_true(isnan(starts[1]));
}

static void partial_dates_count_as_their_last_day(void **state)
{
    (void)state;
    assert_true(cr_date_compare("2022", "2022-12-31") == 0);
    assert_true(cr_date_compare("2022-02", "2022-02-28") == 0);
    assert_true(cr_date_compare("2024-02", "2024-02-28") > 0);
    assert_true(cr_date_compare("2022-05-16", "2022-06") < 0);
}

/* ------------------------------------------------------------------ size, shortage, noise */

/* A chain of n nodes, each with two ways on. */
static char *chain(size_t n)
{
    struct cr_buf text;

    cr_buf_init(&text, arena);
    cr_buf_str(&text, HEAD "start: n0\noutcomes: {end: The end}\nnodes:\n");
    for (size_t i = 0; i < n; i++) {
        char next[32];
        snprintf(next, sizeof next, i + 1 < n ? "n%u" : "end", (unsigned)(i + 1));
        cr_buf_printf(&text,
            "  n%u: {ask: Q?, chance: {on: {weight: 30%%, then: %s}, off: {weight: rest, then: "
            "end}}}\n",
            (unsigned)i, next);
    }
    return text.s;
}

static void a_chain_of_50000_nodes_is_read(void **state)
{
    char *text = chain(50000);

    (void)state;
    if (!read_named("chain.yaml", text, strlen(text), 0))
        fail_msg("%.500s", problems());
}

static void more_nodes_than_the_limit_are_refused(void **state)
{
    struct cr_buf text;

    (void)state;
    cr_buf_init(&text, arena);
    cr_buf_str(&text, HEAD "start: n0\noutcomes: {end: The end}\nnodes:\n");
    for (unsigned i = 0; i <= 100000; i++)
        cr_buf_printf(&text, "  n%u: {ask: Q?, chance: {on: end}}\n", i);
    assert_null(read_named("many.yaml", text.s, text.n, 0));
    assert_string_equal(
        problems(), "100005:3: error[E180]: here are 100001 nodes; the program takes 100,000\n");
}

static const char whole[] =
    HEAD "title: Whole\nas_of: 2022-01-20\nactors: {r: {label: R, payoff: 0.5*g}, c: C}\nstages: "
         "{t: {label: T, date: 2022-01}}\n"
         "sources: {b: {cite: A book, url: 'https://example.org'}}\nparameters: {p: {value: 10% to "
         "35%, because: [b]}, q: 1 - p}\n"
         "correlations: [{between: [p, start.h], rho: 0.4}]\n"
         "state: {g: {start: 60, between: [0, 100], bounds: soft}, h: {start: 'pert(40, 50, 60)', "
         "low: weak}}\n"
         "measures: {m: {value: g - h, between: [-100, 100]}}\nstart: a\nnodes:\n"
         "  a:\n    stage: t\n    ask: A?\n    because: [b, My own view.]\n    confidence: 20\n    "
         "chance:\n"
         "      x: {weight: 55%, then: d}\n      y: {weight: rest, change: {g: -8, h: 2 to 9}, "
         "then: d}\n"
         "    signals: {s: {x: 70%, y: 0.2}}\n"
         "  d:\n    ask: D?\n    decision: r\n    at_most: 3\n    after: end\n    options:\n"
         "      u: {weight: 3, payoff: {r: -2}, set: {g: q * 5}, then: a}\n"
         "      v: {weight: 1, when: \"g < 60 and took('a.x')\", shift: {h: x0.8 per 10, a.y: "
         "x1.5}, then: v}\n"
         "  v:\n    ask: V?\n    rule: {hi: {when: h >= 60, then: end}, lo: {then: bad}}\n"
         "outcomes: {end: {label: End, tags: [good, done], payoff: {r: 10, c: 0.2*g}, color: "
         "teal}, bad: Bad}\n"
         "lenses: {l: {pool: 2, weights: {a.x: {weight: x3, basis: ours, because: A guess.}, d.v: "
         "10%}, parameters: {p: likely}, start: {g: "
         "-5}, payoffs: {end.r: 3}, observations: {i: {informs: {a: {x: 0.2}}, basis: said}}}}\n"
         "observations: {o: {date: 2022-11-20, saw: a.s}, i: {informs: {a: {x: 1, y: 0.5}}}}\n"
         "lesson: {minutes: 50, objectives: [One], discussion: [Why?]}\n";

static void a_weight_under_a_lens_may_say_who_stands_for_it(void **state)
{
    struct cr_scenario *s = must_read(
        HEAD "sources: {k: {cite: K, date: 2022-03}}\nlenses:\n"
             "  l: {weights: {a.x: {weight: x3, basis: implied, because: [k, 'And so.']}, "
             "a.y: {weight: 10%}, a.z: x2}}\n"
             "start: a\nnodes: {a: {ask: A?, chance: {x: end, y: end, z: end}}}\n"
             "outcomes: {end: The end}\n");
    const struct cr_lens_weight *w = s->lenses[0].weights;

    (void)state;
    assert_int_equal(s->lenses[0].n_weights, 3);
    assert_int_equal(w[0].basis, CR_BASIS_IMPLIED);
    check_near(w[0].factor, 3, 0);
    assert_int_equal(w[0].because.n, 2);
    assert_int_equal(w[0].because.sources[0], 0);
    assert_string_equal(w[0].because.texts[1], "And so.");
    assert_int_equal(w[1].basis, CR_BASIS_NONE);
    check_near(w[1].value.number, 0.1, 0);
    check_near(w[2].factor, 2, 0);
    assert_string_equal(s->sources[0].date, "2022-03");
}

static void everything_survives_printing(void **state)
{
    struct cr_scenario *s = must_read(whole);
    char *first = print_text(s);

    (void)state;
    assert_string_equal(print_text(must_read(first)), first);
    assert_int_equal(s->n_tags, 2);
    assert_int_equal(s->nodes[1].at_most, 3);
    assert_true(s->nodes[1].after.outcome == 0);
    check_near(s->nodes[0].signals[0].likelihood[0], 0.7, 0);
    check_near(s->observations[1].informs[0].likelihood[1], 0.5, 0);
    assert_int_equal(s->observations[0].saw_signal, 0);
    assert_int_equal(s->lenses[0].observations[0].observation, 1);
    check_near(s->lenses[0].observations[0].informs[0].likelihood[0], 0.2, 0);
    check_near(s->lenses[0].observations[0].informs[0].likelihood[1], 1, 0);
    assert_int_equal(s->states[0].bounds, CR_BOUNDS_SOFT);
}

static enum cr_status read_whole(struct cr_arena *work, struct cr_arena *no_arena, void *unused)
{
    struct cr_source source;
    struct cr_diags own;
    (void)no_arena;
    (void)unused;
    cr_source_init(&source, work, "whole.yaml", whole, sizeof whole - 1);
    cr_diags_init(&own, work, &source);
    return cr_scenario_read(work, &source, 1, &own) ? CR_OK : CR_INPUT;
}

/* Reads in an arena of its own while the k-th allocation fails. Returns whether it went well. */
static bool read_short_of_memory(uint64_t k)
{
    cr_seam_fail('a', k, 0);
    enum cr_status status = cr_with_work(NULL, read_whole, NULL);
    cr_seam_fail('a', 0, 0);
    return status == CR_OK;
}

static void shortage_of_memory_leaks_nothing(void **state)
{
    int64_t live = cr_seam_live();
    uint64_t k = 1;

    (void)state;
    while (k < 1000 && !read_short_of_memory(k)) {
        assert_int_equal(cr_seam_live(), live);
        k++;
    }
    printf("%u points of failure\n", (unsigned)k - 1);
    assert_true(k > 1 && k < 1000);
}

/* Cuts, swaps and replaces bytes of a file: it may be refused, but never read past its end. */
static void damaged_files_are_refused_calmly(void **state)
{
    static const char bytes[] = "{}[]:,-#'\"%x 0.\n*&!|>ato(";
    uint64_t luck = 20240607;
    size_t n = sizeof whole - 1, read = 0;

    for (int round = 0; round < 1500; round++) {
        char *text = cr_arena_strndup(arena, whole, n);
        for (int k = 0; k < 1 + round % 4; k++) {
            luck = luck * 6364136223846793005u + 1442695040888963407u;
            text[(luck >> 33) % n] = bytes[(luck >> 20) % (sizeof bytes - 1)];
        }
        read += read_named("damaged.yaml", text, n, 1) != NULL;
        if (round % 50 == 49) {
            close_arena(state);
            open_arena(state);
        }
    }
    printf("%u of 1500 damaged files were still scenarios\n", (unsigned)read);
    assert_true(read < 1500);
}

static void the_table_of_keys_is_whole(void **state)
{
    (void)state;
    for (int o = 0; o < CR_N_OBJECTS; o++) {
        assert_true(cr_objects[o].n > 0 && cr_objects[o].n <= CR_MAX_FIELDS);
        for (int k = 0; k < cr_objects[o].n; k++) {
            const struct cr_key_info *row = &cr_keys[cr_objects[o].first + k];
            assert_int_equal(row->object, o);
            assert_true(strlen(row->help) > 0);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_faulty_file_gets_its_sentences),
        TEST(every_code_has_a_faulty_file),
        TEST(every_scenario_reads_and_prints_itself),
        TEST(texts_stay_texts_whatever_yaml_makes_of_them),
        TEST(branch_names_are_free),
        TEST(short_forms_say_the_same_as_long_ones),
        TEST(a_range_is_normal_in_log_odds),
        TEST(words_are_the_ranges_of_the_directive),
        TEST(the_own_text_of_a_weight_decides_the_mode),
        TEST(relative_weights_that_look_like_probabilities_are_asked_about),
        TEST(a_shift_finds_the_variable_that_has_the_name_of_a_node),
        TEST(a_shift_is_counted_from_the_mean_of_the_start),
        TEST(a_weight_under_a_lens_may_say_who_stands_for_it),
        TEST(a_sign_under_a_lens_shifts_and_its_absence_replaces),
        TEST(values_of_the_command_line_read_like_those_of_the_file),
        TEST(parameters_are_ordered_and_have_base_values),
        TEST(partial_dates_count_as_their_last_day),
        TEST(a_chain_of_50000_nodes_is_read),
        TEST(more_nodes_than_the_limit_are_refused),
        TEST(everything_survives_printing),
        TEST(shortage_of_memory_leaks_nothing),
        TEST(damaged_files_are_refused_calmly),
        TEST(the_table_of_keys_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
