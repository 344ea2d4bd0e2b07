"""Kill the program at random moments and check what is left: short runs in the tests, long ones with ``-m``."""

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
    """Return the class of the job to kill."""
    module, found = VICTIMS[name].split(":")
    return getattr(import_module(f"tests.kill.{module}"), found)
