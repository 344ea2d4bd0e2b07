"""Icons drawn from SVG outlines in the colour of the theme, sharp on every screen."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PyQt5.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PyQt5.QtGui import QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PyQt5.QtSvg import QSvgRenderer
from PyQt5.QtWidgets import QApplication

DIALOG = 48  # px


class OutlineEngine(QIconEngine):
    """An icon engine that paints an SVG with `currentColor` taken from the current palette."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.text = _outline(name)

    def paint(self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint in the colour of button text."""
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        role = QPalette.ColorRole.ButtonText
        colour = QApplication.palette().color(group, role).name()
        QSvgRenderer(QByteArray(self.text.replace("currentColor", colour).encode())).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return a pixmap of `size`."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        if size.isEmpty():  # of a button that is not laid out yet
            return pixmap
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        """Return a copy, which Qt owns."""
        return OutlineEngine(self.name)


@cache
def _outline(name: str) -> str:
    return files("iceboxer.resources").joinpath(f"icons/{name}.svg").read_text(encoding="utf-8")


def icon(name: str) -> QIcon:
    """Return the icon `name` from resources/icons."""
    return QIcon(OutlineEngine(name))


def dialog_pixmap() -> QPixmap:
    """Return the picture beside the text of a dialog: the icon of the program, not one of the system."""
    return program_icon().pixmap(DIALOG, DIALOG)


def program_icon() -> QIcon:
    """Return the icon of the program, in its own colours."""
    pixmap = QPixmap(256, 256)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    data = files("iceboxer.resources").joinpath("icons/iceboxer.svg").read_bytes()
    QSvgRenderer(QByteArray(data)).render(painter)
    painter.end()
    return QIcon(pixmap)
