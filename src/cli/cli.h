/* What every command is given. */
#ifndef CR_CLI_CLI_H
#define CR_CLI_CLI_H

#include "crossroads.h"

#include "base/status.h"
#include "cli/options.h"
#include "cli/progress.h"

struct cr_cli {
    struct cr_arena *arena;
    struct cr_args args;
    struct crossroads_write_options style; /* how standard output is written */
    bool folder; /* -o names one: every table goes into a file of its own */
    bool color_errors;
    uint64_t seed;
    const char *rng;     /* NULL: the default */
    const char *command; /* a command that makes the same bytes again */
    struct cr_progress_line progress;
    struct crossroads_scenario *scenario;
    struct crossroads_result *result;
};

#endif
