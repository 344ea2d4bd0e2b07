"""The locations of the models that are installed with the program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from iceboxer.engine.errors import EngineError

NAME = "general"  # its name for `--from`
FILAMENTS = "filaments"  # the filament model, likewise
SCRATCH = "none"  # the name of random weights for `--from`


def shipped() -> Path:
    """Return the path of the general model.

    Raises
    ------
    EngineError
        It is missing from this installation.
    """
    path = path_of_shipped()
    if not path.is_file():
        raise EngineError(
            "The general model is missing from this installation. Reinstall Iceboxer or choose another model."
        )
    return path


def path_of_shipped() -> Path:
    """Return the path where the general model is expected, whether it exists or not."""
    return Path(str(files("iceboxer.resources").joinpath(f"models/{NAME}.safetensors")))


def shipped_filaments() -> Path:
    """Return the path of the filament model.

    Raises
    ------
    EngineError
        It is missing from this installation.
    """
    path = path_of_filaments()
    if not path.is_file():
        raise EngineError(
            "The filament model is missing from this installation. Reinstall Iceboxer or choose another model."
        )
    return path


def path_of_filaments() -> Path:
    """Return the path where the filament model is expected, whether it exists or not."""
    return Path(str(files("iceboxer.resources").joinpath(f"models/{FILAMENTS}.safetensors")))
