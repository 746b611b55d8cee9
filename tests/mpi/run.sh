#!/bin/sh
# usage: run.sh CROSSROADS MPIRUN SCENARIO: a run divided among ranks prints the bytes of the undivided one, and nothing else.
case $1 in /*) x=$1 ;; *) x=$PWD/$1 ;; esac # for it goes elsewhere
mpirun=$2
file=$3
failed=0
bad() {
    echo "not ok: $*" >&2
    failed=$((failed + 1))
}

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
export TMPDIR="$folder/parts"
mkdir parts

ranks() { # N ARGUMENT...
    n=$1
    shift
    timeout -k 10 240 "$mpirun" --allow-run-as-root --oversubscribe -n "$n" "$x" "$@"
}
# same NAME ARGUMENT...: one process, then 1, 2 and 3 ranks
same() {
    name=$1
    shift
    "$x" "$@" -j 1 >one 2>one.err || bad "$name: one process fails"
    for n in 1 2 3; do
        ranks "$n" "$@" -j 1 >many 2>many.err </dev/null || bad "$name: $n ranks fail"
        cmp -s one many || bad "$name: $n ranks print something else"
        cmp -s one.err many.err || bad "$name: $n ranks say something else"
    done
    [ -z "$(ls parts)" ] || bad "$name: parts are left"
}

same 'walk' run "$file" --engine walk --runs 400000 --json
same 'few runs' run "$file" --engine walk --runs 50 --format csv
same 'many worlds' run "$file" --engine walk --runs 300001 --worlds 30000 --seed 7 --json
same 'evidence' run "$file" --engine walk --runs 200000 --given result.positive --json
same 'exact' run "$file" --engine rollback --runs 1000 --json
same 'an output' run "$file" --engine walk --runs 200000 -o out.json --json --force
same 'another command' solve "$file" --json

# A seed of chance is one seed.
ranks 3 run "$file" --engine walk --runs 200000 --seed random --json >many 2>err || bad 'a random seed'
seed=$(sed -n 's/.*"seed": *\([0-9]*\).*/\1/p' many | head -n 1)
"$x" run "$file" --engine walk --runs 200000 --seed "$seed" --json >one
cmp -s one many || bad 'a random seed differs between ranks'

# Checkpoints are the shards, and the run goes on with them.
"$x" run "$file" --engine walk --runs 400000 --json >one
ranks 3 run "$file" --engine walk --runs 400000 --json --checkpoint kept >many 2>err || bad 'checkpoint'
[ "$(echo kept.*-of-3)" = 'kept.1-of-3 kept.2-of-3 kept.3-of-3' ] || bad 'the shards are not kept'
rm kept.2-of-3
ranks 3 run "$file" --engine walk --runs 400000 --json --checkpoint kept --resume >again 2>err || bad 'resume'
sed 's/ --checkpoint kept//g; s/ --resume//g' again | cmp -s one - || bad 'a resumed run differs'

# What goes wrong is said once.
refused() { # NAME EXIT WORD ARGUMENT...
    name=$1
    code=$2
    word=$3
    shift 3
    ranks 2 "$@" >many 2>err </dev/null
    [ $? = "$code" ] || bad "$name: the exit code is not $code"
    [ "$(grep -c -e "$word" err)" = 1 ] || bad "$name: '$word' is not said once"
    [ ! -s many ] || bad "$name: something is printed"
}
refused 'a shard' 2 'several ranks' run "$file" --shard 1/2 -o s
refused 'precision' 2 'several ranks' run "$file" --precision 1%
refused 'standard input' 2 'one rank only' run -
refused 'no file' 3 'cannot read' run nowhere.yaml
refused 'an engine' 2 'cannot answer' run "$file" --engine exact

[ "$failed" = 0 ] || exit 1
echo 'ranks: equal'
