"""The table of micrographs: the list when it is widened, with a column for each measure."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt5.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette
from PyQt5.QtWidgets import QAbstractButton, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.document.inspected import OF_CTF
from iceboxer.boxmanager.panels.column_heads import OUT_OF_RANGE, ColumnHeads
from iceboxer.boxmanager.panels.micrograph_model import COLUMNS, NAME, REASON, VALUES, MicrographModel
from iceboxer.boxmanager.panels.micrograph_row import USAGE_MARKS

NAME_WIDTH, VALUE_WIDTH, REASON_WIDTH = 8.5, 3.4, 12.0  # of the columns, in lines of text, at least
MARGIN = 0.7  # beside a heading, in lines of text
ROW_HEIGHT = 1.55  # in lines of text


class CellDelegate(QStyledItemDelegate):
    """Painter of a cell: values to the right, excluded micrographs faint, values out of range in another colour."""

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint a cell."""
        model = index.model()
        if painter is None or not isinstance(model, MicrographModel):
            return
        path, column = model.paths[index.row()], COLUMNS[index.column()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        verdict = model.session.project.verdicts.get(path)
        excluded = verdict is not None and verdict.excludes
        out = verdict is not None and any(name == column for name, _ in verdict.reasons)
        painter.save()
        role, group = QPalette.ColorRole, option.palette
        if chosen:
            painter.fillRect(option.rect, group.highlight())
        colour = group.color(role.HighlightedText if chosen else role.PlaceholderText if excluded else role.Text)
        painter.setPen(OUT_OF_RANGE if out and not chosen else colour)
        em = option.fontMetrics.height()
        room = option.rect.adjusted(em // 3, 0, -em // 3, 0)
        align = Qt.AlignmentFlag.AlignLeft if column in (NAME, REASON) else Qt.AlignmentFlag.AlignRight
        text, side = model.value_text(path, column), Qt.TextElideMode.ElideRight
        if column == NAME:
            if marks := self._marks(model, path):
                painter.drawText(room, int(align | Qt.AlignmentFlag.AlignVCenter), marks)
                room.setLeft(room.left() + option.fontMetrics.horizontalAdvance(marks + " "))
            side = Qt.TextElideMode.ElideLeft
        text = option.fontMetrics.elidedText(text, side, room.width())
        painter.drawText(room, int(align | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()

    def _marks(self, model: MicrographModel, path: Path) -> str:
        session = model.session
        part = session.card.part_of(path.name) if session.card else None
        marks = (
            "⊘" if session.project.is_excluded(path) else "",
            "✕" if path in session.problems else "",
            "∅" if path in session.project.empty else "",
            USAGE_MARKS.get(part, "") if part else "",
        )
        return " ".join(filter(None, marks))


class MicrographTable(QTableView):
    """Table of `model`; a click on a heading sorts by that column and marks it with `column_marked`."""

    column_marked = pyqtSignal(str)

    def __init__(self, model: MicrographModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.heads = ColumnHeads(model, self)
        required(self.horizontalHeader()).deleteLater()
        self.setHorizontalHeader(self.heads)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Table of micrographs"))
        required(self.findChild(QAbstractButton)).setAccessibleName(self.tr("Select all rows"))  # Qt's, in the corner
        rows = required(self.verticalHeader())
        rows.setAccessibleName(self.tr("Rows"))
        rows.hide()
        em = self.fontMetrics().height()
        rows.setDefaultSectionSize(round(em * ROW_HEIGHT))
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        bold = self.font()
        bold.setBold(True)
        for number, column in enumerate(COLUMNS):
            heading = QFontMetrics(bold).horizontalAdvance(f"{self.heads.heading(column)} ▾") + em * MARGIN
            wide = {NAME: NAME_WIDTH * em, REASON: REASON_WIDTH * em}.get(column, max(VALUE_WIDTH * em, heading))
            self.setColumnWidth(number, round(wide))
        self.heads.setStretchLastSection(True)
        self.heads.sectionClicked.connect(self._clicked)
        model.measurer.changed.connect(self.show_known)
        model.session.exclusion_changed.connect(self.repaint_heads)
        model.modelReset.connect(self.repaint_heads)
        self.show_known()

    def chosen(self) -> list[Path]:
        """Return the micrographs of the selected rows."""
        rows = required(self.selectionModel()).selectedRows()
        return [self._model.paths[index.row()] for index in rows]

    def mark(self, column: str) -> None:
        """Mark the column whose histogram is shown."""
        self.heads.marked = column
        self.repaint_heads()

    def show_known(self) -> None:
        """Hide the columns of CTF and junk while nothing is known of them, and paint the headings again."""
        inspected = self._model.measurer.inspected
        for number, column in enumerate(COLUMNS):
            of_ctf = column in OF_CTF
            unknown = (of_ctf and not inspected.ctf) or (column == "junk" and not inspected.junk)
            self.setColumnHidden(number, unknown)
        self.repaint_heads()

    def repaint_heads(self) -> None:
        """Paint the headings again."""
        required(self.heads.viewport()).update()

    def _clicked(self, number: int) -> None:
        column, model = COLUMNS[number], self._model
        model.descending = column == model.order and not model.descending
        model.order = column
        model.rebuild()
        self.scrollToTop()  # the most extreme micrographs are there
        self.repaint_heads()
        if column in VALUES:
            self.column_marked.emit(column)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Handle the arrow keys, and leave letters and Space to the window."""
        if event is not None and event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)
