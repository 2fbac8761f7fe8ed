#!/usr/bin/env bash
# install.sh FOLDER: code-server (VS Code in a browser), playwright-core and, if there is none, Chromium. About a minute.
# Expects Node 24 on the PATH (see common.sh).
set -euo pipefail

folder=$1
code_server=4.139.1
playwright=1.65.1
entry=$folder/cs/node_modules/code-server/out/node/entry.js

if ! HOME=$folder node "$entry" --version 2>/dev/null | grep -q "^$code_server "; then
  mkdir -p "$folder/cs"
  [ -f "$folder/cs/package.json" ] || echo '{"private":true}' > "$folder/cs/package.json"
  # Nothing is compiled: the native parts this test needs have prebuilt or fallback versions.
  npm install --prefix "$folder/cs" --silent --ignore-scripts "code-server@$code_server"
  (cd "$folder/cs/node_modules/code-server/lib/vscode" && npm install --silent --omit=dev --ignore-scripts)
fi
if [ ! -d "$folder/playwright/node_modules/playwright-core" ]; then
  npm install --prefix "$folder/playwright" --no-save --silent --ignore-scripts "playwright-core@$playwright"
fi
if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "no Chromium: install the package, or set CHROMIUM" >&2
    exit 2
  fi
  apt-get -qq update
  apt-get -qq -y --no-install-recommends install chromium
fi
