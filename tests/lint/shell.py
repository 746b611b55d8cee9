#!/usr/bin/env python3
"""shellcheck has nothing to say about the tools; about scripts of tests, which split words on purpose, nothing above a note."""
import shutil
import subprocess

from source import TOP, files, finish, read, skip


def main():
    if not shutil.which("shellcheck"):
        skip("no shellcheck here")
    scripts = [
        str(f)
        for folder in ("tools", ".ci", "tests")
        for f in files(under=folder)
        if "." not in f.name and read_head(f).startswith(("#!/bin/sh", "#!/bin/bash", "# shellcheck shell"))
        or f.suffix == ".sh"
    ]
    problems = []
    for options, some in (
        ([], [s for s in scripts if not s.startswith("tests/")]),
        (["--severity=warning"], [s for s in scripts if s.startswith("tests/")]),
    ):
        command = ["shellcheck", "-x", *options, *some]
        done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=300, check=False)
        problems += done.stdout.splitlines() if some and done.returncode else []
    plant = subprocess.run(["shellcheck", "-"], input="#!/bin/sh\nrm $1\n", capture_output=True, text=True, timeout=300, check=False)
    print(" ".join(scripts))
    finish("shell", problems, [] if plant.returncode else ["rm $1 passed"])


def read_head(path):
    try:
        return read(path)[:200]
    except UnicodeDecodeError:
        return ""


main()
