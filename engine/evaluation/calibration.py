"""The recommended threshold of a model, estimated from labels of which some or most may be missing.

An unlabelled pick is not a wrong pick. If particles are labelled at random, each with the unknown probability s, a pick
of confidence c is labelled with probability s p(c), where p(c) is the probability that it is right (Elkan and Noto,
KDD 2008). As in `engine.evaluation.checking`, p is a rising curve::

    p(c) = low + (high - low) / (1 + exp(-slope (logit c - logit prior - shift)))

The posterior of s and the curve is computed on a grid. Few labels leave it near the prior threshold, which is what the
initial model knew; many labels determine it: complete ones through the unlabelled picks (s near 1), sparse ones through
the confidences of the labelled picks among all picks. With K particles, of which a share is missed at any threshold,
F1 at t is 2 (right picks at t) / (picks at t + K); the recommended threshold has the highest posterior mean of F1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri, xlogy

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.evaluation.checking import LIKELY, Estimate
from iceboxer.engine.evaluation.drawing import clipped_logit
from iceboxer.engine.evaluation.metrics import Curve
from iceboxer.engine.text import count_noun

SAMPLES = 2000  # of the posterior
CELLS = 80  # of picks with similar confidence
ENOUGH_LABELS = 50  # held-out ones, below which no precision, F1 or AUC is reported
COMPLETE = 0.7  # lowest plausible labelled share of the particles from which labels count as complete
KNOWN_SPREAD, UNKNOWN_SPREAD = 0.4, 2.0  # prior standard deviation in logits: with and without an initial model
BETWEEN = 0.4  # standard deviation in logits of the best threshold between micrographs of one data set
DEFAULT_THRESHOLD = 0.35  # prior of a training from random weights
SHARES = np.geomspace(0.01, 1, 24)  # of the particles that are labelled
SHIFTS, SLOPES = np.linspace(-2.5, 2.5, 31), np.geomspace(0.4, 6, 8)  # shifts in prior standard deviations
HIGH, LOW = np.array([0.6, 0.75, 0.85, 0.92, 0.97, 1.0]), np.array([0.0, 0.03])


@dataclass(frozen=True)
class Prior:
    """The threshold expected before any label is seen, with its standard deviation `spread` in logits."""

    threshold: float = DEFAULT_THRESHOLD
    spread: float = UNKNOWN_SPREAD


@dataclass(frozen=True)
class Calibration:
    """The recommended threshold, and the evidence of the held-out labels.

    `recall` is the share of the held-out `labels` among the picks at the threshold, None without labels; `labelled`
    the estimated share of the particles that are labelled; `complete` whether so many are labelled, and so many labels
    held out, that an unlabelled pick can be counted as wrong.
    """

    threshold: Estimate
    recall: Estimate | None
    labelled: Estimate | None
    labels: int

    @property
    def complete(self) -> bool:
        """Whether precision, F1 and AUC can be stated."""
        return self.labels >= ENOUGH_LABELS and self.labelled is not None and self.labelled.low >= COMPLETE

    def describe(self, from_model: bool) -> str:
        """Return sentences on the threshold and its uncertainty; `from_model`: there was an initial model."""
        t = self.threshold
        text = f"Threshold {t.value:.2f} (95 %: {t.low:.2f} to {t.high:.2f}), "
        basis = " and what the initial model knew" if from_model else ""
        text += f"from {count_noun(self.labels, 'held-out label')}{basis}."
        if self.recall is not None:
            text += f" It keeps {100 * self.recall.value:.0f} % of the held-out labels"
            text += f" (95 %: {100 * self.recall.low:.0f} to {100 * self.recall.high:.0f} %)."
        if self.complete or self.labelled is None:
            return text if self.labels else f"{text} Nothing was measured."
        if self.labels < ENOUGH_LABELS:
            why = f"fewer than {ENOUGH_LABELS} labels were held out"
        else:
            why = f"perhaps only {100 * self.labelled.low:.0f} % of the particles are labelled"
        return f"{text} Precision, F1 and AUC are unknown: {why}."


def transfer(threshold: float, picks: int | None, c: Curve) -> float:
    """Return the threshold at which `c` has as many picks as the initial model had at its own `threshold`.

    Training shifts confidences, but not the number of particles. `picks` is that number on the same micrographs; if it
    is unknown or 0, the threshold stays.
    """
    if not picks or not len(c.confidence):
        return threshold
    return float(c.confidence[min(picks, len(c.confidence)) - 1])


def calibrate(c: Curve, prior: Prior, micrographs: int = 1, seed: int = 0) -> Calibration:
    """Return the recommended threshold with its 95 % interval, from a validation and the prior.

    It is meant for other micrographs than the few that were validated on. So the shift of the curve there is drawn
    towards the prior, the more the fewer micrographs there are, as in a model of random effects.

    Parameters
    ----------
    c : Curve
        The picks on micrographs or parts of them, and which hit a held-out label. Without labels, only the prior
        counts.
    micrographs : int
        The number of micrographs that the picks are from.
    """
    hit = np.diff(np.rint(c.recall * max(c.particles, 1)), prepend=0) > 0
    cells = _cells(c.confidence, hit, prior.threshold)
    share, probability = _posterior(cells, prior, micrographs if c.particles else 0, np.random.default_rng(seed))
    right, kept = np.cumsum(cells.picks * probability, axis=1), np.cumsum(cells.picks)
    missed = c.particles - int(hit.sum())
    # as if five labels had been found before, because a share of a few labels is little evidence
    particles = right[:, -1:] * (1 + (missed + 0.5) / (int(hit.sum()) + 5))
    f1 = 2 * right / np.maximum(kept + particles, 1e-9)
    best = int(f1.mean(axis=0).argmax())
    borders = np.where(kept == kept[-1], 0.0, cells.lowest)  # where all picks are kept, a lower threshold does the same
    low, high = np.percentile(borders[f1.argmax(axis=1)], _tails())
    if not len(c.confidence):  # no pick bounds a threshold
        low, high = expit(clipped_logit(np.array(prior.threshold)) + prior.spread * ndtri(np.array(_tails()) / 100))
    value = float(cells.lowest[best])
    found = int(hit[c.confidence >= value].sum())
    return Calibration(
        threshold=Estimate(value, min(float(low), value), max(float(high), value)),
        recall=share_of(found, c.particles) if c.particles else None,
        labelled=Estimate(float(np.mean(share)), *map(float, np.percentile(share, _tails()))) if c.particles else None,
        labels=c.particles,
    )


def share_of(count: int, total: int) -> Estimate:
    """Return count / total with Wilson's interval (1927)."""
    z = float(ndtri((1 + LIKELY) / 2))
    share = count / total
    middle = share + z**2 / (2 * total)
    half = z * float(np.sqrt(share * (1 - share) / total + (z / (2 * total)) ** 2))
    scale = 1 + z**2 / total
    return Estimate(share, max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale))


