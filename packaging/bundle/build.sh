#!/usr/bin/env bash
# Build dist/iceboxer, one file that needs neither Python nor Qt, and dist/NOTICES.txt: bash packaging/bundle/build.sh
# Python 3.11 on x86-64; TORCH_INDEX may name another index for the CPU build of torch.
set -euo pipefail
cd "$(dirname "$0")/../.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
pip=("$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check)
"${pip[@]}" --no-deps --require-hashes -r packaging/bundle/requirements.txt
"${pip[@]}" ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "$(grep '^torch==' packaging/constraints.txt)"
"${pip[@]}" --no-deps . pyinstaller==6.22.3 pyinstaller-hooks-contrib altgraph packaging
"$work/venv/bin/pyinstaller" --noconfirm --workpath "$work/build" --distpath dist packaging/bundle/iceboxer.spec
ls -lh dist/iceboxer
