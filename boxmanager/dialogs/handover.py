"""The dialog that exports to RELION or cryoSPARC: names, preview, output folder, and the next steps there."""

from __future__ import annotations

import html
from pathlib import Path

from PyQt5.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.ask import may_replace
from iceboxer.boxmanager.dialogs.form_dialog import FormDialog
from iceboxer.boxmanager.dialogs.handover_names import NamesTable
from iceboxer.boxmanager.dialogs.handover_preview import HandoverPreview
from iceboxer.boxmanager.dialogs.handover_steps import StepsPage
from iceboxer.boxmanager.dialogs.own_thresholds import describe_own_thresholds
from iceboxer.boxmanager.dialogs.progress import write_with_progress
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.dialogs.rows import row_of
from iceboxer.boxmanager.document.export import find_names, find_sources
from iceboxer.boxmanager.document.handover import (
    FOLDER,
    ExportTarget,
    HandoverPlan,
    NameMap,
    map_names,
    plan_handover,
    write_handover,
)
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.engine.errors import EngineError
from iceboxer.engine.interop.names import Naming


class HandoverDialog(FormDialog):
    """A page that previews the export, and a page with the next steps in the other program."""

    def __init__(
        self, target: ExportTarget, session: Session, loader: Loader, settings: Settings, style: Style, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.target, self.session, self.settings = target, session, settings
        self.outcome = self._matched_with = ""
        self._thread = Background(self)
        self._plans: dict[bool, HandoverPlan] = {}  # by whether y is turned
        micrographs = list(session.project.micrographs)
        self.name_map = NameMap(self._thread.call(lambda: map_names(target, micrographs, None)).naming)
        self.program = "RELION" if target is ExportTarget.RELION else "cryoSPARC"
        self.setWindowTitle(self.tr("Export for {0}").format(self.program))
        self.source, self.folder = QLineEdit(), QLineEdit(self._first_folder())
        self.source.setPlaceholderText(self._source_hint())
        self.choose_file, self.choose_folder = QPushButton(self.tr("File…")), QPushButton(self.tr("Folder…"))
        self.browse = QPushButton(self.tr("Browse…"))
        self.preview = HandoverPreview(target, self.program, session, loader, style)
        self.counts = rich_label()
        self.names = NamesTable(session, self.program)
        self.pages = QStackedWidget()
        self.last = StepsPage(style, self.program)
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Save)
        self.buttons.addButton(kind.Cancel)
        self._lay_out()
        self._name()
        self._connect()
        self.refresh()

    # ── layout ────────────────────────────────────────────────────────────────────────────────────────

    def _source_hint(self) -> str:
        if self.target is ExportTarget.RELION:
            return self.tr("micrographs_ctf.star")
        return self.tr("exposures.cs")

    def _first_folder(self) -> str:
        project = self.session.project
        return str((project.folder or project.micrographs[0]).parent / FOLDER)

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        self.counts.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(em)
        form.addRow(self.tr("Match names in"), row_of(self.source, self.choose_file, self.choose_folder))
        form.addRow(self.tr("Write to"), row_of(self.folder, self.browse))
        right = QVBoxLayout()
        right.addLayout(form)
        right.addWidget(self.names, 1)
        right.addWidget(self.counts)
        both = QHBoxLayout()
        both.setSpacing(em)
        both.addWidget(self.preview, 1)
        both.addLayout(right, 1)
        first = QWidget()
        page = QVBoxLayout(first)
        page.addLayout(both, 1)
        page.addWidget(self.buttons)
        self.pages.addWidget(first)
        self.pages.addWidget(self.last)
        QVBoxLayout(self).addWidget(self.pages)
        resize_within_screen(self, 64, 38)

    def _name(self) -> None:
        for widget, name in (
            (self.source, self.tr("File or folder with the names of the micrographs")),
            (self.choose_file, self.tr("Choose the file with the names of the micrographs")),
            (self.choose_folder, self.tr("Choose the folder with the micrographs")),
            (self.folder, self.tr("Output folder")),
            (self.browse, self.tr("Choose the output folder")),
        ):
            widget.setAccessibleName(name)

    def _connect(self) -> None:
        self.choose_file.clicked.connect(self._choose_file)
        self.choose_folder.clicked.connect(self._choose_folder)
        self.source.editingFinished.connect(self._map_names)
        self.browse.clicked.connect(self._choose_target)
        self.folder.textChanged.connect(lambda _: self._show_counts())
        self.names.chosen.connect(self.session.go_to)
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self.reject)
        self.last.finished.connect(self.accept)

    # ── input ───────────────────────────────────────────────────────────────────────────────────────

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
            self._map_names()

    def _choose_target(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.browse.accessibleName(), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _map_names(self) -> None:
        """Match the names with those in the chosen file or folder."""
        text = self.source.text().strip()
        if text == self._matched_with:
            return
        self._matched_with = text
        micrographs, source = list(self.session.project.micrographs), Path(text) if text else None
        self._plans.clear()
        try:
            self.name_map = self._thread.call(lambda: map_names(self.target, micrographs, source))
        except EngineError as e:
            self.name_map = NameMap(Naming())
            self.refresh()
            self.names.show_text(html.escape(str(e)))
            return
        if self.name_map.project is not None:
            self.folder.setText(str(self.name_map.project / FOLDER))
        self.refresh()

    # ── preview ───────────────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Update the whole page."""
        self.names.show_names(self.name_map.naming, bool(self.source.text().strip()))
        self._show_counts()
        self.preview.show_naming(self.name_map.naming)

    def plan(self) -> HandoverPlan:
        """Return what would be written with the current settings.

        Raises
        ------
        EngineError
            A micrograph whose height is needed cannot be read.
        """
        plan, folder = self._plan(), Path(self.folder.text().strip())
        return self._thread.call(lambda: plan.put_in(folder))

    def _plan(self) -> HandoverPlan:
        """Return the plan for the current settings; it is made on another thread, since it may take seconds."""
        turned = self.preview.turn.isChecked()
        if turned not in self._plans:
            session, view, target, name_map = self.session, self.session.view, self.target, self.name_map
            if session.store.pending():
                session.boxes_needed.emit()
            micrographs = list(session.project.micrographs)
            names = self._thread.call(lambda: find_names(micrographs))
            sources = find_sources(session.store, in_pieces(micrographs), names)
            self._plans[turned] = self._thread.call(lambda: plan_handover(target, sources, view, name_map, turned))
        return self._plans[turned]

    def _show_counts(self) -> None:
        view = self.session.view
        try:
            found = self.plan()
        except EngineError as e:
            self.counts.setText(html.escape(str(e)))
            self._may_write(False)
            return
        boxes = sum(item.count for item in found.items)
        text = self.tr("{0} from {1}: all labels, and picks at or above {2:.2f}.").format(
            counted(boxes, self.tr("<b>{0:,}</b> box"), self.tr("<b>{0:,}</b> boxes")),
            counted(len(found.items), self.tr("<b>{0:,}</b> micrograph"), self.tr("<b>{0:,}</b> micrographs")),
            view.threshold,
        )
        text += describe_own_thresholds(view, self.session.project.included())
        if replaced := len(self._thread.call(found.existing)):
            one, many = (
                self.tr("{0:,} existing file will be replaced."),
                self.tr("{0:,} existing files will be replaced."),
            )
            text += " " + counted(replaced, one, many)
        if (
            self.target is ExportTarget.RELION
            and found.items
            and not (found.project and found.result.is_relative_to(found.project))
        ):
            text += " " + self.tr("The folder is not inside a known RELION project, so the file lists absolute paths.")
        self.counts.setText(
            text if found.items else self.tr("Nothing to export: no boxes pass this threshold, or no names match.")
        )
        self._may_write(bool(found.items) and bool(self.folder.text().strip()))

    def _may_write(self, may: bool) -> None:
        required(self.buttons.button(QDialogButtonBox.StandardButton.Save)).setEnabled(may)

    # ── export ────────────────────────────────────────────────────────────────────────────────────────

    def _write(self) -> None:
        try:
            found = self.plan()
            replaced = len(self._thread.call(found.existing))
            if replaced and not may_replace(self, replaced, self.folder.text().strip()):
                return
        except EngineError as e:
            self.session.problem.emit(str(e), "")
            return
        view, model = self.session.view, self.session.model_name
        if not write_with_progress(
            self,
            self._thread,
            self.session,
            self._thread.call(lambda: found.files),
            lambda report, cancelled: write_handover(found, view, model, report, cancelled),
        ):
            return
        boxes = sum(item.count for item in found.items)
        self.outcome = self.tr("Exported {0} from {1} to {2}.").format(
            counted(boxes, self.tr("{0:,} box"), self.tr("{0:,} boxes")),
            counted(len(found.items), self.tr("{0:,} micrograph"), self.tr("{0:,} micrographs")),
            found.folder,
        )
        self.pages.setCurrentWidget(self.last)
        self.last.show_result(found, self.outcome, self.session.project.box_size, self.session.current)

    def done(self, result: int) -> None:
        """Stop reading, and close, unless files are being written."""
        if self.isEnabled():
            self._thread.close()
            self._plans.clear()  # they hold the boxes as they are now
            self.last.written.close_thread()
            super().done(result)
