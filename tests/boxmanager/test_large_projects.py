"""The work of an action does not grow with the project, and long work leaves the window its turns."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from PyQt5 import sip
from PyQt5.QtCore import QAbstractListModel, QModelIndex, QTimer

from iceboxer.boxmanager.canvas.markers import Marker
from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.canvas.painted_view import PaintedView
from iceboxer.boxmanager.core import pieces
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.export import find_sources
from iceboxer.boxmanager.document.handover import ExportTarget, map_names, plan_handover, write_handover
from iceboxer.boxmanager.document.origin import Origin
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, locate
from iceboxer.boxmanager.document.review import PickList, ordered
from iceboxer.boxmanager.document.view import View, count_shown
from iceboxer.boxmanager.features.review_mode import ReviewMode
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.boxmanager.jobs.measuring import Measurer
from iceboxer.boxmanager.panels.column_heads import ColumnHeads
from iceboxer.boxmanager.panels.limits import Limits
from iceboxer.boxmanager.panels.micrograph_list import MicrographList
from iceboxer.boxmanager.panels.micrograph_model import MicrographModel
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.errors import Cancelled
from tests.engine.counting import count_calls

FEW, MANY = 8, 200


def picks(seed: int) -> Boxes:
    rng = np.random.default_rng(seed)
    return make_boxes(*rng.uniform(0, 90, (2, 3)), 8, None, rng.random(3), Kind.PICK)


def opened(count: int) -> Session:
    session = Session()
    project = Project(box_size=8.0)
    project.add([Path(f"/data/m{number:04d}.mrc") for number in range(count)])
    project.picked_by = dict.fromkeys(project.micrographs, Origin("other"))
    session.open(project)
    for number, path in enumerate(project.micrographs):
        session.store.replace(path, picks(number))
    session.outdated()
    return session


def test_a_click_makes_no_more_calls_in_a_larger_project(qapp) -> None:
    calls = []
    for count in (FEW, MANY):
        session = opened(count)
        session.go_to(session.project.micrographs[-1])
        assert count_shown(session.store.picks, session.view)

        def click(session: Session = session) -> None:
            session.edit_current("add", np.concatenate([session.boxes, make_boxes([5], [5], 8.0)]))
            assert session.store.picks.size_range is not None
            assert session.store.picks.highest <= 1
            count_shown(session.store.picks, session.view)
            assert len(session.outdated()) == len(session.project.micrographs)
            assert session.index == len(session.project.micrographs) - 1

        calls.append(count_calls(click))
    assert calls[1] <= calls[0] + 20  # the index is found by bisection


def test_a_new_size_of_all_boxes_goes_through_no_micrograph(qapp) -> None:
    calls = []
    for count in (FEW, MANY):
        store = BoxStore()
        for number in range(count):
            store.replace(Path(f"{number}"), picks(number))
        store.replace(Path("odd"), make_boxes([1, 2], [3, 4], [5, 6]))
        calls.append(count_calls(lambda store=store: store.resize(12.0, 8.0)))
        assert store.are_all(12.0)
        assert store.boxes(Path("odd"))["width"].tolist() == [12.0, 12.0]
    assert calls[1] == calls[0]


def test_micrographs_that_are_outdated_follow_their_boxes(qapp) -> None:
    session = opened(3)
    first, second, third = session.project.micrographs
    session.store.replace(second, make_boxes([1], [1], 8.0))
    session.receive(third, picks(1), origin=session.picks_origin())
    assert session.outdated() == [first]
    session.receive(third, picks(1), origin=Origin("another"))
    assert session.outdated() == [first, third]
    session.remove(first)
    assert session.outdated() == [third]


class Rows(QAbstractListModel):
    """A model of many rows, counted in Python."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802  (named by Qt)
        """Return the number of rows."""
        return self.count

    def data(self, index: QModelIndex, role: int = 0) -> None:
        """Return nothing."""


