"""A thread that waits for one task of the engine."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import QObject, QThread, pyqtSignal

from iceboxer.boxmanager.jobs.child import Interrupt, Task
from iceboxer.boxmanager.jobs.engine_process import EngineProcess, TaskFailed
from iceboxer.engine.errors import Cancelled


class Job(QThread):
    """A task in the child process; emits `done`, `failed` or `cancelled` last, on the window's thread."""

    reported = pyqtSignal(object)  # an event of the engine
    done = pyqtSignal(object)
    failed = pyqtSignal(str, str)  # message, details
    cancelled = pyqtSignal()

    def __init__(self, process: EngineProcess, task: Task, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.process, self.task = process, task

    def run(self) -> None:
        """Run the task and wait for it; called on this thread."""
        try:
            result: Any = self.process.run(self.task, self.reported.emit)
        except Cancelled:
            self.cancelled.emit()
        except TaskFailed as e:
            self.failed.emit(str(e), e.details)
        else:
            self.done.emit(result)

    def send(self, message: object) -> None:
        """Send a message to the running task."""
        self.process.send(self.task, message)

    def cancel(self) -> None:
        """Cancel the task and discard its result."""
        self.send(Interrupt.CANCEL)

    def stop(self) -> None:
        """Stop the task early and keep the best result."""
        self.send(Interrupt.STOP)
