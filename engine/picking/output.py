"""What picking writes: the folders that users of crYOLO know, and a summary."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from iceboxer.engine.data.atomic import remove_remains, write_text
from iceboxer.engine.data.boxes import Boxes, visible
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import ReadError
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.tally import Tally, join

SETTINGS = "settings.json"
USED_BOX_SIZE = "used_box_size"  # in it: what was found where none was asked for
ROUND = "round"  # in it: how often settings were written in this folder


class Output:
    """The folder that one picking writes to, and what an earlier run has left there."""

    def __init__(self, config: PickConfig, threshold: float) -> None:
        self.config, self.threshold, self.folder = config, threshold, config.output
        self._signature = _signature(config)
        whole = _read_json(self.folder / SETTINGS)
        before = {name: value for name, value in whole.items() if name not in (USED_BOX_SIZE, ROUND)}
        used, number = whole.get(USED_BOX_SIZE), whole.get(ROUND)
        self._round = number + 1 if isinstance(number, int) else 1
        # a size that was found then may be asked for now
        self.continues = not config.overwrite and self._signature in (before, before | {"box_size": used})
        self._mark = _digest(whole)
        self._begun = self.continues
        self.box_size_before: float | None = used if self.continues and isinstance(used, int | float) else None

    def remove_remains(self) -> None:
        """Tidy up after a run that was killed."""
        for name in ("", "CBOX", "EMAN", "STAR", "CRYOSPARC", "DISTR", "PICTURES"):
            remove_remains(self.folder / name)

    def begin(self, box_size: float) -> None:
        """Note with which model and settings the picks are made, so that a later run knows what holds.

        Once, and not again when going on: picks of before that are of other settings. Each file of picks bears a
        mark of the settings and of how often they were set in this folder, since no clock can be trusted.
        """
        if self._begun:
            return
        self._begun = True
        settings = {**self._signature, USED_BOX_SIZE: box_size, ROUND: self._round}
        self._mark = _digest(settings)
        write_text(self.folder / SETTINGS, json.dumps(settings, indent=2) + "\n")

    def done_before(self, name: str) -> Boxes | None:
        """The picks of an earlier run with the same model and settings, or None."""
        path = self.folder / "CBOX" / f"{name}.cbox"
        if not self.continues or not is_file(path):
            return None
        try:
            (boxlist,) = read_boxes(path)
        except (ReadError, ValueError):
            return None  # damaged by something else: it is picked again
        return boxlist.boxes if boxlist.made_with == self._mark else None

    def write_all(self, name: str, boxes: Boxes) -> Boxes:
        """All picks down to the floor; returns them as a later run reads them.

        The digits that the file does not keep would decide which whole pixel EMAN's box begins at, so that going on
        gave other files than one run does.
        """
        path = self.folder / "CBOX" / f"{name}.cbox"
        write_boxes(path, BoxList(None, boxes, made_with=self._mark), "cbox")
        (kept,) = read_boxes(path)
        return kept.boxes

    def write_visible(self, name: str, boxes: Boxes) -> Boxes:
        """The picks above the threshold for EMAN and RELION; returns them."""
        config = self.config
        chosen = visible(boxes, self.threshold, config.min_size, config.max_size)
        write_boxes(self.folder / "EMAN" / f"{name}.box", BoxList(None, chosen), "eman")
        write_boxes(self.folder / "STAR" / f"{name}.star", BoxList(None, chosen), "star")
        return chosen

    def finish(self, tally: Tally, names: Mapping[Path, str], summary: dict[str, Any]) -> None:
        """The files that are about all micrographs; each run replaces them."""
        stars = [(path.name, self.folder / "STAR" / f"{names[path]}.star") for path in tally.counts]
        join([star for star in stars if is_file(star[1])], self.folder / "CRYOSPARC" / "cryosparc.star")
        tally.write_distributions(self.folder / "DISTR")
        write_text(self.folder / "summary.json", json.dumps(summary, indent=2, default=str) + "\n")


def _signature(config: PickConfig) -> dict[str, Any]:
    """What the picks in CBOX/ depend on: the model's bytes and how picks are told apart."""
    digest = digest_of(config.model or shipped())
    names = ("box_size", "diameter", "min_distance", "max_overlap", "keep_edge", "precision")
    return {"model": digest, **{name: getattr(config, name) for name in names}}


def _digest(settings: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


def digest_of(model: Path) -> str:
    """What tells a model file from every other."""
    return hashlib.sha256(model.read_bytes()).hexdigest()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}
