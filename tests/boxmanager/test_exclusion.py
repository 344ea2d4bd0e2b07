"""Excluded micrographs: none of their boxes counts anywhere, with undo, on disk, and between two windows."""

from __future__ import annotations

import json
import math
from pathlib import Path

import mrcfile
import numpy as np
import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.exclusion import BLANK, NO_VERDICT, Verdict
from iceboxer.boxmanager.document.export import plan_export
from iceboxer.boxmanager.document.inspected import (
    CACHE,
    Inspected,
    Measured,
    fingerprint,
    read_cache,
    write_cache,
)
from iceboxer.boxmanager.document.merging import apply_changes, find_changes
from iceboxer.boxmanager.document.origin import Origin
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.document.review import Review, scored_picks, visible_picks
from iceboxer.boxmanager.document.view import count_shown, count_shown_by_micrograph
from iceboxer.boxmanager.features.configs import Configs
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.ctf import Ctf
from iceboxer.engine.data.junk import FILM, JunkMask
from iceboxer.engine.inspection.measures import Measures

A, B = Path("/data/a.mrc"), Path("/data/b.mrc")
OUT = Verdict(by_hand=True)
SHARP = Measures(blank=False, dead=0.0, gradient=0.5, rings=0.4, ice=None)
UNEVEN = Measures(blank=False, dead=0.0, gradient=3.0, rings=0.2, ice=1.5)


@pytest.fixture
def session(qapp: object) -> Session:
    """Two micrographs, each with a label and two picks of 0.5 and 0.9."""
    session = Session()
    project = Project(box_size=40.0)
    project.add([A, B])
    session.open(project)
    boxes = make_boxes([100, 200, 300], [100, 200, 300], 40, confidence=[np.nan, 0.5, 0.9], kind=Kind.PICK)
    boxes["kind"][0] = Kind.LABEL
    session.edit("boxes", {A: boxes, B: boxes.copy()})
    session.undo_stack.clear()
    return session


def inspected() -> Inspected:
    return Inspected({A: Measured((9, 9), SHARP), B: Measured((9, 9), UNEVEN)}, {B: Ctf(2.0, 0.1, 7.0)})


# ── nobody counts an excluded micrograph ────────────────────────────────────────────────────────────────────


def test_an_excluded_micrograph_is_neither_counted_nor_shown_nor_reviewed_nor_exported(session, tmp_path) -> None:
    store, view = session.store, session.view
    assert count_shown(store.picks, view) == 6
    session.judge("exclude", {A: OUT})
    assert count_shown(store.picks, view) == 3
    assert count_shown_by_micrograph(store.picks, view)[A] == 0
    assert session.counts(A) == (0, 0)
    assert store.picks.confidence_counts(0, 1).sum() == 2
    assert session.current == A
    assert not session.drawn().any()
    assert [item.micrograph for item in plan_export(store, view, [A, B], "star", tmp_path)] == [B]
    for picks in (visible_picks(store, [A, B], view), scored_picks(store, [A, B], view)):
        assert {picks.path(row) for row in range(len(picks))} == {B}
    assert not len(store.unhidden(A))


def test_an_excluded_micrograph_is_not_trained_on_and_is_not_in_the_command(session, tmp_path) -> None:
    configs = Configs(session, Saver(session, tmp_path), Settings(tmp_path))
    session.judge("exclude", {A: OUT})
    labels = configs.label_set(whole=True)
    assert set(labels.boxes) == {B}
    assert labels.in_view is None  # so that the assistant proposes nothing there
    session.mark_empty(A, True)
    assert set(configs.label_set().boxes) == {B}


def test_boxes_of_an_excluded_micrograph_cannot_be_edited_unseen(session, qtbot) -> None:
    session.judge("exclude", {A: OUT})
    with qtbot.waitSignal(session.edit_refused):
        session.edit_current("add", make_boxes([5], [5], 40))
    with qtbot.waitSignal(session.edit_refused):
        session.draw_box(5, 5, 60)
    assert len(session.store.boxes(A)) == 3
    assert session.project.box_size == 40


def test_outdated_picks_of_an_excluded_micrograph_are_not_picked_again(session) -> None:
    session.project.picked_by.update({A: Origin("old"), B: Origin("old")})
    session.judge("exclude", {A: OUT})
    assert session.outdated() == [B]


