"""Random curves of filaments: worm-like chains with ends, crossings, bundles and breaks. All lengths are px."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.filaments import Filament, make_filament

Points = NDArray[np.float64]
TRIES = 60  # per filament
PARALLEL = np.radians(25)  # filaments that meet at a smaller angle do not cross but overlap
NEAR = 1.3  # widths: the distance of two axes within which filaments overlap
LEAST = 1.5  # widths: the length of the shortest piece that is a filament


@dataclass(frozen=True)
class Layout:
    """How filaments of one width lie in a picture.

    Attributes
    ----------
    count
        Number of filaments or bundles.
    width
        px.
    persistence
        Persistence length, px: the mean cosine of the turn over this length, in three dimensions, is 1/e.
    shortest, longest
        Range of lengths, px, drawn uniformly in the logarithm.
    through
        Fraction of the filaments that are as long as the picture's diagonal.
    crossing
        Whether filaments may cross.
    bundled
        Fraction of the filaments that lie in bundles of two to four.
    broken
        Fraction of the filaments with a gap of one to three widths.
    """

    count: int
    width: float
    persistence: float
    shortest: float
    longest: float
    through: float = 0.3
    crossing: bool = True
    bundled: float = 0.0
    broken: float = 0.0


def lay_out(layout: Layout, shape: tuple[int, int], rng: np.random.Generator) -> list[Filament]:
    """Return filaments in a picture of `shape` (height, width); they may reach beyond its edges."""
    found: list[Filament] = []
    for _ in range(layout.count):
        for _ in range(TRIES):
            bundle = _bundle(layout, _chain(layout, shape, rng), rng)
            if all(_fits(layout, one, found) for one in bundle):
                found += [piece for one in bundle for piece in _broken(layout, one, rng)]
                break
    return found


def _chain(layout: Layout, shape: tuple[int, int], rng: np.random.Generator) -> Filament:
    """Return a worm-like chain around a random place: in the plane, angles spread by the square root of s / (P)."""
    longest = float(np.hypot(*shape)) * 1.1
    length = float(np.exp(rng.uniform(np.log(layout.shortest), np.log(layout.longest))))
    if rng.random() < layout.through:
        length = longest
    count = max(3, int(np.ceil(length / (2 * layout.width))) + 1)
    step = length / (count - 1)
    turns = rng.standard_normal(count - 1) * np.sqrt(step / layout.persistence)
    angles = rng.uniform(0, 2 * np.pi) + np.cumsum(turns) - turns[: count // 2].sum()
    points = np.concatenate([[[0, 0]], np.cumsum(step * np.column_stack([np.cos(angles), np.sin(angles)]), axis=0)])
    middle = rng.uniform((0, 0), shape[::-1])
    return make_filament(points - points[count // 2] + middle, layout.width)


def _bundle(layout: Layout, first: Filament, rng: np.random.Generator) -> list[Filament]:
    """Return a filament and, in a fraction of the cases, up to three parallel ones beside it."""
    if rng.random() >= layout.bundled:
        return [first]
    count = int(rng.integers(2, 5))
    distance = layout.width * rng.uniform(1.0, 1.5)
    return [first, *(_beside(first, number * distance, rng) for number in range(1, count))]


def _beside(first: Filament, distance: float, rng: np.random.Generator) -> Filament:
    """Return a parallel filament at a distance, a little longer or shorter at its ends."""
    count = max(3, len(first.points))
    places, angles = first.at(np.linspace(0, first.length, count))
    shifted = places + distance * np.column_stack([-np.sin(angles), np.cos(angles)])
    moved = make_filament(shifted, first.width)
    cut = rng.uniform(0, 0.2, 2) * moved.length
    return moved.part(cut[0], moved.length - cut[1])


def _fits(layout: Layout, new: Filament, others: Sequence[Filament]) -> bool:
    """Return whether a filament neither overlaps another lengthwise nor, unless allowed, crosses one."""
    step = layout.width / 2
    places, angles, _ = new.resampled(step)
    for other in others:
        theirs, directions, _ = other.resampled(step)
        apart = np.hypot(*(places[:, None] - theirs[None]).transpose(2, 0, 1))
        near = apart < NEAR * layout.width
        if not near.any():
            continue
        if not layout.crossing:
            return False
        turn = np.abs((angles[:, None] - directions[None] + np.pi / 2) % np.pi - np.pi / 2)
        if (near & (turn < PARALLEL)).any():
            return False
    return True


def _broken(layout: Layout, whole: Filament, rng: np.random.Generator) -> list[Filament]:
    """Return a filament, or in a fraction of the cases its two parts beside a gap."""
    gap = layout.width * rng.uniform(1, 3)
    if rng.random() >= layout.broken or whole.length < 2 * (gap + layout.width * LEAST):
        return [whole]
    middle = whole.length * rng.uniform(0.3, 0.7)
    return [whole.part(0, middle - gap / 2), whole.part(middle + gap / 2, whole.length)]
