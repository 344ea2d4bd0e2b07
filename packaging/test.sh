#!/usr/bin/env bash
# Installs Iceboxer with what its tests need in .venv and runs them: bash packaging/test.sh [PYTEST OPTIONS]
set -euo pipefail
source "$(dirname "$0")/install.sh" "[dev]"
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
exec .venv/bin/python -m pytest "$@"
