/* Where scenarios are: paths, standard input, bundled names; and what to say when there is none.
 *
 * A file of that name comes first, then the folders of bundled scenarios in their order: beside the
 * program, where it was installed, of the environment, of the source tree. When
 * nothing is found the nearest name in the same folder, or of a bundled scenario, is suggested. */
#include "cli/load.h"
#include "cli/output.h"
#include "cli/say.h"

#include "base/diag.h"
#include "base/seam.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------ bundled scenarios */

static bool is_bare(const char *name)
{
    return *name &&
           !name[strspn(
               name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] &&
           *name != '-';
}

static bool is_file(const char *path)
{
    struct stat s;
    return !stat(path, &s) && !S_ISDIR(s.st_mode);
}

static const char *program = ""; /* as it was called */

void cr_set_program_path(const char *path)
{
    program = path;
}

/* The n-th folder of scenarios beside the program, as it was unpacked or moved; NULL: not there. */
static const char *beside(struct cr_arena *arena, size_t n)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    const char *self = length > 0 ? path : program, *slash = strrchr(self, '/');
    if (!slash)
        return NULL;
    const char *folder = cr_arena_printf(arena, "%.*s/%s", (int)(slash - self), self,
        n ? "../share/crossroads/scenarios" : "scenarios");
    return cr_is_folder(folder) ? folder : NULL;
}

const char *cr_bundle_folder(struct cr_arena *arena, size_t n)
{
    const char *list = getenv("CROSSROADS_SCENARIOS"), *folder;
    for (size_t i = 0; i < 2; i++)
        if ((folder = beside(arena, i)) && n-- == 0)
            return folder;
    if (n-- == 0)
        return CR_DATADIR;
    while (list && *list) {
        size_t length = strcspn(list, ":");
        if (length && n-- == 0)
            return cr_arena_strndup(arena, list, length);
        list += length + (list[length] == ':');
    }
#ifdef CR_SOURCE_SCENARIOS
    return n == 0 ? CR_SOURCE_SCENARIOS : NULL;
#else
    return NULL;
#endif
}

/* The scenario with both of the article's questions has the program's own name, which reads like a
 * slip of the pen: `run crossroads`. A file of this name comes first, as everywhere. */
static const char BOTH[] = "both", BOTH_FILE[] = "crossroads";

static const char *find_bundled(struct cr_arena *arena, const char *name)
{
    const char *folder;
    if (!is_bare(name))
        return NULL;
    for (size_t i = 0; (folder = cr_bundle_folder(arena, i)); i++)
        for (int classics = 0; classics < 2; classics++) {
            const char *path =
                cr_arena_printf(arena, "%s/%s%s.yaml", folder, classics ? "classics/" : "", name);
            if (is_file(path))
                return path;
        }
    return strcmp(name, BOTH) == 0 ? find_bundled(arena, BOTH_FILE) : NULL;
}

const char *cr_scenario_path(struct cr_arena *arena, const char *file)
{
    const char *bundled = strcmp(file, "-") && !is_file(file) ? find_bundled(arena, file) : NULL;
    return bundled ? bundled : file;
}

/* ------------------------------------------------------------------ what else there is */

void cr_list_scenarios(
    struct cr_arena *arena, const char *folder, bool whole, struct cr_names *names)
{
    size_t first = names->list.n;
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        size_t n = strlen(entry->d_name);
        if (n > 5 && !strcmp(entry->d_name + n - 5, ".yaml"))
            cr_vec_push(
                arena, &names->list, cr_arena_strndup(arena, entry->d_name, whole ? n : n - 5));
    }
    if (open)
        closedir(open);
    for (size_t i = first + 1; i < names->list.n; i++) {
        const char *name = names->list.at[i];
        size_t k = i;
        for (; k > first && strcmp(names->list.at[k - 1], name) > 0; k--)
            names->list.at[k] = names->list.at[k - 1];
        names->list.at[k] = name;
    }
}

void cr_list_bundled(struct cr_arena *arena, const char *below, struct cr_names *names)
{
    const char *folder;
    for (size_t i = 0; (folder = cr_bundle_folder(arena, i)); i++)
        cr_list_scenarios(arena, cr_arena_printf(arena, "%s%s", folder, below), false, names);
}

static const char *join(struct cr_arena *arena, const struct cr_names *names, size_t most)
{
    struct cr_buf text;
    cr_buf_init(&text, arena);
    for (size_t i = 0; i < names->list.n && i < most; i++)
        cr_buf_printf(&text, "%s%s", i ? ", " : "", names->list.at[i]);
    if (names->list.n > most)
        cr_buf_str(&text, ", ...");
    return text.s;
}

