"""The edge of micrographs in evaluations: what picking leaves out there counts neither as found nor as missed.

Picking drops boxes that extend beyond the micrograph, so no pick can be expected on a particle so close to the edge.
The figures leave out the same particles, judged by a box of the picks' size, and the picks on them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, inside, resized
from iceboxer.engine.data.micrograph import open_micrograph, stem_of
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.data.same_names import KnownNames
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.metrics import DEFAULT_IOU, Matches, match
from iceboxer.engine.text import count_noun

Shape = tuple[int, int]  # height and width in px


def countable(boxes: Boxes, shape: Shape, box_size: float | None = None) -> NDArray[np.bool_]:
    """Return which boxes (n,) picking would keep: a box of `box_size` px there lies entirely in the micrograph.

    By default each box is judged by its own size.
    """
    return inside(boxes if box_size is None else resized(boxes, box_size), shape)


def match_inside(
    picks: Boxes, truth: Boxes, shape: Shape, box_size: float | None = None, iou_limit: float = DEFAULT_IOU
) -> Matches:
    """Match the picks of one micrograph to its true boxes, both without those at the edge.

    A pick on a true box at the edge is left out too. `box_size` is the side of the picks in px.
    """
    kept = picks[countable(picks, shape)]
    return match(kept, truth, iou_limit, np.ones(len(kept), bool), countable(truth, shape, box_size))


def side_of(picks: Iterable[Boxes]) -> float | None:
    """Return the median of the longer sides of all picks in px, None without picks."""
    sides = [np.maximum(boxes["width"], boxes["height"]) for boxes in picks if len(boxes)]
    return float(np.median(np.concatenate(sides))) if sides else None


def read_shapes(micrographs: Iterable[Path], names: Iterable[str]) -> dict[str, Shape]:
    """Return the shapes of the micrographs that can be opened, by those of `names` that mean them.

    Two micrographs of different shapes with one name have no shape.
    """
    shapes: dict[str, set[Shape]] = {}
    known = KnownNames(names)
    for path in micrographs:
        name = known.meant_by((path.absolute().parent / stem_of(path)).as_posix())
        if name is None:
            continue
        try:
            shapes.setdefault(name, set()).add(open_micrograph(path).shape)
        except EngineError:
            continue  # its particles then count at the edge, which the result reports
    return {name: next(iter(found)) for name, found in shapes.items() if len(found) == 1}


def picked_micrographs(picks: Iterable[Path]) -> list[Path]:
    """Return the micrographs that the summaries in folders of picking name and that still exist.

    A picking that kept the boxes at the edge names none, because its rule leaves nothing out.
    """
    found: list[Path] = []
    for folder in picks:
        try:
            summary = json.loads(read_regular_text(folder / "summary.json"))
            named = [] if summary["config"]["keep_edge"] else [Path(name) for name in summary["counts"]]
            found += [path for path in named if path.is_file()]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
    return found


def describe(left_out: int | None, known: Mapping[str, Shape], micrographs: int) -> str:
    """Return a sentence on the true boxes that were left out at the edge; None: no shape is known."""
    if left_out is None:
        return (
            "The sizes of the micrographs are not known, so particles at the edge count, although picking drops boxes "
            "that extend beyond it. Give --micrographs to leave them out."
        )
    unknown = micrographs - len(known)
    rest = f"; the size of {count_noun(unknown, 'micrograph')} is not known" if unknown else ""
    return f"{count_noun(left_out, 'particle')} left out at the edge, where a box extends beyond the micrograph{rest}."
