#include "engine/result.h"

const char *cr_engine_name(enum cr_engine engine)
{
    static const char *const names[] = {
        "auto", "exact", "rollback", "split", "walk", "gsl", "vegas", "miser"};
    return names[engine];
}

const char *cr_rule_name(enum cr_rule rule)
{
    static const char *const names[] = {"ev", "maximin", "maximax", "minregret"};
    return names[rule];
}
