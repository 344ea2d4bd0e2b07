"""The size of a dialog: in lines of text, and never larger than the screen, so that its buttons can be reached."""

from __future__ import annotations

from PyQt5.QtWidgets import QDialog

from iceboxer.boxmanager.core.qt import required

TITLE = 2  # lines of text, about the height of a title bar


def resize_within_screen(dialog: QDialog, width: float, height: float) -> None:
    """Resize a dialog to `width` and `height` in lines of text, or to the screen where that is smaller."""
    em = dialog.fontMetrics().height()
    room = required(dialog.screen()).availableSize()
    dialog.resize(min(round(em * width), room.width()), min(round(em * height), room.height() - TITLE * em))
