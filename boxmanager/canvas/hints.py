"""What shows on the canvas what a click would do: the box under the mouse, the circle of the eraser, the cursor."""

from __future__ import annotations

from typing import Protocol

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from iceboxer.boxmanager.canvas.greyed import greyed_at
from iceboxer.boxmanager.canvas.hit import box_at
from iceboxer.boxmanager.canvas.layers import Layers
from iceboxer.boxmanager.canvas.markers import Marker
from iceboxer.boxmanager.canvas.mask_tools import MASK_TOOLS, Painting, paint_brush
from iceboxer.boxmanager.canvas.size_circle import FitCircle, is_on_circle
from iceboxer.boxmanager.canvas.tools import Gesture, Pan, Tool, eraser_radius


class Pointed(Painting, Protocol):
    """The part of the canvas that hints depend on."""

    panning_key: bool
    layers: Layers


def box_under(canvas: Pointed, at: QPointF) -> int | None:
    """Return the id of the box at a screen position, None if there is none."""
    if canvas.layers.hidden_boxes:
        return None
    point = canvas.camera.to_micrograph(at.x(), at.y())
    return box_at(canvas.session.boxes, canvas.session.drawn(), *point)


def paint_hint(painter: QPainter, canvas: Pointed, at: QPointF) -> None:
    """Paint the box that a click would place, or the circle of the eraser."""
    shape = canvas.session.shape
    if shape is None or canvas.panning_key or canvas.layers.hidden_boxes:
        return
    x, y = canvas.camera.to_micrograph(at.x(), at.y())
    if not (0 <= x <= shape[1] and 0 <= y <= shape[0]):
        return
    size, style = canvas.session.project.box_size, canvas.layers.style
    if canvas.tool in MASK_TOOLS:
        if canvas.tool is not Tool.OUTLINE:
            paint_brush(painter, canvas, at)
    elif canvas.tool is Tool.ERASE:
        radius = eraser_radius(size) * canvas.camera.scale
        painter.setPen(QPen(QColor(0, 0, 0, 120), 3))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(QColor("white"), 1.2))
        painter.drawEllipse(at, radius, radius)
    elif canvas.tool is Tool.BOX and box_under(canvas, at) is None and greyed_at(canvas, at) is None:
        side = size * canvas.camera.scale
        colour = QColor(style.label)
        colour.setAlpha(150)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
        if style.marker is Marker.BOX:
            painter.drawRect(QRectF(at.x() - side / 2, at.y() - side / 2, side, side))
        else:
            radius = canvas.session.project.diameter / 2 * canvas.camera.scale
            painter.drawEllipse(at, radius, radius)


def cursor_for(canvas: Pointed, gesture: Gesture | None, mouse: QPointF | None) -> Qt.CursorShape:
    """Return the cursor during a gesture, or for the mouse position; None is outside the canvas."""
    shape = Qt.CursorShape
    if isinstance(gesture, Pan):
        return shape.ClosedHandCursor
    if isinstance(gesture, FitCircle) or (mouse is not None and is_on_circle(canvas, mouse)):
        return shape.PointingHandCursor
    if canvas.tool is Tool.PAN or canvas.panning_key:
        return shape.OpenHandCursor
    if canvas.tool is Tool.BOX and mouse is not None and box_under(canvas, mouse) is not None:
        return shape.SizeAllCursor
    if canvas.tool is Tool.BOX and mouse is not None and greyed_at(canvas, mouse) is not None:
        return shape.PointingHandCursor
    return shape.ArrowCursor if canvas.tool is Tool.SELECT else shape.CrossCursor
