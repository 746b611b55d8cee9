/* crossroads: scenarios as decision trees, simulated, solved and written as data.
 *
 * The public interface of libcrossroads. It compiles as C and as C++.
 *
 *     struct crossroads_scenario *scenario;
 *     struct crossroads_result *result;
 *     struct crossroads_options options;
 *     struct crossroads_share share;
 *
 *     if (crossroads_load("alliance.yaml", 0, &scenario) != CROSSROADS_OK)
 *         fputs(crossroads_problems(scenario), stderr);
 *     crossroads_options_init(&options);
 *     options.runs = 10000;
 *     if (crossroads_run(scenario, &options, &result) == CROSSROADS_OK
 *         && crossroads_outcome(result, 0, &share) == CROSSROADS_OK)
 *         printf("%s %g\n", share.id, share.share);
 *     crossroads_result_free(result);
 *     crossroads_scenario_free(scenario);
 *
 * Rules that hold everywhere:
 * - Every call that can fail returns a status. An object it hands out is NULL only when memory was
 * short or a pointer was missing; otherwise it exists even after a failure and holds the reason
 * (crossroads_problems, crossroads_message).
 * - Texts that the library hands out belong to the object they were asked of and live as long as it
 * does. A result must not outlive its scenario.
 * - Probabilities are 0 to 1. Missing numbers are NaN. Texts are UTF-8.
 * - Objects may be used by several threads at once if none of them changes or frees one
 * (writing and crossroads_problems count as changing). No call prints, exits or touches
 * the locale.
 * - The library sets GSL's error handler when it first needs GSL, and passes on what happens
 * outside its own calls to the handler that you had set before; do not set another one later.
 * - Structures that you fill in begin with their own size, set by the _init function, so that they
 * can grow. */
#ifndef CROSSROADS_H
#define CROSSROADS_H

#include <stddef.h>
#include <stdint.h>

/* The version that this header belongs to; crossroads_version() tells that of the library at hand.
 * CROSSROADS_VERSION_NUMBER grows with every version: 1.2.3 is 10203. */
#define CROSSROADS_VERSION_MAJOR 0
#define CROSSROADS_VERSION_MINOR 1
#define CROSSROADS_VERSION_PATCH 0
#define CROSSROADS_VERSION "0.1.0"
#define CROSSROADS_VERSION_NUMBER                                                                  \
    (CROSSROADS_VERSION_MAJOR * 10000 + CROSSROADS_VERSION_MINOR * 100 + CROSSROADS_VERSION_PATCH)

/* Before each function of the library: what it exports, and nothing else. */
#if defined(__GNUC__)
#define CROSSROADS_API __attribute__((visibility("default")))
#else
#define CROSSROADS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum crossroads_status {
    CROSSROADS_OK = 0,
    CROSSROADS_INPUT,       /* the scenario has errors, or a number in it fails in some world */
    CROSSROADS_USAGE,       /* wrong arguments: an unknown name, worlds above runs, ... */
    CROSSROADS_IO,          /* a file could not be read, or a checkpoint written */
    CROSSROADS_MEMORY,      /* memory ran out */
    CROSSROADS_TARGET,      /* options.precision was not reached; the result is whole */
    CROSSROADS_INTERRUPTED, /* options.progress asked to stop; the result is whole for the runs it
                               names */
    CROSSROADS_BUG,         /* an invariant of the library does not hold: please report */
    CROSSROADS_REFUSED      /* nothing is wrong with the file, but this cannot be computed: too many
                               positions to solve, or evidence that no run met */
};

/* The version, "0.1.0"; a sentence for a status. Never NULL. */
CROSSROADS_API const char *crossroads_version(void);
CROSSROADS_API const char *crossroads_status_text(enum crossroads_status status);

/* ---- Scenarios ---- */

struct crossroads_scenario;

enum { CROSSROADS_STRICT = 1 /* also the warnings of a reviewer: weights without a source, ... */ };

/* Reads and checks a file ("-": standard input) or a text of n bytes, whose name is used in
 * messages. Files have at most 16 MiB. CROSSROADS_INPUT: it has errors, listed in the object; it
 * cannot be run, but must be freed. */
