#!/usr/bin/env bash
# Installs what is missing and runs all tests. On a fresh Debian machine with Rust and Node this takes about 20 minutes.
# What takes longer has scripts of its own: tests/laws.sh, fuzz/run.sh, tests/e2e/all.sh and, with database servers, tests/plan_*.py
# and tests/lint_*.py.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Each crate is built once here: what speeds up the next build would only fill the disk.
export CARGO_INCREMENTAL=0

step() { printf '\n== %s\n' "$1"; }
passed=0 failed=0
# run NAME COMMAND...: counts, and goes on after a failure so that one run shows them all.
run() {
  local name=$1
  shift
  step "$name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name"; fi
}

missing=()
for package in chromium; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ]; then
  step "install ${missing[*]}"
  apt-get -qq update
  apt-get -qq -y --no-install-recommends install "${missing[@]}"
fi

run "format" cargo fmt --all --check
run "lint" cargo clippy --quiet --workspace --all-targets -- -D warnings
run "build" cargo build --quiet --workspace
run "unit tests and laws" cargo test --quiet --workspace
run "generated files" target/debug/xtask codegen --check
run "walls" target/debug/xtask tidy
run "formatter cases" target/debug/xtask conformance fmt
run "plan cases" target/debug/xtask conformance plan
run "plans on engines" python3 tests/plan_table.py --xtask target/debug/xtask
run "plan laws" python3 tests/plan_laws.py --bin target/debug/mercator --dialect sqlite --pairs 100 --seconds 90
run "rollouts" python3 tests/plan_rollouts.py --bin target/debug/mercator --dialect sqlite
run "mutations" target/debug/xtask mutate
if [ -f ../shared/tools/gen_schema.py ]; then
  run "seeded errors" python3 tests/seeded.py target/debug/mercator ../shared/tools/gen_schema.py
else
  echo "skipped: seeded errors (../shared is not there)"
fi
run "example project" target/debug/mercator check examples/shop
run "protocol" env MERCATOR=target/debug/mercator python3 tests/protocol/run.py
run "extension" bash -c 'npm ci --ignore-scripts --silent && npm run -s typecheck && npm run -s build && npm run -s test:view && npm run -s test:grammar'
run "packages" tests/packages.sh
run "features by editor" tests/e2e/features.py check
for editor in emacs helix neovim neovim-0.10 vim; do
  run "$editor" "tests/e2e/$editor/run.sh"
done
# A browser on a busy machine may lose a key press: one more try before it counts.
run "VS Code" bash -c 'tests/e2e/vscode/run.sh || tests/e2e/vscode/run.sh'

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
