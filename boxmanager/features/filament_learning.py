"""Training on filaments and picking them: starting both, and applying their results."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.options import chosen
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.features.tasks import Tasks
from iceboxer.boxmanager.jobs.background import OnResult
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import BOX_RATIO, Kind
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK
from iceboxer.engine.data.model_card import SUFFIX
from iceboxer.engine.data.shipped import FILAMENTS, SCRATCH, path_of_shipped
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import MicrographDone
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from iceboxer.engine.training.config import TrainConfig

SHORTEST, SHARPEST = 2.0, 6.0  # widths; least length and radius of what is traced, unless the filters allow less


class FilamentLearning(QObject):
    """Trains on the labelled filaments of the project and picks the filaments of its micrographs."""

    def __init__(
        self, session: Session, settings: Settings, saver: Saver, tasks: Tasks, host: Host, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.session, self.settings, self.saver, self.tasks, self.host = session, settings, saver, tasks, host
        self._model: Path | None = None  # of the running picking
        tasks.reported.connect(self._report)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "train_filaments": self.train,
            "pick_filaments_current": self.pick_current,
            "pick_filaments_all": self.pick_all,
            "pick_filaments_outdated": self.pick_outdated,
        }

    # ── training ────────────────────────────────────────────────────────────────────────────────────────────

    def train(self) -> None:
        """Train on all labelled filaments, then pick those of the current micrograph with the new model."""
        judged = self.judged()
        if not any(f.kind is Kind.LABEL for filaments in judged.values() for f in filaments):
            self.host.show_message(self.tr("There are no labelled filaments to train on. Draw some first (F)."))
            return
        try:
            config = self._training(list(judged))
        except ConfigError as e:
            self.session.problem.emit(str(e), "")
            return
        self.tasks.start(TaskKind.TRAIN, lambda: (config, judged, {}), lambda _: self._trained(config.output))

    def judged(self) -> dict[Path, Filaments]:
        """Return the labelled and rejected filaments by micrograph; none for a micrograph that is marked as empty.

        Excluded micrographs are left out.
        """
        session, found = self.session, {}
        session.filaments.read_all()
        for path in session.project.included():
            mine = tuple(f for f in session.filaments.store.filaments(path) if f.kind is not Kind.PICK)
            if mine or path in session.project.empty:
                found[path] = mine
        return found

    def _training(self, micrographs: list[Path]) -> TrainConfig:
        folder, bent = self.saver.folder / "models", self.session.filaments
        name = f"filaments {time.strftime('%Y-%m-%d_%H%M')}"
        output = folder / (free_name(name, lambda stem: (folder / (stem + SUFFIX)).exists()) + SUFFIX)
        scratch = self.settings.get("train_start") == "scratch"
        return TrainConfig(
            micrographs=tuple(micrographs),
            boxes=(output.with_suffix(".filaments"),),
            output=output,
            filaments=True,
            box_size=BOX_RATIO * bent.width,
            start=Path(SCRATCH) if scratch else bent.settings.model or Path(FILAMENTS),
            minutes=self.settings.get("train_minutes"),
            device=self.settings.get("device"),
            **chosen(self.settings.get("train_advanced")),
        )

    def _trained(self, output: Path) -> None:
        self.session.filaments.use_model(output)
        self.pick_current()

    # ── picking ─────────────────────────────────────────────────────────────────────────────────────────────

    def pick_current(self) -> None:
        """Pick the filaments of the current micrograph, unless it is excluded."""
        if self.session.project.is_excluded(self.session.current):
            self.host.show_message(self.tr("This micrograph is excluded. Include it to pick it."))
        elif self.session.current is not None:
            self._pick([self.session.current])

    def pick_all(self) -> None:
        """Pick the filaments of all micrographs that are not excluded, starting with the current one."""
        project, here = self.session.project, max(self.session.index, 0)
        paths = project.micrographs[here:] + project.micrographs[:here]
        if included := [path for path in paths if not project.is_excluded(path)]:
            self._pick(included)

    def pick_outdated(self) -> None:
        """Pick the micrographs again whose filaments come from another model or width."""
        if paths := self.session.filaments.outdated():
            self._pick(paths)
        else:
            self.host.show_message(self.tr("All picked filaments come from the active model and width."))

    def watch(self, folder: Path, seconds: float, done: OnResult) -> None:
        """Pick the filaments of micrographs as they arrive in `folder`, which is read every `seconds`."""
        self._recommend_threshold()
        self.tasks.start(TaskKind.WATCH, lambda: (self.picking([folder]), folder, seconds), done)

    def _pick(self, paths: list[Path]) -> None:
        self._recommend_threshold()
        self.tasks.start(TaskKind.PICK, lambda: (self.picking(paths),), self._picked)

    def _recommend_threshold(self) -> None:
        """Set the threshold that the model recommends, unless there are filaments that it would hide."""
        bent = self.session.filaments
        if not bent.store.has_filaments():
            bent.use_model(bent.settings.model)

    def picking(self, paths: list[Path]) -> PickFilamentsConfig:
        """Return the config of a picking with the model of the project; without a width, the model estimates it."""
        session, settings = self.session, self.session.filaments.settings
        self._model = settings.model  # another may be active when the picks arrive
        name = settings.model.stem if settings.model else FILAMENTS
        return PickFilamentsConfig(
            inputs=tuple(paths),
            model=settings.model,
            output=self.saver.folder / "picks" / name,
            box_size=None if settings.width is None else max(4.0, BOX_RATIO * settings.width),
            mask=AUTO_MASK if session.view.grey_junk and path_of_shipped().is_file() else NO_MASK,
            mask_margin=session.view.junk_margin,
            min_length=self._less_than(session.view.shortest, SHORTEST),
            min_radius=self._less_than(session.view.least_radius, SHARPEST),
            device=self.settings.get("device"),
        )

    def _less_than(self, filter: float, widths: float) -> float | None:
        """Return a filter in Å of the file if it allows more than the engine traces by itself, else None."""
        width = self.session.filaments.settings.width
        allows_more = width is not None and 0 < filter < widths * width
        return filter * (self.session.file_pixel_size or 1.0) if allows_more else None

    def _report(self, event: object) -> None:
        if isinstance(event, MicrographDone) and isinstance(event.result, list):
            self.session.take_junk(Path(event.path), event.junk)
            self.session.filaments.receive(Path(event.path), event.result, self._model)

    def _picked(self, summary: dict[str, Any]) -> None:
        failed = len(summary["failed"])
        text = counted(
            summary["done"],
            self.tr("Filaments of 1 micrograph picked."),
            self.tr("Filaments of {0:,} micrographs picked."),
        )
        self.host.show_message(self.tr("{0} {1:,} could not be read.").format(text, failed) if failed else text)
