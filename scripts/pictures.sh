#!/usr/bin/env bash
# Takes the pictures of docs/plan.md in a real VS Code, over a copy of examples/shop with edits since its commit.
# Look at them before they are committed.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export OUT
OUT=$(mktemp -d)
trap 'rm -rf "$OUT"' EXIT

"$repo/tests/e2e/vscode/run.sh" shop
mkdir -p "$repo/docs/pictures"
for name in inline hover document; do
  picture=$(echo "$OUT"/shop-?-"$name".png)
  bytes=$(wc -c < "$picture")
  if [ "$bytes" -gt 200000 ]; then
    echo "docs/pictures/plan-$name.png would have $bytes bytes: make the window of the scene smaller" >&2
    exit 1
  fi
  cp "$picture" "$repo/docs/pictures/plan-$name.png"
  echo "docs/pictures/plan-$name.png: $bytes bytes"
done
