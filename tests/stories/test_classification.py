"""Feedback from 2-D classification: good classes become labels, others rejected, and one step undoes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QDialog

from iceboxer.boxmanager.dialogs.classification import ClassificationDialog
from iceboxer.engine.data.boxes import Kind, make_boxes
from tests.engine.test_feedback import HEAD


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    picks = make_boxes([100, 300, 500], [200] * 3, 50, confidence=[0.9, 0.8, 0.7], kind=Kind.PICK)
    label = make_boxes([700], [200], 50)
    session.edit("fill", {session.current: np.concatenate([picks, label])}, box_size=50)
    return person


def star(path: Path, *rows: tuple[float, ...]) -> Path:
    lines = [f"{x} 200 Movies/m1.mrc {x}@e.mrcs 1 {number} {shift} 0" for x, number, shift in rows]
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def places(person, kind: Kind) -> list[float]:
    return person.boxes["x"][person.boxes["kind"] == kind].tolist()


def test_picks_of_good_classes_become_labels_at_the_particle(person, tmp_path, monkeypatch):
    """6 Å are 3 px; the person's own label at 700 px stays, though it was discarded."""
    kept = star(tmp_path / "particles.star", (100, 1, 6))
    everything = star(tmp_path / "run_it025_data.star", (100, 1, 6), (300, 2, 0), (700, 2, 0))

    def fill(dialog: ClassificationDialog) -> int:
        assert not dialog.apply.isEnabled()
        QTest.keyClicks(dialog.kept, str(kept))
        QTest.keyClicks(dialog.classes, "1 x")
        assert not dialog.apply.isEnabled()
        dialog.classes.setText("")
        dialog.discarded.setText(str(everything))
        dialog.apply.click()
        return int(dialog.result() == QDialog.DialogCode.Accepted)

    messages: list[str] = []
    person.window.host.message.connect(messages.append)
    monkeypatch.setattr(ClassificationDialog, "exec", fill)
    person.do("import_classification")
    person.wait_for(lambda: places(person, Kind.REJECTED) == [300])
    assert places(person, Kind.LABEL) == [97, 700]
    assert places(person, Kind.PICK) == [500]
    assert "1 label and 1 rejected box more" in messages[-1]
    person.do("undo")
    assert places(person, Kind.PICK) == [100, 300, 500]


def test_excluded_particles_are_found_beside_the_selected_ones(person, tmp_path, monkeypatch):
    for name in ("particles_selected.cs", "particles_excluded.cs"):
        (tmp_path / name).touch()
    chosen = str(tmp_path / "particles_selected.cs")
    monkeypatch.setattr("PyQt5.QtWidgets.QFileDialog.getOpenFileName", lambda *_: (chosen, ""))
    dialog = ClassificationDialog(person.window.settings, person.window)
    dialog.choose_kept.click()
    assert dialog.kept.text() == chosen
    assert dialog.discarded.text() == str(tmp_path / "particles_excluded.cs")


def test_particles_of_other_micrographs_change_nothing(person, tmp_path):
    kept = star(tmp_path / "particles.star", (100, 1, 6))
    kept.write_text(kept.read_text().replace("m1.mrc", "strange.mrc"), encoding="utf-8")
    problems = []
    person.window.session.problem.connect(lambda text, details: problems.append((text, details)))
    person.window.feedback.read(kept, None)
    person.wait_for(lambda: problems)
    assert "no particles of the open micrographs" in problems[0][0]
    assert "strange.mrc" in problems[0][1]
    assert places(person, Kind.PICK) == [100, 300, 500]
