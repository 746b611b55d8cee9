#!/bin/sh
# usage: new.sh CROSSROADS: what `new` and `export schema` write, and what they refuse to touch.
case $1 in /*) program=$1 ;; *) program=$PWD/$1 ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/crossroads-new.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
# No command here takes so long; what hangs fails by itself.
x=$work/x
printf '#!/bin/sh\nexec timeout -k 10 240 "%s" "$@"\n' "$program" >"$x" && chmod +x "$x"
failed=0 count=0

# try NAME EXIT ARGUMENTS...: runs, keeps the streams in out and err.
try() {
    name=$1 want=$2
    shift 2
    count=$((count + 1))
    "$x" "$@" >out 2>err </dev/null
    got=$?
    [ $got = "$want" ] || bad "exit $got, not $want: $(head -3 err)"
}
bad() {
    failed=$((failed + 1))
    echo "not ok: $name: $*"
}
has() { grep -qe "$2" "$1" || bad "$1 has no '$2'"; }

try 'plain' 0 new
has out 'crossroads check --strict scenario.yaml'
has scenario.yaml '^# yaml-language-server: [$]schema=./scenario.schema.json$'
try 'schema' 0 export schema
cmp -s out scenario.schema.json || bad 'the schema beside the file is another'
try 'never over a file' 3 new scenario
has err 'scenario.yaml exists; --force replaces it'
try 'by force' 0 new scenario --force -q
[ ! -s out ] || bad 'quiet, but it speaks'
try 'unknown template' 2 new other --from crises
has err 'there are bargain, blank, crisis, deterrence, referendum'
try 'an import' 2 new other --from game.efg
has err 'cannot be read yet; the templates are'
[ ! -e other.yaml ] || bad 'it was written anyway'
try 'a folder that is not there' 3 new nowhere/mine
try 'standard output' 2 new -
try 'a name like an option' 0 new -- -mine
has out './-mine.yaml'
try 'list' 0 new --list
for template in bargain blank crisis deterrence referendum; do
    grep -q "^$template " out || bad "no $template"
done
for template in bargain blank crisis deterrence referendum; do
    try "new from $template" 0 new "my-$template" --from $template -q
    try "check of $template" 0 check --strict "my-$template.yaml"
    [ ! -s err ] || bad "warnings: $(head -3 err)"
    try "run of $template" 0 run "my-$template.yaml" --runs 1000
    try "solve of $template" 0 solve "my-$template.yaml"
done
mkdir beside
echo '{"title": "something else"}' >beside/scenario.schema.json
try 'a schema of somebody else' 3 new beside/mine
has err 'was not written by this program'
[ ! -e beside/mine.yaml ] || bad 'half of it was written'
echo '{"title": "crossroads scenario", "old": true}' >beside/scenario.schema.json
try 'an older schema of ours' 0 new beside/mine
cmp -s scenario.schema.json beside/scenario.schema.json || bad 'the old schema stayed'
try 'schema into a file' 0 export schema -o again.json
try 'schema into the file again' 0 export schema -o again.json
try 'schema of a file' 2 export schema scenario.yaml
try 'export without a file' 2 export dat
has err 'needs FORMAT FILE'
try 'all pages' 0 check --explain all
has out 'E003 (error)'

echo "$count cases, $failed failed"
[ $failed = 0 ]
