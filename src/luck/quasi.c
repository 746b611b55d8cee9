/* GSL's sequences have no random access, so a stretch of points is made from the beginning. */
#include "luck/quasi.h"

#include "base/arena.h"

#include "luck/stream.h"

#include <gsl/gsl_qrng.h>

static const gsl_qrng_type *type_of(enum cr_quasi kind)
{
    return kind == CR_QUASI_HALTON ? gsl_qrng_halton : gsl_qrng_niederreiter_2;
}

unsigned cr_quasi_dimensions(enum cr_quasi kind, unsigned wanted)
{
    unsigned most = type_of(kind)->max_dimension;
    return wanted < most ? wanted : most;
}

void cr_quasi_points(
    enum cr_quasi kind, unsigned dimensions, uint64_t first, uint64_t n, double *out)
{
    gsl_qrng *sequence = gsl_qrng_alloc(type_of(kind), dimensions);
    if (!sequence)
        cr_shortage();
    for (uint64_t i = 0; i < first; i++)
        gsl_qrng_get(sequence, out);
    for (uint64_t i = 0; i < n; i++)
        gsl_qrng_get(sequence, &out[i * dimensions]);
    gsl_qrng_free(sequence);
}

double cr_quasi_shift(double x, uint64_t key, uint32_t event)
{
    double shifted = x + cr_uniform(key, 0, event, CR_DOMAIN_DESIGN, 0);
    if (shifted >= 1)
        shifted -= 1;
    return shifted > 0 ? shifted : 0x1p-53;
}
