"""Which filaments are visible: the ones that are drawn, counted, and exported."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.filament_store import Filaments, FilamentStore
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import Floats, Kind
from iceboxer.engine.data.filaments import Filament


def passing(facts: Floats, view: View) -> NDArray[np.bool_]:
    """Return which picks (n,) pass the filters for filaments; `facts` (n, 3) as in `FilamentStore.facts`.

    A NaN confidence passes.
    """
    confidence, length, curvature = facts.T
    keep = ~(confidence < view.filament_threshold) & (length >= view.shortest)
    if view.least_radius > 0:
        keep &= curvature * view.least_radius <= 1
    return np.asarray(keep, bool)


def is_shown(filament: Filament, view: View) -> bool:
    """Return whether a filament is visible: labels always, picks that pass the filters, rejected ones never."""
    if filament.kind is not Kind.PICK:
        return filament.kind is Kind.LABEL
    return bool(passing(np.array([[filament.confidence, filament.length, filament.curvature]]), view)[0])


def shown(filaments: Sequence[Filament], view: View, hides_picks: bool = False) -> Filaments:
    """Return the visible filaments; `hides_picks` is set for a micrograph that is marked as empty."""
    return tuple(f for f in filaments if is_shown(f, view) and not (hides_picks and f.kind is Kind.PICK))


def drawn(filaments: Sequence[Filament], visible: Collection[int], view: View) -> Filaments:
    """Return the filaments to draw: those with visible numbers, and rejected ones if `show_rejected` is set."""
    return tuple(f for f in filaments if f.id in visible or (view.show_rejected and f.kind is Kind.REJECTED))


def count_shown(store: FilamentStore, view: View, empty: set[Path], excluded: set[Path]) -> int:
    """Return the number of visible filaments in the whole project, as far as they are in memory.

    Picks on `empty` micrographs do not count, nor does anything on `excluded` ones.
    """
    paths, facts, owner = store.facts()
    keep, hidden = passing(facts, view), empty | excluded
    if hidden:
        keep &= ~np.array([path in hidden for path in paths], bool)[owner]
    return store.labels - sum(map(store.labels_of, excluded)) + int(np.count_nonzero(keep))
