#!/usr/bin/env bash
# Install Iceboxer with its test dependencies in .venv and run the tests: bash packaging/test.sh [PYTEST OPTIONS]
set -euo pipefail
source "$(dirname "$0")/install.sh" "[dev]"
unset PYTHONDONTWRITEBYTECODE  # the tests start the program hundreds of times, which would compile it each time
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
# a process a core, four at most, and one thread each; the tests of a file share its fixtures, so they stay together,
# and tests/conftest.py puts the files that take longest first
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
exec .venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder "$@"
