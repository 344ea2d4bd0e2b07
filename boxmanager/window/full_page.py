"""A page over the whole window in place of the micrograph and the panels."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt5.QtCore import QSize
from PyQt5.QtWidgets import QDockWidget, QStackedWidget, QWidget


class FullPage(QStackedWidget):
    """The usual central widget, and one page that hides it together with the docks while it is shown."""

    def __init__(self, usual: QWidget, page: QWidget, focus: QWidget) -> None:
        super().__init__()
        self.usual, self.page, self.focus = usual, page, focus
        self.docks: list[QDockWidget] = []
        self._hidden: list[QDockWidget] = []
        self.addWidget(usual)
        self.addWidget(page)

    def minimumSizeHint(self) -> QSize:
        """Return what the widget in view needs, so that the other one does not keep the window large."""
        widget = self.currentWidget()
        return widget.minimumSizeHint().expandedTo(QSize(0, 0)) if widget is not None else QSize(0, 0)

    def set_docks(self, docks: Iterable[QDockWidget]) -> None:
        """Set the docks that are hidden with the usual widget."""
        self.docks = list(docks)

    def show_page(self, on: bool) -> None:
        """Show the page, or return to the usual widget with its docks."""
        if on == (self.currentWidget() is self.page):
            return
        if on:
            self._hidden = [dock for dock in self.docks if not dock.isHidden()]
            self._show_docks(False)  # before the page, which is wide: both at a time would widen the window
        self.setCurrentWidget(self.page if on else self.usual)
        self.updateGeometry()
        if not on:
            self._show_docks(True)
            self._hidden = []
            self.focus.setFocus()

    def _show_docks(self, on: bool) -> None:
        for dock in self._hidden:
            dock.setVisible(on)
