"""The memory of the window's process."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

ARENAS = -8  # glibc's M_ARENA_MAX


def share_memory() -> None:
    """Let all threads take their memory from one place, so that what one thread frees is used by the others.

    glibc gives each thread a place of its own. Boxes are read by one thread and replaced by another, so that millions
    of them would leave as much memory behind that nobody uses. Other systems have no such setting.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(ARENAS, 1)
