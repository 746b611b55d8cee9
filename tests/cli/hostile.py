#!/usr/bin/env python3
"""usage: hostile.py CROSSROADS SCENARIO: files and surroundings that nobody wishes for. Every case: the exit code, words, no
signal, at most two seconds of processor and 200 MB (more under sanitizers, and no limits of memory there)."""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

SANITIZED = bool(os.environ.get("ASAN_OPTIONS"))
GOOD = "crossroads: 1\ntitle: T\nstart: a\nnodes: {a: {ask: Q?, chance: {x: {weight: 30%, then: o}, y: {weight: rest, then: o}}}}\noutcomes: {o: O}\n"
failures, cases = [], 0
program, scenario = sys.argv[1], sys.argv[2]
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


def limits(**what):
    """For the child: resource limits, by their names without RLIMIT_."""
    return lambda: [resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value)) for name, value in what.items()]


def run(name, want, words, *arguments, stdin=b"", before=None, environment=None, timeout=30):
    """Runs once; `want`: the exit codes that are right; `words`: what standard error holds, in one of its lines."""
    global cases
    cases += 1
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run([program, *arguments], input=stdin, capture_output=True, timeout=timeout, check=False,
                              preexec_fn=before, env={**ENVIRONMENT, **(environment or {})})
    except subprocess.TimeoutExpired:
        failures.append(f"{name}: no end after {timeout} s")
        return b""
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    message = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (want if isinstance(want, tuple) else (want,)):
        failures.append(f"{name}: exit {done.returncode}, not {want}: {message[:300]}")
    if words not in message:
        failures.append(f"{name}: no '{words}' in: {message[:300]}")
    if seconds > (40 if SANITIZED else 2):
        failures.append(f"{name}: {seconds:.1f} s of processor")
    wild = [c for c in done.stderr + done.stdout if c < 32 and c not in b"\n\t" or c == 127]
    if wild:
        failures.append(f"{name}: raw control characters {wild[:5]} in the output")
    return done.stdout


def files(folder):
    """Bytes and files: devices, encodings, line ends, what does not belong into a text."""
    def check(name, want, words, data):
        path = folder / "case.yaml"
        path.write_bytes(data)
        return run(name, want, words, "check", str(path))

    check("empty", 1, "E002", b"")
    check("a comment only", 1, "E002", b"# nothing\n")
    check("Latin-1", 1, "1:8: error[E001]", "title: é\n".encode("latin-1"))
    check("UTF-16", 1, "UTF-16", GOOD.encode("utf-16"))
    check("UTF-32", 1, "E001", GOOD.encode("utf-32"))
    check("overlong", 1, "E001", b"title: \xc0\xaf\n")
    check("a surrogate", 1, "E001", b"title: \xed\xa0\x80\n")
    check("beyond Unicode", 1, "E001", b"title: \xf4\x90\x80\x80\n")
    check("cut in a letter", 1, "E001", b"title: \xe2\x82")
    check("BOM at the start", 0, "", b"\xef\xbb\xbf" + GOOD.encode())
    check("BOM in the middle", 1, "error[E0", GOOD.replace("title: T", "\ufefftitle: T").encode())
    check("NUL", 1, "E005", GOOD.replace("title: T", "title: T\0").encode())
    check("raw escape", 1, "E005", GOOD.replace("title: T", "title: \x1b[31mT").encode())
    check("written escape", 1, "E005", GOOD.replace("title: T", 'title: "\\e[31mT"').encode())
    check("turned writing", 1, "E005", GOOD.replace("title: T", "title: a\u202eb").encode())
    check("an escape in an unknown key", 1, "error", GOOD.replace("title: T", '"ti\\ttle": T').encode())
    plain = folder / "lines.yaml"
    told = set()
    for ends in ("\n", "\r\n", "\r"):
        plain.write_bytes(GOOD.replace("\n", ends).encode())
        out = run("line ends", 0, "", "export", "yaml", str(plain))
        told.add(b"\n".join(line for line in out.splitlines() if not line.startswith(b"#")))
    if len(told) != 1:
        failures.append("other line ends make another scenario")
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    writer = subprocess.Popen(["sh", "-c", f"cat '{scenario}' >'{fifo}'"])
    run("a named pipe", 0, "", "check", str(fifo))
    writer.wait()
    run("endless zeros", (1, 3), "", "check", "/dev/zero")
    run("noise", (1, 3), "", "check", "/dev/urandom")
    run("nothing for ever", (1, 3), "E002", "check", "/dev/null")
    large = folder / "large.yaml"
    with open(large, "wb") as file:
        file.truncate(1 << 30)
    run("one gigabyte of nothing", (1, 3), "", "check", str(large))
    run("standard input", 0, "", "check", "-", stdin=GOOD.encode())
    run("a folder", 3, "directory", "check", str(folder))


