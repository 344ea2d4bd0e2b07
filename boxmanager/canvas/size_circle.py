"""A circle as wide as the particles are taken to be, in the middle of the view: held beside one, and dragged to fit."""

from __future__ import annotations

import math

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from iceboxer.boxmanager.canvas.tools import Canvas, Gesture
from iceboxer.boxmanager.core.session import Session
from iceboxer.engine.data.boxes import BOX_RATIO

GRIP = 6  # screen px beside the circle within which the mouse takes it


def size_circle(canvas: Canvas) -> tuple[QPointF, float]:
    """Where it is on the screen: its middle and its radius."""
    camera = canvas.camera
    radius = canvas.session.project.box_size / BOX_RATIO / 2 * camera.scale
    return QPointF(camera.width / 2, camera.height / 2), radius


def is_on_circle(canvas: Canvas, at: QPointF) -> bool:
    """Whether the mouse is on the circle, if it is shown."""
    if not canvas.session.view.size_circle:
        return False
    middle, radius = size_circle(canvas)
    return abs(_distance(at, middle) - radius) <= GRIP


def paint_size_circle(painter: QPainter, canvas: Canvas) -> None:
    """The circle, with the diameter in words."""
    middle, radius = size_circle(canvas)
    for colour, width, style in (("black", 4.0, Qt.PenStyle.SolidLine), ("white", 1.8, Qt.PenStyle.DashLine)):
        painter.setPen(QPen(QColor(colour), width, style))
        painter.drawEllipse(middle, radius, radius)
    text = _words(canvas.session)
    metrics = painter.fontMetrics()
    place = middle + QPointF(-metrics.horizontalAdvance(text) / 2, radius + 1.5 * metrics.height())
    painter.setPen(QColor("black"))
    for shift in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        painter.drawText(place + QPointF(*shift), text)
    painter.setPen(QColor("white"))
    painter.drawText(place, text)


def _words(session: Session) -> str:
    diameter = session.project.box_size / BOX_RATIO
    if session.pixel_size:
        return session.tr("particle {0:.0f} px, {1:.0f} Å: drag the circle to fit").format(
            diameter, diameter * session.pixel_size
        )
    return session.tr("particle {0:.0f} px: drag the circle to fit").format(diameter)


def _distance(a: QPointF, b: QPointF) -> float:
    return math.hypot(a.x() - b.x(), a.y() - b.y())


class FitCircle(Gesture):
    """Drag the circle: all boxes follow, as one step of undo."""

    def __init__(self, canvas: Canvas, at: QPointF) -> None:
        super().__init__(canvas, at)
        self.before = self.session.project.box_size
        self.number = self.session.new_gesture()

    def move(self, at: QPointF) -> None:
        """The circle goes through the mouse."""
        middle, _ = size_circle(self.canvas)
        diameter = 2 * _distance(at, middle) / self.canvas.camera.scale
        self.session.resize_boxes(2 * round(diameter * BOX_RATIO / 2), self.number)
        super().move(at)

    def cancel(self) -> None:
        """As large as it was."""
        if self.session.project.box_size != self.before:
            self.session.revert_gesture(self.number)
