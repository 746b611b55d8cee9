/* Long runs: the options of checkpoints and shards, and what there is to say of a shard.
 *
 * Everything that can be wrong with the file is found before the first future is played; hours of
 * work are never written over because --resume was forgotten. */
#include "cli/long_run.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/words.h"

#include "base/num.h"
#include "base/seam.h"
#include "base/status.h"

#include <string.h>
#include <sys/stat.h>

static enum cr_status read_shard(struct cr_cli *cli, struct crossroads_options *o)
{
    static const enum cr_option_id forms[] = {CR_O_JSON, CR_O_FORMAT, CR_O_TABLE, CR_O_DIGITS};
    const struct cr_option_value *at = cli->args.at;
    const char *text = at[CR_O_SHARD].text, *slash = strchr(text, '/');
    if (!slash || cr_num_read_u64(text, (size_t)(slash - text), &o->shard) != CR_NUM_OK ||
        cr_num_read_u64(slash + 1, strlen(slash + 1), &o->shards) != CR_NUM_OK || !o->shard ||
        o->shard > o->shards || o->shards > 1 << 20)
        return cr_usage_error(cli,
            cr_arena_printf(cli->arena,
                "--shard takes K/N, the K-th part of N (2/7, with K from 1 to N), not '%s'", text));
    if (at[CR_O_PRECISION].set)
        return cr_usage_error(
            cli, "--precision needs the whole run: a shard cannot tell when to stop");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (at[forms[i]].set)
            return cr_usage_error(
                cli, cr_arena_printf(cli->arena,
                         "a shard has no results yet: give --%s to 'crossroads merge'",
                         cr_options[forms[i]].name));
    if (at[CR_O_OUTPUT].set == at[CR_O_CHECKPOINT].set)
        return cr_usage_error(cli,
            at[CR_O_OUTPUT].set ? "a shard is kept in one file: give -o or --checkpoint, not both"
                                : "--shard needs -o FILE, the file the shard is kept in");
    o->checkpoint = at[CR_O_OUTPUT].set ? at[CR_O_OUTPUT].text : at[CR_O_CHECKPOINT].text;
    return CR_OK;
}

/* Hours of work are not written over because --resume was forgotten. */
static enum cr_status check_kept(struct cr_cli *cli, const struct crossroads_options *o)
{
    uint64_t done, total;
    if (o->resume || cli->args.at[CR_O_FORCE].set || !cr_seam_exists(o->checkpoint) ||
        crossroads_kept(o->checkpoint, &done, &total) != CROSSROADS_OK || done == 0 ||
        done >= total)
        return CR_OK;
    cr_say(cli, "%s holds %.0f%% of an unfinished run; --resume continues it, --force starts again",
        o->checkpoint, 100 * (double)done / (double)total);
    return CR_IO;
}

static bool is_plain_name(const char *path)
{
    struct stat s;
    return *path && strcmp(path, "-") != 0 && (stat(path, &s) || S_ISREG(s.st_mode));
}

enum cr_status cr_fill_long_run(struct cr_cli *cli, struct crossroads_options *o)
{
    const struct cr_option_value *at = cli->args.at;
    enum cr_status status;
    o->checkpoint = at[CR_O_CHECKPOINT].set ? at[CR_O_CHECKPOINT].text : NULL;
    o->checkpoint_every = at[CR_O_CHECKPOINT_EVERY].number;
    o->resume = at[CR_O_RESUME].set;
    if (at[CR_O_SHARD].set && (status = read_shard(cli, o)) != CR_OK)
        return status;
    if (!o->checkpoint)
        return o->resume
                   ? cr_usage_error(cli, "--resume needs --checkpoint FILE, the file to go on from")
                   : CR_OK;
    if (!is_plain_name(o->checkpoint))
        return cr_is_folder(o->checkpoint)
                   ? cr_check_output(cli, o->checkpoint)
                   : cr_usage_error(
                         cli, cr_arena_printf(cli->arena, "a run is kept in a file, not in '%s'",
                                  o->checkpoint));
    if (at[CR_O_OUTPUT].set && at[CR_O_CHECKPOINT].set &&
        (!strcmp(at[CR_O_OUTPUT].text, o->checkpoint) ||
            cr_seam_same_file(at[CR_O_OUTPUT].text, o->checkpoint)))
        return cr_usage_error(cli, "-o and --checkpoint name the same file");
    if ((status = cr_check_output(cli, o->checkpoint)) != CR_OK)
        return status;
    return check_kept(cli, o);
}

enum cr_status cr_report_shard(
    struct cr_cli *cli, const struct crossroads_options *options, enum crossroads_status status)
{
    struct crossroads_account a;
    const char *shard = cli->args.at[CR_O_SHARD].text;
    if ((status != CROSSROADS_OK && status != CROSSROADS_INTERRUPTED) ||
        crossroads_get_account(cli->result, &a) != CROSSROADS_OK)
        return cr_report_failure(cli, status);
    cr_progress_erase(&cli->progress);
    if (!a.complete)
        cr_say(cli, "%sshard %s is not finished: %s runs are in %s; --resume continues",
            status == CROSSROADS_INTERRUPTED ? "interrupted: " : "", shard,
            cr_whole_text(cli->arena, a.saved_runs), options->checkpoint);
    else if (!cli->style.quiet)
        cr_say(cli, "shard %s is finished and is in %s", shard, options->checkpoint);
    return (enum cr_status)status;
}