CROSSROADS_API enum crossroads_status crossroads_load(
    const char *path, unsigned flags, struct crossroads_scenario **scenario);
CROSSROADS_API enum crossroads_status crossroads_load_text(const char *name, const char *text,
    size_t n, unsigned flags, struct crossroads_scenario **scenario);
/* As crossroads_load, with the names that are shown for the file: `shown` in messages and outputs
 * ("alliance.yaml"), `name` in the commands that outputs suggest ("alliance"). */
CROSSROADS_API enum crossroads_status crossroads_load_named(const char *path, const char *shown,
    const char *name, unsigned flags, struct crossroads_scenario **scenario);
CROSSROADS_API void crossroads_scenario_free(
    struct crossroads_scenario *scenario); /* NULL is fine */
/* What only a simulation shows of a scenario without errors is added to its problems, as warnings
 * (or errors: a number that fails in some world): outcomes in which no future ends, decisions that
 * one uncertain number turns. It takes seconds. CROSSROADS_INPUT: the scenario has errors now. */
CROSSROADS_API enum crossroads_status crossroads_review(struct crossroads_scenario *scenario);

/* What is wrong, as a person reads it in a terminal, with the author's lines; "" if nothing is. */
CROSSROADS_API const char *crossroads_problems(struct crossroads_scenario *scenario);
/* The same with ANSI colours. */
CROSSROADS_API const char *crossroads_problems_colored(struct crossroads_scenario *scenario);

enum crossroads_severity { CROSSROADS_ERROR, CROSSROADS_WARNING, CROSSROADS_NOTE };
struct crossroads_problem {
    const char *id; /* "E003", stable */
    enum crossroads_severity severity;
    unsigned line, column;      /* from 1; 0: the problem has no place */
    const char *message, *hint; /* hint may be NULL */
};
CROSSROADS_API size_t crossroads_problem_count(const struct crossroads_scenario *scenario);
CROSSROADS_API enum crossroads_status crossroads_problem(
    const struct crossroads_scenario *scenario, size_t i, struct crossroads_problem *problem);

CROSSROADS_API const char *crossroads_title(
    const struct crossroads_scenario *scenario); /* NULL if it has none */
CROSSROADS_API const char *crossroads_sha256(
    const struct crossroads_scenario *scenario); /* of the file's bytes, 64 hex digits */

/* The ids in a scenario, in file order. Questions are what `nodes` holds. */
enum crossroads_ids {
    CROSSROADS_QUESTION_IDS,
    CROSSROADS_OUTCOME_IDS,
    CROSSROADS_ACTOR_IDS,
    CROSSROADS_PARAMETER_IDS,
    CROSSROADS_STATE_IDS,
    CROSSROADS_LENS_IDS,
    CROSSROADS_OBSERVATION_IDS,
    CROSSROADS_MEASURE_IDS,
    CROSSROADS_TAG_IDS
};
CROSSROADS_API size_t crossroads_id_count(
    const struct crossroads_scenario *scenario, enum crossroads_ids ids);
/* NULL behind the last. */
CROSSROADS_API const char *crossroads_id(
    const struct crossroads_scenario *scenario, enum crossroads_ids ids, size_t i);
/* The i-th branch of a question, or a signal that may be seen of it; NULL behind the last. */
CROSSROADS_API const char *crossroads_branch(
    const struct crossroads_scenario *scenario, size_t question, size_t i);
CROSSROADS_API const char *crossroads_signal(
    const struct crossroads_scenario *scenario, size_t question, size_t i);
/* Whether an actor decides it. */
CROSSROADS_API int crossroads_is_decision(
    const struct crossroads_scenario *scenario, size_t question);

/* ---- Options ---- */

