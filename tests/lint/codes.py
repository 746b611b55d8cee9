#!/usr/bin/env python3
"""The codes of faults: each one unique, provoked by a file in tests/data/bad/ or by a test that is named here, mentioned where it
is raised, and never used again for another thing. `codes.py --issue` writes today's codes into codes_issued.txt, at a release."""
import re
import sys

from source import TOP, code, files, finish, read

TABLE = "src/base/codes.def"
ISSUED = "tests/lint/codes_issued.txt"
ELSEWHERE = "tests/lint/codes_elsewhere.txt"
ROW = re.compile(r'^CR_CODE\(\s*(\w+)\s*,\s*"(\w+)"\s*,\s*(\w+)', re.MULTILINE)


def rows_of(text):
    return ROW.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def table_problems(rows):
    found, names, ids = [], set(), {}
    for name, number, severity in rows:
        if number in ids:
            found.append(f"{TABLE}: {number} stands for {ids[number]} and for {name}")
        if name in names:
            found.append(f"{TABLE}: {name} stands twice")
        if not re.fullmatch(r"[EW]\d{3}", number) or (number[0] == "E") != (severity == "CR_ERROR") or name[0] != number[0]:
            found.append(f"{TABLE}: {name}, {number}, {severity} do not agree")
        names.add(name)
        ids[number] = name
    return found


def issued_problems(rows, issued):
    """`issued`: lines "E003 E_UNKNOWN_KEY", or "E009 E_OLD retired"."""
    now = {number: name for name, number, _ in rows}
    found = []
    for line in issued:
        number, name, *rest = line.split()
        if rest == ["retired"]:
            if number in now:
                found.append(f"{TABLE}: {number} was {name} once and is retired; {now[number]} needs a number of its own")
        elif number not in now:
            found.append(f"{TABLE}: {number} ({name}) is gone; write 'retired' behind it in {ISSUED}")
        elif now[number] != name:
            found.append(f"{TABLE}: {number} was issued as {name} and now stands for {now[number]}")
    return found


def provoked_problems(rows, errs, elsewhere, exists):
    """`errs`: the texts of the .err files; `elsewhere`: lines "E200 FILE reason"; `exists(file, name, number)`: is the code
    in that file?"""
    named = set(re.findall(r"[\[\s]([EW]\d{3})[\]\s]", " ".join(errs)))
    other, found = {}, []
    for line in elsewhere:
        number, file, *reason = line.split(None, 2)
        other[number] = file
        if not reason:
            found.append(f"{ELSEWHERE}: {number}: no reason")
    known = {number: name for name, number, _ in rows}
    for number, name in known.items():
        if number in named:
            if number in other:
                found.append(f"{ELSEWHERE}: {number} has a file in tests/data/bad/ now")
        elif number not in other:
            found.append(f"{TABLE}: {number} ({name}): no file in tests/data/bad/ provokes it")
        elif not exists(other[number], name, number):
            found.append(f"{ELSEWHERE}: {other[number]} does not mention {name} or {number}")
    found += [f"{ELSEWHERE}: there is no code {number}" for number in other if number not in known]
    found += [f"tests/data/bad: there is no code {number}" for number in sorted(named - set(known))]
    return found


def raised_problems(rows, sources):
    """A code that no line raises is a promise nobody keeps. `sources`: path -> code without comments."""
    text = "\n".join(sources.values())
    raised = set(re.findall(r"\bCR_([EW]_\w+)", text)) | set(re.findall(r"\b([EW]_[A-Z]\w+)\b", text))
    return [f"{TABLE}: {number} ({name}) is raised nowhere" for name, number, _ in rows if name not in raised]


def mentions(file, name, number):
    path = TOP / file
    return path.is_file() and re.search(rf"\b(?:CR_)?{name}\b|\b{number}\b", path.read_text(encoding="utf-8")) is not None


def lines(path):
    return [s for s in read(path).splitlines() if s.strip() and not s.startswith("#")] if (TOP / path).exists() else []


def self_test():
    a, b = ("E_A", "E001", "CR_ERROR"), ("W_B", "W001", "CR_WARNING")
    no = lambda *_: False
    yes = lambda *_: True
    cases = [
        (table_problems([a, b]), 0),
        (table_problems([a, ("E_C", "E001", "CR_ERROR")]), 1),
        (table_problems([a, ("E_A", "E002", "CR_ERROR")]), 1),
        (table_problems([("E_A", "E001", "CR_WARNING")]), 1),
        (table_problems([("E_A", "E1", "CR_ERROR")]), 1),
        (issued_problems([a, b], ["E001 E_A", "E002 E_OLD retired"]), 0),
        (issued_problems([a], ["E001 E_OTHER"]), 1),
        (issued_problems([a], ["E002 E_GONE"]), 1),
        (issued_problems([a], ["E001 E_OLD retired"]), 1),
        (provoked_problems([a, b], ["3:1: error[E001]: x\n4:1: warning[W001]: y"], [], no), 0),
        (provoked_problems([a, b], ["3:1: error[E001]: x"], [], no), 1),
        (provoked_problems([a], [], ["E001 tests/unit/a.c of a run, not of a file"], yes), 0),
        (provoked_problems([a], [], ["E001 tests/unit/a.c of a run, not of a file"], no), 1),
        (provoked_problems([a], [], ["E001 tests/unit/a.c"], yes), 1),
        (provoked_problems([a], ["error[E001]: x"], ["E001 tests/unit/a.c of a run"], yes), 1),
        (provoked_problems([a], ["error[E001]: x"], ["E009 tests/unit/a.c of a run"], yes), 1),
        (provoked_problems([a], ["error[E001]: x error[E009]: x"], [], yes), 1),
        (raised_problems([a], {"a.c": "raise(CR_E_A)"}), 0),
        (raised_problems([a], {"a.c": "raise(CR_E_AB)"}), 1),
        ([1] * len(rows_of('CR_CODE(E_A, "E001", CR_ERROR, "x",\n"y")\n/*CR_CODE(E_B, "E002", CR_ERROR)*/')), 1),
    ]
    return [f"case {i}: {found} problems, not {want}" for i, (found, want) in enumerate(cases) if len(found) != want]


def main():
    rows = rows_of(read(TABLE))
    issued = lines(ISSUED)
    if sys.argv[1:] == ["--issue"]:
        known = {line.split()[0] for line in issued}
        new = [f"{number} {name}" for name, number, _ in rows if number not in known]
        head = "# Every code that was ever issued. A number is never used again: one that goes gets 'retired' behind it.\n"
        (TOP / ISSUED).write_text(head + "".join(f"{s}\n" for s in sorted(issued + new)), encoding="utf-8")
        print(f"{len(new)} new")
        return
    problems = table_problems(rows) + issued_problems(rows, issued)
    errs = [read(f) for f in files(".err", under="tests/data/bad")]
    problems += provoked_problems(rows, errs, lines(ELSEWHERE), mentions)
    sources = {f: code(read(f)) for f in files(".c", ".h", ".def", under="src") if str(f) != TABLE}
    problems += raised_problems(rows, sources)
    for file in files(".yaml", under="tests/data/bad"):
        if not (TOP / file).with_suffix(".err").exists():
            problems.append(f"{file}: no .err beside it")
    known = {line.split()[0] for line in issued}
    print("not issued yet:", " ".join(number for _, number, _ in rows if number not in known) or "none")
    finish("codes", problems, self_test())


main()
