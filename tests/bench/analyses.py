#!/usr/bin/env python3
"""What every analysis costs at its default size, on every scenario that is shipped: processor time of one thread and largest memory
of a process of its own, for docs/reference/performance.md.

usage: analyses.py CROSSROADS ROOT [NAME...]

NAME: scenarios or rows, to measure these alone. A cell is `seconds s, megabytes MB`, bold where it is beyond 10 s or 300 MB;
`refused` with its time where the command says that it cannot be done."""
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
MOST_SECONDS, MOST_MB, REFUSAL_SECONDS, CUT_OFF = 10, 300, 0.5, 90

ROWS = {
    "check": ["check", "{}"],
    "show": ["show", "{}"],
    "show --paths 5": ["show", "{}", "--paths", "5"],
    "run": ["run", "{}"],
    "solve": ["solve", "{}"],
    "solve --worlds 1000": ["solve", "{}", "--worlds", "1000"],
    "solve --voi": ["solve", "{}", "--voi"],
    "solve --rule minregret": ["solve", "{}", "--rule", "minregret"],
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


if __name__ == "__main__":
    paths = sorted(ROOT.glob("scenarios/*.yaml")) + sorted(ROOT.glob("scenarios/classics/*.yaml"))
    over = 0
    for path in paths:
        if ONLY & {p.stem for p in paths} and path.stem not in ONLY:
            continue
        with tempfile.TemporaryDirectory() as folder:
            known = facts(path, folder)
            for row, words in ROWS.items():
                if ONLY & set(ROWS) and row not in ONLY:
                    continue
                filled = fill(words, known)
                if not filled:
                    continue
                if words[0] not in ("check", "pool"):
                    filled += ["-j", "1"]
                code, seconds, mb, said = measure(filled)
                bad = seconds > (MOST_SECONDS if code == 0 else REFUSAL_SECONDS) or mb > MOST_MB
                over += bad
                print(f"{path.stem:24s} {row:28s} {seconds:7.2f} s {mb:6.0f} MB {'exit %d' % code if code else ''} {'OVER' if bad else ''}"
                      f" {said.strip().splitlines()[-1][:100] if code and said.strip() else ''}", flush=True)
    sys.exit(bool(over))
