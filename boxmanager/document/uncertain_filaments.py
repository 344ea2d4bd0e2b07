"""Uncertain picked filaments: visible ones with a confidence just above the threshold, as for boxes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.filament_store import FilamentStore
from iceboxer.boxmanager.document.filament_view import is_shown, passing
from iceboxer.boxmanager.document.uncertain import BAND
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import Filament


def find_least_certain_filament(
    filaments: Sequence[Filament], view: View, excluded: Collection[int] = ()
) -> Filament | None:
    """Return the uncertain pick nearest to the threshold, except the numbers `excluded`; None if there is none."""
    limit = view.filament_threshold + BAND
    near = [f for f in filaments if f.kind is Kind.PICK and f.confidence <= limit and is_shown(f, view)]
    return min((f for f in near if f.id not in excluded), key=lambda f: f.confidence, default=None)


def count_uncertain_filaments(store: FilamentStore, view: View, hidden: Collection[Path]) -> dict[Path, int]:
    """Return the number of uncertain picks of each micrograph in memory that has any and is not `hidden`.

    A pick in several pieces counts once for each.
    """
    paths, facts, owner = store.facts()
    near = passing(facts, view) & (facts[:, 0] <= view.filament_threshold + BAND)
    counts = np.bincount(owner[near], minlength=len(paths)).tolist()
    return {path: count for path, count in zip(paths, counts, strict=True) if count and path not in hidden}


def find_most_uncertain_filaments(
    store: FilamentStore, micrographs: Iterable[Path], view: View, hidden: Collection[Path], excluded: Collection[int]
) -> Path | None:
    """Return the micrograph with the most uncertain picks that has one not in `excluded`; None if there is none."""
    counts = count_uncertain_filaments(store, view, hidden)
    ordered = sorted((path for path in micrographs if path in counts), key=lambda path: -counts[path])
    left = (path for path in ordered if find_least_certain_filament(store.in_sight(path), view, excluded) is not None)
    return next(left, None)
