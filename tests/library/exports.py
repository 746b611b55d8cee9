#!/usr/bin/env python3
"""What libcrossroads exports: exactly the functions of the header, and all that it has ever exported (exports.txt).
Arguments: nm, the shared library, crossroads.h, exports.txt. With --refresh at the end: adds what is new to the list."""
import pathlib
import re
import subprocess
import sys

DECLARED = re.compile(r"^CROSSROADS_API\s[^;(]*?\b(crossroads_\w+)\(", re.MULTILINE)
ANY = re.compile(r"^[A-Za-z][^;{}()#]*?\b(crossroads_\w+)\([^;{}]*\);", re.MULTILINE)


def exported(nm, library):
    rows = subprocess.run([nm, "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout.splitlines()
    # "A" is the name of the version that all symbols carry.
    return {row.split()[-1].split("@")[0] for row in rows if row.split()[-2] != "A"}


def problems_of(symbols, header, kept):
    declared, found = set(DECLARED.findall(header)), []
    bare = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    for name in sorted({n for n in ANY.findall(re.sub(r"typedef[^;]*;", "", bare))} - declared):
        found.append(f"{name} is declared without CROSSROADS_API")
    for name in sorted(declared - symbols):
        found.append(f"{name} is in the header, but the library has no such function")
    for name in sorted(symbols - declared):
        found.append(f"{name} is exported, but the header does not know it")
    for name in sorted(kept - symbols):
        found.append(f"{name} was exported before: programs that use it would break (a new soversion, or keep it)")
    for name in sorted(symbols & declared - kept):
        found.append(f"{name} is new: add it to tests/library/exports.txt (--refresh)")
    return found


def main():
    nm, library, header, path = sys.argv[1:5]
    path = pathlib.Path(path)
    symbols, text = exported(nm, library), pathlib.Path(header).read_text(encoding="utf-8")
    kept = set(path.read_text(encoding="utf-8").split())
    if "--refresh" in sys.argv:
        path.write_text("".join(f"{name}\n" for name in sorted(kept | symbols)), encoding="utf-8")
        return
    planted = "CROSSROADS_API void crossroads_a(int x);\nvoid crossroads_b(void);\n"
    assert len(problems_of({"crossroads_a", "cr_x"}, planted, {"crossroads_a", "crossroads_old"})) == 3
    assert not problems_of({"crossroads_a"}, planted.splitlines()[0] + "\n", {"crossroads_a"})
    problems = problems_of(symbols, text, kept)
    print("\n".join(problems) or f"{len(symbols)} functions")
    sys.exit(bool(problems))


main()
