#!/usr/bin/env python3
"""usage: hostile.py CROSSROADS SCENARIO: files and surroundings that nobody wishes for. Every case: the exit code, words, no
signal, an end, and at most 200 MB (without a limit under sanitizers)."""
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

SANITIZED = bool(os.environ.get("ASAN_OPTIONS"))
GOOD = "crossroads: 1\ntitle: T\nstart: a\nnodes: {a: {ask: Q?, chance: {x: {weight: 30%, then: o}, y: {weight: rest, then: o}}}}\noutcomes: {o: O}\n"
failures, cases, LAST = [], 0, [""]
program, scenario = os.path.abspath(sys.argv[1]), sys.argv[2]
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


def limits(**what):
    """For the child: resource limits, by their names without RLIMIT_."""
    return lambda: [resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value)) for name, value in what.items()]


def run(name, want, words, *arguments, stdin=b"", before=None, environment=None, timeout=240):
    """Runs once; `want`: the exit codes that are right; `words`: what standard error holds, in one of its lines."""
    global cases
    cases += 1
    try:
        done = subprocess.run([program, *arguments], input=stdin, capture_output=True, timeout=timeout, check=False,
                              preexec_fn=before, env={**ENVIRONMENT, **(environment or {})})
    except subprocess.TimeoutExpired:
        failures.append(f"{name}: no end after {timeout} s")
        return b""
    message = LAST[0] = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (want if isinstance(want, tuple) else (want,)):
        failures.append(f"{name}: exit {done.returncode}, not {want}: {message[:300]}")
    if words not in message:
        failures.append(f"{name}: no '{words}' in: {message[:300]}")
    wild = [c for c in done.stderr + done.stdout.replace(b"\r\n", b"\n") if c < 32 and c not in b"\n\t" or c == 127]
    if wild:
        failures.append(f"{name}: raw control characters {wild[:5]} in the output")
    return done.stdout


