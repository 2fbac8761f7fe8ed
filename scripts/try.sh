#!/usr/bin/env bash
# Builds Mercator, checks the example project on the command line, and opens it in a real VS Code in a browser with the
# extension installed. Prints the address; stop it with Ctrl-C. `--check-only` stops after the command line.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repo"

echo "Building the program (a few minutes the first time)…"
cargo build --quiet --release --package mercator
program=${CARGO_TARGET_DIR:-$repo/target}/release/mercator
echo
echo "\$ mercator check examples/shop"
"$program" check examples/shop
[ "${1:-}" = --check-only ] && exit

export MERCATOR=$program
source tests/e2e/common.sh
node24
tests/e2e/vscode/install.sh "$work"
echo
echo "Packaging the extension…"
npm ci --ignore-scripts --silent
mkdir -p "$scratch/data/Machine" "$scratch/data/User" "$scratch/ext" "$scratch/shop" "$scratch/home"
npm run -s package -- -o "$scratch/mercator.vsix" > "$scratch/package.log" 2>&1 || { cat "$scratch/package.log"; exit 1; }
cp -r examples/shop/. "$scratch/shop"
# The path of a program is a setting of the machine, not of the user.
printf '{"mercator.server.path": "%s"}\n' "$program" > "$scratch/data/Machine/settings.json"
printf '{"editor.formatOnSave": true, "workbench.startupEditor": "none", "security.workspace.trust.enabled": false, "chat.disableAIFeatures": true, "workbench.secondarySideBar.defaultVisibility": "hidden"}\n' > "$scratch/data/User/settings.json"
export HOME=$scratch/home EXTENSIONS_GALLERY='{}'
code=$work/cs/node_modules/code-server/out/node/entry.js
options=(--user-data-dir "$scratch/data" --extensions-dir "$scratch/ext")
node "$code" "${options[@]}" --install-extension "$scratch/mercator.vsix" > "$scratch/install.log" 2>&1 || { cat "$scratch/install.log"; exit 1; }
port=${PORT:-8080}
echo
echo "Open http://127.0.0.1:$port/?folder=$scratch/shop in a browser (a copy of examples/shop; Ctrl-C stops it)"
node "$code" "${options[@]}" --auth none --bind-addr "127.0.0.1:$port" --disable-telemetry --disable-update-check \
  --disable-workspace-trust --disable-getting-started-override > "$scratch/log" 2>&1
