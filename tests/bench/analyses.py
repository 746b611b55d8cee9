#!/usr/bin/env python3
"""What every analysis costs at its default size, on every scenario that is shipped: processor time of one thread and largest memory
of a process of its own, for docs/reference/performance.md.

usage: analyses.py CROSSROADS ROOT [NAME...]

NAME: scenarios or rows, to measure these alone. Bold: beyond 10 s or 300 MB, or a refusal beyond 0.5 s."""
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

PROGRAM, ROOT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
ONLY = set(sys.argv[3:])
LARGE = ("crossroads", "kazakhstan", "alliance")
MOST_SECONDS, MOST_MB, REFUSAL_SECONDS, CUT_OFF = 10, 300, 0.5, 90

ROWS = {
    "check": ["check", "{}"],
    "show": ["show", "{}"],
    "show --paths 5": ["show", "{}", "--paths", "5"],
    "run": ["run", "{}"],
    "solve": ["solve", "{}"],
    "solve --worlds 1000": ["solve", "{}", "--worlds", "1000"],
    "solve --voi": ["solve", "{}", "--voi"],
    "sensitivity": ["sensitivity", "{}"],
    "sensitivity --method sobol": ["sensitivity", "{}", "--method", "sobol"],
    "sensitivity --method morris": ["sensitivity", "{}", "--method", "morris"],
    "sensitivity --discover": ["sensitivity", "{}", "--discover"],
    "sensitivity --threshold": ["sensitivity", "{}", "--threshold"],
    "sensitivity --two": ["sensitivity", "{}", "--two", "{first},{second}"],
    "compare --lenses": ["compare", "{}", "--lenses"],
    "compare --choices": ["compare", "{}", "--choices", "{decision}"],
    "observe": ["observe", "{}", "--until", "{as_of}"],
    "observe NODE.BRANCH": ["observe", "{}", "{branch}"],
    "observe --lens pool": ["observe", "{}", "--until", "{as_of}", "--lens", "pool"],
    "observe --score": ["observe", "{}", "--score"],
    "pool": ["pool", "{path}", "{path2}"],
    "plot": ["plot", "{}", "-o", "{folder}/"],
    "plot all": ["plot", "{}", "all", "-o", "{folder}/"],
}


def measure(words):
    """Exit code, processor seconds, megabytes, seconds to the first word, messages."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=said,
                                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (CUT_OFF, CUT_OFF)))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode(errors="replace")
    return child.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text


def ask(*words):
    """A document of the program, or an empty one."""
    said = subprocess.run([PROGRAM, *words, "--json"], capture_output=True, text=True, timeout=300).stdout
    return json.loads(said) if said else {}


def facts(path, folder):
    """What the rows need to know of a scenario, from the program's own words."""
    text, known = path.read_text(), {"": path.stem, "path": str(path), "path2": os.path.join(folder, "copy.yaml"), "folder": folder}
    pathlib.Path(known["path2"]).write_text(text)
    nodes = ask("show", path.stem, "-n", "2000").get("nodes", [])
    if nodes:
        known["branch"] = f"{nodes[0]['node']}.{nodes[0]['branches'][0]['branch']}"
    known |= {"decision": n["node"] for n in reversed(nodes) if n["kind"] == "decision"}
    inputs = [i["id"] for i in ask("sensitivity", path.stem, "-n", "2000").get("inputs", [])]
    known |= dict(zip(("first", "second"), inputs))
    known |= {"as_of": m.group(1) for m in re.finditer(r"^as_of: *(\S+)", text, re.MULTILINE) if "\nobservations:" in text}
    known |= {"lens": "any" for _ in re.finditer(r"^lenses:", text, re.MULTILINE)}
    return known


def fill(words, known):
    try:
        return [re.sub(r"\{(\w*)\}", lambda m: known[m.group(1)], w) for w in words]
    except KeyError:
        return None


def cell(found):
    code, seconds, mb, _ = found
    limit = MOST_SECONDS if code == 0 else REFUSAL_SECONDS
    text = f"{seconds:.2f} s, {mb:.0f} MB" + ("" if code == 0 else " (refused)")
    return f"**{text}**" if seconds > limit or mb > MOST_MB else text


def all_rows(path):
    """What every row costs on one scenario; a row that it has no use for is left out."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        known = facts(path, folder)
        for row, words in ROWS.items():
            filled = fill(words, known)
            if not filled or (ONLY & set(ROWS) and row not in ONLY):
                continue
            if words[0] not in ("check", "pool"):
                filled += ["-j", "1"]
            result = measure(filled)
            if result[0] not in (0, 5):
                continue  # nobody decides, nothing is dated: there is nothing to do
            found[row] = result
    return found


if __name__ == "__main__":
    large = [ROOT / f"scenarios/{name}.yaml" for name in LARGE]
    small = [p for p in sorted(ROOT.glob("scenarios/*.yaml")) + sorted(ROOT.glob("scenarios/classics/*.yaml")) if p not in large]
    wanted = [p for p in large + small if not ONLY - set(ROWS) or p.stem in ONLY]
    costs = {}
    for path in wanted:
        costs[path.stem] = all_rows(path)
        print(path.stem, file=sys.stderr, flush=True)
    shown = [p.stem for p in wanted if p in large]
    others = [p.stem for p in wanted if p not in large]
    print(f"Load {os.getloadavg()[0]:.1f} when it ended, {os.cpu_count()} processors.\n")
    print("| analysis | " + " | ".join(f"`{name}`" for name in shown) + f" | the dearest of {len(others)} others |")
    print("| --- " * (len(shown) + 2) + "|")
    over = 0
    for row in ROWS:
        line = [cell(costs[name][row]) if row in costs[name] else "" for name in shown]
        rest = sorted((n for n in others if row in costs[n]), key=lambda n: costs[n][row][1])
        line.append(f"{cell(costs[rest[-1]][row])} (`{rest[-1]}`)" if rest else "")
        over += sum("**" in c for c in line)
        print(f"| `{row}` | " + " | ".join(line) + " |")
    sys.exit(bool(over))
