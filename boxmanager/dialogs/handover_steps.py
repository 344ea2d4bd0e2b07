"""The last page of the export dialog: the next steps in the other program."""

from __future__ import annotations

import html
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QApplication, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.dialogs.written import WrittenView
from iceboxer.boxmanager.document.handover import ExportTarget, HandoverPlan


class StepsPage(QWidget):
    """Three steps beside what was written, and a button that copies the path of the exported file."""

    finished = pyqtSignal()

    def __init__(self, style: Style, program: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file = ""
        self.written = WrittenView(style, program)
        self.steps = rich_label()
        self.steps.setWordWrap(True)
        self.steps.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = QPushButton(self.tr("Copy file path"))
        self.copy.setAccessibleName(self.copy.text())
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: required(QApplication.clipboard()).setText(self._file))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.finished)
        right = QVBoxLayout()
        right.addWidget(self.steps)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(self.fontMetrics().height())
        both.addWidget(self.written, 1)
        both.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(both, 1)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addWidget(self.buttons)
        layout.addLayout(row)

    def show_result(self, plan: HandoverPlan, outcome: str, box_size: float, current: Path | None) -> None:
        """Show what was written, on the micrograph `current` if it is among them, and what to do next."""
        self.written.check(plan.items, current, box_size, lambda path: plan.names[path], plan.turned)
        self._file = str(plan.result)
        file = html.escape(self._file)
        steps = self._relion(file, box_size) if plan.target is ExportTarget.RELION else self._cryosparc(file, box_size)
        listed = "".join(f"<li style='margin-bottom: 0.7em'>{step}</li>" for step in steps)
        self.steps.setText(f"<p>{html.escape(outcome)}</p><ol>{listed}</ol>")
        self.buttons.setFocus()

    def _relion(self, file: str, box_size: float) -> tuple[str, str, str]:
        return (
            self.tr("In RELION, open a <b>Particle extraction</b> job."),
            self.tr(
                "On the <b>I/O</b> tab, set <b>micrograph STAR file</b> to your micrographs_ctf.star and "
                "<b>Input coordinates</b> to<br><b>{0}</b>"
            ).format(file),
            self.tr("On the <b>Extract</b> tab, set <b>Particle box size</b> (here {0:g} px), and run the job.").format(
                box_size
            ),
        )

    def _cryosparc(self, file: str, box_size: float) -> tuple[str, str, str]:
        return (
            self.tr(
                "In cryoSPARC, create an <b>Import Particle Stack</b> job with your micrographs as <b>Source "
                "Exposures</b>."
            ),
            self.tr("Set <b>Particle meta path</b> to<br><b>{0}</b>").format(file),
            self.tr(
                "Run the job, check one micrograph with <b>Inspect Particle Picks</b>, then run <b>Extract From "
                "Micrographs</b> (the box size here is {0:g} px)."
            ).format(box_size),
        )
