/* The progress line on a terminal (cli/progress.c). */
#ifndef CR_CLI_PROGRESS_H
#define CR_CLI_PROGRESS_H

#include <stdbool.h>

struct cr_progress_line {
    double start, last;
    bool terminal, shown, told, ascii;
    int width;
    const char *what; /* "simulating" */
    double limit;     /* seconds that --max-time gives; 0: no limit */
    bool parts;       /* what is finished of it is a result */
};

void cr_progress_init(struct cr_progress_line *line, int width, bool ascii, bool quiet);
/* A crossroads_progress: draws the line; 1 when the engines shall stop. */
int cr_progress_step(void *line, double done, double total);
void cr_progress_erase(struct cr_progress_line *line);

#endif
