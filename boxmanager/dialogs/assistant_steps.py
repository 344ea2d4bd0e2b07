"""The assistant's last page: what to do in the other program with the file that was written."""

from __future__ import annotations

import html

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QApplication, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.document.handover import ExportTarget, Plan


class StepsPage(QWidget):
    """Three steps in plain words, and the file's path to copy."""

    finished = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file = ""
        self.steps = QLabel()
        self.steps.setWordWrap(True)
        self.steps.setTextFormat(Qt.TextFormat.RichText)
        self.steps.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = QPushButton(self.tr("Copy the file's path"))
        self.copy.setAccessibleName(self.copy.text())
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: required(QApplication.clipboard()).setText(self._file))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.finished)
        layout = QVBoxLayout(self)
        layout.addWidget(self.steps)
        layout.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addWidget(self.buttons)
        layout.addLayout(row)

    def show_result(self, plan: Plan, outcome: str, box_size: float) -> None:
        """Tell what was written and what comes next."""
        self._file = str(plan.result)
        file = html.escape(self._file)
        steps = self._relion(file, box_size) if plan.target is ExportTarget.RELION else self._cryosparc(file, box_size)
        listed = "".join(f"<li style='margin-bottom: 0.7em'>{step}</li>" for step in steps)
        self.steps.setText(f"<p>{html.escape(outcome)}</p><ol>{listed}</ol>")
        self.buttons.setFocus()

    def _relion(self, file: str, box_size: float) -> tuple[str, str, str]:
        return (
            self.tr("In RELION, open a job of the type <b>Particle extraction</b>."),
            self.tr(
                "On its tab <b>I/O</b>, choose your micrographs_ctf.star as <b>micrograph STAR file</b>, and as "
                "<b>Input coordinates</b> the file<br><b>{0}</b>"
            ).format(file),
            self.tr(
                "Give the <b>Particle box size</b> on the tab <b>Extract</b> (here it is {0:g} px), and run it."
            ).format(box_size),
        )

    def _cryosparc(self, file: str, box_size: float) -> tuple[str, str, str]:
        return (
            self.tr(
                "In cryoSPARC, build a job <b>Import Particle Stack</b>, with your micrographs as <b>Source "
                "Exposures</b>."
            ),
            self.tr("As <b>Particle meta path</b> choose the file<br><b>{0}</b>").format(file),
            self.tr(
                "Run it, look at one micrograph with <b>Inspect Particle Picks</b>, then <b>Extract From "
                "Micrographs</b> (the boxes here have {0:g} px)."
            ).format(box_size),
        )
