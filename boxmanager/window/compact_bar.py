"""A toolbar that leaves out what is least needed while the window is too narrow for all of it."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QAction, QToolBar, QToolButton

from iceboxer.boxmanager.core.icons import icon
from iceboxer.boxmanager.core.plain_text import without_access_key
from iceboxer.boxmanager.core.qt import required


class CompactBar(QToolBar):
    """Parts by name, in order; those named first in `dispensable` are left out first. They are in the menus, too."""

    def __init__(self, title: str, dispensable: Sequence[str]) -> None:
        super().__init__(title)
        self.setObjectName("tools")
        self.setMovable(False)
        self.dispensable = dispensable
        self._parts: list[tuple[str, QAction]] = []
        self._widths: list[int] = []
        self.left_out: frozenset[str] = frozenset()
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            more.setIcon(icon("more"))

    def add_part(self, name: str, action: QAction | None) -> None:
        """Name an action that was added to the bar last."""
        if action is not None:
            self._parts.append((name, action))

    def button(self, action: QAction) -> None:
        """Give the button of an action its name for screen readers; a click leaves the focus where it is."""
        button = self.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setAccessibleName(without_access_key(action.text()))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def minimumSizeHint(self) -> QSize:
        """Return the height of a button; the width follows the window."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Choose what to leave out at this width."""
        if not self._widths:
            widgets, gap = (
                [self.widgetForAction(action) for _, action in self._parts],
                required(self.layout()).spacing(),
            )
            self._widths = [widget.sizeHint().width() + gap if widget is not None else 0 for widget in widgets]
        self._fit(self.width())
        super().resizeEvent(event)

    def _fit(self, room: int) -> None:
        """Leave out as many parts as needed in a bar of this width."""
        margin = self.fontMetrics().height()
        needed = sum(self._widths) + margin
        left_out: set[str] = set()
        for name in self.dispensable:
            if needed <= room:
                break
            left_out.add(name)
            needed -= sum(width for (part, _), width in zip(self._parts, self._widths, strict=True) if part == name)
        if left_out != self.left_out:
            self.left_out = frozenset(left_out)
            for _, action in self._parts:
                self.removeAction(action)
            for name, action in self._parts:
                if name not in left_out:
                    self.addAction(action)
                    self.button(action)
