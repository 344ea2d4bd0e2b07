"""The junk maps of the network and the masks that a person painted, by micrograph.

Both are kept compressed, since a project may hold tens of thousands of micrographs.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Floats
from iceboxer.engine.data.junk import CLEAN, HIDING, JunkMap, JunkMask, combine, distances

LONGEST = 768  # cells along the longer side of a painted mask, at most


@dataclass(frozen=True)
class PackedMask:
    """A compressed mask; `hides` if any of its cells hides picks, `clean` if no cell has a value."""

    content: bytes
    shape: tuple[int, int]
    scale: tuple[float, float]
    hides: bool
    clean: bool = False

    def unpacked(self) -> JunkMask:
        """Return the mask."""
        cells: JunkMap = np.frombuffer(zlib.decompress(self.content), np.int8).reshape(self.shape)
        return JunkMask(cells, self.scale)


def pack(mask: JunkMask | None) -> PackedMask | None:
    """Return a painted mask compressed; None if nothing is painted or erased."""
    return None if mask is None or not mask.cells.any() else pack_junk(mask)


def pack_junk(junk: JunkMask) -> PackedMask:
    """Return a junk map compressed; one without junk still shows that the micrograph was looked at."""
    cells = np.ascontiguousarray(junk.cells, np.int8)
    rows, columns = cells.shape
    hides, clean = bool(np.isin(cells, HIDING).any()), not cells.any()
    return PackedMask(zlib.compress(cells.tobytes(), 1), (rows, columns), junk.scale, hides, clean)


def blank_mask(shape: tuple[int, int]) -> JunkMask:
    """Return a mask without anything painted for a micrograph of `shape` (height, width) px."""
    factor = max(1, math.ceil(max(shape) / LONGEST))
    rows, columns = (max(1, round(n / factor)) for n in shape)
    return JunkMask(np.full((rows, columns), CLEAN, np.int8), (shape[1] / columns, shape[0] / rows))


@dataclass(frozen=True)
class MaskPair:
    """The masks of one micrograph: the junk map of the network, and the mask that a person painted over it."""

    junk: PackedMask | None = None
    painted: PackedMask | None = None

    def combined(self) -> JunkMask | None:
        """Return the junk map with the painted mask over it; None without both."""
        junk, painted = (None if part is None else part.unpacked() for part in (self.junk, self.painted))
        return combine(junk, painted)

    def distances(self, boxes: Boxes) -> Floats | None:
        """Return the distance (n,) in px of each box to what hides picks; None if nothing does."""
        if not any(part is not None and part.hides for part in (self.junk, self.painted)):
            return None
        combined = self.combined()
        return None if combined is None else distances(boxes, combined)


NOTHING = MaskPair()
LoadMasks = Callable[[Path], MaskPair | None]  # None if the masks cannot be read now, but may be later


class MaskStore:
    """The masks of each micrograph. Masks on disk, announced with `expect`, are read on first access."""

    def __init__(self) -> None:
        self._pairs: dict[Path, MaskPair] = {}
        self._pending: dict[Path, LoadMasks] = {}

    def expect(self, paths: Iterable[Path], load: LoadMasks) -> None:
        """Register `load` as the function that reads the masks of each of `paths` on first access."""
        self._pending.update((path, load) for path in paths)

    def supply(self, path: Path, pair: MaskPair) -> None:
        """Store masks that were read in the background, unless others are in memory."""
        if self._pending.pop(path, None) is not None:
            self.put(path, pair)

    def of(self, path: Path | None) -> MaskPair:
        """Return the masks of a micrograph."""
        if path is None:
            return NOTHING
        load = self._pending.pop(path, None)
        if load is not None:
            pair = load(path)
            if pair is None:
                self._pending[path] = load
            else:
                self.put(path, pair)
        return self._pairs.get(path, NOTHING)

    def pending(self) -> list[Path]:
        """Return the micrographs whose masks have not been read yet."""
        return list(self._pending)

    def known(self, path: Path) -> MaskPair:
        """Return the masks of a micrograph that are in memory, without reading from disk."""
        return self._pairs.get(path, NOTHING)

    def put(self, path: Path, pair: MaskPair) -> None:
        """Replace the masks of a micrograph."""
        self._pending.pop(path, None)
        if pair == NOTHING:
            self._pairs.pop(path, None)
        else:
            self._pairs[path] = pair

    def forget(self, path: Path) -> None:
        """Remove a micrograph."""
        self._pairs.pop(path, None)
        self._pending.pop(path, None)

    def painted(self) -> dict[Path, PackedMask]:
        """Return the painted masks that are in memory, by micrograph."""
        return {path: pair.painted for path, pair in self._pairs.items() if pair.painted is not None}

    def in_memory(self) -> dict[Path, MaskPair]:
        """Return the masks that are in memory, by micrograph."""
        return dict(self._pairs)

    def with_masks(self) -> list[Path]:
        """Return the micrographs that have masks, or may have some on disk."""
        return [*self._pairs, *self._pending]
