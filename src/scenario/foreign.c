/* Files of other programs that people bring, known by their first bytes or by their keys.
 *
 * Each is told in one sentence; read line by line, it would be a scenario of nothing but faults. */
#include "scenario/reader.h"

#include <string.h>

/* The first word on a line that is no comment of the formats below, and where it begins. */
static size_t first_text(const struct cr_source *source)
{
    size_t at = source->n >= 3 && !memcmp(source->bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
    while (at < source->n) {
        if (strchr(" \t\r\n", source->bytes[at])) {
            at++;
            continue;
        }
        if (source->bytes[at] != '%' && strncmp(source->bytes + at, "//", 2) != 0)
            break;
        while (at < source->n && source->bytes[at] != '\n')
            at++;
    }
    return at;
}

static bool begins(const struct cr_source *source, size_t at, const char *text)
{
    size_t n = strlen(text);
    return source->n - at >= n && !memcmp(source->bytes + at, text, n);
}

/* The first element of a file in XML that is none of its declarations. */
static const char *markup(const struct cr_source *source, size_t at)
{
    static const struct {
        const char *element, *program;
    } kinds[] = {{"<smile", "GeNIe (XDSL)"}, {"<BIF", "a Bayesian network (XMLBIF)"},
        {"<pgmx", "OpenMarkov"}, {"<ProbModelXML", "OpenMarkov"}, {"<mxfile", "diagrams.net"},
        {"<mxGraphModel", "diagrams.net"}, {"<graphml", "GraphML"}, {"<html", "a web browser"},
        {"<!DOCTYPE html", "a web browser"}, {"<!doctype html", "a web browser"},
        {"<tw-story", "Twine"}};
    enum { FAR = 4096 }; /* a declaration or a comment may stand before it */
    for (size_t end = at + FAR; at < source->n && at < end; at++)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds && source->bytes[at] == '<'; i++)
            if (begins(source, at, kinds[i].element))
                return kinds[i].program;
    return "a program that writes XML";
}

const char *cr_foreign_text(const struct cr_source *source)
{
    static const struct {
        const char *text, *program;
    } heads[] = {{"EFG ", "Gambit (a game in extensive form)"},
        {"NFG ", "Gambit (a game in strategic form)"}, {"network ", "a Bayesian network (BIF)"},
        {"net\n", "Hugin"}, {"net\r\n", "Hugin"}, {"net {", "Hugin"}, {"net{", "Hugin"},
        {"class ", "Hugin"}, {"digraph ", "GraphViz"}, {"graph ", "GraphViz or Mermaid"},
        {"strict digraph", "GraphViz"}, {"flowchart ", "Mermaid"}, {"%PDF-", "a PDF reader"},
        {"PK\x03\x04", "a spreadsheet or word processor"}, {"dtmc", "PRISM"}, {"mdp\n", "PRISM"},
        {"ctmc", "PRISM"}};
    size_t at = first_text(source);
    if (at >= source->n)
        return begins(source, 0, "%PDF-") ? "a PDF reader" : NULL;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (begins(source, at, heads[i].text) || begins(source, 0, heads[i].text))
            return heads[i].program;
    return source->bytes[at] == '<' ? markup(source, at) : NULL;
}

/* Whether a mapping has the key, and what stands there. */
static const struct cr_yaml *entry(const struct cr_yaml *yaml, const char *key)
{
    for (uint32_t i = 0; yaml->kind == CR_YAML_MAP && i < yaml->n_items; i++)
        if (!strcmp(yaml->keys[i]->text, key))
            return yaml->items[i];
    return NULL;
}

static bool is_word(const struct cr_yaml *yaml, const char *const *words, size_t n)
{
    for (size_t i = 0; yaml && yaml->kind == CR_YAML_SCALAR && i < n; i++)
        if (!strcmp(yaml->text, words[i]))
            return true;
    return false;
}

const char *cr_foreign_tree(const struct cr_yaml *yaml)
{
    static const char *const types[] = {"decision", "chance", "terminal"};
    const struct cr_yaml *schema = entry(yaml, "schema"), *data = entry(yaml, "data");
    if (schema && schema->kind == CR_YAML_SCALAR && !strncmp(schema->text, "crossroads.", 11))
        return "results that this program wrote";
    /* A key that only a scenario has at its top settles it. */
    for (int k = CR_FIRST_SCENARIO; k < CR_FIRST_SCENARIO + cr_objects[CR_OBJECT_SCENARIO].n; k++)
        if (strcmp(cr_keys[k].key, "title") != 0 && entry(yaml, cr_keys[k].key))
            return NULL;
    if (entry(yaml, "SilverDecisions") || (data && entry(data, "trees") && entry(data, "nodes")))
        return "SilverDecisions";
    if (is_word(entry(yaml, "type"), types, sizeof types / sizeof *types))
        return "radiant or data.tree";
    if (entry(yaml, "inkVersion"))
        return "ink";
    return NULL;
}
