#!/usr/bin/env python3
"""Nothing of the article is lost: each of its items A1 to A61 is named in a scenario, outside the list of sources that
only spells the items out. An item that a scenario gives as a reason must be among that file's sources."""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
NAMED = re.compile(r"(?<![A-Za-z0-9_])A([1-9][0-9]?)(?![A-Za-z0-9_])")
SPAN = re.compile(r"(?<![A-Za-z0-9_])A([1-9][0-9]?) to A([1-9][0-9]?)(?![A-Za-z0-9_])")
LISTED = re.compile(r"^  A([1-9][0-9]?):.*$", re.MULTILINE)
REASONS = re.compile(r"because:\s*(\[[^\]]*\]|\S+)")


def items(text):
    return {int(n) for n in NAMED.findall(text)}


def main():
    used, where, problems = set(), {}, []
    for file in sorted((TOP / "scenarios").glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        listed = {int(n) for n in LISTED.findall(text)}
        body = LISTED.sub("", text)
        # "A1 to A60" in a sentence about all items stands for none of them; a shorter span means what is in it
        for a, b in SPAN.findall(body):
            if int(b) - int(a) < 20:
                used |= set(range(int(a), int(b) + 1))
        here = items(SPAN.sub("", body))
        used |= here
        for n in here:
            where.setdefault(n, file.name)
        for reasons in REASONS.findall(body):
            problems += [f"{file.name}: A{n} is a reason but no source" for n in sorted(items(reasons) - listed)]
    missing = [n for n in range(1, 62) if n not in used]
    problems += [f"A{n} of the article is in no scenario" for n in missing]
    problems += [f"{where[n]}: there is no item A{n}" for n in sorted(used) if n > 61]
    print(f"{len(used)} items of the article are in the scenarios")
    print("\n".join(problems))
    sys.exit(bool(problems))


main()
