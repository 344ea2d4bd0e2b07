"""The surroundings of a pick under review, with a circle around the particle."""

from __future__ import annotations

from PyQt5.QtCore import QPointF, QRect, QSize, Qt
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QSizePolicy, QWidget

from iceboxer.boxmanager.core.qt import grey_image
from iceboxer.boxmanager.jobs.crop_reader import CONTEXT_BOXES, CropReader
from iceboxer.engine.data.boxes import BOX_RATIO

LARGEST = 16  # side in lines of text


class Surroundings(QWidget):
    """A square part of the micrograph around the pick of `row`; -1 shows nothing."""

    def __init__(self, reader: CropReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reader, self.row = reader, -1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tall = LARGEST
        self.setAccessibleName(self.tr("Surroundings of the pick"))
        reader.ready.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a square of some lines of text, lower on small screens."""
        em = self.fontMetrics().height()
        return QSize(em * LARGEST, em * self._tall)

    def fit(self, height: int) -> None:
        """Take at most a third of the height of the window."""
        self._tall = min(LARGEST, max(4, height // 3 // self.fontMetrics().height()))
        self.updateGeometry()

    def show_row(self, row: int) -> None:
        """Show the surroundings of another pick."""
        if row != self.row:
            self.row = row
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the surroundings, or a placeholder until they are read."""
        painter, side = QPainter(self), min(self.width(), self.height())
        place = QRect(0, 0, side, side)
        crop = self.reader.context(self.row, round(side * self.devicePixelRatioF())) if self.row >= 0 else None
        if crop is None:
            painter.fillRect(place, self.palette().alternateBase())
            painter.setPen(self.palette().placeholderText().color())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "…" if self.row >= 0 else "")
        else:
            painter.drawImage(place, grey_image(crop))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, radius = QPointF(side / 2, side / 2), side / CONTEXT_BOXES / BOX_RATIO / 2
            for colour, width in ((QColor(0, 0, 0, 130), 3.0), (QColor("white"), 1.2)):
                painter.setPen(QPen(colour, width))
                painter.drawEllipse(middle, radius * 1.15, radius * 1.15)
        painter.end()
