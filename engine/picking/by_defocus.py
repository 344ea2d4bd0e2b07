"""Selection of the picks of a run by thresholds that follow the defocus, at its end, when all picks are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, select_passing
from iceboxer.engine.data.ctf import match_ctf
from iceboxer.engine.data.defocus import describe_thresholds, even_thresholds
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph_names import OfPath
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.output import OutputFolder, Totals
from iceboxer.engine.text import count_noun, join_names


class DefocusSelection:
    """The selection of picks by the defocus of their micrographs.

    A micrograph without a known defocus has the common threshold. `notes` are sentences on the CTF file; after `select`
    or `thresholds`, `result` is one on the thresholds, and `by_name` contains them by the names of the results.

    Raises
    ------
    ReadError
        The CTF file cannot be read, fits none of the micrographs, or fits one twice.
    """

    def __init__(self, config: PickConfig, ctf: Path, paths: Sequence[Path]) -> None:
        matched = match_ctf(ctf, [OfPath(path) for path in paths])
        self._config = config
        self._defocus = {path: found.defocus for path, found in matched.by_path.items()}
        self._picks: dict[
            Path, tuple[NDArray[np.float32], NDArray[np.uint8]]
        ] = {}  # confidences; visible picks, packed
        self.notes = matched.notes()
        if missing := [path.name for path in paths if path not in self._defocus]:
            count = count_noun(len(missing), "micrograph")
            self.notes.append(
                f"{count} without a defocus in {ctf.name}, with the common threshold: {join_names(missing)}."
            )
        self.result = ""
        self.by_name: dict[str, float] = {}

    def add(self, path: Path, picks: Boxes, visible: NDArray[np.bool_]) -> None:
        """Add the picks (n,) of a micrograph, of which those in junk are not visible."""
        fitting = select_passing(picks[visible], -np.inf, self._config.min_size, self._config.max_size)
        self._picks[path] = fitting["confidence"].astype(np.float32), np.packbits(visible)

    def thresholds(self, common: float) -> dict[Path, float]:
        """Return the threshold of each micrograph with a known defocus; `common` sets the share of picks kept."""
        found = even_thresholds({path: picks[0] for path, picks in self._picks.items()}, self._defocus, common)
        self.result = describe_thresholds(found, self._defocus)
        return found

    def select(self, output: OutputFolder, names: Mapping[Path, str], totals: Totals) -> Totals:
        """Write the selected picks of the micrographs in `totals` again; return their totals."""
        thresholds = self.thresholds(output.threshold)
        self.by_name = {names[path]: thresholds[path] for path in totals.counts if path in thresholds}
        selected = Totals()
        for path in totals.counts:
            (all_picks,) = read_boxes(output.folder / "CBOX" / f"{names[path]}.cbox")
            visible = np.unpackbits(self._picks[path][1], count=len(all_picks.boxes)).astype(bool)
            kept = output.write_selected(names[path], all_picks.boxes[visible], thresholds.get(path))
            selected.add(path, kept)
        return selected
