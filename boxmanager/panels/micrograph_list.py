"""The list of micrographs: one row each, with thumbnail, name and counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PyQt5.QtCore import QModelIndex, QStringListModel, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QAbstractItemView, QListView, QWidget

from iceboxer.boxmanager.panels.micrograph_model import MicrographModel
from iceboxer.boxmanager.panels.micrograph_row import MicrographDelegate


class MicrographRows(QStringListModel):
    """The rows of the table `source` for a list, which lays out all of them after each search and sort.

    Qt counts rows and columns several times for each row that it lays out. A model that is written in C++ answers ten
    thousand of these calls in a few milliseconds, one that is written in Python in a tenth of a second.
    """

    def __init__(self, source: MicrographModel) -> None:
        super().__init__(source)
        self.source = source
        source.modelReset.connect(self._reset)
        source.rowsInserted.connect(self._insert)
        source.dataChanged.connect(self._touch)
        self._reset()

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the first column of the table has."""
        return self.source.data(self.source.index(index.row(), 0), role) if index.isValid() else None

    def _reset(self) -> None:
        self.setStringList([""] * len(self.source.paths))

    def _insert(self, _: QModelIndex, first: int, last: int) -> None:
        self.insertRows(first, last - first + 1)

    def _touch(self, first: QModelIndex, last: QModelIndex) -> None:
        self.dataChanged.emit(self.index(first.row(), 0), self.index(last.row(), 0))


class MicrographList(QListView):
    """List moved through with arrow keys; letters are shortcuts of the window, not a search."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Micrographs"))

    def follow(self, model: MicrographModel) -> None:
        """Show the rows of the table `model`."""
        self.setModel(MicrographRows(model))
        self.setItemDelegate(MicrographDelegate(model, self))

    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: Iterable[int] = ()) -> None:
        """Paint rows again that have changed; QListView would also lay out all rows, whose heights stay."""
        QAbstractItemView.dataChanged(self, first, last, roles)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Handle the arrow keys, and leave letters and Space to the window."""
        if event is not None and event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)
