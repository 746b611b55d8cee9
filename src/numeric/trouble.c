/* What GSL complains of. While somebody watches, GSL's error handler writes the first complaint
 * of the thread down instead of aborting; otherwise it does what it did before. */
#include "numeric/trouble.h"

#include "base/arena.h"

#include <gsl/gsl_errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static gsl_error_handler_t *before;
static _Thread_local struct cr_gsl_watch *watching;
static _Thread_local struct cr_trouble kept;

static void write_down(struct cr_trouble *at, const char *reason, const char *file, int code)
{
    const char *slash = strrchr(file, '/');
    at->code = code;
    snprintf(at->text, sizeof at->text, "%s: %s (%s)", gsl_strerror(code), reason,
        slash ? slash + 1 : file);
}

static void handle(const char *reason, const char *file, int line, int code)
{
    if (watching && !watching->seen.code)
        write_down(&watching->seen, reason, file, code);
    if (!watching && before)
        before(reason, file, line, code);
}

static void install(void)
{
    before = gsl_set_error_handler(handle);
}

void cr_trouble_begin(void)
{
    pthread_once(&once, install);
    kept.code = 0;
}

void cr_gsl_enter(struct cr_gsl_watch *watch)
{
    pthread_once(&once, install);
    watch->outer = watching;
    watch->seen.code = 0;
    watching = watch;
}

int cr_gsl_leave(struct cr_gsl_watch *watch)
{
    watching = watch->outer;
    return watch->seen.code;
}

void cr_gsl_blame(const struct cr_gsl_watch *watch)
{
    cr_trouble_add(&watch->seen);
}

void *cr_gsl_need(struct cr_gsl_watch *watch, void *workspace)
{
    if (!workspace) {
        cr_gsl_leave(watch);
        cr_shortage();
    }
    return workspace;
}

bool cr_trouble_fetch(struct cr_trouble *trouble)
{
    *trouble = kept;
    kept.code = 0;
    return trouble->code != 0;
}

void cr_trouble_add(const struct cr_trouble *trouble)
{
    if (!kept.code)
        kept = *trouble;
}

bool cr_trouble_is_shortage(const struct cr_trouble *trouble)
{
    return trouble->code == GSL_ENOMEM;
}
