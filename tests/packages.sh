#!/usr/bin/env bash
# Every package, installed as a user would on a prefix of its own, checks the example project; so do the hooks and the action.
# tests/packages.sh [DIR]: the packages of DIR, else ones made here of the program under test. What a machine lacks is skipped aloud.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dist=${1:+$(cd "$1" && pwd)}
source "$here/e2e/common.sh"
cd "$repo"

version=$("$MERCATOR" --version)
case "$(uname -s)" in
  Linux) system=Linux ;;
  Darwin) system=macOS ;;
  *) system=Windows ;;
esac

skip() { echo "skip $1: $2"; }
# one NAME-PATTERN: the one package of that name.
one() {
  local found
  found=$(find "$dist" -maxdepth 1 -name "$1")
  if [ -z "$found" ] || [ "$(wc -l <<<"$found")" != 1 ]; then
    echo "not one $1 in $dist" >&2
    return 1
  fi
  echo "$found"
}
# works NAME PROGRAM: it is the program under test, and the example project is clean.
works() {
  local name=$1 program=$2
  local -a clean=(env -i "PATH=/usr/bin:/bin" "HOME=$scratch/home")
  [ $system != Windows ] || clean=()
  check "$name: the same program" test "$("${clean[@]}" "$program" --version)" = "$version"
  check "$name: check examples/shop" "${clean[@]}" "$program" check examples/shop
}
mkdir "$scratch/home"

# The tools of the extension are made once; the packages carry the program without what only debuggers read.
[ -d node_modules/@vscode/vsce ] || npm ci --ignore-scripts --silent
if [ -z "$dist" ]; then
  dist=$scratch/dist
  program=$MERCATOR
  if command -v strip >/dev/null; then
    program=$scratch/mercator
    strip --strip-debug -o "$program" "$MERCATOR"
  fi
  "$(dirname "$MERCATOR")/xtask" dist --bin "$program" --out "$dist" >/dev/null
fi
sums() { (cd "$dist" && for sum in *.sha256; do sha256sum --check --quiet "$sum" || return; done); }
if command -v sha256sum >/dev/null; then check "checksums" sums; else skip "checksums" "no sha256sum"; fi

# The archive.
archive=$(one 'mercator-*.tar.gz')
target=$(basename "$archive" .tar.gz)
mkdir "$scratch/archive"
tar -xzf "$archive" -C "$scratch/archive"
works "archive" "$scratch/archive/$target/mercator"
check "archive: licences" test -s "$scratch/archive/$target/LICENSE-MIT" -a -s "$scratch/archive/$target/LICENSE-APACHE" -a -s "$scratch/archive/$target/LICENSE-FONTS"
check "archive: completions" grep -q 'complete .*mercator' "$scratch/archive/$target/completions/bash/mercator"
check "archive: a manual page for each command" test -s "$scratch/archive/$target/man/man1/mercator-check.1"
if command -v man >/dev/null; then
  reads() { man -l "$scratch/archive/$target/man/man1/mercator-fmt.1" 2>"$scratch/man.log" | grep -q 'Format schema files' && [ ! -s "$scratch/man.log" ]; }
  check "archive: man reads its page" reads
else
  skip "archive: man reads its page" "no man"
fi

# npm, without its registry.
npm install --prefix "$scratch/npm" --offline --silent --no-audit --no-fund "$(one '*.tgz')"
works "npm" "$scratch/npm/node_modules/.bin/mercator"

# The wheel, without an index.
python=$(command -v python3 || command -v python)
if "$python" -m venv "$scratch/venv" 2>/dev/null; then
  scripts=$scratch/venv/bin
  [ $system != Windows ] || scripts=$scratch/venv/Scripts
  "$scripts/python" -m pip install --quiet --disable-pip-version-check --no-index "$(one '*.whl')"
  works "wheel" "$scripts/mercator"
  # pip compares each file with the record when it installs; what it shows comes of the metadata.
  shown=$("$scripts/python" -m pip --disable-pip-version-check show --files mercator-hcl)
  check "wheel: metadata" grep -q '^Version: 0' <<<"$shown"
  "$scripts/python" -m pip --disable-pip-version-check uninstall --quiet --yes mercator-hcl
  check "wheel: uninstalled" test ! -e "$scripts/mercator"
else
  skip "wheel" "$python has no venv"
fi

# Debian.
if command -v dpkg-deb >/dev/null; then
  deb=$(one '*.deb')
  dpkg-deb -x "$deb" "$scratch/debian"
  works "debian" "$scratch/debian/usr/bin/mercator"
  check "debian: fields" test "$(dpkg-deb -f "$deb" Package)" = mercator
  # What dpkg itself makes of it, in a system of its own where nothing else is installed.
  root=$scratch/root
  mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
  touch "$root/var/lib/dpkg/status"
  dpkg_here() { dpkg --root="$root" --force-not-root --force-depends --log=/dev/null "$@" >"$scratch/dpkg.log" 2>&1; }
  check "debian: dpkg installs it" dpkg_here -i "$deb"
  works "debian, installed" "$root/usr/bin/mercator"
  check "debian: dpkg removes it" dpkg_here -P mercator
  check "debian: nothing is left" test ! -e "$root/usr/bin/mercator" -a ! -e "$root/usr/share/doc/mercator"
  needs() { dpkg-deb -f "$deb" Depends | grep -q '^libc6 (>= 2\.'; }
  check "debian: the C library is asked for" needs
