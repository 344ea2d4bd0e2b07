"""The filaments of one micrograph as a file holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.filaments import SAME_POINT, Filament, make_filament
from iceboxer.engine.errors import ConfigError, ReadError
from iceboxer.engine.text import count_noun

MOST_POINTS = 1_000_000  # of one filament
FARTHEST = 1e7  # px from the origin: beyond, a coordinate is damaged


@dataclass(frozen=True)
class FilamentList:
    """The filaments of one micrograph.

    Attributes
    ----------
    micrograph
        The micrograph's name in the file; None if the file has the micrograph's name and holds no other.
    filaments
        In the order of the file.
    boxes
        Single particles in the same file, and filaments of a single point.
    notes
        A sentence on each thing that was not as expected.
    """

    micrograph: str | None
    filaments: tuple[Filament, ...]
    boxes: Boxes = field(default_factory=no_boxes)
    notes: tuple[str, ...] = ()


def is_one_point(points: ArrayLike) -> bool:
    """Return whether all points (n, 2) of a filament are at the same place, so that it has no direction."""
    places = np.asarray(points, np.float64).reshape(-1, 2)
    return len(places) > 0 and bool((np.abs(places - places[0]) <= SAME_POINT).all())


def notes_on_points(path: Path, count: int) -> tuple[str, ...]:
    """Return a sentence if a file has filaments of a single point."""
    return note_kept(path, count, "filament", "of a single point")


def note_kept(path: Path, count: int, noun: str, why: str) -> tuple[str, ...]:
    """Return a sentence if `count` things in a file are kept as boxes."""
    if not count:
        return ()
    kept = "a box of a single particle" if count == 1 else "boxes of single particles"
    return (f"{path.name} has {count_noun(count, noun)} {why}, kept as {kept}.",)


def filament_at(
    path: Path,
    where: str,
    points: Sequence[Sequence[float]],
    width: float,
    confidence: float = float("nan"),
    kind: Kind = Kind.LABEL,
    id: int = 0,
) -> Filament:
    """Return the filament through points of a file.

    Raises
    ------
    ReadError
        It has fewer than two different points, or a point without a position; the message includes `where`.
    """
    far = np.abs(np.asarray(points, np.float64)) > FARTHEST
    if far.any():
        raise ReadError(path, f"has a filament with a point more than {FARTHEST:,.0f} px away ({where})")
    if len(points) > MOST_POINTS:
        raise ReadError(path, f"has a filament of {len(points):,} points ({where})")
    try:
        return make_filament(points, width, confidence, kind, id)
    except ConfigError as e:
        sentence = str(e)
        raise ReadError(path, f"cannot be used: {sentence[0].lower()}{sentence[1:].rstrip('.')} ({where})") from e
