/* Other programs, started with arguments and never through a shell: no name of a file can become a
 * command. They read nothing, what they print is thrown away, and an interrupt ends them. */
#include "cli/interrupt.h"
#include "cli/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int start(pid_t *child, const char *const *arguments)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    char *words[16];
    size_t n = 0;
    for (; arguments[n] && n < 15; n++)
        memcpy(&words[n], &arguments[n], sizeof *words); /* posix_spawn does not change them */
    words[n] = NULL;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE); /* we ignore these two; others do not expect it */
    sigaddset(&defaults, SIGXFSZ);
    if (posix_spawn_file_actions_init(&actions))
        return ENOMEM;
    if (posix_spawnattr_init(&attributes)) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawnp(child, words[0], &actions, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int cr_spawn(const char *const *arguments)
{
    pid_t child, got;
    int status, error = start(&child, arguments);
    if (error)
        return error == ENOENT ? -1 : -2;
    while ((got = waitpid(child, &status, 0)) < 0 && errno == EINTR)
        if (cr_interrupted())
            kill(child, SIGTERM);
    if (got < 0)
        return -2;
    if (WIFSIGNALED(status))
        return 128 + WTERMSIG(status);
    int code = WEXITSTATUS(status);
    return code == 127
               ? -1
               : code; /* systems whose posix_spawn learns of a missing program only in the child */
}
