#!/bin/sh
# shellcheck disable=SC2086 # words on purpose: commands and their arguments are kept in variables
# usage: run.sh CROSSROADS
# Long runs from outside: killed, interrupted, divided, resumed, refused. The names of what failed
# are printed.
case $1 in
/*) program=$1 ;;
*) program=$PWD/$1 ;;
esac
x="timeout -k 10 240 $program" # nothing here takes so long; what hangs fails, by itself
work=$(mktemp -d "${TMPDIR:-/tmp}/crossroads-durable.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
# What a script starts in the background ignores Ctrl-C (and under nohup a lost terminal), unless somebody lets it hear again. It ends
# by itself when nobody ends it.
hearing='import os, signal, sys; [signal.signal(s, signal.SIG_DFL) for s in (signal.SIGINT, signal.SIGHUP)]; signal.alarm(240); os.execv(sys.argv[1], sys.argv[1:])'
failed=0
bad() {
    failed=$((failed + 1))
    echo "not ok: $*"
}
# expect NAME EXIT WORDS ARGUMENTS...: the exit code, and what standard error says.
expect() {
    name=$1 want=$2 words=$3
    shift 3
    $x "$@" >out 2>err </dev/null
    got=$?
    [ $got = "$want" ] || bad "$name: exit $got, not $want: $(head -3 err)"
    grep -qe "$words" err || bad "$name: stderr has no '$words': $(head -3 err)"
}

# wait_for COMMAND...: until it is true; a minute is for ever.
wait_for() {
    tries=0
    until "$@" 2>/dev/null; do
        tries=$((tries + 1))
        if [ $tries -gt 6000 ]; then
            bad "waited in vain for: $*"
            return 1
        fi
        sleep 0.01
    done
}
# Whether a checkpoint was written again since `before` was noted.
number_of() { ls -i "$1" 2>/dev/null; }
written_again() { [ -e "$1" ] && [ "$(number_of "$1")" != "$before" ]; }

cat >walk.yaml <<'YAML'
crossroads: 1
title: Two doors
start: door
actors: {guest: {payoff: luck}}
parameters: {hope: 20% to 40%}
state: {luck: {start: 5, between: [0, 10]}}
nodes:
  door: {ask: Door?, chance: {left: {weight: 1, change: {luck: "normal(0, 1)"}, then: prize}, right: {weight: 1, change: {luck: +2}, then: prize}}}
  prize: {ask: A prize?, chance: {goat: {weight: rest, then: nothing}, car: {weight: hope, then: car}}}
outcomes: {nothing: Nothing, car: A car}
YAML
sed 's/ change: {luck: "normal(0, 1)"},//; s/title: .*/title: Nothing random but the branches/' walk.yaml >plain.yaml

# A shard of a machine whose tables of quantiles differ in their last bits: merged, with a note.
sed 's/hope: 20% to 40%/hope: "beta(3, 7)"/' walk.yaml >beta.yaml
for k in 1 2; do $x run beta.yaml --runs 200000 --shard $k/2 -o part$k -q || bad "beta shard $k"; done
$x merge part1 part2 >merged 2>err || bad 'merge of alike tables'
grep -q 'tables of quantiles' merged && bad 'a note on tables that are alike'
python3 - <<'PYTHON' || bad 'no hash of tables in the head'
import hashlib, re
data = open("part2", "rb").read()[:-65]
forged, n = re.subn(rb"\ntables [0-9a-f]{16}\n", b"\ntables 0123456789abcdef\n", data, count=1)
assert n == 1 and forged != data
open("part2", "wb").write(forged + hashlib.sha256(forged).hexdigest().encode() + b"\n")
PYTHON
$x merge part1 part2 >other 2>err || bad 'merge of tables that differ'
tr '\n' ' ' <other | grep -q 'tables of quantiles differ' || bad 'no note on tables that differ'
[ "$(grep -c 'A car' merged)" = "$(grep -c 'A car' other)" ] || bad 'another result by forged tables'
rm -f part1 part2

# Another generator is another run.
$x run walk.yaml --runs 200000 --rng mt19937 --shard 1/2 -o one -q && $x run walk.yaml --runs 200000 --rng taus2 --shard 2/2 -o two -q || bad 'shards of two generators'
expect 'merge of two generators' 2 'different runs: it has --rng taus2, not mt19937' merge one two
expect 'resume with another generator' 2 'belongs to another run: it has --rng mt19937, not philox4x32' run walk.yaml --runs 200000 --shard 1/2 --checkpoint one --resume
rm -f one two