def test_picks_that_arrive_for_an_excluded_micrograph_are_kept_but_not_counted(session) -> None:
    session.judge("exclude", {A: OUT})
    session.receive(A, make_boxes([9, 50, 90], [9, 50, 90], 40, confidence=[0.9, 0.9, 0.9], kind=Kind.PICK))
    assert count_shown(session.store.picks, session.view) == 3
    session.undo_stack.undo()
    assert count_shown(session.store.picks, session.view) == 3 + 4


def test_the_picks_of_a_review_are_gone_when_their_micrograph_is_excluded(session) -> None:
    review = Review(visible_picks(session.store, [A, B], session.view), session.store)
    session.judge("exclude", {A: OUT})
    assert len(review.refresh(session.store, [A])) == 2
    assert review.picks.path(review.next_open(-1)) == B


def test_undo_and_redo_of_an_exclusion(session) -> None:
    session.judge("exclude", {A: OUT, B: NO_VERDICT})
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.project.verdicts == {}
    assert count_shown(session.store.picks, session.view) == 6
    session.undo_stack.redo()
    assert session.project.included() == [B]


def test_a_drag_of_a_range_is_one_step(session) -> None:
    gesture = session.new_gesture()
    for limit in (2.0, 1.0, 0.4):
        ranges = {"gradient": (-math.inf, limit)}
        session.judge("range", inspected().verdicts(session.project, ranges), ranges, gesture)
    assert session.project.excluded() == [B, A]
    session.undo_stack.undo()
    assert session.project.excluded() == []
    assert session.project.ranges == {}


# ── ranges ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_value_out_of_range_is_the_reason_and_the_limit_itself_is_kept() -> None:
    project = Project()
    project.add([A, B])
    found = inspected().verdicts(project, {"gradient": (-math.inf, 2.5), "resolution": (0.0, 6.0)})
    assert found == {
        B: Verdict((("gradient", "gradient 3.00 (> 2.50)"), ("resolution", "CTF resolution 7.0 Å (> 6.0)")))
    }
    assert inspected().verdicts(project, {"gradient": (0.5, 3.0)}) == {}
    assert "gradient 0.50 (< 0.51)" in str(inspected().verdicts(project, {"gradient": (0.51, 3.0)}))


def test_a_decision_by_hand_wins_and_the_reasons_stay_known() -> None:
    project = Project()
    project.add([A, B])
    ranges = {"gradient": (-math.inf, 2.5)}
    project.verdicts = inspected().verdicts(project, ranges)
    project.verdicts[B] = project.verdicts[B].set_by_hand(False)
    assert project.included() == [A, B]
    assert inspected().verdicts(project, ranges) == {}
    assert project.verdicts[B].set_by_hand(True) == Verdict(project.verdicts[B].reasons)


def test_a_reason_stays_while_its_value_is_unknown_and_goes_with_its_range() -> None:
    project = Project()
    project.add([A])
    project.verdicts = {A: Verdict((("gradient", "gradient 3.00 (> 2.50)"),))}
    assert Inspected().verdicts(project, {"gradient": (0.0, 2.5)}) == {}
    assert Inspected().verdicts(project, {}) == {A: NO_VERDICT}


def test_a_blank_picture_is_excluded() -> None:
    project = Project()
    project.add([A])
    blank = Inspected({A: Measured((9, 9), Measures(True, 1.0, 0.0, 0.0, None))})
    assert blank.verdicts(project, {}) == {A: Verdict(((BLANK, BLANK),))}


def test_the_counts_of_excluded_micrographs_stay_known(session) -> None:
    table = Inspected()
    for _ in range(2):
        table.count_picks(session.project, session.store, session.view)
        assert table.picks == {A: 3, B: 3}
        assert table.confidence == pytest.approx({A: 0.7, B: 0.7})
        session.judge("exclude", {A: OUT})
    assert table.columns(["picks"], [A, B, Path("c.mrc")])["picks"].tolist()[:2] == [3, 3]


