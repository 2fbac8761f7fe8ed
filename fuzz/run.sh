#!/bin/sh
# Runs every fuzz target for SECONDS (default 600) each, one after the other: SECONDS=60 fuzz/run.sh [target…]
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${SECONDS:-0}
[ "$seconds" -gt 0 ] 2>/dev/null || seconds=600
cargo +nightly fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked || exit 1
[ $# -gt 0 ] || set -- $(cargo +nightly fuzz list)

passed=0
failed=0
for target in "$@"; do
    mkdir -p "fuzz/corpus/$target"
    if cargo +nightly fuzz run "$target" -- \
        -max_total_time="$seconds" -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1; then
        passed=$((passed + 1))
    else
        echo "failed: $target"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
