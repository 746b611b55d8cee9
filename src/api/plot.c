/* Pictures: what each shows is computed here, and the writers make a data file and a script of it.
 *
 * Some show a result of crossroads_run, some what inputs move (a tornado, a grid), the others have
 * runs of their own, with fewer futures than the eye could tell apart. */
#include "api/sensitivity.h"
#include "api/spec.h"
#include "api/style.h"
#include "api/work.h"

#include "engine/engine.h"
#include "write/escape.h"

#include <math.h>
#include <string.h>

enum { FEW_RUNS = 20000, MANY_RUNS = 100000, FAN_WORLDS = 300, FAN_RUNS = 30000, GRID = 41 };

struct call {
    const struct cr_plot *plot;
    struct crossroads_plot_options how;
    const struct crossroads_result *run;
};

enum crossroads_status crossroads_get_picture(size_t i, struct crossroads_picture *picture)
{
    if (!picture || i >= cr_n_plots)
        return CROSSROADS_USAGE;
    const struct cr_plot *p = &cr_plots[i];
    *picture =
        (struct crossroads_picture){p->name, p->help, p->usual, p->write != NULL, cr_plot_needs(p)};
    return CROSSROADS_OK;
}

const char *crossroads_picture_lacks(const struct crossroads_scenario *s, const char *kind)
{
    const struct cr_plot *plot = kind ? cr_plot_find(kind) : NULL;
    if (!s || !s->scenario || !plot)
        return "there is no such picture";
    return cr_plot_lacks(plot, s->scenario);
}

void crossroads_plot_options_init(struct crossroads_plot_options *options)
{
    *options = (struct crossroads_plot_options){
        .size = sizeof *options, .stem = "plot", .extension = "png", .rarer = 0.0005};
}

/* ------------------------------------------------------------------ what is shown */

static enum cr_status move_inputs(struct crossroads_result *r, const struct crossroads_options *o,
    const struct call *call, enum crossroads_method method, const char *two)
{
    struct crossroads_sensitivity_options ask;
    crossroads_sensitivity_options_init(&ask);
    ask.method = method;
    ask.target = call->how.target;
    ask.two = two;
    /* A grid is one of uncertain inputs, unless it is told otherwise (`two`). */
    ask.effects = strcmp(call->plot->name, "tornado") ? CROSSROADS_EFFECTS_NO : call->how.effects;
    ask.by = call->how.by;
    ask.points = method == CROSSROADS_METHOD_TWOWAY ? GRID : ask.points;
    return cr_find_sensitivity(r, o, &ask);
}

/* The two inputs with the longest bars as "A,B"; NULL where there are fewer. */
static enum cr_status find_longest_two(struct crossroads_result *r,
    const struct crossroads_options *o, const struct call *call, const char **two)
{
    enum cr_status status = move_inputs(r, o, call, CROSSROADS_METHOD_TORNADO, NULL);
    if (status != CR_OK)
        return status;
    const struct cr_tornado *t = &((const struct cr_sensitivity *)r->found)->tornado;
    *two = t->n < 2 ? NULL
                    : cr_arena_printf(r->arena, "%s,%s", t->rows[t->order[0]].input.id,
                          t->rows[t->order[1]].input.id);
    return CR_OK;
}

/* A picture of moved inputs. *lacks: why there is none. */
static enum cr_status compute_moved(struct crossroads_result *r, const struct crossroads_options *o,
    const struct call *call, const char **lacks)
{
    bool grid = !strcmp(call->plot->name, "twoway");
    const char *two = call->how.two;
    enum cr_status status = grid && !two ? find_longest_two(r, o, call, &two) : CR_OK;
    if (status != CR_OK)
        return status;
    if (grid && !two) {
        *lacks = "it needs two uncertain inputs";
        return CR_OK;
    }
    status =
        move_inputs(r, o, call, grid ? CROSSROADS_METHOD_TWOWAY : CROSSROADS_METHOD_TORNADO, two);
    if (status != CR_OK)
        return status;
    r->plotted->moved = *(const struct cr_sensitivity *)r->found;
    const struct cr_tornado *t = &r->plotted->moved.tornado;
    if (!grid && !t->n)
        *lacks = call->how.effects ? "it needs an effect or a multiplier"
                                   : "it needs an uncertain input";
    return CR_OK;
}

