"""Estimates from the answers of a person on a few picks of a data set, drawn by `engine.evaluation.drawing`.

Precision at the current threshold is estimated from the draw alone (`weighted_precision`), without assumptions about
the confidences. Recall and the best threshold also depend on the picks between the drawn ones, so they need a model:
the probability that a pick is correct is an increasing function of its confidence c::

    p(c) = low + (high - low) / (1 + exp(-offset - slope (logit c - logit t)))

where t is the current threshold. The posterior of `low`, `high`, `slope` and `offset` is computed on a grid. All
estimates refer to the picks of this data set: the number of correct picks among those without an answer is simulated,
so the intervals include both the uncertainty of the curve and that of a finite number of picks.
The draw depends on confidence and micrograph only, so the likelihood needs no weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind
from iceboxer.engine.evaluation.drawing import clipped_logit

LIKELY = 0.95  # probability that an interval contains the true value
SAMPLES = 1000  # of the posterior
CELLS = 100  # of picks with similar confidence
FEWEST_ANSWERS = 10  # yes or no; with fewer, nothing is estimated
FEWEST_OF_EACH = 2  # yes and no; with fewer, no best threshold is estimated
LARGEST_LOSS = 0.05  # expected loss of F1; above it, no best threshold is reported
SPREAD, FLAT_SPREAD = 2.0, 1.5  # prior standard deviations in logits: of the position of the rise, and of a flat curve
FLAT = 0.1  # prior probability that the confidence carries no information
SLOPES = np.append(0.0, np.geomspace(0.2, 20, 10))
# standard deviations of the offset, slope, high, low
GRID = (np.linspace(-2.75, 2.75, 41), SLOPES, np.append(np.linspace(0.4, 0.9, 6), [0.95, 1]), np.array([0, 0.03, 0.1]))


class Answer(StrEnum):
    """A person's judgement of one pick."""

    YES = "y"
    NO = "n"
    UNSURE = "?"
    NONE = ""


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimates:
    """The result of checking picks; an estimate is None if there are too few answers for it.

    `precision` follows from the draw alone and is the one to report; `modelled_precision` follows from the curve.
    `recall` is relative to the correct picks among all candidates: particles without any candidate are unknown.
    `curve` holds rows of threshold, precision and recall (posterior means). `reason` explains a missing
    `best_threshold`.
    """

    threshold: float
    candidates: int
    picks: int
    yes: int
    no: int
    unsure: int
    unanswered: int
    precision: Estimate | None = None
    modelled_precision: Estimate | None = None
    recall: Estimate | None = None
    f1: Estimate | None = None
    right_candidates: Estimate | None = None
    best_threshold: Estimate | None = None
    best_f1: Estimate | None = None
    reason: str = ""
    curve: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Cells:
    """Picks grouped by confidence, in descending order, with the answers to them.

    All arrays are (cells,): `lowest` confidence, `middle` of the confidences, number of `picks`, `yes` and `no`.
    """

    lowest: Floats
    middle: Floats
    picks: NDArray[np.int64]
    yes: NDArray[np.int64]
    no: NDArray[np.int64]


# cells, answered confidences (n,), right (n,), threshold, random numbers -> probabilities (samples, cells)
Sampler = Callable[[Cells, Floats, NDArray[np.bool_], float, np.random.Generator], Floats]


