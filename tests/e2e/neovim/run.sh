#!/usr/bin/env bash
# A real Neovim against the real server. NVIM may name another Neovim (0.11 or newer).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

if [ -z "${NVIM:-}" ]; then
  [ -x "$work/nvim-sid/run" ] || "$e2e/unpack-debs.sh" "$work/nvim-sid" sid neovim
  NVIM="$work/nvim-sid/run nvim"
  export VIMRUNTIME=$work/nvim-sid/system/usr/share/nvim/runtime
fi
mkdir "$scratch/bin" "$scratch/home" "$scratch/project" "$scratch/planned"
cp "$e2e"/fixture/*.hcl "$scratch/project"
cat > "$scratch/planned/shop.pg.hcl" <<'HCL'
schema "public" {
}

table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "name" {
    type = text
  }
}

table "tags" {
  schema = schema.public
  column "id" {
    type = int
  }
}
HCL
commit "$scratch/planned"
ln -s "$(realpath "$MERCATOR")" "$scratch/bin/mercator"
# The parser goes where the checkout does not see it.
install_packages gcc
mkdir -p "$scratch/built/parser"
"$repo/editors/neovim/build.sh" "$scratch/built/parser"
export PATH="$scratch/bin:$PATH" HOME="$scratch/home" XDG_CONFIG_HOME="$scratch/home" WORKSPACE="$scratch/project" PLANNED="$scratch/planned" PLUGIN="$repo/editors/neovim" BUILT="$scratch/built" CHECKS="$e2e/neovim/checks.lua"
# shellcheck disable=SC2086 -- NVIM is a command with arguments
timeout 120 $NVIM --headless --clean "+luafile $e2e/neovim/test.lua" +cquit
