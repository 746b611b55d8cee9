/* What GSL complains of. Its handler is one for the whole process and by default ends it, so the
 * library sets its own, once, when it first needs GSL: inside our calls it writes down what it is
 * told and lets them go on; of errors elsewhere in the program the handler that stood before is
 * told as ever. A complaint that the caller of GSL did not expect stays with the thread until
 * somebody tells of it: a distribution that cannot be prepared, or the public call that ends with a
 * request to report a bug. No number that GSL doubted is used without that. */
#ifndef CR_NUMERIC_TROUBLE_H
#define CR_NUMERIC_TROUBLE_H

#include "base/status.h"

#include <stdbool.h>

/* The first complaint in this thread that nobody has told of. */
struct cr_trouble {
    int code; /* of gsl_errno.h; 0: none */
    char text[128];
};
/* At the beginning of a public call: sees to the handler, and forgets what a call that memory cut
 * short has left. */
void cr_trouble_begin(void);
/* Hands it over and forgets it; whether there was one. */
bool cr_trouble_fetch(struct cr_trouble *trouble);
/* What another thread handed over; code 0 is fine. */
void cr_trouble_add(const struct cr_trouble *trouble);
/* Whether memory was all that was missing. */
bool cr_trouble_is_shortage(const struct cr_trouble *trouble);

/* For the room `numeric`: what GSL is asked between the two may complain; cr_gsl_leave returns the
 * first code there was, and cr_gsl_blame keeps that complaint. One may stand inside another. */
struct cr_gsl_watch {
    struct cr_gsl_watch *outer;
    struct cr_trouble seen;
};
void cr_gsl_enter(struct cr_gsl_watch *watch);
int cr_gsl_leave(struct cr_gsl_watch *watch);
void cr_gsl_blame(const struct cr_gsl_watch *watch);
/* A workspace that GSL has made between the two; without one cr_shortage. */
void *cr_gsl_need(struct cr_gsl_watch *watch, void *workspace);

#endif
