/* What pictures show, for the command line. */
#ifndef CR_API_PICTURES_H
#define CR_API_PICTURES_H

#include "analysis/pictures.h"
#include "api/api.h"

/* ask: kind, axes, target; the rest is filled in. */
enum crossroads_status crossroads_picture(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct cr_picture_ask *ask,
    struct cr_picture *picture, struct crossroads_result **result);

#endif