def test_picks_are_counted_when_a_column_of_them_is_read(session, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    monkeypatch.setattr(Inspected, "_count_picks", lambda *_: counted.append(1))
    table = Inspected()
    for _ in range(2):
        table.count_picks(session.project, session.store, session.view)
    table.verdicts(session.project, {"gradient": (0.0, 2.5)})
    assert counted == []
    table.columns(["picks", "confidence"], [A, B])
    table.row(A)
    assert counted == [1]


# ── on disk ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_verdicts_ranges_and_the_ctf_file_come_back(tmp_path) -> None:
    project = Project(ranges={"ice": (-math.inf, 1.3)}, ctf=tmp_path / "ctf.star")
    project.add([A, B])
    project.verdicts = {A: Verdict((("ice", "crystalline ice 1.50 (> 1.30)"),), by_hand=False), B: OUT}
    (tmp_path / "project.json").write_text(index_text(project, tmp_path))
    again = read_project(tmp_path)
    assert (again.verdicts, again.ranges, again.ctf) == (project.verdicts, project.ranges, project.ctf)


def test_verdicts_of_two_windows_are_merged(tmp_path) -> None:
    def index(**verdicts: Verdict) -> dict:
        project = Project()
        project.add([A, B])
        project.verdicts = {{"a": A, "b": B}[name]: verdict for name, verdict in verdicts.items()}
        return json.loads(index_text(project, tmp_path))

    changes = find_changes(index(), index(a=OUT), index(b=OUT))
    assert changes
    merged = apply_changes(index(a=OUT), changes)
    assert [entry["verdict"]["by_hand"] for entry in merged["micrographs"]] == [True, True]
    taken_back = find_changes(index(a=OUT), index(a=OUT), index())
    assert apply_changes(index(a=OUT), taken_back)["micrographs"][0]["verdict"] is None
    assert not find_changes(index(), index(a=OUT), index())


def test_measures_are_kept_by_the_contents_of_the_file(tmp_path) -> None:
    first, copy, other = (tmp_path / name for name in ("a.mrc", "b.mrc", "c.mrc"))
    first.write_bytes(bytes(range(250)) * 4000)
    copy.write_bytes(first.read_bytes())
    other.write_bytes(first.read_bytes()[:-1] + b"x")
    keys = [fingerprint(path, 1.0) for path in (first, copy, other)]
    assert keys[0] == keys[1] != keys[2]
    assert fingerprint(first, 2.0) != keys[0]
    write_cache(tmp_path, {keys[0]: Measured((9, 8), UNEVEN)})
    assert read_cache(tmp_path) == {keys[0]: Measured((9, 8), UNEVEN)}


@pytest.mark.parametrize("text", ["", "{", '{"version": 0, "measures": {}}', '{"version": 1, "measures": {"a": {}}}'])
def test_damaged_measures_are_made_again(tmp_path, text) -> None:
    (tmp_path / CACHE).write_text(text)
    assert read_cache(tmp_path) == {}


def test_the_share_of_junk_follows_the_masks(session) -> None:
    cells = np.zeros((4, 5), np.int8)
    cells[0] = FILM
    session.take_junk(A, JunkMask(cells, (100.0, 100.0)))
    table = Inspected()
    assert table.count_junk(session.masks)
    assert table.junk == pytest.approx({A: 0.25})
    assert set(table.verdicts(session.project, {"junk": (0.0, 0.2)})) == {A}
    session.masks.forget(A)
    table.count_junk(session.masks)
    assert table.junk == {}


def test_of_two_files_of_a_micrograph_the_better_one_is_kept_or_the_labelled_one(session, tmp_path) -> None:
    sums = tmp_path / "c.mrc", tmp_path / "c_DW.mrc"
    for path in sums:
        with mrcfile.new(path) as file:
            file.set_data(np.zeros((8, 8), np.float32))
    session.add_micrographs([sums[0]])
    session.add_micrographs([sums[1]])
    assert session.project.excluded() == [sums[0]]
    session.set_verdicts(inspected().verdicts(session.project, {}), {}, by_hand=False)
    assert session.project.verdicts[sums[0]].reasons[0][1] == "the same micrograph as c_DW.mrc"  # measures come later
    session.add_micrographs([Path("/data/a_DW.mrc")])
    assert set(session.project.excluded()) == {Path("/data/a_DW.mrc"), sums[0]}  # a.mrc has a label
