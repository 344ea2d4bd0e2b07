"""The list of micrographs, with search, order and count; it becomes a table when it is widened."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QItemSelectionModel, QModelIndex, pyqtSignal
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.boxmanager.jobs.measuring import Measurer
from iceboxer.boxmanager.panels.limits import Limits
from iceboxer.boxmanager.panels.micrograph_list import MicrographList
from iceboxer.boxmanager.panels.micrograph_model import ORDERS, MicrographModel
from iceboxer.boxmanager.panels.micrograph_table import MicrographTable

WIDE = 30  # lines of text from which the list is a table
SHORTEST_ORDER = 8  # characters of the order that stay visible in a narrow panel


class MicrographsPanel(QWidget):
    """Search field, order, list or table, and count of micrographs."""

    is_table_changed = pyqtSignal(bool)

    def __init__(self, session: Session, loader: Loader, measurer: Measurer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.model = MicrographModel(session, loader, measurer, self)
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
                self.tr("Least confident"),
                self.tr("Most confident"),
            ]
        )
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.order.setMinimumContentsLength(SHORTEST_ORDER)
        self.order.setAccessibleName(self.tr("Sort order of micrographs"))
        self.order.setToolTip(self.tr("Sort order of micrographs"))
        self.order.activated.connect(self._ordered)
        self.list = MicrographList()
        self.list.follow(self.model)
        self.table = MicrographTable(self.model)
        self.limits = Limits(self.model, self.table.heads)
        self.limits.setMinimumWidth(1)  # so that the table can be narrowed to a list at once
        self.table.column_marked.connect(self.mark)
        self.limits.chosen.connect(self.mark)
        self.mark("gradient")  # the first one that is known of every micrograph
        self.views = QStackedWidget()
        self.views.addWidget(self.list)
        self.views.addWidget(self.table)
        self.count = QLabel()
        self.count.setObjectName("faint")
        self._lay_out()
        for view in (self.list, self.table):
            required(view.selectionModel()).currentChanged.connect(self._chosen)
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
                line.addWidget(widget, int(widget is not self.count))
            layout.addLayout(line)
        layout.addWidget(self.views, 1)
        layout.addWidget(self.limits)
        self.limits.hide()

    @property
    def is_table(self) -> bool:
        """Whether the list is wide enough to be a table."""
        return self.views.currentWidget() is self.table

    def chosen(self) -> list[Path]:
        """Return the selected micrographs of the table, the current one of the list."""
        current = [self.session.current] if self.session.current is not None else []
        return self.table.chosen() or current if self.is_table else current

    def mark(self, column: str) -> None:
        """Show the histogram of a column."""
        self.limits.choose(column)
        self.table.mark(column)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Become a table when there is room for one, and a list when there is not."""
        super().resizeEvent(event)
        is_table = self.width() >= WIDE * self.fontMetrics().height()
        if is_table != self.is_table:
            self.views.setCurrentWidget(self.table if is_table else self.list)
            self.limits.setVisible(is_table)
            self.limits.refresh()
            self.order.setVisible(not is_table)
            if not is_table:
                self._ordered(self.order.currentIndex())  # the order of a column is not among those of the list
            self._follow()
            self.is_table_changed.emit(is_table)

    def _searched(self, text: str) -> None:
        self.model.search = text
        self.model.rebuild()

    def _ordered(self, index: int) -> None:
        self.model.order, self.model.descending = ORDERS[index], False
        self.model.rebuild()

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.session.go_to(self.model.paths[index.row()])

    def _follow(self) -> None:
        """Select the current micrograph in the list and in the table."""
        total, listed = len(self.session.project.micrographs), len(self.model.paths)
        self.count.setText(f"{listed:,}" if listed == total else f"{listed:,} / {total:,}")
        self.count.setVisible(listed != total or not self.is_table)  # the table has a line of its own with the total
        row = self.model.rows.get(self.session.current) if self.session.current else None
        flag = QItemSelectionModel.SelectionFlag
        only = QItemSelectionModel.SelectionFlags(flag.ClearAndSelect) | flag.Rows
        for view in (self.list, self.table):
            if row is not None and row != view.currentIndex().row():
                # not by the view, which extends the selection while Ctrl or Shift of a shortcut is held
                required(view.selectionModel()).setCurrentIndex(required(view.model()).index(row, 0), only)
