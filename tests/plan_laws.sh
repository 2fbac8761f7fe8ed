#!/bin/sh
# The laws of plans at their full size: 2,000 pairs for each engine. A failure is printed with its seed.
# Takes hours on two cores; PAIRS and SEED take another part of them, such as `PAIRS=100 tests/plan_laws.sh` before a merge.
# With ENGINES_SCRIPT, a program that prints `export TEST_..._URL=` lines for `up FOLDER`, the engines that are missing are started by it.
set -eu
cd "$(dirname "$0")/.."
if [ -n "${ENGINES_SCRIPT:-}" ]; then
    eval "$("$ENGINES_SCRIPT" up "${ENGINES_FOLDER:-${TMPDIR:-/tmp}/mercator-engines}")"
fi
cargo build -p mercator
binary=${CARGO_TARGET_DIR:-target}/debug/mercator
pairs=$(mktemp -d)
trap 'rm -r "$pairs"' EXIT
python3 tests/plan_laws.py --write "$pairs" --pairs "${PAIRS:-2000}" --seed "${SEED:-1}"
PLAN_PAIRS=$pairs cargo test -p engine objects_rendered_alone
python3 tests/plan_laws.py --bin "$binary" --pairs "${PAIRS:-2000}" --seed "${SEED:-1}" "$@"
python3 tests/lint_rows.py --bin "$binary"
python3 tests/lint_types.py --bin "$binary"
python3 tests/plan_pairs.py --bin "$binary"
