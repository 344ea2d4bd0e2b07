"""Long work of the window's thread in pieces, between which the window is painted."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from PyQt5.QtCore import QCoreApplication, QEventLoop

PIECE = 0.03  # s of computing; a frame may take longer

Item = TypeVar("Item")
_depth = 0


def in_pieces(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items; after each piece of computing, let the window be painted without taking input.

    Other threads deliver no results meanwhile (see `is_working`), so that the loop over the items is not disturbed.
    """
    global _depth
    begun = time.thread_time()
    for item in items:
        yield item
        if time.thread_time() - begun > PIECE:
            _depth += 1
            try:
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            finally:
                _depth -= 1
            begun = time.thread_time()


def is_working() -> bool:
    """Return whether the event loop runs between two pieces of a change that is not complete."""
    return _depth > 0
