"""The list of micrographs: thumbnails loaded on demand, counts, marks and a search field."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt
from PyQt5.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette, QPixmap
from PyQt5.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.plain_text import on_one_line
from iceboxer.boxmanager.core.qt import grey_image, required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.view import count_shown_by_micrograph, mean_confidences
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.engine.data.micrograph import stem_of

ROOT = QModelIndex()
USAGE_MARKS = {"micrographs": "◆", "validation": "◇"}  # marks of the active model's training and validation micrographs
SHORTEST_ORDER = 8  # characters of the order that stay visible in a narrow panel
KEPT_THUMBNAILS = 2000
TOUCHED_SINGLY = 100  # changed rows; of more, all are painted again
SHORTEST_PREFIX = 6  # characters; a shorter beginning that all names share is not left out
ORDERS = ("name", "fewest", "most", "lowest confidence", "highest confidence")


def short_names(paths: list[Path]) -> dict[Path, str]:
    """Return the name of each micrograph without the beginning that all share; those of one name with the folder."""
    stems = {path: stem_of(path) for path in paths}
    first, last = (pick(stems.values(), default="") for pick in (min, max))  # what these two share, all share
    shared = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    cut = max(first.rfind(mark, 0, shared) for mark in "_-. ") + 1
    cut = cut if cut >= SHORTEST_PREFIX else 0
    counts = Counter(stems.values())
    names = {path: "…" * bool(cut) + stem[cut:] for path, stem in stems.items()}
    return {path: f"{path.parent.name}/{name}" if counts[stems[path]] > 1 else name for path, name in names.items()}


class MicrographModel(QAbstractListModel):
    """The micrographs that match the search, in the chosen order."""

    def __init__(self, session: Session, loader: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.loader = loader
        self.paths: list[Path] = []
        self.rows: dict[Path, int] = {}
        self.search, self.order = "", "name"
        self._names: dict[Path, str] = {}
        self._thumbnails: dict[Path, QPixmap | None] = {}
        session.project_changed.connect(self.rebuild)
        session.boxes_changed.connect(self._touch_each)
        session.marks_changed.connect(self._touch)
        session.view_changed.connect(self._touch_all)
        session.model_changed.connect(self._touch_all)
        loader.thumbnail_ready.connect(self._keep)
        loader.failed.connect(lambda path, reason, details: self._thumbnails.update({path: None}))

    def rebuild(self) -> None:
        """Search and sort again; if micrographs were only appended, the list keeps its position."""
        before, after = self.paths, self._wanted()
        if before and before == after[: len(before)]:
            if len(after) > len(before):
                self.beginInsertRows(ROOT, len(before), len(after) - 1)
                self._list(after)
                self.endInsertRows()
            return
        self.beginResetModel()
        self._list(after)
        known = set(self.session.project.micrographs)
        self._thumbnails = {p: t for p, t in self._thumbnails.items() if p in known}
        self.endResetModel()

    def _wanted(self) -> list[Path]:
        words = self.search.lower().split()
        everything = self.session.project.micrographs
        paths = [p for p in everything if all(w in str(p).lower() for w in words)] if words else list(everything)
        picks, view = self.session.store.picks, self.session.view
        if self.order in ("fewest", "most"):
            counts = count_shown_by_micrograph(picks, view)
            paths.sort(key=lambda p: counts.get(p, 0), reverse=self.order == "most")
        elif self.order != "name":
            means = mean_confidences(picks, view)
            turn = -1 if self.order == "highest confidence" else 1
            paths.sort(key=lambda p: turn * means[p] if p in means else math.inf)
        return paths

    def _list(self, paths: list[Path]) -> None:
        self.paths = paths
        self.rows = {path: row for row, path in enumerate(paths)}
        self._names = short_names(self.session.project.micrographs)

    def short_name(self, path: Path) -> str:
        """Return the name to show in the list."""
        return self._names.get(path) or stem_of(path)

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of micrographs."""
        return 0 if parent.isValid() else len(self.paths)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, the tooltip or the text for screen readers."""
        if not index.isValid():
            return None
        path = self.paths[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return on_one_line(stem_of(path))
        if role == Qt.ItemDataRole.ToolTipRole:
            problem = self.session.problems.get(path)
            if problem:
                return self.tr("Cannot be read: {0}").format(problem)
            return "\n".join(filter(None, (str(path), self.usage_text(path))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            labels, picks = self.session.counts(path)
            text = ", ".join(
                (
                    stem_of(path),
                    counted(labels, self.tr("{0:,} label"), self.tr("{0:,} labels")),
                    counted(picks, self.tr("{0:,} pick"), self.tr("{0:,} picks")),
                )
            )
            return ", ".join(filter(None, (text, self.usage_text(path))))
        return None

    def usage_text(self, path: Path) -> str:
        """Return how the active model used a micrograph; empty if it did not."""
        card = self.session.card
        return {
            "micrographs": self.tr("Used to train the active model (◆)"),
            "validation": self.tr("Used to validate the active model (◇)"),
        }.get(card.part_of(path.name) if card else "", "")

    def thumbnail(self, path: Path) -> QPixmap | None:
        """Return the thumbnail if it is cached; otherwise request it and return None."""
        if path not in self._thumbnails and path not in self.session.problems:
            self._thumbnails[path] = None
            self.loader.request_thumbnail(path)
        return self._thumbnails.get(path)

    def _keep(self, path: Path, grey: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
        if path not in self.rows:
            return
        flipped = np.ascontiguousarray(grey[::-1])
        image = grey_image(flipped)
        while len(self._thumbnails) > KEPT_THUMBNAILS:
            self._thumbnails.pop(next(iter(self._thumbnails)))
        self._thumbnails[path] = QPixmap.fromImage(image)
        self._touch(path)

    def _touch(self, path: Path) -> None:
        if path in self.rows:
            index = self.index(self.rows[path])
            self.dataChanged.emit(index, index)

    def _touch_each(self, paths: list[Path]) -> None:
        if len(paths) > TOUCHED_SINGLY:
            self._touch_all()
            return
        for path in paths:
            self._touch(path)

    def _touch_all(self) -> None:
        if self.paths:
            self.dataChanged.emit(self.index(0), self.index(len(self.paths) - 1))


class MicrographDelegate(QStyledItemDelegate):
    """Painter of a row: thumbnail, name, counts, marks."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return a height of three lines."""
        return QSize(0, round(option.fontMetrics.height() * 2.9))

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one row."""
        model = index.model()
        if painter is None or not isinstance(model, MicrographModel):
            return
        path = model.paths[index.row()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, option.palette.highlight())
        room = option.rect.height()
        gap = room // 9
        square = QRect(option.rect.left() + gap, option.rect.top() + gap, room - 2 * gap, room - 2 * gap)
        self._paint_thumbnail(painter, option, model.thumbnail(path), square, path in model.session.problems)
        text = option.rect.adjusted(room, gap, -gap, -gap)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
        metrics = QFontMetrics(option.font)
        upper = QRect(text.left(), text.top(), text.width(), text.height() // 2)
        lower = QRect(text.left(), upper.bottom(), text.width(), text.height() // 2)
        name = metrics.elidedText(model.short_name(path), Qt.TextElideMode.ElideLeft, text.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, name)
        if not chosen:
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, self.second_line(model.session, path))
        painter.restore()

    def second_line(self, session: Session, path: Path) -> str:
        """Return the counts, or the state of a micrograph without boxes."""
        if path in session.problems:
            return self.tr("✕ cannot be read")
        labels, picks = session.counts(path)
        mark = USAGE_MARKS.get(session.card.part_of(path.name)) if session.card else None
        parts = [mark] if mark else []
        if path in session.project.empty:
            parts.append(self.tr("∅ empty"))
        if labels:
            parts.append(self.tr("● {0}").format(f"{labels:,}"))
        if picks:
            parts.append(self.tr("□ {0}").format(f"{picks:,}"))
        return "   ".join(parts) if parts else "–"

    def _paint_thumbnail(
        self, painter: QPainter, option: QStyleOptionViewItem, small: QPixmap | None, square: QRect, bad: bool
    ) -> None:
        if small is None:
            painter.fillRect(square, option.palette.alternateBase())
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, "✕" if bad else "…")
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = small.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(square.topLeft(), size)
        place.moveCenter(square.center())
        painter.drawPixmap(place, small)


class MicrographList(QListView):
    """List moved through with arrow keys; letters are shortcuts of the window, not a search."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Handle the arrow keys, and leave letters and Space to the window."""
        if event is not None and event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class MicrographsPanel(QWidget):
    """Search field, order, list and count of micrographs."""

    def __init__(self, session: Session, loader: Loader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.model = MicrographModel(session, loader, self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search micrographs"))
        self.search.textChanged.connect(self._searched)
        self.order = QComboBox()
        self.order.addItems(
            [
                self.tr("By name"),
                self.tr("Fewest boxes"),
                self.tr("Most boxes"),
                self.tr("Lowest confidence"),
                self.tr("Highest confidence"),
            ]
        )
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.order.setMinimumContentsLength(SHORTEST_ORDER)
        self.order.setAccessibleName(self.tr("Sort order of micrographs"))
        self.order.setToolTip(self.tr("Sort order of micrographs"))
        self.order.activated.connect(self._ordered)
        self.list = MicrographList()
        self.list.setModel(self.model)
        self.list.setItemDelegate(MicrographDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Micrographs"))
        self.count = QLabel()
        self.count.setObjectName("faint")
        self._lay_out()
        required(self.list.selectionModel()).currentChanged.connect(self._chosen)
        session.current_changed.connect(self._follow)
        self.model.modelReset.connect(self._follow)
        session.project_changed.connect(self._follow)

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, em // 2, 0, em // 3)
        layout.setSpacing(em // 3)
        for row in ((self.search,), (self.order, self.count)):
            line = QHBoxLayout()
            line.setContentsMargins(em // 2, 0, em // 2, 0)
            for widget in row:
                line.addWidget(widget)
            layout.addLayout(line)
        layout.addWidget(self.list, 1)

    def _searched(self, text: str) -> None:
        self.model.search = text
        self.model.rebuild()

    def _ordered(self, index: int) -> None:
        self.model.order = ORDERS[index]
        self.model.rebuild()

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.session.go_to(self.model.paths[index.row()])

    def _follow(self) -> None:
        """Select the current micrograph in the list."""
        total, listed = len(self.session.project.micrographs), len(self.model.paths)
        self.count.setText(f"{listed:,}" if listed == total else f"{listed:,} / {total:,}")
        row = self.model.rows.get(self.session.current) if self.session.current else None
        if row is not None and row != self.list.currentIndex().row():
            self.list.setCurrentIndex(self.model.index(row))
