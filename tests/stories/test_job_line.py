"""The line of the running task in the status bar."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.panels.progress import JobLine
from iceboxer.engine.events import Progress


def test_a_stopped_training_shows_that_it_ends_and_the_picking_after_it_its_progress(qtbot: QtBot):
    activity = Activity("cpu")
    stops: list[int] = []
    line = JobLine(activity, {"stop_job": lambda: stops.append(1), "cancel_job": lambda: None})
    qtbot.addWidget(line)
    activity.running = TaskKind.TRAIN
    activity.training_started.emit()
    activity.changed.emit()
    activity.progressed.emit(Progress(1, 10, "", 60.0))
    assert "Training 10%" in line.text.text()
    line.stop.click()
    activity.progressed.emit(Progress(2, 10, "", 60.0))
    assert (len(stops), line.text.text(), line.stop.isEnabled()) == (1, "Stopping…", False)
    activity.running = TaskKind.PICK
    activity.changed.emit()
    activity.progressed.emit(Progress(1, 3))
    assert line.text.text().startswith("Picking 1 of 3")
    assert line.stop.isEnabled()
