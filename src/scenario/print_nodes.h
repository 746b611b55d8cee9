/* Nodes, lenses and observations as canonical YAML, appended to `out`. */
#ifndef CR_SCENARIO_PRINT_NODES_H
#define CR_SCENARIO_PRINT_NODES_H

#include "scenario/model.h"

void cr_print_node(struct cr_buf *out, const struct cr_scenario *s, const struct cr_node *node);
void cr_print_lenses(struct cr_buf *out, const struct cr_scenario *s);
void cr_print_observations(struct cr_buf *out, const struct cr_scenario *s);

#endif
