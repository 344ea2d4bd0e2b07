"""Thresholds of converted picks that follow the defocus of their micrographs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind
from iceboxer.engine.data.ctf import match_ctf
from iceboxer.engine.data.defocus import describe_thresholds, even_thresholds
from iceboxer.engine.data.formats import BoxList
from iceboxer.engine.data.micrograph_names import OfPath
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.reading import PickingLimits
from iceboxer.engine.evaluation.shown import ShownPicks

Read = Callable[[Path], list[BoxList]]
Key = Callable[[str, Path], Path]  # of a micrograph, by its name in a box file and that file


@dataclass(frozen=True)
class DefocusLimits:
    """Limits of the picks of each micrograph, by its path; `notes` are sentences for users."""

    by_path: Mapping[Path, float]
    notes: Sequence[str]

    def select(self, path: Path, boxes: Boxes, limits: PickingLimits | None) -> NDArray[np.bool_]:
        """Return which boxes (n,) of a micrograph to convert: all labels, and the picks that pass.

        `limits` are those of its picking; a micrograph without a known defocus keeps their threshold.
        """
        limits = limits or PickingLimits(None, None, None)
        own = replace(limits, threshold=self.by_path.get(path, limits.threshold))
        chosen: NDArray[np.bool_] = own.passing(boxes) | (boxes["kind"] == Kind.LABEL)
        return chosen


def read_defocus_limits(ctf: Path, files: Sequence[Path], read: Read, key: Key, shown: ShownPicks) -> DefocusLimits:
    """Return thresholds under which the share of the picks kept is alike at every defocus.

    It is the share of all that pass the threshold of their picking, or the given one. Files that cannot be read are
    ignored here.

    Raises
    ------
    EngineError
        The threshold is unknown, or the files were picked with several.
    ReadError
        The CTF file cannot be read, fits none of the micrographs, or fits one twice.
    """
    confidences: dict[Path, list[Floats]] = {}
    common: Counter[float | None] = Counter()
    for path in files:
        try:
            lists = [(key(each.micrograph or path.stem, path), each) for each in read(path)]
        except ReadError:
            continue
        for micrograph, boxlist in lists:
            ours = bool(boxlist.made_with)
            limits = shown.limits_of(path, ours) or PickingLimits(None, None, None)
            common[limits.threshold] += 1
            boxes = boxlist.boxes[boxlist.boxes["kind"] == Kind.PICK]
            fitting = replace(limits, threshold=None).passing(boxes) & ~shown.greyed(path, boxes, ours)
            confidences.setdefault(micrograph, []).append(boxes["confidence"][fitting])
    threshold = next(iter(common), None)
    if threshold is None or len(common) > 1:
        raise EngineError("--ctf varies one common threshold, and these boxes have none. Set --threshold.")
    matched = match_ctf(ctf, [OfPath(path) for path in confidences])
    defocus = {path: found.defocus for path, found in matched.by_path.items()}
    found = even_thresholds({path: np.concatenate(each) for path, each in confidences.items()}, defocus, threshold)
    return DefocusLimits(found, [*matched.notes(), describe_thresholds(found, defocus)])
