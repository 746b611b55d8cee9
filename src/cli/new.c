/* new: a scenario to start from, copied from a template, and the schema for the editor beside it.
 */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/say.h"
#include "cli/words.h"

#include "base/seam.h"

#include <dirent.h>
#include <string.h>

enum { LARGEST = 1 << 20 };
static const char schema_name[] = "scenario.schema.json";

struct templates {
    CR_VEC(const char *) names;
    CR_VEC(const char *) paths;
};

/* By name, so that the list does not depend on the file system; a name known already stays. */
static void add_template(
    struct cr_arena *arena, struct templates *all, const char *folder, const char *file)
{
    const char *name = cr_arena_strndup(arena, file, strlen(file) - 5);
    size_t k = 0;

    while (k < all->names.n && strcmp(all->names.at[k], name) < 0)
        k++;
    if (k < all->names.n && !strcmp(all->names.at[k], name))
        return;
    cr_vec_push(arena, &all->names, name);
    cr_vec_push(arena, &all->paths, name);
    for (size_t i = all->names.n - 1; i > k; i--) {
        all->names.at[i] = all->names.at[i - 1];
        all->paths.at[i] = all->paths.at[i - 1];
    }
    all->names.at[k] = name;
    all->paths.at[k] = cr_arena_printf(arena, "%s/%s", folder, file);
}

static void find_templates(struct cr_arena *arena, struct templates *all)
{
    const char *folder;

    for (size_t i = 0; (folder = cr_bundle_folder(arena, i)); i++) {
        folder = cr_arena_printf(arena, "%s/templates", folder);
        DIR *open = opendir(folder);
        for (struct dirent *entry; open && (entry = readdir(open));) {
            size_t n = strlen(entry->d_name);
            if (n > 5 && !strcmp(entry->d_name + n - 5, ".yaml"))
                add_template(arena, all, folder, entry->d_name);
        }
        if (open)
            closedir(open);
    }
}

static enum cr_status list_templates(struct cr_cli *cli, const struct templates *all)
{
    struct cr_buf out;

    cr_buf_init(&out, cli->arena);
    for (size_t i = 0; i < all->names.n; i++) {
        struct crossroads_scenario *scenario;
        const char *title = NULL;
        if (crossroads_load(all->paths.at[i], 0, &scenario) == CROSSROADS_OK)
            title = crossroads_title(scenario);
        cr_buf_printf(&out, "%-12s %s\n", all->names.at[i], title ? title : "");
        crossroads_scenario_free(scenario);
    }
    return cr_write_file(cli, "-", out.s, out.n);
}

static const char *find_template(struct cr_cli *cli, const struct templates *all, const char *name)
{
    struct cr_buf names;
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; i < all->names.n; i++)
        if (!strcmp(all->names.at[i], name))
            return all->paths.at[i];
    cr_buf_init(&names, cli->arena);
    for (size_t i = 0; i < all->names.n; i++)
        cr_buf_printf(&names, "%s%s", i ? ", " : "", all->names.at[i]);
    if (dot && (!strcmp(dot, ".efg") || !strcmp(dot, ".json")))
        cr_usage_error(
            cli, cr_arena_printf(cli->arena,
                     "files of other programs cannot be read yet; the templates are %s", names.s));
    else
        cr_usage_error(cli,
            cr_arena_printf(cli->arena, "there is no template '%s'; there are %s", name, names.s));
    return NULL;
}

/* The template with the modeline that finds the schema beside the new file. */
static enum cr_status read_template(struct cr_cli *cli, const char *path, struct cr_buf *out)
{
    static const char modeline[] = "# yaml-language-server: $schema=";
    char problem[256], *bytes;
    size_t n;
    enum cr_status status = cr_seam_read(path, LARGEST, &bytes, &n, problem);

    if (status != CR_OK) {
        cr_say(cli, "cannot read %s: %s", path, status == CR_MEMORY ? "out of memory" : problem);
        return status;
    }
    const char *rest = bytes;
    if (!strncmp(bytes, modeline, sizeof modeline - 1))
        rest += strcspn(bytes, "\n");
    cr_buf_printf(out, "%s./%s%s", modeline, schema_name, *rest == '\n' ? "" : "\n");
    cr_buf_add(out, rest, n - (size_t)(rest - bytes));
    cr_seam_free(bytes);
    return CR_OK;
}

