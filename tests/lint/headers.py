#!/usr/bin/env python3
"""Every header compiles alone, and twice, as C17; the public one from C++ too. Arguments: the C compiler, behind "--" the
C++ compiler (or nothing)."""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from source import TOP, files, finish, skip

WARNINGS = ["-Wall", "-Wextra", "-Werror", "-fsyntax-only"]


def include_flags():
    """Where the build finds the libraries' headers, so that a library of one's own is found here too."""
    flags = []
    commands = pathlib.Path(os.environ.get("MESON_BUILD_ROOT", ".")) / "compile_commands.json"
    if commands.exists():
        for entry in json.loads(commands.read_text()):
            words = entry["command"].split()
            for word, following in zip(words, words[1:] + [""]):
                if word == "-isystem":
                    flags.append("-isystem" + following)
                elif word.startswith(("-I/", "-isystem/")):
                    flags.append(word)
    return sorted(set(flags))


def compiles(compiler, flags, language, text):
    """None, or what the compiler said."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / ("alone.cpp" if language == "c++" else "alone.c")
        path.write_text(text)
        command = [*compiler, *WARNINGS, *flags, f"-I{TOP / 'src'}", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return None if done.returncode == 0 else done.stderr.strip() or "failed"


def main():
    words = sys.argv[1:]
    behind = words.index("--") if "--" in words else len(words)
    cc, cxx = words[:behind] or ["cc"], words[behind + 1 :]
    flags = include_flags()
    c17 = [*flags, "-std=c17", "-D_POSIX_C_SOURCE=200809L"]
    headers = [str(h)[len("src/") :] for h in files(".h", under="src")]
    jobs = [(h, cc, c17, "c", f'#include "{h}"\n#include "{h}"\nextern int crossroads_alone;\n') for h in headers]
    if "crossroads.h" in headers and cxx:
        for standard in ("-std=c++11", "-std=c++17"):
            jobs.append(("crossroads.h", cxx, [*flags, standard], "c++", '#include "crossroads.h"\nint main() { return 0; }\n'))

    def run(job):
        header, compiler, options, language, text = job
        said = compiles(compiler, options, language, text)
        return said and f"src/{header}: does not compile alone ({language})\n{said}"

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [p for p in pool.map(run, jobs) if p]
    planted = []
    if not compiles(cc, c17, "c", "struct a { size_t n; };\n"):
        planted.append("a header that lacks <stddef.h> compiled")
    if not compiles(cc, c17, "c", "struct a { int n; };\nstruct a { int n; };\n"):
        planted.append("a header without a guard compiled twice")
    if cxx and not compiles(cxx, ["-std=c++17"], "c++", "int *f(void *p);\nint *f(void *p) { return p; }\n"):
        planted.append("C that is no C++ compiled as C++")
    print(f"{len(jobs)} compilations, {len(headers)} headers")
    if not cxx and not problems and not planted:
        skip("no C++ compiler: crossroads.h was not tried from C++")
    finish("headers", problems, planted)


main()