enum crossroads_engine {
    CROSSROADS_AUTO, /* the first that can answer */
    CROSSROADS_EXACT,
    CROSSROADS_ROLLBACK,
    CROSSROADS_SPLIT,
    CROSSROADS_WALK,
    CROSSROADS_GSL,   /* the readable one: slow, and like no other but in law */
    CROSSROADS_VEGAS, /* integrals over the uncertain numbers by GSL's VEGAS, a cross-check */
    CROSSROADS_MISER  /* the same by GSL's MISER */
};
/* Expectation, worst case, best case, largest regret. */
enum crossroads_rule {
    CROSSROADS_EV,
    CROSSROADS_MAXIMIN,
    CROSSROADS_MAXIMAX,
    CROSSROADS_MINREGRET
};
enum crossroads_sampling {
    CROSSROADS_RANDOM,
    CROSSROADS_LHS,
    CROSSROADS_SOBOL,
    CROSSROADS_HALTON, /* GSL's sequences, shifted at random */
    CROSSROADS_NIEDERREITER,
    CROSSROADS_SAMPLING_AUTO /* run: CROSSROADS_SOBOL from 256 worlds on; else CROSSROADS_RANDOM */
};

/* Called now and then from the thread that called the library; done of total. Nonzero: stop. */
typedef int crossroads_progress(void *context, double done, double total);

/* Called when the first runs tell what `precision` will take: how many runs (0: every world is
 * exact) in how many worlds, and seconds. */
typedef void crossroads_expect(void *context, double runs, double worlds, double seconds);

/* What is laid over the file, and how it is played. Lists are arrays of n texts in the language of
 * the command line: lenses "NAME", "NAME:0.5", "pool", "as_written"; sets "NAME=VALUE"; given
 * "NODE.BRANCH", "NODE.SIGNAL", a signal or an observation; does "NODE.BRANCH"; ignores an
 * observation or "all"; chooses "as-written", "best", "uniform", "quantal:L", "NODE=OPTION". */
struct crossroads_options {
    size_t size;
    uint64_t seed; /* any; default 1 */
    /* 1 to 2^53. Default 0: run plays until the 95 % error of every outcome's share is below
     * `precision`, or 0.25 points and at most 1,048,576 runs where that is 0; a shard, an engine
     * that does not plan, and every other analysis: 1,000,000. */
    uint64_t runs;
    /* 1 to runs. Default 0: run draws a twentieth of the runs (at least 1,000 or as many as there
     * are runs, at most 16,384, more where the precision asks for it); solve takes the base case.
     */
    uint64_t worlds;
    enum crossroads_engine engine;
    enum crossroads_sampling sampling; /* default CROSSROADS_SAMPLING_AUTO */
    int threads;            /* 0: as many as there are processors; changes no digit of a result */
    double precision;       /* stop when every outcome's 95% error is below it; 0: no such rule */
    double max_seconds;     /* 0: no limit */
    uint64_t max_positions; /* of exact evaluation; 0: 1,000,000 */
    const char *const *lenses, *const *sets, *const *given, *const *does, *const *ignores,
                                                                              *const *chooses;
    size_t n_lenses, n_sets, n_given, n_does, n_ignores, n_chooses;
    crossroads_progress *progress; /* may be NULL */
    void *progress_context;
    crossroads_expect *expect; /* may be NULL */
    void *expect_context;
    const char *command; /* quoted in outputs as the way to make them again; may be NULL */
    /* Long runs. `checkpoint`: a file that gets what is finished every `checkpoint_every` seconds
     * (0: 30) and at the end; `resume`: go on from there (or begin, if there is no such file).
     * `shard` of `shards`, from 1: play only this part, into `checkpoint`; crossroads_merge makes
     * the result of all parts. None of it changes a digit of a result. */
    const char *checkpoint;
    double checkpoint_every;
    int resume;
    uint64_t shard, shards;
    enum crossroads_rule rule; /* solve: by what options are compared */
    const char *rng;           /* the generator, by its name in GSL; NULL: philox4x32 */
    uint64_t equilibria; /* solve, where actors know different things: look so often for others, 1
                            to 10,000; 0: only the one at the end of the principal branch */
};
CROSSROADS_API void crossroads_options_init(struct crossroads_options *options);

/* ---- Results ---- */

struct crossroads_result;

/* Plays (run) or evaluates with choices (solve). CROSSROADS_USAGE also where options.rule cannot be
 * followed. The result exists whenever *result is not NULL;
 * its numbers only after CROSSROADS_OK, _TARGET and _INTERRUPTED, else it holds crossroads_message.
 * A shard has no numbers. After CROSSROADS_IO the runs played so far have theirs, if there are any.
 */
