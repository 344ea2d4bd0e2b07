"""Reviewing the picks of a network: choosing a threshold and going through the uncertain picks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QImage
from PyQt5.QtTest import QTest

from iceboxer.boxmanager.canvas.confidence import COLOURS
from iceboxer.boxmanager.canvas.markers import Marker
from iceboxer.boxmanager.document.export import plan_export
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes, no_boxes
from tests.stories.conftest import CONTROL, LEFT, SHIFT
from tests.stories.test_models import make_model

CURVE = ((0.1, 0.5, 1.0), (0.37, 0.8, 0.8), (0.6, 1.0, 0.25))  # threshold, precision, recall


def picks(*confidence: float, y: float = 300) -> Boxes:
    n = len(confidence)
    return make_boxes(60 + 70.0 * np.arange(n), [y] * n, 40, None, confidence, Kind.PICK)


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.window.session.resize_boxes(40)
    canvas = person.window.canvas
    canvas.set_style(replace(canvas.style_of_boxes, line_width=1.0, marker=Marker.BOX))  # drawn without smoothing
    return person


def receive(person, number: int, boxes: Boxes) -> Path:
    """Receive the picks of a network on a micrograph."""
    path = person.window.session.project.micrographs[number]
    person.window.session.receive(path, boxes)
    return path


def confidence_of_selected(person) -> list[float]:
    session = person.window.session
    return session.boxes["confidence"][session.selected()].tolist()


def status_text(person) -> str:
    return person.window.statusBar().currentMessage()


# ── the threshold that the model recommends ─────────────────────────────────────────────────────────────────


def figures(person) -> list[str]:
    panel = person.window.picks.validation
    return [label.accessibleName() for label in (panel.precision, panel.recall, panel.f1)]


def test_the_validation_figures_follow_the_threshold(person, tmp_path):
    receive(person, 0, picks(0.2, 0.5, 0.8))
    person.wait_for(lambda: person.window.picks.threshold.isEnabled())
    panel, session = person.window.picks.validation, person.window.session
    assert not panel.isVisible()
    session.use_model(make_model(tmp_path / "m.safetensors", "2026-05-01", curve=CURVE))
    assert panel.isVisible()
    assert not panel.caution.isVisible()
    assert figures(person) == ["Precision 0.80", "Recall 0.80", "F1 0.80"]
    person.key(Qt.Key.Key_Period)
    assert figures(person) == ["Precision 1.00", "Recall 0.25", "F1 0.40"]
    session.change_view(threshold=0.05)
    assert figures(person) == ["Precision 0.50", "Recall 1.00", "F1 0.67"]
    session.change_view(threshold=0.9)  # no pick is above this threshold
    assert figures(person) == ["Precision 0.00", "Recall 0.00", "F1 0.00"]


def test_the_recommended_threshold_is_marked_and_one_click_away(person, tmp_path):
    receive(person, 0, picks(0.2, 0.5, 0.8))
    person.wait_for(lambda: person.window.picks.threshold.isEnabled())
    session, slider = person.window.session, person.window.picks.threshold
    session.use_model(make_model(tmp_path / "m.safetensors", "2026-05-01", curve=CURVE, missing_labels=True))
    assert slider.mark == 0.37
    assert "0.37" in slider.toolTip()
    assert person.window.picks.validation.caution.isVisible()
    session.change_view(threshold=0.7)
    QTest.mouseClick(person.window.picks.validation.recommended, LEFT)
    assert session.view.threshold == 0.37
    assert int(session.shown().sum()) == 2


def test_a_model_that_was_not_validated_shows_no_figures(person, tmp_path):
    receive(person, 0, picks(0.2, 0.5))
    session = person.window.session
    session.use_model(make_model(tmp_path / "measured.safetensors", "2026-05-01", curve=CURVE))
    session.use_model(make_model(tmp_path / "bare.safetensors", "2026-05-01"))
    person.wait_for(lambda: person.window.picks.threshold.isEnabled())
    assert not person.window.picks.validation.isVisible()
    assert person.window.picks.threshold.mark is None
    assert "recommend" not in person.window.picks.threshold.toolTip()


# ── colours ─────────────────────────────────────────────────────────────────────────────────────────────────


def colours_near(person, x: float, y: float, seen: QImage | None = None) -> set[str]:
    """Return all colours in a box of 40 px and on its outline."""
    seen, at, reach = (
        seen or person.window.canvas.grab().toImage(),
        person.at(x, y),
        round(20 * person.window.canvas.camera.scale) + 2,
    )
    steps = range(-reach, reach + 1)
    return {seen.pixelColor(at.x() + i, at.y() + j).name() for i in steps for j in steps}


def test_picks_are_coloured_by_confidence_and_labels_keep_their_colour(person):
    receive(person, 0, picks(0.31, 0.99, np.nan))
    person.click(600, 100)
    style = person.window.canvas.style_of_boxes
    plain, label = style.pick.lower(), style.label.lower()
    assert plain in colours_near(person, 60, 300)
    person.key(Qt.Key.Key_H)
    assert COLOURS[0] in colours_near(person, 60, 300)  # the colours span what is shown
    assert COLOURS[7] in colours_near(person, 130, 300)
    assert plain in colours_near(person, 200, 300)  # a pick without a confidence
    assert label in colours_near(person, 600, 100)
    person.wait_for(lambda: person.window.picks.legend.isVisible() and person.window.picks.coloured.isEnabled())
    assert person.window.picks.coloured.isChecked()
    person.window.picks.coloured.click()
    assert plain in colours_near(person, 60, 300)
    assert not person.window.picks.legend.isVisible()


def test_very_many_picks_have_the_same_colours_as_few(person):
    boxes = make_boxes(*np.random.default_rng(0).uniform(20, 580, (2, 7000)), 30, None, 0.1, Kind.PICK)
    boxes["x"] = boxes["x"].clip(200)
    sure = make_boxes([60, 60], [100, 300], 40, None, [0.55, 0.99], Kind.PICK)
    session = person.window.session
    session.change_view(by_confidence=True, threshold=0.0)
    receive(person, 0, np.concatenate([boxes, sure]))
    assert COLOURS[4] in colours_near(person, 60, 100)
    assert COLOURS[7] in colours_near(person, 60, 300)
    assert COLOURS[0] in colours_near(person, 400, 300)


def test_colouring_is_saved_with_the_project_and_off_in_older_projects(person, start, tmp_path):
    folder = tmp_path / "p.icebox"
    receive(person, 0, picks(0.5))
    person.do("colour_by_confidence")
    assert person.window.saving.save_to(folder)
    person.wait_saved()
    assert person.window.close()
    again = start(folder)
    assert again.window.session.view.by_confidence
    assert again.window.close()
    index = json.loads((folder / "project.json").read_text())
    del index["view"]["by_confidence"]
    (folder / "project.json").write_text(json.dumps(index))
    assert not start(folder).window.session.view.by_confidence


# ── what the network is least sure of ───────────────────────────────────────────────────────────────────────


def test_u_visits_uncertain_picks_and_then_the_micrograph_with_most_of_them(person):
    receive(person, 0, picks(0.36, 0.9, 0.31, 0.2))
    receive(person, 1, picks(0.35))
    third = receive(person, 2, picks(0.33, 0.32, 0.34))
    camera = person.window.canvas.camera
    person.key(Qt.Key.Key_U)
    assert confidence_of_selected(person) == [0.31]
    assert (person.window.canvas.camera.x, person.window.canvas.camera.y) == (200, 300)
    assert person.window.canvas.camera.scale >= camera.scale
    person.key(Qt.Key.Key_U)
    assert confidence_of_selected(person) == [0.36]
    seen = []
    for _ in range(4):
        person.key(Qt.Key.Key_U)
        seen += confidence_of_selected(person)
        if len(seen) == 1:
            assert person.window.session.current == third
            person.wait_for_picture()
            assert person.window.canvas.camera.x == 130  # the picture that is read later does not move the view
    assert seen == [0.32, 0.33, 0.34, 0.35]
    person.key(Qt.Key.Key_U)
    assert "all" in status_text(person)
    assert confidence_of_selected(person) == [0.35]
    person.key(Qt.Key.Key_U)  # starting over, from the current micrograph
    assert confidence_of_selected(person) == [0.35]


def test_one_key_accepts_or_rejects_and_the_next_pick_follows(person):
    receive(person, 0, picks(0.31, 0.33, 0.35))
    person.key(Qt.Key.Key_U)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Enter):  # each goes on to the next
        person.key(key)
    kinds = dict(zip(person.boxes["confidence"].tolist(), person.boxes["kind"].tolist(), strict=True))
    assert kinds == {0.31: Kind.LABEL, 0.33: Kind.REJECTED, 0.35: Kind.LABEL}
    assert "all" in status_text(person)
    person.key(Qt.Key.Key_U)  # judged picks are not visited again
    assert status_text(person) == "No picks are close to the threshold."
    for _ in range(3):
        person.do("undo")
    assert set(person.boxes["kind"]) == {Kind.PICK}


def test_the_review_bar_judges_dims_the_others_and_goes_back(person):
    receive(person, 0, picks(0.31, 0.33, 0.9))
    window, bar = person.window, person.window.review_bar
    assert bar.isVisible()
    assert not bar.accept.isEnabled()
    bar.next.click()
    assert window.canvas.layers.dimmed
    assert bar.state.text() == "Pick, confidence 0.31"
    bar.accept.click()
    assert confidence_of_selected(person) == [0.33]
    person.key(Qt.Key.Key_B)
    assert confidence_of_selected(person) == [0.31]
    assert set(person.boxes["kind"]) == {Kind.PICK}
    bar.reject.click()
    assert confidence_of_selected(person) == [0.33]
    kinds = dict(zip(person.boxes["confidence"].tolist(), person.boxes["kind"].tolist(), strict=True))
    assert kinds == {0.31: Kind.REJECTED, 0.33: Kind.PICK, 0.9: Kind.PICK}
    person.key(Qt.Key.Key_Escape)
    assert not window.canvas.layers.dimmed
    assert bar.state.text() == "Nothing selected"


def test_u_offers_picks_at_the_border_last(person):
    boxes = picks(0.31, 0.35, 0.33)
    boxes["x"][0] = 25  # within a box of the left border
    receive(person, 0, boxes)
    seen = []
    for _ in range(3):
        person.key(Qt.Key.Key_U)
        seen += confidence_of_selected(person)
    assert seen == [0.33, 0.35, 0.31]


def test_return_accepts_nothing_unless_something_is_selected(person):
    receive(person, 0, picks(0.5, 0.9))
    person.key(Qt.Key.Key_Return)
    assert set(person.boxes["kind"]) == {Kind.PICK}
    person.key(Qt.Key.Key_Return, CONTROL)  # this key accepts all visible picks
    assert set(person.boxes["kind"]) == {Kind.LABEL}


def test_return_in_a_field_accepts_no_pick(person):
    receive(person, 0, picks(0.5, 0.9))
    person.window.session.change_view(threshold=0.45)
    person.do("next_uncertain")
    assert confidence_of_selected(person) == [0.5]
    number = person.window.size_control.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "60")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert set(person.boxes["kind"]) == {Kind.PICK}
    assert set(person.boxes["width"]) == {60}


def test_new_picks_are_visited_again(person):
    receive(person, 0, picks(0.31))
    person.key(Qt.Key.Key_U)
    receive(person, 0, picks(0.32))
    person.key(Qt.Key.Key_U)
    assert confidence_of_selected(person) == [0.32]


def test_shift_u_visits_the_micrographs_by_share_of_uncertain_picks(person):
    first = receive(person, 0, picks(0.31, 0.9, 0.9, 0.9, 0.9))
    receive(person, 1, picks(0.8, 0.9))
    third = receive(person, 2, picks(0.31, 0.32, 0.33, 0.9))
    session = person.window.session
    person.key(Qt.Key.Key_U, SHIFT)
    assert session.current == third
    assert status_text(person) == "m3.mrc: 3 of 4 picks are close to the threshold."
    person.key(Qt.Key.Key_U, SHIFT)
    assert session.current == first
    person.key(Qt.Key.Key_U, SHIFT)
    assert "all" in status_text(person)


def test_without_uncertain_picks_a_message_appears_and_no_file_is_read(person):
    person.key(Qt.Key.Key_U)
    assert status_text(person) == "No picks are close to the threshold."

    def load(path: Path) -> Boxes:
        read.append(path)
        return no_boxes()

    read: list[Path] = []
    session = person.window.session
    session.store.expect([session.project.micrographs[2]], load)
    person.key(Qt.Key.Key_U)
    person.key(Qt.Key.Key_U, SHIFT)
    assert "still loading" in status_text(person)
    assert read == []


# ── the visible boxes are counted, exported and in the gallery ──────────────────────────────────────────────


def everything(y: float) -> Boxes:
    """Confident and uncertain picks, picks without a confidence and too large ones; labels; rejected boxes."""
    boxes = np.concatenate([picks(0.2, 0.35, 0.5, 0.8, np.nan, 0.9, y=y), picks(np.nan, 0.7, 0.95, 0.1, y=y + 90)])
    boxes["kind"][6:8] = Kind.LABEL
    boxes["kind"][8:] = Kind.REJECTED
    boxes["estimated_width"][5] = boxes["estimated_height"][5] = 95
    return boxes


VIEWS = [
    ({}, 7),
    ({"threshold": 0.0}, 8),
    ({"threshold": 1.0}, 3),
    ({"threshold": 0.5}, 6),
    ({"largest": 60.0}, 6),
    ({"threshold": 0.6, "smallest": 60.0}, 3),
    ({"threshold": 0.0, "show_rejected": True}, 8),
]


@pytest.mark.parametrize(("view", "expected"), VIEWS)
def test_the_visible_boxes_are_counted_exported_and_in_the_gallery(person, tmp_path, view, expected):
    session, window = person.window.session, person.window
    for path, boxes in zip(session.project.micrographs, (everything(200), everything(300), no_boxes()), strict=True):
        session.edit("boxes", {path: boxes})
    person.do("panel_gallery")
    session.change_view(**view)
    person.wait_for(lambda: str(expected) in window.gallery.count.text().split(" "))
    person.wait_for(window.picks.threshold.isEnabled)
    shown = sorted(session.boxes["id"][session.shown()].tolist())
    assert len(shown) == expected
    assert window.session.counts(session.current) == (2, expected - 2)
    assert f"<b>{expected}</b>" in window.picks.summary.text()
    assert f"<b>{2 * expected}</b>" in window.picks.summary.text()
    items = plan_export(session.store, session.view, session.project.micrographs, "star", tmp_path)
    assert [len(item.boxes) for item in items] == [expected, expected]
    assert sorted(items[0].boxes["id"].tolist()) == shown
    in_gallery = window.gallery.model.boxes
    assert sorted(in_gallery["id"][in_gallery["kind"] != Kind.REJECTED].tolist()) == shown
    assert (in_gallery["kind"] == Kind.REJECTED).any() == session.view.show_rejected
    assert painted(person) == sorted(in_gallery["id"].tolist())


def painted(person) -> list[int]:
    """Return the boxes whose outlines are painted."""
    style = person.window.canvas.style_of_boxes
    inks = {style.label.lower(), style.pick.lower(), style.rejected.lower()}
    seen = person.window.canvas.grab().toImage()
    return sorted(int(box["id"]) for box in person.boxes if inks & colours_near(person, box["x"], box["y"], seen))
