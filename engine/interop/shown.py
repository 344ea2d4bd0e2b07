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
from iceboxer.engine.evaluation.reading import Selection, read_selection


class ShownPicks:
    """Selects of each list what its picking showed, or what passes a given threshold, and remembers which was used."""

    def __init__(self, threshold: float | None) -> None:
        self._threshold = threshold
        self._folders: dict[Path, tuple[Selection | None, str]] = {}
        self._left_out: Counter[Path] = Counter()

    def select(self, path: Path, boxes: Boxes, ours: bool) -> NDArray[np.bool_]:
        """Return which boxes (n,) of the file `path` to convert; those without a confidence pass.

        `ours` are picks of this program, in the folder CBOX of a picking.
        """
        selection = Selection(self._threshold) if self._threshold is not None else None
        folder = path.absolute().parent.parent
        if ours:
            if folder not in self._folders:
                self._folders[folder] = _selection_of(folder) if selection is None else (selection, "as given")
            selection = self._folders[folder][0]
        if selection is None:
            return np.ones(len(boxes), bool)
        size = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
        chosen = passes(boxes["confidence"], size, selection.threshold, selection.min_size, selection.max_size)
        self._left_out[folder] += int((~chosen).sum())
        return chosen

    def notes(self) -> list[str]:
        """Return a sentence about each folder of picks."""
        return [self._note(folder, selection, why) for folder, (selection, why) in self._folders.items()]

    def _note(self, folder: Path, selection: Selection | None, why: str) -> str:
        if selection is None:
            return (
                f"All picks in {folder} are converted, down to the lowest confidence ({why}); --threshold limits them."
            )
        return (
            f"Of the picks in {folder}, those with a confidence of {selection.threshold:g} or more are converted "
            f"({why}); {self._left_out[folder]:,} are left out. --threshold changes this; 0 converts all."
        )


def _selection_of(folder: Path) -> tuple[Selection | None, str]:
    """Return what the picking in `folder` showed, else the recommended threshold of its model, and which it is."""
    if selection := read_selection(folder):
        return selection, "the threshold of that picking"
    try:
        settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        model = path_of_shipped()
        if settings["model"] == hashlib.sha256(model.read_bytes()).hexdigest():
            return Selection(read_card(model).threshold), "the threshold that the general model recommends"
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ReadError):
        pass  # the folder was changed; the note tells that no threshold is known
    return None, "the threshold of that picking is unknown"
