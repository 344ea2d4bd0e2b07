"""The confirmation dialog."""

from __future__ import annotations

from PyQt5.QtWidgets import QMessageBox, QWidget


def confirm(parent: QWidget, title: str, text: str, button: str) -> bool:
    """Ask `text` and return whether the user pressed `button`, not Cancel or Esc."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setText(text)
    yes = box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is yes
