/* Documents as Markdown or HTML. Lists and tables end where something else begins, so that who
 * writes a document never closes anything. The HTML has no scripts, takes nothing from the network
 * (and forbids both), and is laid out for A4 and for a phone. */
#include "write/paper.h"

#include "write/escape.h"

#include <string.h>

static const char style[] =
    "body{font:16px/1.45 Georgia,serif;max-width:44em;margin:2em auto;padding:0 1em;color:#111;"
    "background:#fff}h1,h2,h3{font-family:sans-serif;line-height:1.2;break-after:avoid}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0 1.2em;break-inside:avoid}"
    "th,td{border:1px solid #777;padding:.3em .5em;text-align:left;vertical-align:top}"
    "th{background:#eee;font-family:sans-serif;font-size:.85em}td.box{min-width:4em;height:1.6em}"
    ".page{break-before:page;border-top:3px solid #777;margin-top:2.5em;padding-top:.5em}"
    "@media print{body{margin:0;max-width:none}.page{border:0;margin:0}}"
    "@media (prefers-color-scheme:dark){@media screen{body{color:#eee;background:#161616}"
    "th{background:#333}}}";

static bool is_html(const struct cr_paper *p)
{
    return p->kind == CR_PAPER_HTML;
}

static void put(struct cr_paper *p, const char *text)
{
    /* At the front of a paragraph these would make a heading, a list, a quotation. */
    if (!is_html(p) && *text && strchr("#-+>~=", *text))
        cr_buf_char(p->out, '\\');
    (is_html(p) ? cr_escape_html : cr_escape_md)(p->out, text);
}

/* Ends an open list or table. */
static void close_block(struct cr_paper *p)
{
    if (p->in_list)
        cr_buf_str(p->out, is_html(p) ? "</ul>\n" : "\n");
    if (p->in_table)
        cr_buf_str(p->out, is_html(p) ? "</table>\n" : "\n");
    p->in_list = p->in_table = false;
}

void cr_paper_begin(
    struct cr_paper *p, enum cr_paper_kind kind, const char *title, struct cr_buf *out)
{
    *p = (struct cr_paper){.kind = kind, .out = out};
    if (!is_html(p))
        return;
    cr_buf_str(out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<title>");
    put(p, title);
    cr_buf_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
}

void cr_paper_end(struct cr_paper *p)
{
    close_block(p);
    if (is_html(p))
        cr_buf_str(p->out, "</body>\n</html>\n");
}

void cr_paper_heading(struct cr_paper *p, int level, const char *text)
{
    close_block(p);
    if (is_html(p))
        cr_buf_printf(p->out, "<h%d>", level);
    else
        cr_buf_printf(p->out, "%.*s ", level, "###");
    put(p, text);
    if (is_html(p))
        cr_buf_printf(p->out, "</h%d>\n", level);
    else
        cr_buf_str(p->out, "\n\n");
}

static void paragraph(struct cr_paper *p, const char *name, const char *text)
{
    close_block(p);
    if (is_html(p))
        cr_buf_str(p->out, "<p>");
    if (name) {
        cr_buf_str(p->out, is_html(p) ? "<strong>" : "**");
        put(p, name);
        cr_buf_str(p->out, is_html(p) ? "</strong> " : "** ");
    }
    put(p, text);
    cr_buf_str(p->out, is_html(p) ? "</p>\n" : "\n\n");
}

void cr_paper_text(struct cr_paper *p, const char *text)
{
    paragraph(p, NULL, text);
}

void cr_paper_named(struct cr_paper *p, const char *name, const char *text)
{
    paragraph(p, name, text);
}

void cr_paper_item(struct cr_paper *p, const char *text)
{
    if (!p->in_list) {
        close_block(p);
        cr_buf_str(p->out, is_html(p) ? "<ul>\n" : "");
    }
    p->in_list = true;
    cr_buf_str(p->out, is_html(p) ? "<li>" : "- ");
    put(p, text);
    cr_buf_str(p->out, is_html(p) ? "</li>\n" : "\n");
}

static void row(struct cr_paper *p, const char *tag, const char *const *cells, size_t n)
{
    cr_buf_str(p->out, is_html(p) ? "<tr>" : "|");
    for (size_t i = 0; i < n; i++) {
        if (is_html(p))
            cr_buf_printf(p->out, *cells[i] ? "<%s>" : "<%s class=\"box\">", tag);
        else
            cr_buf_char(p->out, ' ');
        put(p, cells[i]);
        if (is_html(p))
            cr_buf_printf(p->out, "</%s>", tag);
        else
            cr_buf_str(p->out, *cells[i] ? " |" : "      |");
    }
    cr_buf_str(p->out, is_html(p) ? "</tr>\n" : "\n");
}

void cr_paper_columns(struct cr_paper *p, const char *const *heads, size_t n)
{
    close_block(p);
    if (is_html(p))
        cr_buf_str(p->out, "<table>\n");
    row(p, "th", heads, n);
    for (size_t i = 0; i < n && !is_html(p); i++)
        cr_buf_str(p->out, i + 1 < n ? "| --- " : "| --- |\n");
    p->in_table = true;
}

void cr_paper_row(struct cr_paper *p, const char *const *cells, size_t n)
{
    row(p, "td", cells, n);
}

void cr_paper_page(struct cr_paper *p)
{
    close_block(p);
    cr_buf_str(p->out, is_html(p) ? "<div class=\"page\"></div>\n" : "---\n\n");
}