/* What is computed for a picture alone, with fewer runs unless all are asked for. */
static enum cr_status compute_drawn(struct crossroads_result *r, const struct crossroads_options *o,
    const struct call *call, struct cr_picture *picture)
{
    int kind = call->plot->picture;
    bool cloud = kind == CR_PICTURE_PHASE || kind == CR_PICTURE_FLOW;
    uint64_t most = cloud || kind == CR_PICTURE_RISK ? FEW_RUNS : MANY_RUNS;
    struct crossroads_options few = *o;
    struct cr_picture_ask ask = {.kind = (enum cr_picture_kind)kind,
        .axes = call->how.axes,
        .target = call->how.target,
        .scenario = r->from->scenario,
        .setup = &r->setup,
        .diags = &r->diags};
    if (!call->how.all_runs || cloud)
        few.runs = few.runs < most ? few.runs : most;
    few.worlds = few.worlds < few.runs ? few.worlds : few.runs;
    struct cr_run_options options = cr_spec_run(&few);
    return cr_picture_make(r->arena, r->program, &ask, &options, picture, &r->fault);
}

/* A run does not know what state variables are on average in each world: a sample of futures does,
 * a hundred of each world. */
static enum cr_status add_worlds(
    struct crossroads_result *r, const struct crossroads_options *o, const struct call *call)
{
    struct cr_plotted *p = r->plotted;
    const struct cr_scenario *s = r->from->scenario;
    size_t n = s->n_stages * s->n_states;
    struct crossroads_options few = *o;
    if (p->run.worlds < 2 || isfinite(p->run.stages[0].world_q05))
        return CR_OK;
    few.worlds = p->run.worlds < FAN_WORLDS ? p->run.worlds : FAN_WORLDS;
    few.runs = p->run.runs < FAN_RUNS ? p->run.runs : FAN_RUNS;
    enum cr_status status = compute_drawn(r, &few, call, &p->picture);
    if (status != CR_OK)
        return status;
    struct cr_quantity *stages = CR_NEW(r->arena, struct cr_quantity, n);
    memcpy(stages, p->run.stages, n * sizeof *stages); /* the run belongs to somebody else */
    for (size_t i = 0; i < n; i++) {
        stages[i].world_q05 = p->picture.fan.low[i];
        stages[i].world_q95 = p->picture.fan.high[i];
    }
    p->run.stages = stages;
    p->options.worlds = few.worlds;
    p->options.futures = few.runs;
    return CR_OK;
}

static enum cr_status compute_run(
    struct crossroads_result *r, const struct crossroads_options *o, const struct call *call)
{
    struct cr_run_options options = cr_spec_run(o);
    enum cr_status status = CR_OK;
    if (call->run)
        r->plotted->run = call->run->run;
    else
        status = cr_engine_run(r->arena, r->program, &options, &r->plotted->run, &r->fault);
    r->plotted->options.given = r->plotted->run.evidence_probability;
    if ((status == CR_OK || status == CR_TARGET) && call->plot->picture)
        status = add_worlds(r, o, call);
    return status;
}

/* With an end of line at the end. */
static const char *style_lines(struct cr_arena *arena, const char *style)
{
    size_t n = style ? strlen(style) : 0;
    return style ? cr_arena_printf(arena, "%s%s", style, n && style[n - 1] == '\n' ? "" : "\n")
                 : NULL;
}

