"""A threshold that a person set stays, figures say where they come from, and colours span what is shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest

from iceboxer.boxmanager.canvas.confidence import COLOURS, steps
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import path_of_shipped
from tests.stories.conftest import LEFT


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    return person


def use(person, monkeypatch, threshold: float, **facts) -> None:
    """Make a model with this recommended threshold the active one, as a training does at its end."""
    card = replace(read_card(path_of_shipped()), threshold=threshold, **facts)
    monkeypatch.setattr("iceboxer.boxmanager.core.open_project.read_card", lambda _: card)
    person.window.session.use_model(path_of_shipped())


def test_a_threshold_that_a_person_set_stays_after_a_training(person, monkeypatch):
    session, panel = person.window.session, person.window.picks
    session.edit_current("picks", make_boxes([100], [300], 40, None, 0.9, Kind.PICK))
    person.wait_for(panel.threshold.isEnabled)
    use(person, monkeypatch, 0.42)
    assert session.view.threshold == 0.42
    person.key(Qt.Key.Key_Period)
    assert session.view.threshold == pytest.approx(0.43)
    use(person, monkeypatch, 0.7)
    assert session.view.threshold == pytest.approx(0.43)
    assert panel.validation.recommended.text() == "Set ▼ 0.70"
    QTest.mouseClick(panel.validation.recommended, LEFT)
    assert session.view.threshold == 0.7
    use(person, monkeypatch, 0.5)  # follows the models again
    assert session.view.threshold == 0.5


def test_figures_say_what_they_were_measured_on(person, monkeypatch):
    source = person.window.picks.validation.source
    use(person, monkeypatch, 0.5)
    assert "General model, on simulated micrographs" in source.text()
    use(person, monkeypatch, 0.5, trained_on={"validation": ["a.mrc", "b.mrc"]})
    assert source.text() == "Validated on 2 micrographs"


def test_the_colours_span_the_visible_confidences(person):
    session, legend = person.window.session, person.window.picks.legend
    confidence = [0.2, 0.5, 0.6, 0.8]
    session.edit_current("picks", make_boxes([100, 200, 300, 400], [300] * 4, 40, None, confidence, Kind.PICK))
    session.change_view(threshold=0.5, by_confidence=True)
    assert session.confidence_span() == (0.5, 0.8)
    found = steps(np.array(confidence[1:]), *session.confidence_span())
    assert found[0] == 1
    assert found[-1] == len(COLOURS)
    assert (legend.low, legend.high) == (0.5, 0.8)
