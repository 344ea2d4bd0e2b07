"""Painting of a comparison: the groups of boxes differ in shape and in colours safe for colour-blind people."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPen

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.hit import visible
from iceboxer.boxmanager.canvas.overlay import SELECTED, Style, rectangles
from iceboxer.boxmanager.canvas.primitives import draw_rectangles
from iceboxer.boxmanager.document.comparison import Split
from iceboxer.engine.data.boxes import Boxes

AGREED, ONLY_HERE, ONLY_THERE = "#56B4E9", "#E69F00", "#F0E442"


def paint_compared(image: QImage, camera: Camera, split: Split, selected: Boxes, style: Style) -> None:
    """Paint agreed boxes as squares, boxes only here as dashed squares, and boxes only there as circles."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(style.opacity)
    width = style.line_width
    broken = QPen(QColor(ONLY_HERE), width + 0.5)
    broken.setDashPattern([3, 2])
    for boxes, pen in ((split.agreed, QPen(QColor(AGREED), width)), (split.only_here, broken)):
        painter.setPen(pen)
        draw_rectangles(painter, rectangles(_in_sight(boxes, camera), camera))
    painter.setPen(QPen(QColor(ONLY_THERE), width + 0.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for left, top, wide, high in rectangles(_in_sight(split.only_there, camera), camera).tolist():
        painter.drawEllipse(round(left), round(top), round(wide), round(high))
    painter.setOpacity(1.0)
    if len(selected):
        painter.setPen(QPen(SELECTED, width + 1))
        draw_rectangles(painter, rectangles(_in_sight(selected, camera), camera))
    painter.end()


def _in_sight(boxes: Boxes, camera: Camera) -> Boxes:
    found: Boxes = boxes[np.asarray(visible(boxes, *camera.bounds()), bool)]
    return found
