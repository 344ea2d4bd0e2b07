#!/usr/bin/env bash
# Install Iceboxer in .venv and run its demo, in about three minutes: bash packaging/demo.sh [OPTIONS]
set -euo pipefail
source "$(dirname "$0")/install.sh" ""
exec .venv/bin/iceboxer demo "$@"
