#!/usr/bin/env bash
# The last Neovim without vim.lsp.enable against the real server, set up as the README says. NVIM_0_10 may name it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

if [ -z "${NVIM_0_10:-}" ]; then
  [ -x "$work/nvim-trixie/run" ] || "$e2e/unpack-debs.sh" "$work/nvim-trixie" trixie neovim
  NVIM_0_10="$work/nvim-trixie/run nvim"
  export VIMRUNTIME=$work/nvim-trixie/system/usr/share/nvim/runtime
fi
install_packages gcc
mkdir -p "$scratch/bin" "$scratch/home" "$scratch/project" "$scratch/built/parser"
cp "$e2e"/fixture/*.hcl "$scratch/project"
ln -s "$MERCATOR" "$scratch/bin/mercator"
"$repo/editors/neovim/build.sh" "$scratch/built/parser"
export PATH="$scratch/bin:$PATH" HOME="$scratch/home" XDG_CONFIG_HOME="$scratch/home" WORKSPACE="$scratch/project" BUILT="$scratch/built" \
  PLUGIN="$repo/editors/neovim" CHECKS="$e2e/neovim/checks.lua"
# shellcheck disable=SC2086 -- NVIM_0_10 is a command with arguments
timeout 120 $NVIM_0_10 --headless --clean "+luafile $e2e/neovim-0.10/test.lua" +cquit
