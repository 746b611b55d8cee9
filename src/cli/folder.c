/* -o DIR/: every table of a result in a file of its own, named after it, and provenance.csv, which
 * says what made them.
 *
 * A table alone does not say who wrote it; the provenance does. So files of tables are replaced
 * where a provenance of ours stands beside them, and otherwise only with --force. */
#include "cli/folder.h"
#include "cli/output.h"
#include "cli/say.h"

#include "base/seam.h"

#include <string.h>

enum cr_status cr_choose_folder(struct cr_cli *cli, const char **format)
{
    const struct cr_option_value *o = &cli->args.at[CR_O_OUTPUT];
    if (!o->set || !cr_is_folder_path(o->text))
        return CR_OK;
    if (cli->args.at[CR_O_TABLE].set)
        return cr_usage_error(cli, "a folder gets every table: leave --table out, or name a file");
    if (!strcmp(*format, "text") && !cli->args.at[CR_O_FORMAT].set)
        *format = "csv";
    if (strcmp(*format, "csv") != 0 && strcmp(*format, "dat") != 0)
        return cr_usage_error(cli, "a folder gets a file for every table, as csv or dat");
    cli->folder = true;
    return CR_OK;
}

/* Whether the tables in the folder are of this program. */
static bool is_ours(struct cr_cli *cli, const char *folder)
{
    char problem[256], *bytes;
    size_t n;
    const char *path = cr_arena_printf(cli->arena, "%sprovenance.csv", folder);
    if (!cr_seam_exists(path) || cr_seam_read(path, (size_t)1 << 20, &bytes, &n, problem) != CR_OK)
        return false;
    bool ours = crossroads_origin_of(bytes, n) == CROSSROADS_OURS;
    cr_seam_free(bytes);
    return ours;
}

/* A name that is a file's name everywhere. */
static const char *file_of(
    struct cr_cli *cli, const char *folder, const char *table, const char *format)
{
    char *name = cr_arena_strdup(cli->arena, table);
    for (char *s = name; *s; s++)
        if ((unsigned char)*s < 0x20 || strchr("/\\:*?\"<>|", *s) || (s == name && *s == '.'))
            *s = '_';
    return cr_arena_printf(cli->arena, "%s%s.%s", folder, name, format);
}

static enum cr_status write_table(
    struct cr_cli *cli, const char *folder, const char *table, const char *format, bool ours)
{
    const char *bytes, *path = file_of(cli, folder, table, format);
    size_t n;
    struct crossroads_write_options style = cli->style;
    style.table = table;
    enum cr_status failure = ours ? CR_OK : cr_check_output(cli, path);
    if (failure != CR_OK)
        return failure;
    if (crossroads_write(cli->result, format, &style, &bytes, &n) != CROSSROADS_OK)
        return cr_usage_error(cli, crossroads_message(cli->result));
    return cr_write_file(cli, path, bytes, n);
}

enum cr_status cr_write_folder(struct cr_cli *cli, const char *format)
{
    const char *folder = cli->args.at[CR_O_OUTPUT].text, *table;
    bool ours = is_ours(cli, folder) || cli->args.at[CR_O_FORCE].set;
    size_t n = 0;
    enum cr_status failure = CR_OK;
    while (failure == CR_OK && crossroads_table(cli->result, n, &table) == CROSSROADS_OK) {
        failure = write_table(cli, folder, table, format, ours);
        n++;
    }
    if (failure == CR_OK)
        failure = write_table(cli, folder, "provenance", "csv", ours);
    if (failure == CR_OK && !cli->style.quiet)
        cr_say(cli, "%zu tables in %s", n, folder);
    return failure;
}
