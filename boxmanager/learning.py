"""Training, picking and assisting from the window: what runs, and what becomes of its events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.jobs.child import Task
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.boxmanager.jobs.job import Job
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.boxmanager.orders import Orders
from iceboxer.boxmanager.session import Session
from iceboxer.boxmanager.settings import Settings
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import EpochDone, MicrographDone, MicrographFailed, Note, Progress, Proposed, Started
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.training.config import TrainConfig

ENOUGH = 10  # labels from which on the assistant begins
NEWS_MS = 250  # after an edit, before the assistant hears of it
GIVES_WAY = ("assist", "watch", "device")  # to what a person asks for


class Learning(QObject):
    """One task at a time, in a process of its own. `running` is its name, empty when nothing runs.

    The assistant gives way to a training or a picking, and comes back after it.
    """

    changed = pyqtSignal()  # something began or ended
    progressed = pyqtSignal(object)  # engine.events.Progress
    training_begun = pyqtSignal()
    epoch_done = pyqtSignal(object)  # engine.events.EpochDone
    proposed = pyqtSignal(object)  # engine.events.Proposed
    noted = pyqtSignal(str)  # a sentence worth showing
    device_found = pyqtSignal(str)
    told = pyqtSignal(object)  # an event of the engine, before anything is made of it
    failed = pyqtSignal(str)  # the task of this name

    def __init__(
        self, session: Session, saver: Saver, settings: Settings, process: EngineProcess, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.saver, self.settings, self.process = session, saver, settings, process
        self.orders = Orders(session, saver, settings)
        self.running = ""
        self.assisting = False  # a person wishes it, though it may wait for labels or give way
        self.device = ""  # where networks run, in words, once it is known
        self.device_memory = 0  # bytes
        self.devices: tuple[str, ...] = (settings.get("device"),)  # that can be chosen
        self._job: Job | None = None
        self._of: Project | None = None  # what the task works for
        self._next: Callable[[], None] | None = None
        self._finds_size = False  # the general model looks itself how large the particles are
        self._told: LabelSet | None = None
        self._held: Proposed | None = None  # waits until the mouse is done
        self._threshold: float | None = None  # as the assistant set it, unless a person moved it since
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(NEWS_MS)
        self._later.timeout.connect(self._tell)
        session.boxes_changed.connect(lambda _: self._soon())
        session.marks_changed.connect(lambda _: self._soon())
        session.current_changed.connect(self._soon)
        session.project_changed.connect(self._project_changed)

    # ── what a person asks for ──────────────────────────────────────────────────────────────────────────────

    def train(self) -> None:
        """Train on what is boxed, from the present model where there is one; then pick the micrograph in view."""
        lesson = self.orders.lesson(whole=True)
        if not lesson.labels:
            self.noted.emit(self.tr("Box some particles first: there is nothing to learn from yet."))
            return
        try:
            config = self.orders.training(lesson)
        except ConfigError as e:
            self.session.problem.emit(str(e), "")
            return
        self._begin("train", (config, lesson.boxes), lambda _: self._trained(config.output))

    def pick_current(self) -> None:
        """Pick the micrograph in view."""
        if self.session.current is not None:
            self._pick([self.session.current])

    def pick_all(self) -> None:
        """Pick all micrographs, the one in view first."""
        paths, here = self.session.project.micrographs, max(self.session.index, 0)
        self._pick(paths[here:] + paths[:here])

    def watch(self, folder: Path, seconds: float, done: Callable[[Any], object]) -> None:
        """Pick a folder as it fills, until something else is to run; see `boxmanager.watching`."""
        self._begin("watch", (self._pick_config([folder]), folder, seconds), done)

    def assist(self, on: bool) -> None:
        """Learn and propose as the person goes on."""
        self.assisting = on
        if on and self.running == "watch":
            self.cancel()
        if on:
            self._soon()
        elif self.running == "assist":
            self.cancel()
        self.changed.emit()

    def stop(self) -> None:
        """End a training early, and keep the best."""
        if self._job is not None:
            self._job.stop()

    def cancel(self) -> None:
        """Leave what runs."""
        if self._job is not None:
            self._job.cancel()

    def ask_device(self) -> None:
        """Find out where networks run, and have the engine ready by the time it is needed."""
        if not self.running:
            self._begin("device", (self.settings.get("device"),), self._device_known)

    def close(self) -> None:
        """Leave what runs, and end the process."""
        self.assisting, self._next = False, None
        self._later.stop()
        self.cancel()
        job = self._job
        if job is not None and not job.wait(3000):
            self.process.kill()
            job.wait()
        self.process.close()

    def _pick(self, paths: list[Path]) -> None:
        self._begin("pick", (self._pick_config(paths),), self._picked)

    def _pick_config(self, paths: list[Path]) -> PickConfig:
        # while the assistant learns no model is named: the one that it leaves is to pick
        if self.running != "assist" and self.session.project.model is None and path_of_shipped().is_file():
            self.session.use_model(path_of_shipped())  # with its threshold, and what validation says of it
        config = self.orders.picking(paths)
        self._finds_size = self.orders.finds_size(config)
        return config

    def _soon(self) -> None:
        if self.assisting:
            self._later.start()

    def _tell(self) -> None:
        """Give the assistant what is new, and begin it when there is enough to learn from."""
        if not self.assisting:
            return
        lesson = self.orders.lesson()
        if self.running == "assist" and self._job is not None:
            told = self._told
            if told is None or lesson.in_view != told.in_view or not lesson.same_labels(told):
                self._told = lesson
                self._job.send(lesson)
        elif not self.running and lesson.labels >= ENOUGH:
            config = self.orders.assisting()
            self._told = self._threshold = None
            self._begin("assist", (config,), lambda _: self._assisted(config.output))
            self._tell()
        self.changed.emit()

    # ── running ─────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, name: str, arguments: tuple[Any, ...], done: Callable[[Any], object]) -> None:
        if self.running in GIVES_WAY:
            self._next = lambda: self._begin(name, self._with_model(arguments), done)
            self.cancel()
            return
        if self.running:
            self.noted.emit(self.tr("Something is running already. Wait for it, or cancel it."))
            return
        self.running, self._of = name, self.session.project
        job = Job(self.process, Task(name, arguments), self)
        job.reported.connect(self._heard)
        job.done.connect(lambda result: self._ended(lambda: done(result)))
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: self._ended(lambda: self.noted.emit(self.tr("Cancelled."))))
        self._job = job
        job.start()
        if name == "train":
            self.training_begun.emit()
        self.changed.emit()

    def _with_model(self, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments with the model that the assistant has just left."""
        config = arguments[0]
        if isinstance(config, PickConfig):
            return (self._pick_config(list(config.inputs)), *arguments[1:])
        if isinstance(config, TrainConfig):
            return (replace(config, start=self.orders.start(config.network)), *arguments[1:])
        return arguments

    def _ended(self, then: Callable[[], object]) -> None:
        job, self._job, self.running = self._job, None, ""
        if job is not None:
            job.wait()
            job.deleteLater()
        if self._of is self.session.project:
            then()
        following, self._next = self._next, None
        if following is not None:
            following()
        elif not self.running:
            self._soon()
        self.changed.emit()

    def _failed(self, sentence: str, details: str) -> None:
        if self.running == "assist":
            self.assisting = False  # it would only fail again
        self.failed.emit(self.running)
        self._ended(lambda: None)
        self.session.problem.emit(sentence, details)

    def _project_changed(self) -> None:
        if self._of is not None and self._of is not self.session.project and self.running not in ("", "device"):
            self._next = None
            self.cancel()

    # ── what is heard ───────────────────────────────────────────────────────────────────────────────────────

    def _heard(self, event: object) -> None:
        if self._of is not self.session.project:
            return
        self.told.emit(event)
        if isinstance(event, Progress):
            self.progressed.emit(event)
        elif isinstance(event, MicrographDone):
            if self._finds_size and len(event.result):
                self._size_found(float(event.result["width"][0]))
            self.session.receive(Path(event.path), event.result)
        elif isinstance(event, Proposed):
            self._hold(event)
        elif isinstance(event, EpochDone):
            self.epoch_done.emit(event)
        elif isinstance(event, MicrographFailed):
            self.session.mark_problem(Path(event.path), event.reason)
        elif isinstance(event, Note):
            self.noted.emit(event.text)
        elif isinstance(event, Started) and event.device:
            self.device = event.device
            self.device_found.emit(event.device)

    def _size_found(self, size: float) -> None:
        """Work with boxes as large as the engine found, and show what that says of the particles."""
        self._finds_size = False
        self.session.take_size(size)
        self.session.look(size_circle=True)

    def _hold(self, event: Proposed) -> None:
        """Show proposals at once, or as soon as the mouse is done."""
        if self.session.in_gesture:
            if self._held is None:
                QTimer.singleShot(NEWS_MS, self._release)
            self._held = event
            return
        path = Path(event.path)
        if path == self.session.current:
            self.session.receive(path, event.result)
            if self._threshold in (None, self.session.view.threshold):
                self.session.look(threshold=event.threshold)
                self._threshold = event.threshold
        self.proposed.emit(event)

    def _release(self) -> None:
        event, self._held = self._held, None
        if event is not None and self.assisting:
            self._hold(event)

    def _device_known(self, facts: tuple[str, int, tuple[str, ...]]) -> None:
        self.device, self.device_memory, self.devices = facts
        self.device_found.emit(self.device)

    def _trained(self, output: Path) -> None:
        self.session.use_model(output)
        self.pick_current()

    def _assisted(self, output: Path) -> None:
        if not output.is_file():
            return
        threshold = self.session.view.threshold
        self.session.use_model(output)
        self.session.look(threshold=threshold)

    def _picked(self, summary: dict[str, Any]) -> None:
        failed = len(summary["failed"])
        text = self.tr("{0:,} micrographs picked.").format(summary["done"])
        self.noted.emit(text if not failed else self.tr("{0} {1:,} could not be read.").format(text, failed))
