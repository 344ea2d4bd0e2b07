"""Projects of many micrographs: counts, sizes, saving and export do not depend on going through all of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import pick_table
from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.export import SIDECAR, plan_export, write_export
from iceboxer.boxmanager.document.pick_table import BINS, PickTable, sizes
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.document.uncertain import count_uncertain, count_uncertain_by_micrograph
from iceboxer.boxmanager.document.view import View, count_shown, count_shown_by_micrograph, mean_confidences, shown
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.errors import Cancelled, EngineError
from tests.engine.counting import count_calls

PATHS = [Path(f"/data/m{n}.mrc") for n in range(6)]
OWN = {PATHS[1]: 0.2, PATHS[4]: 0.9}
VIEWS = (View(), View(threshold=0.7), View(threshold=0.0, smallest=7, largest=9), View(own_thresholds=OWN))


def some_boxes(rng: np.random.Generator, most: int = 40) -> Boxes:
    count = int(rng.integers(0, most))
    boxes = make_boxes(*rng.uniform(0, 900, (2, count)), 8, None, rng.random(count), Kind.PICK)
    boxes["kind"] = rng.integers(0, 3, count)
    estimated = rng.random(count) < 0.5
    boxes["estimated_width"][estimated] = boxes["estimated_height"][estimated] = rng.uniform(4, 12, estimated.sum())
    boxes["confidence"][rng.random(count) < 0.1] = np.nan
    return boxes


def check_counts(store: BoxStore, hidden: set[Path]) -> None:
    """Compare all counts with those of the micrographs one by one."""
    kept = {p: b[b["kind"] != Kind.PICK] if p in hidden else b for p, b in ((p, store.known(p)) for p in PATHS)}
    picks = np.concatenate([b[b["kind"] == Kind.PICK] for b in kept.values()])
    assert store.picks.picks == len(picks)
    assert store.picks.labels == sum(int((b["kind"] == Kind.LABEL).sum()) for b in kept.values())
    assert np.array_equal(np.sort(store.picks.confidence), np.sort(picks["confidence"]), equal_nan=True)
    known = picks["confidence"][np.isfinite(picks["confidence"])]
    assert store.picks.highest == (known.max() if len(known) else 1.0)
    assert store.picks.confidence_counts(0, 1).tolist() == np.histogram(known, BINS, (0, 1))[0].tolist()
    if len(picks):
        assert store.picks.size_range == (sizes(picks).min(), sizes(picks).max())
        assert store.picks.size_counts(4, 12).sum() == len(picks)
        assert store.picks.size_counts(4, 12).tolist() == np.histogram(sizes(picks), BINS, (4, 12))[0].tolist()
    assert set(store.picks.judged()) == {p for p, b in kept.items() if (b["kind"] != Kind.PICK).any()}
    assert all(store.picks.picks_of(p) == (b["kind"] == Kind.PICK).sum() for p, b in kept.items())
    for view in VIEWS:
        here = {path: int(shown(b, view.at(path)).sum()) for path, b in kept.items()}
        assert count_shown(store.picks, view) == sum(here.values())
        assert {p: n for p, n in count_shown_by_micrograph(store.picks, view).items() if n} == {
            p: n for p, n in here.items() if n
        }
        means = mean_confidences(store.picks, view)
        for path, boxes in kept.items():
            values = boxes["confidence"][shown(boxes, view.at(path)) & (boxes["kind"] == Kind.PICK)]
            values = values[np.isfinite(values)]
            assert means.get(path) == (pytest.approx(values.mean()) if len(values) else None)
        uncertain = count_uncertain_by_micrograph(store.picks, view)
        assert all(uncertain.get(p, (0, 0)) == count_uncertain(b, view.at(p)) for p, b in kept.items())


def test_the_counts_of_a_project_follow_every_change(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, few in (("_FIRST_ROWS", 16), ("_FIRST_PARTS", 2), ("_AT_ONCE", 32)):
        monkeypatch.setattr(pick_table, name, few)  # so that the table grows, and moves its rows together
    rng, store, hidden = np.random.default_rng(3), BoxStore(), set()
    for _ in range(80):
        path = PATHS[rng.integers(len(PATHS))]
        action = rng.integers(6)
        if action == 0:
            store.forget([path])
        elif action == 1:
            hidden = {PATHS[n] for n in rng.integers(0, len(PATHS), 2)}
            store.hide_picks(hidden)
        elif action == 2:
            store.resize(float(rng.integers(5, 11)), 8.0)
        else:
            store.replace(path, some_boxes(rng))
        check_counts(store, hidden)


def test_a_table_without_picks() -> None:
    table = PickTable()
    assert (table.picks, table.highest, table.size_range) == (0, 1.0, None)
    assert table.count_by_micrograph(table.passing(0.0, (None, None))) == {}


def opened(count: int = 6) -> Session:
    session = Session()
    project = Project(box_size=8.0)
    project.add(PATHS[:count])
    session.open(project)
    return session


def test_undo_of_a_new_size_brings_every_size_back(qapp) -> None:
    session, rng = opened(), np.random.default_rng(1)
    odd = some_boxes(rng, 30)
    odd["width"], odd["height"] = rng.uniform(5, 20, (2, len(odd)))
    same = make_boxes([1, 2], [3, 4], 8.0)
    session.edit("fill", {PATHS[0]: odd, PATHS[1]: same})
    before = {path: session.store.boxes(path).copy() for path in PATHS[:2]}
    session.resize_boxes(30, gesture=5)
    session.resize_boxes(40, gesture=5)
    assert session.undo_stack.count() == 2
    assert {float(w) for path in PATHS[:2] for w in session.store.boxes(path)["width"]} == {40.0}
    assert session.unsaved_boxes == set(PATHS[:2])
    for _ in range(2):
        session.undo_stack.undo()
        assert session.project.box_size == 8.0
        for path, boxes in before.items():
            assert session.store.boxes(path).tobytes() == boxes.tobytes()
        session.undo_stack.redo()
        assert set(session.store.boxes(PATHS[0])["height"].tolist()) == {40.0}


def test_a_new_size_takes_no_time_until_boxes_are_needed(qapp) -> None:
    store = BoxStore()
    for number in range(300):
        store.replace(Path(f"{number}"), make_boxes([1, 2], [3, 4], 8.0))
    arrays = [store.held(Path(f"{number}"))[0] for number in range(300)]
    store.resize(20.0, 8.0)
    assert all(store.held(Path(f"{n}"))[0] is array for n, array in enumerate(arrays))
    assert store.boxes(Path("7"))["width"].tolist() == [20.0, 20.0]
    assert store.held(Path("7"))[0] is not arrays[7]


def test_an_edit_does_not_write_the_index_again(qapp, tmp_path: Path) -> None:
    session = opened()
    saver = Saver(session, tmp_path / "unsaved")
    assert saver.save_as(tmp_path / "p.icebox")
    session.edit_current("add", make_boxes([5], [5], 8.0))
    assert session.unsaved_boxes == {PATHS[0]}
    assert not session.unsaved_index
    assert saver.unsaved
    session.go_to(PATHS[3])  # is noted with the first edit there
    session.edit_current("add", make_boxes([5], [5], 8.0))
    assert session.unsaved_index
    assert saver.save_now()
    session.edit_current("add", make_boxes([5, 9], [5, 9], 8.0))
    assert not session.unsaved_index
    assert saver.save_now()
    assert read_project(tmp_path / "p.icebox").current == PATHS[3]
    saver.close()


def test_an_automatic_save_writes_the_current_micrograph_first(qapp, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("iceboxer.boxmanager.jobs.saver.AT_ONCE", 1)
    session = opened()
    session.project.folder = tmp_path / "p.icebox"
    saver = Saver(session, tmp_path / "unsaved")
    session.edit("all", {path: make_boxes([5], [5], 8.0) for path in PATHS})
    for path in PATHS:  # each in turn, as one of them is the first of the set anyway
        session.go_to(path)
        snapshot, taken = saver._changes.take(saver.folder, 1)
        assert list(snapshot.boxes) == [f"boxes/{path.stem}.cbox"]
        assert session.unsaved_boxes == set(PATHS) - {path}
        saver._changes.give_back(taken)
        assert session.unsaved_boxes == set(PATHS)
    saver.close()


def test_saving_elsewhere_copies_boxes_that_were_not_read(qapp, tmp_path: Path) -> None:
    session = opened()
    saver = Saver(session, tmp_path / "unsaved")
    session.edit("all", {path: some_boxes(np.random.default_rng(n)) for n, path in enumerate(PATHS)})
    assert saver.save_as(tmp_path / "p.icebox")
    session.open(read_project(tmp_path / "p.icebox"))
    session.store.boxes(PATHS[1])
    session.edit("more", {PATHS[2]: make_boxes([1, 2, 3], [4, 5, 6], 8.0)})
    unread = session.store.pending()
    assert saver.save_as(tmp_path / "q.icebox")
    assert session.store.pending() == unread
    for path in PATHS:
        name = session.project.box_files[path]
        first, second = (tmp_path / f"{folder}.icebox" / name for folder in "pq")
        if path == PATHS[2]:
            assert len(read_project_boxes(session.project, path)) == 3
        else:
            assert first.exists() == second.exists()
            assert not first.exists() or first.read_bytes() == second.read_bytes()
    saver.close()


def test_the_index_is_what_json_would_write(tmp_path: Path) -> None:
    project = Project(box_size=8.0)
    project.add([*PATHS, Path("/data/ünï.mrc"), Path("/data/\udcff.mrc")])
    project.empty.add(PATHS[1])
    text = index_text(project, tmp_path)
    assert (
        text
        == json.dumps(json.loads(text), indent=1, ensure_ascii=False).encode(errors="backslashreplace").decode() + "\n"
    )
    assert [entry["empty"] for entry in json.loads(text)["micrographs"]][:3] == [False, True, False]


def test_the_work_of_an_export_grows_with_its_files(tmp_path: Path) -> None:
    calls = []
    for count in (20, 80):
        paths, store = [Path(f"/data/m{n}.mrc") for n in range(count)], BoxStore()
        for path in paths:
            store.replace(path, make_boxes([1], [2], 8.0))
        items = plan_export(store, View(), paths, "star", tmp_path / str(count))
        calls.append(
            count_calls(lambda items=items, count=count: write_export(items, "star", View(), tmp_path / str(count)))
        )
        assert len(list((tmp_path / str(count)).glob("*.star"))) == count
    assert calls[1] < 6 * calls[0]


def test_a_plan_of_an_export_holds_no_copy_of_the_boxes(tmp_path: Path) -> None:
    store = BoxStore()
    for path in PATHS:
        store.replace(path, make_boxes([1, 2], [2, 90], 8.0, None, [0.9, 0.1], Kind.PICK))
    for view, count in ((View(threshold=0), 2), (View(threshold=0.5), 1)):
        items = plan_export(store, view, PATHS, "star", tmp_path)
        assert all(item.exported.boxes is store.known(item.micrograph) for item in items)
        assert [(item.count, len(item.boxes)) for item in items] == [(count, count)] * len(PATHS)
    store.resize(10.0, 8.0)  # boxes are read with their new size only when they are needed
    assert [item.boxes["width"][0] for item in plan_export(store, View(), PATHS[:1], "star", tmp_path)] == [10.0]


def test_the_undo_step_of_new_boxes_shares_them_with_the_store(qapp) -> None:
    session = Session()
    session.add_micrographs([PATHS[0]])
    session.edit("", {PATHS[0]: make_boxes([1, 2], [3, 4], 8.0)})
    first = session.boxes
    (change,) = session.undo_stack.command(0).changes
    assert change.added is first
    session.edit("", {PATHS[0]: first[:0]})
    (change,) = session.undo_stack.command(1).changes
    assert change.removed is first
    session.undo_stack.undo()
    assert session.boxes is first
    session.undo_stack.undo()
    assert not len(session.boxes)


def test_a_cancelled_export_keeps_complete_files_only(tmp_path: Path) -> None:
    store = BoxStore()
    for path in PATHS:
        store.replace(path, make_boxes([1], [2], 8.0))
    items = plan_export(store, View(), PATHS, "star", tmp_path)
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Cancelled):
        write_export(items, "star", View(), tmp_path, cancelled=cancelled)
    assert len(list(tmp_path.glob("*.star"))) == 2
    assert not (tmp_path / SIDECAR).exists()


def test_a_call_on_another_thread_returns_results_and_errors(qapp) -> None:
    background = Background()
    assert background.call(lambda: 7) == 7

    def fail() -> None:
        raise EngineError("no")

    with pytest.raises(EngineError, match="no"):
        background.call(fail)
    background.close()