/* Whether the schema may be written: nothing is there, or an older one of ours. */
static enum cr_status check_schema(struct cr_cli *cli, const char *path)
{
    char problem[256], *bytes;
    size_t n;

    if (!cr_seam_exists(path) || cli->args.at[CR_O_FORCE].set)
        return CR_OK;
    if (cr_seam_read(path, LARGEST, &bytes, &n, problem) != CR_OK) {
        cr_say(cli, "cannot look at %s: %s", path, problem);
        return CR_IO;
    }
    bool ours = crossroads_origin_of(bytes, n) == CROSSROADS_OURS;
    cr_seam_free(bytes);
    if (ours)
        return CR_OK;
    cr_say(cli, "%s exists and was not written by this program; --force replaces it", path);
    return CR_IO;
}

static enum cr_status check_target(struct cr_cli *cli, const char *path)
{
    if (cr_is_folder(path)) {
        cr_say(cli, "cannot write %s: it is a directory", path);
        return CR_IO;
    }
    if (!cr_seam_exists(path) || cli->args.at[CR_O_FORCE].set)
        return CR_OK;
    cr_say(cli, "%s exists; --force replaces it", path);
    return CR_IO;
}

static enum cr_status say_next(struct cr_cli *cli, const char *path)
{
    struct cr_buf out;

    if (cli->style.quiet)
        return CR_OK;
    const char *file =
        cr_shell_word(cli->arena, *path == '-' ? cr_arena_printf(cli->arena, "./%s", path) : path);
    cr_buf_init(&out, cli->arena);
    cr_buf_printf(&out,
        "wrote %s, and %s for your editor; next:\n\n"
        "  crossroads check --strict %s   what is wrong or missing\n"
        "  crossroads show %s             the questions and their branches\n"
        "  crossroads run %s              play it, until every share is right to a quarter of a "
        "point\n",
        file, schema_name, file, file, file);
    return cr_write_file(cli, "-", out.s, out.n);
}

static enum cr_status write_both(
    struct cr_cli *cli, const char *path, const struct cr_buf *scenario)
{
    const char *slash = strrchr(path, '/');
    const char *beside = cr_arena_printf(
        cli->arena, "%.*s%s", slash ? (int)(slash - path) + 1 : 0, path, schema_name);
    char *schema;
    size_t n;

    if (crossroads_schema(NULL, &schema, &n) != CROSSROADS_OK) {
        cr_say(cli, "out of memory");
        return CR_MEMORY;
    }
    enum cr_status status = check_target(cli, path);
    status = status != CR_OK ? status : check_schema(cli, beside);
    status = status != CR_OK ? status : cr_write_file(cli, beside, schema, n);
    crossroads_free(schema);
    status = status != CR_OK ? status : cr_write_file(cli, path, scenario->s, scenario->n);
    return status != CR_OK ? status : say_next(cli, path);
}

enum cr_status cr_command_new(struct cr_cli *cli)
{
    const struct cr_option_value *from = &cli->args.at[CR_O_FROM];
    const char *name = cli->args.operands.n ? cli->args.operands.at[0] : "scenario";
    struct templates all = {0};
    struct cr_buf text;
    size_t n = strlen(name);
    enum cr_status status;

    find_templates(cli->arena, &all);
    if (cli->args.at[CR_O_LIST].set)
        return list_templates(cli, &all);
    if (!n || !strcmp(name, "-") || name[n - 1] == '/')
        return cr_usage_error(
            cli, cr_arena_printf(cli->arena, "'%s' cannot be the name of a file", name));
    const char *source = find_template(cli, &all, from->set ? from->text : "blank");
    if (!source)
        return CR_USAGE;
    if (n < 6 || strcmp(name + n - 5, ".yaml") != 0)
        name = cr_arena_printf(cli->arena, "%s.yaml", name);
    cr_buf_init(&text, cli->arena);
    status = read_template(cli, source, &text);
    return status != CR_OK ? status : write_both(cli, name, &text);
}
