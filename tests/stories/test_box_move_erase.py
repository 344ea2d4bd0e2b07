"""Place, move, draw, select, nudge and delete boxes with the mouse and the keys."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest

from iceboxer.engine.data.boxes import Kind, make_boxes
from tests.stories.conftest import CONTROL, SHIFT


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.window.session.resize_boxes(40)
    return person


def centres(person) -> list[tuple[float, float]]:
    return sorted((round(float(b["x"])), round(float(b["y"]))) for b in person.boxes)


def test_a_click_places_a_box_of_the_current_size(person):
    person.click(200, 100)
    (box,) = person.boxes
    assert abs(box["x"] - 200) < 2
    assert abs(box["y"] - 100) < 2
    assert box["width"] == box["height"] == 40
    assert box["kind"] == Kind.LABEL
    seen = person.window.canvas.grab().toImage()
    edge = seen.pixelColor(person.at(186.7, 100))
    assert edge.blue() > edge.red() + 40  # the colour of labels, on grey


def test_a_click_outside_the_micrograph_places_nothing(person):
    person.click(-20, 100)
    assert len(person.boxes) == 0


def test_a_drag_inside_a_box_moves_it_without_changing_tool(person):
    person.click(200, 100)
    person.drag((205, 105), (260, 150), (305, 205))
    (box,) = person.boxes
    assert abs(box["x"] - 300) < 3
    assert abs(box["y"] - 200) < 3
    assert person.window.session.undo_stack.count() == 3  # size, add, one move


def test_a_box_cannot_be_dragged_out_of_the_micrograph(person):
    person.click(50, 100)
    person.drag((50, 100), (20, 100), (-300, 100))
    assert person.boxes[0]["x"] == 0


def test_control_click_and_delete_remove(person):
    person.click(200, 100)
    person.click(400, 300)
    person.click(200, 100, CONTROL)
    assert centres(person) == [(400, 300)] or abs(person.boxes[0]["x"] - 400) < 2
    person.click(400, 300)  # a click selects
    person.key(Qt.Key.Key_Delete)
    assert len(person.boxes) == 0


def test_a_long_drag_draws_a_box_and_sets_the_size_of_all_in_one_step(person):
    person.click(600, 400)
    person.drag((100, 100), (150, 140), (200, 180))
    size = person.window.session.project.box_size
    assert abs(size - 100) < 3
    assert set(person.boxes["width"]) == {size}
    newest = person.boxes[-1]
    assert abs(newest["x"] - 150) < 3
    assert abs(newest["y"] - 150) < 3
    person.do("undo")
    assert len(person.boxes) == 1
    assert person.boxes["width"][0] == 40


def test_a_slightly_moved_click_draws_nothing(person):
    person.press(300, 300)
    person.move(303, 302)
    person.release(303, 302)
    assert person.window.session.project.box_size == 40
    assert len(person.boxes) == 1


def test_the_eraser_removes_what_it_sweeps_as_one_step(person):
    for x in (100, 200, 300, 400):
        person.click(x, 300)
    person.click(250, 500)
    person.key(Qt.Key.Key_4)
    person.drag((80, 300), (200, 300), (320, 300))
    assert len(person.boxes) == 2
    assert person.window.session.undo_stack.undoText() == "erase 3 boxes"
    person.do("undo")
    assert len(person.boxes) == 5


def test_a_rubber_band_selects_and_arrows_nudge(person):
    for x in (100, 200, 500):
        person.click(x, 300)
    person.key(Qt.Key.Key_3)
    person.drag((60, 240), (150, 350), (260, 360))
    assert len(person.window.session.selection) == 2
    before = person.boxes["x"].copy()
    person.key(Qt.Key.Key_Right)
    person.key(Qt.Key.Key_Right, SHIFT)
    assert np.allclose(np.sort(person.boxes["x"] - before), [0, 11, 11])
    assert person.window.session.current.name == "m1.mrc"
    person.key(Qt.Key.Key_Escape)
    assert not person.window.session.selection
    person.key(Qt.Key.Key_Right)
    assert person.window.session.current.name == "m2.mrc"


def test_select_all_selects_the_boxes_on_screen(person):
    person.click(100, 300)
    person.click(300, 300)
    person.key(Qt.Key.Key_A, CONTROL)
    assert len(person.window.session.selection) == 2


def test_escape_moves_a_dragged_box_back(person):
    person.click(200, 100)
    before = person.boxes.copy()
    person.press(200, 100)
    person.move(300, 200)
    assert abs(person.boxes[0]["x"] - 300) < 3
    person.key(Qt.Key.Key_Escape)
    person.release(300, 200)
    assert person.boxes.tobytes() == before.tobytes()


def test_brackets_and_the_size_field_resize_all_boxes_live(person):
    person.click(200, 100)
    person.key(Qt.Key.Key_D)
    person.wait_for_picture()
    person.click(300, 200)
    person.key(Qt.Key.Key_BracketRight)
    session = person.window.session
    assert session.project.box_size == 42
    assert all(session.store.boxes(p)["width"][0] == 42 for p in session.project.micrographs[:2])
    number = person.window.size_control.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "120")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert person.boxes["width"][0] == 120
    assert person.window.size_control.physical.text() == "240 Å"
    person.do("undo")
    assert person.boxes["width"][0] == 42
    physical = person.window.size_control.physical
    physical.setFocus()
    physical.selectAll()
    QTest.keyClicks(physical, "100")
    QTest.keyClick(physical, Qt.Key.Key_Return)
    assert person.boxes["width"][0] == 50  # at 2 Å/px


def test_x_hides_the_boxes_while_it_is_held(person):
    person.click(200, 100)
    canvas = person.window.canvas
    bare = None
    QTest.keyPress(canvas, Qt.Key.Key_X)
    bare = canvas.grab().toImage().pixelColor(person.at(186.7, 100))
    QTest.keyRelease(canvas, Qt.Key.Key_X)
    drawn = canvas.grab().toImage().pixelColor(person.at(186.7, 100))
    assert abs(bare.blue() - bare.red()) < 10
    assert drawn.blue() > drawn.red() + 40


def test_n_marks_a_micrograph_as_empty_and_undo_removes_the_mark(person):
    person.key(Qt.Key.Key_N)
    session = person.window.session
    assert session.current in session.project.empty
    person.do("undo")
    assert session.current not in session.project.empty


def test_deleting_a_pick_rejects_it_until_it_is_restored(person):
    session = person.window.session
    session.edit_current("picks", make_boxes([200, 400], [100, 100], 40, confidence=[0.9, 0.8], kind=Kind.PICK))
    person.click(200, 100, CONTROL)
    assert sorted(person.boxes["kind"]) == [Kind.PICK, Kind.REJECTED]
    session.change_view(threshold=0.0)
    assert int(session.shown().sum()) == 1
    person.do("restore")
    assert set(person.boxes["kind"]) == {int(Kind.PICK)}


def test_accept_turns_only_visible_picks_into_labels(person):
    session = person.window.session
    session.edit_current("picks", make_boxes([200, 400], [100, 100], 40, confidence=[0.9, 0.2], kind=Kind.PICK))
    session.change_view(threshold=0.5)
    person.do("accept")
    assert person.boxes["kind"].tolist() == [Kind.LABEL, Kind.PICK]
