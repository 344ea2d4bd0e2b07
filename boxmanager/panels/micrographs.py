"""The list of micrographs, with search, order and count."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt5.QtCore import QModelIndex, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.boxmanager.panels.micrograph_model import ORDERS, MicrographModel
from iceboxer.boxmanager.panels.micrograph_row import MicrographDelegate

SHORTEST_ORDER = 8  # characters of the order that stay visible in a narrow panel


class MicrographList(QListView):
    """List moved through with arrow keys; letters are shortcuts of the window, not a search."""

    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: Iterable[int] = ()) -> None:
        """Paint rows again that have changed; QListView would also lay out all rows, whose heights stay."""
        QAbstractItemView.dataChanged(self, first, last, roles)

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
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
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
