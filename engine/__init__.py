"""Iceboxer's engine, which needs no window or display, and its library interface (``import iceboxer``).

Files become arrays (`data`); a network (`models`, `training`, `picking`) turns arrays into boxes.
Every long computation is one function ``job(config, report, cancelled)`` that reports typed events.
Nothing here imports Qt, pyqtgraph or `boxmanager`.

The public names are loaded on first use, so that importing the package costs nothing; docs/library.md describes them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from iceboxer.engine.version import __version__

if TYPE_CHECKING:
    from iceboxer.engine.data.micrograph import open_micrograph
    from iceboxer.engine.errors import Cancelled, ConfigError, DeviceError, EngineError, ReadError
    from iceboxer.engine.library import classify, evaluate, pick, read_boxes, train, write_boxes

__all__ = [
    "Cancelled",
    "ConfigError",
    "DeviceError",
    "EngineError",
    "ReadError",
    "__version__",
    "classify",
    "evaluate",
    "open_micrograph",
    "pick",
    "read_boxes",
    "train",
    "write_boxes",
]

if not TYPE_CHECKING:  # a type checker takes a module with __getattr__ to have every name
    _HOMES = {
        "errors": ("Cancelled", "ConfigError", "DeviceError", "EngineError", "ReadError"),
        "data.micrograph": ("open_micrograph",),
        "library": ("classify", "evaluate", "pick", "read_boxes", "train", "write_boxes"),
    }

    def __getattr__(name: str) -> object:
        """Load a public name from its module (PEP 562)."""
        for module, names in _HOMES.items():
            if name in names:
                globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
                return globals()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        """Return the public names, whether loaded or not."""
        return sorted(__all__)
