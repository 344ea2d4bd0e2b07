"""Difficulties for a program: unusual but allowed file names, and a failing disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest

from iceboxer.engine.data import atomic

# of micrographs, without suffix
STEMS = {
    "spaces": "  a b  ",
    "newline": "new\nline",
    "tab": "tab\tbed",
    "quotes": "quo\"te's",
    "emoji": "ice 🧊 ❄",
    "option": "--help",
    "pattern": "a%s{0}[b]?*",
    "reserved": "data_loop_",
    "hash": "#1",
    "percent": "100%25",
    "not unicode": os.fsdecode(b"ic\xffe"),
    "255 bytes": "x" * 251,
    "255 bytes of snow": "❄" * 83 + "ab",
    "255 bytes, and the same beginning": "x" * 250 + "y",
}


def failing(monkeypatch: pytest.MonkeyPatch, number: int, after: int) -> None:
    """Make all writes fail after some files: a full disk while writing, a read-only one on opening."""
    name = "_new_file" if number == errno.EROFS else "_flush"
    real: Callable[..., Any] = getattr(atomic, name)
    left = [after]

    def fail(*args: Any, **more: Any) -> Any:
        if left[0] == 0:
            raise OSError(number, os.strerror(number))
        left[0] -= 1
        return real(*args, **more)

    monkeypatch.setattr(atomic, name, fail)
