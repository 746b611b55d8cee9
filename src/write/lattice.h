/* Where the parts of a tree plot stand: a layered drawing of the graph of questions.
 *
 * Layers alternate: questions (even), branches (odd), the last one outcomes. A branch is a point of
 * its own between two layers of questions, so that several branches between the same two questions
 * bend apart and each has room for its name. */
#ifndef CR_WRITE_LATTICE_H
#define CR_WRITE_LATTICE_H

#include "write/view.h"

enum cr_spot_kind { CR_SPOT_NODE, CR_SPOT_BRANCH, CR_SPOT_OTHER, CR_SPOT_OUTCOME, CR_SPOT_BEND };

struct cr_spot {
    enum cr_spot_kind kind;
    int layer;
    int node, branch, outcome; /* what it shows; -1 where it does not apply */
    int gathered;              /* OTHER: how many branches */
    double p;                  /* probability of being here */
    int back;                  /* of a branch: the earlier question it leads back to, else -1 */
    double x, y;               /* x in pixels; y in rows, downwards */
    double space;              /* half the room it needs above and below, in rows */
};
struct cr_link { /* a stretch of a ribbon between two spots of neighbouring layers */
    int from, to, ribbon;
    double p;
    double from_y, to_y; /* where its middle leaves and arrives */
};
struct cr_lattice {
    CR_VEC(struct cr_spot) spots;
    CR_VEC(struct cr_link) links;
    int n_layers, n_ribbons;
    double rows;  /* height */
    double scale; /* rows a ribbon of probability 1 is wide */
    bool merged;  /* outcomes stand once each, not once a branch */
    int gathered; /* branches that were gathered in all */
    bool loops;   /* some question may be asked again: then widths are of one visit */
    int untaken;  /* branches of probability 0 that are drawn: options that nobody takes, and what
                     would follow from them */
};

/* Lays the graph out. Branches reached with a probability below `threshold` are gathered, one
 * "other" a question; from `depth` columns of questions on (0: never) nothing is drawn, nor what
 * is not behind the node `from` (-1: the start). `free` (may be NULL): of each node whether options
 * that nobody takes are to be seen. x is left to the caller. */
void cr_lattice_build(struct cr_lattice *lattice, struct cr_arena *arena,
    const struct cr_scenario *scenario, const struct cr_run_result *result, double threshold,
    int depth, int from, const bool *free);

#endif