/* The file meant by a path that does not exist: near in name in the same folder, or bundled. */
static const char *nearest(struct cr_cli *cli, const char *file)
{
    struct cr_names here = {0}, bundled = {0};
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    const char *folder = !slash ? "."
                         : slash == file
                             ? "/"
                             : cr_arena_strndup(cli->arena, file, (size_t)(slash - file));
    cr_list_scenarios(cli->arena, folder, true, &here);
    const char *near = cr_suggest(base, here.list.at, here.list.n);
    if (!near && !strchr(base, '.'))
        near = cr_suggest(cr_arena_printf(cli->arena, "%s.yaml", base), here.list.at, here.list.n);
    if (near)
        return cr_arena_printf(cli->arena, "%.*s%s", (int)(base - file), file, near);
    cr_list_bundled(cli->arena, "", &bundled);
    cr_list_bundled(cli->arena, "/classics", &bundled);
    size_t n = strlen(base);
    const char *stem =
        n > 5 && !strcmp(base + n - 5, ".yaml")  ? cr_arena_strndup(cli->arena, base, n - 5)
        : n > 4 && !strcmp(base + n - 4, ".yml") ? cr_arena_strndup(cli->arena, base, n - 4)
                                                 : base;
    for (size_t i = 0; i < bundled.list.n; i++)
        if (!strcmp(bundled.list.at[i], stem))
            return bundled.list.at[i];
    return cr_suggest(stem, bundled.list.at, bundled.list.n);
}

static void say_unreadable(struct cr_cli *cli, const char *file, const char *problem)
{
    struct cr_names inside = {0};
    if (cr_is_folder(file)) {
        cr_list_scenarios(cli->arena, file, true, &inside);
        cr_say(cli,
            inside.list.n ? "cannot read %s: it is a directory; in it: %s"
                          : "cannot read %s: it is a directory%s",
            file, join(cli->arena, &inside, 8));
        return;
    }
    const char *near = strcmp(file, "-") && !cr_seam_exists(file) ? nearest(cli, file) : NULL;
    if (!near && is_bare(file)) {
        cr_say(
            cli, "cannot read %s: %s; crossroads list shows the bundled scenarios", file, problem);
        return;
    }
    cr_say(cli, "cannot read %s: %s%s%s%s", strcmp(file, "-") ? file : "standard input", problem,
        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* ------------------------------------------------------------------ loading */

/* A file comes before a bundled scenario of its name, which a program in the folder where one works
 * also has. */
static void say_hidden(struct cr_cli *cli, const char *file)
{
    if (!strcmp(file, "-") || !is_file(file) || !find_bundled(cli->arena, file))
        return;
    bool both = !strcmp(file, BOTH_FILE);
    cr_say(cli,
        "note: '%s' is the file of this folder; it hides the bundled scenario of that name%s", file,
        both ? ", which is also called 'both'" : "");
}

const char *cr_scenario_stem(struct cr_cli *cli, const char *file)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    size_t n = strlen(base);
    if (n > 5 && !strcmp(base + n - 5, ".yaml"))
        n -= 5;
    char *stem = cr_arena_strndup(cli->arena, base, n);
    for (char *s = stem; *s; s++)
        if ((unsigned char)*s < 0x21 || strchr("'\"\\`$*?[]{}()<>|&;:%", *s))
            *s = '_';
    return !strcmp(stem, "-") || !*stem || *stem == '-' ? "scenario" : stem;
}

enum cr_status cr_open_scenario(struct cr_cli *cli, const char *file, unsigned flags, bool keep,
    struct crossroads_scenario **scenario)
{
    const char *path = cr_scenario_path(cli->arena, file);
    const char *shown = path == file ? file : strrchr(path, '/') + 1;
    say_hidden(cli, file);
    enum crossroads_status status = crossroads_load_named(path, shown, file, flags, scenario);
    if (status == CROSSROADS_IO)
        say_unreadable(cli, file, crossroads_problems(*scenario));
    if (status == CROSSROADS_INTERRUPTED)
        cr_say(cli, "interrupted while reading %s", strcmp(file, "-") ? file : "standard input");
    if (status == CROSSROADS_MEMORY)
        cr_say(cli, "out of memory while reading %s", file);
    if (keep && status == CROSSROADS_INPUT)
        return CR_INPUT;
    if (status == CROSSROADS_INPUT)
        cr_say_problems(cli, *scenario);
    if (status != CROSSROADS_OK) {
        crossroads_scenario_free(*scenario);
        *scenario = NULL;
    }
    return (enum cr_status)status;
}
