#!/usr/bin/env python3
"""usage: columns.py CROSSROADS docs/reference/data.md [--refresh]: the tables of the page of data, from the program's description of each
result (`export schema --of RESULT`); says whether the page is current, or with --refresh makes it so."""
import json
import re
import subprocess
import sys

SECTIONS = {
    "`run`, `merge` and `export --of run`": ["run"], "`solve`": ["solve"], "`show --paths`": ["paths"], "`sensitivity`": ["sensitivity"],
    "`compare`": ["compare"], "`diff`": ["diff"], "`observe`": ["observe", "score"], "`pool`": ["pool"], "`score`": ["class"],
    "`list`": ["list"],
}
# What only goes on from the column before it stands in the same row.
GOES_ON = re.compile(r"(the same at|at \d|upper end|its (standard )?error)")


def rows_of(table, before):
    """Rows of the page for one table; `before`: {columns as text: name} of the tables above it."""
    columns = [c for c in table["columns"] if c["name"] not in ("id", "label")]
    names = " ".join(f"`{c['name']}`" for c in columns)
    key = json.dumps(columns)
    yield f"| `{table['name']}` | {names if key in before else ''} | {table['description']}" + (f"; as `{before[key]}` |" if key in before else " |")
    if key in before:
        return
    before[key] = table["name"]
    groups = []
    for c in columns:
        what = c["description"] + (f" ({c['unit']})" if "unit" in c else "")
        if groups and GOES_ON.match(c["description"]):
            groups[-1][0].append(c["name"])
            groups[-1][1].append(c["description"])
        else:
            groups.append(([c["name"]], [what]))
    for names, whats in groups:
        yield "| | " + " ".join(f"`{name}`" for name in names) + " | " + "; ".join(whats).replace("|", "\\|") + " |"


def main():
    program, page = sys.argv[1], sys.argv[2]
    with open(page, encoding="utf-8") as f:
        text = old = f.read()
    for heading, kinds in SECTIONS.items():
        rows, before = ["| block | columns | what |", "| --- | --- | --- |"], {}
        for kind in kinds:
            made = subprocess.run([program, "export", "schema", "--of", kind], capture_output=True, timeout=300, check=True).stdout
            for table in json.loads(made)["tables"]:
                rows += rows_of(table, before)
        start = text.index(f"## {heading}\n")
        after = re.search(r"\n## ", text[start + 3 :])
        end = start + 3 + after.start()
        section = text[start:end]
        head = section[: section.index("| block |")]
        text = text[:start] + head + "\n".join(rows) + "\n" + text[end:]
    if "--refresh" in sys.argv:
        with open(page, "w", encoding="utf-8") as f:
            f.write(text)
    elif text != old:
        sys.exit(f"{page} is not current: columns.py CROSSROADS {page} --refresh")


main()
