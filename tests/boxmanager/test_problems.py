"""The error dialog."""

from __future__ import annotations

from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from iceboxer.boxmanager.dialogs.problems import ProblemBox


def test_the_dialog_grows_with_its_messages(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    box = ProblemBox(parent)
    for kind in ("torn", "locked", "empty", "inverted"):
        box.add(
            f"/data/masks/{kind}.png: is a mask that is {kind}, so that it cannot be used; replace it with another", ""
        )
        assert box.text.height() >= box.text.heightForWidth(box.text.width())
