/* The classes in which a picture shows outcomes: a colour each. Tags that part the outcomes make
 * them, where they do; else the outcomes themselves. */
#include "analysis/pictures.h"

#include <string.h>

static bool has_tag(const struct cr_outcome *o, int tag)
{
    for (size_t i = 0; i < o->n_tags; i++)
        if (o->tags[i] == tag)
            return true;
    return false;
}

/* Takes a tag into the set if no outcome has one of the set already. */
static bool add_tag(const struct cr_scenario *s, struct cr_classes *c, int tag)
{
    bool some = false;
    for (size_t i = 0; i < s->n_outcomes; i++) {
        bool has = has_tag(&s->outcomes[i], tag);
        some = some || has;
        if (has && c->of[i] >= 0)
            return false;
    }
    if (!some || c->n == CR_CLASSES)
        return false;
    for (size_t i = 0; i < s->n_outcomes; i++)
        if (has_tag(&s->outcomes[i], tag))
            c->of[i] = c->n;
    c->at[c->n++] = (struct cr_class){-1, tag, s->tags[tag], NULL};
    return true;
}

/* Tags in file order from `first` on: do they part the outcomes? */
static bool split_by_tags(const struct cr_scenario *s, struct cr_classes *c, size_t first)
{
    c->n = 0;
    for (size_t i = 0; i < s->n_outcomes; i++)
        c->of[i] = -1;
    for (size_t t = first; t < s->n_tags; t++)
        add_tag(s, c, (int)t);
    for (size_t i = 0; i < s->n_outcomes; i++)
        if (c->of[i] < 0)
            return false;
    return c->n > 1;
}

void cr_classes_find(struct cr_arena *arena, const struct cr_scenario *s, struct cr_classes *c)
{
    *c = (struct cr_classes){.of = CR_NEW(arena, int, s->n_outcomes + 1)};
    if (s->n_outcomes > CR_CLASSES) {
        for (size_t t = 0; t < s->n_tags && !c->tags; t++)
            c->tags = split_by_tags(s, c, t);
        if (c->tags)
            return;
    }
    c->n = 0;
    for (size_t i = 0; i < s->n_outcomes; i++) {
        bool last = c->n == CR_CLASSES - 1 && s->n_outcomes > CR_CLASSES;
        c->of[i] = c->n;
        if (last)
            c->at[c->n] = (struct cr_class){-1, -1, "other", "other outcomes"};
        else
            c->at[c->n++] = (struct cr_class){(int)i, -1, s->outcomes[i].id, s->outcomes[i].label};
    }
    c->n += s->n_outcomes > CR_CLASSES;
}
