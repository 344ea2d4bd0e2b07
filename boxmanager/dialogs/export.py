"""The export dialog: previews and writes the visible boxes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PyQt5.QtGui import QFontDatabase
from PyQt5.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.ask import may_replace
from iceboxer.boxmanager.dialogs.own_thresholds import describe_own_thresholds
from iceboxer.boxmanager.dialogs.progress import write_with_progress
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.document.export import (
    Placement,
    Plan,
    find_names,
    find_sources,
    make_plan,
    place,
    write_export,
    write_items,
)
from iceboxer.boxmanager.document.export_items import Item, item_of
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.errors import EngineError

PREVIEW_LINES = 12
FORMATS = ("star", "eman", "cbox", "csv", "topaz")


class ExportDialog(QDialog):
    """Format, micrographs and folder, with the counts and the first lines of the output."""

    def __init__(self, session: Session, settings: Settings, format: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.settings = settings
        self.outcome = ""
        self._thread = Background(self)
        self._plans: dict[tuple[str, bool], Plan] = {}  # by format, and whether it is of all micrographs
        self.written: list[Item] = []
        self.setWindowTitle(self.tr("Export boxes"))
        self.format = QComboBox()
        for name, text in zip(FORMATS, self._names(), strict=True):
            self.format.addItem(text, name)
        self.format.setCurrentIndex(FORMATS.index(format) if format in FORMATS else 0)
        self.all = QRadioButton(self.tr("All micrographs"))
        self.one = QRadioButton(self.tr("Current micrograph only"))
        self.which = QButtonGroup(self)
        self.which.addButton(self.all)
        self.which.addButton(self.one)
        (self.all if settings.get("export_all") else self.one).setChecked(True)
        self.folder = QLineEdit(self._first_folder())
        self.browse = QPushButton(self.tr("Browse…"))
        self.counts = rich_label()
        self.counts.setWordWrap(True)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Save)
        self.buttons.addButton(kind.Cancel)
        self._lay_out()
        self.format.activated.connect(lambda _: self.refresh())
        self.all.toggled.connect(lambda _: self.refresh())
        self.folder.textChanged.connect(lambda _: self.refresh())
        self.browse.clicked.connect(self._choose)
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self.reject)
        self.refresh()

    def _names(self) -> tuple[str, ...]:
        return (
            self.tr("STAR – RELION, cryoSPARC"),
            self.tr("EMAN .box"),
            self.tr("CBOX – crYOLO, with confidence"),
            self.tr("CSV – table"),
            self.tr("Topaz text"),
        )

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        form = QFormLayout()
        form.setHorizontalSpacing(em)
        form.setVerticalSpacing(em // 2)
        form.addRow(self.tr("Format"), self.format)
        which = QVBoxLayout()
        which.addWidget(self.all)
        which.addWidget(self.one)
        form.addRow(self.tr("Micrographs"), which)
        where = QHBoxLayout()
        where.addWidget(self.folder)
        where.addWidget(self.browse)
        form.addRow(self.tr("Folder"), where)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addSpacing(em // 2)
        layout.addWidget(self.counts)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.buttons)
        for widget, name in (
            (self.format, self.tr("Format")),
            (self.all, self.all.text()),
            (self.one, self.one.text()),
            (self.folder, self.tr("Folder")),
            (self.browse, self.tr("Choose folder")),
            (self.preview, self.tr("First lines of the first file")),
        ):
            widget.setAccessibleName(name)
        resize_within_screen(self, 38, 30)

    def _first_folder(self) -> str:
        project = self.session.project
        kept = self.settings.export_folder(self._home())
        default = (project.folder or project.micrographs[0]).parent / "boxes"
        return kept if kept and Path(kept).is_dir() else str(default)

    def _home(self) -> Path:
        """Return the folder by which the project is known."""
        project = self.session.project
        return project.folder or project.micrographs[0].parent

    def items(self) -> list[Item]:
        """Return what would be written with the current settings."""
        return self._place().items

    def _place(self) -> Placement:
        """Return what would be written with the current settings, and which files exist; found on another thread."""
        plan, folder = self._plan(), Path(self.folder.text())
        return self._thread.call(lambda: place(plan, folder))

    def _plan(self) -> Plan:
        """Return the plan for the current settings; it is made on another thread, since it may take seconds."""
        key = self.chosen_format(), self.all.isChecked()
        if key not in self._plans:
            session, view = self.session, self.session.view
            micrographs = list(self._micrographs())
            if not set(session.store.pending()).isdisjoint(micrographs):
                session.boxes_needed.emit()
            names = self._thread.call(lambda: find_names(micrographs))
            sources = find_sources(session.store, in_pieces(micrographs), names)
            self._plans[key] = self._thread.call(lambda: make_plan(sources, view, key[0]))
        return self._plans[key]

    def _micrographs(self) -> list[Path]:
        if self.all.isChecked():
            return self.session.project.micrographs
        return [self.session.current] if self.session.current else []

    def chosen_format(self) -> str:
        """Name of the chosen format."""
        return str(self.format.currentData())

    def refresh(self) -> None:
        """Update the counts and the first lines."""
        plan, placed = self._plan(), self._place()
        items = placed.items
        text = self.tr("{0} in {1}: all labels, and picks at or above {2:.2f}.").format(
            counted(placed.boxes, self.tr("<b>{0:,}</b> box"), self.tr("<b>{0:,}</b> boxes")),
            counted(placed.files, self.tr("<b>{0:,}</b> file"), self.tr("<b>{0:,}</b> files")),
            self.session.view.threshold,
        )
        project = self.session.project
        exported = [path for path in self._micrographs() if not project.is_excluded(path)]
        text += describe_own_thresholds(self.session.view, exported)
        if left_out := plan.visible - placed.boxes:
            one = self.tr("1 pick of a particle that has a label is left out.")
            many = self.tr("{0:,} picks of particles that have a label are left out.")
            text += " " + counted(left_out, one, many)
        if plan.scored:
            text += " " + self.tr("Labels are written with a confidence of 1.")
        if placed.existing:
            one, many = (
                self.tr("{0:,} existing file will be replaced."),
                self.tr("{0:,} existing files will be replaced."),
            )
            text += " " + counted(placed.existing, one, many)
        self.counts.setText(text if items else self.tr("Nothing to export: no boxes pass this threshold."))
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        if save is not None:
            save.setEnabled(bool(items) and bool(self.folder.text().strip()))
        self.preview.setPlainText(self._first_lines(items) if items else "")

    def _first_lines(self, items: list[Item]) -> str:
        first = items[0]
        few = item_of(first.micrograph, first.boxes[:PREVIEW_LINES], first.target, first.name)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / first.target.name
            try:
                write_items([few], self.chosen_format(), target)
                lines = target.read_text(encoding="utf-8").splitlines()
            except EngineError as e:
                return str(e)
        return f"{first.target.name}\n\n" + "\n".join(lines[: 3 * PREVIEW_LINES])

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Output folder"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _write(self) -> None:
        placed, format = self._place(), self.chosen_format()
        folder = Path(self.folder.text())
        if placed.existing and not may_replace(self, placed.existing, self.folder.text()):
            return
        if not self._write_items(placed, format, folder):
            return
        self.settings.set("export_format", format)
        self.settings.set("export_all", self.all.isChecked())
        self.settings.keep_export_folder(self._home(), folder)
        self.outcome = self.tr("Exported {0} to {1} in {2}.").format(
            counted(placed.boxes, self.tr("{0:,} box"), self.tr("{0:,} boxes")),
            counted(placed.files, self.tr("{0:,} file"), self.tr("{0:,} files")),
            folder,
        )
        self.written = placed.items
        self.accept()

    def _write_items(self, placed: Placement, format: str, folder: Path) -> bool:
        """Write the files on another thread, with progress; return whether all were written."""
        view, model = self.session.view, self.session.model_name
        return write_with_progress(
            self,
            self._thread,
            self.session,
            placed.files,
            lambda report, cancelled: write_export(placed.items, format, view, folder, model, report, cancelled),
        )

    def done(self, result: int) -> None:
        """Close the dialog and stop its thread, unless files are being written."""
        if self.isEnabled():
            self._thread.close()
            self._plans.clear()  # they hold the boxes as they are now
            super().done(result)
