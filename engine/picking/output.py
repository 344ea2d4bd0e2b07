"""What picking writes: the folders that users of crYOLO know, and a summary."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.config import PickConfig
from engine.data.atomic import remove_remains, write_text
from engine.data.boxes import Boxes, visible
from engine.data.folders import is_file
from engine.data.formats import BoxList, read_boxes, write_boxes
from engine.data.micrograph import stem_of
from engine.errors import ReadError
from engine.general.shipped import shipped
from engine.picking.tally import Tally, join

SETTINGS = "settings.json"
USED_BOX_SIZE = "used_box_size"  # in it: what was found where none was asked for


def unique_names(paths: Sequence[Path]) -> dict[Path, str]:
    """The name, without suffix, under which each micrograph's picks are written.

    It is the micrograph's stem; where two have the same one, their folders' names stand before it, and a
    number where that does not tell them apart either.
    """
    stems = Counter(stem_of(p) for p in paths)
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for path in paths:
        stem = stem_of(path)
        wanted = stem if stems[stem] == 1 else f"{path.resolve().parent.name}_{stem}"
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted}_{number}"
        taken.add(name)
        names[path] = name
    return names


class Output:
    """The folder that one picking writes to, and what an earlier run has left there."""

    def __init__(self, config: PickConfig, threshold: float) -> None:
        self.config, self.threshold, self.folder = config, threshold, config.output
        self._signature = _signature(config)
        before = _read_json(self.folder / SETTINGS)
        used = before.pop(USED_BOX_SIZE, None)
        # a size that was found then may be asked for now
        self.continues = not config.overwrite and self._signature in (before, before | {"box_size": used})
        self._since = _changed(self.folder / SETTINGS)
        self._begun = self.continues
        self.box_size_before: float | None = used if self.continues and isinstance(used, int | float) else None

    def remove_remains(self) -> None:
        """Tidy up after a run that was killed."""
        for name in ("", "CBOX", "EMAN", "STAR", "CRYOSPARC", "DISTR", "PICTURES"):
            remove_remains(self.folder / name)

    def begin(self, box_size: float) -> None:
        """Note with which model and settings the picks are made, so that a later run knows what holds.

        Once, and not again when going on: picks of before that are of other settings.
        """
        if self._begun:
            return
        self._begun = True
        write_text(self.folder / SETTINGS, json.dumps({**self._signature, USED_BOX_SIZE: box_size}, indent=2) + "\n")

    def done_before(self, name: str) -> Boxes | None:
        """The picks of an earlier run with the same model and settings, or None."""
        path = self.folder / "CBOX" / f"{name}.cbox"
        if not self.continues or not path.exists() or _changed(path) < self._since:
            return None
        try:
            (boxlist,) = read_boxes(path)
        except (ReadError, ValueError):
            return None  # damaged by something else: it is picked again
        return boxlist.boxes

    def write_all(self, name: str, boxes: Boxes) -> None:
        """All picks down to the floor."""
        write_boxes(self.folder / "CBOX" / f"{name}.cbox", BoxList(None, boxes), "cbox")

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


def _changed(path: Path) -> int:
    """When a file was last changed, in ns by the clock of its file system; 0 for none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def digest_of(model: Path) -> str:
    """What tells a model file from every other."""
    return hashlib.sha256(model.read_bytes()).hexdigest()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return plain if isinstance(plain, dict) else {}
