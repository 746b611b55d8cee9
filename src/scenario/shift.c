/* Shifts: x1.3 by a branch that was taken, x1.15 per 10 from 50 by a state variable.
 *
 * The cause decides the form: a name with a dot is a branch, one without a variable. */
#include "scenario/reader.h"

#include <string.h>

/* Cuts the next word from the front of a span. */
static struct cr_span next_word(struct cr_span *rest)
{
    struct cr_span word;
    size_t n = 0;

    while (n < rest->n && rest->s[n] != ' ' && rest->s[n] != '\n')
        n++;
    word = cr_span_cut(*rest, 0, n);
    *rest = cr_span_cut(*rest, n, rest->n);
    return word;
}

static bool is_word(struct cr_span span, const char *text)
{
    return span.n == strlen(text) && memcmp(span.s, text, span.n) == 0;
}

/* `per 10`, `from 50`: the number behind the word, 0 if the form is wrong. */
static bool read_part(struct cr_span *rest, const char *word, double *x)
{
    const char *why = NULL;
    int percent;

    return is_word(next_word(rest), word) &&
           cr_span_number(next_word(rest), x, &percent, &why) == CR_NUM_IS;
}

static enum cr_status form_fault(struct cr_reader *r, struct cr_span span, bool by_state)
{
    cr_diag(r->diags, CR_E_SHIFT, cr_span_place(span),
        by_state ? "write x1.15 per 10, or x1.15 per 10 from 50"
                 : "write x1.5 to make it likelier, x0.5 to "
                   "make it less likely",
        "'%s' is not a shift %s", cr_span_text(r->arena, span),
        by_state ? "by a state variable" : "by a branch");
    return CR_INPUT;
}

enum cr_status cr_read_shift_form(struct cr_reader *r, struct cr_span span, struct cr_shift *shift)
{
    struct cr_span rest = span, word = next_word(&rest);
    bool by_state = shift->state >= 0;
    int done = cr_read_multiplier(r, word, &shift->factor);

    if (done < 0)
        return CR_INPUT;
    if (done == 0 || (!by_state && rest.n > 0) || (by_state && rest.n == 0))
        return form_fault(r, span, by_state);
    if (!by_state)
        return CR_OK;
    if (!read_part(&rest, "per", &shift->per))
        return form_fault(r, span, by_state);
    if (rest.n > 0) {
        shift->from_written = true;
        if (!read_part(&rest, "from", &shift->from) || rest.n > 0)
            return form_fault(r, span, by_state);
    }
    if (shift->per > 0 && shift->factor > 0)
        return CR_OK;
    cr_diag(r->diags, CR_E_SHIFT, cr_span_place(span), "as in x1.15 per 10",
        "in '%s' both numbers must be above 0", cr_span_text(r->arena, span));
    return CR_INPUT;
}

static enum cr_status find_cause(
    struct cr_reader *r, const struct cr_yaml *key, struct cr_shift *shift)
{
    shift->node = shift->branch = shift->state = -1;
    shift->place = key->place;
    if (strchr(key->text, '.'))
        return cr_find_branch(r, key->text, key->place, &shift->node, &shift->branch, NULL);
    /* A variable may have the name of a node; without a branch only the variable can be meant. */
    if (cr_map_find(r->names->state_map, key->text) < 0 &&
        cr_map_find(r->names->node_map, key->text) >= 0) {
        cr_diag(r->diags, CR_E_SHIFT, key->place,
            cr_hint(r->diags, "write %s.BRANCH with one of its branches", key->text),
            "'%s' is a node, and a shift asks which branch was taken", key->text);
        return CR_INPUT;
    }
    shift->state = cr_find_state(r, key->text, key->place);
    return shift->state >= 0 ? CR_OK : CR_INPUT;
}

void cr_read_shifts(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_branch_item *branch)
{
    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, "'shift'") != CR_OK)
        return;
    branch->shifts = CR_NEW(r->arena, struct cr_shift, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        struct cr_shift *shift = &branch->shifts[branch->n_shifts];
        memset(shift, 0, sizeof *shift);
        if (find_cause(r, yaml->keys[i], shift) != CR_OK)
            continue;
        if (shift->state >= 0 && r->state_used)
            r->state_used[shift->state] = 1;
        if (cr_expect(r, yaml->items[i], CR_YAML_SCALAR, "a shift") != CR_OK ||
            cr_read_shift_form(r, cr_span_of(yaml->items[i]), shift) != CR_OK)
            continue;
        branch->n_shifts++;
    }
}