CROSSROADS_API enum crossroads_status crossroads_run(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, struct crossroads_result **result);
CROSSROADS_API enum crossroads_status crossroads_solve(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, struct crossroads_result **result);
/* The result of a run from the files of all its shards, the same as of the undivided run. The
 * scenario is read from the files, too; free both. Where the files do not make a run, *result is
 * NULL and crossroads_problems(*scenario) says why. */
CROSSROADS_API enum crossroads_status crossroads_merge(const char *const *files, size_t n_files,
    struct crossroads_scenario **scenario, struct crossroads_result **result);
CROSSROADS_API void crossroads_result_free(struct crossroads_result *result); /* NULL is fine */
/* Why it failed, in words with the place in the file; "" if it did not. */
CROSSROADS_API const char *crossroads_message(const struct crossroads_result *result);
/* The problems behind the message that have a place in the file, as of a scenario. */
CROSSROADS_API size_t crossroads_result_problem_count(const struct crossroads_result *result);
CROSSROADS_API enum crossroads_status crossroads_result_problem(
    const struct crossroads_result *result, size_t i, struct crossroads_problem *problem);
/* These problems as crossroads_problems has them, with ANSI colours if wanted; "" without. */
CROSSROADS_API const char *crossroads_result_problems(struct crossroads_result *result, int color);
/* A number failed in a future that crossroads_replay shows: its run. CROSSROADS_USAGE: none did. */
CROSSROADS_API enum crossroads_status crossroads_failed_run(
    const struct crossroads_result *result, uint64_t *run);
/* Whether there is anything to write. */
CROSSROADS_API int crossroads_has_numbers(const struct crossroads_result *result);

/* How a result came about. */
struct crossroads_account {
    const char *engine;    /* "walk"; "" after an analysis of several runs */
    uint64_t runs, worlds; /* that were finished; 0 after solve of the base case */
    double positions;      /* that were evaluated exactly; 0: none */
    double seconds;        /* of work; not the same twice */
    double error;          /* the largest 95 % error of an outcome's share: half its interval, what
                              options.precision bounds; 0 to 1, 0 where exact */
    int complete;          /* whether all was played that was asked for */
    uint64_t saved_runs;   /* that stand in options.checkpoint */
    const char *remark;    /* a sentence on the call, no part of the result; NULL: none */
    const char *command;   /* options.command; of a merged run that of its parts; may be NULL */
};
CROSSROADS_API enum crossroads_status crossroads_get_account(
    const struct crossroads_result *result, struct crossroads_account *account);
/* Replaces the command that outputs quote; the text is copied. */
CROSSROADS_API enum crossroads_status crossroads_set_command(
    struct crossroads_result *result, const char *command);
/* What a file holds that options.checkpoint named: superblocks of runs done, of how many.
 * CROSSROADS_IO: it is no such file. */
CROSSROADS_API enum crossroads_status crossroads_kept(
    const char *path, uint64_t *done, uint64_t *total);

/* An outcome (in file order). share and se: the estimate and its Monte Carlo error (0 where exact,
 * NaN where no run met it, or all did); low to high: its 95 % interval; q05 to q95: over worlds, of
 * the probability within a world (NaN where nothing is uncertain, or after solve of the base case).
 */
struct crossroads_share {
    const char *id, *label;
    double share, se, q05, q25, q50, q75, q95, low, high;
};
CROSSROADS_API size_t crossroads_outcome_count(const struct crossroads_result *result);
CROSSROADS_API enum crossroads_status crossroads_outcome(
    const struct crossroads_result *result, size_t i, struct crossroads_share *share);

/* An actor's payoff: after run with spread and quantiles over futures, and the 95 % interval of the
 * mean; after solve `mean` is the value. NaN: it has none. */
struct crossroads_payoff {
    const char *actor, *label;
    double mean, se, sd, q05, q25, q50, q75, q95, low, high;
};
CROSSROADS_API size_t crossroads_payoff_count(const struct crossroads_result *result);
CROSSROADS_API enum crossroads_status crossroads_payoff(
    const struct crossroads_result *result, size_t i, struct crossroads_payoff *payoff);

