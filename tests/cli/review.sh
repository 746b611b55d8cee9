#!/bin/sh
# usage: review.sh CROSSROADS SCENARIOS: what `check --strict` says of bundled scenarios (nothing) and of doubtful ones.
case $1 in /*) program=$1 ;; *) program=$PWD/$1 ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/crossroads-review.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
# No command here takes so long; what hangs fails by itself.
x=$work/x
printf '#!/bin/sh\nexec timeout -k 10 240 "%s" "$@"\n' "$program" >"$x" && chmod +x "$x"
failed=0 count=0

for file in "$2"/*.yaml "$2"/*/*.yaml; do
    count=$((count + 1))
    "$x" check --strict "$file" >"$work/out" 2>"$work/err" &&
        ! grep -E 'warning|error' "$work/err" | grep -v 'W019' | grep -vqE '^[0-9]+ warnings?$' && continue
    failed=$((failed + 1))
    echo "not ok: $file"
    head -8 "$work/err"
done

# doubt NAME EXIT WORDS CONDITION: a scenario whose rule has the condition is told of with these words.
doubt() {
    count=$((count + 1))
    cat >"$work/doubt.yaml" <<YAML
crossroads: 1
start: a
title: Doubtful
state: {grip: {start: 40 to 60, between: [0, 100]}}
nodes:
  a: {ask: How far?, because: A guess., chance: {more: {weight: 30%, change: {grip: +5}, then: b}, less: {weight: rest, then: b}}}
  b: {ask: Too far?, rule: {high: {when: $4, then: collapse}, otherwise: calm}}
outcomes: {collapse: Collapse, calm: Calm}
YAML
    "$x" check --strict "$work/doubt.yaml" >"$work/out" 2>"$work/err"
    code=$?
    [ $code = "$2" ] && { [ -z "$3" ] || grep -q "$3" "$work/err"; } && return
    failed=$((failed + 1))
    echo "not ok: $1: exit $code: $(head -4 "$work/err")"
}
doubt 'never reached' 0 'W015.*collapse' 'grip > 100'
doubt 'a fault in some world' 1 'E203' 'log(grip - 50) > 1'
doubt 'nothing to say' 0 '' 'grip > 55'
[ -s "$work/err" ] && failed=$((failed + 1)) && echo "not ok: $(cat "$work/err")"

# hindsight DATE WORDS: of a source of that date in a file judged as of 31 January 2022.
hindsight() {
    count=$((count + 1))
    cat >"$work/late.yaml" <<YAML
crossroads: 1
start: a
title: Late
as_of: 2022-01-31
sources: {book: {cite: A book, date: $1}, unused: {cite: 'Named in a text: unused', date: 2030}}
nodes: {a: {ask: How far?, because: book, chance: {b: {weight: 30%, because: book, then: end}, c: {weight: rest, then: end}}}}
outcomes: {end: End}
observations: {later: {date: 2023-05-01, because: unused, saw: a.b}}
YAML
    "$x" check --strict "$work/late.yaml" >"$work/out" 2>"$work/err"
    { [ -z "$2" ] && [ ! -s "$work/err" ]; } || { [ -n "$2" ] && grep -q "$2" "$work/err"; } && return
    failed=$((failed + 1))
    echo "not ok: a source of $1: $(head -4 "$work/err")"
}
hindsight 2022-01-31 ''
hindsight 2022-01 ''
hindsight 2022-02-01 "W019.*'book' is of 2022-02-01.*for 'a' and 1 more"
hindsight 2022 "W019.*'book' is of 2022,"

# choice NAME WORDS NODE-KEYS: of a choice that the harvest decides.
choice() {
    count=$((count + 1))
    cat >"$work/choice.yaml" <<YAML
crossroads: 1
start: field
title: Choice
actors: {farmer: {label: The farmer, payoff: gain}}
parameters: {crop: {value: 'uniform(0, 10)', because: A guess.}}
state: {gain: {start: 0}}
nodes:
  field: {ask: Plant or lease?, $3 decision: farmer, options: {plant: {change: {gain: crop}, then: sown}, lease: {change: {gain: +4}, then: leased}}}
outcomes: {sown: Sown, leased: Leased}
YAML
    "$x" check --strict "$work/choice.yaml" >"$work/out" 2>"$work/err"
    { [ -z "$2" ] && [ ! -s "$work/err" ]; } || { [ -n "$2" ] && grep -q "$2" "$work/err"; } && return
    failed=$((failed + 1))
    echo "not ok: $1: $(head -4 "$work/err")"
}
choice 'a switch without a word' "W016.*'field'.*'lease' to 'plant' at crop = 4,* and its range goes from 0.5 to 9.5" ''
choice 'a switch that is spoken of' '' 'about: It depends on the harvest.,'

echo "$count cases, $failed failed"
[ $failed = 0 ]