def hears(process, number):
    """Whether a process has a handler for a signal yet."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        masks = dict(line.split(":", 1) for line in status)
    return int(masks["SigCgt"], 16) >> (number - 1) & 1


def interrupted(name, number, *arguments):
    """Starts what waits or works for ever, ends it by a signal, and wants it to end in order."""
    global cases
    cases += 1
    with subprocess.Popen([program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), env=ENVIRONMENT) as process:
        while process.poll() is None and not hears(process, number):
            time.sleep(0.001)
        process.send_signal(number)
        try:
            out, err = process.communicate(timeout=240)
        except subprocess.TimeoutExpired:
            process.kill()
            failures.append(f"{name}: no end after a signal")
            return
    if process.returncode != 130 or b"interrupted" not in err or out:
        failures.append(f"{name}: exit {process.returncode}: {err[:300]} {out[:300]}")


def signals(folder):
    """SIGTERM and one Ctrl-C, wherever they arrive."""
    fifo, endless = folder / "quiet", folder / "endless.yaml"
    os.mkfifo(fifo)
    endless.write_text(GOOD.replace("nodes: {a: {ask: Q?, ", "parameters: {k: 10% to 20%}\nnodes: {a: {ask: Q?, at_most: 1000000000, after: o, ")
                       .replace("x: {weight: 30%, then: o}", "x: {weight: rest, then: a}").replace("y: {weight: rest", "y: {weight: k*1e-12"))
    for number in (signal.SIGTERM, signal.SIGINT):
        for words in (("run", fifo), ("check", fifo), ("run", scenario, "-n", "1000", "-o", fifo), ("run", endless, "--engine", "walk"),
                      ("observe", endless, "a.x", "--engine", "walk"), ("sensitivity", endless, "--target", "o", "--engine", "walk"),
                      ("compare", endless, endless, "--engine", "walk"), ("solve", scenario, "--worlds", "6000000", "--voi"),
                      ("show", endless, "--paths", "3")):
            interrupted(" ".join(map(str, words)), number, *map(str, words))
    run("merge of a pipe", 3, "not a regular file", "merge", str(fifo))
    run("merge of zeros", 3, "not a regular file", "merge", "/dev/zero")
    run("merge of noise", 3, "not a regular file", "merge", "/dev/urandom")


def words(folder):
    """Line ends and escapes of the command line, of file names and of the environment stay within their line."""
    wild = "zz\n/etc/passwd:1:1: error[E001]: forged\r\x1b[31m\u202e"
    named = folder / f"{wild.replace('/', '_')}.yaml"
    named.write_text(GOOD.replace("title: T", "titel: T"), encoding="utf-8")
    for arguments in (("check", wild), ("run", wild), ("merge", wild), ("new", "--from", wild), ("export", wild, scenario), ("plot", scenario, wild),
                      (wild,), ("--" + wild,), ("check", "--explain", wild), ("check", str(named)), ("run", scenario, "-o", wild + "/x"),
                      *(("run", scenario, "--" + option, wild) for option in ("set", "lens", "given", "do", "ignore", "choose", "seed", "runs", "engine",
                                                                              "precision", "max-time", "shard", "checkpoint")),
                      ("run", scenario, "--set", wild + "=1"), ("solve", scenario, "--voi", "--for", wild), ("show", scenario, wild),
                      ("show", scenario, "--paths", wild), ("observe", scenario, wild), ("observe", scenario, "--until", wild),
                      ("sensitivity", scenario, wild), ("sensitivity", scenario, "--two", wild), ("sensitivity", scenario, "--target", wild),
                      ("compare", scenario, "--choices", wild), ("run", scenario, "--format", "csv", "--table", wild), ("plot", scenario, "--from", wild)):
        run(f"{arguments!r}", (1, 2, 3), "", *arguments)
        if "\nzz" in LAST[0] or "\n/etc" in LAST[0] or "\r" in LAST[0] or "\u202e" in LAST[0]:
            failures.append(f"{arguments!r}: a line of somebody else's: {LAST[0][:300]}")
    named.write_text(GOOD, encoding="utf-8")
    for arguments in (("show",), ("run",), ("solve",), ("sensitivity", "--target", "o"), ("run", "--format", "csv"), ("run", "--format", "md"),
                      ("run", "--format", "dat")):
        out = run(f"{arguments!r} of a wild name", 0, "", arguments[0], str(named), *arguments[1:]).decode().replace("\r\n", "\n")
        if "\n_etc" in out or "\r" in out or "\u202e" in out:
            failures.append(f"{arguments!r} of a wild name: {out[-300:]}")
    for form in ("dat", "csv", "md", "yaml", "dot", "mermaid"):
        out = run(f"export {form} of a wild name", 0, "", "export", form, str(named)).decode().replace("\r\n", "\n")
        if "\n_etc" in out or "\r" in out or "\u202e" in out:
            failures.append(f"export {form} of a wild name: {out[:300]}")


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
    done = subprocess.run([program, "run", scenario, "--runs", "200"], stdout=full, stderr=subprocess.PIPE, timeout=240, check=False)
    if done.returncode != 3:
        failures.append(f"a full disk: exit {done.returncode}")


def hidden(folder):
    """A file that hides a bundled scenario of its name is told of: the program itself has the name of one."""
    bundled = {"CROSSROADS_SCENARIOS": str(folder / "bundled")}
    before = os.getcwd()
    (folder / "bundled").mkdir()
    for name in ("crossroads", "other"):
        (folder / "bundled" / f"{name}.yaml").write_text(GOOD, encoding="utf-8")
    os.chdir(folder)
    try:
        run("none hidden", 0, "", "check", "other", environment=bundled)
        if "hides" in LAST[0]:
            failures.append(f"none hidden: {LAST[0]}")
        (folder / "other").write_text(GOOD, encoding="utf-8")
        run("hidden", 0, "'other' is the file of this folder; it hides", "check", "other", environment=bundled)
        (folder / "crossroads").write_bytes(b"\x7fELF\x02\x01")
        run("hidden by a program", 1, "also called 'both'", "check", "crossroads", environment=bundled)
        run("its other name", 0, "", "check", "both", environment=bundled)
    finally:
        os.chdir(before)


def main():
    with tempfile.TemporaryDirectory(prefix="crossroads-hostile.") as folder:
        files(pathlib.Path(folder))
        words(pathlib.Path(folder))
        signals(pathlib.Path(folder))
        hidden(pathlib.Path(folder))
    structure()
    surroundings()
    print(f"{cases} cases, {len(failures)} failed")
    print("\n".join(failures))
    return 1 if failures or cases < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
