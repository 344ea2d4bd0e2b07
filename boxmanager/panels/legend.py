"""The legend of the confidence colours: a bar from 0 to 1, as wide as the slider above it."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PyQt5.QtWidgets import QSizePolicy, QWidget

from iceboxer.boxmanager.canvas.confidence import COLOURS
from iceboxer.boxmanager.panels.histogram import HistogramSlider


class Legend(QWidget):
    """Bar of the confidence colours, aligned with `slider`."""

    def __init__(self, slider: HistogramSlider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = slider
        self.setAccessibleName(self.tr("Confidence colours from 0 to 1"))
        self.setToolTip(self.tr("The colour of each pick shows its confidence"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of a bar and a line of text."""
        em = self.fontMetrics().height()
        return QSize(em * 8, round(em * 1.6))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the colours, and the values of the two ends."""
        painter = QPainter(self)
        margin, tall = self.slider.margin, self.fontMetrics().height() * 0.5
        wide = (self.width() - 2 * margin) / len(COLOURS)
        for number, colour in enumerate(COLOURS):
            painter.fillRect(QRectF(margin + number * wide, 0, wide, tall), QColor(colour))
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        text = QRectF(margin, tall, self.width() - 2 * margin, self.height() - tall)
        for flag, caption in (
            (Qt.AlignmentFlag.AlignLeft, "0"),
            (Qt.AlignmentFlag.AlignHCenter, self.tr("confidence")),
            (Qt.AlignmentFlag.AlignRight, "1"),
        ):
            painter.drawText(text, int(flag | Qt.AlignmentFlag.AlignVCenter), caption)
        painter.end()
