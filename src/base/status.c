#include "base/status.h"

const char *cr_status_text(enum cr_status status)
{
    switch (status) {
    case CR_OK:
        return "done";
    case CR_INPUT:
        return "the scenario has errors";
    case CR_USAGE:
        return "usage error";
    case CR_IO:
        return "a file could not be read or written";
    case CR_MEMORY:
        return "out of memory";
    case CR_TARGET:
        return "the target was not met";
    case CR_INTERRUPTED:
        return "interrupted; what was finished is exact";
    case CR_BUG:
        return "an inner check failed: this is a bug of ours, please report it";
    case CR_REFUSED:
        return "this cannot be computed";
    }
    return "unknown status";
}

int cr_status_exit(enum cr_status status)
{
    switch (status) {
    case CR_OK:
        return 0;
    case CR_INPUT:
        return 1;
    case CR_USAGE:
        return 2;
    case CR_IO:
    case CR_MEMORY:
        return 3;
    case CR_TARGET:
        return 4;
    case CR_INTERRUPTED:
        return 130;
    case CR_REFUSED:
        return 5;
    case CR_BUG:
        break;
    }
    return 70;
}
