#!/usr/bin/env python3
"""`meson install` brings, and `ninja uninstall` takes away again: the program, a manual page for it and for every command, completion
for three shells, the scenarios, the documents. Manual pages are read by groff, where there is one, without a warning.
Arguments: meson, the build directory."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from place import installed, run

TOP = pathlib.Path(__file__).resolve().parents[2]


def commands():
    return re.findall(r"^CR_COMMAND\((\w+),", (TOP / "src" / "cli" / "commands.def").read_text(encoding="utf-8"), re.MULTILINE)


def check_manual(prefix):
    folder = prefix / "share" / "man" / "man1"
    pages = {p.name: p for p in folder.iterdir()}
    assert sorted(pages) == sorted(["crossroads.1", *(f"crossroads-{c}.1" for c in commands())]), sorted(pages)
    overview = pages["crossroads.1"].read_text(encoding="utf-8")
    for command in commands():
        assert f"crossroads\\-{command} (1)" in overview, f"crossroads.1 does not name {command}"
        text = pages[f"crossroads-{command}.1"].read_text(encoding="utf-8")
        for part in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "SEE ALSO"):
            assert re.search(rf"^\.SH {part}$", text, re.MULTILINE), f"{command}: no {part}"
    if not shutil.which("groff"):
        return "no groff here"
    for page in pages.values():
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", page], capture_output=True, text=True, check=False)
        assert not done.stderr and not done.returncode, f"{page.name}: {done.stderr}"
    # It can find something: a macro that does not exist.
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=".TH A 1\n.NOSUCH\n", capture_output=True, text=True, check=False)
    assert done.stderr, "groff warns of nothing"
    return "read by groff"


def check_completion(prefix):
    share = prefix / "share"
    for shell, path in (("bash", "bash-completion/completions/crossroads"), ("zsh", "zsh/site-functions/_crossroads"),
                        ("fish", "fish/vendor_completions.d/crossroads.fish")):
        assert (share / path).read_text(encoding="utf-8") == run([prefix / "bin" / "crossroads", "--completion", shell]), shell


def check_documents(prefix):
    """The program finds its scenarios wherever the installation was moved; links between the pages hold."""
    shutil.copy(prefix / "share" / "crossroads" / "scenarios" / "alliance.yaml", prefix / "share" / "crossroads" / "scenarios" / "only_here.yaml")
    title = run([prefix / "bin" / "crossroads", "check", "only_here"], cwd=prefix, env={"PATH": "/nonexistent"})
    (prefix / "share" / "crossroads" / "scenarios" / "only_here.yaml").unlink()
    assert title.startswith("ok  only_here.yaml"), title
    doc, broken = prefix / "share" / "doc" / "crossroads", []
    pages = [doc / "README.md", *doc.glob("docs/**/*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:\s]+)[^):]*\)", page.read_text(encoding="utf-8")):
            inside = (page.parent / target).resolve()
            if target.startswith(("docs/", "plots/")) and not inside.exists():
                broken.append(f"{page.relative_to(doc)}: {target}")
    assert len(pages) > 20 and not broken, broken
    assert (doc / "scenarios" / "alliance.yaml").exists(), "the scenarios do not stand beside the pages"


def main():
    meson, build = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with installed(meson, build, folder):
            (program,) = folder.rglob("bin/crossroads")
            prefix = program.parent.parent
            print("manual pages:", check_manual(prefix))
            check_completion(prefix)
            check_documents(prefix)
            run(["ninja", "-C", build, "uninstall"])
            left = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() or p.is_symlink())
            assert not left, f"ninja uninstall leaves {left}"
    print("uninstalled: nothing is left")


main()
