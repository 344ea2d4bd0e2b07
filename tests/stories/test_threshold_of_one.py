"""A micrograph may have a threshold of its own, and the slider follows the range of the confidences."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtTest import QTest

from iceboxer.boxmanager.document.export import plan_export, write_sidecar
from iceboxer.engine.data.boxes import Kind, make_boxes
from tests.stories.conftest import LEFT, Person


@pytest.fixture
def person(start, folder) -> Person:
    """A window with picks of confidence 0.2, 0.4, 0.6 and 0.8 on each of three micrographs."""
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    for path in session.project.micrographs:
        session.receive(path, make_boxes([100, 200, 300, 400], [300] * 4, 40, None, [0.2, 0.4, 0.6, 0.8], Kind.PICK))
    person.wait_for(person.window.picks.own.isEnabled)
    return person


def counts(person: Person) -> list[int]:
    session = person.window.session
    return [session.counts(path)[1] for path in session.project.micrographs]


def test_only_this_micrograph(person):
    session, panel = person.window.session, person.window.picks
    panel.own.click()
    panel.threshold.setFocus()
    session.set_threshold(0.7)
    assert counts(person) == [1, 3, 3]
    assert session.view.threshold == 0.3
    assert "7" in panel.summary.text()
    assert np.count_nonzero(panel.threshold.counts) == 4
    session.step(1)
    person.wait_for(lambda: not panel.own.isChecked())
    assert panel.threshold.values == [0.3]
    person.key(Qt.Key.Key_Period)
    session.set_threshold(0.5)
    assert counts(person) == [1, 2, 2]
    session.step(-1)
    person.wait_for(panel.own.isChecked)
    assert panel.threshold.values == [0.7]
    panel.own.click()
    assert counts(person) == [2, 2, 2]


def test_a_model_does_not_change_it(person):
    session = person.window.session
    session.set_own_threshold(0.7)
    session.recommend_threshold(0.1)
    assert counts(person) == [1, 4, 4]


def test_it_is_saved_and_exported(person, start, tmp_path):
    window, session = person.window, person.window.session
    first = session.project.micrographs[0]
    session.set_own_threshold(0.7)
    items = plan_export(session.store, session.view, session.project.micrographs, "cbox", tmp_path)
    assert [len(item.boxes) for item in items] == [1, 3, 3]
    described = json.loads(write_sidecar(items, "cbox", session.view, tmp_path, None).read_text())
    assert described["own_thresholds"] == {str(first): 0.7}
    assert window.saving.save_to(tmp_path / "p.icebox")
    person.wait_saved()
    assert window.close()
    again = start(tmp_path / "p.icebox").window.session
    assert again.view.own_thresholds == {again.project.micrographs[0]: 0.7}


def test_the_slider_spans_foreign_scores(person):
    session, panel = person.window.session, person.window.picks
    scores = make_boxes([100, 200, 300], [300] * 3, 40, None, [-6.0, -1.0, 5.0], Kind.PICK)
    session.receive(session.current, scores)
    person.wait_for(lambda: panel.threshold.low == -6)
    assert panel.threshold.high == 5
    assert (panel.exact.minimum(), panel.exact.maximum()) == (-6, 5)
    panel.exact.setValue(-2.5)
    assert session.counts(session.current)[1] == 2
    person.key(Qt.Key.Key_Comma)
    assert session.threshold == pytest.approx(-2.555)
    QTest.mouseClick(panel.threshold, LEFT, pos=QPoint(1, 1))
    assert session.threshold == -6
    assert session.counts(session.current)[1] == 3


def test_the_range_returns_with_the_project_of_confidences(person):
    session, panel = person.window.session, person.window.picks
    session.receive(session.current, make_boxes([100], [300], 40, None, [9.0], Kind.PICK))
    person.wait_for(lambda: panel.threshold.high == 9)
    session.receive(session.current, make_boxes([100], [300], 40, None, [0.9], Kind.PICK))
    person.wait_for(lambda: panel.threshold.high == 1)
