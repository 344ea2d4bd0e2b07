"""The model card: a description of a model as JSON in the header of its safetensors file, read without the weights."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from safetensors import SafetensorError, safe_open

from iceboxer.engine.config import BOX_SIZES, DIAMETERS
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.regular_file import NotRegularError, require_regular
from iceboxer.engine.errors import ReadError
from iceboxer.engine.version import __version__

CARD = "iceboxer"
SUFFIX = ".safetensors"
# values of another type than that of the field are refused in these, and left out in the others, which only describe
NEEDED = (
    "network",
    "arguments",
    "box_size",
    "threshold",
    "diameter_px",
    "evidence",
    "lowpass",
    "lowpass_resolution",
)


@dataclass(frozen=True)
class Card:
    """The description of a model.

    `box_size` and the particles' `diameter_px` are in px of the micrographs that it was trained on. The scale of the
    network follows from the diameter, or from the box size in older files, which hold no diameter. `threshold` is the
    recommended one, with its 95 % interval. `recall` is the share of held-out labels found at that threshold.
    `precision`, `f1` and `auc` are those of the validation there, and `curve` has rows of threshold, precision and
    recall; they are missing unless enough labels were held out and nearly all particles were labelled. `evidence`
    states what is known. `missing_labels`: the labels were found to be incomplete.
    """

    network: str
    arguments: dict[str, Any]
    box_size: float
    threshold: float
    diameter_px: float | None = None
    threshold_interval: tuple[float, float] | None = None
    recall_interval: tuple[float, float] | None = None
    evidence: str = ""
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    auc: float | None = None
    curve: tuple[tuple[float, float, float], ...] = ()
    missing_labels: bool = False
    lowpass: float = 0.0
    lowpass_resolution: float | None = None
    version: str = __version__
    created: str = ""
    trained_on: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def is_general(self) -> bool:
        """Whether the model picks particles of any kind, so that `box_size` does not apply to a data set."""
        return bool(self.trained_on.get("general"))

    @property
    def is_simulated(self) -> bool:
        """Whether a general model was trained and validated on simulations, and on no data set of a laboratory."""
        return self.is_general and not isinstance(self.trained_on.get("sets"), list)

    @property
    def network_box(self) -> float:
        """The side in px of a box of 1.5 particle diameters, from which the scale of the network follows."""
        return self.box_size if self.diameter_px is None else BOX_RATIO * self.diameter_px

    def at(self, threshold: float) -> tuple[float, float] | None:
        """Return precision and recall of the validation at a threshold; None if nothing was measured."""
        if self.curve and threshold == self.threshold and self.precision is not None and self.recall is not None:
            return self.precision, self.recall  # the rows of the curve are some of all thresholds
        above = [row for row in self.curve if row[0] >= threshold - 1e-9]
        if not self.curve:
            return None
        return min(above)[1:] if above else (0.0, 0.0)

    def part_of(self, name: str) -> str:
        """Return how training used a micrograph file: "micrographs" (training), "validation", or "" (not at all)."""
        for part in ("micrographs", "validation"):
            names = self.trained_on.get(part)
            if isinstance(names, list) and name in names:
                return part
        return ""


def describe_set(record: Mapping[str, Any]) -> str:
    """Return the figures of one of several data sets before and after a training, by its record in a card."""
    before, after = record.get("before") or {}, record.get("after") or {}
    parts = []
    for name, title in (("recall", "recall"), ("auc", "AUC")):
        if after.get(name) is not None:
            old = "" if before.get(name) is None else f"{before[name]:.3f} → "
            parts.append(f"{title} {old}{after[name]:.3f}")
    figures = ", ".join(parts) or "not measured"
    replayed = ", replayed" if record.get("replayed") else ""
    return f"{record.get('name')} ({record.get('validation_labels', 0)} held-out labels{replayed}): {figures}"


def with_suffix(path: Path) -> Path:
    """Return the path of a model file, with the suffix added if it is missing."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def read_card(path: Path) -> Card:
    """Read the card of a model file, without its weights.

    Raises
    ------
    ReadError
        The file is missing, damaged, or not a model of this program.
    """
    try:
        require_regular(path)
        with safe_open(path, "np") as f:
            metadata = f.metadata() or {}
    except FileNotFoundError as e:
        raise ReadError(path, "does not exist") from e
    except NotRegularError as e:
        raise unreadable(path, e) from e
    except (SafetensorError, OSError) as e:
        raise ReadError(path, f"is not a model file, or damaged ({e})") from e
    try:
        plain = json.loads(metadata[CARD])
        known = {f.name for f in fields(Card)}
        return _checked({k: v for k, v in plain.items() if k in known})
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as e:
        raise ReadError(path, "is not a model of this program") from e


def _checked(plain: dict[str, Any]) -> Card:
    curve = tuple((float(t), float(p), float(r)) for t, p, r in plain.get("curve", ()))
    intervals = {name: _interval(plain.get(name)) for name in ("threshold_interval", "recall_interval")}
    given = {**plain, **intervals, "curve": curve}
    odd = [name for name, hint in get_type_hints(Card).items() if name in given and not _fits(given[name], hint)]
    if needed := set(odd) & set(NEEDED):
        raise TypeError(min(needed))
    card = Card(**{name: value for name, value in given.items() if name not in odd})
    if not (BOX_SIZES[0] <= card.box_size <= BOX_SIZES[1] and 0 <= card.threshold <= 1):
        raise ValueError("box size or threshold")
    if card.diameter_px is not None and not DIAMETERS[0] <= card.diameter_px <= DIAMETERS[1]:
        raise ValueError("diameter")
    if not (0 <= card.lowpass <= 0.5 and 0 < (card.lowpass_resolution or 1) < 1e5):
        raise ValueError("low-pass")
    if not all(isinstance(v, int) and 0 < v <= 512 for v in card.arguments.values()):
        raise ValueError("arguments")
    if isinstance(card.trained_on.get("sets"), list):
        "".join(map(describe_set, card.trained_on["sets"]))
    return card


def _fits(value: object, hint: Any) -> bool:
    """Return whether a value has a type of a field of the card; numbers are finite."""
    kinds = [get_origin(kind) or kind for kind in (get_args(hint) if isinstance(hint, UnionType) else (hint,))]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float in kinds and math.isfinite(value)
    return isinstance(value, tuple(kinds))


def _interval(values: Any) -> tuple[float, float] | None:
    if values is None:
        return None
    low, high = values
    return float(low), float(high)
