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
 * (crossroads_write and crossroads_problems count as changing). No call prints, exits or touches
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
    CROSSROADS_USAGE,       /* the call makes no sense: an unknown name, worlds above runs, ... */
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
CROSSROADS_API void crossroads_scenario_free(
    struct crossroads_scenario *scenario); /* NULL is fine */

/* What is wrong, as a person reads it in a terminal, with the author's lines; "" if nothing is. */
CROSSROADS_API const char *crossroads_problems(struct crossroads_scenario *scenario);

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

/* ---- Options ---- */

enum crossroads_engine {
    CROSSROADS_AUTO, /* the first that can answer */
    CROSSROADS_EXACT,
    CROSSROADS_ROLLBACK,
    CROSSROADS_SPLIT,
    CROSSROADS_WALK,
    CROSSROADS_GSL,   /* the readable one: slow, and like no other but in law */
    CROSSROADS_VEGAS, /* integrals over the uncertain numbers by GSL's VEGAS, a cross-check; */
    CROSSROADS_MISER  /* or MISER */
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
    CROSSROADS_NIEDERREITER
};

/* Called now and then from the thread that called the library; done of total. Nonzero: stop. */
typedef int crossroads_progress(void *context, double done, double total);

/* What is laid over the file, and how it is played. Lists are arrays of n texts in the language of
 * the command line: lenses "NAME", "NAME:0.5", "pool", "as_written"; sets "NAME=VALUE"; given
 * "NODE.BRANCH", "NODE.SIGNAL", a signal or an observation; does "NODE.BRANCH"; ignores an
 * observation or "all"; chooses "as-written", "best", "uniform", "quantal:L", "NODE=OPTION". */
struct crossroads_options {
    size_t size;
    uint64_t seed;   /* any; default 1 */
    uint64_t runs;   /* 1 to 2^53; default 1,000,000 */
    uint64_t worlds; /* 1 to runs; run: default 0 = the smaller of 1,000 and runs; solve: 0 = the
                        base case */
    enum crossroads_engine engine;
    enum crossroads_sampling sampling;
    int threads;            /* 0: as many as there are processors; changes no digit of a result */
    double precision;       /* stop when every outcome's 95% error is below it; 0: no such rule */
    double max_seconds;     /* 0: no limit */
    uint64_t max_positions; /* of exact evaluation; 0: 1,000,000 */
    const char *const *lenses, *const *sets, *const *given, *const *does, *const *ignores,
                                                                              *const *chooses;
    size_t n_lenses, n_sets, n_given, n_does, n_ignores, n_chooses;
    crossroads_progress *progress; /* may be NULL */
    void *progress_context;
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

/* Writes a result as "text", "json", "dat", "csv" or "md". The bytes (n of them, then a NUL) belong
 * to the result. `table` (may be NULL): only this table, in dat, csv and md. */
struct crossroads_write_options {
    size_t size;
    int width;  /* columns of text, 40 to 1000; default 80 */
    int color;  /* ANSI colours */
    int ascii;  /* no other characters of ours */
    int digits; /* significant digits of data; 0: 6 */
    int quiet;
    int verbose;
    const char *table;
};
CROSSROADS_API void crossroads_write_options_init(struct crossroads_write_options *options);
CROSSROADS_API enum crossroads_status crossroads_write(struct crossroads_result *result,
    const char *format, const struct crossroads_write_options *options, const char **bytes,
    size_t *n);

#ifdef __cplusplus
}
#endif

#endif
