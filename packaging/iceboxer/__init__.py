"""Iceboxer: particle picking for cryo-EM, as a library.

::

    import iceboxer
    boxes = iceboxer.pick("a.mrc", diameter=150)
    iceboxer.write_boxes("a.star", boxes)

`pick`, `train`, `evaluate` and `classify` do what commands do, with the same defaults; `read_boxes`,
`write_boxes` and `open_micrograph` read and write files. `pick_filaments`, `evaluate_filaments`,
`read_filaments` and `write_filaments` do the same for filaments. Errors derive from `EngineError`. Names are loaded on
first use: torch by the first call that needs it, Qt never.

The three packages below this name are links to the folders at the top of the project, so that nothing called
`engine` or `resources` elsewhere on Python's path can be imported in their place.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from iceboxer.engine.version import __version__

if TYPE_CHECKING:
    from iceboxer.engine.data.micrograph import open_micrograph
    from iceboxer.engine.errors import Cancelled, ConfigError, DeviceError, EngineError, ReadError
    from iceboxer.engine.library import (
        classify,
        evaluate,
        evaluate_filaments,
        pick,
        pick_filaments,
        read_boxes,
        read_filaments,
        train,
        write_boxes,
        write_filaments,
    )

__all__ = [
    "Cancelled",
    "ConfigError",
    "DeviceError",
    "EngineError",
    "ReadError",
    "__version__",
    "classify",
    "evaluate",
    "evaluate_filaments",
    "open_micrograph",
    "pick",
    "pick_filaments",
    "read_boxes",
    "read_filaments",
    "train",
    "write_boxes",
    "write_filaments",
]

if not TYPE_CHECKING:  # a type checker takes a module with __getattr__ to have every name
    _HOMES = {
        "data.micrograph": ("open_micrograph",),
        "library": (
            "classify",
            "evaluate",
            "evaluate_filaments",
            "pick",
            "pick_filaments",
            "read_boxes",
            "read_filaments",
            "train",
            "write_boxes",
            "write_filaments",
        ),
    }

    def __getattr__(name: str) -> object:
        """Load a public name from its module (PEP 562)."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        home = next((module for module, names in _HOMES.items() if name in names), "errors")
        globals()[name] = getattr(import_module(f"{__name__}.engine.{home}"), name)
        return globals()[name]

    def __dir__() -> list[str]:
        """Return the public names, whether loaded or not."""
        return sorted(__all__)
