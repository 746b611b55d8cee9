/* Exit codes. */
#ifndef CR_CLI_EXIT_H
#define CR_CLI_EXIT_H

enum {
    CR_EXIT_OK = 0,
    CR_EXIT_INPUT = 1,
    CR_EXIT_USAGE = 2,
    CR_EXIT_IO = 3,
    CR_EXIT_TARGET = 4,
    CR_EXIT_BUG = 70,
    CR_EXIT_INTERRUPTED = 130
};

#endif
