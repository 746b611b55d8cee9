"""Commands and pasted output in the fenced `console` blocks of a page: a line `$ crossroads ...` (in the README
`$ tools/run ...`), then what it prints.

A line of three dots stands for lines that are left out. So a block is a row of pieces, each of which must be printed
as it stands, one after the other; without dots the whole output must agree. While writing, `<<WORDS 5>>` asks
update.py for five lines from the first one on that begins with WORDS. On a page a whole
scenario in a `yaml` block is what the reader has in mine.yaml from there on, and a table in a `csv` block in
answers.csv."""
import os
import pathlib
import re
import shlex
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SCENARIO = re.compile(r"^```yaml\n(crossroads:.*?)^```$", re.DOTALL | re.MULTILINE)
TABLE = re.compile(r"^```csv\n(who,.*?)^```$", re.DOTALL | re.MULTILINE)
DOTS = "..."


def pages():
    docs = TOP / "docs"
    return [TOP / "README.md", TOP / "scenarios" / "README.md", docs / "tutorial.md", *sorted((docs / "how-to").glob("*.md")), *sorted((docs / "teaching").glob("*.md"))]


def mine(text, at):
    """The files that a reader has at this place of a page: {name: text}."""
    last = {name: [m.group(1) for m in pattern.finditer(text, 0, at)][-1:] for name, pattern in (("mine.yaml", SCENARIO), ("answers.csv", TABLE))}
    return {name: texts[0] for name, texts in last.items() if texts}


def run(program, command, files):
    """What `crossroads ...` or `tools/run ...` prints, as lines; a failure is a page's fault. `files`: those of `mine`."""
    words = shlex.split(command)
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    env["CROSSROADS_SCENARIOS"] = str(TOP / "scenarios")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
        done = subprocess.run([os.path.abspath(program), *words[1:]], capture_output=True, text=True, cwd=folder,
                              stdin=subprocess.DEVNULL, env=env, timeout=300, check=False)
    if done.returncode:
        raise ValueError(f"exit {done.returncode}: {done.stderr.strip()}")
    return [row.rstrip() for row in done.stdout.rstrip("\n").split("\n")]


def parts(block):
    """[command, its pasted lines] of a block's text."""
    found = []
    for row in block.rstrip("\n").split("\n"):
        if row.startswith("$ "):
            found.append([row[2:], []])
        elif found:
            found[-1][1].append(row.rstrip())
        else:
            raise ValueError(f"a line before the first command: {row}")
    return found


def pieces(rows):
    """(lines, whether dots stand before them), and whether dots stand at the end."""
    found, piece, dots = [], [], False
    for row in rows + [DOTS]:
        if row == DOTS or (piece and row.startswith("<<")):
            if piece:
                found.append((piece, dots))
            piece, dots = [row] if row != DOTS else [], True
        else:
            piece.append(row)
    return found, bool(rows) and rows[-1] == DOTS


def difference(rows, printed):
    """None, or a sentence on the first piece that is not printed."""
    at, (found, open_end) = 0, pieces(rows)
    for piece, dots in found:
        starts = range(at, len(printed) - len(piece) + 1) if dots else [at]
        hit = next((s for s in starts if printed[s : s + len(piece)] == piece), None)
        if hit is None:
            row = next((r for r in piece if r not in printed), piece[0])
            return f"not printed (there): {row}"
        at = hit + len(piece)
    return None if open_end or at == len(printed) or not rows else f"left out: {printed[at]}"


def key(row):
    return re.split(r"\s{2,}", row.strip())[0]


def refreshed(rows, printed):
    """The pasted lines as the program prints them now: pieces found again by how their first line begins."""
    if not rows:
        return printed
    out, at, (found, open_end) = [], 0, pieces(rows)
    if len(found) == 1 and not found[0][1] and not open_end and not found[0][0][0].startswith("<<"):
        return printed
    for piece, dots in found:
        asked = re.fullmatch(r"<<(.*) (\d+)>>", piece[0])
        start, n = (asked.group(1), int(asked.group(2))) if asked else (key(piece[0]), len(piece))
        starts = [s for s in range(at, len(printed)) if printed[s].strip().startswith(start)]
        if not starts:
            raise ValueError(f"no line begins with '{start}'")
        begin = starts[0]
        if dots or begin > at:
            out.append(DOTS)
        out += printed[begin : begin + n]
        at = min(begin + n, len(printed))
    return out + [DOTS] * (at < len(printed))
