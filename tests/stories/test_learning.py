"""Train, pick and review in the window, with the real engine on a small simulated project."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.jobs.child import Task
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.engine.data.boxes import Boxes, Kind, centres
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.events import ignore, never
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from tests.stories.conftest import Person

LONG = 240_000  # ms; a busy machine is slow


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four micrographs with about thirty clearly visible particles each."""
    folder = tmp_path_factory.mktemp("simulated")
    simulate(
        SimulateConfig(output=folder, micrographs=4, particles=30, noise=2.0, width=640, height=560, pixel_size=4.0),
        ignore,
        never,
    )
    return folder


@pytest.fixture
def begin(start, simulated: Path, engine: EngineProcess, monkeypatch: pytest.MonkeyPatch):
    """Open the simulated micrographs in a window that shares the engine."""

    def with_engine(*paths: Path) -> Person:
        monkeypatch.setattr("iceboxer.boxmanager.window.main_window.EngineProcess", lambda: engine)
        person = start(*(paths or [simulated / "micrographs"]))
        person.wait_for_picture()
        person.window.settings.set("train_minutes", 4.0)  # stopped by the test as soon as it is trained enough
        # one thread, since more would wait for each other; an epoch of twenty crops
        person.window.settings.set("train_advanced", {"threads": 1, "batch": 2, "epoch_steps": 10})
        return person

    return with_engine


def truth(simulated: Path, path: Path) -> Boxes:
    return read_boxes(next((simulated / "boxes").glob(f"{path.stem}.*")))[0].boxes


def label(person: Person, simulated: Path, count: int | None = None) -> Boxes:
    """Label the particles, as a user would, but faster."""
    session = person.window.session
    boxes = truth(simulated, session.current)[:count].copy()
    boxes["kind"], boxes["confidence"] = Kind.LABEL, np.nan
    session.edit(session.tr("boxes"), {session.current: boxes}, box_size=float(boxes["width"][0]))
    return boxes


def wait(person: Person, condition) -> None:
    person.qtbot.waitUntil(lambda: bool(condition()), timeout=LONG)


def idle(person: Person) -> bool:
    return not person.window.activity.running


def near(boxes: Boxes, places: Boxes, limit: float) -> int:
    if not len(boxes) or not len(places):
        return 0
    distance = np.linalg.norm(centres(boxes)[:, None] - centres(places)[None], axis=2)
    return int((distance.min(0) < limit).sum())


def test_labels_train_a_model_whose_picks_are_mostly_correct(begin, simulated):
    person = begin()
    session = person.window.session
    for _ in range(3):
        label(person, simulated)
        session.step(1)
    labels = {p: session.store.boxes(p).copy() for p in session.project.micrographs[:3]}
    person.do("train")
    assert person.window.activity.running is TaskKind.TRAIN
    assert not person.window.train_panel.train.isEnabled()
    epochs = []
    person.window.activity.epoch_done.connect(epochs.append)
    wait(person, lambda: any(e.recall is not None and e.recall > 0.85 for e in epochs))
    person.do("stop_job")
    wait(person, lambda: idle(person))
    assert session.card is not None
    assert session.view.threshold == pytest.approx(session.card.threshold, abs=1e-3)
    true = truth(simulated, session.current)
    shown = session.boxes[session.shown()]
    assert near(shown, true, 0.25 * true["width"][0]) >= 0.7 * len(true)
    for path, before in labels.items():
        assert session.store.boxes(path)[: len(before)].tobytes() == before.tobytes()


def test_pick_all_shows_picks_as_they_come_marks_a_bad_file_and_keeps_labels(begin, simulated, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    for path in sorted((simulated / "micrographs").glob("*.mrc")):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "a_bad.mrc").write_bytes(b"no micrograph at all")
    person = begin(folder / next(p.name for p in sorted(folder.glob("*.mrc")) if "bad" not in p.name), folder)
    session = person.window.session
    boxes = label(person, simulated, 5)
    person.do("pick_all")
    wait(person, lambda: idle(person))
    assert [p.name for p in session.problems] == ["a_bad.mrc"]
    picked = [p for p in session.project.micrographs if (session.store.boxes(p)["kind"] == Kind.PICK).any()]
    assert len(picked) == 4
    kept = session.store.boxes(session.current)
    assert (kept["kind"] == Kind.LABEL).sum() == len(boxes)


