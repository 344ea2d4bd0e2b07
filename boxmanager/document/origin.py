"""The origin of picks: the model that made them, and the box size if it depends on that."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.data.shipped import FILAMENTS, NAME

SAME_SIZE = 0.05  # relative difference of two box sizes that gives about the same picks


@dataclass(frozen=True)
class Origin:
    """The name of a model with its date, and the box size in px for a general model, else 0."""

    model: str
    size: float = 0.0

    def differs_from(self, other: Origin) -> bool:
        """Return whether picks of the other origin would be others."""
        return self.model != other.model or not math.isclose(self.size, other.size, rel_tol=SAME_SIZE)


def origin_now(model: Path | None, card: Card | None, box_size: float) -> Origin:
    """Return the origin of picks that a model makes at a box size in px; None is the built-in general model."""
    if model is None or card is None or card.is_general:
        return Origin(NAME if model is None else model.stem, box_size)
    return Origin(" ".join(filter(None, (model.stem, card.created))))


def origin_of_filaments(model: Path | None, created: str, box_size: float) -> Origin:
    """Return the origin of filaments that a model picks at a box size in px; None is the built-in filament model."""
    return Origin(FILAMENTS if model is None else " ".join(filter(None, (model.stem, created))), box_size)


def is_outdated(origins: Mapping[Path, Origin], path: Path, now: Origin) -> bool:
    """Return whether the picks of a micrograph are of another origin; False if theirs is unknown."""
    return path in origins and origins[path].differs_from(now)


class OutdatedPicks:
    """The micrographs with picks of another origin than the present one; those of unknown origin are left out.

    Only micrographs whose boxes or origin have changed are compared again.
    """

    def __init__(self, origins: Mapping[Path, Origin], store: BoxStore) -> None:
        self._origins, self._store = origins, store
        self._now: Origin | None = None
        self._found: dict[Path, None] = {}  # an ordered set
        self._touched: set[Path] = set()

    def touch(self, path: Path) -> None:
        """Note that the origin of a micrograph's picks has changed."""
        self._touched.add(path)

    def find(self, now: Origin) -> list[Path]:
        """Return the micrographs whose picks are not of the origin `now`."""
        changed = self._store.take_changed() | self._touched
        self._touched.clear()
        if now != self._now:
            self._now = now
            self._found = dict.fromkeys(self._select_outdated(self._origins, now))
        else:
            outdated = set(self._select_outdated(changed, now))
            for path in changed:
                if path in outdated:
                    self._found[path] = None
                else:
                    self._found.pop(path, None)
        return list(self._found)

    def _select_outdated(self, paths: Iterable[Path], now: Origin) -> list[Path]:
        """Return those of `paths` with picks of another origin; most micrographs share one of a few origins."""
        differs: dict[int, bool] = {}
        others = []
        for path in paths:
            origin = self._origins.get(path)
            if origin is not None:
                if id(origin) not in differs:
                    differs[id(origin)] = origin.differs_from(now)
                if differs[id(origin)]:
                    others.append(path)
        return self._store.with_picks(others)


@lru_cache(maxsize=64)
def _shared_origin(model: str, size: float) -> Origin:
    return Origin(model, size)


def origin_from_json(content: Any) -> Origin | None:
    """Return the origin in an entry of the index; None if it is missing or damaged."""
    try:
        return _shared_origin(str(content["model"]), float(content["size"]))
    except (KeyError, TypeError, ValueError):
        return None
