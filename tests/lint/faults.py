#!/usr/bin/env python3
"""Faults that only a run can meet, so that no file in tests/data/bad/ (which is only checked) provokes them: each code with a
scenario, a command, and what the message must hold. Argument: the program."""
import pathlib
import subprocess
import sys
import tempfile

from source import finish

HEAD = "crossroads: 1\ntitle: A fault\nstart: a\n"
ENDS = "outcomes: {p: P, q: Q}\n"

# (code, line of the message (0: none), exit status, words of the command behind FILE, scenario, what the message must say)
CASES = [
    ("E200", 6, 1, "run", HEAD + "parameters: {x: \"normal(0, 1)\"}\nnodes:\n  a: {ask: A?, chance: {u: {weight: x, then: p}, v: {weight: 3, then: q}}}\n" + ENDS,
     ["world", "a.u"]),
    ("E201", 6, 1, "run", HEAD + "parameters: {x: \"normal(0, 1)\"}\nnodes:\n"
     "  a: {ask: A?, chance: {u: {weight: 'max(0, x)', then: p}, v: {weight: 'max(0, x)', then: q}}}\n" + ENDS, ["world", "a"]),
    ("E202", 6, 1, "run", HEAD + "state: {x: {start: 1, between: [0, 9]}}\nnodes:\n"
     "  a: {ask: A?, chance: {u: {when: x > 5, then: p}, v: {when: x < 1, then: q}}}\n" + ENDS, ["a"]),
    ("E202", 7, 1, "solve", HEAD + "actors: {him: Him}\nstate: {x: {start: 5}}\nnodes:\n"
     "  a: {ask: A?, decision: him, options: {u: {when: x > 5, payoff: {him: 1}, then: p}, v: {when: x < 5, then: q}}}\n" + ENDS, ["a"]),
    ("E203", 6, 1, "run", HEAD + "state: {x: {start: 0, between: [0, 9]}}\nnodes:\n"
     "  a: {ask: A?, chance: {u: {weight: 1 / x, then: p}, v: {weight: 3, then: q}}}\n" + ENDS, ["x"]),
    *[("E203", line, 1, words, HEAD + "actors: {him: Him}\nnodes:\n"
       "  a: {ask: A?, chance: {u: {weight: 30%, payoff: {him: 1.7e308}, then: p}, v: {weight: rest, then: q}}}\n"
       "outcomes: {p: {label: P, payoff: {him: 1.7e308}}, q: Q}\n", ["payoff of 'him'"])
      for line, words in ((6, "run"), (6, "run --engine split"), (4, "run --engine walk"), (6, "solve"), (6, "sensitivity"))],
    ("E205", 0, 1, "run --given b.v", HEAD + "nodes:\n  a: {ask: A?, chance: {u: {weight: 1, then: p}, v: {weight: 0, then: b}}}\n"
     "  b: {ask: B?, chance: {u: p, v: q}}\n" + ENDS, ["b.v"]),
    ("E207", 0, 1, "run --lens one --lens two", HEAD + "parameters: {x: 20%, y: 30%}\nnodes:\n"
     "  a: {ask: A?, chance: {u: {weight: x, then: p}, v: {weight: rest, then: q}}}\n"
     "lenses:\n  one: {label: O, parameters: {x: 1 - y}}\n  two: {label: T, parameters: {y: 1 - x}}\n" + ENDS, ["x"]),
    ("E208", 0, 2, "run --engine exact", HEAD + "parameters: {x: 20% to 40%}\nnodes:\n"
     "  a: {ask: A?, chance: {u: {weight: x, then: p}, v: {weight: rest, then: q}}}\n" + ENDS, ["exact"]),
    ("E211", 6, 5, "solve --rule maximin", HEAD + "actors: {him: Him, her: Her}\nnodes:\n"
     "  a: {ask: A?, seen_by: him, chance: {u: b, v: b}}\n  b: {ask: B?, decision: her, options: {u: c, v: q}}\n"
     "  c: {ask: C?, decision: him, options: {u: p, v: q}}\n" + ENDS, ["a"]),
    ("E210", 0, 5, "solve --max-positions 2", HEAD + "nodes:\n  a: {ask: A?, chance: {u: b, v: c}}\n  b: {ask: B?, chance: {u: p, v: q}}\n"
     "  c: {ask: C?, chance: {u: p, v: q}}\n" + ENDS, ["2"]),
]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    problems = []
    for code, line, status, words, text, sayings in CASES:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "fault.yaml"
            path.write_text(text)

            def call(*command):
                return subprocess.run([program, *command], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300, check=False)

            checked = call("check", "fault.yaml")
            command, *options = words.split()
            done = call(command, "fault.yaml", "--runs", "5000", *options) if command == "run" else call(command, "fault.yaml", *options)
        where = f"{code}: crossroads {words}"
        if checked.returncode:
            problems.append(f"{where}: the file does not pass 'check'\n{checked.stderr}{checked.stdout}")
        elif done.returncode != status or f"error[{code}]" not in done.stderr:
            problems.append(f"{where}: exit {done.returncode}, not {status} with {code}\n{done.stderr}{done.stdout[:300]}")
        elif line and f"fault.yaml:{line}:" not in done.stderr:
            problems.append(f"{where}: does not name line {line}\n{done.stderr}")
        elif done.stdout:
            problems.append(f"{where}: prints a result beside the fault")
        else:
            problems += [f"{where}: does not say '{s}'\n{done.stderr}" for s in sayings if s not in done.stderr]
    finish("faults", problems, [])


main()
