#!/usr/bin/env python3
"""usage: terminal.py CROSSROADS SCENARIO: what a person at a terminal sees of a long run: how far it is, in numbers that agree
with each other, on one line that goes away; and what Ctrl-C says and leaves. Nothing here looks at a clock: it reads until it has
seen what it waits for, and a process that never says it ends by its own alarm."""
import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios

WIDE = re.compile(r"\r(\w+) ([█░#-]{20}) +(\d+)% ([\d,]+) of ([\d,]+), ([\d,]+)/s, ([\d.]+ (?:s|min|h)|long) left\x1b\[K")
NARROW = re.compile(r"\rsimulating +(\d+)%  (?:[\d.]+ (?:s|min|h)|long) left\x1b\[K")
failures = []


def play(columns, seen, *arguments, environment=None):
    """Runs at a terminal of so many columns until `seen` is found `times` times, then presses Ctrl-C. The text and the exit status."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        signal.alarm(240)
        os.execve(sys.argv[1], [sys.argv[1], *arguments], {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **(environment or {})})
    text, pressed = b"", False
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError: # Linux: the other end is closed
            more = b""
        if not more:
            break
        text += more
        if seen and not pressed and seen.search(text.decode("utf-8", "replace")):
            os.write(terminal, b"\x03")
            pressed = True
    os.close(terminal)
    return text.decode("utf-8", "replace"), os.waitpid(child, 0)[1]


def whole(text):
    return int(text.replace(",", ""))


def check(name, good, text):
    if not good:
        failures.append(f"{name}: {text[-500:]!r}")


def left_is_right(left, done, total, rate):
    """What is left is what is to do by what is done a second; in the unit that fits."""
    seconds = (whole(total) - whole(done)) / max(whole(rate), 1)
    if left == "long":
        return seconds > 350000
    number, unit = left.split()
    size = {"s": 1, "min": 60, "h": 3600}[unit]
    fits = {"s": seconds < 61, "min": 59 < seconds < 3610, "h": 3590 < seconds < 370000}[unit]
    return fits and abs(float(number) * size - seconds) <= 0.02 * seconds + (0.06 if unit == "s" else 0.51 * size if unit == "min" else 200)


def main():
    base = ("run", sys.argv[2], "--engine", "walk", "-j1")
    run = (*base, "--runs", "1e11")
    for name, glyphs, more in (("wide", "█░", ()), ("ascii", "#-", ("--ascii",))):
        text, status = play(100, WIDE, *run, *more)
        check(f"{name}: exit", os.WIFEXITED(status) and os.WEXITSTATUS(status) == 130, text)
        lines = WIDE.findall(text)
        check(f"{name}: progress", lines, text)
        for word, bar, percent, done, total, rate, left in lines:
            check(f"{name}: {left} left", left_is_right(left, done, total, rate), text)
            share = whole(done) / whole(total)
            check(f"{name}: word", word == "simulating", text)
            check(f"{name}: total", whole(total) == 10**11, text)
            check(f"{name}: percent", int(percent) == round(100 * share), text)
            check(f"{name}: bar", bar.count(glyphs[0]) == int(20 * share) and bar.count(glyphs[1]) == 20 - int(20 * share), text)
            check(f"{name}: superblocks", whole(done) % 65536 == 0, text)
        check(f"{name}: Ctrl-C", "stopping after this piece (Ctrl-C again to quit now)" in text, text)
        first = re.search(r"interrupted: results of the first ([\d,]+) runs; the same seed reproduces them with --runs (\d+)", text)
        check(f"{name}: the result of a prefix", first and whole(first.group(1)) == int(first.group(2)) > 0 and "OUTCOME" in text, text)
    # Runs of seconds, minutes and for ever; a page that came to its end leaves no line of progress behind.
    for runs in ("1e8", "1e10", "1e15"):
        text, _ = play(100, WIDE, *base, "--runs", runs)
        lines = WIDE.findall(text)
        check(f"{runs} runs: progress", lines, text)
        for _, _, _, done, total, rate, left in lines:
            check(f"{runs} runs: {left} left", left_is_right(left, done, total, rate), text)
    text, status = play(60, NARROW, *run)
    check("narrow", NARROW.search(text) and os.WEXITSTATUS(status) == 130 and not WIDE.search(text), text)
    text, status = play(60, None, "run", sys.argv[2], "--engine", "walk", "--runs", "1000")
    check("colours at a terminal", status == 0 and "\x1b[2m" in text, text)
    text, status = play(60, None, "run", sys.argv[2], "--runs", "1000", environment={"NO_COLOR": "1"})
    check("NO_COLOR", status == 0 and "\x1b[3" not in text, text)
    widest = max(len(line) for line in text.replace("\r", "").split("\n") if not line.startswith(("again", "next")))
    check("the terminal's width", widest <= 60, text)
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
