"""Keys in a list of boxes or filaments."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QEvent, QObject, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QAbstractItemView


class ListKeys(QObject):
    """Makes Delete and Backspace in `view` call `delete`, and leaves letters, which would search it, to the window."""

    def __init__(self, view: QAbstractItemView, delete: Callable[[], object]) -> None:
        super().__init__(view)
        self._delete = delete
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Handle a key before the view does; an ignored one goes to the window."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._delete()
            return True
        if event.text().isprintable() and event.text():
            event.ignore()
            return True
        return False
