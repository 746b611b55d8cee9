#include "program/fault.h"

#include "program/program.h"

#include <stdarg.h>
#include <stdio.h>

enum cr_status cr_fault_set(struct cr_fault *fault, enum cr_code_id code, struct cr_place place,
    int lane, const char *format, ...)
{
    if (fault->set)
        return CR_INPUT;
    va_list list;
    va_start(list, format);
    vsnprintf(fault->text, sizeof fault->text, format, list);
    va_end(list);
    fault->set = true;
    fault->code = code;
    fault->place = place;
    fault->lane = lane;
    fault->world = fault->run = UINT64_MAX;
    return CR_INPUT;
}

enum cr_status cr_payoff_fault(const struct cr_program *program, int actor, struct cr_place place,
    int lane, double x, struct cr_fault *fault)
{
    return cr_fault_set(fault, CR_E_WORLD_EXPR, place, lane,
        "the payoff of '%s' is %.6g here; beyond 1e100 payoffs cannot be added up",
        program->scenario->actors[actor].id, x);
}
