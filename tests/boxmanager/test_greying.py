"""Picks in junk: what is greyed is neither visible, counted nor exported, and greying is no edit. Without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import pick_table
from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.classes import Classes, Members, count_members
from iceboxer.boxmanager.document.comparison import visible_in
from iceboxer.boxmanager.document.edits import accepted
from iceboxer.boxmanager.document.export import plan_export
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.boxmanager.document.review import scored_picks, visible_picks
from iceboxer.boxmanager.document.uncertain import count_uncertain_by_micrograph
from iceboxer.boxmanager.document.view import (
    View,
    count_shown,
    count_shown_by_micrograph,
    mean_confidences,
    reach_of_junk,
    shown_in,
)
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.junk import CLEARED, EMPTY, FILM, PAINTED, JunkMask

A, B = Path("/data/a.mrc"), Path("/data/b.mrc")
DIAMETER = 40.0


def film(columns: slice = slice(0, 2)) -> JunkMask:
    """Film on the left 20 px of a micrograph of 100 × 100 px."""
    cells = np.zeros((10, 10), np.int8)
    cells[:, columns] = FILM
    return JunkMask(cells, (10.0, 10.0))


def row_of_picks() -> Boxes:
    """Picks at 5, 15, … 95 px, ever more confident, and a label at 5 px."""
    x = np.arange(5.0, 100, 10)
    picks = make_boxes(x, np.full(10, 25.0), 60, confidence=np.linspace(0.5, 0.95, 10), kind=Kind.PICK)
    return np.concatenate([picks, make_boxes([5], [90], 60)])


@pytest.fixture
def session(qapp: object) -> Session:
    """Two micrographs with the same picks, film on the left of the first."""
    session = Session()
    project = Project(box_size=60.0, diameter_px=DIAMETER)
    project.add([A, B])
    session.open(project)
    session.edit("label", {A: make_boxes([5], [90], 60)})
    session.undo_stack.clear()
    for path, junk in ((A, film()), (B, None)):
        session.receive(path, row_of_picks()[:10], junk=junk)
    return session


def visible(session: Session, path: Path = A) -> list[float]:
    boxes = session.store.boxes(path)
    return sorted(boxes["x"][shown_in(session.store, path, session.view)].tolist())


def test_picks_in_junk_are_greyed_everywhere_and_labels_never(session: Session) -> None:
    assert visible(session) == [5, 25, 35, 45, 55, 65, 75, 85, 95]  # 5 is the label
    assert len(visible(session, B)) == 10
    assert session.store.greyed(A).sum() == 2
    store, view = session.store, session.view
    assert (store.picks.picks, count_shown(store.picks, view)) == (18, 19)
    assert count_shown_by_micrograph(store.picks, view) == {A: 9, B: 10}
    assert session.counts(A) == (1, 8)
    assert store.picks.confidence_counts(0.0, 1.0).sum() == 18
    assert store.picks.confidence_counts(0.0, 1.0, of=A).sum() == 8
    assert store.picks.size_counts(0.0, 100.0).sum() == 18
    assert mean_confidences(store.picks, view)[A] == pytest.approx(np.linspace(0.6, 0.95, 8).mean())
    assert len(visible_picks(store, [A, B], view)) == len(scored_picks(store, [A, B], view)) == 18
    assert count_uncertain_by_micrograph(store.picks, View(threshold=0.5))[A][1] == 8
    for name in ("star", "csv", "cbox", "eman"):
        assert [len(item.boxes) for item in plan_export(store, view, [A, B], name, Path("/out"))] == [9, 10]
    everything = store.boxes(A)
    members = {A: Members(everything, np.ones(len(everything), int), np.zeros((len(everything), 2)))}
    counts = count_members(Classes(np.zeros((1, 2, 2), "f4"), (None,), members), store, view)  # type: ignore[arg-type]
    assert (counts.kept.tolist(), counts.greyed.tolist()) == ([9], [2])


def test_the_margin_and_the_switch_are_a_view_and_no_edit(session: Session) -> None:
    before = {path: session.store.boxes(path).tobytes() for path in (A, B)}
    counts = []
    session.boxes_changed.connect(lambda _: counts.append(session.store.picks.picks))
    session.change_view(junk_margin=1.0)  # 20 px: from the cells of 20 to 40 px
    assert visible(session) == [5, 45, 55, 65, 75, 85, 95]
    session.change_view(junk_margin=0.5)
    assert visible(session)[:2] == [5, 35]
    session.change_view(grey_junk=False)
    assert len(visible(session)) == 11
    assert not session.store.greyed(A).any()
    session.change_view(grey_junk=True)
    session.set_diameter(80.0)
    assert visible(session)[:2] == [5, 45]  # the margin is in particle radii
    assert counts[:4] == [16, 17, 20, 17]
    assert session.undo_stack.count() == 1  # the diameter
    session.undo_stack.undo()
    assert {path: session.store.boxes(path).tobytes() for path in (A, B)} == before


def test_a_greyed_pick_that_a_person_keeps_is_a_label_and_visible(session: Session) -> None:
    greyed = session.greyed()
    assert session.boxes["x"][greyed].tolist() == [5, 15]
    session.edit_current("keep", accepted(session.boxes, greyed & (session.boxes["x"] == 15)))
    assert visible(session)[:3] == [5, 15, 25]
    assert not session.store.greyed(A)[session.boxes["kind"] == Kind.LABEL].any()
    session.undo_stack.undo()
    assert visible(session)[:2] == [5, 25]


def test_the_threshold_still_hides_greyed_picks(session: Session) -> None:
    session.change_view(threshold=0.52)
    assert session.boxes["x"][session.greyed()].tolist() == [15]


def test_painting_greys_and_erasing_brings_back_as_undo_steps(session: Session) -> None:
    session.set_file_facts((100, 100), 1.0)
    mask = session.painted_mask()
    assert mask is not None
    assert (mask.cells.shape, mask.scale) == ((100, 100), (1.0, 1.0))
    mask.cells[:, 60:80] = PAINTED
    mask.cells[:, :10] = CLEARED
    session.paint_current("paint", mask)
    assert visible(session) == [5, 5, 25, 35, 45, 55, 85, 95]
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert len(visible(session)) == 9
    session.go_to(B)
    session.undo_stack.redo()
    assert session.current == A  # otherwise nobody would see it
    assert len(visible(session)) == 8


def test_new_picks_are_measured_and_a_map_without_junk_greys_nothing(session: Session) -> None:
    session.receive(A, row_of_picks()[:10], junk=None)  # of a model without a map: the known map stays
    assert session.store.picks.picks == 18
    session.receive(A, row_of_picks()[:10], junk=film(slice(0, 0)))
    assert session.store.picks.picks == 20


def test_an_empty_hole_greys_no_pick(session: Session) -> None:
    hole = film()
    hole.cells[hole.cells == FILM] = EMPTY
    session.receive(A, row_of_picks()[:10], junk=hole)
    assert session.store.picks.picks == 20


def test_the_reach_of_junk() -> None:
    assert reach_of_junk(View(junk_margin=1.5), 40.0) == 30.0
    assert reach_of_junk(View(grey_junk=False, junk_margin=1.5), 40.0) is None
    assert reach_of_junk(View(), 40.0) == 0.0


def test_the_counts_of_many_micrographs_follow_the_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pick_table, "_FIRST_ROWS", 16)  # so that the table grows, and moves its rows together
    rng = np.random.default_rng(4)
    paths = [Path(f"/data/m{number}.mrc") for number in range(6)]
    store = BoxStore(lambda path, boxes: None if path == paths[0] else boxes["y"].astype("f4"))
    view, reach = View(threshold=0.4), -1.0
    for _ in range(60):
        action = rng.integers(5)
        if action == 0:
            reach = float(rng.uniform(-20, 80))
            store.grey_within(reach if reach >= 0 else None)
            reach = reach if reach >= 0 else -1.0
        elif action == 1:
            store.forget([paths[rng.integers(6)]])
        else:
            count = int(rng.integers(0, 12))
            boxes = make_boxes(*rng.uniform(0, 100, (2, count)), 8, confidence=rng.uniform(0, 1, count))
            boxes["kind"] = rng.integers(0, 3, count)
            store.replace(paths[rng.integers(6)], boxes)
        store.picks.confidence_counts(0.0, 1.0)  # kept, and changed with each micrograph
        left = {p: int(shown_in(store, p, view).sum()) for p in paths if len(store.known(p))}
        counts = count_shown_by_micrograph(store.picks, view)
        assert {path: counts[path] for path in left} == left
        assert count_shown(store.picks, view) == sum(left.values())
        every = [b for p in paths if len(b := store.unhidden(p)[store.unhidden(p)["kind"] == Kind.PICK])]
        picks = np.concatenate([*every, row_of_picks()[:0]])
        assert store.picks.picks == len(picks)
        assert (
            store.picks.confidence_counts(0.0, 1.0).tolist()
            == np.histogram(picks["confidence"], 50, (0, 1))[0].tolist()
        )
        assert store.picks.highest == picks["confidence"].max(initial=0) or not len(picks)


def test_another_project_is_compared_by_what_it_shows(session: Session, tmp_path: Path) -> None:
    saver = Saver(session, tmp_path / "unsaved")
    session.change_view(junk_margin=1.0)
    assert saver.save_as(tmp_path / "p.icebox")
    saver.close()
    project = read_project(tmp_path / "p.icebox")
    assert sorted(visible_in(project, A, session.store.boxes(A))["x"].tolist()) == visible(session)
    project.view = View(grey_junk=False)
    assert len(visible_in(project, A, session.store.boxes(A))) == 11
