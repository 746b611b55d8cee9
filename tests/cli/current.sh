#!/bin/sh
# usage: current.sh CROSSROADS COMMANDS.md: the page is what the program makes.
"$1" --help-markdown | cmp - "$2" || {
    echo "$2 is not current: crossroads --help-markdown > docs/reference/commands.md" >&2
    exit 1
}
