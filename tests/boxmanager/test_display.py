"""Without a display the command ends with a sentence, not with Qt's abort."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "There is no display to open the window on."),
        ({"DISPLAY": "nowhere.invalid:7"}, "could not connect to display"),
        ({"QT_QPA_PLATFORM": "missing"}, "missing"),
    ],
)
def test_no_display(tmp_path: Path, settings: dict[str, str], reason: str) -> None:
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | settings
    command = [sys.executable, "-m", "iceboxer", str(tmp_path)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert ended.returncode == 1
    assert reason in ended.stderr
    assert "iceboxer pick" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())