/* ---- Analyses ----
 *
 * Each gives a result for crossroads_write, in "text", "json", "dat", "csv" and "md" unless said
 * otherwise; the tables and the JSON documents are described in docs/reference/data.md.
 * crossroads_outcome_count is 0. Statuses and ownership are those of crossroads_run.
 * `options` as for crossroads_run, NULL: the defaults; of the structures that follow, too. */

/* Plays future `run` (below 2^53) of those that crossroads_run plays, step by step: text, json. */
CROSSROADS_API enum crossroads_status crossroads_replay(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, uint64_t run, struct crossroads_result **result);

/* The `most` (1 to 10,000) likeliest futures with their probabilities and errors. */
CROSSROADS_API enum crossroads_status crossroads_paths(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, size_t most, struct crossroads_result **result);

/* The names in a scenario: questions with their branches, outcomes, tags, actors, lenses, numbers,
 * signals, observations and stages; in every format. */
CROSSROADS_API enum crossroads_status crossroads_list(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, struct crossroads_result **result);
/* What the scenario says for teaching with it: text, json. */
CROSSROADS_API enum crossroads_status crossroads_lesson(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, struct crossroads_result **result);

/* What was seen: n names, each "NODE.BRANCH", a signal or an observation. */
struct crossroads_seen {
    size_t size;
    const char *const *names;
    size_t n;
    const char *until; /* "2022-12-31": the dated observations of the file up to then as well; NULL:
                          none (score: all) */
};
CROSSROADS_API void crossroads_seen_init(struct crossroads_seen *seen);
/* Outcomes, tags, parameters, hidden causes and (with the lens "pool") lenses before and after. */
CROSSROADS_API enum crossroads_status crossroads_observe(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct crossroads_seen *seen,
    struct crossroads_result **result);
/* The forecasts of every lens held against what happened: Brier and logarithmic scores. names and
 * options.lenses must be empty. */
CROSSROADS_API enum crossroads_status crossroads_score(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct crossroads_seen *seen,
    struct crossroads_result **result);

/* What a class answered, and what happened. */
struct crossroads_answers {
    size_t size;
    const char *name; /* of the file, for messages; may be NULL */
    const char *text; /* n bytes: a table whose first row names who, question, branch, percent */
    size_t n;
    const char *const *truths; /* n_truths branches that were taken, each "NODE.BRANCH" */
    size_t n_truths;
};
CROSSROADS_API void crossroads_answers_init(struct crossroads_answers *answers);
/* Scores of every student, of the class and of the file, calibration, who moved most. What happened
 * is what `truths` say, else the dated observations of the file after as_of. Rows that cannot be
 * used are told in the result. CROSSROADS_INPUT: the text is no such table; CROSSROADS_USAGE: it is
 * of no answered question known what happened. `answers` is needed during the call only. */
CROSSROADS_API enum crossroads_status crossroads_score_answers(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct crossroads_answers *answers,
    struct crossroads_result **result);

/* Sheets for a class, as Markdown ("md") or as one HTML file without scripts ("html"). */
struct crossroads_handout {
    const char *name, *help;
};
/* The i-th kind of sheet; CROSSROADS_USAGE behind the last. */
CROSSROADS_API enum crossroads_status crossroads_get_handout(
    size_t i, struct crossroads_handout *handout);
struct crossroads_handout_options {
    size_t size;
    const char *kind;         /* "questions", ... (crossroads_get_handout) */
    const char *const *nodes; /* n questions that are asked; n 0: all but those a rule decides */
    size_t n;
};
CROSSROADS_API void crossroads_handout_options_init(struct crossroads_handout_options *options);
/* Makes a sheet, which crossroads_write gives in "md" and "html". Only the key plays futures.
 * CROSSROADS_USAGE: there is no such sheet or question. */
CROSSROADS_API enum crossroads_status crossroads_handout(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct crossroads_handout_options *handout,
    struct crossroads_result **result);

