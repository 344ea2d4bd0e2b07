"""The general model's file that comes with the program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from iceboxer.engine.errors import EngineError

NAME = "general"  # what `--from` takes for it
SCRATCH = "none"  # and for random weights


def shipped() -> Path:
    """Where the general model lies.

    Raises
    ------
    EngineError
        It is missing from this installation.
    """
    path = path_of_shipped()
    if not path.is_file():
        raise EngineError("The general model is missing from this installation. Give a model with --model.")
    return path


def path_of_shipped() -> Path:
    """Where it ought to lie."""
    return Path(str(files("iceboxer.resources").joinpath(f"models/{NAME}.safetensors")))
