/* check_near: cmocka compares floats only. */
#ifndef CR_TESTS_NEAR_H
#define CR_TESTS_NEAR_H

#include <math.h>
#include <stdio.h>

/* |got - want| <= tolerance * max(1, |want|), or fail with all digits. */
#define check_near(got, want, tolerance)                                                           \
    do {                                                                                           \
        double cr_got = (got), cr_want = (want), cr_tol = (tolerance);                             \
        if (!(fabs(cr_got - cr_want) <= cr_tol * fmax(1.0, fabs(cr_want)))) {                      \
            printf("%s:%d: %s is %.17g, not %.17g (tolerance %g)\n", __FILE__, __LINE__, #got,     \
                cr_got, cr_want, cr_tol);                                                          \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

#endif
