"""A threshold that follows the defocus: shown, counted and exported alike, and stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.export import find_sources, make_plan
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.document.uncertain import count_uncertain_by_micrograph
from iceboxer.boxmanager.document.view import count_shown, count_shown_by_micrograph
from iceboxer.boxmanager.panels.defocus import DefocusThreshold
from iceboxer.engine.data.boxes import Kind, make_boxes

A, B, C = (Path(f"/data/{name}.mrc") for name in "abc")
CURVE = ((1.0, 0.3), (3.0, 0.7))


@pytest.fixture
def session(qapp: object) -> Session:
    """Three micrographs with picks of 0.05, 0.15, …, 0.95; the defocus of two of them is known."""
    session = Session()
    project = Project(box_size=40.0)
    project.add([A, B, C])
    project.defocus = {A: 1.0, B: 2.0}
    session.open(project)
    place = np.arange(10) * 100.0
    picks = make_boxes(place, place, 40, confidence=np.arange(0.05, 1, 0.1), kind=Kind.PICK)
    session.edit("picks", {path: picks.copy() for path in (A, B, C)})
    session.change_view(threshold=0.6)
    return session


def test_what_the_curve_shows_is_counted_and_exported(session) -> None:
    session.change_view(curve=CURVE)
    store, view = session.store, session.view
    assert [view.threshold_of(path) for path in (A, B, C)] == pytest.approx([0.3, 0.5, 0.6])
    assert count_shown_by_micrograph(store.picks, view) == {A: 7, B: 5, C: 4}
    assert count_shown(store.picks, view) == 16
    assert [session.counts(path)[1] for path in (A, B, C)] == [7, 5, 4]
    assert session.shown().sum() == 7
    plan = make_plan(find_sources(store, [A, B, C]), view, "star")
    assert [len(item.boxes) for item in plan.items] == [7, 5, 4]
    assert count_uncertain_by_micrograph(store.picks, view)[B] == (1, 5)


def test_a_threshold_of_one_micrograph_has_precedence_over_the_curve(session) -> None:
    session.change_view(curve=CURVE)
    session.set_own_threshold(0.9)
    assert [session.counts(path)[1] for path in (A, B, C)] == [1, 5, 4]
    session.set_own_threshold(None)
    assert session.counts(A)[1] == 7


def test_the_common_threshold_moves_a_dragged_curve_and_another_defocus_is_followed(session) -> None:
    session.change_view(curve=CURVE, curve_by_hand=True)
    session.set_threshold(0.7)
    assert [y for _, y in session.view.curve] == pytest.approx([0.4, 0.8])
    assert session.adjustable_threshold == 0.7
    assert session.threshold == pytest.approx(0.4)
    session.set_defocus({A: 3.0})
    assert session.view.by_defocus == pytest.approx({A: 0.8})
    session.change_view(curve=())
    assert session.view.thresholds == {}


def test_the_curve_and_the_defocus_come_back(session, tmp_path) -> None:
    session.change_view(curve=CURVE, curve_by_hand=True)
    (tmp_path / "project.json").write_text(index_text(session.project, tmp_path))
    again = read_project(tmp_path)
    assert again.defocus == session.project.defocus
    assert again.view == session.view


def test_an_even_curve_follows_the_common_threshold_until_it_is_dragged(session, qtbot) -> None:
    widget = DefocusThreshold(session)
    qtbot.addWidget(widget)
    place, rng = np.arange(400) * 50.0, np.random.default_rng(1)
    for path, low in ((A, 0.0), (B, 0.4)):
        picks = make_boxes(place, place, 40, confidence=rng.uniform(low, low + 0.5, 400), kind=Kind.PICK)
        session.edit("picks", {path: picks})
    assert not widget.isHidden()
    for threshold, expected in ((0.6, 120), (0.7, 80)):  # of 400: 0.5 * (0.9 - threshold) / 0.5
        session.set_common_threshold(threshold)
        if not session.view.curve:
            widget.on.click()
            qtbot.waitUntil(lambda: bool(session.view.curve))
        counts = [session.counts(path)[1] for path in (A, B)]
        assert abs(counts[0] - counts[1]) <= 4
        assert counts[0] == pytest.approx(expected, abs=15)
    widget.scatter.dragged.emit(0, 0.1)
    assert session.view.curve[0][1] == pytest.approx(0.1)
    assert session.view.curve_by_hand
    widget.even.click()
    qtbot.waitUntil(lambda: not session.view.curve_by_hand)
    widget.on.click()
    assert session.view.curve == ()
    widget.shut_down()
