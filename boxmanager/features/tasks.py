"""The tasks of the engine: one runs at a time; a training or a picking interrupts the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import require_project
from iceboxer.boxmanager.jobs.background import OnResult
from iceboxer.boxmanager.jobs.child import Task
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.boxmanager.jobs.job import Job
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import EpochDone, LossPoint, MicrographFailed, Note, Progress, Started

CLOSING_MS = 3000  # that a cancelled task may take to end when the window closes

Arguments = Callable[[], tuple[Any, ...]]


class Tasks(QObject):
    """Starts and ends tasks in the engine's process and forwards their events.

    Events of a task whose project is no longer open are dropped.
    """

    reported = pyqtSignal(object)  # an event of the engine
    failed = pyqtSignal(object)  # TaskKind, while it is still the running one
    idle = pyqtSignal()  # a task ended and no other is waiting

    def __init__(
        self, session: Session, activity: Activity, process: EngineProcess, host: Host, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.activity, self.process, self.host = session, activity, process, host
        self._job: Job | None = None
        self._project: Project | None = None  # the project of the task
        self._next: Callable[[], None] | None = None
        self._closed = False
        session.project_changed.connect(self._project_changed)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {"stop_job": self.stop, "cancel_job": self.cancel}

    def start(self, kind: TaskKind, arguments: Arguments, done: OnResult) -> None:
        """Start a task, after cancelling one that can be interrupted; refuse if another is running.

        `arguments` is called when the task starts, and `done` is called with its result. A window that has closed
        starts nothing: Qt ends the program if a thread outlives its window.
        """
        if self._closed:
            return
        activity = self.activity
        if activity.running is not None and activity.running.gives_way:
            self._next = lambda: self.start(kind, arguments, done)
            self.cancel()
            return
        if activity.running is not None:
            self.host.show_message(self.tr("Another task is running. Wait until it ends, or cancel it."))
            return
        if kind is not TaskKind.DEVICE and self._project_is_gone():
            return
        task = Task(kind, arguments())
        activity.running, self._project = kind, self.session.project
        job = Job(self.process, task, self)
        job.reported.connect(self._report)
        job.done.connect(lambda result: self._end(lambda: done(result)))
        job.failed.connect(self._fail)
        job.cancelled.connect(lambda: self._end(lambda: self._show_cancelled(kind)))
        self._job = job
        job.start()
        if kind is TaskKind.TRAIN:
            activity.training_started.emit()
        activity.changed.emit()

    def _project_is_gone(self) -> bool:
        """Return whether the project's folder has disappeared, after saying so; a task would make it anew."""
        folder = self.session.project.folder
        try:
            if folder is not None:
                require_project(folder)
        except ReadError as e:
            self.session.problem.emit(str(e), self.tr("Bring it back, or save the project elsewhere, then try again."))
            return True
        return False

    def send(self, message: object) -> None:
        """Send a message to the running task, if there is one."""
        if self._job is not None:
            self._job.send(message)

    def stop(self) -> None:
        """End a training early and keep its best model."""
        if self._job is not None:
            self._job.stop()

    def cancel(self) -> None:
        """Cancel the running task."""
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """Cancel the running task and end the engine's process."""
        self._next, self._closed = None, True
        self.cancel()
        job = self._job
        if job is not None and not job.wait(CLOSING_MS):
            self.process.kill()
            job.wait()
        self.process.close()

    def _end(self, finish: Callable[[], object]) -> None:
        if self._closed:  # the result was on its way when the window closed
            return
        job, self._job, self.activity.running = self._job, None, None
        if job is not None:
            job.wait()
            job.deleteLater()
        if self._project is self.session.project:
            finish()
        following, self._next = self._next, None
        if following is not None:
            following()
        elif self.activity.running is None:
            self.idle.emit()
        self.activity.changed.emit()

    def _show_cancelled(self, kind: TaskKind) -> None:
        if kind is not TaskKind.LOOK:
            self.host.show_message(self.tr("Cancelled."))

    def _fail(self, sentence: str, details: str) -> None:
        if self._closed:  # the process was killed because it did not end in time
            return
        kind = self.activity.running
        self.failed.emit(kind)
        self._end(lambda: None)
        if kind is not TaskKind.LOOK:
            self.session.problem.emit(sentence, details)

    def _project_changed(self) -> None:
        other = self._project is not None and self._project is not self.session.project
        if other and self.activity.running not in (None, TaskKind.DEVICE):
            self._next = None
            self.cancel()

    def _report(self, event: object) -> None:
        if self._project is not self.session.project:
            return
        activity = self.activity
        self.reported.emit(event)
        if isinstance(event, Progress):
            activity.progressed.emit(event)
        elif isinstance(event, EpochDone):
            activity.epoch_done.emit(event)
        elif isinstance(event, LossPoint):
            activity.loss_measured.emit(event)
        elif isinstance(event, MicrographFailed):
            self.session.mark_problem(Path(event.path), event.reason)
        elif isinstance(event, Note) and activity.running is not TaskKind.LOOK:
            self.host.show_message(without_flags(event.text))
        elif isinstance(event, Started) and event.device:
            activity.device = event.device
            activity.device_found.emit(event.device)


def without_flags(text: str) -> str:
    """Return a message of the engine without the sentences about flags of the command line."""
    return " ".join(sentence for sentence in re.split(r"(?<=[.!?]) ", text) if " --" not in sentence)
