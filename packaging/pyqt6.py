"""Import the whole window with PyQt6 in the place of PyQt5, and report what fails: python packaging/pyqt6.py

PyQt5 is what the program runs on. This shows how far the code is from PyQt6: `pip install PyQt6` first.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from types import ModuleType

MOVED = ("QAction", "QActionGroup", "QShortcut", "QUndoCommand", "QUndoGroup", "QUndoStack")  # from QtWidgets to QtGui
PARTS = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "sip")


def main() -> int:
    """Print each module that cannot be imported; return 1 if there is one."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PYQTGRAPH_QT_LIB"] = "PyQt6"
    take_the_place()
    import iceboxer.boxmanager

    failed = 0
    names = [each.name for each in pkgutil.walk_packages(iceboxer.boxmanager.__path__, "iceboxer.boxmanager.")]
    for name in names:
        try:
            importlib.import_module(name)
        except (ImportError, AttributeError, TypeError) as e:
            failed += 1
            sys.stdout.write(f"{name}: {e}\n")
    sys.stdout.write(f"{len(names) - failed} of {len(names)} modules of the window can be imported with PyQt6.\n")
    return 1 if failed else 0


def take_the_place() -> None:
    """Register PyQt6 as PyQt5, with the classes where PyQt5 has them."""
    package = ModuleType("PyQt5")
    package.__path__ = []
    sys.modules["PyQt5"] = package
    for part in PARTS:
        module = importlib.import_module(f"PyQt6.{part}")
        sys.modules[f"PyQt5.{part}"] = module
        setattr(package, part, module)
    gui, widgets = sys.modules["PyQt5.QtGui"], sys.modules["PyQt5.QtWidgets"]
    for name in MOVED:
        setattr(widgets, name, getattr(gui, name))
    core = sys.modules["PyQt5.QtCore"]
    core.QT_TRANSLATE_NOOP = lambda _, text: text  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
