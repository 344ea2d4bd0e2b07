"""Modules that must not be loaded: static contracts do not see what a package loads on import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def loaded_by(statement: str) -> set[str]:
    """Return the modules in a new process after `statement`; of other libraries but SciPy, the top level only."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = done.stdout.split()
    return {name if name.startswith(("iceboxer.", "scipy.")) else name.split(".")[0] for name in names}


def test_the_window_starts_without_torch_and_the_slow_parts_of_scipy():
    loaded = loaded_by("import iceboxer.boxmanager.app, iceboxer.boxmanager.window.main_window")
    assert "PyQt5" in loaded
    assert not loaded & {"torch", "scipy.ndimage", "scipy.spatial", "scipy.special", "scipy.fft"}


def test_the_document_loads_neither_qt_nor_torch():
    loaded = loaded_by("from iceboxer.boxmanager.document import display, edits, export, project_index")
    assert not loaded & {"PyQt5", "pyqtgraph", "torch"}


@pytest.mark.parametrize("module", ["micrograph", "boxes", "formats", "matching", "filters", "mrc", "atomic"])
def test_reading_data_loads_neither_qt_nor_torch(module: str):
    assert not loaded_by(f"import iceboxer.engine.data.{module}") & {
        "PyQt5",
        "pyqtgraph",
        "torch",
        "iceboxer.boxmanager",
    }


def test_the_folders_are_imported_under_one_name_only():
    """`engine` without `iceboxer` is another module: in the project's folder, everything would be loaded twice."""
    wrong = subprocess.run(
        ["git", "grep", "-nE", r"^\s*(from|import) (engine|boxmanager|resources)\b", "--", "*.py"],
        capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert wrong.stdout == ""
