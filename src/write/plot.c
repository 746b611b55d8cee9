/* The kinds of pictures: which there are, and who draws each. A new one is a row of the table. */
#include "write/plots.h"
#include "write/write.h"

#include <string.h>

const struct cr_plot cr_plots[] = {
    {"outcomes", "probability of each outcome with its 50% and 90% intervals",
        .write = cr_plot_outcomes, .usual = true},
    {"tree", "the questions, ribbons as wide as the chance of getting there", .write = cr_plot_tree,
        .usual = true},
    {"solved", "a small tree with every option, what each is worth, and what the ends pay",
        .drawn = cr_plot_solved, .picture = CR_PICTURE_SOLVED},
    {"fan", "state variables by stage: bands of futures, bars of worlds", .write = cr_plot_fan,
        .picture = CR_PICTURE_FAN, .usual = true},
    {"phase", "a cloud of futures on two axes, by how they end (--axes X,Y)",
        .drawn = cr_plot_phase, .picture = CR_PICTURE_PHASE, .usual = true},
    {"converge", "estimates as runs accumulate, beside the exact values", .drawn = cr_plot_converge,
        .picture = CR_PICTURE_CONVERGE},
    {"tornado", "how far each input moves the target, the largest first (--target NAME)",
        .moved = cr_plot_tornado, .needs = "an uncertain number", .usual = true},
    {"twoway", "the target over a grid of two inputs (--two A,B)", .moved = cr_plot_twoway,
        .needs = "two uncertain numbers, or ranges for two"},
    {"flow", "how a state variable drifts, stage by stage", .drawn = cr_plot_flow,
        .picture = CR_PICTURE_FLOW},
    {"lenses", "probabilities through every lens, side by side", .drawn = cr_plot_lenses,
        .picture = CR_PICTURE_LENSES},
    {"risk", "chance of at least so much payoff, for every option", .drawn = cr_plot_risk,
        .picture = CR_PICTURE_RISK},
};
const size_t cr_n_plots = sizeof cr_plots / sizeof *cr_plots;

const struct cr_plot *cr_plot_find(const char *name)
{
    for (size_t i = 0; i < cr_n_plots; i++)
        if (!strcmp(cr_plots[i].name, name))
            return &cr_plots[i];
    return NULL;
}

const char *cr_plot_needs(const struct cr_plot *plot)
{
    return plot->needs ? plot->needs : cr_picture_needs((enum cr_picture_kind)plot->picture);
}

const char *cr_plot_lacks(const struct cr_plot *plot, const struct cr_scenario *s)
{
    return cr_picture_lacks(s, (enum cr_picture_kind)plot->picture);
}
