"""The current activity of the engine: set by the features that start tasks, displayed by the panels."""

from __future__ import annotations

from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.core.task_kind import TaskKind

LABELS_TO_ASSIST = 10  # minimum number of labels with which the assistant trains


class Activity(QObject):
    """The running task and the device that networks run on.

    `running` is None if no task runs. `assisting` is True while the assistant is switched on, even if it waits for
    labels or for another task. `device` describes the device, empty until it is known; `device_memory` is in bytes;
    `devices` are the names that can be chosen.
    """

    changed = pyqtSignal()  # a task started or ended, or the assistant was switched
    progressed = pyqtSignal(object)  # engine.events.Progress
    training_started = pyqtSignal()
    epoch_done = pyqtSignal(object)  # engine.events.EpochDone
    loss_measured = pyqtSignal(object)  # engine.events.LossPoint
    proposed = pyqtSignal(object)  # engine.events.Proposed
    device_found = pyqtSignal(str)

    def __init__(self, device: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: TaskKind | None = None
        self.assisting = False
        self.device = ""
        self.device_memory = 0
        self.devices: tuple[str, ...] = (device,)
