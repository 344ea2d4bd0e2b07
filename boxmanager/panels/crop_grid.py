"""A grid of crops of any length, of which only the visible rows are painted."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

from PyQt5.QtCore import QEvent, QPoint, QPointF, QRect, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PyQt5.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.qt import grey_image, required
from iceboxer.boxmanager.document.review import Review
from iceboxer.boxmanager.jobs.crop_reader import CropReader
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.evaluation.checking import Answer
from iceboxer.engine.evaluation.contact_sheet import BOXES_PER_CROP

GAP = 3  # px around a crop
TICK = 0.16  # length of the corner ticks of the box in box sides
PIXMAPS = 1000  # more than fit on a screen
ANSWERED = 0.45  # opacity of an answered crop
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class CropGrid(QAbstractScrollArea):
    """The crops of a review, with the answers and the current crop; `row` is -1 if there is none."""

    current_changed = pyqtSignal(int)
    hovered = pyqtSignal(int)  # -1 when the mouse leaves
    chosen = pyqtSignal(int)  # by a double click

    def __init__(self, reader: CropReader, style: Callable[[], Style], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reader, self._style = reader, style
        self.review: Review | None = None
        self.row, self._hover, self._side = -1, -1, 96
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Picks under review"))
        required(self.viewport()).setMouseTracking(True)
        reader.ready.connect(required(self.viewport()).update)

    def show_review(self, review: Review | None, side: int) -> None:
        """Show the crops of a review, `side` px wide."""
        self.review, self._side = review, side
        self._pixmaps.clear()
        self.row = self._hover = -1
        self._measure()
        required(self.verticalScrollBar()).setValue(0)
        if review is not None and len(review.picks):
            self.go_to(0)
        required(self.viewport()).update()

    def go_to(self, row: int) -> None:
        """Make a crop the current one and scroll to it."""
        self.row = row
        bar, top = required(self.verticalScrollBar()), row // self.columns * self.cell
        height = required(self.viewport()).height()
        if top < bar.value():
            bar.setValue(top)
        elif top + self.cell > bar.value() + height:
            bar.setValue(top + self.cell - height)
        required(self.viewport()).update()
        self.current_changed.emit(row)

    @property
    def cell(self) -> int:
        """The width of a crop with its margin."""
        return self._side + 2 * GAP

    @property
    def columns(self) -> int:
        """The number of crops side by side."""
        return max(1, required(self.viewport()).width() // self.cell)

    @property
    def count(self) -> int:
        """The number of crops."""
        return len(self.review.picks) if self.review is not None else 0

    def rows_in_sight(self) -> range:
        """Return the rows that are visible."""
        top, height = required(self.verticalScrollBar()).value(), required(self.viewport()).height()
        first = top // self.cell * self.columns
        return range(first, min(self.count, ((top + height) // self.cell + 1) * self.columns))

    def place(self, row: int) -> QRect:
        """Return the place of a crop, in px of the viewport."""
        free = required(self.viewport()).width() - self.columns * self.cell
        left = max(free, 0) // 2 + row % self.columns * self.cell + GAP
        top = row // self.columns * self.cell - required(self.verticalScrollBar()).value() + GAP
        return QRect(left, top, self._side, self._side)

    def row_at(self, at: QPoint) -> int:
        """Return the row at a position in px of the viewport, -1 if there is none."""
        return next((row for row in self.rows_in_sight() if self.place(row).contains(at)), -1)

    def _measure(self) -> None:
        bar, height = required(self.verticalScrollBar()), required(self.viewport()).height()
        bar.setRange(0, max(0, math.ceil(self.count / self.columns) * self.cell - height))
        bar.setSingleStep(max(1, self.cell // 3))
        bar.setPageStep(max(1, height - self.cell))

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the crops in sight, and request those that are not cut yet."""
        review = self.review
        if review is None:
            return
        painter = QPainter(self.viewport())
        missing = [row for row in self.rows_in_sight() if not self._paint_crop(painter, review, row)]
        painter.end()
        if missing:
            self.reader.want(missing)

    def _paint_crop(self, painter: QPainter, review: Review, row: int) -> bool:
        """Paint one crop; return whether it was there."""
        place, pixmap, answer = self.place(row), self._pixmap(row), review.answer(row)
        painter.setOpacity(1.0 if answer is Answer.NONE or row == self.row else ANSWERED)
        if pixmap is not None:
            painter.drawPixmap(place, pixmap)
            self._paint_ticks(painter, place)
        else:
            painter.fillRect(place, self.palette().alternateBase())
            painter.setPen(self.palette().placeholderText().color())
            mark = "✕" if self.reader.is_unreadable(row) else "…"
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, mark)
        painter.setOpacity(1.0)
        self._paint_text(painter, place, f"{review.picks.boxes['confidence'][row]:.2f}")
        self._paint_answer(painter, place, answer)
        if row == self.row:
            painter.setPen(QPen(self.palette().highlight(), 3))
            painter.drawRect(place)
        return pixmap is not None or self.reader.is_unreadable(row)

    def _pixmap(self, row: int) -> QPixmap | None:
        if row not in self._pixmaps:
            crop = self.reader.crop(row)
            if crop is None:
                return None
            pixels = round(self._side * self.devicePixelRatioF())
            smooth = Qt.TransformationMode.SmoothTransformation
            image = grey_image(crop).scaled(pixels, pixels, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            self._pixmaps[row] = QPixmap.fromImage(image.copy())  # an unscaled image shares the array's memory
            if len(self._pixmaps) > PIXMAPS:
                self._pixmaps.popitem(last=False)
        return self._pixmaps[row]

    def _paint_ticks(self, painter: QPainter, place: QRect) -> None:
        """Paint the corners of the box, without covering the particle."""
        side = place.width() / BOXES_PER_CROP
        middle, length = QPointF(place.x() + place.width() / 2, place.y() + place.height() / 2), TICK * side
        painter.setPen(QPen(QColor(255, 255, 255, 170), 1))
        for x in (-1, 1):
            for y in (-1, 1):
                corner = middle + QPointF(x * side / 2, y * side / 2)
                painter.drawLine(corner, corner - QPointF(x * length, 0))
                painter.drawLine(corner, corner - QPointF(0, y * length))

    def _paint_text(self, painter: QPainter, place: QRect, text: str) -> None:
        metrics = self.fontMetrics()
        label = QRect(place.left(), place.bottom() + 1 - metrics.height(), 0, metrics.height())
        label.setWidth(metrics.horizontalAdvance(text) + 6)
        painter.fillRect(label, QColor(0, 0, 0, 150))
        painter.setPen(QColor("white"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_answer(self, painter: QPainter, place: QRect, answer: Answer) -> None:
        """Paint the frame of an answer, and its sign in the upper right corner."""
        style = self._style()
        marks = {
            Answer.YES: ("✓", style.colour(Kind.LABEL)),
            Answer.NO: ("✕", style.colour(Kind.REJECTED)),
            Answer.UNSURE: ("?", self.palette().placeholderText().color()),
        }
        if answer not in marks:
            return
        sign, colour = marks[answer]
        painter.setPen(QPen(colour, 2))
        painter.drawRect(place)
        height = self.fontMetrics().height()
        badge = QRect(place.right() + 1 - height, place.top(), height, height)
        painter.fillRect(badge, colour)
        painter.setPen(QColor("black"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, sign)

    # ── mouse and keys ──────────────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the columns and keep the current crop in sight."""
        self._measure()
        if self.row >= 0:
            self.go_to(self.row)

    def viewportEvent(self, event: QEvent | None) -> bool:
        """Report the crop under the mouse."""
        if event is not None and event.type() == QEvent.Type.Leave:
            self._hover = -1
            self.hovered.emit(-1)
        if event is not None and event.type() == QEvent.Type.ToolTip:
            QToolTip.hideText()
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Report the crop under the mouse."""
        row = self.row_at(event.pos()) if event is not None else -1
        if row != self._hover:
            self._hover = row
            self.hovered.emit(row)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Make the crop under the mouse the current one."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            row = self.row_at(event.pos())
            if row >= 0:
                self.go_to(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Choose the crop under the mouse."""
        row = self.row_at(event.pos()) if event is not None else -1
        if row >= 0:
            self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move with the arrow keys, Page Up and Down, Home and End; leave other keys to the page."""
        if event is None or not self.count:
            return
        key = Qt.Key(event.key())
        rows_per_page = max(1, required(self.viewport()).height() // self.cell)
        if key in ARROWS:
            across, down = ARROWS[key]
            target = self.row + across + down * self.columns
        elif key in PAGES:
            target = self.row + PAGES[key] * rows_per_page * self.columns
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            target = 0 if key == Qt.Key.Key_Home else self.count - 1
        else:
            event.ignore()
            return
        self.go_to(min(max(target, 0), self.count - 1))
