"""The keys that work while they are held: Space pans, X hides the boxes."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeyEvent

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView


class HeldKeys:
    """Passes these keys to the canvas, regardless of the widget that has the focus."""

    def __init__(self, canvas: MicrographView) -> None:
        self._actions: dict[int, Callable[[bool], None]] = {
            Qt.Key.Key_Space: canvas.hold_pan,
            Qt.Key.Key_X: canvas.hide_boxes,
        }

    def take(self, event: QKeyEvent | None, pressed: bool) -> bool:
        """Handle a key event; return False if the key is another one. Repeats of any key are ignored."""
        if event is None or event.isAutoRepeat():
            return True
        action = self._actions.get(event.key())
        if action is not None:
            action(pressed)
        return action is not None
