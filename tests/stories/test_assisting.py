"""The assistant in the window: when it starts, the labels it gets, and its proposals. No engine."""

from __future__ import annotations

import numpy as np
import pytest

from iceboxer.boxmanager.core.activity import LABELS_TO_ASSIST
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.events import Proposed
from tests.stories.conftest import Person


@pytest.fixture
def person(start, folder) -> Person:
    """A user with the assistant switched on."""
    person = start(folder)
    person.wait_for_picture()
    person.window.activity.assisting = True
    return person


def proposals(*places: tuple[float, float]) -> Boxes:
    x, y = zip(*places, strict=True)
    return make_boxes(x, y, 36, confidence=[0.8] * len(x), kind=Kind.PICK)


def propose(person: Person, boxes: Boxes, path=None, threshold: float = 0.3) -> None:
    event = Proposed(str(path or person.window.session.current), threshold, 12, 1.0, False, boxes)
    person.window.tasks.reported.emit(event)


def picks(person: Person) -> int:
    return int((person.boxes["kind"] == Kind.PICK).sum())


def test_proposals_wait_while_a_box_is_dragged_and_appear_when_it_is_released(person):
    person.click(200, 100)
    person.press(200, 100)
    person.move(240, 100)
    during = person.boxes.tobytes()
    propose(person, proposals((600, 400), (500, 300)))
    person.qtbot.wait(700)
    assert person.boxes.tobytes() == during
    person.release(240, 100)
    person.wait_for(lambda: picks(person) == 2)
    assert abs(person.boxes["x"][person.boxes["kind"] == Kind.LABEL][0] - 240) < 2


def test_only_the_latest_proposals_appear_after_a_drag(person):
    person.click(200, 100)
    person.press(200, 100)
    propose(person, proposals((600, 400), (500, 300)))
    propose(person, proposals((600, 400)))
    person.release(200, 100)
    person.wait_for(lambda: picks(person))
    person.qtbot.wait(400)
    assert picks(person) == 1


def test_proposals_for_a_micrograph_that_is_no_longer_shown_are_dropped(person):
    session = person.window.session
    other = session.project.micrographs[1]
    propose(person, proposals((600, 400)), other)
    assert len(session.store.boxes(other)) == 0
    assert picks(person) == 0


def test_the_assistant_sets_the_threshold_until_the_user_does(person):
    session = person.window.session
    propose(person, proposals((600, 400)), threshold=0.4)
    propose(person, proposals((600, 400)), threshold=0.45)
    assert session.view.threshold == 0.45
    session.change_view(threshold=0.2)
    propose(person, proposals((600, 400)), threshold=0.5)
    assert session.view.threshold == 0.2


def test_it_starts_at_ten_labels_and_gets_every_label_that_follows(person, monkeypatch):
    window, session = person.window, person.window.session
    started, sent = [], []

    def start(kind, arguments, done) -> None:
        started.append(kind)
        window.activity.running = kind

    monkeypatch.setattr(window.tasks, "start", start)
    monkeypatch.setattr(window.tasks, "send", sent.append)
    x = np.linspace(50, 700, LABELS_TO_ASSIST)
    session.edit_current("boxes", make_boxes(x[:-1], [100] * (len(x) - 1), 36))
    person.qtbot.wait(500)
    assert started == []
    session.edit_current("box", make_boxes(x, [100] * len(x), 36))
    person.wait_for(lambda: started)
    assert started == [TaskKind.ASSIST]
    assert [labels.labels for labels in sent] == [LABELS_TO_ASSIST]
    session.edit_current("box", make_boxes([*x, 400], [*([100] * len(x)), 400], 36))
    person.wait_for(lambda: len(sent) == 2)
    assert sent[-1].labels == LABELS_TO_ASSIST + 1
    session.mark_empty(session.project.micrographs[1], True)
    person.wait_for(lambda: len(sent) == 3)
    assert len(sent[-1].boxes[session.project.micrographs[1]]) == 0
    window.activity.running = None
