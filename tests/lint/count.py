#!/usr/bin/env python3
"""tools/count sums honestly: nothing that failed, or did not run, ends as passed."""
import json
import pathlib
import subprocess
import sys
import tempfile

from source import TOP, finish


def ran(steps):
    """The exit status and last line of tools/count for steps of (status, results or None)."""
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for i, (status, results) in enumerate(steps):
            path = pathlib.Path(folder) / str(i)
            if results is not None:
                path.write_text("".join(json.dumps({"name": f"t{j}", "result": r}) + "\n" for j, r in enumerate(results)))
            rows.append(f"{status}\t{path if results != '-' else '-'}\tstep {i}\n")
        done = subprocess.run([sys.executable, str(TOP / "tools/count")], input="".join(rows), capture_output=True, text=True, timeout=300, check=False)
        return done.returncode, done.stdout.splitlines()[-1]


CASES = [
    ([(0, ["OK", "OK", "SKIP"])], (0, "2 passed, 0 failed")),
    ([(0, ["OK"]), (0, ["OK", "EXPECTEDFAIL"])], (0, "3 passed, 0 failed")),
    ([(1, ["OK", "FAIL"]), (0, ["OK"])], (1, "2 passed, 1 failed")),
    ([(0, ["OK", "TIMEOUT", "ERROR", "INTERRUPT", "UNEXPECTEDPASS", "NEW"])], (1, "1 passed, 5 failed")),
    ([(1, ["OK"])], (1, "1 passed, 1 failed")),  # the step failed, whatever its log says
    ([(0, ["OK"]), (1, None)], (1, "1 passed, 1 failed")),  # a build that broke
    ([(0, ["OK"]), (0, None)], (1, "1 passed, 1 failed")),  # a step without a test
    ([(0, ["SKIP"])], (1, "0 passed, 1 failed")),
    ([], (1, "0 passed, 1 failed")),
]
finish("count", [f"{steps}: {ran(steps)}, not {want}" for steps, want in CASES if ran(steps) != want], [])
