#include "child.h"

#include "bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int wait_for(pid_t id)
{
    int status;
    if (waitpid(id, &status, 0) != id || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

/* Of all children that have ended. */
static double children_cpu(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double child_run(char *const words[], double *cpu)
{
    posix_spawn_file_actions_t actions;
    pid_t id;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    double begun = bench_wall(), used = children_cpu();
    int failed = posix_spawnp(&id, words[0], &actions, NULL, words, environ) || wait_for(id) != 0;
    double spent = bench_wall() - begun;
    *cpu = children_cpu() - used;
    posix_spawn_file_actions_destroy(&actions);
    return failed ? -1 : spent;
}

int child_begin(struct child *child, char *const words[])
{
    int in[2], out[2];
    posix_spawn_file_actions_t actions;
    if (pipe(in))
        return 0;
    if (pipe(out)) {
        close(in[0]);
        close(in[1]);
        return 0;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    for (int i = 0; i < 2; i++) {
        posix_spawn_file_actions_addclose(&actions, in[i]);
        posix_spawn_file_actions_addclose(&actions, out[i]);
    }
    int failed = posix_spawnp(&child->id, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    if (failed) {
        close(in[1]);
        close(out[0]);
        return 0;
    }
    child->to = fdopen(in[1], "w");
    child->from = fdopen(out[0], "r");
    return child->to && child->from;
}

int child_end(struct child *child)
{
    if (child->to)
        fclose(child->to);
    if (child->from)
        fclose(child->from);
    return wait_for(child->id);
}

int child_file(char *path, const char *text)
{
    size_t n = strlen(text);
    int file = mkstemp(path);
    if (file < 0)
        return 0;
    ssize_t written = write(file, text, n);
    close(file);
    return written == (ssize_t)n;
}
