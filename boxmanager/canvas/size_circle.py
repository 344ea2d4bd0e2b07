"""The size circle, which shows the assumed particle diameter and can be dragged to fit a particle."""

from __future__ import annotations

import math

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from iceboxer.boxmanager.canvas.tools import Canvas, Gesture
from iceboxer.boxmanager.core.session import Session

GRIP = 6  # screen px; distance from the circle within which the mouse grabs it


def size_circle(canvas: Canvas) -> tuple[QPointF, float]:
    """Return the centre and the radius of the circle on the screen."""
    camera = canvas.camera
    radius = canvas.session.project.diameter / 2 * camera.scale
    return QPointF(camera.width / 2, camera.height / 2), radius


def is_on_circle(canvas: Canvas, at: QPointF) -> bool:
    """Return whether the circle is visible and the mouse is on it."""
    if not canvas.session.view.size_circle:
        return False
    middle, radius = size_circle(canvas)
    return abs(_distance(at, middle) - radius) <= GRIP


def paint_size_circle(painter: QPainter, canvas: Canvas) -> None:
    """Paint the circle and a caption with the diameter."""
    middle, radius = size_circle(canvas)
    for colour, width, style in (("black", 4.0, Qt.PenStyle.SolidLine), ("white", 1.8, Qt.PenStyle.DashLine)):
        painter.setPen(QPen(QColor(colour), width, style))
        painter.drawEllipse(middle, radius, radius)
    text = _caption(canvas.session)
    metrics = painter.fontMetrics()
    place = middle + QPointF(-metrics.horizontalAdvance(text) / 2, radius + 1.5 * metrics.height())
    room = QRectF(metrics.boundingRect(text)).translated(place).adjusted(-6, -3, 6, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(room, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor("white"))
    painter.drawText(place, text)


def _caption(session: Session) -> str:
    diameter = session.project.diameter
    if session.pixel_size:
        return session.tr("Particle {0:.0f} px, {1:.0f} Å: drag the circle to fit").format(
            diameter, diameter * session.pixel_size
        )
    return session.tr("Particle {0:.0f} px: drag the circle to fit").format(diameter)


def _distance(a: QPointF, b: QPointF) -> float:
    return math.hypot(a.x() - b.x(), a.y() - b.y())


class FitCircle(Gesture):
    """Drag of the circle, which sets the particle diameter and resizes all boxes, as one undo step."""

    def __init__(self, canvas: Canvas, at: QPointF) -> None:
        super().__init__(canvas, at)
        self.before = self.session.project.sizes
        self.number = self.session.new_gesture()

    def move(self, at: QPointF) -> None:
        """Resize the circle so that it passes through the mouse."""
        middle, _ = size_circle(self.canvas)
        diameter = 2 * _distance(at, middle) / self.canvas.camera.scale
        self.session.set_diameter(diameter, self.number)
        super().move(at)

    def cancel(self) -> None:
        """Restore the previous sizes."""
        if self.session.project.sizes != self.before:
            self.session.revert_gesture(self.number)
