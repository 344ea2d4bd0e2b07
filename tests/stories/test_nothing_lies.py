"""What a person did not mean changes nothing, and what is written is what was shown."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialogButtonBox

from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import read_boxes, write_boxes
from iceboxer.engine.data.formats.base import BoxList
from tests.stories.conftest import write_mrc


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.window.session.resize_boxes(40)
    return person


def picks(*points: tuple[float, float], confidence: float = 0.9) -> np.ndarray:
    x, y = zip(*points, strict=True)
    return make_boxes(x, y, 40, confidence=confidence, kind=Kind.PICK)


def export(person, format: str, folder: Path) -> ExportDialog:
    dialog = ExportDialog(person.window.session, person.window.settings, format, person.window)
    dialog.folder.setText(str(folder))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    return dialog


# ── gestures ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rubber_band_that_starts_in_a_box_selects_and_moves_nothing(person):
    session = person.window.session
    session.edit_current("picks", picks((200, 200), (260, 200), (500, 400)))
    before = person.boxes.copy()
    person.key(Qt.Key.Key_3)
    person.drag((195, 195), (240, 230), (300, 260))
    assert person.boxes.tobytes() == before.tobytes()
    assert len(session.selection) == 2
    person.key(Qt.Key.Key_Escape)
    person.drag((190, 190), (240, 230), (300, 260))
    assert person.boxes.tobytes() == before.tobytes()


def test_the_select_tool_selects_on_a_click_and_moves_what_is_selected(person):
    session = person.window.session
    session.edit_current("boxes", make_boxes([200, 260, 500], [200, 200, 400], 40))
    person.key(Qt.Key.Key_3)
    person.click(200, 200)
    assert session.selection == {int(person.boxes["id"][0])}
    person.drag((200, 200), (230, 240), (250, 300))
    assert sorted(round(float(y)) for y in person.boxes["y"]) == [200, 300, 400]


def test_a_drawn_box_that_resizes_other_boxes_offers_undo(person):
    session = person.window.session
    everything = {p: make_boxes([200, 300], [200, 300], 40) for p in session.project.micrographs}
    session.edit("labels", everything)
    person.drag((400, 100), (500, 150), (600, 300))
    assert session.project.box_size > 150
    notice = person.window.notice
    assert notice.isVisible()
    assert "from 40 to" in notice.text.text()
    assert "3 micrographs" in notice.text.text()
    notice.buttons["Undo"].click()
    assert session.project.box_size == 40
    assert [len(session.store.boxes(p)) for p in everything] == [2, 2, 2]
    assert not notice.isVisible()


def test_the_notice_goes_with_the_next_edit_and_a_small_change_shows_none(person):
    person.click(300, 300)
    person.window.notice.hide()
    person.window.session.resize_boxes(50)
    assert not person.window.notice.isVisible()
    person.window.session.resize_boxes(76)
    assert person.window.notice.isVisible()
    person.click(600, 500)
    assert not person.window.notice.isVisible()


# ── one particle, one box ───────────────────────────────────────────────────────────────────────────────────


def test_labels_imported_beside_picks_replace_them(person, tmp_path):
    session = person.window.session
    session.edit_current("picks", picks((200, 200), (400, 400)))
    write_boxes(tmp_path / "m1.box", BoxList("m1.mrc", make_boxes([205], [203], 40)), "eman")
    person.window.importing.read([tmp_path / "m1.box"])
    person.wait_for(lambda: (person.boxes["kind"] == Kind.LABEL).any())
    assert sorted(person.boxes["kind"].tolist()) == [Kind.LABEL, Kind.PICK]
    person.do("undo")
    assert person.boxes["kind"].tolist() == [Kind.PICK, Kind.PICK]


def test_a_pick_on_a_label_is_not_exported(person, tmp_path):
    session = person.window.session
    session.edit_current("both", np.concatenate([make_boxes([203], [200], 40), picks((200, 200), (400, 400))]))
    dialog = export(person, "cbox", tmp_path / "out")
    assert "1 pick of a particle that has a label is left out." in dialog.counts.text()
    assert "other threshold" not in dialog.counts.text()
    session.set_own_threshold(0.1)
    assert "1 micrograph has another threshold." in export(person, "csv", tmp_path / "out").counts.text()
    assert len(read_boxes(tmp_path / "out" / "m1.cbox")[0].boxes) == 2


# ── the export ──────────────────────────────────────────────────────────────────────────────────────────────


def test_labels_and_accepted_picks_are_written_with_a_confidence_of_one(person, tmp_path):
    session = person.window.session
    session.edit_current("boxes", np.concatenate([make_boxes([100], [500], 40), picks((200, 200), confidence=0.35)]))
    person.do("accept")
    dialog = export(person, "star", tmp_path / "out")
    text = (tmp_path / "out" / "m1.star").read_text()
    assert text.count("1.000000") == 2
    assert "0.35" not in text
    assert "confidence of 1" in dialog.counts.text()
    assert "confidence of 1" not in export(person, "eman", tmp_path / "out").counts.text()  # it has no confidences
    assert np.nanmin(session.boxes["confidence"]) == pytest.approx(0.35)  # the project keeps it


def test_the_preview_has_the_columns_of_the_file(person, tmp_path):
    session = person.window.session
    labels = make_boxes(np.arange(20) * 30.0 + 50, np.full(20, 50.0), 40)
    session.edit_current("boxes", np.concatenate([labels, picks((200, 400))]))
    dialog = export(person, "star", tmp_path / "out")
    assert "_rlnAutopickFigureOfMerit" in (tmp_path / "out" / "m1.star").read_text()
    assert "_rlnAutopickFigureOfMerit" in dialog.preview.toPlainText()


def test_the_folder_of_an_export_stays_with_its_project(person, start, tmp_path):
    person.click(200, 200)
    export(person, "star", tmp_path / "first")
    write_mrc(tmp_path / "elsewhere" / "other.mrc", 9)
    other = start(tmp_path / "elsewhere")
    other.wait_for_picture()
    dialog = ExportDialog(other.window.session, other.window.settings, "star", other.window)
    assert dialog.folder.text() == str(tmp_path / "elsewhere" / "boxes")


def test_the_file_beside_an_export_names_the_model(person, tmp_path):
    from iceboxer.engine.data.shipped import path_of_shipped

    person.click(200, 200)
    person.window.session.use_model(path_of_shipped())
    export(person, "star", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "iceboxer-export.json").read_text())["model"] == "general"


# ── empty means empty ───────────────────────────────────────────────────────────────────────────────────────


def test_picks_of_an_empty_micrograph_are_hidden_not_counted_and_not_exported(person, tmp_path):
    window, session = person.window, person.window.session
    session.edit_current("picks", picks((200, 200), (400, 400)))
    assert session.counts(session.current) == (0, 2)
    person.key(Qt.Key.Key_N)
    assert not session.shown().any()
    assert session.counts(session.current) == (0, 0)
    assert len(session.store.picks.confidence) == 0
    assert "<b>2</b>" not in window.picks.summary.text()
    dialog = ExportDialog(session, window.settings, "star", window)
    assert dialog.items() == []
    person.do("undo")
    assert session.shown().sum() == 2
    assert len(session.store.picks.confidence) == 2
