"""Kills the program at random moments and looks at what is left: in short in the tests, at length with ``-m``."""

from __future__ import annotations

from importlib import import_module
from typing import Any

VICTIMS = {
    "picking": "picking:Picking",
    "watch": "picking:Watching",
    "training": "training:Training",
    "window": "window:Window",
}


def load(name: str) -> Any:
    """The class of what is killed."""
    module, found = VICTIMS[name].split(":")
    return getattr(import_module(f"tests.kill.{module}"), found)
