"""Watching a folder in the window: micrographs are listed and picked as they arrive, while the user works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QFileDialog

from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.events import ignore, never
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from tests.stories.conftest import LEFT, Person

LONG = 240_000  # ms; a busy machine is slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four small micrographs that the general model picks."""
    folder = tmp_path_factory.mktemp("simulated")
    config = SimulateConfig(output=folder, micrographs=4, particles=9, noise=1.0, width=320, height=288, pixel_size=4.0)
    simulate(config, ignore, never)
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """The folder that the microscope writes to."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def begin(start: Callable[..., Person], inbox: Path, data: Path, engine: EngineProcess, monkeypatch):
    """Open the window and choose *Watch a folder*, or *Watch a folder for filaments*."""
    monkeypatch.setattr("iceboxer.boxmanager.window.main_window.EngineProcess", lambda: engine)
    monkeypatch.setattr("iceboxer.boxmanager.features.watching.POLL_SECONDS", 0.05)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(inbox))

    def with_watch(*paths: Path, action: str = "watch_folder") -> Person:
        person = start(*paths)
        if action == "watch_filaments":
            person.window.session.filaments.set_width(30)
        person.do(action)
        return person

    return with_watch


def arrive(data: Path, inbox: Path, number: int, name: str = "") -> Path:
    source = sorted((data / "micrographs").glob("*.mrc"))[number]
    target = inbox / (name or f"m{number}.mrc")
    target.write_bytes(source.read_bytes())
    return target


def wait(person: Person, condition: Callable[[], object]) -> None:
    person.qtbot.waitUntil(lambda: bool(condition()), timeout=LONG)


def picked(person: Person) -> list[str]:
    session = person.window.session
    there = session.project.micrographs
    return sorted(p.name for p in there if (session.store.boxes(p)["kind"] == Kind.PICK).any())


def stop(person: Person) -> None:
    button = person.window.watching.strip.buttons["Stop watching"]
    QTest.mouseClick(button, LEFT)
    wait(person, lambda: not person.window.activity.running)


def test_micrographs_are_listed_and_picked_as_they_arrive_during_a_review(begin, data, inbox):
    arrive(data, inbox, 0)
    person = begin()
    session = person.window.session
    wait(person, lambda: picked(person) == ["m0.mrc"])
    assert person.window.stack.currentWidget() is person.window.canvas
    person.wait_for_picture()
    person.click(150, 20)  # a label by the user
    labels = person.boxes[person.boxes["kind"] == Kind.LABEL].tobytes()
    assert labels
    arrive(data, inbox, 1)
    wait(person, lambda: picked(person) == ["m0.mrc", "m1.mrc"])
    assert "2 picked" in person.window.watching.strip.text.text()
    assert session.current.name == "m0.mrc"
    assert person.boxes[person.boxes["kind"] == Kind.LABEL].tobytes() == labels
    assert person.window.micrographs.model.rowCount() == 2
    stop(person)
    assert not person.window.watching.strip.isVisible()
    arrive(data, inbox, 2)
    person.qtbot.wait(300)  # several scans
    assert len(session.project.micrographs) == 2


def test_filaments_are_picked_as_they_arrive(begin, inbox, tmp_path):
    config = SimulateConfig(
        tmp_path / "tubes", 1, filaments=2, assembly="tmv", noise=1.0, width=384, height=352, pixel_size=6.0
    )
    simulate(config, ignore, never)
    first = arrive(tmp_path / "tubes", inbox, 0)
    person = begin(action="watch_filaments")
    bent = person.window.session.filaments
    wait(person, lambda: first in person.window.session.project.micrographs and bent.store.filaments(first))
    assert "for filaments" in person.window.watching.strip.text.text()
    second = arrive(tmp_path / "tubes", inbox, 0, "second.mrc")
    wait(person, lambda: second in person.window.session.project.micrographs and bent.store.filaments(second))
    assert {f.kind for f in bent.store.filaments(second)} == {Kind.PICK}
    stop(person)


def test_a_better_file_that_comes_later_replaces_the_micrograph(begin, data, inbox):
    arrive(data, inbox, 0)
    person = begin()
    session = person.window.session
    wait(person, lambda: picked(person) == ["m0.mrc"])
    better = arrive(data, inbox, 0, "m0_DW.mrc")
    wait(person, lambda: len(person.window.watching.done) == 2)
    assert session.project.included() == [better]
    assert session.project.verdicts[inbox / "m0.mrc"].reasons[0][1] == "the same micrograph as m0_DW.mrc"
    stop(person)


def test_an_incomplete_file_waits_and_a_bad_one_is_marked_and_skipped(begin, data, inbox, monkeypatch):
    whole = arrive(data, inbox, 0).read_bytes()
    (inbox / "half.mrc").write_bytes(whole[: len(whole) // 2])
    person = begin()
    watching, shown = person.window.watching, []
    watching.changed.connect(lambda: shown.append(watching.strip.text.text()))
    session = person.window.session
    wait(person, lambda: picked(person) == ["m0.mrc"])
    assert [p.name for p in session.project.micrographs] == ["m0.mrc"]
    wait(person, lambda: [p.name for p in session.problems] == ["half.mrc"])  # no file arrived for a while
    assert "1 cannot be read" in watching.strip.text.text()
    assert any(text.endswith("1 arriving") for text in shown)
    assert "arriving" not in watching.strip.text.text()
    (inbox / "half.mrc").write_bytes(whole)
    wait(person, lambda: picked(person) == ["half.mrc", "m0.mrc"])
    assert not session.problems
    assert "cannot be read" not in watching.strip.text.text()
    stop(person)


def test_a_training_takes_precedence_and_watching_resumes_with_its_model(begin, data, inbox):
    arrive(data, inbox, 0)
    person = begin()
    session = person.window.session
    person.window.settings.set("train_minutes", 0.1)
    wait(person, lambda: picked(person) == ["m0.mrc"])
    person.wait_for_picture()
    session.edit_current("boxes", make_boxes([60, 160, 250], [60, 160, 200], session.project.box_size))
    person.do("train")
    wait(person, lambda: person.window.activity.running is TaskKind.TRAIN)
    assert "waits" in person.window.watching.strip.text.text()
    person.do("cancel_job")
    wait(person, lambda: person.window.activity.running is TaskKind.WATCH)
    arrive(data, inbox, 1)
    wait(person, lambda: "m1.mrc" in picked(person))
    stop(person)


def test_after_a_restart_nothing_is_picked_twice(begin, data, inbox, tmp_path, answers):
    arrive(data, inbox, 0)
    arrive(data, inbox, 1)
    person = begin()
    wait(person, lambda: len(picked(person)) == 2)
    assert person.window.saving.save_to(tmp_path / "p.icebox")
    wait(person, lambda: person.window.activity.running is TaskKind.WATCH)
    assert person.window.saver.folder == tmp_path / "p.icebox"
    person.wait_saved()
    boxes = {p: person.window.session.store.boxes(p) for p in person.window.session.project.micrographs}
    stop(person)
    (output,) = (tmp_path / "p.icebox" / "picks").iterdir()
    before = {p.name: p.stat().st_mtime_ns for p in (output / "CBOX").iterdir()}
    assert len(before) == 2
    answers += ["Open", "Open"]  # the windows before stay open, since closing one ends the shared engine
    again = begin(tmp_path / "p.icebox")
    session = again.window.session
    assert {p.name for p in session.project.micrographs} == {"m0.mrc", "m1.mrc"}
    arrive(data, inbox, 2)
    wait(again, lambda: len(again.window.watching.done) == 3)
    for path, earlier in boxes.items():
        np.testing.assert_allclose(session.store.boxes(path)["x"], earlier["x"], atol=1e-4)
    assert {name: (output / "CBOX" / name).stat().st_mtime_ns for name in before} == before
    again.wait_saved()
    stop(again)
    third = begin(tmp_path / "p.icebox")
    assert len(third.window.session.project.micrographs) == 3
    stop(third)


def test_another_project_stops_it_and_closing_asks(begin, data, inbox, folder, answers):
    arrive(data, inbox, 0)
    person = begin()
    wait(person, lambda: picked(person) == ["m0.mrc"])
    answers += ["Discard"]
    person.window.files.open([folder])
    wait(person, lambda: len(person.window.session.project.micrographs) == 3)
    wait(person, lambda: not person.window.activity.running)
    assert person.window.watching.folder is None
    person.do("watch_folder")
    wait(person, lambda: len(person.window.session.project.micrographs) == 4)
    answers += ["Cancel"]
    person.window.close()
    assert person.window.isVisible()
    answers += ["Stop and close", "Discard"]
    person.window.close()
    assert not person.window.isVisible()


def test_a_stop_file_in_the_folder_stops_it(begin, data, inbox):
    person = begin()
    said = []
    person.window.host.message.connect(said.append)
    wait(person, lambda: person.window.activity.running is TaskKind.WATCH)
    (inbox / "stop.iceboxer").touch()
    wait(person, lambda: not person.window.activity.running)
    assert person.window.watching.folder is None
    assert f"Stopped: found {inbox / 'stop.iceboxer'}." in said


def test_the_search_field_keeps_the_keys_while_micrographs_arrive(begin, data, inbox):
    arrive(data, inbox, 0)
    person = begin()
    wait(person, lambda: picked(person) == ["m0.mrc"])
    person.window.activateWindow()
    search = person.window.micrographs.search
    search.setFocus()
    arrive(data, inbox, 1)
    wait(person, lambda: len(picked(person)) == 2)
    assert search.hasFocus() or not person.window.isActiveWindow()
    stop(person)
