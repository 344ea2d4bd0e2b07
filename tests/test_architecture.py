"""What may not be loaded where: static contracts do not see what a package's own import pulls in."""

from __future__ import annotations

import subprocess
import sys

import pytest


def loaded_by(statement: str) -> set[str]:
    """The top-level modules in a fresh process after `statement`."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_window_does_not_load_torch():
    loaded = loaded_by("import boxmanager.app, boxmanager.main_window")
    assert "PyQt5" in loaded
    assert "torch" not in loaded


def test_the_document_loads_neither_qt_nor_torch():
    loaded = loaded_by(
        "import boxmanager.document.project, boxmanager.document.export, boxmanager.document.display,"
        " boxmanager.document.edits"
    )
    assert not loaded & {"PyQt5", "pyqtgraph", "torch"}


@pytest.mark.parametrize("module", ["micrograph", "boxes", "formats", "matching", "filters", "mrc", "atomic"])
def test_reading_data_loads_neither_qt_nor_torch(module: str):
    assert not loaded_by(f"import engine.data.{module}") & {"PyQt5", "pyqtgraph", "torch", "boxmanager"}
