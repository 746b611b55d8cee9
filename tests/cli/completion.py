#!/usr/bin/env python3
"""Completion: what the program answers (--complete), and what bash, zsh and fish, where they are, make of it. Arguments: crossroads."""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(sys.argv[1])
FILE = """crossroads: 1
title: A dam
start: plan
actors: {ministry: {label: The ministry}}
parameters: {steel: {value: 1 to 2, because: a guess}}
state: {trust: {start: 50, between: [0, 100]}}
measures: {doubt: 100 - trust}
lenses: {glum: {label: Glum, weights: {flood.dry: x0.5}}, gleeful: {label: Gleeful, weights: {flood.dry: x2}}}
observations: {rain: {date: 2024-03-01, saw: flood.clouds}}
nodes:
  plan:
    ask: Which plan?
    decision: ministry
    options:
      big dam: {payoff: {ministry: steel}, then: flood}
      nothing: {then: flood}
  flood:
    ask: Is there a flood?
    chance:
      wet: {weight: 20%, then: drowned}
      dry: {weight: rest, then: fine}
    signals: {clouds: {wet: 80%, dry: 30%}}
outcomes: {drowned: {label: Drowned, tags: [sad]}, fine: Fine}
"""


def run(words, **more):
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, **more)


def ask(*words, folder=None):
    """(which files, candidates)"""
    done = run([PROGRAM, "--complete", *words], cwd=folder)
    assert not done.returncode and not done.stderr, (words, done.returncode, done.stderr)
    kind, *rows = done.stdout.splitlines()
    return kind, [row.split("\t")[0] for row in rows]


def commands():
    return re.findall(r"^CR_COMMAND\((\w+),", (TOP / "src" / "cli" / "commands.def").read_text(encoding="utf-8"), re.MULTILINE)


def options_of(command):
    page = run([PROGRAM, command, "--help"]).stdout
    return set(re.findall(r"^  (?:-\w, |    )(--[\w-]+)", page, re.MULTILINE))


def check_answers(folder):
    assert ask("") == ("nothing", [*commands(), "help"])
    assert ask() == ask("")
    for command in commands():
        assert set(ask(command, "--")[1]) == options_of(command), command
    kind, names = ask("run", "")
    assert kind == "yaml" and {"alliance", "coin", "oil_wildcatter"} <= set(names) and len(names) == len(set(names))
    for words, expected in (
        (["so"], ["solve"]),
        (["run", "dam.yaml", "--engine", "g"], ["gsl"]),
        (["run", "--engine=g"], ["--engine=gsl"]),
        (["run", "--engine", "gsl", "dam.yaml", "--lens", "g"], ["glum", "gleeful"]),
        (["run", "dam.yaml", "--lens=gl"], ["--lens=glum", "--lens=gleeful"]),
        (["run", "dam.yaml", "--given", ""], ["rain", "plan.big dam", "plan.nothing", "flood.wet", "flood.dry", "flood.clouds"]),
        (["run", "dam.yaml", "--do", "flood."], ["flood.wet", "flood.dry"]),
        (["run", "dam.yaml", "--ignore", ""], ["rain", "all"]),
        (["run", "dam.yaml", "--choose", "plan="], ["plan=big dam", "plan=nothing"]),
        (["solve", "dam.yaml", "--choose", ""], ["as-written", "best", "uniform", "quantal:", "plan="]),
        (["run", "dam.yaml", "--set", "s"], ["steel=", "start.trust="]),
        (["run", "dam.yaml", "--set", "flood.e"], ["flood.effects="]),
        (["observe", "dam.yaml", "r"], ["rain"]),
        (["observe", "dam.yaml", "rain", "flood.c"], ["flood.clouds"]),
        (["show", "dam.yaml", ""], ["plan", "flood"]),
        (["compare", "dam.yaml", "--choices", ""], ["plan"]),
        (["sensitivity", "dam.yaml", "--target", ""], ["drowned", "fine", "sad", "ministry", "doubt", "trust"]),
        (["sensitivity", "dam.yaml", "--two", "steel,start."], ["steel,start.trust"]),
        (["plot", "dam.yaml", "--axes", "doubt,t"], ["doubt,trust"]),
        (["plot", "dam.yaml", "tr"], ["tree"]),
        (["plot", "coin", "flow"], []),  # it has no state
        (["solve", "dam.yaml", "--for", ""], ["ministry"]),
        (["check", "--explain", "E00"], None),
        (["export", "dot", ""], None),
        (["run", "dam.yaml", "--runs", ""], []),
        (["run", "broken.yaml", "--lens", ""], ["pool"]),
        (["run", "missing.yaml", "--lens", ""], ["pool"]),
        (["run", "-", "--lens", ""], ["pool"]),  # standard input is not read
        (["help", "so"], ["solve"]),
    ):
        kind, found = ask(*words, folder=folder)
        if expected is None:
            assert found, words
        elif words[0] == "plot" and words[-1] == "tr":
            assert "tree" in found and all(f.startswith("tr") for f in found), found
        else:
            assert sorted(found) == sorted(expected), (words, found)
    assert ask("run", "dam.yaml", "-o", "", folder=folder)[0] == "files"
    assert ask("new", "--from", "cr")[1] == ["crisis"]
    # A name that would end a line or begin a column is refused when the file is read.
    (folder / "tab.yaml").write_text(FILE.replace("big dam:", '"a\\tb\\nc":'), encoding="utf-8")
    assert ask("run", "tab.yaml", "--do", "plan.", folder=folder)[1] == []


