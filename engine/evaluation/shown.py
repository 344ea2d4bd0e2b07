"""Visible picks: those that pass the threshold of their picking. CBOX files hold all, down to a low confidence."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Kind
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.regular_file import read_regular, read_regular_text
from iceboxer.engine.data.result_names import name_of, output_of
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.errors import ReadError
from iceboxer.engine.evaluation.reading import PickingLimits, read_limits


class ShownPicks:
    """Selects the visible boxes of each list, or those that pass a given threshold, and remembers which was used.

    `verb` is a participle for the notes: what is done with the boxes.
    """

    def __init__(self, threshold: float | None, verb: str = "converted") -> None:
        self._threshold, self._verb = threshold, verb
        self._folders: dict[Path, tuple[PickingLimits | None, str]] = {}
        self._left_out: Counter[Path] = Counter()

    def select(self, path: Path, boxes: Boxes, ours: bool) -> NDArray[np.bool_]:
        """Return which boxes (n,) of the file `path` are visible; labels and boxes without a confidence are.

        Set `ours` for picks of this program, in the folder CBOX of a picking.
        """
        limits = self.limits_of(path, ours)
        if limits is None or limits.threshold is None:
            return np.ones(len(boxes), bool)
        chosen: NDArray[np.bool_] = limits.of(name_of(path)).passing(boxes) | (boxes["kind"] == Kind.LABEL)
        self._left_out[output_of(path)] += int((~chosen).sum())
        return chosen

    def limits_of(self, path: Path, ours: bool) -> PickingLimits | None:
        """Return the limits of the boxes of a file; None if none are known. `ours` is as for `select`."""
        limits = PickingLimits(self._threshold, None, None) if self._threshold is not None else None
        folder = output_of(path)
        if not ours:
            return limits
        if folder not in self._folders:
            self._folders[folder] = _limits_of(folder) if limits is None else (limits, "as given")
        return self._folders[folder][0]

    def notes(self) -> list[str]:
        """Return a sentence about each folder of picks."""
        return [self._note(folder, limits, why) for folder, (limits, why) in self._folders.items()]

    @property
    def unlimited(self) -> list[Path]:
        """The folders of picks whose threshold is unknown, so that all their picks pass."""
        return [folder for folder, (limits, _) in self._folders.items() if limits is None]

    def _note(self, folder: Path, limits: PickingLimits | None, why: str) -> str:
        if limits is None:
            return (
                f"All picks in {folder} are {self._verb}, down to the lowest confidence ({why}). "
                "--threshold limits them."
            )
        least = "the threshold of their defocus" if limits.by_name else f"{limits.threshold:g}"
        return (
            f"Of the picks in {folder}, those with a confidence of {least} or more are {self._verb} "
            f"({why}); {self._left_out[folder]:,} are left out. --threshold changes this; 0 keeps all."
        )


def _limits_of(folder: Path) -> tuple[PickingLimits | None, str]:
    """Return what the picking in `folder` showed, else the recommended threshold of its model, and which it is."""
    limits = read_limits(folder)
    if limits is not None and limits.threshold is not None:
        return limits, "the threshold of that picking"
    try:
        settings = json.loads(read_regular_text(folder / "settings.json"))
        model = path_of_shipped()
        if settings["model"] == hashlib.sha256(read_regular(model)).hexdigest():
            return PickingLimits(
                read_card(model).threshold, None, None
            ), "the threshold that the general model recommends"
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ReadError):
        pass  # the folder was changed; the note says that no threshold is known
    return None, "the threshold of that picking is unknown"
