"""The order of classes from good to bad: the probability that the members of a class are particles.

A logistic formula of a few figures of each class. Its weights were learnt on simulated micrographs in which particles
are mixed with filaments, dimers, fragments, ice crystals and aggregates; `python -m tests.benchmarks.class_order`
repeats it. It only orders classes and never hides one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FEATURES = (
    "less mass",
    "more mass",
    "agreement",
    "outside",
    "contrast",
    "size",
    "gain",
)
WEIGHTS = (-1.17, -0.42, 0.79, -1.55, -0.58, 0.93, 1.50)
BIAS = 1.45
LIMIT = 2.0  # of each figure, so that none decides alone
CHANCE = 0.15  # agreement of the halves of random places
INNER, OUTER = 0.36, 0.45  # radii in box sides; a particle of the usual box ends at 0.33


@dataclass(frozen=True)
class Evidence:
    """The measured properties of classes (k,) and their members (n,).

    Attributes
    ----------
    averages
        Pictures (k, side, side), particles bright.
    box
        Side of a box in px of the averages.
    label
        Class of each member.
    contrast
        Contrast of each member relative to the others of its micrograph.
    gain
        Log-likelihood of each member over noise alone.
    agreement
        Mean correlation of the halves of each class.
    """

    averages: Floats
    box: float
    label: NDArray[np.intp]
    contrast: Floats
    gain: Floats
    agreement: Floats


def measure(evidence: Evidence) -> NDArray[np.float64]:
    """Return the figures (k, len(FEATURES)) of each class."""
    averages, label = evidence.averages, evidence.label
    count, side = len(averages), averages.shape[1]
    members = np.bincount(label, minlength=count)
    line = np.arange(side) - (side - 1) / 2
    radius = np.hypot(line[:, None], line) / evidence.box
    inside, ring = radius < INNER, (radius >= INNER) & (radius < OUTER)
    level = averages[:, ring].mean(1, keepdims=True)
    mass = (averages[:, inside] - level).sum(1)
    usual = _weighted_median(mass, members)
    ratio = np.log(np.maximum(mass / usual, 0.05)) if usual > 0 else np.zeros(count)
    roughness = averages[:, ring].var(1) / np.maximum(averages[:, inside].var(1), 1e-9)
    contrast, gain = (
        _medians(np.log(np.maximum(evidence.contrast, 1e-6)), label, count),
        _medians(evidence.gain, label, count),
    )
    spread = max(abs(_weighted_median(gain, members)), 1.0)
    figures = np.column_stack(
        [
            np.maximum(-ratio, 0),
            np.maximum(ratio, 0),
            evidence.agreement - CHANCE,
            np.minimum(roughness, 1.0),
            np.abs(contrast),
            np.log(np.maximum(members, 1) / max(members.mean(), 1e-9)),
            gain / spread - 1,
        ]
    )
    limited: NDArray[np.float64] = np.clip(np.nan_to_num(figures), -LIMIT, LIMIT)
    return limited


def judge(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability (k,) that the members of each class are particles."""
    probability: NDArray[np.float64] = 1 / (1 + np.exp(-(figures @ np.array(WEIGHTS) + BIAS)))
    return probability


def _medians(values: Floats, label: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    """Return the median of the members' values (n,) in each class (k,); 0 for a class without members."""
    return np.array([np.median(values[label == k]) if (label == k).any() else 0.0 for k in range(count)])


def _weighted_median(values: NDArray[np.floating], weight: NDArray[np.intp]) -> float:
    order = np.argsort(values)
    total = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
