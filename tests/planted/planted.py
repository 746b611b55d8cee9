#!/usr/bin/env python3
"""Would the tests notice? Plants the bugs of bugs.py one at a time in a copy of the tree and runs the tests that must fail.

planted.py --check           every bug's text stands in the source exactly once (in every test run)
planted.py [--keep FOLDER] [WORD...]
                             all bugs, or those whose name holds one of the words; exit 1 if a bug survives. A FOLDER that is
                             kept is built only once. Takes about an hour on one processor."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from bugs import BUGS

TOP = pathlib.Path(__file__).resolve().parents[2]
FEWEST = 40
SECONDS = 240  # a bug may make a test go round for ever
NEEDED = ["meson.build", "meson_options.txt", "src", "tests", "docs", "tools", "scenarios"]


def problems(bugs, read):
    """What is wrong with the table; read(file) gives a file's text."""
    found, names = [], set()
    for name, file, old, new, tests, bias in bugs:
        count = read(file).count(old)
        if count != 1:
            found.append(f"{name}: its text stands {count} times in {file}; adapt tests/planted/bugs.py")
        if old == new or not tests or not bias:
            found.append(f"{name}: nothing is planted, or nobody is to find it")
        if name in names:
            found.append(f"{name}: stands twice")
        names.add(name)
    if len(bugs) < FEWEST:
        found.append(f"only {len(bugs)} bugs")
    return found


def read_source(file):
    return (TOP / file).read_text(encoding="utf-8")


def check():
    canary = [("gone", BUGS[0][1], "no such text", "x", ["t"], "b"), ("none", BUGS[0][1], BUGS[0][2], BUGS[0][2], ["t"], "b")]
    if len(problems(canary, read_source)) != 3:
        return ["the check does not see what is wrong"]
    return problems(BUGS, read_source)


class Copy:
    """A copy of the tree with a build of its own."""

    def __init__(self, folder):
        self.source, self.build = folder / "source", folder / "build"
        self.source.mkdir(parents=True, exist_ok=True)
        for name in NEEDED:
            self.renew(TOP / name)
        if not (self.build / "build.ninja").exists():
            self.must(["meson", "setup", str(self.build), str(self.source), "-Dwerror=false"])
        self.tests = {test["name"]: test for test in self.about("--tests")}
        self.made = {os.path.normpath(file) for target in self.about("--targets") for file in target["filename"]}

    def renew(self, path):
        """Copies what has changed, so that a folder that is kept builds only that."""
        for file in [path] if path.is_file() else (f for f in path.rglob("*") if f.is_file()):
            to = self.source / file.relative_to(TOP)
            if "__pycache__" not in file.parts and (not to.exists() or to.read_bytes() != file.read_bytes()):
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, to)

    def about(self, what):
        return json.loads(self.must(["meson", "introspect", what, str(self.build)]))

    def must(self, command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def make(self, name):
        """Builds what a test runs. The complaint, or nothing."""
        paths = [os.path.normpath(self.build / word) for word in self.tests[name]["cmd"]]
        targets = [os.path.relpath(path, self.build) for path in paths if path in self.made]
        done = subprocess.run(["ninja", "-j1", "-C", str(self.build), *targets], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr if done.returncode else ""

    def passes(self, name):
        test = self.tests[name]
        where = test.get("workdir") or str(self.build)
        environment = {**os.environ, **test.get("env", {})}
        with subprocess.Popen(test["cmd"], cwd=where, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as process:
            try:
                return process.wait(timeout=SECONDS) == 0
            except subprocess.TimeoutExpired:
                process.kill()
                return False


def find(copy, tests):
    """The first test that fails, or nothing; what does not compile is a fault of the table."""
    for name in tests:
        complaint = copy.make(name)
        if complaint:
            return None, complaint
        if not copy.passes(name):
            return name, ""
    return None, ""


def plant(copy, bug):
    """Kills or lets live; gives the line to report and whether the bug was found."""
    name, file, old, new, tests, _ = bug
    path = copy.source / file
    text = path.read_text(encoding="utf-8")
    begun = time.monotonic()
    path.write_text(text.replace(old, new), encoding="utf-8")
    try:
        killer, complaint = find(copy, tests)
    finally:
        path.write_text(text, encoding="utf-8")
    seconds = time.monotonic() - begun
    if complaint:
        return f"does not compile: {name}\n{complaint}", False
    if not killer:
        return f"SURVIVES: {name} ({file}), {seconds:.0f} s; ran {', '.join(tests)}", False
    return f"found: {name} ({killer}, {seconds:.0f} s)", True


def run(folder, words):
    copy = Copy(folder)
    chosen = [bug for bug in BUGS if not words or any(word in bug[0] for word in words)]
    for name in sorted({name for bug in chosen for name in bug[4]}):
        complaint = copy.make(name)
        if complaint or not copy.passes(name):
            sys.exit(f"'{name}' fails with nothing planted\n{complaint}")
    killed = 0
    for bug in chosen:
        line, found = plant(copy, bug)
        killed += found
        print(line, flush=True)
    print(f"{killed} of {len(chosen)} planted bugs found")
    return killed == len(chosen) and chosen


def main(words):
    found = check()
    if words == ["--check"] or found:
        for line in found:
            print(line)
        print(f"planted: {len(BUGS)} bugs, {len(found)} problems")
        return 1 if found else 0
    if words[:1] == ["--keep"]:
        return 0 if run(pathlib.Path(words[1]).resolve(), words[2:]) else 1
    with tempfile.TemporaryDirectory() as folder:
        return 0 if run(pathlib.Path(folder), words) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
