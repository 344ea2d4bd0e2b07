"""The loading of the library that draws the training curves."""

from __future__ import annotations

import subprocess
import sys

import pytest

from iceboxer.boxmanager.panels import curves

LOAD = """
import sys
from importlib import import_module
from PyQt5 import QtCore, QtGui, QtWidgets
for name in {extensions}:
    import_module(name)
before = set(sys.modules)
import pyqtgraph
print([name for name in set(sys.modules) - before if name.startswith("PyQt5.Qt")])
"""


def test_pyqtgraph_loads_no_other_extension_of_qt() -> None:
    code = LOAD.format(extensions=curves.EXTENSIONS)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"


def test_the_extensions_of_qt_are_loaded_before_the_thread_starts(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    plots = curves.Curves()
    monkeypatch.setattr(curves, "import_module", steps.append)
    monkeypatch.setattr(plots.background, "run", lambda *_: steps.append("thread"))
    plots.begin()
    plots.shut_down()
    assert steps == [*curves.EXTENSIONS, "thread"]
