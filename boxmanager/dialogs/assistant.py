"""Export for RELION or cryoSPARC: which names fit, where x and y count from, what is written, what to do with it."""

from __future__ import annotations

import html
from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.ask import agreed
from iceboxer.boxmanager.dialogs.assistant_names import NamesTable
from iceboxer.boxmanager.dialogs.assistant_steps import StepsPage
from iceboxer.boxmanager.dialogs.frame_view import FrameView
from iceboxer.boxmanager.document.handover import FOLDER, ExportTarget, NameMap, Plan, match_names, plan, write
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.data.micrograph import PICTURE_SUFFIXES, TIFF_SUFFIXES
from iceboxer.engine.errors import EngineError
from iceboxer.engine.interop.names import Naming

FROM_TOP = (*TIFF_SUFFIXES, *PICTURE_SUFFIXES)


class Assistant(QDialog):
    """One page to look at everything before it is written, one that says what to do in the other program."""

    def __init__(
        self, target: ExportTarget, session: Session, loader: Loader, settings: Settings, style: Style, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.target, self.session, self.loader, self.settings = target, session, loader, settings
        self.outcome = self._looked_at = ""
        self.name_map = NameMap(match_names(target, session.project.micrographs, None).naming)
        self.program = "RELION" if target is ExportTarget.RELION else "cryoSPARC"
        self.setWindowTitle(self.tr("Export for {0}").format(self.program))
        self.source, self.folder = QLineEdit(), QLineEdit(self._first_folder())
        self.source.setPlaceholderText(self._source_hint())
        self.choose_file, self.choose_folder = QPushButton(self.tr("File…")), QPushButton(self.tr("Folder…"))
        self.browse = QPushButton(self.tr("Choose…"))
        self.turn = QCheckBox(self.tr("Count y from the top edge"))
        self.view = FrameView(style)
        self.which, self.counts, self.frame = QLabel(), QLabel(), QLabel()
        self.names = NamesTable(session, self.program)
        self.pages = QStackedWidget()
        self.last = StepsPage()
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Save)
        self.buttons.addButton(kind.Cancel)
        self._lay_out()
        self._name()
        self._connect()
        self.refresh()

    # ── how it looks ────────────────────────────────────────────────────────────────────────────────────────

    def _source_hint(self) -> str:
        if self.target is ExportTarget.RELION:
            return self.tr("micrographs_ctf.star")
        return self.tr("exposures.cs")

    def _first_folder(self) -> str:
        project = self.session.project
        return str((project.folder or project.micrographs[0]).parent / FOLDER)

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        for label in (self.which, self.counts, self.frame):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
        form = QFormLayout()
        form.setHorizontalSpacing(em)
        form.addRow(self.tr("Names as in"), _row(self.source, self.choose_file, self.choose_folder))
        form.addRow(self.tr("Write to"), _row(self.folder, self.browse))
        right = QVBoxLayout()
        right.addLayout(form)
        right.addWidget(self.names, 1)
        right.addWidget(self.counts)
        left = QVBoxLayout()
        left.addWidget(self.which)
        left.addWidget(self.view, 1)
        left.addWidget(self.frame)
        left.addWidget(self.turn)
        both = QHBoxLayout()
        both.setSpacing(em)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        first = QWidget()
        page = QVBoxLayout(first)
        page.addLayout(both, 1)
        page.addWidget(self.buttons)
        self.pages.addWidget(first)
        self.pages.addWidget(self.last)
        QVBoxLayout(self).addWidget(self.pages)
        self.resize(em * 64, em * 38)

    def _name(self) -> None:
        for widget, name in (
            (self.source, self.tr("File or folder that names the micrographs")),
            (self.choose_file, self.tr("Choose the file that names the micrographs")),
            (self.choose_folder, self.tr("Choose the folder of the micrographs")),
            (self.folder, self.tr("Folder to write to")),
            (self.browse, self.tr("Choose the folder to write to")),
            (self.turn, self.turn.text()),
        ):
            widget.setAccessibleName(name)
        self.turn.setToolTip(
            self.tr("For when {0} holds these micrographs upside down, so that the boxes come out mirrored").format(
                self.program
            )
        )

    def _connect(self) -> None:
        self.choose_file.clicked.connect(self._choose_file)
        self.choose_folder.clicked.connect(self._choose_folder)
        self.source.editingFinished.connect(self._match_names)
        self.browse.clicked.connect(self._choose_target)
        self.folder.textChanged.connect(lambda _: self._show_counts())
        self.turn.toggled.connect(lambda _: self._show_frame())
        self.names.chosen.connect(self.session.go_to)
        self.session.current_changed.connect(self._show_frame)
        self.loader.ready.connect(lambda _: self._show_frame())
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self.reject)
        self.last.finished.connect(self.accept)

    # ── what is asked ───────────────────────────────────────────────────────────────────────────────────────

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.choose_file.accessibleName(), self.source.text(), self.tr("STAR and .cs files (*.star *.cs)")
        )
        self._take(name)

    def _choose_folder(self) -> None:
        title = self.choose_folder.accessibleName()
        self._take(QFileDialog.getExistingDirectory(self, title, self.source.text()))

    def _take(self, name: str) -> None:
        if name:
            self.source.setText(name)
            self._match_names()

    def _choose_target(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.browse.accessibleName(), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Return presses the button that has the focus; from elsewhere it does not write."""
        on_button = isinstance(self.focusWidget(), QPushButton)
        if event is None or (event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not on_button):
            return
        super().keyPressEvent(event)

    def _match_names(self) -> None:
        """Compare the names with those of the file that was chosen."""
        text = self.source.text().strip()
        if text == self._looked_at:
            return
        self._looked_at = text
        try:
            self.name_map = match_names(self.target, self.session.project.micrographs, Path(text) if text else None)
        except EngineError as e:
            self.name_map = NameMap(Naming())
            self.refresh()
            self.names.say(html.escape(str(e)))
            return
        if self.name_map.project is not None:
            self.folder.setText(str(self.name_map.project / FOLDER))
        self.refresh()

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Everything again."""
        self.names.show_names(self.name_map.naming, bool(self.source.text().strip()))
        self._show_counts()
        self._show_frame()

    def plan(self) -> Plan:
        """What would be written as things stand.

        Raises
        ------
        EngineError
        """
        session = self.session
        folder, turned = Path(self.folder.text().strip()), self.turn.isChecked()
        micrographs = session.project.micrographs
        return plan(self.target, session.store, session.view, micrographs, self.name_map, folder, turned)

    def _show_counts(self) -> None:
        view = self.session.view
        try:
            found = self.plan()
        except EngineError as e:
            self.counts.setText(html.escape(str(e)))
            self._may_write(False)
            return
        boxes = sum(len(item.boxes) for item in found.items)
        text = self.tr("<b>{0:,}</b> boxes of <b>{1:,}</b> micrographs: all labels, and picks at or above {2:.2f}.")
        text = text.format(boxes, len(found.items), view.threshold)
        if replaced := len(found.existing()):
            text += " " + self.tr("{0:,} files are there already.").format(replaced)
        if (
            self.target is ExportTarget.RELION
            and found.items
            and not (found.project and found.result.is_relative_to(found.project))
        ):
            text += " " + self.tr("The folder is not known to lie in RELION's project, so the list names full paths.")
        self.counts.setText(text if found.items else self.tr("There is nothing to write."))
        self._may_write(bool(found.items) and bool(self.folder.text().strip()))

    def _may_write(self, may: bool) -> None:
        required(self.buttons.button(QDialogButtonBox.StandardButton.Save)).setEnabled(may)

    def _show_frame(self) -> None:
        """The micrograph in view as it is handed over."""
        path = self.session.current
        if path is None:
            return
        picture = self.loader.picture(path)
        self.view.show_picture(picture)
        fits = path in self.name_map.naming.names
        boxes = self.session.boxes[self.session.shown()] if fits else no_boxes()
        turned, first = self.turn.isChecked(), None
        if len(boxes) and picture is not None:
            y = float(boxes["y"][0])
            first = float(boxes["x"][0]), picture.shape[0] - y if turned else y
        self.view.show_boxes(boxes, turned, first)
        self.which.setText(f"<b>{html.escape(path.name)}</b>")
        self.frame.setText(self._frame_sentence(path))

    def _frame_sentence(self, path: Path) -> str:
        if self.turn.isChecked():
            return self.tr("y is counted from the top edge: mirrored against what this window and RELION's rules say.")
        text = self.tr("x and y are centres in px of the full picture, counted from its lower left corner. ")
        held = self.name_map.naming.names.get(path, path.name)  # the file that is counted in there
        if not held.lower().endswith(FROM_TOP):
            return text + self.tr("That is the first row which an MRC file stores; {0} counts from there.").format(
                self.program
            )
        if self.target is ExportTarget.RELION:
            return text + self.tr("RELION turns such a file over when it reads it, so it counts from there too.")
        return text + self.tr(
            "This file stores its top row first: look at one micrograph in cryoSPARC, and count from the top if the "
            "boxes are mirrored there."
        )

    # ── what is done ────────────────────────────────────────────────────────────────────────────────────────

    def _write(self) -> None:
        try:
            found = self.plan()
            replaced = len(found.existing())
            if replaced and not self._may_replace(replaced):
                return
            write(found, self.session.view)
        except EngineError as e:
            self.session.problem.emit(str(e), "")
            return
        boxes = sum(len(item.boxes) for item in found.items)
        self.outcome = self.tr("{0:,} boxes of {1:,} micrographs written to {2}.").format(
            boxes, len(found.items), found.folder
        )
        self.pages.setCurrentWidget(self.last)
        self.last.show_result(found, self.outcome, self.session.project.box_size)

    def _may_replace(self, count: int) -> bool:
        text = self.tr("{0:,} files are there already. Replace them?").format(count)
        return agreed(self, self.tr("Replace files?"), text, self.tr("Replace"))


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        if isinstance(widget, QPushButton):
            widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            widget.setAutoDefault(False)
        row.addWidget(widget)
    return row
