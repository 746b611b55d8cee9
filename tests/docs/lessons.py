#!/usr/bin/env python3
"""Every command in the READMEs, the tutorial, the how-to pages and the lesson plans runs and prints what the page says.
Argument: the program."""
import sys

import pages


def self_test():
    printed = ["a  1", "b  2", "c  3"]
    cases = [([], None), (["a  1", "b  2", "c  3"], None), (["a  1"], 1), (["a  1", "..."], None), (["...", "c  3"], None),
             (["...", "b  2"], 1), (["...", "b  7", "..."], 1), (["...", "c  3", "...", "a  1", "..."], 1)]
    for rows, want in cases:
        assert (pages.difference(rows, printed) is None) == (want is None), rows
    assert pages.refreshed(["...", "b  9", "..."], printed) == ["...", "b  2", "..."]
    assert pages.refreshed(["<<b 2>>"], printed) == ["...", "b  2", "c  3"]


def command_is_explained(page, text):
    """Whoever is taught has built the program, not installed it: the page says where `crossroads` is a command."""
    taught = page.parent.name == "teaching" or page.name == "tutorial.md"
    return not taught or "$ crossroads" not in text or "tools/shell" in text


def main():
    self_test()
    problems, tried = [], 0
    for page in pages.pages():
        text = page.read_text(encoding="utf-8")
        if not command_is_explained(page, text):
            problems.append(f"{page.name}: uses crossroads without a word on tools/shell")
        for block in pages.BLOCK.finditer(text):
            files = pages.mine(text, block.start())
            for command, rows in pages.parts(block.group(1)):
                if not command.startswith(("crossroads ", "tools/run ")):
                    problems.append(f"{page.name}: not a command of ours: {command}")
                    continue
                tried += 1
                try:
                    why = pages.difference(rows, pages.run(sys.argv[1], command, files))
                except ValueError as error:
                    why = str(error)
                if why:
                    problems.append(f"{page.name}: {command}\n    {why}")
    print(f"{tried} commands in {len(pages.pages())} pages")
    if problems:
        print("\n".join(problems), "\nStale? python3 tests/docs/update.py PROGRAM writes what it prints now.", sep="\n")
    sys.exit(bool(problems) or tried == 0)


main()
