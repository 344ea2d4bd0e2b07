"""The panel for training and picking: actions, progress and results."""

from __future__ import annotations

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

from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.learning import ENOUGH, Learning
from iceboxer.boxmanager.panels.curves import Curves
from iceboxer.boxmanager.panels.progress import progress_text, starting_text
from iceboxer.boxmanager.panels.section import Section
from iceboxer.boxmanager.panels.train_settings import TrainSettings
from iceboxer.boxmanager.settings import Settings
from iceboxer.engine.events import Progress, Proposed


class TrainPanel(Section):
    """Buttons to train, assist and pick; progress with *Stop and keep best* and *Cancel*; training curves."""

    def __init__(self, learning: Learning, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.learning, self.settings = learning, settings
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
            ).format(ENOUGH)
        )
        self.options = TrainSettings(learning, settings)
        self.curves = Curves()
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.stop = self._button(self.tr("Stop and keep best"), self.tr("Stop training early and keep the best model"))
        self.stop.setMinimumWidth(
            self.fontMetrics().height() * 6
        )  # narrower than the default, which has more padding than the text needs
        self.cancel = self._button(self.tr("Cancel"), self.tr("Cancel; existing results are kept"))
        self._lay_out()
        self._connect()
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

    def _connect(self) -> None:
        learning = self.learning
        self.train.clicked.connect(learning.train)
        self.pick.clicked.connect(learning.pick_current)
        self.pick_all.clicked.connect(learning.pick_all)
        self.assist.clicked.connect(learning.assist)
        self.stop.clicked.connect(learning.stop)
        self.cancel.clicked.connect(learning.cancel)
        learning.changed.connect(self._show)
        learning.progressed.connect(self._progress)
        learning.epoch_done.connect(self.curves.add)
        learning.training_begun.connect(self.curves.begin)
        learning.proposed.connect(self._proposed)
        learning.session.project_changed.connect(self._show)
        learning.session.current_changed.connect(self._show)

    def _show(self) -> None:
        """Enable the buttons that apply, and show the state."""
        learning = self.learning
        running = learning.running
        busy = running in ("train", "pick")
        has_micrograph = learning.session.current is not None
        for button in (self.train, self.pick, self.pick_all):
            button.setEnabled(has_micrograph and not busy)
        self.assist.setEnabled(has_micrograph)
        self.assist.setChecked(learning.assisting)
        self.job.setVisible(busy)
        self.stop.setVisible(running == "train")
        if busy:
            self.bar.setRange(0, 0)
            self.state.setText(starting_text(running))
        elif learning.assisting and running != "assist":
            labels = learning.orders.lesson().labels
            one = self.tr("Assist starts at {1} labels; there is {0:,}.")
            many = self.tr("Assist starts at {1} labels; there are {0:,}.")
            self.state.setText(counted(labels, one, many, ENOUGH))
        elif running == "assist":
            self.state.setText(self.state.text() if "·" in self.state.text() else self.tr("The assistant is training…"))
        else:
            self.state.setText("")
        self.state.setVisible(bool(self.state.text()))

    def _progress(self, event: Progress) -> None:
        self.bar.setRange(0, max(event.total, 1))
        self.bar.setValue(event.done)
        text = progress_text(self.learning.running, event)
        if text:
            self.state.setText(text)
            self.state.setVisible(True)

    def _proposed(self, event: Proposed) -> None:
        state = self.tr("Assistant paused") if event.resting else self.tr("Assistant training")
        labels = counted(event.labels, self.tr("{0:,} label"), self.tr("{0:,} labels"))
        self.state.setText(self.tr("{0} · {1}, {2:.0f} s").format(state, labels, event.seconds))
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.state.setVisible(True)
