/* Words for a probability that are none of the seven: which comes nearest, and the list.
 *
 * A word alone may be a misspelt name as well, so that only words that people use for
 * probabilities are told; several words in a row can be nothing else. */
#include "scenario/reader.h"

#include <stdio.h>
#include <string.h>

/* Nearer to no word than to 0% or 100%. */
enum { CR_IMPOSSIBLE = -1, CR_CERTAIN = -2, CR_NO_WORD = -3 };

/* What people say, and which of the seven words comes nearest. */
static const struct {
    const char *said;
    int word;
} synonyms[] = {{"impossible", CR_IMPOSSIBLE}, {"never", CR_IMPOSSIBLE},
    {"no chance", CR_IMPOSSIBLE}, {"none", CR_IMPOSSIBLE}, {"cannot happen", CR_IMPOSSIBLE},
    {"certain", CR_CERTAIN}, {"sure", CR_CERTAIN}, {"always", CR_CERTAIN},
    {"certainly", CR_CERTAIN}, {"definitely", CR_CERTAIN}, {"inevitable", CR_CERTAIN},
    {"remote", 0}, {"remote chance", 0}, {"very remote", 0}, {"hardly any chance", 0},
    {"hardly", 0}, {"extremely unlikely", 0}, {"nearly impossible", 0}, {"almost impossible", 0},
    {"virtually impossible", 0}, {"next to impossible", 0}, {"negligible", 0}, {"slim chance", 0},
    {"almost never", 0}, {"almost certainly not", 0}, {"highly unlikely", 1},
    {"highly improbable", 1}, {"very improbable", 1}, {"rare", 1}, {"rarely", 1},
    {"small chance", 1}, {"very low", 1}, {"little chance", 1}, {"doubtful", 1}, {"improbable", 2},
    {"probably not", 2}, {"low", 2}, {"not likely", 2}, {"less likely", 2}, {"rather unlikely", 2},
    {"somewhat unlikely", 2}, {"fairly unlikely", 2}, {"quite unlikely", 2}, {"not probable", 2},
    {"even chance", 3}, {"even chances", 3}, {"even odds", 3}, {"even", 3}, {"about even", 3},
    {"roughly even", 3}, {"roughly even odds", 3}, {"an even chance", 3}, {"equal", 3},
    {"toss up", 3}, {"a toss up", 3}, {"tossup", 3}, {"coin flip", 3}, {"fifty fifty", 3},
    {"maybe", 3}, {"perhaps", 3}, {"possible", 3}, {"possibly", 3}, {"uncertain", 3}, {"medium", 3},
    {"moderate", 3}, {"as likely as not", 3}, {"probable", 4}, {"probably", 4},
    {"more likely than not", 4}, {"more likely", 4}, {"good chance", 4}, {"a good chance", 4},
    {"better than even", 4}, {"rather likely", 4}, {"somewhat likely", 4}, {"fairly likely", 4},
    {"quite likely", 4}, {"plausible", 4}, {"high", 4}, {"expected", 4}, {"highly likely", 5},
    {"highly probable", 5}, {"very probable", 5}, {"very probably", 5}, {"most likely", 5},
    {"most probably", 5}, {"very high", 5}, {"nearly certain", 6}, {"near certain", 6},
    {"almost certainly", 6}, {"almost sure", 6}, {"virtually certain", 6},
    {"practically certain", 6}, {"extremely likely", 6}, {"almost always", 6}};

/* "almost no chance (1% to 5%), ..." */
static void list_words(struct cr_buf *out)
{
    for (int i = 0; i < CR_N_WORDS; i++)
        cr_buf_printf(out, "%s%s (%g%% to %g%%)", i ? ", " : "", cr_words[i],
            100 * cr_word_range[i][0], 100 * cr_word_range[i][1]);
}

static bool report_unknown_word(
    struct cr_reader *r, struct cr_span span, int near, const char *text)
{
    struct cr_buf hint;
    cr_buf_init(&hint, r->arena);
    if (near == CR_IMPOSSIBLE || near == CR_CERTAIN)
        cr_buf_printf(&hint, "write %s if it is; ", near == CR_CERTAIN ? "100%" : "0%");
    else if (near >= 0)
        cr_buf_printf(&hint, "the nearest is '%s'; ", cr_words[near]);
    cr_buf_str(&hint, "the words are ");
    list_words(&hint);
    cr_diag(r->diags, CR_E_WORD_PLACE, cr_span_place(span), cr_hint(r->diags, "%s", hint.s),
        "'%s' is not a word for a probability", text);
    return true;
}

static bool only_letters(const char *s)
{
    for (; *s; s++)
        if ((*s < 'a' || *s > 'z') && *s != ' ' && *s != '-')
            return false;
    return true;
}

/* Words with blanks between and no operator among them. */
static bool several_words(const char *s)
{
    static const char *const operators[] = {" and ", " or ", " not ", " to ", " if ", " per "};
    char padded[80];
    if (!only_letters(s) || !strchr(s, ' ') || strchr(s, '-'))
        return false;
    snprintf(padded, sizeof padded, " %s ", s); /* a slip has at most 60 bytes */
    for (size_t k = 0; k < sizeof operators / sizeof *operators; k++)
        if (strstr(padded, operators[k]))
            return false;
    return true;
}

bool cr_report_word(struct cr_reader *r, struct cr_span span, const char *lower)
{
    const char *text = cr_span_text(r->arena, span), *near;
    char *plain = cr_arena_strdup(r->arena, lower);
    for (char *c = plain; *c; c++)
        *c = *c == '-' ? ' ' : *c;
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (!strcmp(plain, synonyms[i].said))
            return report_unknown_word(r, span, synonyms[i].word, text);
    near = cr_suggest(plain, cr_words, CR_N_WORDS);
    if (near && only_letters(lower)) {
        cr_diag(r->diags, CR_E_WORD_PLACE, cr_span_place(span),
            cr_hint(r->diags, "did you mean '%s'?", near), "'%s' is not a word for a probability",
            text);
        return true;
    }
    return several_words(lower) && report_unknown_word(r, span, CR_NO_WORD, text);
}

/* Whether a name of the file stands in it. */
bool cr_span_names(const struct cr_reader *r, struct cr_span span)
{
    for (size_t i = 0, n; i < span.n; i += n ? n : 1) {
        n = 0;
        while (i + n < span.n && (cr_is_identifier(span.s + i, n + 1)))
            n++;
        const char *name = n ? cr_arena_strndup(r->arena, span.s + i, n) : NULL;
        if (name && (cr_map_find(r->names->parameter_map, name) >= 0 ||
                        cr_map_find(r->names->state_map, name) >= 0 ||
                        cr_map_find(r->names->measure_map, name) >= 0))
            return true;
    }
    return false;
}
