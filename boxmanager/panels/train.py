"""The panel for training and picking: actions, settings and results. The progress is in the status bar."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QWidget

from iceboxer.boxmanager.core.activity import LABELS_TO_ASSIST, Activity
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.curves import Curves
from iceboxer.boxmanager.panels.section import Section
from iceboxer.boxmanager.panels.train_settings import TrainForm
from iceboxer.engine.events import Proposed


class TrainPanel(Section):
    """Buttons to train, assist and pick; the state of the assistant; settings; training curves."""

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
        self.state.setMinimumHeight(2 * self.fontMetrics().lineSpacing())  # so that nothing moves when it has a text
        for widget in (self.state, self.options, self.curves):
            self.add(widget)

    def _connect(self, slots: Slots) -> None:
        activity = self.activity
        for button, name in (
            (self.train, "train"),
            (self.pick, "pick_current"),
            (self.pick_all, "pick_all"),
            (self.assist, "assist"),
        ):
            button.clicked.connect(slots[name])
        activity.changed.connect(self._show)
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
        if busy:
            self.state.setText("")
        elif assisting and running is not TaskKind.ASSIST:
            one = self.tr("Assist starts at {1} labels; there is {0:,}.")
            many = self.tr("Assist starts at {1} labels; there are {0:,}.")
            self.state.setText(counted(self.count_labels(), one, many, LABELS_TO_ASSIST))
        elif running is TaskKind.ASSIST:
            self.state.setText(self.state.text() if "·" in self.state.text() else self.tr("The assistant is training…"))
        else:
            self.state.setText("")

    def _proposed(self, event: Proposed) -> None:
        state = self.tr("Assistant paused") if event.resting else self.tr("Assistant training")
        labels = counted(event.labels, self.tr("{0:,} label"), self.tr("{0:,} labels"))
        self.state.setText(self.tr("{0} · {1}, {2:.0f} s").format(state, labels, event.seconds))
