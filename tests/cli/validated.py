#!/usr/bin/env python3
"""usage: validated.py CROSSROADS ROOT: every JSON document that the command-line tests ask for, and one of every kind, fits the schema that
`export schema --of KIND` gives; the schema refuses a document that lacks a field or has one more. Needs jsonschema (python3-jsonschema)."""
import collections
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    # Debian's own Python has Debian's packages, whatever python3 comes first in PATH.
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        sys.exit("python3-jsonschema is needed: apt-get install python3-jsonschema")
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

KINDS = ["run", "solve", "observe", "score", "class", "compare", "diff", "paths", "pool", "sensitivity", "show", "path", "check", "list", "lesson"]
# Stands for the program: keeps a copy of whatever JSON is asked for.
KEEPER = """#!/bin/sh
case " $* " in
*json*)
    kept=$(mktemp {folder}/XXXXXXXX)
    {program} "$@" >"$kept"
    code=$?
    cat "$kept"
    exit $code
    ;;
esac
exec {program} "$@"
"""
TESTS = ["analyses.py", "evidence.py", "decisions.py", "score.py", "new.sh", "run.sh"]
# One of every kind and shape: pools, worlds, conditions, loops, options that add members.
ALSO = """
run ladder -n 2000 --json
run gamblers_ruin -n 500 --json
run alliance -n 2000 --lens pool --json
run alliance -n 2000 --given western_war.none --json
run used_car --json
solve harvest --worlds 50 --voi --nested --json
solve oil_wildcatter --voi --json
solve harvest --rule maximin --json
show alliance -n 1000 --json
show harvest --json
show alliance western_war --json
show alliance --run 7 --json
show alliance --lesson --json
list crossroads --json
list harvest --json
show alliance --paths 5 -n 1000 --json
show oil_wildcatter --paths 5 --json
sensitivity harvest --json
sensitivity alliance --effects --json
sensitivity harvest --method sobol --points 16 --json
sensitivity harvest --method morris --points 16 --json
sensitivity harvest --two crop,price --points 5 --json
sensitivity oil_wildcatter --threshold --json
sensitivity harvest --threshold --json
sensitivity harvest --discover --worlds 300 --json
compare oil_wildcatter --choices drill --json
compare kazakhstan --lenses --pool log -n 1000 --json
compare alliance kazakhstan -n 1000 --json
diff alliance kazakhstan -n 1000 --json
diff coin coin --json
observe alliance -n 2000 --json
observe kazakhstan -n 1000 --lens pool --json
check harvest --json
""".replace("ladder", "sanctions_ladder")


def main():
    program, root = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    here = pathlib.Path(__file__).resolve().parent
    failures, seen, documents = [], collections.Counter(), []
    schemas = {}
    for kind in KINDS:
        made = subprocess.run([program, "export", "schema", "--of", kind], capture_output=True, timeout=300, check=True).stdout
        schemas[kind] = json.loads(made)
        jsonschema.Draft7Validator.check_schema(schemas[kind])
    with tempfile.TemporaryDirectory() as folder:
        kept = pathlib.Path(folder) / "kept"
        kept.mkdir()
        keeper = pathlib.Path(folder) / "crossroads"
        keeper.write_text(KEEPER.format(folder=shlex.quote(str(kept)), program=shlex.quote(program)))
        keeper.chmod(0o755)
        for name in TESTS:
            how = [sys.executable] if name.endswith(".py") else ["sh"]
            done = subprocess.run([*how, str(here / name), str(keeper)], capture_output=True, text=True, timeout=900, check=False)
            if done.returncode:
                failures.append(f"{name} failed: {done.stdout[-300:]}{done.stderr[-300:]}")
        copies = [root / "scenarios/alliance.yaml", pathlib.Path(folder) / "copy.yaml"]
        copies[1].write_text(copies[0].read_text().replace("confidence: 8", "confidence: 9"))
        also = [line.split() for line in ALSO.strip().splitlines()] + [["pool", *map(str, copies), "--json"]]
        for words in also:
            done = subprocess.run([str(keeper), *words], capture_output=True, text=True, timeout=300, check=False)
            if done.returncode not in (0, 1):
                failures.append(f"{' '.join(words)}: exit {done.returncode}: {done.stderr[-200:]}")
        for path in sorted(kept.iterdir()):
            try:
                document = json.loads(path.read_bytes())
            except ValueError:
                continue  # a refused command prints none
            if isinstance(document, dict) and str(document.get("schema")).startswith("crossroads."):
                documents.append(document)
    last = {}
    for document in documents:
        kind = document["schema"].removeprefix("crossroads.").removesuffix("/1")
        seen[kind] += 1
        last[kind] = document
        for e in list(jsonschema.Draft7Validator(schemas[kind]).iter_errors(document))[:3]:
            failures.append(f"{document.get('command')}: {'/'.join(map(str, e.absolute_path))}: {e.message[:200]}")
    for kind in KINDS:
        if not seen[kind]:
            failures.append(f"no document of {kind} was seen")
            continue
        valid = jsonschema.Draft7Validator(schemas[kind])
        for wrong in ({k: v for k, v in last[kind].items() if k != "version"}, dict(last[kind], more=1)):
            if valid.is_valid(wrong):
                failures.append(f"the schema of {kind} accepts what it must refuse")
    for line in failures:
        print(line)
    print(f"{len(documents)} documents: " + ", ".join(f"{kind} {seen[kind]}" for kind in KINDS))
    sys.exit(bool(failures))


main()
