#!/usr/bin/env python3
"""shellcheck has nothing to say about the shell scripts."""
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
    done = subprocess.run(["shellcheck", "-x", *scripts], cwd=TOP, capture_output=True, text=True, check=False)
    plant = subprocess.run(["shellcheck", "-"], input="#!/bin/sh\nrm $1\n", capture_output=True, text=True, check=False)
    print(" ".join(scripts))
    finish("shell", done.stdout.splitlines() if done.returncode else [], [] if plant.returncode else ["rm $1 passed"])


def read_head(path):
    try:
        return read(path)[:200]
    except UnicodeDecodeError:
        return ""


main()
