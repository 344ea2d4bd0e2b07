"""Progress of a task as text, and in the status bar with buttons to stop or cancel it."""

from __future__ import annotations

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.engine.events import Progress
from iceboxer.engine.text import format_duration


def _tr(text: str) -> str:
    return QCoreApplication.translate("Progress", text)


def starting_text(running: TaskKind | None) -> str:
    """Return the text to show until the first progress event."""
    texts = {TaskKind.TRAIN: _tr("Training…"), TaskKind.PICK: _tr("Picking…"), TaskKind.CLASSES: _tr("Making classes…")}
    return texts.get(running, "") if running else ""


def progress_text(running: TaskKind | None, event: Progress) -> str:
    """Return the activity, progress and time left of a task; empty for a task without a known end."""
    left = _tr(", {0} left").format(format_duration(event.seconds_left)) if event.seconds_left is not None else ""
    if running is TaskKind.PICK:
        return _tr("Picking {0:,} of {1:,}").format(event.done, event.total) + left
    if running is TaskKind.CLASSES:
        return _classes_text(event) + (left if event.done < event.total else "")  # other stages follow
    if running is not TaskKind.TRAIN:
        return ""
    if event.unit == "micrographs read":
        return _tr("Reading micrographs") + left
    return _tr("Training {0:.0%}").format(event.done / max(event.total, 1)) + left


def _classes_text(event: Progress) -> str:
    """Return the stage in which classes are, by the units of the engine."""
    texts = {
        "micrographs cut": _tr("Classes: {0:,} of {1:,} micrographs cut"),
        "rounds": _tr("Classes: round {0} of {1}"),
        "boxes assigned": _tr("Classes: {0:,} of {1:,} boxes assigned"),
        "checks": _tr("Classes: checking the averages"),
    }
    return texts.get(event.unit, "").format(event.done, event.total)


class JobLine(QWidget):
    """Progress of the running task; hidden unless a training or a picking is running."""

    def __init__(self, activity: Activity, slots: Slots, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.activity = activity
        self._stopping = False
        self.text = QLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        em = self.fontMetrics().height()
        self.bar.setFixedSize(em * 7, em // 2)
        self.stop, self.cancel = QToolButton(), QToolButton()
        self.stop.setText(self.tr("Stop"))
        self.stop.setToolTip(self.tr("Stop training early and keep the best model"))
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Cancel; existing results are kept"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        for button, call in ((self.stop, slots["stop_job"]), (self.cancel, slots["cancel_job"])):
            button.setAccessibleName(button.toolTip())
            button.clicked.connect(call)
            layout.addWidget(button)
        self.stop.clicked.connect(self._show_stopping)
        activity.training_started.connect(lambda: self._set_stopping(False))
        activity.changed.connect(self._show)
        activity.progressed.connect(self._progress)
        self._show()

    def _show_stopping(self) -> None:
        """Show that the click was noticed: the training ends after its current step and a validation."""
        if self.activity.running is TaskKind.TRAIN:
            self._set_stopping(True)
            self.text.setText(self.tr("Stopping…"))
            self.bar.setRange(0, 0)

    def _set_stopping(self, stopping: bool) -> None:
        self._stopping = stopping
        self.stop.setEnabled(not stopping)

    def _show(self) -> None:
        if self.activity.running is not TaskKind.TRAIN:
            self._set_stopping(False)
        if self._stopping:
            return
        text = starting_text(self.activity.running)
        if not (text and self.isVisible()):
            self.text.setText(text)
            self.bar.setRange(0, 0)
        self.stop.setVisible(self.activity.running is TaskKind.TRAIN)
        self.setVisible(bool(text))

    def _progress(self, event: Progress) -> None:
        text = progress_text(self.activity.running, event)
        if text and not self._stopping:
            self.bar.setRange(0, max(event.total, 1))
            self.bar.setValue(event.done)
            self.text.setText(text)
