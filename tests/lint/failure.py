#!/usr/bin/env python3
"""One idiom for failure: bool answers a question, enum cr_status says whether it worked, and an int is a number.

An int function that returns nothing but the literals 0 and 1 is one of the other two. The rooms of TODAY still have some;
their numbers may only shrink, and are shrunk here when they do."""
import re

from source import code, files, finish, line_of, read

FUNCTION = re.compile(r"^(?:static )?(?:inline )?int (\w+)\([^;{]*\)\n\{\n(.*?)^\}", re.DOTALL | re.MULTILINE)

# room: how many it has today
TODAY = {"analysis": 3, "cli": 5, "engine": 27, "program": 14, "scenario": 23, "yaml": 1}


def in_disguise(text):
    """(line, name) of every int function that returns only 0 and 1, and both or one of them."""
    text = code(text)
    found = []
    for match in FUNCTION.finditer(text):
        returned = re.findall(r"\breturn\b\s*(.*?)\s*;", match.group(2), re.DOTALL)
        if returned and all(value in ("0", "1") for value in returned) and match.group(1) != "main":
            found.append((line_of(text, match.start()), match.group(1)))
    return found


def judge(found, today):
    """Problems, from {room: [(path, line, name)]} and the table."""
    problems = []
    for room in sorted(set(found) | set(today)):
        here, most = found.get(room, []), today.get(room, 0)
        if len(here) > most:
            problems += [f"{path}:{line}: {name} returns 0 or 1 as an int: bool for a question, enum cr_status for "
                         f"whether it worked" for path, line, name in here]
            problems.append(f"{room}: {len(here)} such functions, {most} at most")
        if len(here) < most:
            print(f"tests/lint/failure.py: {room} has {len(here)} now, not {most}: write that into TODAY")
    return problems


def self_test():
    planted = "static int f(int a)\n{\n    if (a)\n        return 0;\n    return 1;\n}\n"
    innocent = (
        "static int f(int a)\n{\n    return a ? 0 : 1;\n}\n"
        "static bool g(void)\n{\n    return 1;\n}\n"
        "int h(void)\n{\n    if (x())\n        return 2;\n    return 1;\n}\n"
        "int main(void)\n{\n    return 0;\n}\n"
    )
    failures = []
    if in_disguise(planted) != [(1, "f")]:
        failures.append("not found: an int function that returns 0 and 1")
    if in_disguise(innocent):
        failures.append(f"wrongly found: {in_disguise(innocent)}")
    one = {"base": [("src/base/a.c", 1, "f")]}
    if not judge(one, {}) or judge(one, {"base": 1}):
        failures.append("the table is not compared with what is found")
    return failures


def main():
    found = {}
    for file in files(".c", ".h", under="src"):
        for line, name in in_disguise(read(file)):
            found.setdefault(file.parts[1], []).append((file, line, name))
    finish("failure", judge(found, TODAY), self_test())


main()
