"""Joining traced pieces end to end where one filament was lost for a while, for example under others that cross it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.curve import Points
from iceboxer.engine.data.filaments import Filament, make_filament

Floats = NDArray[np.float64]

ALIGNED = np.radians(20)  # largest angle between the line across a gap and either piece
BACK = 0.8  # widths from an end at which its direction is measured, since ends are less certain
SHORTER = (BACK, 1.2, 1.6, 2.2, 3.0)  # widths by which the ends are cut, in turn, until a join bends little enough
COVERED = 0.6  # widths: a place this close to another filament lies under it
UNDER = 2.0  # widths by which a gap may be longer if other filaments cover most of it


@dataclass(frozen=True, eq=False)
class _End:
    """An end of a piece: place, outward direction, the piece, and which of its ends it is."""

    place: Floats
    direction: Floats
    piece: _Piece
    last: bool


@dataclass(frozen=True, eq=False)
class _Piece:
    """A filament with what is computed from it once, however many joins are tried."""

    filament: Filament

    @cached_property
    def ends(self) -> tuple[_End, _End]:
        """Its two ends."""
        f = self.filament
        back = _back(f)
        places, angles = f.at([back, f.length - back])
        outward = np.column_stack([np.cos(angles), np.sin(angles)]) * np.array([[-1.0], [1.0]])
        return _End(places[0], outward[0], self, False), _End(places[1], outward[1], self, True)

    @cached_property
    def dense(self) -> Points:
        """Places (n, 2) along it."""
        return self.filament.resampled(self.filament.width / 4)[0]


def join_pieces(pieces: Sequence[Filament], gap: float, bend: float) -> list[Filament]:
    """Return the pieces with those joined whose ends face each other across at most `gap` px, the best first.

    No joined filament has a curvature above `bend` (1/px). Its confidence is the mean along its length, 0 in the gap.
    """
    found = [_Piece(f) for f in pieces]
    failed: set[tuple[_End, _End]] = set()
    while True:
        links = sorted(_links(found, gap), key=lambda link: link[0])
        for _, a, b in links:
            if (a, b) not in failed and (whole := _joined(a, b, bend)) is not None:
                break
            failed.add((a, b))
        else:
            return [piece.filament for piece in found]
        found = [piece for piece in found if piece not in (a.piece, b.piece)] + [_Piece(whole)]


def _links(pieces: Sequence[_Piece], gap: float) -> list[tuple[float, _End, _End]]:
    """Return the pairs of ends that may be joined, each with its cost."""
    ends = [end for piece in pieces for end in piece.ends]
    places = np.array([end.place for end in ends]).reshape(-1, 2)
    widest = max((piece.filament.width for piece in pieces), default=0.0)
    links = []
    for i, j in sorted(scipy.spatial.cKDTree(places).query_pairs(gap + (UNDER + 2 * BACK) * widest)) if ends else ():
        a, b = ends[i], ends[j]
        across = b.place - a.place
        length, width = float(np.hypot(*across)), a.piece.filament.width
        if a.piece is b.piece or length <= 0:
            continue
        cosines = float(across @ a.direction) / length, float(-across @ b.direction) / length
        if min(cosines) < np.cos(ALIGNED):
            continue
        space = length - 2 * BACK * width
        if space <= gap or (space <= gap + UNDER * width and _is_covered(pieces, a, b)):
            links.append((length + width * float(np.sum(np.arccos(np.minimum(cosines, 1)))), a, b))
    return links


def _is_covered(pieces: Sequence[_Piece], a: _End, b: _End) -> bool:
    """Return whether other filaments lie over most of the line between two ends."""
    line = a.place + np.linspace(0, 1, 9)[:, None] * (b.place - a.place)
    under = np.zeros(len(line), bool)
    for piece in pieces:
        if piece not in (a.piece, b.piece):
            apart = line[:, None] - piece.dense
            under |= np.hypot(apart[..., 0], apart[..., 1]).min(axis=1) < COVERED * piece.filament.width
    return bool(under.mean() > 0.5)


def _joined(a: _End, b: _End, bend: float) -> Filament | None:
    """Return the filament through two pieces; None if it bends too much.

    The end of a piece often turns towards the filament that crosses there, and is cut until the join is smooth.
    """
    first, second = a.piece.filament, b.piece.filament
    for cut in SHORTER:
        before, after = _up_to(first, a.last, cut), _up_to(second, b.last, cut)[::-1]
        whole = make_filament(np.concatenate([before, after]), first.width)
        if whole.curvature <= bend:
            break
    else:
        return None
    total = first.confidence * first.length + second.confidence * second.length
    confidence = min(1.0, total / max(whole.length, first.length + second.length))
    return replace(whole, confidence=confidence, kind=first.kind)


def _up_to(f: Filament, last: bool, cut: float) -> Points:
    """Return the points of a piece towards one end, without the last `cut` widths, which are less certain."""
    whole = f if last else f.reversed()
    return whole.part(0, f.length - _back(f, cut)).points


def _back(f: Filament, widths: float = BACK) -> float:
    return min(widths * f.width, f.length / 3)
