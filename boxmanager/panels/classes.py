"""The panel of class averages: they appear while they form, and can be sorted, enlarged and selected."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QCursor, QIcon, QPixmap, QStandardItem, QStandardItemModel
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QListView,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.qt import grey_image, required
from iceboxer.boxmanager.document.classes import Classes, ClassFigures, Counts, Order
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.flow import Flow

NUMBER = Qt.ItemDataRole.UserRole + 1
SMALLEST, USUAL, LARGEST = 48, 96, 256  # window px of an average


def pixmap_of(average: NDArray[np.float32], side: int) -> QPixmap:
    """Return an average (h, w), row 0 at the bottom, as a square picture with its own contrast; grey if it is empty."""
    low, high = np.percentile(average, [1, 99.8])
    share = (average[::-1] - low) / (high - low) if high - low > 1e-6 else np.full_like(average, 0.5)
    grey = np.clip(share, 0, 1) * 255
    pixels = np.ascontiguousarray(grey.astype(np.uint8))  # the image shares its memory until it is copied
    smooth = Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(grey_image(pixels)).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, smooth)


class ClassesPanel(QWidget):
    """The averages with their figures, and buttons for the selected classes."""

    make_requested = pyqtSignal()
    chosen = pyqtSignal()  # another selection of classes
    hovered = pyqtSignal(int)  # the number of the class under the mouse, 0 for none
    opened = pyqtSignal(int)  # a class was double-clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.classes: Classes | None = None
        self._forming: NDArray[np.float32] | None = None  # averages that are not final
        self._counts: Counts | None = None
        self.model = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(self.tr("Class averages"))
        self.list.setMouseTracking(True)
        self.list.entered.connect(lambda index: self.hovered.emit(self._number(index)))
        self.list.viewportEntered.connect(lambda: self.hovered.emit(0))
        required(self.list.verticalScrollBar()).valueChanged.connect(lambda _: self._scrolled())
        required(self.list.viewport()).installEventFilter(self)
        self.list.doubleClicked.connect(lambda index: self.opened.emit(self._number(index)))
        required(self.list.selectionModel()).selectionChanged.connect(lambda *_: self._selection_changed())
        self.text = QLabel()
        self.text.setObjectName("faint")
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._make_layout()
        self.show_classes(None)

    def _make_layout(self) -> None:
        self.make = QPushButton(self.tr("Make classes"))
        self.make.setToolTip(self.tr("Average the visible boxes in classes, without a reference"))
        self.make.clicked.connect(self.make_requested)
        self.order = QComboBox()
        for order, text in (
            (Order.BEST, self.tr("Best first")),
            (Order.LARGEST, self.tr("Largest first")),
            (Order.SHARPEST, self.tr("Sharpest first")),
        ):
            self.order.addItem(text, order)
        self.order.setAccessibleName(self.tr("Sort order of the classes"))
        self.order.activated.connect(lambda _: self._fill())
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setRange(SMALLEST, LARGEST)
        self.zoom.setValue(USUAL)
        self.zoom.setFixedWidth(self.fontMetrics().height() * 7)
        self.zoom.setAccessibleName(self.tr("Size of the averages"))
        self.zoom.setToolTip(self.tr("Enlarge or shrink the averages"))
        self.zoom.valueChanged.connect(lambda _: self._fill())
        self.reject = self._button(self.tr("Reject"), self.tr("Reject the visible picks of the selected classes"))
        self.label = self._button(
            self.tr("Label"), self.tr("Turn the visible picks of the selected classes into labels")
        )
        self.export = self._button(self.tr("Export…"), self.tr("Write only the boxes of the selected classes"))
        self.recentre = self._button(
            self.tr("Recentre"), self.tr("Move the visible boxes onto the centres of their averages")
        )
        head = Flow(self.make, self.order, self.zoom, self.reject, self.label, self.export, self.recentre)
        head.setContentsMargins(6, 3, 6, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        self.text.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(self.text)
        layout.addWidget(self.list)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button

    # ── contents ────────────────────────────────────────────────────────────────────────────────────────────

    def show_classes(self, classes: Classes | None) -> None:
        """Show finished classes; None shows how to make some."""
        self.classes, self._forming, self._counts = classes, None, None
        self._fill()
        if classes is None:
            self.show_text(self.tr("Classes show which views, ice and contaminants the picks contain."))
        else:
            doubtful = sum(f.better_than_noise is False for f in classes.figures)
            boxes = sum(f.members for f in classes.figures)
            text = counted(len(classes.figures), self.tr("{0} class"), self.tr("{0} classes"))
            text = self.tr("{0} of {1:,} boxes").format(text, boxes)
            if classes.side:
                unit = self.tr("Å") if classes.resolutions_in_angstrom else self.tr("px")
                text += self.tr("; each picture is {0:.0f} {1} wide").format(classes.side, unit)
            if doubtful:
                text += self.tr("; {0} no better than random places (≈)").format(doubtful)
            self.show_text(text)

    def show_progress(self, averages: NDArray[np.float32], text: str) -> None:
        """Show averages while they form."""
        self.classes, self._forming = None, averages
        self._fill()
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show a sentence beside the buttons."""
        self.text.setText(text)
        self.text.setToolTip(text)

    def show_counts(self, counts: Counts) -> None:
        """Show how many members of each class are visible at the present threshold, and greyed."""
        self._counts = counts
        if self.classes is not None:
            for row in range(self.model.rowCount()):
                item = required(self.model.item(row))
                figures = self.classes.figures[int(item.data(NUMBER)) - 1]
                item.setText(self._caption(figures))
                item.setToolTip(self._describe(figures))

    def selected(self) -> list[int]:
        """Return the numbers of the selected classes; averages that are still forming have none."""
        numbers = (self._number(index) for index in self.list.selectedIndexes())
        return sorted(number for number in numbers if number)

    def _number(self, index: QModelIndex) -> int:
        return int(index.data(NUMBER) or 0)

    def _fill(self) -> None:
        chosen = self.selected()
        classes = self.classes
        if classes is None:
            self._draw([(average, "", "", 0) for average in (() if self._forming is None else self._forming)])
            return
        entries = []
        for i in classes.ordered(self.order.currentData()):
            figures = classes.figures[i]
            entries.append((classes.averages[i], self._caption(figures), self._describe(figures), figures.number))
        self._draw(entries)
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            if self._number(index) in chosen:
                required(self.list.selectionModel()).select(index, QItemSelectionModel.SelectionFlag.Select)

    def _draw(self, entries: list[tuple[NDArray[np.float32], str, str, int]]) -> None:
        side = self.zoom.value()
        self.list.setIconSize(QSize(side, side))
        row = min(side, USUAL) + 2 * self.fontMetrics().height()  # with its caption
        self.list.setMinimumHeight(row if entries else 0)
        self.model.clear()
        for average, caption, tip, number in entries:
            item = QStandardItem(QIcon(pixmap_of(average, side)), caption)
            item.setData(number, NUMBER)
            item.setToolTip(tip)
            item.setData(tip, Qt.ItemDataRole.AccessibleTextRole)
            self.model.appendRow(item)
        self._selection_changed()

    def _caption(self, figures: ClassFigures) -> str:
        count = f"{figures.members:,}"
        kept = figures.members if self._counts is None else int(self._counts.kept[figures.number - 1])
        if kept != figures.members:
            count = self.tr("{0:,} of {1:,}").format(kept, figures.members)
        mark = " ≈" if figures.better_than_noise is False else ""
        return f"{figures.number}: {count}{mark}"

    def _describe(self, figures: ClassFigures) -> str:
        """Return the figures of a class, one per line."""
        classes = self.classes
        unit = "Å" if classes is not None and classes.resolutions_in_angstrom else "px"
        one, many = self.tr("Class {1}: 1 box"), self.tr("Class {1}: {0:,} boxes")
        lines = [counted(figures.members, one, many, figures.number)]
        if self._counts is not None and figures.members:
            kept, greyed = (int(n[figures.number - 1]) for n in (self._counts.kept, self._counts.greyed))
            lines.append(self.tr("{0:.0%} still visible").format(kept / figures.members))
            if greyed:
                lines.append(self.tr("{0:.0%} greyed by masks").format(greyed / figures.members))
        if figures.resolution is not None:
            lines.append(self.tr("Resolution {0:.0f} {1}").format(figures.resolution, unit))
        if figures.confidence is not None:
            lines.append(self.tr("Mean confidence {0:.2f}").format(figures.confidence))
        lines.append(self.tr("{0:.0%} overlap a neighbour").format(figures.overlapping))
        lines.append(self.tr("Estimated quality {0:.2f}").format(figures.quality))
        if figures.better_than_noise is False:
            lines.append(self.tr("Members fit no better than random empty places"))
        return "\n".join(lines)

    def _selection_changed(self) -> None:
        some = bool(self.selected()) and self.classes is not None
        for button in (self.reject, self.label, self.export):
            button.setEnabled(some)
        self.recentre.setEnabled(self.classes is not None)
        self.order.setEnabled(self.classes is not None)
        self.chosen.emit()

    def _scrolled(self) -> None:
        """Point at the class that the mouse is over now."""
        viewport = required(self.list.viewport())
        if viewport.underMouse():
            self.hovered.emit(self._number(self.list.indexAt(viewport.mapFromGlobal(QCursor.pos()))))

    def eventFilter(self, watched: Any, event: QEvent | None) -> bool:
        """Notice that the mouse leaves the averages."""
        if event is not None and event.type() == QEvent.Type.Leave:
            self.hovered.emit(0)
        return super().eventFilter(watched, event)
