"""Labelled micrographs on disk: micrographs with their labels, rejected boxes, filaments and masks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind, no_boxes
from iceboxer.engine.data.filament_matching import match_to_micrographs, read_by_name
from iceboxer.engine.data.filaments import Filament, cut_segments
from iceboxer.engine.data.junk import JunkMask
from iceboxer.engine.data.mask_file import read_mask
from iceboxer.engine.data.mask_matching import match_masks, outside_of
from iceboxer.engine.data.mask_orientation import advice
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.evaluation.orientation_check import OrientationCheck
from iceboxer.engine.evaluation.shown import ShownPicks
from iceboxer.engine.events import MicrographFailed, Note, Report
from iceboxer.engine.text import join_names
from iceboxer.engine.training.config import TrainConfig


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
