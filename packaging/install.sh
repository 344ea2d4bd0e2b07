#!/usr/bin/env bash
# Create .venv in the project's folder and install the project there with the extras in $1. Sourced by demo.sh and test.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-python3}"
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then  # none yet, or one that was only half made
    "$python" -m venv .venv
fi
wanted=$(cat setup.cfg pyproject.toml packaging/constraints.txt <(echo "$1") | cksum)
if [ "$(cat .venv/iceboxer-installed 2>/dev/null || true)" != "$wanted" ]; then
    echo "Installing Iceboxer in .venv. Its packages are downloaded: 0.5 GB, or 3 GB if torch comes with CUDA (docs/install.md)."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -c packaging/constraints.txt -e ".$1"
    echo "$wanted" >.venv/iceboxer-installed
fi
