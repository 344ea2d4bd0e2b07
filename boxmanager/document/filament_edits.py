"""Edits of the filaments of one micrograph: pure functions that return a new tuple."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.engine.data.boxes import Floats, Kind
from iceboxer.engine.data.filaments import Filament, make_filament

SAMPLE = 1 / 8  # widths between two points at which curves are compared
SAME_PLACE = 1 / 2  # widths; a curve this close to another one, in its direction, is the same filament
SAME_DIRECTION = math.radians(30)
SHORTEST = 1.0  # widths; shorter pieces are dropped
NARROWEST, WIDEST = 2.0, 5000.0  # px of width

Point = tuple[float, float]  # x, y in px
Split = Callable[[Filament], tuple[list[Filament], list[Filament]]]


def added(filaments: Sequence[Filament], new: Filament) -> Filaments:
    """Return the filaments with a new label; the parts of picks that it covers are removed."""
    return (*without_covered(filaments, [new]), new)


def without_covered(filaments: Sequence[Filament], others: Sequence[Filament]) -> Filaments:
    """Return the filaments without the parts of picks that are covered by `others`."""
    kept: list[Filament] = []
    for f in filaments:
        kept += uncovered(f, others) if f.kind is Kind.PICK else [f]
    return tuple(kept)


def picked(filaments: Sequence[Filament], picks: Sequence[Filament]) -> Filaments:
    """Return the filaments with all picks replaced by `picks`.

    Labels and rejected filaments stay, and the parts of picks that they cover are left out.
    """
    by_person = [f for f in filaments if f.kind is not Kind.PICK]
    fresh = [replace(f, kind=Kind.PICK, id=0) for f in picks]
    return (*by_person, *without_covered(fresh, by_person))


def merged(filaments: Sequence[Filament], new: Sequence[Filament]) -> Filaments:
    """Return the filaments together with imported ones, without the parts that labels or imported labels cover."""
    fresh = [replace(f, id=0) for f in new]
    labels = [f for f in fresh if f.kind is Kind.LABEL]
    known = [f for f in filaments if f.kind is Kind.LABEL]
    kept = without_covered(filaments, labels)
    more: list[Filament] = []
    for f in fresh:
        others = [*known, *(labels if f.kind is Kind.PICK else [])]
        more += uncovered(f, others) if f.kind is not Kind.REJECTED else [f]
    picks = [f for f in kept if f.kind is Kind.PICK]
    more = [piece for f in more for piece in (uncovered(f, picks) if f.kind is Kind.PICK else [f])]
    return (*kept, *more)


def uncovered(filament: Filament, others: Sequence[Filament]) -> list[Filament]:
    """Return the pieces of a filament that no other one covers, at least a width long; the first keeps the number.

    Filaments that cross do not cover each other, since their directions differ.
    """
    if not others:
        return [filament]
    count = max(2, math.ceil(filament.length / (SAMPLE * filament.width)) + 1)
    distances = np.linspace(0, filament.length, count)
    covered = _covered(filament, distances, others)
    if not covered.any():
        return [filament]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ~covered, [False]]).astype(np.int8)))
    spans = [(distances[a], distances[b - 1]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return _pieces(filament, [(float(a), float(b)) for a, b in spans])


def _covered(filament: Filament, distances: Floats, others: Sequence[Filament]) -> NDArray[np.bool_]:
    places, angles = filament.at(distances)
    low, high = places.min(axis=0), places.max(axis=0)
    covered = np.zeros(len(places), bool)
    for other in others:
        near = SAME_PLACE * max(other.width, filament.width)
        if (other.points.max(axis=0) < low - 2 * near).any() or (other.points.min(axis=0) > high + 2 * near).any():
            continue
        theirs, directions, _ = other.resampled(SAMPLE * min(other.width, filament.width))
        distance, nearest = scipy.spatial.cKDTree(theirs).query(places)
        turn = np.abs((angles - directions[nearest] + np.pi / 2) % np.pi - np.pi / 2)
        covered |= (distance <= near) & (turn <= SAME_DIRECTION)
    return covered


def _pieces(filament: Filament, spans: Sequence[tuple[float, float]]) -> list[Filament]:
    """Return the pieces between pairs of distances that are at least a width long; the first keeps the number."""
    long = [(a, b) for a, b in spans if b - a >= SHORTEST * filament.width]
    return [replace(filament.part(a, b), id=0 if n else filament.id) for n, (a, b) in enumerate(long)]


def by_ids(filaments: Sequence[Filament], ids: Collection[int]) -> Filaments:
    """Return the filaments that have one of `ids`."""
    return tuple(f for f in filaments if f.id in ids)


def deleted(filaments: Sequence[Filament], ids: Collection[int]) -> Filaments:
    """Return the filaments without the labels of `ids`; its picks become rejected, so that they do not reappear."""
    rejected = (replace(f, kind=Kind.REJECTED) if f.id in ids and f.kind is Kind.PICK else f for f in filaments)
    return tuple(f for f in rejected if f.id not in ids or f.kind is not Kind.LABEL)


def accepted(filaments: Sequence[Filament], ids: Collection[int], split: Split = lambda f: ([f], [])) -> Filaments:
    """Return the filaments with the picks of `ids` turned into labels; their confidence is kept.

    `split` returns the pieces of a pick in sight, which become labels, and the others, which stay picks.
    """
    after: list[Filament] = []
    for f in filaments:
        if f.id not in ids or f.kind is not Kind.PICK:
            after.append(f)
            continue
        visible, hidden = split(f)
        pieces = [*(replace(piece, kind=Kind.LABEL) for piece in visible), *hidden]
        after += [replace(piece, id=0) if n else piece for n, piece in enumerate(pieces)]
    return tuple(after)


def restored(filaments: Sequence[Filament], ids: Collection[int]) -> Filaments:
    """Return the filaments with the rejected ones of `ids` restored: to picks with a confidence, else labels."""

    def back(f: Filament) -> Filament:
        if f.id not in ids or f.kind is not Kind.REJECTED:
            return f
        return replace(f, kind=Kind.LABEL if math.isnan(f.confidence) else Kind.PICK)

    return tuple(map(back, filaments))


def reopened(filaments: Sequence[Filament], ids: Collection[int]) -> Filaments:
    """Return the filaments with those of `ids` that have a confidence turned into picks again."""
    return tuple(replace(f, kind=Kind.PICK) if f.id in ids and not math.isnan(f.confidence) else f for f in filaments)


def exchanged_one(filaments: Sequence[Filament], old: int, new: Sequence[Filament]) -> Filaments:
    """Return the filaments with the one numbered `old` replaced by `new`, at its place."""
    return tuple(each for f in filaments for each in (new if f.id == old else [f]))


# ── the shape of one filament ───────────────────────────────────────────────────────────────────────────────


def reshaped(filament: Filament, points: NDArray[np.float64]) -> Filament:
    """Return a filament through other points; it becomes a label, since a person placed it.

    Raises
    ------
    ConfigError
        There are fewer than two different points.
    """
    return make_filament(points, filament.width, id=filament.id)


def with_point_at(filament: Filament, index: int, point: Point) -> Filament:
    """Return the filament with one of its points at another place."""
    points = filament.points.copy()
    points[index] = point
    return reshaped(filament, points)


def with_point_between(filament: Filament, distance: float) -> tuple[Filament, int]:
    """Return the filament with a further point on its curve, at a distance in px from its start, and its index."""
    index = int(np.clip(np.searchsorted(filament.distances, distance), 1, len(filament.points) - 1))
    points = np.insert(filament.points, index, filament.at([distance])[0][0], axis=0)
    return reshaped(filament, points), index


def without_point(filament: Filament, index: int) -> Filament | None:
    """Return the filament without one of its points; None if only one point is left."""
    points = np.delete(filament.points, index, axis=0)
    return reshaped(filament, points) if len(points) >= 2 else None


def nearest_distance(filament: Filament, point: Point) -> float:
    """Return the distance in px from the start of a filament to the place on its curve nearest to a point."""
    places, _, distances = filament.resampled(0.5)
    return float(distances[np.hypot(*(places - np.asarray(point)).T).argmin()])


def cut(filaments: Sequence[Filament], number: int, distance: float) -> Filaments:
    """Return the filaments with one of them cut in two of its kind, unless a piece would be shorter than a width."""
    (one,) = by_ids(filaments, {number})
    pieces = _pieces(one, [(0.0, distance), (distance, one.length)])
    return exchanged_one(filaments, number, pieces) if len(pieces) == 2 else tuple(filaments)


def joined(filaments: Sequence[Filament], ids: Collection[int]) -> Filaments:
    """Return the filaments with two of them joined at their nearest ends, as a label."""
    first, second = by_ids(filaments, ids)
    pairs = [(a, b) for a in (first, first.reversed()) for b in (second, second.reversed())]
    start, end = min(pairs, key=lambda pair: float(np.hypot(*(pair[0].points[-1] - pair[1].points[0]))))
    if start is not first and end is not second:  # neither runs as before: keep the direction of the first
        start, end = end.reversed(), start.reversed()
    whole = make_filament(np.concatenate([start.points, end.points]), first.width, id=first.id)
    rest = [f for f in filaments if f.id != second.id]
    return exchanged_one(rest, first.id, [whole])


def trimmed(filaments: Sequence[Filament], path: Sequence[Point], radius: float, ids: Collection[int]) -> Filaments:
    """Return the filaments of `ids` without what lies within `radius` px of a path of straight lines.

    Pieces shorter than a width are dropped. What is removed of a pick becomes rejected, so that it does not reappear.
    """
    kept: list[Filament] = []
    for f in filaments:
        kept += _rubbed(f, path, radius) if f.id in ids else [f]
    return tuple(kept)


def _rubbed(filament: Filament, path: Sequence[Point], radius: float) -> list[Filament]:
    distances = np.linspace(0, filament.length, max(2, math.ceil(filament.length) + 1))
    places, hit = filament.at(distances)[0], np.zeros(len(distances), bool)
    for start, stop in pairwise(path):
        hit |= _distance_to_line(places, start, stop) <= radius
    if not hit.any():
        return [filament]
    kept = _pieces(filament, _spans(distances, ~hit))
    if filament.kind is not Kind.PICK:
        return kept
    if not kept:
        return [replace(filament, kind=Kind.REJECTED)]
    gone = [filament.part(a, b) for a, b in _spans(distances, hit) if b > a]
    return [*kept, *(replace(f, kind=Kind.REJECTED, id=0) for f in gone)]


def _spans(distances: Floats, mask: NDArray[np.bool_]) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(float(distances[a]), float(distances[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _distance_to_line(places: Floats, start: Point, stop: Point) -> Floats:
    first, along = np.asarray(start), np.subtract(stop, start)
    length = float(along @ along)
    share = np.clip((places - first) @ along / length, 0, 1) if length else np.zeros(len(places))
    return np.asarray(np.hypot(*(places - first - share[:, None] * along).T))


def with_width(filaments: Sequence[Filament], width: float) -> Filaments:
    """Return the filaments with another width in px."""
    width = min(max(width, NARROWEST), WIDEST)
    return tuple(f if f.width == width else replace(f, width=width) for f in filaments)


# ── differences, for undo ───────────────────────────────────────────────────────────────────────────────────


def difference(before: Sequence[Filament], after: Sequence[Filament]) -> tuple[Filaments, Filaments]:
    """Return the filaments of `before` that were removed or changed, and those of `after` that are new or changed."""
    old, new = {f.id: f for f in before}, {f.id: f for f in after}
    removed = tuple(f for f in before if f.id not in new or new[f.id] is not f)
    return removed, tuple(f for f in after if f.id not in old or old[f.id] is not f)


def exchanged(filaments: Sequence[Filament], removed: Sequence[Filament], added: Sequence[Filament]) -> Filaments:
    """Return the filaments without the numbers of `removed` and with `added`, sorted by number."""
    leaving = {f.id for f in (*removed, *added)}
    return tuple(sorted((*(f for f in filaments if f.id not in leaving), *added), key=lambda f: f.id))
