#!/usr/bin/env python3
"""One idiom for failure: bool answers a question, enum cr_status says whether it worked, and an int is a number.

Both are truth values to C, and CR_OK is 0: a status that is read as a truth is read backwards. So no function may return an
int that is only ever true or false, no status may stand where a truth is wanted, and neither may be returned as the other.
What a header promises with a status has to be looked at (CR_MUST_USE)."""
import re

from source import code, files, finish, line_of, read

# A function's head: what it returns, its name, and what stands before its body or its semicolon.
HEAD = re.compile(
    r"^(?P<kind>(?:static |inline |extern |const |unsigned )*(?:enum |struct |union )?\w+\b[ *]*?)\b(?P<name>\w+)"
    r"\((?P<of>[^;{}]*)\)(?P<mark>[\sA-Z_0-9(),]*)(?P<end>;|\n\{)",
    re.MULTILINE,
)
CALL = r"(?<![\w.>])(?:%s)\("
STATUSES = {"CR_OK", "CR_INPUT", "CR_USAGE", "CR_IO", "CR_MEMORY", "CR_TARGET", "CR_INTERRUPTED", "CR_BUG", "CR_REFUSED"}

# Functions with a status that nobody has to look at, and why.
TOLD = {
    "cr_fault_set": "it cannot fail: its status is for whoever returns it",
    "cr_payoff_fault": "it cannot fail: its status is for whoever returns it",
    "cr_usage_error": "it cannot fail: its status is for whoever returns it",
    "cr_unknown_word": "it cannot fail: its status is for whoever returns it",
    "cr_read_value": "a fault is reported, and the value is of kind NONE",
    "cr_read_value_span": "a fault is reported, and the value is of kind NONE",
    "cr_read_interval": "a fault is reported, and the ends stay as they are",
    "cr_find_branch": "a fault is reported, and the numbers are -1",
}
# Functions whose int is a truth because the public header says so.
PUBLIC = {"cr_progress_step", "cr_progress_part"}


def closing(text, at):
    """Where the bracket that opens at `at` is closed; the end where it is not."""
    depth = 0
    for k in range(at, len(text)):
        if text[k] in "([{":
            depth += 1
        elif text[k] in ")]}":
            depth -= 1
            if depth == 0:
                return k
    return len(text) - 1


def heads(text):
    """(kind, name, mark, position, body or None) of every function that is declared or defined."""
    for match in HEAD.finditer(text):
        kind = " ".join(match.group("kind").split())
        static = "static" in kind.split()
        kind = re.sub(r"^(?:(?:static|inline|extern) )+", "", kind)
        body = None
        if match.group("end") != ";":
            start = match.end() - 1
            body = (start, closing(text, start))
        yield kind, match.group("name"), static, match.group("mark"), match.start(), body


class Names:
    """Which names say a status, and which a truth: everywhere, or in one file."""

    def __init__(self, sources):
        self.everywhere, self.here = {}, {}
        self.exported = set()
        for path, text in sources.items():
            if path.endswith("crossroads.h"):
                self.exported |= set(re.findall(r"\bint (crossroads_\w+)\(", text))
            for kind, name, static, _, _, _ in heads(text):
                if static and not path.endswith(".h"):
                    self.here.setdefault(path, {})[name] = kind
                elif name.startswith("cr_"):
                    self.everywhere[name] = kind

    def of(self, path, kind):
        own = self.here.get(path, {})
        names = {n for n, k in own.items() if k == kind}
        names |= {n for n, k in self.everywhere.items() if k == kind and n not in own}
        return names


def operands(value):
    """The arms of a ?: and the value itself where it is none, without brackets around it."""
    value = value.strip()
    while value.startswith("(") and closing(value, 0) == len(value) - 1:
        value = value[1:-1].strip()
    depth, ask = 0, None
    for k, c in enumerate(value):
        depth += (c in "([{") - (c in ")]}")
        if depth == 0 and c == "?" and ask is None:
            ask = k
    if ask is None:
        return [value]
    depth = nested = 0
    for k in range(ask + 1, len(value)):
        c = value[k]
        depth += (c in "([{") - (c in ")]}")
        if depth == 0 and c == "?":
            nested += 1
        if depth == 0 and c == ":":
            if nested == 0:
                return operands(value[ask + 1 : k]) + operands(value[k + 1 :])
            nested -= 1
    return [value]


