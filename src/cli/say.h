/* Messages on standard error: "crossroads: ...". */
#ifndef CR_CLI_SAY_H
#define CR_CLI_SAY_H

#include "cli/cli.h"

void cr_say(struct cr_cli *cli, const char *format, ...) CR_PRINTF(2, 3);
/* Says what is wrong with the command line, with its usage; returns CR_USAGE. */
enum cr_status cr_usage_error(struct cr_cli *cli, const char *message);
/* "message; did you mean 'near'?" (near may be NULL), as cr_usage_error. */
enum cr_status cr_unknown_word(struct cr_cli *cli, const char *message, const char *near);
/* That memory ran out; needs none. */
void cr_say_shortage(void);
/* A text of several lines as it is. */
void cr_say_text(struct cr_cli *cli, const char *text);
/* The problems of a scenario, with its lines. */
void cr_say_problems(struct cr_cli *cli, struct crossroads_scenario *scenario);

#endif
