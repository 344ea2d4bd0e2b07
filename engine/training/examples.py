"""Labelled micrographs, read from disk and prepared for training and validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind, centres, no_boxes, rescaled, resized
from iceboxer.engine.data.filament_matching import match_to_micrographs, read_by_name
from iceboxer.engine.data.filaments import Filament, cut_segments, pieces_within
from iceboxer.engine.data.filters import Lowpass, flatten_input, shrink_input
from iceboxer.engine.data.junk import JunkMask, greyed
from iceboxer.engine.data.mask_file import read_mask
from iceboxer.engine.data.mask_matching import match_masks, outside_of
from iceboxer.engine.data.mask_orientation import advice
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.split import held_out_strip, hold_out
from iceboxer.engine.data.stored_picture import Picture, PictureStore
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.evaluation.orientation_check import OrientationCheck
from iceboxer.engine.evaluation.shown import ShownPicks
from iceboxer.engine.events import IsCancelled, MicrographFailed, Note, Progress, Report, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import scale_between
from iceboxer.engine.text import join_names
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.targets import Particles

NEAR_CURVE = 0.5  # box sides: places this close to a labelled filament belong to it


@dataclass(frozen=True)
class LabelledMicrograph:
    """A micrograph on disk with its labels and rejected boxes.

    If filaments are learnt, `filaments` are the labelled ones, and `boxes` their segments. `mask` is where there are no
    particles; if there is no file of boxes, `only_masked`, nothing is known of the rest.
    """

    micrograph: Micrograph
    boxes: Boxes
    filaments: tuple[Filament, ...] | None = None
    mask: JunkMask | None = None
    only_masked: bool = False

    @property
    def labels(self) -> Boxes:
        """The labels among the boxes."""
        labels: Boxes = self.boxes[self.boxes["kind"] == Kind.LABEL]
        return labels


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


def open_micrographs(paths: Sequence[Path], report: Report, masks: Path | None = None) -> list[Micrograph]:
    """Return the micrographs that can be opened and report the others; files in the folder of masks are none."""
    opened = []
    found = search_micrographs(paths)
    for sentence in found.notes():
        report(Note(sentence))
    for path in outside_of(found.micrographs, masks):
        try:
            opened.append(open_micrograph(path))
        except ReadError as e:
            report(MicrographFailed(str(path), e.reason))
    return opened


def load_labelled(config: TrainConfig, report: Report) -> list[LabelledMicrograph]:
    """Return the micrographs that have a box file, including an empty one. Visible picks in it count as labels.

    Raises
    ------
    EngineError
        No micrograph can be read or has any box, or the threshold of a picking is unknown.
    """
    micrographs = open_micrographs(config.micrographs, report, config.mask)
    if not micrographs:
        raise EngineError(f"There is no readable micrograph in {', '.join(map(str, config.micrographs))}.")
    if config.filaments:
        return load_filaments(config, micrographs, report)
    visible, orientation = (
        ShownPicks(config.threshold, "used as labels"),
        OrientationCheck("as-is" if config.as_is else None),
    )
    loaded = load_boxes(list(config.boxes), micrographs, config.box_size, visible.select, orientation.turned)
    if visible.unlimited:
        raise EngineError(
            f"The picks in {visible.unlimited[0]} include some of low confidence, and the threshold of that picking is "
            "unknown. Give the minimum confidence of labels with --threshold; 0 uses all picks."
        )
    for problem in loaded.problems:
        report(MicrographFailed(problem.path, problem.reason))
    for sentence in filter(None, [*loaded.notes(), *visible.notes(), orientation.advice()]):
        report(Note(sentence))
    labelled, masks = [], load_masks(config.mask, micrographs, report)
    for micrograph in micrographs:
        mask = masks.get(micrograph.path)
        if micrograph.path in loaded.boxes:
            boxes = loaded.boxes[micrograph.path].boxes.copy()
            boxes["kind"][boxes["kind"] == Kind.PICK] = Kind.LABEL
            labelled.append(LabelledMicrograph(micrograph, boxes, mask=mask))
        elif mask is not None:
            labelled.append(LabelledMicrograph(micrograph, no_boxes(), mask=mask, only_masked=True))
    if not any(len(item.labels) for item in labelled):
        raise EngineError(_why_no_labels(len(micrographs), len(loaded.boxes), loaded.problems))
    return labelled


def _why_no_labels(micrographs: int, matched: int, problems: Sequence[ReadError]) -> str:
    """Return why nothing can be learnt from `micrographs`, of which `matched` have a file of boxes."""
    text = f"None of the {micrographs} micrographs has boxes to train on."
    if matched:
        return f"{text} The files of {matched} hold no labels: they are empty or all boxes are rejected."
    if problems:
        return f"{text} {problems[0]}."
    return f"{text} Boxes are matched to micrographs by their names: 'a.mrc' goes with 'a.box', 'a.star' or 'a.cbox'."


def load_masks(folder: Path | None, micrographs: Sequence[Micrograph], report: Report) -> dict[Path, JunkMask]:
    """Return the masks in a folder by micrograph; one that does not fit is reported and not used.

    Raises
    ------
    EngineError
        There is no mask, or none is named like a micrograph.
    """
    masks: dict[Path, JunkMask] = {}
    if folder is None:
        return masks
    matched = match_masks([folder], [m.path for m in micrographs])
    for sentence in matched.notes():
        report(Note(sentence))
    for micrograph in micrographs:
        file = matched.files.get(micrograph.path)
        if file is not None:
            try:
                masks[micrograph.path] = read_mask(file, micrograph.shape)
            except ReadError as e:
                report(Note(f"Mask not used: {e}."))
    for sentence in advice([(m, masks[m.path]) for m in micrographs if m.path in masks]):
        report(Note(sentence))
    return masks


def load_filaments(config: TrainConfig, micrographs: list[Micrograph], report: Report) -> list[LabelledMicrograph]:
    """Return the micrographs that have a file of filaments, including an empty one. Picks in it count as labels.

    The boxes of a micrograph are segments of 1.5 widths, one box apart, of labelled and of rejected filaments.

    Raises
    ------
    EngineError
        No micrograph has any filament.
    """
    width = None if config.box_size is None else config.box_size / BOX_RATIO
    found = read_by_name(config.boxes, width, config.start_end)
    matched, unmatched = match_to_micrographs(found, micrographs)
    for problem in found.problems:
        report(MicrographFailed(problem.path, problem.reason))
    for sentence in found.notes:
        report(Note(sentence))
    if unmatched:
        report(Note(f"{len(unmatched)} files of filaments have no micrograph: {join_names(unmatched)}."))
    labelled = []
    for micrograph in micrographs:
        if micrograph.path in matched:
            filaments = matched[micrograph.path]
            kept = tuple(f for f in filaments if f.kind != Kind.REJECTED)
            rejected = [f for f in filaments if f.kind == Kind.REJECTED]
            boxes = np.concatenate([_segments(kept, Kind.LABEL), _segments(rejected, Kind.REJECTED)])
            labelled.append(LabelledMicrograph(micrograph, boxes, kept))
    if not any(len(item.labels) for item in labelled):
        raise EngineError(
            f"None of the {len(micrographs)} micrographs has filaments to train on. Files are matched to micrographs "
            "by their names: 'a.mrc' goes with 'a.box', 'a.star' or 'a.cbox'."
        )
    return labelled


def _segments(filaments: Sequence[Filament], kind: Kind) -> Boxes:
    """Return segments of each filament, one box of 1.5 widths after the other."""
    sides = [BOX_RATIO * f.width for f in filaments]
    parts = [cut_segments([f], side, side).boxes for f, side in zip(filaments, sides, strict=True)]
    boxes = np.concatenate([no_boxes(), *parts])
    boxes["kind"] = kind
    return boxes


def box_size_of(labelled: Sequence[LabelledMicrograph], given: float | None) -> float:
    """Return the box size in px: the one given, or the median of the labels."""
    if given:
        return given
    sides = np.concatenate([np.maximum(i.labels["width"], i.labels["height"]) for i in labelled])
    return float(np.median(sides))


def pixel_size_of(labelled: Sequence[LabelledMicrograph]) -> float:
    """Return the pixel size in Å/px of the first micrograph that has one.

    Raises
    ------
    ConfigError
        None has.
    """
    sizes = (item.micrograph.pixel_size for item in labelled)
    known = next((size for size in sizes if size is not None), None)
    if known is None:
        raise ConfigError(
            f"{labelled[0].micrograph.path} has no pixel size, so the diameter cannot be converted from Å to px. "
            "Set it in px (--diameter-px)."
        )
    return known


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
