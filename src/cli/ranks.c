/* One run on several processes: see ranks.h.
 *
 * All ranks meet once before the play. Then each plays its shard into a file of its own, the others
 * send theirs to rank 0 as bytes, and rank 0 merges them as `merge` does. */
#include "cli/ranks.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/single.h"

#include "base/seam.h"
#include "base/status.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes a message carries at most: MPI counts with int. */
#define PIECE ((uint64_t)1 << 30)

static int rank, ranks = 1;
static bool met;     /* this rank has come to the meeting before the play */
static bool playing; /* others wait for it, or it for others */

/* Whether all ranks come to play: one that cannot (its disk has no such file) goes straight to the
 * end, and nobody waits for its part. */
static bool all_ranks_play(bool plays)
{
    int mine = plays, all = 0;
    met = true;
    MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    return all;
}

bool cr_ranks_begin(int *argc, char ***argv)
{
    MPI_Init(argc, argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    return rank == 0;
}

int cr_ranks_end(int code)
{
    if (playing) /* memory ran out on the way: nobody may wait for this rank */
        MPI_Abort(MPI_COMM_WORLD, code);
    if (!met)
        all_ranks_play(false);
    MPI_Finalize();
    return rank == 0 ? code : 0;
}

bool cr_ranks_several(void)
{
    return ranks > 1;
}

bool cr_ranks_first(void)
{
    return rank == 0;
}

uint64_t cr_ranks_seed(uint64_t seed)
{
    MPI_Bcast(&seed, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    return seed;
}

enum cr_status cr_ranks_check(struct cr_cli *cli, const char *file)
{
    static const enum cr_option_id alone[] = {CR_O_SHARD, CR_O_PRECISION, CR_O_MAX_TIME};
    if (ranks == 1)
        return CR_OK;
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (cli->args.at[alone[i]].set)
            return cr_usage_error(cli, cr_arena_printf(cli->arena,
                                           "--%s does not go with several ranks: each plays "
                                           "its part of all runs, to the end",
                                           cr_options[alone[i]].name));
    if (!strcmp(file, "-"))
        return cr_usage_error(cli, "standard input comes to one rank only: give a FILE");
    return CR_OK;
}

/* ------------------------------------------------------------------ parts on their way */

struct part {
    enum crossroads_status status;
    const char *path;    /* where its shard is */
    const char *message; /* why there is no shard; empty: there is one */
};

static const char *part_path(struct cr_cli *cli, const char *kept, int of)
{
    const char *folder = getenv("TMPDIR");
    if (kept)
        return cr_arena_printf(cli->arena, "%s.%d-of-%d", kept, of + 1, ranks);
    return cr_arena_printf(cli->arena, "%s/crossroads-%ld-%d.shard",
        folder && *folder ? folder : "/tmp", (long)getpid(), of + 1);
}

static void send_bytes(const char *bytes, uint64_t n)
{
    for (uint64_t at = 0; at < n; at += PIECE)
        MPI_Send(
            bytes + at, (int)(n - at < PIECE ? n - at : PIECE), MPI_CHAR, 0, 1, MPI_COMM_WORLD);
}

/* To rank 0: the file of the shard, or why there is none. */
static void send_part(struct part *part)
{
    char problem[256], *file = NULL;
    const char *bytes = part->message;
    size_t n = strlen(bytes);
    if (part->status == CROSSROADS_OK)
        part->status =
            (enum crossroads_status)cr_seam_read(part->path, SIZE_MAX >> 1, &file, &n, problem);
    bytes = file ? file : part->status == CROSSROADS_IO && !*bytes ? problem : bytes;
    n = file ? n : strlen(bytes);
    uint64_t head[2] = {(uint64_t)part->status, n};
    MPI_Send(head, 2, MPI_UINT64_T, 0, 0, MPI_COMM_WORLD);
    send_bytes(bytes, n);
    cr_seam_free(file);
}

static void receive_part(struct cr_cli *cli, int from, struct part *part)
{
    uint64_t head[2];
    char problem[256];
    MPI_Recv(head, 2, MPI_UINT64_T, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    char *bytes = cr_seam_alloc(head[1] + 1);
    if (!bytes) /* whoever sends waits for us: the end of all is the only way out */
        MPI_Abort(MPI_COMM_WORLD, cr_status_exit(CR_IO));
    for (uint64_t at = 0; at < head[1]; at += PIECE)
        MPI_Recv(bytes + at, (int)(head[1] - at < PIECE ? head[1] - at : PIECE), MPI_CHAR, from, 1,
            MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    part->status = (enum crossroads_status)head[0];
    part->message = cr_arena_strdup(cli->arena, bytes);
    if (part->status == CROSSROADS_OK) {
        part->path = part_path(cli, NULL, from);
        part->status =
            (enum crossroads_status)cr_seam_write(part->path, bytes, head[1], 1, problem);
        part->message = cr_arena_strdup(cli->arena, problem);
    }
    cr_seam_free(bytes);
}

/* ------------------------------------------------------------------ the run */

static struct part play(struct cr_cli *cli, const struct crossroads_options *options)
{
    struct crossroads_options o = *options;
    struct part part = {.path = part_path(cli, options->checkpoint, rank), .message = ""};
    o.shard = (uint64_t)rank + 1;
    o.shards = (uint64_t)ranks;
    o.checkpoint = part.path;
    part.status = crossroads_run(cli->scenario, &o, &cli->result);
    if (part.status != CROSSROADS_OK && cli->result)
        part.message = crossroads_message(cli->result);
    return part;
}

/* The part of the lowest rank that failed, -1: none. Its status after saying what it says. */
static enum cr_status report_parts(struct cr_cli *cli, const struct part *parts)
{
    int k = 0;
    while (k < ranks && parts[k].status == CROSSROADS_OK)
        k++;
    if (k == ranks)
        return CR_OK;
    if (k == 0)
        return cr_report_failure(cli, parts[0].status);
    cr_say(cli, "rank %d of %d: %s", k, ranks,
        *parts[k].message ? parts[k].message : crossroads_status_text(parts[k].status));
    return (enum cr_status)parts[k].status;
}

static enum cr_status merge(struct cr_cli *cli, const struct part *parts)
{
    const char **files = CR_NEW(cli->arena, const char *, ranks);
    for (int k = 0; k < ranks; k++)
        files[k] = parts[k].path;
    crossroads_result_free(cli->result);
    crossroads_scenario_free(cli->scenario);
    enum crossroads_status status =
        crossroads_merge(files, (size_t)ranks, &cli->scenario, &cli->result);
    return cli->result ? cr_report_failure(cli, status) : cr_report_unmerged(cli, status);
}

enum cr_status cr_ranks_run(struct cr_cli *cli, const struct crossroads_options *options)
{
    struct part *parts = CR_NEW(cli->arena, struct part, ranks);
    if (!all_ranks_play(true)) {
        cr_say(cli, "another rank could not begin: is the file on its machine?");
        return CR_IO;
    }
    playing = true;
    parts[0] = play(cli, options);
    if (rank > 0)
        send_part(&parts[0]);
    for (int k = 1; k < ranks && rank == 0; k++)
        receive_part(cli, k, &parts[k]);
    playing = false;
    cr_progress_erase(&cli->progress);
    enum cr_status status = rank > 0 ? CR_OK : report_parts(cli, parts);
    if (rank == 0 && status == CR_OK)
        status = merge(cli, parts);
    for (int k = options->checkpoint != NULL; k < ranks && parts[k].path; k++)
        cr_seam_remove(parts[k].path);
    return status;
}