def flat(value):
    """The value with the insides of its brackets left out."""
    out, depth = [], 0
    for c in value:
        if c in ")]}":
            depth -= 1
        if depth == 0:
            out.append(c)
        if c in "([{":
            depth += 1
    return "".join(out)


def is_truth(value, truths):
    """Whether a returned value can only be 0 or 1."""
    for arm in operands(value):
        top = flat(arm)
        called = re.fullmatch(r"(\w+)\(\)", top.strip())
        if arm in ("0", "1", "true", "false") or (called and called.group(1) in truths):
            continue
        if re.search(r"&&|\|\||==|!=|(?<![-<>])[<>]=?(?![<>])", top) and "(" + arm + ")" != top:
            continue
        if re.match(r"!(?!=)", top):
            continue
        return False
    return True


def returned(text, body):
    for match in re.finditer(r"\breturn\b\s*([^;]*);", text[body[0] : body[1]], re.DOTALL):
        yield body[0] + match.start(), match.group(1).strip()


def in_disguise(sources, names):
    """(path, line, name) of every int function that can only return 0 and 1."""
    ints = []
    for path, text in sources.items():
        for kind, name, _, _, at, body in heads(text):
            if kind == "int" and body and name != "main" and name not in names.exported | PUBLIC:
                values = [value for _, value in returned(text, body)]
                if values:
                    ints.append((path, name, line_of(text, at), values))
    found = {(path, name) for path, name, _, _ in ints}
    while True:
        kept = set()
        for path, name, _, values in ints:
            truths = names.of(path, "bool") | {n for p, n in found if p == path or n.startswith("cr_")}
            if (path, name) in found and all(is_truth(value, truths) for value in values):
                kept.add((path, name))
        if kept == found:
            break
        found = kept
    return [(path, line, name) for path, name, line, _ in ints if (path, name) in found]


def context(text, start, end):
    """What stands before and behind a call [start, end], brackets around it taken away."""
    while True:
        before = re.search(r"(\S)\s*$", text[:start])
        after = re.match(r"\s*(\S)", text[end + 1 :])
        if not before or not after or before.group(1) != "(" or after.group(1) != ")":
            break
        word = re.search(r"(\w+)\s*\($", text[: before.end(1)])
        if word:
            return text[: before.start(1)].rstrip(), text[end + 1 :].lstrip()
        start, end = before.start(1), end + 1 + after.start(1)
    return text[:start].rstrip(), text[end + 1 :].lstrip()


def as_truth(before, after):
    """Whether what stands between is read as a truth value."""
    if re.match(r"(?:==|!=)\s*(?:CR_|status\b)", after) or before.endswith("(void)!"): # dropped, and said so
        return False
    if before.endswith(("&&", "||")) or re.search(r"!$", before):
        return True
    if after.startswith(("&&", "||", "?")):
        return True
    if re.search(r"\b(?:if|while|assert|assert_true|assert_false)$", before) and after.startswith(")"):
        return True
    if before.endswith(";") and after.startswith(";") and re.search(r"\bfor\s*\([^;{}]*;$", before):
        return True
    if re.match(r"(?:==|!=)\s*(?:[01]|true|false)\b", after):
        return True
    if re.search(r"\b(?:0|1|true|false)\s*(?:==|!=)$", before):
        return True
    if re.search(r"\bassert_int_equal\s*\($", before + "(") and re.match(r",\s*(?:[01]|true|false)\b", after):
        return True
    return bool(re.search(r"(?:[&|]=|[-+*&|^])$", before))


