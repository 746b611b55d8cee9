/* What a function that can fail returns. Three kinds of error are never mixed: a fault in the input
 * goes to the diagnostics (base/diag.h) and the caller keeps going; the world failing is one of the
 * codes below; a bug of ours is an assert.
 *
 * `bool` answers a question, `enum cr_status` says whether it worked, an int is a number. Which
 * code a failure has is settled where it arises; whoever called hands the status on as it is.
 * Whatever is wrong with the scenario, also in one world only (program/fault.h), is CR_INPUT. What
 * is merely too much to compute, or never met by chance, is CR_INPUT with `refused` set in its
 * fault, and api/work.c alone makes CR_REFUSED of that. */
#ifndef CR_BASE_STATUS_H
#define CR_BASE_STATUS_H

enum cr_status {
    CR_OK = 0,
    CR_INPUT,       /* the scenario has errors; they stand in the diagnostics (exit 1) */
    CR_USAGE,       /* usage error: wrong arguments (exit 2) */
    CR_IO,          /* a file could not be read or written (exit 3) */
    CR_MEMORY,      /* memory ran out (exit 3) */
    CR_TARGET,      /* a target such as --precision was not met (exit 4) */
    CR_INTERRUPTED, /* stopped by a signal; what was computed is whole (exit 130) */
    CR_BUG,         /* an invariant of ours does not hold (exit 70) */
    CR_REFUSED /* nothing is wrong, but it cannot be computed: too large, or never met by chance
                  (exit 5) */
};

#define CR_MUST_USE __attribute__((warn_unused_result))
#define CR_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* One sentence for a status, e.g. "out of memory". Never NULL. */
const char *cr_status_text(enum cr_status status);

/* The exit code of the program for a status: 0, 1, 2, 3, 3, 4, 130, 70, 5. */
int cr_status_exit(enum cr_status status);

#endif
