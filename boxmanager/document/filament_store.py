"""The filaments of all micrographs, as tuples that are replaced and never changed in place."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Floats, Kind
from iceboxer.engine.data.filaments import Filament

Filaments = tuple[Filament, ...]
Load = Callable[[Path], Filaments | None]  # None if the filaments cannot be read now, but may be later


class FilamentStore:
    """The filaments of each micrograph. Those on disk, announced with `expect`, are read on first access.

    Numbers (`Filament.id`) are unique in the project and never reused, so that an undo step always finds its filaments.
    """

    def __init__(self) -> None:
        self._filaments: dict[Path, Filaments] = {}
        self._facts: dict[Path, Floats] = {}  # of the picks (n, 3): confidence, length in px, curvature in 1/px
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
        picks = [(f.confidence, f.length, f.curvature) for f in held if f.kind is Kind.PICK]
        self._facts[path] = np.array(picks, np.float64).reshape(-1, 3)
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
            for held in (self._filaments, self._facts, self._labels, self._pending):
                held.pop(path, None)
        self._table = None

    # ── counts ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def labels(self) -> int:
        """The number of labels in the project, as far as they are in memory."""
        return sum(self._labels.values())

    def labels_of(self, path: Path) -> int:
        """Return the number of labels of a micrograph, as far as they are in memory."""
        return self._labels.get(path, 0)

    def facts(self) -> tuple[list[Path], Floats, NDArray[np.intp]]:
        """Return the facts of all picks in memory.

        Returns
        -------
        micrographs
            The micrographs (m) in memory.
        facts
            Confidence, length in px and curvature in 1/px of each pick (n, 3).
        owner
            The index (n,) of each pick's micrograph.
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
