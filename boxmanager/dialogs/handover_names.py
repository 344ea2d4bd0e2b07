"""The table of micrographs with their names in the other program."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.core.plain_text import on_one_line, rich_label
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.view import count_shown_by_micrograph
from iceboxer.engine.interop.names import Naming

PATH = Qt.ItemDataRole.UserRole


class NamesTable(QWidget):
    """A summary and one row per micrograph, those without a matching name first; `chosen` reports the current row."""

    chosen = pyqtSignal(object)  # the micrograph's path

    def __init__(self, session: Session, program: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.program = session, program
        self.sentence = rich_label()
        self.sentence.setWordWrap(True)
        self.table = QTreeWidget()
        self.table.setHeaderLabels([self.tr("Micrograph"), self.tr("In {0}").format(program), self.tr("Boxes")])
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAccessibleName(self.tr("Micrographs with their names in {0} and box counts").format(program))
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = required(self.table.header())
        header.setStretchLastSection(False)
        header.setResizeContentsPrecision(100)  # rows; there may be very many
        stretch, fit = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.ResizeToContents
        for column, mode in enumerate((stretch, stretch, fit)):
            header.setSectionResizeMode(column, mode)
        self.table.currentItemChanged.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sentence)
        layout.addWidget(self.table, 1)

    def show_names(self, naming: Naming, compared: bool) -> None:
        """Fill the table; `compared` is true if the user chose a file or folder to match the names with."""
        session = self.session
        self.table.blockSignals(True)
        self.table.clear()
        shown = count_shown_by_micrograph(session.store.picks, session.view)
        for path in in_pieces(sorted(session.project.micrographs, key=lambda path: path in naming.names)):
            named = naming.names.get(path) or self.tr("✕ {0}").format(naming.problems.get(path, ""))
            count = shown.get(path, 0)
            item = QTreeWidgetItem([on_one_line(path.name), on_one_line(named), f"{count:,}"])
            item.setData(0, PATH, path)
            item.setTextAlignment(2, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter))
            for column, text in enumerate((str(path), named)):
                item.setToolTip(column, text)
            self.table.addTopLevelItem(item)
            if path == session.current:
                self.table.setCurrentItem(item)
        self.table.blockSignals(False)
        self.sentence.setText(self._sentence(naming, compared))

    def _sentence(self, naming: Naming, compared: bool) -> str:
        if compared:
            every = len(self.session.project.micrographs)
            text = counted(
                every,
                self.tr("<b>{1:,}</b> of {0:,} micrograph has a matching name."),
                self.tr("<b>{1:,}</b> of {0:,} micrographs have a matching name."),
                len(naming.names),
            )
            if naming.unused:
                one, many = (
                    self.tr("{0:,} name there is not open here."),
                    self.tr("{0:,} names there are not open here."),
                )
                text += " " + counted(len(naming.unused), one, many)
        else:
            text = self.tr("Using the file names. To use the names in {0}, choose its file or folder.")
            text = text.format(self.program)
        if naming.problems:
            one = self.tr("✕ Boxes of {0:,} micrograph will not be exported: its name does not match.")
            many = self.tr("✕ Boxes of {0:,} micrographs will not be exported: their names do not match.")
            text += "<br><b>" + counted(len(naming.problems), one, many) + "</b>"
        return text

    def show_text(self, text: str) -> None:
        """Show `text` instead of the summary."""
        self.sentence.setText(text)

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        path = item.data(0, PATH) if item is not None else None
        if isinstance(path, Path):
            self.chosen.emit(path)
