"""The gallery: crops of all boxes of the current micrograph by confidence, created only when visible.

It is linked both ways: a click selects the box and centres the view on it, and selected boxes are marked here.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PyQt5.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    QTimer,
    pyqtSignal,
)
from PyQt5.QtGui import QColor, QPainter, QPen
from PyQt5.QtWidgets import (
    QComboBox,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.canvas.confidence import COLOURS, steps
from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.display import Picture
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.crops import CropCache
from iceboxer.boxmanager.panels.flow import Flow
from iceboxer.boxmanager.panels.list_keys import ListKeys
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes

ROOT = QModelIndex()
REFRESH_MS = 80
RUNS = 500  # runs of selected crops that are marked; more would be slow in Qt


class GalleryModel(QAbstractListModel):
    """The drawn boxes of the current micrograph, by confidence; those with the ids `first` precede the others."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.boxes: Boxes = no_boxes()
        self.most_confident_first = True
        self.first: frozenset[int] = frozenset()
        self.picture: Picture | None = None

    def refresh(self) -> None:
        """Reload the boxes."""
        boxes = self.session.boxes[self.session.drawn()]
        order = np.argsort(np.where(np.isfinite(boxes["confidence"]), boxes["confidence"], 2.0), kind="stable")
        boxes = boxes[order[::-1] if self.most_confident_first else order]
        if self.first:
            boxes = boxes[np.argsort(~np.isin(boxes["id"], list(self.first)), kind="stable")]
        if len(boxes) != len(self.boxes) or boxes.tobytes() != self.boxes.tobytes():
            self.beginResetModel()
            self.boxes = boxes
            self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of boxes."""
        return 0 if parent.isValid() else len(self.boxes)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text for the tooltip and for screen readers."""
        if not index.isValid() or role not in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        box = self.boxes[index.row()]
        place = self.tr("x {0:.0f}, y {1:.0f}").format(box["x"], box["y"])
        if math.isfinite(box["confidence"]):
            return self.tr("{0}, confidence {1:.2f}").format(place, box["confidence"])
        return place


