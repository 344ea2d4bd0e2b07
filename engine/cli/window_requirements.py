"""What a window needs from this installation and the system, checked without loading Qt for Python."""

from __future__ import annotations

import ctypes
from importlib.util import find_spec
from pathlib import Path

PACKAGES = "PyQt5", "pyqtgraph"
PLUGIN = "Qt5/plugins/platforms/libqxcb.so"  # in the wheels of PyQt5; other distributions depend on the libraries
DEBIAN = (
    "libgl1 libegl1 libfontconfig1 libglib2.0-0 libdbus-1-3 libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 "
    "libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0"
)


def missing_packages() -> list[str]:
    """Return the packages of the window that are not installed."""
    return [name for name in PACKAGES if not is_installed(name)]


def is_installed(package: str) -> bool:
    """Return whether a package can be found, without loading it."""
    spec = find_spec(package)
    return spec is not None and spec.origin is not None  # uninstalled, PyQt5 leaves folders without files


def missing_library() -> str:
    """Return a sentence on the first library that Qt's plugin for X lacks, and how to install it; "" if none."""
    spec = find_spec("PyQt5")
    folders = spec.submodule_search_locations or () if spec is not None else ()
    for plugin in (Path(folder, PLUGIN) for folder in folders):
        if plugin.is_file():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as e:
                name = str(e).split(":")[0]
                return f"the library {name} is missing. Debian and Ubuntu: apt-get install {DEBIAN}"
    return ""
