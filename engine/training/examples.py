"""Labelled micrographs, read from disk and prepared for training and validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Kind, centres, no_boxes, resized
from iceboxer.engine.data.filters import Image, Lowpass, flatten_input, shrink_input
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.split import held_out_strip, hold_out
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import IsCancelled, MicrographFailed, Note, Progress, Report, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import scale_between
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.targets import Particles


@dataclass(frozen=True)
class LabelledMicrograph:
    """A micrograph on disk with its labels and rejected boxes."""

    micrograph: Micrograph
    boxes: Boxes

    @property
    def labels(self) -> Boxes:
        """The labels among the boxes."""
        labels: Boxes = self.boxes[self.boxes["kind"] == Kind.LABEL]
        return labels


@dataclass(frozen=True)
class Example:
    """A labelled micrograph prepared for the network.

    `picture` is in input px; `scale` is micrograph px per input px along x and y. `labels`, `rejected` and `unsure`
    are boxes in micrograph px; `unsure` holds places without a label that look like particles. Only `region`, from
    left to right edge in micrograph px, is used.
    """

    path: Path
    shape: tuple[int, int]
    picture: Image
    scale: tuple[float, float]
    labels: Boxes
    rejected: Boxes
    region: tuple[float, float] = (-np.inf, np.inf)
    unsure: Boxes = field(default_factory=no_boxes)

    @property
    def empty(self) -> bool:
        """Whether the micrograph is marked as free of particles; rejected boxes alone do not mark it."""
        return not self.labelled and len(self.rejected) == 0

    @property
    def labelled(self) -> bool:
        """Whether the micrograph has a label."""
        return len(self.labels) > 0

    def is_within(self, boxes: Boxes) -> NDArray[np.bool_]:
        """Return which of `boxes` (n,) have their centre in the region."""
        inside: NDArray[np.bool_] = (boxes["x"] >= self.region[0]) & (boxes["x"] < self.region[1])
        return inside

    def within(self, boxes: Boxes) -> Boxes:
        """Return those of `boxes` whose centre lies in the region."""
        return boxes[self.is_within(boxes)]

    def particles(self, box_size: float) -> Particles:
        """Return the boxes in the region, centres in input px and sizes in box sizes."""
        labels = self.within(self.labels)
        scale = np.asarray(self.scale)
        sizes = np.column_stack([labels["width"], labels["height"]]) / box_size
        rejected, unsure = (centres(self.within(boxes)) / scale for boxes in (self.rejected, self.unsure))
        return Particles(centres(labels) / scale, sizes, rejected, unsure)


def count_labels(examples: Sequence[Example]) -> int:
    """Return the number of labels in the regions of the examples."""
    return sum(len(e.within(e.labels)) for e in examples)


def prepare(
    micrograph: Micrograph,
    boxes: Boxes,
    network: Network,
    box_size: float,
    lowpass: Lowpass = Lowpass(),  # noqa: B008  frozen
    workers: int = 1,
) -> Example:
    """Read and downscale one micrograph. Labels and rejected boxes are taken from `boxes`, picks are ignored."""
    image = micrograph.read()
    factor = network.input_factor(micrograph.shape, box_size)
    shrunk = shrink_input(image, factor, lowpass.cutoff(micrograph.pixel_size), workers)
    del image  # of a large detector, it takes hundreds of megabytes
    picture = flatten_input(shrunk, factor, box_size)
    scale = scale_between(micrograph.shape, picture)
    labels, rejected = (boxes[boxes["kind"] == kind] for kind in (Kind.LABEL, Kind.REJECTED))
    return Example(micrograph.path, micrograph.shape, picture, scale, labels, rejected)


def open_micrographs(paths: Sequence[Path], report: Report) -> list[Micrograph]:
    """Return the micrographs that can be opened and report the others."""
    opened = []
    found = search_micrographs(paths)
    for sentence in found.notes():
        report(Note(sentence))
    for path in found.micrographs:
        try:
            opened.append(open_micrograph(path))
        except ReadError as e:
            report(MicrographFailed(str(path), e.reason))
    return opened


def load_labelled(config: TrainConfig, report: Report) -> list[LabelledMicrograph]:
    """Return the micrographs that have a box file, including an empty one. Picks in it count as labels.

    Raises
    ------
    EngineError
        No micrograph has any box.
    """
    micrographs = open_micrographs(config.micrographs, report)
    loaded = load_boxes(list(config.boxes), micrographs, config.box_size)
    for problem in loaded.problems:
        report(MicrographFailed(problem.path, problem.reason))
    for sentence in loaded.notes():
        report(Note(sentence))
    labelled = []
    for micrograph in micrographs:
        if micrograph.path in loaded.boxes:
            boxes = loaded.boxes[micrograph.path].boxes.copy()
            boxes["kind"][boxes["kind"] == Kind.PICK] = Kind.LABEL
            labelled.append(LabelledMicrograph(micrograph, boxes))
    if not any(len(item.labels) for item in labelled):
        raise EngineError(
            f"None of the {len(micrographs)} micrographs has boxes to train on. Boxes are matched to "
            "micrographs by their names: 'a.mrc' goes with 'a.box', 'a.star' or 'a.cbox'."
        )
    return labelled


def box_size_of(labelled: Sequence[LabelledMicrograph], given: float | None) -> float:
    """Return the box size in px: the one given, or the median of the labels."""
    if given:
        return given
    sides = np.concatenate([np.maximum(i.labels["width"], i.labels["height"]) for i in labelled])
    return float(np.median(sides))


def read_examples(
    labelled: Sequence[LabelledMicrograph],
    network: Network,
    box_size: float,
    config: TrainConfig,
    report: Report,
    cancelled: IsCancelled,
) -> list[Example]:
    """Return the prepared micrographs; a damaged one is reported and skipped.

    Raises
    ------
    Cancelled
    """
    examples = []
    lowpass = Lowpass(config.lowpass, config.lowpass_resolution)
    for number, item in enumerate(labelled):
        check(cancelled)
        boxes = item.boxes if config.box_size is None else resized(item.boxes, config.box_size)
        try:
            examples.append(prepare(item.micrograph, boxes, network, box_size, lowpass))
        except ReadError as e:
            report(MicrographFailed(e.path, e.reason))
        report(Progress(number + 1, len(labelled), "micrographs read"))
    return examples


def split_examples(examples: Sequence[Example], share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Return the examples, or parts of them, for training and those held out for validation.

    See `engine.data.split.hold_out`. A micrograph of which a strip is held out is in both lists, with two regions.
    """
    held = hold_out([len(e.labels) for e in examples], share, seed)
    train, validation = [], []
    for index, example in enumerate(examples):
        if index in held.whole:
            validation.append(example)
        elif index in held.strips:
            left, right = held_out_strip(example.labels, held.strips[index])
            train.append(replace(example, region=(-np.inf, left)))
            validation.append(replace(example, region=(left, right)))
        else:
            train.append(example)
    return train, validation
