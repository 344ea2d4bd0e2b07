"""The masks with which a picking greyed its picks: its junk maps, or the folder of masks that it was given."""

from __future__ import annotations

import json
import math
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK, JunkMask, greyed
from iceboxer.engine.data.mask_file import MASKED, decode_mask, read_mask
from iceboxer.engine.data.mask_matching import match_masks
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.regular_file import read_regular, read_regular_text
from iceboxer.engine.data.result_names import FILE, JUNK_MAPS, read_names
from iceboxer.engine.errors import EngineError, ReadError


class MaskSettings(NamedTuple):
    """How a picking greyed its picks.

    `mask` is the value of `--mask`, `margin` in particle radii, `threshold` that of soft masks, and `diameter` that of
    the particle in px, None if it is unknown.
    """

    mask: str = NO_MASK
    margin: float = 0.0
    threshold: float = MASKED
    diameter: float | None = None

    def hidden(self, boxes: Boxes, mask: JunkMask) -> NDArray[np.bool_]:
        """Return which boxes (n,) are picks in junk."""
        diameter = self.diameter or (float(np.median(boxes["width"])) / BOX_RATIO if len(boxes) else 0.0)
        return np.asarray(greyed(boxes, mask, diameter / 2, self.margin) & (boxes["kind"] == Kind.PICK))


def read_mask_settings(folder: Path) -> MaskSettings:
    """Return the settings of the picking that wrote `folder`; those without masks if there was none."""
    try:
        summary = json.loads(read_regular_text(folder / "summary.json"))
        config, diameter = summary["config"], summary.get("diameter_px")
        values = float(config["mask_margin"]), float(config.get("mask_threshold", MASKED))
        known = float(diameter) if isinstance(diameter, int | float) and diameter > 0 else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return MaskSettings()
    sound = all(map(math.isfinite, (*values, known or 0.0)))
    return MaskSettings(str(config["mask"]), *values, known) if sound else MaskSettings()


class PickingMasks:
    """The masks of the picking that wrote `folder`, by the names of its results; `problems` are sentences for users."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[str] = []
        self._folder, self._settings = folder, read_mask_settings(folder)

    def greyed(self, name: str, boxes: Boxes) -> NDArray[np.bool_]:
        """Return which boxes (n,) of a result are picks in junk; a mask that cannot be read greys none."""
        mask = self._mask_of(name) if len(boxes) and self._settings.mask != NO_MASK else None
        return np.zeros(len(boxes), bool) if mask is None else self._settings.hidden(boxes, mask)

    def _mask_of(self, name: str) -> JunkMask | None:
        try:
            if self._settings.mask == AUTO_MASK:
                file = self._folder / JUNK_MAPS / f"{name}.png"
                return decode_mask(file, read_regular(file)) if is_file(file) else None
            micrograph, given = self._given.get(name, (None, None))
            if micrograph is None or given is None:
                return None
            return read_mask(given, open_micrograph(micrograph).shape, self._settings.threshold)
        except OSError as e:
            self.problems.append(f"The picks of {name} are not greyed: its mask cannot be read ({e.strerror}).")
        except ReadError as e:
            self.problems.append(f"The picks of {name} are not greyed: {e}.")
        return None

    @cached_property
    def _given(self) -> dict[str, tuple[Path, Path]]:
        """The micrograph and the mask of each result, of a picking that was given a folder of masks."""
        _, names = read_names(self._folder / FILE)
        try:
            files = match_masks([Path(self._settings.mask)], map(Path, names)).files
        except (EngineError, OSError) as e:
            self.problems.append(f"No picks in {self._folder} are greyed: {e}")
            return {}
        return {names[str(micrograph)]: (micrograph, file) for micrograph, file in files.items()}
