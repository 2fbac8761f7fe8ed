#!/usr/bin/env bash
# The extension for Zed, without Zed, for which there is no package: built to the component that it loads, from the folder that a
# user hands to it. The compiler for WebAssembly comes from Debian sid where rustup has none; its linker is in Rust's own folder.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

target=wasm32-wasip2
linkers=$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
  [ -x "$work/rust-sid/run" ] || "$e2e/unpack-debs.sh" "$work/rust-sid" sid rustc libstd-rust-dev-wasm32
  printf '#!/bin/sh\nexec "%s/rust-sid/run" rustc "$@"\n' "$work" >"$scratch/rustc"
  chmod +x "$scratch/rustc"
  export RUSTC=$scratch/rustc
fi
export PATH="$linkers:$linkers/gcc-ld:$PATH" CARGO_TARGET_WASM32_WASIP2_LINKER=wasm-component-ld

extension=$scratch/extension
"$repo/editors/zed/prepare.sh" "$extension" >/dev/null
grammar=$(sed -n '/^\[grammars.schema_hcl\]/,/^$/p' "$extension/extension.toml")
value() { sed -n "s/^$1 = \"\(.*\)\"$/\1/p" <<<"$grammar"; }
from=$(value repository)
check "the grammar can be fetched" git -C "${from#file://}" cat-file -e "$(value rev):$(value path)/src/parser.c"
check "the language has the grammar" grep -q '^grammar = "schema_hcl"' "$extension/languages/schema-hcl/config.toml"
language=$(sed -n 's/^name = "\(.*\)"$/\1/p' "$extension/languages/schema-hcl/config.toml")
check "the server has the language" grep -qF "languages = [\"$language\"]" "$extension/extension.toml"

# Zed compiles the grammar to WebAssembly as well, where of the C library only this is there (as of tree-sitter's imports.txt).
cc -std=c11 -I "$repo/grammar/src" -c "$repo/grammar/src/scanner.c" -o "$scratch/scanner.o"
there='calloc|free|malloc|realloc|memchr|memcmp|memcpy|memmove|memset|strcmp|strlen|strncat|strncmp|strncpy|_GLOBAL_OFFSET_TABLE_'
missing=$(nm --undefined-only --format=just-symbols "$scratch/scanner.o" | grep -vxE "$there" || true)
check "the scanner calls only what is there" test -z "$missing"

(cd "$extension" && cargo build --quiet --locked --release --target "$target" --target-dir "$work/zed-target")
component=$work/zed-target/$target/release/zed_schema_hcl.wasm
# The second half of the first word tells a component from a module.
check "builds to a component" test "$(od -An -tx1 -N8 "$component" | tr -d ' ')" = 0061736d0d000100
check "offers what Zed calls" grep -qa 'language-server-command' "$component"
finish
