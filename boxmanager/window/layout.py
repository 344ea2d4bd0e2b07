"""The layout of the window: its docks and its geometry, which are stored between runs."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, Qt, QTimer
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QTabBar, QWidget

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
        self._name_tabs()

    def _name_tabs(self) -> None:
        """Name the bars of tabs for screen readers, which Qt makes when docks come to share a place."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in required(self.parentWidget()).findChildren(QTabBar, options=direct):
            bar.setAccessibleName(self.tr("Panels"))

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


def save_layout(window: QMainWindow, settings: Settings) -> None:
    """Store the geometry of the window and the layout of its docks."""
    settings.set_state("geometry", window.saveGeometry())
    settings.set_state("layout", window.saveState())


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


def restore_beside_micrographs(window: QMainWindow, settings: Settings, session: Session) -> None:
    """Restore the layout again at the first micrographs: until then the welcome page keeps the docks narrow."""
    layout, docks = settings.get_state("layout"), window.findChildren(QDockWidget)
    before = [dock.isHidden() for dock in docks]

    def apply() -> None:
        if layout is not None:
            window.restoreState(layout)

    def restore() -> None:
        if session.project.micrographs:
            session.project_changed.disconnect(restore)
            if before == [dock.isHidden() for dock in docks]:
                QTimer.singleShot(0, apply)  # once the welcome page is gone

    session.project_changed.connect(restore)


def bring_up(dock: QDockWidget) -> None:
    """Show a dock, in front of the docks with which it shares a place."""
    dock.show()
    dock.raise_()


def widen(window: QMainWindow, list_dock: QDockWidget, wide: bool) -> None:
    """Widen the list of micrographs to a table, or narrow it to a list again."""
    bring_up(list_dock)
    share = TABLE_SHARE if wide else LIST_SHARE
    window.resizeDocks([list_dock], [round(window.width() * share)], Qt.Orientation.Horizontal)
