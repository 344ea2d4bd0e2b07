"""The error dialog: messages with details to copy. Errors of one kind share one dialog."""

from __future__ import annotations

import re

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.icons import dialog_pixmap
from iceboxer.boxmanager.core.qt import required

LISTED = 6


def kind_of(sentence: str) -> str:
    """Return the message without paths and numbers, which is the same for all errors of one kind."""
    return re.sub(r"\S*[/\\]\S*|\d+", "…", sentence)


class ProblemBox(QDialog):
    """A modeless dialog of errors; `add` adds one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.items: list[tuple[str, str]] = []
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("Details"))
        self.details.hide()
        kind = QDialogButtonBox.StandardButton
        role = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox(kind.Close)
        self.more = required(buttons.addButton(self.tr("Details"), role.ActionRole))
        self.copy = required(buttons.addButton(self.tr("Copy"), role.ActionRole))
        self.more.clicked.connect(self._toggle_details)
        self.copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        self.icon = QLabel()
        self.icon.setPixmap(dialog_pixmap())
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        layout.addLayout(row)
        for widget in (self.details, buttons):
            layout.addWidget(widget)
        em = self.fontMetrics().height()
        self.setMinimumWidth(em * 28)

    def _toggle_details(self) -> None:
        self.details.setVisible(not self.details.isVisible())
        self._grow()

    def add(self, sentence: str, details: str) -> None:
        """Add an error to those shown."""
        if not self.isVisible():
            self.items.clear()
        if (sentence, details) not in self.items:
            self.items.append((sentence, details))
        groups: dict[str, list[str]] = {}
        for message, _ in self.items:
            groups.setdefault(kind_of(message), []).append(message)
        lines = []
        for alike in groups.values():
            lines.append(alike[0])
            if len(alike) > 1:
                lines.append(self.tr("… and {0:,} more of the same kind.").format(len(alike) - 1))
        self.text.setText("\n\n".join(lines[:LISTED]))
        self.details.setPlainText("\n\n".join(f"{message}\n{more}".strip() for message, more in self.items))
        self.show()
        self._grow()

    def _grow(self) -> None:
        """Enlarge the dialog if its text needs more lines, which a visible dialog does not do on its own."""
        layout = required(self.layout())
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.details.toPlainText())
