"""One task of the engine, waited for on a thread."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import QObject, QThread, pyqtSignal

from iceboxer.boxmanager.jobs.child import Task, Word
from iceboxer.boxmanager.jobs.engine_process import EngineProcess, TaskFailed
from iceboxer.engine.errors import Cancelled


class Job(QThread):
    """Its signals come on the window's thread; one of `done`, `failed` and `gone` comes last."""

    told = pyqtSignal(object)  # an event of the engine
    done = pyqtSignal(object)
    failed = pyqtSignal(str, str)  # sentence, details
    gone = pyqtSignal()

    def __init__(self, process: EngineProcess, task: Task, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.process, self.task = process, task

    def run(self) -> None:
        """Wait for the task; runs on the thread."""
        try:
            result: Any = self.process.run(self.task, self.told.emit)
        except Cancelled:
            self.gone.emit()
        except TaskFailed as e:
            self.failed.emit(str(e), e.details)
        else:
            self.done.emit(result)

    def say(self, message: object) -> None:
        """Tell the task something while it runs."""
        self.process.say(self.task, message)

    def cancel(self) -> None:
        """Leave everything."""
        self.say(Word.CANCEL)

    def stop(self) -> None:
        """End early and keep the best."""
        self.say(Word.STOP)
