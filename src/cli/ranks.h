/* One run on several processes that `mpirun` or `srun` has started (meson setup -Dmpi=enabled).
 * Each rank plays its shard; rank 0 merges them and is the only one that says anything. Without MPI
 * there is one rank. */
#ifndef CR_CLI_RANKS_H
#define CR_CLI_RANKS_H

#include "cli/cli.h"

#ifdef CR_MPI

/* Before anything else; whether this rank may speak. */
bool cr_ranks_begin(int *argc, char ***argv);
/* Last of all; the exit code of this process. */
int cr_ranks_end(int code);
bool cr_ranks_several(void);
bool cr_ranks_first(void);
/* The seed of rank 0. */
uint64_t cr_ranks_seed(uint64_t seed);
/* What several ranks cannot do; says so. */
enum cr_status cr_ranks_check(struct cr_cli *cli, const char *file) CR_MUST_USE;
/* Plays this rank's part. At rank 0 cli->scenario and cli->result are then those of the whole run;
 * says what went wrong anywhere. */
enum cr_status cr_ranks_run(
    struct cr_cli *cli, const struct crossroads_options *options) CR_MUST_USE;

#else

static inline bool cr_ranks_begin(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return true;
}
static inline int cr_ranks_end(int code)
{
    return code;
}
static inline bool cr_ranks_several(void)
{
    return false;
}
static inline bool cr_ranks_first(void)
{
    return true;
}
static inline uint64_t cr_ranks_seed(uint64_t seed)
{
    return seed;
}
static inline enum cr_status cr_ranks_check(struct cr_cli *cli, const char *file)
{
    (void)cli;
    (void)file;
    return CR_OK;
}
static inline enum cr_status cr_ranks_run(
    struct cr_cli *cli, const struct crossroads_options *options)
{
    (void)cli;
    (void)options;
    return CR_OK;
}

#endif
#endif
