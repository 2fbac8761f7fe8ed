#!/bin/sh
# Builds the grammar and puts it with its queries where Helix looks: install.sh [FOLDER], else ~/.config/helix/runtime.
set -eu
grammar=$(cd "$(dirname "$0")/../../grammar" && pwd)
runtime=${1:-${XDG_CONFIG_HOME:-$HOME/.config}/helix/runtime}

mkdir -p "$runtime/grammars" "$runtime/queries/schema-hcl"
"${CC:-cc}" -O2 -shared -fPIC -std=c11 -I "$grammar/src" "$grammar/src/parser.c" "$grammar/src/scanner.c" \
    -o "$runtime/grammars/schema_hcl.so"
# Themes of Helix know some colours by other names.
for query in "$grammar"/queries/*.scm; do
    sed -e 's/@property/@variable.other.member/' -e 's/@number/@constant.numeric/' \
        -e 's/@string\.escape/@constant.character.escape/' -e 's/@local\.definition/@local.definition.variable.parameter/' \
        "$query" > "$runtime/queries/schema-hcl/$(basename "$query")"
done
echo "$runtime"
