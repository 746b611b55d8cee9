/* `show --lesson`: the notes for teaching with a scenario. */
#include "write/forms.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text.h"

#include <math.h>

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/lesson.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/lesson.def"
#include "write/as_nothing.def"
}

static void print_items(
    const struct cr_view *view, const char *head, const char **items, size_t n, struct cr_buf *out)
{
    const struct cr_style *style = &view->style;
    if (!n)
        return;
    cr_buf_char(out, '\n');
    cr_tinted(out, style, CR_BOLD, head);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < n; i++)
        cr_text_hanging(out, style, CR_PLAIN,
            cr_arena_printf(view->arena, "%zu. %s", i + 1, cr_text_clean(view->arena, items[i])), 2,
            5);
}

static void print_page(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_lesson *lesson = &view->scenario->lesson;
    const struct cr_style *style = &view->style;
    (void)result;
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name),
        lesson->minutes > 0
            ? cr_arena_printf(view->arena, "a lesson of %.6g minutes", lesson->minutes)
            : "a lesson");
    print_items(view, "What is learned", lesson->objectives, lesson->n_objectives, out);
    print_items(view, "To discuss", lesson->discussion, lesson->n_discussion, out);
    print_items(view, "Notes for who teaches", lesson->notes, lesson->n_notes, out);
    if (lesson->place.at == CR_NOWHERE.at)
        cr_text_wrap(
            out, style, "The file has no notes for teaching: they are written under `lesson:`.", 0);
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_provenance(out, view, "",
        cr_arena_printf(view->arena, "crossroads show %s", cr_text_shell(view->arena, view->name)));
}

const struct cr_forms cr_forms_lesson = {
    "lesson", fields, sizeof fields / sizeof *fields, walk_fields, print_page, NULL};
