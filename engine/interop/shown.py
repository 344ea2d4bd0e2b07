"""What a picking showed of the picks that it kept: CBOX files hold them down to a low floor, for later choice."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, passes
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.errors import ReadError
from iceboxer.engine.evaluation.reading import PickingLimits, read_limits


class ShownPicks:
    """Selects of each list what its picking showed, or what passes a given threshold, and remembers which was used."""

    def __init__(self, threshold: float | None) -> None:
        self._threshold = threshold
        self._folders: dict[Path, tuple[PickingLimits | None, str]] = {}
        self._left_out: Counter[Path] = Counter()

    def select(self, path: Path, boxes: Boxes, ours: bool) -> NDArray[np.bool_]:
        """Return which boxes (n,) of the file `path` to convert; those without a confidence pass.

        `ours` are picks of this program, in the folder CBOX of a picking.
        """
        limits = PickingLimits(self._threshold, None, None) if self._threshold is not None else None
        folder = path.absolute().parent.parent
        if ours:
            if folder not in self._folders:
                self._folders[folder] = _limits_of(folder) if limits is None else (limits, "as given")
            limits = self._folders[folder][0]
        if limits is None or limits.threshold is None:
            return np.ones(len(boxes), bool)
        size = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
        chosen = passes(boxes["confidence"], size, limits.threshold, limits.min_size, limits.max_size)
        self._left_out[folder] += int((~chosen).sum())
        return chosen

    def notes(self) -> list[str]:
        """Return a sentence about each folder of picks."""
        return [self._note(folder, limits, why) for folder, (limits, why) in self._folders.items()]

    def _note(self, folder: Path, limits: PickingLimits | None, why: str) -> str:
        if limits is None:
            return (
                f"All picks in {folder} are converted, down to the lowest confidence ({why}); --threshold limits them."
            )
        return (
            f"Of the picks in {folder}, those with a confidence of {limits.threshold:g} or more are converted "
            f"({why}); {self._left_out[folder]:,} are left out. --threshold changes this; 0 converts all."
        )


def _limits_of(folder: Path) -> tuple[PickingLimits | None, str]:
    """Return what the picking in `folder` showed, else the recommended threshold of its model, and which it is."""
    limits = read_limits(folder)
    if limits is not None and limits.threshold is not None:
        return limits, "the threshold of that picking"
    try:
        settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        model = path_of_shipped()
        if settings["model"] == hashlib.sha256(model.read_bytes()).hexdigest():
            return PickingLimits(
                read_card(model).threshold, None, None
            ), "the threshold that the general model recommends"
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ReadError):
        pass  # the folder was changed; the note tells that no threshold is known
    return None, "the threshold of that picking is unknown"