def estimate(
    confidence: Floats,
    checked: NDArray[np.intp],
    weight: Floats,
    answers: Sequence[Answer],
    threshold: float,
    seed: int = 0,
    sampler: Sampler | None = None,
) -> Estimates:
    """Estimate the precision, the relative recall and the best threshold from answers.

    Parameters
    ----------
    confidence : array (n,)
        Of all picks of the data set, 0 to 1.
    checked : array (m,)
        Indices of the drawn picks.
    weight : array (m,)
        The number of picks that each represents: 1 / its probability of inclusion in the draw.
    answers : sequence of Answer
        The answer to each; answers other than yes and no are counted and otherwise ignored.
    sampler : callable, optional
        Another model of the curve, for comparison.
    """
    counts = {kind: sum(answer == kind for answer in answers) for kind in Answer}
    known = np.array([a in (Answer.YES, Answer.NO) for a in answers], bool)
    judged = checked[known]
    right = np.array([a == Answer.YES for a in answers], bool)[known]
    bare = Estimates(
        threshold=threshold,
        candidates=len(confidence),
        picks=int((confidence >= threshold).sum()),
        yes=counts[Answer.YES],
        no=counts[Answer.NO],
        unsure=counts[Answer.UNSURE],
        unanswered=counts[Answer.NONE],
    )
    if len(judged) < FEWEST_ANSWERS:
        return replace(bare, reason=f"at least {FEWEST_ANSWERS} answers yes or no are needed, not {len(judged)}")
    cells = _cells(confidence, judged, right, threshold)
    rng = np.random.default_rng(seed)
    probability = (sampler or logistic)(cells, confidence[judged], right, threshold, rng)
    chosen = confidence[judged] >= threshold
    bare = replace(bare, precision=weighted_precision(right[chosen], weight[known][chosen], bare.picks))
    return _summarise(bare, cells, probability, rng)


def weighted_precision(right: NDArray[np.bool_], weight: Floats, picks: int) -> Estimate | None:
    """Return the share of correct picks among `picks`, from those that were judged; None if none was.

    The ratio of Horvitz-Thompson totals (Hájek 1971) with Wilson's interval (1927) at the effective number of
    answers, (sum of weights)² / sum of weights² (Kish 1965). If all picks are judged, the interval has no width.
    """
    if not len(right):
        return None
    share = float((weight * right).sum() / weight.sum())
    if len(right) == picks:
        return Estimate(float(right.mean()), float(right.mean()), float(right.mean()))
    count = float(weight.sum() ** 2 / (weight**2).sum())
    z = float(scipy.special.ndtri((1 + LIKELY) / 2))
    middle = share + z**2 / (2 * count)
    half = z * float(np.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2))
    scale = 1 + z**2 / count
    return Estimate(share, max((middle - half) / scale, 0.0), min((middle + half) / scale, 1.0))


def logistic(
    cells: Cells, confidence: Floats, right: NDArray[np.bool_], threshold: float, rng: np.random.Generator
) -> Floats:
    """Return samples (samples, cells) of the probability that a pick is correct, by the curve of this module."""
    origin = clipped_logit(np.array([threshold]))[0]
    deviate, slope, high, low = (axis.ravel() for axis in np.meshgrid(*GRID))
    offset = deviate * np.sqrt((SPREAD * slope) ** 2 + FLAT_SPREAD**2)
    log_prior = -0.5 * deviate**2 + _log_slope_prior(slope) + 3 * np.log(high) - 10 * low

    def curve(at: Floats, chosen: slice | NDArray[np.intp] = slice(None)) -> Floats:
        rise = scipy.special.expit(offset[chosen, None] + slope[chosen, None] * (clipped_logit(at) - origin))
        values: Floats = low[chosen, None] + (high - low)[chosen, None] * rise
        return values

    p = curve(confidence)
    log_posterior = log_prior + (scipy.special.xlogy(right, p) + scipy.special.xlogy(~right, 1 - p)).sum(axis=1)
    weight = np.exp(log_posterior - log_posterior.max())
    return curve(cells.middle, rng.choice(len(weight), SAMPLES, p=weight / weight.sum()))


def _log_slope_prior(slope: Floats) -> Floats:
    """Return log-normal weights around a slope of 1.5, and the probability `FLAT` for a slope of 0."""
    each = np.exp(-0.5 * np.log(SLOPES[1:] / 1.5) ** 2)
    weights = np.append(FLAT, (1 - FLAT) * each / each.sum())
    log_prior: Floats = np.log(weights)[np.searchsorted(SLOPES, slope)]
    return log_prior