/* How opinions are merged: the mean, or the normalised geometric mean. */
enum crossroads_pool_kind { CROSSROADS_POOL_LINEAR, CROSSROADS_POOL_LOG };
enum crossroads_sides {
    CROSSROADS_SIDES_FILES,
    CROSSROADS_SIDES_LENSES, /* the file as written, and each of its lenses */
    CROSSROADS_SIDES_CHOICES /* each option of a decision */
};
struct crossroads_compare_options {
    size_t size;
    enum crossroads_sides sides; /* default: files */
    const char *decision;        /* CHOICES: its id */
    int pooled;                  /* LENSES: their pool, too */
    enum crossroads_pool_kind pool;
};
CROSSROADS_API void crossroads_compare_options_init(struct crossroads_compare_options *options);
/* Shares and payoffs side by side on the same random numbers, with paired errors. n is 1 but for
 * files. The result belongs to the first scenario; all must outlive it. */
CROSSROADS_API enum crossroads_status crossroads_compare(
    struct crossroads_scenario *const *scenarios, size_t n,
    const struct crossroads_options *options, const struct crossroads_compare_options *compare,
    struct crossroads_result **result);
/* What two files of one scenario say differently, in words, and what that does to outcomes and
 * payoffs on the same luck; where no number can differ, neither is played. The result belongs to
 * `before`; both must outlive it. */
CROSSROADS_API enum crossroads_status crossroads_diff(struct crossroads_scenario *before,
    struct crossroads_scenario *after, const struct crossroads_options *options,
    struct crossroads_result **result);
/* Copies of one scenario merged question by question, and where they differ. Also "yaml": the
 * pooled scenario. */
CROSSROADS_API enum crossroads_status crossroads_pool(struct crossroads_scenario *const *scenarios,
    size_t n, const struct crossroads_options *options, enum crossroads_pool_kind kind,
    struct crossroads_result **result);

enum crossroads_method {
    CROSSROADS_METHOD_TORNADO,   /* each input from its 5th to its 95th percentile */
    CROSSROADS_METHOD_SOBOL,     /* shares of the variance */
    CROSSROADS_METHOD_MORRIS,    /* a screening by elementary effects */
    CROSSROADS_METHOD_TWOWAY,    /* a grid over two inputs */
    CROSSROADS_METHOD_THRESHOLD, /* where the best option of a decision switches */
    CROSSROADS_METHOD_DISCOVERY  /* the worlds in which it mostly happens (PRIM) */
};
/* Whether the sizes of effects, shifts and multipliers are the inputs, which no world varies. */
enum crossroads_effects {
    CROSSROADS_EFFECTS_NO,
    CROSSROADS_EFFECTS_GROUPS, /* those of the file, of each variable, each cause, each node */
    CROSSROADS_EFFECTS_SINGLE  /* each by itself */
};
struct crossroads_sensitivity_options {
    size_t size;
    enum crossroads_method method;
    const char *target; /* an outcome, tag, actor, measure or state variable; NULL: who decides
                           first, else the likeliest outcome */
    const char *two;    /* TWOWAY: "A,B", also over ranges: "A=0.1..0.4,B" */
    const char *const *inputs; /* THRESHOLD, effects: these alone; none: all there are */
    size_t n_inputs;
    uint64_t points; /* base points of SOBOL (a power of 2) and MORRIS, steps of TWOWAY; 0: usual */
    uint64_t runs;   /* of a point, where points are played; 0: the usual number */
    uint64_t worlds; /* DISCOVERY: 64 to 1,000,000; 0: the usual number */
    double below, above;             /* DISCOVERY: the target at most, at least; NaN: the usual */
    enum crossroads_effects effects; /* TORNADO alone */
    double by;                       /* effects: from 1 / by to by of their size; 0: 2 */
};
CROSSROADS_API void crossroads_sensitivity_options_init(
    struct crossroads_sensitivity_options *options);
/* options.runs and .worlds are not looked at: those of `sensitivity` count. */
CROSSROADS_API enum crossroads_status crossroads_sensitivity(struct crossroads_scenario *scenario,
    const struct crossroads_options *options,
    const struct crossroads_sensitivity_options *sensitivity, struct crossroads_result **result);

