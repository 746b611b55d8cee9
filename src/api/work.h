/* Every computation of the interface goes this way: options are copied and checked, a result is
 * made, the options' texts are read, the program is built, the work is done, and what went wrong on
 * the way becomes a status and a message (api/work.c). */
#ifndef CR_API_WORK_H
#define CR_API_WORK_H

#include "api/handle.h"

/* What is done with a result whose setup is read and whose program is built. It sets result->of.
 * CR_USAGE with result->message or result->fault. */
typedef enum cr_status cr_work_function(
    struct crossroads_result *result, const struct crossroads_options *options, void *context);

struct cr_work {
    cr_work_function *function;
    void *context;
    bool solves; /* decisions are best unless told otherwise, and worlds may be more than runs */
    bool coded;  /* faults of usage have a code and a place; else a sentence alone */
};
enum crossroads_status cr_work(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct cr_work *work,
    struct crossroads_result **result);
/* Of wrong arguments: *result (if there is a place for one) becomes NULL; returns CROSSROADS_USAGE.
 */
enum crossroads_status cr_refuse_call(struct crossroads_result **result);

#endif
