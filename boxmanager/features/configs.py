"""The configs of the engine's tasks, made from the project, the active model and the settings."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.models import ModelFolder, is_same_file
from iceboxer.boxmanager.document.options import chosen
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.classes.config import ClassesConfig
from iceboxer.engine.cli.arguments import command_line
from iceboxer.engine.data.boxes import Boxes, Kind
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.model_card import SUFFIX, Card, read_card
from iceboxer.engine.data.shipped import NAME, SCRATCH, path_of_shipped
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.training.config import AssistConfig, TrainConfig

ASSISTANT = "assistant.safetensors"
ASSISTANT_NETWORK = "compact"  # the other network is too slow for the assistant


class Configs:
    """The source of the config of each task; it changes nothing."""

    def __init__(self, session: Session, saver: Saver, settings: Settings) -> None:
        self.session, self.saver, self.settings = session, saver, settings

    def label_set(self, whole: bool = False) -> LabelSet:
        """Return what to train on: labels, rejected boxes and empty marks, without excluded micrographs.

        `whole` also reads boxes that are still on disk.
        """
        session = self.session
        if whole and session.store.pending():
            session.boxes_needed.emit()
        found: dict[Path, Boxes] = {}
        judged = {*session.store.picks.judged(), *session.project.empty} & session.project.box_files.keys()
        for path in sorted(path for path in judged if not session.project.is_excluded(path)):
            boxes = session.store.known(path)
            found[path] = boxes[boxes["kind"] != Kind.PICK]
        project = session.project
        in_view = None if project.is_excluded(session.current) else session.current
        masks = {path: packed.unpacked() for path, packed in session.masks.painted().items()} if found else {}
        return LabelSet(found, in_view, project.box_size, project.known_diameter, masks)

    def training(self, labels: LabelSet) -> TrainConfig:
        """Return the config of a training on `labels`, which are written beside the new model.

        Raises
        ------
        ConfigError
            Settings contradict each other.
        """
        network = str(self.settings.get("train_network"))
        output = self._free(f"{time.strftime('%Y-%m-%d_%H%M')}.safetensors")
        return TrainConfig(
            micrographs=tuple({**labels.boxes, **labels.masks}),
            boxes=(output.with_suffix(".boxes"),),
            mask=output.with_suffix(".masks") if labels.masks else None,
            output=output,
            box_size=labels.box_size,
            as_is=True,  # the boxes were made on these micrographs
            diameter_px=labels.diameter_px,
            network=network,
            start=self.start(network),
            minutes=self.settings.get("train_minutes"),
            device=self.settings.get("device"),
            **chosen(self.settings.get("train_advanced")),
        )

    def assisting(self) -> AssistConfig:
        """Return the config of the assistant."""
        return AssistConfig(
            output=self.saver.folder / "models" / ASSISTANT,
            start=self.start(ASSISTANT_NETWORK),
            device=self.settings.get("device"),
            **self._shared_with(AssistConfig),
        )

    def picking(self, paths: list[Path]) -> PickConfig:
        """Return the config of a picking with the active model, or the general one if none is active."""
        model = self.session.project.model
        # without a diameter, the general model estimates it; without a box size, it also sizes the boxes
        project, sized = self.session.project, self.session.size_is_set
        general = is_general(self.session.card)
        return PickConfig(
            inputs=tuple(paths),
            model=model,
            output=self.saver.folder / "picks" / (model.stem if model else NAME),
            diameter_px=project.known_diameter if general and sized else None,
            box_size=project.box_size if general and sized else None,
            mask=self._mask(paths),
            device=self.settings.get("device"),
            **self._shared_with(PickConfig),
        )

    def _mask(self, paths: Iterable[Path]) -> str:
        """Return where the junk map of a picking comes from.

        A model without its own needs the general model, which takes time: not if all maps are known.
        """
        card, masks = self.session.card, self.session.masks
        if has_junk_map(card):
            return AUTO_MASK
        general = card is not None and card.network == ASSISTANT_NETWORK and has_junk_map(None)
        return AUTO_MASK if general and not all(masks.known(path).junk is not None for path in paths) else NO_MASK

    def look(self, path: Path, output: Path) -> PickConfig:
        """Return the config of a picking of one micrograph with the general model, which estimates the size."""
        return PickConfig(
            inputs=(path,),
            model=path_of_shipped(),
            output=output,
            mask=AUTO_MASK if has_junk_map(None) else NO_MASK,
            device=self.settings.get("device"),
            **self._shared_with(PickConfig),
        )

    def classes(self, paths: Iterable[Path]) -> ClassesConfig:
        """Return the config of class averages of boxes on micrographs."""
        output = self.saver.folder / "classes"
        return ClassesConfig((), tuple(paths), output, **self._shared_with(ClassesConfig, ("threads",)))

    def pick_command(self, model: Path) -> str:
        """Return the command line that picks the included micrographs with a model at the current threshold.

        Raises
        ------
        ReadError
            `model` is not a model file.
        """
        paths = self.session.project.included()
        folders = list(dict.fromkeys(path.parent for path in paths))
        whole = set(find_micrographs(folders)) == set(paths)
        project, general = self.session.project, is_general(read_card(model))
        config = replace(
            self.picking(folders if whole else paths),
            model=model,
            output=Path("picks"),
            diameter_px=project.known_diameter if general else None,
            box_size=project.box_size if general else None,
            threshold=self.session.view.threshold,
            mask=AUTO_MASK if self.session.view.grey_junk and has_junk_map(read_card(model)) else NO_MASK,
            mask_margin=self.session.view.junk_margin if self.session.view.grey_junk else 0.0,
        )
        return shlex.join(command_line("pick", config))

    def model_folders(self) -> dict[ModelFolder, Path]:
        """Return the folders of models: of the project, of the user and of the program."""
        user, shipped = self.settings.data_folder / "models", path_of_shipped().parent
        return {ModelFolder.PROJECT: self.saver.folder / "models", ModelFolder.USER: user, ModelFolder.SHIPPED: shipped}

    def finds_size(self, config: PickConfig) -> bool:
        """Return whether a picking estimates the size of the particles."""
        return config.box_size is None and is_general(self.session.card)

    def _shared_with(self, config: type[Any], names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return the advanced training settings that another task shares, such as the low-pass and the threads."""
        own = {f.name for f in fields(config)} if names is None else set(names)
        return {k: v for k, v in chosen(self.settings.get("train_advanced")).items() if k in own}

    def start(self, network: str) -> Path | None:
        """Return the model that `network` starts from according to the settings; None is the engine's default."""
        choice = self.settings.get("train_start")
        if choice == "scratch":
            return Path(SCRATCH)
        card, model = self.session.card, self.session.project.model
        if choice == NAME or (choice == "present" and is_same_file(path_of_shipped(), model)):
            return Path(NAME) if network == ASSISTANT_NETWORK else None
        return model if choice == "present" and card is not None and card.network == network else None

    def _free(self, name: str) -> Path:
        folder = self.saver.folder / "models"
        return folder / (free_name(Path(name).stem, lambda stem: (folder / (stem + SUFFIX)).exists()) + SUFFIX)


def is_general(card: Card | None) -> bool:
    """Return whether a model is a general one; None is the built-in general model."""
    return card is None or card.is_general


def has_junk_map(card: Card | None) -> bool:
    """Return whether a model also returns a junk map; None is the built-in general model."""
    if card is None and path_of_shipped().is_file():
        card = read_card(path_of_shipped())
    return card is not None and bool(card.arguments.get("junk"))
