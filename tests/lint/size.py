#!/usr/bin/env python3
"""Lists functions over 80 lines and files over 600: only a list, to ask of each whether it is still one thing."""
import re

from source import code, files, read

FUNCTION, FILE = 80, 600


def functions(text):
    """(name, first line, lines) of each function: a { in column 0 ends its head, a } in column 0 ends it."""
    rows = code(text).splitlines()
    start = name = None
    for number, row in enumerate(rows, 1):
        if row.startswith("{") and start is None:
            head = " ".join(rows[max(0, number - 8) : number - 1])
            names = re.findall(r"(\w+)\s*\(", re.split(r"[;}]", head)[-1])
            start, name = number, names[0] if names else "?"
        elif row.startswith("}") and start is not None:
            yield name, start, number - start + 1
            start = None


def main():
    planted = "int f(int a)\n{\n" + "    a++;\n" * 90 + "}\nint g(void)\n{\n}\n"
    assert [(n, size) for n, _, size in functions(planted)] == [("f", 92), ("g", 2)]
    seen = 0
    for file in files(".c", ".h"):
        text = read(file)
        if text.count("\n") > FILE:
            print(f"{file}: {text.count(chr(10))} lines")
        for name, line, size in functions(text):
            seen += 1
            if size > FUNCTION:
                print(f"{file}:{line}: {name}: {size} lines")
    print(f"size: {seen} functions looked at")


main()
