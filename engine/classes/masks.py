"""The masks with which a picking greyed its picks: its junk maps, or the folder of masks that it was given."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind
from iceboxer.engine.data.junk import greyed
from iceboxer.engine.data.mask_file import read_mask
from iceboxer.engine.data.mask_matching import match_masks
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import Note, Report

FOLDER = "MASKS"  # of junk maps in the output folder of a picking
OF_NETWORK, NO_MASKS = "auto", "none"  # values of `--mask` that name no folder


class PickingMasks:
    """The masks of a picking in `folder`, for some micrographs; without any if it had none."""

    def __init__(self, folder: Path, micrographs: Iterable[Path], report: Report) -> None:
        self._report = report
        mask, self._margin = _settings(folder)
        masks = folder / FOLDER if mask == OF_NETWORK else Path(mask)
        self._files: dict[Path, Path] = {}
        if mask != NO_MASKS and masks.is_dir():
            try:
                self._files = match_masks([masks], micrographs).files
            except EngineError as e:
                report(Note(f"No picks are greyed: {e}"))

    def greyed(self, micrograph: Micrograph, boxes: Boxes) -> NDArray[np.bool_]:
        """Return which boxes (n,) are picks in junk; a mask that cannot be read is reported and greys none."""
        file = self._files.get(micrograph.path)
        if file is None or not len(boxes):
            return np.zeros(len(boxes), bool)
        try:
            mask = read_mask(file, micrograph.shape)
        except ReadError as e:
            self._report(Note(f"Its picks are not greyed: {e}"))
            return np.zeros(len(boxes), bool)
        radius = float(np.median(boxes["width"])) / BOX_RATIO / 2
        return np.asarray(greyed(boxes, mask, radius, self._margin) & (boxes["kind"] == Kind.PICK))


def _settings(folder: Path) -> tuple[str, float]:
    """Return the masks and the margin, in particle radii, of the picking that wrote `folder`; none without one."""
    try:
        config = json.loads(read_regular_text(folder / "summary.json"))["config"]
        return str(config["mask"]), float(config["mask_margin"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return NO_MASKS, 0.0
