"""Crops of all boxes of the micrograph in view, sorted by confidence; only those in sight are made.

Linked both ways: a click selects the box and brings it into the middle, a selection is shown here.
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
from PyQt5.QtGui import QColor, QKeyEvent, QPainter, QPen
from PyQt5.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from boxmanager.canvas.overlay import Style
from boxmanager.document.display import Picture, blurred, contrast_table, region_for
from boxmanager.document.view import View
from boxmanager.qt import grey_image, there
from boxmanager.session import Session
from engine.data.boxes import Boxes, Kind, no_boxes

ROOT = QModelIndex()
REFRESH_MS = 80


def crop(picture: Picture, box: Any, side: int, view: View) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """What is in a box, about `side` px wide, drawn as the micrograph is; grey outside. Rows from the top."""
    half_width, half_height = box["width"] / 2, box["height"] / 2
    bounds = (box["x"] - half_width, box["y"] - half_height, box["x"] + half_width, box["y"] + half_height)
    region = region_for(picture, bounds, side / max(box["width"], 1))
    if region is None:
        return np.full((2, 2), 128, np.uint8)
    region, grey = blurred(picture, region, view.lowpass)
    table = contrast_table(view.contrast, view.inverted)
    scale = region.scale
    width, height = max(1, round(box["width"] / scale)), max(1, round(box["height"] / scale))
    canvas = np.full((height, width), 128, np.uint8)
    left = region.columns.start - math.floor(bounds[0] / scale)
    bottom = region.rows.start - math.floor(bounds[1] / scale)
    piece = table[grey][: max(0, height - bottom), : max(0, width - left)]
    canvas[bottom : bottom + piece.shape[0], left : left + piece.shape[1]] = piece
    return np.ascontiguousarray(canvas[::-1])


class GalleryModel(QAbstractListModel):
    """The boxes on screen of the micrograph in view, the surest first or last."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.boxes: Boxes = no_boxes()
        self.surest_first = True
        self.picture: Picture | None = None

    def refresh(self) -> None:
        """Look at the boxes again."""
        boxes = self.session.boxes[self.session.drawn()]
        order = np.argsort(np.where(np.isfinite(boxes["confidence"]), boxes["confidence"], 2.0), kind="stable")
        boxes = boxes[order[::-1] if self.surest_first else order]
        if len(boxes) != len(self.boxes) or boxes.tobytes() != self.boxes.tobytes():
            self.beginResetModel()
            self.boxes = boxes
            self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """How many boxes."""
        return 0 if parent.isValid() else len(self.boxes)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader and the tooltip say."""
        if not index.isValid() or role not in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        box = self.boxes[index.row()]
        place = self.tr("x {0:.0f}, y {1:.0f}").format(box["x"], box["y"])
        if math.isfinite(box["confidence"]):
            return self.tr("{0}, confidence {1:.2f}").format(place, box["confidence"])
        return place


class GalleryDelegate(QStyledItemDelegate):
    """Paints a crop with the colour of its kind and its confidence."""

    def __init__(self, style: Style, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.style_of_boxes = style

    def side(self, option: QStyleOptionViewItem) -> int:
        """Width of a crop."""
        return round(option.fontMetrics.height() * 4.6)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """A crop and a rim."""
        side = self.side(option) + 6
        return QSize(side, side)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """One crop."""
        model = index.model()
        if painter is None or not isinstance(model, GalleryModel) or model.picture is None:
            return
        box = model.boxes[index.row()]
        place = option.rect.adjusted(3, 3, -3, -3)
        grey = crop(model.picture, box, place.width(), model.session.view)
        image = grey_image(grey)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
        kind = Kind(int(box["kind"]))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(
            QPen(option.palette.highlight() if chosen else self.style_of_boxes.colour(kind), 3 if chosen else 1)
        )
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


class GalleryList(QListView):
    """Delete rejects; letters go to the window."""

    delete_pressed = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Delete and Backspace; arrows walk."""
        if event is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        elif event is not None and event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class GalleryPanel(QWidget):
    """The crops. `wanted(x, y)` asks to bring a box into the middle."""

    wanted = pyqtSignal(float, float)

    def __init__(self, session: Session, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.model = GalleryModel(session, self)
        self.delegate = GalleryDelegate(style, self)
        self.list = GalleryList()
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
        self.order.addItems([self.tr("Surest first"), self.tr("Least sure first")])
        self.order.setAccessibleName(self.tr("Order of the gallery"))
        self.order.activated.connect(self._ordered)
        self.count = QLabel()
        self.count.setObjectName("faint")
        head = QHBoxLayout()
        head.setContentsMargins(6, 3, 6, 0)
        head.addWidget(self.order)
        head.addWidget(self.count)
        head.addStretch(1)
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
        session.selection_changed.connect(self._follow)
        there(self.list.selectionModel()).selectionChanged.connect(lambda *_: self._selected())
        self.list.clicked.connect(self._clicked)
        self.list.activated.connect(self._clicked)
        self.list.delete_pressed.connect(self._delete)

    def show_picture(self, picture: Picture | None) -> None:
        """Crops are cut from this picture."""
        self.model.picture = picture
        self.refresh()
        there(self.list.viewport()).update()

    def set_style(self, style: Style) -> None:
        """Other colours."""
        self.delegate.style_of_boxes = style
        there(self.list.viewport()).update()

    def _soon(self) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def showEvent(self, event: Any) -> None:
        """What changed while it was hidden."""
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        if self.isVisible():
            self._following = True
            self.model.refresh()
            self._following = False
            self.count.setText(self.tr("{0:,} boxes on this micrograph").format(len(self.model.boxes)))
            self._follow()
            there(self.list.viewport()).update()

    def _ordered(self, index: int) -> None:
        self.model.surest_first = index == 0
        self.refresh()

    def _follow(self) -> None:
        """Show what is selected elsewhere."""
        if self._following or not self.isVisible():
            return
        self._following = True
        wanted = np.fromiter(self.session.selection, np.int64, len(self.session.selection))
        rows = np.flatnonzero(np.isin(self.model.boxes["id"], wanted))
        chosen = QItemSelection()
        for row in rows[:1000].tolist():
            chosen.select(self.model.index(row), self.model.index(row))
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        there(self.list.selectionModel()).select(chosen, flag)
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
        self.wanted.emit(float(box["x"]), float(box["y"]))

    def _delete(self) -> None:
        """Reject, and go on to the one that takes its place."""
        rows = [index.row() for index in self.list.selectedIndexes()]
        if not rows:
            return
        self.session.delete(frozenset(self.model.boxes["id"][rows].tolist()))
        self.refresh()
        if len(self.model.boxes):
            index = self.model.index(min(min(rows), len(self.model.boxes) - 1))
            self.list.setCurrentIndex(index)
            self._clicked(index)
