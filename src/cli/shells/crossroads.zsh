#compdef crossroads
# Completion of crossroads for zsh. What can stand at the cursor is asked of the program itself
# (crossroads --complete WORD...), which answers with what files go there (yaml, files, folders or
# nothing), then one candidate a line: the word, a tab, what it means.
_crossroads() {
    local line kind word
    local -a before full open full_text open_text
    before=("${(@Q)words[2,CURRENT-1]}")
    while IFS= read -r line; do
        if [[ -z $kind ]]; then kind=$line; continue; fi
        word=${line%%$'\t'*}
        if [[ $line == *$'\t'* ]]; then line="$word  (${line#*$'\t'})"; fi
        if [[ $word == *[=:.] ]]; then open+=("$word"); open_text+=("$line")
        else full+=("$word"); full_text+=("$line"); fi
    done < <("${(Q)words[1]}" --complete "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)
    (( $#full )) && compadd -l -d full_text -a full
    (( $#open )) && compadd -l -S '' -d open_text -a open
    case $kind in
    yaml) _files -g '*.yaml(-.)' ;;
    files) _files ;;
    folders) _files -/ ;;
    *) (( $#full + $#open )) ;;
    esac
}
if [[ ${funcstack[1]} == _crossroads ]]; then _crossroads "$@"; else compdef _crossroads crossroads; fi
