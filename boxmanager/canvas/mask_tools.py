"""Gestures that paint masks: brush, eraser, and an outline that is filled. Each is one undo step."""

from __future__ import annotations

import math
from typing import Protocol

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen, QPolygonF

from iceboxer.boxmanager.canvas.junk_tint import LOOKS
from iceboxer.boxmanager.canvas.tools import CLICK, Canvas, Gesture, Tool
from iceboxer.boxmanager.document.painting import filled, stroked
from iceboxer.engine.data.junk import CLEARED, PAINTED

MASK_TOOLS = (Tool.PAINT, Tool.UNPAINT, Tool.OUTLINE)
ERASED = QColor("#FFFFFF")
OPACITY = 110  # of 255: a stroke while it is drawn
NEAR = 10  # screen px from the first corner within which a click closes the outline
SMALLEST, LARGEST = 2.0, 5000.0  # px of the micrograph: diameter of the brush


class Painting(Canvas, Protocol):
    """A canvas with a brush, and an outline that has not been closed yet."""

    tool: Tool
    brush: float  # diameter, px of the micrograph
    outline: list[tuple[float, float]]


class Brush(Gesture):
    """A stroke that masks, or that erases painted masks and junk."""

    def __init__(self, canvas: Painting, at: QPointF, erases: bool) -> None:
        super().__init__(canvas, at)
        self.erases, self.radius = erases, canvas.brush / 2
        self.points = [self.point(at)]

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        self.points.append(self.point(at))
        super().move(at)

    def finish(self) -> None:
        """Change the mask."""
        session = self.session
        mask = session.painted_mask()
        if mask is None:
            return
        if self.erases:
            session.paint_current(session.tr("erase mask"), stroked(mask, self.points, self.radius, CLEARED))
        else:
            session.paint_current(session.tr("paint mask"), stroked(mask, self.points, self.radius, PAINTED))

    def paint(self, painter: QPainter) -> None:
        """Paint the stroke so far."""
        colour = QColor(ERASED) if self.erases else QColor(LOOKS[PAINTED][0])
        colour.setAlpha(OPACITY)
        camera = self.canvas.camera
        width = max(1.0, 2 * self.radius * camera.scale)
        shape, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, shape, join))
        points = [QPointF(*camera.to_screen(*point)) for point in self.points]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))


class AddCorners(Gesture):
    """A corner of an outline, or a drag that adds a freehand line to it.

    A click on the first corner, a double click and Return close the outline; Backspace removes the last corner.
    """

    def __init__(self, canvas: Painting, at: QPointF, erases: bool) -> None:
        super().__init__(canvas, at)
        self.outlined, self.erases = canvas, erases
        self.trail = [at]

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        self.trail.append(at)
        super().move(at)

    def finish(self) -> None:
        """Add the corner or the line; close the outline if this click closes it."""
        canvas = self.outlined
        drags = self.travelled() >= CLICK
        if not drags and self._closes():
            close_outline(canvas, self.erases)
            return
        canvas.outline.extend(self.point(at) for at in (self.trail if drags else [self.start]))
        if drags and len(canvas.outline) == len(self.trail) and _is_near(self.trail[0], self.at):
            close_outline(canvas, self.erases)
        canvas.update()

    def _closes(self) -> bool:
        outline = self.outlined.outline
        if len(outline) < 3:
            return False
        ends = (QPointF(*self.canvas.camera.to_screen(*outline[i])) for i in (0, -1))
        return any(_is_near(self.start, end) for end in ends)

    def paint(self, painter: QPainter) -> None:
        """Paint the outline with the line that is being drawn."""
        paint_outline(painter, self.outlined, self.trail)


def close_outline(canvas: Painting, erases: bool = False) -> None:
    """Fill the outline as one undo step, and begin a new one."""
    session, corners = canvas.session, list(canvas.outline)
    canvas.outline.clear()
    mask = session.painted_mask()
    if mask is not None and len(corners) > 2:
        text = session.tr("erase outline") if erases else session.tr("mask outline")
        session.paint_current(text, filled(mask, corners, CLEARED if erases else PAINTED))
    canvas.update()


def paint_outline(painter: QPainter, canvas: Painting, more: list[QPointF]) -> None:
    """Paint the corners of an outline, and the line to the points of `more` on the screen."""
    corners = [QPointF(*canvas.camera.to_screen(*point)) for point in canvas.outline]
    line = QPolygonF([*corners, *more])
    for colour, width in ((QColor(0, 0, 0, 170), 3.5), (QColor("white"), 1.5)):
        painter.setPen(QPen(colour, width))
        painter.drawPolyline(line)
        for corner in corners[:1] + corners[-1:]:
            painter.drawEllipse(corner, 4, 4)


def paint_brush(painter: QPainter, canvas: Painting, at: QPointF) -> None:
    """Paint the circle of the brush around the mouse."""
    radius = canvas.brush / 2 * canvas.camera.scale
    for colour, width in ((QColor(0, 0, 0, 120), 3.0), (QColor("white"), 1.2)):
        painter.setPen(
            QPen(colour, width, Qt.PenStyle.DashLine if canvas.tool is Tool.UNPAINT else Qt.PenStyle.SolidLine)
        )
        painter.drawEllipse(at, radius, radius)


def mask_gesture(canvas: Painting, at: QPointF, modifiers: Qt.KeyboardModifiers) -> Gesture:
    """Return the gesture that a press begins with a tool for masks; Ctrl erases."""
    erases = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    if canvas.tool is Tool.OUTLINE:
        return AddCorners(canvas, at, erases)
    return Brush(canvas, at, erases or canvas.tool is Tool.UNPAINT)


def scaled_brush(size: float, factor: float) -> float:
    """Return the diameter of a brush times `factor`, within its limits, in px."""
    return min(max(size * factor, SMALLEST), LARGEST)


def _is_near(a: QPointF, b: QPointF) -> bool:
    return math.hypot(a.x() - b.x(), a.y() - b.y()) <= NEAR
