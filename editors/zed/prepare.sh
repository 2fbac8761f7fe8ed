#!/bin/sh
# Writes the extension into a folder, with the grammar taken from this checkout as it is committed: prepare.sh FOLDER.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repository=$(git -C "$here" rev-parse --show-toplevel)
commit=$(git -C "$repository" rev-parse HEAD)
folder=${1:?usage: prepare.sh FOLDER}

mkdir -p "$folder"
cp -R "$here/Cargo.toml" "$here/Cargo.lock" "$here/src" "$here/languages" "$folder"
sed -e "/^\\[grammars/,/^\$/s#^repository = .*#repository = \"file://$repository\"#" \
    -e "/^\\[grammars/,/^\$/s#^rev = .*#rev = \"$commit\"#" "$here/extension.toml" >"$folder/extension.toml"
echo "$folder"
