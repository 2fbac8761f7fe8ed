#!/usr/bin/env bash
# A real Vim with ALE against the real server, set up as its README says. VIM_PROGRAM may name another Vim.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

install_packages vim-nox vim-ale
mkdir "$scratch/project" "$scratch/bin"
cp "$e2e"/fixture/*.hcl "$scratch/project"
ln -s "$(realpath "$MERCATOR")" "$scratch/bin/mercator"
export PATH="$scratch/bin:$PATH" HOME="$scratch" PROJECT="$scratch/project" PLUGIN="$repo/editors/vim" RESULT="$scratch/result"
status=0
timeout 120 "${VIM_PROGRAM:-vim}" -Nu NONE -i NONE -n -es -S "$e2e/vim/test.vim" </dev/null || status=$?
cat "$RESULT"
exit "$status"
