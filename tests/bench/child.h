/* Other programs: started, waited for, talked to. */
#ifndef CR_TESTS_BENCH_CHILD_H
#define CR_TESTS_BENCH_CHILD_H

#include "model.h"

#include <stdio.h>
#include <sys/types.h>

/* Runs a program with all its output thrown away: seconds of the clock and of processor time, below
 * 0 if it could not be started or did not end with 0. */
double child_run(char *const words[], double *cpu);

/* One that answers each line with a line. */
struct child {
    pid_t id;
    FILE *to, *from;
};
/* 0 if it could not be started. */
int child_begin(struct child *child, char *const words[]);
/* Its exit status. */
int child_end(struct child *child);

/* Writes text to a new file; the path is made from path[], which ends in XXXXXX. */
int child_file(char *path, const char *text);

#endif