def judged_boxes(boxes: Boxes, answers: Sequence[Answer]) -> Boxes:
    """Return the boxes (n,) answered yes as labels and those answered no as rejected picks, to train on."""
    kinds = np.array([{Answer.YES: Kind.LABEL, Answer.NO: Kind.REJECTED}.get(a, Kind.PICK) for a in answers], np.uint8)
    judged: Boxes = boxes.copy()
    judged["kind"] = kinds
    judged["confidence"][kinds == Kind.LABEL] = np.nan
    chosen: Boxes = judged[kinds != Kind.PICK]
    return chosen


def _cells(confidence: Floats, judged: NDArray[np.intp], right: NDArray[np.bool_], threshold: float) -> Cells:
    """Group the picks; the threshold is a border between two cells."""
    ordered = np.sort(confidence)
    step = max(1, len(ordered) // CELLS)
    lowest = np.unique(np.append(ordered[::step], threshold))[::-1]
    # the first border at or below a pick's confidence; a threshold below all picks adds an empty cell
    cell = np.searchsorted(-lowest, -confidence, side="left")
    picks = np.bincount(cell, minlength=len(lowest))
    total = np.bincount(cell, weights=confidence, minlength=len(lowest))
    middle = np.where(picks > 0, total / np.maximum(picks, 1), lowest)
    yes = np.bincount(cell[judged[right]], minlength=len(lowest))
    no = np.bincount(cell[judged[~right]], minlength=len(lowest))
    return Cells(lowest, middle, picks, yes, no)


def _summarise(bare: Estimates, cells: Cells, probability: Floats, rng: np.random.Generator) -> Estimates:
    """Simulate the correct picks of each cell and summarise them."""
    right = cells.yes + rng.binomial(cells.picks - cells.yes - cells.no, probability)
    hits, kept = np.cumsum(right, axis=1), np.cumsum(cells.picks)
    found = hits[:, -1:]
    precision = hits / np.maximum(kept, 1)
    recall = hits / np.maximum(found, 1)
    f1 = 2 * hits / np.maximum(kept + found, 1)
    here = int(np.searchsorted(-cells.lowest, -bare.threshold))
    done = replace(
        bare,
        modelled_precision=_interval(precision[:, here]) if kept[here] else None,
        recall=_interval(recall[:, here]),
        f1=_interval(f1[:, here]),
        right_candidates=_interval(found[:, 0]),
        curve=tuple(
            (float(t), float(p), float(r))
            for t, p, r in zip(cells.lowest, precision.mean(axis=0), recall.mean(axis=0), strict=True)
        ),
    )
    best = int(f1.mean(axis=0).argmax())
    if reason := _why_not(bare, float((f1.max(axis=1) - f1[:, best]).mean())):
        return replace(done, reason=reason)
    low, high = np.percentile(cells.lowest[f1.argmax(axis=1)], _tails())
    value = float(cells.lowest[best])
    return replace(
        done,
        best_threshold=Estimate(value, min(float(low), value), max(float(high), value)),
        best_f1=_interval(f1[:, best]),
    )


def _why_not(bare: Estimates, loss: float) -> str:
    """Return why no best threshold can be reported; empty if one can."""
    if bare.no < FEWEST_OF_EACH:
        return f"only {bare.no} of the checked picks are wrong; the best threshold may lie below all of them"
    if bare.yes < FEWEST_OF_EACH:
        return f"only {bare.yes} of the checked picks are correct; the best threshold may lie above all of them"
    if loss > LARGEST_LOSS:
        return "correct and wrong picks overlap too much in confidence; answer more picks"
    return ""


def _interval(samples: Floats) -> Estimate:
    low, high = np.percentile(samples, _tails())
    return Estimate(float(samples.mean()), float(low), float(high))


def _tails() -> tuple[float, float]:
    return 50 * (1 - LIKELY), 50 * (1 + LIKELY)
