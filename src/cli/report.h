/* What there is to say about how a computation ended (cli/report.c). */
#ifndef CR_CLI_REPORT_H
#define CR_CLI_REPORT_H

#include "cli/cli.h"

/* Says why cli->result (or that there is none) failed; returns the exit code. 0 for statuses whose
 * result is whole. */
int cr_report_failure(struct cr_cli *cli, enum crossroads_status status);
/* The exit code of a whole result of a run or a solution, after what there is to say about it. */
int cr_report_result(struct cr_cli *cli, enum crossroads_status status);
/* cli->result in a format, unless it failed; the exit code. */
int cr_write_analysis(struct cr_cli *cli, enum crossroads_status status, const char *format);

#endif
