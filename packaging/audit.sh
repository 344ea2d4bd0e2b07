#!/usr/bin/env bash
# Report known vulnerabilities in the pinned packages: bash packaging/audit.sh. The exit code is 0 even if there are some,
# since no change of the project causes them, and if the network is missing, which is reported too.
set -uo pipefail
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv" &&
    timeout 120 "$work/venv/bin/python" -m pip install --retries 1 --timeout 15 --quiet --disable-pip-version-check pip-audit ||
    { echo "Vulnerabilities were not looked for: pip-audit cannot be installed."; exit 0; }
result="$(timeout 120 "$work/venv/bin/pip-audit" --no-deps --disable-pip -r packaging/constraints.txt 2>&1)"
status=$?
echo "$result"
skipped="$(grep -c "could not be audited" <<<"$result")"
if [ "$status" -gt 1 ]; then
    echo "Vulnerabilities were not looked for: the service cannot be reached."
elif [ "$skipped" -gt 0 ]; then
    echo "Not looked for in $skipped of $(grep -c == packaging/constraints.txt) packages: the index does not list their vulnerabilities, as mirrors of PyPI."
fi