def misused(sources, names):
    """Problems: a status read as a truth, kept as one, or returned as one; a truth returned as a status."""
    problems = []
    for path, text in sources.items():
        statuses, truths = names.of(path, "enum cr_status"), names.of(path, "bool")
        bodies = [(kind, body) for kind, _, _, _, _, body in heads(text) if body]
        pattern = re.compile(CALL % "|".join(sorted(statuses))) if statuses else None
        for match in pattern.finditer(text) if pattern else ():
            if re.search(r"\bcr_status\s+$", text[: match.start()][-40:]):
                continue
            end = closing(text, match.end() - 1)
            before, after = context(text, match.start(), end)
            name = text[match.start() : match.end() - 1]
            where = f"{path}:{line_of(text, match.start())}: "
            if as_truth(before[-200:], after[:40]):
                problems.append(f"{where}the status of {name} is read as a truth, and CR_OK is 0: compare it with CR_OK")
            kept = re.search(r"(\w+)\s*=$", before)
            if kept and after.startswith(";"):
                inside = [body for _, body in bodies if body[0] < match.start() < body[1]]
                start = inside[0][0] if inside else 0
                declared = re.findall(
                    rf"\b(\w+)\s+(?:[^;{{}}()]*,\s*)?\*?{kept.group(1)}\b\s*[=;,]", text[start : match.start()]
                )
                if declared and declared[-1] in ("int", "bool", "unsigned", "char"):
                    problems.append(f"{where}the status of {name} is kept in {declared[-1]} {kept.group(1)}: enum cr_status")
        for kind, body in bodies:
            for at, value in returned(text, body):
                where = f"{path}:{line_of(text, at)}: "
                for arm in operands(value):
                    called = re.fullmatch(r"(\w+)\(\)", flat(arm))
                    name = called.group(1) if called else None
                    if kind == "enum cr_status" and (arm == "-1" or is_truth(arm, truths)):
                        problems.append(f"{where}'return {arm}' where a status is to be returned")
                    if kind in ("bool", "int") and (arm in STATUSES or name in statuses):
                        problems.append(f"{where}'return {arm}' is a status, and {kind} is to be returned: enum cr_status")
    return list(dict.fromkeys(problems))


def unseen(sources):
    """Problems: a status in a header that may be dropped unseen."""
    problems = []
    for path, text in sources.items():
        if not path.endswith(".h") or path.endswith("crossroads.h"):
            continue
        for kind, name, static, mark, at, body in heads(text):
            if kind == "enum cr_status" and not body and not static and "CR_MUST_USE" not in mark and name not in TOLD:
                problems.append(f"{path}:{line_of(text, at)}: {name} returns a status and has no CR_MUST_USE")
    return problems


def judge(sources):
    sources = {path: code(text) for path, text in sources.items()}
    names = Names(sources)
    problems = [
        f"{path}:{line}: {name} returns a truth as an int: bool for a question, enum cr_status for whether it worked"
        for path, line, name in in_disguise({p: t for p, t in sources.items() if p.startswith("src/")}, names)
    ]
    problems += misused(sources, names)
    return problems + unseen(sources)


