/* What an analysis looks at: one number of every evaluated point. */
#ifndef CR_ANALYSIS_TARGET_H
#define CR_ANALYSIS_TARGET_H

#include "engine/points.h"

enum cr_aim_kind { CR_AIM_OUTCOME, CR_AIM_TAG, CR_AIM_PAYOFF, CR_AIM_MEASURE, CR_AIM_STATE };
struct cr_aim {
    enum cr_aim_kind kind;
    int item;  /* its index among its kind */
    int index; /* its column among the targets of a point (engine/points.h) */
    const char *id, *label;
    bool cost; /* a payoff of which its actor wants little */
};
/* By name: an outcome, a tag, an actor with a payoff, a measure or a state variable, in this order.
 * False: there is none. */
bool cr_aim_find(const struct cr_program *program, const char *text, struct cr_aim *aim);
/* The payoff of who decides first on the way, else the first outcome. */
void cr_aim_default(const struct cr_program *program, struct cr_aim *aim);
/* Who decides first (the first decision in a search from the start in file order) among those who
 * have a payoff; -1: nobody. */
int cr_first_decider(const struct cr_program *program);
/* "the probability of 'managed'", "the expected payoff of Russia" (or cost, where little is
 * wanted), ...
 */
const char *cr_aim_phrase(struct cr_arena *arena, const struct cr_aim *aim);

#endif
