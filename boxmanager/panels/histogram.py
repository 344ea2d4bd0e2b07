"""A slider with one or two handles below a histogram of the values it selects from."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPolygonF
from PyQt5.QtWidgets import QSizePolicy, QWidget

KEYS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10, Qt.Key.Key_PageUp: 10,
}  # fmt: skip


class HistogramSlider(QWidget):
    """Slider with one or two ascending `values` between `low` and `high`; `moved` is emitted on every change.

    Bars below the single handle, or outside the two handles, are faint.
    """

    moved = pyqtSignal()
    grabbed = pyqtSignal()  # with the mouse

    def __init__(self, values: tuple[float, ...], low: float, high: float, step: float, name: str) -> None:
        super().__init__()
        self.values = list(values)
        self.low, self.high, self.step = low, high, step
        self.counts: NDArray[Any] = np.zeros(0)
        self.logarithmic = False
        self.mark: float | None = None  # a marked value
        self._held: int | None = None
        self._chosen = 0
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return a height of a few lines of text."""
        em = self.fontMetrics().height()
        return QSize(em * 8, round(em * 4.6))

    def set_counts(self, counts: NDArray[Any]) -> None:
        """Set the counts (n,) of the bins from `low` to `high`."""
        self.counts = np.asarray(counts, float)
        self.update()

    def set_logarithmic(self, on: bool) -> None:
        """Show logarithms of the counts, or square roots; both keep small bins visible."""
        self.logarithmic = on
        self.update()

    def heights(self) -> NDArray[Any]:
        """Return the heights (n,) of the bars, on any scale."""
        heights: NDArray[Any] = np.log1p(self.counts) if self.logarithmic else np.sqrt(self.counts)
        return heights

    def set_values(self, *values: float) -> None:
        """Move the handles without emitting `moved`."""
        if list(values) != self.values:
            self.values = list(values)
            self.update()

    def set_range(self, low: float, high: float) -> None:
        """Set the values of the two ends."""
        self.low, self.high = low, max(high, low + 1e-9)
        self.update()

    def set_mark(self, value: float | None, meaning: str) -> None:
        """Mark a value; `meaning` explains the mark in the tooltip and to screen readers."""
        self.mark = value
        self.setToolTip("\n".join(filter(None, (self.accessibleName(), meaning))))
        self.setAccessibleDescription(meaning)
        self.update()

    def _x(self, value: float) -> float:
        handle = self.margin
        share = (value - self.low) / (self.high - self.low)
        return handle + min(max(share, 0.0), 1.0) * (self.width() - 2 * handle)

    def _value(self, x: float) -> float:
        handle = self.margin
        share = (x - handle) / max(self.width() - 2 * handle, 1)
        return self.low + min(max(share, 0.0), 1.0) * (self.high - self.low)

    @property
    def margin(self) -> float:
        """Free space at both ends in px: half a handle."""
        return self.fontMetrics().height() * 0.42

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the bars, the track and the handles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        handle = self.margin
        floor = self.height() - 2.6 * handle
        self._paint_bars(painter, floor)
        track = QRectF(handle, floor + handle * 0.9, self.width() - 2 * handle, max(2.0, handle * 0.35))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        left, right = self._x(self._bounds()[0]), self._x(self._bounds()[1])
        painter.drawRoundedRect(QRectF(left, track.top(), right - left, track.height()), 1, 1)
        if self.mark is not None:
            self._paint_mark(painter, floor)
        for number, value in enumerate(self.values):
            at = QPointF(self._x(value), track.center().y())
            focused = self.hasFocus() and number == self._chosen
            painter.setPen(self.palette().color(QPalette.ColorRole.Text if focused else QPalette.ColorRole.Mid))
            painter.setBrush(QColor("white"))
            painter.drawEllipse(at, handle * 0.85, handle * 0.85)
        painter.end()

    def _bounds(self) -> tuple[float, float]:
        return (self.values[0], self.high) if len(self.values) == 1 else (self.values[0], self.values[1])

    def _paint_bars(self, painter: QPainter, floor: float) -> None:
        if not len(self.counts) or not self.counts.max() > 0:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        left, right = self._x(self.low), self._x(self.high)
        wide = (right - left) / len(self.counts)
        heights = self.heights()
        tall = (floor - 2) / heights.max()
        low, high = self._bounds()
        bright = self.palette().color(QPalette.ColorRole.Highlight)
        faint = self.palette().color(QPalette.ColorRole.Mid)
        for number, height in enumerate(heights):
            middle = self.low + (number + 0.5) / len(self.counts) * (self.high - self.low)
            painter.setBrush(bright if low <= middle <= high else faint)
            if height:
                bar = QRectF(left + number * wide, floor - height * tall, wide + 0.4, height * tall)
                painter.drawRect(bar)

    def _paint_mark(self, painter: QPainter, floor: float) -> None:
        x, size = self._x(self.mark or 0.0), self.margin * 0.7
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Text))
        painter.drawPolygon(
            QPolygonF([QPointF(x, floor), QPointF(x - size, floor - size * 1.4), QPointF(x + size, floor - size * 1.4)])
        )

    @property
    def is_dragged(self) -> bool:
        """Whether the mouse holds a handle."""
        return self._held is not None

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Grab the nearer handle."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            value = self._value(event.localPos().x())
            distances = [abs(v - value) for v in self.values]
            nearest = distances.index(min(distances))
            if len(self.values) == 2 and distances[0] == distances[1]:
                nearest = int(value > self.values[0])
            self._held = self._chosen = nearest
            self.grabbed.emit()
            self._set(value)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Follow the mouse."""
        if event is not None and self._held is not None:
            self._set(self._value(event.localPos().x()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Release the handle."""
        self._held = None

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the active handle with the arrow keys; Space switches to the other handle."""
        if event is None:
            return
        if event.key() == Qt.Key.Key_Space and len(self.values) == 2:
            self._chosen = 1 - self._chosen
            self.update()
        elif event.key() in KEYS:
            self._set(self.values[self._chosen] + KEYS[Qt.Key(event.key())] * self.step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show the active handle."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Stop showing the active handle."""
        self.update()

    def _set(self, value: float) -> None:
        value = min(max(value, self.low), self.high)
        if len(self.values) == 2:
            other = self.values[1 - self._chosen]
            value = min(value, other - self.step) if self._chosen == 0 else max(value, other + self.step)
        if value != self.values[self._chosen]:
            self.values[self._chosen] = value
            self.update()
            self.moved.emit()
