/* Results to files, folders and to standard output.
 *
 * A path is checked before any work is done and written at the end, whole or not at all. A file is
 * replaced only if it is one of ours, which its bytes show, or with --force; never an input. */
#include "cli/output.h"
#include "cli/say.h"

#include "base/seam.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool cr_is_folder(const char *path)
{
    struct stat s;
    return !stat(path, &s) && S_ISDIR(s.st_mode);
}

static bool is_stream(const char *path)
{
    struct stat s;
    return !strcmp(path, "-") || (!stat(path, &s) && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode));
}

static const char *folder_of(struct cr_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : cr_arena_strndup(arena, path, (size_t)(slash - path));
}

/* Whether an existing file may be replaced: --force, or it is one of ours (a script: untouched). */
static enum cr_status check_existing(struct cr_cli *cli, const char *path)
{
    char problem[256], *bytes;
    size_t n;
    if (cli->args.at[CR_O_FORCE].set)
        return CR_OK;
    enum cr_status status = cr_seam_read(path, (size_t)1 << 28, &bytes, &n, problem);
    if (status != CR_OK) {
        cr_say(cli, "cannot look at %s: %s", path, status == CR_MEMORY ? "out of memory" : problem);
        return status;
    }
    enum crossroads_origin origin = crossroads_origin_of(bytes, n);
    cr_seam_free(bytes);
    if (origin == CROSSROADS_OURS)
        return CR_OK;
    cr_say(cli,
        origin == CROSSROADS_EDITED ? "%s was edited; --force replaces it"
                                    : "%s exists and was not written by this program; --force "
                                      "replaces it",
        path);
    return CR_IO;
}

bool cr_is_folder_path(const char *path)
{
    size_t n = strlen(path);
    return n > 0 && path[n - 1] == '/';
}

static enum cr_status make_folder(struct cr_cli *cli, const char *path)
{
    char *part = cr_arena_strdup(cli->arena, path);
    for (char *s = part + 1; *s; s++) {
        if (*s != '/')
            continue;
        *s = '\0';
        if (mkdir(part, 0777) && errno != EEXIST) {
            cr_say(cli, "cannot make the folder %s: %s", part, strerror(errno));
            return CR_IO;
        }
        *s = '/';
    }
    if (cr_is_folder(path))
        return CR_OK;
    cr_say(cli, "cannot write into %s: it is no folder", path);
    return CR_IO;
}

enum cr_status cr_check_output(struct cr_cli *cli, const char *path)
{
    if (is_stream(path))
        return CR_OK;
    if (!*path || cr_is_folder(path)) {
        cr_say(cli, "cannot write '%s': it is a directory", path);
        return CR_IO;
    }
    const char *folder = folder_of(cli->arena, path);
    if (!cr_is_folder(folder)) {
        cr_say(cli, "cannot write %s: there is no folder %s", path, folder);
        return CR_IO;
    }
    if (access(folder, W_OK | X_OK)) {
        cr_say(cli, "cannot write %s: permission denied in %s", path, folder);
        return CR_IO;
    }
    for (size_t i = 0; i < cli->args.operands.n; i++)
        if (cr_seam_same_file(path, cli->args.operands.at[i])) {
            cr_say(cli, "%s is an input; it is never replaced", path);
            return CR_USAGE;
        }
    return cr_seam_exists(path) ? check_existing(cli, path) : CR_OK;
}

/* The reader of a pipe has seen enough: end as other programs do. */
static void end_quietly(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigemptyset(&standard.sa_mask);
    sigaction(SIGPIPE, &standard, NULL);
    raise(SIGPIPE);
}

enum cr_status cr_write_file(struct cr_cli *cli, const char *path, const char *bytes, size_t n)
{
    char problem[256] = "";
    bool stream = is_stream(path);
    cr_progress_erase(&cli->progress);
    errno = 0;
    enum cr_status status = cr_seam_write(path, bytes, n, 1, problem);
    if (status == CR_OK)
        return CR_OK;
    if (stream && errno == EPIPE)
        end_quietly();
    cr_say(cli, "cannot write %s: %s", !strcmp(path, "-") ? "standard output" : path,
        status == CR_MEMORY ? "out of memory" : problem);
    return status;
}

enum cr_status cr_check_output_option(struct cr_cli *cli)
{
    const struct cr_option_value *o = &cli->args.at[CR_O_OUTPUT];
    if (cli->folder)
        return make_folder(cli, o->text);
    return o->set ? cr_check_output(cli, o->text) : CR_OK;
}

enum cr_status cr_write_result(struct cr_cli *cli, const char *bytes, size_t n)
{
    const struct cr_option_value *o = &cli->args.at[CR_O_OUTPUT];
    return cr_write_file(cli, o->set ? o->text : "-", bytes, n);
}

enum cr_status cr_write_page(struct cr_cli *cli, const struct cr_buf *page)
{
    return cr_write_result(cli, page->s, page->n);
}

enum cr_status cr_write_owned(struct cr_cli *cli, char *bytes, size_t n)
{
    enum cr_status status = cr_write_result(cli, bytes, n);
    crossroads_free(bytes);
    return status;
}
