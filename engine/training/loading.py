"""What a training reads: micrographs with their boxes, divided into examples to learn from and to judge by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Kind, resized
from iceboxer.engine.data.filters import Lowpass
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph, find_micrographs, open_micrograph
from iceboxer.engine.data.split import held_back_strip, split
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import IsCancelled, MicrographFailed, Note, Progress, Report, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.dataset import Example, prepare


@dataclass(frozen=True)
class Labelled:
    """A micrograph on disk with the boxes that a person gave it."""

    micrograph: Micrograph
    boxes: Boxes

    @property
    def labels(self) -> Boxes:
        """Only the labels."""
        labels: Boxes = self.boxes[self.boxes["kind"] == Kind.LABEL]
        return labels


def open_all(paths: Sequence[Path], report: Report) -> list[Micrograph]:
    """The micrographs that can be opened; the others are reported."""
    opened = []
    for path in find_micrographs(list(paths)):
        try:
            opened.append(open_micrograph(path))
        except ReadError as e:
            report(MicrographFailed(str(path), e.reason))
    return opened


def load_labelled(config: TrainConfig, report: Report) -> list[Labelled]:
    """Micrographs that have a file of boxes, be it an empty one. All boxes given count as labels.

    Raises
    ------
    EngineError
        No micrograph has any box.
    """
    micrographs = open_all(config.micrographs, report)
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
            labelled.append(Labelled(micrograph, boxes))
    if not any(len(item.labels) for item in labelled):
        raise EngineError(
            f"None of the {len(micrographs)} micrographs has a box to learn from. Boxes are matched to "
            "micrographs by their names: 'a.mrc' goes with 'a.box', 'a.star' or 'a.cbox'."
        )
    return labelled


def box_size_of(labelled: Sequence[Labelled], asked: float | None) -> float:
    """The box size in px: the one asked for, or the median of the labels."""
    if asked:
        return asked
    sides = np.concatenate([np.maximum(i.labels["width"], i.labels["height"]) for i in labelled])
    return float(np.median(sides))


def divide(labelled: Sequence[Labelled], config: TrainConfig) -> tuple[list[Labelled], list[Labelled]]:
    """What is learnt from and what is judged by, by whole micrographs."""
    return split(labelled, [not len(i.labels) for i in labelled], config.validation, config.seed)


def read_examples(
    labelled: Sequence[Labelled],
    network: Network,
    box_size: float,
    config: TrainConfig,
    report: Report,
    cancelled: IsCancelled,
) -> list[Example]:
    """Prepared pictures; a micrograph whose pixels are damaged is reported and left out."""
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


def hold_back_region(examples: list[Example], share: float) -> tuple[list[Example], list[Example]]:
    """Divide the only micrograph with labels into a part to learn from and a strip to judge by.

    With fewer than five labels nothing is held back: all of them are needed.
    """
    with_labels = [e for e in examples if e.labelled]
    if len(with_labels) != 1 or share <= 0 or len(with_labels[0].labels) < 5:
        return examples, []
    only = with_labels[0]
    left, right = held_back_strip(only.labels, share)
    learnt = [replace(only, region=(-np.inf, left)) if e is only else e for e in examples]
    return learnt, [replace(only, region=(left, right))]