struct crossroads_voi_options {
    size_t size;
    const char *actor; /* whose; NULL: who decides first */
    int nested;        /* check each parameter by nested simulation as well */
};
CROSSROADS_API void crossroads_voi_options_init(struct crossroads_voi_options *options);
/* crossroads_solve with what it is worth to know or to control things beforehand; the result is
 * that of solve (with shares and payoffs) and the table "voi". By expectations only: options.rule
 * must be the default. */
CROSSROADS_API enum crossroads_status crossroads_voi(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct crossroads_voi_options *voi,
    struct crossroads_result **result);

/* ---- Writing ---- */

enum { CROSSROADS_WIDTH_MIN = 40, CROSSROADS_WIDTH_MAX = 1000 };
struct crossroads_write_options {
    size_t size;
    int width;         /* columns of text, CROSSROADS_WIDTH_MIN to _MAX; default 80 */
    int color;         /* ANSI colours */
    int ascii;         /* no other characters of ours */
    int digits;        /* significant digits of data, 1 to 17; 0: 6 */
    int quiet;         /* the result without explanations */
    int verbose;       /* more of it */
    const char *table; /* dat, csv and md: this table alone; NULL: all */
    int plain;         /* pages to be read aloud: no bars, no frames, a fact a line */
};
CROSSROADS_API void crossroads_write_options_init(struct crossroads_write_options *options);

/* A format and what it can show. */
struct crossroads_format {
    const char *name, *extension, *help; /* "csv", "csv", a phrase */
    int results;                         /* of run, solve and the analyses */
    int scenarios;                       /* scenarios: crossroads_write_scenario */
};
/* The i-th; CROSSROADS_USAGE behind the last. */
CROSSROADS_API enum crossroads_status crossroads_get_format(
    size_t i, struct crossroads_format *format);

/* Writes a result. The bytes (n of them, then a NUL) belong to it. CROSSROADS_USAGE: there is no
 * such format or table of it; crossroads_message says so. */
CROSSROADS_API enum crossroads_status crossroads_write(struct crossroads_result *result,
    const char *format, const struct crossroads_write_options *options, const char **bytes,
    size_t *n);
/* The name of the i-th table of a result that has rows: what crossroads_write_options.table takes.
 * CROSSROADS_USAGE behind the last. */
CROSSROADS_API enum crossroads_status crossroads_table(
    struct crossroads_result *result, size_t i, const char **name);
/* Whether a result of crossroads_run, _solve or _voi could be written so, to be asked before hours
 * of work: CROSSROADS_OK, or CROSSROADS_USAGE with *problem, a sentence that belongs to the
 * scenario. */
enum crossroads_kind { CROSSROADS_OF_RUN, CROSSROADS_OF_SOLVE, CROSSROADS_OF_VOI };
CROSSROADS_API enum crossroads_status crossroads_writable(struct crossroads_scenario *scenario,
    enum crossroads_kind kind, const char *format, const char *table, const char **problem);

/* Writes the scenario itself: "text" and "json", the questions with their branches (of `id` alone,
 * a question or an outcome, if it is not NULL); "dot" and "mermaid", their graph; "yaml", the
 * canonical form. `run` (a result of crossroads_run, may be NULL) adds the chances. `command` is
 * quoted as the way to make the bytes again (may be NULL). The bytes belong to the scenario.
 * CROSSROADS_USAGE: there is no such format or id. */
CROSSROADS_API enum crossroads_status crossroads_write_scenario(
    struct crossroads_scenario *scenario, const struct crossroads_result *run, const char *id,
    const char *command, const char *format, const struct crossroads_write_options *options,
    const char **bytes, size_t *n);

/* ---- Pictures: a data file and a gnuplot script that draws it ---- */

struct crossroads_picture {
    const char *name, *help; /* "tornado", a phrase */
    int usual;               /* drawn where nobody says which */
    int of_run;              /* shows a result of crossroads_run */
    const char *needs;       /* what a scenario must have for it, a phrase; "" */
};
/* The i-th kind; CROSSROADS_USAGE behind the last. */
CROSSROADS_API enum crossroads_status crossroads_get_picture(
    size_t i, struct crossroads_picture *picture);
/* Why there is no such picture of a scenario, as a sentence; NULL: there is one. */
CROSSROADS_API const char *crossroads_picture_lacks(
    const struct crossroads_scenario *scenario, const char *kind);
