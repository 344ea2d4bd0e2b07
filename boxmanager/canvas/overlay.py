"""The boxes of a micrograph as one layer, culled to the visible area and painted in a few calls.

Kinds differ in shape and in colour: a label is thick with a dot at its centre, a pick is thin and plain, a rejected box
is crossed out. A selected box has a light rim. Picks can be coloured by their confidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPen

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.confidence import COLOURS, steps
from iceboxer.boxmanager.canvas.hit import visible
from iceboxer.boxmanager.canvas.markers import Marker, draw_markers, inscribed, stamped
from iceboxer.boxmanager.canvas.primitives import draw_lines
from iceboxer.boxmanager.canvas.raster import highest, outlines
from iceboxer.boxmanager.core.qt import indexed_image
from iceboxer.boxmanager.document.view import Mask
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind

# From this number on, filling a mask is faster than drawing rectangles and looks the same.
MANY = 6000
MANY_CIRCLES = 1000  # a circle takes Qt longer than a rectangle
THICK = {Kind.LABEL: 1.6, Kind.PICK: 0.8, Kind.REJECTED: 0.8}  # line widths, so that labels stand out
SELECTED = QColor("#FFFFFF")
Span = tuple[float, float]
DETAIL = 9.0  # screen px; smaller boxes have no room for a dot or a cross


@dataclass(frozen=True)
class Style:
    """Style of boxes: colours of the three kinds, line width in screen px, opacity from 0 to 1, and the shape.

    `box_ratio` is the side of a box in particle diameters, which circles show.
    """

    label: str
    pick: str
    rejected: str
    line_width: float = 1.5
    opacity: float = 1.0
    marker: Marker = Marker.CIRCLE
    box_ratio: float = BOX_RATIO

    def colour(self, kind: Kind) -> QColor:
        """Return the colour of a kind."""
        return QColor((self.label, self.pick, self.rejected)[kind])


def rectangles(boxes: Boxes, camera: Camera) -> NDArray[Any]:
    """Return left, top, width, height (n, 4) of boxes on the screen."""
    left, _, _, top = camera.bounds()
    x, y = (boxes["x"] - left) * camera.scale, (top - boxes["y"]) * camera.scale
    width, height = boxes["width"] * camera.scale, boxes["height"] * camera.scale
    return np.column_stack([x - width / 2, y - height / 2, width, height])


def paint_boxes(
    image: QImage, camera: Camera, boxes: Boxes, which: Mask, selected: Mask, style: Style, span: Span | None = None
) -> int:
    """Paint the boxes of `which` onto a cleared image of the widget's size; return the number of visible boxes.

    Picks are coloured by confidence if `span` gives the confidences of the first and the last colour.
    """
    seen = which & visible(boxes, *camera.bounds())
    count = int(np.count_nonzero(seen))
    painter = QPainter(image)
    painter.setOpacity(style.opacity)
    for kind in (Kind.REJECTED, Kind.PICK, Kind.LABEL):
        of_kind = boxes[seen & (boxes["kind"] == kind)]
        if not len(of_kind):
            continue
        rects = rectangles(of_kind, camera)
        step = steps(of_kind["confidence"], *span) if span and kind == Kind.PICK else np.zeros(len(of_kind), np.int64)
        colours = [style.colour(kind), *map(QColor, COLOURS)]
        if count > (MANY_CIRCLES if style.marker is Marker.CIRCLE else MANY):
            _paint_many(painter, rects, step, colours, image, style)
        else:
            for number in np.unique(step):  # ascending confidence, so that the most confident is on top
                _paint_few(painter, rects[step == number], kind, colours[number], style)
    painter.setOpacity(1.0)
    if selected.any():
        _paint_selected(painter, boxes[seen & selected], camera, style)
    painter.end()
    return count


def _paint_few(painter: QPainter, rects: NDArray[Any], kind: Kind, colour: QColor, style: Style) -> None:
    width = max(1.0, style.line_width * THICK[kind])
    smooth = style.marker is not Marker.BOX or width > 1
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
    draw_markers(painter, rects, style.marker, colour, width, style.box_ratio)
    painter.setPen(QPen(colour, width))
    if style.marker is Marker.CIRCLE:
        rects = inscribed(rects, style.box_ratio)
    large = rects[(rects[:, 2] > DETAIL) & (rects[:, 3] > DETAIL)]
    if kind == Kind.REJECTED:
        left, top, right, bottom = large[:, 0], large[:, 1], large[:, :3:2].sum(1), large[:, 1::2].sum(1)
        draw_lines(painter, np.column_stack([left, top, right, bottom]))
        draw_lines(painter, np.column_stack([left, bottom, right, top]))
    elif kind == Kind.LABEL and style.marker in (Marker.CIRCLE, Marker.BOX):
        middle = large[:, :2] + large[:, 2:] / 2
        painter.setPen(QPen(colour, style.line_width * 2.2, cap=Qt.PenCapStyle.RoundCap))
        reach = np.array([0.01, 0.0])  # Qt does not draw a line of length 0
        draw_lines(painter, np.column_stack([middle - reach, middle + reach]))


def _paint_many(
    painter: QPainter,
    rects: NDArray[Any],
    step: NDArray[np.int64],
    colours: list[QColor],
    image: QImage,
    style: Style,
) -> None:
    """Paint the markers of rectangles (n, 4) in the `colours` of their steps (n,); the highest step is on top."""
    ratio = image.devicePixelRatio()
    thickness = max(1, round(style.line_width * ratio * 0.8))
    if style.marker is not Marker.BOX:
        inks = stamped(rects * ratio, step, style.marker, image.width(), image.height(), thickness, style.box_ratio)
        _paint_inks(painter, inks, colours, ratio)
        return
    edges = rects.T * ratio
    left, top = np.floor(edges[0]).astype(np.int64), np.floor(edges[1]).astype(np.int64)
    right = np.floor(edges[0] + edges[2]).astype(np.int64)
    bottom = np.floor(edges[1] + edges[3]).astype(np.int64)
    size = image.width(), image.height(), thickness
    if step.any():
        inks = highest(left, top, right, bottom, step, *size)
    else:
        inks = outlines(left, top, right, bottom, *size).view(np.uint8)
    _paint_inks(painter, inks, colours, ratio)


def _paint_inks(painter: QPainter, inks: NDArray[np.uint8], colours: list[QColor], ratio: float) -> None:
    layer = indexed_image(inks, [QColor(0, 0, 0, 0), *colours])
    layer.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(0, 0), layer)


def _paint_selected(painter: QPainter, boxes: Boxes, camera: Camera, style: Style) -> None:
    rects = rectangles(boxes, camera)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(boxes) < MANY)
    marker = Marker.BOX if style.marker is Marker.BOX else Marker.CIRCLE  # a ring around a dot or a cross
    for colour, width in ((QColor(0, 0, 0, 160), style.line_width + 4), (SELECTED, style.line_width + 1)):
        draw_markers(painter, rects, marker, colour, width, style.box_ratio)
