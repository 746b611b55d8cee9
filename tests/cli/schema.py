#!/usr/bin/env python3
"""usage: schema.py CROSSROADS YAML_JSON ROOT: the JSON Schema is current, accepts every scenario that `check` accepts, and refuses what a
schema can refuse. Needs jsonschema (Debian: python3-jsonschema)."""
import json
import os
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    # Debian's own Python has Debian's packages, whatever python3 comes first in PATH.
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        sys.exit("python3-jsonschema is needed: apt-get install python3-jsonschema")
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

# What only `check` can know: names that must exist, sums, order of numbers, what one key means for another, texts with a grammar
# of their own. Every other faulty file must be refused by the schema too.
BEYOND = re.compile(
    r"E0(01|04|05|15|16|17|18|19|2[0-9]|30|5\d|6\d|7\d|85|86|87|9[1-9])"
    r"|E1(00|02|03|04|05|06|07|08|09|10|11|12|14|15|20|21|22|23|24|25|26|27|31|35|4\d|5\d|61|62|63|65|70|80)"
)


def problems(validator, converter, paths):
    """What the schema says about each file; None where it is no YAML to begin with."""
    lines = subprocess.run([converter, *map(str, paths)], capture_output=True, timeout=300, check=True).stdout.decode().splitlines()
    for path, line in zip(paths, lines, strict=True):
        data = json.loads(line)
        found = [] if data is None else validator.iter_errors(data)
        yield path, None if data is None else ["/".join(map(str, e.absolute_path)) + ": " + e.message[:160] for e in found]


def shape(schema, here, failures, in_items=False):
    """House rules: every object is closed or says what its members are, and no oneOf."""
    if isinstance(schema, list):
        for item in schema:
            shape(item, here, failures)
    if not isinstance(schema, dict):
        return
    if "oneOf" in schema:
        failures.append(f"{here}: oneOf makes editors complain about an arbitrary alternative")
    types = schema.get("type")
    if "object" in (types if isinstance(types, list) else [types]) and "additionalProperties" not in schema:
        failures.append(f"{here}: an object without additionalProperties")
    for key, value in schema.items():
        if key not in ("defaultSnippets", "examples", "enum"):
            shape(value, f"{here}/{key}", failures)
    for name, member in (schema.get("properties") or {}).items():
        if not member.get("description"):
            failures.append(f"{here}/{name}: no description")


def main():
    program, converter, root = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    made = subprocess.run([program, "export", "schema"], capture_output=True, timeout=300, check=True).stdout
    failures = []
    kept = root / "docs/schema/scenario.schema.json"
    if not kept.exists() or kept.read_bytes() != made:
        failures.append(f"{kept} is not current: crossroads export schema > docs/schema/scenario.schema.json")
    schema = json.loads(made)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    shape(schema, "schema", failures)
    good = sorted((root / "scenarios").rglob("*.yaml"))
    for path, found in problems(validator, converter, good):
        failures += [f"{path}: {text}" for text in (["no YAML"] if found is None else found)]
        if "$schema=" not in path.read_text(encoding="utf-8").split("\n", 1)[0]:
            failures.append(f"{path}: no modeline in the first line")
    refused = passed = 0
    for path, found in problems(validator, converter, sorted((root / "tests/data/bad").glob("*.yaml"))):
        if path.name.startswith("W") and found:
            failures.append(f"{path}: only a warning, but the schema says {found}")
        if path.name.startswith("W") or found is None:
            continue
        refused += bool(found)
        passed += not found
        if not found and not BEYOND.match(path.name):
            failures.append(f"{path.name}: the schema sees nothing wrong")
        if found and BEYOND.match(path.name) and "-v" in sys.argv:
            print(f"{path.name}: refused too: {found[0]}")
    print(f"{len(good)} scenarios accepted; of the faulty files {refused} refused, {passed} left to `check`")
    print("\n".join(failures))
    return 1 if failures or len(good) < 10 or refused < 15 else 0


if __name__ == "__main__":
    sys.exit(main())
