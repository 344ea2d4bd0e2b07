"""Edits, undo and saving through the session, in exact numbers and without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.boxmanager.document.view import View, count_shown, shown
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes

A, B = Path("/data/a.mrc"), Path("/data/b.mrc")


@pytest.fixture
def session(qapp: object) -> Session:
    """Two micrographs; on the first a label, a pick and a rejected box."""
    session = Session()
    project = Project(box_size=40.0)
    project.add([A, B])
    session.open(project)
    boxes = make_boxes([100, 200, 300], [100, 200, 300], 40, confidence=[np.nan, 0.5, 0.9], kind=Kind.PICK)
    boxes["kind"] = [Kind.LABEL, Kind.PICK, Kind.REJECTED]
    session.edit("boxes", {A: boxes})
    session.undo_stack.clear()
    return session


def kinds(session: Session, path: Path = A) -> list[Kind]:
    return [Kind(kind) for kind in session.store.boxes(path)["kind"]]


def test_undo_restores_the_kind_of_every_box(session: Session) -> None:
    before = session.boxes.tobytes()
    session.delete(frozenset(session.boxes["id"][:2].tolist()))
    assert kinds(session) == [Kind.REJECTED, Kind.REJECTED]
    session.undo_stack.undo()
    assert kinds(session) == [Kind.LABEL, Kind.PICK, Kind.REJECTED]
    assert session.boxes.tobytes() == before


def test_undo_and_redo_of_the_empty_mark(session: Session) -> None:
    session.mark_empty(A, True)
    assert session.project.empty == {A}
    session.undo_stack.undo()
    assert session.project.empty == set()
    session.undo_stack.redo()
    assert session.project.empty == {A}


def test_edits_of_one_gesture_are_one_step_and_of_another_are_not(session: Session) -> None:
    before, number = session.boxes.tobytes(), session.new_gesture()
    which = session.boxes["kind"] == Kind.LABEL
    for _ in range(3):
        session.edit_current("move", edits.moved(session.boxes, which, 5, 0), number)
    assert (session.undo_stack.count(), session.boxes["x"][0]) == (1, 115)
    session.edit_current("move", edits.moved(session.boxes, which, 5, 0), session.new_gesture())
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.boxes.tobytes() == before


def test_a_reverted_gesture_leaves_boxes_and_stack_as_they_were(session: Session) -> None:
    before, number = session.boxes.tobytes(), session.new_gesture()
    session.edit_current("move", edits.moved(session.boxes, session.boxes["kind"] == Kind.LABEL, 5, 0), number)
    session.revert_gesture(number)
    assert session.boxes.tobytes() == before
    assert (session.undo_stack.count(), session.undo_stack.canUndo()) == (0, False)


def test_a_reverted_change_of_size_leaves_boxes_size_and_stack_as_they_were(session: Session) -> None:
    before, number = session.boxes.tobytes(), session.new_gesture()
    session.resize_boxes(50, number)
    session.set_diameter(60, number)
    session.revert_gesture(number)
    assert (session.boxes.tobytes(), session.project.sizes) == (before, (40, None))
    assert (session.undo_stack.count(), session.undo_stack.canUndo()) == (0, False)


def test_a_reverted_gesture_that_edited_nothing_reverts_nothing_else(session: Session) -> None:
    session.mark_empty(A, True)
    session.revert_gesture(session.new_gesture())
    assert session.project.empty == {A}


def test_the_box_size_applies_to_all_micrographs_and_is_undone(session: Session) -> None:
    session.edit("boxes", {B: make_boxes([50], [60], 40)})
    session.resize_boxes(50)
    assert session.project.box_size == 50
    assert {float(w) for p in (A, B) for w in session.store.boxes(p)["width"]} == {50.0}
    session.undo_stack.undo()
    assert session.project.box_size == 40
    assert {float(w) for p in (A, B) for w in session.store.boxes(p)["width"]} == {40.0}


def test_an_edit_that_brings_its_box_size_is_undone_with_it(session: Session) -> None:
    session.edit("import", {B: make_boxes([50], [60], 64)}, box_size=64)
    assert session.project.box_size == 64
    session.undo_stack.undo()
    assert session.project.box_size == 40
    assert len(session.store.boxes(B)) == 0
    session.undo_stack.redo()
    assert session.project.box_size == 64


def test_received_picks_get_the_box_size_without_an_undo_step(session: Session) -> None:
    session.receive(A, make_boxes([400, 101], [400, 100], 64, confidence=[0.7, 0.9], kind=Kind.PICK))
    boxes = session.boxes
    assert sorted(boxes["x"][boxes["kind"] == Kind.PICK]) == [400]  # the other one lies on the label
    assert set(boxes["width"]) == {40}
    assert session.undo_stack.count() == 0


def test_an_estimated_size_is_adopted_only_without_boxes(session: Session) -> None:
    session.adopt_size(90)
    assert session.project.box_size == 40
    session.store.forget([A, B])
    session.adopt_size(90)
    assert session.project.box_size == 90


def picks(*confidences: float, width: float = 40) -> Boxes:
    return make_boxes(range(len(confidences)), 0, width, confidence=list(confidences), kind=Kind.PICK)


def test_a_pick_at_the_threshold_is_visible() -> None:
    boxes = picks(0.25, 0.5, 0.75)
    assert shown(boxes, View(threshold=0.5)).tolist() == [False, True, True]
    assert shown(boxes, View(threshold=0.0, smallest=40, largest=40)).tolist() == [True, True, True]
    assert shown(boxes, View(threshold=0.0, smallest=41)).tolist() == [False, False, False]


def test_the_counts_are_those_of_the_visible_boxes(session: Session) -> None:
    for threshold, picked in ((0.4, 1), (0.5, 1), (0.6, 0)):
        session.change_view(threshold=threshold, show_rejected=True)
        assert session.counts(A) == (1, picked)
        assert count_shown(session.store.picks, session.view) == 1 + picked == int(session.shown().sum())


def test_only_boxes_on_screen_can_be_selected(session: Session) -> None:
    session.select(session.boxes["id"].tolist())
    assert session.selected().tolist() == [True, True, False]
    session.change_view(threshold=0.6, show_rejected=True)
    assert session.selected().tolist() == [True, False, True]


def test_a_moved_box_stays_inside_the_micrograph(session: Session) -> None:
    which = np.array([True, False, False])
    moved = edits.moved(session.boxes, which, 5000, 5000, (600, 800))  # height, width
    assert (moved["x"][0], moved["y"][0]) == (800, 600)
    assert kinds(session)[0] is Kind.LABEL


def test_each_micrograph_is_saved_to_its_own_file(session: Session, tmp_path: Path) -> None:
    saver = Saver(session, tmp_path / "unsaved")
    assert saver.save_as(tmp_path / "p.icebox")
    session.edit("boxes", {B: make_boxes([50, 70], [60, 80], 40)})
    assert session.current == A
    assert session.unsaved_boxes == {B}
    assert saver.save_now()
    project = read_project(tmp_path / "p.icebox")
    assert sorted(read_project_boxes(project, A)["x"]) == [100, 200, 300]
    assert sorted(read_project_boxes(project, B)["x"]) == [50, 70]
    saver.close()
