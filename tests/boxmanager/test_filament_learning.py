"""What the window asks of the engine to train on filaments and to pick them, and what it does with the results."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.features.filament_learning import FilamentLearning
from iceboxer.boxmanager.jobs.child import WORK
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import make_filament
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.label_set import write_filament_set
from iceboxer.engine.data.shipped import FILAMENTS
from iceboxer.engine.events import MicrographDone
from iceboxer.engine.picking.filament_config import PickFilamentsConfig

A, B, C = Path("/data/a.mrc"), Path("/data/b.mrc"), Path("/data/c.mrc")
LABEL = make_filament([(0, 100), (400, 100)], 40)
PICKS = [make_filament([(0, y), (400, y)], 40, 0.5, Kind.PICK) for y in (100, 300)]


class Tasks(QObject):
    """Keeps what was started."""

    reported = pyqtSignal(object)

    def start(self, kind, arguments, done) -> None:
        self.kind, self.arguments, self.done = kind, arguments(), done


class Host:
    def show_message(self, text: str) -> None:
        self.message = text


@pytest.fixture
def learning(qapp: object, tmp_path: Path):
    session, settings = Session(), Settings(tmp_path)
    project = Project()
    project.add([A, B, C])
    session.open(project)
    saver = Saver(session, tmp_path / "unsaved")
    yield FilamentLearning(session, settings, saver, Tasks(), Host(), session)
    saver.close()


def test_training_takes_labels_rejected_ones_and_empty_micrographs(learning, tmp_path: Path) -> None:
    learning.train()
    assert "no labelled filaments" in learning.host.message
    session, bent = learning.session, learning.session.filaments
    bent.receive(B, PICKS)
    bent.edit("draw", {A: [LABEL], B: [*bent.store.filaments(B)[:1]]})
    session.go_to(B)
    bent.delete(frozenset(f.id for f in bent.here))
    session.mark_empty(C, True)
    bent.set_width(30)
    learning.train()
    config, judged, _ = learning.tasks.arguments
    assert learning.tasks.kind is TaskKind.TRAIN
    assert {path: [f.kind for f in found] for path, found in judged.items()} == {
        A: [Kind.LABEL], B: [Kind.REJECTED], C: [],
    }  # fmt: skip
    assert (config.filaments, config.box_size, config.start) == (True, 45, Path(FILAMENTS))
    write_filament_set(judged, tmp_path / "labels")
    (found,) = read_filaments(tmp_path / "labels/b.cbox")[0].filaments
    assert found.kind is Kind.REJECTED
    assert read_filaments(tmp_path / "labels/c.cbox")[0].filaments == ()


def test_picking_uses_the_width_of_the_project_or_lets_the_model_find_it(learning) -> None:
    learning.pick_all()
    (config,) = learning.tasks.arguments
    assert isinstance(config, PickFilamentsConfig)
    assert (config.inputs, config.box_size, config.model, config.min_length) == ((A, B, C), None, None, None)
    assert learning.session.view.filament_threshold == pytest.approx(0.308)  # recommended by the shipped model
    learning.session.filaments.set_width(30)
    learning.session.change_view(shortest=40.0, least_radius=300.0)
    (config,) = (learning.picking([A]),)
    assert (config.box_size, config.min_length, config.min_radius) == (45, 40.0, None)
    assert learning.tasks.kind is TaskKind.PICK
    assert TaskKind.PICK in WORK


def test_picks_arrive_whatever_their_confidence_and_boxes_do_not(learning) -> None:
    bent = learning.session.filaments
    bent.edit("draw", {A: [LABEL]})
    learning.tasks.reported.emit(MicrographDone(str(A), 0, 0.0, PICKS))
    assert [(f.kind, f.points[0][1]) for f in bent.store.filaments(A)] == [(Kind.LABEL, 100), (Kind.PICK, 300)]
    learning.tasks.reported.emit(MicrographDone(str(B), 1, 0.0, np.zeros(1)))
    assert bent.store.filaments(B) == ()
