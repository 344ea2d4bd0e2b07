#!/usr/bin/env bash
# Installs Iceboxer in .venv and shows what it does, in about two minutes: bash packaging/demo.sh [OPTIONS]
set -euo pipefail
source "$(dirname "$0")/install.sh" ""
exec .venv/bin/iceboxer demo "$@"
