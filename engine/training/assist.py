"""The assistant, which trains while a person labels, a few steps at a time, and proposes particles.

A training of fixed length lowers its learning rate towards its end. The assistant has no end: its rate falls over
the first steps to a constant fraction, and the running mean of the weights is used for picking. Each change of the
labels adds steps; when they are used up, training pauses, since more steps on few labels would only overfit.
A trained model proposes before the first step. Nothing depends on the clock.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import torch

from iceboxer.engine import devices
from iceboxer.engine.config import to_json
from iceboxer.engine.data.atomic import make_folder
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind, no_boxes, rescaled, resized
from iceboxer.engine.data.filters import Lowpass
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, MicrographFailed, Proposed, Report, Started
from iceboxer.engine.models.base import Network, make_network
from iceboxer.engine.models.heads import without_junk
from iceboxer.engine.models.model_file import Model, for_inference, load_model, save_model
from iceboxer.engine.training.batches import Crops, Feed
from iceboxer.engine.training.config import AssistConfig
from iceboxer.engine.training.examples import Example, prepare
from iceboxer.engine.training.scale import fit_network_box
from iceboxer.engine.training.start import (
    GENERAL,
    SCRATCH,
    anchor_weight,
    are_few,
    cosine,
    model_file,
    rate_from_model,
    share_of_way,
    starting_point,
)
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.trainer import SPARSE_WEIGHT
from iceboxer.engine.training.validation import (
    confidence_of_labels,
    mark_unsure,
    pick_example,
    recognised_share,
)

ROUND_STEPS = 12  # between two proposals: about 3 s on two idle processor cores
DECAY_STEPS = 150  # over which the learning rate falls
LAST_RATE = 0.25  # of the peak learning rate, kept from there on
FIRST_STEPS, MORE_STEPS = 300, 60  # at the start, from the general model or random weights, and after each change
TRUSTED_AFTER = 40  # steps from random weights, after which picks are meaningful
PROPOSED = 0.3  # of the labels' confidence: the threshold of proposals
FLOOR = 0.05  # confidence below which there are no proposals
CACHED_PICTURES = 12
IDLE_SECONDS = 0.03  # between two checks for new labels


NextLabels = Callable[[], LabelSet | None]


def assist(config: AssistConfig, next_labels: NextLabels, report: Report, cancelled: IsCancelled) -> None:
    """Train on the latest labels and propose particles until cancelled, then write the model.

    Parameters
    ----------
    next_labels : callable
        Returns the latest labels once, and None until they change.

    Raises
    ------
    EngineError
        The device is not available, or a model cannot be read or written.
    """
    make_folder(config.output.parent)
    device = devices.choose(config.device, config.threads, config.precision)
    report(Started("assist", device=device.name))
    assistant: Assistant | None = None
    while not cancelled():
        labels = next_labels()
        if labels is not None:
            assistant = assistant or Assistant(config, device, report)
            assistant.set_labels(labels)
        if assistant is None or not assistant.has_work:
            time.sleep(IDLE_SECONDS)
            continue
        if assistant.is_late:
            assistant.propose()
        if assistant.can_train:
            assistant.train(ROUND_STEPS, cancelled)
            assistant.propose()
    if assistant is not None:
        assistant.save()


class Assistant:
    """A network trained on the latest labels for a limited number of steps."""

    def __init__(self, config: AssistConfig, device: Device, report: Report) -> None:
        self.config, self.device, self.report = config, device, report
        torch.manual_seed(config.seed)
        self.start = starting_point(config.start, config.network)
        self._model = load_model(model_file(self.start)) if self.start else None
        network = without_junk(self._model.network) if self._model else make_network(config.network)
        self.stepper = Stepper(network, device, network.learning_rate, network.weights)
        self.steps, self.seconds = 0, 0.0
        self.steps_left = FIRST_STEPS if config.start in (None, GENERAL, SCRATCH) else MORE_STEPS
        self.label_set = LabelSet({}, None, 0.0)
        self.examples: list[Example] = []
        lowpass = Lowpass(config.lowpass, config.lowpass_resolution)
        self._pictures = PictureCache(network, lowpass, device.threads)
        self._recognised = 1.0  # the share of the first labels that the initial model picks
        self._fitted_box: float | None = None  # of the particles, found once, since the network learns its scale
        self._proposed: Path | None = None  # the micrograph of the last proposals

    @property
    def network(self) -> Network:
        """The network used for picking: the running mean of the weights."""
        return self.stepper.mean.network

    @property
    def labels(self) -> int:
        """The number of labels."""
        return sum(len(e.labels) for e in self.examples)

    @property
    def can_train(self) -> bool:
        """Whether there are labels, and steps left."""
        return self.labels > 0 and self.steps_left > 0

    @property
    def is_late(self) -> bool:
        """Whether the current micrograph has no proposals, although the network can make them."""
        ready = self.start is not None or self.steps > 0
        return ready and self._proposed != self.label_set.in_view

    @property
    def has_work(self) -> bool:
        """Whether it can train, or the current micrograph needs proposals."""
        return self.can_train or self.is_late

    def set_labels(self, labels: LabelSet) -> None:
        """Train on these labels from now on."""
        if not labels.same_labels(self.label_set):
            self.steps_left = max(self.steps_left, MORE_STEPS)
        self.label_set = labels
        self._fit_scale()
        self.examples = [e for e in map(self._example, labels.boxes) if e is not None]

    @property
    def network_box(self) -> float:
        """The side in px of a box of 1.5 particle diameters, which sets the scale of the network."""
        if self.network.scaled and self.label_set.diameter_px is not None:
            return BOX_RATIO * self.label_set.diameter_px
        return self._fitted_box or self.label_set.box_size

    def _fit_scale(self) -> None:
        """Fit the scale to the first labels, unless the diameter is known."""
        labels = self.label_set
        if not self.network.scaled or labels.diameter_px is not None or self._fitted_box or not labels.labels:
            return
        places = []
        for path, boxes in labels.boxes.items():
            try:
                places.append((open_micrograph(path), boxes))
            except ReadError:
                continue  # reported when its example is read
        self._fitted_box = fit_network_box(self._model, places, labels.box_size, self.device)

    def _example(self, path: Path) -> Example | None:
        """Return a micrograph with its labels; None, after a report, if it cannot be read."""
        try:
            example = self._pictures.get(path, self.network_box)
        except ReadError as e:
            self.report(MicrographFailed(str(path), e.reason))
            return None
        boxes = rescaled(self.label_set.boxes.get(path, no_boxes()), self.network_box / self.label_set.box_size)
        labels, rejected = (boxes[boxes["kind"] == kind] for kind in (Kind.LABEL, Kind.REJECTED))
        return replace(example, labels=labels, rejected=rejected, mask=self.label_set.masks.get(path))

    def train(self, steps: int, cancelled: IsCancelled) -> None:
        """Take at most `steps` of the steps left."""
        begun = time.monotonic()
        self._mark_unsure()
        self.stepper.freeze_statistics = self.start is not None and are_few(self.labels)
        if self._model is not None:
            self.stepper.mean.share = self._share_of_way()
            self.stepper.anchor = anchor_weight(self.labels)
        crops = Crops(self.examples, self.network, self.network_box, SPARSE_WEIGHT)
        with Feed(crops, self.network.batch, self.config.seed, self.steps) as feed:
            for _ in range(min(steps, self.steps_left)):
                if cancelled():
                    break
                self.stepper.step(feed.next(), self.steps, self._rate_fraction())
                self.steps += 1
                self.steps_left -= 1
        self.seconds += time.monotonic() - begun

    def _share_of_way(self) -> float:
        """Return how far the weights go from the initial ones, by the labels and by what the initial model knew."""
        return share_of_way(self.labels, sum(e.labelled for e in self.examples), self._recognised)

    def _mark_unsure(self) -> None:
        if self.start or self.steps >= TRUSTED_AFTER:
            ready = for_inference(self.network, self.device)
            picks = [self._picks(ready, e) for e in self.examples]
            if self._model is not None and self.steps == 0:
                self._recognised = recognised_share(self.examples, picks, self._model.card.threshold)
            self.examples = mark_unsure(self.examples, picks)

    def _rate_fraction(self) -> float:
        """Return the learning rate as a fraction of the peak."""
        if self.start:
            return rate_from_model(self.network, self.labels) / self.network.learning_rate
        return cosine(min(1.0, self.steps / DECAY_STEPS), LAST_RATE)

    def propose(self) -> None:
        """Report picks on the current micrograph."""
        path = self.label_set.in_view
        self._proposed = path
        example = self._example(path) if path is not None else None
        if example is None:
            return
        ready = for_inference(self.network, self.device)
        picks, threshold = self._picks(ready, example), self._threshold(ready)
        seconds = round(self.seconds, 1)
        picks = resized(picks, self.label_set.box_size)
        self.report(Proposed(str(path), threshold, self.labels, seconds, self.steps_left <= 0, picks))

    def _picks(self, ready: Network, example: Example) -> Boxes:
        return pick_example(ready, self.device, example, self.network_box, FLOOR)

    def _threshold(self, ready: Network) -> float:
        """Return the threshold of proposals.

        It cannot be measured: the network overfits to the labels, and most particles are not labelled. A fixed
        fraction of the labels' confidence works over a wide range (docs/benchmarks.md).
        """
        picks = [self._picks(ready, e) for e in self.examples]
        return round(max(FLOOR, PROPOSED * confidence_of_labels(self.examples, picks)), 3)

    def save(self) -> None:
        """Write the model file."""
        card = Card(
            network=self.network.name,
            arguments=self.network.arguments(),
            box_size=self.label_set.box_size,
            diameter_px=self.network_box / BOX_RATIO if self.network.scaled else None,
            threshold=self._threshold(for_inference(self.network, self.device)),
            missing_labels=True,
            lowpass=self.config.lowpass,
            lowpass_resolution=self.config.lowpass_resolution,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            trained_on={"micrographs": [e.path.name for e in self.examples if e.labelled], "labels": self.labels},
            config=to_json(self.config),
        )
        save_model(Model(self.network, card), self.config.output)


class PictureCache:
    """A cache of the most recently used prepared micrographs."""

    def __init__(self, network: Network, lowpass: Lowpass, workers: int) -> None:
        self.network, self.lowpass, self.workers = network, lowpass, workers
        self._kept: OrderedDict[tuple[Path, float], Example] = OrderedDict()

    def get(self, path: Path, network_box: float) -> Example:
        """Return a micrograph prepared at the scale of `network_box` px, without labels.

        Raises
        ------
        ReadError
        """
        key = path, network_box
        if key not in self._kept:
            micrograph = open_micrograph(path)
            self._kept[key] = prepare(micrograph, no_boxes(), self.network, network_box, self.lowpass, self.workers)
        self._kept.move_to_end(key)
        while len(self._kept) > CACHED_PICTURES:
            self._kept.popitem(last=False)
        return self._kept[key]