class GalleryDelegate(QStyledItemDelegate):
    """Painter of a crop, with the colour of its kind and its confidence."""

    def __init__(self, style: Style, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.style_of_boxes = style
        self.crops = CropCache()

    def side(self, option: QStyleOptionViewItem) -> int:
        """Return the width of a crop."""
        return round(option.fontMetrics.height() * 4.6)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of a crop with its margin."""
        side = self.side(option) + 6
        return QSize(side, side)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one crop."""
        model = index.model()
        if painter is None or not isinstance(model, GalleryModel) or model.picture is None:
            return
        box = model.boxes[index.row()]
        place = option.rect.adjusted(3, 3, -3, -3)
        self.crops.set_source(
            model.picture, model.session.view, place.width(), required(painter.device()).devicePixelRatioF()
        )
        painter.save()
        painter.drawPixmap(place.topLeft(), self.crops.of(box))
        kind = Kind(int(box["kind"]))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        colour = self._colour(box, model.session)
        painter.setPen(QPen(option.palette.highlight() if chosen else colour, 3 if chosen else 1))
        painter.drawRect(place)
        if kind == Kind.REJECTED:
            painter.drawLine(place.topLeft(), place.bottomRight())
        text = f"{box['confidence']:.2f}" if math.isfinite(box["confidence"]) else "●"
        if kind == Kind.LABEL:
            text = "●" if not math.isfinite(box["confidence"]) else f"● {text}"
        line = option.fontMetrics.height()
        label = QRect(place.left() + 1, place.bottom() - line, option.fontMetrics.horizontalAdvance(text) + 6, line)
        painter.fillRect(label, QColor(0, 0, 0, 150))
        painter.setPen(QColor("white"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _colour(self, box: Any, session: Session) -> QColor:
        """Return the colour that the box has on the micrograph."""
        by_confidence = session.view.by_confidence
        step = (
            int(steps(box["confidence"], *session.confidence_span()))
            if by_confidence and box["kind"] == Kind.PICK
            else 0
        )
        return QColor(COLOURS[step - 1]) if step else self.style_of_boxes.colour(Kind(int(box["kind"])))


class GalleryPanel(QWidget):
    """The gallery panel; `centre_requested(x, y)` requests that the view be centred on a box."""

    centre_requested = pyqtSignal(float, float)

    def __init__(self, session: Session, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.model = GalleryModel(session, self)
        self.delegate = GalleryDelegate(style, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(self.delegate)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setUniformItemSizes(True)
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(self.tr("Boxed particles"))
        self.order = QComboBox()
        self.order.addItems([self.tr("Highest confidence first"), self.tr("Lowest confidence first")])
        self.order.setAccessibleName(self.tr("Sort order of the gallery"))
        self.order.activated.connect(self._ordered)
        self.count = QLabel()
        self.count.setObjectName("faint")
        head = Flow(self.order, self.count)
        head.setContentsMargins(6, 3, 6, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.list)
        self._following = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REFRESH_MS)
        self._later.timeout.connect(self.refresh)
        for signal in (session.boxes_changed, session.view_changed, session.current_changed):
            signal.connect(self._soon)
        session.current_changed.connect(lambda: self.gather(frozenset()))
        session.selection_changed.connect(self._follow)
        required(self.list.selectionModel()).selectionChanged.connect(lambda *_: self._selected())
        self.list.clicked.connect(self._clicked)
        self.list.activated.connect(self._clicked)
        ListKeys(self.list, self._delete)

    def show_picture(self, picture: Picture | None) -> None:
        """Set the picture that crops are taken from."""
        self.model.picture = picture
        self.refresh()
        required(self.list.viewport()).update()

    def set_style(self, style: Style) -> None:
        """Set the colours of the boxes."""
        self.delegate.style_of_boxes = style
        required(self.list.viewport()).update()

    def gather(self, ids: frozenset[int]) -> None:
        """Show these boxes of the current micrograph before the others, until the micrograph or the order changes."""
        if ids != self.model.first:
            self.model.first = ids
            self.refresh()
            self.list.scrollToTop()

    def _soon(self) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def showEvent(self, event: Any) -> None:
        """Apply the changes made while the panel was hidden."""
        self.refresh()

    def refresh(self) -> None:
        """Reload the boxes, if the panel is visible."""
        if self.isVisible():
            self._following = True
            self.model.refresh()
            self._following = False
            self.count.setText(self._count_text())
            self._follow()
            required(self.list.viewport()).update()

    def _count_text(self) -> str:
        rejected = int(np.count_nonzero(self.model.boxes["kind"] == Kind.REJECTED))
        one, many = self.tr("{0:,} box on this micrograph"), self.tr("{0:,} boxes on this micrograph")
        text = counted(len(self.model.boxes) - rejected, one, many)
        return self.tr("{0}, {1:,} rejected").format(text, rejected) if rejected else text

    def _ordered(self, index: int) -> None:
        self.model.most_confident_first, self.model.first = index == 0, frozenset()
        self.refresh()

    def _follow(self) -> None:
        """Mark the boxes that are selected on the micrograph."""
        if self._following or not self.isVisible():
            return
        self._following = True
        wanted = np.fromiter(self.session.selection, np.int64, len(self.session.selection))
        rows = np.flatnonzero(np.isin(self.model.boxes["id"], wanted))
        chosen = QItemSelection()
        for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)[:RUNS] if len(rows) else ():
            chosen.select(self.model.index(int(run[0])), self.model.index(int(run[-1])))
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        required(self.list.selectionModel()).select(chosen, flag)
        if len(rows):
            self.list.scrollTo(self.model.index(int(rows[0])))
        self._following = False

    def _selected(self) -> None:
        if not self._following:
            rows = [index.row() for index in self.list.selectedIndexes()]
            self._following = True
            self.session.select(self.model.boxes["id"][rows].tolist())
            self._following = False

    def _clicked(self, index: QModelIndex) -> None:
        box = self.model.boxes[index.row()]
        self.centre_requested.emit(float(box["x"]), float(box["y"]))

    def _delete(self) -> None:
        """Delete the selected boxes, and select the next one."""
        rows = [index.row() for index in self.list.selectedIndexes()]
        if not rows:
            return
        self.session.delete(frozenset(self.model.boxes["id"][rows].tolist()))
        self.refresh()
        if len(self.model.boxes):
            index = self.model.index(min(min(rows), len(self.model.boxes) - 1))
            self.list.setCurrentIndex(index)
            self._clicked(index)
