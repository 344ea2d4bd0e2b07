"""The dialog that asks for the result of a 2-D classification."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.dialogs.rows import row_of

SELECTED, EXCLUDED = "selected", "excluded"  # in the names of cryoSPARC's files


class ClassificationDialog(QDialog):
    """Fields for the kept particles, the discarded ones, the good classes, and whether boxes move."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.settings = settings
        self.setWindowTitle(self.tr("Import 2-D classification"))
        self.kept, self.discarded, self.classes = QLineEdit(), QLineEdit(), QLineEdit()
        self.choose_kept, self.choose_discarded = QPushButton(self.tr("File…")), QPushButton(self.tr("File…"))
        self.shifts = QCheckBox(self.tr("Move boxes to the particle centres that the classification found"))
        self.shifts.setChecked(True)
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Ok)
        self.buttons.addButton(kind.Cancel)
        self.apply = required(self.buttons.button(kind.Ok))
        self.apply.setText(self.tr("Import"))
        self._name()
        self._lay_out()
        self.choose_kept.clicked.connect(lambda: self._choose(self.kept, self.choose_kept.accessibleName()))
        self.choose_discarded.clicked.connect(
            lambda: self._choose(self.discarded, self.choose_discarded.accessibleName())
        )
        for field in (self.kept, self.classes):
            field.textChanged.connect(lambda _: self._check())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._check()

    def _name(self) -> None:
        self.kept.setPlaceholderText(self.tr("particles.star or particles_selected.cs"))
        self.discarded.setPlaceholderText(self.tr("run_it025_data.star or particles_excluded.cs (optional)"))
        self.classes.setPlaceholderText(self.tr("all (optional)"))
        self.discarded.setToolTip(self.tr("All classified particles, or the discarded ones: these become rejected."))
        self.classes.setToolTip(
            self.tr("The good classes, if the first file has others too: RELION counts from 1, cryoSPARC from 0.")
        )
        for widget, name in (
            (self.kept, self.tr("File with the kept particles")),
            (self.choose_kept, self.tr("Choose the file with the kept particles")),
            (self.discarded, self.tr("File with all or the discarded particles")),
            (self.choose_discarded, self.tr("Choose the file with all or the discarded particles")),
            (self.classes, self.tr("Numbers of the good classes")),
            (self.shifts, self.shifts.text()),
        ):
            widget.setAccessibleName(name)

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        text = rich_label()
        text.setWordWrap(True)
        text.setText(self.tr("Picks in good classes become labels; discarded ones are rejected. Ctrl+Z undoes it."))
        form = QFormLayout()
        form.setHorizontalSpacing(em)
        form.addRow(self.tr("Kept particles"), row_of(self.kept, self.choose_kept))
        form.addRow(self.tr("All or discarded"), row_of(self.discarded, self.choose_discarded))
        form.addRow(self.tr("Good classes"), self.classes)
        form.addRow("", self.shifts)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        resize_within_screen(self, 42, 12)

    @property
    def numbers(self) -> tuple[int, ...] | None:
        """The numbers of the good classes; empty for all, None if the text is no list of whole numbers."""
        words = self.classes.text().replace(",", " ").split()
        return tuple(map(int, words)) if all(word.isdecimal() for word in words) else None

    def _check(self) -> None:
        self.apply.setEnabled(bool(self.kept.text().strip()) and self.numbers is not None)

    def _choose(self, field: QLineEdit, title: str) -> None:
        first = field.text() or self.kept.text() or str(self.settings.get("import_folder"))
        name, _ = QFileDialog.getOpenFileName(self, title, first, self.tr("STAR and .cs files (*.star *.cs)"))
        if name:
            self.settings.set("import_folder", str(Path(name).parent))
            field.setText(name)
        if field is self.kept and not self.discarded.text():
            self.discarded.setText(_excluded(Path(name)) if name else "")


def _excluded(selected: Path) -> str:
    """Return cryoSPARC's file of excluded particles beside the selected ones; empty if there is none."""
    other = selected.with_name(selected.name.replace(SELECTED, EXCLUDED))
    return str(other) if other != selected and other.is_file() else ""