# The same bits: with histograms (1,300,000 runs keep too many values), with kept values, and by
# rollback; with a checkpoint, resumed after a stop, and in shards.
for case in 'walk.yaml 1500000' 'walk.yaml 400000' 'walk.yaml 400000 --rng mt19937' 'walk.yaml 1500000 --rng taus2' 'walk.yaml 400000 --given prize.car' 'plain.yaml 400000'; do
    set -- $case
    file=$1 runs=$2
    shift 2
    again="run $file --runs $runs --json $*"
    $x $again >whole || bad "$case"
    $x $again -j1 --checkpoint ck --checkpoint-every 0 >got || bad "$case: with a checkpoint"
    cmp -s whole got || bad "$case: a checkpoint changes bits"
    rm -f ck
    $x $again -j3 --checkpoint ck --max-time 0.02s >got 2>&1
    $x $again -j2 --checkpoint ck --resume >got || bad "$case: resume"
    cmp -s whole got || bad "$case: resuming changes bits"
    for k in 3 1 2; do $x run "$file" --runs "$runs" "$@" --shard $k/3 -o s$k -q || bad "$case: shard $k"; done
    $x merge s2 s3 s1 --json >got || bad "$case: merge"
    cmp -s whole got || bad "$case: shards change bits"
    rm -f ck
done

# kill -9 at twelve moments, then resume. The moment: the checkpoint was written so many times, or
# (every second time) a new one is just being written.
base='run walk.yaml --runs 1500000 --json -j2'
$x $base >whole
cat >killer.py <<'PY'
import glob, os, subprocess, sys, time
writes, within, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seen, last = 0, None
while process.poll() is None and (seen <= writes or (within and not glob.glob("ck.tmp*"))):
    time.sleep(0.001)
    try:
        now = os.stat("ck").st_ino
    except FileNotFoundError:
        continue
    seen, last = seen + (now != last), now
process.kill()
process.wait()
PY
i=0
while [ $i -lt 12 ]; do
    rm -f ck ck.lock
    timeout -k 10 240 python3 killer.py $((i / 2)) $((i % 2)) "$program" $base --checkpoint ck --checkpoint-every 0
    $x $base --checkpoint ck --resume >got 2>err || bad "killed at moment $i: $(cat err)"
    cmp -s whole got || bad "killed at moment $i: other bits"
    i=$((i + 1))
done
[ "$(find . -name 'ck.tmp*' | wc -l)" -le 12 ] || bad 'more temporary files than kills'
rm -f ck.tmp*

# Ctrl-C once: exactly the result of a prefix, and it can go on.
rm -f ck
python3 -c "$hearing" "$program" run walk.yaml --runs 1e12 --json --checkpoint ck --checkpoint-every 0 -j2 >got 2>err &
pid=$!
wait_for test -e ck
before=$(number_of ck)
wait_for written_again ck
kill -INT $pid
wait $pid
[ $? = 130 ] || bad 'interrupted: exit is not 130'
runs=$(sed -n 's/.*"runs": \([0-9]*\),.*/\1/p' got | head -1)
worlds=$(sed -n 's/.*"worlds": \([0-9]*\),.*/\1/p' got | head -1)
$x run walk.yaml --runs "${runs:-1}" --worlds "${worlds:-1}" --json >prefix
grep '"share"' got >a
grep '"share"' prefix >b
{ [ -s a ] && cmp -s a b; } || bad "interrupted: not the result of the first $runs runs"
expect 'work is not written over' 3 'resume continues it' run walk.yaml --runs 1e12 --checkpoint ck

# Two at once; the second Ctrl-C. The first holds its lock from before the checkpoint is there.
python3 -c "$hearing" "$program" run walk.yaml --runs 1e12 --checkpoint busy -j1 >got 2>&1 &
pid=$!
wait_for test -e busy
expect 'two processes' 3 "process $pid is using it" run walk.yaml --runs 1e12 --checkpoint busy --force
kill -INT $pid
kill -INT $pid
wait $pid
[ $? = 130 ] || bad 'interrupted twice: exit is not 130'

# Futures that take hours: an end all the same, with what there is of them. Blocks of 2,048 futures
# are parts of a result; what was played behind a part that was dropped does not count.
cat >endless.yaml <<'YAML'
crossroads: 1
title: Round and round
start: a
nodes: {a: {ask: Q?, at_most: 1000000000, after: o, chance: {x: {weight: 100%, then: a}, y: {weight: rest, then: p}}}}
outcomes: {o: O, p: P}
YAML
sed 's/1000000000/20000/; s/100%/99.99%/' endless.yaml >slow.yaml
expect 'no time for a single future' 130 'nothing was finished within --max-time 0.1s' \
    run endless.yaml --engine walk --runs 1e6 --max-time 0.1s
