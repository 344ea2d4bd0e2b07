"""The log of a run: what was shown to the person, and which tasks ran, for reports of problems."""

from __future__ import annotations

import time
from collections import deque

from PyQt5.QtCore import QObject, pyqtSignal

LINES = 2000


class Log(QObject):
    """The last lines of a run, each with its time; `added` is emitted with each new line."""

    added = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: deque[str] = deque(maxlen=LINES)

    def add(self, text: str, details: str = "") -> None:
        """Add a text, with details on further lines."""
        stamp = time.strftime("%H:%M:%S")
        lines = [f"{stamp}  {text}", *(f"          {line}" for line in details.strip().splitlines())]
        self._lines.extend(lines)
        self.added.emit("\n".join(lines))

    def text(self, last: int = LINES) -> str:
        """Return the last lines."""
        return "\n".join(list(self._lines)[-last:])