def test_the_assistant_waits_for_labels_proposes_and_leaves_a_model(begin, simulated, monkeypatch):
    person = begin()
    session = person.window.session
    label(person, simulated, 4)
    person.do("assist")
    person.qtbot.wait(600)
    assert idle(person)
    assert "4" in person.window.train_panel.state.text()
    labels = label(person, simulated, 20)
    proposals = []
    person.window.activity.proposed.connect(proposals.append)
    wait(person, lambda: any(len(p.result) for p in proposals))
    wait(person, lambda: (session.boxes["kind"] == Kind.PICK).any())
    assert (session.boxes["kind"] == Kind.LABEL).sum() == len(labels)
    person.do("assist")
    wait(person, lambda: idle(person))
    assert session.project.model is not None
    assert read_card(session.project.model).trained_on["labels"] == 20


def test_a_picking_uses_the_model_that_the_interrupted_assistant_saved(begin, simulated, monkeypatch):
    person = begin()
    session = person.window.session
    tasks: list[Task] = []
    monkeypatch.setattr("iceboxer.boxmanager.features.tasks.Task", lambda *task: tasks.append(Task(*task)) or tasks[-1])
    label(person, simulated, 20)
    person.do("assist")
    wait(person, lambda: (session.boxes["kind"] == Kind.PICK).any())
    person.do("pick_all")
    wait(person, lambda: tasks[-1].kind is TaskKind.PICK)
    person.do("assist")  # otherwise it would resume after the picking
    wait(person, lambda: idle(person))
    (config,) = next(task.arguments for task in tasks if task.kind is TaskKind.PICK)
    assert config.model == session.project.model
    assert read_card(config.model).trained_on["labels"] == 20


def test_a_cancelled_training_leaves_no_model_and_a_stopped_one_keeps_the_best(begin, simulated):
    person = begin()
    session = person.window.session
    label(person, simulated)
    person.do("train")
    wait(person, lambda: person.window.status.job.bar.maximum() > 0)
    person.do("cancel_job")
    wait(person, lambda: idle(person))
    assert session.project.model is None
    assert session.boxes["kind"].tolist() == [Kind.LABEL] * len(session.boxes)
    epochs = []
    person.window.activity.epoch_done.connect(epochs.append)
    person.do("train")
    wait(person, lambda: epochs)
    person.do("stop_job")
    wait(person, lambda: idle(person))
    assert session.project.model is not None


def test_a_second_start_is_refused_and_training_without_labels_too(begin, simulated):
    person = begin()
    learning = person.window.learning
    sentences = []
    person.window.host.message.connect(sentences.append)
    person.do("train")
    assert idle(person)
    assert "Box some particles" in sentences[-1]
    label(person, simulated)
    person.do("train")
    learning.train()
    assert "is running" in sentences[-1]
    person.do("cancel_job")
    wait(person, lambda: idle(person))


def test_an_engine_that_dies_is_reported_and_restarted(begin, simulated, engine):
    person = begin()
    session, learning = person.window.session, person.window.learning
    label(person, simulated)
    messages = []
    session.problem.connect(lambda sentence, details: messages.append(sentence))
    person.window.problems.add = lambda *_: None
    person.do("train")
    wait(person, lambda: person.window.status.job.bar.maximum() > 0)
    engine.kill()
    wait(person, lambda: idle(person))
    assert any("ended unexpectedly" in sentence for sentence in messages)
    names = []
    person.window.activity.device_found.connect(names.append)
    learning.find_device()
    wait(person, lambda: names)
    assert "CPU" in names[0] or "GPU" in names[0]


def test_closing_asks_while_a_training_runs(begin, simulated, answers):
    person = begin()
    label(person, simulated)
    person.do("train")
    answers += ["Cancel"]
    person.window.close()
    assert person.window.isVisible()
    answers += ["Stop and close", "Discard"]
    person.window.close()
    assert not person.window.isVisible()
