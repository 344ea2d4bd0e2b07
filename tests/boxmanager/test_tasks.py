"""Tasks of the engine when the window closes."""

from __future__ import annotations

import threading

import pytest
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.features import tasks
from iceboxer.boxmanager.jobs.engine_process import TaskFailed


class StuckProcess:
    """An engine that does not end a task until it is killed."""

    def __init__(self) -> None:
        self.killed = threading.Event()

    def run(self, task: object, report: object) -> None:
        self.killed.wait()
        raise TaskFailed("The engine process ended unexpectedly.", "")

    def send(self, task: object, message: object) -> None:
        pass

    def kill(self) -> None:
        self.killed.set()

    def close(self) -> None:
        pass


def test_an_engine_that_is_killed_on_closing_is_no_problem(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "CLOSING_MS", 10)
    session = Session()
    problems: list[str] = []
    session.problem.connect(lambda sentence, _: problems.append(sentence))
    process = StuckProcess()
    running = tasks.Tasks(session, Activity("cpu"), process, None)  # type: ignore[arg-type]
    running.start(TaskKind.TRAIN, tuple, lambda _: None)
    running.close()
    assert process.killed.is_set()
    QApplication.processEvents()
    assert problems == []


def test_no_task_starts_after_the_window_has_closed(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer that starts one may be due while the window closes."""
    monkeypatch.setattr(tasks, "Job", None)  # no thread is made
    stopped = tasks.Tasks(Session(), Activity("cpu"), StuckProcess(), None)  # type: ignore[arg-type]
    stopped.close()
    stopped.start(TaskKind.DEVICE, tuple, lambda _: None)
    assert stopped.activity.running is None
