"""The panel for training and picking: actions, progress and results."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.activity import LABELS_TO_ASSIST, Activity
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.curves import Curves
from iceboxer.boxmanager.panels.progress import progress_text, starting_text
from iceboxer.boxmanager.panels.section import Section
from iceboxer.boxmanager.panels.train_settings import TrainForm
from iceboxer.engine.events import Progress, Proposed


class TrainPanel(Section):
    """Buttons to train, assist and pick; progress with *Stop and keep best* and *Cancel*; training curves."""

    def __init__(
        self,
        session: Session,
        activity: Activity,
        settings: Settings,
        slots: Slots,
        count_labels: Callable[[], int],
        find_device: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.activity, self.settings = session, activity, settings
        self.count_labels = count_labels
        self.set_title(self.tr("Train and pick"))
        self.train = self._button(
            self.tr("Train"), self.tr("Train on the labels, then pick the current micrograph  (Ctrl+T)")
        )
        self.pick = self._button(self.tr("Pick current"), self.tr("Pick the current micrograph  (Ctrl+K)"))
        self.pick_all = self._button(self.tr("Pick all"), self.tr("Pick all micrographs  (Ctrl+Shift+K)"))
        self.assist = QCheckBox(self.tr("Assist"))
        self.assist.setToolTip(
            self.tr(
                "Train in the background from {0} labels on, and propose boxes while you label  (Ctrl+Shift+A)"
            ).format(LABELS_TO_ASSIST)
        )
        self.options = TrainForm(session, activity, settings, find_device)
        self.curves = Curves()
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.stop = self._button(self.tr("Stop and keep best"), self.tr("Stop training early and keep the best model"))
        # narrower than the default, which has more padding than the text needs
        self.stop.setMinimumWidth(self.fontMetrics().height() * 6)
        self.cancel = self._button(self.tr("Cancel"), self.tr("Cancel; existing results are kept"))
        self._lay_out()
        self._connect(slots)
        self._show()

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.addWidget(self.train, 0, 0)
        grid.addWidget(self.assist, 0, 1)
        grid.addWidget(self.pick, 1, 0)
        grid.addWidget(self.pick_all, 1, 1)
        self.add(grid)
        self.job = QWidget()
        inner = QVBoxLayout(self.job)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.bar)
        inner.addWidget(self.stop)
        inner.addWidget(self.cancel)
        for widget in (self.state, self.job, self.curves, self.options):
            self.add(widget)

    def _connect(self, slots: Slots) -> None:
        activity = self.activity
        for button, name in (
            (self.train, "train"),
            (self.pick, "pick_current"),
            (self.pick_all, "pick_all"),
            (self.assist, "assist"),
            (self.stop, "stop_job"),
            (self.cancel, "cancel_job"),
        ):
            button.clicked.connect(slots[name])
        activity.changed.connect(self._show)
        activity.progressed.connect(self._progress)
        activity.epoch_done.connect(self.curves.add)
        activity.loss_measured.connect(self.curves.add_loss)
        activity.training_started.connect(self.curves.begin)
        activity.proposed.connect(self._proposed)
        self.session.project_changed.connect(self._show)
        self.session.current_changed.connect(self._show)

    def _show(self) -> None:
        """Enable the buttons that apply, and show the state."""
        running, assisting = self.activity.running, self.activity.assisting
        busy = running is not None and running.has_end
        has_micrograph = self.session.current is not None
        for button in (self.train, self.pick, self.pick_all):
            button.setEnabled(has_micrograph and not busy)
        self.assist.setEnabled(has_micrograph)
        self.assist.setChecked(assisting)
        self.job.setVisible(busy)
        self.stop.setVisible(running is TaskKind.TRAIN)
        if busy:
            self.bar.setRange(0, 0)
            self.state.setText(starting_text(running))
        elif assisting and running is not TaskKind.ASSIST:
            one = self.tr("Assist starts at {1} labels; there is {0:,}.")
            many = self.tr("Assist starts at {1} labels; there are {0:,}.")
            self.state.setText(counted(self.count_labels(), one, many, LABELS_TO_ASSIST))
        elif running is TaskKind.ASSIST:
            self.state.setText(self.state.text() if "·" in self.state.text() else self.tr("The assistant is training…"))
        else:
            self.state.setText("")
        self.state.setVisible(bool(self.state.text()))

    def _progress(self, event: Progress) -> None:
        self.bar.setRange(0, max(event.total, 1))
        self.bar.setValue(event.done)
        text = progress_text(self.activity.running, event)
        if text:
            self.state.setText(text)
            self.state.setVisible(True)

    def _proposed(self, event: Proposed) -> None:
        state = self.tr("Assistant paused") if event.resting else self.tr("Assistant training")
        labels = counted(event.labels, self.tr("{0:,} label"), self.tr("{0:,} labels"))
        self.state.setText(self.tr("{0} · {1}, {2:.0f} s").format(state, labels, event.seconds))
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.state.setVisible(True)
