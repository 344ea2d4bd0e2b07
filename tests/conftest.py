"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="iceboxer-tests-"))  # Qt warns if it is missing


@pytest.fixture(scope="session")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with modules named like the folders at the top; importing one fails."""
    folder = tmp_path_factory.mktemp("traps")
    for name in ("engine", "resources", "boxmanager"):
        (folder / f"{name}.py").write_text(f"raise SystemExit('{name}.py of the working directory was imported')")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real micrographs and other programs' files; the test is skipped where there is none."""
    named = os.environ.get("ICEBOXER_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no folder with real data here (ICEBOXER_DATA names it)")
    return folder
