/* The progress line on a terminal: how much is done, and how long it will take. It is drawn on
 * standard error at most ten times a second, and not before 0.4 seconds have gone by. The engines
 * learn from it, too, that they shall stop. */
#include "cli/interrupt.h"
#include "cli/progress.h"

#include "base/seam.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

void cr_progress_init(struct cr_progress_line *line, int width, bool ascii, bool quiet)
{
    *line = (struct cr_progress_line){.start = cr_seam_clock(),
        .terminal = !quiet && isatty(STDERR_FILENO),
        .ascii = ascii,
        .width = width,
        .what = "simulating"};
}

static void print_time_left(char text[32], double seconds)
{
    if (!isfinite(seconds) || seconds > 360000)
        snprintf(text, 32, "long");
    else if (seconds < 60)
        snprintf(text, 32, "%.1f s", seconds);
    else if (seconds < 3600)
        snprintf(text, 32, "%.0f min", seconds / 60);
    else
        snprintf(text, 32, "%.1f h", seconds / 3600);
}

/* 61440 as 61,440; no arena here, because this runs in the middle of everything. */
static void print_whole(char text[32], double x)
{
    char digits[24];
    size_t k = 0, n = (size_t)snprintf(digits, sizeof digits, "%.0f", fmin(x, 1e16));
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            text[k++] = ',';
        text[k++] = digits[i];
    }
    text[k] = 0;
}

static void draw(struct cr_progress_line *line, double done, double total, double elapsed)
{
    static const char *const glyphs[2][2] = {{"░", "█"}, {"-", "#"}};
    enum { CELLS = 20 };
    char bar[4 * CELLS + 1] = "", left[32], counts[3][32];
    double share = total > 0 ? fmin(done / total, 1) : 0;
    size_t n = 0;
    for (int i = 0; i < CELLS; i++)
        n += (size_t)snprintf(
            bar + n, sizeof bar - n, "%s", glyphs[line->ascii][i < (int)(share * CELLS)]);
    print_time_left(left, share > 0 ? elapsed * (1 - share) / share : INFINITY);
    print_whole(counts[0], done);
    print_whole(counts[1], total);
    print_whole(counts[2], elapsed > 0 ? done / elapsed : 0);
    if (line->width >= 78)
        fprintf(stderr, "\r%s %s %3.0f%% %s of %s, %s/s, %s left\x1b[K", line->what, bar,
            100 * share, counts[0], counts[1], counts[2], left);
    else
        fprintf(stderr, "\r%s %3.0f%%  %s left\x1b[K", line->what, 100 * share, left);
    fflush(stderr);
    line->shown = true;
}

int cr_progress_step(void *context, double done, double total)
{
    struct cr_progress_line *line = context;
    double now = cr_seam_clock();
    bool late = line->limit > 0 && now - line->start >= line->limit;
    if (line->parts && (late || cr_interrupted()))
        cr_winding_up();
    if (cr_interrupted()) {
        if (line->terminal && !line->told)
            fprintf(stderr, "\r\x1b[Kstopping after this piece (Ctrl-C again to quit now)\n");
        line->told = true;
        line->shown = false;
        return 1;
    }
    if (line->terminal && now - line->start >= 0.4 && now - line->last >= 0.1) {
        draw(line, done, total, now - line->start);
        line->last = now;
    }
    return 0;
}

void cr_progress_erase(struct cr_progress_line *line)
{
    if (!line->shown)
        return;
    fputs("\r\x1b[K", stderr);
    fflush(stderr);
    line->shown = false;
}
