/* What there is to say about how a computation ended (cli/report.c). */
#ifndef CR_CLI_REPORT_H
#define CR_CLI_REPORT_H

#include "cli/cli.h"

/* Says why cli->result (or that there is none) failed; returns the status. CR_OK for those whose
 * result is whole. */
enum cr_status cr_report_failure(struct cr_cli *cli, enum crossroads_status status) CR_MUST_USE;
/* The status of a whole result of a run or a solution, after what there is to say about it. */
enum cr_status cr_report_result(struct cr_cli *cli, enum crossroads_status status) CR_MUST_USE;
/* cli->result in a format, unless it failed. */
enum cr_status cr_write_analysis(
    struct cr_cli *cli, enum crossroads_status status, const char *format) CR_MUST_USE;

#endif
