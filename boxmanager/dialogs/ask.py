"""The confirmation dialog."""

from __future__ import annotations

from PyQt5.QtWidgets import QMessageBox, QWidget

from iceboxer.boxmanager.core.icons import dialog_pixmap


def confirm(parent: QWidget, title: str, text: str, button: str) -> bool:
    """Ask `text` and return whether the user pressed `button`, not Cancel or Esc."""
    box = QMessageBox(parent)
    box.setIconPixmap(dialog_pixmap())
    box.setWindowTitle(title)
    box.setText(text)
    yes = box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is yes
