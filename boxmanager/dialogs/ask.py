"""The dialogs of one question."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtWidgets import QMessageBox, QWidget

from iceboxer.boxmanager.core.icons import dialog_pixmap


def confirm(parent: QWidget, title: str, text: str, button: str) -> bool:
    """Ask `text` and return whether the user pressed `button`, not Cancel or Esc."""
    return choose(parent, title, text, [button]) == 0


def choose(parent: QWidget, title: str, text: str, buttons: Sequence[str]) -> int | None:
    """Ask `text` and return the index of the button that the user pressed; None for Cancel or Esc."""
    box = QMessageBox(parent)
    box.setIconPixmap(dialog_pixmap())
    box.setWindowTitle(title)
    box.setText(text)
    choices = [box.addButton(button, QMessageBox.ButtonRole.AcceptRole) for button in buttons]
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return next((i for i, choice in enumerate(choices) if box.clickedButton() is choice), None)
