"""The shapes that mark boxes: a circle of the particle's diameter, the box itself, a dot or a cross at its centre."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from iceboxer.boxmanager.canvas.primitives import draw_lines, draw_rectangles
from iceboxer.engine.data.boxes import BOX_RATIO

DOT = 2.5  # screen px; radius of a dot per px of line width
CROSS = 4.0  # screen px; arm of a cross beyond the line width
Rectangles = NDArray[Any]  # (n, 4): left, top, width, height in screen px


class Marker(Enum):
    """The shape that marks a box."""

    CIRCLE = "circle"
    BOX = "box"
    DOT = "dot"
    CROSS = "cross"


def marker_from(name: str) -> Marker:
    """Return the marker of a name, the circle for an unknown one."""
    return Marker(name) if name in {marker.value for marker in Marker} else Marker.CIRCLE


def inscribed(rects: Rectangles, box_ratio: float = BOX_RATIO) -> Rectangles:
    """Return the squares (n, 4) around the particles, in boxes of `box_ratio` particle diameters."""
    middle, size = rects[:, :2] + rects[:, 2:] / 2, rects[:, 2:] / box_ratio
    return np.column_stack([middle - size / 2, size])


def draw_markers(
    painter: QPainter, rects: Rectangles, marker: Marker, colour: QColor, width: float, box_ratio: float = BOX_RATIO
) -> None:
    """Draw the markers of boxes, of `box_ratio` particle diameters, in lines of `width` screen px."""
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if marker is Marker.BOX:
        draw_rectangles(painter, rects)
    elif marker is Marker.CIRCLE:
        for each in inscribed(rects, box_ratio).tolist():
            painter.drawEllipse(QRectF(*each))
    elif marker is Marker.DOT:
        painter.setPen(QPen(colour, 2 * DOT * width, cap=Qt.PenCapStyle.RoundCap))
        middle, reach = rects[:, :2] + rects[:, 2:] / 2, np.array([0.01, 0.0])  # Qt draws no line of length 0
        draw_lines(painter, np.column_stack([middle - reach, middle + reach]))
    else:
        middle = rects[:, :2] + rects[:, 2:] / 2
        for arm in ((CROSS + width, 0.0), (0.0, CROSS + width)):
            draw_lines(painter, np.column_stack([middle - arm, middle + arm]))


def stamp(radius: int, marker: Marker, thickness: int) -> NDArray[np.intp]:
    """Return the pixels (m, 2) of a marker as steps down and right of its centre; `radius` in px is a circle's."""
    reach = {Marker.CIRCLE: radius, Marker.DOT: 1 + thickness, Marker.CROSS: 3 + thickness}[marker]
    down, right = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(down, right)
    if marker is Marker.DOT:
        inside = distance <= reach
    elif marker is Marker.CROSS:
        inside = np.minimum(abs(down), abs(right)) < thickness / 2
    else:
        inside = abs(distance - radius + (thickness - 1) / 2) <= thickness / 2
    return np.column_stack([down[inside], right[inside]])


def stamped(
    rects: Rectangles,
    step: NDArray[np.int64],
    marker: Marker,
    width: int,
    height: int,
    thickness: int,
    box_ratio: float = BOX_RATIO,
) -> NDArray[np.uint8]:
    """Return 1 + the highest step among the markers on each pixel (height, width), 0 without a marker.

    `rects` and the line `thickness` are in pixels of the image; `step` (n,) runs from 0 to 8. A box has `box_ratio`
    particle diameters.
    """
    inks = np.zeros((height, width), np.uint8)
    middle = np.rint(rects[:, :2] + rects[:, 2:] / 2).astype(np.intp)
    radius = np.maximum(1, np.rint(rects[:, 2] / box_ratio / 2)).astype(np.intp)
    if marker is not Marker.CIRCLE:
        radius[:] = 0
    for number in np.unique(step):  # ascending, so that the highest is on top
        for each in np.unique(radius[step == number]):
            here = middle[(step == number) & (radius == each)]
            for down, right in stamp(int(each), marker, thickness):
                x, y = here[:, 0] + right, here[:, 1] + down
                on = (x >= 0) & (x < width) & (y >= 0) & (y < height)
                inks[y[on], x[on]] = 1 + number
    return inks
