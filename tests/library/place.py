"""An installation into a folder of its own, for tests. Meson keeps one log of what was installed last, by which `ninja uninstall`
goes: the log of whoever built this is put back, and only one test at a time is here."""
import contextlib
import fcntl
import pathlib
import shlex
import subprocess
import sys


def run(words, **more):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=120, check=False, **more)
    if done.returncode:
        sys.exit(f"{shlex.join(str(w) for w in words)}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def installed(meson, build, folder):
    log = pathlib.Path(build) / "meson-logs" / "install-log.txt"
    with open(pathlib.Path(build) / "meson-private" / "install.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = log.read_bytes() if log.exists() else None
        try:
            run([meson, "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", folder])
            yield
        finally:
            if before is None:
                log.unlink(missing_ok=True)
            else:
                log.write_bytes(before)
