"""Training on labelled micrographs: the job behind ``iceboxer train`` and the window's *Train*."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from iceboxer.engine.config import to_json
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.calibration import KNOWN_SPREAD, Calibration, Prior, calibrate, transfer
from iceboxer.engine.evaluation.metrics import Curve, figures_at, rows_of
from iceboxer.engine.events import Finished, IsCancelled, Note, Report, Started, ignore, never
from iceboxer.engine.models.model_file import for_inference
from iceboxer.engine.training import augmentation, parallel
from iceboxer.engine.training.batches import Batch, Crops, collate
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.examples import Example, count_labels
from iceboxer.engine.training.filament_threshold import are_complete, recommend_threshold
from iceboxer.engine.training.loop import TrainingLoop
from iceboxer.engine.training.plan import device_of, limits_of, loss_weights, plan_of
from iceboxer.engine.training.start import (
    anchor_weight,
    are_few,
    rate_from_model,
    share_of_way,
    starting_point,
)
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.training_data import TrainingData, load_data
from iceboxer.engine.training.validation import (
    ValidationSet,
    labelled_share,
    mark_unsure,
    most_labelled,
    pick_example,
    recognised_share,
    validation_curve,
)

SPARSE_WEIGHT = 0.1  # of unlabelled regions among sparse labels: measured, see docs/benchmarks.md
SPARSE_SHARE = 0.45  # with fewer labels than this among the most confident picks, most particles are unlabelled
_SUMMARY = (
    *("box_size", "diameter_px", "threshold", "threshold_interval"),
    *("precision", "recall", "recall_interval", "f1", "auc", "evidence"),
)
DECIDE_AFTER = 0.25  # of a training from random weights; by then the most confident picks are correct


def train(config: TrainConfig, report: Report, cancelled: IsCancelled, stop: IsCancelled = never) -> Card:
    """Train, and write the model file, its card and history as JSON, and a resume file; return the card.

    The best weights by validation are written whenever they improve. `stop` ends the training early and keeps them;
    `cancelled` ends it at once.

    Raises
    ------
    EngineError
        There are no labels, the device is not available, or the model to start from cannot be used.
    Cancelled
        After the resume file was written.
    """
    begun = time.monotonic()
    config = replace(config, start=starting_point(config.start, config.network, config.filaments))
    with parallel.process_group() as rank:
        report = report if rank == 0 else ignore
        device = device_of(config)
        report(Started("train", device=device.name))
        data = load_data(config, report, cancelled)
        config = replace(config, learning_rate=_peak_rate(config, data))
        training = LabelTraining(config, device, data, rank)
        card = training.run(report, cancelled, stop)
        figures = {n: getattr(card, n) for n in _SUMMARY}
        summary = {"model": str(training.loop.output), **figures}
        report(Finished("train", time.monotonic() - begun, summary))
    return card


def _peak_rate(config: TrainConfig, data: TrainingData) -> float:
    if config.learning_rate is not None:
        return config.learning_rate
    network = data.network
    return rate_from_model(network, count_labels(data.train)) if config.start else network.learning_rate


class LabelTraining:
    """A training on labels: its data, settings and model card for the training loop."""

    def __init__(self, config: TrainConfig, device: Device, data: TrainingData, rank: int = 0) -> None:
        self.config, self.device, self.data, self.rank = config, device, data, rank
        network, few = data.network, are_few(count_labels(data.train))
        rate = config.learning_rate or network.learning_rate
        stepper = Stepper(network, device, rate, loss_weights(config, network), muon=network.muon and not few)
        stepper.freeze_statistics = few and config.start is not None
        if config.start is not None and data.start_threshold is not None:
            stepper.mean.share = self._share_of_way(data.start_threshold)
            stepper.anchor = anchor_weight(count_labels(data.train))
        weight = SPARSE_WEIGHT if config.missing_weight is None else config.missing_weight
        names = augmentation.ALL if config.augmentations is None else config.augmentations
        # few labels: most particles have none and must not be trained as empty; docs/decisions/learning-from-few.md
        train = self._with_unsure() if stepper.freeze_statistics else data.train
        self.crops = Crops(train, network, data.network_box, weight, names)
        fixed = self._fixed_batches() if rank == 0 else []
        validation = ValidationSet(data.validation, data.network_box, fixed, self._calibrate)
        shapes = [e.picture.shape for e in data.validation]
        plan = plan_of(config, network, device, count_labels(data.train), shapes, data.start_threshold)
        self.loop = TrainingLoop(stepper, self.crops, plan, validation, config.output, rank)
        self.loop.state.missing_weight = weight
        if not data.validation and data.start_threshold is not None and rank == 0:
            c = validation_curve(network, device, self._measured_on, data.network_box)
            self.loop.state.start_picks = int((c.confidence >= data.start_threshold).sum())

    def run(self, report: Report, cancelled: IsCancelled, stop: IsCancelled) -> Card:
        """Train and return the card of the model file."""
        if self.config.resume:
            self.loop.resume(report, limits_of(self.config))
            self.crops.set_missing_weight(self.loop.state.missing_weight)
        card = self.loop.run(report, cancelled, stop, self._card, self._weigh_missing_labels)
        if card.missing_labels:
            report(Note(_missing_labels(self.loop.state.labelled_share or 0)))
        return card

    def _share_of_way(self, threshold: float) -> float:
        """Return how far the weights go from the initial ones, by the labels and by what the initial model knew."""
        some, micrographs = most_labelled(self.data.train), sum(e.labelled for e in self.data.train)
        known = recognised_share(some, self._start_picks(some), threshold) if self.rank == 0 else 0.0
        return share_of_way(count_labels(self.data.train), micrographs, parallel.from_rank_zero(known))

    def _with_unsure(self) -> list[Example]:
        return mark_unsure(self.data.train, self._start_picks(self.data.train))

    def _start_picks(self, some: list[Example]) -> list[Boxes]:
        """Return the picks of the initial network."""
        ready = for_inference(self.data.network, self.device)
        return [pick_example(ready, self.device, e, self.data.network_box) for e in some]

    def _fixed_batches(self) -> list[Batch]:
        """Return crops of the validation set without augmentation, always the same.

        Their unlabelled regions do not count, since an unlabelled particle is no false positive.
        """
        if not self.data.validation:
            return []
        crops = Crops(self.data.validation, self.data.network, self.data.network_box, 0.0, ())
        return [collate(crops, 0, range(4))]

    def _weigh_missing_labels(self) -> None:
        """Decide once, as soon as the most confident picks are reliable, whether most particles are unlabelled."""
        state = self.loop.state
        reliable = self.config.start is not None or self.loop.done >= DECIDE_AFTER
        if state.labelled_share is not None or not reliable:
            return
        some = most_labelled(self.data.train)
        network = self.loop.stepper.mean.network
        share = labelled_share(network, self.device, some, self.data.network_box) if self.loop.rank == 0 else None
        share = parallel.from_rank_zero(-1.0 if share is None else share)
        if share < 0:
            return
        state.labelled_share = share
        if self.config.missing_weight is None:
            state.missing_weight = SPARSE_WEIGHT if are_sparse(share) else 1.0
            self.crops.set_missing_weight(state.missing_weight)

    @property
    def _measured_on(self) -> list[Example]:
        """The validation set, or without one the labelled training micrographs."""
        return self.data.validation or [e for e in self.data.train if e.labelled]

    def _calibrate(self, c: Curve) -> Calibration:
        """Return the recommended threshold by a validation and the initial model."""
        prior, start = Prior(), self.data.start_threshold
        if start is not None:
            prior = Prior(transfer(start, self.loop.state.start_picks, c), KNOWN_SPREAD)
        if not self.data.validation:  # labels that were trained on are no evidence
            c = replace(c, recall=np.zeros_like(c.recall), particles=0)
        return calibrate(c, prior, max(1, sum(e.labelled for e in self._measured_on)))

    def _card(self) -> Card:
        loop, data = self.loop, self.data
        c = loop.best_curve or validation_curve(loop.best, self.device, self._measured_on, data.network_box)
        found = self._calibrate(c)
        threshold, interval = found.threshold.value, (found.threshold.low, found.threshold.high)
        share = loop.state.labelled_share
        sparse = share is not None and are_sparse(share)
        evidence = found.describe(data.start_threshold is not None)
        if self.config.filaments and are_complete(share) and data.validation:  # more certain than its points
            traced = recommend_threshold(loop.best, self.device, data.validation, data.network_box)
            threshold, evidence = traced.value, traced.describe()
            interval = (min(threshold, interval[0]), max(threshold, interval[1]))
        measured: dict[str, Any] = {}
        if found.recall is not None:
            measured = {"recall": found.recall.value, "recall_interval": (found.recall.low, found.recall.high)}
        if found.complete:
            figures = figures_at(c, threshold)
            measured |= {name: getattr(figures, name) for name in ("precision", "recall", "f1", "auc")}
            measured["curve"] = rows_of(c)
        return Card(
            network=loop.best.name,
            arguments=loop.best.arguments(),
            box_size=data.box_size,
            diameter_px=data.diameter_px,
            threshold=threshold,
            threshold_interval=interval,
            evidence=evidence,
            missing_labels=sparse,
            lowpass=self.config.lowpass,
            lowpass_resolution=self.config.lowpass_resolution,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            trained_on=_trained_on(data, share),
            config=to_json(self.config),
            **measured,
        )


def are_sparse(share: float) -> bool:
    return share < SPARSE_SHARE


def _trained_on(data: TrainingData, share: float | None) -> dict[str, Any]:
    return {
        "micrographs": [e.path.name for e in data.train],
        "validation": [e.path.name for e in data.validation],
        "labels": count_labels(data.train),
        **(
            {"filaments": sum(len(e.filaments or ()) for e in data.train)}
            if data.train[0].filaments is not None
            else {}
        ),
        "validation_labels": count_labels(data.validation),
        "rejected": sum(len(e.within(e.rejected)) for e in data.train),
        "empty_micrographs": sum(e.empty for e in data.train),
        "labelled_share": share,
    }


def _missing_labels(share: float) -> str:
    return (
        f"Only about {100 * share:.0f} % of the most confident picks are labelled, so many particles seem unlabelled. "
        "Precision, F1 and AUC cannot be measured."
    )
