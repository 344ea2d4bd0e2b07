"""A folder opens, and its first micrograph is picked at once; nothing is written until the person does something."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt5.QtCore import Qt

from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.engine.data.boxes import Kind
from tests.stories.conftest import Person
from tests.stories.test_learning import idle, simulated, truth

__all__ = ["simulated"]


@pytest.fixture
def begin(start, simulated: Path, engine: EngineProcess, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("iceboxer.boxmanager.window.main_window.EngineProcess", lambda: engine)

    def open_folder(look: bool = True) -> Person:
        person = start(simulated / "micrographs", look=look)
        person.wait_for_picture()
        return person

    return open_folder


def wait(person: Person, condition) -> None:
    person.qtbot.waitUntil(lambda: bool(condition()), timeout=60_000)


def strip(person: Person) -> str:
    return person.window.first_look.strip.text.text() if person.window.first_look.strip.isVisible() else ""


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ini"}


def test_the_first_micrograph_is_picked_and_nothing_is_written(begin, simulated, tmp_path, monkeypatch):
    monkeypatch.setattr("iceboxer.boxmanager.jobs.saver.DELAY_MS", 20)
    before = files(simulated)
    person = begin()
    window, session = person.window, person.window.session
    wait(person, lambda: "across" in strip(person))
    picks = int(session.shown().sum())
    assert 15 <= picks <= 45
    assert f"{picks} particles" in strip(person)
    assert "Å" in strip(person)
    assert list(window.first_look.strip.buttons) == ["Pick all", "Box a few", "Adjust size"]
    person.qtbot.wait(200)  # longer than the delay of the saver
    assert files(tmp_path) == set()
    assert files(simulated) == before
    assert not session.edited
    assert session.undo_stack.count() == 0
    assert window.saving.may_leave()  # asks nothing


def test_what_the_person_does_next_is_saved_with_the_picks(begin):
    person = begin()
    session = person.window.session
    wait(person, lambda: "across" in strip(person))
    picks = len(session.boxes)
    person.click(30, 30)
    assert strip(person) == ""
    person.wait_saved()
    assert session.edited
    assert int((session.boxes["kind"] == Kind.PICK).sum()) >= picks - 1
    assert files(person.window.settings.unsaved_folder)


def test_the_first_click_cancels(begin):
    person = begin()
    wait(person, lambda: person.window.activity.running is TaskKind.LOOK)
    assert "Looking" in strip(person)
    person.click(100, 100)
    wait(person, lambda: idle(person))
    assert strip(person) == ""
    assert person.boxes["kind"].tolist() == [Kind.LABEL]


def test_a_setting_turns_it_off(begin):
    person = begin(look=False)
    person.qtbot.wait(300)
    assert person.window.activity.running is not TaskKind.LOOK
    assert strip(person) == ""


def test_box_a_few_starts_without_the_picks(begin, simulated):
    person = begin()
    session = person.window.session
    wait(person, lambda: "across" in strip(person))
    person.window.first_look.strip.buttons["Box a few"].click()
    assert len(session.boxes) == 0
    assert strip(person) == ""
    box = truth(simulated, session.current)[0]
    person.key(Qt.Key.Key_2)
    person.click(float(box["x"]), float(box["y"]))
    assert session.boxes["kind"].tolist() == [Kind.LABEL]


def test_pick_all_from_the_strip(begin):
    person = begin()
    session = person.window.session
    wait(person, lambda: "across" in strip(person))
    person.window.first_look.strip.buttons["Pick all"].click()
    wait(person, lambda: idle(person) and all(len(session.store.boxes(p)) for p in session.project.micrographs))
    assert strip(person) == ""
