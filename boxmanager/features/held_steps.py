"""Merging the repeated edits of a held key, or of a drag, into one undo step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.core.session import Session

PAUSE = 1.0  # seconds without a repeat after which the step ends; keyboards wait up to 0.7 s before the first repeat


class HeldSteps(QObject):
    """Gives consecutive edits of one kind the same gesture number, by which the undo stack merges them.

    Any other command, an undo, another selection or micrograph, or a pause ends the step.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self._kind = ""
        self._gesture = -1
        self._last = 0.0
        self._editing = False
        session.undo_stack.indexChanged.connect(self._command_done)
        session.selection_changed.connect(self.end)
        session.current_changed.connect(self.end)

    @contextmanager
    def edit(self, kind: str, dragged: bool = False) -> Iterator[int]:
        """Yield the gesture number for an edit of `kind` that is made inside the `with` block.

        A pause does not end the step of something that is `dragged` with the mouse; `end` does.
        """
        if kind != self._kind or (not dragged and time.monotonic() - self._last > PAUSE):
            self._kind, self._gesture = kind, self.session.new_gesture()
        self._editing = True
        try:
            yield self._gesture
        finally:
            self._editing = False
            self._last = time.monotonic()

    def _command_done(self, _: int) -> None:
        if not self._editing:
            self.end()

    def end(self) -> None:
        """End the step, so that the next edit begins another one."""
        self._kind = ""
