"""Windows with text to read and copy: the log, and the report of a problem."""

from __future__ import annotations

from PyQt5.QtGui import QFontDatabase
from PyQt5.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.log import Log
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.dialogs.room import resize_within_screen


class TextWindow(QDialog):
    """A modeless window with a text and a button that copies it; `heading` explains the text."""

    def __init__(self, title: str, text: str, parent: QWidget, heading: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = required(buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole))
        self.copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        if heading:
            label = QLabel(heading)
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        resize_within_screen(self, 44, 28)

    def _copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.text.toPlainText())


class LogWindow(TextWindow):
    """The log, which grows while it is open."""

    def __init__(self, log: Log, parent: QWidget) -> None:
        super().__init__(parent.tr("Log"), log.text(), parent)
        self._to_the_end()
        log.added.connect(self._append)

    def _append(self, lines: str) -> None:
        self.text.appendPlainText(lines)  # keeps its place unless it is at the end

    def _to_the_end(self) -> None:
        bar = required(self.text.verticalScrollBar())
        bar.setValue(bar.maximum())
