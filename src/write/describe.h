/* The author's items in short words, shared by the writers that show the scenario itself. */
#ifndef CR_WRITE_DESCRIBE_H
#define CR_WRITE_DESCRIBE_H

#include "write/view.h"

/* "55%", "2 of 6", "rest", "likely", "equal", "" for a rule. */
const char *cr_describe_weight(
    const struct cr_view *view, const struct cr_node *node, size_t branch);
/* "autonomy -8, grip 2 to 9; russia pays ...": set, change, payoff; "" without. */
const char *cr_describe_effects(const struct cr_view *view, const struct cr_branch_item *branch);
/* For people: "CSTO cohesion about -5", "payoff of Sender -1". */
const char *cr_describe_effects_in_words(
    const struct cr_view *view, const struct cr_branch_item *branch);
const char *cr_describe_pay_in_words(const struct cr_view *view, const struct cr_pay *pay);
/* "odds x1.3 after war.full_scale, x1.15 per 10 of CSTO cohesion from 55"; "" without. */
const char *cr_describe_shifts_in_words(
    const struct cr_view *view, const struct cr_branch_item *branch);
/* A condition with labels for names: "not pump.repaired was taken", "Pain >= 60". */
const char *cr_describe_condition(const struct cr_view *view, const struct cr_expr *expr);
const char *cr_describe_value(const struct cr_view *view, const struct cr_value *value, bool sign);
/* "x1.3", "20% to 40%": what a lens makes of a weight. */
const char *cr_describe_lens_weight(
    const struct cr_view *view, const struct cr_lens_weight *weight);
/* "said", "implied", "ours" or NULL. */
const char *cr_describe_basis(const struct cr_lens_weight *weight);
/* What lens k of those in play says of a branch, or NULL. */
const struct cr_lens_weight *cr_describe_through(
    const struct cr_view *view, size_t k, int node, size_t branch);
const char *cr_describe_expr(const struct cr_view *view, const struct cr_expr *expr);
/* "seen by Bob and Eve only", "seen by nobody but Alice": who learns which branch was taken. */
const char *cr_describe_seers(const struct cr_view *view, const struct cr_node *node);
const char *cr_describe_target(const struct cr_view *view, const struct cr_target *target);

#endif
