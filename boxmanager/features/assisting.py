"""The assistant: it trains in the background while the user labels, and proposes picks."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, QTimer

from iceboxer.boxmanager.core.activity import LABELS_TO_ASSIST
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.features.configs import Configs
from iceboxer.boxmanager.features.tasks import Tasks
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.events import Proposed

DELAY_MS = 250  # after an edit, before the assistant gets the new labels


class Assisting(QObject):
    """Starts the assistant when there are enough labels, sends it every change, and shows its proposals.

    It is interrupted by a training or a picking, and resumes afterwards. Proposals that arrive while the mouse edits
    boxes are held back until the gesture ends.
    """

    def __init__(self, session: Session, configs: Configs, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.configs, self.tasks, self.activity = session, configs, tasks, tasks.activity
        self._sent: LabelSet | None = None
        self._held: Proposed | None = None  # waits until the mouse gesture ends
        self._threshold: float | None = None  # the last one that the assistant set
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DELAY_MS)
        self._later.timeout.connect(self._update)
        session.boxes_changed.connect(lambda _: self._schedule())
        session.marks_changed.connect(lambda _: self._schedule())
        session.current_changed.connect(self._schedule)
        tasks.idle.connect(self._schedule)
        tasks.failed.connect(self._failed)
        tasks.reported.connect(self._report)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {"assist": self.assist}

    def assist(self, on: bool) -> None:
        """Switch the assistant on or off."""
        self.activity.assisting = on
        if on and self.activity.running is TaskKind.WATCH:
            self.tasks.cancel()
        if on:
            self._schedule()
        elif self.activity.running is TaskKind.ASSIST:
            self.tasks.cancel()
        self.activity.changed.emit()

    def count_labels(self) -> int:
        """Return the number of labels that the assistant would train on now."""
        return self.configs.label_set().labels

    def close(self) -> None:
        """Switch the assistant off because the window closes."""
        self.activity.assisting = False
        self._later.stop()

    def _schedule(self) -> None:
        if self.activity.assisting:
            self._later.start()

    def _update(self) -> None:
        """Send new labels to the assistant, or start it when there are enough."""
        if not self.activity.assisting:
            return
        labels = self.configs.label_set()
        if self.activity.running is TaskKind.ASSIST:
            self._send(labels)
        elif self.activity.running is None and labels.labels >= LABELS_TO_ASSIST:
            config = self.configs.assisting()
            self._sent = self._threshold = None
            self.tasks.start(TaskKind.ASSIST, lambda: (config,), lambda _: self._finished(config.output))
            self._send(labels)
        self.activity.changed.emit()

    def _send(self, labels: LabelSet) -> None:
        sent = self._sent
        if sent is None or labels.in_view != sent.in_view or not labels.same_labels(sent):
            self._sent = labels
            self.tasks.send(labels)

    def _failed(self, kind: TaskKind) -> None:
        if kind is TaskKind.ASSIST:
            self.activity.assisting = False  # otherwise it would restart and fail again

    def _report(self, event: object) -> None:
        if isinstance(event, Proposed):
            self._propose(event)

    def _propose(self, event: Proposed) -> None:
        """Show proposals now, or when the mouse gesture ends."""
        if self.session.in_gesture:
            if self._held is None:
                QTimer.singleShot(DELAY_MS, self._release)
            self._held = event
            return
        path = Path(event.path)
        if path == self.session.current:
            self.session.receive(path, event.result)
            if self._threshold in (None, self.session.view.threshold):
                self.session.change_view(threshold=event.threshold)
                self._threshold = event.threshold
        self.activity.proposed.emit(event)

    def _release(self) -> None:
        event, self._held = self._held, None
        if event is not None and self.activity.assisting:
            self._propose(event)

    def _finished(self, output: Path) -> None:
        """Make the assistant's model the active one, at the threshold that is set."""
        if output.is_file():
            threshold = self.session.view.threshold
            self.session.use_model(output)
            self.session.change_view(threshold=threshold)
