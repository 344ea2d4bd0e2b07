"""Training and picking: starting them, and applying their results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.origin import origin_now
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.features.configs import Configs
from iceboxer.boxmanager.features.size_hint import SizeHint
from iceboxer.boxmanager.features.tasks import Tasks
from iceboxer.boxmanager.jobs.background import OnResult
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import MicrographDone
from iceboxer.engine.picking.config import PickConfig

MEANINGFUL = 0.005  # smallest difference of two thresholds that is worth a sentence


class Learning(QObject):
    """Trains on the labels of the project and picks its micrographs."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        configs: Configs,
        tasks: Tasks,
        size_hint: SizeHint,
        host: Host,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.session, self.settings, self.configs, self.tasks, self.host = session, settings, configs, tasks, host
        self.size_hint = size_hint
        self._finds_size = False  # the running picking estimates the size of the particles
        self._model: tuple[Path | None, Card | None] = None, None  # of the running picking
        tasks.reported.connect(self._report)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "train": self.train,
            "pick_current": self.pick_current,
            "pick_all": self.pick_all,
            "pick_outdated": self.pick_outdated,
        }

    def train(self) -> None:
        """Train on all labels, then pick the current micrograph with the new model."""
        labels = self.configs.label_set(whole=True)
        if not labels.labels:
            self.host.show_message(self.tr("There are no labels to train on. Box some particles first."))
            return
        try:
            config = self.configs.training(labels)
        except ConfigError as e:
            self.session.problem.emit(str(e), "")
            return

        def arguments() -> tuple[Any, ...]:
            # the assistant may have been interrupted and left a newer model to start from
            return replace(config, start=self.configs.start(config.network)), labels.boxes, labels.masks

        self.tasks.start(TaskKind.TRAIN, arguments, lambda _: self._trained(config.output))

    def pick_current(self) -> None:
        """Pick the current micrograph, unless it is excluded."""
        if self.session.project.is_excluded(self.session.current):
            self.host.show_message(self.tr("This micrograph is excluded. Include it to pick it."))
        elif self.session.current is not None:
            self._pick([self.session.current])

    def pick_all(self) -> None:
        """Pick all micrographs that are not excluded, starting with the current one."""
        paths, here = self.session.project.micrographs, max(self.session.index, 0)
        included = [path for path in paths[here:] + paths[:here] if not self.session.project.is_excluded(path)]
        if included:
            self._pick(included)
        else:
            self.host.show_message(self.tr("All micrographs are excluded. Include some to pick them."))

    def pick_outdated(self) -> None:
        """Pick the micrographs again whose picks come from another model or box size."""
        paths = self.session.outdated()
        if paths:
            self._pick(paths)
        else:
            self.host.show_message(self.tr("All picks come from the active model and box size."))

    def watch(self, folder: Path, seconds: float, done: OnResult) -> None:
        """Pick micrographs as they arrive in `folder`, which is read every `seconds`."""
        self.tasks.start(TaskKind.WATCH, lambda: (self._pick_config([folder]), folder, seconds), done)

    def find_device(self) -> None:
        """Find the device that networks run on; this also starts the engine before it is needed."""
        if self.tasks.activity.running is None:
            self.tasks.start(TaskKind.DEVICE, lambda: (self.settings.get("device"),), self._device_found)

    def copy_command(self, model: Path) -> None:
        """Copy the command line that picks the project with `model` to the clipboard."""
        command = self.configs.pick_command(model)
        required(QApplication.clipboard()).setText(command)
        self.host.show_message(self.tr("Copied to the clipboard: {0}").format(command))

    def _pick(self, paths: list[Path]) -> None:
        self.tasks.start(TaskKind.PICK, lambda: (self._pick_config(paths),), self._picked)

    def _pick_config(self, paths: list[Path]) -> PickConfig:
        if self.session.project.model is None and path_of_shipped().is_file():
            self.session.use_model(path_of_shipped())  # also sets the threshold that it recommends
        config = self.configs.picking(paths)
        self._model = self.session.project.model, self.session.card  # another may be active when the picks arrive
        self._finds_size = self.configs.finds_size(config)
        return config

    def _report(self, event: object) -> None:
        if not isinstance(event, MicrographDone) or not isinstance(event.result, np.ndarray):
            return
        if self.tasks.activity.running is not TaskKind.LOOK:
            if self._finds_size and len(event.result):
                self._size_found(float(event.result["width"][0]))
            self.session.receive(
                Path(event.path),
                event.result,
                origin=origin_now(*self._model, self.session.project.box_size),
                junk=event.junk,
            )

    def _size_found(self, size: float) -> None:
        """Adopt the box size in px that the engine estimated, and show the particle circle."""
        self._finds_size = False
        self.session.adopt_size(size)
        self.size_hint.show()

    def _device_found(self, facts: tuple[str, int, tuple[str, ...]]) -> None:
        activity = self.tasks.activity
        activity.device, activity.device_memory, activity.devices = facts
        activity.device_found.emit(activity.device)

    def _trained(self, output: Path) -> None:
        self.session.use_model(output)
        card, view = self.session.card, self.session.view
        if card is not None and view.threshold_set and abs(card.threshold - view.threshold) >= MEANINGFUL:
            text = self.tr("Your threshold of {0:.2f} was kept; the new model recommends {1:.2f} (▼).")
            self.host.show_message(text.format(view.threshold, card.threshold))
        self.pick_current()

    def _picked(self, summary: dict[str, Any]) -> None:
        failed = len(summary["failed"])
        text = counted(summary["done"], self.tr("1 micrograph picked."), self.tr("{0:,} micrographs picked."))
        self.host.show_message(self.tr("{0} {1:,} could not be read.").format(text, failed) if failed else text)
