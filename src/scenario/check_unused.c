/* What a file has but does not use.
 *
 * The reader sets a mark on each thing when something refers to it; what has no mark at the end is
 * reported. After errors nothing is: a reference that could not be read would make its target look
 * unused. */
#include "scenario/reader.h"

#include <string.h>

bool cr_is_faultless(const struct cr_reader *r)
{
    return r->diags->n_errors == r->errors_before;
}

static void unused_numbers(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;

    for (size_t i = 0; i < s->n_parameters; i++)
        if (!r->parameter_used[i])
            cr_diag(r->diags, CR_W_UNUSED_PARAMETER, s->parameters[i].place, NULL,
                "nothing uses the parameter '%s'", s->parameters[i].id);
    for (size_t i = 0; i < s->n_states; i++)
        if (!r->state_used[i] && !r->state_moved[i])
            cr_diag(r->diags, CR_W_UNUSED_STATE, s->states[i].place, NULL,
                "nothing changes or reads the state variable '%s'", s->states[i].id);
}

static size_t word_length(const char *text, size_t most)
{
    size_t n = 0;

    while (n < most &&
           (cr_is_identifier(text + n, 1) || text[n] == '_' || (text[n] >= '0' && text[n] <= '9')))
        n++;
    return n;
}

/* Where the declarations of sources end: at the first line behind the last one that is not
 * indented. */
static size_t end_of_sources(const struct cr_scenario *s)
{
    const char *text = s->source->bytes;
    size_t at = s->sources[s->n_sources - 1].place.at;

    while (at < s->source->n &&
           (text[at] != '\n' || (at + 1 < s->source->n && strchr(" \r\n", text[at + 1]))))
        at++;
    return at;
}

/* A source may also be named in a text or a comment: "(see ECCO)". Every word of the file is looked
 * up once, but for those where sources are declared. */
static void mark_mentioned(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    const char *text = s->source->bytes;
    size_t end = s->n_sources ? end_of_sources(s) : 0;
    char word[80];

    for (size_t at = 0, n = 0; s->n_sources && at < s->source->n; at += n ? n : 1) {
        if (at == s->sources[0].place.at)
            at = end;
        n = word_length(text + at, s->source->n - at);
        if (n == 0 || n >= sizeof word)
            continue;
        memcpy(word, text + at, n);
        word[n] = '\0';
        int source = cr_map_find(s->source_map, word);
        if (source >= 0)
            r->source_used[source] = 1;
    }
}

static void unused_names(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;

    for (size_t i = 0; i < s->n_actors; i++)
        if (!r->actor_used[i] && !s->actors[i].has_payoff)
            cr_diag(r->diags, CR_W_UNUSED_NAME, s->actors[i].place, NULL,
                "the actor '%s' decides nothing and is paid nothing", s->actors[i].id);
    for (size_t i = 0; i < s->n_stages; i++)
        if (!r->stage_used[i])
            cr_diag(r->diags, CR_W_UNUSED_NAME, s->stages[i].place, NULL,
                "no node belongs to the stage '%s'", s->stages[i].id);
    for (size_t i = 0; i < s->n_sources; i++)
        if (!r->source_used[i])
            cr_diag(r->diags, CR_W_UNUSED_NAME, s->sources[i].place, NULL,
                "nothing rests on the source '%s'", s->sources[i].id);
}

void cr_check_unused(struct cr_reader *r)
{
    /* What a faulty item would have used is not known. */
    if (cr_is_faultless(r))
        unused_numbers(r);
    if (!r->strict)
        return;
    if (cr_is_faultless(r)) {
        mark_mentioned(r);
        unused_names(r);
    }
    cr_check_review(r);
}
