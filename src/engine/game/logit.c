/* The principal branch of the logit equilibria of a game, from lambda 0 on.
 *
 * In a logit equilibrium (McKelvey and Palfrey, Experimental Economics 1, 1998) the log-odds z of
 * every option against the first of its information set are lambda times what it is worth more,
 * under the beliefs that the play itself gives: F(z, lambda) = z - lambda (u(z) - u_first(z)) = 0.
 * At lambda 0 everything is equally likely; from there one branch leads on, and its limit is a
 * sequential equilibrium. It is followed by a predictor along its tangent and Newton's method as a
 * corrector, across the tangent, so that it may turn back in lambda on its way (Turocy, Games and
 * Economic Behavior 51, 2005, and Economic Theory 42, 2010, in logarithms as here, since the
 * rarest options settle what is believed where nobody comes). Where branches cross, the tangent's
 * direction is kept; the sign of the determinant tells of a crossing. */
#include "engine/game/game.h"

#include "base/fmath.h"
#include "numeric/linear.h"

#include <math.h>
#include <string.h>

/* lambda times the smallest span of payoffs where the path ends, and what spans are counted in. */
#define FAR 1e6
#define LEAST_SPAN 1e-4

struct path {
    const struct cr_game *game;
    struct cr_game_sweep *sweep;
    struct cr_game_play play;
    struct cr_linear *linear;
    int m;                    /* log-odds; the place behind them is lambda times `unit` */
    int *option;              /* [m] */
    int *set;                 /* [m] its information set, with whose first option it is compared */
    double *prior;            /* [m] log-odds at lambda 0 */
    double unit;              /* the largest span */
    double *y, *next;         /* [m + 1] the point, and the one being made */
    double *tangent, *turned; /* [m + 1] */
    double *matrix;           /* [(m + 1)^2] */
    double *right;            /* [m + 1] */
    double *d_log_p, *d_p, *d_value; /* [n_options] */
    int sign;                        /* of the determinant */
};

static void path_new(struct cr_arena *arena, const struct cr_game *game, struct path *path)
{
    size_t m = (size_t)(game->n_options - game->n_sets), n = m + 1;
    *path = (struct path){.game = game, .m = (int)m};
    path->sweep = cr_game_sweep_new(arena, game);
    path->play = cr_game_play_new(arena, game);
    path->linear = cr_linear_new(arena, n);
    path->option = CR_NEW(arena, int, m);
    path->set = CR_NEW(arena, int, m);
    path->prior = CR_NEW(arena, double, m);
    for (int s = 0, v = 0; s < game->n_sets; s++) {
        for (int o = game->first[s] + 1; o < game->first[s + 1]; o++, v++) {
            path->option[v] = o;
            path->set[v] = s;
        }
    }
    for (int a = 0; a < game->n_players; a++)
        path->unit = fmax(path->unit, game->span[a]);
    path->y = CR_NEW(arena, double, n);
    path->next = CR_NEW(arena, double, n);
    path->tangent = CR_NEW(arena, double, n);
    path->turned = CR_NEW(arena, double, n);
    path->matrix = CR_NEW(arena, double, n *n);
    path->right = CR_NEW(arena, double, n);
    path->d_log_p = CR_NEW(arena, double, game->n_options);
    path->d_p = CR_NEW(arena, double, game->n_options);
    path->d_value = CR_NEW(arena, double, game->n_options);
}

/* The play with these log-odds. */
static void play_odds(struct path *path, const double *z)
{
    const struct cr_game *game = path->game;
    double *log_p = path->play.log_p;
    for (int s = 0; s < game->n_sets; s++)
        log_p[game->first[s]] = 0;
    for (int v = 0; v < path->m; v++)
        log_p[path->option[v]] = z[v];
    for (int s = 0; s < game->n_sets; s++) {
        double most = 0, total = 0;
        for (int o = game->first[s]; o < game->first[s + 1]; o++)
            most = fmax(most, log_p[o]);
        for (int o = game->first[s]; o < game->first[s + 1]; o++)
            total += cr_exp(log_p[o] - most);
        double all = most + cr_log(total);
        for (int o = game->first[s]; o < game->first[s + 1]; o++) {
            log_p[o] -= all;
            path->play.p[o] = cr_exp(log_p[o]);
        }
    }
}

