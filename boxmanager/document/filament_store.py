"""The filaments of all micrographs, as tuples that are replaced and never changed in place."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Floats, Kind
from iceboxer.engine.data.filament_masking import JunkProfile, profile_of, split_by_junk
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.junk import JunkMask

Filaments = tuple[Filament, ...]
MaskOf = Callable[[Path], JunkMask | None]
Load = Callable[[Path], Filaments | None]  # None if the filaments cannot be read now, but may be later


class FilamentStore:
    """The filaments of each micrograph. Those on disk, announced with `expect`, are read on first access.

    `mask_of` returns the mask of a micrograph, None if it hides nothing. Picks on a mask are visible in pieces.

    Numbers (`Filament.id`) are unique in the project and never reused, so that an undo step always finds its filaments.
    """

    def __init__(self, mask_of: MaskOf = lambda _: None) -> None:
        self._mask_of = mask_of
        self._margin: float | None = 0.0  # half widths; parts of picks this near to junk are hidden, none for None
        self._filaments: dict[Path, Filaments] = {}
        self._junk: dict[Path, dict[Filament, JunkProfile]] = {}  # of the picks on micrographs with a mask
        self._facts: dict[Path, Floats] = {}  # of the pieces of picks in sight (n, 3), see `facts`
        self._labels: dict[Path, int] = {}
        self._pending: dict[Path, Load] = {}
        self._numbers = itertools.count(1)
        self._table: tuple[list[Path], Floats, NDArray[np.intp]] | None = None

    def expect(self, paths: Iterable[Path], load: Load) -> None:
        """Register `load` as the function that reads the filaments of each of `paths` on first access."""
        self._pending.update((path, load) for path in paths)

    def pending(self) -> list[Path]:
        """Return the micrographs whose filaments have not been read yet."""
        return list(self._pending)

    def supply(self, path: Path, filaments: Filaments) -> None:
        """Store filaments that were read in the background, unless the micrograph already has some in memory."""
        if self._pending.pop(path, None) is not None:
            self.replace(path, filaments)

    def filaments(self, path: Path | None) -> Filaments:
        """Return the filaments of a micrograph."""
        if path is None:
            return ()
        load = self._pending.pop(path, None)
        if load is not None:
            found = load(path)
            if found is None:
                self._pending[path] = load
            else:
                self.replace(path, found)
        return self.known(path)

    def known(self, path: Path) -> Filaments:
        """Return the filaments of a micrograph that are in memory, without reading from disk."""
        return self._filaments.get(path, ())

    def replace(self, path: Path, filaments: Iterable[Filament]) -> Filaments:
        """Replace the filaments of a micrograph, and return them as stored, with numbers."""
        self._pending.pop(path, None)
        held = self._filaments[path] = self.numbered(filaments)
        self._measure(path)
        self._labels[path] = sum(f.kind is Kind.LABEL for f in held)
        self._table = None
        return held

    def numbered(self, filaments: Iterable[Filament]) -> Filaments:
        """Return the filaments; those without a number get one that was never used before."""
        return tuple(f if f.id else replace(f, id=next(self._numbers)) for f in filaments)

    def with_filaments(self) -> list[Path]:
        """Return the micrographs that have filaments, or whose filaments on disk have not been read yet."""
        return [path for path, held in self._filaments.items() if held] + list(self._pending)

    def has_filaments(self) -> bool:
        """Return whether any micrograph has filaments, or may have some on disk."""
        return bool(self._pending) or any(self._filaments.values())

    def forget(self, paths: Iterable[Path]) -> None:
        """Remove micrographs from the store."""
        for path in paths:
            for held in (self._filaments, self._junk, self._facts, self._labels, self._pending):
                held.pop(path, None)
        self._table = None

    # ── junk ────────────────────────────────────────────────────────────────────────────────────────────────

    def remeasure(self, path: Path) -> None:
        """Compare the picks of a micrograph in memory with its mask again."""
        if path in self._filaments:
            self._measure(path)

    def _measure(self, path: Path) -> None:
        picks = [f for f in self._filaments[path] if f.kind is Kind.PICK]
        mask = self._mask_of(path) if picks else None
        if mask is None:
            self._junk.pop(path, None)
        else:
            self._junk[path] = {f: profile_of(f, mask) for f in picks}
        self._count(path)

    def _count(self, path: Path) -> None:
        picks = [(f.confidence, f.length, f.curvature) for f in self.in_sight(path) if f.kind is Kind.PICK]
        self._facts[path] = np.array(picks, np.float64).reshape(-1, 3)
        self._table = None

    def grey_within(self, margin: float | None) -> list[Path]:
        """Hide the parts of picks within `margin` half widths of junk, none for None; return the micrographs cut."""
        if margin == self._margin:
            return []
        self._margin = margin
        for path in self._junk:
            self._count(path)
        return list(self._junk)

    def split(self, path: Path | None, filament: Filament) -> tuple[list[Filament], list[Filament]]:
        """Return the pieces of a filament that are in sight, and those hidden by junk, all with its number."""
        profile = self._junk.get(path, {}).get(filament) if path is not None else None
        if profile is None or self._margin is None:
            return [filament], []
        return split_by_junk(filament, profile, self._margin * filament.width / 2)

    def in_sight(self, path: Path | None) -> Filaments:
        """Return the filaments of a micrograph in memory, without the parts of picks that are hidden by junk."""
        held = self.known(path) if path is not None else ()
        if path not in self._junk:
            return held
        return tuple(piece for f in held for piece in self.split(path, f)[0])

    # ── counts ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def labels(self) -> int:
        """The number of labels in the project, as far as they are in memory."""
        return sum(self._labels.values())

    def has_picks(self, path: Path) -> bool:
        """Return whether a micrograph has picks, as far as they are in memory."""
        return any(f.kind is Kind.PICK for f in self.known(path))

    def labels_of(self, path: Path) -> int:
        """Return the number of labels of a micrograph, as far as they are in memory."""
        return self._labels.get(path, 0)

    def facts(self) -> tuple[list[Path], Floats, NDArray[np.intp]]:
        """Return the facts of all pieces of picks in memory that are not hidden by junk.

        Returns
        -------
        micrographs
            The micrographs (m) in memory.
        facts
            Confidence, length in px and curvature in 1/px of each piece (n, 3).
        owner
            The index (n,) of each piece's micrograph.
        """
        if self._table is None:
            paths = list(self._facts)
            parts = [self._facts[path] for path in paths]
            owner = np.repeat(np.arange(len(paths)), [len(part) for part in parts])
            self._table = paths, np.concatenate([np.zeros((0, 3)), *parts]), owner
        return self._table


def without_numbers(filaments: Sequence[Filament]) -> Filaments:
    """Return filaments of a file, whose numbers are unique in it only, without numbers."""
    return tuple(replace(f, id=0) for f in filaments)


def measured(filaments: Filaments) -> Filaments:
    """Return the filaments after computing their lengths and curvatures, which a thread can do in advance."""
    for f in filaments:
        _ = f.length, f.curvature
    return filaments


Found = Mapping[Path, Filaments]
