#!/bin/sh
# usage: compilers.sh [FOLDER]: the golden results from programs of other compilers, levels of optimisation and instruction
# sets (fused multiply-add among them). Builds in FOLDER (default: a temporary one). A quarter of an hour.
top=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
folder=${1:-$(mktemp -d)} || exit 1
failed=0

# try NAME COMPILER LEVEL FLAGS
try() {
    if ! { [ -d "$folder/$1" ] || CC=$2 meson setup "$folder/$1" "$top" -Dbuildtype=plain -Doptimization="$3" \
        -Dc_args="$4"; } >"$folder/$1.log" 2>&1 ||
        ! ninja -C "$folder/$1" src/cli/crossroads >>"$folder/$1.log" 2>&1; then
        echo "$2 $4: the build failed, see $folder/$1.log" >&2
        failed=1
    elif python3 "$top/tests/golden/golden.py" "$folder/$1/src/cli/crossroads"; then
        echo "$2 -O$3 $4: equal to 1e-9"
    else
        echo "$2 -O$3 $4: OTHER RESULTS"
        failed=1
    fi
}

try gcc-1 gcc 1 ''
try gcc-native gcc 3 -march=native
try clang-3 clang 3 ''
[ $# -gt 0 ] || rm -rf "$folder"
exit $failed
