#!/usr/bin/env python3
"""What is written about the program is true of it: links lead somewhere, commands and options exist, excerpts are what the
program prints, and nothing speaks of the machine it was written on. Argument: the program (left out: commands are not tried)."""
import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from source import TOP, files, finish, line_of

# In two halves, so that this file does not find itself.
MACHINE = [
    ("/wor" + "k/", "a path of one machine"),
    ("shared/" + "design", "a folder that nobody else has"),
    ("/tmp/ba" + "sh_jobs", "a path of one machine"),
    ("/ro" + "ot/", "a path of one machine"),
]
# Pages that may be spoken of only if there is a page of that name.
PAGES = "architecture content editor engine interface language plots reliability screens teaching".split()
TEXT = {".c", ".h", ".def", ".py", ".md", ".yaml", ".yml", ".txt", ".build", ".json", ".cff", ".err", ".gp", ".sh", ".html", ".css", ".js", ""}


def machine_problems(path, text, pages):
    found = [
        f"{path}:{line_of(text, m.start())}: {m.group(0)}: {why}"
        for pattern, why in MACHINE
        for m in re.finditer(re.escape(pattern), text)
    ]
    for m in re.finditer(r"(?<![\w/-])(" + "|".join(PAGES) + r")\.md\b", text):
        if m.group(0) not in pages:
            found.append(f"{path}:{line_of(text, m.start())}: {m.group(0)}: there is no such page")
    return found


FENCE = re.compile(r"^( *)```([^\n]*)\n(.*?)^ *```[ \t]*$", re.DOTALL | re.MULTILINE)


def without_code(text):
    blank = lambda m: re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r"`[^`\n]+`", blank, FENCE.sub(blank, text))


