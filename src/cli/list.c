/* list: the bundled scenarios, a line each; of a file, the names in it. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"

#include "base/utf8.h"

#include <string.h>

struct shelf {
    const char *folder, *heading;
};

static bool is_listed(const struct cr_names *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(names->list.at[i], name))
            return true;
    return false;
}

/* The title of a scenario; "" where it has none or cannot be read. */
static const char *title_of(struct cr_cli *cli, const char *path)
{
    struct crossroads_scenario *scenario;
    const char *title = "";
    struct cr_buf clean;
    cr_buf_init(&clean, cli->arena);
    if (crossroads_load(path, 0, &scenario) == CROSSROADS_OK && crossroads_title(scenario))
        title = crossroads_title(scenario);
    cr_buf_escaped(&clean, title, strlen(title));
    crossroads_scenario_free(scenario);
    return clean.s;
}

/* "name  title", the title on as many lines as it takes. */
static void print_line(
    struct cr_cli *cli, const char *name, const char *title, size_t widest, struct cr_buf *out)
{
    size_t indent = cli->style.plain ? 0 : 2 + widest + 2, width = (size_t)cli->style.width;
    if (cli->style.plain) {
        cr_buf_printf(out, "%s: %s\n", name, title);
        return;
    }
    cr_buf_printf(out, "  %s", name);
    cr_buf_repeat(out, " ", *title ? indent - 2 - strlen(name) : 0);
    for (size_t column = indent; *title;) {
        size_t n = strcspn(title, " "), columns = cr_utf8_width(title, n);
        if (column > indent && column + 1 + columns > width) {
            cr_buf_char(out, '\n');
            cr_buf_repeat(out, " ", indent);
            column = indent;
        } else if (column > indent) {
            cr_buf_char(out, ' ');
            column++;
        }
        cr_buf_add(out, title, n);
        column += columns;
        title += n + strspn(title + n, " ");
    }
    cr_buf_char(out, '\n');
}

/* The scenarios of one shelf in all folders of bundled scenarios; what was listed before hides
 * them. */
static void print_shelf(struct cr_cli *cli, const struct shelf *shelf, struct cr_buf *out)
{
    struct cr_names names = {0}, paths = {0};
    const char *folder;
    size_t widest = 0;
    for (size_t i = 0; (folder = cr_bundle_folder(cli->arena, i)); i++) {
        struct cr_names here = {0};
        folder = cr_arena_printf(cli->arena, "%s%s", folder, shelf->folder);
        cr_list_scenarios(cli->arena, folder, false, &here);
        for (size_t k = 0; k < here.list.n; k++) {
            if (is_listed(&names, names.list.n, here.list.at[k]))
                continue;
            cr_vec_push(cli->arena, &names.list, here.list.at[k]);
            cr_vec_push(cli->arena, &paths.list,
                cr_arena_printf(cli->arena, "%s/%s.yaml", folder, here.list.at[k]));
            size_t n = strlen(here.list.at[k]);
            widest = n > widest ? n : widest;
        }
    }
    if (!names.list.n)
        return;
    if (!cli->style.quiet)
        cr_buf_printf(out, "%s%s\n", out->n ? "\n" : "", shelf->heading);
    for (size_t i = 0; i < names.list.n; i++) {
        if (cli->style.quiet)
            cr_buf_printf(out, "%s\n", names.list.at[i]);
        else
            print_line(cli, names.list.at[i], title_of(cli, paths.list.at[i]), widest, out);
    }
}

static enum cr_status list_bundled(struct cr_cli *cli, const char *format)
{
    static const struct shelf shelves[] = {{"", "Scenarios"},
        {"/classics", "Classics with known answers"},
        {"/templates", "Templates (crossroads new NAME --from TEMPLATE)"}};
    struct cr_buf out;
    enum cr_status status = cr_check_output_option(cli);
    if (status != CR_OK)
        return status;
    if (strcmp(format, "text") != 0)
        return cr_usage_error(cli, "--json and --format list the names in a FILE; -q lists the "
                                   "bundled scenarios for a script, a name a line");
    cr_buf_init(&out, cli->arena);
    for (size_t i = 0; i < (cli->style.quiet ? 2 : 3); i++)
        print_shelf(cli, &shelves[i], &out);
    if (!cli->style.quiet)
        cr_buf_str(&out,
            "\nnext: crossroads show alliance      names in a file: crossroads list alliance\n");
    return cr_write_page(cli, &out);
}

enum cr_status cr_command_list(struct cr_cli *cli)
{
    const char *format = cr_chosen_format(cli);
    enum cr_status status;
    if (!format)
        return CR_USAGE;
    if (cli->args.operands.n == 0)
        return list_bundled(cli, format);
    if ((status = cr_check_output_option(cli)) != CR_OK ||
        (status = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)) !=
            CR_OK)
        return status;
    struct crossroads_options options;
    crossroads_options_init(&options);
    options.command = cli->command;
    return cr_write_analysis(cli, crossroads_list(cli->scenario, &options, &cli->result), format);
}
