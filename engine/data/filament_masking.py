"""Filaments in junk: the parts that are hidden, and the pieces that stay visible."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.junk import HIDING, JunkMask, distances_at

STEP = 1 / 8  # widths between two places at which a filament is compared with the mask
FINEST = 1.0  # px


@dataclass(frozen=True)
class JunkProfile:
    """The distance from junk along a filament.

    Attributes
    ----------
    along
        Distances (m,) in px from the filament's start, from 0 to its length.
    junk
        Distances (m,) in px from there to the nearest junk; 0 in junk.
    """

    along: Floats
    junk: Floats

    def hidden(self, reach: float) -> NDArray[np.bool_]:
        """Return which places (m,) lie in junk, or within `reach` px of it."""
        return np.asarray(self.junk <= max(0.0, reach))


def profile_of(filament: Filament, mask: JunkMask) -> JunkProfile:
    """Return the distance from junk along a filament."""
    step = max(FINEST, STEP * filament.width)
    along = np.linspace(0, filament.length, max(2, math.ceil(filament.length / step) + 1))
    places, _ = filament.at(along)
    return JunkProfile(along, distances_at(places[:, 0], places[:, 1], mask, HIDING).astype(np.float64))


def split_by_junk(filament: Filament, profile: JunkProfile, reach: float) -> tuple[list[Filament], list[Filament]]:
    """Return the visible and the hidden pieces of a filament, all with its number.

    A piece outside junk that is shorter than a width counts as hidden.
    """
    hidden = profile.hidden(reach)
    if not hidden.any():
        return [filament], []
    visible = [(a, b) for a, b in _spans(profile.along, ~hidden) if b - a >= filament.width]
    edges = [0.0, *(edge for span in visible for edge in span), filament.length]
    covered = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    return _parts(filament, visible), _parts(filament, covered)


def visible_pieces(
    filaments: Sequence[Filament], mask: JunkMask | None, margin: float = 0.0, least: float = 0.0
) -> list[Filament]:
    """Return the pieces of filaments that do not lie in junk, at least `least` px long, with numbers of their own.

    Parts nearer to junk than `margin` half widths are hidden too. Without a mask, the filaments are returned.
    """
    if mask is None:
        return list(filaments)
    kept: list[Filament] = []
    for f in filaments:
        pieces, hidden = split_by_junk(f, profile_of(f, mask), margin * f.width / 2)
        long = [piece for piece in pieces if piece.length >= least] if hidden else pieces
        kept += [replace(piece, id=0) if n else piece for n, piece in enumerate(long)]
    return kept


def _parts(filament: Filament, spans: Sequence[tuple[float, float]]) -> list[Filament]:
    return [filament.part(a, b) for a, b in spans]


def _spans(along: Floats, chosen: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Return the first and the last place of each run of chosen places."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8)))
    return [(float(along[a]), float(along[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True)]
