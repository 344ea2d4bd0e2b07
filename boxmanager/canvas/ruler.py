"""The ruler: the distance between two points, in px and, if the pixel size is known, in Å or nm."""

from __future__ import annotations

import math
from typing import Protocol

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.tools import CLICK, Canvas, Gesture

Line = tuple[tuple[float, float], tuple[float, float]]  # two points in px of the micrograph
LONG = 1000.0  # Å; longer distances are shown in nm


def length_text(line: Line, pixel_size: float | None) -> str:
    """Return the length of a line as text."""
    length = math.dist(*line)
    if pixel_size is None:
        return f"{length:,.0f} px"
    angstrom = length * pixel_size
    return f"{length:,.0f} px · {angstrom:.0f} Å" if angstrom < LONG else f"{length:,.0f} px · {angstrom / 10:,.0f} nm"


def paint_ruler(painter: QPainter, camera: Camera, line: Line, pixel_size: float | None) -> None:
    """Paint a line with cross bars at its ends and its length beside it, readable over any picture."""
    start, end = (QPointF(*camera.to_screen(*point)) for point in line)
    along = end - start
    length = math.hypot(along.x(), along.y()) or 1.0
    across = QPointF(-along.y(), along.x()) / length * 6
    for colour, width in ((QColor(0, 0, 0, 170), 4.0), (QColor("white"), 1.6)):
        painter.setPen(QPen(colour, width))
        for a, b in ((start, end), (start - across, start + across), (end - across, end + across)):
            painter.drawLine(a, b)
    text, metrics = length_text(line, pixel_size), painter.fontMetrics()
    room = QRectF(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 6)
    room.moveCenter((start + end) / 2 + QPointF(0, metrics.height() * 1.4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(room, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor("white"))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


class Measuring(Canvas, Protocol):
    """A canvas that keeps the last measured line."""

    measured: Line | None


class Measure(Gesture):
    """Drag of the ruler; the line stays until the next one, a click, Esc or another tool."""

    canvas: Measuring

    def __init__(self, canvas: Measuring, at: QPointF) -> None:
        super().__init__(canvas, at)
        canvas.measured = None

    @property
    def line(self) -> Line:
        """The line from the press to the mouse."""
        return self.point(self.start), self.point(self.at)

    def finish(self) -> None:
        """Keep the line, unless it was a click."""
        if self.travelled() >= CLICK:
            self.canvas.measured = self.line

    def paint(self, painter: QPainter) -> None:
        """Paint the line."""
        if self.travelled() >= CLICK:
            paint_ruler(painter, self.canvas.camera, self.line, self.session.pixel_size)
