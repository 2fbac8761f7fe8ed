#!/usr/bin/env bash
# unpack-debs.sh FOLDER SUITE PACKAGE...
# Unpacks packages of a newer Debian suite, with what they depend on, into a folder: own apt state, nothing installed, no
# maintainer script run. FOLDER/run PROGRAM ARGS starts a program with the libraries of that suite.
set -euo pipefail

folder=$1 suite=$2
shift 2
mkdir -p "$folder/system" "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial"
folder=$(cd "$folder" && pwd)
: > "$folder/apt/status"

# The mirror this machine already uses.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
if [ -z "$mirror" ]; then
  echo "no package lists: run apt-get update first" >&2
  exit 2
fi
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$folder/apt/sources.list"
cat > "$folder/apt/conf" <<CONF
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferencesparts "-";
Dir::State::lists "$folder/apt/lists";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt/cache";
Acquire::Languages "none";
Debug::NoLocking "true";
CONF
[ "$(id -u)" = 0 ] && echo 'APT::Sandbox::User "root";' >> "$folder/apt/conf"

export APT_CONFIG="$folder/apt/conf"
apt-get -qq update
apt-get -qq -y --no-install-recommends --download-only install "$@"
for package in "$folder"/apt/cache/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$folder/system"
done
rm -rf "$folder/apt"

cat > "$folder/run" <<'RUN'
#!/bin/sh
system=$(dirname "$(realpath "$0")")/system
program=$1
shift
libraries=$system/usr/lib/$(uname -m)-linux-gnu
loader=$(ls "$libraries"/ld-linux-*.so.* | head -n 1)
exec "$loader" --library-path "$libraries" --argv0 "$program" "$system/usr/bin/$program" "$@"
RUN
chmod +x "$folder/run"
