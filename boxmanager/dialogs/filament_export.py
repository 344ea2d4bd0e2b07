"""The dialog that exports filaments: where they go, what is written, what to set there, and the result."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.ask import may_replace
from iceboxer.boxmanager.dialogs.filament_steps import FilamentStepsPage, steps_for
from iceboxer.boxmanager.dialogs.form_dialog import FormDialog
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.dialogs.rows import row_of
from iceboxer.boxmanager.document.filament_export import (
    OF_RELION,
    TARGETS,
    FilamentPlan,
    plan_filament_export,
    write_filament_export,
)
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.handover import FOLDER, ExportTarget, NameMap, map_names
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.shipped import FILAMENTS
from iceboxer.engine.errors import EngineError
from iceboxer.engine.interop.filaments import CRYOSPARC


class FilamentExportDialog(FormDialog):
    """A page with the target and the settings, and a page with the result and the next steps in the other program."""

    def __init__(self, session: Session, settings: Settings, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.settings, self.outcome = session, settings, ""
        self._thread = Background(self)
        self._shown = self._visible()
        self._names: NameMap | None = None  # from the chosen file; None: our file names
        self.setWindowTitle(self.tr("Export filaments"))
        self.target = QComboBox()
        for name, text in zip(TARGETS, self._target_names(), strict=True):
            self.target.addItem(text, name)
        kept = str(settings.get("filament_target"))
        self.target.setCurrentIndex(TARGETS.index(kept) if kept in TARGETS else 0)
        self.source, self.choose_source = QLineEdit(), QPushButton(self.tr("File…"))
        self.folder, self.browse = QLineEdit(self._first_folder()), QPushButton(self.tr("Browse…"))
        self.polar = QCheckBox(self.tr("The direction of the filaments is known"))
        self.polar.setToolTip(self.tr("Write a flip ratio of 0 instead of 0.5, so that RELION does not try both ends"))
        self.counts, self.advice = rich_label(), rich_label()
        for label in (self.counts, self.advice):
            label.setWordWrap(True)
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Save)
        self.buttons.addButton(kind.Cancel)
        self.pages, self.last = QStackedWidget(), FilamentStepsPage(style, self._thread)
        self._lay_out()
        self._connect()
        self.refresh()

    def _target_names(self) -> tuple[str, ...]:
        return (
            self.tr("RELION – segments with priors"),
            self.tr("RELION – starts and ends"),
            self.tr("cryoSPARC – particles of filaments"),
            self.tr("EMAN2 – helices with segments"),
            self.tr("EMAN2 – starts and ends"),
            self.tr("CBOX – crYOLO and Iceboxer, everything kept"),
        )

    def _visible(self) -> dict[Path, Filaments]:
        bent = self.session.filaments
        bent.read_all()
        return {path: bent.shown(path) for path in self.session.project.included()}

    def _first_folder(self) -> str:
        """Return a folder that holds nothing yet, beside the project."""
        project = self.session.project
        above = (project.folder or project.micrographs[0]).parent
        name = f"{FOLDER} filaments"
        return str(above / free_name(name, lambda name: (above / name).exists()))

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        form = QFormLayout()
        form.setHorizontalSpacing(em)
        form.addRow(self.tr("For"), self.target)
        form.addRow(self.tr("Match names in"), row_of(self.source, self.choose_source))
        form.addRow(self.tr("Write to"), row_of(self.folder, self.browse))
        form.addRow("", self.polar)
        first = QWidget()
        layout = QVBoxLayout(first)
        layout.addLayout(form)
        layout.addWidget(self.counts)
        layout.addWidget(self.advice)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.pages.addWidget(first)
        self.pages.addWidget(self.last)
        QVBoxLayout(self).addWidget(self.pages)
        resize_within_screen(self, 50, 32)
        for widget, name in (
            (self.target, self.tr("Program and format")),
            (self.source, self.tr("File with the names of the micrographs")),
            (self.choose_source, self.tr("Choose the file with the names of the micrographs")),
            (self.folder, self.tr("Output folder")),
            (self.browse, self.tr("Choose the output folder")),
            (self.polar, self.polar.text()),
        ):
            widget.setAccessibleName(name)

    def _connect(self) -> None:
        self.target.activated.connect(lambda _: self._map_names())
        self.source.editingFinished.connect(self._map_names)
        self.choose_source.clicked.connect(self._choose_source)
        self.browse.clicked.connect(self._choose_folder)
        self.folder.textChanged.connect(lambda _: self.refresh())
        self.polar.toggled.connect(lambda _: self.refresh())
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self.reject)
        self.last.finished.connect(self.accept)

    @property
    def chosen(self) -> str:
        """Name of the chosen format."""
        return str(self.target.currentData())

    # ── input ───────────────────────────────────────────────────────────────────────────────────────────────

    def _choose_source(self) -> None:
        title, pattern = self.choose_source.accessibleName(), self.tr("STAR and .cs files (*.star *.cs)")
        name, _ = QFileDialog.getOpenFileName(self, title, self.source.text(), pattern)
        if name:
            self.source.setText(name)
            self._map_names()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.browse.accessibleName(), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _map_names(self) -> None:
        """Match our micrographs with the names in the chosen file."""
        text = self.source.text().strip() if self._has_names() else ""
        target = ExportTarget.CRYOSPARC if self.chosen == CRYOSPARC else ExportTarget.RELION
        try:
            self._names = map_names(target, self.session.project.micrographs, Path(text)) if text else None
        except EngineError as e:
            self._names = None
            self.source.clear()
            self.session.problem.emit(str(e), "")
        if self._names is not None and self._names.project is not None:
            self.folder.setText(str(self._names.project / FOLDER))
        self.refresh()

    def _has_names(self) -> bool:
        return self.chosen in (*OF_RELION, CRYOSPARC)

    def plan(self) -> FilamentPlan:
        """Return what would be written with the current settings."""
        session = self.session
        names = self._names or map_names(ExportTarget.RELION, session.project.micrographs, None)
        return plan_filament_export(
            self.chosen,
            self._shown,
            names,
            Path(self.folder.text().strip()),
            session.filaments.settings,
            session.project.pixel_size,
            self.polar.isChecked(),
        )

    # ── display ─────────────────────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Update the counts and the advice."""
        plan, bent = self.plan(), self.session.filaments
        for widget in (self.source, self.choose_source):
            widget.setEnabled(self._has_names())
        total = sum(len(item.boxes) for item in plan.items)
        text = self.tr(
            "{0} from {1}, as shown: all labels, and picks that pass the filters. Segments every {2}."
        ).format(
            counted(total, self.tr("<b>{0:,}</b> filament"), self.tr("<b>{0:,}</b> filaments")),
            counted(len(plan.items), self.tr("<b>{0:,}</b> micrograph"), self.tr("<b>{0:,}</b> micrographs")),
            self._length(bent.spacing),
        )
        if left_out := sum(map(len, self._shown.values())) - total:
            one = self.tr("✕ 1 filament lies on a micrograph without a matching name.")
            many = self.tr("✕ {0:,} filaments lie on micrographs without a matching name.")
            text += " " + counted(left_out, one, many)
        if replaced := len(plan.existing()):
            one, many = (
                self.tr("{0:,} existing file will be replaced."),
                self.tr("{0:,} existing files will be replaced."),
            )
            text += " " + counted(replaced, one, many)
        self.counts.setText(text if total else self.tr("Nothing to export: no filaments pass the filters."))
        steps = steps_for(plan, self.session.pixel_size)
        self.advice.setText(self.tr("Then, there:") + "<ol>" + "".join(f"<li>{step}</li>" for step in steps) + "</ol>")
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        if save is not None:
            save.setEnabled(bool(total) and bool(self.folder.text().strip()))

    def _length(self, px: float) -> str:
        pixel_size = self.session.pixel_size
        return self.tr("{0:.1f} Å ({1:.1f} px)").format(px * pixel_size, px) if pixel_size else f"{px:.1f} px"

    # ── output ──────────────────────────────────────────────────────────────────────────────────────────────

    def _write(self) -> None:
        plan = self.plan()
        existing = plan.existing()
        if existing and not may_replace(self, len(existing), str(plan.folder)):
            return
        settings = self.session.filaments.settings
        model = settings.model.stem if settings.model is not None else FILAMENTS
        self.setEnabled(False)
        try:
            self._thread.call(lambda: write_filament_export(plan, self.session.view, model))
        except EngineError as e:
            self.session.problem.emit(str(e), "")
            return
        finally:
            self.setEnabled(True)
        self.settings.set("filament_target", plan.target)
        total = sum(len(item.boxes) for item in plan.items)
        self.outcome = self.tr("Exported {0} to {1} in {2}.").format(
            counted(total, self.tr("{0:,} filament"), self.tr("{0:,} filaments")),
            counted(plan.files, self.tr("{0:,} file"), self.tr("{0:,} files")),
            plan.folder,
        )
        self.last.show_result(plan, self.outcome, self.session.current, self.session.pixel_size)
        self.pages.setCurrentWidget(self.last)
        self.last.buttons.setFocus()

    def done(self, result: int) -> None:
        """Close the dialog and stop its thread; after an export, closing accepts it."""
        if self.isEnabled():
            self._thread.close()
            super().done(QDialog.DialogCode.Accepted if self.outcome else result)
