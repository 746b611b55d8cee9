#!/bin/sh
# usage: run.sh CROSSROADS
# Drives the real binary. Every case says what it expects; the names of those that fail are printed.
case $1 in
/*) program=$1 ;;
*) program=$PWD/$1 ;;
esac
work=$(mktemp -d "${TMPDIR:-/tmp}/crossroads-cli.XXXXXX") || exit 99
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 99
# No command here takes so long; what hangs fails by itself.
x=$work/x
printf '#!/bin/sh\nexec timeout -k 10 240 "%s" "$@"\n' "$program" >"$x" && chmod +x "$x"
LC_ALL=C.UTF-8
export LC_ALL
unset NO_COLOR CROSSROADS_SCENARIOS COLUMNS GSL_RNG_TYPE GSL_RNG_SEED
failed=0 count=0

bad() {
    failed=$((failed + 1))
    echo "not ok: $*"
}

# case NAME EXIT ARGUMENTS...: runs, keeps the streams in out and err.
check() {
    name=$1 want=$2
    shift 2
    count=$((count + 1))
    "$x" "$@" >out 2>err </dev/null
    got=$?
    [ $got = "$want" ] || bad "$name: exit $got, not $want: $(head -3 err)"
}
out_has() { grep -qe "$1" out || bad "$name: stdout has no '$1'"; }
out_lacks() { grep -qe "$1" out && bad "$name: stdout has '$1'"; return 0; }
err_has() { grep -qe "$1" err || bad "$name: stderr has no '$1': $(head -3 err)"; }
out_empty() { [ ! -s out ] || bad "$name: stdout is not empty"; }
err_empty() { [ ! -s err ] || bad "$name: stderr is not empty: $(head -3 err)"; }

cat >good.yaml <<'YAML'
crossroads: 1
title: Two doors
start: door
actors: {guest: {payoff: luck}}
parameters: {hope: 20% to 40%}
state: {luck: {start: 5, between: [0, 10]}}
nodes:
  door: {ask: Which door?, decision: guest, options: {left: {then: prize}, right: {change: {luck: +2}, then: prize}}}
  prize: {ask: A prize?, chance: {goat: {weight: rest, then: nothing}, car: {weight: hope, then: car}}}
outcomes: {nothing: Nothing, car: A car}
YAML
cat >bad.yaml <<'YAML'
crossroads: 1
start: a
nodes: {a: {ask: Q, chance: {x: {wieght: 3, then: o}}}}
outcomes: {o: O}
YAML

# ---- usage
check 'no command' 2; out_empty; err_has usage
err_has '^  list  '; err_has 'crossroads show alliance'
check 'a command by another name' 2 simulate alliance; err_has '`crossroads run` does that'
check 'the tree is shown' 2 tree alliance; err_has '`crossroads show` does that'
check 'validate is check' 2 validate x; err_has '`crossroads check` does that'
check 'dot is exported' 2 graph alliance; err_has '`crossroads export dot FILE` does that'
check 'dot tells what is paid' 0 export dot oil_wildcatter; out_has 'drill 59.0% .The wildcatter -70.'; out_has 'Much oil (18.0%) .The wildcatter +270.'
check 'mermaid tells what is paid' 0 export mermaid oil_wildcatter; out_has 'The wildcatter +270'
check 'nothing like it' 2 zzz; err_has 'there are new, list, check'
check 'what is bundled' 0 list; out_has '^  alliance  *West, east'; out_has 'Classics'; out_has '^  coin '
check 'names alone' 0 list -q; out_has '^alliance$'; out_lacks 'West'
check 'what is in a file' 0 list good.yaml; out_has '^  door  *guest  *left, right'; out_has '^  hope  *20% to 40%'
check 'branches as data' 0 list good.yaml -f csv --table branches; out_has '^door.left,'
check 'no such table of it' 2 list good.yaml -f csv --table nosuch; err_has 'there are .*branches'
check 'no json without a file' 2 list --json; err_has 'list the names in a FILE'
check 'lens unknown' 2 run alliance --lens nosuch; err_has "no lens 'nosuch'; there are cooley, "
check 'no lens at all' 2 run good.yaml --lens nosuch; err_has "no lens 'nosuch'; the file has none"
check 'a question is no branch' 2 run alliance --given western_war; err_has "'western_war' is a question"; err_has 'western_war.none, western_war.limited, western_war.full_scale'
check 'a branch that is none' 2 run good.yaml --do door.up; err_has 'there are door.left, door.right'
check 'a part of a branch' 2 run alliance --given western_war.full; err_has "did you mean 'western_war.full_scale'"
check 'an option that is none' 2 run alliance --choose moscow_design=club; err_has "did you mean 'regime_club'"
check 'a decision without its option' 2 run good.yaml --choose door; err_has 'write door=left or door=right'
check 'a decision that is none' 2 compare good.yaml --choices prize; err_has 'there is door'
check 'a table that is none' 2 run good.yaml -f csv --table nosuch; err_has 'there are outcomes, tags, payoffs'
check 'an actor that is none' 2 solve good.yaml --voi --for nosuch; err_has 'there is guest'
check 'a target that is none' 2 sensitivity good.yaml --target nosuch; err_has 'there are nothing, car, guest, luck'
check 'an input that is none' 2 sensitivity good.yaml --two nosuch,hope; err_has 'there are .*hope'
check 'nothing to set' 2 run good.yaml --set nosuch=3; err_has 'there are hope, luck, door.left'
check 'a part of a question' 2 show alliance western; err_has "did you mean 'western_war'"
check 'a picture that is none' 2 plot good.yaml nosuch; err_has 'there are outcomes, tree, .*risk'
check 'pictures in the help' 0 plot --help --width 100; out_has '^  \* outcomes '; out_has '^    risk .*; *needs\|^    risk '; out_has 'needs an actor with a payoff'; out_has 'converge'
check 'help speaks of its command' 0 new --help; out_lacks 'plot'; out_lacks 'gnuplot'
check 'so does that of solve' 0 solve --help; out_lacks 'pictures of'; out_has 'over W worlds'
check 'and of show' 0 show --help; out_lacks 'vegas'
check 'an option of another command' 2 run good.yaml --run 5; err_has "did you mean '--runs'"
check 'thousands' 0 run good.yaml --runs 2k --engine walk; out_has '2,000 runs'
check 'a stroke parts thousands' 0 run good.yaml --runs 2_000 --engine walk; out_has '2,000 runs'
check 'a part of a thousand' 0 run good.yaml --runs 1.5k --engine walk; out_has '1,500 runs'
check 'not a whole' 2 run good.yaml --runs 1.2345k; err_has 'whole number from 1 to 2^53'
check 'a stroke at the end' 2 run good.yaml --runs 2000_
check 'two strokes' 2 run good.yaml --runs 2__000
check 'more than there is' 2 run good.yaml --runs 99999999999999999999G
check 'too few files' 2 pool good.yaml; err_has 'needs 2 files or more, and there is 1'
check 'another ending' 3 run good.yml; err_has "did you mean 'good.yaml'"
check 'another ending of a bundled one' 3 run alliance.yml; err_has "did you mean 'alliance'"
check 'a bare name that is none' 3 run nosuchthing; err_has 'crossroads list shows the bundled scenarios'
check 'the lesson' 0 show alliance --lesson; out_has '^To discuss'; out_has '^  1\. '
check 'no lesson' 0 show good.yaml --lesson; out_has 'no notes for teaching'
check 'the lesson as data' 0 show alliance --lesson --json; out_has '"objectives": \['
check 'one at a time' 2 show alliance --lesson --run 3; err_has 'one at a time'
check 'in percent as written' 0 sensitivity good.yaml --target car; out_has '^  hope  *[0-9.]*% → [0-9.]*%'
check 'effects and conditions in words' 0 show good.yaml; out_has '^     luck +2'; out_has 'FILE SAYS  TURNS OUT'
check 'how close it is' 0 solve good.yaml; out_has 'right  left 5.00 .* 7.00  2.00'
check 'to be read aloud' 0 run alliance --runs 2000 --plain; out_has '^east: PROBABILITY [0-9.]*%'; out_lacks '█'
check 'nothing of bars without them' 0 run good.yaml --width 60; out_lacks 'In the bars'; out_lacks '█'
check 'unknown command' 2 rnu; err_has "did you mean 'run'"; out_empty
check 'unknown option' 2 run good.yaml --sede 3; err_has "did you mean '--seed'"; err_has 'usage: crossroads run'
check 'missing value' 2 run good.yaml --runs
check 'precision 0' 2 run good.yaml --precision 0; err_has 'above 0'
check 'depth 0' 2 plot good.yaml tree --depth 0; err_has 'at least 1'
check 'points 0' 2 sensitivity good.yaml --method sobol --points 0; err_has 'at least 1'
check 'two ways at once' 2 sensitivity good.yaml --method sobol --two hope,hope; err_has 'exclude each other'
check 'an input of a tornado' 2 sensitivity good.yaml hope; err_has 'go with --threshold'
check 'below without discover' 2 sensitivity good.yaml --below 3; err_has 'go with --discover'
check 'below and above' 2 sensitivity good.yaml --discover --below 3 --above 4; err_has 'exclude each other'
check 'below nothing' 2 sensitivity good.yaml --discover --below much; err_has "takes a number, not 'much'"
check 'threshold and target' 2 sensitivity good.yaml --threshold --target car; err_has 'takes no --target'
check 'points of a tornado' 2 sensitivity good.yaml --points 64; err_has 'goes with --method sobol'
check 'points no power of 2' 2 sensitivity good.yaml --method sobol --points 48; err_has 'power of 2'
check 'points of a grid' 2 sensitivity good.yaml --two hope,hope --points 2000; err_has 'at most 1,000'
check 'points beyond' 2 sensitivity good.yaml --method morris --points 2000000; err_has '2 to 1,000,000'
check 'few worlds to discover in' 2 sensitivity good.yaml --discover --worlds 10; err_has '64 to 1,000,000'
check 'worlds of a tornado' 2 sensitivity good.yaml --worlds 100; err_has 'no worlds drawn'
check 'worlds of Sobol' 2 sensitivity good.yaml --method sobol --worlds 100; err_has '\-\-points says'
check 'repeated option' 2 run good.yaml --runs 1 --runs 2; err_has twice
check 'no file' 2 run; err_has FILE
check 'runs 0' 2 run good.yaml --runs 0; err_has 'at least 1'
check 'runs -1' 2 run good.yaml --runs -1; err_has "'-1'"
check 'runs 2^64' 2 run good.yaml --runs 18446744073709551616
check 'runs 1e18' 2 run good.yaml --runs 1e18; err_has '2^53'
check 'runs 1e4' 0 run good.yaml --runs 1e4 --engine walk; out_has '10,000 runs'
check 'one run' 0 run good.yaml --runs 1
check 'worlds above runs' 2 run good.yaml --runs 10 --worlds 20; err_has 'every world needs one'
check 'worlds 0' 2 run good.yaml --worlds 0
check 'seed -1' 2 run good.yaml --seed -1
check 'seed 2^64' 2 run good.yaml --seed 18446744073709551616
check 'seed 2^64-1' 0 run good.yaml --seed 18446744073709551615 --runs 100; out_has 18446744073709551615
check 'seed empty' 2 run good.yaml --seed ''
check 'seed hex' 2 run good.yaml --seed 0x1F
check 'seed random' 0 run good.yaml --seed random --runs 100; out_has 'again: crossroads run good.yaml --runs 100 --seed [0-9]'
check 'generators' 0 run --rng list; out_has '^philox4x32 '; out_has '^mt19937 .* 0 to 4294967295 .* 5000 '; out_has 'randu .*weak: .*15 planes'
check 'generator unknown' 2 run good.yaml --rng mt1993; err_has "did you mean 'mt19937'"; out_empty
check 'generator' 0 run good.yaml --engine walk --rng mt19937 --runs 100; out_has 'seed 1, rng mt19937'; out_has 'again: .* --rng mt19937 .*--seed 1'
check 'generator in JSON' 0 run good.yaml --rng taus2 --runs 100 --json; out_has '"rng": "taus2"'
check 'generator by default' 0 run good.yaml --runs 100 --json; out_has '"rng": "philox4x32"'
check 'generator in tables' 0 run good.yaml --rng taus2 --runs 100 --format dat; out_has 'rng taus2'
check 'weak generator' 0 run good.yaml --rng randu --runs 100; err_has 'randu is a weak generator: three successive numbers'
check 'future of a sequence' 0 show good.yaml --run 3 --rng mt19937; out_has 'future 3 of seed 1, rng mt19937'
out_has 'mt19937 deals its numbers in one sequence'
check 'future with an address' 0 show good.yaml --run 3; out_lacks 'in one sequence'
export GSL_RNG_TYPE=taus2 GSL_RNG_SEED=0x1F
check 'environment' 0 run good.yaml --engine walk --runs 100; err_has 'GSL_RNG_TYPE=taus2'; err_has 'GSL_RNG_SEED=31'; out_has 'seed 31, rng taus2'; out_has 'again: .* --rng taus2 .*--seed 31'
check 'environment and --seed' 0 run good.yaml --engine walk --runs 100 --seed 4; out_has 'seed 4$'; err_empty
check 'environment and --rng' 0 run good.yaml --engine walk --runs 100 --rng mt19937; out_has 'seed 1, rng mt19937'; err_empty
GSL_RNG_SEED=010; check 'octal seed' 2 run good.yaml; err_has "GSL_RNG_SEED is a whole number .*'010'"
GSL_RNG_SEED=0x; check 'empty seed' 2 run good.yaml; err_has "GSL_RNG_SEED is a whole number .*'0x'"
GSL_RNG_SEED=''; check 'type alone' 0 run good.yaml --engine walk --runs 100; out_has 'seed 1, rng taus2'
GSL_RNG_TYPE=tauss; check 'unknown type' 2 run good.yaml; err_has "GSL_RNG_TYPE: there is no generator 'tauss'; did you mean 'taus"
check 'no luck, no environment' 0 check good.yaml
unset GSL_RNG_TYPE GSL_RNG_SEED
check 'threads 0' 2 run good.yaml -j0
check 'threads -1' 2 run good.yaml -j -1
check 'threads many' 0 run good.yaml -j 1000000 --runs 100; err_has 'taken as'
check 'width 10' 2 run good.yaml --width 10
check 'digits 40' 2 run good.yaml --digits 40 --format dat
check 'json and dat' 2 run good.yaml --json --format dat
check 'option of another command' 2 check good.yaml --runs 5; err_has "takes no option"
check 'unknown lens' 2 run good.yaml --lens glum; err_has "no lens 'glum'"
check 'unknown set' 2 run good.yaml --set hop=30%; err_has "did you mean 'hope'"
check 'set without value' 2 run good.yaml --set hope; err_has NAME=VALUE
check 'unknown branch' 2 run good.yaml --do prize.carr; err_has "did you mean 'prize.car'"
check 'unknown rule' 2 run good.yaml --choose bestt; err_has "did you mean 'best'"
check 'unknown table' 2 run good.yaml --format dat --table outcome; err_has "did you mean 'outcomes'"
check 'unknown format' 2 export cvs good.yaml; err_has "did you mean 'csv'"
check 'unknown picture' 2 plot good.yaml tre; err_has "did you mean 'tree'"
check 'unknown code' 2 check --explain E999
check 'unknown node' 2 show good.yaml prise; err_has "did you mean 'prize'"

# ---- help
for c in '' check show run solve plot export; do
    check "help $c" 0 $c --help; out_has Examples; err_empty
done
check 'help word' 0 help solve; out_has 'usage: crossroads solve'
check version 0 --version; out_has '^crossroads [0-9]'
check man 0 --help-man; out_has '^.TH CROSSROADS'
for s in bash zsh fish; do check "completion $s" 0 --completion $s; out_has crossroads; done
check 'completion bash again' 0 --completion bash
bash -n out 2>err || bad 'bash completion does not parse'

# ---- check
check 'check good' 0 check good.yaml; out_has '^ok  good.yaml  2 nodes'
check 'check bad' 1 check bad.yaml; err_has 'bad.yaml:3:'; err_has wieght; out_empty
check 'check both' 1 check good.yaml bad.yaml; out_has '^ok  good'
check 'check json' 1 check --json good.yaml bad.yaml; out_has '"id": "E003"'; out_has '"line": 3'; err_empty
check 'check json good' 0 check --json good.yaml; out_has '"problems": \[\]'
check 'explain' 0 check --explain e003; out_has E003; out_has wieght
check 'quiet' 0 check -q good.yaml; out_empty

# ---- where scenarios are
check 'bundled' 0 check alliance; out_has alliance.yaml
check 'bundled classic' 0 check oil_wildcatter
check 'another name' 0 check both; out_has crossroads.yaml
cp good.yaml both
check 'a file of that name wins' 0 check both; out_has '^ok  both'
rm both
check 'missing' 3 run god.yaml; err_has "did you mean 'good.yaml'"; out_empty
check 'missing bare' 3 run aliance; err_has "did you mean 'alliance'"
check 'directory' 3 run .; err_has directory; err_has good.yaml
check 'empty name' 3 run ''
mkdir alliance
check 'folder with the name of a bundled one' 0 check alliance
rmdir alliance
cp bad.yaml alliance
check 'file of the name wins' 1 check alliance
rm alliance
mkdir mine; cp good.yaml mine/doors.yaml
CROSSROADS_SCENARIOS=/nonexistent:$work/mine; export CROSSROADS_SCENARIOS
check 'environment' 0 check doors; out_has '^ok  doors.yaml'
unset CROSSROADS_SCENARIOS
count=$((count + 1))
"$x" run - --runs 100 <good.yaml >out 2>err || bad 'standard input'
grep -q 'Two doors' out || bad 'standard input: no title'
printf 'crossroads: 1\nstart: "\033[31mx\n' >esc.yaml
check 'escape sequences of a file' 1 check esc.yaml
grep -q "$(printf '\033')" err && bad 'an escape sequence of the file reached the terminal'

# ---- results
check run 0 run good.yaml --runs 2000; out_has OUTCOME; out_has 'A car'; out_has '^again: '; err_empty
check 'how to read a run' 0 run alliance --runs 20000 --width 200
out_has 'In the bars █ ends at the interval.s lower end, ▓ at the probability, ░ at the upper end'
out_has 'an outcome may have several: the probabilities of tags need not total 100%'
out_has 'a scale of its own: it compares futures, not actors'
out_has 'STATE, mean after stage  2022-12-31  2024-12-31'
out_has 'Stages: 2022-12-31 The western flank, 2022; 2024-12-31'
check 'nothing to explain' 0 run good.yaml --set hope=30% --engine exact
grep -q 'In the bars\|A tag\|scale of its own\|Stages:' out && bad 'a key to what is not there'
check solve 0 solve good.yaml; out_has right; out_has '7\.0'
check 'solve worlds' 0 solve good.yaml --worlds 50; out_has '50 worlds'
check show 0 show good.yaml; out_has '● prize'; out_has '■ door'; out_has '▲ car'
check 'show node' 0 show good.yaml prize; out_has 'Reached by'
check 'show outcome' 0 show good.yaml car
check 'show run' 0 show good.yaml --run 7; out_has 'future 7 of seed 1'
check 'show run json' 0 show good.yaml --run 7 --json; out_has crossroads.path/1
for f in text json dat csv md; do
    check "run $f" 0 run good.yaml --runs 500 --format $f; err_empty
    check "solve $f" 0 solve good.yaml --format $f; err_empty
done
for f in dat csv json md dot mermaid yaml; do
    check "export $f" 0 export $f good.yaml --runs 500; err_empty
done
check 'export of solve' 0 export dat good.yaml --of solve; out_has '^# policy'
check 'set' 0 run good.yaml --set hope=100% --runs 500 --format csv --table outcomes; out_has '^car,1,'
check 'set node' 0 run good.yaml --set prize.car=100% --runs 500 --format csv --table outcomes; out_has '^car,1,'
check 'do' 0 run good.yaml --do prize.goat --runs 500 --format csv --table outcomes; out_has '^nothing,1,'
check 'given' 0 run good.yaml --given prize.car --runs 500 --format csv --table outcomes; out_has '^car,1,'
check 'choose' 0 run good.yaml --choose door=left --digits 6 --runs 500 --format csv --table payoffs; out_has '^guest,5,'
check 'split' 0 run good.yaml --engine split --runs 1e12; out_has OUTCOME
check 'split misses' 4 run good.yaml --engine split --runs 1000 --precision 0.0001%; err_has 'not reached'
check 'split has no points' 2 sensitivity good.yaml --engine split; err_has 'counts runs'
check 'precision missed' 4 run good.yaml --engine walk --runs 1000 --precision 0.0001%; err_has 'not reached'; out_has OUTCOME
check 'precision and what is missing' 4 run parameters --precision 1% --worlds 1000 --sampling random; err_has 'set by 1,000 worlds'
advised=$(grep -o -e '--worlds [0-9]*' err)
check 'precision as it was advised' 0 run parameters --precision 1% --sampling random --worlds "${advised#--worlds }"
check 'precision that grows' 0 run parameters --precision 0.05%; err_has 'takes about [0-9,]* worlds'
check 'precision that grows quietly' 0 run parameters --precision 0.05% -q; err_empty
check 'precision that grows too large' 4 run parameters --precision 0.01% --max-positions 200; err_has 'was not reached'; out_has '16,384 worlds'
check 'worlds that fit' 0 run parameters --max-positions 20; out_has '2,048 worlds'
check 'precision by runs' 0 run good.yaml --engine walk --precision 0.08%; err_has 'takes about [0-9,]* runs in'
check 'runs left open' 0 run good.yaml --engine walk; out_has ' runs · 16,384 worlds'; out_has '0\.[12][0-9] points (95%'
check 'runs left open in JSON' 0 run parameters --json; out_has '"worlds": 16384'; out_has '"sampling": "sobol"'
check 'runs as they are asked for' 0 run good.yaml --engine walk --runs 1000; out_has '1,000 runs'
check 'worlds of the runs' 0 run parameters --engine walk --runs 100000 --json; out_has '"worlds": 4992'
check 'runs left open, kept' 0 run good.yaml --engine walk --checkpoint kept.ck -q; mv out kept.out
check 'runs left open, kept again' 0 run good.yaml --engine walk --checkpoint kept.ck -q; cmp -s out kept.out || bad 'kept again: other bytes'
check 'runs left open, merged' 0 merge kept.ck -q; cmp -s out kept.out || bad 'merged: other bytes'
check 'runs left open, not those' 2 run good.yaml --engine walk --checkpoint kept.ck --resume --runs 1000; err_has '--runs as needed, not 1000'
check 'few runs' 0 run parameters --engine walk --runs 20 --json; out_has '"worlds": 20'; out_has '"sampling": "random"'
for e in exact rollback split walk gsl; do "$x" run good.yaml --runs 500 --engine $e >out 2>err; [ $? -le 2 ] || bad "engine $e"; done
for s in random lhs sobol; do check "sampling $s" 0 run good.yaml --runs 512 --worlds 64 --sampling $s; done

# ---- same command, same bytes
"$x" run good.yaml --runs 5000 --json -j1 >a; "$x" run good.yaml --runs 5000 --json -j4 >b
cmp -s a b || bad 'threads change bytes'
"$x" run good.yaml --engine split --runs 1e12 --json -j1 >c; "$x" run good.yaml --engine split --runs 1e12 --json -j4 >d
cmp -s c d || bad 'threads change bytes of split'
LC_ALL=de_DE.UTF-8 "$x" run good.yaml --runs 5000 --json >b; cmp -s a b || bad 'the locale changes bytes'
again=$(sed -n 's/.*"command": "\(.*\)",$/\1/p' a | sed "s|^crossroads|$x|")
sh -c "$again" >b; cmp -s a b || bad "the command in the output does not make it again: $again"
"$x" run good.yaml --runs 100 >a; "$x" run good.yaml --runs 100 >b; cmp -s a b || bad 'two runs differ'

# ---- the page
check ascii 0 show good.yaml --ascii
LC_ALL=C grep -q '[^ -~]' out && bad 'not ascii'
count=$((count + 1))
LC_ALL=C "$x" show good.yaml >out 2>err; LC_ALL=C grep -q '[^ -~]' out && bad 'not ascii in the C locale'
check 'no colours in a pipe' 0 run good.yaml --runs 100
grep -q "$(printf '\033')" out && bad 'colours in a pipe'
check 'colours when asked' 0 run good.yaml --runs 100 --color always
grep -q "$(printf '\033')" out || bad 'no colours with --color always'
for w in 40 60 80 133 200; do
    check "width $w" 0 run alliance --runs 2000 --width $w
    most=$(grep -vE '^(again|next):' out | wc -L)
    [ "$most" -le $w ] || bad "width $w: a line of $most columns"
done

# ---- streams and files
count=$((count + 1))
if [ -w /dev/full ]; then
    "$x" run good.yaml --runs 100 >/dev/full 2>err; [ $? = 3 ] || bad '/dev/full'
    grep -q 'no space' err || bad "/dev/full: $(cat err)"
    "$x" --help >/dev/full 2>err; [ $? = 3 ] || bad '/dev/full and help'
fi
"$x" run good.yaml --runs 100 >&- 2>err; [ $? = 3 ] || bad 'closed standard output'
"$x" run good.yaml --runs 100 2>&- >out || bad 'closed standard error'
"$x" run bad.yaml 2>&- >out; [ $? = 1 ] || bad 'closed standard error with errors'
"$x" run good.yaml --runs 100 <&- >out 2>err || bad 'closed standard input'
"$x" run - <&- >out 2>err; [ $? = 3 ] || bad 'reading closed standard input'
("$x" export dat alliance --runs 1000; echo $? >code) 2>err | head -1 >/dev/null
case $(cat code) in 0 | 141) ;; *) bad "head -1: exit $(cat code)" ;; esac
[ ! -s err ] || bad "head -1: $(cat err)"
check 'output' 0 run good.yaml --runs 100 -o result.txt; out_empty; [ -s result.txt ] || bad 'no result.txt'
check 'output again' 0 run good.yaml --runs 100 -o result.txt
check 'output over the input' 2 run good.yaml -o good.yaml; err_has input
ln -s good.yaml link.yaml
check 'output over the input by a link' 2 run good.yaml -o link.yaml; err_has input
echo mine >foreign.txt
check 'foreign file' 3 run good.yaml --runs 100 -o foreign.txt; err_has force; grep -q mine foreign.txt || bad 'foreign file replaced'
check 'forced' 0 run good.yaml --runs 100 -o foreign.txt --force; grep -q OUTCOME foreign.txt || bad 'not forced'
check 'output is a folder' 3 run good.yaml -o mine; err_has directory
check 'no such folder' 3 run good.yaml -o none/result.txt; err_has 'no folder'
check 'output device' 0 run good.yaml --runs 100 -o /dev/null
for left in *.tmp* .*.tmp*; do [ ! -e "$left" ] || bad "a temporary file was left: $left"; done
if [ "$(id -u)" != 0 ]; then
    mkdir locked; chmod 555 locked
    check 'unwritable folder' 3 run good.yaml -o locked/result.txt; err_has 'permission denied'
    chmod 000 bad.yaml; check 'unreadable file' 3 run bad.yaml; err_has 'permission denied'; chmod 644 bad.yaml
fi
count=$((count + 1))
(ulimit -f 0; "$x" run good.yaml --runs 100 -o limited.txt 2>err); code=$?
[ $code = 3 ] || bad "file size limit: exit $code"
[ ! -e limited.txt ] || bad 'file size limit: a file was left'

# ---- pictures
count=$((count + 1))
if command -v gnuplot >/dev/null; then
    check plot 0 plot good.yaml; out_has good-tree.png
    for f in good-outcomes.dat good-outcomes.gp good-outcomes.png good-tree.dat good-tree.gp good-tree.png; do
        [ -s $f ] || bad "plot: no $f"
    done
    check 'plot svg' 0 plot good.yaml outcomes -o pic.svg; grep -q '<svg' pic.svg || bad 'no svg'
    check 'plot txt' 0 plot good.yaml outcomes -o pic.txt --force; [ -s pic.txt ] || bad 'no txt'
    check 'plot into a folder' 0 plot good.yaml tree -o mine/; [ -s mine/good-tree.png ] || bad 'no mine/good-tree.png'
    check 'plot makes its folder' 0 plot good.yaml outcomes tree -o pictures/; [ -s pictures/good-tree.png ] || bad 'no pictures/good-tree.png'
    (cd / && gnuplot -c "$work/mine/good-tree.gp" "$work/elsewhere.png") || bad 'a script does not run elsewhere'
    [ -s elsewhere.png ] || bad 'a script run elsewhere draws nothing'
    echo '# mine' >>good-tree.gp
    check 'edited script' 3 plot good.yaml tree; err_has edited
    check 'edited script forced' 0 plot good.yaml tree --force
fi
count=$((count + 1))
env PATH=/nonexistent "$program" plot good.yaml outcomes -o nognuplot.png >out 2>err
code=$?
[ $code = 3 ] || bad "no gnuplot: exit $code"
for f in nognuplot.dat nognuplot.gp; do [ -s $f ] || bad "no gnuplot: no $f"; done
grep -q 'gnuplot not found' err || bad "no gnuplot: $(cat err)"
check 'plot into a new folder' 3 plot good.yaml outcomes -o none/new/; err_has 'cannot make the folder none/new/'
check 'plot ending' 2 plot good.yaml outcomes -o pic.bmp
check 'plot two into one' 2 plot good.yaml -o pic.png

echo "$count cases, $failed failed"
[ $failed = 0 ]
