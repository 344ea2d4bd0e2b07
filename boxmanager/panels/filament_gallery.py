"""The gallery of straightened filaments of the current micrograph, most confident first.

It is linked both ways: a click selects the filament and centres the view on it, and selected ones are marked here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QRect, QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QPainter, QPen, QPixmap
from PyQt5.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.qt import grey_image, required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.display import Picture, contrast_table
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.list_keys import ListKeys
from iceboxer.boxmanager.panels.strips import straighten
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import Filament

FILAMENT = int(Qt.ItemDataRole.UserRole)
REFRESH_MS = 80
HEIGHT = 2.6  # lines of text; of a strip
KEPT = 200  # strips

Strip = Callable[[Filament, int], QPixmap | None]


class StripDelegate(QStyledItemDelegate):
    """Painter of a strip, in a frame of the colour of its kind, with confidence and length."""

    def __init__(
        self, strip: Strip, describe: Callable[[Filament], str], style: Callable[[], Style], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._strip, self._describe, self._style = strip, describe, style

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        """Return the height of a strip with its text."""
        return QSize(0, round(option.fontMetrics.height() * (HEIGHT + 1.3)))

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: Any) -> None:
        """Paint one strip."""
        filament = index.data(FILAMENT)
        if painter is None or filament is None:
            return
        line = option.fontMetrics.height()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        place = option.rect.adjusted(4, 2, -4, -2)
        painter.setPen(option.palette.text().color())
        painter.drawText(QRect(place.topLeft(), QSize(place.width(), line)), 0, self._describe(filament))
        strip = self._strip(filament, round(line * HEIGHT))
        if strip is not None:
            top = place.top() + line
            size = strip.size() / strip.devicePixelRatio()
            frame = QRect(place.left(), top, min(size.width(), place.width()), size.height())
            painter.setClipRect(frame.adjusted(-2, -2, 3, 3))
            painter.drawPixmap(frame.topLeft(), strip)
            colour = option.palette.highlight().color() if chosen else self._style().colour(filament.kind)
            painter.setPen(QPen(QColor(colour), 3 if chosen else 1))
            painter.drawRect(frame)
            if filament.kind is Kind.REJECTED:
                painter.drawLine(frame.topLeft(), frame.bottomRight())
        painter.restore()


class FilamentGallery(QWidget):
    """The panel; `picture()` returns the current picture, `centre_requested(x, y)` requests to centre the view."""

    centre_requested = pyqtSignal(float, float)

    def __init__(
        self,
        session: Session,
        picture: Callable[[], Picture | None],
        style: Callable[[], Style],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session, self.bent, self._picture = session, session.filaments, picture
        self._strips: dict[tuple[Any, ...], QPixmap] = {}
        self._following = False
        self.list, self.count = QListWidget(), QLabel()
        self.list.setAccessibleName(self.tr("Straightened filaments"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(StripDelegate(self._strip, self._describe, style, self))
        self.count.setObjectName("faint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 0, 0)
        layout.addWidget(self.count)
        layout.addWidget(self.list)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REFRESH_MS)
        self._later.timeout.connect(self.refresh)
        self.bent.changed.connect(lambda _: self.refresh_soon())
        for signal in (session.view_changed, session.current_changed):
            signal.connect(self.refresh_soon)
        self.bent.selection_changed.connect(self._follow)
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemClicked.connect(self._clicked)
        self.list.itemActivated.connect(self._clicked)
        ListKeys(self.list, lambda: self.bent.delete(self.bent.selection))

    def refresh_soon(self) -> None:
        """Reload the filaments in a moment, if the panel is visible."""
        if self.isVisible():
            self._later.start()

    def showEvent(self, event: Any) -> None:
        """Apply the changes made while the panel was hidden."""
        self.refresh()

    def refresh(self) -> None:
        """Reload the filaments."""
        drawn = sorted(self.bent.drawn(), key=lambda f: -math.inf if math.isnan(f.confidence) else -f.confidence)
        self._following = True
        self.list.clear()
        for filament in drawn:
            item = QListWidgetItem()
            item.setData(FILAMENT, filament)
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), self._describe(filament))
            self.list.addItem(item)
        self._following = False
        shown = sum(f.kind is not Kind.REJECTED for f in drawn)
        one, many = self.tr("{0:,} filament on this micrograph"), self.tr("{0:,} filaments on this micrograph")
        self.count.setText(counted(shown, one, many))
        self._follow()

    def _describe(self, filament: Filament) -> str:
        pixel_size = self.session.pixel_size
        long = (
            self.tr("{0:,.0f} Å").format(filament.length * pixel_size) if pixel_size else f"{filament.length:,.0f} px"
        )
        return long if math.isnan(filament.confidence) else f"{filament.confidence:.2f} · {long}"

    def _strip(self, filament: Filament, height: int) -> QPixmap | None:
        """Return the strip of a filament, made when it is first seen."""
        picture, view = self._picture(), self.session.view
        if picture is None:
            return None
        ratio = required(self.list.viewport()).devicePixelRatioF()
        key = (filament, id(picture), view.contrast, view.inverted, view.lowpass, height, ratio)
        if key not in self._strips:
            if len(self._strips) >= KEPT:
                self._strips.clear()
            table = contrast_table(view.contrast, view.inverted)
            grey = straighten(picture, filament, round(height * ratio), view.lowpass, table)
            pixmap = QPixmap.fromImage(grey_image(grey).copy())  # a copy, since the array is freed
            pixmap.setDevicePixelRatio(ratio)
            self._strips[key] = pixmap
        return self._strips[key]

    def _follow(self) -> None:
        """Mark the filaments that are selected on the micrograph."""
        if self._following or not self.isVisible():
            return
        self._following = True
        for row in range(self.list.count()):
            item = required(self.list.item(row))
            item.setSelected(item.data(FILAMENT).id in self.bent.selection)
        self._following = False

    def _selected(self) -> None:
        if not self._following:
            self._following = True
            self.bent.select(item.data(FILAMENT).id for item in self.list.selectedItems())
            self._following = False

    def _clicked(self, item: QListWidgetItem) -> None:
        filament: Filament = item.data(FILAMENT)
        x, y = filament.at(filament.length / 2)[0][0]
        self.centre_requested.emit(float(x), float(y))
