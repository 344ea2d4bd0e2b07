"""Cutting all boxes, and empty places beside them, out of their micrographs into one file."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.classes.blocks import map_blocks
from iceboxer.engine.classes.crop_file import CropFile
from iceboxer.engine.classes.crops import COVER, Cutter, Defocus, empty_places, normalise_crops
from iceboxer.engine.classes.picks import Picks
from iceboxer.engine.classes.workspace import Workspace
from iceboxer.engine.data.boxes import centres
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, MicrographFailed, Note, Progress, Report, check
from iceboxer.engine.text import count_noun

CROPS, PLACES = "crops.raw", "places.npz"
MOST_EMPTY = 2000  # empty places
FEWEST_EMPTY = 60  # with fewer, the noise cannot be estimated
BLANK = 0.05  # times the usual contrast, below which a crop shows nothing
CUT_AT_ONCE = 2  # micrographs, each of which needs several times its own size in memory
UNIT = "micrographs cut"

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Extracted:
    """Crops of boxes and of empty places.

    Attributes
    ----------
    picks
        The boxes (n,) that were cut.
    empty
        Crops (k, side, side) of places without boxes.
    is_empty
        Whether these are away from all boxes; in crowded micrographs they are anywhere.
    contrast
        Standard deviation (n,) of each crop relative to the median of its micrograph.
    step
        Px of the micrograph per px of the crop (n,).
    """

    picks: Picks
    empty: Floats
    is_empty: bool
    contrast: Floats
    step: Floats
    _file: CropFile
    _rows: NDArray[np.intp]

    def read(self, part: slice | NDArray[np.intp]) -> Floats:
        """Return the crops (m, side, side) of some of the boxes."""
        return self._file.read(self._rows[part])


def extract(
    picks: Picks,
    side: int,
    defocus: dict[int, Defocus],
    seed: int,
    workspace: Workspace,
    report: Report,
    cancelled: IsCancelled,
) -> Extracted:
    """Cut all boxes, unless an earlier run has; a micrograph that cannot be read is reported and skipped.

    Raises
    ------
    EngineError
        Too few boxes remain.
    Cancelled
    """
    file = CropFile(workspace.folder / CROPS, len(picks.boxes), side)
    stored = workspace.load(PLACES) if file.is_whole() else None
    if stored is None:
        file.create()
        stored = _cut_all(picks, file, defocus, seed, report, cancelled)
        file.flush()
        workspace.save(PLACES, **stored)
    failed, blank = set(stored["failed"].tolist()), stored["blank"]
    kept = np.flatnonzero(~(np.isin(picks.number, list(failed)) | blank))
    if beyond := int(stored["beyond"]):
        crops = count_noun(beyond, "crop reaches", "crops reach")
        report(Note(f"{crops} beyond the edge of a micrograph; the missing part is mirrored."))
    if blank.any():
        report(Note(f"{count_noun(int(blank.sum()), 'box', 'boxes')} skipped: the micrograph is blank there."))
    return Extracted(
        picks.without(failed, blank) if failed or blank.any() else picks,
        stored["empty"],
        bool(stored["is_empty"]),
        stored["contrast"][kept],
        stored["step"][kept],
        file,
        kept,
    )


@dataclass(frozen=True)
class _Cut:
    """What one micrograph yields besides the crops of its boxes: the contrast of these, and other places.

    `spread` is the contrast of each box and `usual` that of a usual one.
    """

    spread: Floats
    usual: float
    step: float
    beyond: int
    empty: Floats
    anywhere: Floats


def _cut_all(
    picks: Picks, file: CropFile, defocus: dict[int, Defocus], seed: int, report: Report, cancelled: IsCancelled
) -> dict[str, NDArray[Any]]:
    """Write all crops to `file`; return the other arrays."""
    began, count = time.monotonic(), len(picks.micrographs)
    contrast, step = np.ones(len(picks.boxes), np.float32), np.ones(len(picks.boxes), np.float32)
    none = np.zeros((0, file.side, file.side), np.float32)
    empty, anywhere = [none], [none]
    failed, beyond, blank = [], 0, np.zeros(len(picks.boxes), bool)

    def cut(i: int) -> _Cut | ReadError:
        check(cancelled)
        try:
            return _cut(picks, i, file, defocus.get(i), seed)
        except ReadError as e:
            return e

    for i, found in enumerate(map_blocks(cut, range(count), CUT_AT_ONCE)):
        if isinstance(found, ReadError):
            report(MicrographFailed(found.path, found.reason))
            failed.append(i)
            continue
        mine = np.flatnonzero(picks.number == i)
        contrast[mine] = found.spread / found.usual
        blank[mine] = found.spread < BLANK * found.usual
        step[mine] = found.step
        beyond += found.beyond
        empty.append(found.empty)
        anywhere.append(found.anywhere)
        left = (time.monotonic() - began) / (i + 1) * (count - i - 1)
        report(Progress(i + 1, count, UNIT, left))
    chosen = np.concatenate(empty)
    is_empty = len(chosen) >= FEWEST_EMPTY
    if not is_empty:
        chosen = np.concatenate([chosen, *anywhere])
    return {
        "empty": chosen,
        "is_empty": np.array(is_empty),
        "contrast": contrast,
        "step": step,
        "failed": np.array(failed, np.intp),
        "blank": blank,
        "beyond": np.array(beyond),
    }


def _cut(picks: Picks, i: int, file: CropFile, defocus: Defocus | None, seed: int) -> _Cut:
    """Write the crops of micrograph `i` to `file`; return the rest.

    Raises
    ------
    ReadError
        The micrograph cannot be read.
    """
    micrograph = picks.micrographs[i]
    mine = np.flatnonzero(picks.number == i)
    at = centres(picks.boxes[mine]).astype(np.float64)
    size = picks.side_on(micrograph)
    image = micrograph.read()
    if min(image.shape) <= size * COVER:
        height, width = image.shape
        raise ReadError(micrograph.path, f"is too small for boxes of {size:.0f} px: {width} × {height} px")
    cutter = Cutter(image, size, file.side, micrograph.pixel_size, defocus)
    del image  # which the cutter has shrunk
    crops, spread, usual = normalise_crops(cutter.cut(at))
    if usual == 0:
        raise ReadError(micrograph.path, "is blank: all pixels in its boxes are equal")
    file.write(mine, np.clip(crops, -100, 100))
    rng = np.random.default_rng([seed, i])
    wanted = max(4, min(len(mine), MOST_EMPTY // len(picks.micrographs) + 1))
    empty, anywhere = (
        _not_blank(*normalise_crops(cutter.cut(empty_places(others, micrograph.shape, size, wanted, rng)), usual))
        for others in (at, at[:0])
    )
    return _Cut(spread, usual, cutter.step, int(cutter.extends_beyond_edge(at).sum()), empty, anywhere)


def _not_blank(crops: Floats, contrast: Floats, usual: float) -> Floats:
    """Return the crops (n, side, side) that are not blank; all if the picture is blank except in its boxes."""
    kept = contrast >= BLANK * usual
    return crops[kept] if kept.any() else crops