static double gap(const struct path *path, int v)
{
    const double *value = path->play.value;
    return value[path->option[v]] - value[path->game->first[path->set[v]]];
}

/* F at a point, into `right` with the sign of a Newton step; the largest of it, next to what
 * rounding makes of 0. */
static double residual(struct path *path, const double *y)
{
    double lambda = y[path->m] / path->unit, worst = 0;
    play_odds(path, y);
    cr_game_value(path->sweep, &path->play);
    for (int v = 0; v < path->m; v++) {
        path->right[v] = path->prior[v] + lambda * gap(path, v) - y[v];
        worst = fmax(worst, fabs(path->right[v]));
    }
    path->right[path->m] = 0;
    return worst / (1 + fabs(y[path->m]));
}

/* The derivative of F at the point that residual saw last, above a last row; false where it is
 * singular. */
static bool decompose(struct path *path, const double *y, const double *last)
{
    const struct cr_game *game = path->game;
    size_t n = (size_t)path->m + 1;
    double lambda = y[path->m] / path->unit;
    for (int v = 0; v < path->m; v++) {
        int from = game->first[path->set[v]], to = game->first[path->set[v] + 1];
        for (int o = from; o < to; o++) {
            path->d_log_p[o] = (o == path->option[v]) - path->play.p[path->option[v]];
            path->d_p[o] = path->play.p[o] * path->d_log_p[o];
        }
        cr_game_slope(path->sweep, &path->play, path->d_log_p, path->d_p, path->d_value);
        for (int w = 0; w < path->m; w++)
            path->matrix[(size_t)w * n + (size_t)v] =
                (w == v) - lambda * (path->d_value[path->option[w]] -
                                        path->d_value[game->first[path->set[w]]]);
        for (int o = from; o < to; o++)
            path->d_log_p[o] = path->d_p[o] = 0;
    }
    for (int w = 0; w < path->m; w++)
        path->matrix[(size_t)w * n + n - 1] = -gap(path, w) / path->unit;
    memcpy(&path->matrix[(n - 1) * n], last, n * sizeof *last);
    path->sign = cr_linear_decompose(path->linear, path->matrix, n);
    return path->sign != 0;
}

/* How far apart two points are: log-odds of rare options count by their size. */
static double distance(const struct path *path, const double *step, const double *y)
{
    double most = 0;
    for (int v = 0; v <= path->m; v++)
        most = fmax(most, fabs(step[v]) / (1 + 0.1 * fabs(y[v])));
    return most;
}

/* Newton's method from `next`, staying where the row `last` is; false where it does not come to an
 * end soon, or not near. */
static bool correct(struct path *path, const double *last)
{
    enum { ROUNDS = 12 };
    double before = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double worst = residual(path, path->next);
        if (worst < 1e-13)
            return true;
        if (!isfinite(worst) || !decompose(path, path->next, last))
            return false;
        cr_linear_solve(path->linear, path->right);
        double far = distance(path, path->right, path->next);
        if (!(far < 1) || far > 0.5 * before)
            return worst < 1e-11 && far < 1e-6; /* rounding is all that is left */
        before = far;
        for (int v = 0; v <= path->m; v++)
            path->next[v] += path->right[v];
    }
    return residual(path, path->next) < 1e-11;
}

/* The tangent at `next`, on in the direction of the one before. */
static bool compute_tangent(struct path *path)
{
    double length = 0;
    residual(path, path->next);
    if (!decompose(path, path->next, path->tangent))
        return false;
    for (int v = 0; v <= path->m; v++)
        path->turned[v] = v == path->m;
    cr_linear_solve(path->linear, path->turned);
    for (int v = 0; v <= path->m; v++)
        length += path->turned[v] * path->turned[v];
    length = sqrt(length);
    if (!(length > 0) || !isfinite(length))
        return false;
    for (int v = 0; v <= path->m; v++)
        path->turned[v] /= length;
    return true;
}

/* One step along the tangent: how far the path has bent away from it; infinite where the step was
 * too long. */
static double step(struct path *path, double h)
{
    for (int v = 0; v <= path->m; v++)
        path->next[v] = path->y[v] + h * path->tangent[v];
    if (!correct(path, path->tangent) || !compute_tangent(path))
        return INFINITY;
    for (int v = 0; v <= path->m; v++)
        path->right[v] = path->next[v] - path->y[v] - h * path->tangent[v];
    return distance(path, path->right, path->next);
}