STATUS = "enum cr_status cr_s(int a) CR_MUST_USE;\nbool cr_b(int a);\n"
# (what is wrong, a file that has it once)
PLANTED = [
    ("0 and 1 in an int", "static int f(int a)\n{\n    if (a)\n        return 0;\n    return 1;\n}\n"),
    ("a comparison in an int", "static int f(int a)\n{\n    return a == 2;\n}\n"),
    ("&& in an int", "static int f(int a)\n{\n    return a && g(a);\n}\n"),
    ("! in an int", "int f(int a)\n{\n    return !a;\n}\n"),
    ("?: of 1 and 0 in an int", "int f(int a)\n{\n    return a > 2 ? 1 : 0;\n}\n"),
    ("a question's answer in an int", "int f(int a)\n{\n    return cr_b(a);\n}\n"),
    ("! of a status", "bool f(int a)\n{\n    return g(!cr_s(a));\n}\n"),
    ("if of a status", "void f(int a)\n{\n    if (cr_s(a))\n        a = 2;\n}\n"),
    ("if of a status with an argument that calls", "void f(int a)\n{\n    if (cr_s(g(a)))\n        a = 2;\n}\n"),
    ("while of a status", "void f(int a)\n{\n    while (cr_s(a))\n        a = 2;\n}\n"),
    ("for of a status", "void f(int a)\n{\n    for (a = 2; cr_s(a); a++)\n        g(a);\n}\n"),
    ("&& behind a status", "void f(int a)\n{\n    if (cr_s(a) && a > 2)\n        g(a);\n}\n"),
    ("|| before a status", "void f(int a)\n{\n    if (a > 2 || cr_s(a))\n        g(a);\n}\n"),
    ("?: of a status", "void f(int a)\n{\n    g(cr_s(a) ? 2 : 3);\n}\n"),
    ("a status compared with 0", "void f(int a)\n{\n    if (cr_s(a) == 0)\n        g(a);\n}\n"),
    ("a status compared with true", "void f(int a)\n{\n    if (true != cr_s(a))\n        g(a);\n}\n"),
    ("a status added up", "void f(int a)\n{\n    a &= cr_s(a);\n}\n"),
    ("a status kept in an int", "void f(int a)\n{\n    int ok = cr_s(a);\n    g(ok);\n}\n"),
    ("a status kept in a bool", "void f(int a)\n{\n    bool ok;\n    ok = cr_s(a);\n    g(ok);\n}\n"),
    ("a status of this file", "static enum cr_status s(int a)\n{\n    return a > 2 ? CR_OK : CR_IO;\n}\n"
                              "void f(int a)\n{\n    if (!s(a))\n        g(a);\n}\n"),
    ("true for a status", "enum cr_status cr_t(int a)\n{\n    g(a);\n    return true;\n}\n"),
    ("0 for a status", "enum cr_status cr_t(int a)\n{\n    return a > 2 ? CR_IO : 0;\n}\n"),
    ("a comparison for a status", "enum cr_status cr_t(int a)\n{\n    return a > 2;\n}\n"),
    ("an answer for a status", "enum cr_status cr_t(int a)\n{\n    return cr_b(a);\n}\n"),
    ("a status for an answer", "bool cr_c(int a)\n{\n    return a > 2 ? true : CR_IO;\n}\n"),
    ("a status for a number", "int cr_c(int a)\n{\n    return a > 2 ? cr_s(a) : 7;\n}\n"),
    ("another's status for an answer", "bool cr_c(int a)\n{\n    return cr_s(a);\n}\n"),
]
INNOCENT = [
    "static int f(int a)\n{\n    return a > 2 ? 0 : 7;\n}\n",
    "static int by_size(const void *a, const void *b)\n{\n    return (x > y) - (x < y);\n}\n",
    "static int by_place(int a, int b)\n{\n    return a < b ? -1 : a > b;\n}\n",
    "int h(void)\n{\n    if (x())\n        return 2;\n    return 1;\n}\n",
    "int main(void)\n{\n    return 0;\n}\n",
    "static bool g(void)\n{\n    return cr_s(1) == CR_OK && cr_b(2);\n}\n",
    "enum cr_status cr_t(int a)\n{\n    enum cr_status status = cr_s(a);\n    if (status != CR_OK)\n        return status;\n"
    "    if (a && cr_s(a) != CR_OK)\n        return CR_IO;\n    return cr_b(a) ? cr_s(2) : CR_OK;\n}\n",
    "void f(struct door *a)\n{\n    if (!a->cr_s(2))\n        g(a);\n    (void)a->of;\n    g(cr_s(2));\n}\n",
]


def self_test():
    failures = []
    for what, text in PLANTED:
        if len(judge({"src/base/s.h": STATUS, "src/base/a.c": text})) != 1:
            failures.append(f"not found, or more than once: {what}: {judge({'src/base/s.h': STATUS, 'src/base/a.c': text})}")
    for text in INNOCENT:
        problems = judge({"src/base/s.h": STATUS, "src/base/a.c": text})
        if problems:
            failures.append(f"wrongly found: {problems}")
    if len(judge({"src/base/s.h": "enum cr_status cr_s(int a,\n    int b);\nenum cr_status cr_fault_set(void);\n"})) != 1:
        failures.append("not found: a status in a header that may be dropped unseen")
    return failures


def main():
    paths = [p for under in ("src", "tests", "tools") for p in files(".c", ".h", under=under)]
    finish("failure", judge({str(path): read(path) for path in paths}), self_test())


main()
