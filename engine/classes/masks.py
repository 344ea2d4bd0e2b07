"""The masks with which a picking greyed its picks, for the micrographs whose picks are averaged."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK
from iceboxer.engine.data.mask_file import read_mask
from iceboxer.engine.data.mask_matching import match_masks
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.result_names import JUNK_MAPS
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.picking_masks import read_mask_settings
from iceboxer.engine.events import Note, Report


class MasksOfMicrographs:
    """The masks of a picking in `folder`, for some micrographs; without any if it had none."""

    def __init__(self, folder: Path, micrographs: Iterable[Path], report: Report) -> None:
        self._report, self._settings = report, read_mask_settings(folder)
        mask = self._settings.mask
        masks = folder / JUNK_MAPS if mask == AUTO_MASK else Path(mask)
        self._files: dict[Path, Path] = {}
        if mask != NO_MASK and masks.is_dir():
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
            mask = read_mask(file, micrograph.shape, self._settings.threshold)
        except ReadError as e:
            self._report(Note(f"Its picks are not greyed: {e}"))
            return np.zeros(len(boxes), bool)
        return self._settings.hidden(boxes, mask)
