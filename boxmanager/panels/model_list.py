"""The list of models: name, location, date and AUC; the active model has a tick mark."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QModelIndex, QRect, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPalette
from PyQt5.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from iceboxer.boxmanager.core.plain_text import on_one_line
from iceboxer.boxmanager.document.models import Entry, ModelFolder, is_same_file

ENTRY, SECOND_LINE, IS_ACTIVE = (int(Qt.ItemDataRole.UserRole) + n for n in range(3))
ROWS = (2, 5)  # smallest and largest number of visible rows
ROW_HEIGHT = 2.6  # lines of text


class ModelDelegate(QStyledItemDelegate):
    """Painter of a row of two lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return a height of two lines and some space."""
        return QSize(0, round(option.fontMetrics.height() * ROW_HEIGHT))

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one row."""
        if painter is None:
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, option.palette.highlight())
        em = option.fontMetrics.height()
        text = option.rect.adjusted(em // 3, em // 5, -em // 3, -em // 5)
        strong = option.palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        faint = strong if chosen else option.palette.color(QPalette.ColorRole.PlaceholderText)
        upper = QRect(text.left(), text.top(), text.width(), text.height() // 2)
        lower = QRect(text.left(), upper.bottom(), text.width(), text.height() // 2)
        painter.setPen(strong)
        if index.data(IS_ACTIVE):
            upper = self._paint_active_mark(painter, option, upper)
        self._paint_line(painter, upper, index.data(), Qt.TextElideMode.ElideMiddle)
        painter.setPen(faint)
        painter.setFont(option.font)
        self._paint_line(painter, lower, index.data(SECOND_LINE), Qt.TextElideMode.ElideRight)
        painter.restore()

    def _paint_active_mark(self, painter: QPainter, option: QStyleOptionViewItem, line: QRect) -> QRect:
        """Paint the mark of the active model at the right; return the space left for the name."""
        font = QFont(option.font)
        font.setBold(True)
        painter.setFont(font)
        mark = self.tr("✓ active")
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark)
        taken = painter.fontMetrics().horizontalAdvance(mark) + option.fontMetrics.height() // 2
        return line.adjusted(0, 0, -taken, 0)

    def _paint_line(self, painter: QPainter, line: QRect, text: str, mode: Qt.TextElideMode) -> None:
        elided = QFontMetrics(painter.font()).elidedText(text, mode, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, elided)


class ModelList(QListWidget):
    """List of models; `chosen` is emitted on a double click or Return. Letters are shortcuts of the window."""

    chosen = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(ModelDelegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Models"))
        self.doubleClicked.connect(lambda _: self.chosen.emit())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Choose a model with Return, and leave letters and Space to the window."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif event is not None and event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def entry(self) -> Entry | None:
        """Return the selected model, or None."""
        item = self.currentItem()
        return item.data(ENTRY) if item is not None else None

    def show_entries(self, entries: list[Entry], select: Path | None) -> None:
        """Show `entries`; select the file `select`, or keep the selection."""
        row = self.currentRow()
        self.blockSignals(True)
        self.clear()
        for entry in entries:
            self.addItem(self._item(entry))
        rows = [n for n, entry in enumerate(entries) if entry.path == select]
        self.setCurrentRow(rows[0] if rows else min(max(row, 0), len(entries) - 1))
        self.blockSignals(False)
        shown = min(max(len(entries), ROWS[0]), ROWS[1])
        self.setFixedHeight(shown * round(self.fontMetrics().height() * ROW_HEIGHT))
        self.currentRowChanged.emit(self.currentRow())

    def mark(self, used: Path | None) -> None:
        """Mark the active model."""
        for row in range(self.count()):
            item = self.item(row)
            if item is not None:
                entry: Entry = item.data(ENTRY)
                active = is_same_file(entry.path, used)
                item.setData(IS_ACTIVE, active)
                texts = [entry.name, self.tr("active") if active else "", item.data(SECOND_LINE)]
                item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, texts)))

    def _item(self, entry: Entry) -> QListWidgetItem:
        item = QListWidgetItem(on_one_line(entry.name))
        item.setData(ENTRY, entry)
        item.setData(SECOND_LINE, self.second_line(entry))
        item.setToolTip(f"{entry.path}\n{entry.problem}".strip())
        return item

    def second_line(self, entry: Entry) -> str:
        """Return the location, date and AUC of a model, or a note that it cannot be read."""
        place = self.place(entry.place)
        if entry.card is None:
            return self.tr("✕ cannot be read · {0}").format(place)
        auc = entry.figures["auc"]
        dated = entry.place is not ModelFolder.SHIPPED  # its date is that of the installation
        date = [f"{entry.date:%Y-%m-%d}"] if dated else []
        parts = [place, *date, *([] if auc is None else [self.tr("AUC {0:.2f}").format(auc)])]
        return " · ".join(parts)

    def place(self, place: ModelFolder) -> str:
        """Return the location of a model as text."""
        return {
            ModelFolder.PROJECT: self.tr("this project"),
            ModelFolder.USER: self.tr("yours"),
            ModelFolder.SHIPPED: self.tr("built in"),
        }[place]
