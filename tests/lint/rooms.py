#!/usr/bin/env python3
"""The order of the rooms: a room may include only what stands before it, the command only the public header and base, and
only one file knows threads, one room YAML."""
import re

from source import code, files, finish, line_of, read

# Rooms of one row may not use each other.
ORDER = [
    ["base"],
    ["numeric"],
    ["yaml", "expr", "luck", "random"],
    ["stats"],
    ["scenario", "import", "answers"],
    ["program"],
    ["engine"],
    ["analysis"],
    ["write", "play"],
    ["api"],
    ["cli"],
]
RANK = {room: rank for rank, row in enumerate(ORDER) for room in row}
PUBLIC = "crossroads.h"  # belongs to the room "api"
# The command is a program like any other: what it needs and the public header lacks is missing in the header.
OUTSIDE = {"cli": ("api", "base")}

# <header>: who may include it (beginnings of paths below src/), and why nobody else.
SYSTEM = [
    (r"gsl/.*", ("numeric/", "luck/", "engine/reference/"),
     "numbers come from GSL through one room, which watches what it complains of (numeric/trouble)"),
    (r"yaml\.h", ("yaml/",), "the rest of the program knows no YAML, only our own tree"),
    (r"pthread\.h|threads\.h|omp\.h|sched\.h", ("engine/parallel.c", "numeric/trouble.c"), "results must not depend on who computes them"),
    (r"mpi\.h", ("cli/ranks.c",), "a rank plays a shard, which knows nothing of ranks"),
    (r"locale\.h|xlocale\.h", (), "numbers are read and printed by base/num, without a locale"),
]

# The corner of its room that others are held against: what it may include of its own room and of the kernels' headers.
CORNER = "engine/reference/"
CORNER_MAY = r"engine/(?:reference/\w+|options|policy|result|run_report|spread)\.h"
CORNER_MAY_NOT = r"engine/.*|program/(?:rows|weights|unroll)\.h"


def room_of(path):
    return path.split("/")[0] if "/" in path else "api"


def check(path, text):
    """Problems of one file, its path below src/."""
    found = []
    mine = room_of(path)
    if mine not in RANK:
        return [f"src/{path}:1: the room '{mine}' has no place in the order of tests/lint/rooms.py"]
    text = code(text)
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', text, re.MULTILINE):
        where = f"src/{path}:{line_of(text, match.start(2))}"
        name = match.group(2)
        if match.group(1) == "<":
            for pattern, allowed, why in SYSTEM:
                if re.fullmatch(pattern, name) and not path.startswith(allowed):
                    found.append(f"{where}: <{name}> has its place in {' and '.join('src/' + one for one in allowed) or 'no room'}: {why}")
            continue
        if path.startswith(CORNER) and re.fullmatch(CORNER_MAY_NOT, name) and not re.fullmatch(CORNER_MAY, name):
            found.append(f'{where}: the reference is to share no code with what is held against it ("{name}")')
        theirs = "api" if name == PUBLIC else room_of(name)
        if "/" not in name and name != PUBLIC:
            found.append(f'{where}: "{name}" is written without its room: "{mine}/{name}"')
        elif theirs not in RANK:
            found.append(f'{where}: "{name}": there is no room \'{theirs}\'')
        elif mine in OUTSIDE and theirs != mine and (theirs not in OUTSIDE[mine] or (theirs == "api" and name != PUBLIC)):
            found.append(f'{where}: {mine} may use {PUBLIC} and base, not "{name}"')
        elif theirs != mine and RANK[theirs] >= RANK[mine]:
            found.append(f'{where}: {mine} may not use {theirs} ("{name}"): it does not stand before it')
    return found


PLANTED = [  # (path, text, number of problems)
    ("expr/a.c", '#include "yaml/tree.h"', 1),
    ("base/a.c", '#include "expr/expr.h"', 1),
    ("engine/a.c", '#include "write/write.h"\n#  include "analysis/voi.h"', 2),
    ("write/a.c", '#include "play/play.h"', 1),
    ("scenario/a.c", '#include "import/efg.h"', 1),
    ("write/a.c", '#include "crossroads.h"', 1),
    ("scenario/a.c", '#include "read.h"', 1),
    ("scenario/a.c", '#include "attic/read.h"', 1),
    ("attic/a.c", "", 1),
    ("scenario/a.c", "#include <yaml.h>", 1),
    ("engine/engine.c", "#include <pthread.h>\n#include <mpi.h>", 2),
    ("base/num.c", "#include <locale.h>", 1),
    ("stats/quantile.c", "#include <gsl/gsl_sort.h>", 1),
    ("base/a.c", '#include "numeric/law.h"', 1),
    ("api.c", '#include "cli/options.h"', 1),
    ("engine/reference/a.c", '#include "engine/walk/walk.h"\n#include "program/rows.h"', 2),
    ("cli/main.c", '#include "api/handle.h"\n#include "write/write.h"', 2),
    # and what is allowed
    ("engine/reference/a.c", '#include "engine/policy.h"\n#include "engine/reference/path.h"', 0),
    ("engine/parallel.c", "#include <pthread.h>", 0),
    ("numeric/law.c", '#include <gsl/gsl_cdf.h>\n#include "base/fmath.h"', 0),
    ("random/dist.c", '#include "numeric/law.h"', 0),
    ("cli/ranks.c", "#include <mpi.h>", 0),
    ("yaml/tree.c", '#include <yaml.h>\n#include "base/map.h"\n#include "yaml/tree.h"', 0),
    ("cli/main.c", '#include "crossroads.h"\n#include "base/num.h"\n#include "cli/say.h"', 0),
    ("crossroads.h", "#include <stddef.h>", 0),
    ("expr/a.c", '// #include "yaml/tree.h"\n/*\n#include "cli/x.h"\n*/\nchar *s = "#include <yaml.h>";', 0),
]

if __name__ == "__main__":
    problems = []
    for file in files(".c", ".h", ".def", under="src"):
        problems += check(str(file)[len("src/") :], read(file))
    planted = [
        f"{path} {text!r}: {len(check(path, text))} problems, not {want}"
        for path, text, want in PLANTED
        if len(check(path, text)) != want
    ]
    finish("rooms", problems, planted)
