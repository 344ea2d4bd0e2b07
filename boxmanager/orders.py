"""What the engine is told to do: made of the project, its model, and the person's settings."""

from __future__ import annotations

import shlex
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from iceboxer.boxmanager.document.models import Place, is_same_file
from iceboxer.boxmanager.document.options import chosen
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.boxmanager.session import Session
from iceboxer.boxmanager.settings import Settings
from iceboxer.engine.cli.arguments import command_line
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.micrograph import find_micrographs
from iceboxer.engine.data.model_card import SUFFIX, Card, read_card
from iceboxer.engine.data.shipped import NAME, SCRATCH, path_of_shipped
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.training.config import AssistConfig, TrainConfig

ASSISTANT = "assistant.safetensors"
QUICK = "compact"  # the network of the assistant, whatever a training uses: the other one is too slow for it
STARTS = ("present", NAME, "scratch")  # what a training starts from


class Orders:
    """Makes the config of each task. Reads only."""

    def __init__(self, session: Session, saver: Saver, settings: Settings) -> None:
        self.session, self.saver, self.settings = session, saver, settings

    def lesson(self, whole: bool = False) -> LabelSet:
        """What the person has said so far; `whole` reads what of it is still on disk."""
        session = self.session
        boxes_of = session.store.boxes if whole else session.store.known
        said: dict[Path, Boxes] = {}
        for path in session.project.micrographs:
            boxes = boxes_of(path)
            judged = boxes[boxes["kind"] != Kind.PICK]
            if len(judged):
                said[path] = judged
            elif path in session.project.empty:
                said[path] = no_boxes()
        return LabelSet(said, session.current, session.project.box_size)

    def training(self, lesson: LabelSet) -> TrainConfig:
        """Train on a lesson, which is to be written beside the model.

        Raises
        ------
        ConfigError
            Settings of the person contradict each other.
        """
        network = str(self.settings.get("train_network"))
        output = self._free(f"{time.strftime('%Y-%m-%d_%H%M')}.safetensors")
        return TrainConfig(
            micrographs=tuple(lesson.boxes),
            boxes=(output.with_suffix(".boxes"),),
            output=output,
            box_size=lesson.box_size,
            network=network,
            start=self.start(network),
            minutes=self.settings.get("train_minutes"),
            device=self.settings.get("device"),
            **chosen(self.settings.get("train_advanced")),
        )

    def assisting(self) -> AssistConfig:
        """Learn and propose as the person goes on."""
        return AssistConfig(
            output=self.saver.folder / "models" / ASSISTANT,
            start=self.start(QUICK),
            device=self.settings.get("device"),
            **self._shared_with(AssistConfig),
        )

    def picking(self, paths: list[Path]) -> PickConfig:
        """Pick these with the model in use, else with the general one."""
        model = self.session.project.model
        # the general model looks itself how large particles are, unless somebody has boxed some
        knows_size = not _is_general(self.session.card) or not self.session.store.with_boxes()
        return PickConfig(
            inputs=tuple(paths),
            model=model,
            output=self.saver.folder / "picks" / (model.stem if model else NAME),
            box_size=None if knows_size else self.session.project.box_size,
            device=self.settings.get("device"),
            **self._shared_with(PickConfig),
        )

    def pick_command(self, model: Path) -> str:
        """The command line that picks the project's micrographs with a model, above the threshold that is set.

        Raises
        ------
        ReadError
            It is no model.
        """
        paths = self.session.project.micrographs
        folders = list(dict.fromkeys(path.parent for path in paths))
        whole = set(find_micrographs(folders)) == set(paths)
        size = self.session.project.box_size if _is_general(read_card(model)) else None
        config = replace(
            self.picking(folders if whole else paths),
            model=model,
            output=Path("picks"),
            box_size=size,
            threshold=self.session.view.threshold,
        )
        return shlex.join(command_line("pick", config))

    def model_folders(self) -> dict[Place, Path]:
        """Where models lie: with the project, with the person, with the program."""
        user, shipped = self.settings.data_folder / "models", path_of_shipped().parent
        return {Place.PROJECT: self.saver.folder / "models", Place.USER: user, Place.SHIPPED: shipped}

    def finds_size(self, config: PickConfig) -> bool:
        """Whether a picking finds out how large the particles are."""
        return config.box_size is None and _is_general(self.session.card)

    def _shared_with(self, config: type[Any]) -> dict[str, Any]:
        """The finer settings of a training that another task has too, such as the low-pass and the threads."""
        own = {f.name for f in fields(config)}
        return {k: v for k, v in chosen(self.settings.get("train_advanced")).items() if k in own}

    def start(self, network: str) -> Path | None:
        """What `network` begins with, as the person wishes; None leaves it to the engine."""
        wish = self.settings.get("train_start")
        if wish == "scratch":
            return Path(SCRATCH)
        card, model = self.session.card, self.session.project.model
        if wish == NAME or (wish == "present" and is_same_file(path_of_shipped(), model)):
            return Path(NAME) if network == QUICK else None
        return model if wish == "present" and card is not None and card.network == network else None

    def _free(self, name: str) -> Path:
        folder = self.saver.folder / "models"
        return folder / (free_name(Path(name).stem, lambda stem: (folder / (stem + SUFFIX)).exists()) + SUFFIX)


def _is_general(card: Card | None) -> bool:
    """Whether a model is a general one; none in use means the one that comes with the program."""
    return card is None or card.is_general
