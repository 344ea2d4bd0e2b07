"""The memory and the threads of the window's process."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

ARENAS = -8  # glibc's M_ARENA_MAX
TURN = 0.001  # s; Python's default is five times as long


def share_memory() -> None:
    """Let all threads take their memory from one place, so that what one thread frees is used by the others.

    glibc gives each thread a place of its own. Boxes are read by one thread and replaced by another, so that millions
    of them would leave as much memory behind that nobody uses. Other systems have no such setting.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(ARENAS, 1)


def take_short_turns() -> None:
    """Let the window's thread wait less for the others, of which one at a time runs Python.

    While several threads write files, it may wait for a turn of each of them before every event.
    """
    sys.setswitchinterval(TURN)
