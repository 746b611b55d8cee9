/* What ends the program early (cli/interrupt.c). */
#ifndef CR_CLI_INTERRUPT_H
#define CR_CLI_INTERRUPT_H

#include <stdbool.h>

void cr_watch_signals(void);
/* --max-time: engines stop by themselves then; work that does not is ended with `message`, a line
 * that stays. */
void cr_watch_time(double seconds, const char *message);
bool cr_interrupted(void);
/* What is finished is being made a result: not to be ended any more. */
void cr_winding_up(void);

#endif
