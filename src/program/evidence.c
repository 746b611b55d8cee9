/* Evidence as a program sees it: where it stands, whether it is soft, and how the lenses in play
 * read it.
 *
 * A lens may give other likelihoods for a node that an observation informs. Its pull on a
 * likelihood is the one that a lens has on a share: L becomes L times (its own L / L) to the power
 * of its strength. */
#include "program/evidence.h"

#include "base/fmath.h"

#include <math.h>

bool cr_evidence_is_soft(const struct cr_setup_evidence *evidence, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (evidence[i].likelihood)
            return true;
    }
    return false;
}

static const struct cr_lens_observation *reading_of(const struct cr_lens *lens, int observation)
{
    for (size_t i = 0; i < lens->n_observations; i++)
        if (lens->observations[i].observation == observation)
            return &lens->observations[i];
    return NULL;
}

const struct cr_lens *cr_evidence_reader(
    const struct cr_scenario *s, const struct cr_setup *setup, int observation)
{
    for (size_t k = 0; k < setup->n_lenses; k++) {
        const struct cr_lens *lens =
            setup->lenses[k].lens < 0 ? NULL : &s->lenses[setup->lenses[k].lens];
        if (lens && reading_of(lens, observation))
            return lens;
    }
    return NULL;
}

static const struct cr_inform *inform_of(const struct cr_lens_observation *reading, int node)
{
    for (size_t i = 0; reading && i < reading->n_informs; i++)
        if (reading->informs[i].node == node)
            return &reading->informs[i];
    return NULL;
}

/* Pulls n likelihoods towards those of a lens; all the way if it is whole and alone. */
static void pull(double *likelihood, const double *towards, size_t n, double strength, bool whole)
{
    for (size_t b = 0; b < n; b++) {
        if (whole)
            likelihood[b] = towards[b];
        else if (likelihood[b] > 0)
            likelihood[b] *=
                towards[b] > 0 ? cr_pow(towards[b] / likelihood[b], strength) : !(strength > 0);
    }
}

/* To at most 1: by division where only proportions matter. */
static void bound_likelihoods(double *likelihood, size_t n, bool proportions)
{
    double largest = 0;
    for (size_t b = 0; b < n; b++)
        largest = likelihood[b] > largest ? likelihood[b] : largest;
    for (size_t b = 0; b < n; b++)
        likelihood[b] = !proportions  ? fmin(likelihood[b], 1)
                        : largest > 0 ? likelihood[b] / largest
                                      : likelihood[b];
}

static const struct cr_inform *written(
    const struct cr_scenario *s, const struct cr_setup_evidence *seen)
{
    const struct cr_observation *o = &s->observations[seen->observation];
    for (size_t i = 0; i < o->n_informs; i++)
        if (o->informs[i].node == seen->node)
            return &o->informs[i];
    return NULL;
}

const double *cr_evidence_by_lens(struct cr_arena *arena, const struct cr_scenario *s,
    const struct cr_setup *setup, const struct cr_setup_evidence *seen)
{
    size_t n = s->nodes[seen->node].n_branches;
    if (!setup->pool || seen->observation < 0 || !seen->likelihood ||
        !cr_evidence_reader(s, setup, seen->observation))
        return NULL;
    double *result = CR_NEW(arena, double, setup->n_lenses *n);
    for (size_t k = 0; k < setup->n_lenses; k++) {
        int lens = setup->lenses[k].lens;
        const struct cr_inform *own =
            lens < 0 ? NULL
                     : inform_of(reading_of(&s->lenses[lens], seen->observation), seen->node);
        own = own ? own : written(s, seen);
        for (size_t b = 0; b < n; b++)
            result[k * n + b] = own->likelihood[b];
    }
    return result;
}

/* The largest that any lens of a pool has. */
static const double *largest_of(
    struct cr_arena *arena, const struct cr_setup *setup, const double *by_lens, size_t n)
{
    double *result = CR_NEW(arena, double, n);
    for (size_t i = 0; i < setup->n_lenses * n; i++)
        result[i % n] = fmax(result[i % n], by_lens[i]);
    return result;
}

const double *cr_evidence_likelihood(struct cr_arena *arena, const struct cr_scenario *s,
    const struct cr_setup *setup, const struct cr_setup_evidence *seen)
{
    size_t n = s->nodes[seen->node].n_branches;
    bool proportions = false, read = false;
    const double *by_lens = cr_evidence_by_lens(arena, s, setup, seen);
    if (by_lens)
        return largest_of(arena, setup, by_lens, n);
    double *result = CR_NEW(arena, double, n);
    for (size_t b = 0; b < n; b++)
        result[b] = seen->likelihood[b];
    for (size_t k = 0; seen->observation >= 0 && !setup->pool && k < setup->n_lenses; k++) {
        const struct cr_setup_lens *with = &setup->lenses[k];
        const struct cr_inform *own =
            with->lens < 0
                ? NULL
                : inform_of(reading_of(&s->lenses[with->lens], seen->observation), seen->node);
        if (!own)
            continue;
        double *towards = CR_NEW(arena, double, n);
        for (size_t b = 0; b < n; b++)
            towards[b] = own->likelihood[b];
        bound_likelihoods(towards, n, own->proportions);
        pull(result, towards, n, with->strength, setup->n_lenses == 1 && with->strength == 1);
        proportions = own->proportions;
        read = true;
    }
    if (read)
        bound_likelihoods(result, n, proportions);
    return result;
}

struct cr_place cr_evidence_place(const struct cr_program *program)
{
    size_t n = program->setup->n_evidence;
    int last = n ? program->setup->evidence[n - 1].observation : -1;
    return last < 0 ? CR_NOWHERE : program->scenario->observations[last].place;
}
