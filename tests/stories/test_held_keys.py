"""A held key repeats, but all repeats are one undo step."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.document.saving import write_snapshot
from iceboxer.boxmanager.features import held_steps
from iceboxer.boxmanager.jobs import saver as saver_module
from tests.stories.conftest import CONTROL, SHIFT, Person

PRESSES = 25


@pytest.fixture
def person(start, folder) -> Person:
    """A user with two boxes, of which the first is selected."""
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    person.click(500, 300)
    person.window.session.select([int(person.boxes["id"][0])])
    return person


def hold(person: Person, key: Qt.Key, times: int = PRESSES) -> None:
    """Press a key, let it repeat, and release it."""
    canvas = person.window.canvas
    none = Qt.KeyboardModifier.NoModifier
    for number in range(times):
        QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, key, none, "", number > 0))
    QTest.keyRelease(canvas, key)


def steps(person: Person) -> int:
    return person.window.session.undo_stack.count()


@pytest.mark.parametrize(
    ("key", "dx", "dy"),
    [(Qt.Key.Key_Up, 0, 1), (Qt.Key.Key_Down, 0, -1), (Qt.Key.Key_Left, -1, 0), (Qt.Key.Key_Right, 1, 0)],
)
def test_an_arrow_nudges_in_its_direction_with_y_up(person, key, dx, dy):
    x, y = (float(person.boxes[name][0]) for name in "xy")
    person.key(key)
    assert (person.boxes["x"][0], person.boxes["y"][0]) == (x + dx, y + dy)
    person.key(key, SHIFT)
    assert (person.boxes["x"][0], person.boxes["y"][0]) == (x + 11 * dx, y + 11 * dy)
    assert "A and D show" in person.window.statusBar().currentMessage()  # for those who wanted another micrograph


def test_a_held_arrow_is_one_undo_step(person):
    before, count = person.boxes.copy(), steps(person)
    hold(person, Qt.Key.Key_Up)
    assert steps(person) == count + 1
    assert person.boxes["y"][0] == before["y"][0] + PRESSES
    person.do("undo")
    assert person.boxes.tobytes() == before.tobytes()
    person.do("redo")
    assert person.boxes["y"][0] == before["y"][0] + PRESSES


def test_a_held_bracket_resizes_at_every_repeat_and_is_one_undo_step_and_few_saves(person, tmp_path, monkeypatch):
    assert person.window.saving.save_to(tmp_path / "p.icebox")
    person.wait_saved()
    saves = []
    monkeypatch.setattr(saver_module, "write_snapshot", lambda snapshot: saves.append(1) or write_snapshot(snapshot))
    session, before, count = person.window.session, person.boxes.copy(), steps(person)
    sizes = []
    session.size_changed.connect(lambda: sizes.append(session.project.box_size))
    first = session.project.box_size
    for _ in range(PRESSES):
        person.key(Qt.Key.Key_BracketRight)
    assert sizes == [first + 2 * number for number in range(1, PRESSES + 1)]
    assert steps(person) == count + 1
    person.wait_saved()
    assert len(saves) <= 4  # one within each delay of the autosave, not one for each repeat
    person.do("undo")
    assert session.project.box_size == first
    assert person.boxes.tobytes() == before.tobytes()


def test_another_selection_starts_another_step(person):
    count = steps(person)
    person.key(Qt.Key.Key_Up)
    person.key(Qt.Key.Key_A, CONTROL)
    person.key(Qt.Key.Key_Up)
    assert steps(person) == count + 2


def test_another_micrograph_starts_another_step(person):
    session, count = person.window.session, steps(person)
    person.key(Qt.Key.Key_BracketRight)
    session.step(1)
    session.step(-1)
    person.key(Qt.Key.Key_BracketRight)
    assert steps(person) == count + 2


def test_another_command_starts_another_step_even_if_it_is_undone(person):
    session, y = person.window.session, float(person.boxes["y"][0])
    person.key(Qt.Key.Key_Up)
    session.mark_empty(session.current, True)
    person.do("undo")
    person.key(Qt.Key.Key_Up)
    person.do("undo")
    assert person.boxes["y"][0] == y + 1


def test_an_undo_starts_another_step(person):
    y = float(person.boxes["y"][0])
    hold(person, Qt.Key.Key_Up, 3)
    person.do("undo")
    count = steps(person)
    hold(person, Qt.Key.Key_Up, 2)
    assert person.boxes["y"][0] == y + 2
    assert steps(person) == count


def test_a_pause_starts_another_step(person, monkeypatch):
    monkeypatch.setattr(held_steps, "PAUSE", -1.0)
    count = steps(person)
    hold(person, Qt.Key.Key_Up, 3)
    assert steps(person) == count + 3


def test_nudges_and_sizes_are_two_steps(person):
    count = steps(person)
    person.key(Qt.Key.Key_Up)
    person.key(Qt.Key.Key_BracketRight)
    person.key(Qt.Key.Key_BracketRight)
    person.key(Qt.Key.Key_Up)
    assert steps(person) == count + 3
