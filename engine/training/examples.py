"""Labelled micrographs prepared for the network, and divided into those for training and for validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind, centres, no_boxes, rescaled, resized
from iceboxer.engine.data.filaments import Filament, pieces_within
from iceboxer.engine.data.filters import Lowpass, flatten_input, shrink_input
from iceboxer.engine.data.junk import JunkMask, greyed
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.split import held_out_strip, hold_out
from iceboxer.engine.data.stored_picture import Picture, PictureStore
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, MicrographFailed, Progress, Report, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import scale_between
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.labelled import LabelledMicrograph
from iceboxer.engine.training.targets import Particles

NEAR_CURVE = 0.5  # box sides: places this close to a labelled filament belong to it


@dataclass(frozen=True)
class Example:
    """A labelled micrograph prepared for the network.

    `picture` is in input px; `scale` is micrograph px per input px along x and y. `labels`, `rejected` and `unsure`
    are boxes in micrograph px, with the network's box of 1.5 diameters in place of the one that a person drew; `unsure`
    holds places without a label that look like particles. Only `region`, from left to right edge in micrograph px, is
    used. Where `mask` masks, there are no particles but the labels; of an `only_masked` micrograph, nothing else is
    known. `filaments` are labelled curves in micrograph px, whose segments are the `labels`; None if single particles
    are learnt.
    """

    path: Path
    shape: tuple[int, int]
    picture: Picture
    scale: tuple[float, float]
    labels: Boxes
    rejected: Boxes
    region: tuple[float, float] = (-np.inf, np.inf)
    unsure: Boxes = field(default_factory=no_boxes)
    filaments: tuple[Filament, ...] | None = None
    mask: JunkMask | None = None
    only_masked: bool = False

    @property
    def empty(self) -> bool:
        """Whether the micrograph is marked as free of particles; rejected boxes or a mask alone do not mark it."""
        return not self.labelled and len(self.rejected) == 0 and not self.only_masked

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
        doubtful = self.unsure if self.mask is None else self.unsure[~greyed(self.unsure, self.mask, 0.0)]
        rejected, unsure = (centres(self.within(boxes)) / scale for boxes in (self.rejected, doubtful))
        if self.filaments is None:
            return Particles(centres(labels) / scale, sizes, rejected, unsure)
        pieces = self.curves_within()
        curves = tuple(piece.resampled(self.scale[0])[0] / scale for piece in pieces)
        widths = tuple(BOX_RATIO * piece.width / box_size for piece in pieces)
        if curves and len(unsure):  # the labels are sure
            near = NEAR_CURVE * min(widths) * box_size / self.scale[0]
            unsure = unsure[cKDTree(np.concatenate(curves)).query(unsure)[0] > near]
        none = np.zeros((0, 2))
        return Particles(none, none, rejected, unsure, curves, widths)

    def curves_within(self) -> list[Filament]:
        """Return the pieces of the filaments in the region."""
        (left, right), edge = self.region, 1e9  # a spline may leave its points, so the picture's edges do not cut it
        low, high = (max(left, -edge), -edge), (min(right, edge), edge)
        return [piece for one in self.filaments or () for piece in pieces_within(one, low, high)]


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
    del shrunk
    scale = scale_between(micrograph.shape, picture)
    labels, rejected = (boxes[boxes["kind"] == kind] for kind in (Kind.LABEL, Kind.REJECTED))
    return Example(micrograph.path, micrograph.shape, picture, scale, labels, rejected)


def read_examples(
    labelled: Sequence[LabelledMicrograph],
    network: Network,
    box_size: float,
    config: TrainConfig,
    report: Report,
    cancelled: IsCancelled,
    network_box: float | None = None,
) -> list[Example]:
    """Return the prepared micrographs; a damaged one is reported and skipped.

    The boxes of the examples are those of the network: what has `box_size` px on the micrograph has `network_box` px,
    by default the same.

    Raises
    ------
    Cancelled
    """
    examples = []
    network_box = network_box or box_size
    store = PictureStore(config.output.parent)
    lowpass = Lowpass(config.lowpass, config.lowpass_resolution)
    for number, item in enumerate(labelled):
        check(cancelled)
        boxes = item.boxes if config.box_size is None else resized(item.boxes, config.box_size)
        try:
            boxes = rescaled(boxes, network_box / box_size)
            example = prepare(item.micrograph, boxes, network, network_box, lowpass)
            example = replace(example, filaments=item.filaments, mask=item.mask, only_masked=item.only_masked)
            examples.append(replace(example, picture=store.keep(example.picture)))
            del example  # before the next micrograph is read
        except ReadError as e:
            report(MicrographFailed(e.path, e.reason))
        report(Progress(number + 1, len(labelled), "micrographs read"))
    return examples


def split_examples(examples: Sequence[Example], share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Return the examples, or parts of them, for training and those held out for validation.

    See `engine.data.split.hold_out`. A micrograph of which a strip is held out is in both lists, with two regions.
    Micrographs that are only masked are not held out, since their particles are unknown.
    """
    masked = [e for e in examples if e.only_masked]
    examples = [e for e in examples if not e.only_masked]
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
    return train + masked, validation
