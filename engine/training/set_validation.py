"""Validation on several data sets: figures of each, the weights that keep all of them, and a common threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.calibration import KNOWN_SPREAD, Calibration, Prior, calibrate, share_of, transfer
from iceboxer.engine.evaluation.checking import Estimate
from iceboxer.engine.evaluation.drawing import clipped_logit
from iceboxer.engine.evaluation.metrics import Curve, curve, figures_at
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.model_file import for_inference
from iceboxer.engine.training.examples import Example, count_labels
from iceboxer.engine.training.validation import ValidationSet, chance, match_example

SIMULATED = "simulated scenes"
Figures = dict[str, float | None]


@dataclass(frozen=True)
class HeldOutSet:
    """The held-out part of a data set in input px.

    If `guarded`, weights that lose it are not kept. `complete`: all particles are known to be labelled.
    """

    name: str
    examples: list[Example]
    guarded: bool = False
    complete: bool = False


class SetsValidation(ValidationSet):
    """The held-out parts of several data sets.

    Weights are compared by the mean AUC of the sets, but those that lose more than chance of a guarded set are not
    kept. The first measurement is that of the initial weights if `start_threshold` is given, the threshold that their
    model recommends.

    Attributes
    ----------
    before, now : dict of str to Curve
        The curves of the initial weights, and those measured last, by set.
    pooled : Curve or None
        What `measure` returned last.
    """

    def __init__(self, sets: Sequence[HeldOutSet], start_threshold: float | None) -> None:
        self.sets = {one.name: one for one in sets if one.examples}
        super().__init__([e for one in self.sets.values() for e in one.examples], BOX_IN_INPUT)
        self.calibrate = lambda pooled: self.calibration()  # noqa: ARG005  the sets are kept apart
        self.start_threshold = start_threshold
        self.before: dict[str, Curve] = {}
        self.now: dict[str, Curve] = {}
        self.pooled: Curve | None = None
        self._found: dict[str, Calibration] = {}

    def measure(self, network: Network, device: Device) -> Curve:
        """Return the pooled curve of the sets, with the mean of all AUCs, those on simulated scenes included."""
        ready = for_inference(network, device)
        matches = {
            name: [match_example(ready, device, e, BOX_IN_INPUT) for e in one.examples]
            for name, one in self.sets.items()
        }
        self.now = {name: curve(found) for name, found in matches.items()}
        if not self.before and self.start_threshold is not None:
            self.before = self.now
        self._found = {name: self._calibrated(name, c) for name, c in self.now.items()}
        auc = float(np.mean([c.auc for c in self.now.values()])) if self.now else 0.0
        self.pooled = replace(curve([m for name in self._real() for m in matches[name]]), auc=auc)
        return self.pooled

    def is_acceptable(self) -> bool:
        """Return whether no guarded set has lost more than chance."""
        return not self.lost()

    def lost(self) -> list[str]:
        """Return the guarded sets that have lost more than chance, by the last measurement."""
        names = [name for name, one in self.sets.items() if one.guarded and name in self.before]
        return [name for name in names if self.now[name].auc < self._lowest(name)]

    def _lowest(self, name: str) -> float:
        """Return the AUC of a set below which it has lost more than chance."""
        before = self.before[name].auc
        return before - chance(before, count_labels(self.sets[name].examples))

    def set_figures(self) -> dict[str, Figures]:
        """Return the figures of each set, by the last measurement."""
        threshold = self.calibration().threshold.value
        return {name: self.figures_of(name, c, threshold) for name, c in self.now.items()}

    def figures_before(self) -> dict[str, Figures]:
        """Return the figures of each set with the initial weights, at the threshold of their model."""
        threshold = self.start_threshold or 0.0
        return {name: self.figures_of(name, c, threshold) for name, c in self.before.items()}

    def figures_of(self, name: str, c: Curve, threshold: float) -> Figures:
        """Return recall at a threshold and AUC of a set; the AUC only if the labels are complete and many enough."""
        recall = figures_at(c, threshold).recall if c.particles else None
        return {"recall": recall, "auc": c.auc if self._bears_auc(name) else None}

    def mean_auc(self) -> float:
        """Return the mean AUC of the sets without the simulated scenes, by the last measurement."""
        return float(np.mean([self.now[name].auc for name in self._real()]))

    def _real(self) -> list[str]:
        """Return the measured sets without simulated scenes, or those if there are no others."""
        return [name for name in self.now if not self.sets[name].complete] or list(self.now)

    def unknown(self) -> list[str]:
        """Return the sets whose precision and AUC are unknown, because too few labels are held out or many missing."""
        return [name for name in self._real() if not self._bears_auc(name)]

    def _bears_auc(self, name: str) -> bool:
        return self.sets[name].complete or self._found[name].complete

    def calibration(self) -> Calibration:
        """Return the recommended threshold of all sets together, by the last measurement.

        It is the mean of the sets' thresholds in logits; the interval holds all of them. Simulated scenes count only if
        there are no others.
        """
        real = self._real()
        threshold = self._common([self._found[name].threshold for name in real])
        labels = sum(self.now[name].particles for name in real)
        hits = sum(figures_at(self.now[n], threshold.value).recall * self.now[n].particles for n in real)
        shares = [share for name in real if (share := self._found[name].labelled) is not None]
        least = min(shares, key=lambda share: share.low, default=None)
        if self.unknown():  # a set with too few labels leaves the common figures unknown
            least = None
        return Calibration(threshold, share_of(round(hits), labels) if labels else None, least, labels)

    def _calibrated(self, name: str, c: Curve) -> Calibration:
        """Return what the held-out labels of one set say."""
        prior = Prior()
        if self.start_threshold is not None:
            picks = int((self.before[name].confidence >= self.start_threshold).sum())
            prior = Prior(transfer(self.start_threshold, picks, c), KNOWN_SPREAD)
        return calibrate(c, prior, max(1, sum(e.labelled for e in self.sets[name].examples)))

    def _common(self, thresholds: Sequence[Estimate]) -> Estimate:
        """Return the mean of the thresholds in logits, with an interval that holds all of them."""
        if not thresholds:  # nothing is held out
            return Estimate(self.start_threshold or Prior().threshold, 0.0, 1.0)
        logits = clipped_logit(np.array([[t.value, t.low, t.high] for t in thresholds]))
        value, low, high = (float(v) for v in expit(logits.mean(axis=0)))
        values = [t.value for t in thresholds]
        return Estimate(value, min(low, *values), max(high, *values))
