"""The files of an unfinished run, from which it can be resumed: crops, and the averages after the latest round."""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from iceboxer.engine.classes.alignment import Mixture
from iceboxer.engine.data.atomic import make_folder, remove_folder, replacing, write_text
from iceboxer.engine.data.regular_file import read_regular_text, require_regular

FOLDER, SETTINGS = "unfinished", "settings.json"
ROUND = "round.npz"


class Workspace:
    """The unfinished run in `folder`; one with another `signature` (boxes, micrographs and settings) is discarded."""

    def __init__(self, folder: Path, signature: dict[str, Any]) -> None:
        self.folder = folder / FOLDER
        self._signature = signature
        if self._stored() != signature:
            self.clear()

    def clear(self) -> None:
        """Discard all files and start a new run."""
        self.remove()
        make_folder(self.folder)
        write_text(self.folder / SETTINGS, json.dumps(self._signature, indent=2) + "\n")

    def _stored(self) -> Any:
        try:
            return json.loads(read_regular_text(self.folder / SETTINGS))
        except (OSError, ValueError, RecursionError):
            return None

    def save(self, name: str, **arrays: NDArray[Any]) -> None:
        """Write arrays to a file atomically."""
        with replacing(self.folder / name) as temporary:
            np.savez(temporary, **arrays)  # type: ignore[arg-type]

    def load(self, name: str) -> dict[str, NDArray[Any]] | None:
        """Return the arrays of a file; None if there is none or it is damaged."""
        try:
            require_regular(self.folder / name)
            with np.load(self.folder / name, allow_pickle=False) as stored:
                return {key: stored[key] for key in stored.files}
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error):
            return None

    def save_round(self, number: int, model: Mixture) -> None:
        """Write the averages after a round."""
        self.save(ROUND, number=np.array(number), average=model.average.numpy(), noise=model.noise.numpy())

    def load_round(self) -> tuple[int, Mixture] | None:
        """Return the number of finished rounds and their averages; None before the first."""
        stored = self.load(ROUND)
        if stored is None or not {"number", "average", "noise"} <= stored.keys():
            return None
        return int(stored["number"]), Mixture(torch.from_numpy(stored["average"]), torch.from_numpy(stored["noise"]))

    def remove(self) -> None:
        """Remove all files."""
        remove_folder(self.folder)
