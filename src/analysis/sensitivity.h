/* Sensitivity: what moves a number of the model, and what would change a decision. Plain results in
 * an arena; writers print them and compute nothing. `about` says in one sentence what the numbers
 * mean and which uncertainty they speak of; `notes` are what else a reader has to know. `order`
 * lists the rows by their size, the largest first; rows themselves stand in file order. */
#ifndef CR_ANALYSIS_SENSITIVITY_H
#define CR_ANALYSIS_SENSITIVITY_H

#include "analysis/evaluate.h"
#include "analysis/inputs.h"
#include "analysis/target.h"
#include "program/fault.h"

struct cr_sensitivity_head {
    struct cr_aim target;
    double base; /* the target at the base case */
    enum cr_engine engine;
    struct cr_luck luck;
    uint64_t runs;   /* of a point, 0 by the tree */
    uint64_t points; /* how many were evaluated */
    double by;       /* the inputs are sizes, moved by this factor both ways; else 0 */
    const char *about;
    const char **notes;
    size_t n_notes;
};

void cr_sensitivity_head_init(struct cr_arena *arena, struct cr_sensitivity_head *head,
    const struct cr_program *program, const struct cr_analysis_inputs *inputs,
    const struct cr_aim *target, const struct cr_analysis_options *options,
    const struct cr_evaluated *out, size_t points);

/* ---- Tornado: one input at a time ---- */

#define CR_TORNADO_POINTS 5
extern const double cr_tornado_levels[CR_TORNADO_POINTS]; /* 5, 27.5, 50, 72.5, 95 % */
/* Of a size, which has no law: 1 / by, 1 / sqrt by, 1, sqrt by, by. */
extern const double cr_tornado_steps[CR_TORNADO_POINTS];

struct cr_tornado_row {
    struct cr_analysis_input input;
    double x[CR_TORNADO_POINTS], y[CR_TORNADO_POINTS]; /* the input's values, the target there */
    double swing;                                      /* largest minus smallest over the points */
    bool bend;                                         /* the target does not go one way only */
};
struct cr_tornado {
    struct cr_sensitivity_head head;
    struct cr_tornado_row *rows;
    size_t n;
    int *order;
};
/* Whether the k-th longest row moves the target by more than rounding does. */
static inline bool cr_tornado_moves(const struct cr_tornado *t, size_t k)
{
    double size = t->head.base < 0 ? -t->head.base : t->head.base;
    return k < t->n && t->rows[t->order[k]].swing > 1e-12 * size;
}
enum cr_status cr_tornado(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, const struct cr_analysis_options *options,
    struct cr_tornado *result, struct cr_fault *fault) CR_MUST_USE;

/* ---- Sobol's indices: shares of the variance over worlds ---- */

struct cr_sobol_row {
    struct cr_analysis_input input;
    double first, first_se, total, total_se;
};
struct cr_sobol {
    struct cr_sensitivity_head head;
    double mean, sd; /* of the target over worlds */
    int scrambles;
    uint64_t size; /* points of a scramble */
    struct cr_sobol_row *rows;
    size_t n;
    int *order; /* by total */
};
/* `size`: base points of each of 16 scrambles, a power of 2; 0: 256, fewer where that would take
 * long (analysis/evaluate.h). The target is evaluated 16 * size * (inputs + 2) times. */
enum cr_status cr_sobol_indices(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, uint64_t size, const struct cr_analysis_options *options,
    struct cr_sobol *result, struct cr_fault *fault) CR_MUST_USE;

/* ---- Morris' elementary effects: a screening ---- */

struct cr_morris_row {
    struct cr_analysis_input input;
    double mu, mu_star, mu_star_se, sigma;
};
struct cr_morris {
    struct cr_sensitivity_head head;
    uint64_t size; /* trajectories */
    struct cr_morris_row *rows;
    size_t n;
    int *order; /* by mu_star */
};
/* `size`: base points; 0: 64, fewer where that would take long. The target is evaluated
 * size * (inputs + 1) times, once more for every share of a node with `confidence`. */
enum cr_status cr_morris(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, uint64_t size, const struct cr_analysis_options *options,
    struct cr_morris *result, struct cr_fault *fault) CR_MUST_USE;

/* ---- Two inputs at a time ---- */

