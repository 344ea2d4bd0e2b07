"""Picks in junk: faint grey markers, and the click that keeps one of them."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPen

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.hit import box_at, visible
from iceboxer.boxmanager.canvas.markers import Marker, draw_markers, inscribed
from iceboxer.boxmanager.canvas.overlay import Style, rectangles
from iceboxer.boxmanager.canvas.primitives import draw_lines
from iceboxer.boxmanager.canvas.tools import CLICK, Canvas, Gesture
from iceboxer.boxmanager.document import edits
from iceboxer.engine.data.boxes import Boxes

GREY = QColor(205, 205, 205, 170)
UNDER = QColor(0, 0, 0, 110)  # so that grey shows on grey


def paint_greyed(image: QImage, camera: Camera, boxes: Boxes, style: Style) -> None:
    """Paint greyed picks in thin grey lines, each with a bar through it."""
    boxes = boxes[np.asarray(visible(boxes, *camera.bounds()), bool)]
    if not len(boxes):
        return
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(style.opacity)
    rects = rectangles(boxes, camera)
    marker = Marker.BOX if style.marker is Marker.BOX else Marker.CIRCLE
    inner = rects if marker is Marker.BOX else inscribed(rects)
    bars = np.column_stack([inner[:, 0], inner[:, 1:4:2].sum(1), inner[:, 0:3:2].sum(1), inner[:, 1]])
    if marker is Marker.CIRCLE:  # from rim to rim
        inset = 0.146 * inner[:, 2]
        bars += np.column_stack([inset, -inset, -inset, inset])
    for colour, width in ((UNDER, 2.2), (GREY, 1.0)):
        draw_markers(painter, rects, marker, colour, width)
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine))
        draw_lines(painter, bars)
    painter.end()


def greyed_at(canvas: Canvas, at: QPointF) -> int | None:
    """Return the id of the greyed pick at a screen position, None if there is none."""
    session = canvas.session
    return box_at(session.boxes, session.greyed(), *canvas.camera.to_micrograph(at.x(), at.y()))


class KeepPick(Gesture):
    """A click on a greyed pick, which accepts it: a label is never greyed."""

    def __init__(self, canvas: Canvas, at: QPointF, pick: int) -> None:
        super().__init__(canvas, at)
        self.pick = pick

    def finish(self) -> None:
        """Turn the pick into a label."""
        session = self.session
        if self.travelled() < CLICK:
            which = edits.by_ids(session.boxes, frozenset({self.pick}))
            session.edit_current(session.tr("keep greyed pick"), edits.accepted(session.boxes, which))
