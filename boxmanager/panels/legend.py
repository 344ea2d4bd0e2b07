"""The legend of the confidence colours: a bar from the threshold to the highest confidence."""

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
        self.low, self.high = 0.0, 1.0
        self.setAccessibleName(self.tr("Confidence colours"))
        self.setToolTip(self.tr("The colour of each pick shows its confidence"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_range(self, low: float, high: float) -> None:
        """Show the confidences of the first and the last colour."""
        if (low, high) != (self.low, self.high):
            self.low, self.high = low, high
            self.update()

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
            (Qt.AlignmentFlag.AlignLeft, f"{self.low:.2f}"),
            (Qt.AlignmentFlag.AlignHCenter, self.tr("confidence")),
            (Qt.AlignmentFlag.AlignRight, f"{self.high:.2f}"),
        ):
            painter.drawText(text, int(flag | Qt.AlignmentFlag.AlignVCenter), caption)
        painter.end()
