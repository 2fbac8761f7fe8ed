#!/bin/sh
# The laws of the workspace at their full size: 2,000 edits for each case, 20,000 random scripts, a million keystrokes.
# Takes ten minutes on two cores, after the build. A pull request runs the same tests, smaller.
set -eu
cd "$(dirname "$0")/.."
MERCATOR_LAWS=full cargo test --release -p e2e-tests "$@"
