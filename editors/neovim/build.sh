#!/bin/sh
# Builds the tree-sitter parser into this plugin; without it Neovim colours as it does for `hcl`.
set -eu
cd "$(dirname "$0")"
grammar=../../grammar/src
folder=${1:-parser}
mkdir -p "$folder"
"${CC:-cc}" -O2 -shared -fPIC -std=c11 -I "$grammar" "$grammar/parser.c" "$grammar/scanner.c" -o "$folder/schema_hcl.so"
