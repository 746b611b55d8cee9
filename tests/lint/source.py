"""What the lints share: the tree's files, C without its comments and strings, and the way they report."""
import os
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = {".git", "__pycache__", ".cache", "node_modules"}

STRIP = re.compile(
    r"""(?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)"""
    r"""|(?P<include>^[ \t]*\#[ \t]*include[^\n]*)"""
    r"""|(?P<string>"(?:\\.|[^"\\\n])*")|(?P<char>'(?:\\.|[^'\\\n])*')""",
    re.DOTALL | re.MULTILINE,
)


def code(text):
    """The text with comments and the insides of strings made blank; lines and columns stay."""

    def blank(match):
        found = match.group(0)
        if match.lastgroup == "include":
            return found
        if match.lastgroup in ("string", "char"):
            return found[0] + re.sub(r"[^\n]", " ", found[1:-1]) + found[-1]
        return re.sub(r"[^\n]", " ", found)

    return STRIP.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def files(*endings, under=""):
    """Paths below TOP, sorted; builds, results and what git ignores are left out."""
    found = []
    for folder, names, leaves in os.walk(TOP / under):
        here = pathlib.Path(folder).relative_to(TOP)
        names[:] = sorted(
            n
            for n in names
            if n not in LEFT_OUT
            and not (here == pathlib.Path(".") and n.startswith("build"))
            and not (here / n == pathlib.Path("plots/out"))
        )
        found += [here / n for n in leaves if not endings or n.endswith(endings)]
    return sorted(found)


def read(path):
    return (TOP / path).read_text(encoding="utf-8")


def finish(title, problems, planted):
    """Prints problems; exit 1 if there are any, or if a planted one was not found."""
    for line in planted:
        print(f"self-test: {line}")
    for line in problems:
        print(line)
    print(f"{title}: {len(problems)} problems, {len(planted)} failures of the self-test")
    sys.exit(1 if problems or planted else 0)


def skip(why):
    """Ends the test as skipped; where CI is set, as failed: nothing is skipped there."""
    print(why)
    sys.exit(1 if os.environ.get("CI") in ("true", "1", "yes") else 77)
