#!/usr/bin/env python3
"""No circle between the files of one room. x.c and x.h are one module; it leans on every other module of its room whose
function it mentions (called, pointed to, in a table, or declared for it) or whose header its own header includes. Prints each circle with the
names that tie it."""
import collections
import re

from source import code, files, finish, read

# Files that are mutually recursive because what they treat is; the architecture page names them.
ALLOWED = {}

DEFINED = re.compile(r"^(?!static\b|struct \w+ \{|enum\b[^(]*\{|typedef\b|#)[a-z][\w \*]*?\b(\w+)\([^;{]*\)\s*\{", re.MULTILINE)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)\.h"', re.MULTILINE)
WORD = re.compile(r"\b[A-Za-z_]\w*\b")
TAG = re.compile(r"\b(?:struct|enum|union)\s+\w+")  # a type may be called as a function is


def room(module):
    return module.split("/")[0]


def ties(texts):
    """{(module, other): names} of one tree of {path below src: text}."""
    home, found = {}, collections.defaultdict(set)
    bare = {path: code(text) for path, text in texts.items()}
    for path, text in bare.items():
        if path.endswith(".c"):
            for name in DEFINED.findall(text):
                home.setdefault(name, path[:-2])
    for path, text in bare.items():
        me = path[:-2]
        if path.endswith(".h"):
            for other in INCLUDE.findall(text):
                if other != me and room(other) == room(me):
                    found[me, other].add(other + ".h")
        for name in set(WORD.findall(TAG.sub("", text))):
            other = home.get(name)
            if other and other != me and room(other) == room(me):
                found[me, other].add(name)
    return found


def circles(found):
    """Strongly connected sets of two modules or more (Tarjan 1972)."""
    arrows = collections.defaultdict(set)
    for me, other in found:
        arrows[me].add(other)
    index, low, stack, on, result = {}, {}, [], set(), []
    for root in sorted(arrows):
        if root in index:
            continue
        work = [(root, iter(sorted(arrows[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on.add(root)
        while work:
            module, rest = work[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on.add(other)
                    work.append((other, iter(sorted(arrows.get(other, ())))))
                    break
                if other in on:
                    low[module] = min(low[module], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[module])
                if low[module] == index[module]:
                    part = stack[stack.index(module) :]
                    del stack[len(stack) - len(part) :]
                    on.difference_update(part)
                    if len(part) > 1:
                        result.append(sorted(part))
    return sorted(result)


def problems_of(texts, allowed):
    found, problems = ties(texts), []
    for part in circles(found):
        name = room(part[0])
        if part == sorted(allowed.get(part[0], [])):
            continue
        problems.append(f"src/{name}: a circle of {len(part)} files: {', '.join(p.split('/', 1)[1] for p in part)}")
        for me, other in sorted(found):
            if me in part and other in part:
                names = ", ".join(sorted(found[me, other])[:4])
                problems.append(f"    {me.split('/', 1)[1]} -> {other.split('/', 1)[1]}: {names}")
    return problems


PLANTED = {
    "a/x.c": "int cr_x(int n)\n{\n    return n ? cr_y(n - 1) : 0;\n}\n",
    "a/y.c": "int cr_y(int n)\n{\n    int (*f)(int) = table[0];\n    return f(n);\n}\n",
    "a/z.c": "static int (*const table[])(int) = {cr_x};\nint cr_z(void)\n{\n    return cr_y(1);\n}\n",
    "b/w.c": "int cr_w(void)\n{\n    return cr_x(1);\n}\n",
}

if __name__ == "__main__":
    planted = []
    if problems_of(PLANTED, {}):
        planted.append("a chain was taken for a circle")
    tied = dict(PLANTED, **{"a/y.c": PLANTED["a/y.c"].replace("table[0]", "cr_z_pointer")})
    tied["a/y.c"] += "int (*cr_later)(void) = cr_z;\n"
    if not problems_of(tied, {}):
        planted.append("a circle by a pointer was not found")
    status = {"a/x.c": "enum cr_status cr_x(int n)\n{\n    return cr_y(n);\n}\n",
              "a/y.c": "struct cr_x cr_y(int n)\n{\n    return (struct cr_x){cr_x(n)};\n}\n"}
    if not problems_of(status, {}):
        planted.append("a circle of functions that return a status was not found")
    if problems_of(dict(status, **{"a/y.c": "struct cr_x cr_y(int n)\n{\n    return (struct cr_x){n};\n}\n"}), {}):
        planted.append("the name of a type was taken for a call")
    sources = {str(file)[len("src/") :]: read(file) for file in files(".c", ".h", under="src")}
    finish("circles", problems_of(sources, ALLOWED), planted)
