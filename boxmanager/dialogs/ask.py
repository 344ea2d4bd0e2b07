"""One question with one thing to agree to."""

from __future__ import annotations

from PyQt5.QtWidgets import QMessageBox, QWidget


def agreed(parent: QWidget, title: str, text: str, button: str) -> bool:
    """Whether the person pressed `button`; Cancel and Esc are no."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setText(text)
    yes = box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is yes
