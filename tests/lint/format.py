#!/usr/bin/env python3
"""clang-format 14 agrees with every C file of src and tests. Other versions wrap other lines, so only 14 is asked."""
import re
import shutil
import subprocess
import tempfile
import pathlib

from source import TOP, files, finish, skip


def find():
    for name in ("clang-format-14", "clang-format"):
        path = shutil.which(name)
        if path:
            version = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=300, check=False).stdout
            if re.search(r"version 14\.", version):
                return path
    return None


def main():
    tool = find()
    if not tool:
        skip("no clang-format 14 here")
    command = [tool, "--dry-run", "-Werror", "--ferror-limit=3"]
    paths = [str(f) for room in ("src", "tests") for f in files(".c", ".h", under=room)]
    done = subprocess.run([*command, *paths], cwd=TOP, capture_output=True, text=True, timeout=300, check=False)
    problems = sorted(set(re.findall(r"^(.+?:\d+):\d+: (?:error|warning)", done.stderr, re.MULTILINE)))
    if done.returncode and not problems:
        problems = done.stderr.splitlines() or ["clang-format failed"]
    planted = []
    with tempfile.TemporaryDirectory() as folder:
        ugly = pathlib.Path(folder) / "ugly.c"
        ugly.write_text("int  f( void ){return 1 ;}\n")
        style = f"--style=file:{TOP / '.clang-format'}"
        if subprocess.run([*command, style, str(ugly)], capture_output=True, timeout=300, check=False).returncode == 0:
            planted.append("an ugly file passed")
    print(f"{len(paths)} files; to mend them: clang-format-14 -i FILE")
    finish("format", problems, planted)


main()
