#!/usr/bin/env bash
# A real Emacs against the real server, set up as its README says. EMACS may name another Emacs.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

[ -n "${EMACS:-}" ] || install_packages emacs-nox elpa-eglot
mkdir "$scratch/project" "$scratch/bin"
cp "$e2e"/fixture/*.hcl "$scratch/project"
ln -s "$(realpath "$MERCATOR")" "$scratch/bin/mercator"
export PATH="$scratch/bin:$PATH" HOME="$scratch" PROJECT="$scratch/project" MODE="$repo/editors/emacs"
timeout 120 ${EMACS:-emacs} -Q --batch -l "$e2e/emacs/test.el"
