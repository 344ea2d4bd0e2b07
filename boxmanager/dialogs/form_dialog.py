"""A dialog with fields, in which Return ends no more than the field."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QDialog, QPushButton


class FormDialog(QDialog):
    """A dialog that is not accepted by Return in a field."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Let Return press only the focused button, so that it does not save from a field."""
        on_button = isinstance(self.focusWidget(), QPushButton)
        if event is None or (event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not on_button):
            return
        super().keyPressEvent(event)
