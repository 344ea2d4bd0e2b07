"""The layout of the window: its docks and its geometry, which are stored between runs."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, QObject, Qt, QTimer
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QWidget

from iceboxer.boxmanager.core.icons import icon
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings

NARROW = 50  # lines of text; on a narrower screen the two panels share one place
TABLE_SHARE = 0.56  # of the window's width for the list of micrographs as a table
LIST_SHARE, SIDE_SHARE = 0.13, 0.185  # of the window's width; the canvas keeps two thirds


class Dock(QDockWidget):
    """A dock with buttons in the style of the program's other icons."""

    def __init__(self, title: str, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.topLevelChanged.connect(lambda _: self._set_icons())  # Qt sets its own again
        self._set_icons()

    def changeEvent(self, event: QEvent | None) -> None:
        """Set the icons again with another theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.StyleChange:
            self._set_icons()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Set the icons again, since Qt sets its own where a stored layout is restored."""
        super().showEvent(event)
        self._set_icons()

    def _set_icons(self) -> None:
        for name in ("close", "float"):
            button = self.findChild(QAbstractButton, f"qt_dockwidget_{name}button")
            if button is not None:
                button.setIcon(icon(name))


def add_dock(window: QMainWindow, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
    """Add a widget to `window` as a dock, and return the dock; `name` identifies it in the stored layout."""
    dock = Dock(title, window)
    dock.setObjectName(name)
    dock.setWidget(widget)
    window.addDockWidget(area, dock)
    return dock


def restore_layout(window: QMainWindow, settings: Settings, at_the_sides: tuple[QDockWidget, QDockWidget]) -> None:
    """Restore geometry and layout, or choose them to fit the screen if none are stored."""
    geometry, layout = settings.get_state("geometry"), settings.get_state("layout")
    if geometry is None or not window.restoreGeometry(geometry):
        screen = required(window.screen()).availableGeometry()
        em = window.fontMetrics().height()
        window.resize(min(100 * em, screen.width() * 9 // 10), min(62 * em, screen.height() * 9 // 10))
        if screen.width() < 120 * em:
            window.setWindowState(Qt.WindowState.WindowMaximized)
    if layout is None or not window.restoreState(layout):
        if required(window.screen()).availableGeometry().width() < NARROW * window.fontMetrics().height():
            list_dock, side = at_the_sides  # one behind the other, so that the micrograph keeps its share
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, list_dock)
            window.tabifyDockWidget(list_dock, side)
            side.raise_()
        shares = [round(window.width() * LIST_SHARE), round(window.width() * SIDE_SHARE)]
        window.resizeDocks(list(at_the_sides), shares, Qt.Orientation.Horizontal)


class StoredLayout(QObject):
    """The stored layout of the docks, until the window can take it.

    The welcome page keeps the docks narrow until the first micrographs; and a maximised window gets its size from the
    window manager, which may come later still.
    """

    def __init__(self, window: QMainWindow, settings: Settings, session: Session) -> None:
        super().__init__(window)
        self._window, self._settings, self._session = window, settings, session
        self._layout = settings.get_state("layout")
        self._shown = self._find_shown()
        self._timer = QTimer(self)  # applies once the welcome page is gone
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._apply)
        session.project_changed.connect(self.apply_soon)

    def apply_soon(self) -> None:
        """Apply the layout if it waits: at the first micrographs, or when the window gets another size."""
        if self._waits() and self._session.project.micrographs:
            self._timer.start(0)

    def save(self) -> None:
        """Store the geometry of the window and the layout of its docks, unless that of the last run still waits."""
        self._settings.set_state("geometry", self._window.saveGeometry())
        stored = self._layout if self._waits() and not self._session.project.micrographs else None
        self._settings.set_state("layout", self._window.saveState() if stored is None else stored)

    def _find_shown(self) -> list[bool]:
        return [not dock.isHidden() for dock in self._window.findChildren(QDockWidget)]

    def _waits(self) -> bool:
        """Return whether the layout is still to be applied, and nobody has shown or hidden a dock."""
        return self._layout is not None and self._shown == self._find_shown()

    def _apply(self) -> None:
        layout = self._layout
        if layout is not None and self._waits():
            self._layout = layout if self._lacks_size() else None
            self._window.restoreState(layout)

    def _lacks_size(self) -> bool:
        """Return whether the window is maximised, but has not been given the size yet."""
        window = self._window
        return window.isMaximized() and window.size() == window.normalGeometry().size()


def bring_up(dock: QDockWidget) -> None:
    """Show a dock, in front of the docks with which it shares a place."""
    dock.show()
    dock.raise_()


def widen(window: QMainWindow, list_dock: QDockWidget, wide: bool) -> None:
    """Widen the list of micrographs to a table, or narrow it to a list again."""
    bring_up(list_dock)
    share = TABLE_SHARE if wide else LIST_SHARE
    window.resizeDocks([list_dock], [round(window.width() * share)], Qt.Orientation.Horizontal)
