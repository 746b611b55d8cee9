# shellcheck shell=bash
# Completion of crossroads for bash. What can stand at the cursor is asked of the program itself
# (crossroads --complete WORD...), which answers with what files go there (yaml, files, folders or
# nothing), then one candidate a line: the word, a tab, what it means.

# The words up to the cursor, whole: bash ends a word at = and at : too.
_crossroads_words() {
    local rest=${COMP_LINE:0:COMP_POINT} word before i n=-1
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        before=${rest%%[![:space:]]*}
        rest=${rest#"$before"}
        word=${COMP_WORDS[i]}
        if ((i == COMP_CWORD)); then word=$rest; fi
        rest=${rest#"$word"}
        if ((n < 0)) || [[ -n $before ]]; then words[n += 1]=$word; else words[n]+=$word; fi
    done
    # As the program will see them: without quotes and backslashes.
    words=("${words[@]//[\\\"\']/}")
}

_crossroads() {
    local words cur stem kind line candidates=() files=()
    _crossroads_words
    cur=${words[${#words[@]} - 1]}
    stem=${cur%"${cur##*[=:]}"} # what bash takes to be other words
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then kind=$line; else candidates+=("${line%%$'\t'*}"); fi
    done < <("${COMP_WORDS[0]}" --complete "${words[@]:1}" 2>/dev/null)
    case $kind in
    yaml) while IFS= read -r line; do files+=("$line"); done < <(compgen -f -X '!*.yaml' -- "${cur#"$stem"}"; compgen -d -- "${cur#"$stem"}") ;;
    files) while IFS= read -r line; do files+=("$line"); done < <(compgen -f -- "${cur#"$stem"}") ;;
    folders) while IFS= read -r line; do files+=("$line"); done < <(compgen -d -- "${cur#"$stem"}") ;;
    esac
    if ((${#files[@]} > 0)); then compopt -o filenames 2>/dev/null; fi
    for line in "${candidates[@]}"; do
        [[ $line == *[=:.] ]] && compopt -o nospace 2>/dev/null
        line=${line#"$stem"}
        # With files readline quotes what needs it; else we do.
        if ((${#files[@]} == 0)) && [[ $line == *[!A-Za-z0-9_.,:=/%+@-]* ]]; then printf -v line %q "$line"; fi
        COMPREPLY+=("$line")
    done
    COMPREPLY+=("${files[@]}")
}
complete -F _crossroads crossroads