def test_a_changed_row_of_the_list_is_painted_alone(qapp) -> None:
    calls = []
    for count in (FEW, MANY):
        rows, view = Rows(count), MicrographList()
        view.setUniformItemSizes(True)
        view.setModel(rows)
        view.resize(200, 60)
        view.show()
        qapp.processEvents()

        def change(rows: Rows = rows) -> None:
            rows.dataChanged.emit(rows.index(2), rows.index(2))
            qapp.processEvents()

        change()
        calls.append(count_calls(change))
        view.close()
    assert calls[1] <= calls[0] + 10


def test_a_closed_project_needs_no_garbage_collection(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened(FEW)
    session.resize_boxes(12.0)
    closed = [weakref.ref(each) for each in (session.project, session.store, session.masks)]
    monkeypatch.setattr("iceboxer.boxmanager.core.session.MANY", 1)
    gc.disable()
    try:
        session.open(Project(micrographs=[Path("m.mrc")], box_files={Path("m.mrc"): "boxes/m.cbox"}))
        assert gc.get_freeze_count() > 0
        assert [each() for each in closed] == [None] * 3
    finally:
        gc.enable()
        gc.unfreeze()


def test_the_picks_of_a_review_are_sorted_on_another_thread(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    session, threads = opened(FEW), []

    def note(picks: PickList, shape: tuple[int, int] | None) -> PickList:
        threads.append(threading.current_thread())
        return ordered(picks, shape)

    monkeypatch.setattr("iceboxer.boxmanager.features.review_mode.ordered", note)
    mode = ReviewMode(session, lambda: Style("#fff", "#fff", "#fff", marker=Marker.BOX), Mock(), session)
    session.change_view(threshold=0.0)
    mode.review_all()
    assert mode.active
    assert threads != [threading.main_thread()]
    assert len(mode.page.review.picks) == 3 * FEW
    mode.leave()
    mode.close()
    sip.delete(mode.page)


def test_a_list_of_many_micrographs_is_laid_out_without_python(qapp, tmp_path: Path) -> None:
    calls = []
    for count in (FEW, MANY):
        session = opened(count)
        loader, measurer, view = Loader(), Measurer(session, lambda: tmp_path), MicrographList()
        model = MicrographModel(session, loader, measurer)
        view.follow(model)
        view.resize(200, 60)
        view.show()

        def sort(model: MicrographModel = model, view: MicrographList = view) -> None:
            model.descending = not model.descending
            model.beginResetModel()
            model.endResetModel()
            view.setCurrentIndex(view.model().index(2, 0))
            view.scrollToBottom()

        model.rebuild()
        sort()
        calls.append(count_calls(sort))
        assert view.visualRect(view.model().index(count - 1, 0)).isValid()
        assert view.model().index(count - 1, 0).data() == session.project.micrographs[-1].stem
        view.close()
        measurer.close()
        loader.close()
    assert calls[1] <= calls[0] + 10


def test_new_values_are_not_read_for_a_hidden_histogram(qapp, tmp_path: Path) -> None:
    session = opened(FEW)
    loader, measurer = Loader(), Measurer(session, lambda: tmp_path)
    model = MicrographModel(session, loader, measurer)
    limits = Limits(model, ColumnHeads(model))
    for hidden in (True, False):
        limits.setHidden(hidden)
        measurer.inspected.forget_columns()
        measurer.changed.emit()
        assert bool(measurer.inspected._columns) is not hidden
    sip.delete(limits)  # another test looks at the labels of all windows
    measurer.close()
    loader.close()


def test_boxes_of_other_micrographs_do_not_repaint_the_canvas(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    session, painted = opened(3), []
    monkeypatch.setattr(PaintedView, "repaint_boxes", lambda _: painted.append(1))
    view = PaintedView(session, Style("#fff", "#fff", "#fff", marker=Marker.BOX))
    session.boxes_changed.emit([session.project.micrographs[1]])
    assert not painted
    session.boxes_changed.emit(session.project.micrographs)
    assert painted
    view.shut_down()


def test_a_project_in_its_old_place_opens_no_micrograph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, looked = {"path": str(tmp_path / "m.mrc"), "relative": "../m.mrc"}, []
    with monkeypatch.context() as patched:
        patched.setattr(Path, "exists", lambda path: bool(looked.append(path)))
        found = locate(entry, tmp_path / "p.icebox")
    assert found == tmp_path / "m.mrc"
    assert not looked


def test_the_index_of_a_micrograph_is_found_in_any_order() -> None:
    project = Project()
    project.add([Path("/d/b.mrc"), Path("/d/a.mrc"), Path("/c/z.mrc")])
    assert [project.index(path) for path in project.micrographs] == [0, 1, 2]
    project.sort()
    assert [path.name for path in project.micrographs] == ["z.mrc", "a.mrc", "b.mrc"]
    assert [project.index(path) for path in project.micrographs] == [0, 1, 2]
    with pytest.raises(ValueError, match="not in list"):
        project.index(Path("/d/c.mrc"))
    assert '"current": null' in index_text(project, Path("/p"))


def test_long_work_gives_the_window_its_turns_and_holds_results_back(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", -1.0)  # each item is one piece
    background, done, turns = Background(), [], []
    QTimer.singleShot(0, lambda: turns.append(pieces.is_working()))
    background.run(lambda: 1, done.append, print)
    background.run(lambda: 2, done.append, print)
    background._threads.submit(int).result()  # both are finished, and delivered in the next turn
    assert list(pieces.in_pieces("abc")) == ["a", "b", "c"]
    assert turns == [True]
    assert not done
    background.wait()
    assert done == [1, 2]
    background.close()


def test_undo_over_many_micrographs_runs_in_pieces(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", -1.0)
    session, turns = opened(4), []
    paths = session.project.micrographs
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(pieces.is_working()))
    timer.start(0)
    session.edit("all", {path: make_boxes([5], [5], 8.0) for path in paths})
    turns.clear()
    session.undo_stack.undo()
    assert sum(turns) >= len(paths) - 1
    assert all(len(session.store.boxes(path)) == 3 for path in paths)


@pytest.mark.parametrize("target", list(ExportTarget))
def test_a_plan_for_another_program_is_made_from_a_copy(target: ExportTarget, tmp_path: Path) -> None:
    store = BoxStore()
    paths = [tmp_path / f"m{number}.mrc" for number in range(3)]
    for path in paths[:2]:
        store.replace(path, make_boxes([1, 2], [3, 4], 8.0))
    sources, names = find_sources(store, paths), map_names(target, paths, None)
    store.resize(20.0, 8.0)
    made: list[int] = []
    thread = threading.Thread(
        target=lambda: made.extend(len(i.boxes) for i in plan_handover(target, sources, View(), names, False).items)
    )
    thread.start()
    thread.join()
    assert made == [2, 2]


def test_a_cancelled_export_for_relion_keeps_complete_files_only(tmp_path: Path) -> None:
    store, paths = BoxStore(), [tmp_path / f"m{number}.mrc" for number in range(4)]
    for path in paths:
        store.replace(path, make_boxes([1], [2], 8.0))
    names = map_names(ExportTarget.RELION, paths, None)
    plan = plan_handover(ExportTarget.RELION, find_sources(store, paths), View(), names, False).put_in(tmp_path / "out")
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Cancelled):
        write_handover(plan, View(), None, int, cancelled)
    assert len(list((tmp_path / "out").rglob("*.star"))) == 2
    counts: list[int] = []
    write_handover(plan, View(), None, counts.append)
    assert counts == [1, 2, 3, 4]
    assert plan.result.is_file()


def test_receivers_of_a_change_share_one_list_of_micrographs(qapp) -> None:
    """Qt would copy a list, path by path, for each of a dozen receivers."""
    session, paths, seen = Session(), [Path("/data/a.mrc")], []
    for signal in (session.boxes_changed, session.masks_changed, session.filaments.changed):
        signal.connect(seen.append)
        signal.emit(paths)
    assert [each is paths for each in seen] == [True] * 3
    assert len(seen) == 3
