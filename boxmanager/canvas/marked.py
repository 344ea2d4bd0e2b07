"""Marks around boxes that something else points at, such as the members of a class."""

from __future__ import annotations

import numpy as np
from PyQt5.QtGui import QImage, QPainter, QPen

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.hit import visible
from iceboxer.boxmanager.canvas.overlay import SELECTED, Style, rectangles
from iceboxer.boxmanager.canvas.primitives import draw_rectangles
from iceboxer.engine.data.boxes import Boxes


def paint_marked(image: QImage, camera: Camera, boxes: Boxes, style: Style) -> None:
    """Paint a square around each box, in the colour of selected boxes."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(SELECTED, style.line_width + 1))
    draw_rectangles(painter, rectangles(boxes[np.asarray(visible(boxes, *camera.bounds()), bool)], camera))
    painter.end()