BASH = r"""
source {script}
compopt() {{ :; }}   # there is no line to edit here
session() {{
    COMP_LINE=$1 COMP_POINT=${{#1}} COMPREPLY=()
    shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _crossroads
    printf '%s\n' "${{COMPREPLY[@]}}"
}}
"""


def check_bash(folder):
    """Each line as bash hands it over: with = and : as words of their own."""
    if not shutil.which("bash"):
        return "no bash here"
    script = folder / "crossroads.bash"
    script.write_text(run([PROGRAM, "--completion", "bash"]).stdout, encoding="utf-8")
    assert not run(["bash", "-n", script]).stderr
    program = shlex.quote(PROGRAM)
    for words, glue, expected in (
        (["so"], [], ["solve"]),
        (["run", "dam.yaml", "--lens", "gle"], [], ["gleeful"]),
        (["run", "dam.yaml", "--lens", "=", "gle"], [4, 5], ["gleeful"]),
        (["run", "dam.yaml", "--do", "plan.b"], [], ["plan.big\\ dam"]),
        (["run", "dam.yaml", "--choose", "plan", "="], [5], ["big\\ dam", "nothing"]),
        (["run", "dam.yaml", "--choose", "plan", "=", "n"], [5, 6], ["nothing"]),
        (["run", "da"], [], ["dam.yaml"]),
        (["check", "my\\ d"], [], ["my dam.yaml"]),
        (["run", "my\\ dam.yaml", "--lens", "gl"], [], ["glum", "gleeful"]),
        (["run", "$(touch", "pwned)"], [], [""]),
    ):
        line = PROGRAM
        for i, word in enumerate(words, 1):
            line += ("" if i in glue else " ") + word
        call = " ".join(["session", shlex.quote(line), program, *map(shlex.quote, words)])
        done = run(["bash", "-c", BASH.format(script=shlex.quote(str(script))) + call], cwd=folder)
        assert done.stdout.splitlines() == expected and not done.stderr, (words, done.stdout, done.stderr)
    assert not (folder / "pwned").exists()
    return "ten lines"


def check_fish(folder):
    if not shutil.which("fish"):
        return "no fish here"
    script = folder / "crossroads.fish"
    script.write_text(run([PROGRAM, "--completion", "fish"]).stdout, encoding="utf-8")
    env = dict(os.environ, PATH=f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}", HOME=str(folder))
    for line, expected in (("crossroads so", ["solve"]), ("crossroads run dam.yaml --lens gle", ["gleeful"]),
                           ("crossroads run da", ["dam.yaml"]), ("crossroads run dam.yaml --choose plan=n", ["plan=nothing"])):
        done = run(["fish", "--no-config", "-c", f"source {script}; complete -C {shlex.quote(line)}"], cwd=folder, env=env)
        found = [row.split("\t")[0] for row in done.stdout.splitlines()]
        assert found == expected, (line, done.stdout, done.stderr)
    return "four lines"


def check_zsh(folder):
    """In a terminal of its own: the line after a tab."""
    if not shutil.which("zsh"):
        return "no zsh here"
    import pty
    import select
    import time
    script = folder / "_crossroads"
    script.write_text(run([PROGRAM, "--completion", "zsh"]).stdout, encoding="utf-8")
    assert not run(["zsh", "-n", script]).stderr
    env = dict(os.environ, PATH=f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}", HOME=str(folder), TERM="dumb", PS1="> ")
    child, fd = pty.fork()
    if not child:
        os.chdir(folder)
        os.execvpe("zsh", ["zsh", "-f", "-i"], env)

    def until(text, seconds=20):
        got, end = "", time.monotonic() + seconds
        while text not in got and time.monotonic() < end:
            if select.select([fd], [], [], 0.2)[0]:
                got += os.read(fd, 65536).decode(errors="replace")
        return got
    try:
        os.write(fd, f"unsetopt zle_bracketed_paste prompt_sp; bindkey -e; fpath=({folder} $fpath); autoload -U compinit; compinit -u -D; echo rea''dy\n".encode())
        assert "ready" in until("ready"), "zsh does not begin"
        for typed, expected in (("crossroads so\t", "solve"), ("crossroads run dam.yaml --lens gle\t", "gleeful"),
                                ("crossroads run dam.yaml --choose plan=n\t", "plan=nothing"), ("crossroads run da\t", "dam.yaml")):
            os.write(fd, typed.encode())
            got = until(expected)
            assert expected in got, (typed, got)
            os.write(fd, b"\x15")  # the line is thrown away
    finally:
        os.write(fd, b"\x15exit\n")
        os.close(fd)
        os.waitpid(child, 0)
    return "four lines"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "dam.yaml").write_text(FILE, encoding="utf-8")
        (folder / "my dam.yaml").write_text(FILE, encoding="utf-8")
        (folder / "broken.yaml").write_text(FILE.replace("weight:", "wieght:"), encoding="utf-8")
        check_answers(folder)
        print("bash:", check_bash(folder))
        print("fish:", check_fish(folder))
        print("zsh:", check_zsh(folder))


main()
