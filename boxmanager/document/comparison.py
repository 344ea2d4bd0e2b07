"""Comparison of the visible boxes with other picking results: agreed, only here, only there. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.mask_files import read_project_masks
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import INDEX
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.boxmanager.document.view import reach_of_junk, shown
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes, resized
from iceboxer.engine.data.matching import Select, load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.result_names import name_of
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.agreement import consensus, groups, support
from iceboxer.engine.evaluation.metrics import DEFAULT_IOU
from iceboxer.engine.evaluation.picking_masks import PickingMasks
from iceboxer.engine.evaluation.reading import picked_files, read_limits

OURS = 0  # index of our own boxes among the results; the others follow


@dataclass(frozen=True)
class Results:
    """Other results: their names and their boxes by micrograph; `notes` are messages about problems."""

    names: list[str] = field(default_factory=list)
    boxes: list[Mapping[Path, Boxes]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def with_more(self, other: Results) -> Results:
        """Return these results followed by `other`, with the notes of `other`."""
        return Results([*self.names, *other.names], [*self.boxes, *other.boxes], other.notes)

    def of(self, micrograph: Path) -> list[Boxes]:
        """Return the boxes of a micrograph, one array per result."""
        return [boxes.get(micrograph, no_boxes()) for boxes in self.boxes]


@dataclass(frozen=True)
class Counts:
    """Numbers of agreed particles, of particles only here and only there; can be added."""

    agreed: int = 0
    only_here: int = 0
    only_there: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.agreed + other.agreed, self.only_here + other.only_here, self.only_there + other.only_there)


@dataclass(frozen=True)
class Split:
    """The boxes of one micrograph: ours that another result has too, only ours, and only those of others."""

    agreed: Boxes
    only_here: Boxes
    only_there: Boxes

    @property
    def counts(self) -> Counts:
        """Number of boxes of each sort."""
        return Counts(len(self.agreed), len(self.only_here), len(self.only_there))


def split(ours: Boxes, others: Sequence[Boxes], box_size: float) -> Split:
    """Sort the boxes of one micrograph into agreed, only here and only there; all are compared at `box_size` px."""
    results = [resized(boxes, box_size) for boxes in (ours, *others)]
    members = groups(results, DEFAULT_IOU)
    here = members[:, OURS]
    shared = support(members) > 1
    only_others = members[here < 0]
    # where several other results agree with each other, keep the box of the first
    first = (only_others >= 0).argmax(axis=1)
    alone = [results[number][index] for number, index in zip(first, only_others[range(len(first)), first], strict=True)]
    return Split(
        ours[here[(here >= 0) & shared]],
        ours[here[(here >= 0) & ~shared]],
        np.array(alone, no_boxes().dtype) if alone else no_boxes(),
    )


def find_consensus(ours: Boxes, others: Sequence[Boxes], box_size: float, at_least: int) -> Boxes:
    """Return the consensus: the mean box of each particle that at least `at_least` results have, ours included."""
    results = [resized(boxes, box_size) for boxes in (ours, *others)]
    return resized(consensus(results, groups(results, DEFAULT_IOU), at_least), box_size)


def read_results(paths: Sequence[Path], micrographs: Sequence[Path], box_size: float) -> Results:
    """Read results: output folders of picking, project folders, and box files or folders of them.

    Picking output and projects contribute the boxes that pass their own threshold; box files contribute all boxes
    that are not rejected.

    Raises
    ------
    EngineError
        A path does not exist, or holds no boxes of the open micrographs.
    """
    opened = _opened(micrographs)
    results = Results()
    for path in paths:
        is_project = (path / INDEX).is_file()
        project = read_project(path) if is_project else None
        select = None if project else _exported_from(path)
        loaded = load_boxes([path / "boxes"] if is_project else picked_files((path,)), opened, box_size, select)
        chosen: dict[Path, Boxes] = {}
        for micrograph, boxlist in loaded.boxes.items():
            boxes = boxlist.boxes[boxlist.boxes["kind"] != Kind.REJECTED]
            chosen[micrograph] = visible_in(project, micrograph, boxes) if project else boxes
        if not chosen:
            reasons = " ".join([*map(str, loaded.problems), *loaded.notes()])
            raise EngineError(f"{path} has no boxes for the open micrographs. Choose other results. {reasons}".strip())
        results.names.append(path.name)
        results.boxes.append(chosen)
        results.notes.extend([*map(str, loaded.problems), *loaded.notes()])
    return results


def _exported_from(folder: Path) -> Select | None:
    """Return the function that selects the visible boxes of the picking that wrote `folder`."""
    limits, masks = read_limits(folder), PickingMasks(folder)
    if limits is None or limits.threshold is None:
        return None
    return lambda file, boxes, _: limits.of(name_of(file)).passing(boxes) & ~masks.greyed(name_of(file), boxes)


def visible_in(project: Project, micrograph: Path, boxes: Boxes) -> Boxes:
    """Return the boxes of a micrograph that are visible in another project: those that pass, without greyed picks.

    Raises
    ------
    ReadError
        The mask of the micrograph is damaged.
    """
    keep = shown(boxes, project.view.at(micrograph))
    distances = read_project_masks(project, micrograph).distances(boxes)
    reach = reach_of_junk(project.view, project.diameter)
    if distances is not None and reach is not None:
        keep &= (distances > reach) | (boxes["kind"] != Kind.PICK)
    visible: Boxes = boxes[keep]
    return visible


def _opened(paths: Sequence[Path]) -> list[Micrograph]:
    opened = []
    for path in paths:
        try:
            opened.append(open_micrograph(path))
        except ReadError:
            continue  # the list of micrographs reports unreadable files
    return opened