struct crossroads_plot_options {
    size_t size;
    const char *stem;      /* of the files, without folder; the script names them. Default "plot" */
    const char *extension; /* of the picture: "png", "svg", "pdf", "txt". Default "png" */
    const char *target;    /* tornado, twoway, ...: as in sensitivity */
    const char *two;       /* twoway: as in sensitivity; NULL: the two inputs that move it most */
    const char *axes;      /* phase: "X,Y"; NULL: the first two */
    const char *from;      /* tree: the question to begin at; NULL: the start */
    double rarer;          /* tree: branches rarer than this are gathered; default 0.0005 */
    int depth;             /* tree: columns of questions; 0: all */
    int all_runs; /* play options.runs, though 100,000 are enough (phase, flow: never over 20,000)
                   */
    const char *style; /* gnuplot lines in place of the library's own (plots/style.gp); NULL */
    enum crossroads_effects effects; /* tornado: as in sensitivity */
    double by;
};
CROSSROADS_API void crossroads_plot_options_init(struct crossroads_plot_options *options);
/* Computes one picture. `run`: the result that a picture of a run shows; NULL: it is played.
 * CROSSROADS_OK without numbers (crossroads_has_numbers): the scenario lacks what the picture
 * shows, which crossroads_message names. */
CROSSROADS_API enum crossroads_status crossroads_plot(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const char *kind,
    const struct crossroads_plot_options *plot, const struct crossroads_result *run,
    struct crossroads_result **result);
/* The two files of a picture; their bytes belong to the result. */
CROSSROADS_API enum crossroads_status crossroads_write_plot(struct crossroads_result *result,
    const struct crossroads_write_options *options, const char **data, size_t *n_data,
    const char **script, size_t *n_script);

/* ---- Reference ----
 *
 * These texts belong to nobody else: free them with crossroads_free. */
/* <title> and <desc> of a picture that was written, for who cannot see it; to be put in place of
 * those of an SVG that gnuplot made. Belongs to the result; "" without one. */
CROSSROADS_API const char *crossroads_svg_head(struct crossroads_result *result);

CROSSROADS_API void crossroads_free(char *bytes); /* NULL is fine */
/* What was read of scenarios ("text": a line for each that has no errors), or all their problems
 * ("json"). */
CROSSROADS_API enum crossroads_status crossroads_write_check(
    struct crossroads_scenario *const *scenarios, size_t n_scenarios, const char *format,
    const struct crossroads_write_options *options, char **bytes, size_t *n);
/* The page of a code ("E003"), or of all ("all"), with examples. */
CROSSROADS_API enum crossroads_status crossroads_explain(
    const char *code, const struct crossroads_write_options *options, char **bytes, size_t *n);
/* The JSON Schema of scenario files (`result` NULL), or of the JSON document of a result: "run",
 * "solve", "observe", "score", "class", "compare", "paths", "pool", "sensitivity", "show", "path",
 * "check"; CROSSROADS_USAGE: there is none of this name. */
CROSSROADS_API enum crossroads_status crossroads_schema(
    const char *result, char **bytes, size_t *n);

/* A generator of random numbers, for options.rng. */
struct crossroads_generator {
    const char *name;
    uint64_t least, most; /* of its words */
    size_t state;         /* bytes */
    const char *weak;     /* why no result should rest on it; NULL: nothing is known against it */
};
/* The i-th; CROSSROADS_USAGE behind the last. */
CROSSROADS_API enum crossroads_status crossroads_get_generator(
    size_t i, struct crossroads_generator *generator);
/* Words a second, here and now; NaN: there is no such generator. Takes a fraction of a second. */
CROSSROADS_API double crossroads_generator_speed(const char *name);

/* Whether the bytes of a file show that this library wrote it: may it be written over? */
enum crossroads_origin {
    CROSSROADS_FOREIGN,
    CROSSROADS_OURS,
    CROSSROADS_EDITED /* a gnuplot script of ours that somebody changed */
};
CROSSROADS_API enum crossroads_origin crossroads_origin_of(const char *bytes, size_t n);

#ifdef __cplusplus
}
#endif

#endif
