"""The boxes of all micrographs, as read-only arrays that are replaced and never changed in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.box_ids import with_ids
from iceboxer.boxmanager.document.pick_table import Mask, PickTable
from iceboxer.engine.data.boxes import Boxes, Floats, Kind, no_boxes, resized

MANY = 100  # micrographs that are looked up together
Measure = Callable[[Path, Boxes], Floats | None]
Load = Callable[[Path], Boxes | None]  # None if the boxes cannot be read now, but may be later


@dataclass(eq=False)
class _Group:
    """Micrographs whose boxes are all squares of `side` px; None for those with boxes of several sizes."""

    side: float | None
    paths: dict[Path, None] = field(default_factory=dict)  # an ordered set


class BoxStore:
    """The boxes of each micrograph. Boxes on disk, announced with `expect`, are read on first access.

    Picks are hidden on micrographs that are marked as empty, and picks in junk, or near it, are greyed: `measure`
    returns the distance (n,) in px of each box to the junk of its micrograph, None if there is none. What is hidden or
    greyed is neither visible nor counted.

    A new size of all boxes is applied to a micrograph when its boxes are next needed: `resize` itself takes no longer
    for a million boxes than for ten.
    """

    def __init__(self, measure: Measure | None = None) -> None:
        self.picks = PickTable()
        self._measure = measure
        self._distances: dict[Path, Floats] = {}  # px to junk, of micrographs with some
        self._reach = -1.0  # px; picks this near to junk are greyed, none if it is below 0
        self._boxes: dict[Path, Boxes] = {}
        self._groups: dict[float | None, _Group] = {}  # of micrographs with boxes, by the side of those
        self._group_of: dict[Path, _Group] = {}
        self._late: set[Path] = set()  # had boxes of several sizes; that of their group must still be applied
        self._pending: dict[Path, Load] = {}
        self._hidden: frozenset[Path] = frozenset()  # micrographs whose picks are hidden
        self._changed: set[Path] = set()  # since `take_changed`
        self._excluded: frozenset[Path] = frozenset()  # micrographs whose boxes do not count
        self._nothing = with_ids(no_boxes())
        self._free_id = 1  # ids are never reused, so that an undo step always finds its boxes

    def expect(self, paths: Iterable[Path], load: Load) -> None:
        """Register `load` as the function that reads the boxes of each of `paths` on first access."""
        self._pending.update((path, load) for path in paths)

    def pending(self) -> list[Path]:
        """Return the micrographs whose boxes have not been read yet."""
        return list(self._pending)

    def supply(self, path: Path, boxes: Boxes) -> None:
        """Store boxes that were read in the background, unless the micrograph already has boxes in memory."""
        if self._pending.pop(path, None) is not None:
            self.replace(path, boxes)

    def boxes(self, path: Path | None) -> Boxes:
        """Return the boxes (n,) of a micrograph, read-only."""
        if path is None:
            return self._nothing
        load = self._pending.pop(path, None)
        if load is not None:
            boxes = load(path)
            if boxes is None:
                self._pending[path] = load
            else:
                self.replace(path, boxes)
        return self.known(path)

    def replace(self, path: Path, boxes: Boxes) -> Boxes:
        """Replace the boxes of a micrograph, and return them as stored: read-only and with ids."""
        self._pending.pop(path, None)
        self._late.discard(path)
        held = self._boxes[path] = self.numbered(boxes)
        self._note_side(path, held)
        self.remeasure(path)
        self._changed.add(path)
        return held

    def remeasure(self, path: Path) -> None:
        """Measure the distances of boxes in memory to junk again, and count the picks that are left."""
        self._distances.pop(path, None)
        boxes = self._boxes.get(path)
        if boxes is None:
            return
        distance = self._measure(path, boxes) if self._measure is not None and len(boxes) else None
        if distance is not None:
            self._distances[path] = distance
        self._count(path)

    def numbered(self, boxes: Boxes) -> Boxes:
        """Return the boxes, read-only; those without an id get one that was never used before."""
        held = with_ids(boxes, self._free_id)
        self._free_id = max(self._free_id, int(held["id"].max(initial=0)) + 1)
        return held

    def known(self, path: Path) -> Boxes:
        """Return the boxes of a micrograph that are in memory, without reading from disk."""
        boxes, side = self.held(path)
        if side is not None:
            boxes = self._boxes[path] = _sized(boxes, side)
            self._late.discard(path)
        return boxes

    def held(self, path: Path) -> tuple[Boxes, float | None]:
        """Return the boxes in memory with the size in px that must still be applied to them, None for theirs.

        Unlike `known`, this takes no time, so that another thread can do the rest with `apply_size`.
        """
        boxes, group = self._boxes.get(path, self._nothing), self._group_of.get(path)
        if group is None or group.side is None or (path not in self._late and boxes["width"][0] == group.side):
            return boxes, None
        return boxes, group.side

    def with_boxes(self) -> list[Path]:
        """Return the micrographs that have boxes, or whose boxes on disk have not been read yet."""
        return [*chain.from_iterable(group.paths for group in self._groups.values()), *self._pending]

    def count_with_boxes(self, besides: Path | None = None) -> int:
        """Return the number of micrographs that have boxes, or may have some on disk, `besides` one of them."""
        return len(self._group_of) + len(self._pending) - (besides in self._group_of or besides in self._pending)

    def has_boxes(self) -> bool:
        """Return whether any micrograph has boxes, or may have some on disk."""
        return bool(self._pending or self._group_of)

    def are_all(self, side: float) -> bool:
        """Return whether all boxes in memory are squares of `side` px."""
        return all(each == side for each in self._groups)

    def resize(self, side: float, before: float) -> dict[Path, Boxes]:
        """Make all boxes in memory squares of `side` px; return the boxes of micrographs whose boxes were not `before`.

        Those boxes, each with `restore`, bring the sizes back.
        """
        groups = self._groups.values()
        others = {path: self.known(path) for group in groups if group.side != before for path in group.paths}
        if self._groups:
            common = max(groups, key=lambda group: len(group.paths))
            for group in groups:
                if group.side is None:
                    self._late.update(group.paths)
                if group is not common:
                    common.paths.update(group.paths)
                    self._group_of.update(dict.fromkeys(group.paths, common))
            common.side = side
            self._groups = {side: common}
        self.picks.resize(side)
        return others

    def restore(self, path: Path, own: Boxes) -> None:
        """Give boxes of a micrograph back the sizes that they have in `own`, by their ids."""
        boxes = self.known(path).copy()
        _, here, there = np.intersect1d(boxes["id"], own["id"], assume_unique=True, return_indices=True)
        for name in ("width", "height"):
            boxes[name][here] = own[name][there]
        self.replace(path, boxes)

    def forget(self, paths: Iterable[Path]) -> None:
        """Remove micrographs from the store."""
        for path in paths:
            self._leave_group(path)
            self._late.discard(path)
            for held in (self._boxes, self._pending, self._distances):
                held.pop(path, None)
            self.picks.drop(path)
            self._changed.add(path)

    def hide_picks(self, paths: Iterable[Path]) -> None:
        """Hide the picks of these micrographs, which were marked as empty, and of no others."""
        hidden = frozenset(paths)
        changed, self._hidden = hidden ^ self._hidden, hidden
        for path in changed & self._boxes.keys():
            self._count(path)

    def hides_picks(self, path: Path | None) -> bool:
        """Return whether all picks of a micrograph are hidden."""
        return path in self._hidden

    def exclude(self, paths: Iterable[Path]) -> None:
        """Let the boxes of these micrographs, and of no others, neither be visible nor count."""
        excluded = frozenset(paths)
        changed, self._excluded = excluded ^ self._excluded, excluded
        for path in changed & self._boxes.keys():
            self._count(path)

    def excludes(self, path: Path | None) -> bool:
        """Return whether a micrograph is excluded, so that none of its boxes counts."""
        return path in self._excluded

    def grey_within(self, reach: float | None) -> list[Path]:
        """Grey the picks that are at most `reach` px from junk, none for None; return the micrographs that changed."""
        before, self._reach = self._reach, -1.0 if reach is None else reach
        if self._reach == before:
            return []
        moved = ((path, (d <= before) != (d <= self._reach)) for path, d in self._distances.items())
        changed = [path for path, which in moved if which.any()]
        for path in changed:
            self._count(path)
        return changed

    def greyed(self, path: Path | None) -> Mask:
        """Return which boxes (n,) of a micrograph are picks in junk or near it; labels never are."""
        boxes = self._held(path)
        distance = self._distances.get(path) if path is not None else None
        if distance is None or self._reach < 0 or path in self._hidden or path in self._excluded:
            return np.zeros(len(boxes), bool)
        greyed: Mask = (distance <= self._reach) & (boxes["kind"] == Kind.PICK)
        return greyed

    def hidden(self, path: Path | None) -> Mask:
        """Return which boxes (n,) of a micrograph neither are visible nor count.

        These are its picks if it is marked as empty, picks in junk or near it, and all boxes if it is excluded.
        """
        if path in self._excluded:
            return np.ones(len(self._held(path)), bool)
        if path in self._hidden:
            hidden: Mask = self._held(path)["kind"] == Kind.PICK
            return hidden
        return self.greyed(path)

    def has_picks(self, path: Path) -> bool:
        """Return whether a micrograph has picks in memory, hidden ones too."""
        if path in self._hidden or path in self._excluded or path in self._distances:
            return bool((self.known(path)["kind"] == Kind.PICK).any())
        return self.picks.picks_of(path) > 0

    def with_picks(self, paths: Sequence[Path]) -> list[Path]:
        """Return those of `paths` that have picks in memory, hidden ones too; see `has_picks`."""
        odd = {*self._hidden, *self._excluded, *self._distances}
        if odd or len(paths) < MANY:
            return [path for path in paths if self.has_picks(path)]
        counted = set(self.picks.with_picks())
        return [path for path in paths if path in counted]

    def take_changed(self) -> set[Path]:
        """Return the micrographs whose boxes were replaced since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def unhidden(self, path: Path) -> Boxes:
        """Return the boxes (n,) of a micrograph that are in memory and not hidden, read-only."""
        left: Boxes = self.known(path)[~self.hidden(path)]
        return left

    def _held(self, path: Path | None) -> Boxes:
        return self._nothing if path is None else self._boxes.get(path, self._nothing)

    def _count(self, path: Path) -> None:
        self.picks.put(path, self.unhidden(path))

    def _note_side(self, path: Path, boxes: Boxes) -> None:
        self._leave_group(path)
        if len(boxes):
            side = float(boxes["width"][0])
            same = bool((boxes["width"] == side).all() and (boxes["height"] == side).all())
            key = side if same else None
            group = self._group_of[path] = self._groups.setdefault(key, _Group(key))
            group.paths[path] = None

    def _leave_group(self, path: Path) -> None:
        group = self._group_of.pop(path, None)
        if group is not None:
            del group.paths[path]
            if not group.paths:
                del self._groups[group.side]


def apply_size(boxes: Boxes, side: float | None) -> Boxes:
    """Return boxes from `BoxStore.held` with the size in px that must still be applied."""
    return boxes if side is None else resized(boxes, side)


def _sized(boxes: Boxes, side: float) -> Boxes:
    changed = resized(boxes, side)
    changed.flags.writeable = False
    return changed
