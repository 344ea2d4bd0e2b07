"""Micrographs whose picks come from another model or box size are marked, and picked again on one click."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt5.QtTest import QTest

from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.origin import Origin
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import path_of_shipped
from tests.stories.conftest import LEFT, Person

PICKS = make_boxes([100, 200], [300, 300], 40, None, 0.9, Kind.PICK)


@pytest.fixture
def person(start, folder) -> Person:
    """A window with picks of the general model on the first two of three micrographs."""
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    for path in session.project.micrographs[:2]:
        session.receive(path, PICKS, origin=session.picks_origin())
    return person


def use(person: Person, monkeypatch: pytest.MonkeyPatch, created: str) -> None:
    card = replace(read_card(path_of_shipped()), created=created, trained_on={})
    monkeypatch.setattr("iceboxer.boxmanager.core.open_project.read_card", lambda _: card)
    person.window.session.use_model(path_of_shipped())


def rows(person: Person) -> list[str]:
    panel = person.window.micrographs
    return [panel.list.itemDelegate().second_line(panel.model, path) for path in panel.model.paths]


def test_another_model_marks_them_and_one_click_picks_them_again(person, monkeypatch):
    session, panel = person.window.session, person.window.picks
    assert rows(person) == ["□ 2", "□ 2", "–"]
    person.qtbot.wait(100)
    assert not panel.again.isVisible()
    size = person.window.canvas.size()
    use(person, monkeypatch, "2026-01-01")
    assert rows(person) == ["↻ 2", "↻ 2", "–"]
    assert panel.again.text() == "Pick 2 outdated again"
    assert person.window.canvas.size() == size  # the button does not widen the panel
    started = []
    monkeypatch.setattr(person.window.tasks, "start", lambda kind, arguments, done: started.append((kind, arguments())))
    QTest.mouseClick(panel.again, LEFT)
    ((kind, (config,)),) = started
    assert kind is TaskKind.PICK
    assert list(config.inputs) == session.project.micrographs[:2]
    session.receive(session.project.micrographs[0], PICKS, origin=session.picks_origin())
    assert rows(person) == ["□ 2", "↻ 2", "–"]
    person.wait_for(lambda: panel.again.text() == "Pick 1 outdated again")


def test_another_box_size_marks_picks_of_the_general_model_only(person, monkeypatch):
    session = person.window.session
    size = session.project.box_size
    session.resize_boxes(size * 1.03)
    assert session.outdated() == []
    session.resize_boxes(size * 1.2)
    assert session.outdated() == session.project.micrographs[:2]
    use(person, monkeypatch, "2026-01-01")
    session.receive(session.project.micrographs[0], PICKS, origin=session.picks_origin())
    session.resize_boxes(size * 2)
    assert session.outdated() == [session.project.micrographs[1]]


def test_picks_of_unknown_origin_are_not_marked(person, monkeypatch):
    session = person.window.session
    session.receive(session.project.micrographs[0], PICKS)
    use(person, monkeypatch, "2026-01-01")
    assert session.outdated() == [session.project.micrographs[1]]


def test_the_origin_is_saved(person, start, tmp_path):
    assert person.window.saving.save_to(tmp_path / "p.icebox")
    person.wait_saved()
    size = person.window.session.project.box_size
    assert person.window.close()
    project = start(tmp_path / "p.icebox").window.session.project
    assert project.picked_by == dict.fromkeys(project.micrographs[:2], Origin("general", size))
