"""Picks that are hidden because they lie in junk: on a junk map of the network, or on masks of the user."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK, JunkMask, greyed
from iceboxer.engine.data.mask_file import read_mask, write_mask
from iceboxer.engine.data.mask_matching import match_masks
from iceboxer.engine.data.mask_orientation import MOST, advice
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.result_names import JUNK_MAPS
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.mask_settings import MaskSettings


class Greying:
    """Decides for a run which picks are hidden.

    Parameters
    ----------
    folder : Path, optional
        The output folder, in which the junk maps of the network are written.

    Raises
    ------
    EngineError
        The folder of masks does not exist.
    """

    def __init__(self, config: MaskSettings, folder: Path | None = None) -> None:
        self._mode, self._margin, self._folder = config.mask, config.mask_margin, folder
        self._threshold = config.mask_threshold
        self._matched: dict[Path, Path] | None = None  # by micrograph, once these are known
        if self._mode not in (AUTO_MASK, NO_MASK) and not Path(self._mode).is_dir():
            raise EngineError(f"{self._mode} is not a folder of masks; give a folder, auto or none.")

    def match(self, paths: Sequence[Path]) -> list[str]:
        """Match the masks of a folder to these micrographs by name; return sentences on those that are not used.

        Raises
        ------
        EngineError
            No mask is named like a micrograph.
        """
        if self._mode in (AUTO_MASK, NO_MASK) or not paths:
            return []
        matched = match_masks([Path(self._mode)], paths)
        self._matched = matched.files
        return matched.notes() + advice(list(islice(self._checked(paths), MOST)))

    def _checked(self, paths: Sequence[Path]) -> Iterator[tuple[Micrograph, JunkMask]]:
        """Yield micrographs with their masks, without those that cannot be read, which are reported later."""
        for path in paths:
            file = (self._matched or {}).get(path)
            if file is not None:
                with suppress(ReadError):
                    micrograph = open_micrograph(path)
                    yield micrograph, read_mask(file, micrograph.shape, self._threshold)

    def mask_of(self, outcome: Outcome, name: str) -> JunkMask | None:
        """Return the mask of a micrograph, None without one; write it if the network has just made it.

        Raises
        ------
        ReadError
            The mask cannot be read or does not fit.
        """
        if self._mode == NO_MASK:
            return None
        path = None if self._folder is None else self._folder / JUNK_MAPS / f"{name}.png"
        if outcome.junk is not None:
            if path is not None:
                write_mask(path, outcome.junk)
            return outcome.junk
        if self._mode != AUTO_MASK:
            path = self._find(outcome.path)
        if path is None or not is_file(path):
            return None
        return read_mask(
            path, outcome.shape if any(outcome.shape) else open_micrograph(outcome.path).shape, self._threshold
        )

    def _find(self, micrograph: Path) -> Path | None:
        if self._matched is not None:
            return self._matched.get(micrograph)
        with suppress(EngineError):  # there are no masks yet
            return match_masks([Path(self._mode)], [micrograph]).files.get(micrograph)
        return None

    def visible(self, picks: Boxes, mask: JunkMask | None, diameter: float) -> NDArray[np.bool_]:
        """Return which picks (n,) are not hidden; `diameter` is that of the particle in px."""
        if mask is None or not len(picks):
            return np.ones(len(picks), bool)
        return ~greyed(picks, mask, diameter / 2, self._margin)
