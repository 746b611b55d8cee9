/* Messages on standard error. The progress line gives way to them, and text of unknown origin is
 * escaped. */
#include "cli/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void put_error(const char *text)
{
    fputs(text, stderr); /* there is nobody left to tell if this fails */
    fflush(stderr);
}

void cr_say(struct cr_cli *cli, const char *format, ...)
{
    va_list list;
    cr_progress_erase(&cli->progress);
    va_start(list, format);
    const char *text = cr_arena_vprintf(cli->arena, format, list);
    va_end(list);
    struct cr_buf out;
    cr_buf_init(&out, cli->arena);
    cr_buf_str(&out, "crossroads: ");
    cr_buf_escaped(&out, text, strlen(text)); /* one line, whatever a name holds */
    cr_buf_char(&out, '\n');
    put_error(out.s);
}

void cr_say_shortage(void)
{
    put_error("crossroads: out of memory\n");
}

enum cr_status cr_usage_error(struct cr_cli *cli, const char *message)
{
    cr_say(cli, "%s", message);
    put_error(cr_arena_printf(cli->arena, "%s\n", cr_usage_line(cli->arena, cli->args.command)));
    return CR_USAGE;
}

enum cr_status cr_unknown_word(struct cr_cli *cli, const char *message, const char *near)
{
    return cr_usage_error(
        cli, near ? cr_arena_printf(cli->arena, "%s; did you mean '%s'?", message, near) : message);
}

void cr_say_text(struct cr_cli *cli, const char *text)
{
    cr_progress_erase(&cli->progress);
    put_error(text);
}

void cr_say_problems(struct cr_cli *cli, struct crossroads_scenario *scenario)
{
    cr_say_text(cli,
        cli->color_errors ? crossroads_problems_colored(scenario) : crossroads_problems(scenario));
}
