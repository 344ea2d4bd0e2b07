"""Training on several data sets, of which a general model can be made: ``iceboxer train --sets``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch

from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import Finished, IsCancelled, Note, Report, Started, ignore, never
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.model_file import for_inference
from iceboxer.engine.training import augmentation, parallel
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.data_sets import EarlierSets, earlier_sets, read_sets, require_disjoint
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.loop import TrainingLoop
from iceboxer.engine.training.plan import device_of, limits_of, loss_weights, plan_of
from iceboxer.engine.training.scene_validation import validation_examples
from iceboxer.engine.training.scenes import SceneSettings, collect_molecules
from iceboxer.engine.training.set_card import SetsData, make_card
from iceboxer.engine.training.set_material import LabelledSet, SetMaterial, load_set, measure_set, prepare_set
from iceboxer.engine.training.set_source import MixedSource, ScenePool
from iceboxer.engine.training.set_validation import SIMULATED, HeldOutSet, SetsValidation
from iceboxer.engine.training.start import anchor_weight, are_few, rate_from_model, share_of_way, starting_point
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.trainer import DECIDE_AFTER, SPARSE_WEIGHT, are_sparse
from iceboxer.engine.training.training_data import load_network
from iceboxer.engine.training.validation import (
    labelled_share,
    mark_unsure,
    most_labelled,
    pick_example,
    recognised_share,
)

SIMULATED_SHARE = 0.25  # of the pictures of a general model's training
HELD_LIKE = {"validation_share": "validation", "seed": "seed"}  # of a set's record, and the settings they replace
SAME_SIZE = 1.1  # ratio of the largest to the smallest diameter of sets that one scale suits


def train_sets(config: TrainConfig, report: Report, cancelled: IsCancelled, stop: IsCancelled = never) -> Card:
    """Train on several data sets, and write the files that a training on one writes; return the card.

    Sets that the initial model has learnt before are replayed and measured; weights that lose one of them are not kept.

    Raises
    ------
    EngineError
        A set has no labels or no known diameter, sets share micrographs, their sizes differ although the model is not
        to be general, or one of the reasons of `engine.training.trainer.train`.
    Cancelled
        After the resume file was written.
    """
    begun = time.monotonic()
    config = replace(config, start=starting_point(config.start, config.network))
    if config.simulated is None:
        config = replace(config, simulated=SIMULATED_SHARE if config.general else 0.0)
    with parallel.process_group() as rank:
        report = report if rank == 0 else ignore
        device = device_of(config)
        report(Started("train", device=device.name))
        data = load_data(config, device, report, cancelled)
        rate = config.learning_rate
        if rate is None:
            rate = rate_from_model(data.network, data.labels) if data.start else data.network.learning_rate
        training = SetsTraining(replace(config, learning_rate=rate), device, data, rank)
        card = training.run(report, cancelled, stop)
        names = ("threshold", "threshold_interval", "recall", "recall_interval", "auc", "evidence")
        summary = {"model": str(training.loop.output), **{n: getattr(card, n) for n in names}}
        report(Finished("train", time.monotonic() - begun, {**summary, "sets": card.trained_on["sets"]}))
    return card


def load_data(config: TrainConfig, device: Device, report: Report, cancelled: IsCancelled) -> SetsData:
    """Return the network and the prepared sets, those of the initial model included."""
    new = read_sets(config.sets)
    torch.manual_seed(config.seed)  # the same random weights on every rank
    start, network = load_network(config, report, 0, BOX_IN_INPUT)
    earlier = EarlierSets()
    if start is not None and config.start is not None:
        earlier = earlier_sets(start.card.trained_on, new, config.start, report)
    replayed = earlier.replayed if config.replay > 0 else {}
    if earlier.replayed and not replayed:
        report(Note("The earlier sets of the initial model are not replayed; what it forgets is not measured."))
    loaded = [load_set(one, config, report) for one in [*new, *replayed.values()]]
    require_disjoint({one.name: [item.micrograph.path for item in labelled] for one, labelled in loaded})
    measured = [measure_set(one, labelled, start, device, report) for one, labelled in loaded]
    if not config.general:
        _require_same_size(measured)
    sets = []
    for one in measured:
        record = earlier.record(one.data.name)
        held = {to: record[n] for n, to in HELD_LIKE.items() if isinstance(record.get(n), int | float)}
        own = replace(config, **held)  # so that what was held out before is held out again
        sets.append(prepare_set(one, network, own, report, cancelled, one.data.name in replayed))
        report(Note(_describe_set(sets[-1])))
    molecules = collect_molecules(config.structures, config.seed) if config.simulated else None
    return SetsData(network, start, sets, earlier, molecules)


def _require_same_size(sets: Sequence[LabelledSet]) -> None:
    """Check that one scale suits all sets.

    Raises
    ------
    ConfigError
        Their particles differ in size.
    """
    ordered = sorted(sets, key=lambda one: one.diameter_px)
    small, large = ordered[0], ordered[-1]
    if large.diameter_px > SAME_SIZE * small.diameter_px:
        raise ConfigError(
            f"The particles of {small.data.name} have {small.diameter_px:.0f} px, those of {large.data.name} "
            f"{large.diameter_px:.0f} px, and one model has one size. If they are the same particle, set its diameter "
            "for each set in a list of sets (.toml); otherwise add --general for a model that finds the size."
        )


def _describe_set(one: SetMaterial) -> str:
    held = sum(len(e.within(e.labels)) for e in one.validation)
    text = f"Data set {one.name}: {one.labels:,} labels to train on, {held:,} held out, "
    text += f"particles of {one.labelled.diameter_px:.0f} px"
    return text + ("; learnt before, replayed." if one.replayed else ".")


class SetsTraining:
    """A training on several sets: its sources, validation and model card for the training loop."""

    def __init__(self, config: TrainConfig, device: Device, data: SetsData, rank: int = 0) -> None:
        self.config, self.device, self.data, self.rank = config, device, data, rank
        network, few, start = data.network, are_few(data.labels), data.start
        self.start_threshold = start.card.threshold if start else None
        rate = config.learning_rate or network.learning_rate
        stepper = Stepper(network, device, rate, loss_weights(config, network), muon=network.muon and not few)
        stepper.freeze_statistics = few and start is not None
        self.material = data.sets
        if self.start_threshold is not None:
            stepper.anchor = anchor_weight(data.labels)
            stepper.mean.share = self._share_of_way(self.start_threshold)
            if few:
                self.material = [self._with_unsure(one) for one in data.sets]
        weight = SPARSE_WEIGHT if config.missing_weight is None else config.missing_weight
        names = augmentation.ALL if config.augmentations is None else config.augmentations
        self.source = MixedSource(
            self.material, network, weight, names, config.replay, self._scenes(), config.simulated or 0.0
        )
        self.validation = SetsValidation(self._held_out(), self.start_threshold)
        shapes = [e.picture.shape for e in self.validation.examples]
        plan = plan_of(config, network, device, data.labels, shapes, self.start_threshold)
        self.loop = TrainingLoop(stepper, self.source, plan, self.validation, config.output, rank)

    def run(self, report: Report, cancelled: IsCancelled, stop: IsCancelled) -> Card:
        """Train and return the card of the model file."""
        if self.config.resume:
            if self.rank == 0 and self.start_threshold is not None:
                self.validation.measure(self.loop.stepper.mean.start, self.device)  # the loop does not do it again
            self.loop.resume(report, limits_of(self.config))
            for name, share in self.loop.state.labelled_shares.items():
                self._set_weight(name, share)
        return self.loop.run(report, cancelled, stop, self._card, self._weigh_missing_labels)

    def _held_out(self) -> list[HeldOutSet]:
        """Return the held-out parts of all sets, and simulated scenes if the training has some."""
        held = [HeldOutSet(one.name, one.validation, one.replayed) for one in self.data.sets]
        if self.data.molecules is None:
            return held
        scenes = validation_examples(self.data.molecules.validation, 1, self.config.seed + 1_000_000)
        return [*held, HeldOutSet(SIMULATED, scenes, complete=True)]

    def _scenes(self) -> ScenePool | None:
        network, molecules = self.data.network, self.data.molecules
        if molecules is None:
            return None
        return ScenePool(SceneSettings(molecules, network.stride, network.nearness), self.config.seed)

    def _share_of_way(self, threshold: float) -> float:
        """Return how far the weights go from the initial ones, as in a training on one set."""
        every = [example for one in self.data.sets for example in one.train]
        some, micrographs = most_labelled(every), len({e.path for e in every if e.labelled})
        known = recognised_share(some, self._start_picks(some), threshold) if self.rank == 0 else 0.0
        return share_of_way(self.data.labels, micrographs, parallel.from_rank_zero(known))

    def _with_unsure(self, one: SetMaterial) -> SetMaterial:
        return replace(one, train=mark_unsure(one.train, self._start_picks(one.train)))

    def _start_picks(self, some: Sequence[Example]) -> list[Any]:
        ready = for_inference(self.data.network, self.device)
        return [pick_example(ready, self.device, e, BOX_IN_INPUT) for e in some]

    def _weigh_missing_labels(self) -> None:
        """Decide once for each set, as soon as the most confident picks are reliable, whether labels are missing."""
        state = self.loop.state
        if state.labelled_shares or not (self.data.start or self.loop.done >= DECIDE_AFTER):
            return
        network = self.loop.stepper.mean.network
        for one in self.material:
            some = most_labelled(one.train)
            share = labelled_share(network, self.device, some, BOX_IN_INPUT) if self.rank == 0 else None
            share = parallel.from_rank_zero(-1.0 if share is None else share)
            if share >= 0:
                state.labelled_shares[one.name] = share
                self._set_weight(one.name, share)

    def _set_weight(self, name: str, share: float) -> None:
        """Set the weight of unlabelled regions of a set by the share of its most confident picks that is labelled."""
        if self.config.missing_weight is None and name in self.source.crops:
            self.source.set_missing_weight(name, SPARSE_WEIGHT if are_sparse(share) else 1.0)

    def _card(self) -> Card:
        loop, validation = self.loop, self.validation
        if self.rank == 0 and validation.examples and loop.best_curve is not validation.pooled:
            loop.best_curve = validation.measure(loop.best, self.device)
        return make_card(self.config, self.data, validation, loop.best, loop.state.labelled_shares)
