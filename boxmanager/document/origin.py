"""The origin of picks: the model that made them, and the box size if it depends on that."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.data.shipped import NAME

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


def is_outdated(origins: Mapping[Path, Origin], path: Path, now: Origin) -> bool:
    """Return whether the picks of a micrograph are of another origin; False if theirs is unknown."""
    return path in origins and origins[path].differs_from(now)


def find_outdated(origins: Mapping[Path, Origin], store: BoxStore, now: Origin) -> list[Path]:
    """Return the micrographs with picks of another origin; those of unknown origin are left out."""
    outdated = (path for path in origins if is_outdated(origins, path, now))
    return [path for path in outdated if bool((store.known(path)["kind"] == Kind.PICK).any())]


def origin_from_json(content: Any) -> Origin | None:
    """Return the origin in an entry of the index; None if it is missing or damaged."""
    try:
        return Origin(str(content["model"]), float(content["size"]))
    except (KeyError, TypeError, ValueError):
        return None
