# Completion of crossroads for fish. What can stand at the cursor is asked of the program itself
# (crossroads --complete WORD...), which answers with what files go there (yaml, files, folders or
# nothing), then one candidate a line: the word, a tab, what it means.
function __crossroads_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer ($words[1] --complete $words[2..-1] "$current" 2>/dev/null)
    switch "$answer[1]"
        case yaml
            __fish_complete_suffix .yaml
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
    end
    set -e answer[1]
    if set -q answer[1]
        printf '%s\n' $answer
    end
end
complete -c crossroads -f -a '(__crossroads_complete)'
