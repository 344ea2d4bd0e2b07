"""The last page of an export for another program: what was written, beside the next steps there."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QApplication, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.qt import required


class LastPage(QWidget):
    """A view of what was written, numbered steps, and a button that copies the path of the exported file."""

    finished = pyqtSignal()

    def __init__(self, written: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file = ""
        self.steps = rich_label()
        self.steps.setWordWrap(True)
        self.steps.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = QPushButton(self.tr("Copy path"))
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
        both.addWidget(written, 1)
        both.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(both, 1)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addWidget(self.buttons)
        layout.addLayout(row)

    def show_steps(self, file: Path, outcome: str, steps: Iterable[str]) -> None:
        """Show the outcome and the steps, which are rich text; `file` is the exported one."""
        self._file = str(file)
        listed = "".join(f"<li style='margin-bottom: 0.7em'>{step}</li>" for step in steps)
        self.steps.setText(f"<p>{html.escape(outcome)}</p><ol>{listed}</ol>")
