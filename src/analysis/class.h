/* How well a class forecast what happened since.
 *
 * Each student's forecast is a distribution over the branches of a question, given that it is
 * asked. What happened stands in `truths`, else in the file's dated observations after as_of. Brier
 * and logarithmic scores as in analysis/score.h. Of several rounds the last one counts.
 *
 * Parts of a student's Brier score (Murphy 1973): all forecasts of a branch are put into ten bins;
 * with the mean forecast and the share that happened of each bin,
 *     mean squared error = reliability - resolution + uncertainty + within,
 * where `within` is what forecasts that differ inside a bin add (Stephenson, Coelho and Jolliffe
 * 2008): their variance less twice their covariance with what happened. The identity is exact. */
#ifndef CR_ANALYSIS_CLASS_H
#define CR_ANALYSIS_CLASS_H

#include "analysis/score.h"
#include "answers/answers.h"

enum { CR_CLASS_BINS = 10 };

struct cr_class_ask {
    const struct cr_run_options *run;
    const struct cr_answers *answers;
    const int (*truths)[2]; /* [n_truths] node and branch */
    size_t n_truths;
    const char *const *remarks; /* [n_remarks] remarks on the settings, to be handed on */
    size_t n_remarks;
};
struct cr_class_question { /* answered by somebody, and it is known what happened */
    int node, branch;
    int observation;   /* index of the one that says what happened; -1: a given truth */
    size_t n_answers;  /* students */
    double file, mean; /* what the file and the class's mean gave to what happened */
    struct cr_score file_score;
};
struct cr_class_parts {
    double reliability, resolution, uncertainty, within;
};
struct cr_class_student {
    const char *who;
    int round;                      /* the last one */
    size_t missed;                  /* resolved questions that somebody answered, not he */
    struct cr_score_means score;    /* n: questions answered */
    struct cr_score_means sequence; /* by date, up to the first to which he gave 0 */
    struct cr_class_parts parts;
};
struct cr_class_move { /* between the first and the last round */
    const char *who;
    int node, branch; /* what happened; where that is not known, what moved most */
    double from, to;
};
struct cr_class_bin { /* of all students' forecasts of a branch */
    double low, high; /* [low, high), the last one [low, high] */
    size_t n;
    double forecast, happened; /* means; NaN where n is 0 */
    double q025, q975;         /* 95 % interval of `happened` (Wilson 1927) */
};
struct cr_class_lost {
    size_t line; /* line of the answers' text */
    const char *who, *question, *why;
};
struct cr_class_result {
    struct cr_luck luck;
    uint64_t runs, worlds;
    enum cr_engine engine;
    struct cr_class_question *questions; /* by date, truths first */
    size_t n_questions;
    struct cr_class_student *students; /* in the order of the answers */
    size_t n_students;
    struct cr_class_move *moved; /* the largest first */
    size_t n_moved;
    struct cr_score_means file, alike, mean, median, best_third;
    size_t n_best; /* students in the best third: a third of them, rounded down; 0: too few */
    struct cr_class_bin calibration[CR_CLASS_BINS];
    struct cr_class_lost *lost; /* answers that do not count, by line */
    size_t n_lost;
    const char *about;
    const char **notes;
    size_t n_notes;
};

/* `program` is the file's as the settings give it; its forecasts are those of one run. CR_USAGE
 * with fault->text: nothing that was answered is known to have happened. Whatever cannot be used of
 * the answers stands in result->lost and costs nobody else's. */
enum cr_status cr_class(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_class_ask *ask, struct cr_class_result *result,
    struct cr_fault *fault) CR_MUST_USE;

#endif
