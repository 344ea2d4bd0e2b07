#!/usr/bin/env bash
# Build wheel and source distribution, check them, and install the wheel in an empty environment up to the first pick:
# bash packaging/distributions.sh [FOLDER FOR THE DISTRIBUTIONS]. Needs the .venv of test.sh, whose packages it borrows.
set -euo pipefail
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
target="$(realpath -m "${1:-$work/dist}")"
python="$PWD/.venv/bin/python"
mkdir -p "$work/source" "$target"
git ls-files -z | tar --null --files-from=- --create | tar --extract --directory "$work/source"
for what in sdist wheel; do
    (cd "$work/source" && "$python" -W ignore -c \
        'import sys; from setuptools import build_meta; getattr(build_meta, "build_" + sys.argv[1])(sys.argv[2])' \
        "$what" "$target" >/dev/null 2>"$work/log") || { cat "$work/log"; exit 1; }
done
"$python" -m twine check --strict "$target"/*

"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv/bin/python" install --quiet --disable-pip-version-check --no-deps "$target"/*.whl
"$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
    >"$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/borrowed.pth"
cd "$work"
iceboxer="$work/venv/bin/iceboxer"
"$iceboxer" --version
"$iceboxer" simulate --output set --micrographs 1 --particles 20 --width 1024 --height 1024 >/dev/null
"$iceboxer" pick set/micrographs --output picks --diameter 150 >/dev/null
ls picks/STAR/*.star >/dev/null
QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" -c '
import iceboxer, iceboxer.boxmanager.window.main_window
from iceboxer.boxmanager.dialogs.manual import find_manual
assert find_manual()
print(iceboxer.__file__)' | grep -q "^$work/venv/"
echo "The wheel was installed in an empty environment, picked a micrograph, and its window can be imported."
