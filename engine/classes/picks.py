"""The boxes that are averaged, with their micrographs."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.classes.config import FEWEST_BOXES, SMALLEST_BOX, ClassesConfig
from iceboxer.engine.classes.masks import MasksOfMicrographs
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.formats import BoxList
from iceboxer.engine.data.matching import Select, load_boxes
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.result_names import name_of
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.reading import PickingLimits, open_micrographs, picked_files, read_limits
from iceboxer.engine.events import MicrographFailed, Note, Report
from iceboxer.engine.text import count_noun

Visible = tuple[Boxes, NDArray[np.bool_]]  # boxes (n,) of a micrograph, and which of them are picks in junk

FILAMENT = "_filamentid"  # crYOLO's column in CBOX files of filaments


@dataclass(frozen=True)
class Picks:
    """Boxes (n,) on several micrographs: `number` (n,) is the index of each box's micrograph.

    `side` is the common side of the boxes, in Å if `in_angstrom`, else in px of each micrograph. `greyed` (n,) marks
    the picks in junk; None without masks.
    """

    micrographs: tuple[Micrograph, ...]
    boxes: Boxes
    number: NDArray[np.intp]
    side: float
    in_angstrom: bool
    failed: int = 0
    greyed: NDArray[np.bool_] | None = None

    def side_on(self, micrograph: Micrograph) -> float:
        """Return the side of a box in px of a micrograph."""
        return self.side / (micrograph.pixel_size or 1.0) if self.in_angstrom else self.side

    @property
    def pixel_size(self) -> float | None:
        """The pixel size that all micrographs share in Å/px; None if unknown or different."""
        sizes = {m.pixel_size for m in self.micrographs}
        return sizes.pop() if len(sizes) == 1 else None

    @property
    def angstrom(self) -> float | None:
        """The side of a box in Å, if known."""
        if self.in_angstrom:
            return self.side
        return None if self.pixel_size is None else self.side * self.pixel_size

    def without(self, failed: set[int], blank: NDArray[np.bool_]) -> Picks:
        """Return the boxes except those on micrographs with the numbers `failed` and `blank` ones (n,).

        Raises
        ------
        EngineError
            Too few remain.
        """
        kept = ~(np.isin(self.number, list(failed)) | blank)
        _check_enough(int(kept.sum()))
        greyed = None if self.greyed is None else self.greyed[kept]
        missing = self.failed + len(failed)
        return replace(self, boxes=self.boxes[kept], number=self.number[kept], failed=missing, greyed=greyed)

    def digest(self) -> str:
        """Return a digest of boxes and micrographs, by which a run recognises its own earlier work."""
        found = hashlib.sha256(np.ascontiguousarray(self.boxes).tobytes())
        found.update(self.number.tobytes())
        for micrograph in self.micrographs:
            state = micrograph.path.stat()
            found.update(os.fsencode(micrograph.path.resolve()))
            found.update(f" {state.st_size} {state.st_mtime_ns}\n".encode())
        return found.hexdigest()[:16]


def read_picks(config: ClassesConfig, report: Report) -> Picks:
    """Read the visible boxes of all micrographs that can be opened: labels, and picks at or above the threshold.

    Picks in junk are visible only if the config includes them.

    Raises
    ------
    EngineError
        There are too few boxes, or their sizes are unknown.
    """
    opened, failed = _open_micrographs(config, report)
    lists: dict[int, list[Visible]] = {}
    index = {m.path: i for i, m in enumerate(opened)}
    ignored: Counter[str] = Counter()
    for source in config.picks:
        select = _passing(source, config.threshold, ignored)
        loaded = load_boxes(picked_files((source,)), opened, config.box_size, select)
        for problem in loaded.problems:
            report(MicrographFailed(problem.path, problem.reason))
        failed += len(loaded.problems)
        for sentence in loaded.notes():
            report(Note(sentence))
        masks = MasksOfMicrographs(source, index, report)
        for path, boxlist in loaded.boxes.items():
            visible = _counted(boxlist, ignored)
            hidden = masks.greyed(opened[index[path]], visible)
            if not config.greyed:
                ignored["greyed by masks, so not averaged; --greyed averages them too"] += int(hidden.sum())
                visible, hidden = visible[~hidden], hidden[~hidden]
            lists.setdefault(index[path], []).append((visible, hidden))
    for reason, count in (+ignored).items():
        report(Note(f"{count_noun(count, 'box', 'boxes')}: {reason}."))
    return _joined(opened, lists, failed, report)


def _open_micrographs(config: ClassesConfig, report: Report) -> tuple[list[Micrograph], int]:
    """Return the micrographs that can be opened, and the number of the others."""
    opened, failed = open_micrographs(config.micrographs, report)
    if not opened:
        raise EngineError("There are no micrographs to cut particles from. Give their files or folders.")
    return opened, failed


def _passing(source: Path, threshold: float | None, ignored: Counter[str]) -> Select:
    """Return a function that selects boxes within the limits of their picking, and rejected ones.

    It adds the others to `ignored`. A given threshold replaces that of the picking.
    """
    limits = read_limits(source) or PickingLimits(None, None, None)
    if threshold is not None:
        limits = replace(limits, threshold=threshold, by_name={})

    def select(file: Path, boxes: Boxes, _: bool) -> NDArray[np.bool_]:
        keep: NDArray[np.bool_] = (boxes["kind"] == Kind.REJECTED) | limits.of(name_of(file)).passing(boxes)
        ignored["below the threshold or outside the size range, so not averaged"] += int((~keep).sum())
        return keep

    return select


def _counted(boxlist: BoxList, ignored: Counter[str]) -> Boxes:
    """Return the boxes that are not rejected; add the number of others to `ignored`, by reason."""
    boxes: Boxes = boxlist.boxes[boxlist.boxes["kind"] != Kind.REJECTED]
    ignored["rejected, so not averaged"] += len(boxlist.boxes) - len(boxes)
    if FILAMENT in boxlist.extra:
        ignored["segments of filaments, so their classes show stretches of a filament"] += len(boxes)
    return boxes


def _joined(opened: list[Micrograph], lists: dict[int, list[Visible]], failed: int, report: Report) -> Picks:
    every = [np.concatenate([no_boxes(), *(boxes for boxes, _ in lists.get(i, []))]) for i in range(len(opened))]
    used = [i for i, boxes in enumerate(every) if len(boxes)]
    _check_enough(sum(len(every[i]) for i in used))
    boxes = np.concatenate([every[i] for i in used])
    number = np.repeat(np.arange(len(used)), [len(every[i]) for i in used])
    micrographs = tuple(opened[i] for i in used)
    greyed = np.concatenate([mask for i in used for _, mask in lists[i]])
    return replace(prepare_picks(micrographs, boxes, number, report, failed), greyed=greyed)


def prepare_picks(
    micrographs: tuple[Micrograph, ...], boxes: Boxes, number: NDArray[np.intp], report: Report, failed: int = 0
) -> Picks:
    """Return boxes with the side at which all are cut; it is in Å if the micrographs have different pixel sizes.

    Raises
    ------
    EngineError
        There are too few boxes, or they are too small.
    """
    _check_enough(len(boxes))
    sides = np.maximum(boxes["width"], boxes["height"])
    if np.median(sides) < SMALLEST_BOX:
        raise EngineError(f"Boxes of {np.median(sides):.3g} px are too small to average; check the box size.")
    sizes = [m.pixel_size for m in micrographs]
    known = [size for size in sizes if size is not None]
    mixed = len(known) == len(sizes) and len(set(known)) > 1
    if mixed:
        side = float(np.median(sides * np.array(known)[number]))
        report(Note(f"Pixel sizes differ ({min(known):g} to {max(known):g} Å/px): boxes are cut at {side:.0f} Å."))
    else:
        side = float(np.median(sides))
        if known and len(known) < len(sizes):
            report(Note("Some micrographs have no pixel size: all boxes are cut at the same size in px."))
    return Picks(micrographs, boxes, number, side, mixed, failed)


def _check_enough(count: int) -> None:
    if count == 0:
        raise EngineError(
            "There are no boxes to average on these micrographs. Lower the threshold, or check that the boxes belong "
            "to the micrographs."
        )
    if count < FEWEST_BOXES:
        raise EngineError(
            f"Only {count_noun(count, 'box', 'boxes')} to average: classes need at least {FEWEST_BOXES}. "
            "Lower the threshold or pick more micrographs."
        )
