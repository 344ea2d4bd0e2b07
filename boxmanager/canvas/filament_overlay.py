"""Painting of filaments: the width as a band, the curve, the segments at the chosen spacing, and points to drag.

Kinds differ in colour and in line: labels are thick with dots at their ends, picks thin, rejected filaments dashed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.confidence import COLOURS, steps
from iceboxer.boxmanager.canvas.filament_shapes import in_sight, polyline, segments
from iceboxer.boxmanager.canvas.greyed import GREY, UNDER
from iceboxer.boxmanager.canvas.overlay import SELECTED, THICK, Span, Style
from iceboxer.boxmanager.canvas.primitives import draw_lines
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import Filament

BAND, BAND_SELECTED = 50, 90  # alpha of the bands, of 255
GRIP = 4.0  # screen px; half the side of the square that marks a point
DENSE = 4.0  # screen px; segments closer than this are not painted
TICK = 0.3  # widths; half the length of the line across a segment
END = 3.0  # screen px; radius of the dots at the ends of a label


@dataclass(frozen=True)
class FilamentStyle:
    """How filaments are painted: colours as for boxes, the spacing of segments in px or None to hide them.

    Picks are coloured by confidence if `span` gives the confidences of the first and the last colour.
    """

    boxes: Style
    spacing: float | None = None
    span: Span | None = None

    def colour(self, filament: Filament) -> QColor:
        """Return the colour of a filament."""
        if self.span is not None and filament.kind is Kind.PICK:
            step = int(steps(np.array([filament.confidence]), *self.span)[0])
            return QColor(COLOURS[step - 1]) if step else self.boxes.colour(filament.kind)
        return self.boxes.colour(filament.kind)


def paint_filaments(
    image: QImage, camera: Camera, filaments: Sequence[Filament], selected: Collection[int], style: FilamentStyle
) -> None:
    """Paint filaments onto an image of the widget's size; `selected` are the numbers of the selected ones."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(style.boxes.opacity)
    bounds = camera.bounds()
    visible = [f for f in filaments if in_sight(f, *bounds)]
    for f in sorted(visible, key=lambda f: (f.id in selected, f.kind is Kind.LABEL)):
        if f.id in selected:
            painter.setOpacity(1.0)
        paint_filament(painter, camera, f, style, f.id in selected)
    painter.end()


def paint_greyed_filaments(image: QImage, camera: Camera, pieces: Sequence[Filament], style: Style) -> None:
    """Paint the parts of picks in junk as thin grey dotted lines."""
    pieces = [f for f in pieces if in_sight(f, *camera.bounds())]
    if not pieces:
        return
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(style.opacity)
    for f in pieces:
        curve = QPolygonF([QPointF(*each) for each in _on_screen(polyline(f), camera).tolist()])
        for colour, width, dash in ((UNDER, 3.2, Qt.PenStyle.SolidLine), (GREY, 1.6, Qt.PenStyle.DotLine)):
            painter.setPen(QPen(colour, width, dash, Qt.PenCapStyle.FlatCap))
            painter.drawPolyline(curve)
    painter.end()


def paint_filament(
    painter: QPainter, camera: Camera, filament: Filament, style: FilamentStyle, selected: bool = False
) -> None:
    """Paint one filament, with its points if it is selected."""
    colour, line = style.colour(filament), _on_screen(polyline(filament), camera)
    curve = QPolygonF([QPointF(*each) for each in line.tolist()])
    width = max(1.0, filament.width * camera.scale)
    band = QColor(colour)
    band.setAlpha(BAND_SELECTED if selected else BAND)
    cap, join = Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(band, width, Qt.PenStyle.SolidLine, cap, join))
    painter.drawPolyline(curve)
    if style.spacing is not None and style.spacing * camera.scale >= DENSE and filament.kind is not Kind.REJECTED:
        _paint_segments(painter, camera, filament, style.spacing, colour)
    if selected:
        painter.setPen(QPen(SELECTED, style.boxes.line_width * 2 + 1, Qt.PenStyle.SolidLine, cap, join))
        painter.drawPolyline(curve)
    dash = Qt.PenStyle.DashLine if filament.kind is Kind.REJECTED else Qt.PenStyle.SolidLine
    painter.setPen(QPen(colour, max(1.0, style.boxes.line_width * THICK[filament.kind]), dash, cap, join))
    painter.drawPolyline(curve)
    if selected:
        _paint_points(painter, camera, filament)
    elif filament.kind is Kind.LABEL:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x, y in (line[0], line[-1]):
            painter.drawEllipse(QPointF(x, y), END, END)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _on_screen(points: NDArray[np.float64], camera: Camera) -> NDArray[np.float64]:
    left, _, _, top = camera.bounds()
    return np.column_stack([(points[:, 0] - left) * camera.scale, (top - points[:, 1]) * camera.scale])


def _paint_segments(painter: QPainter, camera: Camera, filament: Filament, spacing: float, colour: QColor) -> None:
    """Paint a line across the filament at each segment."""
    places, directions = segments(filament, spacing)
    across = TICK * filament.width * np.column_stack([-np.sin(directions), np.cos(directions)])
    painter.setPen(QPen(colour, 1))
    draw_lines(painter, np.hstack([_on_screen(places - across, camera), _on_screen(places + across, camera)]))


def _paint_points(painter: QPainter, camera: Camera, filament: Filament) -> None:
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1))
    painter.setBrush(SELECTED)
    for x, y in _on_screen(filament.points, camera).tolist():
        painter.drawRect(QRectF(x - GRIP, y - GRIP, 2 * GRIP, 2 * GRIP))
    painter.setBrush(Qt.BrushStyle.NoBrush)
