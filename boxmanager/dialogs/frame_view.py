"""A micrograph with boxes in a dialog, optionally with the origin of x and y."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt5.QtWidgets import QSizePolicy, QWidget

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.overlay import Style, paint_boxes
from iceboxer.boxmanager.core.qt import grey_image
from iceboxer.boxmanager.document.display import Picture, thumbnail
from iceboxer.engine.data.boxes import Boxes, no_boxes

SIDE, FINE_SIDE = 900, 2500  # px; longest side of the painted picture, whole and magnified
ACROSS = 10  # boxes across the widget, if the picture is magnified
AXIS = QColor("#F0E442")


class FrameView(QWidget):
    """The micrograph as in the main window, y up.

    The whole micrograph is shown, with two arrows from the corner where x and y are 0 and the coordinates of the first
    box. If `magnified`, its middle is shown, without them.
    """

    def __init__(self, style: Style, parent: QWidget | None = None, magnified: bool = False) -> None:
        super().__init__(parent)
        self._magnified = magnified
        self.style_of_boxes = replace(style, line_width=1.0)  # the picture is small
        self._image: QImage | None = None
        self._shape = (1, 1)
        self._boxes, self._first = no_boxes(), (0.0, 0.0)
        self._from_top = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Micrograph with the boxes"))

    def sizeHint(self) -> QSize:
        """Return a size that is large enough to see particles."""
        em = self.fontMetrics().height()
        return QSize(em * 22, em * 22)

    def show_picture(self, picture: Picture | None) -> None:
        """Set the micrograph; None shows a message while it is read."""
        self._image = None
        if picture is not None:
            small = np.ascontiguousarray(thumbnail(picture, FINE_SIDE if self._magnified else SIDE)[::-1])
            self._image = grey_image(small).copy()  # a copy, since the array is freed
            self._shape = picture.shape
        self.update()

    def show_boxes(self, boxes: Boxes, from_top: bool = False, first: tuple[float, float] | None = None) -> None:
        """Set the boxes (n,) in the window's frame; `first` holds x and y of the first box as exported."""
        self._boxes, self._from_top = boxes, from_top
        self._first = first or (0.0, 0.0)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the micrograph, the boxes and the arrows."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#17191c"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is None:
            painter.setPen(QColor("#c8ccd2"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.tr("Reading the micrograph…"))
            painter.end()
            return
        camera = self.camera()
        left, top = camera.to_screen(0, self._shape[0])
        right, bottom = camera.to_screen(self._shape[1], 0)
        frame = QRectF(left, top, right - left, bottom - top)
        painter.drawImage(frame, self._image)
        ratio = self.devicePixelRatioF()
        layer = QImage(
            round(self.width() * ratio), round(self.height() * ratio), QImage.Format.Format_ARGB32_Premultiplied
        )
        layer.setDevicePixelRatio(ratio)
        layer.fill(0)
        nothing, everything = np.zeros(len(self._boxes), bool), np.ones(len(self._boxes), bool)
        first = nothing.copy()
        first[:1] = not self._magnified
        paint_boxes(layer, camera, self._boxes, everything, first, self.style_of_boxes)
        painter.drawImage(QPointF(0, 0), layer)
        if not self._magnified:
            self._paint_axes(painter, frame)
            self._paint_first(painter, camera)
        painter.end()

    def camera(self) -> Camera:
        """Return the mapping between the micrograph and the widget."""
        edge = self.fontMetrics().height() * 1.6  # room for the text at the corner
        camera = Camera(width=max(1, round(self.width() - 2 * edge)), height=max(1, round(self.height() - 2 * edge)))
        camera = camera.fitted(self._shape).resized(self.width(), self.height())
        if self._magnified and len(self._boxes):
            wide = ACROSS * float(np.median(self._boxes["width"]))
            camera = replace(camera, scale=max(camera.scale, min(self.width(), self.height()) / wide))
        return camera

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        em = self.fontMetrics().height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        up = 1 if self._from_top else -1
        corner = frame.topLeft() if self._from_top else frame.bottomLeft()
        long = min(frame.width(), frame.height()) / 4
        for along in (QPointF(long, 0), QPointF(0, up * long)):
            painter.setPen(QPen(QColor(0, 0, 0, 170), 5))
            painter.drawLine(corner, corner + along)
            painter.setPen(QPen(AXIS, 2.5))
            painter.drawLine(corner, corner + along)
            tip, side = corner + along, along / long * em * 0.45
            across = QPointF(-side.y(), side.x()) * 0.6
            painter.setBrush(AXIS)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF([tip + side, tip - side + across, tip - side - across]))
        painter.setPen(AXIS)
        words = QRectF(corner.x(), corner.y() + (-em * 1.5 if self._from_top else em * 0.1), em * 12, em * 1.4)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), "x = 0, y = 0")
        painter.drawText(corner + QPointF(long + em * 0.8, up * em * 0.9), "x")
        painter.drawText(corner + QPointF(em * 0.5, up * (long + em * 0.5)), "y")

    def _paint_first(self, painter: QPainter, camera: Camera) -> None:
        if not len(self._boxes):
            return
        box = self._boxes[0]
        x, y = camera.to_screen(box["x"], box["y"])
        half = box["width"] / 2 * camera.scale
        text = f"x {self._first[0]:.1f}   y {self._first[1]:.1f}"
        metrics = self.fontMetrics()
        wide, high = metrics.horizontalAdvance(text) + metrics.height(), metrics.height() * 1.2
        left = min(max(0.0, x - wide / 2), self.width() - wide)
        over = y - half - high - 3
        place = QRectF(left, over if over > 0 else y + half + 3, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(QColor("white"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
