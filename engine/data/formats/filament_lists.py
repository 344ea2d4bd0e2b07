"""The filaments of one micrograph as a file holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.filaments import Filament, make_filament
from iceboxer.engine.errors import ConfigError, ReadError

MOST_POINTS = 1_000_000  # of one filament


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
        Single particles in the same file, and segments that are the only one of their filament.
    notes
        A sentence on each thing that was not as expected.
    """

    micrograph: str | None
    filaments: tuple[Filament, ...]
    boxes: Boxes = field(default_factory=no_boxes)
    notes: tuple[str, ...] = ()


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
    if len(points) > MOST_POINTS:
        raise ReadError(path, f"has a filament of {len(points):,} points ({where})")
    try:
        return make_filament(points, width, confidence, kind, id)
    except ConfigError as e:
        sentence = str(e)
        raise ReadError(path, f"cannot be used: {sentence[0].lower()}{sentence[1:].rstrip('.')} ({where})") from e
