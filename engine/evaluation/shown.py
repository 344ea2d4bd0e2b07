"""Visible picks: those that pass the threshold of their picking and are not in junk. CBOX files hold all of them."""

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
from iceboxer.engine.evaluation.picking_masks import PickingMasks
from iceboxer.engine.evaluation.reading import PickingLimits, read_limits
from iceboxer.engine.text import count_noun


class ShownPicks:
    """Selects the visible boxes of each list, or those that pass a given threshold, and remembers which was used.

    `verb` is a participle for the notes: what is done with the boxes. If `greyed` is set, picks in junk are visible.
    """

    def __init__(self, threshold: float | None, verb: str = "converted", greyed: bool = False) -> None:
        self._threshold, self._verb, self._with_greyed = threshold, verb, greyed
        self._masks: dict[Path, PickingMasks] = {}
        self._hidden: Counter[Path] = Counter()
        self._folders: dict[Path, tuple[PickingLimits | None, str]] = {}
        self._left_out: Counter[Path] = Counter()

    def select(self, path: Path, boxes: Boxes, ours: bool) -> NDArray[np.bool_]:
        """Return which boxes (n,) of the file `path` are visible; labels and boxes without a confidence are.

        Set `ours` for picks of this program, in the folder CBOX of a picking.
        """
        limits = self.limits_of(path, ours)
        chosen = np.ones(len(boxes), bool)
        if limits is not None and limits.threshold is not None:
            chosen = limits.of(name_of(path)).passing(boxes) | (boxes["kind"] == Kind.LABEL)
            self._left_out[output_of(path)] += int((~chosen).sum())
        return self.without_greyed(path, boxes, ours, chosen)

    def without_greyed(self, path: Path, boxes: Boxes, ours: bool, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the chosen boxes (n,) without the picks that their picking greyed, and count those."""
        hidden = self.greyed(path, boxes, ours) & chosen
        self._hidden[output_of(path)] += int(hidden.sum())
        return chosen & ~hidden

    def greyed(self, path: Path, boxes: Boxes, ours: bool) -> NDArray[np.bool_]:
        """Return which boxes (n,) of the file `path` its picking greyed; none if those are wanted."""
        if not ours or self._with_greyed:
            return np.zeros(len(boxes), bool)
        output = output_of(path)
        if output not in self._masks:
            self._masks[output] = PickingMasks(output)
        return self._masks[output].greyed(name_of(path), boxes)

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
        """Return a sentence about each folder of picks, and about masks."""
        return [self._note(folder, limits, why) for folder, (limits, why) in self._folders.items()] + self.mask_notes()

    def mask_notes(self) -> list[str]:
        """Return sentences about the picks that are left out since they are in junk, and masks that cannot be read."""
        notes = [
            f"{count_noun(count, 'pick')} in {folder} not {self._verb}, greyed by the masks of that picking."
            for folder, count in (+self._hidden).items()
        ]
        return notes + [sentence for masks in self._masks.values() for sentence in masks.problems]

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
        chosen = "at or above the threshold of their defocus"
        if not limits.by_name:
            chosen = f"with a confidence of {limits.threshold:g} or more"
        return (
            f"Of the picks in {folder}, those {chosen} are {self._verb} "
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
        pass  # the folder was changed; the note reports that no threshold is known
    return None, "the threshold of that picking is unknown"