else
  skip "debian" "no dpkg-deb"
fi

# The extension: by VS Code where the test of the extension has fetched one, else as the archive that it is.
vsix=$(one '*.vsix')
code_server=$work/cs/node_modules/code-server/out/node/entry.js
if [ -f "$code_server" ]; then
  node24
  HOME=$scratch/home node "$code_server" --extensions-dir "$scratch/extensions" --install-extension "$vsix" >"$scratch/vsix.log" 2>&1 || cat "$scratch/vsix.log"
  works "vsix" "$(echo "$scratch"/extensions/mercator-hcl.mercator-*/server/mercator)"
else
  skip "vsix: installed in VS Code" "tests/e2e/vscode/run.sh has not fetched one; unpacked instead"
  # Python's unpacker forgets who may run what; VS Code does not.
  "$python" -m zipfile -e "$vsix" "$scratch/vsix"
  chmod +x "$scratch/vsix/extension/server"/*
  works "vsix" "$scratch/vsix/extension/server/mercator"
fi

# The hooks, by pre-commit itself, and the steps of the action. Both find the program on the path.
tools=$work/pre-commit
if [ ! -x "$tools/bin/pre-commit" ] && [ $system != Windows ]; then
  "$python" -m venv "$tools" && "$tools/bin/python" -m pip install --quiet --disable-pip-version-check pre-commit || rm -rf "$tools"
fi
if [ -x "$tools/bin/pre-commit" ]; then
  export PATH="$scratch/archive/$target:$PATH" PRE_COMMIT_HOME=$scratch/pre-commit
  mkdir "$scratch/hooks"
  cp .pre-commit-hooks.yaml "$scratch/hooks"
  commit "$scratch/hooks"
  cp -r examples/shop "$scratch/project"
  commit "$scratch/project"
  hook() { (cd "$scratch/project" && git add . && "$tools/bin/pre-commit" try-repo "$scratch/hooks" "$1" --all-files) >"$scratch/hook.log" 2>&1; }
  # refuses HOOK TEXT: it fails and says so.
  refuses() { ! hook "$1" && grep -qF "$2" "$scratch/hook.log"; }
  check "hook mercator-fmt passes" hook mercator-fmt
  check "hook mercator-check passes" hook mercator-check
  customers=$scratch/project/schema/customers.pg.hcl
  cp "$customers" "$scratch/customers"
  printf 'table   "later" {\n  schema = schema.public\n}\n' >> "$customers"
  check "hook mercator-fmt refuses" refuses mercator-fmt schema/customers.pg.hcl
  printf 'table "later" {\n  schema = schema.publik\n}\n' >> "$scratch/customers"
  cp "$scratch/customers" "$customers"
  check "hook mercator-check refuses" refuses mercator-check 'no schema `publik`'

  # The project is broken now: the action uploads and then fails.
  mkdir -p "$scratch/site/o/r/releases/download/v1.0.0"
  ln -s "$dist"/mercator-*.tar.gz* "$scratch/site/o/r/releases/download/v1.0.0"
  action() { RUNNER_OS=$system "$tools/bin/python" tests/packages/action.py "$scratch/site" "$@" >"$scratch/action.log" 2>&1; }
  # says TEXT...: each is a line of the log, or a part of one.
  says() {
    local text
    for text in "$@"; do
      if ! grep -qF "$text" "$scratch/action.log"; then
        echo "no \`$text\` in:"
        cat "$scratch/action.log"
        return 1
      fi
    done
  }
  passes() { action "$@" || says "an end without an error"; }
  fails() { ! action "$@"; }
  check "action passes" passes path=examples/shop version=1.0.0
  check "action uploads what it found" says 'upload 0 results' '0 errors, 0 warnings'
  check "action takes arguments, and another version" passes path=examples/shop version=v1.0.0 'args=--hints --deny warnings' upload=false
  check "action uploads only when asked" bash -c '! grep -q ^upload "$0"' "$scratch/action.log"
  check "action fails on findings" fails "path=$scratch/project" version=1.0.0
  check "action uploads and tells them" says 'upload 1 results' 'no schema `publik`' '1 error, '
  check "action fails on a wrong argument" fails path=examples/shop version=1.0.0 args=--nothing
  check "action tells of it" says "unexpected argument '--nothing'"
  check "action fails without the release" fails path=examples/shop version=9.9.9
  check "action tells of it at the download" says 'curl: (37)'
  mkdir -p "$scratch/site/o/r/releases/latest/download"
  for file in "$dist"/mercator-*.tar.gz*; do
    { cat "$file"; [ "${file%.sha256}" != "$file" ] || echo; } > "$scratch/site/o/r/releases/latest/download/$(basename "$file")"
  done
  check "action fails on an archive of another sum" fails path=examples/shop
  check "action tells of the sum" says 'did NOT match'
else
  skip "hooks and action" "pre-commit cannot be installed here"
fi

# The places that name the platforms name the same.
triples() { grep -ohE '(x86_64|aarch64)-[a-z]+-[a-z]+(-[a-z]+)?' "$1" | sort -u; }
agree() { [ -n "$(triples action.yml)" ] && [ "$(triples action.yml)" = "$(triples "$1")" ]; }
check "the workflow builds what the action fetches" agree .github/workflows/release.yml
check "dist packs what the action fetches" agree lsp/xtask/src/dist/platform.rs

finish