struct cr_twoway {
    struct cr_sensitivity_head head;
    struct cr_analysis_input a, b;
    size_t n_a, n_b;
    double *x, *y; /* [n_a], [n_b] values of the inputs */
    double *z;     /* [iy * n_a + ix] the target */
    /* The first decision that is solved, if there is one: what is best there. */
    int node;    /* -1: none */
    int *choice; /* [iy * n_a + ix] local branch; NULL without */
    int base_choice;
};
/* a, b: input names, or "NAME=lo..hi". `steps`: points along each; 0: 21. */
enum cr_status cr_twoway(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, const char *a, const char *b, size_t steps,
    const struct cr_analysis_options *options, struct cr_twoway *result,
    struct cr_fault *fault) CR_MUST_USE;

/* ---- Switch points of decisions ---- */

struct cr_switch {
    int node; /* the decision */
    int set;  /* number of the information set, among those of the decision */
    int *path_nodes,
        *path_branches; /* a visible history that leads there, the first in file order */
    int n_path;
    struct cr_analysis_input input;
    double at; /* below it `from` is best, above it `to` */
    int from, to;
    int now;     /* what is best at the base case */
    bool on_way; /* the decision can be reached when everybody plays what is best */
};
struct cr_switches {
    struct cr_sensitivity_head head; /* no target */
    struct cr_switch *rows;
    size_t n;
    size_t n_inputs;    /* inputs moved */
    size_t n_decisions; /* information sets looked at; 0: none is solved */
    size_t n_ranges;    /* of the inputs: moved over a range of the caller's */
    double low, high;   /* levels of the others' laws between which it was looked */
};
/* `inputs`: names or "NAME=lo..hi", n of them; 0: every uncertain input. */
enum cr_status cr_switch_points(struct cr_arena *arena, const struct cr_program *program,
    const char *const *inputs, size_t n_inputs, const struct cr_analysis_options *options,
    struct cr_switches *result, struct cr_fault *fault) CR_MUST_USE;

/* ---- Discovery: in which worlds does it mostly happen? (PRIM) ---- */

struct cr_box_limit {
    struct cr_analysis_input input;
    double low, high; /* NaN: no limit on that side */
    double qp;        /* quasi-p-value: how easily chance would give as much */
};
struct cr_box {
    struct cr_box_limit *limits;
    size_t n;
    double coverage; /* share of all cases of interest that lie inside */
    double density;  /* share of the worlds inside that are of interest */
    double support;  /* share of all worlds that lie inside */
};
struct cr_discovery {
    struct cr_sensitivity_head head;
    uint64_t worlds;
    double threshold; /* worlds of interest: target at most (below), at least (above) it */
    bool below;
    bool probability; /* the target is a probability: every world counts by it, no threshold */
    double rate;      /* share of interest over all worlds */
    struct cr_box *boxes;
    size_t n;
};
struct cr_discovery_options {
    uint64_t worlds;     /* 0: 4,096 */
    double below, above; /* bound of the worlds of interest; both NaN: see cr_discovery */
    int boxes;           /* how many boxes at most; 0: 3 */
};
enum cr_status cr_discover(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, const struct cr_discovery_options *how,
    const struct cr_analysis_options *options, struct cr_discovery *result,
    struct cr_fault *fault) CR_MUST_USE;

/* ---- Any of them ---- */

enum cr_sensitivity_kind {
    CR_SENSITIVITY_TORNADO,
    CR_SENSITIVITY_SOBOL,
    CR_SENSITIVITY_MORRIS,
    CR_SENSITIVITY_TWOWAY,
    CR_SENSITIVITY_SWITCHES,
    CR_SENSITIVITY_DISCOVERY
};
struct cr_sensitivity {
    enum cr_sensitivity_kind kind;
    struct cr_tornado tornado;
    struct cr_sobol sobol;
    struct cr_morris morris;
    struct cr_twoway twoway;
    struct cr_switches switches;
    struct cr_discovery discovery;
};
static inline const struct cr_sensitivity_head *cr_sensitivity_head(const struct cr_sensitivity *s)
{
    const struct cr_sensitivity_head *const heads[] = {&s->tornado.head, &s->sobol.head,
        &s->morris.head, &s->twoway.head, &s->switches.head, &s->discovery.head};
    return heads[s->kind];
}

/* Rows by a size, the largest first, ties in file order. */
int *cr_order_by(struct cr_arena *arena, const double *size, size_t n);

#endif
