#!/usr/bin/env bash
# The packaged extension in a real VS Code (code-server) and Chromium, against the real server.
# Pictures go to OUT (default: the work folder). The name of a scene as argument runs only that one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
node24
"$e2e/vscode/install.sh" "$work"

cd "$repo"
[ -d node_modules/vscode-languageclient ] || npm ci --ignore-scripts --silent
npm run -s package:platform -- "linux-$(node -p process.arch)" "$MERCATOR" "$scratch/mercator.vsix" > "$scratch/package.log" 2>&1 || { cat "$scratch/package.log"; exit 1; }

export VSIX=$scratch/mercator.vsix FIXTURE=$e2e/fixture SHOP=$repo/examples/shop OUT=${OUT:-$work/pictures} WORK=$work SCRATCH=$scratch
mkdir -p "$OUT"
# Without `exec`, so that the trap removes the scratch folder.
node "$e2e/vscode/run.mjs" "$@"