static enum cr_status compute(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct call *call = context;
    const char *lacks = cr_plot_lacks(call->plot, r->from->scenario);
    enum cr_status status = CR_OK;
    struct cr_plotted *p = r->plotted = CR_NEW(r->arena, struct cr_plotted, 1);
    p->plot = call->plot;
    p->options = (struct cr_plot_options){.stem = cr_arena_strdup(r->arena, call->how.stem),
        .extension = cr_arena_strdup(r->arena, call->how.extension),
        .threshold = call->how.rarer,
        .depth = call->how.depth,
        .given = NAN,
        .from = call->how.from ? cr_arena_strdup(r->arena, call->how.from) : NULL,
        .style = style_lines(r->arena, call->how.style)};
    if (lacks)
        status = CR_OK;
    else if (p->plot->moved)
        status = compute_moved(r, o, call, &lacks);
    else if (p->plot->drawn) {
        status = compute_drawn(r, o, call, &p->picture);
        lacks = status == CR_OK ? p->picture.lacks : NULL;
    } else
        status = compute_run(r, o, call);
    r->message = lacks ? lacks : r->message;
    r->of = !lacks && (status == CR_OK || status == CR_TARGET) ? CR_OF_PLOT : CR_OF_NOTHING;
    return status;
}

enum crossroads_status crossroads_plot(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const char *kind,
    const struct crossroads_plot_options *given, const struct crossroads_result *run,
    struct crossroads_result **result)
{
    struct call call = {.plot = kind ? cr_plot_find(kind) : NULL, .run = run};
    crossroads_plot_options_init(&call.how);
    bool good = call.plot && cr_copy_sized(&call.how, sizeof call.how, given) && call.how.stem &&
                call.how.extension && (!run || run->of == CR_OF_RUN) &&
                (unsigned)call.how.effects <= CROSSROADS_EFFECTS_SINGLE &&
                (call.how.by == 0 || (call.how.by > 1 && call.how.by <= 1000));
    return good ? cr_work(scenario, options,
                      &(struct cr_work){.function = compute,
                          .context = &call,
                          .solves = call.plot->picture == CR_PICTURE_SOLVED},
                      result)
                : cr_refuse_call(result);
}

/* ------------------------------------------------------------------ the two files */

struct drawing {
    struct crossroads_result *result;
    struct cr_style style;
    struct cr_buf dat, gp;
};

static enum cr_status draw(void *what)
{
    struct drawing *d = what;
    struct crossroads_result *r = d->result;
    struct cr_plotted *p = r->plotted;
    struct cr_view view;
    p->options.texts = &p->texts;
    cr_view_init(&view, r->arena, r->from, r, &d->style);
    cr_buf_init(&d->dat, r->arena);
    cr_buf_init(&d->gp, r->arena);
    if (p->plot->moved)
        p->plot->moved(&view, &p->moved, &p->options, &d->dat, &d->gp);
    else if (p->plot->drawn)
        p->plot->drawn(&view, &p->picture, &p->options, &d->dat, &d->gp);
    else
        p->plot->write(&view, &p->run, &p->options, &d->dat, &d->gp);
    return CR_OK;
}

enum crossroads_status crossroads_write_plot(struct crossroads_result *r,
    const struct crossroads_write_options *options, const char **data, size_t *n_data,
    const char **script, size_t *n_script)
{
    struct drawing d = {.result = r};
    if (!r || r->of != CR_OF_PLOT || !data || !n_data || !script || !n_script ||
        !cr_read_style(options, &d.style))
        return CROSSROADS_USAGE;
    if (cr_try(draw, &d) != CR_OK)
        return CROSSROADS_MEMORY;
    *data = d.dat.s;
    *n_data = d.dat.n;
    *script = d.gp.s;
    *n_script = d.gp.n;
    return CROSSROADS_OK;
}

const char *crossroads_svg_head(struct crossroads_result *r)
{
    struct cr_buf out;
    if (!r || r->of != CR_OF_PLOT || !r->plotted->texts.title)
        return "";
    cr_buf_init(&out, r->arena);
    cr_buf_str(&out, "<title>");
    cr_escape_xml(&out, r->plotted->texts.title);
    cr_buf_str(&out, "</title>\n<desc>");
    cr_escape_xml(&out, r->plotted->texts.note);
    cr_buf_str(&out, "</desc>");
    return out.s;
}
