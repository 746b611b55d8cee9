#!/bin/sh
# usage: current.sh CROSSROADS PAGE.md [OPTION]: the page is what the program makes with --help-markdown, or with OPTION.
option=${3:---help-markdown}
timeout -k 10 240 "$1" "$option" | cmp - "$2" || {
    echo "$2 is not current: crossroads $option > docs/reference/$(basename "$2")" >&2
    exit 1
}
