#!/usr/bin/env bash
# Install Iceboxer with its test dependencies in .venv and run the tests: bash packaging/test.sh [PYTEST OPTIONS]
set -euo pipefail
source "$(dirname "$0")/install.sh" "[dev]"
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
exec .venv/bin/python -m pytest "$@"
