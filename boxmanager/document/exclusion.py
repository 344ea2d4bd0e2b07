"""Micrographs that are excluded: neither trained on, picked, counted nor exported; each has its reasons. Qt-free."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.micrograph_versions import versionless

Range = tuple[float, float]  # of kept values, both included; infinite where there is no limit

ANY: Range = (-math.inf, math.inf)
BLANK = "blank"  # in place of the name of a column
WORSE = "worse"  # likewise: there is a better file of the same micrograph


@dataclass(frozen=True)
class Verdict:
    """Why a micrograph is excluded, or kept in spite of its reasons.

    `reasons` holds a sentence for each column whose value is out of range, by the column's name; `by_hand` is a
    person's decision (True: excluded), which has precedence, or None.
    """

    reasons: tuple[tuple[str, str], ...] = ()
    by_hand: bool | None = None

    @property
    def excludes(self) -> bool:
        """Whether the micrograph is excluded."""
        return bool(self.reasons) if self.by_hand is None else self.by_hand

    def with_reason(self, column: str, sentence: str) -> Verdict:
        """Return the verdict with another reason of a column; an empty sentence removes it."""
        others = tuple(each for each in self.reasons if each[0] != column)
        return replace(self, reasons=tuple(sorted((*others, (column, sentence)))) if sentence else others)

    def set_by_hand(self, excluded: bool) -> Verdict:
        """Return the verdict after a person's decision, which is stored only if it differs from the reasons."""
        return replace(self, by_hand=None if excluded == bool(self.reasons) else excluded)


NO_VERDICT = Verdict()

Verdicts = Mapping[Path, Verdict]
Ranges = Mapping[str, Range]


def is_within(values: NDArray[np.float64], limits: Range) -> NDArray[np.bool_]:
    """Return which values (n,) are kept; an unknown one (NaN) is."""
    return np.isnan(values) | ((limits[0] <= values) & (values <= limits[1]))


def describe_limit(value: float, limits: Range, digits: int) -> str:
    """Return the limit that a value exceeds, such as "< 20"."""
    sign, limit = ("<", limits[0]) if value < limits[0] else (">", limits[1])
    return f"{sign} {limit:.{digits}f}"


def verdict_to_json(verdict: Verdict) -> dict[str, Any] | None:
    """Return the entry of a verdict in the index, None if there is nothing to store."""
    if verdict == NO_VERDICT:
        return None
    return {"reasons": dict(verdict.reasons), "by_hand": verdict.by_hand}


def verdict_from_json(content: Any) -> Verdict:
    """Return the verdict in an entry of the index.

    Raises
    ------
    TypeError, ValueError, AttributeError
        The entry is damaged.
    """
    by_hand = content.get("by_hand")
    if by_hand not in (None, True, False):
        raise ValueError(f"a decision of {by_hand!r}")
    reasons = tuple(sorted((str(name), str(text)) for name, text in content.get("reasons", {}).items()))
    return Verdict(reasons, by_hand)


def ranges_to_json(ranges: Ranges) -> dict[str, list[float | None]]:
    """Return the ranges for the index, without limits that are infinite."""
    return {name: [limit if math.isfinite(limit) else None for limit in ranges[name]] for name in sorted(ranges)}


def ranges_from_json(content: Any) -> dict[str, Range]:
    """Return the ranges in the index.

    Raises
    ------
    TypeError, ValueError, AttributeError
        They are damaged.
    """
    return {str(name): _range(*limits) for name, limits in (content or {}).items()}


def _range(low: Any, high: Any) -> Range:
    return (-math.inf if low is None else float(low)), (math.inf if high is None else float(high))


def find_doubled(known: Iterable[Path], arrived: Iterable[Path]) -> list[tuple[Path, Path]]:
    """Return the known files with those that have arrived and show the same micrograph.

    Such as the sum of all frames and the one weighted by dose; see `engine.data.micrograph_versions`.
    """
    new = {versionless(path): path for path in arrived}
    pairs = [(path, new.get(versionless(path), path)) for path in known] if new else []
    return [pair for pair in pairs if pair[0] != pair[1]]
