#!/usr/bin/env python3
"""usage: examples.py CROSSROADS ROOT: the YAML in the documentation is what the program reads. A block is marked
    ```yaml             a whole scenario (it begins with `crossroads:`): checks without a warning
    ```yaml fragment    sections that replace those of a small scenario: checks without an error
    ```yaml wrong E110  a scenario or a fragment that gives this code
Other blocks of YAML must be marked as something else (```text)."""
import pathlib
import re
import subprocess
import sys

FRAME = {
    "crossroads": "crossroads: 1",
    "title": "title: A frame",
    "start": "start: street",
    "sources": "sources: {article: An article}",
    "nodes": "nodes: {street: {ask: Q?, chance: {calm: managed, unrest: leaning}}}",
    "outcomes": "outcomes: {managed: Managed, leaning: Leaning}",
}
BLOCK = re.compile(r"^```yaml([^\n]*)\n(.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)


def whole(text):
    """A fragment with the sections of the frame that it lacks; its first node is the start."""
    if text.startswith("crossroads:"):
        return text
    own = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    frame = dict(FRAME)
    first = re.search(r"^nodes:(?: \{|\s*\n  )(\w+):", text, re.MULTILINE)
    if first:
        frame["start"] = "start: " + first.group(1)
    return "\n".join(line for key, line in frame.items() if key not in own) + "\n" + text


def check(program, mark, text):
    """None, or what is wrong."""
    done = subprocess.run([program, "check", "-"], input=whole(text), capture_output=True, text=True, timeout=300, check=False)
    if mark == "" and not text.startswith("crossroads:"):
        return "a part of a scenario needs a mark: ```yaml fragment"
    if mark in ("", "fragment"):
        bad = done.returncode != 0 or (mark == "" and done.stderr)
        return f"exit {done.returncode}: {done.stderr[:400]}" if bad else None
    code = re.fullmatch(r"wrong ([EW]\d{3})", mark)
    if not code:
        return f"unknown mark '{mark}'"
    return None if f"[{code.group(1)}]" in done.stderr else f"{code.group(1)} was promised: {done.stderr[:400]}"


def main():
    program, root = sys.argv[1], pathlib.Path(sys.argv[2])
    failures, seen = [], {"": 0, "fragment": 0, "wrong": 0}
    assert check(program, "", "crossroads: 1\nstart: a\n") and check(program, "wrong E110", "state: {grip: 5}\n")
    for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        for match in BLOCK.finditer(page.read_text(encoding="utf-8") if page.exists() else ""):
            mark = match.group(1).strip()
            seen[mark.split(" ")[0] if mark.split(" ")[0] in seen else ""] += 1
            problem = check(program, mark, match.group(2))
            if problem:
                line = page.read_text(encoding="utf-8").count("\n", 0, match.start()) + 1
                failures.append(f"{page.relative_to(root)}:{line}: {problem}")
    print(f"{seen['']} whole scenarios, {seen['fragment']} fragments, {seen['wrong']} wrong ones")
    print("\n".join(failures))
    return 1 if failures or min(seen.values()) == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
