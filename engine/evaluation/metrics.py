"""Precision, recall, F1, area under the precision–recall curve and mean intersection over union.

Picks are matched to true boxes one to one: in order of descending confidence, each claims the unclaimed true box
with the largest intersection over union (IoU), and is a hit if that reaches the limit (0.6 in Wagner et al. 2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, neighbours, pair_iou
from iceboxer.engine.data.scores import confidence_range

DEFAULT_IOU = 0.6
ROUNDS = 1000  # of resampling micrographs
Key = TypeVar("Key")


@dataclass(frozen=True)
class Matches:
    """Picks of one or many micrographs: confidence (n,), and IoU (n,) with the true box that each hits, else 0."""

    confidence: Floats
    iou: Floats
    particles: int

    @property
    def hit(self) -> NDArray[np.bool_]:
        """Whether each pick (n,) hits a true box."""
        return self.iou > 0


@dataclass(frozen=True)
class Curve:
    """The figures (n,) of all picks down to each confidence, in order of descending confidence."""

    confidence: Floats
    precision: Floats
    recall: Floats
    mean_iou: Floats
    auc: float
    particles: int

    @property
    def f1(self) -> Floats:
        """Harmonic mean of precision and recall (n,)."""
        total = self.precision + self.recall
        result: Floats = np.divide(2 * self.precision * self.recall, total, out=np.zeros_like(total), where=total > 0)
        return result


@dataclass(frozen=True)
class Figures:
    """The figures at one threshold, and the area under the whole curve."""

    threshold: float
    precision: float
    recall: float
    f1: float
    iou: float
    auc: float
    particles: int
    picks: int


def match(
    picks: Boxes,
    truth: Boxes,
    iou_limit: float = DEFAULT_IOU,
    counted_picks: NDArray[np.bool_] | None = None,
    counted_truth: NDArray[np.bool_] | None = None,
) -> Matches:
    """Match the picks of one micrograph to its true boxes; a pick without a confidence counts as 1.

    Parameters
    ----------
    counted_picks, counted_truth : array of bool (n,), optional
        Which boxes count, for example because they lie in a part of the micrograph; by default all. A pick on a true
        box that does not count is left out; so is a pick that does not count, unless it hits a true box that does.
    """
    confidence = np.where(np.isnan(picks["confidence"]), 1.0, picks["confidence"])
    order = np.argsort(-confidence, kind="stable")
    picks, confidence = picks[order], confidence[order]
    hits, hit_box = np.zeros(len(picks)), np.full(len(picks), -1)
    pick, true = neighbours(picks, truth)
    overlap = pair_iou(picks[pick], truth[true])
    near = overlap >= iou_limit
    pick, true, overlap = pick[near], true[near], overlap[near]
    claimed = np.zeros(len(truth), bool)
    # the most confident pick first, and of its true boxes the one with the largest overlap
    for i in np.lexsort((-overlap, pick)):
        if hits[pick[i]] == 0 and not claimed[true[i]]:
            hits[pick[i]], hit_box[pick[i]] = overlap[i], true[i]
            claimed[true[i]] = True
    if counted_truth is None:
        counted_truth = np.ones(len(truth), bool)
    stays = np.ones(len(picks), bool) if counted_picks is None else counted_picks[order].copy()
    on_box = hit_box >= 0
    stays[on_box] = counted_truth[hit_box[on_box]]
    return Matches(confidence[stays], hits[stays], int(counted_truth.sum()))


def match_all(picks: Mapping[Key, Boxes], truth: Mapping[Key, Boxes]) -> list[Matches]:
    """Match each micrograph of `truth`; all particles of a micrograph without picks count as missed."""
    nothing = np.zeros(0, next(iter(truth.values())).dtype) if truth else None
    return [match(picks.get(key, nothing), boxes) for key, boxes in truth.items()]  # type: ignore[arg-type]


def curve(matches: Sequence[Matches]) -> Curve:
    """Return one precision–recall curve of all micrographs; AUC is the sum of precision × step in recall."""
    confidence = np.concatenate([m.confidence for m in matches] or [np.zeros(0)])
    iou = np.concatenate([m.iou for m in matches] or [np.zeros(0)])
    particles = sum(m.particles for m in matches)
    order = np.argsort(-confidence, kind="stable")
    confidence, iou = confidence[order], iou[order]
    hits = np.cumsum(iou > 0)
    precision = hits / np.arange(1, len(iou) + 1)
    recall = hits / max(particles, 1)
    auc = float(np.sum(precision * (iou > 0)) / max(particles, 1))
    mean_iou = np.cumsum(iou) / np.maximum(hits, 1)
    return Curve(confidence, precision, recall, mean_iou, auc, particles)


def figures_at(c: Curve, threshold: float) -> Figures:
    """Return the figures of the picks at or above `threshold`."""
    kept = int(np.searchsorted(-c.confidence, -threshold, side="right"))
    if kept == 0:
        return Figures(threshold, 0.0, 0.0, 0.0, 0.0, c.auc, c.particles, 0)
    precision, recall, f1, iou = (float(v[kept - 1]) for v in (c.precision, c.recall, c.f1, c.mean_iou))
    return Figures(threshold, precision, recall, f1, iou, c.auc, c.particles, kept)


def best_threshold(c: Curve) -> float:
    """Return the threshold with the highest F1; if there is no hit, 1 or the highest confidence if that is larger."""
    if not len(c.f1) or c.f1.max() <= 0:
        return confidence_range([c.confidence])[1]
    # picks with the same confidence are kept together: cut only after the last of them
    last = np.append(np.diff(c.confidence) != 0, True)
    return float(c.confidence[np.argmax(np.where(last, c.f1, -1))])


def robust_threshold(c: Curve) -> float:
    """Return the middle of `plateau`: at its ends, other micrographs may already be worse."""
    return sum(plateau(c)) / 2


def plateau(c: Curve, nearly: float = 0.99) -> tuple[float, float]:
    """Return the lowest and the highest threshold with at least `nearly` the highest precision × recall.

    Both are 1 if there is no hit. If only a fraction of the particles is labelled, the measured precision falls by
    that fraction at every threshold, and the position of the highest product does not change (Lee and Liu, ICML
    2003).
    """
    merit = c.precision * c.recall
    if not len(merit) or merit.max() <= 0:
        return 1.0, 1.0
    good = np.flatnonzero(merit >= nearly * merit.max())
    below = good[-1] + 1
    lowest = c.confidence[below] if below < len(c.confidence) else confidence_range([c.confidence])[0]
    return float(lowest), float(c.confidence[good[0]])


def rows_of(c: Curve, steps: int = 100) -> tuple[tuple[float, float, float], ...]:
    """Return the curve at evenly spaced thresholds from 0 to 1: rows of threshold, precision, recall."""
    thresholds = [i / steps for i in range(steps + 1)]
    found = [figures_at(c, threshold) for threshold in thresholds]
    return tuple((f.threshold, round(f.precision, 4), round(f.recall, 4)) for f in found)


def bootstrap(matches: Sequence[Matches], threshold: float) -> dict[str, tuple[float, float]]:
    """Return 95 % intervals of AUC, precision, recall, F1 and IoU, by resampling micrographs with replacement."""
    rng = np.random.default_rng(0)
    names = ("auc", "precision", "recall", "f1", "iou")
    drawn: list[list[float]] = []
    for _ in range(ROUNDS if len(matches) > 1 else 0):
        sample = [matches[i] for i in rng.integers(len(matches), size=len(matches))]
        figures = figures_at(curve(sample), threshold)
        drawn.append([getattr(figures, name) for name in names])
    if not drawn:
        return {}
    low, high = np.percentile(np.asarray(drawn), [2.5, 97.5], axis=0)
    return {name: (float(low[i]), float(high[i])) for i, name in enumerate(names)}


def as_json(figures: Figures, intervals: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Return the content of the file that ``evaluate --json`` writes."""
    return {**figures.__dict__, "interval_95": {k: list(v) for k, v in intervals.items()}}
