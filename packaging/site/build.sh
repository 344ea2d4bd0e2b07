#!/usr/bin/env bash
# Build the manual as a site in build/site, which needs no network to read: bash packaging/site/build.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check sphinx==9.0.4 myst-parser==5.2.0 furo==2025.12.19
cp -R docs "$work/docs"
mv "$work/docs/README.md" "$work/docs/index.md"
PYTHONPATH=packaging "$work/venv/bin/sphinx-build" --quiet --fail-on-warning --keep-going -c packaging/site "$work/docs" build/site
echo "build/site/index.html"
