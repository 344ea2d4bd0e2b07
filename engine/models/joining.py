"""Joining traced pieces end to end where one filament was lost for a while, for example under others that cross it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.filaments import Filament, Points, make_filament

Floats = NDArray[np.float64]

ALIGNED = np.radians(20)  # largest angle between the line across a gap and either piece
BACK = 0.8  # widths from an end at which its direction is measured, since ends are less certain
COVERED = 0.6  # widths: a place this close to another filament lies under it
UNDER = 2.0  # widths by which a gap may be longer if other filaments cover most of it


@dataclass(frozen=True)
class _End:
    """An end of a piece: place, outward direction, and which piece and end it is."""

    place: Floats
    direction: Floats
    piece: int
    last: bool


def join_pieces(pieces: Sequence[Filament], gap: float, bend: float) -> list[Filament]:
    """Return the pieces with those joined whose ends face each other across at most `gap` px, the best first.

    No joined filament has a curvature above `bend` (1/px). Its confidence is the mean along its length, 0 in the gap.
    """
    found = list(pieces)
    while True:
        links = sorted(_links(found, gap), key=lambda link: link[0])
        joined = next((j for cost, a, b in links if (j := _joined(found, a, b, bend)) is not None), None)
        if joined is None:
            return found
        first, second, whole = joined
        found = [f for number, f in enumerate(found) if number not in (first, second)] + [whole]


def _links(pieces: Sequence[Filament], gap: float) -> list[tuple[float, _End, _End]]:
    """Return the pairs of ends that may be joined, each with its cost."""
    ends = [end for number, f in enumerate(pieces) for end in _ends(number, f)]
    places = np.array([end.place for end in ends]).reshape(-1, 2)
    links = []
    for i, a in enumerate(ends):
        width = pieces[a.piece].width
        near = np.flatnonzero(np.hypot(*(places - a.place).T) <= gap + (UNDER + 2 * BACK) * width)
        for b in (ends[j] for j in near.tolist() if j > i):
            if a.piece == b.piece:
                continue
            across = b.place - a.place
            length = float(np.hypot(*across))
            if length <= 0:
                continue
            cosines = float(across @ a.direction) / length, float(-across @ b.direction) / length
            if min(cosines) < np.cos(ALIGNED):
                continue
            space = length - 2 * BACK * width
            if space <= gap or (space <= gap + UNDER * width and _is_covered(pieces, a, b)):
                links.append((length + width * float(np.sum(np.arccos(np.minimum(cosines, 1)))), a, b))
    return links


def _ends(number: int, f: Filament) -> list[_End]:
    back = min(BACK * f.width, f.length / 3)
    places, angles = f.at([back, f.length - back])
    outward = np.column_stack([np.cos(angles), np.sin(angles)]) * np.array([[-1.0], [1.0]])
    return [_End(places[0], outward[0], number, False), _End(places[1], outward[1], number, True)]


def _is_covered(pieces: Sequence[Filament], a: _End, b: _End) -> bool:
    """Return whether other filaments lie over most of the line between two ends."""
    line = a.place + np.linspace(0, 1, 9)[:, None] * (b.place - a.place)
    under = np.zeros(len(line), bool)
    for number, f in enumerate(pieces):
        if number not in (a.piece, b.piece):
            places = f.resampled(f.width / 4)[0]
            under |= np.hypot(*(line[:, None] - places[None]).transpose(2, 0, 1)).min(axis=1) < COVERED * f.width
    return bool(under.mean() > 0.5)


def _joined(pieces: Sequence[Filament], a: _End, b: _End, bend: float) -> tuple[int, int, Filament] | None:
    """Return the numbers of two pieces and the filament through both; None if it bends too much."""
    first, second = pieces[a.piece], pieces[b.piece]
    before, after = _up_to(first, a.last), _up_to(second, b.last)[::-1]
    whole = make_filament(np.concatenate([before, after]), first.width)
    if whole.curvature > bend:
        return None
    total = first.confidence * first.length + second.confidence * second.length
    confidence = min(1.0, total / max(whole.length, first.length + second.length))
    return a.piece, b.piece, replace(whole, confidence=confidence, kind=first.kind)


def _up_to(f: Filament, last: bool) -> Points:
    """Return the points of a piece towards one end, without the part of it that is less certain."""
    back = min(BACK * f.width, f.length / 3)
    whole = f if last else f.reversed()
    return whole.part(0, f.length - back).points