static void swap(double **a, double **b)
{
    double *c = *a;
    *a = *b;
    *b = c;
}

/* The step has passed `target`: the point there, into `stop`. */
static bool stop_at(struct path *path, double target, double *stop)
{
    int m = path->m;
    double part = (target - path->y[m]) / (path->next[m] - path->y[m]);
    memcpy(stop, path->next, (size_t)(m + 1) * sizeof *stop);
    for (int v = 0; v < m; v++)
        path->next[v] = path->y[v] + part * (path->next[v] - path->y[v]);
    path->next[m] = target;
    memset(path->turned, 0, (size_t)m * sizeof *path->turned);
    path->turned[m] = 1;
    bool found = correct(path, path->turned);
    for (int v = 0; v <= m; v++) {
        double x = path->next[v];
        path->next[v] = stop[v];
        stop[v] = x;
    }
    return found && compute_tangent(path);
}

static void begin(struct path *path)
{
    path->tangent[path->m] = 1;
    memcpy(path->next, path->y, (size_t)(path->m + 1) * sizeof *path->y);
    if (compute_tangent(path))
        swap(&path->tangent, &path->turned);
}

/* Steps until lambda is `far`; at `target` (above 0) the point is kept in `stop`. */
static enum cr_game_status follow(
    struct path *path, double target, double far, double *stop, struct cr_game_result *result)
{
    enum { STEPS = 20000 };
    int m = path->m, found = 0, sign;
    double h = 0.05;
    begin(path);
    sign = path->sign;
    for (result->steps = 0; result->steps < STEPS && path->y[m] < far; result->steps++) {
        double bend = step(path, h), low = fmin(path->y[m], path->next[m]),
               high = fmax(path->y[m], path->next[m]);
        bool passes = bend < 0.5 && target > low && target <= high;
        if (!(bend < 0.5) || (passes && found == 0 && !stop_at(path, target, stop))) {
            h /= 2;
            if (h < 1e-11 * (1 + fabs(path->y[m])))
                break;
            continue;
        }
        found += passes;
        result->forks += path->sign != sign;
        sign = path->sign;
        swap(&path->y, &path->next);
        swap(&path->tangent, &path->turned);
        h *= bend < 0.1 ? 2 : bend < 0.25 ? 1.2 : 1;
    }
    result->again = found > 1;
    return found > 0 || path->y[m] >= far ? CR_GAME_OK : CR_GAME_LOST;
}

static void copy_play(
    const struct cr_game *game, const struct cr_game_play *from, struct cr_game_play *to)
{
    memcpy(to->log_p, from->log_p, (size_t)game->n_options * sizeof *to->log_p);
    memcpy(to->p, from->p, (size_t)game->n_options * sizeof *to->p);
}

enum cr_game_status cr_game_follow(struct cr_arena *arena, const struct cr_game *game,
    double lambda, const double *prior, struct cr_game_result *result)
{
    struct path path;
    double least = INFINITY;
    *result = (struct cr_game_result){.lambda = lambda};
    path_new(arena, game, &path);
    for (int v = 0; prior && v < path.m; v++)
        path.y[v] = path.prior[v] = prior[path.option[v]] - prior[game->first[path.set[v]]];
    for (int a = 0; a < game->n_players; a++)
        least = fmin(least, game->span[a] > LEAST_SPAN * path.unit ? game->span[a] : INFINITY);
    double far = FAR * path.unit / least, target = isinf(lambda) ? -1 : lambda * path.unit;
    double *stop = CR_NEW(arena, double, path.m + 1);
    enum cr_game_status status = CR_GAME_OK;
    if (path.m > 0 && target != 0)
        status = follow(&path, target, fmax(far, 1.01 * target), stop, result);
    residual(&path, isinf(lambda) ? path.y : stop);
    if (isinf(lambda))
        result->lambda = path.y[path.m] / path.unit;
    result->play = cr_game_play_new(arena, game);
    copy_play(game, &path.play, &result->play);
    cr_game_value(path.sweep, &result->play);
    cr_game_regret(arena, game, &result->play);
    if (isinf(lambda) && path.m > 0)
        result->polished = cr_game_polish(arena, game, &result->play);
    return status;
}