def anchors(text):
    """The names of the headings, as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", FENCE.sub("", text), re.MULTILINE):
        heading = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        n = 0
        while (slug if not n else f"{slug}-{n}") in found:
            n += 1
        found.add(slug if not n else f"{slug}-{n}")
    found |= set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    return found


def link_problems(path, text, load):
    """`load(path)`: the text of a file, "" for a folder or a picture, None if it is not there."""
    found = []
    plain = without_code(text)
    for m in re.finditer(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)", plain, re.MULTILINE):
        target = m.group(1) or m.group(2)
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        file, _, anchor = target.partition("#")
        there = load(pathlib.PurePath(path).parent / file) if file else text
        where = f"{path}:{line_of(plain, m.start())}: {target}"
        if target.startswith("/"):
            found.append(f"{where}: write links relative to the page")
        elif there is None:
            found.append(f"{where}: leads nowhere")
        elif anchor and there and anchor not in anchors(there):
            found.append(f"{where}: no heading of that name")
    return found


def contents_problems(contents, pages):
    """Pages of docs/ that the table of contents does not name. `contents`: the text of docs/README.md."""
    linked = {m.group(1) for m in re.finditer(r"\]\(([^)#\s]+)", without_code(contents))}
    return [f"docs/README.md: {page} is not in the table of contents" for page in pages if page not in linked]


PATH = re.compile(r"`((?:[\w.-]+/)*[\w.-]+/?)`")
SOURCE = re.compile(r"[\w./-]+\.(?:c|h|def|py|md|json)|(?:src|tests|docs|tools)/[\w./-]*|\w+/[\w/]*")


def path_problems(path, text, exists):
    """Files and folders that a page about the source names: below the top, or below src/, or beside the last one it named in the same
    paragraph."""
    found = []
    for start, paragraph in ((m.start(), m.group(0)) for m in re.finditer(r"(?:[^\n]+\n?)+", FENCE.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text))):
        for row in re.finditer(r"[^\n]+", paragraph):
            last = ""
            for m in PATH.finditer(row.group(0)):
                name = m.group(1)
                if not SOURCE.fullmatch(name):
                    continue
                if exists(name) or exists("src/" + name):
                    last = name if name.endswith("/") else name.rpartition("/")[0] + "/"
                elif not ("/" not in name and last and (exists(last + name) or exists("src/" + last + name))):
                    found.append(f"{path}:{line_of(text, start + row.start() + m.start())}: {name}: there is no such file")
    return found


def commands(text):
    """(line, command, the lines that follow it in its block) for each line of a fenced block that is a command."""
    for block in FENCE.finditer(text):
        if block.group(2).strip() not in ("", "sh", "bash", "console", "text", "shell"):
            continue
        rows = block.group(3).replace("\\\n", "  ").splitlines()
        first = line_of(text, block.start(3))
        for i, row in enumerate(rows):
            prompt = row.strip().startswith("$ ")
            word = row.strip().removeprefix("$ ")
            word = re.split(r"\s{2,}(?=[^-\s])|\s+#\s", word)[0]  # "command    what it does"
            if re.match(r"(?:sudo +)?(?:\./)?(?:tools/\w+|\.ci/run|crossroads)(?: |$)", word):
                after = rows[i + 1 :]
                following = next((j for j, r in enumerate(after) if r.strip().startswith("$ ")), len(after))
                yield first + i, word, after[:following] if prompt else []


class Program:
    """What the program says of itself."""

    def __init__(self, path):
        self.path, self.helps = path, {}

    def run(self, *words, cwd=TOP):
        return subprocess.run(
            [self.path, *words], capture_output=True, text=True, cwd=cwd, stdin=subprocess.DEVNULL, check=False)

    def help(self, command):
        if command not in self.helps:
            done = self.run(command, "--help")
            self.helps[command] = done.stdout if done.returncode == 0 else None
        return self.helps[command]

    def output(self, words):
        with tempfile.TemporaryDirectory() as folder:  # what it writes is not left in the source
            return self.run(*words, cwd=folder if "-o" in words else TOP).stdout


def command_problems(path, line, command, excerpt, program):
    where = f"{path}:{line}"
    try:
        words = shlex.split(command.replace("'...'", "..."))
    except ValueError as why:
        return [f"{where}: {command}: {why}"]
    words = words[1:] if words[0] == "sudo" else words
    tool, words = words[0].removeprefix("./"), words[1:]
    for end in ("|", ">", "&&", ";", "2>"):
        words = words[: words.index(end)] if end in words else words
    if tool != "crossroads":
        file = TOP / tool
        if not file.is_file() or not file.stat().st_mode & 0o111:
            return [f"{where}: {tool} is not there, or not to be run"]
    if tool not in ("crossroads", "tools/run") or not words or not program or words[0].startswith("-"):
        return []
    if re.fullmatch(r"\d+(\.\d+)+", words[0]):  # the version, in what a command prints of itself
        return []
    said = program.help(words[0])
    if said is None:
        return [f"{where}: there is no command '{words[0]}'"]
    found = []
    for word in words[1:]:
        option = re.match(r"--[a-z][a-z-]*", word)
        if option and not re.search(re.escape(option.group(0)) + r"(?![\w-])", said):
            found.append(f"{where}: {words[0]} has no option {option.group(0)}")
        if re.fullmatch(r"-[A-Za-z]", word) and not re.search(rf"(?<!\w){word}(?![\w-])", said):
            found.append(f"{where}: {words[0]} has no option {word}")
    if excerpt and not {"mine.yaml", "answers.csv"} & set(words):  # what a page itself shows is tests/docs' to run
        printed = [row.rstrip() for row in program.output(words).splitlines()]
        for i, row in enumerate(excerpt):
            if row.strip() not in ("", "...", "[...]") and row.rstrip() not in printed:
                found.append(f"{path}:{line + 1 + i}: the program does not print this line: {row.strip()}")
    return found


class Scripted(Program):
    def __init__(self):
        super().__init__("")
        self.helps = {"run": "--runs N   -o, --output FILE"}

    def help(self, command):
        return self.helps.get(command)

    def output(self, words):
        return "one   1\ntwo   2\n"


def self_test():
    fake = {pathlib.PurePath("docs/a.md"): "# A heading, twice\n# A heading, twice\n", pathlib.PurePath("docs/b"): ""}
    link = lambda text: link_problems("docs/x.md", text, fake.get)
    tried = lambda text: [
        p for line, c, e in commands(text) for p in command_problems("x.md", line, c, e, Scripted())]
    block = lambda text: f"```sh\n{text}\n```\n"
    cases = [
        (machine_problems("x", "see /wor" + "k/main", set()), 1),
        (machine_problems("x", "see shared/" + "design", set()), 1),
        (machine_problems("x", "see engi" + "ne.md", set()), 1),
        (machine_problems("x", "see engi" + "ne.md, framework/x", {"engi" + "ne.md"}), 0),
        (link("[a](a.md) [b](b) [c](https://c.org) [d](a.md#a-heading-twice-1)"), 0),
        (link("[a](c.md)"), 1),
        (link("[a]: c.md"), 1),
        (link("[a](a.md#nothing)"), 1),
        (link("[a](/a.md)"), 1),
        (link("`[a](c.md)`\n```\n[a](c.md)\n```\n"), 0),
        (path_problems("x.md", "see `a/b.c` and `d.c`, `src/a/`, `cr_x(a, b)` and `x.y`", {"src/a/b.c", "src/a/d.c", "src/a/"}.__contains__), 0),
        (path_problems("x.md", "see `a/c.c`\n\nor `d.c`", {"src/a/b.c", "src/a/d.c"}.__contains__), 2),
        (contents_problems("[a](a/b.md) `[c](a/c.md)`", ["a/b.md", "a/c.md"]), 1),
        (tried(block("crossroads run x --runs 3 -o a.dat | less   what it does")), 0),
        (tried(block("crossroads jump x")), 1),
        (tried(block("tools/run jump x")), 1),
        (tried(block("crossroads run x --walks 3")), 1),
        (tried(block("crossroads run x -k")), 1),
        (tried(block("tools/no_such_tool")), 1),
        (tried(block("$ crossroads run x\none   1\n...")), 0),
        (tried(block("$ crossroads run x\none   7")), 1),
    ]
    return [f"case {i}: {found}, not {want}" for i, (found, want) in enumerate(cases) if len(found) != want]


def main():
    program = Program(str(pathlib.Path(sys.argv[1]).resolve())) if len(sys.argv) > 1 and pathlib.Path(sys.argv[1]).exists() else None
    everything = files()
    pages = {f.name for f in everything if f.suffix == ".md"}

    def load(path):
        file = (TOP / path).resolve()
        if not file.exists() or TOP not in (file, *file.parents):
            return None
        return file.read_text(encoding="utf-8") if file.suffix == ".md" else ""

    problems, pending = [], []
    for file in everything:
        if file.suffix not in TEXT:
            continue
        try:
            text = (TOP / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        problems += machine_problems(str(file), text, pages)
        if file.suffix == ".md":
            problems += link_problems(str(file), text, load)
            pending += [(str(file), *found, program) for found in commands(text)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(lambda job: command_problems(*job), pending):
            problems += found
    source_map = "docs/explanation/architecture.md"
    problems += path_problems(source_map, load(source_map) or "", lambda name: (TOP / name).exists())
    below = [str(f)[len("docs/") :] for f in everything if str(f).startswith("docs/") and f.suffix == ".md"]
    problems += contents_problems(load("docs/README.md") or "", [page for page in below if page != "README.md"])
    print(f"{len(pending)} commands looked at" + ("" if program else "; the program is not built: not tried"))
    finish("docs", problems, self_test())


main()
