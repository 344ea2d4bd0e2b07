"""The review over the whole window: two keys, advancing by itself, undo, and the figures of a check."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest

from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.evaluation.drawing import draw_picks
from tests.stories.conftest import CONTROL, LEFT, Person, send_move


@pytest.fixture
def person(start, folder) -> Person:
    """A window with 20 picks on each of three micrographs."""
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(5) * 120 + 120, np.arange(4) * 100 + 120))
    for number, path in enumerate(session.project.micrographs):
        confidence = 0.31 + (np.arange(20) * 3 + number) / 100
        session.receive(path, make_boxes(x, y, 40, None, confidence, Kind.PICK))
    return person


def key(person: Person, *keys: Qt.Key) -> None:
    for each in keys:
        QTest.keyClick(person.window.review_mode.page.grid, each)


def kinds(person: Person) -> list[int]:
    session = person.window.session
    every = np.concatenate([session.store.boxes(path) for path in session.project.micrographs])
    return every[np.argsort(every["confidence"])]["kind"].tolist()


def test_one_key_for_yes_one_for_no_least_confident_first(person):
    window, mode = person.window, person.window.review_mode
    person.do("review_all")
    page = mode.page
    assert page.isVisible()
    assert not window.canvas.isVisible()
    assert not window.docks["panel_list"].isVisible()
    assert page.progress.text() == "0 of 60 answered"
    confidence = page.review.picks.boxes["confidence"]
    assert (np.diff(confidence) > 0).all()
    key(person, Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_Space)
    assert page.grid.row == 3
    assert page.progress.text() == "3 of 60 answered"
    assert kinds(person)[:4] == [Kind.LABEL, Kind.REJECTED, Kind.PICK, Kind.PICK]
    key(person, Qt.Key.Key_Escape)
    assert window.canvas.isVisible()
    assert window.docks["panel_list"].isVisible()
    assert not window.docks["panel_gallery"].isVisible()
    assert window.canvas.hasFocus()


def test_back_and_undo_return_to_the_pick(person):
    person.do("review_all")
    grid = person.window.review_mode.page.grid
    key(person, Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_B)
    assert grid.row == 1
    assert kinds(person)[:2] == [Kind.LABEL, Kind.PICK]
    key(person, Qt.Key.Key_Space, Qt.Key.Key_Backspace)
    assert person.window.review_mode.page.review.unsure == set()
    key(person, Qt.Key.Key_N)
    person.window.session.undo_stack.undo()
    assert grid.row == 1
    assert kinds(person)[:2] == [Kind.LABEL, Kind.PICK]
    person.window.session.undo_stack.redo()
    assert kinds(person)[:2] == [Kind.LABEL, Kind.REJECTED]


def test_shortcuts_of_the_micrograph_do_not_act_behind_the_page(person):
    session = person.window.session
    person.do("review_all")
    key(person, Qt.Key.Key_N, Qt.Key.Key_D, Qt.Key.Key_I)
    assert session.project.empty == set()
    assert session.index == 0
    assert not session.view.inverted
    assert kinds(person).count(Kind.REJECTED) == 1


def test_the_pick_is_shown_on_its_micrograph(person):
    session = person.window.session
    person.do("review_all")
    key(person, Qt.Key.Key_Right, Qt.Key.Key_S)  # the second pick is on the second micrograph
    assert session.index == 1
    (box,) = session.boxes[session.selected()]
    assert box["confidence"] == pytest.approx(0.32)
    camera = person.window.canvas.camera
    assert (camera.x, camera.y) == (box["x"], box["y"])


def test_nothing_stays_selected_or_dimmed(person):
    session, window = person.window.session, person.window
    person.key(Qt.Key.Key_U)
    assert window.canvas.layers.dimmed
    person.do("review_all")
    key(person, Qt.Key.Key_N, Qt.Key.Key_Escape)
    assert session.selection == frozenset()
    assert not window.canvas.layers.dimmed


def test_crops_and_surroundings_are_read(person):
    person.do("review_all")
    page = person.window.review_mode.page
    person.wait_for(lambda: all(page.reader.crop(row) is not None for row in range(60)))
    send_move(page.grid.viewport(), page.grid.place(2).center(), Qt.MouseButton.NoButton)
    person.wait_for(lambda: page.surroundings.row == 2)
    person.wait_for(lambda: page.reader.context(2, 50) is not None)
    assert "m3.mrc" in page.facts.text()


def test_an_unreadable_micrograph_is_marked(person, folder):
    path = person.window.session.project.micrographs[2]
    path.write_bytes(b"damaged")
    person.do("review_all")
    page = person.window.review_mode.page
    person.wait_for(lambda: page.reader.is_unreadable(2))
    person.wait_for(lambda: page.reader.crop(0) is not None)


def test_a_check_draws_as_the_command_line_does_and_suggests_a_threshold(person):
    window, session, page = person.window, person.window.session, person.window.review_mode.page
    every = np.concatenate([session.store.boxes(path) for path in session.project.micrographs])
    drawn = draw_picks(every["confidence"], np.repeat([0, 1, 2], 20), session.view.threshold, 40, 1)
    person.wait_for(window.picks.check.isEnabled)
    QTest.mouseClick(window.picks.check, LEFT)
    assert page.review.picks.boxes["id"].tolist() == every["id"][drawn.index].tolist()
    assert page.progress.text() == "0 of 40 answered"
    for row in range(40):
        key(person, Qt.Key.Key_Y if page.review.picks.boxes["confidence"][row] > 0.6 else Qt.Key.Key_N)
    person.wait_for(lambda: not window.review_mode._estimating)  # from the last answer
    assert page.figures.set_best.isVisible()
    assert page.figures.precision.text().startswith("Precision at threshold 0.30: <b>0.")
    assert "95\u00a0%" in page.figures.precision.text()
    assert kinds(person).count(Kind.LABEL) + kinds(person).count(Kind.REJECTED) == 40
    QTest.mouseClick(page.figures.set_best, LEFT)
    assert session.view.threshold == pytest.approx(0.6, abs=0.05)
    assert session.view.threshold_set
    key(person, Qt.Key.Key_Escape)
    person.wait_for(lambda: "threshold 0.6" in window.picks.checked.precision.text())
    assert window.picks.threshold.mark == pytest.approx(session.view.threshold, abs=1e-3)
    assert window.picks.checked.precision.isVisible()
    session.use_model(None)  # another model's picks were not checked
    assert not window.picks.checked.precision.isVisible()


def test_a_check_continues_where_it_was_left(person):
    page = person.window.review_mode.page
    person.do("check_picks")
    ids = page.review.picks.boxes["id"].tolist()
    key(person, Qt.Key.Key_Y, Qt.Key.Key_Space, Qt.Key.Key_Escape)
    person.do("check_picks")
    assert page.review.picks.boxes["id"].tolist() == ids
    assert page.grid.row == 2
    session = person.window.session
    session.receive(session.project.micrographs[0], make_boxes([100], [100], 40, None, 0.9, Kind.PICK))
    key(person, Qt.Key.Key_Escape)
    person.do("check_picks")  # some picks are gone, so others are drawn
    assert page.review.picks.boxes["id"].tolist() != ids


def test_scores_of_other_programs_can_be_reviewed_but_not_checked(person):
    session, window = person.window.session, person.window
    for path in session.project.micrographs:
        boxes = session.store.boxes(path).copy()
        boxes["confidence"] *= 5
        session.edit("scores", {path: boxes})
    person.do("check_picks")
    assert not window.review_mode.active
    assert "0 to 1" in window.status.currentMessage()
    person.do("review_all")
    assert window.review_mode.active


def test_a_long_list_paints_only_what_is_in_sight(person):
    session = person.window.session
    count = 10_000
    rng = np.random.default_rng(0)
    x, y = rng.uniform(50, 550, (2, count))
    session.receive(session.current, make_boxes(x, y, 40, None, 0.9, Kind.PICK))
    person.do("review_all")
    grid = person.window.review_mode.page.grid
    assert grid.count == count + 40
    assert len(grid.rows_in_sight()) < 400
    key(person, Qt.Key.Key_End)
    assert grid.row == grid.count - 1
    assert grid.row in grid.rows_in_sight()
    QTest.keyClick(grid, Qt.Key.Key_Z, CONTROL)  # is not a key of the page