@dataclass(frozen=True)
class _Cells:
    """Picks grouped by confidence, in descending order: arrays (cells,)."""

    lowest: Floats
    middle: Floats
    picks: NDArray[np.int64]
    labelled: NDArray[np.int64]


def _cells(confidence: Floats, hit: NDArray[np.bool_], threshold: float) -> _Cells:
    """Group the picks; `threshold` is a border between two cells."""
    ordered = np.sort(confidence)
    lowest = np.unique(np.append(ordered[:: max(1, len(ordered) // CELLS)], threshold))[::-1]
    cell = np.searchsorted(-lowest, -confidence, side="left")
    picks = np.bincount(cell, minlength=len(lowest))[: len(lowest)]
    total = np.bincount(cell, weights=confidence, minlength=len(lowest))[: len(lowest)]
    middle = np.where(picks > 0, total / np.maximum(picks, 1), lowest)
    return _Cells(lowest, middle, picks, np.bincount(cell[hit], minlength=len(lowest))[: len(lowest)])


def _posterior(cells: _Cells, prior: Prior, micrographs: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return samples of the labelled share (samples,) and of the probability of being right (samples, cells).

    `micrographs` is the number of those with labels; 0: the samples are those of the prior.
    """
    distance = clipped_logit(cells.middle) - clipped_logit(np.array([prior.threshold]))
    here = float(np.hypot(prior.spread, BETWEEN / np.sqrt(micrographs))) if micrographs else prior.spread
    deviate, slope, high, low = (axis.ravel() for axis in np.meshgrid(SHIFTS, SLOPES, HIGH, LOW))
    log_prior = -0.5 * deviate**2 - 0.5 * np.log(slope / 1.5) ** 2 + 3 * np.log(high) - 10 * low
    log_weight = np.repeat(log_prior[:, None], len(SHARES), axis=1)
    if micrographs:
        log_weight += _log_likelihood(cells, _rise(distance, here * deviate, slope, high, low))
    weight = np.exp(log_weight - log_weight.max()).ravel()
    chosen = rng.choice(len(weight), SAMPLES, p=weight / weight.sum())
    curve, share = chosen // len(SHARES), SHARES[chosen % len(SHARES)]
    kept = (prior.spread / here) ** 2  # of the shift found on these micrographs
    elsewhere = kept * here * deviate[curve] + prior.spread * np.sqrt(1 - kept) * rng.normal(size=SAMPLES)
    return share, _rise(distance, elsewhere, slope[curve], high[curve], low[curve])


def _rise(distance: Floats, shift: Floats, slope: Floats, high: Floats, low: Floats) -> Floats:
    """Return the probability of being right (curves, cells) at distances (cells,) in logits from the prior."""
    p: Floats = low[:, None] + (high - low)[:, None] * expit(slope[:, None] * (distance - shift[:, None]))
    return p


def _log_likelihood(cells: _Cells, p: Floats) -> Floats:
    """Return the log likelihood (curves, shares) of which picks are labelled."""
    labelled = xlogy(cells.labelled, p).sum(axis=1)[:, None] + cells.labelled.sum() * np.log(SHARES)
    unlabelled = [np.log1p(-share * np.minimum(p, 1 - 1e-6)) @ (cells.picks - cells.labelled) for share in SHARES]
    total: Floats = labelled + np.stack(unlabelled, axis=1)
    return total


def _tails() -> tuple[float, float]:
    return 50 * (1 - LIKELY), 50 * (1 + LIKELY)
