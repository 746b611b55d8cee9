#!/usr/bin/env python3
"""The how-to pages for programmers are true of the installed library: it is installed into an empty folder, found there by
pkg-config, and the programs of the pages are compiled, linked (shared and static) and run; each prints what the page shows.
Arguments: meson, the build directory, pkg-config, the C++ compiler or "-", the C compiler (words)."""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from place import installed, run

TOP = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def examples(page):
    """(language, program, what it prints) of a page: a block of code, and the next block of text behind it."""
    blocks = BLOCK.findall((TOP / "docs" / "how-to" / page).read_text(encoding="utf-8"))
    found = []
    for (language, program), (following, printed) in zip(blocks, blocks[1:]):
        if language in ("c", "cpp", "python") and following == "text":
            found.append((language, program, printed))
    assert found, f"{page}: no example"
    return found


class Place:
    """An installation in a folder of its own."""

    def __init__(self, folder, meson, build, pkg_config):
        self.pkg_config = pkg_config
        with installed(meson, build, folder):
            pass
        (pc,) = folder.rglob("crossroads.pc")
        self.env = {**os.environ, "PKG_CONFIG_PATH": str(pc.parent)}
        self.lib = pathlib.Path(self.ask("--variable=libdir"))
        self.root = folder / self.lib.relative_to("/")
        self.prefix = folder / pathlib.Path(self.ask("--variable=prefix")).relative_to("/")

    def ask(self, *words):
        return run([self.pkg_config, *words, "crossroads"], env=self.env).strip()

    def flags(self, *words):
        """As a program outside gets them, with the folder in place of the prefix."""
        return shlex.split(self.ask(f"--define-variable=prefix={self.prefix}", *words))

    def compile(self, compiler, source, target, static):
        libs = self.flags("--libs")
        if static:  # what --static adds is not ours: it stands where the system has it
            libs = [f"-L{self.root}", *(w.replace("-lcrossroads", "-l:libcrossroads.a") for w in shlex.split(self.ask("--static", "--libs")))]
        run([*compiler, "-Wall", "-Wextra", "-Werror", *self.flags("--cflags"), source, "-o", target, *libs])


def check_version(place):
    header = (place.prefix / "include" / "crossroads.h").read_text(encoding="utf-8")
    version = re.search(r'CROSSROADS_VERSION "([\d.]+)"', header).group(1)
    assert place.ask("--modversion") == version, "crossroads.pc and crossroads.h name different versions"
    assert (place.root / f"libcrossroads.so.{version}").exists(), "the library is not named after its version"
    numbers = [re.search(rf"VERSION_{part} (\d+)", header).group(1) for part in ("MAJOR", "MINOR", "PATCH")]
    assert ".".join(numbers) == version, "the version macros contradict each other"


def try_example(place, folder, compilers, example):
    language, program, printed = example
    env = {**os.environ, "LD_LIBRARY_PATH": str(place.root)}
    if language == "python":
        (folder / "example.py").write_text(program, encoding="utf-8")
        got = [run([sys.executable, folder / "example.py"], env=env, cwd=folder)]
    else:
        if not compilers[language]:
            return "no compiler"
        source = folder / f"example.{language}"
        source.write_text(program, encoding="utf-8")
        got = []
        for static in (False, True):
            place.compile(compilers[language], source, folder / "example", static)
            got.append(run([folder / "example"], env={} if static else env, cwd=folder))
    for one in got:
        assert one == printed, f"{language}: printed\n{one}but the page says\n{printed}"
    return "as on the page"


def main():
    meson, build, pkg_config, cxx, *cc = sys.argv[1:]
    compilers = {"c": [*cc, "-std=c17"], "cpp": [] if cxx == "-" else [cxx, "-std=c++17"]}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        place = Place(folder / "installed", meson, build, pkg_config)
        check_version(place)
        here = folder / "program"
        here.mkdir()
        (here / "alliance.yaml").write_bytes((TOP / "scenarios" / "alliance.yaml").read_bytes())
        (here / "oil_wildcatter.yaml").write_bytes((TOP / "scenarios" / "classics" / "oil_wildcatter.yaml").read_bytes())
        for page in ("from-c.md", "from-python.md"):
            for example in examples(page):
                print(f"{page}: {example[0]}: {try_example(place, here, compilers, example)}")


main()