def structure():
    """YAML that grows, nests, or contains itself."""
    for name, unit, count, code in (("[", "[", 100_000, "E022"), ("[ by the million", "[", 10_000_000, "E022"),
                                    ("{a: ", "{a: ", 100_000, "E022"), ("- ", "- ", 100_000, "E022"), ("? ", "? ", 100_000, "E014")):
        run(f"nested {name}", 1, code, "check", "-", stdin=(unit * count).encode())
    laughs = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    run("a billion laughs", 1, "E023", "check", "-", stdin=laughs.encode())
    run("an alias in itself", 1, "E019", "check", "-", stdin=b"a: &a [*a]\n")
    run("many directives", 1, "E021", "check", "-", stdin=b"%TAG !a! tag:a,2000:\n" * 40_000 + b"---\na: 1\n")
    for name, text in (("parentheses", "(" * 100_000), ("minus", "-" * 100_000 + "1"), ("powers", "2^" * 100_000 + "2"),
                       ("terms", "1+" * 400_000 + "1"), ("if", "if(1," * 50_000)):
        run(f"an expression of {name}", (0, 1), "", "check", "-",
            stdin=GOOD.replace("weight: 30%", f'weight: "{text}"').encode())


def surroundings():
    """Locales, closed streams, hardly any of anything."""
    bytes_of = lambda locale: run(f"locale {locale}", 0, "", "run", scenario, "--runs", "2000", "--json", environment={"LC_ALL": locale})
    # What is not installed stands for C and proves nothing, but costs nothing either.
    if len({bytes_of(locale) for locale in ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "fr_FR.UTF-8")}) != 1:
        failures.append("the locale changes a result")
    if len({run("zone", 0, "", "run", scenario, "--runs", "2000", "--json", environment={"TZ": zone}) for zone in ("UTC", "Asia/Almaty")}) != 1:
        failures.append("the time zone changes a result")
    for fds in ((0,), (2,), (0, 2)):
        run(f"closed {fds}", 0, "", "run", scenario, "--runs", "200", before=lambda fds=fds: [os.close(fd) for fd in fds])
    run("four files", 0, "", "run", scenario, "--runs", "200", "-j1", before=limits(NOFILE=4))
    if not SANITIZED:
        run("a small stack", 0, "", "run", scenario, "--runs", "200", "-j1", before=limits(STACK=256 * 1024))
        for megabytes in range(4, 64, 4):
            run(f"{megabytes} MB", (0, 3, 127, -11) if megabytes < 12 else (0, 3), "", "solve", scenario, "-j1", before=limits(AS=megabytes << 20))
    full = os.open("/dev/full", os.O_WRONLY)
    done = subprocess.run([program, "run", scenario, "--runs", "200"], stdout=full, stderr=subprocess.PIPE, check=False)
    if done.returncode != 3:
        failures.append(f"a full disk: exit {done.returncode}")


def main():
    with tempfile.TemporaryDirectory(prefix="crossroads-hostile.") as folder:
        files(pathlib.Path(folder))
    structure()
    surroundings()
    print(f"{cases} cases, {len(failures)} failed")
    print("\n".join(failures))
    return 1 if failures or cases < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
