"""The part of the main window that features use."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.plain_text import escape_hidden
from iceboxer.boxmanager.dialogs.ask import choose, confirm


class WindowHost(QObject):
    """Implementation of `core.host.Host`; `message` and `busy` emit texts for the status bar."""

    message = pyqtSignal(str)
    busy = pyqtSignal(str)
    undo_offered = pyqtSignal(str)

    def __init__(self, dialog_parent: QWidget, canvas: MicrographView) -> None:
        super().__init__(dialog_parent)
        self._dialog_parent, self._canvas = dialog_parent, canvas

    @property
    def dialog_parent(self) -> QWidget:
        """The widget that dialogs open over."""
        return self._dialog_parent

    def show_message(self, text: str) -> None:
        """Show a sentence in the status bar for a few seconds."""
        self.message.emit(escape_hidden(text))

    def offer_undo(self, text: str) -> None:
        """Show what the last edit did over the micrograph, with a button that undoes it, until the next edit."""
        self.undo_offered.emit(text)

    def show_busy(self, text: str) -> None:
        """Show a message until it is replaced; an empty text removes it."""
        self.busy.emit(escape_hidden(text))

    def confirm(self, title: str, text: str, button: str) -> bool:
        """Ask a question and return whether the user pressed `button`."""
        return confirm(self._dialog_parent, title, text, button)

    def choose(self, title: str, text: str, buttons: Sequence[str]) -> int | None:
        """Ask a question and return the index of the button that the user pressed; None if the user cancelled."""
        return choose(self._dialog_parent, title, text, buttons)

    def centre_on(self, x: float, y: float) -> None:
        """Bring a point of the current micrograph (px, y up) to the centre of the canvas."""
        self._canvas.centre_on(x, y)
