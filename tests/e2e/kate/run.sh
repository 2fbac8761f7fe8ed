#!/usr/bin/env bash
# A real Kate on a screen of its own against the real server, set up as its README says. Keys go in through xdotool; what
# comes out is read from the traffic with the server and from the disk. OUT keeps pictures.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

install_packages kate xvfb xdotool imagemagick dbus
project=$scratch/project
config=$scratch/config
data=$scratch/data
mkdir -p "$project" "$scratch/bin" "$config/kate/lspclient" "$data/org.kde.syntax-highlighting/syntax" "$scratch/run"
chmod 700 "$scratch/run"
cp "$e2e"/fixture/*.hcl "$project"
cp "$repo/editors/kate/schema-hcl.xml" "$data/org.kde.syntax-highlighting/syntax"
cp "$repo/editors/kate/settings.json" "$config/kate/lspclient"
# The name is looked up on the path; the program there writes down what is said.
sent=$scratch/sent received=$scratch/received
touch "$sent" "$received"
cat >"$scratch/bin/mercator" <<PROGRAM
#!/bin/sh
tee -a "$sent" | "$(realpath "$MERCATOR")" "\$@" | tee -a "$received"
PROGRAM
chmod +x "$scratch/bin/mercator"
sed "s#@SERVER@#mercator lsp --stdio,$scratch/bin/mercator lsp --stdio#" "$e2e/kate/katerc" >"$config/katerc"

Xvfb -displayfd 3 -screen 0 1200x800x24 -nolisten tcp 3>"$scratch/display" >/dev/null 2>&1 &
screen=$!
kate=
stop() {
  [ -z "$kate" ] || kill "$kate" 2>/dev/null || true
  kill "$screen" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$scratch"
}
trap stop EXIT
within 10 "a screen" test -s "$scratch/display"
DISPLAY=:$(cat "$scratch/display")
export DISPLAY PATH="$scratch/bin:$PATH" HOME="$scratch" XDG_CONFIG_HOME="$config" XDG_DATA_HOME="$data"
export XDG_RUNTIME_DIR="$scratch/run" QT_QPA_PLATFORM=xcb LIBGL_ALWAYS_SOFTWARE=1
cd "$project"
dbus-run-session -- "${KATE:-kate}" -n --startanon -l 2 -c 14 posts.pg.hcl >"$scratch/kate.log" 2>&1 &
kate=$!

picture() {
  [ -z "${OUT:-}" ] || { mkdir -p "$OUT" && import -window root "$OUT/kate-$1.png"; }
}
on_failure() { picture "failed-${1// /-}"; }
key() { xdotool key --clearmodifiers "$@"; sleep 0.4; }
was_sent() { grep -qaF -- "$1" "$sent"; }
was_received() { grep -qaF -- "$1" "$received"; }
# go LINE COLUMN
go() {
  key ctrl+g
  xdotool type "$1"
  key Return
  key Home
  for _ in $(seq "$2"); do xdotool key Right; done
}

within 30 "start of the server" was_sent '"initialize"'
within 10 "the root is the folder of atlas.hcl" was_sent "\"rootUri\": \"file://$project"
within 15 "finding" was_received 'no schema `publik`'
window=$(xdotool search --onlyvisible --class kate | tail -n 1)
xdotool windowfocus "$window" 2>/dev/null || true
sleep 1
picture open

# The end of the wrong name goes and comes back right, with what completion offers.
go 2 18
key shift+End
key BackSpace
key ctrl+space
within 10 "completion is asked for" was_sent '"textDocument/completion"'
within 10 "completion offers the schema" was_received '"label":"public"'
sleep 0.5
picture completion
key Return
key Escape
key ctrl+s
accepted() { grep -q 'schema = schema.public$' posts.pg.hcl; }
within 10 "completion is accepted" accepted

# The key of "Format", and the first entry of the menu, "Go to Definition", which has none.
key ctrl+t f
within 10 "formatting is asked for" was_sent '"textDocument/formatting"'
sleep 0.5
key ctrl+s
formatted() { ! grep -q 'type =    int' posts.pg.hcl; }
within 10 "formatted and saved" formatted

go 16 31
key alt+l
key Return
within 10 "definition is asked for" was_sent '"textDocument/definition"'
opened() { grep -aA40 '"textDocument/didOpen"' "$sent" | grep -qaF 'users.pg.hcl'; }
within 10 "definition opens the other file" opened
picture definition
finish
