#!/bin/sh
# Runs every fuzz target for SECONDS (default 600) each, one after the other: SECONDS=60 fuzz/run.sh [target…]
# The seeds are the examples and, where the shared corpus is there, its smaller files.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${SECONDS:-0}
[ "$seconds" -gt 0 ] 2>/dev/null || seconds=600
cargo +nightly fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked || exit 1
# The scanner of the grammar is C: with clang it is watched by the sanitizer too, and its branches guide the fuzzer.
if command -v clang >/dev/null; then
    export CC=clang CFLAGS='-fsanitize=address,fuzzer-no-link -g -O1'
else
    echo 'without clang the C code of the grammar runs unwatched'
fi
[ $# -gt 0 ] || set -- $(cargo +nightly fuzz list)

seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
find examples "${MERCATOR_SHARED:-../shared}/corpus" -name '*.hcl' -size -8 2>/dev/null | while read -r file; do
    cp "$file" "$seeds/$(cksum <"$file" | tr ' ' -)"
done

passed=0
failed=0
for target in "$@"; do
    mkdir -p "fuzz/corpus/$target"
    if cargo +nightly fuzz run "$target" "fuzz/corpus/$target" "$seeds" -- -dict=fuzz/hcl.dict \
        -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=60 -max_len=4096 -print_final_stats=1; then
        passed=$((passed + 1))
    else
        echo "failed: $target"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
