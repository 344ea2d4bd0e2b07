"""The assistant's table: what the other program calls each micrograph, and what fits nothing."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.view import shown
from iceboxer.engine.interop.names import Naming

PATH = Qt.ItemDataRole.UserRole


class NamesTable(QWidget):
    """A sentence and a row for each micrograph, those that fit nothing first; a row that is chosen comes into view."""

    chosen = pyqtSignal(object)  # the micrograph's path

    def __init__(self, session: Session, program: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.program = session, program
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.RichText)
        self.table = QTreeWidget()
        self.table.setHeaderLabels([self.tr("Micrograph"), self.tr("In {0}").format(program), self.tr("Boxes")])
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAccessibleName(self.tr("Micrographs, their names in {0} and their boxes").format(program))
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = required(self.table.header())
        header.setStretchLastSection(False)
        stretch, fit = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.ResizeToContents
        for column, mode in enumerate((stretch, stretch, fit)):
            header.setSectionResizeMode(column, mode)
        self.table.currentItemChanged.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sentence)
        layout.addWidget(self.table, 1)

    def show_names(self, naming: Naming, compared: bool) -> None:
        """Fill it; `compared` tells that somebody chose what to compare the names with."""
        session = self.session
        self.table.blockSignals(True)
        self.table.clear()
        for path in sorted(session.project.micrographs, key=lambda path: path in naming.names):
            named = naming.names.get(path) or self.tr("✕ {0}").format(naming.problems.get(path, ""))
            count = int(shown(session.store.boxes(path), session.view).sum())
            item = QTreeWidgetItem([path.name, named, f"{count:,}"])
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
            text = self.tr("<b>{0:,}</b> of {1:,} micrographs have a name there.").format(len(naming.names), every)
            if naming.unused:
                text += " " + self.tr("{0:,} of those there are not open here.").format(len(naming.unused))
        else:
            text = self.tr("The names are those of the files. Choose what {0} knows the micrographs by.")
            text = text.format(self.program)
        if naming.problems:
            more = self.tr("✕ The boxes of {0:,} are not written: their names do not fit.")
            text += "<br><b>" + more.format(len(naming.problems)) + "</b>"
        return text

    def say(self, text: str) -> None:
        """A sentence in the place of its own."""
        self.sentence.setText(text)

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        path = item.data(0, PATH) if item is not None else None
        if isinstance(path, Path):
            self.chosen.emit(path)
