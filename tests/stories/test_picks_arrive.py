"""Picks of a network arrive while a person works: none of the person's edits is changed."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import Qt

from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from tests.stories.conftest import CONTROL


def picks(*places: tuple[float, float], confidence: float = 0.8) -> Boxes:
    x, y = np.array(places, float).T
    return make_boxes(x, y, 36, None, confidence, Kind.PICK)


def test_picks_replace_picks_but_not_labels_and_rejected_boxes(start, folder):
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    person.click(100, 100)
    session.receive(session.current, picks((300, 200), (500, 400)))
    person.click(300, 200, CONTROL)  # rejected
    session.receive(session.current, picks((104, 98), (303, 203), (510, 402), (650, 300)))
    kinds = [(round(b["x"]), Kind(b["kind"]).name) for b in person.boxes]
    assert sorted(kinds) == [(100, "LABEL"), (300, "REJECTED"), (510, "PICK"), (650, "PICK")]


def test_picks_are_as_large_as_the_boxes_of_the_project(start, folder):
    person = start(folder)
    session = person.window.session
    session.resize_boxes(50)
    session.receive(session.current, picks((300, 200)))
    assert set(person.boxes["width"]) == {50}


def test_undo_reverts_edits_and_keeps_picks_that_arrived_in_between(start, folder):
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    person.click(100, 100)
    session.receive(session.current, picks((300, 200), (500, 400)))
    person.click(500, 400, CONTROL)
    person.click(200, 500)
    session.receive(session.current, picks((310, 210), (700, 100)))
    for expected in ([0, 1, 1, 2], [0, 1, 1, 1], [1, 1, 1]):
        person.do("undo")
        assert sorted(person.boxes["kind"].tolist()) == expected
    assert sorted(round(b["x"]) for b in person.boxes) == [310, 500, 700]
    for _ in range(3):
        person.do("redo")
    assert sorted((round(b["x"], -1), int(b["kind"])) for b in person.boxes) == [
        (100, 0), (200, 0), (310, 1), (500, 2), (700, 1),
    ]  # fmt: skip


def test_picks_of_another_micrograph_do_not_change_the_view(start, folder):
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    camera = person.window.canvas.camera
    other = session.project.micrographs[2]
    session.receive(other, picks((300, 200)))
    assert session.index == 0
    assert person.window.canvas.camera == camera
    assert session.counts(other) == (0, 1)
    assert not session.undo_stack.canUndo()


def test_picks_are_saved_with_the_project(start, folder, tmp_path):
    person = start(folder)
    session = person.window.session
    assert person.window.saving.save_to(tmp_path / "p.icebox")
    session.receive(session.project.micrographs[1], picks((300, 200), confidence=0.1))
    person.wait_saved()
    assert person.window.close()
    again = start(tmp_path / "p.icebox")
    session = again.window.session
    boxes = session.store.boxes(session.project.micrographs[1])
    assert boxes["confidence"].tolist() == [0.1]
    assert not session.shown().any()  # below the threshold, but still stored


def test_a_removed_micrograph_gets_no_picks(start, folder):
    person = start(folder)
    session = person.window.session
    gone = session.project.micrographs[1]
    session.remove(gone)
    session.receive(gone, picks((300, 200)))
    assert gone not in session.store.with_boxes()


def test_no_picks_arrive_during_a_gesture(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.press(100, 100)
    assert person.window.session.in_gesture
    person.release(100, 100)
    assert not person.window.session.in_gesture
    person.press(100, 100)
    person.key(Qt.Key.Key_Escape)
    assert not person.window.session.in_gesture
    person.release(100, 100)
