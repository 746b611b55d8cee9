#!/usr/bin/env python3
"""Writes into the READMEs, the tutorial, the how-to pages and the lesson plans what the program prints now. Read the difference before you keep it: the sentences around
the numbers do not change by themselves. Argument: the program."""
import sys

import pages


def main():
    for page in pages.pages():
        text = page.read_text(encoding="utf-8")

        def renew(match):
            rows, files = [], pages.mine(text, match.start())
            for command, old in pages.parts(match.group(1)):
                try:
                    new = pages.refreshed(old, pages.run(sys.argv[1], command, files))
                except ValueError as error:
                    print(f"{page.name}: {command}\n    {error}")
                    new = old
                rows += [f"$ {command}", *new]
            return "```console\n" + "\n".join(rows) + "\n```"

        fresh = pages.BLOCK.sub(renew, text)
        if fresh != text:
            page.write_text(fresh, encoding="utf-8")
            print(f"{page.name}: renewed")


main()
