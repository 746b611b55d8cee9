/* One function a picture: what the dispatcher (plot.c) hands out. */
#ifndef CR_WRITE_PLOTS_H
#define CR_WRITE_PLOTS_H

#include "analysis/pictures.h"
#include "analysis/sensitivity.h"
#include "write/plot_script.h"

void cr_plot_outcomes(const struct cr_view *view, const struct cr_run_result *result,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_tree(const struct cr_view *view, const struct cr_run_result *result,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);

void cr_plot_tornado(const struct cr_view *view, const struct cr_sensitivity *result,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_twoway(const struct cr_view *view, const struct cr_sensitivity *result,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);

void cr_plot_fan(const struct cr_view *view, const struct cr_run_result *result,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_phase(const struct cr_view *view, const struct cr_picture *picture,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_solved(const struct cr_view *view, const struct cr_picture *picture,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_flow(const struct cr_view *view, const struct cr_picture *picture,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_converge(const struct cr_view *view, const struct cr_picture *picture,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_lenses(const struct cr_view *view, const struct cr_picture *picture,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_risk(const struct cr_view *view, const struct cr_picture *picture,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);

#endif
