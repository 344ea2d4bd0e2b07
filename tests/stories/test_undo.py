"""Undo and redo of all edits: they are named, and keep zoom and micrograph if possible."""

from __future__ import annotations

import random

import numpy as np
from PyQt5.QtCore import Qt

from tests.stories.conftest import CONTROL


def test_undo_is_named_and_keeps_the_zoom(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    person.window.canvas.zoom(2.0)
    camera = person.window.canvas.camera
    assert person.window.actions_table["undo"].text() == "Undo add box"
    person.key(Qt.Key.Key_Z, CONTROL)
    assert len(person.boxes) == 0
    assert person.window.canvas.camera == camera
    assert person.window.actions_table["redo"].text() == "Redo add box"
    person.key(Qt.Key.Key_Y, CONTROL)
    assert len(person.boxes) == 1


def test_undoing_an_edit_of_another_micrograph_shows_it(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    person.key(Qt.Key.Key_D)
    person.do("undo")
    assert person.window.session.current.name == "m1.mrc"


def test_view_changes_are_not_undone(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.window.session.change_view(threshold=0.7, contrast=(0.2, 0.8))
    assert not person.window.session.undo_stack.canUndo()


def test_any_sequence_of_edits_can_be_undone(start, folder):
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    dice = random.Random(7)
    states = [_state(session)]
    for _ in range(60):
        place = dice.uniform(30, 770), dice.uniform(30, 570)
        what = dice.choice(["click", "click", "drag", "control", "key", "erase", "size", "empty", "next"])
        before = session.undo_stack.index()
        if what == "click":
            person.do("tool_box")
            person.click(*place)
        elif what == "drag" and len(person.boxes):
            box = dice.choice(list(person.boxes))
            person.drag((box["x"], box["y"]), place)
        elif what == "control":
            person.click(*place, CONTROL)
        elif what == "key":
            person.do("select_all")
            person.key(Qt.Key.Key_Up)
        elif what == "erase":
            person.do("tool_erase")
            person.drag(place, (place[0] + 30, place[1]))
        elif what == "size":
            person.do(dice.choice(["smaller", "larger"]))
        elif what == "empty":
            person.do("mark_empty")
        elif what == "next":
            session.step(dice.choice([-1, 1]))
            person.wait_for_picture()
        steps = session.undo_stack.index() - before
        assert steps in (0, 1)
        if steps:
            states.append(_state(session))
        else:
            states[-1] = _state(session)  # a step merged into the one before
    for state in reversed(states[:-1]):
        session.undo_stack.undo()
        assert _state(session) == state
    while session.undo_stack.canRedo():
        session.undo_stack.redo()
    assert _state(session) == states[-1]


def _state(session) -> tuple:
    return (
        tuple(np.sort(session.store.known(p)).tobytes() for p in session.project.micrographs),
        session.project.box_size,
        frozenset(session.project.empty),
    )
