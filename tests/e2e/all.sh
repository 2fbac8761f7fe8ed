#!/usr/bin/env bash
# Every editor, one after the other: tests/e2e/all.sh [EDITOR...]. Prints the sum of what they count.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[ $# -gt 0 ] || set -- emacs helix kate neovim neovim-0.10 vim vscode

passed=0 failed=0
for editor in "$@"; do
  printf '\n== %s\n' "$editor"
  output=$("./$editor/run.sh" 2>&1)
  printf '%s\n' "$output"
  counts=$(grep -oE '[0-9]+ passed, [0-9]+ failed' <<<"$output" | tail -n 1)
  # An editor that did not come to its end failed as a whole.
  read -r ok _ not_ok _ <<<"${counts:-0 passed, 1 failed}"
  passed=$((passed + ok)) failed=$((failed + not_ok))
done
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
