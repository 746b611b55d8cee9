/* Two files of one scenario, in words: what is new, gone, called otherwise or changed. */
#ifndef CR_SCENARIO_DIFF_H
#define CR_SCENARIO_DIFF_H

#include "scenario/scenario.h"

#include <stdbool.h>

enum cr_change_kind { CR_ADDED, CR_REMOVED, CR_RENAMED, CR_CHANGED };
/* What readers look for, in the order in which it is told. */
enum cr_change_topic {
    CR_TOPIC_ITEMS,   /* nodes, branches, outcomes, lenses, ... that came, went or were renamed */
    CR_TOPIC_WEIGHTS, /* of branches and lenses, with shifts, conditions and confidence */
    CR_TOPIC_EFFECTS, /* set, change, payoff */
    CR_TOPIC_WAYS,    /* start, then, after, at_most, who decides, what is hidden */
    CR_TOPIC_NUMBERS, /* parameters, starts, bounds, correlations, evidence */
    CR_TOPIC_WORDS    /* labels, texts, reasons: no number comes from them */
};
struct cr_change {
    enum cr_change_kind kind;
    enum cr_change_topic topic;
    const char *what;      /* "node", "branch", ... of an item; else its key: "weight", "change" */
    const char *where;     /* "street", "street.calm", "optimist: street.calm"; "" of the file */
    const char *from, *to; /* NULL: there was, or is, none */
    double before, after;  /* plain numbers; NaN where one is none */
};
struct cr_rename {
    const char *what; /* "node", ...; "branch" of the node `where`, as the first file calls it */
    const char *where;
    const char *was, *now;
};
struct cr_scenario_diff {
    struct cr_change *changes; /* by topic, then in the order of the files */
    size_t n;
    struct cr_rename *renames;
    size_t n_renames;
    size_t n_common; /* questions of both */
    /* The second scenario by the names of the first, so that the same luck meets the same things;
     * the second itself where nothing was renamed, or where that cannot be read. */
    struct cr_scenario *renamed;
};

void cr_scenario_compare(struct cr_arena *arena, const struct cr_scenario *a, struct cr_scenario *b,
    struct cr_scenario_diff *diff);

/* ---- between diff.c and diff_names.c ---- */

/* A mapping that is looked into often; `yaml` may be NULL. */
struct cr_diff_index {
    const struct cr_yaml *yaml;
    struct cr_map *map; /* NULL: it has few items */
};
struct cr_diff_index cr_diff_index(struct cr_arena *arena, const struct cr_yaml *yaml);
const struct cr_yaml *cr_diff_find(const struct cr_diff_index *index, const char *name);
/* The canonical form of a scenario as a tree. */
const struct cr_yaml *cr_diff_tree(struct cr_arena *arena, const struct cr_scenario *s);
/* What the second tree calls otherwise, by likeness of what stands under the names. */
void cr_diff_find_renames(struct cr_arena *arena, const struct cr_yaml *a, const struct cr_yaml *b,
    struct cr_scenario_diff *diff);
/* The same for branches and signals, where nodes have the names of the first tree. */
void cr_diff_find_branches(struct cr_arena *arena, const struct cr_yaml *a, const struct cr_yaml *b,
    struct cr_scenario_diff *diff);
/* The tree with every name, where it is declared and where it is used, as it was. */
const struct cr_yaml *cr_diff_translate(
    struct cr_arena *arena, const struct cr_yaml *b, const struct cr_rename *renames, size_t n);
/* A tree as text that is read as the same scenario. */
void cr_diff_write(const struct cr_yaml *tree, struct cr_buf *out);
/* The branches of a node, whoever chooses among them, and the key they stand under; or NULL. */
const struct cr_yaml *cr_diff_branches(const struct cr_yaml *node, const char **key);

#endif
