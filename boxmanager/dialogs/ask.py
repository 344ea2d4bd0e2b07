"""The dialogs of one question."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QMessageBox, QWidget

from iceboxer.boxmanager.core.icons import dialog_pixmap
from iceboxer.boxmanager.document.plurals import counted


def _tr(text: str) -> str:
    return QCoreApplication.translate("Ask", text)


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


def may_replace(parent: QWidget, count: int, folder: str) -> bool:
    """Ask whether the `count` files that an export would replace in a folder may be lost."""
    text = counted(
        count,
        _tr("{0:,} file in {1} already exists. Its contents will be lost. Replace it?"),
        _tr("{0:,} files in {1} already exist. Their contents will be lost. Replace them?"),
        folder,
    )
    return confirm(parent, _tr("Replace files?"), text, _tr("Replace"))
