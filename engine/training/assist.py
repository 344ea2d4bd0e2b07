"""Learns while a person boxes, a few seconds at a time, and proposes particles on the micrograph in view.

A training knows its end and takes its rate down towards it. Here nobody knows when the person is done, so the
rate falls over the first steps to a share that it keeps, and the running mean of the weights picks. Every new
label or rejected box gives it some more steps; when they are used up it rests, since with few labels more of
them would only be learnt by heart.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import torch

from iceboxer.engine import devices
from iceboxer.engine.config import to_json
from iceboxer.engine.data.boxes import Boxes, Kind, inside, no_boxes
from iceboxer.engine.data.filters import Lowpass
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, MicrographFailed, Proposed, Report, Started
from iceboxer.engine.models.base import Network, make_network
from iceboxer.engine.models.detection import Prepared, detect
from iceboxer.engine.models.model_file import Model, for_inference, load_model, save_model
from iceboxer.engine.training import augment
from iceboxer.engine.training.config import AssistConfig
from iceboxer.engine.training.dataset import Crops, Example, prepare
from iceboxer.engine.training.feed import Feed
from iceboxer.engine.training.learner import Learner
from iceboxer.engine.training.loop import SPARSE_WEIGHT
from iceboxer.engine.training.start import GENERAL, SCRATCH, are_few, model_file, rate_from_model, starting_point
from iceboxer.engine.training.unsure import confidence_of_labels, with_unsure

ROUND = 3.0  # seconds between two looks at the micrograph in view
FALLING = 150  # steps over which the rate falls
LASTING = 0.25  # of the highest rate, kept from there on
FIRST, MORE = 300, 60  # steps that a start without a model of one's own is given, and each change
TRUSTED = 40  # steps after which its picks tell something
SHOWN = 0.3  # of the labels' confidence: from there on a proposal is worth showing
FLOOR = 0.05  # of the confidence of proposals
PICTURES = 12  # prepared micrographs that are kept
IDLE = 0.03  # seconds between two looks for news


News = Callable[[], LabelSet | None]


def assist(config: AssistConfig, news: News, report: Report, cancelled: IsCancelled) -> None:
    """Learn from the latest lesson and propose, until cancelled; then write the model.

    Parameters
    ----------
    news : callable
        Gives the latest lesson once, and None as long as there is no other.

    Raises
    ------
    EngineError
        No such device, a model that cannot be started from or written.
    """
    device = devices.choose(config.device, config.threads, config.precision)
    report(Started("assist", device=device.name))
    pupil: Pupil | None = None
    while not cancelled():
        lesson = news()
        if lesson is not None:
            pupil = pupil or Pupil(config, device, report)
            pupil.take(lesson)
        if pupil is None or not pupil.has_work:
            time.sleep(IDLE)
            continue
        pupil.learn(ROUND, cancelled)
        pupil.propose()
    if pupil is not None:
        pupil.save()


class Pupil:
    """A network with what it has been told and how much it has learnt of it."""

    def __init__(self, config: AssistConfig, device: Device, report: Report) -> None:
        self.config, self.device, self.report = config, device, report
        torch.manual_seed(config.seed)
        self.start = starting_point(config.start, config.network)
        network = load_model(model_file(self.start)).network if self.start else make_network(config.network)
        self.learner = Learner(network, device, network.learning_rate, network.weights)
        self.steps, self.seconds = 0, 0.0
        self.left = FIRST if config.start in (None, GENERAL, SCRATCH) else MORE
        self.lesson = LabelSet({}, None, 0.0)
        self.examples: list[Example] = []
        lowpass = Lowpass(config.lowpass, config.lowpass_resolution)
        self._pictures = Pictures(network, lowpass, device.threads)
        self._looked_at: tuple[Path | None, int] | None = None  # which micrograph, after how many steps

    @property
    def network(self) -> Network:
        """What picks: the running mean of the weights."""
        return self.learner.average.network

    @property
    def labels(self) -> int:
        """How many labels it learns from."""
        return sum(len(e.labels) for e in self.examples)

    @property
    def has_work(self) -> bool:
        """Whether there is anything to learn or to look at."""
        to_learn = self.labels > 0 and self.left > 0
        return to_learn or (self.steps > 0 and self._looked_at != (self.lesson.in_view, self.steps))

    def take(self, lesson: LabelSet) -> None:
        """Learn from this from now on."""
        if not lesson.says_the_same(self.lesson):
            self.left = max(self.left, MORE)
        self.lesson = lesson
        self.examples = [e for e in map(self._example, lesson.boxes) if e is not None]

    def _example(self, path: Path) -> Example | None:
        """A micrograph with what was said of it; None if it cannot be read."""
        try:
            example = self._pictures.get(path, self.lesson.box_size)
        except ReadError as e:
            self.report(MicrographFailed(str(path), e.reason))
            return None
        boxes = self.lesson.boxes.get(path, no_boxes())
        labels, rejected = (boxes[boxes["kind"] == kind] for kind in (Kind.LABEL, Kind.REJECTED))
        return replace(example, labels=labels, rejected=rejected)

    def learn(self, seconds: float, cancelled: IsCancelled) -> None:
        """Some steps, for so long at most."""
        if not (self.labels and self.left > 0):
            return
        begun = time.monotonic()
        self._mark_unsure()
        self.learner.keeps_statistics = self.start is not None and are_few(self.labels)
        crops = Crops(self.examples, self.network, self.lesson.box_size, SPARSE_WEIGHT, augment.ALL)
        with Feed(crops, self.network.batch, self.config.seed, self.steps) as feed:
            while self.left > 0 and time.monotonic() - begun < seconds and not cancelled():
                self.learner.step(feed.next(), self.steps, self._share())
                self.steps += 1
                self.left -= 1
        self.seconds += time.monotonic() - begun

    def _mark_unsure(self) -> None:
        if self.start or self.steps >= TRUSTED:
            ready = for_inference(self.network, self.device)
            self.examples = with_unsure(self.examples, [self._picks(ready, e) for e in self.examples])

    def _share(self) -> float:
        """Of the highest learning rate."""
        if self.start:
            return rate_from_model(self.network, self.labels) / self.network.learning_rate
        fallen = min(1.0, self.steps / FALLING)
        return LASTING + (1 - LASTING) * 0.5 * (1 + math.cos(math.pi * fallen))

    def propose(self) -> None:
        """Report what it finds on the micrograph in view."""
        path = self.lesson.in_view
        self._looked_at = (path, self.steps)
        example = self._example(path) if path is not None else None
        if example is None:
            return
        ready = for_inference(self.network, self.device)
        picks, threshold = self._picks(ready, example), self._threshold(ready)
        seconds = round(self.seconds, 1)
        self.report(Proposed(str(path), threshold, self.labels, seconds, self.left <= 0, picks))

    def _picks(self, ready: Network, example: Example) -> Boxes:
        (picks,) = detect(ready, self.device, [Prepared(example.picture, example.scale)], self.lesson.box_size, FLOOR)
        found: Boxes = picks[inside(picks, example.shape)]
        return found

    def _threshold(self, ready: Network) -> float:
        """The confidence from which on picks are worth showing.

        It cannot be measured: the labels are known by heart, and most particles are not labelled. A share of
        the labels' confidence serves over a wide range (docs/benchmarks.md).
        """
        picks = [self._picks(ready, e) for e in self.examples]
        return round(max(FLOOR, SHOWN * confidence_of_labels(self.examples, picks)), 3)

    def save(self) -> None:
        """Write the model file."""
        card = Card(
            network=self.network.name,
            arguments=self.network.arguments(),
            box_size=self.lesson.box_size,
            threshold=self._threshold(for_inference(self.network, self.device)),
            missing_labels=True,
            lowpass=self.config.lowpass,
            lowpass_resolution=self.config.lowpass_resolution,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            trained_on={"micrographs": [e.path.name for e in self.examples if e.labelled], "labels": self.labels},
            config=to_json(self.config),
        )
        save_model(Model(self.network, card), self.config.output)


class Pictures:
    """Prepared micrographs, of which the last few are kept."""

    def __init__(self, network: Network, lowpass: Lowpass, workers: int) -> None:
        self.network, self.lowpass, self.workers = network, lowpass, workers
        self._kept: OrderedDict[tuple[Path, float], Example] = OrderedDict()

    def get(self, path: Path, box_size: float) -> Example:
        """A micrograph as the network wants it for boxes of `box_size` px.

        Raises
        ------
        ReadError
        """
        key = path, box_size
        if key not in self._kept:
            micrograph = open_micrograph(path)
            self._kept[key] = prepare(micrograph, no_boxes(), self.network, box_size, self.lowpass, self.workers)
        self._kept.move_to_end(key)
        while len(self._kept) > PICTURES:
            self._kept.popitem(last=False)
        return self._kept[key]
