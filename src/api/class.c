/* A class's answers against what happened. The truths are read as branches of the scenario; the
 * program is the file's under the options. */
#include "api/setup.h"
#include "api/spec.h"
#include "api/work.h"

#include "analysis/class.h"

#include <string.h>

void crossroads_answers_init(struct crossroads_answers *answers)
{
    *answers = (struct crossroads_answers){.size = sizeof *answers};
}

static enum cr_status read_truths(
    struct crossroads_result *r, const struct crossroads_answers *answers, int (*truths)[2])
{
    const struct cr_scenario *s = r->from->scenario;
    for (size_t i = 0; i < answers->n_truths; i++) {
        const char *text = answers->truths[i];
        int node, branch;
        if (!cr_scenario_branch(s, text, &node, &branch))
            return cr_refuse(r,
                cr_arena_printf(r->arena,
                    "--truth takes a branch that was taken, NODE.BRANCH; there is no '%s'", text),
                cr_nearest_branch(r->arena, s, text));
        for (size_t k = 0; k < i; k++) {
            if (truths[k][0] == node && truths[k][1] != branch)
                return cr_refuse(r,
                    cr_arena_printf(r->arena, "--truth says two things of '%s'", s->nodes[node].id),
                    NULL);
        }
        truths[i][0] = node;
        truths[i][1] = branch;
    }
    return CR_OK;
}

static enum cr_status score_answers(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct crossroads_answers *given = context;
    struct cr_class_result *scored = CR_NEW(r->arena, struct cr_class_result, 1);
    int(*truths)[2] = cr_arena_alloc(r->arena, given->n_truths + 1, sizeof *truths);
    struct cr_run_options run = cr_spec_planned_run(o, NULL);
    struct cr_answers answers;
    const char *why;
    enum cr_status status = cr_answers_read(r->arena, given->text, given->n, &answers, &why);
    if (status != CR_OK) {
        r->message =
            cr_arena_printf(r->arena, "%s: %s", given->name ? given->name : "the answers", why);
        return status;
    }
    status = read_truths(r, given, truths);
    struct cr_class_ask ask = {
        &run, &answers, (const int(*)[2])truths, given->n_truths, r->setup.notes, r->setup.n_notes};
    if (status == CR_OK)
        status = cr_class(r->arena, r->program, &ask, scored, &r->fault);
    cr_set_found(r, status, &cr_forms_class, scored);
    return status;
}

enum crossroads_status crossroads_score_answers(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct crossroads_answers *given,
    struct crossroads_result **result)
{
    struct crossroads_answers answers;
    crossroads_answers_init(&answers);
    return given && cr_copy_sized(&answers, sizeof answers, given) && answers.text
               ? cr_work(s, options,
                     &(struct cr_work){.function = score_answers, .context = &answers}, result)
               : cr_refuse_call(result);
}
