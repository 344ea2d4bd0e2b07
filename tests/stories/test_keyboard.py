"""The main way without a mouse: browse, set the threshold, review, save in a file for the next program."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QDialogButtonBox, QWidget

from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import read_boxes
from tests.stories.conftest import CONTROL


def test_from_picks_to_a_file(start, folder, tmp_path, monkeypatch):
    person = start(folder)
    person.wait_for_picture()
    window, session = person.window, person.window.session
    window.activateWindow()
    window.canvas.setFocus()
    person.key(Qt.Key.Key_D)
    person.wait_for(lambda: session.current.stem == "m2")
    confidence = np.array([0.2, 0.46, 0.48, 0.9])
    boxes = make_boxes(100 + 100.0 * np.arange(4), [300.0] * 4, 40, None, confidence, Kind.PICK)
    session.receive(session.current, boxes)
    session.set_threshold(0.45)
    for _ in range(3):
        person.key(Qt.Key.Key_Comma)  # lower
    person.key(Qt.Key.Key_Period)
    lowered = session.threshold
    assert lowered < 0.45
    person.key(Qt.Key.Key_U)
    first = session.boxes["confidence"][session.selected()].tolist()
    person.key(Qt.Key.Key_Return)
    second = session.boxes["confidence"][session.selected()].tolist()
    assert len(first) == len(second) == 1
    assert first != second
    person.key(Qt.Key.Key_Delete)
    judged = {float(c): int(k) for c, k in zip(session.boxes["confidence"], session.boxes["kind"], strict=True)}
    assert judged[first[0]] == Kind.LABEL
    assert judged[second[0]] == Kind.REJECTED
    person.key(Qt.Key.Key_Z, CONTROL)
    person.key(Qt.Key.Key_Y, CONTROL)
    monkeypatch.setattr(window.exporting, "_show_written", lambda dialog: None)

    reached: list[QWidget | None] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, ExportDialog):
            QTimer.singleShot(20, answer)
            return
        try:
            save = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
            for _ in range(30):
                reached.append(dialog.focusWidget())
                if reached[-1] is save:
                    break
                QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
            dialog.folder.setText(str(tmp_path / "out"))
            QTest.keyClick(save, Qt.Key.Key_Space)
        finally:
            if dialog.isVisible():  # something above failed
                dialog.reject()
        assert {dialog.format, dialog.folder, save} <= set(reached)

    QTimer.singleShot(100, answer)
    person.key(Qt.Key.Key_E, CONTROL)
    (written,) = (tmp_path / "out").rglob("m2.*")
    (exported,) = (each.boxes for each in read_boxes(written, 40))
    assert len(exported) == int(session.shown().sum())
