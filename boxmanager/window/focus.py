"""Rules for wheel and keys that hold for every control: what has no focus does not change by the wheel."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, QObject, Qt, QTimer
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from iceboxer.boxmanager.canvas.held_keys import HeldKeys

CONTROLS = (QAbstractSlider, QAbstractSpinBox, QComboBox)
TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)
TO_THE_CANVAS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FocusRules(QObject):
    """Filters the events of the whole program.

    The wheel over a slider, a spin box or a combo box that has no focus scrolls what is around it. Escape and Enter
    return the focus from the controls of `window` to `canvas`. The key that hides the boxes works from every control
    but a text field.
    """

    def __init__(self, window: QWidget, canvas: QWidget, held_keys: HeldKeys) -> None:
        super().__init__(window)
        self.window, self.canvas, self.held_keys = window, canvas, held_keys
        for kind in CONTROLS:
            for control in window.findChildren(kind):
                _refuse_focus_by_wheel(control)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def close(self) -> None:
        """Filter no more events."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Return whether an event was handled here."""
        kind = event.type() if event is not None else None
        if kind == QEvent.Type.Wheel:
            return self._wheel(watched, event)
        if kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) and isinstance(event, QKeyEvent):
            return self._key(watched, event, kind == QEvent.Type.KeyPress)
        if kind == QEvent.Type.Polish and isinstance(watched, CONTROLS):
            _refuse_focus_by_wheel(watched)
        return False

    def _wheel(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Give the wheel over a control without focus to the scroll area around it."""
        if not isinstance(watched, QWidget) or event is None:
            return False
        control = watched if isinstance(watched, CONTROLS) else watched.parentWidget()  # a spin box has a line edit
        if not isinstance(control, CONTROLS) or isinstance(control, QScrollBar) or control.hasFocus():
            return False
        around = control.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            QApplication.sendEvent(around.verticalScrollBar(), event)
        event.accept()
        return True

    def _key(self, watched: QObject | None, event: QKeyEvent, pressed: bool) -> bool:
        focused = QApplication.focusWidget()
        if watched is not focused or focused is None or focused is self.canvas or focused.window() is not self.window:
            return False
        if pressed and event.key() in TO_THE_CANVAS:
            QTimer.singleShot(0, self._return_focus)  # after the control has taken the key
        if event.key() == Qt.Key.Key_X and not isinstance(focused, TEXT_FIELDS):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            return plain and self.held_keys.take(event, pressed)
        return False

    def _return_focus(self) -> None:
        if QApplication.activePopupWidget() is None and self.canvas.isVisible():
            self.canvas.setFocus()


def _refuse_focus_by_wheel(control: QWidget) -> None:
    """Keep Qt from giving a control the focus when the wheel turns over it, before any filter."""
    if control.focusPolicy() == Qt.FocusPolicy.WheelFocus:
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
