#!/usr/bin/env bash
# A real Helix in a terminal against the real server, set up as its README says. HX may name another Helix.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

if [ -z "${HX:-}" ]; then
  [ -x "$work/hx-sid/run" ] || "$e2e/unpack-debs.sh" "$work/hx-sid" sid hx
  HX="$work/hx-sid/run hx"
  export HELIX_RUNTIME=$work/hx-sid/system/usr/lib/hx/runtime
fi
install_packages tmux gcc

# Without a .git or .helix folder Helix tells no root.
project=$scratch/project
mkdir -p "$project/.helix" "$scratch/bin" "$scratch/config/helix"
cp "$e2e"/fixture/*.hcl "$project"
ln -s "$(realpath "$MERCATOR")" "$scratch/bin/mercator"
export PATH="$scratch/bin:$PATH" HOME="$scratch" XDG_CONFIG_HOME="$scratch/config" XDG_CACHE_HOME="$scratch/cache"
cp "$e2e/helix/config.toml" "$repo/editors/helix/languages.toml" "$scratch/config/helix"
"$repo/editors/helix/install.sh" >/dev/null

# shellcheck disable=SC2086 -- HX is a command with arguments
health=$($HX --health schema-hcl 2>&1 | sed 's/\x1b\[[0-9;]*m//g')
check "the server is found" grep -q 'mercator' <<<"$health"
check "no server for Terraform" bash -c '! grep -q terraform <<<"$0"' "$health"
check "colours are found" grep -q 'Highlight queries: ✓' <<<"$health"

tmux=(tmux -L "mercator-$$")
trap '"${tmux[@]}" kill-server 2>/dev/null || true; rm -rf "$scratch"' EXIT
screen() { "${tmux[@]}" capture-pane -p -t 0 "$@"; }
on_screen() { screen | grep -qF -- "$1"; }
in_file() { grep -qF -- "$1" "$project/$2"; }
key() { "${tmux[@]}" send-keys -t 0 "$@"; sleep 0.3; }
typed() { "${tmux[@]}" send-keys -t 0 -l "$1"; sleep 0.3; }
command() { typed ":$1"; key Enter; }

"${tmux[@]}" new-session -d -x 140 -y 40 -c "$project" "$HX posts.pg.hcl 2>$scratch/stderr"
within 15 "finding" on_screen 'publik'
within 15 "finding at the line" on_screen 'no schema `publik` is declared'

# Where colours change, the terminal is told between two words: here between `column` and its label.
coloured() { screen -e | grep -qE $'column\x1b.*"id"'; }
within 5 "a keyword has a colour" coloured
[ -z "${OUT:-}" ] || { mkdir -p "$OUT"; screen -e >"$OUT/helix.ansi"; }

# The first fix of that finding, and back.
key g g
typed '/publik'
key Enter
key Space a
within 10 "fixes" on_screen 'Change to'
key Enter
within 10 "fix applied" on_screen 'schema = schema.public'
key u
within 10 "fix undone" on_screen 'schema = schema.publik'

# Completion: the name of the schema.
key g g
typed '/publik'
key Enter
key c
typed 'pub'
key C-x
within 10 "completion" on_screen 'public'
key Tab
key Escape
# Formatting when saving.
command 'write'
within 10 "completion accepted and saved" in_file 'schema = schema.public' posts.pg.hcl
formatted() { ! grep -q 'type =    int' "$project/posts.pg.hcl"; }
within 10 "format on save" formatted
typed '/users.column'
key Enter
typed 'gd'
within 10 "definition in the other file" on_screen 'users.pg.hcl'
key Space k
within 10 "hover" on_screen 'Stands in users.pg.hcl'
key Escape
key g g
typed '/users"'
key Enter
key Space r
key C-u
typed 'people'
key Enter
within 10 "rename at the declaration" on_screen 'table "people" {'
command 'write-all'
within 10 "rename in the other file" in_file '[table.people.column.id]' posts.pg.hcl
command 'quit-all!'
finish
