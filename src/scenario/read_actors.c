/* Actors, stages, sources, outcomes and the lesson: the parts of a file that no other part is
 * nested in.
 *
 * Each reader goes through its section in file order; item i of the section is thing i of the
 * model. */
#include "scenario/reader.h"

#include <string.h>

void cr_read_actors(struct cr_reader *r, const struct cr_yaml *yaml)
{
    static const char *const goals[] = {"max", "min"};

    for (size_t i = 0; i < r->s->n_actors; i++) {
        struct cr_actor *actor = &r->s->actors[i];
        struct cr_fields f;

        actor->id = actor->label = yaml->keys[i]->text;
        actor->place = yaml->keys[i]->place;
        if (cr_object_read(r, CR_OBJECT_ACTOR, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        if (CR_FIELD(&f, ACTOR, label))
            actor->label = cr_read_text(r, CR_FIELD(&f, ACTOR, label), "'label'");
        actor->about = cr_read_text(r, CR_FIELD(&f, ACTOR, about), "'about'");
        cr_read_because(r, CR_FIELD(&f, ACTOR, because), &actor->because);
        actor->payoff = cr_read_expr(r, CR_FIELD(&f, ACTOR, payoff), &cr_rules_actor_payoff);
        actor->utility = cr_read_expr(r, CR_FIELD(&f, ACTOR, utility), &cr_rules_utility);
        if (CR_FIELD(&f, ACTOR, goal))
            actor->minimise = cr_read_choice(r, CR_FIELD(&f, ACTOR, goal), "'goal'", goals, 2);
        if (actor->payoff)
            actor->has_payoff = true;
        if (CR_GIVEN(&f, ACTOR, utility) && actor->minimise)
            cr_diag(r->diags, CR_E_UTILITY_MIN, CR_FIELD_KEY(&f, ACTOR, utility)->place,
                "leave 'goal' out and write costs as negative payoffs",
                "actor '%s' has a utility and wants the smallest payoff", actor->id);
    }
}

void cr_read_stages(struct cr_reader *r, const struct cr_yaml *yaml)
{
    for (size_t i = 0; i < r->s->n_stages; i++) {
        struct cr_stage *stage = &r->s->stages[i];
        struct cr_fields f;

        stage->id = stage->label = yaml->keys[i]->text;
        stage->place = yaml->keys[i]->place;
        if (cr_object_read(r, CR_OBJECT_STAGE, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        if (CR_FIELD(&f, STAGE, label))
            stage->label = cr_read_text(r, CR_FIELD(&f, STAGE, label), "'label'");
        stage->about = cr_read_text(r, CR_FIELD(&f, STAGE, about), "'about'");
        if (CR_FIELD(&f, STAGE, date))
            stage->date = cr_read_date(r, CR_FIELD(&f, STAGE, date), "'date'");
    }
}

void cr_read_sources(struct cr_reader *r, const struct cr_yaml *yaml)
{
    for (size_t i = 0; i < r->s->n_sources; i++) {
        struct cr_source_item *source = &r->s->sources[i];
        struct cr_fields f;

        source->id = source->cite = yaml->keys[i]->text;
        source->place = yaml->keys[i]->place;
        if (cr_object_read(r, CR_OBJECT_SOURCE, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        if (CR_FIELD(&f, SOURCE, cite))
            source->cite = cr_read_text(r, CR_FIELD(&f, SOURCE, cite), "'cite'");
        if (CR_FIELD(&f, SOURCE, date))
            source->date = cr_read_date(r, CR_FIELD(&f, SOURCE, date), "'date'");
        source->url = cr_read_text(r, CR_FIELD(&f, SOURCE, url), "'url'");
        source->note = cr_read_text(r, CR_FIELD(&f, SOURCE, note), "'note'");
    }
}

/* The index of a tag, entered when it is new. */
static int tag_index(struct cr_reader *r, const char *tag)
{
    int k = cr_map_find(r->s->tag_map, tag);

    if (k >= 0)
        return k;
    k = (int)r->s->n_tags++;
    cr_map_add(r->s->tag_map, tag, k);
    return k;
}

static void read_tags(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_outcome *outcome)
{
    size_t n;
    const char **texts = cr_read_texts(r, yaml, "'tags'", &n);

    outcome->tags = CR_NEW(r->arena, int, n);
    for (size_t i = 0; i < n; i++) {
        int tag = tag_index(r, texts[i]);
        bool seen = false;
        for (size_t k = 0; k < outcome->n_tags; k++)
            seen |= outcome->tags[k] == tag;
        if (!seen)
            outcome->tags[outcome->n_tags++] = tag;
    }
}

static const char *const colors[] = {
#define CR_COLOR(name, color) #name,
#include "scenario/colors.def"
#undef CR_COLOR
};
enum { CR_N_COLORS = sizeof colors / sizeof *colors };

/* #rgb, #rrggbb or the name of a colour: nothing that could break out of a plot script or a page.
 */
static bool is_color(const char *text, size_t n)
{
    if (text[0] != '#') {
        for (int i = 0; i < CR_N_COLORS; i++)
            if (!strcmp(colors[i], text))
                return true;
        return false;
    }
    return (n == 4 || n == 7) && strspn(text + 1, "0123456789abcdefABCDEF") == n - 1;
}

static const char *read_color(struct cr_reader *r, const struct cr_yaml *yaml)
{
    const char *text = cr_read_text(r, yaml, "'color'");

    if (!text || is_color(text, yaml->n))
        return text;
    const char *near = cr_suggest(text, colors, CR_N_COLORS);
    for (int i = 0; i < CR_N_COLORS && !near; i++) { /* purplish, bluish, pale teal */
        size_t n = strlen(colors[i]);
        if (strstr(text, colors[i]) || (n > 3 && strncmp(text, colors[i], n - 1) == 0))
            near = colors[i];
    }
    cr_diag(r->diags, CR_W_COLOR, yaml->place,
        near ? cr_hint(r->diags, "did you mean '%s'?", near)
             : "write '#1f77b4', '#abc' or a name such as teal",
        "'%s' is not a colour, so pictures choose one", text);
    return NULL;
}

void cr_read_outcomes(struct cr_reader *r, const struct cr_yaml *yaml)
{
    struct cr_scenario *s = r->s;

    for (size_t i = 0; i < s->n_outcomes; i++) {
        struct cr_outcome *outcome = &s->outcomes[i];
        struct cr_fields f;

        outcome->id = outcome->label = yaml->keys[i]->text;
        outcome->place = yaml->keys[i]->place;
        if (cr_object_read(r, CR_OBJECT_OUTCOME, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        if (CR_FIELD(&f, OUTCOME, label))
            outcome->label = cr_read_text(r, CR_FIELD(&f, OUTCOME, label), "'label'");
        outcome->about = cr_read_text(r, CR_FIELD(&f, OUTCOME, about), "'about'");
        cr_read_because(r, CR_FIELD(&f, OUTCOME, because), &outcome->because);
        read_tags(r, CR_FIELD(&f, OUTCOME, tags), outcome);
        outcome->color = read_color(r, CR_FIELD(&f, OUTCOME, color));
        cr_read_pays(r, CR_FIELD(&f, OUTCOME, payoff), &cr_rules_outcome_pay, &outcome->pays,
            &outcome->n_pays);
    }
    s->tags = s->tag_map->keys;
}

void cr_read_lesson(struct cr_reader *r, const struct cr_yaml *yaml)
{
    struct cr_lesson *lesson = &r->s->lesson;
    const struct cr_yaml *minutes;
    struct cr_fields f;

    lesson->place = CR_NOWHERE;
    if (!yaml || cr_object_read(r, CR_OBJECT_LESSON, NULL, yaml, &f) != CR_OK)
        return;
    lesson->place = cr_yaml_spot(yaml);
    minutes = CR_FIELD(&f, LESSON, minutes);
    if (minutes && cr_read_number(r, minutes, "'minutes'", &lesson->minutes) == CR_OK &&
        lesson->minutes < 0) {
        cr_diag(r->diags, CR_E_NUMBER, minutes->place, NULL, "a lesson cannot take %s minutes",
            minutes->text);
    }
    lesson->objectives =
        cr_read_texts(r, CR_FIELD(&f, LESSON, objectives), "'objectives'", &lesson->n_objectives);
    lesson->discussion =
        cr_read_texts(r, CR_FIELD(&f, LESSON, discussion), "'discussion'", &lesson->n_discussion);
    lesson->notes = cr_read_texts(r, CR_FIELD(&f, LESSON, notes), "'notes'", &lesson->n_notes);
}