for signal in INT TERM HUP; do
    rm -f ck
    python3 -c "$hearing" "$program" run endless.yaml --engine walk --runs 1e6 --checkpoint ck -j2 >got 2>err &
    pid=$!
    wait_for test -e ck
    kill -$signal $pid
    wait $pid
    [ $? = 130 ] || bad "an endless future and SIG$signal: exit is not 130"
    grep -q 'interrupted before any result' err || bad "an endless future and SIG$signal: $(cat err)"
    [ -s got ] && bad "an endless future and SIG$signal: a result"
done
rm -f ck
$x run slow.yaml --engine walk --runs 400000 --json --checkpoint ck -j2 --max-time 1s >got 2>err
if [ $? = 0 ]; then # a machine that plays no 2,048 of them within the time has nothing to show
    runs=$(sed -n 's/.*"runs": \([0-9]*\),.*/\1/p' got | head -1)
    $x run slow.yaml --engine walk --runs "$runs" --json >prefix
    grep -v '"command"' got >a
    grep -v '"command"' prefix >b
    cmp -s a b || bad "out of time: not the result of the first $runs runs"
fi

# Refusals.
$x run walk.yaml --runs 200000 --checkpoint ok >out || bad 'a plain checkpoint'
expect 'another seed' 2 'has --seed 1, not 2' run walk.yaml --runs 200000 --checkpoint ok --resume --seed 2
expect 'other runs' 2 'has --runs 200000, not 300000' run walk.yaml --runs 300000 --checkpoint ok --resume
expect 'a setting' 2 'has no --set hope=0.3' run walk.yaml --runs 200000 --checkpoint ok --resume --set hope=0.3
expect 'another scenario' 2 'scenario is another one' run plain.yaml --runs 200000 --checkpoint ok --resume
sed 's/^version crossroads .*/version crossroads 0.0.1/' ok >old
expect 'a changed byte' 3 'checksum' run walk.yaml --runs 200000 --checkpoint old --resume
head -c 5000 ok >short
expect 'cut short' 3 'cut short' run walk.yaml --runs 200000 --checkpoint short --resume
cp walk.yaml none
expect 'no checkpoint' 3 'not written by this program' run walk.yaml --runs 200000 --checkpoint none --resume
expect 'resume alone' 2 'needs --checkpoint' run walk.yaml --resume
expect 'no such folder' 3 'no folder' run walk.yaml --checkpoint nowhere/ck
expect 'shard of nothing' 2 'K/N' run walk.yaml --shard 4/3 -o s
expect 'shard without a file' 2 'needs -o' run walk.yaml --shard 1/3
expect 'shard and precision' 2 'precision' run walk.yaml --shard 1/3 -o s --precision 1%
expect 'a missing shard' 2 'shard 2/3 is missing' merge s1 s3
expect 'a shard twice' 2 's1 is given twice' merge s1 s2 s1
cp s1 s1.copy
expect 'a copy of a shard' 2 'both shard 1/3' merge s1 s2 s1.copy
expect 'no shard' 3 'not a checkpoint or shard' merge walk.yaml
cmp -s ok ok || bad 'the refused checkpoint changed'

# A file that cannot grow: a sentence, exit 3, and the checkpoint of before is whole.
rm -f ck
$x run walk.yaml --runs 1000000 --checkpoint ck -q >out 2>&1
cp ck before
(
    ulimit -f 8
    $x run walk.yaml --runs 1000000 --checkpoint ck --resume -q 2>err
) >out
[ $? = 3 ] || bad 'full disk: exit is not 3'
grep -q 'larger than the limit.*still there' err || bad "full disk: $(cat err)"
cmp -s ck before || bad 'full disk: the checkpoint of before is gone'

# Closed streams.
$x run plain.yaml --runs 1000 --checkpoint c2 <&- >out 2>err || bad 'stdin closed'
$x run plain.yaml --runs 1000 --checkpoint c2 >out 2>&- || bad 'stderr closed'
$x run plain.yaml --runs 1000 --checkpoint c2 >&- 2>err
[ $? = 3 ] || bad 'stdout closed: exit is not 3'

[ $failed = 0 ] && echo 'all ok'
exit $failed
